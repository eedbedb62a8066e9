"""OCaml: modules and their types, types with constructors and fields, values, classes, tests.

A doc comment may stand above what it describes or, in interfaces above all, right below it.
"""

from __future__ import annotations

import re
from typing import ClassVar

from tree_sitter import Node

from pipeline.languages import Source
from pipeline.languages.grammar import parser
from pipeline.languages.prose import file_comment
from pipeline.languages.scriptwalk import short_value
from pipeline.languages.treewalk import Scope, TreeWalk, first_line
from pipeline.model import Extraction

_COMMENT = re.compile(r"\(\*.*?\*\)", re.DOTALL)
_REFERENCE = re.compile(r"\{!(?:\w+:)?([^{}\s]+)\}")
_CODE = re.compile(r"(?<![\w\[`])\[([^\[\]\n]+)\]")
_PROGRAM = re.compile(r"\(?\)?\s*=\s*(?:exit\b.*|.*\b(?:main|run|eval\w*)\b)", re.DOTALL)
_TESTS = ("test", "test_unit", "expect_test", "test_module", "bench")
_FUNCTIONS = ("fun_expression", "function_expression")


def extract(source: Source) -> Extraction:
    """What an OCaml file defines and opens; sources of ocamllex and menhir are not OCaml."""
    if source.name.endswith((".mll", ".mly")):
        return Extraction(doc=file_comment(source))
    is_interface = source.name.endswith(".mli")
    grammar = parser("ocaml", "language_ocaml_interface" if is_interface else "language_ocaml")
    return OCamlWalk(source, grammar).run().extraction()


