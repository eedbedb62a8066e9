"""Kotlin: packages, classes and objects with their members, extensions, tests and ``main``."""

from __future__ import annotations

import re
from typing import ClassVar

from tree_sitter import Node

from pipeline.languages import Source
from pipeline.languages.grammar import parser
from pipeline.languages.treewalk import Scope, TreeWalk, refusal
from pipeline.languages.typealias import TypeAliasWalk
from pipeline.model import Extraction

_TESTS = frozenset({"Test", "ParameterizedTest", "RepeatedTest", "TestFactory"})
_BODIES = ("class_body", "enum_class_body")


def extract(source: Source) -> Extraction:
    """What a Kotlin file declares and imports."""
    return refusal(source) or KotlinWalk(source, parser("kotlin")).run().extraction()


class KotlinWalk(TypeAliasWalk):
    """Declarations of files, classes and objects; function bodies are passed over."""

    alias_name: ClassVar = "type"
    doc_marker: ClassVar = re.compile(r"/\*\*")

    def package(self, node: Node, scope: Scope) -> None:
        self.define(node, scope, "package", self.line(_child(node, "qualified_identifier")))

    def imported(self, node: Node, scope: Scope) -> None:
        module = self.line(_child(node, "qualified_identifier"))
        is_star = any(child.type == "*" for child in node.children)
        self.add_import(node, module, ("*",) if is_star else ())

    def modifiers(self, node: Node) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Annotations without their ``@``, and the other words in front of a declaration."""
        found = _child(node, "modifiers")
        parts = found.named_children if found is not None else []
        decorators = tuple(self.line(c)[1:] for c in parts if c.type == "annotation")
        words = tuple(self.line(c) for c in parts
                      if c.type != "annotation" and "comment" not in c.type)
        return decorators, words

    def type_declaration(self, node: Node, scope: Scope) -> None:
        decorators, words = self.modifiers(node)
        index = self.define(
            node, scope, self._kind(node, words), self._name(node), bases=self._bases(node),
            signature=self.line(_child(node, "type_parameters"))
            + self.line(_child(node, "primary_constructor")),
            decorators=decorators, modifiers=tuple(w for w in words if w not in _KIND_WORDS))
        inner = self.inside(index)
        self._constructor_properties(node, inner)
        body = _child(node, *_BODIES)
        if body is not None:
            self.push(body, inner)

    def _kind(self, node: Node, words: tuple[str, ...]) -> str:
        if any(child.type == "interface" for child in node.children):
            return "interface"
        if node.type != "class_declaration":
            return "object"
        return next((_KIND_WORDS[word] for word in words if word in _KIND_WORDS), "class")

    def _name(self, node: Node) -> str:
        """An unnamed companion is called ``Companion``, as Kotlin itself does."""
        name = self.field(node, "name").strip("`")
        return name or ("Companion" if node.type == "companion_object" else "")

    def _bases(self, node: Node) -> tuple[str, ...]:
        found = _child(node, "delegation_specifiers")
        specifiers = found.named_children if found is not None else []
        bases = []
        for each in specifiers:
            base = each.named_children[0] if each.named_child_count else each
            if base.type in ("constructor_invocation", "explicit_delegation"):
                base = base.named_children[0] if base.named_child_count else base
            bases.append(self.line(base))
        return tuple(bases)

    def _constructor_properties(self, node: Node, scope: Scope) -> None:
        constructor = _child(node, "primary_constructor")
        parameters = _child(constructor, "class_parameters") if constructor is not None else None
        for each in parameters.named_children if parameters is not None else ():
            name = _child(each, "identifier")
            if name is not None and any(c.type in ("val", "var") for c in each.children):
                decorators, words = self.modifiers(each)
                self.define(each, scope, "property", self.line(name), doc="",
                            signature=self.between(name, None, each), decorators=decorators,
                            modifiers=words)

    def function(self, node: Node, scope: Scope) -> None:
        name = node.child_by_field_name("name")
        if name is None:
            return
        decorators, words = self.modifiers(node)
        shown = self.line(name).strip("`")
        if {d.partition("(")[0].rpartition(".")[2] for d in decorators} & _TESTS:
            words += ("test",)
        if shown == "main" and scope.kind in ("file", "object"):
            self.entry_points.append("main")
        parameters = self.line(_child(node, "type_parameters"))
        signature = parameters + self.between(name, _child(node, "function_body"), node)
        self.define(node, scope, "function" if scope.kind == "file" else "method", shown,
                    qualname=scope.prefix + self._receiver(node, name) + shown,
                    signature=signature, decorators=decorators, modifiers=words)

    def _receiver(self, node: Node, name: Node) -> str:
        """``String.`` of ``fun String.shout()``."""
        before = [c for c in node.named_children if c.end_byte <= name.start_byte
                  and c.type in ("user_type", "nullable_type")]
        receiver = self.line(before[-1]).partition("<")[0].rstrip("?") if before else ""
        return f"{receiver}." if receiver else ""

    def constructor(self, node: Node, scope: Scope) -> None:
        decorators, words = self.modifiers(node)
        parameters = self.line(_child(node, "function_value_parameters"))
        owner = scope.prefix.removesuffix(".").rpartition(".")[2]
        self.define(node, scope, "constructor", owner, signature=parameters,
                    decorators=decorators, modifiers=words)

    def property(self, node: Node, scope: Scope) -> None:
        decorators, words = self.modifiers(node)
        kind = "constant" if "const" in words else "property"
        words += self.words(node, frozenset({"val", "var"}))
        several = _child(node, "multi_variable_declaration")
        for each in (several or node).named_children:
            name = _child(each, "identifier") if each.type == "variable_declaration" else None
            if name is not None:
                shown = self.line(name).strip("`")
                end = next((c for c in node.named_children
                            if c.type in ("getter", "setter", "property_delegate")), None)
                signature = "" if several is not None else self.between(name, end, node)
                self.define(node, scope, kind, shown, signature=signature, decorators=decorators,
                            qualname=scope.prefix + self._receiver(node, each) + shown,
                            modifiers=words)

    def enumerator(self, node: Node, scope: Scope) -> None:
        decorators, _ = self.modifiers(node)
        index = self.define(node, scope, "enumerator", self.line(_child(node, "identifier")),
                            signature=self.line(_child(node, "value_arguments")),
                            decorators=decorators)
        body = _child(node, "class_body")
        if body is not None:
            self.push(body, self.inside(index))

    visitors: ClassVar = {
        "source_file": TreeWalk.push,
        "package_header": package,
        "import": imported,
        "class_declaration": type_declaration,
        "object_declaration": type_declaration,
        "companion_object": type_declaration,
        "function_declaration": function,
        "secondary_constructor": constructor,
        "property_declaration": property,
        "enum_entry": enumerator,
        "type_alias": TypeAliasWalk.alias,
    }


#: Words that make another kind of a class.
_KIND_WORDS = {"enum": "enum", "annotation": "annotation"}


def _child(node: Node, *kinds: str) -> Node | None:
    return next((child for child in node.named_children if child.type in kinds), None)
