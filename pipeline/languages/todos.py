"""What the comments of a file say is left to do: ``TODO``, ``FIXME``, ``XXX`` and ``HACK``."""

from __future__ import annotations

import re
from functools import cache

from pipeline.languages import Language
from pipeline.model import Todo

#: More than that are not listed: the file is a list of tasks itself.
_MOST = 200
_TEXT = 200
#: As much of a line as is looked at.
_LINE = 2_000
_WORD = "TODO|FIXME|XXX|HACK"
#: What may not stand before a word is asked behind it: a search for what starts with letters is
#: many times quicker.
_ANY = re.compile(
    rf"(?:{_WORD})\b" + "".join(rf"(?<!\w{word})" for word in _WORD.split("|")))
#: The word opens the comment, or stands further in and has a colon or an owner behind it.
_NOTE = (
    rf"(?:[ \t*!/#;-]*|[^\n]{{0,200}}?[ \t(\[](?=(?:{_WORD})[:(]))"
    rf"({_WORD})\b(?:\([^)\n]{{0,80}}\))?[: \t-]*([^\n]*)"
)


def todos(text: str, language: Language) -> tuple[Todo, ...]:
    """Notes in line comments and block comments, in source order, at most one a line."""
    if language.family == "prose":
        return ()
    pattern = _pattern(language.line_comments, language.block_comments)
    found: list[Todo] = []
    line, counted, end = 1, 0, 0
    # Only lines with one of the words are looked at: the pattern is many times slower.
    for word in _ANY.finditer(text) if pattern else ():
        if word.start() < end:
            continue
        start = text.rfind("\n", 0, word.start()) + 1
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        match = pattern.search(text[start:end][:_LINE]) if pattern else None
        if match is not None:
            line += text.count("\n", counted, start)
            counted = start
            found.append(Todo(match[1], _clean(match[2], language), line))
            if len(found) == _MOST:
                break
    return tuple(found)


@cache
def _pattern(
    line_comments: tuple[str, ...], block_comments: tuple[tuple[str, str], ...]
) -> re.Pattern[str] | None:
    openers = [re.escape(marker.strip()) for marker in line_comments]
    openers += [re.escape(start) for start, _ in block_comments]
    if not openers:
        return None
    # A line inside a block comment starts with a star, or with the word itself.
    inner = r"|^[ \t]*\*|^[ \t]*(?=(?:TODO|FIXME|XXX|HACK)\b[:( ])" if block_comments else ""
    return re.compile(rf"(?:(?<![\w\"'])(?:{'|'.join(openers)}){inner})" + _NOTE, re.MULTILINE)


def _clean(text: str, language: Language) -> str:
    for _, closer in language.block_comments:
        text = text.partition(closer)[0]
    text = text.strip()
    return text if len(text) <= _TEXT else text[: _TEXT - 2].rsplit(" ", 1)[0] + " …"
