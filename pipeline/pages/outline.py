"""The outline of a docs page: everything a file defines, nested as it is in the source."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from pipeline.escape import Md, anchor, code, join, link, md, number, sentence
from pipeline.facets import brief
from pipeline.model import HOLDERS, KINDS, Symbol
from pipeline.pages import Sight
from pipeline.pages.folding import folded, tidy

#: How a modifier reads before the kind; those that the kind or the place tells are left out.
_MODIFIERS = {"property": "", "nested": "", "classmethod": "class"}
#: ``function declaration``: what is only declared here reads so.
_DECLARED = "declaration"
_TOLD_BY_MODIFIER = ("staticmethod", "classmethod", "property", "overload", "typing.overload",
                     "abstractmethod", "abc.abstractmethod")


#: A file with more symbols has what its classes hold folded, from this many members on.
_LARGE, _MEMBERS = 120, 12
#: A run of siblings of one kind that is longer than this is folded behind its first few.
_RUN, _RUN_SHOWN = 40, 20


def outline(sight: Sight, path: str, symbols: tuple[Symbol, ...], marks: list[str]) -> Md:
    """Every symbol as a nested list, each with its anchor, source lines and first sentence.

    What a symbol holds follows it, also where the source has something else in between (a macro
    inside a namespace, say). Long runs, and in a large file long classes, are folded.
    """
    below: dict[int, list[int]] = {}
    for index, symbol in enumerate(symbols):
        below.setdefault(symbol.parent, []).append(index)
    # The link to the source is the same for all but the line: made once.
    base = sight.to_source(path)
    rows: list[str] = []
    pending: list[tuple[int, int] | list[str]] = _plan(symbols, below, -1, 0)
    while pending:
        step = pending.pop()
        if isinstance(step, list):
            rows += step
            continue
        index, depth = step
        rows.append(f"{_indent(depth)}- {anchor(marks[index])}{_row(sight, symbols[index], base)}")
        if index in below:
            pending += _plan(symbols, below, index, depth + 1)
    return md(tidy(rows))


def _indent(depth: int) -> str:
    return "  " * min(depth, 8)


def _plan(
    symbols: tuple[Symbol, ...], below: dict[int, list[int]], parent: int, depth: int
) -> list[tuple[int, int] | list[str]]:
    """What to write for the members of one symbol, last first: members, and lines around folds."""
    members = below.get(parent, [])
    steps: list[tuple[int, int] | list[str]] = []
    folds = parent >= 0 and len(symbols) > _LARGE and len(members) > _MEMBERS \
        and symbols[parent].kind not in HOLDERS
    if folds:
        steps.append(_opening(f"{number(len(members))} members", depth))
    for run in _runs(symbols, below, members):
        cut = len(run) if folds or len(run) <= _RUN else _RUN_SHOWN
        steps += [(index, depth) for index in run[:cut]]
        if run[cut:]:
            many = KINDS[symbols[run[0]].kind][1].lower()
            steps.append(_opening(f"{number(len(run) - cut)} more {many}", depth))
            steps += [(index, depth) for index in run[cut:]]
            steps.append(_closing(depth))
    if folds:
        steps.append(_closing(depth))
    return steps[::-1]


def _opening(summary: str, depth: int) -> list[str]:
    return folded(md(summary), (), _indent(depth))[:3]


def _closing(depth: int) -> list[str]:
    return folded(md(""), (), _indent(depth))[3:]


def _runs(
    symbols: tuple[Symbol, ...], below: dict[int, list[int]], members: list[int]
) -> Iterator[list[int]]:
    """Members in groups: those of one kind that follow one another and hold nothing."""
    for key, group in groupby(
            members, key=lambda index: "" if index in below else symbols[index].kind):
        run = list(group)
        yield from [run] if key in KINDS else [[index] for index in run]


def _row(sight: Sight, symbol: Symbol, base: str) -> str:
    first, last = symbol.line, symbol.end_line
    lines = f"{first}–{last}" if last > first else f"{first}"
    label = md(f"{'lines' if last > first else 'line'} {lines}")
    place = link(label, sight.to_lines(base, first, last))
    words = [*(_MODIFIERS.get(m, m) for m in symbol.modifiers if m != _DECLARED),
             KINDS[symbol.kind][0].lower() if symbol.kind in KINDS else symbol.kind]
    if _DECLARED in symbol.modifiers:
        words.append(_DECLARED)
    shown = symbol.qualname
    if symbol.bases:
        shown += f"({', '.join(symbol.bases)})"
    row = f"{' '.join(filter(None, words))} {code(shown + _spaced(symbol))} ({place})"
    decorators = [code("@" + d) for d in symbol.decorators if d not in _TOLD_BY_MODIFIER]
    if decorators:
        row += f" · {join(decorators, ' ')}"
    if symbol.doc:
        row += f": {sentence(brief(symbol.doc))}"
    return row


def is_public(symbol: Symbol) -> bool:
    """Whether a name is offered to others and could say what it is."""
    return symbol.kind in _SPEAKING and not symbol.name.startswith("_") \
        and _HIDDEN.isdisjoint(symbol.modifiers) \
        and not symbol.qualname.startswith("_") and "._" not in symbol.qualname


#: Kinds of which every public one should be documented; a field or key may speak for itself.
_SPEAKING = frozenset((
    "class", "struct", "union", "record", "object", "interface", "trait", "protocol", "mixin",
    "concept", "enum", "annotation", "function", "method", "procedure", "operation", "macro",
    "service", "message", "property"))
_HIDDEN = frozenset(("nested", "private", "protected", "internal", "test", "overload"))


def _spaced(symbol: Symbol) -> str:
    signature = symbol.signature
    return f" {signature}" if signature.startswith("=") else signature
