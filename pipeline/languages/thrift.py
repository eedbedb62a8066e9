"""Thrift: structs with their fields, enums, services with their functions, constants, includes."""

from __future__ import annotations

import re
from typing import ClassVar

from pipeline.languages import Source
from pipeline.languages.statements import Body, Statement, StatementWalk, Syntax
from pipeline.model import Extraction

_BLOCK = re.compile(
    r"(?:safe\s+|transient\s+|permanent\s+|stateful\s+|client\s+|server\s+)*"
    r"(struct|union|exception|enum|senum|service|interaction)\s+(\w+)(?:\s+extends\s+([\w.]+))?"
)
_FIELD = re.compile(
    r"(?:(-?\d+)\s*:\s*)?(?:(optional|required|terse)\s+)?(.+?)\s+(\w+)\s*(=.*)?$"
)
_FUNCTION = re.compile(r"(oneway\s+|async\s+)?([^()]+?)\s+(\w+)\s*(\(.*)")
_ENUMERATOR = re.compile(r"([A-Za-z_]\w*)\s*(=\s*-?\w+)?")
_CONSTANT = re.compile(r"const\s+(.+?)\s+(\w+)\s*(=.*)?$")
_TYPEDEF = re.compile(r"typedef\s+(.+?)\s+(\w+)$")
_INCLUDE = re.compile(r"(?:cpp_)?include\s+[\"']([^\"']+)[\"']")
_NAMESPACE = re.compile(r"namespace\s+([\w.*]+)\s+\"?([\w./-]+)\"?$")
#: Annotations in parentheses behind a declaration.
_ANNOTATION = re.compile(r"\s*\((?![^()]*:\s)[^()]*\)$")
_STRUCTURED = re.compile(r"(?:@[\w.]+(?:\{[^{}]*\})?\s*)+")

_KINDS = {"senum": "enum", "exception": "class", "interaction": "interface"}


def extract(source: Source) -> Extraction:
    """What a Thrift file declares and includes."""
    return Thrift(source).run().extraction()


class Thrift(StatementWalk):
    """Separators are optional, so the end of a line ends a statement as well."""

    syntax: ClassVar = Syntax(
        brackets="()[]<>", ends=",\n", continued=r"[={(]|throws\b|extends\b")

    def statement(self, statement: Statement, body: Body) -> Body | None:
        text = _STRUCTURED.sub("", statement.text)
        if statement.ending == "{" and not text:
            return None
        if body.kind in ("enum", "senum"):
            self.enumerator(statement, body, text)
        elif body.kind in ("service", "interaction"):
            self.function(statement, body, text)
        elif body.kind != "file":
            self.field(statement, body, text)
        else:
            return self.top(statement, body, text)
        return None

    def top(self, statement: Statement, body: Body, text: str) -> Body | None:
        if statement.ending == "{" and (match := _BLOCK.match(text)):
            word, name, base = match.groups()
            index = self.define(statement, body, _KINDS.get(word, word), name,
                                bases=(base,) if base else ())
            return Body(word, index)
        text = _ANNOTATION.sub("", text)
        if match := _INCLUDE.match(text):
            self.found.add_import(match[1], statement.line, kind="include")
        elif match := _NAMESPACE.match(text):
            self.define(statement, body, "namespace", match[2], f" ({match[1]})")
        elif match := _TYPEDEF.match(text):
            self.define(statement, body, "type", match[2], f" = {match[1]}")
        elif match := _CONSTANT.match(text):
            value = match[3] if match[3] and match[3].strip("= ") else ""
            index = self.define(statement, body, "constant", match[2], f": {match[1]} {value}")
            return Body("skip", index)
        return None

    def enumerator(self, statement: Statement, body: Body, text: str) -> None:
        match = _ENUMERATOR.match(text)
        if match is not None and statement.ending != "{":
            self.define(statement, body, "enumerator", match[1], match[2] or "")

    def field(self, statement: Statement, body: Body, text: str) -> None:
        match = _FIELD.match(_ANNOTATION.sub("", text))
        if match is not None:
            number, label, written, name, value = match.groups()
            shown = f"{number}: " if number else ""
            self.define(statement, body, "field", name, f": {shown}{written} {value or ''}",
                        modifiers=(label,) if label else ())

    def function(self, statement: Statement, body: Body, text: str) -> None:
        match = _FUNCTION.match(text)
        if match is not None and statement.ending != "{":
            word, written, name, arguments = match.groups()
            arguments, _, throws = arguments.partition(" throws")
            throws = f" throws{throws}" if throws else ""
            self.define(statement, body, "method", name, f"{arguments} -> {written}{throws}",
                        modifiers=(word.strip(),) if word else ())
