"""Declarations of the C family, told apart: types, namespaces, functions, variables, macros."""

from __future__ import annotations

import re

from pipeline.languages.cfamily_declarations import (
    Declarator,
    Specifiers,
    declarator,
    more_names,
    specifiers,
)
from pipeline.languages.cfamily_heads import ClassHead, base_classes, class_head, names_behind
from pipeline.languages.cfamily_macros import (
    Defined,
    arguments,
    defined_by,
    defines_variable,
)
from pipeline.languages.cfamily_members import Members
from pipeline.languages.cfamily_modules import KNOWN, declared, described, exposed
from pipeline.languages.cfamily_scan import HEAD, PARENTHESES, Scope, Tail
from pipeline.languages.cfamily_tokens import is_name, join
from pipeline.languages.cfamily_words import (
    CLASS_KEYS,
    STARTERS,
    STATEMENTS,
    is_attribute_like,
    is_capitals,
)
from pipeline.languages.treewalk import one_line

_WORD = re.compile(r"[A-Za-z_$][\w$]*")
_BEGIN_MARK = re.compile(r"\s*[A-Z_]*(?:BEGIN|END)[A-Z_]*(?=\s+[A-Za-z_~])")
_ENUM_MACRO = re.compile(r"(?:NS|CF)_(?:CLOSED_|ERROR_)?(?:ENUM|OPTIONS)\Z")
_OLD_STYLE = re.compile(r"(?:[^;{}()=]*+;)++\s*(?=\{)")
_CALL = rf"(?!(?:if|for|while|switch)\b)[A-Za-z_]\w*+[ \t]*+{PARENTHESES}"
#: Invocations on lines of their own, set off by a blank line: no part of what follows.
_INVOCATIONS = re.compile(
    rf"\s*+((?:static\s++(?=[A-Z_0-9]++\())?+{_CALL}[ \t]*+\n(?:[ \t]*+{_CALL}[ \t]*+\n)*+)"
    r"[ \t]*+\n\s*+(?=[A-Za-z_])")
_ONE_CALL = re.compile(_CALL)
#: More braces in template arguments than that are not made up for: each costs a copy of the text.
_MOST_PATCHES = 200
_LONGEST_TAIL = 400