class OCamlWalk(TreeWalk):
    """Items of modules and signatures; what an expression binds is its own affair."""

    doc_marker: ClassVar = re.compile(r"\(\*\*(?!\*)")

    def flatten(self, text: str) -> str:
        return " ".join(_COMMENT.sub(" ", text).split())

    def clean_doc(self, raw: str) -> str:
        text = super().clean_doc(raw)
        return _CODE.sub(r"`\1`", _REFERENCE.sub(r"`\1`", text)) if raw[:3] == "(**" else text

    def doc_of(self, node: Node) -> str:
        """The comment above, or else the doc comment below or behind that is no one else's."""
        return self.take_doc(first_line(node)) or self.doc_below(node)

    def doc_below(self, node: Node) -> str:
        below = node.next_named_sibling
        if below is None or below.type != "comment" or not self.doc_marker.match(self.text(below)):
            return ""
        if below.start_point.row > node.end_point.row + 1:
            return ""
        after = below.next_named_sibling
        is_last = after is None or after.start_point.row > below.end_point.row + 1
        is_behind = below.start_point.row == node.end_point.row
        return self.clean_doc(self.text(below)) if is_last or is_behind else ""

    def child(self, node: Node, kind: str) -> Node | None:
        return next((c for c in node.named_children if c.type == kind), None)

    def attributes(self, node: Node) -> tuple[str, ...]:
        return tuple(self.line(c)[2:-1].lstrip("@").strip() for c in node.named_children
                     if c.type == "item_attribute")

    # -- modules -----------------------------------------------------------------------------

    def opened(self, node: Node, scope: Scope) -> None:
        module = self.field(node, "module")
        if module[:1].isupper() and "(" not in module and " " not in module:
            self.add_import(node, module, ("*",))

    def module(self, node: Node, scope: Scope) -> None:
        doc = self.doc_of(node)
        for binding in node.named_children:
            name = self.child(binding, "module_name")
            if binding.type != "module_binding" or name is None:
                continue
            written, body = (binding.child_by_field_name("module_type"),
                             binding.child_by_field_name("body"))
            parts = [self.line(c) for c in binding.named_children if c.type == "module_parameter"]
            if body is not None and body.type == "module_path":
                parts.append(f"= {self.line(body)}")
            bases = (self.line(written),) if written and written.type != "signature" else ()
            index = self.define(binding, scope, "module", self.line(name), doc=doc, bases=bases,
                                signature=" ".join(parts))
            doc = ""
            for inner in (body, written):
                if inner is not None and inner.type in ("structure", "signature"):
                    self.push(inner, self.inside(index))
                    break

    def module_type(self, node: Node, scope: Scope) -> None:
        index = self.define(node, scope, "interface", self.line(self.child(
            node, "module_type_name")), doc=self.doc_of(node), modifiers=("module type",))
        body = node.child_by_field_name("body")
        if body is not None and body.type == "signature":
            self.push(body, self.inside(index))

    # -- types -------------------------------------------------------------------------------

    def types(self, node: Node, scope: Scope) -> None:
        above = self.take_doc(first_line(node))
        below = self.doc_below(node)
        bindings = [c for c in node.named_children if c.type == "type_binding"]
        for number, binding in enumerate(bindings):
            is_last = number == len(bindings) - 1
            self._type(binding, scope, above if number == 0 else "", below if is_last else "")

    def _type(self, node: Node, scope: Scope, doc: str, below: str) -> None:
        """``below`` describes the last constructor of a list, and else the type itself."""
        name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        if name is None:
            return
        is_listed = body is not None and body.type in ("variant_declaration", "record_declaration")
        before = self.slice(node.start_byte, name.start_byte).strip()
        value = "" if is_listed else self.between(name, body.end_byte if body else name, node)
        listed = body.named_children if body is not None and is_listed else []
        closes = bool(listed) and node.end_point.row > node.start_point.row and (
            listed[-1].type == "constructor_declaration")
        inner = scope
        if name.type == "type_constructor":
            signature = short_value(f"{self.flatten(before)} {value}".strip())
            index = self.define(node, scope, "type", self.line(name), signature=signature,
                                doc=doc or ("" if closes else below),
                                decorators=self.attributes(node))
            inner = self.inside(index)
        for each in listed:
            if each.type == "constructor_declaration":
                tail = below if closes and each == listed[-1] else ""
                self._constructor(each, inner, scope.prefix, tail)
            elif each.type == "field_declaration":
                field = self.child(each, "field_name")
                self.define(each, inner, "field", self.line(field), doc=self.doc_of(each),
                            signature=f": {self.field(each, 'type')}",
                            modifiers=self.words(each, frozenset(("mutable",))))

    def _constructor(self, node: Node, scope: Scope, prefix: str, below: str) -> None:
        """A constructor is a name of the module, not of its type."""
        name = self.child(node, "constructor_name")
        if name is not None:
            written = self.line(name)
            self.define(node, scope, "constructor", written, qualname=prefix + written,
                        doc=self.doc_of(node) or below, signature=self.between(name, None, node))

    def exception(self, node: Node, scope: Scope) -> None:
        declared = self.child(node, "constructor_declaration")
        name = self.child(declared, "constructor_name") if declared is not None else None
        if declared is not None and name is not None:
            self.define(node, scope, "type", self.line(name), doc=self.doc_of(node),
                        signature=self.between(name, None, declared), modifiers=("exception",))

    # -- values ------------------------------------------------------------------------------

    def values(self, node: Node, scope: Scope) -> None:
        marker = self.line(self.child(node, "attribute_id"))
        bindings = [c for c in node.named_children if c.type == "let_binding"]
        doc = self.doc_of(node)
        for number, binding in enumerate(bindings):
            span = node if len(bindings) == 1 else binding
            self._binding(span, binding, scope, doc if number == 0 else "", marker)

    def _binding(self, node: Node, binding: Node, scope: Scope, doc: str, marker: str) -> None:
        pattern, body = (binding.child_by_field_name("pattern"),
                         binding.child_by_field_name("body"))
        if pattern is None:
            return
        if marker.rpartition(".")[2] in _TESTS:
            if pattern.type == "string":
                self.define(node, scope, "test", self.line(pattern).strip('"'), doc=doc)
        elif pattern.type == "unit":
            text = self.slice(binding.start_byte, binding.start_byte + 200)
            if _PROGRAM.match(text.split("\n\n")[0]) and scope.parent < 0:
                self.entry_points.append("main")
        elif pattern.type in ("value_name", "parenthesized_operator"):
            equals = next((c for c in binding.children if c.type == "="), None)
            is_function = self.child(binding, "parameter") is not None or (
                body is not None and body.type in _FUNCTIONS)
            self.define(node, scope, "function" if is_function else "constant",
                        self.line(pattern), doc=doc, decorators=self.attributes(node),
                        signature=self.between(pattern, equals, binding))
        elif pattern.type == "tuple_pattern":
            for each in pattern.named_children:
                if each.type == "value_name":
                    self.define(each, scope, "constant", self.line(each), doc="")

    def specification(self, node: Node, scope: Scope) -> None:
        name = self.child(node, "value_name") or self.child(node, "parenthesized_operator")
        written = node.child_by_field_name("type")
        if name is None or written is None:
            return
        kind = "function" if written.type == "function_type" else "constant"
        self.define(node, scope, kind, self.line(name), doc=self.doc_of(node),
                    signature=f": {self.line(written)}", decorators=self.attributes(node),
                    modifiers=("external",) if node.type == "external" else ())

    # -- classes -----------------------------------------------------------------------------

    def classes(self, node: Node, scope: Scope) -> None:
        doc = self.doc_of(node)
        kind = "class" if node.type == "class_definition" else "interface"
        for binding in node.named_children:
            name = self.child(binding, "class_name") or self.child(binding, "class_type_name")
            if name is None:
                continue
            body = binding.child_by_field_name("body")
            inherited = [c for c in (body.named_children if body is not None else ())
                         if c.type.startswith("inherit")]
            index = self.define(
                node, scope, kind, self.line(name), doc=doc,
                signature=" ".join(self.line(c) for c in binding.named_children
                                   if c.type == "parameter"),
                bases=tuple(filter(None, (self.field(c, "class").partition(" ")[0]
                                          for c in inherited))),
                modifiers=self.words(binding, frozenset(("virtual",))))
            if body is not None:
                self.push(body, self.inside(index))

    def method(self, node: Node, scope: Scope) -> None:
        is_method = node.type.startswith("method")
        name = self.child(node, "method_name" if is_method else "instance_variable_name")
        if name is None:
            return
        equals = next((c for c in node.children if c.type == "="), None)
        self.define(node, scope, "method" if is_method else "field", self.line(name),
                    doc=self.doc_of(node), signature=self.between(name, equals, node),
                    modifiers=self.words(node, frozenset(("private", "virtual", "mutable"))))

    visitors: ClassVar = {
        "open_module": opened,
        "include_module": opened,
        "module_definition": module,
        "module_type_definition": module_type,
        "type_definition": types,
        "exception_definition": exception,
        "value_definition": values,
        "value_specification": specification,
        "external": specification,
        "class_definition": classes,
        "class_type_definition": classes,
        "method_definition": method,
        "method_specification": method,
        "instance_variable_definition": method,
    }
