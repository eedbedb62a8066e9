"""What must hold for every summary: rules that a symbol can only break by a fault of its extractor.

Each rule is checked against the source text itself, not by the extractor's own means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from pipeline.codetext import code_only
from pipeline.keywords import is_reserved
from pipeline.languages import Language
from pipeline.model import IMPORT_KINDS, KINDS, Extraction, Symbol

#: Rule -> what breaks it, in the order of the report.
RULES = {
    "keyword": "called like a keyword of its language",
    "empty-name": "without a name or a qualified name",
    "unprintable": "with a character in its name that cannot be shown",
    "unknown-kind": "of a kind that pages do not know",
    "outside-file": "on lines that the file does not have, or that end before they start",
    "outside-parent": "not inside the lines of its parent",
    "parent-order": "listed before its parent",
    "duplicate": "listed twice: same qualified name, kind and line",
    "not-in-source": "whose name does not stand in its lines",
    "comment-only": "whose name stands in comments or strings only",
    "long-signature": "whose signature was not cut",
    "import": "an import of an unknown kind, without a target, or on a line the file does not have",
    "diagnostic": "a diagnostic on a line that the file does not have",
}

#: Kinds that code defines by a declaration of their own.
_DECLARED = frozenset({
    "class", "struct", "union", "record", "interface", "trait", "protocol", "enum", "function",
    "method", "procedure"})
#: Characters that no signature needs: that of Python's longest parameter lists is not cut.
_SIGNATURE_LIMIT = 4_000
_CODE = ("code", "build")
_WORD = re.compile(r"\w+")
#: What stands for the name of something without one: ``(anonymous)``.
_LABEL = re.compile(r"\(\w+\)")
_SYSCALL = re.compile(r"\A(?:compat_)?sys_")
_EXPANSION = re.compile(r"\$[{(]")
_SPACE = re.compile(r"[\s\\]+")


@dataclass(frozen=True, slots=True)
class Breach:
    """One symbol, import or diagnostic that breaks a rule."""

    rule: str
    line: int
    detail: str


def breaches(extraction: Extraction, text: str, language: Language) -> Iterator[Breach]:
    """Every rule that an extraction of ``text`` breaks, in no particular order."""
    check = _Check(extraction, text, language)
    yield from check.symbols()
    yield from check.rest()


class _Check:
    def __init__(self, extraction: Extraction, text: str, language: Language) -> None:
        self.found = extraction
        self.text = text
        self.language = language
        lines = text.split("\n")
        self.last = max(1, len(lines) - (lines[-1] == ""))
        #: Where each line starts, and where one after the last would.
        self.starts = [0, *accumulate(len(line) + 1 for line in lines)]
        self._code = code_only(text, language) if extraction.symbols else None
        self._until = _first_children(extraction.symbols)

    def symbols(self) -> Iterator[Breach]:
        seen = set()
        for index, symbol in enumerate(self.found.symbols):
            shown = f"{symbol.kind} {symbol.qualname or symbol.name}"
            for rule in self._broken(index, symbol):
                yield Breach(rule, symbol.line, shown)
            identity = (symbol.qualname, symbol.kind, symbol.line)
            if identity in seen:
                yield Breach("duplicate", symbol.line, shown)
            seen.add(identity)

    def _broken(self, index: int, symbol: Symbol) -> Iterator[str]:
        yield from self._broken_name(symbol)
        if symbol.kind not in KINDS:
            yield "unknown-kind"
        if len(symbol.signature) > _SIGNATURE_LIMIT:
            yield "long-signature"
        if not -1 <= symbol.parent < index:
            yield "parent-order"
        elif symbol.parent >= 0:
            parent = self.found.symbols[symbol.parent]
            if symbol.line < parent.line or parent.end_line < symbol.end_line:
                yield "outside-parent"
        if not 1 <= symbol.line <= symbol.end_line <= self.last:
            yield "outside-file"
        elif symbol.name:
            yield from self._broken_text(index, symbol)

    def _broken_name(self, symbol: Symbol) -> Iterator[str]:
        if not symbol.name.strip() or not symbol.qualname.strip():
            yield "empty-name"
        if not symbol.qualname.isprintable() or "\ufffd" in symbol.qualname:
            yield "unprintable"
        if is_reserved(self.language.name, symbol.kind, symbol.name):
            yield "keyword"

    def _broken_text(self, index: int, symbol: Symbol) -> Iterator[str]:
        start, end = self.starts[symbol.line - 1], self.starts[symbol.end_line]
        if symbol.kind == "constructor" or symbol.name == "Companion":
            # Called after their class, or so by the language itself.
            return
        name = symbol.name
        if not self._stands_in(name, self.text, start, end):
            # SYSCALL_DEFINE1(close) defines sys_close.
            name = _SYSCALL.sub("", name)
            if not self._stands_in(name, self.text, start, end):
                yield "not-in-source"
                return
        if self._code is not None and symbol.kind in _DECLARED and name.isidentifier():
            # A declaration names itself before its first member; a C typedef behind the last.
            head = self.starts[min(symbol.end_line, self._until.get(index, symbol.end_line))]
            tail = self.starts[symbol.end_line - 1]
            if not any(has_token(self._code, said, *part) for said in (name, _SYSCALL.sub("", name))
                       for part in ((start, head), (tail, end))):
                yield "comment-only"

    def _stands_in(self, name: str, text: str, start: int, end: int) -> bool:
        if has_token(text, name, start, end):
            return True
        lines = text[start:end]
        if self.language.family == "build" and _EXPANSION.search(lines):
            # The name as its variables expand.
            return True
        if _LABEL.fullmatch(name):
            return True
        if name.isidentifier() and self.language.family in _CODE:
            return False
        if _SPACE.sub("", name) in _SPACE.sub("", lines):
            return True
        # Markup and escapes stand within titles and keys, braces between joined namespaces.
        words = set(_WORD.findall(lines))
        return all(word in words for word in _WORD.findall(name))

    def rest(self) -> Iterator[Breach]:
        for found in self.found.imports:
            target = found.module or found.level
            if found.kind not in IMPORT_KINDS or not target or not 1 <= found.line <= self.last:
                yield Breach("import", found.line, f"{found.kind} {found.module}")
        for diagnostic in self.found.diagnostics:
            if not 0 <= diagnostic.line <= self.last:
                yield Breach("diagnostic", diagnostic.line, diagnostic.message)


def _first_children(symbols: tuple[Symbol, ...]) -> dict[int, int]:
    """Line of each symbol's first child."""
    lines: dict[int, int] = {}
    for symbol in symbols:
        if symbol.parent >= 0:
            lines.setdefault(symbol.parent, symbol.line)
    return lines


def has_token(text: str, name: str, start: int, end: int) -> bool:
    """Whether ``name`` stands in ``text[start:end]`` and is no part of a longer word."""
    at = text.find(name, start, end)
    while at >= 0:
        after = at + len(name)
        if not (_joins(text[at - 1 : at], name[0]) or _joins(name[-1], text[after : after + 1])):
            return True
        at = text.find(name, at + 1, end)
    return False


def _joins(left: str, right: str) -> bool:
    return bool(_WORD.fullmatch(left) and _WORD.fullmatch(right))
