"""Functions, classes, their members and types as JavaScript and TypeScript declare them."""

from __future__ import annotations

import re
from typing import ClassVar, Self

import msgspec
from tree_sitter import Node

from pipeline.languages.doctext import jsdoc
from pipeline.languages.javascript_imports import string_value
from pipeline.languages.treewalk import Scope, TreeWalk
from pipeline.model import Extraction, Symbol

FUNCTIONS = frozenset({"arrow_function", "function_expression", "generator_function"})
_WORDS = frozenset("""
    abstract static async readonly declare override accessor const get set *
""".split())
_SHOWN_WORDS = {"get": "getter", "set": "setter", "*": "generator"}
#: The name of what a module exports without naming it.
UNNAMED = "(default)"


class Definitions(TreeWalk):
    """A walk that knows how to record what has a name and a body."""

    comments: ClassVar = ("comment",)
    doc_marker: ClassVar = re.compile(r"/\*\*")
    #: Local name -> words for a symbol that a later statement exports.
    exported: dict[str, tuple[str, ...]]

    def run(self) -> Self:
        self.exported = {}
        return super().run()

    def extraction(self, *, doc: str | None = None) -> Extraction:
        self.symbols = [self._with_export(symbol) for symbol in self.symbols]
        self.imports.sort(key=lambda found: found.line)
        return super().extraction(doc=doc)

    def _with_export(self, symbol: Symbol) -> Symbol:
        words = self.exported.get(symbol.qualname, ()) if symbol.parent < 0 else ()
        if not words or symbol.kind in ("test", "module"):
            return symbol
        modifiers = tuple(dict.fromkeys((*words, *symbol.modifiers)))
        return msgspec.structs.replace(symbol, modifiers=modifiers)

    def clean_doc(self, raw: str) -> str:
        return jsdoc(super().clean_doc(raw))

    # -- functions and classes ---------------------------------------------------------------

    def function(self, node: Node, scope: Scope) -> None:
        name = node.child_by_field_name("name")
        self._function(node, scope, self.text(name) or UNNAMED, node)

    def _function(
        self, node: Node, scope: Scope, name: str, value: Node, *, kind: str = "function",
        qualname: str = "", words: tuple[str, ...] = (), decorators: tuple[str, ...] = (),
    ) -> None:
        modifiers = (*self._scope_words(scope, kind), *words, *self.flags(value))
        index = self.define(
            node, scope, kind, name, signature=self.signature(value), qualname=qualname,
            decorators=decorators, modifiers=tuple(dict.fromkeys(modifiers)))
        body = value.child_by_field_name("body")
        if body is not None and body.type == "statement_block":
            self.push(body, self.inside(index))
        elif body is not None and body.type == "class":
            self.class_value(body, self.inside(index))

    def class_value(self, node: Node, scope: Scope) -> None:
        """A class that a function makes; without a name its members are those of the function."""
        name, body = self.field(node, "name"), node.child_by_field_name("body")
        if name:
            self._class(node, scope._replace(note=""), name, node)
        elif body is not None and scope.parent >= 0:
            self.push(body, scope._replace(kind="class", note=""))

    def _scope_words(self, scope: Scope, kind: str) -> tuple[str, ...]:
        if kind == "function" and scope.kind in ("function", "method", "constructor", "property"):
            return ("nested",)
        return tuple(word for word in scope.note.split() if word in ("exported", "default"))

    def flags(self, node: Node) -> tuple[str, ...]:
        """Words before a name: visibility, ``static``, ``async`` …"""
        words = [_SHOWN_WORDS.get(word, word) for word in self.words(node, _WORDS)]
        visibility = next((c for c in node.children if c.type == "accessibility_modifier"), None)
        if visibility is not None:
            words.insert(0, self.text(visibility))
        return tuple(words)

    def signature(self, value: Node) -> str:
        """Type parameters, parameters and result of any sort of function."""
        single = value.child_by_field_name("parameter")
        if single is not None:
            return f"({self.line(single)})"
        start = (value.child_by_field_name("type_parameters")
                 or value.child_by_field_name("parameters"))
        if start is None:
            return ""
        end = (value.child_by_field_name("return_type") or value.child_by_field_name("parameters")
               or start)
        return self.between(start.start_byte, end.end_byte, value)

    def klass(self, node: Node, scope: Scope) -> None:
        self._class(node, scope, self.field(node, "name") or UNNAMED, node)

    def _class(
        self, node: Node, scope: Scope, name: str, value: Node, *, qualname: str = "",
        words: tuple[str, ...] = (),
    ) -> None:
        decorators = self._decorators_of(node, value)
        abstract = ("abstract",) if value.type == "abstract_class_declaration" else ()
        index = self.define(
            node, scope, "class", name, qualname=qualname, bases=self._bases(value),
            signature=self.field(value, "type_parameters"), decorators=decorators,
            modifiers=(*self._scope_words(scope, "function"), *words, *abstract))
        body = value.child_by_field_name("body")
        if body is not None:
            self.push(body, self.inside(index))

    def _decorators_of(self, *nodes: Node) -> tuple[str, ...]:
        held = self.take_decorators(nodes[0])
        own = [self.line(child)[1:] for node in dict.fromkeys(nodes)
               for child in node.children_by_field_name("decorator")]
        return (*held, *own)

    def _bases(self, value: Node) -> tuple[str, ...]:
        heritage = next((c for c in value.named_children if c.type == "class_heritage"), None)
        if heritage is None:
            return ()
        found: list[str] = []
        for part in heritage.named_children:
            if part.type == "extends_clause":
                found.append(self.line(part).removeprefix("extends").strip())
            elif part.type == "implements_clause":
                found += [self.line(each) for each in part.named_children]
            elif part.type != "comment":
                found.append(self.line(part))
        return tuple(found)

    # -- members -----------------------------------------------------------------------------

    def decorator(self, node: Node, scope: Scope) -> None:
        self.keep_decorator(node, self.line(node)[1:])

    def member(self, node: Node, scope: Scope) -> None:
        """A method or accessor, in a class, an interface or an object."""
        name = self._member_name(node.child_by_field_name("name"))
        flags = self.flags(node)
        if name == "constructor" and scope.kind == "class":
            kind = "constructor"
        else:
            kind = "property" if {"getter", "setter"} & {*flags} else "method"
            if scope.note == "exported" and kind == "method":
                kind = "function"
        if node.type == "abstract_method_signature":
            flags = (*flags, "abstract") if "abstract" not in flags else flags
        if name:
            self._function(node, scope, name, node, kind=kind, words=self._privacy(name),
                           decorators=self._decorators_of(node))
        if kind == "constructor":
            self._parameter_properties(node, scope)

    def _parameter_properties(self, node: Node, scope: Scope) -> None:
        parameters = node.child_by_field_name("parameters")
        for each in parameters.named_children if parameters is not None else ():
            pattern, words = each.child_by_field_name("pattern"), self.flags(each)
            if words and pattern is not None and pattern.type == "identifier":
                self.define(each, scope, "field", self.text(pattern), doc="", modifiers=words,
                            signature=self.field(each, "type"))

    def _member_name(self, node: Node | None) -> str:
        if node is None or node.type == "ERROR":
            return ""
        return string_value(self, node) if node.type == "string" else self.line(node)[:120]

    def _privacy(self, name: str) -> tuple[str, ...]:
        return ("private",) if name.startswith("#") else ()

    def field_definition(self, node: Node, scope: Scope) -> None:
        name_node = (node.child_by_field_name("name") or node.child_by_field_name("property"))
        name = self._member_name(name_node)
        value = node.child_by_field_name("value")
        words = (*self._privacy(name), *self.flags(node))
        if name and value is not None and value.type in FUNCTIONS:
            self._function(node, scope, name, value, kind="method", words=words,
                           decorators=self._decorators_of(node))
        elif name:
            self.define(node, scope, "field", name, signature=self._typed_value(node),
                        decorators=self._decorators_of(node), modifiers=words)

    def property_signature(self, node: Node, scope: Scope) -> None:
        name = self._member_name(node.child_by_field_name("name"))
        optional = "?" if any(child.type == "?" for child in node.children) else ""
        self.define(node, scope, "property", name, modifiers=self.flags(node),
                    signature=optional + self.field(node, "type"))

    def _typed_value(self, node: Node) -> str:
        value = node.child_by_field_name("value")
        shown = f" = {self.line(value)}" if value is not None else ""
        return (self.field(node, "type") + shown).strip()

    # -- types -------------------------------------------------------------------------------

    def interface(self, node: Node, scope: Scope) -> None:
        extends = next((c for c in node.named_children if c.type == "extends_type_clause"), None)
        bases = extends.named_children if extends is not None else []
        self._type(node, scope, "interface", "body", tuple(map(self.line, bases)))

    def enum(self, node: Node, scope: Scope) -> None:
        self._type(node, scope, "enum", "body")

    def _type(
        self, node: Node, scope: Scope, kind: str, body: str, bases: tuple[str, ...] = ()
    ) -> None:
        index = self.define(
            node, scope, kind, self.field(node, "name"), bases=bases,
            signature=self.field(node, "type_parameters"),
            modifiers=(*self._scope_words(scope, "function"), *self.flags(node)))
        inner = node.child_by_field_name(body)
        if inner is not None:
            self.push(inner, self.inside(index))

    def enumerator(self, node: Node, scope: Scope) -> None:
        if scope.kind == "enum":
            value = node.child_by_field_name("value")
            self.define(node, scope, "enumerator",
                        self._member_name(node.child_by_field_name("name") or node),
                        signature=f"= {self.line(value)}" if value is not None else "")

    def alias(self, node: Node, scope: Scope) -> None:
        value = node.child_by_field_name("value")
        signature = f"{self.field(node, 'type_parameters')} = {self.line(value)}"
        index = self.define(node, scope, "type", self.field(node, "name"), signature=signature,
                            modifiers=self._scope_words(scope, "function"))
        if value is not None and value.type == "object_type":
            self.push(value, self.inside(index))

    def namespace(self, node: Node, scope: Scope) -> None:
        name = node.child_by_field_name("name")
        if name is None:
            return
        is_module = name.type == "string"
        index = self.define(node, scope, "module" if is_module else "namespace",
                            self._member_name(name), modifiers=self._scope_words(scope, "function"))
        body = node.child_by_field_name("body")
        if body is not None:
            self.push(body, self.inside(index))

    def ambient(self, node: Node, scope: Scope) -> None:
        """``declare …``; what ``declare global`` holds belongs to no module."""
        for child in reversed(node.named_children):
            if child.type == "statement_block":
                self.push(child, scope)
            else:
                self.visit_next(child, scope)
