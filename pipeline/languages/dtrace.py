"""DTrace: providers with their probes, and the clauses of a script by the probes they watch."""

from __future__ import annotations

import re
from typing import ClassVar

from pipeline.languages import Source
from pipeline.languages.statements import DIRECTIVE, Body, Statement, StatementWalk, Syntax
from pipeline.model import Extraction

_PROVIDER = re.compile(r"provider\s+(\w+)$")
_PROBE = re.compile(r"probe\s+(\w+)\s*(\(.*)")
_CLAUSE = re.compile(r"((?:[\w$*?-]*:){1,3}[\w$*?-]*|BEGIN|END|ERROR)(?:\s*,.*|\s*/.*)?$")
_INCLUDE = re.compile(r'#\s*include\s*(?:"([^"]+)"|(<[^>]+>))')


def extract(source: Source) -> Extraction:
    """What a file declares or watches."""
    return DTrace(source).run().extraction()


class DTrace(StatementWalk):
    """A provider's braces hold probes, all others hold actions."""

    syntax: ClassVar = Syntax(directive=DIRECTIVE)

    def statement(self, statement: Statement, body: Body) -> Body | None:
        if statement.ending == "#":
            if match := _INCLUDE.match(statement.text):
                self.found.add_import(match[1] or match[2], statement.line, kind="include")
        elif match := _PROVIDER.match(statement.text):
            return Body("provider", self.define(statement, body, "namespace", match[1]))
        elif match := _PROBE.match(statement.text):
            self.define(statement, body, "event", match[1], match[2])
        elif statement.ending == "{" and (match := _CLAUSE.match(statement.text)):
            return Body("skip", self.define(statement, body, "block", match[1]))
        return None
