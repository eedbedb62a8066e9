"""How far two extractors agree on the definitions of a file.

Both sides are sorted into the same few *groups* (a class, a struct and an interface are all types
with members). A definition of the one is found by the other when that has one of the same name
whose lines hold it. Where only the group differs (a struct that is a typedef to the other) the
definition counts as found, and as *regrouped*.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pipeline.model import Symbol

_GROUPS = {
    "class": "class struct union record object interface trait protocol mixin extension "
             "annotation message service concept",
    "function": "function method constructor procedure operation",
    "test": "test",
    "enum": "enum",
    "type": "type",
    "macro": "macro",
    "namespace": "namespace package module",
    "enumerator": "enumerator",
    "field": "field property attribute event column",
    "variable": "variable constant binding",
    "target": "target rule",
    "option": "option",
    "table": "table view index trigger",
    "label": "label",
}
GROUP_OF = {kind: group for group, kinds in _GROUPS.items() for kind in kinds.split()}

_SPACE = re.compile(r"\s+")
#: How far a definition that the other groups differently may start from it.
_NEAR = 30


@dataclass(frozen=True, slots=True)
class Definition:
    """One definition as the second extractor has it."""

    group: str
    name: str
    line: int
    #: False for what we may leave out: it confirms one of ours and is not missed.
    required: bool = True


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A definition that only one side has; ``side`` is ``ours`` or ``theirs``."""

    side: str
    group: str
    name: str
    line: int


@dataclass(slots=True)
class Tally:
    """Counts of one group, of one file or of many."""

    theirs: int = 0
    found: int = 0
    ours: int = 0
    confirmed: int = 0
    regrouped: int = 0

    def add(self, other: Tally) -> None:
        self.theirs += other.theirs
        self.found += other.found
        self.ours += other.ours
        self.confirmed += other.confirmed
        self.regrouped += other.regrouped

    @property
    def recall(self) -> float | None:
        """Share of theirs that we have, in percent; None when they have none."""
        return 100 * self.found / self.theirs if self.theirs else None

    @property
    def precision(self) -> float | None:
        """Share of ours that they have, in percent; None when we have none."""
        return 100 * self.confirmed / self.ours if self.ours else None


@dataclass(slots=True)
class Agreement:
    """The outcome of a comparison: a tally for each group, and what only one side has."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    disagreements: list[Disagreement] = field(default_factory=list)

    def of(self, group: str) -> Tally:
        return self.tallies.setdefault(group, Tally())


def compare(
    symbols: Iterable[Symbol], theirs: Iterable[Definition], judged: Iterable[str]
) -> Agreement:
    """Match our symbols with their definitions; only ``judged`` groups of ours can be wrong."""
    return _Matching(symbols, theirs).run(frozenset(judged))


class _Matching:
    def __init__(self, symbols: Iterable[Symbol], theirs: Iterable[Definition]) -> None:
        self.symbols = [s for s in symbols if s.kind in GROUP_OF and not s.name.startswith("(")]
        self.theirs = sorted(theirs, key=lambda d: (d.line, d.name, d.group))
        self.free: dict[str, list[int]] = {}
        for index, symbol in enumerate(self.symbols):
            for name in _names(symbol):
                self.free.setdefault(name, []).append(index)
        #: Index of theirs -> index of ours, and what is taken of ours: its index and name.
        self.match: dict[int, int] = {}
        self.taken: set[tuple[int, str]] = set()

    def run(self, judged: frozenset[str]) -> Agreement:
        for same_group in (True, False):
            for index, definition in enumerate(self.theirs):
                if index not in self.match:
                    self._take(index, definition, same_group)
        result = Agreement()
        self._count_theirs(result)
        self._count_ours(result, judged)
        result.disagreements.sort(key=lambda d: (d.line, d.name, d.side))
        return result

    def _take(self, index: int, definition: Definition, same_group: bool) -> None:
        name = _plain(definition.name)
        fitting = [ours for ours in self.free.get(name, ())
                   if (ours, name) not in self.taken and self._fits(ours, definition, same_group)]
        if fitting:
            # The innermost that holds it.
            best = max(fitting, key=lambda ours: self.symbols[ours].line)
            self.match[index] = best
            self.taken.add((best, name))

    def _fits(self, ours: int, definition: Definition, same_group: bool) -> bool:
        symbol = self.symbols[ours]
        line = definition.line
        # A name stands at the start of its definition, or behind it as in a C typedef.
        near = same_group or line <= symbol.line + _NEAR or line == symbol.end_line
        is_same = GROUP_OF[symbol.kind] == definition.group
        return symbol.line <= line <= symbol.end_line and near and is_same is same_group

    def _count_theirs(self, result: Agreement) -> None:
        for index, definition in enumerate(self.theirs):
            if not definition.required:
                continue
            tally = result.of(definition.group)
            tally.theirs += 1
            if index not in self.match:
                result.disagreements.append(
                    Disagreement("theirs", definition.group, definition.name, definition.line))
                continue
            tally.found += 1
            tally.regrouped += GROUP_OF[self.symbols[self.match[index]].kind] != definition.group

    def _count_ours(self, result: Agreement, judged: frozenset[str]) -> None:
        for index, symbol in enumerate(self.symbols):
            group = GROUP_OF[symbol.kind]
            if group not in judged:
                continue
            tally = result.of(group)
            tally.ours += 1
            if any((index, name) in self.taken for name in _names(symbol)):
                tally.confirmed += 1
            else:
                result.disagreements.append(
                    Disagreement("ours", group, symbol.name, symbol.line))


def _names(symbol: Symbol) -> list[str]:
    """The name to compare; all parts of a namespace that opens several at once.

    A category of Objective-C, ``Class(Category)``, goes by both its names.
    """
    if symbol.kind == "extension":
        return [part for part in re.split(r"[()]", _plain(symbol.name)) if part]
    if GROUP_OF[symbol.kind] == "namespace":
        return _plain(symbol.name).split("::")
    return [_plain(symbol.name)]


def _plain(name: str) -> str:
    return _SPACE.sub("", name)


def total(tallies: Iterable[Tally]) -> Tally:
    """The sum of some tallies."""
    result = Tally()
    for tally in tallies:
        result.add(tally)
    return result


def percentages(tally: Tally) -> Iterator[float]:
    """Recall and precision, as far as there are any."""
    yield from (share for share in (tally.recall, tally.precision) if share is not None)
