"""Links lead nowhere: nothing outside of the tree is read into a page, nothing outside is written.

Beside each tree lies a folder that it has no business with. What is in there must not appear in a
single byte of the output, the cache or what a build says, and must be the same after the build.
"""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline import config as configuration
from pipeline import scan as scanning
from pipeline.build import Build, Progress
from pipeline.errors import ConfigError, SourcebookError, WorldError
from tests.conftest import build_tree, make_tree
from tests.properties.shrinking import smallest

SEED = int(os.environ.get("SOURCEBOOK_SEED", "0"))
CANARY = "canarydjvxk"
#: Files outside, in the form of all that a build reads.
OUTSIDE = {
    "a.py": f'"""{CANARY}"""\nclass {CANARY}: pass\n', "README.md": f"# {CANARY}\n",
    "pyproject.toml": f'[project]\nname = "{CANARY}"\n[tool.sourcebook]\ntitle = "{CANARY}"\n',
    "sourcebook.toml": f'title = "{CANARY}"\n', "package.json": f'{{"name": "{CANARY}"}}',
    ".gitignore": f"{CANARY}\n", ".gitattributes": f"*.py linguist-language={CANARY}\n",
    "docs.md.j2": f"{CANARY}\n", "cov.info": f"TN:{CANARY}\nSF:a.py\nDA:1,1\nend_of_record\n",
    "compile_commands.json": f'[{{"directory": "/", "file": "a.c", "command": "cc -I{CANARY}"}}]',
    "__init__.py": f'"""{CANARY}"""\n', "tsconfig.json": f'{{"extends": "{CANARY}"}}',
    "state": f"{CANARY}\n", "sub/deep.py": f'"""{CANARY}"""\n', "victim": f"{CANARY}\n",
}
_NAMES = (*OUTSIDE, "go.mod", "Makefile", "link.py", "pkg", "pkg/a.py", "pkg/README.md", "lib",
          "pkg/lib", "LICENSE", "CODEOWNERS", ".git", "x.py_docs.md", "docs", ".github")
#: Where our own files lie, when output and cache lie in the tree.
_OURS = ("out", "out/index.md", "out/.sourcebook-tmp", "out/.sourcebook-output", "out/pkg",
         "out/keywords", "out/book", "cache", "cache/lock", "cache/summaries.db",
         "cache/summaries.db-wal", "cache/last-build.json", "cache/.last-build.json.new",
         "cache/.gitignore", "cache/..gitignore.new", "cache/doit.json", "cache/summaries.seal",
         "tpl", "tpl/docs.md.j2")

Link = tuple[str, str]


def layout(seed: int) -> list[Link]:
    """Links (name, what it says) of one tree."""
    dice = random.Random(seed)
    outside = [f"../outside/{name}" for name in OUTSIDE] + ["../outside", "../outside/sub"]
    others = ["/proc/self/environ", "/proc/self/root", "/proc/self/cwd", "/dev/zero", "/dev/stdin",
              "/etc/passwd", "/", ".", "..", "self", "../src", "nowhere", "a" * 255]
    links = []
    for _ in range(dice.randint(1, 8)):
        name = dice.choice(_OURS if dice.random() < 0.3 else _NAMES)
        target = dice.choice(outside if dice.random() < 0.7 else others)
        up = "../" * name.count("/")
        links.append((name, {"self": name.rpartition("/")[2]}.get(target, target)
                      if target.startswith("/") else up + target))
    return links


def _plant(ground: Path, links: list[Link], *, absolute: bool) -> None:
    make_tree(ground / "outside", dict(OUTSIDE))
    source = make_tree(ground / "src", {
        "own.py": "import a\nfrom pkg import a as b\n\n\ndef f(): pass\n",
        "own.md": "[a](a.py) [p](pkg/a.py) [o](../outside/a.py) [v](link.py)\n",
        "own.c": '#include "link.py"\n#include "pkg/a.py"\n', "pkg/own.py": "from . import a\n"})
    for name, target in links:
        link = source / name
        if link.is_symlink() or link.parent.is_symlink() or link.exists():
            continue
        link.parent.mkdir(parents=True, exist_ok=True)
        if absolute and not target.startswith("/"):
            target = os.path.normpath(link.parent / target)
        link.symlink_to(target)


