"""Awk: functions with their parameters, and the files that ``@include`` names. A scan of lines."""

from __future__ import annotations

import re

from pipeline.languages import Source
from pipeline.languages.comments import comment_text, is_licence
from pipeline.languages.definitions import Definitions
from pipeline.languages.prose import file_comment, one_line
from pipeline.model import Extraction

_FUNCTION = re.compile(r"(?:^|(?<=[;}]))[ \t]*func(?:tion)?[ \t]+([A-Za-z_]\w*(?:::\w+)?)[ \t]*"
                       r"(\([^(){}]*\))", re.MULTILINE)
_INCLUDE = re.compile(r"@(?:include|load)[ \t]+\"([^\"\n]+)\"")
#: A slash opens a pattern only where no value stands before it.
_TOKEN = re.compile(r"\"(?:[^\"\\\n]|\\.)*+\"?|#[^\n]*|(?<=[(,{;~&|!=\n])[ \t]*/(?:[^/\\\n]|\\.)++/"
                    r"|[{}]")
_BODY = re.compile(r"\s*\{")
_LONGEST_DOC = 100


def extract(source: Source) -> Extraction:
    """What an Awk program defines and includes."""
    found, text = Definitions(), source.text
    lines = text.split("\n")
    code, closed = _code(text)
    line, place = 1, 0
    for match in _FUNCTION.finditer(code):
        line += text.count("\n", place, match.start(1))
        place = match.start(1)
        body = _BODY.match(code, match.end())
        end = match.end() if body is None else closed.get(body.end() - 1, body.end())
        found.define("function", match[1], line, signature=one_line(match[2]),
                     end_line=line + text.count("\n", place, end), doc=_doc(lines, line - 1))
    for line, written in enumerate(lines, 1):
        if written.startswith("@") and (included := _INCLUDE.match(written)) is not None:
            found.add_import(included[1], line, kind="include")
    return Extraction(
        doc=file_comment(source), symbols=tuple(found.symbols), imports=tuple(found.imports),
        diagnostics=found.diagnostics(), method="scanner",
        entry_points=("shebang",) * text.startswith("#!"))


def _code(text: str) -> tuple[str, dict[int, int]]:
    """The text with strings, patterns and comments blanked, and where each outer block ends."""
    parts: list[str] = []
    closed: dict[int, int] = {}
    place = depth = start = 0
    for token in _TOKEN.finditer(text):
        raw = token[0]
        parts.append(text[place : token.start()])
        place = token.end()
        if raw == "{":
            start = start if depth else token.start()
            depth += 1
        elif raw == "}":
            depth = max(0, depth - 1)
            if not depth:
                closed[start] = token.start()
        else:
            raw = re.sub(r"[^\n]", " ", raw)
        parts.append(raw)
    return "".join((*parts, text[place:])), closed


def _doc(lines: list[str], at: int) -> str:
    """The comment right above a line."""
    start = at
    while start > 0 and at - start < _LONGEST_DOC and lines[start - 1].startswith("#") and (
            not lines[start - 1].startswith("#!")):
        start -= 1
    text = comment_text("\n".join(lines[start:at]), ("#",))
    return "" if is_licence(text) else text
