"""Protocol Buffers: messages with their fields, enums, services with their methods, imports.

Names are qualified inside the file and not by the package, which is listed once. The members of a
``oneof`` and of an ``extend`` belong to the scope around it, as the language says.
"""

from __future__ import annotations

import re

from pipeline.languages import Source
from pipeline.languages.statements import Body, Statement, StatementWalk
from pipeline.model import Extraction

_BLOCK = re.compile(r"(message|enum|service|oneof|extend)\s+([.\w]+)")
_GROUP = re.compile(r"((?:optional|required|repeated)\s+)?group\s+(\w+)\s*(=\s*\d+)")
_FIELD = re.compile(
    r"((?:optional|required|repeated)\s+)?(map\s*<[^>]*>|\.?[A-Za-z_][\w.]*)\s+(\w+)\s*"
    r"(=\s*(?:0x[\da-fA-F]+|\d+))"
)
_ENUMERATOR = re.compile(r"(\w+)\s*(=\s*-?\w+)")
_METHOD = re.compile(r"rpc\s+(\w+)\s*(\(.*)")
_IMPORT = re.compile(r"import\s+(?:(?:public|weak|option)\s+)?[\"']([^\"']+)[\"']")
_PACKAGE = re.compile(r"package\s+([\w.]+)$")

_KINDS = {
    "message": "message", "enum": "enum", "service": "service", "oneof": "union",
    "extend": "extension",
}  # fmt: skip


def extract(source: Source) -> Extraction:
    """What a ``.proto`` file declares and imports."""
    return Protobuf(source).run().extraction()


class Protobuf(StatementWalk):
    """Options, reserved numbers and extension ranges declare nothing."""

    def statement(self, statement: Statement, body: Body) -> Body | None:
        if statement.ending == "{":
            return self.block(statement, body)
        if body.kind == "file":
            self.top(statement, body)
        elif body.kind == "service":
            self.method(statement, body)
        elif body.kind == "enum":
            self.enumerator(statement, body)
        else:
            self.field(statement, body)
        return None

    def top(self, statement: Statement, body: Body) -> None:
        if match := _IMPORT.match(statement.text):
            self.found.add_import(match[1], statement.line, kind="include")
        elif match := _PACKAGE.match(statement.text):
            self.define(statement, body, "package", match[1])

    def block(self, statement: Statement, body: Body) -> Body | None:
        if body.kind == "service":
            return self.method(statement, body)
        if match := _GROUP.match(statement.text):
            index = self.define(statement, body, "message", match[2], f" {match[3]}",
                                modifiers=(match[1].strip(),) if match[1] else ())
            return Body("message", index)
        match = _BLOCK.match(statement.text)
        if match is None:
            return None
        word, name = match.groups()
        index = self.define(statement, body, _KINDS[word], name)
        if word not in ("oneof", "extend"):
            return Body(word, index)
        outer = body.symbol if body.qualifier == -1 else body.qualifier
        return Body(word, index, outer if outer >= 0 else -2)

    def method(self, statement: Statement, body: Body) -> Body | None:
        match = _METHOD.match(statement.text)
        if match is not None:
            return Body("skip", self.define(statement, body, "method", match[1], match[2]))
        return None

    def field(self, statement: Statement, body: Body) -> None:
        match = _FIELD.match(statement.text)
        if match is not None and match[2] not in ("option", "reserved", "extensions"):
            label, written, name, number = match.groups()
            self.define(statement, body, "field", name, f": {written} {number}",
                        modifiers=(label.strip(),) if label else ())

    def enumerator(self, statement: Statement, body: Body) -> None:
        match = _ENUMERATOR.match(statement.text)
        if match is not None:
            self.define(statement, body, "enumerator", match[1], match[2])
