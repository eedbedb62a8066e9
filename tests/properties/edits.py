"""Random edits of a small tree: what people, editors, version control and accidents do to one.

An edit is a name and three numbers; it is applied to whatever the tree holds by then, so that any
list of edits is a valid history and a failing one can be shrunk.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

from pipeline.build import Build
from pipeline.config import Config, load
from pipeline.ignore import OUTPUT_MARKER

PATHS = (
    "a.py", "b.py", "util.py", "pkg/__init__.py", "pkg/mod.py", "pkg/b.py", "pkg/sub/__init__.py",
    "pkg/sub/deep.py", "tests/test_mod.py", "README.md", "docs/guide.md", "docs/api.rst",
    "conf.toml", "data.json", "ci.yml", "setup.cfg", "notes.txt", "bin/run", "pkg/blob.bin",
    "inc/x.h", "lib/inc/x.h", "lib/x.cpp", "lib/y.h", "web/a.ts", "web/ui/index.js",
    "web/package.json", "requirements.txt", "Makefile", "j/A.java", "j/p/B.java", "rs/lib.rs",
    "rs/part.rs", "go.mod", "g/m.go", "__init__.py",
)
#: Files that decide about others, and are edited by edits of their own.
_RULES = (".gitignore", ".gitattributes", "sourcebook.toml", "pyproject.toml")
_IMPORTS = (
    "import a", "import pkg.mod", "from pkg import mod, b", "from . import mod", "import json",
    "from pkg.mod import f0, K", "from .sub.deep import *", "import numpy", "import nowhere.x",
    "from a import f1", "from ..b import f2", "import util", "import src.pkg.mod",
    "from src import a",
)
_INCLUDES = ('"x.h"', "<inc/x.h>", '"y.h"', "<stdio.h>", '"inc/x.h"', '"gone.h"', "<x.h>")
_WEB = ("./a", "./ui", "../ui", "react", "web", "node:fs", "./a.js")
_JVM = ("p.B", "q.A", "java.util.List", "p.*", "q.A.Inner")
_LINKS = ("../a.py", "guide.md", "docs/guide.md", "pkg/mod.py", "missing.md", "../pkg", "a.py#L1")


def content(path: str, seed: int) -> bytes:
    """Some source text for a path, decided by the seed."""
    if path.endswith((".py", "run")):
        return _python(seed)
    if path.endswith((".h", ".cpp")):
        base = f" : public C{(seed + 1) % 3}" if seed % 2 else ""
        lines = [f"#include {_INCLUDES[(seed + i) % len(_INCLUDES)]}" for i in range(seed % 4)]
        body = [f"class C{seed % 3}{base} {{", " public:", f"  int f{seed % 4}();", "};"]
        return "\n".join([*lines, *body, f"#define K{seed % 5} {seed}", ""]).encode()
    if path.endswith((".ts", ".js")):
        names = f"{{ f{seed % 3} }}" if seed % 2 else f"f{seed % 3}"
        return (f"import {names} from '{_WEB[seed % len(_WEB)]}';\n"
                f"export class C{seed % 3} extends C{(seed + 1) % 3} {{}}\n"
                f"export function f{seed % 4}() {{}}\n").encode()
    if path.endswith(".java"):
        return (f"package {'pq'[seed % 2]};\nimport {_JVM[seed % len(_JVM)]};\n"
                f"public class {'AB'[seed % 2]} extends B {{ class Inner {{}} }}\n").encode()
    if path.endswith(".rs"):
        return f"mod {('part', 'gone')[seed % 2]};\nuse crate::part::f{seed % 2};\n".encode()
    if path.endswith(".go"):
        return f'package m\nimport "example.org/{("g", "m/g", "x")[seed % 3]}"\n'.encode()
    if path == "go.mod":
        return f"module example.org{('', '/m')[seed % 2]}\nrequire x.org/y v1.{seed}.0\n".encode()
    if path == "requirements.txt":
        return (b"numpy>=1\n", b"json5\nnumpy\n", b"pytest\n")[seed % 3]
    if path == "Makefile":
        return b"include ci.yml lib/y.h\nall: a.py\n\ttrue\nx%d:\n" % (seed % 3)
    if path.endswith("package.json"):
        return b'{"name": "%s", "dependencies": {"react": "%d"}}\n' % (
            (b"web", b"ui")[seed % 2], seed % 3)
    if path.endswith((".md", ".rst", ".txt")):
        link = _LINKS[seed % len(_LINKS)]
        text = f"Text {seed % 7}. See [x]({link})."
        return f"# Title {seed % 4}\n\n{text}\n\n## Part {seed}\n".encode()
    if path.endswith(".bin"):
        return b"\0\1" * (seed % 5 + 1) if seed % 4 else b"now text\n"
    if path.endswith(".json"):
        return b'{"k%d": 1, "n": {"m": %d}}\n' % (seed % 5, seed % 3)
    if path.endswith((".toml", ".cfg")):
        return b"[s%d]\nk%d = %d\n" % (seed % 3, seed % 5, seed % 9)
    return b"name: w%d\non: push\njobs:\n  j%d:\n    runs-on: x\n" % (seed % 3, seed % 4)


def _python(seed: int) -> bytes:
    lines = [f'"""Module {seed % 5}."""'] if seed % 3 else []
    lines += [_IMPORTS[(seed + i) % len(_IMPORTS)] for i in range(seed % 4)]
    for i in range(seed % 3 + 1):
        doc = f'    """Does {seed % 3}."""' * (seed % 2)
        lines += [f"def f{(seed + i) % 4}(x={seed % 6}):", doc, f"    return {seed}", ""]
    if seed % 2:
        lines += [f"class C{seed % 3}(Base):", f"    K = {seed}", "    def f0(self): pass"]
    lines += ["K = 1"] if seed % 5 == 0 else []
    lines += ["def broken(:"] if seed % 17 == 0 else []
    return ("\n".join(lines) + "\n").encode()


@dataclass
class Playground:
    """A tree under edit, with its output, cache and template folders beside it."""

    root: Path
    #: Where files come to be; many paths make a large tree.
    paths: tuple[str, ...] = PATHS

    @property
    def source(self) -> Path:
        return self.root / "src"

    @property
    def out(self) -> Path:
        return self.source / "docs-out"

    @property
    def cache(self) -> Path:
        return self.source / ".sourcebook"

    @property
    def templates(self) -> Path:
        return self.root / "templates"

    def config(self) -> Config:
        """Of an ordinary build."""
        return load({"source": str(self.source), "templates": str(self.templates),
                     "out": str(self.out), "cache": str(self.cache), "jobs": "1"})

    def start(self, seed: int) -> None:
        """A first tree, a part of its paths."""
        self.source.mkdir(parents=True)
        self.templates.mkdir()
        for i, path in enumerate(self.paths):
            if (seed + i) % 3:
                self._write(path, content(path, seed + i))
        # A file of somebody else's inside the output folder stays what it is, always.
        self.out.mkdir()
        (self.out / "foreign.md").write_text("not ours\n")

    def _inside(self) -> list[tuple[str, list[str], list[str]]]:
        """The folders of the tree with what they hold, but for those that are not sources."""
        found = []
        for folder, folders, files in os.walk(self.source):
            folders[:] = sorted(f for f in folders if f not in ("docs-out", ".sourcebook", ".git"))
            found.append((folder, folders, sorted(files)))
        return found

    def files(self) -> list[str]:
        """Sources that exist now."""
        paths = [Path(folder, name) for folder, _, files in self._inside()
                 for name in files if name not in _RULES]
        return [p.relative_to(self.source).as_posix() for p in paths
                if p.is_file() and not p.is_symlink()]

    def folders(self) -> list[Path]:
        """Folders below the root that exist now, links to folders too."""
        return [Path(folder, name) for folder, folders, _ in self._inside() for name in folders]

    def apply(self, edit: tuple[str, int, int, int]) -> None:
        name, a, b, c = edit
        # What cannot be done to the tree as it is, is no edit.
        with contextlib.suppress(OSError):
            getattr(self, name)(a, b, c)

    # --- sources -------------------------------------------------------------------------------

    def _write(self, path: str, data: bytes) -> None:
        self._free(path).write_bytes(data)

    def _free(self, path: str) -> Path:
        """Where a file may be put: what stands in the way, or is no folder, goes."""
        target = self.source / path
        for parent in reversed(target.relative_to(self.source).parents):
            place = self.source / parent
            if place.is_symlink() or (place.exists() and not place.is_dir()):
                place.unlink()
        _remove(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        return target

    def _folder(self, number: int) -> Path | None:
        folders = self.folders()
        return folders[number % len(folders)] if folders else None

    def _pick(self, number: int) -> Path | None:
        files = self.files()
        return self.source / files[number % len(files)] if files else None

    def create(self, a: int, b: int, c: int) -> None:
        path = self.paths[a % len(self.paths)]
        self._write(path, content(path, b))

    edit = create

    def edit_body(self, a: int, b: int, c: int) -> None:
        path = self._pick(a)
        if path:
            path.write_bytes(path.read_bytes() + b"# more %d\n" % b)

    def same_size_edit(self, a: int, b: int, c: int) -> None:
        path = self._pick(a)
        if path and (data := path.read_bytes()):
            at = b % len(data)
            path.write_bytes(data[:at] + bytes([97 + c % 26]) + data[at + 1:])

    def edit_keeping_mtime(self, a: int, b: int, c: int) -> None:
        path = self._pick(a)
        if path:
            st_before = path.stat()
            self.same_size_edit(a, b, c)
            os.utime(path, ns=(st_before.st_atime_ns, st_before.st_mtime_ns))

    def delete(self, a: int, b: int, c: int) -> None:
        path = self._pick(a)
        if path:
            path.unlink()

    def rename(self, a: int, b: int, c: int) -> None:
        path, target = self._pick(a), self.paths[b % len(self.paths)]
        if path:
            path.rename(self._free(target))

    def swap(self, a: int, b: int, c: int) -> None:
        one, two = self._pick(a), self._pick(b)
        if one and two and one != two:
            spare = self.source / "spare.tmp"
            one.rename(spare)
            two.rename(one)
            spare.rename(two)

    def case_rename(self, a: int, b: int, c: int) -> None:
        """Only the case of a name changes; what already has the other name is replaced."""
        path = self._pick(a) if b % 3 else self._folder(a)
        if path and not path.is_symlink():
            target = path.with_name(path.name.swapcase())
            if target != path and not target.is_dir():
                path.rename(target) if not target.exists() or path.is_file() else None

    def move_folder(self, a: int, b: int, c: int) -> None:
        names = ("pkg", "pkg2", "docs", "manual", "lib/inner", "web")
        one, two = self.source / names[a % 6], self.source / names[b % 6]
        if one.is_dir() and not os.path.lexists(two) and two.parent.is_dir():
            one.rename(two)

    def move_any_folder(self, a: int, b: int, c: int) -> None:
        """A folder goes into another one, or up to the root."""
        one, two = self._folder(a), self._folder(b) if c % 2 else self.source
        if one and two and not two.is_relative_to(one) and not os.path.lexists(two / one.name):
            one.rename(two / one.name)

    def swap_file_and_folder(self, a: int, b: int, c: int) -> None:
        """A file takes the name of a folder, the folder that of the file."""
        one, two = self._pick(a), self._folder(b)
        if one and two and not one.is_relative_to(two):
            spare = self.source / "spare.tmp"
            two.rename(spare)
            one.rename(two)
            spare.rename(one)

    def empty_folder(self, a: int, b: int, c: int) -> None:
        with contextlib.suppress(OSError):
            (self.source / ("pkg/none", "new", "a.py", "docs/x/y")[a % 4]).mkdir(parents=True)

    def delete_folder(self, a: int, b: int, c: int) -> None:
        _remove(self.source / ("pkg", "pkg2", "docs", "pkg/sub", "manual", "web")[a % 6])

    def folder_for_file(self, a: int, b: int, c: int) -> None:
        """A file becomes a folder of the same name that holds a file."""
        path = self._pick(a)
        if path and path.name != "README.md":
            path.unlink()
            path.mkdir()
            (path / "inner.py").write_bytes(_python(b))
            shutil.rmtree(path) if c % 2 else None

    def touch(self, a: int, b: int, c: int) -> None:
        path = self._pick(a)
        if path:
            path.touch()

    def touch_all(self, a: int, b: int, c: int) -> None:
        for path in self.files():
            (self.source / path).touch()

    def times(self, a: int, b: int, c: int) -> None:
        """A file's time goes back or far ahead, with an edit of the same size or without one."""
        path = self._pick(a)
        if path:
            if c % 2:
                self.same_size_edit(a, b, c)
            when = (0, 10**9 * 86_400, 4 * 10**18, 10**18 + 1)[b % 4]
            os.utime(path, ns=(when, when))

    def one_time_for_all(self, a: int, b: int, c: int) -> None:
        """As an archive that is unpacked, or a tool that makes builds reproducible, sets them."""
        for path in self.files():
            os.utime(self.source / path, ns=(10**18, 10**18))

    # --- links and other things that are no files ------------------------------------------------

    def link(self, a: int, b: int, c: int) -> None:
        """A link to a file, a folder, nothing, itself or outside comes, goes or leads elsewhere."""
        link = self.source / ("link.py", "linked", "pkg/link.py", "docs/linked")[a % 4]
        if not link.parent.is_dir() or (link.exists() and not link.is_symlink()):
            return
        gone = link.is_symlink()
        link.unlink(missing_ok=True)
        if not gone or c % 2:
            targets = ("a.py", "pkg", "../a.py", "nowhere", link.name, "/etc", "..", "docs")
            link.symlink_to(targets[b % len(targets)])

    def link_for_file(self, a: int, b: int, c: int) -> None:
        """A file is swapped for a link to another file, or a folder for a link to a folder."""
        one, two = (self._pick(a), self._pick(b)) if c % 2 else (self._folder(a), self._folder(b))
        if one and two and one != two and not two.is_relative_to(one):
            _remove(one)
            one.symlink_to(os.path.relpath(two, one.parent))

    def fifo(self, a: int, b: int, c: int) -> None:
        path = self._pick(a)
        if path and b % 2:
            path.unlink()
            os.mkfifo(path)

    def permissions(self, a: int, b: int, c: int) -> None:
        """A file or folder may not be read, until it may again."""
        path = self._pick(a) if c % 3 else self._folder(a)
        if path and not path.is_symlink():
            closed = 0 if path.is_file() else 0o300
            path.chmod(closed if b % 2 else 0o755 if path.is_dir() else 0o644)

    # --- version control ------------------------------------------------------------------------

    def _git(self, *arguments: str) -> None:
        """Run git in the tree, when that is a checkout; what it refuses is no edit."""
        if (self.source / ".git").is_dir():
            who = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER")
                   for what, value in (("NAME", "Ada"), ("EMAIL", "a@b"))}
            subprocess.run(
                ["git", "-C", self.source, *arguments], check=False, capture_output=True,
                env={**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull})

    def commit(self, a: int, b: int, c: int) -> None:
        when, name = f"{1_700_000_000 + a % 3 * 86_400} +0100", ("Ada", "Bob <b>", "C|d")[b % 3]
        self._git("add", "-A", "--", ".", ":!docs-out")
        self._git("commit", "-q", "--allow-empty", "-m", "words", f"--author={name} <x@y>",
                  f"--date={when}", *["--amend"] * (c % 4 == 0))

    def version_control(self, a: int, b: int, c: int) -> None:
        """What else git does to a tree, or to what it knows of it."""
        path = self._pick(b)
        name = path.relative_to(self.source).as_posix() if path else "a.py"
        commands = (
            ("checkout", "-q", "HEAD", "--", "."), ("rm", "-q", "--cached", name), ("add", name),
            ("switch", "-q", "-c", f"b{b % 3}"), ("switch", "-q", f"b{b % 3}"), ("gc", "-q"),
            ("reset", "-q", "--hard", "HEAD~1"), ("stash", "-q"), ("stash", "pop", "-q"),
            ("merge", "-q", f"b{b % 3}"), ("merge", "--abort"), ("add", "-A"),
            ("update-index", "--refresh"), ("pack-refs", "--all"), ("switch", "-q", "--detach"),
        )
        self._git(*commands[a % len(commands)])

    def checkout_or_not(self, a: int, b: int, c: int) -> None:
        """The tree becomes a checkout, or ceases to be one."""
        if (self.source / ".git").exists():
            _remove(self.source / ".git") if a % 3 == 0 else None
        else:
            subprocess.run(["git", "init", "-q", self.source], check=True)

    def nested_marks(self, a: int, b: int, c: int) -> None:
        """A folder becomes a repository of its own or somebody's output, or ceases to be."""
        folder = self._folder(a)
        if folder and not folder.is_symlink():
            mark = folder / (OUTPUT_MARKER, ".git", ".hg")[b % 3]
            if mark.exists():
                _remove(mark)
            elif mark.name == OUTPUT_MARKER:
                mark.write_text("")
            elif mark.name == ".git" and c % 2:
                subprocess.run(["git", "init", "-q", folder], check=True)
            else:
                mark.mkdir()

    # --- rules, templates, settings ------------------------------------------------------------

    def ignore_rules(self, a: int, b: int, c: int) -> None:
        rules = ("", "*.md\n", "pkg/\n", "/docs\n!guide.md\n", "*.py\n!a.py\n", "sub/\n",
                 "**/x.h\n", "*\n!*/\n!*.py\n", "/pkg/*\n!/pkg/sub\n", "inner*\n[\n", "docs-out\n")
        where = (self.source, self.source / "pkg", self._folder(b) or self.source)[c % 3]
        target = where / ".gitignore"
        if not where.is_dir() or where.is_symlink():
            return
        _remove(target)
        if b % 7 == 0:
            target.symlink_to("rules")
        elif b % 7 == 1:
            target.mkdir()
        elif b % 7 > 2:
            target.write_text(rules[a % len(rules)])

    def attributes(self, a: int, b: int, c: int) -> None:
        rules = ("", "*.py linguist-generated\n", "a.py binary\n", "*.h linguist-language=C++\n",
                 "*.txt linguist-language=Python\n", "pkg/** linguist-vendored\n",
                 "mod.py -linguist-generated\n* -linguist-vendored\n")
        where = self.source if c % 3 else self.source / "pkg"
        if where.is_dir() and not where.is_symlink():
            (where / ".gitattributes").write_text(rules[a % len(rules)])

    def settings(self, a: int, b: int, c: int) -> None:
        lines = (f'title = "T{a % 3}"', f"embed_limit = {a % 200}", 'exclude = ["docs/"]',
                 'vendored = ["pkg/"]', f"excerpt_lines = {a % 3}", 'include = ["*.py"]',
                 f"parse_limit = {a % 150}", "history = true", "strict = true", "history = true",
                 f'coverage = "{("lcov.info", "cov.db", "gone")[a % 3]}"', 'include = ["pkg/"]',
                 'exclude = ["*.md", "!README.md"]', 'formats = ["markdown", "json"]',
                 f'embed = "{("full", "excerpt", "link")[a % 3]}"', "front_matter = true",
                 f'source_url = "https://h/v{a % 2}/{{path}}#L{{line}}"', "")
        one, other = lines[b % len(lines)], lines[c % len(lines)]
        twice = one.partition(" ")[0] == other.partition(" ")[0]
        (self.source / "sourcebook.toml").write_text("" if twice else f"{one}\n{other}\n")

    def project(self, a: int, b: int, c: int) -> None:
        """The file that names the project; broken now and then."""
        texts = ("", '[project]\nname = "p1"\n', '[project]\nname = "p2"\nscripts = {x = "a:f1"}\n',
                 "[project\n", "[project]\nname = 3\n")
        target = self.source / "pyproject.toml"
        target.unlink() if target.exists() and b % 4 == 0 else target.write_text(texts[a % 5])

    def coverage(self, a: int, b: int, c: int) -> None:
        """Coverage is measured again, of some file, in one of the two formats; or is gone."""
        path = self._pick(b)
        if a % 5 == 0 or path is None:
            for name in ("lcov.info", "cov.db"):
                _remove(self.source / name)
        elif a % 5 < 3:
            name = path.relative_to(self.source).as_posix() if c % 2 else str(path)
            _remove(self.source / "lcov.info")
            (self.source / "lcov.info").write_text(
                f"TN:t{c % 3}\nSF:{name}\nDA:1,{c % 2}\nDA:2,1\nend_of_record\n")
        else:
            self._recorded(path, c)

    def _recorded(self, path: Path, seed: int) -> None:
        _remove(self.source / "cov.db")
        with contextlib.closing(sqlite3.connect(self.source / "cov.db")) as db:
            db.executescript(
                "CREATE TABLE file (id INTEGER, path TEXT); CREATE TABLE arc (file_id INTEGER, "
                "context_id INTEGER, fromno INTEGER, tono INTEGER);"
                "CREATE TABLE context (id INTEGER, context TEXT); CREATE TABLE line_bits "
                "(file_id INTEGER, context_id INTEGER, numbits BLOB);")
            db.execute("INSERT INTO file VALUES (1, ?)", (str(path),))
            db.execute("INSERT INTO context VALUES (1, ?)", (f"tests/test_mod.py::t{seed % 3}",))
            db.execute("INSERT INTO line_bits VALUES (1, 1, ?)", (bytes([seed % 256]),))
            db.commit()

    def template(self, a: int, b: int, c: int) -> None:
        names = ("docs", "keywords", "index", "sub", "letter", "doc", "az", "book", "chapter",
                 "appendix", "_shared")
        target = self.templates / f"{names[a % len(names)]}.md.j2"
        if target.exists() and c % 2:
            target.unlink()
            return
        ours = Path(__file__).parents[2] / "templates" / target.name
        text = ours.read_text() if ours.exists() else "{% macro m() %}m{% endmacro %}"
        target.write_text(f"{text}\nVariant {b % 3}.\n")

    # --- accidents -----------------------------------------------------------------------------

    def _page(self, number: int) -> Path | None:
        pages = sorted(p for ending in ("md", "json", "txt") for p in self.out.rglob(f"*.{ending}")
                       if p.name != "foreign.md")
        return pages[number % len(pages)] if pages else None

    def damage_page(self, a: int, b: int, c: int) -> None:
        page = self._page(a)
        if page:
            st = page.stat()
            data = page.read_bytes()
            page.write_bytes((data + b"x", data[: len(data) // 2], b"", data[::-1])[b % 4])
            if c % 2:
                os.utime(page, ns=(st.st_atime_ns, st.st_mtime_ns))

    def page_is_no_file(self, a: int, b: int, c: int) -> None:
        """A link or a folder stands where a page belongs, or a link where a folder does."""
        page = self._page(a)
        if page and b % 3 == 0:
            page.unlink()
            page.symlink_to(self.source / "a.py")
        elif page and b % 3 == 1:
            page.unlink()
            page.mkdir()
        elif page and page.parent != self.out:
            shutil.rmtree(page.parent)
            page.parent.symlink_to(self.templates)

    def damage_output(self, a: int, b: int, c: int) -> None:
        """The whole output goes, or its mark, or a page comes that no source asks for."""
        if a % 3 == 0:
            shutil.rmtree(self.out)
            self.out.mkdir()
            (self.out / "foreign.md").write_text("not ours\n")
        elif a % 3 == 1:
            (self.out / OUTPUT_MARKER).unlink(missing_ok=True)
        else:
            for page in sorted(self.out.rglob("*_docs.md"))[:1]:
                os.utime(page)

    def delete_page(self, a: int, b: int, c: int) -> None:
        page = self._page(a)
        if page:
            page.unlink()

    def delete_pages_of_folder(self, a: int, b: int, c: int) -> None:
        shutil.rmtree(self.out / ("pkg", "docs", "keywords")[a % 3], ignore_errors=True)

    def page_from_elsewhere(self, a: int, b: int, c: int) -> None:
        """One page is copied over another, as a bad merge would."""
        one, two = self._page(a), self._page(b)
        if one and two:
            two.write_bytes(one.read_bytes())

    def damage_cache(self, a: int, b: int, c: int) -> None:
        database = self.cache / "summaries.db"
        if not database.exists():
            return
        db = sqlite3.connect(database)
        rows = db.execute("SELECT key, summary FROM summaries ORDER BY key").fetchall()
        if rows:
            key, summary = rows[a % len(rows)]
            if b % 3 == 0:
                db.execute("DELETE FROM summaries WHERE key = ?", (key,))
            else:
                other = rows[c % len(rows)][1] if b % 3 == 1 else summary[:-1]
                db.execute("UPDATE summaries SET summary = ? WHERE key = ?", (other, key))
        db.commit()
        db.close()

    def damage_state(self, a: int, b: int, c: int) -> None:
        """Bytes of a database, its log or its seal are lost or changed."""
        files = sorted(p for p in self.cache.glob("*") if p.is_file() and p.name != "lock")
        if files:
            path = files[a % len(files)]
            data = path.read_bytes()
            at = (b * 1009 + c) % (len(data) or 1)
            flipped = data[:at] + bytes([data[at] ^ (1 << c % 8)]) + data[at + 1:] if data else b"x"
            path.write_bytes((data[:at], flipped)[c % 2])

    def delete_cache(self, a: int, b: int, c: int) -> None:
        names = ("summaries.db", "state-*.db", "*")
        for path in self.cache.glob(names[a % 3] + "*" * (a % 3 < 2)):
            path.unlink()

    def old_state(self, a: int, b: int, c: int) -> None:
        """The cache folder is put away, and what was put away before comes back."""
        spare = self.root / "cache-of-old"
        if a % 2 and spare.is_dir():
            shutil.rmtree(self.cache, ignore_errors=True)
            shutil.copytree(spare, self.cache)
        elif self.cache.is_dir():
            shutil.rmtree(spare, ignore_errors=True)
            shutil.copytree(self.cache, spare)

    def unfinished_build(self, a: int, b: int, c: int) -> None:
        """A build ends after one of its stages, or after some pages."""
        with Build(self.config()) as build:
            build.scan()
            if a % 4:
                build.parse(build.unparsed())
            if a % 4 > 1:
                build.link()
            if a % 4 > 2:
                build.render(build.stale_pages()[: b % 12])


def _remove(path: Path) -> None:
    """Whatever stands at a path."""
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        path.unlink()
    elif path.is_dir():
        shutil.rmtree(path)


#: Kinds of edit, the usual ones more than once.
NAMES = [
    "create", "edit", "edit", "edit_body", "edit_body", "same_size_edit", "edit_keeping_mtime",
    "delete", "rename", "swap", "case_rename", "move_folder", "move_any_folder", "delete_folder",
    "swap_file_and_folder", "empty_folder", "folder_for_file", "touch", "touch_all", "times",
    "one_time_for_all", "link", "link_for_file", "fifo", "permissions", "commit", "commit",
    "version_control", "version_control", "checkout_or_not", "nested_marks", "ignore_rules",
    "attributes", "settings", "settings", "project", "coverage", "coverage", "template",
    "damage_page", "page_is_no_file", "damage_output", "delete_page", "delete_pages_of_folder",
    "page_from_elsewhere", "damage_cache", "damage_state", "delete_cache", "old_state",
    "unfinished_build",
]
_number = st.integers(0, 999)

#: One edit: name and three numbers.
edits = st.tuples(st.sampled_from(NAMES), _number, _number, _number)
