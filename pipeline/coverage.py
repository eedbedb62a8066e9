"""Measured coverage: which lines of a file ran, and under which tests, as a tool has recorded it.

Two formats are read. In an LCOV tracefile, ``SF`` names a file, ``DA`` a line and how often it ran,
``TN`` the test. The data file of coverage.py is an SQLite database with these tables:

* ``file (id, path)``, ``context (id, context)``: names; the context ``""`` stands for none;
* ``line_bits (file_id, context_id, numbits)``: the lines that ran, bit n of the blob for line n;
* ``arc (file_id, context_id, fromno, tono)``: the same where branches were measured; a negative
  number is an entry or exit.

It does not say which lines could have run, so that no share can be told from it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from pipeline import fs
from pipeline.model import Record
from pipeline.paths import key_of

_SQLITE = b"SQLite format 3\0"
#: Test names kept of one file.
_TESTS = 400


class Measured(Record, frozen=True):
    """What was recorded of one file; ``total`` is 0 where it is not known."""

    run: int = 0
    total: int = 0
    #: Names of tests: a path before ``::``, or a dotted name.
    tests: tuple[str, ...] = ()


class Unusable(Exception):
    """The file cannot be read as one of the two formats; the text says why."""


class _Lines:
    """What is gathered of one file."""

    def __init__(self) -> None:
        self.run: set[int] = set()
        self.known: set[int] = set()
        self.tests: set[str] = set()

    def result(self) -> Measured:
        return Measured(len(self.run), len(self.known), tuple(sorted(self.tests)[:_TESTS]))


def measured(data: Path, source: Path) -> dict[str, Measured]:
    """What a data file says of the files of a tree, by path there.

    Raises:
        Unusable: it says nothing that can be read.
    """
    content = fs.read_or_none(str(data))
    if content is None:
        raise Unusable("there is no such file")
    found = _database(data) if content.startswith(_SQLITE) else _tracefile(content)
    inside = ((_inside(path, source), lines) for path, lines in found.items())
    return {path: lines.result() for path, lines in inside if path and lines.run | lines.known}


def _inside(written: str, source: Path) -> str:
    """Path in the tree; empty for a file that lies elsewhere."""
    path = Path(written)
    if path.is_absolute():
        if not path.is_relative_to(source):
            return ""
        path = path.relative_to(source)
    return "" if ".." in path.parts else key_of(path.as_posix()) or ""


def _database(data: Path) -> dict[str, _Lines]:
    try:
        uri = f"{data.absolute().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as db:
            return _files(_recorded(db))
    except (sqlite3.Error, ValueError, TypeError) as error:
        raise Unusable(f"it is no data file of coverage.py ({error})") from error


def _files(rows: Iterable[tuple[str, str, set[int]]]) -> dict[str, _Lines]:
    found: dict[str, _Lines] = {}
    for path, context, lines in rows:
        own = found.setdefault(path, _Lines())
        own.run |= lines
        if context and lines:
            own.tests.add(_test(context))
    return found


def _recorded(db: sqlite3.Connection) -> Iterator[tuple[str, str, set[int]]]:
    for path, context, bits in db.execute(
            "SELECT f.path, c.context, b.numbits FROM line_bits b JOIN file f ON f.id = b.file_id "
            "JOIN context c ON c.id = b.context_id"):
        yield path, context, set(_bits(bits))
    for path, context, first, last in db.execute(
            "SELECT f.path, c.context, a.fromno, a.tono FROM arc a JOIN file f ON f.id = a.file_id "
            "JOIN context c ON c.id = a.context_id"):
        yield path, context, {line for line in (first, last) if line > 0}


def _bits(blob: bytes) -> Iterator[int]:
    for position, byte in enumerate(blob):
        for bit in range(8):
            if byte >> bit & 1:
                yield 8 * position + bit


def _test(context: str) -> str:
    """A test's name without its phase (``|run``), and only its file where it is named by one."""
    return context.partition("|")[0].partition("::")[0]


def _tracefile(content: bytes) -> dict[str, _Lines]:
    found: dict[str, _Lines] = {}
    test, own = "", None
    for line in content.decode("utf-8", "surrogateescape").splitlines():
        word, colon, value = line.partition(":")
        if word == "TN":
            test = value.strip()
        elif word == "SF" and colon:
            own = found.setdefault(value.strip(), _Lines())
        elif word == "end_of_record":
            own = None
        elif word == "DA" and own is not None:
            _ran(own, value, test)
    if not found:
        raise Unusable("it is neither a data file of coverage.py nor an LCOV tracefile")
    return found


def _ran(own: _Lines, value: str, test: str) -> None:
    number, _, rest = value.partition(",")
    count = rest.partition(",")[0]
    if number.isdecimal():
        own.known.add(int(number))
        if count.strip("0") and not count.startswith("-"):
            own.run.add(int(number))
            if test:
                own.tests.add(test)
