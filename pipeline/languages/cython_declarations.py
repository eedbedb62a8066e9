"""C declarations as Cython writes them: what of the code is the type, the name and the value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_OPERATOR = re.compile(r"operator\s*(?:\(\)|\[\]|[^\s\w(]+|bool\b|new\b|delete\b)"
                       r"(?=\s*(?:\[[^\[\]]*\]\s*)?\()")
_NAME = re.compile(r"[A-Za-z_]\w*")
_POINTED = re.compile(r"\(\s*\*+\s*(\w+)\s*\)|\(\s*\*+\s*(\w+)\s*\[")
_BEFORE_VALUE = re.compile(r"[^=]*")
_LAST_NAME = re.compile(r"\b([A-Za-z_]\w*+)\s*+(?:\"++\s*+)?$")
#: What ends a type, and never is the name of anything.
_NO_NAMES = frozenset(
    "and as assert break char class const continue del double elif else except finally float for"
    " from global if in int is lambda long nogil not or pass print raise return short signed struct"
    " try union unsigned void while with yield bint".split())

Span = tuple[int, int]


class Head(NamedTuple):
    """Where the parts of a function's declaration stand."""

    name: str
    name_start: int
    open: int
    close: int


class Declarator(NamedTuple):
    """One name that a declaration introduces; the type is None when there is none."""

    name: str
    type: Span | None
    dimensions: Span
    #: The stars of ``int a, *b``, which the type does not hold.
    pointer: str
    value: Span | None


def closing(code: str, place: int) -> int:
    """The place behind the bracket that closes the one at ``place``; the end when none does."""
    depth = 0
    for at in range(place, len(code)):
        if code[at] in "([{":
            depth += 1
        elif code[at] in ")]}":
            depth -= 1
            if not depth:
                return at + 1
    return len(code)


def brackets_blanked(code: str, kinds: str = "()[]{}") -> str:
    """The code with what stands inside brackets, and they themselves, replaced by blanks."""
    parts, depth = [], 0
    for character in code:
        opens = character in kinds[::2]
        depth += opens
        parts.append(" " if depth else character)
        if depth and not opens and character in kinds[1::2]:
            depth -= 1
    return "".join(parts)


def function_head(code: str, place: int) -> Head | None:
    """The head of the function that the code declares; None when it declares none."""
    if (match := _OPERATOR.search(code, place)) is not None:
        start = code.index("(", match.end())
        return Head("".join(match[0].split()), match.start(), start, closing(code, start))
    skipped = closing(code, place) if code.startswith("(", place) else place
    blank = code[:skipped] + brackets_blanked(code[skipped:], "[]")
    opening = blank.find("(", skipped)
    equals = blank.find("=", skipped)
    if opening < 0 or 0 <= equals < opening:
        return None
    name = _LAST_NAME.search(blank[:opening].rstrip())
    if name is None or name.start() < skipped or name[1] in _NO_NAMES:
        return None
    if re.match(r"\(\s*\*", code[opening:]):
        return None
    return Head(name[1], name.start(), opening, closing(code, opening))


def declarators(code: str, place: int) -> Iterator[Declarator]:
    """The names of ``type a = value, *b, c[2]``, or of a list of names without a type."""
    if (match := _POINTED.search(code, place)) is not None and (
            "=" not in code[place : match.start()]):
        yield Declarator(match[1] or match[2], (place, len(code)), (0, 0), "", None)
        return
    blank = brackets_blanked(code)
    start, base = place, None
    for part in blank[place:].split(","):
        end = start + len(part)
        before = _BEFORE_VALUE.match(blank, start, end)
        stop = end if before is None else before.end()
        name = _LAST_NAME.search(blank[start:stop].rstrip(" :"))
        if name is None or name[1] in _NO_NAMES:
            return
        name_start, name_end = start + name.start(), start + name.end(1)
        before_name = code[start:name_start].strip()
        if start == place and before_name:
            base = (start, name_start)
        pointer = before_name if start > place and not before_name.strip("*&") else ""
        yield Declarator(name[1], base, (name_end, stop), pointer,
                         (stop + 1, end) if stop < end else None)
        start = end + 1
