"""ANTLR grammars: the grammar, its rules and tokens, modes, imported grammars."""

from __future__ import annotations

import re
from typing import ClassVar

from pipeline.languages import Source
from pipeline.languages.statements import (
    DOUBLE_QUOTED,
    SINGLE_QUOTED,
    Body,
    Statement,
    StatementWalk,
    Syntax,
)
from pipeline.model import Extraction

#: Braces of an action or of options, with braces in them.
_BRACES = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*+\})*+\})*+\}"
_GRAMMAR = re.compile(r"(?:(lexer|parser)\s+)?grammar\s+(\w+)$")
_RULE = re.compile(r"(?:(fragment|protected|public|private)\s+)?([A-Za-z_]\w*)\b([^:]*):")
_IMPORT = re.compile(r"import\s+(.+)")
_MODE = re.compile(r"mode\s+(\w+)$")


def extract(source: Source) -> Extraction:
    """Rules (lower case) and tokens (upper case) of a grammar."""
    return Antlr(source).run().extraction()


class Antlr(StatementWalk):
    """Rules end with a semicolon; actions, options and character sets are passed over whole."""

    syntax: ClassVar = Syntax(
        strings=(SINGLE_QUOTED, DOUBLE_QUOTED), opaque=(r"\[(?:[^\]\\\n]|\\.)*+\]", _BRACES),
        directive=rf"^(?:options|tokens|channels|@[\w:]+)\s*{_BRACES}", brackets="()")

    def statement(self, statement: Statement, body: Body) -> Body | None:
        text = statement.text
        if match := _GRAMMAR.match(text):
            self.title = match[2]
            self.define(statement, body, "module", match[2],
                        modifiers=(match[1],) if match[1] else ())
        elif match := _IMPORT.match(text):
            for name in re.findall(r"(?:\w+\s*=\s*)?(\w+)", match[1]):
                self.found.add_import(name, statement.line)
        elif match := _MODE.match(text):
            self.define(statement, body, "section", match[1], modifiers=("mode",))
        elif match := _RULE.match(text):
            kind = "constant" if match[2][0].isupper() else "rule"
            self.define(statement, body, kind, match[2],
                        modifiers=(match[1],) if match[1] else ())
        return None

