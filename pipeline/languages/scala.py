"""Scala: packages, classes, traits and objects with their members, givens and ``main``."""

from __future__ import annotations

import re
from typing import ClassVar

from tree_sitter import Node

from pipeline.languages import Source
from pipeline.languages.grammar import parser
from pipeline.languages.treewalk import Scope, TreeWalk
from pipeline.model import Extraction

_KINDS = {
    "class_definition": "class", "trait_definition": "trait", "object_definition": "object",
    "package_object": "object", "enum_definition": "enum",
}
_BODIES = ("template_body", "with_template_body", "enum_body")


def extract(source: Source) -> Extraction:
    """What a Scala file declares and imports."""
    return ScalaWalk(source, parser("scala")).run().extraction()


class ScalaWalk(TreeWalk):
    """Packages, types and members; bodies of methods are passed over."""

    doc_marker: ClassVar = re.compile(r"/\*\*")

    def package(self, node: Node, scope: Scope) -> None:
        index = self.define(node, scope, "package", self.field(node, "name"))
        body = node.child_by_field_name("body")
        if body is not None:
            self.push(body, self.inside(index))

    def imported(self, node: Node, scope: Scope) -> None:
        """``import a.b.{C, D => E, _}``: the last part is what is taken."""
        text = self.line(node).removeprefix("import").strip()
        path = "".join(self.line(c) for c in node.children_by_field_name("path"))
        rest = text[len(path):].lstrip(". ")
        if not rest:
            self.add_import(node, path)
            return
        parts = rest.strip("{} ").split(",")
        names = [re.split(r"\s*=>\s*|\s+as\s+", part.strip())[0] for part in parts]
        self.add_import(node, path, tuple("*" if name in ("_", "*") else name for name in names))

    def modifiers(self, node: Node) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Annotations without their ``@``, and the other words in front of a declaration."""
        decorators = tuple(self.line(c)[1:] for c in node.named_children if c.type == "annotation")
        found = next((c for c in node.named_children if c.type == "modifiers"), None)
        words = tuple(self.line(c) for c in found.children) if found is not None else ()
        return decorators, (*words, *self.words(node, frozenset({"case"})))

    def type_declaration(self, node: Node, scope: Scope) -> None:
        decorators, words = self.modifiers(node)
        extends = node.child_by_field_name("extend")
        bases = [self.line(c) for c in extends.children_by_field_name("type")
                 if c.type != "with"] if extends is not None else []
        parameters = [node.child_by_field_name("type_parameters"),
                      *node.children_by_field_name("class_parameters")]
        kind = _KINDS[node.type]
        if kind == "object" and "App" in bases:
            self.entry_points.append("main")
        index = self.define(node, scope, kind, self.field(node, "name"), bases=tuple(bases),
                            signature="".join(map(self.line, parameters)), decorators=decorators,
                            modifiers=words)
        body = next((c for c in node.named_children if c.type in _BODIES), None)
        if body is not None:
            self.push(body, self.inside(index))

    def function(self, node: Node, scope: Scope) -> None:
        name = node.child_by_field_name("name")
        if name is None:
            return
        decorators, words = self.modifiers(node)
        shown, body = self.line(name), node.child_by_field_name("body")
        kind = "method" if scope.parent >= 0 and scope.kind != "package" else "function"
        if shown == "this":
            kind, shown = "constructor", scope.prefix.removesuffix(".").rpartition(".")[2]
        if "main" in decorators or (self.line(name) == "main" and scope.kind == "object"):
            self.entry_points.append("main")
        signature = self.between(name, body, node).removesuffix("=").rstrip()
        self.define(node, scope, kind, shown, signature=signature, decorators=decorators,
                    modifiers=words)

    def value(self, node: Node, scope: Scope) -> None:
        decorators, words = self.modifiers(node)
        word = "var" if node.type.startswith("var") else "val"
        pattern = node.child_by_field_name("pattern") or node.child_by_field_name("name")
        if pattern is None:
            return
        names = [pattern] if pattern.type == "identifier" else pattern.named_children
        for each in names:
            if each.type == "identifier":
                signature = "" if each is not pattern else self.between(pattern, None, node)
                self.define(node, scope, "property", self.line(each), signature=signature,
                            decorators=decorators, modifiers=(*words, word))

    def alias(self, node: Node, scope: Scope) -> None:
        name = node.child_by_field_name("name")
        if name is not None:
            decorators, words = self.modifiers(node)
            self.define(node, scope, "type", self.line(name), decorators=decorators,
                        signature=self.between(name, None, node), modifiers=words)

    def enumerator(self, node: Node, scope: Scope) -> None:
        parameters = node.children_by_field_name("class_parameters")
        self.define(node, scope, "enumerator", self.field(node, "name"),
                    signature="".join(map(self.line, parameters)))

    def given(self, node: Node, scope: Scope) -> None:
        name = self.field(node, "name")
        if name:
            self.define(node, scope, "property", name, modifiers=("given",),
                        signature=f": {self.field(node, 'return_type')}")

    visitors: ClassVar = {
        "compilation_unit": TreeWalk.push,
        "package_clause": package,
        "import_declaration": imported,
        **dict.fromkeys(_KINDS, type_declaration),
        "function_definition": function,
        "function_declaration": function,
        "extension_definition": TreeWalk.push,
        "val_definition": value,
        "val_declaration": value,
        "var_definition": value,
        "var_declaration": value,
        "type_definition": alias,
        "enum_case_definitions": TreeWalk.push,
        "simple_enum_case": enumerator,
        "full_enum_case": enumerator,
        "given_definition": given,
    }
