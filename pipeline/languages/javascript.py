"""JavaScript and TypeScript, with JSX or without: what a file declares, exports, tests and imports.

Functions and classes are listed wherever a statement declares them, those inside other functions
as ``nested``; variables only where they belong to the module. A value that is a function makes its
variable, property or assignment target a function. Callbacks are looked into, because whole modules
are written inside one (``(function () { … })()``, ``define([…], function () { … })``).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ClassVar

from tree_sitter import Node

from pipeline.languages import Source
from pipeline.languages.grammar import parser
from pipeline.languages.javascript_definitions import FUNCTIONS, Definitions
from pipeline.languages.javascript_imports import (
    clause_names,
    found_calls,
    referenced_files,
    string_value,
)
from pipeline.languages.javascript_values import EXPORTS, Values, unwrapped
from pipeline.languages.treewalk import Scope, TreeWalk
from pipeline.model import Extraction

_GRAMMARS = {
    "TypeScript": ("typescript", "language_typescript"),
    "TSX": ("typescript", "language_tsx"),
}
_FLOW = re.compile(r"@flow\b")
_TEST_CALLS = frozenset("""
    describe context suite fdescribe xdescribe it test specify fit xit xtest bench
""".split())
_TEST_WORDS = frozenset({"only", "skip", "todo", "each", "concurrent", "failing", "sequential"})
_IS_MAIN = re.compile(r"\brequire\.main\s*===?\s*module\b|\bimport\.meta\.main\b")


def extract(source: Source) -> Extraction:
    """What a file of the JavaScript family declares and imports."""
    grammar = _GRAMMARS.get(source.language.name, ("javascript", "language"))
    if grammar[0] == "javascript" and _FLOW.search(source.text[:2000]):
        # Flow's annotations read like those of TypeScript.
        grammar = _GRAMMARS["TSX"]
    walk = JavaScriptWalk(source, parser(*grammar)).run()
    walk.find_calls()
    return walk.extraction()


class JavaScriptWalk(Values):
    """Declarations of statements; ``Scope.note`` holds ``block`` inside ``if`` and its like."""

    # -- statements --------------------------------------------------------------------------

    def block(self, node: Node, scope: Scope) -> None:
        self.push(node, scope if scope.note == "block" else scope._replace(note="block"))

    def conditional(self, node: Node, scope: Scope) -> None:
        if _IS_MAIN.search(self.field(node, "condition")):
            self.entry_points.append("main")
        self.block(node, scope)

    def loop(self, node: Node, scope: Scope) -> None:
        """Only the body: a loop's own variables are no one else's."""
        body = node.child_by_field_name("body")
        if body is not None:
            self.visit_next(body, scope._replace(note="block"))

    def expression(self, node: Node, scope: Scope) -> None:
        """What a statement evaluates or returns, without the operators around it."""
        inner = unwrapped(node)
        if inner is None:
            return
        if inner.type == "sequence_expression":
            self.push(inner, scope)
        elif inner.type in FUNCTIONS:
            self.callback(inner, scope)
        else:
            self.visit_next(inner, scope)

    def call(self, node: Node, scope: Scope) -> None:
        """A test, or a call whose function arguments hold declarations."""
        function = unwrapped(node.child_by_field_name("function")
                              or node.child_by_field_name("constructor"))
        arguments = node.child_by_field_name("arguments")
        if function is None or arguments is None:
            return
        given = [each for each in map(unwrapped, arguments.named_children) if each is not None]
        if given and (words := self._test_words(function, given)) is not None:
            scope = self._test(node, scope, given[0], words)
        elif len(given) > 1 and self.text(function) == "Object.defineProperty":
            self._define_property(node, scope, given)
        if function.type == "member_expression":
            # `(function () { … }).call(this)`, `a.then(…).catch(…)`
            function = unwrapped(function.child_by_field_name("object")) or function
        for each in reversed((function, *given)):
            if each.type in FUNCTIONS:
                self.visit_next(each, scope)
        if function.type == "call_expression":
            self.visit_next(function, scope)

    def callback(self, node: Node, scope: Scope) -> None:
        """A function that is passed on; without a name it adds nothing to those it holds."""
        name = node.child_by_field_name("name")
        if name is not None and scope.kind != "test":
            self._function(node, scope._replace(note=""), self.text(name), node, words=("nested",))
            return
        body = node.child_by_field_name("body")
        if body is not None and body.type == "statement_block":
            self.push(body, scope._replace(note="callback"))

    def _test_words(self, function: Node, given: list[Node]) -> tuple[str, ...] | None:
        """``skip`` and the like when this is a call that declares a test; else None."""
        if function.type == "call_expression":
            function = function.child_by_field_name("function") or function
        name, *words = self.text(function)[:60].split(".")
        if name not in _TEST_CALLS or not _TEST_WORDS.issuperset(words):
            return None
        if len(given) < 2 and "todo" not in words:
            return None
        return tuple(words) if string_value(self, given[0]) else None

    def _test(self, node: Node, scope: Scope, title: Node, words: tuple[str, ...]) -> Scope:
        name = " ".join(string_value(self, title).split())
        index = self.define(node, scope, "test", name, modifiers=words)
        symbol = self.symbols[index]
        return Scope("test", index, f"{symbol.qualname} > ")

    def _define_property(self, node: Node, scope: Scope, given: list[Node]) -> None:
        target, name = self.text(given[0]), string_value(self, given[1])
        if target in EXPORTS and name.isidentifier() and name != "__esModule":
            self.define(node, scope, "property", name, modifiers=("exported",))

    # -- imports -----------------------------------------------------------------------------

    def imported(self, node: Node, scope: Scope) -> None:
        source = node.child_by_field_name("source")
        clause = next((c for c in node.named_children
                       if c.type in ("import_clause", "import_require_clause")), None)
        if source is None and clause is not None:
            source = clause.child_by_field_name("source")
        names = clause_names(self, clause) if clause is not None else ()
        self.add_import(node, string_value(self, source), names)

    def find_calls(self) -> None:
        """Add ``require("x")``, ``import("x")`` and ``/// <reference … />`` from wherever."""
        known = {(found.module, found.line) for found in self.imports}
        for found in found_calls(self):
            if (found.module, found.line) not in known:
                self.imports.append(found)
        self.imports += referenced_files(self.source.text)

    visitors: ClassVar[dict[str, Callable[..., None]]] = {
        "import_statement": imported,
        "export_statement": Values.export,
        "function_declaration": Definitions.function,
        "generator_function_declaration": Definitions.function,
        "function_signature": Definitions.function,
        "class": Definitions.class_value,
        "class_declaration": Definitions.klass,
        "abstract_class_declaration": Definitions.klass,
        "decorator": Definitions.decorator,
        "method_definition": Definitions.member,
        "method_signature": Definitions.member,
        "abstract_method_signature": Definitions.member,
        "field_definition": Definitions.field_definition,
        "public_field_definition": Definitions.field_definition,
        "property_signature": Definitions.property_signature,
        "pair": Values.pair,
        "interface_declaration": Definitions.interface,
        "enum_declaration": Definitions.enum,
        "enum_assignment": Definitions.enumerator,
        "property_identifier": Definitions.enumerator,
        "string": Definitions.enumerator,
        "type_alias_declaration": Definitions.alias,
        "internal_module": Definitions.namespace,
        "module": Definitions.namespace,
        "ambient_declaration": Definitions.ambient,
        "shorthand_property_identifier": Values.shorthand,
        "lexical_declaration": Values.variables,
        "variable_declarator": Values.variable,
        "variable_declaration": Values.variables,
        "expression_statement": expression,
        "return_statement": expression,
        **dict.fromkeys(FUNCTIONS, callback),
        "assignment_expression": Values.assignment,
        "call_expression": call,
        "new_expression": call,
        "program": TreeWalk.push,
        "statement_block": block,
        "if_statement": conditional,
        "else_clause": block,
        "try_statement": block,
        "catch_clause": loop,
        "finally_clause": block,
        "for_statement": loop,
        "for_in_statement": loop,
        "while_statement": loop,
        "do_statement": loop,
        "switch_statement": loop,
        "switch_body": block,
        "switch_case": block,
        "switch_default": block,
        "labeled_statement": loop,
    }
