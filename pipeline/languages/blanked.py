"""A text with its comments and strings blanked, and an outline of the regions found in it.

For scanners that search a whole text for what begins a definition. The blanked text is as long as
the original and has the same lines, so that a place found in it is a place in the source. Of a
string its quotes stay: a scanner sees that one stands there, not what it says.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice

from pipeline.languages import Source
from pipeline.languages.comments import comment_text, is_licence, leading_comment
from pipeline.languages.definitions import Definitions
from pipeline.languages.prose import clip
from pipeline.model import Diagnostic, Extraction

_CONTENT = re.compile(r"[^\n]")
_OPENERS = {")": "(", "]": "[", "}": "{"}
_BRACKET = re.compile(r"[()\[\]{}]")
#: Lines of comments above a definition that are looked at.
_LONGEST_DOC = 100
#: Comments that may be about the file.
_FIRST_COMMENTS = 20


class Blanked:
    """A source text, its code alone, and the comments that stand on lines of their own.

    ``tokens`` matches comments (its group ``comment``) and strings, both to the end of the text
    when they are not closed; what its group ``opaque`` matches becomes a word.
    """

    def __init__(self, source: Source, tokens: re.Pattern[str]) -> None:
        self.source = source
        self.text = source.text
        self._starts = [0, *(match.end() for match in re.finditer("\n", source.text))]
        #: Last line of a comment that stands alone -> where it starts and ends.
        self._comments: dict[int, tuple[int, int]] = {}
        self._block_openers = tuple(opener for opener, _ in source.language.block_comments)
        self.code = self._blank(tokens)

    def _blank(self, tokens: re.Pattern[str]) -> str:
        parts: list[str] = []
        place = 0
        for match in tokens.finditer(self.text):
            start, end = match.span()
            parts.append(self.text[place:start])
            place = end
            if match.lastgroup == "opaque":
                parts.append(_CONTENT.sub("_", match[0]))
                continue
            if match["comment"] is None:
                parts.append(_blank_string(match[0]))
                continue
            parts.append(_CONTENT.sub(" ", match[0]))
            if not self.text[self._starts[self.line(start) - 1] : start].strip():
                self._comments[self.line(end - 1)] = (start, end)
        return "".join((*parts, self.text[place:]))

    def line(self, place: int) -> int:
        """The line that a place is on."""
        return bisect_right(self._starts, min(place, max(0, len(self.text) - 1)))

    def line_end(self, place: int) -> int:
        end = self.text.find("\n", place)
        return len(self.text) if end < 0 else end

    def comment_above(self, place: int) -> str:
        """The comments that end right above the line of a place, as written."""
        line = self.line(place)
        start = end = -1
        for _ in range(_LONGEST_DOC):
            span = self._comments.get(line - 1)
            if span is None or self.text.startswith("#!", span[0]):
                break
            is_block = self.text.startswith(self._block_openers, span[0])
            if is_block and end >= 0:
                break
            start, end = span[0], span[1] if end < 0 else end
            if is_block:
                break
            line = self.line(start)
        return self.text[start:end] if end >= 0 else ""

    def remarks(self) -> Iterator[str]:
        """The words of the first comments of the text."""
        for start, end in islice(self._comments.values(), _FIRST_COMMENTS):
            yield self.prose(self.text[start:end])

    def prose(self, raw: str) -> str:
        """The words of a comment; none when it is a licence."""
        language = self.source.language
        text = comment_text(raw, language.line_comments, language.block_comments) if raw else ""
        return "" if is_licence(text) else clip(text)

    def brackets(self, kinds: str = "(){}[]") -> dict[int, int]:
        """Where each opening bracket is closed; one without a partner is not in there."""
        closes: dict[int, int] = {}
        stack: list[int] = []
        waiting = dict.fromkeys(kinds, 0)
        for match in _BRACKET.finditer(self.code):
            mark = match[0]
            if mark not in waiting:
                continue
            opener = _OPENERS.get(mark)
            if opener is None:
                stack.append(match.start())
                waiting[mark] += 1
                continue
            # A bracket inside that was never closed does not keep those around it open.
            while waiting[opener]:
                last = stack.pop()
                waiting[self.code[last]] -= 1
                if self.code[last] == opener:
                    closes[last] = match.start()
                    break
        return closes


class Outline(Blanked):
    """Definitions found in the order of the text, each with the region that it spans."""

    def __init__(self, source: Source, tokens: re.Pattern[str], separator: str = ".") -> None:
        super().__init__(source, tokens)
        self.found = Definitions(separator)
        self.title = ""
        self.warnings: list[Diagnostic] = []
        self._open: list[tuple[int, int]] = []

    def around(self, place: int) -> int:
        """The definition that a place lies in; -1 for none."""
        while self._open and self._open[-1][1] <= place:
            self._open.pop()
        return self._open[-1][0] if self._open else -1

    def kind_around(self, place: int) -> str:
        return self.found.symbols[index].kind if (index := self.around(place)) >= 0 else ""

    def define(
        self, kind: str, name: str, start: int, end: int, *, signature: str = "",
        doc: str | None = None, qualname: str = "", bases: tuple[str, ...] = (),
        decorators: tuple[str, ...] = (), modifiers: tuple[str, ...] = (),
    ) -> int:
        """Record what spans ``start`` to ``end`` (exclusive), inside what is open there."""
        parent = self.around(start)
        line, last = self.line(start), self.line(max(start, end - 1))
        index = self.found.define(
            kind, name, line, end_line=last, parent=parent, signature=signature,
            qualname=qualname, bases=bases, decorators=decorators, modifiers=modifiers,
            doc=self.prose(self.comment_above(start)) if doc is None else doc)
        if index >= 0:
            self._open.append((index, end))
        return index

    def extraction(
        self, *, doc: str | None = None, owner: re.Pattern[str] | None = None,
        entry_points: tuple[str, ...] = (),
    ) -> Extraction:
        """All that was found; ``doc`` stands for the comment at the top of the file.

        Code that ``owner`` matches makes a comment right above it its own.
        """
        if doc is None:
            doc = clip(leading_comment(self.text, self.source.language, owner))
        symbols = self.found.symbols
        if doc and symbols and symbols[0].doc == doc and symbols[0].parent < 0:
            # A comment right above the first definition is that definition's.
            doc = ""
        if self.text.startswith("#!"):
            entry_points = (*entry_points, "shebang")
        return Extraction(
            doc=doc, title=self.title, symbols=tuple(symbols), imports=tuple(self.found.imports),
            diagnostics=(*self.warnings, *self.found.diagnostics()), entry_points=entry_points,
            method="scanner")


def _blank_string(written: str) -> str:
    if len(written) < 2:
        return '"'
    return f'"{_CONTENT.sub(" ", written[1:-1])}"'
