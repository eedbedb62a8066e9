"""Functions, variables and enumerators of the C family: their kinds, signatures and modifiers."""

from __future__ import annotations

import re

from pipeline.languages.cfamily_bindings import bindings
from pipeline.languages.cfamily_declarations import (
    Declarator,
    Specifiers,
    more_names,
    specifiers,
    type_text,
)
from pipeline.languages.cfamily_heads import read_trailing
from pipeline.languages.cfamily_macros import ENTRY_POINTS, EXPORT, arguments, defined_by
from pipeline.languages.cfamily_scan import LONGEST_VALUE, PARENTHESES, Scan, Scope
from pipeline.languages.cfamily_tokens import is_name, join
from pipeline.languages.cfamily_words import CLASS_KEYS, is_attribute_like, is_capitals, is_export
from pipeline.languages.treewalk import one_line

_ENUMERATOR = re.compile(
    rf"([A-Za-z_]\w*)\s*(?:({PARENTHESES})\s*,?|((?:[^,(){{}}]++|{PARENTHESES}|\{{[^{{}}]*\}})*+)(?:,|\Z))")
_PLAIN_NAMES = re.compile(r"\(\s*\w+(?:\s*,\s*\w+)*\s*\)\Z")
_VALUE_LIKE = re.compile(
    r"\(\s*(?:[\d\"'{(*&+-]|(?:true|false|nullptr|NULL|this|new|sizeof|\w+_cast<[^<>]*>)\b"
    r"|[\w:]+\s*[({.+]|[a-z_]\w*\s*[,)](?<!int[,)])(?<!\bvoid[,)])(?<!\bbool[,)])(?<!_t[,)]))")


class Members(Scan):
    """A scan that knows how to record what a declarator declares."""

    def _type_start(self, toks: list[str], i: int) -> int:
        """Index of the last token of ``struct tag``; ``i`` when the type is no such thing."""
        n = len(toks)
        if i >= n or toks[i] not in CLASS_KEYS or (toks[i] == "class" and not self.is_cpp):
            return i
        i += 1
        while i + 1 < n and ((is_export(toks[i]) and is_name(toks[i + 1]))
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
        if toks[found.parameters - 1][0] == "<":
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
            shared = written.rstrip("*& ")
            for stars, name in more_names(toks, found.end):
                self.emit(kind, name, start, end, signature=f": {shared}{stars}",
                          modifiers=modifiers, trailing=True)

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
                width = toks[toks.index(":", found.end) + 1 :]
                suffix += " : " + join(width[: width.index(",")] if "," in width else width)
                break
            elif token in ("=", ",", ":"):
                break
        signature = f": {written}{suffix}" if written else suffix
        return signature + (self._value(start, end) if kind == "constant" else "")

    def _value(self, start: int, end: int) -> str:
        """`` = 3``: the short value that a declaration ends with."""
        at = self.code.find("=", start, end)
        is_short = 0 <= at < end - 1 and end - at < 4 * LONGEST_VALUE
        value = one_line(self.text[at + 1 : end]) if is_short else ""
        return f" = {value}" if 0 < len(value) <= LONGEST_VALUE else ""

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

    def _is_member_initializer(self, toks: list[str], found: Declarator) -> bool:
        """Whether the brace behind the head initializes a member: ``A() : x{1} {}``."""
        if not self.is_cpp or ":" not in toks[found.parameters :]:
            return False
        last = toks[-1]
        return last != ":" and (is_name(last) or last[0] == "<") and last != "try"

    def _function(
        self, toks: list[str], spec: Specifiers, found: Declarator, start: int, end: int, *,
        is_definition: bool = True, brace: int = -1,
    ) -> int:
        rest = toks[found.parameters + 1 :]
        trailing, modifiers, is_definition = read_trailing(rest, spec.modifiers, is_definition)
        if not is_definition:
            modifiers += ("declaration",)
        returned = type_text(toks[spec.end : found.start])
        kind = "function" if "friend" in spec.modifiers else self._function_kind(found)
        group = toks[found.parameters]
        if found.end > found.parameters and found.start == found.parameters:
            # (*name(parameters))(…): it returns a pointer to a function.
            group = group[group.index(found.name) + len(found.name) : -1].strip()
            returned += f" (*){join(rest[:1])}"
        signature = spec.template + self._group(group, start, end) + trailing
        if returned and "->" not in rest and kind != "constructor":
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

    def _inside(self, index: int, brace: int, close: int, prefix: str = "") -> None:
        """Record the names that a body registers."""
        if not self.may_bind:
            return
        outer = self.scope
        parent = index if index >= 0 else outer.parent
        self.scope = Scope("function", parent, prefix, close, close)
        for found in bindings(self.text, self.code, brace, close):
            self.emit("binding", found.name, found.start, found.end, signature=found.signature,
                      doc="")
        self.scope = outer

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
                value = one_line(self.text[match.start(3) + at + 1 : match.end(3)].strip())
                signature = f" = {value}" if len(value) <= LONGEST_VALUE else ""
            end = match.end(1) + len(rest.rstrip())
            self.emit("enumerator", match[1], match.start(), end, signature=signature,
                      trailing=True)
        self.scope = outer
