"""POD, the documentation inside Perl sources: its headings, and its text without markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.languages.comments import cap
from pipeline.languages.outline import Mark, nest
from pipeline.languages.prose import first_real
from pipeline.model import Symbol

_START = re.compile(r"=[A-Za-z]")
_HEADING = re.compile(r"=head([1-6])\s+(\S.*)")
_COMMAND = re.compile(r"=(\w+)[ \t]*(.*)")
_CODE = re.compile(r"\b[BCFILSU](?:<<++\s++([^<>]*+)>>+|<([^<>]*+)>)")
_ESCAPES = {"lt": "<", "gt": ">", "verbatim": "", "sol": "/", "verbar": "|"}
_ESCAPE = re.compile(r"\bE<(\w+)>|\b[XZ]<[^<>]*>")
_NESTING = 3


def blocks(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """First and last line (from 0) of each stretch of POD, the ``=cut`` that ends it included."""
    start = -1
    for number, line in enumerate(lines):
        if start < 0 and line.startswith("=") and _START.match(line):
            start = number
        if start >= 0 and line.startswith("=cut"):
            yield start, number
            start = -1
    if start >= 0:
        yield start, len(lines) - 1


def headings(lines: Sequence[str], places: Sequence[tuple[int, int]]) -> tuple[Symbol, ...]:
    """The headings of all POD as symbols."""
    marks = []
    for first, last in places:
        for number in range(first, last + 1):
            if (match := _HEADING.match(lines[number])) is not None and (name := plain(match[2])):
                body = prose(lines[number + 1 : min(last + 1, number + 40)], within=True)
                marks.append(Mark(int(match[1]), name, number + 1,
                                  doc=first_real(body.split("\n\n"))))
    return nest(marks, max(1, len(lines) - (not lines[-1])))


def prose(lines: Sequence[str], *, within: bool = False) -> str:
    """The text of some lines of POD; only up to the next heading when ``within`` is set."""
    kept = []
    for line in lines:
        match = _COMMAND.match(line)
        if match is None:
            kept.append(plain(line) if line[:1] not in (" ", "\t") else line.rstrip())
        elif match[1].startswith("head") or match[1] == "cut":
            if within:
                break
        elif match[1] == "item" and match[2]:
            kept.append(f"- {plain(match[2])}" if match[2].strip("*") else "")
    return cap("\n".join(kept).strip())


def section(lines: Sequence[str], places: Sequence[tuple[int, int]], title: str) -> str:
    """The text below the first heading called ``title``."""
    for first, last in places:
        for number in range(first, last + 1):
            match = _HEADING.match(lines[number])
            if match is not None and match[2].strip().upper() == title:
                return prose(lines[number + 1 : last + 1], within=True)
    return ""


def plain(text: str) -> str:
    """One line without formatting codes: ``C<x>`` is ``x``, ``L<text|page>`` is ``text``."""
    if "<" not in text:
        return text.strip()
    for _ in range(_NESTING):
        text = _CODE.sub(lambda m: (m[1] or m[2] or "").partition("|")[0].strip(), text)
    return _ESCAPE.sub(lambda m: _ESCAPES.get(m[1] or "", ""), text).strip()
