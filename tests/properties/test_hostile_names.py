"""Whatever files and folders are called: one page or one notice for each, and no broken link.

``SOURCEBOOK_SEED=7 pytest tests/properties/test_hostile_names.py`` tries the trees of another
seed. A failing tree is shrunk to the names that it takes.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from pipeline import config as configuration
from pipeline.build import Build, Progress
from pipeline.linkcheck import check
from pipeline.nodes import file_nodes
from pipeline.paths import Twins, key_of
from pipeline.twins import known
from tests.properties.names import paths, plant
from tests.properties.shrinking import smallest

SEED = int(os.environ.get("SOURCEBOOK_SEED", "0"))
#: Names in one tree, and trees of the full form: 10 000 names.
NAMES, TREES = 300, 34


class _Notices(Progress):
    def __init__(self) -> None:
        self.lines: list[str] = []

    def notice(self, line: str) -> None:
        self.lines.append(line)


def _build(ground: Path) -> tuple[list[str], Twins]:
    heard = _Notices()
    values = {name: str(ground / name) for name in ("source", "out", "cache")}
    with Build(configuration.load({**values, "jobs": "1"}), heard) as build:
        counts = build.run()
        assert counts.failed == 0
        return heard.lines, known(build.store)


def _folded(page: str) -> str:
    """A page path as a file system sees it that knows neither case nor ways to write a letter."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", page).casefold())


def _told(path: bytes, notices: list[str]) -> bool:
    """Whether a notice names the file, or a folder above it that is left out."""
    parts = os.fsdecode(path).split("/")
    above = ["/".join(parts[:n]) for n in range(1, len(parts) + 1)]
    return any(line.startswith((f"{place}: ", f"{place!r}: ")) for place in above
               for line in notices)


def _problems(made: list[bytes], *, git: bool, exact: bool) -> list[str]:
    """What is wrong with the pages of a tree with these paths."""
    with tempfile.TemporaryDirectory(prefix="sourcebook-names-") as folder:
        ground = Path(folder)
        plant(ground / "source", made)
        if git:
            subprocess.run(["git", "init", "-q", ground / "source"], check=True)
        before = set(os.listdir(ground))
        notices, twins = _build(ground)
        found = [f"outside of the output: {p}" for p in
                 {*os.listdir(ground)} - before - {"out", "cache"}]
        pages = {p.relative_to(ground / "out").as_posix() for p in (ground / "out").rglob("*.md")}
        found += [f"broken: {problem}" for problem in check(
            ground / "out", ground / "source", exact=exact)]
        found += _unaccounted(made, pages, notices, twins)
        found += [f"the same to some file system: {page}" for page, count in
                  Counter(map(_folded, pages)).items() if count > 1]
        subprocess.run(["rm", "-rf", ground / "source"], check=True)
    return found


def _unaccounted(
    made: list[bytes], pages: set[str], notices: list[str], twins: Twins
) -> list[str]:
    found = []
    for path in made:
        key = key_of(os.fsdecode(path))
        of_it = {node.page for node in file_nodes(key, twins)} if key is not None else {""}
        if (of_it <= pages) == _told(path, notices):
            found.append(f"neither one page nor one notice: {path!r}")
    return found


def _hold(seed: int, *, git: bool = False, exact: bool = False) -> None:
    made = paths(seed, NAMES)
    found = _problems(made, git=git, exact=exact)
    if found:
        few = smallest(made, lambda some: bool(_problems(some, git=git, exact=exact)))
        pytest.fail(f"seed {seed}, {few}: {_problems(few, git=git, exact=exact)[:5]}")


@pytest.mark.parametrize("git", [False, True], ids=["folders", "git"])
def test_every_name_has_its_pages_or_its_notice(git: bool) -> None:
    _hold(SEED, git=git, exact=not git)


@pytest.mark.slow
@pytest.mark.parametrize("tree", range(1, TREES + 1))
def test_the_same_over_ten_thousand_names(tree: int) -> None:
    _hold(SEED + tree, git=tree % 2 == 0, exact=tree % 4 == 1)
