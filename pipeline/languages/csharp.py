"""C#: namespaces, types with their members, attributes, XML documentation, tests and ``Main``."""

from __future__ import annotations

from typing import ClassVar

import msgspec
from tree_sitter import Node

from pipeline.languages import Source
from pipeline.languages.doctext import xml_doc
from pipeline.languages.grammar import parser
from pipeline.languages.treewalk import Scope, TreeWalk, last_line
from pipeline.model import Extraction

_KINDS = {
    "class_declaration": "class", "interface_declaration": "interface",
    "struct_declaration": "struct", "record_declaration": "record", "enum_declaration": "enum",
}
#: Attributes of NUnit, xUnit and MSTest that make a method a test.
_TESTS = frozenset({
    "Test", "TestCase", "TestCaseSource", "Theory", "Fact", "TestMethod", "DataTestMethod",
})


def extract(source: Source) -> Extraction:
    """What a C# file declares and which namespaces it uses."""
    return CSharpWalk(source, parser("c_sharp")).run().extraction()


class CSharpWalk(TreeWalk):
    """Types and their members; what a method's body declares is its own affair."""

    def clean_doc(self, raw: str) -> str:
        text = super().clean_doc(raw)
        return xml_doc(text) if raw.startswith(("///", "/**")) else text

    # -- the file ----------------------------------------------------------------------------

    def using(self, node: Node, scope: Scope) -> None:
        names = [c for c in node.named_children if c.type not in ("comment", "type_argument_list")]
        if not names:
            return
        module = self.line(names[-1])
        is_static = any(child.type == "static" for child in node.children)
        alias = self.field(node, "name")
        self.add_import(node, module, ("*",) if is_static else ())
        if alias and module and alias != module:
            self.imports[-1] = msgspec.structs.replace(self.imports[-1], aliases=((alias, ""),))

    def namespace(self, node: Node, scope: Scope) -> None:
        index = self.define(node, scope, "namespace", self.field(node, "name"))
        self._members(node, self.inside(index))

    def file_namespace(self, node: Node, scope: Scope) -> None:
        """``namespace A.B;`` holds all that follows it."""
        index = self.define(node, scope, "namespace", self.field(node, "name"))
        if index < 0:
            return
        symbol = self.symbols[index]
        self.symbols[index] = msgspec.structs.replace(symbol, end_line=last_line(self.root))
        inner = self.inside(index)
        self._stack[:] = [(each, inner) for each, _ in self._stack]

    def statement(self, node: Node, scope: Scope) -> None:
        """A statement outside of any type makes the file a program."""
        inner = node.named_children[0] if node.named_child_count else None
        if inner is not None and inner.type == "local_function_statement":
            self.push(node, scope)
        elif inner is not None and not inner.has_error:
            self.entry_points.append("main")

    # -- types -------------------------------------------------------------------------------

    def type_declaration(self, node: Node, scope: Scope) -> None:
        parts = [c for c in node.named_children if c.type in (
            "type_parameter_list", "parameter_list", "type_parameter_constraints_clause")]
        bases, modifiers = self._bases(node), self._modifiers(node)
        signature = " ".join(self.line(part) for part in parts).replace("> (", ">(")
        kind = _KINDS[node.type]
        if kind == "enum" and bases:
            signature, bases = f": {bases[0]}", ()
        if kind == "record" and any(child.type == "struct" for child in node.children):
            modifiers += ("struct",)
        index = self.define(node, scope, kind, self.field(node, "name"), signature=signature,
                            bases=bases, decorators=self._attributes(node), modifiers=modifiers)
        inner = self.inside(index)
        if kind == "record":
            self._record_properties(node, inner)
        self._members(node, inner)

    def _members(self, node: Node, scope: Scope) -> None:
        body = node.child_by_field_name("body")
        if body is not None:
            self.push(body, scope)

    def _record_properties(self, node: Node, scope: Scope) -> None:
        for part in node.named_children:
            if part.type == "parameter_list":
                for each in part.named_children:
                    if each.type == "parameter":
                        self.define(each, scope, "property", self.field(each, "name"), doc="",
                                    signature=f": {self.field(each, 'type')}")

    def _bases(self, node: Node) -> tuple[str, ...]:
        found = next((c for c in node.named_children if c.type == "base_list"), None)
        bases = []
        for each in found.named_children if found is not None else ():
            if each.type == "primary_constructor_base_type" and each.named_child_count:
                each = each.named_children[0]
            if each.type not in ("argument_list", "comment"):
                bases.append(self.line(each))
        return tuple(bases)

    def _attributes(self, node: Node) -> tuple[str, ...]:
        return tuple(self.line(each) for part in node.named_children
                     if part.type == "attribute_list" for each in part.named_children
                     if each.type == "attribute")

    def _modifiers(self, node: Node) -> tuple[str, ...]:
        return tuple(dict.fromkeys(
            self.text(each) for each in node.named_children if each.type == "modifier"))

    # -- members -----------------------------------------------------------------------------

    def _member(self, node: Node, scope: Scope, kind: str, name: str, signature: str,
                words: tuple[str, ...] = ()) -> None:
        explicit = next(
            (c for c in node.named_children if c.type == "explicit_interface_specifier"), None)
        attributes, modifiers = self._attributes(node), self._modifiers(node) + words
        plain = {each.partition("(")[0].rpartition(".")[2].removesuffix("Attribute")
                 for each in attributes}
        if kind == "method" and plain & _TESTS:
            modifiers += ("test",)
        self.define(node, scope, kind, name, signature=signature, decorators=attributes,
                    modifiers=modifiers, qualname=scope.prefix + self.line(explicit) + name)

    def method(self, node: Node, scope: Scope) -> None:
        name = self.field(node, "name")
        kind = "function" if node.type == "local_function_statement" else "method"
        self._member(node, scope, kind, name, self._callable_signature(node))
        if name == "Main" and "static" in self._modifiers(node):
            self.entry_points.append("main")

    def _callable_signature(self, node: Node) -> str:
        """Type parameters and parameters, the result, then the constraints."""
        result = self.line(node.child_by_field_name("returns") or node.child_by_field_name("type"))
        constraints = [self.line(each) for each in node.named_children
                       if each.type == "type_parameter_constraints_clause"]
        head = self.field(node, "type_parameters") + self.field(node, "parameters")
        return " ".join([head + (f" : {result}" if result else ""), *constraints])

    def constructor(self, node: Node, scope: Scope) -> None:
        self._member(node, scope, "constructor", self.field(node, "name"),
                     self.field(node, "parameters"))

    def destructor(self, node: Node, scope: Scope) -> None:
        self._member(node, scope, "method", "~" + self.field(node, "name"), "()")

    def operator(self, node: Node, scope: Scope) -> None:
        parameters = node.child_by_field_name("parameters")
        word = next((c for c in node.children if c.type == "operator"), None)
        if word is None or parameters is None:
            return
        name = self.between(word.start_byte, parameters, node)
        result = "" if node.type.startswith("conversion") else self.field(node, "type")
        self._member(node, scope, "method", name,
                     self.line(parameters) + (f" : {result}" if result else ""))

    def property(self, node: Node, scope: Scope) -> None:
        written = f": {self.field(node, 'type')}"
        accessors = self._accessors(node)
        if node.type == "indexer_declaration":
            self._member(node, scope, "property", "this",
                         f"{self.field(node, 'parameters')} {written}{accessors}")
        else:
            kind = "event" if node.type == "event_declaration" else "property"
            self._member(node, scope, kind, self.field(node, "name"), written + accessors)

    def _accessors(self, node: Node) -> str:
        """`` { get; private set; }``, whatever their bodies do."""
        found = node.child_by_field_name("accessors")
        words = []
        for each in found.named_children if found is not None else ():
            name = each.child_by_field_name("name")
            if each.type == "accessor_declaration" and name is not None:
                words.append(" ".join([*self._modifiers(each), self.text(name)]))
        return f" {{ {'; '.join(words)}; }}" if words else ""

    def fields(self, node: Node, scope: Scope) -> None:
        declaration = next(
            (c for c in node.named_children if c.type == "variable_declaration"), None)
        if declaration is None:
            return
        kind = "event" if node.type == "event_field_declaration" else "field"
        attributes, modifiers = self._attributes(node), self._modifiers(node)
        if "const" in modifiers:
            kind = "constant"
        written = self.field(declaration, "type")
        for each in declaration.named_children:
            name = each.child_by_field_name("name")
            if each.type == "variable_declarator" and name is not None:
                value = self.between(name, None, each)
                self.define(node, scope, kind, self.line(name), decorators=attributes,
                            signature=f": {written} {value}".rstrip(), modifiers=modifiers)

    def enumerator(self, node: Node, scope: Scope) -> None:
        value = self.field(node, "value")
        self.define(node, scope, "enumerator", self.field(node, "name"),
                    signature=f"= {value}" if value else "", decorators=self._attributes(node))

    def delegate(self, node: Node, scope: Scope) -> None:
        self._member(node, scope, "type", self.field(node, "name"), self._callable_signature(node),
                     ("delegate",))

    visitors: ClassVar = {
        "using_directive": using,
        "namespace_declaration": namespace,
        "file_scoped_namespace_declaration": file_namespace,
        "declaration_list": TreeWalk.push,
        "global_statement": statement,
        "local_function_statement": method,
        **dict.fromkeys(_KINDS, type_declaration),
        "method_declaration": method,
        "constructor_declaration": constructor,
        "destructor_declaration": destructor,
        "operator_declaration": operator,
        "conversion_operator_declaration": operator,
        "property_declaration": property,
        "indexer_declaration": property,
        "event_declaration": property,
        "field_declaration": fields,
        "event_field_declaration": fields,
        "enum_member_declaration": enumerator,
        "delegate_declaration": delegate,
        **dict.fromkeys(("preproc_if", "preproc_elif", "preproc_else"), TreeWalk.push),
    }
