"""The smallest tests that call what a file defines, quoted: a test is the shortest manual."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline import escape
from pipeline.bind import Bindings, stands_for
from pipeline.escape import Md, code, join, link, md
from pipeline.model import ShortTest, Symbol
from pipeline.pages import Sight
from pipeline.paths import name_of
from pipeline.roles import is_test

#: Test files looked at, tests quoted, definitions named for each.
_FILES, _QUOTED, _NAMED = 6, 2, 4

#: A test, the file it is in, and what it calls of another file.
_Use = tuple[ShortTest, str, list[str]]


def smallest_tests(
    sight: Sight, path: str, symbols: tuple[Symbol, ...], marks: list[str], users: Sequence[str]
) -> list[Md]:
    """The smallest tests that call something of this file, as blocks with what they call."""
    anchors = dict(zip((symbol.qualname for symbol in symbols), marks, strict=True))
    stem = name_of(path).partition(".")[0]
    files = sorted((user for user in users if is_test(user)),
                   key=lambda user: (stem not in name_of(user), user))[:_FILES]
    uses = [use for file in files for use in _uses(sight, file, path, anchors)]
    uses.sort(key=lambda use: (len(use[0].text), use[1], use[0].name))
    rows: list[Md] = []
    shown: set[str] = set()
    for test, file, called in uses:
        if len(rows) < _QUOTED and not shown.issuperset(called):
            shown.update(called)
            names = join([link(code(n), f"#{anchors[n]}") for n in called[:_NAMED]], ", ")
            rows.append(md(f"{names}, by {_named(sight, file, test)}:\n\n"
                           f"{escape.fence(test.text, 'python')}"))
    return rows


def _named(sight: Sight, file: str, test: ShortTest) -> Md:
    place = sight.view.get("defines", file).get(test.name)
    name = link(code(test.name), sight.to_node("docs", file, place[0])) if place \
        else code(test.name)
    return md(f"{name} in {sight.file_link(file)}")


def _uses(sight: Sight, file: str, path: str, anchors: dict[str, str]) -> Iterator[_Use]:
    tests: Sequence[ShortTest] = sight.view.get("short_tests", file)
    if not tests:
        return
    links = sight.view.get("links", file)
    bindings: Bindings = sight.view.get("bindings", file)
    stands = stands_for({call for test in tests for call in test.calls}, links, bindings)
    for test in tests:
        found = [stands[call] for call in test.calls if call in stands]
        called = [name for place, name in dict.fromkeys(found) if place == path and name in anchors]
        if called:
            yield test, file, called
