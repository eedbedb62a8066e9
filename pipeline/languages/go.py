"""Go: packages, types with their fields and methods, functions, constants, tests."""

from __future__ import annotations

import re
from typing import ClassVar

from tree_sitter import Node

from pipeline.languages import Source
from pipeline.languages.grammar import parser
from pipeline.languages.treewalk import Scope, TreeWalk
from pipeline.model import Extraction

_TEST = re.compile(r"(?:Test|Benchmark|Fuzz|Example)(?:[A-Z_0-9]|$)")
_RECEIVER = re.compile(r"\*?\s*(\w+)\s*(?:\[[^\]]*\])?\s*\)?$")


def extract(source: Source) -> Extraction:
    """What a Go file declares and imports."""
    walk = GoWalk(source, parser("go")).run()
    return walk.extraction(doc=walk.package_doc or None)


class GoWalk(TreeWalk):
    """Top-level declarations; bodies of functions declare nothing that others see."""

    package_doc = ""

    def package(self, node: Node, scope: Scope) -> None:
        self.package_doc = self.take_doc(node.start_point.row + 1)
        name = self.line(node.named_children[0]) if node.named_child_count else ""
        self.define(node, scope, "package", name, doc="")

    def imported(self, node: Node, scope: Scope) -> None:
        self.add_import(node, self.field(node, "path").strip('"`'))

    def function(self, node: Node, scope: Scope) -> None:
        name = node.child_by_field_name("name")
        if name is None:
            return
        shown = self.line(name)
        if shown == "main" and self.symbols and self.symbols[0].name == "main":
            self.entry_points.append("main")
        is_test = self.source.name.endswith("_test.go") and _TEST.match(shown)
        modifiers = ("test",) if is_test else visibility(shown)
        self.define(node, scope, "function", shown, signature=self.signature(node, name),
                    modifiers=modifiers)

    def method(self, node: Node, scope: Scope) -> None:
        name = node.child_by_field_name("name")
        receiver = _RECEIVER.search(self.field(node, "receiver"))
        if name is None:
            return
        shown = self.line(name)
        qualname = f"{receiver[1]}.{shown}" if receiver else shown
        self.define(node, scope, "method", shown, qualname=qualname,
                    signature=self.signature(node, name), modifiers=visibility(shown))

    def signature(self, node: Node, name: Node) -> str:
        return self.between(name, node.child_by_field_name("body"), node)

    def type_spec(self, node: Node, scope: Scope) -> None:
        name, body = self.field(node, "name"), node.child_by_field_name("type")
        kind = _TYPE_KINDS.get(body.type if body is not None else "", "type")
        signature = self.field(node, "type_parameters")
        if kind == "type" and body is not None:
            joint = " = " if node.type == "type_alias" else " "
            signature += joint + self.line(body)
        index = self.define(node, scope, kind, name, signature=signature,
                            modifiers=visibility(name))
        if kind != "type" and body is not None:
            self.push(body, self.inside(index))

    def member(self, node: Node, scope: Scope) -> None:
        """Fields of a struct; an embedded one is called after its type."""
        names = node.children_by_field_name("name")
        written = self.field(node, "type")
        if not names:
            name = written.lstrip("*").partition("[")[0].rpartition(".")[2]
            self.define(node, scope, "field", name, signature=f" {written}",
                        modifiers=("embedded",))
        for name_node in names:
            name = self.line(name_node)
            self.define(node, scope, "field", name, signature=f" {written}",
                        modifiers=visibility(name))

    def interface_method(self, node: Node, scope: Scope) -> None:
        name = node.child_by_field_name("name")
        if name is not None:
            self.define(node, scope, "method", self.line(name),
                        signature=self.between(name, None, node))

    def values(self, node: Node, scope: Scope) -> None:
        kind = "constant" if node.type == "const_spec" else "variable"
        written = self.field(node, "type")
        value = self.field(node, "value")
        signature = (f" {written}" if written else "") + (f" = {value}" if value else "")
        for name_node in node.children_by_field_name("name"):
            name = self.line(name_node)
            if name != "_":
                self.define(node, scope, kind, name, signature=signature.strip(),
                            modifiers=visibility(name))

    visitors: ClassVar = {
        "package_clause": package,
        "import_declaration": TreeWalk.push,
        "import_spec_list": TreeWalk.push,
        "import_spec": imported,
        "function_declaration": function,
        "method_declaration": method,
        "type_declaration": TreeWalk.push,
        "type_spec": type_spec,
        "type_alias": type_spec,
        "field_declaration_list": TreeWalk.push,
        "field_declaration": member,
        "method_elem": interface_method,
        "const_declaration": TreeWalk.push,
        "var_declaration": TreeWalk.push,
        "var_spec_list": TreeWalk.push,
        "const_spec": values,
        "var_spec": values,
    }


_TYPE_KINDS = {"struct_type": "struct", "interface_type": "interface"}


def visibility(name: str) -> tuple[str, ...]:
    """Go exports what starts with a capital letter."""
    return ("exported",) if name[:1].isupper() else ()
