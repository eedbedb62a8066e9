"""File Purpose: what a file says of itself, else what can be said of it from facts.

The best source wins: the file's own documentation, for a package's own file the folder's README,
the title, and at last a sentence made of the role, what the file defines and who uses it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline import escape
from pipeline.bind import CLASS_KINDS
from pipeline.decode import read
from pipeline.escape import Md, code, join, link, md, number, sentence
from pipeline.facets import brief
from pipeline.inventory import defines, series
from pipeline.languages.comments import is_licence
from pipeline.languages.table import by_name
from pipeline.model import Extraction, at_top
from pipeline.pages import OwnFile, Sight
from pipeline.paths import folder_of, name_of
from pipeline.roles import Evidence, Role, is_test, role_of
from pipeline.rollup import is_generated
from pipeline.store import VENDORED

_DOC_CHARACTERS = 1600
#: Users, subjects and imports named in a sentence.
_NAMED = 3
_LINE = 100
#: Kinds that a test is told by.
_TEST_KINDS = 2
#: Files that stand for their folder.
_INDEX_FILES = frozenset(("__init__.py", "__init__.pyi", "mod.rs", "index.js", "index.ts",
                          "index.tsx", "package-info.java"))


class Place(NamedTuple):
    """Where a file stands among others."""

    #: Files of the tree that it imports, and that import it or use its names.
    inside: list[str]
    users: list[str]
    #: Files beside it that belong to it, each with what it is: (``x.h``, ``header``).
    partners: list[tuple[str, str]]


def role(own: OwnFile, holds_tests: bool, place: Place) -> Role:
    """What the file is there for."""
    language = by_name(own.summary.language)
    return role_of(Evidence(
        own.path, own.summary.language, language.family if language else "data",
        bool(own.flags & VENDORED), is_generated(own.flags, own.summary.generated),
        holds_tests, own.summary.extraction.entry_points,
        place.partners[0][1] if place.partners else ""))


def purpose(sight: Sight, own: OwnFile, role: Role, place: Place) -> Md:
    """What the file is for: a paragraph or more, never empty."""
    extraction = own.summary.extraction
    if doc := extraction.doc.strip():
        return escape.paragraphs(_leading(_without_licence(doc)))
    folder = folder_of(own.path)
    if name_of(own.path) in _INDEX_FILES and (said := sight.view.get("about", folder)):
        return sentence(said)
    parts = [_title(extraction.title)] if extraction.title else []
    parts.append(_content(sight, own, role, place))
    parts.append(_main(extraction))
    if place.users:
        parts.append(md(f"Used by {_files(sight, _of_note(place.users), len(place.users))}."))
    return join([part for part in parts if part], " ")


def _main(extraction: Extraction) -> Md:
    """What the one type that a file is about says of itself, or else its one function."""
    symbols = extraction.symbols
    top = [s for s, is_top in zip(symbols, at_top(symbols), strict=True)
           if is_top and "declaration" not in s.modifiers]
    for kinds in (CLASS_KINDS, ("function",)):
        found = [symbol for symbol in top if symbol.kind in kinds]
        if found:
            told = sentence(brief(found[0].doc)) if len(found) == 1 else md("")
            return md(f"{code(found[0].name)}: {_ended(told)}") if told else md("")
    return md("")


def _ended(told: Md) -> Md:
    return told if told.endswith((".", "!", "?", "…")) else md(f"{told}.")


def _without_licence(doc: str) -> str:
    """The text without paragraphs of copyright, if it has others."""
    kept = [part for part in doc.split("\n\n") if not is_licence(part)]
    return "\n\n".join(kept) or doc


def _leading(doc: str) -> str:
    """The first paragraphs of a long documentation text."""
    if len(doc) <= _DOC_CHARACTERS:
        return doc
    kept: list[str] = []
    length = 0
    for paragraph in doc.split("\n\n"):
        length += len(paragraph)
        if kept and length > _DOC_CHARACTERS:
            return "\n\n".join(kept) + "\n\n…"
        kept.append(paragraph)
    return doc


def _title(title: str) -> Md:
    return sentence(title if title.endswith((".", "!", "?")) else f"{title}.")


def _content(sight: Sight, own: OwnFile, role: Role, place: Place) -> Md:
    """A sentence about what the file holds."""
    extraction = own.summary.extraction
    if not own.data:
        return _empty(sight, own.path)
    if counted := defines(extraction.symbols):
        if role is Role.TEST:
            counted = defines(extraction.symbols, _TEST_KINDS)
        return _defining(sight, own, role, sentence(counted), place)
    if extraction.imports:
        modules = list(dict.fromkeys(i.module for i in extraction.imports if i.module))
        names = [n for i in extraction.imports for n in i.names if n != "*"]
        return _passing_on(sight, role, modules, names, place)
    if line := _first_line(own):
        return md(f"{_subject(own, role)} begins with {code(line)}.")
    return md(f"{role.capitalize()}.")


#: What the subject of "… begins with" is called.
_LEADS = {
    Role.TEST_DATA: "Test data that", Role.DATA: "Data that", Role.DOCS: "A text that",
    Role.BENCHMARK: "Data of a benchmark that", Role.CONFIG: "Configuration that",
    Role.SCRIPT: "A script that", Role.BUILD: "A build file that",
}


def _subject(own: OwnFile, role: Role) -> str:
    language = by_name(own.summary.language)
    if role is Role.BENCHMARK and language is not None and language.family == "code":
        return "A benchmark that"
    return _LEADS.get(role, "It")


def _empty(sight: Sight, path: str) -> Md:
    name, folder = name_of(path), folder_of(path)
    if name == "__init__.py":
        package = code(f"{folder}/") if folder else md("the root")
        return md(f"An empty file that makes {package} a Python package.")
    after = _named_after(sight, name)
    return md(f"**Content**: none; named after {after}" if after else "**Content**: none")


def _named_after(sight: Sight, name: str) -> Md:
    """The member of a class that a file is called after: a list kept as empty files, say."""
    holder, _, member = name.partition(".")
    found = sight.view.get("class", holder) if member else []
    if len(found) != 1:
        return md("")
    path, qualname, _, _, _ = found[0]
    place = sight.view.get("defines", path).get(f"{qualname}.{member}")
    if place is None:
        return md("")
    target = sight.to_node("docs", path, place[0])
    return md(f"{link(code(name), target)} in {sight.file_link(path)}")


def _defining(sight: Sight, own: OwnFile, role: Role, counted: Md, place: Place) -> Md:
    partners = [path for path, _ in place.partners]
    match role:
        case Role.HEADER:
            return md(f"Declares what {_files(sight, partners)} implements: {counted}.")
        case Role.IMPLEMENTATION:
            return md(f"Implements {_files(sight, partners)}: {counted}.")
        case Role.STUB if partners:
            return md(f"The types of {_files(sight, partners)}: {counted}.")
        case Role.TEST | Role.BENCHMARK:
            return _testing(sight, role, own.path, counted, place)
    lead = _INTRODUCED.get(role, "Defines {}.")
    return md(lead.format(counted))


def _testing(sight: Sight, role: Role, path: str, counted: Md, place: Place) -> Md:
    """What is tested is what the test imports and is called after, if there is such a file."""
    subjects = [other for other in place.inside if not is_test(other)]
    stem = re.sub(r"^(?:test|bench)_|_(?:test|tests|bench|benchmark)$", "", _stem(path).lower())
    named = [other for other in subjects if _called_after(stem, other)]
    what = "Tests" if role is Role.TEST else "A benchmark"
    if named:
        return md(f"{what} of {_files(sight, named, len(named))}: {counted}.")
    through = f", importing {_files(sight, subjects, len(subjects))}" if subjects else ""
    return md(f"{what}: {counted}{through}.")


def _called_after(stem: str, subject: str) -> bool:
    """Whether a test's stem is that of a file, or of the package whose own file it is."""
    own = _stem(subject).lower()
    return stem == own or (
        own in ("__init__", "index", "mod") and stem == name_of(folder_of(subject)).lower())


