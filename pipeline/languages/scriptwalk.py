"""Walks over languages whose comments are not C's: ``#``, ``--`` or ``%`` up to the end of a line.

What C reads as a comment is code in them (``//`` divides in Lua, and is half of every address in a
shell script), so a signature is put on one line by other rules here.
"""

from __future__ import annotations

import re
from functools import cache
from typing import ClassVar

from pipeline.languages.comments import leading_comment
from pipeline.languages.prose import clip
from pipeline.languages.treewalk import TreeWalk

#: Characters of a value that a signature shows.
VALUE_LIMIT = 80

_PADDING = re.compile(r"(?<=[(\[]) | (?=[)\],;])")
_LAST_COMMA = re.compile(r",\s*(?=[)\]])")


class ScriptWalk(TreeWalk):
    """A walk for a language with line comments of its own."""

    #: What opens a comment that reaches to the end of its line.
    line_comment: ClassVar[str] = "#"
    #: A line of code that takes the comment right above it for its own.
    owner: ClassVar[re.Pattern[str] | None] = None

    def flatten(self, text: str) -> str:
        return flatten(text, self.line_comment)

    def clean_doc(self, raw: str) -> str:
        # A comment below the ``#!`` line is one block with it.
        return super().clean_doc(raw.partition("\n")[2] if raw.startswith("#!") else raw)

    def file_doc(self) -> str:
        """What the comment at the top says of the file, unless it is a definition's own."""
        return clip(leading_comment(self.source.text, self.source.language, self.owner))


def flatten(text: str, line_comment: str = "#") -> str:
    """Source text on one line, without comments; strings keep all but their line breaks."""
    if "\n" not in text and line_comment not in text and "  " not in text:
        return text.strip()
    parts = []
    for match in _tokens(line_comment).finditer(text):
        token = match.group()
        is_gap = token.isspace() or match.lastgroup == "comment"
        parts.append(" " if is_gap else token.replace("\n", " "))
    return _LAST_COMMA.sub("", _PADDING.sub("", " ".join("".join(parts).split())))


def short_value(text: str) -> str:
    """A value of bounded length."""
    return text if len(text) <= VALUE_LIMIT else text[: VALUE_LIMIT - 1].rstrip() + "…"


@cache
def _tokens(line_comment: str) -> re.Pattern[str]:
    return re.compile(
        rf'''"(?:[^"\\]|\\.)*+"|'(?:[^'\\\n]|\\.)*+'|(?P<comment>(?<!\S){line_comment}[^\n]*)'''
        r"""|\s+|[^\s"']+|.""",
        re.DOTALL,
    )
