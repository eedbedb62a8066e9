"""Cap'n Proto schemas: structs, unions, enums, interfaces with methods, constants, imports.

Here a comment documents what stands above it.
"""

from __future__ import annotations

import re
from typing import ClassVar

from pipeline.languages import Source
from pipeline.languages.statements import DOUBLE_QUOTED, Body, Statement, StatementWalk, Syntax
from pipeline.model import Extraction

_BLOCK = re.compile(
    r"(struct|enum|interface)\s+(\w+)\s*(\([^()]*\))?(?:\s*@\w+)?(?:\s*extends\s*\(([^)]*)\))?"
)
_GROUP = re.compile(r"(?:(\w+)\s*(?:@\d+\s*)?(?:!\d+\s*)?:\s*)?(union|group)\b")
_MEMBER = re.compile(r"(\w+)\s*@(\d+)\s*(?:!\d+\s*)?(.*)")
_CONSTANT = re.compile(r"const\s+(\w+)\s*(?:@\w+\s*)?(:.*)")
_ANNOTATION = re.compile(r"annotation\s+(\w+)\s*(?:@\w+\s*)?(\(.*)")
_ALIAS = re.compile(r"using\s+(\w+)\s*=\s*(.+)")
_IMPORT = re.compile(r'\bimport\s+"([^"]+)"')


def extract(source: Source) -> Extraction:
    """What a schema declares and imports."""
    walk = CapnProto(source).run()
    return walk.extraction(doc=walk.schema_doc or None)


class CapnProto(StatementWalk):
    """Declarations nest in structs and interfaces."""

    syntax: ClassVar = Syntax(strings=(DOUBLE_QUOTED,), doc_below=True)

    #: The comment below the schema's number.
    schema_doc = ""

    def statement(self, statement: Statement, body: Body) -> Body | None:
        if statement.text.startswith("@"):
            self.schema_doc = self.clean(statement.remark)
        for imported in _IMPORT.findall(statement.text):
            self.found.add_import(imported, statement.line, kind="include")
        if statement.ending == "{":
            return self.block(statement, body)
        if match := _CONSTANT.match(statement.text):
            self.define(statement, body, "constant", match[1], match[2])
        elif match := _ANNOTATION.match(statement.text):
            self.define(statement, body, "annotation", match[1], match[2])
        elif match := _ALIAS.match(statement.text):
            if " import " not in f" {match[2]}":
                self.define(statement, body, "type", match[1], f" = {match[2]}")
        elif match := _MEMBER.match(statement.text):
            self.member(statement, body, match)
        return None

    def block(self, statement: Statement, body: Body) -> Body | None:
        if match := _GROUP.match(statement.text):
            name, word = match.groups()
            if not name:
                # The members of a union without a name are those of its struct.
                return body
            return Body(word, self.define(statement, body, "union" if word == "union" else "field",
                                          name, " :group" if word == "group" else ""))
        match = _BLOCK.match(statement.text)
        if match is None:
            return None
        word, name, parameters, bases = match.groups()
        index = self.define(
            statement, body, word, name, parameters or "",
            bases=tuple(base.strip() for base in bases.split(",")) if bases else ())
        return Body(word, index)

    def member(self, statement: Statement, body: Body, match: re.Match[str]) -> None:
        kind = {"enum": "enumerator", "interface": "method"}.get(body.kind, "field")
        name, number, rest = match.groups()
        self.define(statement, body, kind, name, rest or f" @{number}")