class _Heard(Progress):
    def __init__(self) -> None:
        self.lines: list[str] = []

    def notice(self, line: str) -> None:
        self.lines.append(line)


def _build(ground: Path) -> list[str]:
    """Build with output, cache and templates in the tree; what was said."""
    source, heard = ground / "src", _Heard()
    values = {"source": source, "out": source / "out", "cache": source / "cache"}
    for name, file in (("templates", "tpl"), ("coverage", "cov.info")):
        if (source / file).exists():
            values[name] = source / file
    try:
        with Build(configuration.load({k: str(v) for k, v in values.items()} | {"jobs": "1"}),
                   heard) as build:
            build.run()
    except SourcebookError as error:
        heard.lines.append(str(error))
    return heard.lines


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.is_symlink()}


def _leaks(ground: Path, said: list[str]) -> Iterator[str]:
    if any(CANARY in line for line in said):
        yield f"said: {said}"
    if _contents(ground / "outside") != {k: v.encode() for k, v in sorted(OUTSIDE.items())}:
        yield "what lies outside was changed"
    for name, content in _contents(ground / "src").items():
        if CANARY.encode() in content:
            yield f"in {name}"
    for name in os.listdir(ground):
        if name not in ("src", "outside"):
            yield f"made {name}"


def _found(links: list[Link], ground: Path, *, absolute: bool) -> list[str]:
    subprocess.run(["rm", "-rf", ground], check=True)
    _plant(ground, links, absolute=absolute)
    return list(_leaks(ground, _build(ground)))


def _hold(seed: int, ground: Path) -> None:
    links, absolute = layout(seed), seed % 2 == 0
    if found := _found(links, ground, absolute=absolute):
        few = smallest(links, lambda some: bool(_found(some, ground, absolute=absolute)))
        pytest.fail(f"seed {seed}, absolute {absolute}, links {few}: {found}")


def test_no_link_leads_out_of_the_tree(tmp_path: Path) -> None:
    for seed in range(SEED, SEED + 12):
        _hold(seed, tmp_path / "t")


@pytest.mark.slow
@pytest.mark.parametrize("decade", range(20))
def test_the_same_over_two_hundred_layouts(decade: int, tmp_path: Path) -> None:
    for seed in range(10 * decade, 10 * decade + 10):
        _hold(SEED + 1000 + seed, tmp_path / "t")


@pytest.mark.parametrize("name", ["lock", "summaries.db", ".last-build.json.new", "doit.json"])
def test_a_link_in_the_cache_folder_is_no_way_to_write_elsewhere(
    tmp_path: Path, name: str
) -> None:
    """A lock that was a link had its target emptied."""
    victim = tmp_path / "victim"
    victim.write_text("precious\n")
    source = make_tree(tmp_path / "src", {"a.py": "def f(): pass\n"})
    (source / ".sourcebook").mkdir()
    (source / ".sourcebook" / name).symlink_to(victim)
    build_tree(source, tmp_path / "out", source / ".sourcebook")
    assert victim.read_text() == "precious\n"
    assert (tmp_path / "out" / "a.py_docs.md").exists()


@pytest.mark.parametrize("what", ["out", "cache"])
def test_a_folder_above_output_or_cache_must_not_be_a_link_of_the_tree(
    tmp_path: Path, what: str
) -> None:
    source = make_tree(tmp_path / "src", {"a.py": "def f(): pass\n"})
    (tmp_path / "outside").mkdir()
    (source / "gen").symlink_to(tmp_path / "outside")
    places = {"out": tmp_path / "out", "cache": tmp_path / "cache", what: source / "gen" / "x"}
    with pytest.raises(WorldError, match="is a symbolic link"):
        build_tree(source, places["out"], places["cache"])
    assert os.listdir(tmp_path / "outside") == []


