"""Languages whose blocks words open and close: ``subroutine`` … ``end subroutine``.

A pattern finds what opens a definition and what closes one; the walk keeps the stack between them.
A word that closes ends the innermost open definition of its kind, with those inside it that were
never closed; one that fits none is ignored.
"""

from __future__ import annotations

import re
from typing import ClassVar

from pipeline.languages import Source
from pipeline.languages.blanked import Blanked
from pipeline.languages.comments import leading_comment
from pipeline.languages.definitions import Definitions
from pipeline.languages.prose import clip, one_line
from pipeline.model import Extraction

_DEPTH_LIMIT = 32
_OPENING = re.compile(r"\s*\(")


class WordBlocks(Blanked):
    """Base of the languages; see the module's docstring."""

    tokens: ClassVar[re.Pattern[str]]
    separator: ClassVar[str] = "."
    #: Code that takes the comment right above it for its own.
    owner: ClassVar[re.Pattern[str] | None] = None

    def __init__(self, source: Source) -> None:
        super().__init__(source, self.tokens)
        self.found = Definitions(self.separator)
        self.closes = self.brackets("()")
        #: The word that opened each open definition, and its symbol.
        self.open: list[tuple[str, int]] = []
        self.entry_points: list[str] = []

    @property
    def parent(self) -> int:
        return self.open[-1][1] if self.open else -1

    def kind(self) -> str:
        """The word that opened the innermost open definition."""
        return self.open[-1][0] if self.open else ""

    def define(
        self, kind: str, name: str, start: int, end: int, *, signature: str = "",
        qualname: str = "", bases: tuple[str, ...] = (), modifiers: tuple[str, ...] = (),
        doc: str | None = None,
    ) -> int:
        """Record what starts at a place, its head reaching to ``end``."""
        return self.found.define(
            kind, name, self.line(start), end_line=self.line(max(start, end - 1)),
            parent=self.parent, signature=signature, qualname=qualname, bases=bases,
            modifiers=modifiers,
            doc=self.prose(self.comment_above(start)) if doc is None else doc)

    def begin(self, word: str, symbol: int) -> None:
        # Deeper nesting is damage: what is in there belongs to the last that was listed.
        self.open.append((word, symbol if len(self.open) < _DEPTH_LIMIT else self.parent))

    def finish(self, place: int, *words: str) -> None:
        """Close the innermost open definition, or the innermost that one of ``words`` opened."""
        depth = len(self.open) - 1
        while words and depth >= 0 and self.open[depth][0] not in words:
            depth -= 1
        if depth < 0:
            return
        line = self.line(place)
        while len(self.open) > depth:
            self.found.close(self.open.pop()[1], line)

    def group(self, place: int) -> str:
        """The parentheses that open at a place or behind blanks, on one line."""
        match = _OPENING.match(self.code, place)
        close = self.closes.get(match.end() - 1) if match is not None else None
        if match is None or close is None:
            return ""
        inside = self.code[match.end() - 1 : close + 1]
        return one_line(inside.replace("&", " ")).replace("( ", "(").replace(" )", ")")

    def extraction(self) -> Extraction:
        """All that was found; what is still open ends with the file."""
        last = self.line(max(0, len(self.text.rstrip()) - 1)) if self.text.strip() else 1
        while self.open:
            self.found.close(self.open.pop()[1], last)
        doc = clip(leading_comment(self.text, self.source.language, self.owner))
        symbols = self.found.symbols
        if doc and symbols and symbols[0].doc == doc:
            doc = ""
        return Extraction(
            doc=doc, symbols=tuple(symbols), imports=tuple(self.found.imports),
            diagnostics=self.found.diagnostics(),
            entry_points=tuple(dict.fromkeys(self.entry_points)), method="scanner")
