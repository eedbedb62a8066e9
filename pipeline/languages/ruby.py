"""Ruby: modules, classes, methods with their visibility, attributes, constants, requires, tests.

Names are joined with ``::``, a method to its class with a dot.
"""

from __future__ import annotations

import re
from typing import ClassVar

import msgspec
from tree_sitter import Node

from pipeline.languages import Source
from pipeline.languages.grammar import parser
from pipeline.languages.scriptwalk import ScriptWalk, short_value
from pipeline.languages.treewalk import Scope
from pipeline.model import Extraction

_REQUIRES = {"require", "require_relative", "load", "autoload", "require_dependency"}
_VISIBILITY = {"private", "protected", "public", "module_function", "private_class_method"}
_ATTRIBUTES = {"attr_reader": "readable", "attr_writer": "writable", "attr_accessor": "",
               "attr": "readable", "mattr_accessor": "", "cattr_accessor": "",
               "class_attribute": ""}
_MIXINS = {"include", "extend", "prepend"}
_GROUPS = {"describe", "context", "feature", "shared_examples", "shared_context"}
_CASES = {"it", "specify", "test", "scenario", "example", "should"}
_CONSTANT = re.compile(r"[A-Z]\w*(?:::[A-Z]\w*)*")
_OWNER = re.compile(r"(?:class|module|def)\s|describe\b|RSpec\b")
_STATEMENTS = ("if", "unless", "begin", "body_statement", "then", "else", "ensure", "rescue",
               "parenthesized_statements", "elsif")


def extract(source: Source) -> Extraction:
    """What a Ruby file defines and requires."""
    walk = RubyWalk(source, parser("ruby")).run()
    return walk.extraction(doc=walk.file_doc())


