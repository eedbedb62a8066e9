"""BibTeX: entries by their key, with title and year."""

from __future__ import annotations

import re

from pipeline.languages import Source
from pipeline.languages.definitions import Definitions
from pipeline.languages.prose import file_comment
from pipeline.model import Extraction

_ENTRY = re.compile(r"^[ \t]*@(\w+)[ \t]*[{(][ \t]*([^\s,{}()=]+)[ \t]*,", re.MULTILINE)
_STRING = re.compile(r"^[ \t]*@string[ \t]*[{(][ \t]*(\w+)[ \t]*=[ \t]*(.*)", re.I | re.MULTILINE)
_FIELD = re.compile(
    r"\b(title|year)\s*=\s*(?:\{((?:[^{}]|\{[^{}]*\})*)\}|\"([^\"]*)\"|(\d+))", re.IGNORECASE)


def extract(source: Source) -> Extraction:
    """Every entry of a bibliography."""
    text, found = source.text, Definitions()
    starts = sorted([*_ENTRY.finditer(text), *_STRING.finditer(text)], key=lambda m: m.start())
    line, counted = 1, 0
    ends = [*(match.start() for match in starts[1:]), len(text)]
    for match, end in zip(starts, ends, strict=False):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        body = text[match.start() : end].rstrip()
        last = line + body.count("\n")
        if match.re is _STRING:
            found.define("constant", match[1], line, signature=f" = {match[2].rstrip('},)')}")
        elif match[1].lower() not in ("comment", "preamble"):
            found.define("record", match[2], line, end_line=last, signature=f" @{match[1].lower()}",
                         doc=_reference(body[:8_000]))
    return Extraction(doc=file_comment(source), symbols=tuple(found.symbols),
                      diagnostics=found.diagnostics(), method="scanner")


def _reference(body: str) -> str:
    fields = {name.lower(): " ".join(f"{braced}{quoted}{number}".translate(_BRACES).split())
              for name, braced, quoted, number in _FIELD.findall(body)}
    title, year = fields.get("title", ""), fields.get("year", "")
    return f"{title} ({year})" if title and year else title


_BRACES = {ord("{"): None, ord("}"): None}
