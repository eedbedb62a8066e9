"""Which comment of a C-family source documents which declaration.

A comment right above, or one that starts behind it on its last line. Markers of Doxygen and of the
kernel's documentation are taken off.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from pipeline.languages.cfamily_text import PlainText
from pipeline.languages.comments import cap, comment_text, is_licence

#: A licence is among the first comments of a file; to look for one takes time.
_LICENCE_COMMENTS = 3
_LINE, _BLOCK = ("//",), (("/*", "*/"),)
_COMMAND = re.compile(r"\A[@\\](?:brief|short)\s+", re.IGNORECASE)
_GROUP = re.compile(
    r"^[@\\](?:[{}]|(?:name|ingroup|addtogroup|defgroup)\b.*)[ \t]*\n?", re.MULTILINE)
_TRAILING = re.compile(r"\A(?:///?|/\*\*?)!?<?\s*")
_WORDS = re.compile(r"[^\W\d_]{2,}")
_IGNORED = re.compile(r"\A\W*(?:NOLINT|clang-format|LINT|fallthrough|namespace\b|end\b)")
#: ``struct page - what it is``: how the kernel's documentation names what it documents.
_NAMED = re.compile(r"\A(?:(?:struct|union|enum|typedef|define|macro) )?[A-Za-z_]\w*"
                    r"(?:(?:\(\))? -{1,2} |\(\) : )|\A[A-Za-z]\w*_\w* : ")
_BEHIND = re.compile(r"[ \t,;]*")


class Remarks:
    """The comments of a text, by place."""

    def __init__(self, plain: PlainText) -> None:
        self.text = plain.text
        self.plain = plain.plain
        self.starts = plain.comment_starts
        self.ends = plain.comment_ends
        first = plain.comment_starts[:_LICENCE_COMMENTS]
        self.last_licence = first[-1] if first else 0

    def above(self, start: int) -> str:
        """The comment that ends right above ``start``; empty without one."""
        index = bisect_right(self.ends, start) - 1
        if index < 0:
            return ""
        text, end = self.text, self.ends[index]
        if start - end > 200 or (not text[end:start].isspace() and end != start):
            return ""
        if text.count("\n", end, start) > 1:
            return ""
        begin = self.starts[index]
        line = text.rfind("\n", 0, begin) + 1
        if self.plain[line:begin].strip():
            # It starts behind code: its first line belongs there.
            raw = self._rest_of_trailing(line, begin, end)
        else:
            raw = text[begin:end]
        return self._clean(raw, begin) if raw else ""

    def behind(self, end: int) -> str:
        """The comment that starts behind ``end`` on the same line; empty without one."""
        match = _BEHIND.match(self.text, end)
        begin = match.end() if match else end
        index = bisect_left(self.starts, begin)
        if index >= len(self.starts) or self.starts[index] != begin:
            return ""
        raw = self.text[begin : self.ends[index]]
        if raw.startswith("//"):
            raw = self._own_lines(raw, begin)
        if len(_WORDS.findall(raw[:200])) < 2 or _IGNORED.match(raw):
            return ""
        return self._clean(_TRAILING.sub(raw[:2] + " ", raw), begin)

    def inside(self, start: int, end: int) -> str:
        """The comment that starts at ``start`` and ends by ``end``: behind a macro's value."""
        raw = self.text[start:end].strip()
        if raw.startswith("/*") and not raw.endswith("*/"):
            return ""
        if len(_WORDS.findall(raw[:200])) < 2 or _IGNORED.match(raw):
            return ""
        return self._clean(_TRAILING.sub(raw[:2] + " ", raw), start)

    def _own_lines(self, raw: str, begin: int) -> str:
        """A trailing ``//`` comment without lines that start further left than it does."""
        column = begin - self.text.rfind("\n", 0, begin) - 1
        first, *others = raw.split("\n")
        if others and all(len(o) - len(o.lstrip()) == column for o in others):
            return raw
        return first

    def _rest_of_trailing(self, line: int, begin: int, end: int) -> str:
        raw = self.text[begin:end]
        if not raw.startswith("//"):
            return ""
        first = self._own_lines(raw, begin)
        return raw[len(first) :].lstrip("\n")

    def _clean(self, raw: str, begin: int) -> str:
        if raw.startswith("/*") and "\n" not in raw:
            text = raw[2:].removesuffix("*/").strip("*! \t<")
        else:
            text = comment_text(raw, _LINE, _BLOCK)
        if begin <= self.last_licence and is_licence(text):
            return ""
        if "@" in text or "\\" in text:
            text = _COMMAND.sub("", _GROUP.sub("", text))
        if raw.startswith("/**"):
            text = _NAMED.sub("", text)
        return cap(text)