class Scanner(Members):
    """A scan that visits every declaration outside function bodies."""

    def prelude(self, position: int) -> int:
        """Pass invocations without a semicolon."""
        position = super().prelude(position)
        while (found := _INVOCATIONS.match(self.code, position)) is not None:
            for call in _ONE_CALL.finditer(self.code, *found.span(1)):
                self.statement(*call.span())
            position = found.end()
        return position

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
        elif first in KNOWN:
            self._module_macro(first, start, end)
        elif first not in STATEMENTS and (
                self.is_cpp or self.code.find("::", start, end) < 0):
            return self._declaration(start, end)
        return end + 1

    def _module_macro(self, macro: str, start: int, end: int) -> None:
        text = self.text[start:end]
        parameter, said = described(macro, text)
        if said:
            self.descriptions.setdefault(parameter, said)
        found = declared(macro, text)
        if found is not None:
            kind, name, signature, modifiers = found.found
            self.emit(kind, name, start, end, signature=signature, bases=found.bases,
                      modifiers=modifiers)

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
        # ``__cacheline_aligned DEFINE_RWLOCK(lock);`` reads like a declaration of a function.
        if found.name in KNOWN:
            # Other invocations without a semicolon stand before it.
            self._module_macro(found.name, self.code.index(found.name, start), end)
            return end + 1
        is_call = found.kind == "call" or defines_variable(found.name)
        if is_call and not self._is_constructor(found):
            self._invocation(toks, found, start, end)
        elif found.kind == "variable" or self._is_value(toks, found):
            self._variables(toks, spec, found, start, end)
        elif not self.is_cpp and self._is_old_style(toks, found) and (
                rest := _OLD_STYLE.match(self.code, end)) is not None:
            self._function(toks, spec, found, start, self.closes.get(rest.end(), end))
            return self.closes.get(rest.end(), end) + 1
        else:
            self._function(toks, spec, found, start, end, is_definition=False)
        return end + 1

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
                sign = "^" if toks[found.parameters].startswith("(^") else "*"
                written = f"{join(toks[: found.start])} ({sign}){rest}"
        others = list(more_names(toks, found.end)) if "," in toks else []
        self.emit("type", found.name, start, end, trailing=True,
                  signature=f" = {written.partition(',')[0] if others else written}")
        shared = join(toks[: found.start]).rstrip("*& ")
        for stars, name in others:
            self.emit("type", name, start, end, signature=f" = {shared}{stars}")

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
        if word == "concept" and self.is_cpp and at + 1 < len(toks):
            resume = self._skip_statement(close + 1)
            value = self.text[self.code.find("=", start, brace) + 1 : resume - 1]
            self.emit("concept", toks[at + 1], start, resume - 1,
                      signature=f"{spec.template} = {one_line(value)}")
            return resume
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
                if resume - close < _LONGEST_TAIL:
                    toks = [*toks, *self._head(close + 1, resume - 1)]
                self._variables(toks, spec, found, start, resume - 1)
                for kind, name, meant, at in exposed(toks, self.text[brace : close + 1]):
                    self.emit(kind, name, brace + at, brace + at, signature=f"= {meant}", doc="")
                return resume
            return close + 1
        while self._is_member_initializer(toks, found):
            match = HEAD.match(self.code, close + 1)
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

    def _macro_body(
        self, toks: list[str], spec: Specifiers, found: Declarator, start: int, brace: int,
        close: int,
    ) -> int:
        """``MACRO(…) {…}``: what the macro is known to define, or a function without a type."""
        if is_capitals(found.name):
            named = self.code.rfind(found.name, start, brace)
            if ")" in self.code[start:named]:
                # Invocations without a semicolon stand before it.
                start = named
            at = self.code.find("(", named, brace)
            args = arguments(self.text[at : at + len(toks[found.parameters])])
            defined = defined_by(found.name, args, has_body=True)
            rest = toks[found.parameters + 1 :]
            if defined is None and args and rest and rest[0][0] == "(" and (
                    all(map(str.isidentifier, args))):
                # MACRO(name, overload)(parameters) {…}
                defined = Defined("function", ".".join(args), join(rest[:1]))
            if defined is not None:
                index = self.emit(defined.kind, defined.name, start, close,
                                  signature=defined.signature,
                                  modifiers=spec.modifiers + defined.modifiers)
                joint = "::" if "TORCH" in found.name else "."
                is_library = defined.kind == "binding"
                self._inside(index, brace, close, defined.name + joint if is_library else "")
            elif _ENUM_MACRO.match(found.name) and len(args) > 1:
                index = self.emit("enum", args[1], start, close, signature=f" : {args[0]}")
                self._enumerators(brace + 1, close, max(index, self.scope.parent),
                                  self.scope.prefix)
        elif not self.scope.name and found.start == spec.end:
            self._function(toks, spec, found, start, close, brace=brace)
        return close + 1

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
        signature = spec.template or head.arguments
        if kind == "enum" and head.bases:
            signature = f" : {join(head.bases)}"
        bases = base_classes(head.bases) if kind != "enum" else ()
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
        match = HEAD.match(code, close + 1)
        end = match.end() if match else len(code)
        if end >= len(code) or end - close > _LONGEST_TAIL or code[end] not in ";{":
            return [], close + 1
        toks = self._head(close + 1, end)
        if code[end] == "{" and "=" not in toks:
            return [], close + 1
        resume = end + 1 if code[end] == ";" else self._skip_statement(end)
        toks = names_behind(toks, is_typedef=is_typedef)
        if not toks:
            return [], resume
        found = declarator(["struct", *toks], 0, is_cpp=self.is_cpp)
        names = [] if found is None else [
            (" *" if toks[0] == "*" else "", found.name), *more_names(toks, 0)]
        at = close
        kind = "type" if is_typedef else ("field" if self.scope.name else "variable")
        written = f"{head.kind} {head.qualifier}{head.name}" if head.name else (
            names[0][1] if names and is_typedef else head.kind)
        mark = " = " if is_typedef else ": "
        return [Tail(kind, name, f"{mark}{written}{stars}", at, resume - 1, ())
                for stars, name in names], resume


_CPP_STATEMENTS = {
    "using": Scanner._using, "template": Scanner._template,
    "namespace": Scanner._namespace_alias, "static_assert": Scanner._nothing,
    "friend": Scanner._nothing,
}
