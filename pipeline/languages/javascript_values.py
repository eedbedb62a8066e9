"""Variables, assignments and exports of JavaScript and TypeScript: values that get a name.

A value that is a function makes its variable, property or assignment target a function.
"""

from __future__ import annotations

import re

from tree_sitter import Node

from pipeline.languages.javascript_definitions import FUNCTIONS, UNNAMED, Definitions
from pipeline.languages.javascript_imports import clause_names, specifiers, string_value
from pipeline.languages.treewalk import Scope

CALLS = ("call_expression", "new_expression")
EXPORTS = ("exports", "module.exports")
_TARGET = re.compile(r"(?:this|[A-Za-z_$][\w$]*)(?:\.[\w$#]+)*")
#: What a browser, a server and a bundler call the place of all globals.
_GLOBALS = ("window.", "global.", "globalThis.", "self.", "root.", "this.")


class Values(Definitions):
    """A walk that follows values to the names that they are stored or exported under."""

    # -- variables and assignments -----------------------------------------------------------

    def variables(self, node: Node, scope: Scope) -> None:
        """Variables of the module, and those anywhere that hold a function or a class."""
        is_of_module = scope.kind in ("file", "namespace", "module") and (
            scope.note not in ("block", "callback")
            or (scope.note == "block" and node.type == "variable_declaration"))
        kind = "constant" if self.field(node, "kind") == "const" else "variable"
        words = " ".join(self._scope_words(scope, "variable"))
        self.push(node, scope._replace(note=f"{words} {kind if is_of_module else ''}"))

    def variable(self, node: Node, scope: Scope) -> None:
        kind = scope.note.rpartition(" ")[2]
        name, value = (node.child_by_field_name(n) for n in ("name", "value"))
        if name is None:
            return
        targets: list[str] = []
        while value is not None and value.type == "assignment_expression":
            targets.append(self.field(value, "left"))
            value = value.child_by_field_name("right")
        if name.type == "identifier":
            words = ("exported",) if any(map(_is_export, targets)) else ()
            self._named_value(node, scope, self.text(name), value, kind, words)
        elif kind and not self._is_import(value):
            for each in _pattern_names(name):
                self.define(each, scope, kind, self.text(each),
                            modifiers=self._scope_words(scope, kind))

    def _named_value(
        self, node: Node, scope: Scope, name: str, value: Node | None, kind: str,
        words: tuple[str, ...],
    ) -> None:
        """``kind`` is empty where only functions and classes are of interest."""
        value = unwrapped(value) if value is not None else None
        if value is not None and value.type in FUNCTIONS:
            self._function(node, scope, name, value, words=words)
        elif value is not None and value.type == "class":
            self._class(node, scope, name, value, words=words)
        elif kind and not self._is_import(value):
            index = self.define(node, scope, kind, name, signature=self._typed_value(node),
                                modifiers=(*self._scope_words(scope, kind), *words))
            if value is not None and value.type == "object":
                self.push(value, self.inside(index))
        if value is not None and value.type in CALLS:
            self.visit_next(value, scope)

    def _is_import(self, value: Node | None) -> bool:
        """``require("x")`` and ``await import("x")``, perhaps with ``.name`` behind it."""
        while value is not None and value.type in ("member_expression", "await_expression"):
            value = value.child_by_field_name("object") or (
                value.named_children[-1] if value.named_child_count else None)
        if value is None or value.type != "call_expression":
            return False
        return self.field(value, "function") in ("require", "import")

    def pair(self, node: Node, scope: Scope) -> None:
        """A key of an object literal that holds a function, or is exported."""
        name = self._member_name(node.child_by_field_name("key"))
        value = node.child_by_field_name("value")
        is_exported = scope.note == "exported"
        if value is None or not name:
            return
        if value.type in FUNCTIONS:
            kind = "function" if is_exported else "method"
            self._function(node, scope, name, value, kind=kind)
        elif value.type == "class":
            self._class(node, scope, name, value)
        elif is_exported and value.type == "identifier":
            self.exported[self.text(value)] = ("exported",)
        elif is_exported and self._is_import(value):
            pass
        elif is_exported or (value.type == "object" and _has_functions(value)):
            index = self.define(
                node, scope, "property", name, modifiers=self._scope_words(scope, "property"),
                signature=f"= {self.line(value)}" if is_exported else "")
            if value.type == "object":
                self.push(value, self.inside(index))

    def shorthand(self, node: Node, scope: Scope) -> None:
        if scope.note == "exported":
            self.exported[self.text(node)] = ("exported",)

    def assignment(self, node: Node, scope: Scope) -> None:
        """``exports.x = …``, ``Foo.prototype.bar = …``, ``a = b = …``: the rightmost is stored."""
        targets: list[str] = []
        value: Node | None = node
        while value is not None and value.type == "assignment_expression":
            targets.append(self.field(value, "left")[:200])
            value = value.child_by_field_name("right")
        if value is not None and self.text(value) in ("void 0", "undefined"):
            return  # only announces what follows
        value = unwrapped(value)
        if value is None:
            return
        is_exported = any(map(_is_export, targets))
        target = next((t for t in targets if t not in EXPORTS and _TARGET.fullmatch(t)), "")
        if any(t in EXPORTS for t in targets) and value.type not in FUNCTIONS:
            self._export_value(node, scope, value)
        elif target or is_exported:
            self._assign(node, scope, target, value, ("exported",) if is_exported else ())

    def _assign(
        self, node: Node, scope: Scope, target: str, value: Node, words: tuple[str, ...]
    ) -> None:
        name, qualname, kind = self._place(target, scope)
        if name == "prototype" and value.type == "object":
            owner = scope._replace(kind="class", prefix=target.removesuffix("prototype"), note="")
            self.push(value, owner)
        elif value.type in FUNCTIONS:
            name = name or self.field(value, "name") or "exports"
            self._function(node, scope, name, value, kind=kind, qualname=qualname, words=words)
        elif value.type == "class":
            name = name or self.field(value, "name") or "exports"
            self._class(node, scope, name, value, qualname=qualname, words=words)
        elif ".prototype." in target and value.type in ("identifier", "member_expression"):
            self.define(node, scope, "method", name, qualname=qualname,
                        signature=f"= {self.line(value)}")
        elif words and value.type == "identifier" and self.text(value) == name:
            self.exported[name] = words
        elif words and name and not self._is_import(value):
            index = self.define(node, scope, "variable", name, qualname=qualname, modifiers=words,
                                signature=f"= {self.line(value)}")
            if value.type == "object":
                self.push(value, self.inside(index))
        if value is not None and value.type in CALLS:
            self.visit_next(value, scope)

    def _place(self, target: str, scope: Scope) -> tuple[str, str, str]:
        """Name, qualified name and kind of a function that is assigned to ``target``."""
        for prefix in ("module.exports.", "exports."):
            if target.startswith(prefix):
                name = target.removeprefix(prefix)
                return name.rpartition(".")[2], name, "method" if "." in name else "function"
        if target.startswith("this.") and scope.kind in ("function", "constructor", "method"):
            owner = scope.prefix.removesuffix(".")
            if scope.kind != "function":
                owner = owner.rpartition(".")[0]
            member = target.removeprefix("this.")
            return member.rpartition(".")[2], f"{owner}.{member}", "method"
        prefix = next((p for p in _GLOBALS if target.startswith(p)), "")
        path = target.removeprefix(prefix).replace(".prototype.", ".")
        name = path.rpartition(".")[2]
        return name, path, "method" if "." in path else "function"

    # -- exports and imports -----------------------------------------------------------------

    def export(self, node: Node, scope: Scope) -> None:
        source = node.child_by_field_name("source")
        if source is not None:
            self.add_import(node, string_value(self, source), clause_names(self, node))
            return
        declaration = (node.child_by_field_name("declaration")
                       or node.child_by_field_name("value"))
        words = "exported" + (" default" if any(c.type == "default" for c in node.children) else "")
        if declaration is not None:
            self._export_declaration(node, scope, declaration, words)
            return
        for each in node.named_children:
            if each.type == "export_clause":
                for name, alias in specifiers(self, each):
                    is_default = alias == "default"
                    self.exported[name] = ("exported", "default") if is_default else ("exported",)
            elif each.type == "identifier" and not any(c.type == "as" for c in node.children):
                self.exported[self.text(each)] = ("exported",)

    def _export_declaration(
        self, node: Node, scope: Scope, declaration: Node, words: str
    ) -> None:
        inner = scope._replace(note=words)
        kind = declaration.type
        if kind == "identifier":
            self.exported[self.text(declaration)] = tuple(words.split())
        elif kind in FUNCTIONS:
            name = self.field(declaration, "name") or UNNAMED
            self._function(node, inner, name, declaration)
        elif kind in ("class", "class_declaration", "abstract_class_declaration"):
            self._class(node, inner, self.field(declaration, "name") or UNNAMED, declaration)
        elif kind == "object":
            self.push(declaration, scope)
        else:
            self.visit_next(declaration, inner)

    def _export_value(self, node: Node, scope: Scope, value: Node) -> None:
        """``module.exports = …``"""
        if value.type == "identifier":
            self.exported[self.text(value)] = ("exported",)
        elif value.type == "class":
            self._assign(node, scope, "", value, ("exported",))
        elif value.type == "object":
            self.push(value, scope._replace(note="exported"))
        elif value.type in CALLS:
            self.visit_next(value, scope)


_WRAPPERS = frozenset({
    "expression_statement", "return_statement", "unary_expression", "parenthesized_expression",
    "await_expression",
})


def _is_export(target: str) -> bool:
    return target in EXPORTS or target.startswith(("exports.", "module.exports."))


def unwrapped(node: Node | None) -> Node | None:
    """An expression without the parentheses around it and the operators in front of it."""
    while node is not None and node.type in _WRAPPERS:
        node = node.named_children[-1] if node.named_child_count else None
    return node


def _pattern_names(pattern: Node) -> list[Node]:
    """The identifiers that a destructuring pattern binds at its first level."""
    names = []
    for each in pattern.named_children:
        if each.type == "pair_pattern":
            each = each.child_by_field_name("value") or each
        if each.type in ("object_assignment_pattern", "assignment_pattern"):
            each = each.child_by_field_name("left") or each
        if each.type in ("identifier", "shorthand_property_identifier_pattern"):
            names.append(each)
    return names


def _has_functions(value: Node) -> bool:
    for each in value.named_children:
        inner = each.child_by_field_name("value") if each.type == "pair" else None
        if each.type == "method_definition" or (inner is not None and inner.type in FUNCTIONS):
            return True
    return False
