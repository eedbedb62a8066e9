"""Starlark (Bazel, Buck): targets, rules, functions, constants; labels and loads as imports.

Starlark's syntax is a part of Python's, so Python's grammar reads it. A call at the top level that
gives a literal ``name`` declares a target, and so does one among the statements of a function: that
is what its caller gets. A name that is computed is not known here.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import ClassVar

from tree_sitter import Node

from pipeline.languages import Source
from pipeline.languages.comments import cap, dedent
from pipeline.languages.grammar import parser
from pipeline.languages.treewalk import Scope, TreeWalk
from pipeline.model import Extraction

#: The grammar's lexer takes quadratic time for long runs of continued lines, which nobody writes.
_CONTINUED_LINES = 1_000
_LABEL = re.compile(r"(?:@@?[\w.+~-]*)?//[^\s\"']*|:[^\s\"'/][^\s\"']*|@[\w.+~-]+")
_FILE = re.compile(r"[\w+-][\w./+-]*\.\w+")
_QUOTES = re.compile(r"\A[rRbB]*(\"\"\"|'''|\"|')(.*)\1\Z", re.DOTALL)
_CONSTANT = re.compile(r"_*[A-Z][A-Z0-9_]*")
_TEST = re.compile(r"(?:\w+_)?tests?")
#: Attributes that name other targets or files.
_REFERRING = re.compile(
    r"(?:\w+_)?deps|srcs|hdrs|textual_hdrs|data|exports|tools|embed|actual|plugins|test_suites"
    r"|tests|headers|exported_headers|resources|library|main|src|out_of_tree|includes_from|lib")
#: Functions that make a kind of target, a provider or an extension.
_MAKERS = frozenset(
    ("rule", "provider", "aspect", "repository_rule", "module_extension", "macro", "tag_class"))
#: Where a repository comes from, outside files that are nothing but a list of them.
_REPOSITORY = re.compile(
    r"(?:http|git|local|new_local|new_git|maven)_(?:\w+_)?(?:archive|repository|jar|file)"
    r"|(?:http|new_git|new_local)_(?:archive|file|jar)|git_repository|local_repository")


def extract(source: Source) -> Extraction:
    """What a build file or extension declares."""
    if source.text.count("\\\n") > _CONTINUED_LINES:
        source = dataclasses.replace(source, text=source.text.replace("\\\n", " \n"))
    walk = _Walk(source, parser("python")).run()
    found = walk.extraction(doc=walk.module_doc() or None)
    return Extraction(
        doc=found.doc, title=walk.title, symbols=found.symbols, imports=found.imports,
        diagnostics=found.diagnostics, entry_points=found.entry_points)


class _Walk(TreeWalk):
    """Statements of the top level, loops and conditions included."""

    title = ""

    def module_doc(self) -> str:
        for child in self.root.named_children:
            if child.type != "comment":
                return self._docstring(child)
        return ""

    def _docstring(self, statement: Node) -> str:
        """Text of a statement that is nothing but a string."""
        only = statement.named_children[0] if statement.named_child_count == 1 else None
        if statement.type != "expression_statement" or only is None or only.type != "string":
            return ""
        return cap(dedent(self._string(only) or ""))

    def _string(self, node: Node | None) -> str | None:
        """Value of a literal string; None for anything else."""
        if node is None or node.type != "string":
            return None
        match = _QUOTES.match(self.text(node))
        return None if match is None else match[2]

    # -- statements ----------------------------------------------------------------------------

    def function(self, node: Node, scope: Scope) -> None:
        if scope.kind == "function":
            return
        name = self.field(node, "name")
        body = node.child_by_field_name("body")
        first = body.named_children[0] if body is not None and body.named_child_count else None
        above = self.take_doc(node.start_point.row + 1)
        doc = (self._docstring(first) if first is not None else "") or above
        parameters = node.child_by_field_name("parameters")
        shown = [self.line(child) for child in (parameters.named_children if parameters else ())
                 if child.type != "comment"]
        index = self.define(node, scope, "function", name, signature=f"({', '.join(shown)})",
                            doc=doc, modifiers=_visibility(name))
        if body is not None:
            self.push(body, Scope("function", index))

    def assignment(self, node: Node, scope: Scope) -> None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        is_name = left is not None and left.type == "identifier"
        if left is None or right is None or not is_name or scope.kind == "function":
            self.take_doc(0)
            return
        name = self.line(left)
        maker = self.field(right, "function") if right.type == "call" else ""
        if maker in _MAKERS:
            doc = dedent(self._string(self._arguments(right).get("doc")) or "")
            self.define(node, scope, "rule", name, signature=f"= {maker}", doc=doc or None,
                        modifiers=_visibility(name))
            return
        kind = "constant" if _CONSTANT.fullmatch(name) else "variable"
        value = self.text(right)
        is_short = len(value) <= 60 and "\n" not in value
        self.define(node, scope, kind, name, signature=f"= {value}" if is_short else "",
                    modifiers=_visibility(name))

    def call(self, node: Node, scope: Scope) -> None:
        function = self.field(node, "function")
        if function == "load":
            self._load(node)
            return
        arguments = self._arguments(node)
        name = self._string(arguments.get("name"))
        if function in ("workspace", "module") and name:
            self.title = self.title or name
        elif function == "bazel_dep" and name:
            self._depend(node, name, self._string(arguments.get("version")))
        elif name and function:
            self._target(node, scope, function, name, arguments)
        for attribute, value in arguments.items():
            if _REFERRING.fullmatch(attribute):
                self._refer(value)

    def _arguments(self, node: Node) -> dict[str, Node]:
        """Keyword arguments of a call."""
        found = {}
        arguments = node.child_by_field_name("arguments")
        for child in arguments.named_children if arguments is not None else ():
            value = child.child_by_field_name("value")
            if child.type == "keyword_argument" and value is not None:
                found[self.field(child, "name")] = value
        return found

    # -- what is declared ------------------------------------------------------------------------

    def _target(
        self, node: Node, scope: Scope, function: str, name: str, arguments: dict[str, Node]
    ) -> None:
        # ``native.cc_library``, or ``rules.cc_library`` of a structure that was handed in.
        rule = function.rpartition(".")[2]
        modifiers = ("test",) if _TEST.fullmatch(rule) else ()
        self.define(node, scope, "target", name, signature=f": {rule}", modifiers=modifiers)
        if _REPOSITORY.fullmatch(rule):
            version = (self._string(arguments.get(key)) for key in ("tag", "commit", "version"))
            self._depend(node, name, next(filter(None, version), None))

    def _depend(self, node: Node, name: str, version: str | None) -> None:
        self.add_import(node, name, (version,) if version else (), kind="dependency")

    def _load(self, node: Node) -> None:
        arguments = node.child_by_field_name("arguments")
        module, names = "", []
        for child in arguments.named_children if arguments is not None else ():
            value = child.child_by_field_name("value")
            text = self._string(value if child.type == "keyword_argument" else child)
            if text and not module:
                module = text
            elif text:
                names.append(text)
        self.add_import(node, module, tuple(names), kind="label")

    def _refer(self, value: Node) -> None:
        for node in self._strings(value):
            text = self._string(node) or ""
            if _LABEL.fullmatch(text):
                self.add_import(node, text, kind="label")
            elif _FILE.fullmatch(text):
                self.add_import(node, text, kind="path")

    def _strings(self, node: Node) -> Iterator[Node]:
        """Literal strings of lists, their sums and selections; no patterns and no keys."""
        stack = [node]
        while stack:
            node = stack.pop()
            if node.type == "string":
                yield node
            elif node.type == "pair":
                value = node.child_by_field_name("value")
                stack.extend([value] if value is not None else [])
            elif node.type == "call":
                function, arguments = self.field(node, "function"), node.named_children[-1]
                stack.extend([arguments] if function == "select" else [])
            elif node.type in _COLLECTIONS:
                stack.extend(reversed(node.named_children))

    visitors: ClassVar = {
        "expression_statement": TreeWalk.push,
        "if_statement": TreeWalk.push,
        "else_clause": TreeWalk.push,
        "for_statement": TreeWalk.push,
        "block": TreeWalk.push,
        "list_comprehension": TreeWalk.push,
        "function_definition": function,
        "assignment": assignment,
        "call": call,
    }


_COLLECTIONS = frozenset(
    ("list", "binary_operator", "parenthesized_expression", "argument_list", "dictionary", "tuple"))


def _visibility(name: str) -> tuple[str, ...]:
    """Only names without a leading underscore can be loaded."""
    return ("private",) if name.startswith("_") else ()
