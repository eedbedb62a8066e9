"""Shell scripts (sh, bash, ksh, zsh, bats): functions, variables, aliases, sourced files, tests.

A variable counts when it is exported, read-only, or set at the top in capitals, as configuration
is by custom. Where a script sources a file next to itself through the usual idioms
(``$(dirname "$0")/lib.sh``, also by way of a variable), the import names that path.

The fish and C shells have grammars of their own; :mod:`pipeline.languages.shell_lines` reads them.
"""

from __future__ import annotations

import re
from typing import ClassVar

import msgspec
from tree_sitter import Node, Parser

from pipeline.languages import Source, shell_lines, shell_repair
from pipeline.languages.grammar import parser
from pipeline.languages.scriptwalk import ScriptWalk, flatten, short_value
from pipeline.languages.treewalk import Scope
from pipeline.model import Extraction

_OWNER = re.compile(r"function\s|[\w:.-]+\s*\(\s*\)|@test\b|alias\s")
_BATS_TEST = re.compile(rb"^[ \t]*(@test[ \t]+(\S.*?))[ \t]+\{[ \t]*(?:#.*)?$", re.MULTILINE)
#: A function that holds none of these holds nothing else to list.
_INNER = (b"()", b"source ", b" . ", b"\t. ", b"\n. ", b"load ", b"function ", b"export ")
_CONSTANT = re.compile(r"[A-Z][A-Z0-9_]*")
_STATIC_PATH = re.compile(r"[^\s$`*?{}()\"';|&<>]+")
_THIS_FILE = r"\$\{?(?:0|BASH_SOURCE(?:\[0\])?|\(%\):-%[xN])\}?"
_THIS_FOLDER = re.compile(rf"""
      \$\(\s*(?:cd|readlink\s+-[ef]+|realpath)\s+(?:--\s+)?["']*\$\(\s*dirname\s+(?:--\s+)?["']*
        (?:{_THIS_FILE})["']*\s*\)["']*(?P<deeper>/[\w./-]*)?["']*
        \s*(?:>\s*/dev/null(?:\s+2>&1)?\s*)?(?:(?:&&|;)\s*(?:/bin/)?pwd(?:\s+-[PL])?\s*)?\)
    | \$\(\s*dirname\s+(?:--\s+)?["']*(?:{_THIS_FILE}
        |\$\(\s*(?:readlink\s+-[ef]+|realpath)\s+(?:--\s+)?["']*{_THIS_FILE}["']*\s*\)
        )["']*\s*\)
    | `\s*dirname\s+["']*{_THIS_FILE}["']*\s*`
    | \$\{{(?:0|BASH_SOURCE(?:\[0\])?)%/\*\}}
    | \$\{{0:(?:A:)?h\}}
    | \$BATS_TEST_DIRNAME\b | \$\{{BATS_TEST_DIRNAME\}}
    """, re.VERBOSE)
_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")


def extract(source: Source) -> Extraction:
    """What a shell script defines and sources."""
    if (dialect := shell_lines.dialect(source)) is not None:
        return shell_lines.read(source, dialect)
    walk = ShellWalk(source, parser("bash"))
    as_written = walk.root
    if not as_written.has_error:
        return walk.run().finish()
    places = shell_repair.functions(walk.parsed)
    walk.root = parser("bash").parse(shell_repair.without_bodies(walk.parsed, places)).root_node
    walk.run()
    if walk.root.has_error:
        walk.symbols = shell_repair.with_missing(walk.symbols, places)
    walk.root = as_written
    return walk.finish()


