"""A scan of plain C-family text that visits declarations and hops over bodies.

The text between two of ``;``, ``{`` and ``}`` is a declaration's head. Bodies of namespaces and
classes are entered, bodies of functions and initializers are not: their end is known beforehand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.languages.cfamily_bindings import may_bind
from pipeline.languages.cfamily_brackets import Braces, Parentheses, match_braces
from pipeline.languages.cfamily_modules import exposed_by_macro
from pipeline.languages.cfamily_remarks import Remarks
from pipeline.languages.cfamily_text import PlainText
from pipeline.languages.cfamily_tokens import join, tokens
from pipeline.languages.cfamily_words import (
    C_KEYWORDS,
    CPP_KEYWORDS,
)
from pipeline.languages.treewalk import SYMBOL_LIMIT, one_line, shorten
from pipeline.model import Import, Symbol

PARENTHESES = r"\([^(){};]*+\)"
for _ in range(3):
    PARENTHESES = rf"\((?:[^(){{}};]++|{PARENTHESES})*+\)"
HEAD = re.compile(rf"\s*+((?:[^(){{}};]++|{PARENTHESES})*+)")
_LABEL = re.compile(
    r"\s*(?:[A-Z][A-Z0-9_]+\s*(?:\([^()]*\)\s*)?)?"
    r"(public|private|protected|signals|Q_SIGNALS|__published)\b\s*(?:slots|Q_SLOTS)?\s*:(?!:)")
LONGEST_VALUE = 80


@dataclass(slots=True)
class Scope:
    """A body that is being scanned."""

    #: ``file``, ``namespace`` or the kind of the class.
    kind: str
    #: Index of the symbol it belongs to; -1 at the top.
    parent: int
    #: Put before names to qualify them.
    prefix: str
    #: Where it closes, and where the scan goes on behind it.
    close: int
    resume: int
    #: Name of the class, to know its constructors.
    name: str = ""
    access: str = ""
    #: What the declaration it is part of declares behind it.
    tail: list[Tail] = field(default_factory=list)


class Tail(NamedTuple):
    """A name declared behind a body: ``struct {…} name;``."""

    kind: str
    name: str
    signature: str
    start: int
    end: int
    modifiers: tuple[str, ...]


class Scan:
    """Finds the symbols of one text; see the module's docstring."""

    def __init__(self, plain: PlainText, *, is_cpp: bool) -> None:
        self.plain = plain
        self.code = plain.plain
        self.text = plain.text
        self.is_cpp = is_cpp
        self.keywords = CPP_KEYWORDS if is_cpp else C_KEYWORDS
        self.joint = "::" if is_cpp else "."
        self.braces: Braces = match_braces(plain.plain)
        self.closes = self.braces.closes
        self.parentheses = Parentheses(self.closes)
        self.remarks = Remarks(plain)
        self.symbols: list[Symbol] = []
        self.entry_points: list[str] = []
        self.exported: dict[str, int] = {}
        #: What macros say of parameters by name, and of the module by the empty name.
        self.descriptions: dict[str, str] = {}
        self.scope = Scope("file", -1, "", len(self.code), len(self.code))
        self.outer: list[Scope] = []
        self.seen: set[tuple[str, str, int]] = set()
        self.namespaces: set[str] = set()
        self.imports: list[Import] = []
        self.may_bind = is_cpp and may_bind(plain.text)
        self.next_macro = 0
        self.patches = 0
        self.first_macro = plain.macros[0].start if plain.macros else len(self.code) + 1

    # -- the scan ----------------------------------------------------------------------------

    def run(self) -> None:
        size, position = len(self.code), 0
        while position < size and len(self.symbols) < SYMBOL_LIMIT:
            position = self.prelude(position)
            code = self.code
            match = HEAD.match(code, position)
            start, end = match.span(1) if match else (position, position)
            if end < size and code[end] == "(":
                end = self._long_head(end)
            if end >= self.scope.close:
                position = self._leave()
                continue
            bracket = code[end]
            if bracket == ";":
                position = end + 1
                if end > start:
                    position = self.statement(start, end)
            elif bracket == "{":
                position = self.block(start, end)
            else:
                position = end + 1
        while self.outer:
            self._leave()
        self._flush_macros(size)

    def _leave(self) -> int:
        """Close the current scope; where the scan goes on."""
        scope = self.scope
        if not self.outer:
            return scope.resume
        self.scope = self.outer.pop()
        for tail in scope.tail:
            self.emit(tail.kind, tail.name, tail.start, tail.end, signature=tail.signature,
                      modifiers=tail.modifiers, doc="")
        return scope.resume

    def _enter(self, scope: Scope) -> None:
        self.outer.append(self.scope)
        self.scope = scope

    def statement(self, start: int, end: int) -> int:
        """Record what a declaration without a body declares; where the scan goes on."""
        raise NotImplementedError

    def block(self, start: int, brace: int) -> int:
        """Record what a declaration with a body declares; where the scan goes on."""
        raise NotImplementedError

    def prelude(self, position: int) -> int:
        """Pass what stands before a declaration without being part of it."""
        if not self.is_cpp or not self.scope.name:
            return position
        while (label := _LABEL.match(self.code, position)) is not None:
            self.scope.access = label[1] if label[1][0] == "p" else "public"
            position = label.end()
        return position

    def _long_head(self, place: int) -> int:
        """The end of a head whose parentheses hold braces or are nested deeply."""
        code, size = self.code, len(self.code)
        while place < size and code[place] == "(":
            close = self.parentheses.close(code, place)
            match = HEAD.match(code, place + 1 if close < 0 else close + 1)
            place = match.end() if match else size
        return place

    def _skip_statement(self, position: int) -> int:
        """Behind the ``;`` that ends the declaration whose rest starts at ``position``."""
        code, size = self.code, len(self.code)
        while position < size:
            match = HEAD.match(code, position)
            end = match.end() if match else size
            if end < size and code[end] == "(":
                end = self._long_head(end)
            if end >= self.scope.close:
                return end
            if code[end] == ";":
                return end + 1
            if code[end] == "}":
                return end
            position = self.closes.get(end, size) + 1 if code[end] == "{" else end + 1
        return size

    def _head(self, start: int, end: int) -> list[str]:
        return tokens(self.code[start:end], is_cpp=self.is_cpp)

    def _place(self, toks: list[str], index: int, start: int) -> int:
        """Where the token at ``index`` of the head from ``start`` on stands."""
        for token in toks[:index]:
            start = self.code.index(token, start) + len(token)
        return self.code.index(toks[index], start)

    # -- recording ---------------------------------------------------------------------------

    def emit(
        self, kind: str, name: str, start: int, end: int, *, signature: str = "",
        qualifier: str = "", modifiers: tuple[str, ...] = (), bases: tuple[str, ...] = (),
        decorators: tuple[str, ...] = (), doc: str | None = None, trailing: bool = False,
    ) -> int:
        """Record a symbol that spans ``start`` to ``end``; its index, -1 when it is none."""
        if start > self.first_macro:
            self._flush_macros(start)
        scope = self.scope
        line, end_line = self.plain.line(start), self.plain.line(end)
        qualname = scope.prefix + qualifier + name
        key = (qualname, kind, line)
        if name in self.keywords or not name or key in self.seen:
            return -1
        self.seen.add(key)
        if doc is None:
            doc = self.remarks.above(start)
            if trailing and not doc:
                doc = self.remarks.behind(end + 1)
        if scope.access:
            modifiers = (scope.access, *modifiers)
        self.symbols.append(Symbol(
            kind, name, qualname, line, end_line, scope.parent, shorten(signature), doc, bases,
            decorators, modifiers))
        return len(self.symbols) - 1

    def _flush_macros(self, start: int) -> None:
        """Record the macros defined before ``start``."""
        macros, index = self.plain.macros, self.next_macro
        plain, remarks = self.plain, self.remarks
        while index < len(macros) and macros[index].start < start:
            macro = macros[index]
            index += 1
            line = plain.line(macro.start)
            if macro.name in self.keywords or ("", macro.name, line) in self.seen:
                continue
            self.seen.add(("", macro.name, line))
            doc = remarks.above(macro.start)
            value = self.text[macro.body : macro.end]
            if not doc and "/" in value and (at := value.find("/*")) + (value.find("//")) > -2:
                at = at if at >= 0 else value.find("//")
                doc = remarks.inside(macro.body + at, macro.end)
            self.symbols.append(Symbol(
                "macro", macro.name, macro.name, line, plain.line(macro.end - 1), -1,
                macro_signature(macro.parameters, value), doc))
            if (entry := exposed_by_macro(macro.name, value)) is not None:
                self.symbols.append(Symbol(
                    entry.kind, entry.name, entry.name, line, plain.line(macro.end - 1), -1,
                    entry.signature))
        self.next_macro = index
        self.first_macro = macros[index].start if index < len(macros) else len(self.code) + 1




def macro_signature(parameters: str, value: str) -> str:
    """A macro's parameters, or its value when it is short."""
    if parameters:
        return join((parameters.replace("\\\n", " "),))
    if len(value) > LONGEST_VALUE or "\n" in value:
        return ""
    shown = one_line(value.strip())
    return f" {shown}" if shown else ""
