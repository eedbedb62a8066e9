"""Julia: modules, types with their fields, functions, macros, enums, docstrings, test sets.

A docstring is a string that stands right above what it describes. A macro in front of a definition
(``@inline``, ``Base.@kwdef``) counts as its decorator.
"""

from __future__ import annotations

import re
from typing import ClassVar

import msgspec
from tree_sitter import Node

from pipeline.languages import Source
from pipeline.languages.comments import cap, dedent
from pipeline.languages.grammar import parser
from pipeline.languages.prose import file_comment
from pipeline.languages.scriptwalk import ScriptWalk, short_value
from pipeline.languages.treewalk import Scope
from pipeline.model import Diagnostic, Extraction

_CONSTANT = re.compile(r"[A-Z][A-Z0-9_]*")
_NAME = re.compile(r"@?[^\W\d][\w!′]*")
_PLAIN_STRING = re.compile(r'"([^"$\\\n]+)"')
#: A block in braces behind parentheses is another language's. The grammar's recovery takes
#: quadratic time over a chain of them, so many are not tried.
_BRACES = re.compile(r"\)[ \t]*\{")
_MANY_BRACES = 300
_TEST_MACROS = ("@testset", "@testitem")
_MODULES = ("identifier", "scoped_identifier", "import_path")


def extract(source: Source) -> Extraction:
    """What a Julia file defines, exports and uses."""
    if len(_BRACES.findall(source.text)) > _MANY_BRACES:
        message = "blocks in braces are not Julia, and its grammar takes too long over so many"
        return Extraction(doc=file_comment(source),
                          diagnostics=(Diagnostic("outline-skipped", message),))
    walk = JuliaWalk(source, parser("julia")).run()
    first = walk.symbols[0] if walk.symbols else None
    own = first.doc if first is not None and first.kind == "module" else ""
    walk.mark_exports()
    return walk.extraction(doc=walk.file_doc() or own)


