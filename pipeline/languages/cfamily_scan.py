"""A scan of plain C-family text that visits declarations and hops over bodies.

The text between two of ``;``, ``{`` and ``}`` is a declaration's head. Bodies of namespaces and
classes are entered, bodies of functions and initializers are not: their end is known beforehand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.languages.cfamily_brackets import Braces, Parentheses, match_braces
from pipeline.languages.cfamily_declarations import (
    Declarator,
    Specifiers,
    declarator,
    more_names,
    specifiers,
    type_text,
)
from pipeline.languages.cfamily_macros import ENTRY_POINTS, EXPORT, arguments, defined_by
from pipeline.languages.cfamily_remarks import Remarks
from pipeline.languages.cfamily_text import PlainText
from pipeline.languages.cfamily_tokens import is_name, join, tokens
from pipeline.languages.cfamily_words import (
    C_KEYWORDS,
    CLASS_KEYS,
    CPP_KEYWORDS,
    STARTERS,
    STATEMENTS,
    is_attribute_like,
    is_capitals,
)
from pipeline.languages.treewalk import SYMBOL_LIMIT, one_line, shorten
from pipeline.model import Symbol

_P = r"\([^(){};]*+\)"
for _ in range(3):
    _P = rf"\((?:[^(){{}};]++|{_P})*+\)"
_HEAD = re.compile(rf"\s*+((?:[^(){{}};]++|{_P})*+)")
_WORD = re.compile(r"[A-Za-z_$][\w$]*")
_LABEL = re.compile(
    r"\s*(public|private|protected|signals|Q_SIGNALS|__published)\b\s*(?:slots|Q_SLOTS)?\s*:(?!:)")
_BEGIN_MARK = re.compile(r"\s*[A-Z_]*(?:BEGIN|END)[A-Z_]*(?=\s+[A-Za-z_~])")
_ENUMERATOR = re.compile(
    rf"([A-Za-z_]\w*)\s*(?:({_P})\s*,?|((?:[^,(){{}}]++|{_P}|\{{[^{{}}]*\}})*+)(?:,|\Z))")
_PLAIN_NAMES = re.compile(r"\(\s*\w+(?:\s*,\s*\w+)*\s*\)\Z")
_OLD_STYLE = re.compile(r"(?:[^;{}()=]*;)+\s*(?=\{)")
_VALUE_LIKE = re.compile(
    r"\(\s*(?:[\d\"'{(*&+-]|(?:true|false|nullptr|NULL|this|new|sizeof|\w+_cast<[^<>]*>)\b"
    r"|[\w:]+\s*[({.+]|[a-z_]\w*\s*[,)](?<!int[,)])(?<!\bvoid[,)])(?<!\bbool[,)])(?<!_t[,)]))")
#: More braces in template arguments than that are not made up for: each costs a copy of the text.
_MOST_PATCHES = 200
_LONGEST_TAIL = 400
_LONGEST_VALUE = 80


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


class Scanner:
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
        self.scope = Scope("file", -1, "", len(self.code), len(self.code))
        self.outer: list[Scope] = []
        self.seen: set[tuple[str, str, int]] = set()
        self.namespaces: set[str] = set()
        self.next_macro = 0
        self.patches = 0
        self.first_macro = plain.macros[0].start if plain.macros else len(self.code) + 1

    # -- the scan ----------------------------------------------------------------------------

    def run(self) -> None:
        size, position = len(self.code), 0
        while position < size and len(self.symbols) < SYMBOL_LIMIT:
            if self.is_cpp and self.scope.name:
                position = self._labels(position)
            code = self.code
            match = _HEAD.match(code, position)
            start, end = match.span(1) if match else (position, position)
            if end < size and code[end] == "(":
                end = self._long_head(end)
            if end >= self.scope.close:
                position = self._leave()
                if not self.outer and end >= size:
                    break
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

    def _labels(self, position: int) -> int:
        while (label := _LABEL.match(self.code, position)) is not None:
            self.scope.access = label[1] if label[1][0] == "p" else "public"
            position = label.end()
        return position

    def _long_head(self, place: int) -> int:
        """The end of a head whose parentheses hold braces or are nested deeply."""
        code, size = self.code, len(self.code)
        while place < size and code[place] == "(":
            close = self.parentheses.close(code, place)
            match = _HEAD.match(code, place + 1 if close < 0 else close + 1)
            place = match.end() if match else size
        return place

    def _skip_statement(self, position: int) -> int:
        """Behind the ``;`` that ends the declaration whose rest starts at ``position``."""
        code, size = self.code, len(self.code)
        while position < size:
            match = _HEAD.match(code, position)
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
            if ("", macro.name, line) in self.seen:
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
        self.next_macro = index
        self.first_macro = macros[index].start if index < len(macros) else len(self.code) + 1

    # -- declarations that end with a semicolon ----------------------------------------------

    def statement(self, start: int, end: int) -> int:
        """Record what a declaration without a body declares; where the scan goes on."""
        word = _WORD.match(self.code, start, end)
        first = word.group() if word else ""
        handle = _CPP_STATEMENTS.get(first) if self.is_cpp else None
        if first == "typedef":
            self._typedef(start, end)
        elif handle is not None:
            handle(self, start, end)
        elif first not in STATEMENTS:
            return self._declaration(start, end)
        return end + 1

    def _declaration(self, start: int, end: int) -> int:
        toks = self._head(start, end)
        spec = specifiers(toks, is_cpp=self.is_cpp)
        if spec is None or "friend" in spec.modifiers or spec.end >= len(toks):
            return end + 1
        if spec.attributes and toks[spec.end] in STARTERS:
            # Macros without a semicolon stand before it.
            return self.statement(self._place(toks, spec.end, start), end)
        first = self._type_start(toks, spec.end)
        found = declarator(toks, first, is_cpp=self.is_cpp)
        if found is None:
            return end + 1
        if found.kind == "call" and not self._is_constructor(found):
            self._invocation(toks, found, start, end)
        elif found.kind == "variable" or self._is_value(toks, found):
            self._variables(toks, spec, found, start, end)
        elif not self.is_cpp and self._is_old_style(toks, found) and (
                rest := _OLD_STYLE.match(self.code, end + 1 - 1)) is not None:
            self._function(toks, spec, found, start, self.closes.get(rest.end(), end))
            return self.closes.get(rest.end(), end) + 1
        else:
            self._function(toks, spec, found, start, end, is_definition=False)
        return end + 1

    def _type_start(self, toks: list[str], i: int) -> int:
        """Index of the last token of ``struct tag``; ``i`` when the type is no such thing."""
        n = len(toks)
        if i >= n or toks[i] not in CLASS_KEYS or (toks[i] == "class" and not self.is_cpp):
            return i
        i += 1
        while i + 1 < n and ((is_attribute_like(toks[i]) and is_name(toks[i + 1]))
                             or toks[i] == "class"):
            i += 1
        while i + 2 < n and toks[i + 1] == "::":
            i += 2
        if i + 1 < n and toks[i + 1][0] == "<":
            i += 1
        return min(i, n - 1)

    def _is_constructor(self, found: Declarator) -> bool:
        name = found.name.lstrip("~")
        if found.qualifier:
            return True
        return name == self.scope.name and self.is_cpp

    def _is_value(self, toks: list[str], found: Declarator) -> bool:
        """Whether the parentheses hold a value: ``Registry all("x", 3);``."""
        if not self.is_cpp or found.kind != "function" or self.scope.name:
            return False
        if found.parameters + 1 < len(toks) or found.name.startswith("operator"):
            return False
        return _VALUE_LIKE.match(toks[found.parameters]) is not None

    def _is_old_style(self, toks: list[str], found: Declarator) -> bool:
        """Whether parameters are typed behind the parentheses, as before standard C."""
        place = found.parameters
        return (place >= 0 and place + 1 < len(toks) and is_name(toks[place + 1])
                and not is_attribute_like(toks[place + 1])
                and _PLAIN_NAMES.match(toks[place]) is not None)

    def _variables(
        self, toks: list[str], spec: Specifiers, found: Declarator, start: int, end: int
    ) -> None:
        """Record a variable or field, and the others that its declaration names."""
        kind, written = self._variable_kind(toks, spec, found)
        modifiers = spec.modifiers
        if "extern" in modifiers and "=" not in toks:
            modifiers += ("declaration",)
        self.emit(kind, found.name, start, end, qualifier=found.qualifier,
                  signature=self._variable_signature(toks, found, written, kind, start, end),
                  modifiers=modifiers, decorators=spec.attributes, trailing=True)
        if "," in toks:
            signature = f": {written.rstrip('*& ')}" if written else ""
            for name in more_names(toks, found.end):
                self.emit(kind, name, start, end, signature=signature, modifiers=modifiers,
                          trailing=True)

    def _variable_kind(
        self, toks: list[str], spec: Specifiers, found: Declarator
    ) -> tuple[str, str]:
        written = type_text(toks[spec.end : found.start])
        is_member = bool(self.scope.name)
        if "constexpr" in spec.modifiers or (
                written.startswith("const ") and not written.endswith(("*", "&"))
                and found.parameters < 0 and not is_member and "struct " not in written):
            return "constant", written
        return ("field" if is_member else "variable"), written

    def _variable_signature(
        self, toks: list[str], found: Declarator, written: str, kind: str, start: int, end: int
    ) -> str:
        if found.parameters >= 0 and found.parameters < found.end:
            rest = join(toks[found.parameters + 1 : found.parameters + 2])
            return f": {written} (*){rest}"
        suffix = ""
        for token in toks[found.end :]:
            if token[0] == "[" and not token.startswith("[["):
                suffix += join((token,))
            elif token == ":" and kind == "field":
                suffix += " : " + join(toks[toks.index(":", found.end) + 1 :])
                break
            elif token in ("=", ",", ":"):
                break
        signature = f": {written}{suffix}" if written else suffix
        return signature + (self._value(start, end) if kind == "constant" else "")

    def _value(self, start: int, end: int) -> str:
        """`` = 3``: the short value that a declaration ends with."""
        at = self.code.find("=", start, end)
        value = one_line(self.text[at + 1 : end]) if 0 <= at < end - 1 else ""
        return f" = {value}" if 0 < len(value) <= _LONGEST_VALUE else ""

    def _invocation(self, toks: list[str], found: Declarator, start: int, end: int) -> None:
        """Record what a macro's invocation is known to define."""
        group = toks[found.parameters]
        if found.name in ENTRY_POINTS:
            self.entry_points.append(f"{found.name} {join((group,))[1:-1]}")
        elif EXPORT.match(found.name):
            name = join((group[1:-1],)).partition(",")[0]
            self.exported.setdefault(name, self.plain.line(start))
        elif is_capitals(found.name):
            defined = defined_by(found.name, arguments(group), has_body=False)
            if defined is not None:
                spec = specifiers(toks, is_cpp=self.is_cpp)
                modifiers = (spec.modifiers if spec else ()) + defined.modifiers
                self.emit(defined.kind, defined.name, start, end, signature=defined.signature,
                          modifiers=modifiers, trailing=True)

    def _typedef(self, start: int, end: int) -> None:
        toks = self._head(start, end)
        toks.remove("typedef")
        spec = specifiers(toks, is_cpp=self.is_cpp)
        if spec is None:
            return
        found = declarator(toks, self._type_start(toks, spec.end), is_cpp=self.is_cpp)
        if found is None:
            return
        written = join([*toks[: found.start], *toks[found.end :]])
        if found.parameters >= 0:
            written = f"{join(toks[: found.start])} {join(toks[found.parameters :])}"
            if found.end > found.parameters:
                rest = join(toks[found.parameters + 1 :])
                written = f"{join(toks[: found.start])} (*){rest}"
        first, *others = [found.name, *more_names(toks, found.end)]
        self.emit("type", first, start, end, signature=f" = {written.partition(',')[0]}"
                  if others else f" = {written}", trailing=True)
        for name in others:
            self.emit("type", name, start, end, signature=f" = {join(toks[: found.start])}")

    def _using(self, start: int, end: int) -> None:
        toks = self._head(start, end)
        if "=" in toks and toks[0] == "using":
            at = toks.index("=")
            self.emit("type", toks[1], start, end, signature=f" = {join(toks[at + 1:])}",
                      trailing=True)

    def _template(self, start: int, end: int) -> None:
        toks = self._head(start, end)
        spec = specifiers(toks, is_cpp=True)
        if spec is None:
            return
        word = toks[spec.end] if spec.end < len(toks) else ""
        if word in ("using", "concept") and "=" in toks:
            at = toks.index("=")
            kind = "type" if word == "using" else "concept"
            self.emit(kind, toks[spec.end + 1], start, end,
                      signature=f"{spec.template} = {join(toks[at + 1:])}")
        elif word != "friend":
            self._declaration(start, end)

    def _namespace_alias(self, start: int, end: int) -> None:
        toks = self._head(start, end)
        if len(toks) > 3 and toks[2] == "=":
            self.emit("namespace", toks[1], start, end, signature=f" = {join(toks[3:])}",
                      modifiers=("alias",))

    def _nothing(self, start: int, end: int) -> None:
        """Some declarations declare nothing that is listed."""

    # -- declarations with a body ------------------------------------------------------------

    def block(self, start: int, brace: int) -> int:
        """Record what a declaration with a body declares; where the scan goes on."""
        close = self.closes.get(brace, len(self.code))
        mark = _BEGIN_MARK.match(self.code, start, brace)
        if mark is not None:
            start = mark.end() + 1
        toks = self._head(start, brace)
        if not toks or toks[0] in STATEMENTS:
            return close + 1
        is_typedef = "typedef" in toks
        if is_typedef:
            toks.remove("typedef")
        if self.is_cpp and "<" in toks and self.patches < _MOST_PATCHES and (
                toks[0] == "template" or "=" not in toks[: toks.index("<")]):
            # ``template <class T = decltype(f{})>``: a brace in template arguments.
            self.patches += 1
            self.code = self.code[:brace] + " " * (close + 1 - brace) + self.code[close + 1 :]
            return start
        if self.is_cpp and "namespace" in toks:
            return self._namespace(toks, start, brace, close)
        spec = specifiers(toks, is_cpp=self.is_cpp)
        if spec is None:
            return close + 1
        if spec.end >= len(toks):
            if toks[-1][0] == '"' and toks[-2] == "extern":
                scope = self.scope
                self._enter(Scope(scope.kind, scope.parent, scope.prefix, close, close + 1))
                return brace + 1
            return close + 1
        at = spec.end
        while toks[at] in ("const", "volatile") and at + 1 < len(toks):
            at += 1
        word = toks[at]
        if word in CLASS_KEYS and (word != "class" or self.is_cpp) and "=" not in toks:
            head = class_head(toks, at)
            if head is not None:
                return self._class(head, spec, start, brace, close, is_typedef=is_typedef)
        return self._body(toks, spec, start, brace, close)

    def _namespace(self, toks: list[str], start: int, brace: int, close: int) -> int:
        at = toks.index("namespace")
        start = self._place(toks, at, start)
        names = [token for token in toks[at + 1 :] if is_name(token) and token != "inline"
                 and not (is_attribute_like(token) and at + 2 < len(toks))]
        name = "::".join(names)
        modifiers = ("inline",) if toks[at - 1 : at] == ["inline"] else ()
        index = self.emit("namespace", name or "(anonymous)", start, close, modifiers=modifiers)
        self.namespaces.update(names)
        prefix = self.scope.prefix + (name + "::" if name else "")
        parent = index if index >= 0 else self.scope.parent
        self._enter(Scope("namespace", parent, prefix, close, close + 1))
        return brace + 1

    def _body(self, toks: list[str], spec: Specifiers, start: int, brace: int, close: int) -> int:
        found = declarator(toks, self._type_start(toks, spec.end), is_cpp=self.is_cpp)
        if found is None:
            return close + 1
        if found.kind == "variable" or "=" in toks[found.end :]:
            is_initializer = "=" in toks
            if not is_initializer and not self.is_cpp:
                return close + 1
            resume = self._skip_statement(close + 1)
            if is_initializer or self.code[resume - 1 : resume] == ";":
                self._variables(toks, spec, found, start, resume - 1)
                return resume
            return close + 1
        while self._is_member_initializer(toks, found):
            match = _HEAD.match(self.code, close + 1)
            brace = match.end() if match else len(self.code)
            if brace < len(self.code) and self.code[brace] == "(":
                brace = self._long_head(brace)
            if brace >= self.scope.close or self.code[brace] != "{":
                return close + 1
            toks = [*toks[:found.parameters + 1], ":", *self._head(close + 1, brace)]
            close = self.closes.get(brace, len(self.code))
        if found.kind == "call" and not self._is_constructor(found):
            return self._macro_body(toks, spec, found, start, brace, close)
        self._function(toks, spec, found, start, close, brace=brace)
        return close + 1

    def _is_member_initializer(self, toks: list[str], found: Declarator) -> bool:
        """Whether the brace behind the head initializes a member: ``A() : x{1} {}``."""
        if not self.is_cpp or ":" not in toks[found.parameters :]:
            return False
        last = toks[-1]
        return last != ":" and (is_name(last) or last[0] == "<") and last != "try"

    def _macro_body(
        self, toks: list[str], spec: Specifiers, found: Declarator, start: int, brace: int,
        close: int,
    ) -> int:
        """``MACRO(…) {…}``: what the macro is known to define, or a function without a type."""
        if is_capitals(found.name):
            at = self.code.find("(", start, brace)
            args = arguments(self.text[at : at + len(toks[found.parameters])])
            defined = defined_by(found.name, args, has_body=True)
            if defined is not None:
                index = self.emit(defined.kind, defined.name, start, close,
                                  signature=defined.signature,
                                  modifiers=spec.modifiers + defined.modifiers)
                self._inside(index, brace, close)
        elif not self.scope.name and found.start == spec.end:
            self._function(toks, spec, found, start, close, brace=brace)
        return close + 1

    def _function(
        self, toks: list[str], spec: Specifiers, found: Declarator, start: int, end: int, *,
        is_definition: bool = True, brace: int = -1,
    ) -> int:
        rest = toks[found.parameters + 1 :]
        trailing, modifiers, is_definition = read_trailing(rest, spec.modifiers, is_definition)
        if not is_definition:
            modifiers += ("declaration",)
        returned = type_text(toks[spec.end : found.start])
        kind = self._function_kind(found)
        signature = spec.template + self._group(toks[found.parameters], start, end) + trailing
        if returned and "->" not in rest and found.start > spec.end and kind != "constructor":
            signature += f" -> {returned}"
        index = self.emit(kind, found.name, start, end, qualifier=found.qualifier,
                          signature=signature, modifiers=modifiers, decorators=spec.attributes)
        if is_definition and found.name == "main" and kind == "function" and not self.scope.prefix:
            self.entry_points.append("main")
        if brace >= 0:
            self._inside(index, brace, end)
        return index

    def _group(self, group: str, start: int, end: int) -> str:
        """Parameters as written: their strings are blanked in the plain text."""
        if '"' in group or "'" in group:
            at = self.code.find(group, start, end)
            if at >= 0:
                return one_line(self.text[at : at + len(group)])
        return join((group,))

    def _function_kind(self, found: Declarator) -> str:
        owner = self.scope.name
        if found.qualifier:
            parts = found.qualifier[:-2].split("::")
            owner = parts[-1].partition("<")[0]
            if owner in self.namespaces:
                owner = ""
        if not owner or not self.is_cpp:
            return "function"
        return "constructor" if found.name == owner else "method"

    def _inside(self, index: int, brace: int, close: int) -> None:
        """A place for what is looked for in bodies."""

    # -- classes -----------------------------------------------------------------------------

    def _class(
        self, head: ClassHead, spec: Specifiers, start: int, brace: int, close: int, *,
        is_typedef: bool,
    ) -> int:
        kind = head.kind
        tails, resume = self._tails(close, start, head, is_typedef=is_typedef)
        name, modifiers, decorators = head.name, spec.modifiers + head.modifiers, spec.attributes
        scope = self.scope
        index, prefix = scope.parent, scope.prefix
        signature = spec.template + (f" : {join(head.bases)}" if kind == "enum" and head.bases
                                     else "")
        bases = _bases(head.bases) if kind != "enum" else ()
        if name:
            index = self.emit(kind, name, start, close, signature=signature, bases=bases,
                              qualifier=head.qualifier, modifiers=modifiers,
                              decorators=decorators)
            prefix += head.qualifier + name + head.arguments + self.joint
        elif tails:
            first, *tails = tails
            shown = kind if is_typedef else first.kind
            modifiers += ("typedef",) if is_typedef else ()
            index = self.emit(shown, first.name, start, resume - 1, modifiers=modifiers,
                              signature=signature if is_typedef else f": {kind}")
            prefix += first.name + self.joint
            name = first.name
        if index < 0:
            index = scope.parent
        if kind == "enum":
            scoped = "scoped" in head.modifiers
            self._enumerators(brace + 1, close, index, prefix if scoped else scope.prefix)
            self._enter(Scope(kind, index, prefix, close, resume, tail=tails))
            return close
        default = "private" if kind == "class" else ("public" if self.is_cpp else "")
        self._enter(Scope(kind, index, prefix, close, resume, name or "(anonymous)",
                          default if self.is_cpp and kind == "class" else "", tails))
        return brace + 1

    def _tails(
        self, close: int, start: int, head: ClassHead, *, is_typedef: bool
    ) -> tuple[list[Tail], int]:
        """The names declared behind a class's body, and where the scan goes on."""
        code = self.code
        match = _HEAD.match(code, close + 1)
        end = match.end() if match else len(code)
        if end >= len(code) or end - close > _LONGEST_TAIL or code[end] not in ";{":
            return [], close + 1
        toks = self._head(close + 1, end)
        if code[end] == "{" and "=" not in toks:
            return [], close + 1
        resume = end + 1 if code[end] == ";" else self._skip_statement(end)
        toks = _without_attributes(toks, is_typedef=is_typedef)
        if not toks:
            return [], resume
        found = declarator(["struct", *toks], 0, is_cpp=self.is_cpp)
        names = [] if found is None else [found.name, *more_names(toks, 0)]
        place = self.plain.line_starts[self.plain.line(close) - 2] if self.plain.line(close) > 1 \
            else 0
        at = max(close, place)
        kind = "type" if is_typedef else ("field" if self.scope.name else "variable")
        written = f"{head.kind} {head.qualifier}{head.name}" if head.name else names[0] \
            if names else ""
        signature = f" = {written}" if is_typedef else f": {written}"
        return [Tail(kind, name, signature, at, resume - 1, ()) for name in names], resume

    def _enumerators(self, start: int, close: int, parent: int, prefix: str) -> None:
        outer = self.scope
        self.scope = Scope("enum", parent, prefix, close, close)
        for match in _ENUMERATOR.finditer(self.code, start, close):
            if match[2] is not None:
                continue
            rest = match[3]
            signature = ""
            at = rest.find("=")
            if at >= 0:
                value = one_line(self.text[match.start(3) + at + 1 : match.end(3)])
                signature = f" = {value}" if len(value) <= _LONGEST_VALUE else ""
            end = match.end(1) + len(rest.rstrip())
            self.emit("enumerator", match[1], match.start(), end, signature=signature,
                      trailing=True)
        self.scope = outer