def _stem(path: str) -> str:
    return name_of(path).partition(".")[0]


_INTRODUCED = {
    Role.TEST_SUPPORT: "For tests: {}.", Role.TEST_DATA: "Test data with {}.",
    Role.EXAMPLE: "An example with {}.", Role.STUB: "Type stubs: {}.",
    Role.BUILD: "Build: {}.", Role.CI: "Continuous integration: {}.", Role.CONFIG: "Settings: {}.",
    Role.DOCS: "A text with {}.", Role.DATA: "Data with {}.",
    Role.SCRIPT: "A script that defines {}.", Role.PROGRAM: "A program that defines {}.",
    Role.GENERATED: "Generated: {}.", Role.VENDORED: "From another project: {}.",
}


def _passing_on(
    sight: Sight, role: Role, modules: list[str], names: list[str], place: Place
) -> Md:
    """For a file that defines nothing itself: what it brings together."""
    source = _files(sight, place.inside, len(place.inside)) if place.inside \
        else sentence(_some([f"`{m}`" for m in modules]))
    what = f"{sentence(_some([f'`{n}`' for n in names]))} from " if names else ""
    subject = "A script" if role is Role.SCRIPT else "A test" if role is Role.TEST else "It"
    return md(f"{subject} brings in {what}{source} and defines no names of its own.")


def _some(parts: list[str]) -> str:
    rest = len(parts) - _NAMED
    return series([*parts[:_NAMED], f"{number(rest)} more"] if rest > 0 else parts)


def _of_note(users: Sequence[str]) -> list[str]:
    """Users with those first that are no tests."""
    return sorted(users, key=lambda path: (is_test(path), path))


def _files(sight: Sight, paths: Sequence[str], total: int = 0) -> Md:
    """Links to the first few files, and how many more there are."""
    shown = [str(sight.file_link(path)) for path in paths[:_NAMED]]
    rest = (total or len(paths)) - len(shown)
    if rest > 0:
        shown.append(f"{number(rest)} more")
    return md(series(shown))


#: Lines that say how a file is to be read, not what is in it.
_PREAMBLE = re.compile(r"#!|<\?xml|\.\. |<!DOCTYPE|# -\*-|---$|:orphan:")


def _first_line(own: OwnFile) -> str:
    """The first line with a word in it, comments' markers and all; cut where it is long."""
    body = read(own.data[:4096]).text
    for line in body.split("\n"):
        words = " ".join(line.split())
        if any(char.isalnum() for char in words) and not _PREAMBLE.match(words):
            return words if len(words) <= _LINE else words[:_LINE] + "…"
    return ""
