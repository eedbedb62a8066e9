"""PHP: namespaces, classes and their kin with members, functions, constants, uses, tests."""

from __future__ import annotations

import re
from typing import ClassVar

from tree_sitter import Node

from pipeline.languages import Source
from pipeline.languages.grammar import parser
from pipeline.languages.scriptwalk import short_value
from pipeline.languages.treewalk import Scope, TreeWalk
from pipeline.model import Extraction

_KINDS = {"class_declaration": "class", "interface_declaration": "interface",
          "trait_declaration": "trait", "enum_declaration": "enum"}
_MODIFIERS = {"visibility_modifier", "static_modifier", "abstract_modifier", "final_modifier",
              "readonly_modifier"}
_MEMBERS = {"function_definition": "function", "method_declaration": "method"}
_PATH = re.compile(r"[(\s]*(?:__DIR__\s*\.\s*|dirname\s*\(\s*__FILE__\s*\)\s*\.\s*)?"
                   r"(?:\"([^\"$\n]+)\"|'([^'\n]+)')[)\s]*")


def extract(source: Source) -> Extraction:
    """What a PHP file declares and uses."""
    return PhpWalk(source, parser("php", "language_php")).run().extraction()


class PhpWalk(TreeWalk):
    """Declarations; a namespace without braces qualifies what follows it."""

    separator = "\\"
    namespace = Scope()

    def place(self, scope: Scope) -> Scope:
        return scope if scope.prefix else self.namespace

    def namespace_definition(self, node: Node, scope: Scope) -> None:
        body, name = node.child_by_field_name("body"), self.field(node, "name")
        inner = Scope("namespace", -1, f"{name}\\") if name else Scope()
        self.define(node, Scope(), "namespace", name)
        if body is None:
            self.namespace = inner
        else:
            self.namespace = Scope()
            self.push(body, inner)

    def type_declaration(self, node: Node, scope: Scope) -> None:
        scope = self.place(scope)
        clauses = [c for c in node.named_children
                   if c.type in ("base_clause", "class_interface_clause")]
        bases = [self.line(name) for clause in clauses for name in clause.named_children]
        body = node.child_by_field_name("body")
        bases += [self.line(name) for use in (body.named_children if body is not None else ())
                  if use.type == "use_declaration" for name in use.named_children
                  if name.type != "use_list"]
        index = self.define(node, scope, _KINDS[node.type], self.field(node, "name"),
                            bases=tuple(bases), decorators=self.attributes(node),
                            modifiers=self.modifiers(node))
        if body is not None:
            symbol = self.symbols[index]
            self.push(body, Scope(symbol.kind, index, symbol.qualname + "::", symbol.name))

    def function(self, node: Node, scope: Scope) -> None:
        name = node.child_by_field_name("name")
        if name is None:
            return
        shown, kind = self.line(name), _MEMBERS[node.type]
        scope = self.place(scope)
        is_constructor = kind == "method" and shown == "__construct"
        body = node.child_by_field_name("body")
        self.define(
            node, scope, "constructor" if is_constructor else kind, shown,
            signature=self.between(name, body, node).rstrip("; "),
            decorators=self.attributes(node),
            modifiers=self.modifiers(node) + self.test_marks(node, scope, shown))
        if is_constructor:
            self.promoted(node, scope)

    def promoted(self, node: Node, scope: Scope) -> None:
        """Parameters of a constructor that are properties as well."""
        parameters = node.child_by_field_name("parameters")
        for parameter in parameters.named_children if parameters is not None else ():
            if parameter.type == "property_promotion_parameter":
                name, written = self.field(parameter, "name"), self.field(parameter, "type")
                self.define(parameter, scope, "property", name.lstrip("$&"), signature=written,
                            modifiers=self.modifiers(parameter))

    def test_marks(self, node: Node, scope: Scope, name: str) -> tuple[str, ...]:
        is_case = scope.kind == "class" and scope.note.endswith(("Test", "TestCase"))
        return ("test",) if is_case and name.startswith("test") else ()

    def properties(self, node: Node, scope: Scope) -> None:
        written, modifiers = self.field(node, "type"), self.modifiers(node)
        for element in node.named_children:
            if element.type == "property_element":
                value = short_value(self.field(element, "default_value"))
                signature = f"{written} = {value}" if value else written
                self.define(element, scope, "property", self.field(element, "name").lstrip("$"),
                            signature=signature.strip(), modifiers=modifiers)

    def constants(self, node: Node, scope: Scope) -> None:
        scope = self.place(scope)
        for element in node.named_children:
            if element.type == "const_element" and element.named_child_count > 1:
                name, value = element.named_children[0], element.named_children[-1]
                self.define(element, scope, "constant", self.line(name),
                            signature=f"= {short_value(self.line(value))}",
                            modifiers=self.modifiers(node))

    def case(self, node: Node, scope: Scope) -> None:
        value = self.field(node, "value")
        self.define(node, scope, "enumerator", self.field(node, "name"),
                    signature=f"= {value}" if value else "")

    def used(self, node: Node, scope: Scope) -> None:
        prefix = next((self.line(c) for c in node.named_children if c.type == "namespace_name"), "")
        self.push(node, scope._replace(note=prefix + "\\" if prefix else ""))

    def use_clause(self, node: Node, scope: Scope) -> None:
        path = next((self.line(c) for c in node.named_children
                     if c.type in ("qualified_name", "name", "namespace_name")), "")
        self.add_import(node, (scope.note + path).lstrip("\\"))

    def statement(self, node: Node, scope: Scope) -> None:
        for child in node.named_children:
            if child.type in ("require_expression", "require_once_expression",
                              "include_expression", "include_once_expression"):
                operand = child.named_children[0] if child.named_child_count else None
                if match := _PATH.fullmatch(self.line(operand)):
                    self.add_import(node, (match[1] or match[2]).removeprefix("/")
                                    if "__" in self.line(operand) else match[1] or match[2],
                                    kind="path")
            elif child.type == "function_call_expression":
                self.defined(child, node)

    def defined(self, call: Node, node: Node) -> None:
        """``define('NAME', value)``: a constant outside of every namespace."""
        arguments = call.child_by_field_name("arguments")
        if self.field(call, "function") != "define" or arguments is None:
            return
        words = arguments.named_children
        name = self.line(words[0]).strip("'\"") if words else ""
        if len(words) > 1 and re.fullmatch(r"[\w\\]+", name):
            self.define(node, Scope(), "constant", name,
                        signature=f"= {short_value(self.line(words[1]))}")

    def modifiers(self, node: Node) -> tuple[str, ...]:
        return tuple(self.line(c) for c in node.named_children if c.type in _MODIFIERS)

    def attributes(self, node: Node) -> tuple[str, ...]:
        """What stands in ``#[…]``."""
        listed = node.child_by_field_name("attributes")
        groups = listed.named_children if listed is not None else ()
        return tuple(self.line(attribute) for group in groups for attribute in group.named_children)

    visitors: ClassVar = {
        "namespace_definition": namespace_definition,
        "namespace_use_declaration": used,
        "namespace_use_group": TreeWalk.push,
        "namespace_use_clause": use_clause,
        "class_declaration": type_declaration,
        "interface_declaration": type_declaration,
        "trait_declaration": type_declaration,
        "enum_declaration": type_declaration,
        "function_definition": function,
        "method_declaration": function,
        "property_declaration": properties,
        "const_declaration": constants,
        "enum_case": case,
        "expression_statement": statement,
        "if_statement": TreeWalk.push,
        "compound_statement": TreeWalk.push,
    }
