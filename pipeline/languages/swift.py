"""Swift: types, protocols, extensions, their members, tests and the ``@main`` type."""

from __future__ import annotations

import re
from typing import ClassVar

from tree_sitter import Node

from pipeline.languages import Source
from pipeline.languages.grammar import parser
from pipeline.languages.treewalk import Scope, TreeWalk
from pipeline.languages.typealias import TypeAliasWalk
from pipeline.model import Extraction

_KINDS = {"class": "class", "struct": "struct", "enum": "enum", "actor": "class",
          "extension": "extension", "protocol": "protocol"}
_MEMBER_OF = frozenset({"class", "struct", "enum", "extension", "protocol"})


def extract(source: Source) -> Extraction:
    """What a Swift file declares and imports."""
    return SwiftWalk(source, parser("swift")).run().extraction()


class SwiftWalk(TypeAliasWalk):
    """Declarations of files and types; function bodies are passed over.

    ``Scope.note`` is ``tests`` inside a class of test methods.
    """

    comments: ClassVar = ("comment", "multiline_comment")
    alias_name: ClassVar = "name"
    doc_marker: ClassVar = re.compile(r"///|/\*\*")

    def imported(self, node: Node, scope: Scope) -> None:
        name = next((c for c in node.named_children if c.type == "identifier"), None)
        self.add_import(node, self.line(name))

    def modifiers(self, node: Node) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Attributes without their ``@``, and the other words in front of a declaration."""
        found = next((c for c in node.named_children if c.type == "modifiers"), None)
        parts = found.named_children if found is not None else []
        decorators = tuple(self.line(c)[1:] for c in parts if c.type == "attribute")
        words = tuple(self.line(c) for c in parts
                      if c.type != "attribute" and "comment" not in c.type)
        return decorators, words

    def type_declaration(self, node: Node, scope: Scope) -> None:
        word = self.field(node, "declaration_kind")
        decorators, words = self.modifiers(node)
        bases = tuple(self.line(c) for c in node.named_children
                      if c.type == "inheritance_specifier")
        if word == "actor":
            words += ("actor",)
        if "main" in decorators:
            self.entry_points.append("main")
        signature = " ".join(self.line(c) for c in node.named_children
                             if c.type in ("type_parameters", "type_constraints"))
        index = self.define(node, scope, _KINDS.get(word, "class"), self.field(node, "name"),
                            signature=signature, bases=bases, decorators=decorators,
                            modifiers=words)
        body = node.child_by_field_name("body")
        if body is not None:
            is_test = any(base.endswith("TestCase") for base in bases)
            self.push(body, self.inside(index, "tests" if is_test else ""))

    def function(self, node: Node, scope: Scope) -> None:
        name = node.child_by_field_name("name")
        if name is None:
            return
        decorators, words = self.modifiers(node)
        shown = self.line(name)
        signature = self.between(name, node.child_by_field_name("body"), node)
        is_method = shown.startswith("test") and signature.startswith("()")
        is_marked = any(d.partition("(")[0] == "Test" for d in decorators)
        if is_marked or (is_method and scope.note == "tests"):
            words += ("test",)
        kind = "method" if scope.kind in _MEMBER_OF else "function"
        self.define(node, scope, kind, shown, signature=signature, decorators=decorators,
                    modifiers=words)

    def initialiser(self, node: Node, scope: Scope) -> None:
        name = node.child_by_field_name("name")
        if name is not None:
            decorators, words = self.modifiers(node)
            self.define(node, scope, "constructor", "init", decorators=decorators, modifiers=words,
                        signature=self.between(name, node.child_by_field_name("body"), node))

    def property(self, node: Node, scope: Scope) -> None:
        decorators, words = self.modifiers(node)
        names = node.children_by_field_name("name")
        end = node.child_by_field_name("computed_value")
        kind = "property" if scope.kind in _MEMBER_OF else "variable"
        for place, pattern in enumerate(names):
            name = pattern.child_by_field_name("bound_identifier")
            if name is None:
                continue
            stop = names[place + 1] if place + 1 < len(names) else end
            signature = self.between(name, stop, node).rstrip(", ")
            self.define(node, scope, kind, self.line(name), signature=signature,
                        decorators=decorators, modifiers=words)

    def enumerators(self, node: Node, scope: Scope) -> None:
        names = node.children_by_field_name("name")
        for place, name in enumerate(names):
            stop = names[place + 1] if place + 1 < len(names) else None
            self.define(node, scope, "enumerator", self.line(name),
                        signature=self.between(name, stop, node).rstrip(",; "))

    visitors: ClassVar = {
        "source_file": TreeWalk.push,
        "import_declaration": imported,
        "class_declaration": type_declaration,
        "protocol_declaration": type_declaration,
        "function_declaration": function,
        "protocol_function_declaration": function,
        "init_declaration": initialiser,
        "property_declaration": property,
        "protocol_property_declaration": property,
        "enum_entry": enumerators,
        "typealias_declaration": TypeAliasWalk.alias,
        "associatedtype_declaration": TypeAliasWalk.alias,
    }