class ShellWalk(ScriptWalk):
    """Commands at the top and in conditions; functions only where they hold more to list."""

    owner = _OWNER

    def __init__(self, source: Source, grammar: Parser) -> None:
        super().__init__(source, grammar)
        #: First byte of a bats test -> its description.
        self.tests: dict[int, str] = {}
        #: What was parsed: of the same length as the text.
        self.parsed = self.data
        if b"@test" in self.data:
            self.parsed = self._without_bats()
            self.root = grammar.parse(self.parsed).root_node
        self.is_unit_test = "shunit2" in source.text
        #: Variable -> the path that it stands for, relative to the script's folder.
        self.paths: dict[str, str] = {}
        self.variables: dict[str, int] = {}

    def _without_bats(self) -> bytes:
        """The text with tests written as functions of the same length."""

        def function(match: re.Match[bytes]) -> bytes:
            self.tests[match.start(1)] = match[2].decode("utf-8", "replace").strip("\"'")
            padding = b"_" * (len(match[1]) - 3)
            start = match.start(1) - match.start()
            return match[0][:start] + b"t" + padding + b"()" + match[0][start + len(match[1]) :]

        return _BATS_TEST.sub(function, self.data)

    def finish(self) -> Extraction:
        return self.extraction(doc=self.file_doc())

    # -- definitions -------------------------------------------------------------------------

    def function(self, node: Node, scope: Scope) -> None:
        name = self.field(node, "name")
        if node.start_byte in self.tests:
            kind, name, is_test = "test", self.tests[node.start_byte], True
        else:
            kind, is_test = "function", self.is_unit_test and name.startswith("test")
        index = self.define(node, scope, kind, name, qualname=name,
                            signature="()" if kind == "function" else "",
                            modifiers=(*("test",) * is_test, *_nested(scope)))
        body = node.child_by_field_name("body")
        if body is not None and (scope.kind == "function" or self.holds_more(body)):
            self.push(body, Scope("function", index))

    def holds_more(self, body: Node) -> bool:
        text = self.data[body.start_byte + 1 : body.end_byte]
        return any(word in text for word in _INNER)

    def assignment(self, node: Node, scope: Scope) -> None:
        name, value = self.field(node, "name"), self.text(node.child_by_field_name("value"))
        if scope.kind == "file":
            self._remember_path(name, value)
        if scope.kind in ("file", "condition") and _CONSTANT.fullmatch(name):
            self.variable(node, scope, "variable", name, value, ())

    def declaration(self, node: Node, scope: Scope) -> None:
        """``export``, ``readonly``, ``declare`` and their kin; ``local`` is nobody's business."""
        words = self.text(node).split(None, 3)
        modifiers = _declared(words)
        for child in node.named_children:
            if child.type == "variable_assignment":
                name, value = self.field(child, "name"), child.child_by_field_name("value")
                self._remember_path(name, self.text(value))
            elif child.type == "variable_name":
                name, value = self.line(child), None
            else:
                continue
            if modifiers and (scope.kind != "function" or "exported" in modifiers):
                kind = "constant" if "readonly" in modifiers else "variable"
                self.variable(child, scope, kind, name, self.text(value), modifiers)

    def variable(self, node: Node, scope: Scope, kind: str, name: str, value: str,
                 modifiers: tuple[str, ...]) -> None:
        """Record a variable once; what a later line says of it is added to its modifiers."""
        known = self.variables.get(name)
        if known is not None:
            symbol = self.symbols[known]
            kind = kind if symbol.kind == "variable" else symbol.kind
            modifiers = (*symbol.modifiers, *(m for m in modifiers if m not in symbol.modifiers))
            self.symbols[known] = msgspec.structs.replace(symbol, kind=kind, modifiers=modifiers)
            return
        if scope.kind == "condition":
            modifiers += ("conditional",)
        value = short_value(flatten(value))
        signature = f"= {value}" if value else ""
        # A function that exports a variable does not own it.
        place = Scope() if scope.kind == "condition" else scope
        self.variables[name] = self.define(node, place, kind, name, qualname=name,
                                           signature=signature, modifiers=modifiers)

    # -- commands ----------------------------------------------------------------------------

    def command(self, node: Node, scope: Scope) -> None:
        name = self.field(node, "name")
        arguments = node.children_by_field_name("argument")
        if name in ("source", ".") and arguments:
            self.sourced(node, scope, self.text(arguments[0]))
        elif name == "load" and arguments and (self.tests or self.source.name.endswith(".bats")):
            self.sourced(node, scope, self.text(arguments[0]), ".bash")
        elif name == "alias" and scope.kind != "function":
            for argument in arguments:
                self.alias(argument, scope)
        elif name == "main" and "main" in self.functions() and scope.parent < 0:
            self.entry_points.append("main")

    def functions(self) -> set[str]:
        return {symbol.name for symbol in self.symbols if symbol.kind == "function"}

    def alias(self, node: Node, scope: Scope) -> None:
        name, equals, value = self.text(node).partition("=")
        if equals and re.fullmatch(r"[^\s$\"'`()]+", name):
            place = Scope() if scope.kind == "condition" else scope
            self.define(node, place, "alias", name, signature=f"= {short_value(flatten(value))}",
                        modifiers=("conditional",) if scope.kind == "condition" else ())

    def sourced(self, node: Node, scope: Scope, written: str, ending: str = "") -> None:
        path = self.path(written)
        if "$" in written or "`" in written:
            path = path.removeprefix("./")
        path = path or flatten(written).strip("\"'")
        if ending and "." not in path.rpartition("/")[2]:
            path += ending
        where = {"function": "function", "condition": "if"}.get(scope.kind, "")
        self.add_import(node, path, kind="path", scope=where)

    # -- paths -------------------------------------------------------------------------------

    def _remember_path(self, name: str, value: str) -> None:
        if "$" in value or "`" in value:
            path = self.path(value)
            if path.startswith("."):
                self.paths.setdefault(name, path)

    def path(self, written: str) -> str:
        """The static path that an expression stands for; empty when only a run can tell."""
        if len(written) > 300:
            return ""
        text = _THIS_FOLDER.sub(lambda match: "." + (match["deeper"] or ""), written)
        text = _VARIABLE.sub(
            lambda match: self.paths.get(match[1] or match[2], match[0]), text)
        text = text.replace('"', "").replace("'", "")
        return text if _STATIC_PATH.fullmatch(text) else ""

    # -- blocks ------------------------------------------------------------------------------

    def block(self, node: Node, scope: Scope) -> None:
        self.push(node, scope)

    def branch(self, node: Node, scope: Scope) -> None:
        """What a condition may skip; inside a function it stays the function's."""
        self.push(node, scope._replace(kind="condition") if scope.kind == "file" else scope)

    visitors: ClassVar = {
        "function_definition": function,
        "variable_assignment": assignment,
        "variable_assignments": block,
        "declaration_command": declaration,
        "command": command,
        "redirected_statement": block,
        "compound_statement": block,
        "list": branch,
        "if_statement": branch,
        "elif_clause": branch,
        "else_clause": branch,
        "case_statement": branch,
        "case_item": branch,
        "for_statement": branch,
        "c_style_for_statement": branch,
        "while_statement": branch,
        "do_group": branch,
    }


def _nested(scope: Scope) -> tuple[str, ...]:
    words = {"function": "nested", "condition": "conditional"}
    return (words[scope.kind],) if scope.kind in words else ()


def _declared(words: list[str]) -> tuple[str, ...]:
    """What a declaring command says of its variables; empty when it is of no use to others."""
    command = words[0] if words else ""
    flags = "".join(word[1:] for word in words[1:] if word.startswith("-"))
    if command == "local" or (command == "export" and "n" in flags):
        return ()
    found = []
    if command == "export" or "x" in flags:
        found.append("exported")
    if command == "readonly" or "r" in flags:
        found.append("readonly")
    return tuple(found)