class ClassHead(NamedTuple):
    """What stands before a class's body."""

    kind: str
    name: str
    qualifier: str
    #: ``<int>`` of a specialization.
    arguments: str
    bases: tuple[str, ...]
    modifiers: tuple[str, ...]


def class_head(toks: list[str], i: int) -> ClassHead | None:
    """Read ``class NAME final : bases``; None when the tokens declare a function."""
    kind, n = toks[i], len(toks)
    modifiers: list[str] = []
    names: list[str] = []
    arguments_, qualifier = "", ""
    bases: tuple[str, ...] = ()
    if kind == "enum" and i + 1 < n and toks[i + 1] in ("class", "struct"):
        modifiers.append("scoped")
        i += 1
    i += 1
    while i < n:
        token = toks[i]
        if token == ":":
            bases = tuple(toks[i + 1 :])
            break
        if token[0] == "(":
            if not names or not (is_attribute_like(names[-1]) or is_capitals(names[-1])
                                 or names[-1] in ("alignas", "_Alignas")):
                return None
            names.pop()
        elif token[0] == "<":
            arguments_ = join((token,))
        elif token == "::":
            if names:
                qualifier += names[-1] + arguments_ + "::"
                names, arguments_ = [], ""
        elif token == "final" and names:
            modifiers.append("final")
        elif is_name(token):
            names.append(token)
        elif token[0] != "[" and token[0] != '"':
            return None
        i += 1
    name = _class_name(names)
    return ClassHead(kind, name, qualifier, arguments_, bases, tuple(modifiers))


