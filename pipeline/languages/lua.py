"""Lua: functions and methods of tables, module tables, constants, ``require``, busted tests."""

from __future__ import annotations

import re
from typing import ClassVar

from tree_sitter import Node

from pipeline.languages import Source
from pipeline.languages.grammar import parser
from pipeline.languages.scriptwalk import ScriptWalk, short_value
from pipeline.languages.treewalk import Scope, refusal
from pipeline.model import Extraction

_REQUIRE = re.compile(r"require\s*\(?\s*[\"']([^\"'\n]+)[\"']")
_DOFILE = re.compile(r"(?:dofile|loadfile)\s*\(?\s*[\"']([^\"'\n]+)[\"']")
_CONSTANT = re.compile(r"(?:\w+\.)*[A-Z][A-Z0-9_]+")
_NAME = re.compile(r"[A-Za-z_]\w*(?:\s*[.:]\s*[A-Za-z_]\w*)*")
_TEST = re.compile(r"(?:it|test|spec)\s*\(\s*(?:\"([^\"\n]+)\"|'([^'\n]+)')")
_GROUP = frozenset(("describe", "context", "insulate", "expose"))


def extract(source: Source) -> Extraction:
    """What a Lua file defines and requires."""
    if (refused := refusal(source)) is not None:
        return refused
    walk = LuaWalk(source, parser("lua")).run()
    return walk.extraction(doc=walk.file_doc())


class LuaWalk(ScriptWalk):
    """Statements at the top; bodies of functions define nothing that others see."""

    line_comment = "--"
    owner = re.compile(r"(?:local\s+)?function\b|\w+(?:\.\w+)*\s*=\s*function\b")

    def function(self, node: Node, scope: Scope) -> None:
        name = node.child_by_field_name("name")
        if name is not None:
            is_local = node.child_count > 0 and node.children[0].type == "local"
            self.callable(node, scope, self.line(name),
                          self.field(node, "parameters"), ("local",) * is_local)

    def callable(self, node: Node, scope: Scope, written: str, parameters: str,
                 modifiers: tuple[str, ...] = ()) -> None:
        """A function by its path (``M.f``, ``M:g``); with a colon it is a method."""
        written = re.sub(r"\s+", "", written)
        if _NAME.fullmatch(written):
            kind = "method" if ":" in written else "function"
            name = re.split("[.:]", written)[-1]
            self.define(node, scope, kind, name, qualname=written, signature=parameters,
                        modifiers=modifiers)

    def statement(self, node: Node, scope: Scope) -> None:
        """``a, b = x, y``, also behind ``local``."""
        is_local = node.type == "variable_declaration"
        inner = next((c for c in node.named_children if c.type == "assignment_statement"), node)
        lists = inner.named_children
        if (inner is node and is_local) or len(lists) < 2:
            return
        names = lists[0].named_children
        values = lists[-1].named_children
        for index, (name, value) in enumerate(zip(names, values, strict=False)):
            self.required(value)
            if value.type == "function_definition":
                self.callable(node if index == 0 else name, scope, self.line(name),
                              self.field(value, "parameters"), ("local",) * is_local)
            elif _CONSTANT.fullmatch(written := self.line(name)) and value.named_child_count + (
                    value.type != "table_constructor"):
                self.define(node if index == 0 else name, scope, "constant",
                            written.rpartition(".")[2], qualname=written,
                            signature=f"= {short_value(self.line(value))}",
                            modifiers=("local",) * is_local)

    def required(self, node: Node) -> None:
        text = self.slice(node.start_byte, min(node.end_byte, node.start_byte + 300))
        if match := _REQUIRE.match(text):
            self.add_import(node, match[1])

    def call(self, node: Node, scope: Scope) -> None:
        """``require`` for its effect, and the tests of busted."""
        self.required(node)
        text = self.slice(node.start_byte, min(node.end_byte, node.start_byte + 300))
        if match := _DOFILE.match(text):
            self.add_import(node, match[1], kind="path")
        elif match := _TEST.match(text):
            self.define(node, scope, "test", match[1] or match[2], qualname=match[1] or match[2],
                        modifiers=("test",))
        elif self.field(node, "name") in _GROUP:
            arguments = node.child_by_field_name("arguments")
            for child in arguments.named_children if arguments is not None else ():
                body = child.child_by_field_name("body")
                if child.type == "function_definition" and body is not None:
                    self.push(body, scope)

    visitors: ClassVar = {
        "function_declaration": function,
        "variable_declaration": statement,
        "assignment_statement": statement,
        "function_call": call,
        "do_statement": ScriptWalk.push,
        "if_statement": ScriptWalk.push,
        "else_statement": ScriptWalk.push,
        "elseif_statement": ScriptWalk.push,
        "block": ScriptWalk.push,
    }
