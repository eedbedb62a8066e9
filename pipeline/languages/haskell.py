"""Haskell: the module and what it exports, types, classes, functions with their types, imports.

A function's signature and the equations below it are one symbol. Literate and Cabal files are not
read as Haskell.
"""

from __future__ import annotations

import dataclasses
import re
from typing import ClassVar

import msgspec
from tree_sitter import Node

from pipeline.languages import Source
from pipeline.languages.grammar import parser
from pipeline.languages.prose import file_comment
from pipeline.languages.scriptwalk import short_value
from pipeline.languages.treewalk import Scope, TreeWalk, last_line
from pipeline.model import Extraction

_COMMENT = re.compile(r"(?<!\S)--+(?![!#$%&*+./<=>?@\\^~:])[^\n]*|(?<!\S)--+ [|^][^\n]*"
                      r"|\{-.*?-\}", re.DOTALL)
_HEADER_FIELD = re.compile(
    r"^(?:Module|Copyright|License|Licence|Maintainer|Author|Stability|Portability|SPDX[-\w]*)"
    r"[ \t]*:.*(?:\n[ \t]+.*)*\n?", re.MULTILINE)
_DESCRIPTION = re.compile(r"^(?:Description|Synopsis)[ \t]*:[ \t]*", re.MULTILINE)
_PRAGMA = re.compile(r"\{-#[^#]*#-\}")
#: Characters at the top in which a file says what it is for.
_HEAD = 20_000
_MARK = re.compile(r"\A[|^][ \t]*")


def extract(source: Source) -> Extraction:
    """What a Haskell module defines, exports and imports."""
    if source.name.endswith((".lhs", ".cabal")):
        return Extraction(doc=file_comment(source))
    walk = HaskellWalk(source, parser("haskell")).run()
    walk.finish()
    return walk.extraction(doc=walk.module_doc or walk.file_doc())


