"""A table of what a scanner finds, kept sound while it is filled.

For scanners that meet the start of a definition before its end: :meth:`Definitions.define` records
the start, :meth:`Definitions.close` the end. A child never ends behind its parent, the same thing
is not recorded twice, and there is a bound on the number and on the length of names.
"""

from __future__ import annotations

import msgspec

from pipeline.languages.comments import cap
from pipeline.languages.treewalk import shorten
from pipeline.model import Diagnostic, Import, Symbol

#: More than that in one file is a table or a program's output, which nobody reads as an outline.
LIMIT = 5_000
_LONGEST_NAME = 200


class Definitions:
    """Symbols and imports in source order."""

    def __init__(self, separator: str = ".", limit: int = LIMIT) -> None:
        self.symbols: list[Symbol] = []
        self.imports: list[Import] = []
        self.is_full = False
        self._separator = separator
        self._limit = limit
        self._seen: dict[tuple[str, str, int], int] = {}
        self._imported: set[tuple[str, int]] = set()

    def define(
        self, kind: str, name: str, line: int, *, parent: int = -1, end_line: int = 0,
        qualname: str = "", signature: str = "", doc: str = "", bases: tuple[str, ...] = (),
        decorators: tuple[str, ...] = (), modifiers: tuple[str, ...] = (),
    ) -> int:
        """Index of the new symbol, or of the one already recorded there; -1 when refused."""
        qualname = qualname or self.qualified(name, parent)
        key = (qualname, kind, line)
        if (index := self._seen.get(key)) is not None:
            return index
        if not name or len(qualname) > _LONGEST_NAME or self._refuses():
            return -1
        end_line = end_line or line
        self._seen[key] = len(self.symbols)
        self.symbols.append(Symbol(
            kind=kind, name=name, qualname=qualname, line=line, end_line=end_line, parent=parent,
            signature=shorten(signature.rstrip()), doc=cap(doc), bases=bases, decorators=decorators,
            modifiers=modifiers))
        self.close(parent, end_line)
        return len(self.symbols) - 1

    def _refuses(self) -> bool:
        self.is_full = self.is_full or len(self.symbols) >= self._limit
        return self.is_full

    def qualified(self, name: str, parent: int) -> str:
        """``name`` with the names around it."""
        return self.symbols[parent].qualname + self._separator + name if parent >= 0 else name

    def close(self, index: int, line: int) -> None:
        """Let a symbol, and those around it, reach at least ``line``."""
        while index >= 0 and self.symbols[index].end_line < line:
            self.symbols[index] = msgspec.structs.replace(self.symbols[index], end_line=line)
            index = self.symbols[index].parent

    def sign(self, index: int, signature: str) -> None:
        """Set the signature of a symbol whose body tells it."""
        self.symbols[index] = msgspec.structs.replace(
            self.symbols[index], signature=shorten(signature))

    def document(self, index: int, doc: str) -> None:
        """Set the documentation of a symbol that its body holds."""
        self.symbols[index] = msgspec.structs.replace(self.symbols[index], doc=cap(doc))

    def add_import(
        self, module: str, line: int, names: tuple[str, ...] = (), *, kind: str = "import"
    ) -> None:
        """Record an import once a line."""
        if module and (module, line) not in self._imported and len(self.imports) < self._limit:
            self._imported.add((module, line))
            self.imports.append(Import(module, line, names, kind=kind))

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """That the outline is not complete, when it is not."""
        if not self.is_full:
            return ()
        return (Diagnostic("outline-cut", f"only the first {self._limit:,} are listed"),)
