"""History: the commits that lead to the one that is checked out, each with the files it changed.

Read in one pass over ``git log``, from the commit that is already known where there is one. Only
what a commit holds counts: no settings of the user's, no ``.mailmap``, no replaced commits, no
guesses at renames. A merge has no files of its own: what it brings was changed by its parents.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from pipeline import git
from pipeline.paths import key_of

_LOG = (
    "--no-replace-objects", "-c", "log.showSignature=false", "log", "-z", "--name-only",
    "--no-renames", "--topo-order", "--reverse", "--no-diff-merges", "--no-mailmap", "--no-color",
    "--no-notes", "--no-decorate", "--no-ext-diff", "--no-follow", "--ignore-submodules=none",
    "--relative", "--encoding=UTF-8", "--date=short-local",
    "--format=%x00%H%x00%P%x00%ct%x00%cd%x00%an",
)
#: Fields before those of the files; the first commit has no parents.
_HEAD = 5


class Commit(NamedTuple):
    """One commit; the date is the day on which it was made, in UTC."""

    id: str
    parents: tuple[str, ...]
    time: int
    date: str
    author: str
    files: tuple[str, ...]


def commits(source: Path, new: str, known: str = "") -> Iterator[Commit]:
    """Commits that lead to ``new`` and not to ``known``, parents first.

    Raises:
        GitFailed: git does not know one of the two, or lacks objects.
    """
    span = [new, f"^{known}"] if known else [new]
    fields = git.fields(source, *_LOG, *span, "--")
    next(fields, None)
    while True:
        # As far as the empty field that begins the next commit.
        lines = list(islice(fields, _HEAD)) + list(iter(lambda: next(fields, b""), b""))
        if not lines:
            return
        name, parents, time, date, author = (
            line.decode("utf-8", "replace") for line in lines[:_HEAD])
        yield Commit(name, tuple(parents.split()), int(time), date, author,
                     tuple(_files(lines[_HEAD:])))


def _files(fields: list[bytes]) -> Iterator[str]:
    for position, raw in enumerate(fields):
        key = key_of(os.fsdecode(raw[1:] if position == 0 else raw))
        if key is not None:
            yield key


def dropped(source: Path, new: str, known: str) -> list[str]:
    """Ids of commits that lead to ``known`` but no longer to ``new``.

    Raises:
        GitFailed: as above.
    """
    found = git.ask(source, "--no-replace-objects", "rev-list", known, f"^{new}", "--")
    if found is None:
        raise git.GitFailed
    return found.decode().split()
