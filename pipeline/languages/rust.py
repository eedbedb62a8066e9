"""Rust: items of a crate, with what ``impl`` blocks add to types, tests and ``use`` trees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from tree_sitter import Node

from pipeline.languages import Source
from pipeline.languages.comments import cap, comment_text, drop_boilerplate
from pipeline.languages.grammar import parser
from pipeline.languages.treewalk import Scope, TreeWalk
from pipeline.model import Extraction

_INNER_DOC = re.compile(
    r"(?://![^\n]*\n?|/\*!.*?\*/|//(?![!/])[^\n]*|/\*(?!!).*?\*/|#!\[[^\n]*|\s+)*",
    re.DOTALL)
_INNER_LINES = re.compile(r"^[ \t]*//!([^\n]*)|/\*!(.*?)\*/", re.MULTILINE | re.DOTALL)
_TEST = re.compile(r"(?:\w+::)*(?:test|rstest|test_case|wasm_bindgen_test|quickcheck)\b")
_ARGUMENTS = re.compile(r"<.*|\bdyn\s+|&\s*(?:'\w+\s+)?(?:mut\s+)?")
_KINDS = {
    "struct_item": "struct", "union_item": "union", "enum_item": "enum", "trait_item": "trait",
}


def extract(source: Source) -> Extraction:
    """What a Rust file declares and uses."""
    walk = RustWalk(source, parser("rust")).run()
    return walk.extraction(doc=_file_doc(source.text) or None)


def _file_doc(text: str) -> str:
    """The ``//!`` lines at the top, where nothing but comments and attributes stands above them."""
    head = _INNER_DOC.match(text[:65_536])
    found = (m[1] or m[2] or "" for m in _INNER_LINES.finditer(head[0] if head else ""))
    return cap(drop_boilerplate(comment_text("\n".join(f"//{line}" for line in found), ("//",))))


