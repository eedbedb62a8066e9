"""Which brace closes which, in plain C-family text.

Normally a stack says it. Where macros or conditionals hide a brace the stack runs off, and a second
pass lets the layout decide: what starts a line at its very edge ends or begins a definition.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_BRACES = re.compile(r"[{}]")
_IN_PARENTHESES = re.compile(r"[(){}]")


@dataclass(slots=True)
class Braces:
    """The pairs of a text."""

    #: Place of an opening brace -> place of the brace that closes it (the text's end without one).
    closes: dict[int, int] = field(default_factory=dict)
    #: Place of the first brace without a partner; -1 when all have one.
    lone: int = -1


def match_braces(plain: str) -> Braces:
    """The pairs of braces in a plain text."""
    closes: dict[int, int] = {}
    stack: list[int] = []
    push, pop = stack.append, stack.pop
    for match in _BRACES.finditer(plain):
        place = match.start()
        if plain[place] == "{":
            push(place)
        elif stack:
            closes[pop()] = place
        else:
            return _by_layout(plain, place)
    return _by_layout(plain, stack[0]) if stack else Braces(closes)


def _by_layout(plain: str, lone: int) -> Braces:
    """Pairs where a brace at the edge of a line ends or begins an outermost definition."""
    closes: dict[int, int] = {}
    stack: list[tuple[int, bool]] = []
    for match in _BRACES.finditer(plain):
        place = match.start()
        at_edge = place == 0 or plain[place - 1] == "\n"
        if plain[place] == "{":
            if at_edge and stack and plain[max(0, stack[-1][0] - 1)] == "\n":
                closes[stack.pop()[0]] = place
            stack.append((place, _line_starts_at_edge(plain, place)))
        elif at_edge:
            while stack and not stack[-1][1]:
                closes[stack.pop()[0]] = place
            if stack:
                closes[stack.pop()[0]] = place
        elif stack and (not stack[-1][1] or "\n" not in plain[stack[-1][0] : place]):
            closes[stack.pop()[0]] = place
    for place, _ in stack:
        closes[place] = len(plain)
    return Braces(closes, lone)


def _line_starts_at_edge(plain: str, place: int) -> bool:
    start = plain.rfind("\n", 0, place) + 1
    return not plain[start : start + 1].isspace()


class Parentheses:
    """Where parentheses close; braces inside them are hopped over."""

    def __init__(self, closes: dict[int, int]) -> None:
        self._closes = closes
        #: Opening parenthesis -> closing one, or -1: none is searched for twice.
        self._known: dict[int, int] = {}

    def close(self, plain: str, place: int) -> int:
        """Where the parenthesis opened at ``place`` closes; -1 when it does not do so sensibly."""
        if place not in self._known:
            self._search(plain, place)
        return self._known[place]

    def _search(self, plain: str, place: int) -> None:
        stack: list[int] = []
        while (match := _IN_PARENTHESES.search(plain, place)) is not None:
            place = match.start() + 1
            bracket = match.group()
            if bracket == "(":
                stack.append(place - 1)
            elif bracket == ")":
                self._known[stack.pop()] = place - 1
                if not stack:
                    return
            elif bracket == "{":
                place = self._closes.get(place - 1, len(plain)) + 1
            elif bracket == "}":
                break
        self._known.update(dict.fromkeys(stack, -1))
