"""Yacc and Lex grammars: tokens, rules, start conditions and the C code around them.

A file has three parts with ``%%`` between them: declarations, rules, code. C stands in ``%{ … %}``
of the first and in the last; the extractor of C reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.languages import Source, embedded
from pipeline.languages.definitions import Definitions
from pipeline.languages.prose import file_comment
from pipeline.model import Extraction

_PARTS = re.compile(r"^%%[ \t]*(?:/\*[^\n]*)?$", re.MULTILINE)
_CODE = re.compile(r"^%\{[ \t]*$(?:(?!^%\})[\s\S])*+(?:^%\}|\Z)", re.MULTILINE)
#: What may hold the look of a rule: comments, strings, actions' braces (which are counted).
_LEXEME = re.compile(
    r"/\*(?:(?!\*/)[\s\S])*+(?:\*/|\Z)|//[^\n]*|\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+'"
    r"|[{}]|(?P<rule>^[A-Za-z_][\w.-]*(?:\[\w+\])?(?=\s*:(?!:)))|;",
    re.MULTILINE,
)
_TOKENS = re.compile(
    r"^%(token|term|left|right|nonassoc|precedence)\b[ \t]*((?:[^\n%/]|\n[ \t]+|/(?!\*))*+)",
    re.MULTILINE)
_TOKEN = re.compile(r"<[^>]*>|\"[^\"\n]*\"|'[^'\n]*'|([A-Za-z_][\w.]*)")
_STATES = re.compile(r"^%[xsXS]\w*[ \t]+([^\n]*)", re.MULTILINE)
_MACRO = re.compile(r"^([A-Za-z_][\w-]*)[ \t]+(\S[^\n]*)$", re.MULTILINE)


def extract(source: Source) -> Extraction:
    """Tokens and rules of a Yacc grammar, conditions and named patterns of a Lex one."""
    text = source.text
    found = Definitions()
    ends = [match.span() for match in _PARTS.finditer(text)][:2]
    declared = ends[0][0] if ends else len(text)
    rules = (ends[0][1], ends[1][0] if len(ends) > 1 else len(text)) if ends else (0, 0)
    spans = [match.span() for match in _CODE.finditer(text, 0, declared)]
    head = _without(text[:declared], spans)
    if source.language.name == "Lex":
        _lex(head, found)
    else:
        _tokens(head, found)
        _rules(text, *rules, found)
    if len(ends) > 1:
        spans.append((ends[1][1], len(text)))
    code = embedded.read("C", embedded.only(text, spans), source.name)
    return Extraction(
        doc=file_comment(source) or code.doc,
        symbols=embedded.merge(found.symbols, code.symbols),
        imports=code.imports,
        diagnostics=found.diagnostics(),
        method="scanner",
    )


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """``text`` with the spans blanked out."""
    parts, end = [], 0
    for start, stop in spans:
        parts += [text[end:start], "\n" * text.count("\n", start, stop)]
        end = stop
    return "".join([*parts, text[end:]])


def _numbered(pattern: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], int]]:
    line, counted = 1, 0
    for match in pattern.finditer(text):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        yield match, line


def _tokens(head: str, found: Definitions) -> None:
    seen: set[str] = set()
    for match, line in _numbered(_TOKENS, head):
        for token in _TOKEN.finditer(match[2]):
            name = token[1]
            if name and name not in seen:
                seen.add(name)
                found.define("constant", name, line + match[2].count("\n", 0, token.start()),
                             signature=f" %{match[1]}")


def _rules(text: str, start: int, end: int, found: Definitions) -> None:
    """Rules from their name to the semicolon that ends them, or to the next rule."""
    depth, rule, line, counted = 0, -1, 1, 0
    for match in _LEXEME.finditer(text, start, end):
        mark = match[0]
        line += text.count("\n", counted, match.start())
        counted = match.start()
        if mark == "{":
            depth += 1
        elif mark == "}":
            depth = max(0, depth - 1)
        elif match["rule"] and depth == 0:
            found.close(rule, line - _blank_lines(text, match.start()))
            rule = found.define("rule", mark.partition("[")[0], line)
        elif mark == ";" and depth == 0 and rule >= 0:
            found.close(rule, line)
            rule = -1


def _blank_lines(text: str, end: int) -> int:
    """Newlines between a place and the last text before it."""
    start = end
    while start and text[start - 1].isspace():
        start -= 1
    return text.count("\n", start, end)


def _lex(head: str, found: Definitions) -> None:
    listed = []
    for match, line in _numbered(_STATES, head):
        listed += [(line, "constant", name, " %x") for name in re.findall(r"\w+", match[1])]
    for match, line in _numbered(_MACRO, head):
        listed.append((line, "macro", match[1], f" = {match[2].strip()}"))
    for line, kind, name, signature in sorted(listed):
        found.define(kind, name, line, signature=signature)
