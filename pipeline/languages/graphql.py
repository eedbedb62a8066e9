"""GraphQL: types with their fields, interfaces, inputs, enums, unions, scalars, operations."""

from __future__ import annotations

import re
from typing import ClassVar

from pipeline.languages import Source
from pipeline.languages.statements import DOUBLE_QUOTED, Body, Statement, StatementWalk, Syntax
from pipeline.model import Extraction

_TYPE = re.compile(
    r"(extend\s+)?(type|interface|input|enum|union|scalar|schema)\b\s*([A-Za-z_]\w*)?"
    r"(?:\s*implements\s*&?\s*([\w\s&,]+?))?(?=\s*(?:@|=|$))(.*)"
)
_DIRECTIVE = re.compile(r"directive\s+@(\w+)\s*(.*)")
_OPERATION = re.compile(r"(query|mutation|subscription|fragment)\s+(\w+)\s*(.*)")
_FIELD = re.compile(r"([A-Za-z_]\w*)\s*((?:\(.*\))?\s*:.*)")
_NAME = re.compile(r"[A-Za-z_]\w*")
_USE = re.compile(r"@\w+(?:\([^()]*\))?")

_KINDS = {"type": "type", "input": "type", "interface": "interface", "enum": "enum",
          "union": "union", "scalar": "type", "schema": "namespace"}  # fmt: skip


def extract(source: Source) -> Extraction:
    """What a schema or a document of operations declares."""
    return GraphQL(source).run().extraction()


class GraphQL(StatementWalk):
    """Lines and commas end statements; descriptions are strings."""

    syntax: ClassVar = Syntax(
        strings=(r'"""(?:(?!""")[\s\S])*+(?:"""|\Z)', DOUBLE_QUOTED), ends=",\n",
        continued=r"[=|&{(@:]|implements\b", doc_strings=True)

    def statement(self, statement: Statement, body: Body) -> Body | None:
        if body.kind == "file":
            return self.top(statement, body)
        if body.kind == "enum":
            for name in _NAME.findall(_USE.sub("", statement.text)):
                self.define(statement, body, "enumerator", name)
        elif statement.ending != "{" and (match := _FIELD.match(statement.text)):
            kind = "method" if body.kind == "type" and match[2].startswith("(") else "field"
            self.define(statement, body, kind, match[1], match[2])
        return None

    def top(self, statement: Statement, body: Body) -> Body | None:
        if match := _DIRECTIVE.match(statement.text):
            self.define(statement, body, "annotation", match[1], match[2])
        elif match := _OPERATION.match(statement.text):
            word, name, rest = match.groups()
            kind = "function" if word == "fragment" else "operation"
            return Body("skip", self.define(statement, body, kind, name, rest, modifiers=(word,)))
        elif match := _TYPE.match(statement.text):
            return self.type(statement, body, match)
        return None

    def type(self, statement: Statement, body: Body, match: re.Match[str]) -> Body | None:
        is_extension, word, name, bases, rest = match.groups()
        modifiers = (*(("extend",) if is_extension else ()),
                     *((word,) if word in ("input", "scalar") else ()))
        names = tuple(_NAME.findall(bases)) if bases else ()
        index = self.define(statement, body, _KINDS[word], name or word, rest.strip(),
                            bases=names, modifiers=modifiers)
        return Body(word, index)
