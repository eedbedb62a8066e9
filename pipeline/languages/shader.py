"""Shaders (GLSL, HLSL, WGSL): functions, structs and blocks with their fields, uniforms, macros.

A scanner, because shaders are full of preprocessor macros and often templates of another program
(``${NAME}``), which no grammar reads.
"""

from __future__ import annotations

import re
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

_INCLUDE = re.compile(r'#\s*include\s*(?:"([^"]+)"|(<[^>]+>))')
_DEFINE = re.compile(r"#\s*define\s+([A-Za-z_]\w*)(\([^)]*\))?[ \t]*(.*)")
_LAYOUT = re.compile(r"\A(?:\s*(?:layout|register|@\w+|\[\[?[^\]]*\]?\])\s*(?:\([^()]*\))?)+\s*")
_STRUCT = re.compile(r"(?:typedef\s+)?(struct|class|cbuffer|tbuffer|interface)\s+(\w+)(.*)")
_BLOCK = re.compile(r"(?:\w+\s+)*?(uniform|buffer|in|out)\s+(?:\w+\s+)*?(\w+)$")
_UNIFORM = re.compile(
    r"((?:[\w${}]+\s+)*?)(uniform|attribute|varying|in|out|buffer)\s+([\w${}]+(?:\s+[\w${}]+)*?)\s+"
    r"(\w+)\s*((?:\[[^\]]*\])*)\s*(=.*)?$"
)
_CONSTANT = re.compile(r"(?:static\s+)?const\s+([\w${}]+)\s+(\w+)\s*((?:\[[^\]]*\])*\s*=.*)?$")
_RESOURCE = re.compile(
    r"((?:RW|RasterizerOrdered|Append|Consume)?(?:Structured|ByteAddress)?(?:Texture|Buffer|Sampler"
    r"|Constant)\w*(?:\s*<[^<>]*(?:<[^<>]*>)?[^<>]*>)?)\s+(\w+)\b(.*)"
)
_FUNCTION = re.compile(
    r"((?:[A-Za-z_${][\w${}]*(?:<[^<>]*>)?\s+)+)(?:\w+::)*([A-Za-z_]\w*)\s*(\(.*\))\s*"
    r"(:\s*\w+|const)?$"
)
_FIELD = re.compile(r"((?:[\w${}]+(?:<[^<>]*>)?\s+)+)(\w[^()]*(?::\s*\w+\([^()]*\))?)$")
_DECLARATOR = re.compile(r"(\w+)\s*((?:\[[^\]]*\])*)\s*(:[^,]*)?(?:,|$)")
_WGSL_FUNCTION = re.compile(r"fn\s+(\w+)\s*(\(.*)")
_WGSL_STRUCT = re.compile(r"struct\s+(\w+)$")
_WGSL_VALUE = re.compile(r"(var|let|const|override)\s*(<[^>]*>)?\s*(\w+)\s*(.*)")
_WGSL_ALIAS = re.compile(r"(?:alias|type)\s+(\w+)\s*(=.*)")
_WGSL_FIELD = re.compile(r"(\w+)\s*(:.*)")
#: Words that stand before parentheses and are no functions.
_NOT_FUNCTIONS = frozenset(
    ("if", "for", "while", "switch", "return", "layout", "else", "do", "defined", "case", "sizeof")
)
_STAGES = frozenset(("vertex", "fragment", "compute"))


def extract(source: Source) -> Extraction:
    """What a shader declares."""
    walk = Wgsl(source) if source.language.name == "WGSL" else Shader(source)
    return walk.run().extraction()


