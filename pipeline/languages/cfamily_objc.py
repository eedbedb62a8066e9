"""Objective-C: classes, categories, protocols, methods and properties, on top of the C scan."""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.languages.cfamily_declarations import declarator, type_text
from pipeline.languages.cfamily_scan import Scope
from pipeline.languages.cfamily_scanner import Scanner
from pipeline.languages.cfamily_tokens import tokens
from pipeline.languages.treewalk import one_line
from pipeline.model import Import

_ANGLES = r"<[^<>{};@]*+(?:<[^<>{};@]*+>[^<>{};@]*+)*+>\s*"
_OPENING = re.compile(
    r"\s*(?:(?:[A-Z_][A-Z0-9_]*|__attribute__\s*)(?:\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))?\s+)*"
    r"@(interface|protocol|implementation)\s+(\w+)\s*"
    # Parameters of a generic class; arguments of a generic base, if protocols follow.
    rf"(?:{_ANGLES}(?=[:(]))?(?:\(\s*(\w*)\s*\)\s*)?(?::\s*(\w+)\s*(?:{_ANGLES}(?=<))?)?"
    r"(?:<([^{};@]*?)>(?=\s*(?:[-+@#{}A-Z;,/]|\Z)))?\s*")
_MARK = re.compile(
    r"\s*(?:@(optional|required|private|public|protected|package)\b"
    r"|[A-Z][A-Z0-9_]*_(?:BEGIN|END)\b(?!\s*\())")
_ANNOUNCED = re.compile(r"@(?:class|protocol|compatibility_alias)\b")
_CLASSES = ("class", "protocol", "extension")
_METHOD = re.compile(r"([-+])\s*(?:\(((?:[^()]|\([^()]*\))*)\)\s*)?")
_PART = re.compile(r"\s*(\w*)\s*:\s*(?:\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)\s*)?(\w+)")
_WORD = re.compile(r"\w+")
_NAME = re.compile(r"\s*\w+\s*\Z")
_PROPERTY = re.compile(r"@property\s*(?:\(([^()]*(?:\([^()]*\)[^()]*)*)\))?")
_IMPORT = re.compile(r"@import\s+([\w.]+)")
_SHOWN = ("readonly", "class", "weak", "nullable")


class ObjectiveC(Scanner):
    """The C scan (or that of C++) that also knows what ``@`` begins."""

    _next_end = -1

    def prelude(self, position: int) -> int:
        """Enter the class that opens at ``position``; pass marks such as ``@optional``."""
        while position < self.scope.close:
            while (mark := _MARK.match(self.code, position)) is not None:
                if mark[1]:
                    self.scope.access = mark[1] if mark[1] != "required" else ""
                position = mark.end()
            opening = _OPENING.match(self.code, position)
            if opening is None:
                return super().prelude(position)
            # ``@protocol Later;`` only announces it.
            is_announced = self.code[opening.end() : opening.end() + 1] in (";", ",")
            position = (self._skip_statement(opening.end()) if is_announced
                        else self._open(opening))
        return position

    def _head(self, start: int, end: int) -> list[str]:
        # Types have arguments here: ``NSDictionary<NSString *, id> *``.
        return tokens(self.code[start:end], is_cpp=True)

    def _open(self, opening: re.Match[str]) -> int:
        word, name, category, base, protocols = opening.groups()
        start = opening.start(1) - 1
        close = self._end_behind(opening.end())
        bases = [base] if base else []
        # Arguments of a generic base stand where protocols may: ``NSArray<NSString *>``.
        bases += [p.strip() for p in (protocols or "").split(",") if _NAME.match(p)]
        modifiers = ("implementation",) if word == "implementation" else ()
        kind = "protocol" if word == "protocol" else "class"
        shown = name
        if category is not None:
            kind, shown = "extension", f"{name}({category})"
        last = min(close + 3, len(self.code) - 1)
        index = self.emit(kind, shown, start, last, bases=tuple(bases), modifiers=modifiers)
        parent = index if index >= 0 else self.scope.parent
        self._enter(Scope(kind, parent, f"{name}.", close, min(close + 4, len(self.code)), name))
        position = opening.end()
        if self.code[position : position + 1] == "{":
            end = min(self.closes.get(position, close), close)
            self._enter(Scope("struct", parent, f"{name}.", end, end + 1, name))
            position += 1
        return position

    def _end_behind(self, place: int) -> int:
        """Where the next ``@end`` stands."""
        if self._next_end < place:
            found = self.code.find("@end", place)
            self._next_end = found if found >= 0 else len(self.code)
        return self._next_end

    def statement(self, start: int, end: int) -> int:
        first = self.code[start]
        if first == "@":
            self._at(start, end)
            return end + 1
        if first in "-+":
            self._method(start, end, end, ("declaration",))
            return end + 1
        if _ANNOUNCED.search(self.code, start, end):
            return end + 1
        return self._outside(super().statement, start, end)

    def block(self, start: int, brace: int) -> int:
        if brace > start and self.code[start] in "-+":
            close = self.closes.get(brace, len(self.code))
            self._method(start, brace, close, ())
            return close + 1
        return self._outside(super().block, start, brace)

    def _outside(self, read: Callable[[int, int], int], start: int, end: int) -> int:
        """Read a declaration of C, which a class around it does not own."""
        around = self.scope
        if around.kind not in _CLASSES:
            return read(start, end)
        depth = len(self.outer)
        self.scope = Scope("file", -1, "", around.close, around.resume)
        position = read(start, end)
        if len(self.outer) > depth:
            self.outer[depth] = around
        else:
            self.scope = around
        return position

    def _at(self, start: int, end: int) -> None:
        found = _PROPERTY.match(self.code, start, end)
        if found is not None:
            self._property(found, start, end)
        elif (module := _IMPORT.match(self.code, start, end)) is not None:
            self.imports.append(Import(module[1], self.plain.line(start)))

    def _property(self, found: re.Match[str], start: int, end: int) -> None:
        toks = [t for t in self._head(found.end(), end) if t not in ("IBOutlet", "IBInspectable")]
        declared = declarator(toks, self._type_start(toks, 0), is_cpp=self.is_cpp) if toks else None
        if declared is None:
            return
        words = re.findall(r"\w+", found[1] or "")
        modifiers = tuple(word for word in words if word in _SHOWN)
        written = type_text(toks[: declared.start])
        if declared.parameters >= 0:
            written += " (^)" + one_line(toks[-1])
        self.emit("property", declared.name, start, end, signature=f": {written}",
                  modifiers=modifiers, trailing=True)

    def _method(self, start: int, end: int, last: int, modifiers: tuple[str, ...]) -> None:
        head = _METHOD.match(self.code, start, end)
        if head is None or self.scope.kind not in _CLASSES:
            return
        parts = []
        place = head.end()
        # What follows the last part is an attribute: ``NS_SWIFT_NAME(data(as:))``.
        while (part := _PART.match(self.code, place, end)) is not None:
            parts.append(part)
            place = part.end()
        word = _WORD.match(self.code, head.end(), end)
        if parts:
            name = "".join(f"{part[1]}:" for part in parts)
            shown = ", ".join(one_line(f"{part[2] or 'id'} {part[3]}") for part in parts)
        elif word is not None:
            name, shown = word.group(), ""
        else:
            return
        if head[1] == "+":
            modifiers = ("static", *modifiers)
        self.emit("method", name, start, last, modifiers=modifiers,
                  signature=f"({shown}) -> {one_line(head[2] or 'id')}")
