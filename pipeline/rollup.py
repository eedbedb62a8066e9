"""Rollups: what a folder amounts to, made of its files and its subfolders' rollups."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from pipeline.facets import Card
from pipeline.languages.table import by_name
from pipeline.model import Record
from pipeline.paths import name_of
from pipeline.roles import Evidence, Role, is_test, is_test_itself, role_of
from pipeline.store import GENERATED, HANDWRITTEN, UNDOCUMENTED, VENDORED

_TOP = 12


def is_generated(flags: int, of_itself: bool) -> bool:
    """Whether a program made a file: as attributes say, else as the file does ``of itself``."""
    return bool(flags & GENERATED) or (of_itself and not flags & HANDWRITTEN)


class FileRow(Record, frozen=True):
    """A file as its folder sees it."""

    path: str
    flags: int
    size: int
    card: Card | None = None

    @property
    def documented(self) -> bool:
        return not self.flags & UNDOCUMENTED

    @property
    def vendored(self) -> bool:
        return bool(self.flags & VENDORED)

    @property
    def generated(self) -> bool:
        return is_generated(self.flags, bool(self.card and self.card.generated))

    @property
    def role(self) -> Role:
        """What the file is there for, as far as it shows without what lies beside it."""
        card = self.card
        language = by_name(card.language) if card else None
        return role_of(Evidence(
            self.path, language.name if language else "", language.family if language else "data",
            self.vendored, self.generated, bool(card and card.holds_tests),
            card.entry_points if card else ()))


class LanguageCount(Record, frozen=True):
    """Files and lines of one language."""

    language: str
    files: int
    lines: int


class Notable(Record, frozen=True):
    """A file worth naming on a folder's page, with what ranks it."""

    path: str
    description: str
    symbols: int
    #: Files that refer to it; rounded, so that one more seldom changes a page.
    users: int = 0


class Entry(Record, frozen=True):
    """A way to start something, and the file that declares or is it."""

    path: str
    how: str


class Rollup(Record, frozen=True):
    """Everything below a folder, in numbers that a page may show."""

    #: Documented files, folders that hold any, files without a page (binary).
    files: int = 0
    folders: int = 0
    other: int = 0
    symbols: int = 0
    languages: tuple[LanguageCount, ...] = ()
    #: One line that the folder says about itself; empty when it says nothing.
    description: str = ""
    #: The file the description is taken from.
    described_by: str = ""
    notable: tuple[Notable, ...] = ()
    #: Test files, and the ways to start something that are no tests.
    tests: int = 0
    entries: tuple[Entry, ...] = ()

    def rounded(self) -> Rollup:
        """The same with lines and keywords to two digits: small edits do not ripple upwards."""
        languages = tuple(
            LanguageCount(c.language, c.files, rounded(c.lines)) for c in self.languages)
        notable = tuple(
            Notable(n.path, n.description, rounded(n.symbols), n.users) for n in self.notable)
        return Rollup(self.files, self.folders, self.other, rounded(self.symbols), languages,
                      self.description, self.described_by, notable, rounded(self.tests),
                      self.entries)