def _class_name(names: list[str]) -> str:
    """The last word that is no attribute."""
    for name in reversed(names):
        if not name.startswith("__") or not is_attribute_like(name):
            return name
    return names[-1] if names and not is_attribute_like(names[-1]) else ""


def _bases(toks: tuple[str, ...]) -> tuple[str, ...]:
    """The base classes, without access and ``virtual``."""
    bases: list[str] = []
    current: list[str] = []
    for token in (*toks, ","):
        if token == ",":
            if current:
                bases.append(join(current))
            current = []
        elif token not in ("public", "private", "protected", "virtual"):
            current.append(token)
    return tuple(bases)


def _without_attributes(toks: list[str], *, is_typedef: bool) -> list[str]:
    """The tokens behind a class's body that may be names."""
    kept: list[str] = []
    skip = False
    for index, token in enumerate(toks):
        if token == "=":
            break
        if skip and token[0] == "(":
            skip = False
            continue
        skip = False
        is_last = index + 1 == len(toks)
        if (token.startswith("__") and is_attribute_like(token)) or (
                not is_typedef and is_attribute_like(token) and is_last and not kept):
            skip = True
            continue
        kept.append(token)
    return kept


def read_trailing(
    rest: list[str], modifiers: tuple[str, ...], is_definition: bool
) -> tuple[str, tuple[str, ...], bool]:
    """(signature's end, modifiers, whether it is a definition) from what follows parameters."""
    if not rest:
        return "", modifiers, is_definition
    shown: list[str] = []
    i, n = 0, len(rest)
    while i < n:
        token = rest[i]
        if token == ":" or token == "{":
            break
        if token == "=":
            meaning = rest[i + 1] if i + 1 < n else ""
            if meaning in ("default", "delete"):
                word = "default" if meaning == "default" else "deleted"
                return _joined(shown), (*modifiers, word), True
            if meaning == "0":
                modifiers = (*modifiers, "abstract")
            break
        if token in ("override", "final"):
            modifiers = (*modifiers, token)
        elif token in ("const", "volatile", "&", "&&", "noexcept", "mutable"):
            shown.append(token)
            if token == "noexcept" and i + 1 < n and rest[i + 1][0] == "(":
                shown[-1] += join((rest[i + 1],))
                i += 1
        elif token in ("->", "requires"):
            end = next((k for k in range(i, n) if rest[k] in (":", "=")), n)
            shown.extend(rest[i:end])
            i = end - 1
        i += 1
    return _joined(shown), modifiers, is_definition


def _joined(shown: list[str]) -> str:
    return " " + join(shown) if shown else ""


def macro_signature(parameters: str, value: str) -> str:
    """A macro's parameters, or its value when it is short."""
    if parameters:
        return join((parameters,))
    if len(value) > _LONGEST_VALUE or "\n" in value:
        return ""
    shown = one_line(value)
    return f" {shown}" if shown else ""


_CPP_STATEMENTS = {
    "using": Scanner._using, "template": Scanner._template,
    "namespace": Scanner._namespace_alias, "static_assert": Scanner._nothing,
    "friend": Scanner._nothing,
}
