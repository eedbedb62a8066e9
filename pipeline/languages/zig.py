"""Zig: containers with their members, functions, constants, error sets, tests and imports."""

from __future__ import annotations

import re
from typing import ClassVar

import msgspec
from tree_sitter import Node

from pipeline.languages import Source
from pipeline.languages.grammar import parser
from pipeline.languages.scriptwalk import short_value
from pipeline.languages.treewalk import Scope, TreeWalk
from pipeline.model import Extraction

_WORDS = frozenset("pub export extern inline noinline threadlocal comptime packed".split())
_CONTAINERS = {
    "struct_declaration": "struct", "enum_declaration": "enum", "union_declaration": "union",
    "opaque_declaration": "type",
}
_IMPORT = re.compile(r'@import\s*\(\s*"([^"\n]+)"\s*\)(?:\s*\.\s*(\w+(?:\s*\.\s*\w+)*))?')
_C_INCLUDE = re.compile(r'@cInclude\s*\(\s*"([^"\n]+)"')


def extract(source: Source) -> Extraction:
    """What a Zig file declares and imports."""
    return ZigWalk(source, parser("zig")).run().extraction()


class ZigWalk(TreeWalk):
    """Declarations of containers, of which a file is one; bodies of functions are passed over."""

    doc_marker: ClassVar = re.compile(r"///")

    def imported(self, node: Node, name: str) -> bool:
        """Record what ``@import`` and ``@cImport`` bring; False when the text holds neither."""
        text = self.slice(node.start_byte, min(node.end_byte, node.start_byte + 2_000))
        if text.startswith("@cImport"):
            for match in _C_INCLUDE.finditer(text):
                self.add_import(node, match[1], kind="include")
            return True
        found = _IMPORT.fullmatch(text)
        if found is None:
            return False
        member = "".join((found[2] or "").split())
        kind = "path" if found[1].endswith((".zig", ".zon")) else "import"
        self.add_import(node, found[1], (member,) if member else (), kind=kind)
        if name and name != (member or found[1].removesuffix(".zig")):
            self.imports[-1] = msgspec.structs.replace(self.imports[-1],
                                                       aliases=((name, member),))
        return True

    def using(self, node: Node, scope: Scope) -> None:
        if node.named_child_count and self.imported(node.named_children[0], ""):
            self.imports[-1:] = [
                msgspec.structs.replace(last, names=("*",)) for last in self.imports[-1:]]

    def variable(self, node: Node, scope: Scope) -> None:
        names = node.named_children
        if not names or names[0].type != "identifier":
            return
        name, value = names[0], names[-1]
        written, words = self.text(name), self.words(node, _WORDS)
        if written == "_" or self.text(value) == "@This()" or self.imported(value, written):
            return
        if value.type in _CONTAINERS:
            self._container(node, scope, written, value, words)
        elif value.type == "error_set_declaration":
            index = self.define(node, scope, "type", written, modifiers=(*words, "error set"))
            self.push(value, self.inside(index, "errors"))
        else:
            is_constant = any(child.type == "const" for child in node.children)
            signature = self.between(name, None, node).removesuffix(";").rstrip()
            self.define(node, scope, "constant" if is_constant else "variable", written,
                        signature=short_value(signature), modifiers=words)

    def _container(
        self, node: Node, scope: Scope, name: str, value: Node, words: tuple[str, ...]
    ) -> None:
        opening = next((c for c in value.children if c.type == "{"), None)
        before = self.slice(value.start_byte, opening.start_byte) if opening is not None else ""
        _, bracket, rest = before.partition("(")
        index = self.define(
            node, scope, _CONTAINERS[value.type], name, signature=self.flatten(bracket + rest),
            modifiers=(*words, *self.words(value, _WORDS)))
        self.push(value, self.inside(index))

    def error(self, node: Node, scope: Scope) -> None:
        if scope.note == "errors":
            self.define(node, scope, "enumerator", self.text(node))

    def member(self, node: Node, scope: Scope) -> None:
        name = node.child_by_field_name("name")
        if name is None or (written := self.text(name)) == "_" or scope.parent < 0:
            return
        kind = "enumerator" if scope.kind == "enum" else "field"
        self.define(node, scope, kind, written, modifiers=self.words(node, _WORDS),
                    signature=short_value(self.between(name, None, node)))

    def function(self, node: Node, scope: Scope) -> None:
        name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        if name is None:
            return
        written, words = self.text(name), self.words(node, _WORDS)
        if written == "main" and scope.parent < 0 and "pub" in words:
            self.entry_points.append("main")
        signature = self.between(name, body, node).removesuffix(";").rstrip()
        kind = "function" if scope.parent < 0 else "method"
        index = self.define(node, scope, kind, written, signature=signature, modifiers=words)
        if body is not None and self.field(node, "type") == "type":
            self._made_type(body, self.inside(index))

    def _made_type(self, body: Node, scope: Scope) -> None:
        """The members of the type that a function returns: ``return struct { … };``."""
        last = body.named_children[-1] if body.named_child_count else None
        while last is not None and last.type in ("expression_statement", "return_expression"):
            last = last.named_children[0] if last.named_child_count else None
        if last is not None and last.type in _CONTAINERS:
            self.push(last, scope._replace(kind=_CONTAINERS[last.type]))

    def test(self, node: Node, scope: Scope) -> None:
        name = node.named_children[0] if node.named_child_count else None
        if name is not None and name.type in ("string", "identifier"):
            self.define(node, scope, "test", self.line(name).strip('"'))

    visitors: ClassVar = {
        "using_namespace_declaration": using,
        "variable_declaration": variable,
        "identifier": error,
        "container_field": member,
        "function_declaration": function,
        "test_declaration": test,
    }
