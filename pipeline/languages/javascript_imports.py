"""How JavaScript and TypeScript name other files: import clauses, calls and reference comments.

A call that imports may stand in any expression, and the walk visits none. So the calls are found by
their text, and the syntax tree is asked whether each is code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from pipeline.languages.treewalk import TreeWalk, first_line
from pipeline.model import Import

#: A bundle holds thousands of calls; asking for the place of each is not for free.
_MOST_CALLS = 400
_CALL = re.compile(rb"\b(?:require|import)\s*\(\s*(?=[\"'`])|\bdefine\s*\([^()\[\]]{0,80}(?=\[)")
_SCOPES = {
    "if_statement": "if", "try_statement": "try", "function_declaration": "function",
    "function_expression": "function", "arrow_function": "function",
    "method_definition": "function", "generator_function": "function",
    "generator_function_declaration": "function",
}
_REFERENCE = re.compile(
    r"^///[ \t]*<reference[ \t]+(path|types)[ \t]*=[ \t]*[\"']([^\"'\n]+)[\"']", re.MULTILINE)
#: What a module loader passes to every module.
_LOADER = frozenset({"require", "exports", "module"})


def string_value(walk: TreeWalk, node: Node | None) -> str:
    """The text of a string without its quotes; empty for other nodes."""
    if node is None or node.type not in ("string", "template_string"):
        return ""
    return walk.text(node)[1:-1]


def specifiers(walk: TreeWalk, clause: Node) -> Iterator[tuple[str, str]]:
    """(name, alias) of each ``a as b`` in an import or export clause."""
    for each in clause.named_children:
        if each.type in ("import_specifier", "export_specifier"):
            yield walk.field(each, "name").strip("\"'"), walk.field(each, "alias")


def clause_names(walk: TreeWalk, clause: Node) -> tuple[str, ...]:
    """What an ``import`` or ``export … from`` takes, by the names that its source gives them."""
    names: list[str] = []
    for each in clause.children:
        if each.type == "identifier" and clause.type == "import_clause":
            names.append("default")
        elif each.type in ("*", "namespace_import", "namespace_export"):
            names.append("*")
        elif each.type in ("named_imports", "export_clause"):
            names += (name for name, _ in specifiers(walk, each))
    return tuple(names)


def found_calls(walk: TreeWalk) -> Iterator[Import]:
    """``require("x")``, ``import("x")`` and ``define(["x"], …)``, in source order."""
    for count, match in enumerate(_CALL.finditer(walk.data)):
        if count == _MOST_CALLS:
            return
        path = walk.path_to(match.end())
        call = next((n for n in reversed(path) if n.type == "call_expression"), None)
        if call is None or not match.start() <= call.start_byte + 6 <= match.start() + 12:
            continue
        yield from _imports_of(walk, call, path)


def _imports_of(walk: TreeWalk, call: Node, path: list[Node]) -> Iterator[Import]:
    arguments = call.child_by_field_name("arguments")
    given = arguments.named_children if arguments is not None else []
    kinds = (_SCOPES.get(node.type, "") for node in reversed(path[: path.index(call)]))
    scope = next(filter(None, kinds), "")
    if walk.field(call, "function") == "define":
        array = next((each for each in given if each.type == "array"), None)
        modules = array.named_children if array is not None else []
        for each in modules:
            if (name := string_value(walk, each)) and name not in _LOADER:
                yield Import(name, first_line(each))
    elif given and "${" not in (name := string_value(walk, given[0])) and name:
        yield Import(name, first_line(call), _bound_names(walk, path, call), scope=scope)


def _bound_names(walk: TreeWalk, path: list[Node], call: Node) -> tuple[str, ...]:
    """``a`` and ``b`` of ``const {a, b: c} = require("x")``, ``a`` of ``require("x").a``."""
    outer = path[path.index(call) - 1]
    if outer.type == "member_expression":
        return (walk.field(outer, "property"),)
    pattern = outer.child_by_field_name("name") if outer.type == "variable_declarator" else None
    if pattern is None or pattern.type != "object_pattern":
        return ()
    named = (each.child_by_field_name("key") or each.child_by_field_name("left") or each
             for each in pattern.named_children)
    return tuple(walk.line(each) for each in named)


def referenced_files(text: str) -> list[Import]:
    """The ``/// <reference path="…" />`` lines above the first line of code."""
    found = []
    for match in _REFERENCE.finditer(text[:20_000]):
        kind = "include" if match[1] == "path" else "import"
        found.append(Import(match[2], text.count("\n", 0, match.start()) + 1, kind=kind))
    return found
