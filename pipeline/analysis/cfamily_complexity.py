"""C family: functions that are long or hard to follow, the worst of each file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.analysis.cfamily_code import CFamilyCode, Function, code_of
from pipeline.analysis.subject import Subject
from pipeline.model import Finding

#: From where on a reader wants to know.
CYCLOMATIC, COGNITIVE, LINES = 25, 40, 150
#: Functions named for each rule.
WORST = 5
#: With fewer branches than this, or branches and cases, no function is complex.
_FEWEST, _FEWEST_WITH_CASES = 12, CYCLOMATIC - 1
_BRANCHES = ("if (", "if(", "for (", "for(", "while (", "while(", "for_each", "&&", "||", "?",
             "goto ")

#: Every alternative starts with a character, and a word looks back at what is before it: so the
#: search hops quickly over what no token starts with. ``&&`` without blanks is a reference.
_TOKEN = re.compile("|".join((
    r"\{", r"\}", r"\(", r"\)", ";", r"\?", r"\|\|", r"&&(?<=\s&&)(?=\s)",
    r"for_each\w*(?=\s*\()",
    *(rf"{word}(?!\w)(?<!\w{word})"
      for word in ("if", "else", "for", "while", "do", "switch", "case", "catch", "goto")))))
_IN_CONDITIONS = frozenset(("(", ")", "&&", "||"))
_NESTS = frozenset(("for", "while", "switch", "catch"))


class Complexity(NamedTuple):
    """How hard a function is to follow."""

    cyclomatic: int
    cognitive: int
    nesting: int


def find(subject: Subject) -> Iterator[Finding]:
    """The most complex and the longest functions."""
    code = code_of(subject)
    lines, measured = [], []
    for function in code.functions:
        count = _lines_of_code(code, function)
        if count >= LINES:
            lines.append((count, function))
        if _may_be_complex(code, function):
            complexity = measure(code.code, function.body, function.end)
            if complexity.cyclomatic >= CYCLOMATIC or complexity.cognitive >= COGNITIVE:
                measured.append((complexity, function))
    measured.sort(key=lambda m: (-m[0].cyclomatic, -m[0].cognitive, m[1].start))
    for found, function in measured[:WORST]:
        yield Finding("complex-function", function.symbol.line, function.symbol.qualname,
                      f"cyclomatic {found.cyclomatic}, nesting {found.nesting}")
    lines.sort(key=lambda m: (-m[0], m[1].start))
    for count, function in lines[:WORST]:
        yield Finding("long-function", function.symbol.line, function.symbol.qualname,
                      f"{count} lines")


def _lines_of_code(code: CFamilyCode, function: Function) -> int:
    symbol = function.symbol
    if symbol.end_line - symbol.line + 1 < LINES:
        return 0
    return sum(1 for line in code.code[function.start : function.end].split("\n") if line.strip())


def _may_be_complex(code: CFamilyCode, function: Function) -> bool:
    """Whether counting is worth it: words are counted rather than read."""
    text, start, end = code.code, function.body, function.end
    if end - start < 200:
        return False
    branches = sum(text.count(hint, start, end) for hint in _BRANCHES)
    return branches >= _FEWEST or branches + text.count(
        "case ", start, end) >= _FEWEST_WITH_CASES


def measure(code: str, start: int, end: int) -> Complexity:
    """The complexity of the body that opens at ``start``."""
    walk = _Walk()
    for token in _TOKEN.findall(code, start, end):
        walk.take(token)
    return Complexity(walk.cyclomatic, walk.cognitive, walk.deepest)


class _Walk:
    """Counts decisions, token by token; a block, or a lone statement, nests in what is above it."""

    def __init__(self) -> None:
        self.cyclomatic, self.cognitive, self.deepest = 1, 0, 0
        self.level = 0
        #: Heads of statements that wait for their block or lone statement.
        self.pending = 0
        self.parentheses = 0
        #: What the open blocks nest, their parentheses, and whether they are those of a ``do``.
        self.blocks: list[tuple[int, int, bool]] = []
        self.previous = ""
        self.operator = ""
        self.closed_do = False

    def take(self, token: str) -> None:
        handle = _HANDLERS.get(token)
        if handle is not None:
            handle(self)
        elif token in _NESTS or token not in ("if", "else", "case", "goto", "&&", "||", "?"):
            self._nest(token)
        else:
            self._decide(token)
        if token not in _IN_CONDITIONS:
            self.operator = ""
        self.previous = token

    def _open_block(self) -> None:
        self.blocks.append((self.pending, self.parentheses, self.previous == "do"))
        self.level += self.pending
        self.pending = self.parentheses = 0

    def _close_block(self) -> None:
        if self.blocks:
            nests, self.parentheses, self.closed_do = self.blocks.pop()
            self.level -= nests
        self.pending = 0

    def _open(self) -> None:
        self.parentheses += 1

    def _close(self) -> None:
        self.parentheses -= 1

    def _end(self) -> None:
        if self.parentheses <= 0:
            self.pending = 0

    def _do(self) -> None:
        self._deeper()

    def _deeper(self) -> None:
        self.cognitive += 1 + self.level + self.pending
        self.pending += 1
        self.deepest = max(self.deepest, self.level + self.pending)

    def _nest(self, token: str) -> None:
        if token != "switch":
            self.cyclomatic += 1
        if token == "while" and self.previous == "}" and self.closed_do:
            return
        self._deeper()

    def _decide(self, token: str) -> None:
        if token == "else":
            self.cognitive += 1
            self.pending = 1
        elif token == "goto":
            self.cognitive += 1
        elif token == "if":
            self.cyclomatic += 1
            if self.previous != "else":
                self._deeper()
        else:
            self.cyclomatic += 1
            if token == "?":
                self.cognitive += 1 + self.level + self.pending
            elif token != "case" and token != self.operator:
                self.cognitive += 1
                self.operator = token


_HANDLERS = {
    "{": _Walk._open_block, "}": _Walk._close_block, "(": _Walk._open, ")": _Walk._close,
    ";": _Walk._end, "do": _Walk._do,
}
