"""A clean build gives the same bytes anywhere, and tells nothing of where that was.

``SOURCEBOOK_PYTHONS`` names further interpreters that have Sourcebook's dependencies, as a list of
paths with ``:`` between them.
"""

from __future__ import annotations

import datetime
import getpass
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import environment, read_pages
from tests.incremental.truth import git
from tests.properties.edits import Playground

_PROJECT = Path(__file__).parents[2]
#: Builds with folders listed in an order that the argument decides.
_SHUFFLED = """
import os, random, sys
rng, scandir, listdir = random.Random(sys.argv.pop(1)), os.scandir, os.listdir
class Shuffled(list):
    def __init__(self, path="."):
        with scandir(path) as found:
            super().__init__(found)
        rng.shuffle(self)
    def __enter__(self):
        return self
    def __exit__(self, *error):
        pass
    close = __exit__
    def __next__(self):
        if not self:
            raise StopIteration
        return self.pop()
def listed(path="."):
    names = listdir(path)
    rng.shuffle(names)
    return names
os.scandir, os.listdir = Shuffled, listed
from pipeline.main import main
sys.exit(main(sys.argv[1:]))
"""
_ZONES = ("UTC", "Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati")
_LOCALES = ("C", "C.UTF-8", "POSIX", "de_DE.UTF-8")


def _pythons() -> list[str]:
    return [sys.executable, *filter(None, os.environ.get("SOURCEBOOK_PYTHONS", "").split(":"))]


def _master(root: Path) -> Path:
    """A checkout of one commit with history shown."""
    ground = Playground(root / "master")
    ground.start(1)
    shutil.rmtree(ground.out)
    (ground.source / "sourcebook.toml").write_text("history = true\n")
    git(ground.source, "init", "-q", "-b", "main")
    git(ground.source, "add", ".")
    git(ground.source, "commit", "-q", "-m", "words")
    return ground.source


def _build(master: Path, root: Path, number: int) -> dict[str, bytes]:
    """The n-th clean build: everything that must not matter is different in each."""
    # The root is a package, of which its folder's name is the name: only what is above differs.
    source = root / f"canary-{number}" / ("deep/" * (number % 3)) / "src"
    shutil.copytree(master, source, symlinks=True)
    python = _pythons()[number % len(_pythons())]
    done = subprocess.run(
        [python, "-c", _SHUFFLED, str(number), f"jobs={(1, 2, 4)[number % 3]}"],
        cwd=source, capture_output=True, text=True, check=False, timeout=120,
        umask=(0o022, 0o077, 0)[number % 3],
        env={**environment(), "PYTHONHASHSEED": str(number), "TZ": _ZONES[number % 4],
             "LC_ALL": _LOCALES[number // 2 % 4], "PYTHONUTF8": str(number % 2),
             "PYTHONPATH": str(_PROJECT), "PYTHONDONTWRITEBYTECODE": "1"})
    assert done.returncode == 0, done.stderr
    pages = read_pages(source / "sourcebook")
    shutil.rmtree(root / f"canary-{number}")
    return pages


def _same(tmp_path: Path, times: int) -> None:
    master = _master(tmp_path)
    first = _build(master, tmp_path, 0)
    assert len(first) > 60
    for number in range(1, times):
        pages = _build(master, tmp_path, number)
        moved = [p for p in first.keys() | pages.keys() if first.get(p) != pages.get(p)]
        assert sorted(moved) == [], f"build {number}"
    _tells_nothing(first, tmp_path)


def _tells_nothing(pages: dict[str, bytes], root: Path) -> None:
    today = datetime.datetime.now(tz=datetime.UTC)
    secrets = {"canary-", str(root), str(_PROJECT), today.strftime("%Y-%m-%d"),
               str(Path.home()), socket.gethostname(), sys.prefix}
    # A short name, such as that of root, is a word like any other.
    secrets |= {name for name in (getpass.getuser(),) if len(name) > 5}
    for page, content in pages.items():
        told = [secret for secret in secrets if len(secret) > 1 and secret.encode() in content]
        assert told == [], page


def test_clean_builds_give_the_same_bytes_wherever_they_are_made(tmp_path: Path) -> None:
    _same(tmp_path, 3)


@pytest.mark.slow
def test_twenty_clean_builds_give_the_same_bytes_wherever_they_are_made(tmp_path: Path) -> None:
    _same(tmp_path, 20)
