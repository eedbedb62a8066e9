"""Shell scripts that the grammar does not understand in full: where their functions lie.

A function starts with a line that is its header and ends with the first closing brace that stands
as far in as the header. What the grammar stumbles over lies in such a body as a rule, and hides
the function's end and all that follows; with the bodies blanked the rest is read as it should be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from pipeline.model import Symbol

_HEADER = re.compile(
    rb"([ \t]*)(?:function[ \t]+([^\s(){}$`\"'\\;&|<>=]+)(?:[ \t]*\([ \t]*\))?"
    rb"|([\w:.+@-]+)[ \t]*\([ \t]*\))[ \t]*(\{.*)?\Z")
_HEREDOC = re.compile(rb"(?<!<)<<-?[ \t]*[\\\"']?([A-Za-z_]\w*)")


class Place(NamedTuple):
    """Where a function stands: its first and last line, from 1 on."""

    name: str
    line: int
    end_line: int


def functions(data: bytes) -> list[Place]:
    """The outermost functions of a script by their layout, in order."""
    found: list[Place] = []
    name, line, closing, heredoc = "", 0, b"", b""
    for number, text in enumerate(data.split(b"\n"), 1):
        if heredoc:
            heredoc = b"" if text.strip() == heredoc else heredoc
        elif name:
            if text.startswith(closing):
                found.append(Place(name, line, number))
                name = ""
        elif match := _HEADER.match(text):
            name = (match[2] or match[3]).decode("utf-8", "replace")
            line, closing = number, match[1] + b"}"
            if match[4] and match[4].rstrip().endswith(b"}"):
                found.append(Place(name, number, number))
                name = ""
        elif start := _HEREDOC.search(text):
            heredoc = start[1]
    return found


def without_bodies(data: bytes, places: Iterable[Place]) -> bytes:
    """The text with what stands between the first and last lines of functions blanked."""
    lines = data.split(b"\n")
    for place in places:
        for index in range(place.line, place.end_line - 1):
            if lines[index].strip() not in (b"{", b""):
                lines[index] = b" " * len(lines[index])
    return b"\n".join(lines)


def with_missing(symbols: list[Symbol], places: Iterable[Place]) -> list[Symbol]:
    """``symbols`` with the functions that lie outside all of them, in source order."""
    outer = [symbol for symbol in symbols if symbol.parent < 0]
    missing = []
    position = 0
    for place in places:
        while position < len(outer) and outer[position].end_line < place.line:
            position += 1
        if position == len(outer) or outer[position].line > place.end_line:
            missing.append(Symbol("function", place.name, place.name, place.line, place.end_line,
                                  signature="()"))
    merged = sorted(enumerate([*symbols, *missing]), key=lambda pair: pair[1].line)
    moved = {old: new for new, (old, _) in enumerate(merged)}
    return [msgspec.structs.replace(symbol, parent=moved.get(symbol.parent, -1))
            for _, symbol in merged]
