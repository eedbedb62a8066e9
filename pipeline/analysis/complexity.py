"""How hard functions are to follow, and how long they are: the worst of each file.

Two measures, both of a function's own code: what is nested in it under a name counts for itself.

- Cyclomatic complexity (McCabe, 1976): 1, and 1 for each ``if``, loop, ``catch``, ``case``,
  conditional expression, comprehension and its conditions, and for each ``and`` and ``or``. A
  default case adds no way.
- Cognitive complexity (G. A. Campbell, "Cognitive Complexity", SonarSource, 2018): 1 for each break
  of the linear flow, 1 more for each level that it is nested in; 1 for each ``else`` and ``else
  if``, and for each sequence of like boolean operators. Calls of itself are not looked for.

Nesting is that of the second measure: how many branches and loops stand around the innermost one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tree_sitter import Node

from pipeline.analysis import branch_words
from pipeline.analysis.control_flow import GRAMMARS, NODES, Grammar, Role
from pipeline.analysis.subject import Subject
from pipeline.model import Finding, Symbol

__all__ = ("NODES", "find")

#: From where on a reader wants to know.
CYCLOMATIC, COGNITIVE, LINES = 25, 40, 150
#: Functions named for each rule.
WORST = 5
#: Bytes without room for that many branches.
_SMALL = 100
#: Branches without which no function is complex, even if each stands in the one before.
_FEWEST = 9
#: What a case that is always taken starts with, or one whose guard counts for it.
_DEFAULTS = (b"default", b"else", b"case _:", b"case _ ", b"_ =>", b"*)")
_JUNCTIONS = frozenset(("and", "or", "&&", "||"))


@dataclass(slots=True)
class Measured:
    """One function with its figures."""

    symbol: Symbol
    cyclomatic: int = 1
    cognitive: int = 0
    nesting: int = 0


class _Frame(NamedTuple):
    """A node around the one looked at."""

    start: int
    end: int
    level: int
    function: Measured | None
    #: The operator, when it is a boolean one.
    operator: str = ""


def find(subject: Subject) -> Iterator[Finding]:
    """The most complex and the longest functions of a file."""
    grammar = GRAMMARS.get(subject.source.language.name)
    if grammar is None:
        return
    functions = measure(subject, grammar, _SMALL, _FEWEST)
    complex_ones = [f for f in functions if f.cyclomatic >= CYCLOMATIC or f.cognitive >= COGNITIVE]
    complex_ones.sort(key=lambda f: (-f.cyclomatic, -f.cognitive, f.symbol.line))
    for f in complex_ones[:WORST]:
        yield Finding("complex-function", f.symbol.line, f.symbol.qualname, _figures(f))
    known = subject.extraction.symbols if grammar.by_words else [f.symbol for f in functions]
    yield from _long_functions(subject, [s for s in known if s.kind in _MEASURED])


def _figures(found: Measured) -> str:
    """The measures; the cognitive one where it is what makes the function complex."""
    cognitive = f"cognitive {found.cognitive}, " if found.cyclomatic < CYCLOMATIC else ""
    return f"cyclomatic {found.cyclomatic}, {cognitive}nesting {found.nesting}"


def measure(
    subject: Subject, grammar: Grammar, small: int = 0, fewest: int = 0
) -> list[Measured]:
    """The functions that the file defines, but those of fewer bytes than ``small``.

    Where words can be counted first, those with fewer branches than ``fewest`` are left out too.
    """
    if not grammar.by_words:
        nodes = {kind: subject.nodes(kind) for kind in grammar.roles}
    else:
        nodes = {kind: [] for kind in grammar.roles}
        for block in branch_words.functions(subject):
            if len(block.words) >= fewest:
                for kind, found in subject.nodes_in(block.node, tuple(nodes)).items():
                    nodes[kind] += found
    return _Sweep(subject, grammar, small).run(nodes)


class _Sweep:
    """One pass over the nodes that matter, in the order of the text, outer ones first."""

    def __init__(self, subject: Subject, grammar: Grammar, small: int) -> None:
        self._small = small
        self._subject = subject
        self._grammar = grammar
        self._data = subject.data
        self._symbols: dict[int, list[Symbol]] = {}
        for symbol in subject.extraction.symbols:
            if symbol.kind in _MEASURED:
                self._symbols.setdefault(symbol.line, []).append(symbol)
        self._around: list[_Frame] = [_Frame(0, len(self._data) + 1, 0, None)]
        self._found: list[Measured] = []

    def run(self, found: dict[str, list[Node]]) -> list[Measured]:
        nodes = [(node.start_byte, -node.end_byte, role, node)
                 for kind, role in self._grammar.roles.items() for node in found.get(kind, ())]
        nodes.sort(key=lambda entry: entry[:2])
        around = self._around
        for start, end, role, node in nodes:
            while around[-1].end <= start:
                around.pop()
            self._visit(node, role, start, -end, around[-1])
        return self._found

    def _visit(self, node: Node, role: Role, start: int, end: int, outer: _Frame) -> None:
        function = outer.function
        if role in (Role.FUNCTION, Role.CLOSURE):
            self._enter(node, role, start, end, outer)
        elif function is not None:
            if role is Role.BOOLEAN:
                self._join(node, function, start, end, outer)
            elif role is Role.CASE:
                function.cyclomatic += not self._data.startswith(_DEFAULTS, start)
            elif role is Role.COMPREHENSION:
                function.cyclomatic += 1
            elif role is Role.ELSE:
                function.cognitive += 1
            elif role is Role.ELSE_IF:
                function.cyclomatic += 1
                function.cognitive += 1
            else:
                self._branch(node, role, function, start, end, outer)

    def _enter(self, node: Node, role: Role, start: int, end: int, outer: _Frame) -> None:
        if role is Role.FUNCTION and end - start < self._small:
            self._around.append(_Frame(start, end, 0, None))
            return
        symbol = self._symbol(node)
        if symbol is not None:
            function = Measured(symbol)
            self._found.append(function)
            self._around.append(_Frame(start, end, 0, function))
        elif role is Role.CLOSURE and outer.function is not None:
            self._around.append(_Frame(start, end, outer.level + 1, outer.function))
        elif role is Role.FUNCTION:
            self._around.append(_Frame(start, end, 0, None))

    def _symbol(self, node: Node) -> Symbol | None:
        """What the outline calls a function; each symbol is taken once, by its outermost node."""
        on_line = self._symbols.get(self._subject.line_of(node))
        return on_line.pop(0) if on_line else None

    def _join(self, node: Node, function: Measured, start: int, end: int, outer: _Frame) -> None:
        middle = node.child(1)
        operator = "" if middle is None else middle.type
        if operator == "operator_identifier":
            operator = self._data[middle.start_byte : middle.end_byte].decode() if middle else ""
        if operator in _JUNCTIONS:
            function.cyclomatic += 1
            same = operator == outer.operator and (start == outer.start or end == outer.end)
            function.cognitive += not same
            self._around.append(_Frame(start, end, outer.level, function, operator))

    def _branch(
        self, node: Node, role: Role, function: Measured, start: int, end: int, outer: _Frame
    ) -> None:
        level = outer.level
        function.cyclomatic += role is not Role.SWITCH
        if role is Role.IF:
            if self._grammar.bare_else:
                function.cognitive += any(child.type == "else" for child in node.children)
            if self._data[max(0, start - 40) : start].rstrip().endswith(b"else"):
                # Written on from the branch before it, so no deeper than that one.
                self._around.append(_Frame(start, end, level, function))
                return
        function.cognitive += 1 + level
        if role is not Role.CONDITIONAL:
            function.nesting = max(function.nesting, level + 1)
        self._around.append(_Frame(start, end, level + 1, function))


_MEASURED = frozenset(("function", "method", "constructor", "property", "test", "procedure"))


def _long_functions(subject: Subject, symbols: list[Symbol]) -> Iterator[Finding]:
    counted = [(_lines_of_code(subject, symbol), symbol) for symbol in symbols
               if symbol.end_line - symbol.line + 1 >= LINES]
    counted = [entry for entry in counted if entry[0] >= LINES]
    counted.sort(key=lambda entry: (-entry[0], entry[1].line))
    for count, symbol in counted[:WORST]:
        yield Finding("long-function", symbol.line, symbol.qualname, f"{count} lines")


def _lines_of_code(subject: Subject, symbol: Symbol) -> int:
    """Lines that are neither blank nor comment nor documentation."""
    comments = subject.source.language.line_comments
    stripped = [line.strip() for line in subject.lines[symbol.line - 1 : symbol.end_line]]
    code = sum(1 for line in stripped if line.strip("\"'") and not line.startswith(comments))
    inside = symbol.doc and subject.source.language.name == "Python"
    # Blank lines of a docstring are not counted above either.
    return code - sum(1 for line in symbol.doc.split("\n") if line.strip()) if inside else code
