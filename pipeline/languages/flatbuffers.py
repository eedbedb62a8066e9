"""FlatBuffers schemas: tables, structs and unions with their fields, enums, services, includes."""

from __future__ import annotations

import re
from typing import ClassVar

from pipeline.languages import Source
from pipeline.languages.statements import Body, Statement, StatementWalk, Syntax
from pipeline.model import Extraction

_BLOCK = re.compile(r"(table|struct|enum|union|rpc_service)\s+([\w.]+)\s*(:\s*\w+)?")
_FIELD = re.compile(r"(\w+)\s*(:.*)")
_METHOD = re.compile(r"(\w+)\s*(\(.*)")
_MEMBER = re.compile(r"([\w.]+)\s*([:=].*)?")
_INCLUDE = re.compile(r'(?:native_)?include\s+"([^"]+)"')
_NAMESPACE = re.compile(r"namespace\s+([\w.]+)$")
_ROOT = re.compile(r"root_type\s+([\w.]+)$")

_KINDS = {"table": "table", "rpc_service": "service"}


def extract(source: Source) -> Extraction:
    """What a schema declares and includes."""
    return FlatBuffers(source).run().extraction()


class FlatBuffers(StatementWalk):
    """Members of enums and unions are separated by commas, all else by semicolons."""

    syntax: ClassVar = Syntax(ends=",")

    def statement(self, statement: Statement, body: Body) -> Body | None:
        if statement.ending == "{":
            return self.block(statement, body)
        if body.kind == "file":
            self.top(statement, body)
        elif body.kind in ("enum", "union"):
            self.member(statement, body)
        elif body.kind == "rpc_service":
            self.member_of(statement, body, "method", _METHOD)
        else:
            self.member_of(statement, body, "field", _FIELD)
        return None

    def block(self, statement: Statement, body: Body) -> Body | None:
        match = _BLOCK.match(statement.text)
        if match is None or body.kind != "file":
            return None
        word, name, base = match.groups()
        return Body(word, self.define(statement, body, _KINDS.get(word, word), name, base or ""))

    def top(self, statement: Statement, body: Body) -> None:
        if match := _INCLUDE.match(statement.text):
            self.found.add_import(match[1], statement.line, kind="include")
        elif match := _NAMESPACE.match(statement.text):
            self.define(statement, body, "namespace", match[1])
        elif match := _ROOT.match(statement.text):
            self.title = match[1]

    def member(self, statement: Statement, body: Body) -> None:
        kind = "enumerator" if body.kind == "enum" else "field"
        self.member_of(statement, body, kind, _MEMBER)

    def member_of(
        self, statement: Statement, body: Body, kind: str, pattern: re.Pattern[str]
    ) -> None:
        match = pattern.match(statement.text)
        if match is not None:
            self.define(statement, body, kind, match[1], match[2] or "")
