"""Device Tree sources: nodes by their path, with labels and compatible strings; includes.

A node is named by its path (``/soc/i2c@fe000000``); one that extends a node defined elsewhere by
the reference it is opened with (``&i2c0``). What a node's ``compatible`` says is its signature.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import ClassVar

from pipeline.languages import Source
from pipeline.languages.statements import (
    DIRECTIVE,
    DOUBLE_QUOTED,
    Body,
    Statement,
    StatementWalk,
    Syntax,
)
from pipeline.model import Extraction

_NODE = re.compile(
    r"(?:/[\w-]+/\s*)*((?:[A-Za-z_]\w*\s*:\s*)*)(&\{[^}]*\}|&?[\w,.+*#?@-]+|/)$"
)
#: A property of numbers or without a value; strings may be what makes a node compatible.
_PROPERTY = r'^[ \t]*[#\w,-]+(?:[ \t]*=[ \t\n]*<[^;{}"/#]*+)?;[ \t]*$'
_COMPATIBLE = re.compile(r"compatible\s*=\s*(.+)")
_MODEL = re.compile(r'model\s*=\s*"([^"]*)"')
_INCLUDE = re.compile(r'#\s*include\s*(?:"([^"]+)"|(<[^>]+>))|/include/\s*"([^"]+)"')
#: Needs no semicolon, so that it may stand lines above the node that it would seem to begin.
_ALONE = r'/include/\s*+"[^"\n]*+"|/omit-if-no-ref/'
_DEFINE = re.compile(r"#\s*define\s+([A-Za-z_]\w*)(\([^)]*\))?[ \t]*(.*)")


def extract(source: Source) -> Extraction:
    """Nodes, labels, macros and includes of one source or fragment."""
    return DeviceTree(source).run().extraction()


class DeviceTree(StatementWalk):
    """Nodes nest, and nothing else opens a brace."""

    syntax: ClassVar = Syntax(
        strings=(DOUBLE_QUOTED,), opaque=(r"&\{[^{}\n]*\}",),
        directive=f"{DIRECTIVE}|{_ALONE}", brackets="", noise=_PROPERTY)
    separator: ClassVar = "/"
    # The preprocessor may hold one of two opening braces for one that closes.
    reports_braces: ClassVar = False

    def statement(self, statement: Statement, body: Body) -> Body | None:
        if statement.ending == "#":
            self.directive(statement, body)
        elif statement.ending == "{":
            return self.node(statement, body)
        elif statement.text.startswith("compatible") and body.symbol >= 0:
            self.compatible(statement, body)
        elif statement.text.startswith("model") and self.is_root(body):
            match = _MODEL.match(statement.text)
            self.title = self.title or (match[1] if match else "")
        return None

    def is_root(self, body: Body) -> bool:
        return body.symbol >= 0 and self.found.symbols[body.symbol].qualname == "/"

    def directive(self, statement: Statement, body: Body) -> None:
        if match := _INCLUDE.match(statement.text):
            self.found.add_import(match[1] or match[2] or match[3], statement.line, kind="include")
        elif match := _DEFINE.match(" ".join(statement.text.replace("\\\n", " ").split())):
            signature = (match[2] or "") + (f" = {match[3]}" if match[3] else "")
            self.define(statement, body, "macro", match[1], signature, qualname=match[1])

    def node(self, statement: Statement, body: Body) -> Body | None:
        match = _NODE.search(statement.text)
        if match is None:
            return None
        name = match[2]
        is_top = body.symbol < 0 or name.startswith("&")
        qualname = name if is_top else self.path(body, name)
        modifiers = ("override",) if name.startswith("&") else ()
        index = self.define(statement, body, "node", name, qualname=qualname, modifiers=modifiers)
        if index < 0:
            return None
        line = statement.line
        for label in re.findall(r"[A-Za-z_]\w*", match[1]):
            line = self.line_of(label, line, statement.end_line)
            self.found.define("label", label, line, parent=index, qualname=label,
                              signature=f": {qualname}")
        return Body("node", index)

    def line_of(self, label: str, first: int, last: int) -> int:
        """Labels of one node may stand on lines of their own."""
        return next((line for line in range(first, last) if label in self._lines[line - 1]), last)

    @cached_property
    def _lines(self) -> list[str]:
        return self.source.text.split("\n")

    def path(self, body: Body, name: str) -> str:
        return f"{self.found.symbols[body.symbol].qualname.rstrip('/')}/{name}"

    def compatible(self, statement: Statement, body: Body) -> None:
        match = _COMPATIBLE.match(statement.text)
        if match is not None and not self.found.symbols[body.symbol].signature:
            strings = re.findall(r'"([^"]*)"', match[1])
            self.found.sign(body.symbol, f": {', '.join(strings)}" if strings else "")