class JuliaWalk(ScriptWalk):
    """Definitions of modules and types; what a function's body defines is its own affair."""

    owner = re.compile(r"(?:[\w.]*@\w+\s+)*(?:function|macro|struct|mutable|abstract|const)\b"
                       r"|[\w.!]+\(.*\)\s*=(?!=)")

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self._docstring, self._docstring_row = "", -1
        self._macros: tuple[str, ...] = ()
        #: (Index of the module, name) -> ``exported`` or ``public``.
        self._shown: dict[tuple[int, str], str] = {}

    def mark_exports(self) -> None:
        for index, symbol in enumerate(self.symbols):
            word = self._shown.get((symbol.parent, symbol.name))
            if word:
                self.symbols[index] = msgspec.structs.replace(
                    symbol, modifiers=(word, *symbol.modifiers))

    # -- documentation and macros ------------------------------------------------------------

    def docstring(self, node: Node, scope: Scope) -> None:
        content = next((c for c in node.named_children if c.type == "content"), None)
        self._docstring = cap(dedent("\n" + self.text(content)))
        self._docstring_row = node.end_point.row

    def described(self, node: Node) -> str | None:
        """The docstring right above a node; None leaves it to the comments."""
        held, row = self._docstring, self._docstring_row
        self._docstring_row = -1
        return held if row >= 0 and row + 1 >= node.start_point.row else None

    def add(self, node: Node, scope: Scope, kind: str, name: str, signature: str = "",
            **more: object) -> int:
        """Record a definition with its docstring and the macros in front of it."""
        macros, self._macros = self._macros, ()
        return self.define(node, scope, kind, name, signature=signature, decorators=macros,
                           doc=self.described(node), **more)  # type: ignore[arg-type]

    def macro_call(self, node: Node, scope: Scope) -> None:
        macro = next((c for c in node.named_children if c.type == "macro_identifier"), None)
        arguments = node.named_children[-1] if node.named_child_count else None
        if macro is None or arguments is None or arguments.type != "macro_argument_list":
            return
        name, given = self.line(macro), arguments.named_children
        if name in _TEST_MACROS:
            self.test_set(node, scope, given)
        elif scope.kind == "test":
            return
        elif name == "@enum" and given:
            self.enum(node, scope, given)
        elif name == "@doc" and len(given) > 1:
            self.docstring(given[0], scope)
            self._docstring_row = given[-1].start_point.row
            self.visit_next(given[-1], scope)
        elif given and given[-1].type in self.visitors and given[-1].type != "string_literal":
            if self._docstring_row + 1 == node.start_point.row:
                self._docstring_row = given[-1].start_point.row
            self.keep_comments(node)
            self._macros = (self.slice(node.start_byte, macro.end_byte).replace("@", "", 1)
                            .rpartition(".")[2],)
            self.visit_next(given[-1], scope)

    def test_set(self, node: Node, scope: Scope, given: list[Node]) -> None:
        title = next((c for c in given if c.type == "string_literal"), None)
        inner = scope._replace(kind="test")
        if title is not None:
            name = " ".join(self.text(title).strip('"').split())
            index = self.define(node, scope, "test", name, doc="",
                                qualname=(scope.prefix if scope.kind == "test" else "") + name)
            if index >= 0:
                inner = Scope("test", index, f"{self.symbols[index].qualname} > ")
        for each in given[::-1]:
            if each.type in ("compound_statement", "for_statement"):
                self.push(each, inner)

    def enum(self, node: Node, scope: Scope, given: list[Node]) -> None:
        """The members of an enum are names of the module itself."""
        head, *members = given
        name = head.named_children[0] if head.type == "typed_expression" else head
        index = self.add(node, scope, "enum", self.line(name), self.between(name, None, head))
        if members and members[0].type == "compound_statement":
            members = members[0].named_children
        for each in members:
            value = ""
            if each.type == "assignment":
                value = self.between(each.named_children[0], None, each)
                each = each.named_children[0]
            if each.type == "identifier" and index >= 0:
                member = self.line(each)
                self.define(each, self.inside(index), "enumerator", member, signature=value,
                            qualname=scope.prefix + member)

    # -- modules and imports -----------------------------------------------------------------

    def module(self, node: Node, scope: Scope) -> None:
        index = self.add(node, scope, "module", self.field(node, "name"))
        self.push(node, self.inside(index))

    def using(self, node: Node, scope: Scope) -> None:
        for each in node.named_children:
            if each.type in _MODULES:
                self.add_import(each, self.line(each))
            elif each.type == "import_alias":
                self._aliased(each, self.line(each.named_children[0]), "")
            elif each.type == "selected_import" and each.named_child_count > 1:
                module, *names = each.named_children
                written = [n.named_children[0] if n.type == "import_alias" else n for n in names]
                self.add_import(each, self.line(module), tuple(map(self.line, written)))
                for name in names:
                    if name.type == "import_alias":
                        self._alias(name, self.line(name.named_children[0]))

    def _aliased(self, node: Node, module: str, name: str) -> None:
        self.add_import(node, module)
        self._alias(node, name)

    def _alias(self, node: Node, name: str) -> None:
        if self.imports and node.named_child_count > 1:
            last = self.imports[-1]
            here = (self.line(node.named_children[-1]), name)
            self.imports[-1] = msgspec.structs.replace(last, aliases=(*last.aliases, here))

    def shown(self, node: Node, scope: Scope) -> None:
        word = "exported" if node.type == "export_statement" else "public"
        for each in node.named_children:
            self._shown[scope.parent, self.line(each)] = word

    def call(self, node: Node, scope: Scope) -> None:
        callee, *rest = node.named_children or [node]
        path = _PLAIN_STRING.fullmatch(self.text(rest[0]).strip("() ")) if rest else None
        if path and self.text(callee) == "include":
            self.add_import(node, path[1], kind="path")

    def condition(self, node: Node, scope: Scope) -> None:
        if "PROGRAM_FILE" in self.field(node, "condition"):
            self.entry_points.append("main")
        self.push(node, scope)

    # -- types -------------------------------------------------------------------------------

    def type_definition(self, node: Node, scope: Scope) -> None:
        head = next((c for c in node.named_children if c.type == "type_head"), None)
        if head is None or not head.named_child_count:
            return
        name, base = head.named_children[0], ""
        if name.type == "binary_expression":
            base = self.line(name.named_children[-1])
            name = name.named_children[0]
        parameters = ""
        if name.type == "parametrized_type_expression":
            parameters = self.between(name.named_children[0], None, name)
            name = name.named_children[0]
        words = tuple(c.type for c in node.children if c.type in ("abstract", "primitive",
                                                                  "mutable"))
        index = self.add(node, scope, "struct" if node.type == "struct_definition" else "type",
                         self.line(name), parameters, bases=(base,) if base else (),
                         modifiers=words)
        if node.type == "struct_definition":
            self.push(node, self.inside(index))

    def member(self, node: Node, scope: Scope) -> None:
        """A field of a struct, with or without a type."""
        if scope.kind != "struct":
            return
        name = node
        while name.type in ("typed_expression", "assignment") and name.named_child_count:
            name = name.named_children[0]
        if name.type == "identifier":
            self.add(node, scope, "field", self.line(name), self.between(name, None, node))

    # -- functions and values ----------------------------------------------------------------

    def function(self, node: Node, scope: Scope) -> None:
        signature = next((c for c in node.named_children if c.type == "signature"), None)
        if signature is not None and signature.named_child_count and scope.kind != "test":
            self._callable(node, scope, signature.named_children[0],
                           "macro" if node.type == "macro_definition" else "function")

    def _callable(self, node: Node, scope: Scope, head: Node, kind: str) -> bool:
        """Record a function by its head; False when the head is not a function's."""
        callee = head
        while callee.type in ("where_expression", "typed_expression") and callee.named_child_count:
            callee = callee.named_children[0]
        if callee.type == "call_expression" and callee.named_child_count:
            callee = callee.named_children[0]
        elif node.type == "assignment":
            return False
        if callee.type == "parametrized_type_expression":
            callee = callee.named_children[0]
        name = self.line(callee)
        if not name or "$" in name:
            return False
        qualname = scope.prefix + name
        if callee.type == "field_expression":
            # A method of another module's function.
            name, qualname = name.rpartition(".")[2], name
        elif kind == "macro":
            name, qualname = f"@{name}", f"{scope.prefix}@{name}"
        elif scope.kind == "struct" and self.symbols[scope.parent].name == name:
            kind = "constructor"
        self.add(node, scope, kind, name, self.between(callee, head.end_byte, node),
                 qualname=qualname)
        return True

    def assignment(self, node: Node, scope: Scope) -> None:
        """``f(x) = …`` is a function, ``x = …`` a field of a struct; else only constants count."""
        if not node.named_child_count or scope.kind == "test":
            return
        left = node.named_children[0]
        if self._callable(node, scope, left, "function"):
            return
        if scope.kind == "struct":
            self.member(node, scope)
        elif left.type == "identifier" and _CONSTANT.fullmatch(self.text(left)):
            self._value(node, scope, "variable", left, node)

    def constant(self, node: Node, scope: Scope) -> None:
        inner = node.named_children[0] if node.named_child_count else None
        if inner is None or inner.type != "assignment" or not inner.named_child_count:
            return
        left = inner.named_children[0]
        if scope.kind == "struct":
            self.member(left, scope)
            return
        kind = "variable" if node.type == "global_statement" else "constant"
        if left.type == "parametrized_type_expression":
            kind = "alias"
        names = left.named_children if left.type == "tuple_expression" else [left]
        for each in names:
            self._value(node, scope, kind, each, inner)

    def _value(self, node: Node, scope: Scope, kind: str, left: Node, assignment: Node) -> None:
        name = left.named_children[0] if left.named_child_count else left
        written = self.line(name)
        if not _NAME.fullmatch(written):
            return
        end = assignment.named_children[-1]
        if assignment.named_children[0].type == "tuple_expression":
            self.add(node, scope, kind, written)
        else:
            value = self.between(name, end.end_byte, node)
            self.add(node, scope, kind, written, short_value(value))

    visitors: ClassVar = {
        "module_definition": module,
        "using_statement": using,
        "import_statement": using,
        "export_statement": shown,
        "public_statement": shown,
        "string_literal": docstring,
        "prefixed_string_literal": docstring,
        "macrocall_expression": macro_call,
        "call_expression": call,
        "if_statement": condition,
        "elseif_clause": ScriptWalk.push,
        "else_clause": ScriptWalk.push,
        "compound_statement": ScriptWalk.push,
        "abstract_definition": type_definition,
        "primitive_definition": type_definition,
        "struct_definition": type_definition,
        "identifier": member,
        "typed_expression": member,
        "function_definition": function,
        "macro_definition": function,
        "assignment": assignment,
        "const_statement": constant,
        "global_statement": constant,
    }