def rounded(n: int) -> int:
    """A count to two significant digits from 100 on: 87 -> 87, 1 234 -> 1 200."""
    if n < 100:
        return n
    unit: int = 10 ** (len(str(n)) - 2)
    return (n + unit // 2) // unit * unit


def roll_up(
    rows: list[FileRow], children: list[Rollup], users: Mapping[str, int] | None = None
) -> Rollup:
    """Rollup of a folder from its own files (each with its number of users) and its subfolders."""
    users = users or {}
    documented = [row for row in rows if row.documented]
    described_by, description = _description(documented)
    notable = [
        Notable(row.path, row.card.description, row.card.symbols,
                rounded(users.get(row.path, 0)))
        for row in documented if row.card and row.card.symbols and _leads(row)
    ]
    for child in children:
        notable += child.notable
    notable.sort(key=lambda n: (-n.users, -n.symbols, n.path))
    return Rollup(
        files=len(documented) + sum(c.files for c in children),
        folders=len(children) + sum(c.folders for c in children),
        other=len(rows) - len(documented) + sum(c.other for c in children),
        symbols=sum(r.card.symbols for r in documented if r.card)
        + sum(c.symbols for c in children),
        languages=_languages(documented, children),
        description=description,
        described_by=described_by,
        notable=tuple(notable[:_TOP]),
        tests=sum(1 for row in documented if _is_test(row))
        + sum(c.tests for c in children),
        entries=_entries(documented, children),
    )


def _is_test(row: FileRow) -> bool:
    """Whether a runner runs it by its name, or it lies among tests and defines some."""
    return is_test_itself(row.path) or bool(
        row.card and row.card.holds_tests and is_test(row.path))


def _entries(rows: list[FileRow], children: list[Rollup]) -> tuple[Entry, ...]:
    """Declared programs first, then what has a ``main``; a test is no way into a tree."""
    found = [
        Entry(row.path, how)
        for row in rows if row.card and not is_test(row.path) and not row.vendored
        for how in row.card.entry_points
    ]
    for child in children:
        found += child.entries
    found.sort(key=lambda e: (_entry_rank(e.how), e.path.count("/"), e.path, e.how))
    return tuple(found[:_TOP])


def _entry_rank(how: str) -> int:
    if how.startswith("script "):
        return 0
    if how == "shebang":
        return 2
    # An event at which something is called, by a macro: there are many.
    return 3 if _EVENT.fullmatch(how) else 1


_EVENT = re.compile(r"\w+ \w+")


def _leads(row: FileRow) -> bool:
    """Whether a file may stand for its folder: not data, not others' work, not generated."""
    if row.vendored or row.generated or not (row.card and row.card.code):
        return False
    language = by_name(row.card.language)
    return language is not None and language.family == "code"


def _languages(rows: list[FileRow], children: list[Rollup]) -> tuple[LanguageCount, ...]:
    files: Counter[str] = Counter()
    lines: Counter[str] = Counter()
    for row in rows:
        if row.card:
            files[row.card.language] += 1
            lines[row.card.language] += row.card.lines
    for child in children:
        for count in child.languages:
            files[count.language] += count.files
            lines[count.language] += count.lines
    order = sorted(files, key=lambda name: (-files[name], name))
    return tuple(LanguageCount(name, files[name], lines[name]) for name in order)


_README_ENDINGS = ("", ".md", ".rst", ".txt", ".markdown", ".adoc", ".org")


def _description(rows: list[FileRow]) -> tuple[str, str]:
    """(file, line) by which the folder describes itself.

    That is its README, if that starts with what the folder is and not with what to do; else its
    package docstring; else the README's title.
    """
    candidates = []
    for row in rows:
        rank, card = _rank(name_of(row.path)), row.card
        if rank is None or card is None:
            continue
        said = card.description
        if rank < len(_README_ENDINGS) and _TELLS_WHAT_TO_DO.search(said):
            said = card.title
            rank += _LAST
        if said and not _MARKER.search(said):
            candidates.append((rank, row.path, said))
    return min(candidates)[1:] if candidates else ("", "")


#: How a README starts that gives instructions, news or thanks: about the folder it says nothing.
_TELLS_WHAT_TO_DO = re.compile(
    r"""^(?:[^\w*"'`(\[<.]|(?:If|When|Please|First|Next|Then|Finally|Currently|See|README|WARNING
        |NOTE|CAUTION|Run|Install|Use|Add|Make\ sure|New|How\ to|To)\b
        |There\ (?:are|is)\ (?:many|no|several|some)\b
        |(?:Created|Written|Maintained)\ by\b)
    |\b(?:[Yy]ou|[Yy]our|MUST|[Ww]e\ recommend)\b|\b(?:should|must)\b|,\ run\b
    |\b(?:was|were|(?:has|have)\ been)\ (?:added|created|moved|removed|renamed)\b
    |\bcan\ be\ f(?:ou|i)nd\b""", re.VERBOSE)
#: After every other way for a folder to be described.
_LAST = 100
#: What the file of a package says of itself and not of the package.
_MARKER = re.compile(r"(?:make|mark)s? (?:this|the) (?:directory|folder)|\b(?:dummy|empty) file\b",
                     re.IGNORECASE)


def _rank(name: str) -> int | None:
    lower = name.lower()
    if lower.startswith("readme"):
        ending = lower[len("readme"):]
        return _README_ENDINGS.index(ending) if ending in _README_ENDINGS else None
    if lower in ("__init__.py", "__init__.pyi"):
        return 20 + len(lower)
    return 60 if lower in ("index.md", "index.rst") else None
