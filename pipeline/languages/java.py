"""Java: packages, types with their members, constructors, tests and the ``main`` method."""

from __future__ import annotations

import re
from typing import ClassVar

from tree_sitter import Node

from pipeline.languages import Source
from pipeline.languages.doctext import javadoc
from pipeline.languages.grammar import parser
from pipeline.languages.treewalk import Scope, TreeWalk
from pipeline.model import Extraction

_WORDS = frozenset("""
    public protected private static final abstract sealed non-sealed native synchronized transient
    volatile strictfp default
""".split())
_TESTS = frozenset({"Test", "ParameterizedTest", "RepeatedTest", "TestFactory", "TestTemplate"})
_KINDS = {
    "class_declaration": "class", "interface_declaration": "interface",
    "enum_declaration": "enum", "record_declaration": "record",
    "annotation_type_declaration": "annotation",
}


def extract(source: Source) -> Extraction:
    """What a Java file declares and imports."""
    return JavaWalk(source, parser("java")).run().extraction()


class JavaWalk(TreeWalk):
    """Types and their members; what a method's body declares is its own affair."""

    doc_marker: ClassVar = re.compile(r"/\*\*")

    def clean_doc(self, raw: str) -> str:
        text = super().clean_doc(raw)
        return javadoc(text) if raw.startswith("/**") else text

    def package(self, node: Node, scope: Scope) -> None:
        name = next((c for c in node.named_children if "identifier" in c.type), None)
        self.define(node, scope, "package", self.line(name))

    def module(self, node: Node, scope: Scope) -> None:
        self.define(node, scope, "module", self.field(node, "name"))
        body = node.child_by_field_name("body")
        for each in body.named_children if body is not None else ():
            if each.type == "requires_module_directive":
                self.add_import(each, self.field(each, "module"))

    def imported(self, node: Node, scope: Scope) -> None:
        name = next((c for c in node.named_children if "identifier" in c.type), None)
        module = self.line(name)
        if any(child.type == "asterisk" for child in node.named_children):
            self.add_import(node, module, ("*",))
        elif any(child.type == "static" for child in node.children):
            owner, _, member = module.rpartition(".")
            self.add_import(node, owner, (member,))
        else:
            self.add_import(node, module)

    def type_declaration(self, node: Node, scope: Scope) -> None:
        decorators, modifiers = self.modifiers(node)
        index = self.define(
            node, scope, _KINDS[node.type], self.field(node, "name"), bases=self._bases(node),
            signature=self.field(node, "type_parameters") + self.field(node, "parameters"),
            decorators=decorators, modifiers=modifiers)
        inner = self.inside(index)
        self._record_fields(node, inner)
        body = node.child_by_field_name("body")
        if body is not None:
            self.push(body, inner)

    def _record_fields(self, node: Node, scope: Scope) -> None:
        parameters = node.child_by_field_name("parameters")
        for each in parameters.named_children if parameters is not None else ():
            self.define(each, scope, "field", self.field(each, "name"), doc="",
                        signature=f": {self.field(each, 'type')}")

    def modifiers(self, node: Node) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Annotations without their ``@``, and the other words in front of a declaration."""
        found = next((c for c in node.named_children if c.type == "modifiers"), None)
        if found is None:
            return (), ()
        decorators = tuple(self.line(c)[1:] for c in found.named_children
                           if c.type in ("annotation", "marker_annotation"))
        return decorators, self.words(found, _WORDS)

    def _bases(self, node: Node) -> tuple[str, ...]:
        bases: list[str] = []
        for part in node.named_children:
            if part.type in ("superclass", "super_interfaces", "extends_interfaces"):
                for each in part.named_children:
                    inner = each.named_children if each.type == "type_list" else [each]
                    bases += map(self.line, inner)
        return tuple(bases)

    def method(self, node: Node, scope: Scope) -> None:
        name = node.child_by_field_name("name")
        if name is None:
            return
        decorators, modifiers = self.modifiers(node)
        shown = self.line(name)
        if {d.partition("(")[0].rpartition(".")[2] for d in decorators} & _TESTS:
            modifiers += ("test",)
        signature = self.between(name, node.child_by_field_name("body"), node).removesuffix(";")
        if shown == "main" and "static" in modifiers:
            self.entry_points.append("main")
        self.define(node, scope, "method", shown, decorators=decorators, modifiers=modifiers,
                    signature=self._with_result(node, signature.rstrip()))

    def _with_result(self, node: Node, signature: str) -> str:
        """Type parameters, parameters and ``throws``, then the type of the result."""
        parameters, result = self.field(node, "type_parameters"), self.field(node, "type")
        return parameters + signature + (f" -> {result}" if result else "")

    def constructor(self, node: Node, scope: Scope) -> None:
        name = node.child_by_field_name("name")
        if name is not None:
            decorators, modifiers = self.modifiers(node)
            self.define(node, scope, "constructor", self.line(name), decorators=decorators,
                        signature=self.between(name, node.child_by_field_name("body"), node),
                        modifiers=modifiers)

    def field_declaration(self, node: Node, scope: Scope) -> None:
        decorators, modifiers = self.modifiers(node)
        is_constant = {"static", "final"} <= {*modifiers} or node.type == "constant_declaration"
        for each in node.children_by_field_name("declarator"):
            value = self.field(each, "value")
            written = self.field(node, "type") + self.field(each, "dimensions")
            self.define(node, scope, "constant" if is_constant else "field",
                        self.field(each, "name"),
                        signature=f": {written}" + (f" = {value}" if value else ""),
                        decorators=decorators, modifiers=modifiers)

    def enumerator(self, node: Node, scope: Scope) -> None:
        decorators, _ = self.modifiers(node)
        index = self.define(node, scope, "enumerator", self.field(node, "name"),
                            signature=self.field(node, "arguments"), decorators=decorators)
        body = node.child_by_field_name("body")
        if body is not None:
            self.push(body, self.inside(index))

    def element(self, node: Node, scope: Scope) -> None:
        """What an annotation can be given."""
        decorators, modifiers = self.modifiers(node)
        value = self.field(node, "value")
        self.define(node, scope, "method", self.field(node, "name"), decorators=decorators,
                    signature="() -> " + self.field(node, "type")
                    + (f" default {value}" if value else ""), modifiers=modifiers)

    visitors: ClassVar = {
        "program": TreeWalk.push,
        "package_declaration": package,
        "module_declaration": module,
        "import_declaration": imported,
        **dict.fromkeys(_KINDS, type_declaration),
        "enum_body_declarations": TreeWalk.push,
        "method_declaration": method,
        "constructor_declaration": constructor,
        "compact_constructor_declaration": constructor,
        "field_declaration": field_declaration,
        "constant_declaration": field_declaration,
        "enum_constant": enumerator,
        "annotation_type_element_declaration": element,
    }
