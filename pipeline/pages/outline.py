"""The outline of a docs page: everything a file defines, nested as it is in the source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import TypeVar

from pipeline.escape import Md, anchor, code, join, md, number, sentence
from pipeline.facets import brief
from pipeline.model import HOLDERS, KINDS, Symbol
from pipeline.pages import Sight
from pipeline.pages.folding import folded, tidy

T = TypeVar("T")

#: How a modifier reads before the kind; those that the kind or the place tells are left out.
_MODIFIERS = {"property": "", "nested": "", "classmethod": "class"}
#: ``function declaration``: what is only declared here reads so.
_DECLARED = "declaration"
_TOLD_BY_MODIFIER = ("staticmethod", "classmethod", "property", "overload", "typing.overload",
                     "abstractmethod", "abc.abstractmethod")


#: A file with more symbols has what its classes hold folded, from this many members on.
_LARGE, _MEMBERS = 120, 12
#: A run of siblings of one kind that takes more rows than this is folded behind its first few.
_RUN, _RUN_SHOWN = 40, 20
#: Kinds of which one says little: those on one line that say nothing of themselves share rows.
SMALL_KINDS = frozenset((
    "macro", "alias", "constant", "enumerator", "variable", "field", "attribute", "column", "key",
    "label", "option", "selector"))
#: Small ones in a row, fewest and most, with and without words about them; how far apart the first
#: and the last are, in lines.
_FEW, SMALL_ROW, SMALL_SPAN, _TOLD_ROW = 2, 12, 60, 6
#: The longest that is small, and what it may say of itself.
_SMALL, _SAID = 70, 70

#: A symbol at its depth, or lines as they are.
_Step = tuple[int, int] | list[str]


def outline(sight: Sight, path: str, symbols: tuple[Symbol, ...], marks: list[str]) -> Md:
    """Every symbol as a nested list, each with its anchor, source lines and first sentence.

    What a symbol holds follows it, also where the source has something else in between (a macro
    inside a namespace, say). Long runs, and in a large file long classes, are folded; small ones
    that follow one another share rows.
    """
    # The link to the source is the same for all but the line: made once.
    return md(_Outline(sight, symbols, marks, sight.to_source(path)).lines())


@dataclass(slots=True)
class _Outline:
    sight: Sight
    symbols: tuple[Symbol, ...]
    marks: list[str]
    base: str
    #: Index of a symbol, -1 for the file -> indexes of what it holds.
    below: dict[int, list[int]] = field(default_factory=dict)

    def lines(self) -> str:
        for index, symbol in enumerate(self.symbols):
            self.below.setdefault(symbol.parent, []).append(index)
        rows: list[str] = []
        pending = self._plan(-1, 0)
        while pending:
            step = pending.pop()
            if isinstance(step, list):
                rows += step
                continue
            index, depth = step
            rows.append(f"{_indent(depth)}- {anchor(self.marks[index])}"
                        f"{_row(self.sight, self.symbols[index], self.base)}")
            if index in self.below:
                pending += self._plan(index, depth + 1)
        return tidy(rows)

    def _plan(self, parent: int, depth: int) -> list[_Step]:
        """What to write for the members of one symbol, last first: members, and lines of folds."""
        members = self.below.get(parent, [])
        steps: list[_Step] = []
        folds = parent >= 0 and len(self.symbols) > _LARGE and len(members) > _MEMBERS \
            and self.symbols[parent].kind not in HOLDERS
        if folds:
            steps.append(_opening(f"{number(len(members))} members", depth))
        for run in self._runs(members):
            rows = self._rows(run, depth)
            cut = len(rows) if folds or len(rows) <= _RUN else _RUN_SHOWN
            steps += [step for _, step in rows[:cut]]
            if rows[cut:]:
                many = KINDS[self.symbols[run[0]].kind][1].lower()
                hidden = sum(size for size, _ in rows[cut:])
                steps.append(_opening(f"{number(hidden)} more {many}", depth))
                steps += [step for _, step in rows[cut:]]
                steps.append(_closing(depth))
        if folds:
            steps.append(_closing(depth))
        return steps[::-1]

    def _runs(self, members: list[int]) -> Iterator[list[int]]:
        """Members in groups: those of one kind that follow one another and hold nothing."""
        for key, group in groupby(
                members, key=lambda i: "" if i in self.below else self.symbols[i].kind):
            run = list(group)
            yield from [run] if key in KINDS else [[index] for index in run]

    def _rows(self, run: list[int], depth: int) -> list[tuple[int, _Step]]:
        """A run in rows, each with how many it shows."""
        rows: list[tuple[int, _Step]] = []
        for words, group in groupby(run, key=self._shared):
            placed = [(i, self.symbols[i].line) for i in group]
            most = _TOLD_ROW if any(self.symbols[i].doc for i, _ in placed) else SMALL_ROW
            for part in together(placed, most, SMALL_SPAN):
                if words and len(part) >= _FEW:
                    rows.append((len(part), [self._small(words, part, depth)]))
                else:
                    rows += [(1, (index, depth)) for index in part]
        return rows

    def _shared(self, index: int) -> str:
        """What small symbols that share a row are called; empty for one that needs its own."""
        symbol = self.symbols[index]
        if symbol.kind not in SMALL_KINDS or index in self.below or symbol.bases \
                or symbol.decorators or symbol.end_line > symbol.line \
                or len(self._named(index)) > _SMALL or len(brief(symbol.doc)) > _SAID:
            return ""
        return _words(symbol.kind, symbol.modifiers, 1)

    def _small(self, words: str, part: list[int], depth: int) -> str:
        first, last = (self.symbols[part[i]].line for i in (0, -1))
        shown = [f"{anchor(self.marks[i])}{code(self._named(i))}"
                 f"{said(self.symbols[i]).removesuffix('.')}" for i in part]
        told = any(self.symbols[i].doc for i in part)
        place = self.sight.lines_link(self.base, first, last)
        return f"{_indent(depth)}- {words} ({place}): {('; ' if told else ', ').join(shown)}"

    def _named(self, index: int) -> str:
        """A small symbol's name, bare where it stands below what holds it, and its value."""
        symbol = self.symbols[index]
        held = symbol.parent >= 0 and self.symbols[symbol.parent].kind not in HOLDERS
        return (symbol.name if held else symbol.qualname) + _spaced(symbol)