class Shader(StatementWalk):
    """GLSL and HLSL."""

    syntax: ClassVar = Syntax(
        strings=(DOUBLE_QUOTED,), opaque=(r"\$\{[^{}\n]*\}",),
        # A line that starts with a dollar belongs to a generator of shaders.
        directive=rf"{DIRECTIVE}|^[ \t]*\$[a-z][^\n]*")
    reports_braces: ClassVar = False

    def statement(self, statement: Statement, body: Body) -> Body | None:
        if statement.ending == "#":
            self.directive(statement)
            return None
        text = _LAYOUT.sub("", statement.text, count=1).strip()
        if body.kind == "fields":
            self.field(statement, body, text)
            return None
        return self.block(statement, body, text) if statement.ending == "{" else self.plain(
            statement, body, text)

    def directive(self, statement: Statement) -> None:
        text = " ".join(statement.text.replace("\\\n", " ").split())
        if match := _INCLUDE.match(text):
            self.found.add_import(match[1] or match[2], statement.line, kind="include")
        elif match := _DEFINE.match(text):
            signature = (match[2] or "") + (f" = {match[3]}" if match[3] else "")
            self.found.define("macro", match[1], statement.line, signature=signature)

    def block(self, statement: Statement, body: Body, text: str) -> Body | None:
        if match := _STRUCT.match(text):
            kind = "block" if match[1].endswith("buffer") else "struct"
            return Body("fields", self.define(statement, body, kind, match[2],
                                              f" {match[3].strip()}"))
        if match := _FUNCTION.match(text):
            return self.function(statement, body, match)
        if match := _BLOCK.match(text):
            return Body("fields", self.define(statement, body, "block", match[2], f": {match[1]}"))
        return None

    def function(self, statement: Statement, body: Body, match: re.Match[str]) -> Body | None:
        written, name, arguments, semantic = match.groups()
        if name in _NOT_FUNCTIONS or written.split()[0] in ("return", "else", "case"):
            return None
        signature = f"{arguments} -> {written.strip()}" + (f" {semantic}" if semantic else "")
        return Body("skip", self.define(statement, body, "function", name, signature))

    def plain(self, statement: Statement, body: Body, text: str) -> Body | None:
        if match := _CONSTANT.match(text):
            self.define(statement, body, "constant", match[2], f": {match[1]} {match[3] or ''}")
        elif match := _RESOURCE.match(text):
            self.define(statement, body, "variable", match[2], f": {match[1]}{match[3]}")
        elif match := _UNIFORM.match(text):
            _, word, written, name, size, value = match.groups()
            self.define(statement, body, "variable", name,
                        f": {written}{size}{' ' + value if value else ''}", modifiers=(word,))
        return None

    def field(self, statement: Statement, body: Body, text: str) -> None:
        match = _FIELD.match(text) if statement.ending == ";" else None
        if match is None:
            return
        written = match[1].strip()
        for name, size, semantic in _DECLARATOR.findall(match[2]):
            self.define(statement, body, "field", name,
                        f": {written}{size}{' ' + semantic if semantic else ''}")


class Wgsl(StatementWalk):
    """WGSL: attributes come first, types behind a colon, fields end with a comma."""

    syntax: ClassVar = Syntax(strings=(), brackets="()[]<>", ends=",")

    def statement(self, statement: Statement, body: Body) -> Body | None:
        stages = tuple(word for word in re.findall(r"@(\w+)", statement.text) if word in _STAGES)
        text = _LAYOUT.sub("", statement.text, count=1).strip()
        if body.kind == "fields":
            if match := _WGSL_FIELD.match(text):
                self.define(statement, body, "field", match[1], match[2])
        elif match := _WGSL_FUNCTION.match(text):
            return Body("skip", self.define(statement, body, "function", match[1], match[2],
                                            modifiers=stages))
        elif match := _WGSL_STRUCT.match(text):
            return Body("fields", self.define(statement, body, "struct", match[1]))
        elif match := _WGSL_VALUE.match(text):
            kind = "variable" if match[1] == "var" else "constant"
            space = (match[2].strip("<>"),) if match[2] else ()
            self.define(statement, body, kind, match[3], match[4], modifiers=space)
        elif match := _WGSL_ALIAS.match(text):
            self.define(statement, body, "type", match[1], f" {match[2]}")
        return None