@pytest.mark.parametrize(("name", "setting"), [
    ("sourcebook.toml", ""), ("cov.info", 'coverage = "cov.info"\n'),
    ("tpl", 'templates = "tpl"\n'), ("tpl/docs.md.j2", 'templates = "tpl"\n'),
])
def test_settings_and_templates_are_no_links_out_of_the_tree(
    tmp_path: Path, name: str, setting: str
) -> None:
    outside = make_tree(tmp_path / "outside", dict(OUTSIDE))
    source = make_tree(tmp_path / "src", {"a.py": ""})
    if setting:
        make_tree(source, {"sourcebook.toml": setting})
    (source / name).parent.mkdir(exist_ok=True)
    (source / name).symlink_to(outside if name == "tpl" else outside / Path(name).name)
    with pytest.raises(ConfigError, match="out of the tree"):
        build_tree(source, tmp_path / "out", tmp_path / "cache")


def test_a_project_file_that_leads_out_of_the_tree_is_none(tmp_path: Path) -> None:
    outside = make_tree(tmp_path / "outside", dict(OUTSIDE))
    source = make_tree(tmp_path / "src", {"a.py": ""})
    (source / "pyproject.toml").symlink_to(outside / "pyproject.toml")
    build_tree(source, tmp_path / "out", tmp_path / "cache")
    assert CANARY not in (tmp_path / "out" / "index.md").read_text()


def _swap(path: Path, target: Path) -> None:
    path.rename(path.with_name("was"))
    path.symlink_to(target)


@pytest.mark.parametrize("stage", ["list_sources", "_suspects", "_examine"])
@pytest.mark.parametrize("what", ["pkg", "pkg/a.py"])
def test_a_link_that_takes_a_places_place_during_the_scan_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str, what: str
) -> None:
    outside = make_tree(tmp_path / "outside", dict(OUTSIDE))
    source = make_tree(tmp_path / "src", {"own.py": "x = 1\n", "pkg/a.py": "y = 1\n"})
    real: Callable[..., object] = getattr(scanning, stage)

    def swapped(*args: object) -> object:
        before = stage == "_examine"
        if before:
            _swap(source / what, outside if what == "pkg" else outside / "a.py")
        result = real(*args)
        if not before:
            _swap(source / what, outside if what == "pkg" else outside / "a.py")
        return result

    with monkeypatch.context() as patched:
        patched.setattr(scanning, stage, swapped)
        build_tree(source, tmp_path / "out", tmp_path / "cache")
    pages = b"".join(_contents(tmp_path / "out").values())
    assert CANARY.encode() not in pages + b"".join(_contents(tmp_path / "cache").values())


def test_no_program_that_a_checkouts_configuration_names_is_run(tmp_path: Path) -> None:
    """Git asks a file-system monitor for what changed: any command, from ``.git/config``."""
    source = make_tree(tmp_path / "src", {"a.py": "x = 1\n", "sourcebook.toml": "history = true\n"})
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    program.chmod(0o755)
    for arguments in (["init", "-q"], ["add", "."], ["-c", "user.name=A", "-c", "user.email=a@b",
                                                     "commit", "-q", "-m", "x"]):
        subprocess.run(["git", "-C", source, *arguments], check=True)
    hooks = source / ".git" / "hooks"
    for hook in ("post-index-change", "fsmonitor-watchman", "reference-transaction"):
        make_tree(hooks, {hook: program.read_bytes()})
        (hooks / hook).chmod(0o755)
    with (source / ".git" / "config").open("a") as config:
        config.write(f"[core]\n fsmonitor = {program}\n sshCommand = {program}\n"
                     f" pager = {program}\n[gpg]\n program = {program}\n"
                     f"[log]\n showSignature = true\n[diff]\n"
                     f" external = {program}\n[alias]\n ls-files = !{program}\n")
    (tmp_path / "ran").unlink(missing_ok=True)
    build_tree(source, tmp_path / "out", tmp_path / "cache")
    assert not (tmp_path / "ran").exists()