class RubyWalk(ScriptWalk):
    """Bodies of modules and classes; bodies of methods define nothing."""

    separator = "::"
    owner = _OWNER

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        #: Index of a class -> the visibility that its next methods get.
        self.visibility: dict[int, str] = {}

    def type_definition(self, node: Node, scope: Scope) -> None:
        name, base = self.field(node, "name"), node.child_by_field_name("superclass")
        bases = (self.line(base).lstrip("< "),) if base is not None else ()
        index = self.define(node, scope, node.type, name.rpartition("::")[2],
                            qualname=scope.prefix + name.removeprefix("::"), bases=bases)
        body = node.child_by_field_name("body")
        if body is not None:
            self.push(body, self.inside(index))

    def singleton_class(self, node: Node, scope: Scope) -> None:
        body = node.child_by_field_name("body")
        self.visibility.pop(scope.parent, None)
        if body is not None:
            self.push(body, scope._replace(note="static"))

    def method(self, node: Node, scope: Scope) -> None:
        name = node.child_by_field_name("name")
        if name is None:
            return
        parameters = self.field(node, "parameters")
        is_static = node.type == "singleton_method" or scope.note == "static"
        shown = self.line(name)
        modifiers = ("static",) * is_static
        visibility = self.visibility.get(scope.parent, "")
        if visibility and not is_static:
            modifiers += ("static",) if visibility == "module_function" else (visibility,)
        if shown.startswith("test_") and scope.kind == "class":
            modifiers += ("test",)
        kind = "function" if scope.parent < 0 else "method"
        if shown == "initialize" and kind == "method":
            kind = "constructor"
        if parameters and not parameters.startswith("("):
            parameters = f" {parameters}"
        self.define(node, scope, kind, shown, qualname=self.member(scope, shown),
                    signature=parameters, modifiers=modifiers)

    def member(self, scope: Scope, name: str) -> str:
        return scope.prefix.removesuffix("::") + "." + name if scope.prefix else name

    def assignment(self, node: Node, scope: Scope) -> None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None or left.type not in ("constant", "scope_resolution"):
            return
        name = self.line(left)
        block = right.child_by_field_name("block") if right.type == "call" else None
        made = f"{self.field(right, 'receiver')}.{self.field(right, 'method')}"
        if made in ("Struct.new", "Class.new", "Module.new", "Data.define"):
            kind = {"Struct.new": "struct", "Data.define": "struct",
                    "Module.new": "module"}.get(made, "class")
            index = self.define(node, scope, kind, name,
                                signature=short_value(self.field(right, "arguments")))
            body = block.child_by_field_name("body") if block is not None else None
            if body is not None:
                self.push(body, self.inside(index))
            return
        self.define(node, scope, "constant", name.rpartition("::")[2],
                    qualname=scope.prefix + name, signature=f"= {short_value(self.line(right))}")

    def bare_word(self, node: Node, scope: Scope) -> None:
        word = self.line(node)
        if word in _VISIBILITY and scope.note != "static":
            self.visibility[scope.parent] = "" if word == "public" else word

    def call(self, node: Node, scope: Scope) -> None:
        method = self.field(node, "method")
        listed = node.child_by_field_name("arguments")
        arguments = listed.named_children if listed is not None else []
        if method in _REQUIRES:
            self.required(node, method, arguments)
        elif method in _VISIBILITY:
            self.restrict(method, arguments, scope)
        elif method in _ATTRIBUTES and scope.parent >= 0:
            self.attributes(node, scope, method, arguments)
        elif method in _MIXINS and scope.parent >= 0:
            names = tuple(n for n in map(self.line, arguments) if _CONSTANT.fullmatch(n))
            owner = self.symbols[scope.parent]
            self.symbols[scope.parent] = msgspec.structs.replace(
                owner, bases=tuple(dict.fromkeys((*owner.bases, *names))))
        elif method in ("alias_method", "define_method", "scope") and arguments and (
                scope.parent >= 0 and arguments[0].type == "simple_symbol"):
            self.named(node, scope, arguments[0], "alias" if method == "alias_method" else "")
        elif method in _GROUPS or method in _CASES:
            self.specification(node, scope, method, arguments)

    def named(self, node: Node, scope: Scope, symbol: Node, modifier: str) -> None:
        name = self.line(symbol).lstrip(":")
        self.define(node, scope, "method", name, qualname=self.member(scope, name),
                    modifiers=(modifier,) if modifier else ())

    def alias(self, node: Node, scope: Scope) -> None:
        name = self.field(node, "name").lstrip(":")
        if not name.startswith("$"):
            self.define(node, scope, "method" if scope.parent >= 0 else "function", name,
                        qualname=self.member(scope, name), modifiers=("alias",))

    def required(self, node: Node, method: str, arguments: list[Node]) -> None:
        if arguments and arguments[-1].type == "string" and "#{" not in self.line(arguments[-1]):
            path = self.line(arguments[-1]).strip("'\"")
            relative = method == "require_relative"
            if relative and not path.endswith(".rb"):
                path += ".rb"
            self.add_import(node, path, kind="path" if relative else "import")

    def restrict(self, word: str, arguments: list[Node], scope: Scope) -> None:
        """``private :a, :b``, ``private def c`` and ``private attr_reader :d``."""
        word = "private" if word == "private_class_method" else word
        for argument in reversed(arguments):
            if argument.type in ("method", "singleton_method", "call"):
                held = self.visibility.get(scope.parent, "")
                self.visibility[scope.parent] = "" if word == "public" else word
                if argument.type == "call":
                    self.call(argument, scope)
                else:
                    self.method(argument, scope)
                self.visibility[scope.parent] = held
            elif argument.type == "simple_symbol":
                self.mark(self.member(scope, self.line(argument).lstrip(":")), word)

    def mark(self, qualname: str, word: str) -> None:
        for index in range(len(self.symbols) - 1, -1, -1):
            symbol = self.symbols[index]
            if symbol.qualname == qualname:
                words = tuple(m for m in symbol.modifiers if m not in _VISIBILITY)
                added = ("static",) if word == "module_function" else (word,)
                self.symbols[index] = msgspec.structs.replace(
                    symbol, modifiers=words + (() if word == "public" else added))
                return

    def attributes(self, node: Node, scope: Scope, method: str, arguments: list[Node]) -> None:
        access, visibility = _ATTRIBUTES[method], self.visibility.get(scope.parent, "")
        doc = self.take_doc(node.start_point.row + 1)
        for argument in arguments:
            if argument.type == "simple_symbol":
                name = self.line(argument).lstrip(":")
                self.define(argument, scope, "attribute", name, qualname=self.member(scope, name),
                            doc=doc,
                            modifiers=tuple(m for m in (access, visibility) if m))

    def specification(self, node: Node, scope: Scope, method: str, arguments: list[Node]) -> None:
        """The groups and examples of RSpec, and the tests of Rails."""
        block = node.child_by_field_name("block")
        body = block.child_by_field_name("body") if block is not None else None
        if block is None:
            return
        if method in _GROUPS:
            if body is not None:
                self.push(body, scope._replace(note=""))
        elif arguments and arguments[0].type == "string":
            name = self.line(arguments[0]).strip("'\"")
            self.define(node, scope, "test", name, qualname=name, modifiers=("test",))

    visitors: ClassVar = {
        "module": type_definition,
        "class": type_definition,
        "singleton_class": singleton_class,
        "method": method,
        "singleton_method": method,
        "assignment": assignment,
        "identifier": bare_word,
        "call": call,
        "alias": alias,
        **dict.fromkeys(_STATEMENTS, ScriptWalk.push),
    }
