"""Jinja templates: blocks, macros with their parameters, variables set, templates referred to.

:func:`marks` and :func:`references` also serve files of another language that are templates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from pipeline.languages import Source, embedded
from pipeline.languages.comments import cap, is_licence
from pipeline.languages.outline import Mark, nest
from pipeline.languages.prose import clip
from pipeline.model import Extraction, Import

#: Definitions of one template; more are a program's work.
_LIMIT = 1_000
#: Statements; comments and raw blocks are matched first, so that nothing in them counts.
_STATEMENT = re.compile(
    r"""
    \{\#-?(?P<comment>(?:(?!\#\})[\s\S])*+)(?:\#\}|\Z)
    | \{%[-+]?\s*raw\s*[-+]?%\}(?:(?!\{%[-+]?\s*endraw)[\s\S])*+
    | \{\{(?:"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+'|(?!\}\})[^"'])*+(?:\}\})?
    | \{%[-+]?\s*(?P<word>\w+)\b
      (?P<rest>(?:"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+'|(?![-+]?%\})[^"'])*+)(?:[-+]?%\})?
    """,
    re.VERBOSE,
)
_NAME = re.compile(r"\s*([A-Za-z_]\w*)\s*(\([\s\S]*\))?")
_SET = re.compile(r"\s*([A-Za-z_]\w*)\s*(=\s*[\s\S]*)?$")
_STRING = re.compile(r"[\"']([^\"'\n]+)[\"']")
_FROM_NAMES = re.compile(r"\bimport\s+([\s\S]*)")
_STAND_IN = re.compile(r"\bjinja_(\d{1,6})_value\b")
_REFERENCES = frozenset(("extends", "include", "import", "from"))
_KINDS = {"block": "block", "macro": "macro"}
#: Scopes whose end is awaited, so that a ``set`` in them is not the template's own.
_SCOPES = frozenset(("block", "macro", "for", "if", "call", "filter", "with", "autoescape"))


def extract(source: Source) -> Extraction:
    """Blocks, macros and top-level variables of a template, and what it includes.

    A template of Python code (``x.py.jinja``) also has the definitions of that code.
    """
    last = source.text.rstrip("\n").count("\n") + 1
    symbols = nest(list(marks(source.text)), last)
    imports = tuple(references(source.text))
    doc = _doc(source.text)
    if ".py." in source.name:
        code = _code(source)
        symbols = embedded.merge(symbols, embedded.lasting(code.symbols))
        imports += code.imports
        doc = doc or code.doc
    return Extraction(doc=doc, symbols=symbols, imports=imports, method="scanner")


def _code(source: Source) -> Extraction:
    """What the Python code around the template's markup defines.

    Each expression stands in as a name, so that the code can be read, and comes back in signatures.
    """
    expressions: list[str] = []

    def stand_in(match: re.Match[str]) -> str:
        lines = "\n" * match[0].count("\n")
        if not match[0].startswith("{{"):
            return lines
        expressions.append(" ".join(match[0].split()))
        return f"jinja_{len(expressions) - 1}_value{lines}"

    def restored(text: str) -> str:
        return _STAND_IN.sub(
            lambda match: "".join(expressions[int(match[1]) :][:1]) or match[0], text)

    found = embedded.read("Python", _STATEMENT.sub(stand_in, source.text), source.name)
    symbols = tuple(
        msgspec.structs.replace(
            symbol, name=restored(symbol.name), qualname=restored(symbol.qualname),
            signature=restored(symbol.signature), doc=restored(symbol.doc))
        for symbol in found.symbols)
    return msgspec.structs.replace(found, symbols=symbols)


def _statements(text: str) -> Iterator[tuple[str, str, int]]:
    """(word, rest, line) of each statement in order."""
    line, counted = 1, 0
    for match in _STATEMENT.finditer(text):
        if match["word"]:
            line += text.count("\n", counted, match.start())
            counted = match.start()
            yield match["word"], match["rest"], line


def marks(text: str) -> Iterator[Mark]:
    """Blocks and macros from their start to their end, variables that the whole template sees."""
    found: list[Mark] = []
    #: The open scopes: (word, index of the mark or -1).
    scopes: list[tuple[str, int]] = []
    seen: set[tuple[str, str, int]] = set()
    for word, rest, line in _statements(text):
        if word.startswith("end") and word[3:] in _SCOPES:
            _close(found, scopes, word[3:], line)
            continue
        mark = _mark(word, rest, line, len(scopes))
        is_new = mark is not None and (mark.kind, mark.name, line) not in seen
        if mark is not None and is_new and len(found) < _LIMIT:
            seen.add((mark.kind, mark.name, line))
            found.append(mark)
        if word in _SCOPES:
            scopes.append((word, len(found) - 1 if mark is not None and is_new else -1))
    return iter(found)


def _mark(word: str, rest: str, line: int, depth: int) -> Mark | None:
    if word in _KINDS:
        match = _NAME.match(rest)
        signature = " ".join((match[2] or "").split()) if match else ""
        kind, name = _KINDS[word], match[1] if match else ""
    elif word == "set" and depth == 0:
        match = _SET.match(rest)
        value = " ".join((match[2] or "").split()) if match else ""
        kind, name, signature = "variable", match[1] if match else "", value[:80]
    else:
        return None
    # Deeper scopes have higher levels; what they hold ends before they do.
    return Mark(10 + depth, name, line, kind, end_line=line, signature=signature) if name else None


def _close(found: list[Mark], scopes: list[tuple[str, int]], word: str, line: int) -> None:
    while scopes:
        opened, index = scopes.pop()
        if opened == word:
            if index >= 0:
                mark = found[index]
                found[index] = Mark(mark.level, mark.name, mark.line, mark.kind, end_line=line,
                                    signature=mark.signature)
            return


def references(text: str) -> Iterator[Import]:
    """Templates that are extended, included or imported, as far as a string names them."""
    seen: set[tuple[str, int]] = set()
    for word, rest, line in _statements(text):
        if word not in _REFERENCES:
            continue
        for module in _modules(word, rest):
            if (module, line) not in seen:
                seen.add((module, line))
                yield Import(module, line, _imported(word, rest), kind="include")


def _modules(word: str, rest: str) -> list[str]:
    """A list of alternatives names several templates."""
    found = _STRING.findall(rest)
    return found if word == "include" and "[" in rest else found[:1]


def _imported(word: str, rest: str) -> tuple[str, ...]:
    match = _FROM_NAMES.search(rest) if word == "from" else None
    if match is None:
        return ()
    names = re.sub(r"\bwith(?:out)?\s+context\b", "", match[1])
    return tuple(part.split()[0] for part in names.split(",") if part.split())


def _doc(text: str) -> str:
    """The comment that opens a template."""
    match = _STATEMENT.match(text.lstrip())
    if match is None or match["comment"] is None:
        return ""
    comment = "\n".join(line.strip(" #-") for line in match["comment"].strip().split("\n"))
    return "" if is_licence(comment) else clip(cap(comment))


_TAG = re.compile(r"\{%[^{}]*%\}|\{#[^{}]*#\}")
_TRANSLATED = re.compile(r"\{\{-?\s*_\(\s*([\"'])([^\"']*)\1\s*\)\s*-?\}\}")
_EXPRESSION = re.compile(r"\{\{[^{}]*\}\}")


def plain(text: str) -> str:
    """The words of a text without the template's markup; nothing when no words are left."""
    if "{" not in text:
        return text
    text = _EXPRESSION.sub("…", _TRANSLATED.sub(r"\2", _TAG.sub(" ", text)))
    text = " ".join(text.split())
    return text if any(map(str.isalpha, text)) else ""
