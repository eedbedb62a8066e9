"""Random edits of a small tree: what people, editors, version control and accidents do to one.

An edit is a name and three numbers; it is applied to whatever the tree holds by then, so that any
list of edits is a valid history and a failing one can be shrunk.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

PATHS = (
    "a.py", "b.py", "util.py", "pkg/__init__.py", "pkg/mod.py", "pkg/b.py", "pkg/sub/__init__.py",
    "pkg/sub/deep.py", "tests/test_mod.py", "README.md", "docs/guide.md", "docs/api.rst",
    "conf.toml", "data.json", "ci.yml", "setup.cfg", "notes.txt", "bin/run", "pkg/blob.bin",
    "inc/x.h", "lib/inc/x.h", "lib/x.cpp", "lib/y.h", "web/a.ts", "web/ui/index.js",
    "web/package.json", "requirements.txt", "Makefile", "j/A.java", "j/p/B.java", "rs/lib.rs",
    "rs/part.rs", "go.mod", "g/m.go",
)
_IMPORTS = (
    "import a", "import pkg.mod", "from pkg import mod, b", "from . import mod", "import json",
    "from pkg.mod import f0, K", "from .sub.deep import *", "import numpy", "import nowhere.x",
    "from a import f1", "from ..b import f2", "import util",
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

    def start(self, seed: int) -> None:
        """A first tree, a part of :data:`PATHS`."""
        self.source.mkdir(parents=True)
        self.templates.mkdir()
        for i, path in enumerate(PATHS):
            if (seed + i) % 3:
                self._write(path, content(path, seed + i))
        # A file of somebody else's inside the output folder stays what it is, always.
        self.out.mkdir()
        (self.out / "foreign.md").write_text("not ours\n")

    def files(self) -> list[str]:
        """Sources that exist now."""
        return [path for path in PATHS if (self.source / path).is_file()]

    def apply(self, edit: tuple[str, int, int, int]) -> None:
        name, a, b, c = edit
        getattr(self, name)(a, b, c)

    # --- sources -------------------------------------------------------------------------------

    def _write(self, path: str, data: bytes) -> None:
        self._free(path).write_bytes(data)

    def _free(self, path: str) -> Path:
        """Where a file may be put: what stands in the way, or is no folder, goes."""
        target = self.source / path
        for parent in reversed(target.relative_to(self.source).parents):
            if (self.source / parent).is_file():
                (self.source / parent).unlink()
        if target.is_dir():
            shutil.rmtree(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        return target

    def _pick(self, number: int) -> Path | None:
        files = self.files()
        return self.source / files[number % len(files)] if files else None

    def create(self, a: int, b: int, c: int) -> None:
        path = PATHS[a % len(PATHS)]
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
        path, target = self._pick(a), PATHS[b % len(PATHS)]
        if path:
            path.rename(self._free(target))

    def swap(self, a: int, b: int, c: int) -> None:
        one, two = self._pick(a), self._pick(b)
        if one and two and one != two:
            spare = self.source / "spare.tmp"
            one.rename(spare)
            two.rename(one)
            spare.rename(two)

    def move_folder(self, a: int, b: int, c: int) -> None:
        names = ("pkg", "pkg2", "docs", "manual")
        one, two = self.source / names[a % 4], self.source / names[b % 4]
        if one.is_dir() and not two.exists():
            one.rename(two)

    def delete_folder(self, a: int, b: int, c: int) -> None:
        shutil.rmtree(self.source / ("pkg", "pkg2", "docs", "pkg/sub", "manual")[a % 5],
                      ignore_errors=True)

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

    def link_file(self, a: int, b: int, c: int) -> None:
        link = self.source / f"link{a % 2}.py"
        if link.is_symlink():
            link.unlink()
        else:
            link.symlink_to(PATHS[b % len(PATHS)])

    # --- rules, templates, settings ------------------------------------------------------------

    def ignore_rules(self, a: int, b: int, c: int) -> None:
        rules = ("", "*.md\n", "pkg/\n", "/docs\n!guide.md\n", "*.py\n!a.py\n", "sub/\n")
        where = self.source / ("" if c % 2 else "pkg") / ".gitignore"
        if where.parent.is_dir():
            where.write_text(rules[a % len(rules)])

    def attributes(self, a: int, b: int, c: int) -> None:
        rules = ("", "*.py linguist-generated\n", "a.py binary\n",
                 "*.txt linguist-language=Python\n", "pkg/** linguist-vendored\n")
        (self.source / ".gitattributes").write_text(rules[a % len(rules)])

    def settings(self, a: int, b: int, c: int) -> None:
        lines = (f'title = "T{a % 3}"', f"embed_limit = {a % 200}", 'exclude = ["docs/"]',
                 'vendored = ["pkg/"]', f"excerpt_lines = {a % 3}", 'include = ["*.py"]',
                 f"parse_limit = {a % 150}", "")
        (self.source / "sourcebook.toml").write_text(
            f"{lines[b % len(lines)]}\n{lines[c % len(lines)]}\n" if b % 8 != c % 8 else "")

    def template(self, a: int, b: int, c: int) -> None:
        names = ("docs", "keywords", "index", "sub", "letter", "doc")
        target = self.templates / f"{names[a % len(names)]}.md.j2"
        if target.exists() and c % 2:
            target.unlink()
            return
        ours = Path(__file__).parents[2] / "templates" / target.name
        target.write_text(ours.read_text() + f"\nVariant {b % 3}.\n")

    # --- accidents -----------------------------------------------------------------------------

    def _page(self, number: int) -> Path | None:
        pages = sorted(p for p in self.out.rglob("*.md") if p.name != "foreign.md")
        return pages[number % len(pages)] if pages else None

    def damage_page(self, a: int, b: int, c: int) -> None:
        page = self._page(a)
        if page:
            data = page.read_bytes()
            page.write_bytes((data + b"x", data[: len(data) // 2], b"", data[::-1])[b % 4])

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

    def delete_cache(self, a: int, b: int, c: int) -> None:
        names = ("summaries.db", "state-*.db", "*")
        for path in self.cache.glob(names[a % 3] + "*" * (a % 3 < 2)):
            path.unlink()



_NAMES = [
    "create", "edit", "edit", "edit_body", "edit_body", "same_size_edit", "edit_keeping_mtime",
    "delete", "rename", "swap", "move_folder", "delete_folder", "folder_for_file", "touch",
    "touch_all", "link_file", "ignore_rules", "attributes", "settings", "template", "damage_page",
    "delete_page", "delete_pages_of_folder", "page_from_elsewhere", "damage_cache", "delete_cache",
]
_number = st.integers(0, 999)

#: One edit: name and three numbers.
edits = st.tuples(st.sampled_from(_NAMES), _number, _number, _number)