class RustWalk(TreeWalk):
    """Items of modules, types, traits and function bodies; statements are passed over.

    ``Scope.note`` holds the trait that an ``impl`` block implements.
    """

    separator: ClassVar = "::"
    doc_marker: ClassVar = re.compile(r"///|/\*\*")

    def take_doc(self, line: int) -> str:
        # `//!` speaks of what is around it, not of what is below.
        self._remarks = [r for r in self._remarks
                         if self.data[r[0] : r[0] + 3] not in (b"//!", b"/*!")]
        return super().take_doc(line)

    # -- items -------------------------------------------------------------------------------

    def attribute(self, node: Node, scope: Scope) -> None:
        self.keep_decorator(node, self.line(node).removeprefix("#[").removesuffix("]"))

    def item(
        self, node: Node, scope: Scope, kind: str, signature: str, *,
        bases: tuple[str, ...] = (), modifiers: tuple[str, ...] = (),
    ) -> int:
        decorators = self.take_decorators(node)
        words = (*self.visibility(node), *modifiers)
        if kind in ("function", "method") and any(map(_TEST.match, decorators)):
            words += ("test",)
        return self.define(node, scope, kind, self.field(node, "name"), signature=signature,
                           bases=bases, decorators=decorators, modifiers=words)

    def visibility(self, node: Node) -> tuple[str, ...]:
        found = next((c for c in node.named_children if c.type == "visibility_modifier"), None)
        return () if found is None else (self.line(found),)

    def rest(self, node: Node, end: str = "body") -> str:
        """What stands between an item's name and its body."""
        name = node.child_by_field_name("name")
        if name is None:
            return ""
        return self.between(name, node.child_by_field_name(end), node).rstrip("; ")

    def module(self, node: Node, scope: Scope) -> None:
        body = node.child_by_field_name("body")
        if body is None:
            self.add_import(node, self.field(node, "name"))
            self.take_decorators(node)
            return
        index = self.item(node, scope, "module", "")
        self.push(body, self.inside(index))

    def type_item(self, node: Node, scope: Scope) -> None:
        body = node.child_by_field_name("body")
        is_tuple = body is not None and body.type == "ordered_field_declaration_list"
        bases = next((c for c in node.named_children if c.type == "trait_bounds"), None)
        signature = self.rest(node, "none" if is_tuple else "body")
        if bases is not None:
            signature = signature.replace(self.line(bases), "", 1).strip()
        index = self.item(
            node, scope, _KINDS[node.type], signature,
            bases=() if bases is None else tuple(map(self.line, bases.named_children)),
            modifiers=self.words(node, frozenset({"unsafe", "auto"})))
        if body is not None:
            self.push(body, self.inside(index))

    def field_item(self, node: Node, scope: Scope) -> None:
        if scope.kind in ("struct", "union", "enumerator"):
            self.item(node, scope, "field", f": {self.field(node, 'type')}")

    def enumerator(self, node: Node, scope: Scope) -> None:
        value, body = self.field(node, "value"), node.child_by_field_name("body")
        signature = self.line(body) + (f" = {value}" if value else "")
        index = self.item(node, scope, "enumerator", signature)
        if body is not None:
            self.push(body, self.inside(index))

    def implementation(self, node: Node, scope: Scope) -> None:
        self.take_decorators(node)
        self._remarks = []
        owner = _ARGUMENTS.sub("", self.field(node, "type")).strip()
        body = node.child_by_field_name("body")
        if body is not None:
            trait = self.field(node, "trait")
            self.push(body, Scope("impl", scope.parent, f"{scope.prefix}{owner}::", trait))

    def function(self, node: Node, scope: Scope) -> None:
        kind = "method" if scope.kind in ("impl", "trait") else "function"
        words = next((c for c in node.named_children if c.type == "function_modifiers"), None)
        modifiers: tuple[str, ...] = ()
        if words is not None:
            modifiers = tuple(map(self.line, words.children))
        if scope.kind in ("function", "method"):
            modifiers += ("nested",)
        if scope.note:
            modifiers += (f"impl {scope.note}",)
        index = self.item(node, scope, kind, self.rest(node), modifiers=modifiers)
        body = node.child_by_field_name("body")
        if body is not None:
            self.push(body, self.inside(index))
        if scope.kind == "file" and self.field(node, "name") == "main":
            self.entry_points.append("main")

    def value(self, node: Node, scope: Scope) -> None:
        if self.field(node, "name") == "_":
            return
        kind = "variable" if node.type == "static_item" else "constant"
        words: tuple[str, ...] = ("static",) if node.type == "static_item" else ()
        if any(c.type == "mutable_specifier" for c in node.named_children):
            words += ("mut",)
        self.item(node, scope, kind, self.rest(node), modifiers=words)

    def alias(self, node: Node, scope: Scope) -> None:
        modifiers: tuple[str, ...] = ()
        if scope.note:
            modifiers = (f"impl {scope.note}",)
        self.item(node, scope, "type", self.rest(node), modifiers=modifiers)

    def macro(self, node: Node, scope: Scope) -> None:
        """A macro belongs to the crate, wherever it stands."""
        self.item(node, scope._replace(prefix=""), "macro", "")

    def foreign(self, node: Node, scope: Scope) -> None:
        body = node.child_by_field_name("body")
        if body is not None:
            self.push(body, scope)

    # -- imports -----------------------------------------------------------------------------

    def used(self, node: Node, scope: Scope) -> None:
        argument = node.child_by_field_name("argument")
        paths: dict[str, list[str]] = {}
        for path, name in self._expanded(argument) if argument is not None else ():
            paths.setdefault(path, []).append(name)
        for path, names in paths.items():
            self.add_import(node, path, tuple(filter(None, names)),
                            scope="function" if scope.kind in ("function", "method") else "")

    def _expanded(self, argument: Node) -> Iterator[tuple[str, str]]:
        """(path, name) of each leaf of a ``use`` tree."""
        stack = [(argument, "")]
        while stack:
            node, prefix = stack.pop()
            if node.type == "scoped_use_list":
                path = self.field(node, "path")
                inner = node.child_by_field_name("list")
                prefix = f"{prefix}{path}::" if path else prefix
                stack += [(inner, prefix)] if inner is not None else []
            elif node.type == "use_list":
                stack += [(each, prefix) for each in reversed(node.named_children)]
            elif node.type == "use_as_clause":
                yield _split(prefix + self.field(node, "path"))
            elif node.type == "use_wildcard":
                path = self.line(node).removesuffix("*").removesuffix("::")
                yield (prefix + path).removesuffix("::"), "*"
            elif "comment" not in node.type:
                yield _split(prefix + self.line(node))

    def extern_crate(self, node: Node, scope: Scope) -> None:
        self.add_import(node, self.field(node, "name"))

    visitors: ClassVar = {
        "source_file": TreeWalk.push,
        "attribute_item": attribute,
        "mod_item": module,
        **dict.fromkeys(_KINDS, type_item),
        "field_declaration": field_item,
        "enum_variant": enumerator,
        "impl_item": implementation,
        "function_item": function,
        "function_signature_item": function,
        "const_item": value,
        "static_item": value,
        "type_item": alias,
        "associated_type": alias,
        "macro_definition": macro,
        "foreign_mod_item": foreign,
        "use_declaration": used,
        "extern_crate_declaration": extern_crate,
    }


def _split(path: str) -> tuple[str, str]:
    """``a::b`` and ``c`` of ``a::b::c``; ``self`` stands for the path before it."""
    module, _, name = path.rpartition("::")
    if name == "self" and module:
        return module, ""
    return (module, name) if module else (name, "")
