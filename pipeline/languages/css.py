"""CSS, SCSS and Less: rule sets by their selector, at-rules, mixins, variables, imports."""

from __future__ import annotations

import re
from typing import ClassVar

from pipeline.languages import Source
from pipeline.languages.definitions import Definitions
from pipeline.languages.statements import (
    DOUBLE_QUOTED,
    SINGLE_QUOTED,
    Body,
    Statement,
    StatementWalk,
    Syntax,
)
from pipeline.model import Extraction

#: Rule sets listed of one sheet.
_LIMIT = 1_000
_LONGEST_NAME = 120

_MIXIN = re.compile(r"@(mixin|function)\s+([\w-]+)\s*(\(.*)?")
_LESS_MIXIN = re.compile(r"([.#][\w-]+)\s*(\(.*\))(?:\s*when\b.*)?$")
_BLOCK = re.compile(r"@(?:-\w+-)?(keyframes|media|supports|layer|container|scope|font-face|page"
                    r"|property|counter-style|include|document|starting-style)\b\s*(.*)")
_CONTROL = re.compile(r"@(?:if|else|for|each|while|at-root|return|extend|content)\b")
_IMPORT = re.compile(r"@(?:import|use|forward)\b\s*(?:\([^)]*\)\s*)?(.*)")
_TARGET = re.compile(r"(?:url\(\s*)?[\"']?([^\"'();,\s]+)[\"']?\)?")
_VARIABLE = re.compile(r"(\$[\w-]+|@[\w-]+|--[\w-]+)\s*:\s*(.*)")
#: At-rules whose braces hold declarations and no rule sets.
_FLAT = frozenset(("font-face", "page", "keyframes", "counter-style", "property"))


def extract(source: Source) -> Extraction:
    """Rule sets, at-rules, variables and imports of one style sheet."""
    return StyleSheet(source).run().extraction()


class StyleSheet(StatementWalk):
    """Rule sets nest in Less, SCSS and, since nesting came, in CSS."""

    syntax: ClassVar = Syntax(
        strings=(DOUBLE_QUOTED, SINGLE_QUOTED),
        # The parameters of a Less mixin may be parted by semicolons.
        opaque=(r"[.#][\w-]+\([^(){}\n]*\)", r"url\([^\"')\n]*\)", r"[#@]\{[^{}\n]*\}", r"\\."))
    separator: ClassVar = " "

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.found = Definitions(self.separator, _LIMIT)

    def statement(self, statement: Statement, body: Body) -> Body | None:
        if statement.ending == "{":
            return self.block(statement, body)
        if match := _IMPORT.match(statement.text):
            self.imported(match[1], statement.line)
        elif match := _VARIABLE.match(statement.text):
            # A custom property belongs to the whole page, wherever it is set.
            kind = "property" if match[1].startswith("--") else "variable"
            self.define(statement, body, kind, match[1], f": {match[2]}", qualname=match[1])
        return None

    def imported(self, text: str, line: int) -> None:
        for part in text.split(",") if text.count('"') + text.count("'") > 2 else [text]:
            match = _TARGET.match(part.strip())
            if match and "://" not in match[1] and not match[1].startswith(("//", "sass:")):
                self.found.add_import(match[1], line, kind="include")

    def block(self, statement: Statement, body: Body) -> Body | None:
        text = statement.text
        if match := _MIXIN.match(text):
            kind = "mixin" if match[1] == "mixin" else "function"
            self.define(statement, body, kind, match[2], match[3] or "")
            return self.inside(statement, "skip")
        if match := _BLOCK.match(text):
            return self.at_rule(statement, body, match[1])
        if _CONTROL.match(text):
            return Body("file", body.symbol)
        if not text or text.endswith(":") or text.startswith(("@", "$")):
            return None
        if match := _LESS_MIXIN.match(text):
            return Body("rule", self.define(statement, body, "mixin", match[1], match[2]))
        return Body("rule", self.define(statement, body, "selector", _short(text)))

    def inside(self, statement: Statement, kind: str) -> Body:
        return Body(kind, len(self.found.symbols) - 1)

    def at_rule(self, statement: Statement, body: Body, word: str) -> Body | None:
        if word == "include":
            return Body("file", body.symbol)
        index = self.define(statement, body, "block", _short(statement.text))
        return Body("skip" if word in _FLAT else "block", index)


def _short(text: str) -> str:
    """A list of selectors on one line, cut between two of them."""
    if len(text) <= _LONGEST_NAME:
        return text
    cut = text.rfind(",", 0, _LONGEST_NAME)
    return text[: cut if cut > 0 else _LONGEST_NAME].rstrip() + " …"