class HaskellWalk(TreeWalk):
    """Declarations of the module; what ``where`` and ``let`` bind is their own affair."""

    comments: ClassVar = ("comment", "haddock")
    doc_marker: ClassVar = re.compile(r"--+ *\||\{- *\|")

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.module_doc = ""
        self._module = "Main"
        #: Names that the module exports; None when it exports all.
        self._exports: set[str] | None = None
        #: (Parent, name) -> index of a function's symbol.
        self._functions: dict[tuple[int, str], int] = {}

    def flatten(self, text: str) -> str:
        return " ".join(_COMMENT.sub(" ", text).split())

    def clean_doc(self, raw: str) -> str:
        if raw.startswith("{-"):
            raw = _HEADER_FIELD.sub("", raw)
        return _MARK.sub("", super().clean_doc(raw).lstrip())

    def file_doc(self) -> str:
        """The comment at the top, below the pragmas."""
        text = _HEADER_FIELD.sub("", _PRAGMA.sub("", self.source.text[:_HEAD]))
        return _MARK.sub("", file_comment(dataclasses.replace(self.source, text=text)))

    def finish(self) -> None:
        """What is only known at the end: exports, and whether this is a program."""
        for index, symbol in enumerate(self.symbols):
            is_exported = symbol.name in (self._exports or ()) and symbol.kind != "constructor"
            if is_exported and symbol.kind != "module":
                self.symbols[index] = msgspec.structs.replace(
                    symbol, modifiers=("exported", *symbol.modifiers))
        if self._module == "Main" and (-1, "main") in self._functions:
            self.entry_points.append("main")

    def child(self, node: Node, *kinds: str) -> Node | None:
        return next((c for c in node.named_children if c.type in kinds), None)

    # -- module ------------------------------------------------------------------------------

    def header(self, node: Node, scope: Scope) -> None:
        self.module_doc = _DESCRIPTION.sub("", self.take_doc(node.start_point.row + 1)).strip()
        self._module = self.field(node, "module")
        self.define(node, scope, "module", self._module, doc="")
        exports = node.child_by_field_name("exports")
        if exports is not None:
            self._exports = set()
            for each in exports.named_children:
                name = each.named_children[0] if each.named_child_count else None
                if each.type == "export" and name is not None:
                    self._exports.add(self.line(name).strip("() "))

    def imported(self, node: Node, scope: Scope) -> None:
        module = self.field(node, "module")
        names: tuple[str, ...] = ()
        listed = node.child_by_field_name("names")
        if listed is not None and not any(child.type == "hiding" for child in node.children):
            names = tuple(self.line(c.named_children[0]) for c in listed.named_children
                          if c.type == "import_name" and c.named_child_count)
        self.add_import(node, module, names)
        alias = self.field(node, "alias")
        if alias and module:
            self.imports[-1] = msgspec.structs.replace(self.imports[-1], aliases=((alias, ""),))

    # -- types -------------------------------------------------------------------------------

    def data_type(self, node: Node, scope: Scope) -> None:
        name = node.child_by_field_name("name")
        if name is None:
            return
        words = ("newtype",) if node.type == "newtype" else ()
        deriving = tuple(self.line(c).removeprefix("deriving").strip()
                         for c in node.named_children if c.type == "deriving")
        index = self.define(
            node, scope, "type", self.line(name), signature=self.field(node, "patterns"),
            decorators=tuple(f"deriving {each}" for each in deriving), modifiers=words)
        listed = node.child_by_field_name("constructors")
        inner = self.inside(index)
        constructors = ([node.child_by_field_name("constructor")] if listed is None
                        else listed.named_children)
        for each in constructors:
            if each is not None and each.type in ("haddock", "comment"):
                self._pass_comment(each)
            elif each is not None:
                self._constructor(each, inner)

    def _constructor(self, node: Node, scope: Scope) -> None:
        body = node.child_by_field_name("constructor") or node
        name = node.child_by_field_name("name") or body.child_by_field_name("name")
        if name is None:
            return
        written = self.line(name)
        record = body if body.type == "record" else body.child_by_field_name("field")
        is_record = record is not None and record.type == "record"
        signature = "" if is_record else short_value(self.between(name, None, node))
        doc = self.take_doc(node.start_point.row + 1) or self._behind(node)
        index = self.define(node, scope, "constructor", written, qualname=written, doc=doc,
                            signature=signature)
        if record is not None and is_record:
            self._fields(record, scope._replace(parent=index))

    def _behind(self, node: Node) -> str:
        """The ``-- ^`` comment that follows a constructor or field."""
        after = node.next_named_sibling
        if after is None or after.type != "haddock" or "^" not in self.text(after)[:5]:
            return ""
        return self.clean_doc(self.text(after))

    def _fields(self, record: Node, scope: Scope) -> None:
        fields = [c for c in record.named_children if c.type == "fields"] or [record]
        for each in (field for group in fields for field in group.named_children):
            if each.type == "field":
                for name in each.children_by_field_name("name"):
                    self.define(each, scope, "field", self.line(name), qualname=self.line(name),
                                doc=self._behind(each),
                                signature=f":: {self.field(each, 'type')}")

    def synonym(self, node: Node, scope: Scope) -> None:
        name = node.child_by_field_name("name")
        if name is not None:
            family = ("family",) if node.type.endswith("family") else ()
            signature = self.between(name, None, node).partition(" where")[0]
            self.define(node, scope, "type" if family else "alias", self.line(name),
                        qualname=self.line(name), signature=short_value(signature),
                        modifiers=family)

    def type_class(self, node: Node, scope: Scope) -> None:
        context = self.child(node, "context")
        above = self.line(context).removesuffix("=>").strip()
        if above.startswith("(") and above.endswith(")"):
            above = above[1:-1]
        index = self.define(
            node, scope, "class", self.field(node, "name"), bases=(above,) if above else (),
            signature=self.field(node, "patterns"))
        body = self.child(node, "class_declarations")
        for each in node.named_children:
            if each.type == "haddock":
                # Above the first member; the grammar puts it beside the body.
                self._pass_comment(each)
        if body is not None:
            self.push(body, self.inside(index))

    # -- functions ---------------------------------------------------------------------------

    def signature(self, node: Node, scope: Scope) -> None:
        written = node.child_by_field_name("type")
        names = node.child_by_field_name("names")
        listed = names.named_children if names is not None else [node.child_by_field_name("name")]
        result = written
        while result is not None and result.type in ("context", "forall"):
            result = result.child_by_field_name("type")
        is_function = result is not None and result.type == "function"
        doc = self.take_doc(node.start_point.row + 1)
        for name in listed:
            if name is not None and written is not None:
                self._function(node, scope, self.line(name), is_function, doc,
                               f":: {self.line(written)}")

    def _function(self, node: Node, scope: Scope, name: str, is_function: bool, doc: str = "",
                  signature: str = "") -> None:
        name = name[1:-1].strip() if name.startswith("(") else name
        if (scope.parent, name) in self._functions:
            self._extend(self._functions[scope.parent, name], node)
            return
        kind = "method" if scope.kind == "class" else "function" if is_function else "constant"
        index = self.define(node, scope, "function" if name == "main" else kind, name, doc=doc,
                            qualname=name, signature=signature,
                            modifiers=("test",) if name.startswith("prop_") else ())
        self._functions[scope.parent, name] = index

    def _extend(self, index: int, node: Node) -> None:
        """A function reaches from its signature to the last of its equations."""
        symbol = self.symbols[index]
        end = last_line(node)
        if symbol.parent >= 0:
            end = min(end, self.symbols[symbol.parent].end_line)
        # Another definition between them: the two are not one.
        if end > symbol.end_line and index == len(self.symbols) - 1:
            self.symbols[index] = msgspec.structs.replace(symbol, end_line=end)

    def equation(self, node: Node, scope: Scope) -> None:
        name = node.child_by_field_name("name")
        infix = self.child(node, "infix")
        if name is None and infix is not None:
            name = infix.child_by_field_name("operator")
        if name is None:
            return
        written = self.line(name).strip("`")
        doc = self.take_doc(node.start_point.row + 1)
        if scope.kind != "class" or (scope.parent, written) in self._functions:
            self._function(node, scope, written, node.type == "function", doc)

    visitors: ClassVar = {
        "header": header,
        "imports": TreeWalk.push,
        "import": imported,
        "declarations": TreeWalk.push,
        "data_type": data_type,
        "newtype": data_type,
        "type_synonym": synonym,
        "data_family": synonym,
        "type_family": synonym,
        "class": type_class,
        "signature": signature,
        "function": equation,
        "bind": equation,
        "foreign_import": TreeWalk.push,
    }