def together(placed: Sequence[tuple[T, int]], most: int, span: int) -> Iterator[list[T]]:
    """Neighbours in groups of limited size, none further apart than so many lines."""
    group: list[T] = []
    start = 0
    for item, line in placed:
        if group and (len(group) == most or not 0 <= line - start <= span):
            yield group
            group = []
        if not group:
            start = line
        group.append(item)
    if group:
        yield group


def _indent(depth: int) -> str:
    return "  " * min(depth, 8)


def _opening(summary: str, depth: int) -> list[str]:
    return folded(md(summary), (), _indent(depth))[:3]


def _closing(depth: int) -> list[str]:
    return folded(md(""), (), _indent(depth))[3:]


@lru_cache(maxsize=1 << 10)
def _words(kind: str, modifiers: tuple[str, ...], form: int) -> str:
    """What a symbol is, in the singular (form 0) or the plural (1), modifiers first."""
    declared = _DECLARED in modifiers
    kinds = KINDS.get(kind, (kind, kind))
    words = [*(_MODIFIERS.get(m, m) for m in modifiers if m != _DECLARED),
             kinds[0 if declared else form].lower()]
    if declared:
        words.append((_DECLARED, f"{_DECLARED}s")[form])
    return " ".join(word for word in words if word)


def _row(sight: Sight, symbol: Symbol, base: str) -> str:
    place = sight.lines_link(base, symbol.line, symbol.end_line)
    shown = symbol.qualname
    if symbol.bases:
        shown += f"({', '.join(symbol.bases)})"
    row = f"{_words(symbol.kind, symbol.modifiers, 0)} {code(shown + _spaced(symbol))} ({place})"
    decorators = [code("@" + d) for d in symbol.decorators if d not in _TOLD_BY_MODIFIER]
    if decorators:
        row += f" · {join(decorators, ' ')}"
    return row + said(symbol)


def said(symbol: Symbol) -> str:
    """What a symbol says of itself, as the end of a row."""
    return f": {sentence(brief(symbol.doc))}" if symbol.doc else ""


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
