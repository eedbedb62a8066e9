"""Cython source as statements: one line of code each, with its place and its indentation.

Strings are replaced by as many quotes and comments by blanks, so a pattern that matches the code of
a statement meets neither, and every place in it is a place in the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.languages.comments import cap, dedent
from pipeline.languages.python_text import unescape

_TOKEN = re.compile(
    r"""
    (?P<string> (?:\b[rRbBuUfFcC]{1,2})?
        (?: "{3}(?:[^"\\]|\\.|"(?!""))*+(?:"{3}|\\?\Z) | '{3}(?:[^'\\]|\\.|'(?!''))*+(?:'{3}|\\?\Z)
          | "(?:[^"\\\n]|\\.)*+"? | '(?:[^'\\\n]|\\.)*+'? ))
    | (?P<comment> \#[^\n]* ) | (?P<open> [(\[{] ) | (?P<close> [)\]}] )
    | (?P<glue> \\\n ) | (?P<end> [\n;] )
    """,
    re.VERBOSE | re.DOTALL,
)
#: What never stands inside brackets: they were not closed.
_FRESH = re.compile(r"[ \t]*(?:c?p?def|class|ctypedef|cimport|import|@\w)\b")
_STRING = re.compile(r"([A-Za-z]{0,2})(\"{3}|'{3}|[\"'])")
_TAB = 8


class Statement(NamedTuple):
    """A statement, or the head of a compound one."""

    #: Its code, of the same length as the source that it stands for.
    code: str
    #: Place of its first character in the source, indentation not counted.
    start: int
    line: int
    end_line: int
    indent: int

    @property
    def is_string(self) -> bool:
        return not self.code.strip('"')


def statements(text: str) -> Iterator[Statement]:
    """The statements of a source text in order."""
    masked, joined = _masked(text)
    line, place, indent = 1, 0, 0
    for written in masked.split("\n"):
        code = written.strip()
        if code:
            start = place + len(written) - len(written.lstrip())
            if place not in joined:
                indent = len(text[place:start].expandtabs(_TAB))
            # A string that never ends holds the last line break of the file.
            end_line = line + text.count("\n", place, start + len(code) - 1)
            first = line + text.count("\n", place, start)
            yield Statement(code, start, first, end_line, indent)
        end = place + len(written) + 1
        line += text.count("\n", place, end)
        place = end


def _masked(text: str) -> tuple[str, set[int]]:
    """The text with a line break at each statement's end alone, and where ``;`` parts two."""
    parts: list[str] = []
    joined: set[int] = set()
    place = depth = 0
    for token in _TOKEN.finditer(text):
        parts.append(text[place : token.start()])
        place, kind, raw = token.end(), token.lastgroup, token.group()
        if kind == "string":
            raw = '"' * len(raw)
        elif kind in ("comment", "glue"):
            raw = " " * len(raw)
        elif kind == "open":
            depth += 1
        elif kind == "close":
            depth = max(0, depth - 1)
        elif depth and (raw == ";" or not _FRESH.match(text, place)):
            raw = " "
        else:
            depth = 0
            if raw == ";":
                joined.add(place)
            raw = "\n"
        parts.append(raw)
    return "".join((*parts, text[place:])), joined


def documentation(literal: str) -> str:
    """The text of a string literal that stands alone as a statement."""
    match = _STRING.match(literal)
    if match is None or set(match[1].lower()) - {"r", "u"}:
        return ""
    body = literal[match.end() :].removesuffix(match[2])
    return cap(dedent(body if "r" in match[1].lower() else unescape(body)))
