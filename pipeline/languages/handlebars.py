"""Handlebars and Mustache templates: partials they use, and partials they define inline."""

from __future__ import annotations

import re

from pipeline.languages import Source
from pipeline.languages.definitions import Definitions
from pipeline.languages.prose import clip, file_comment
from pipeline.model import Extraction

_TAG = re.compile(
    r"\{\{~?!--(?P<comment>(?:(?!--~?\}\})[\s\S])*+)(?:--~?\}\}|\Z)|\{\{~?![^}]*+\}\}"
    r"|\{\{~?\#?>\s*[\"']?(?P<partial>[\w./@-]+)"
    r"|\{\{~?\#\*\s*inline\s+[\"'](?P<inline>[^\"'\n]+)"
)


def extract(source: Source) -> Extraction:
    """Partials by name; one whose name is computed is not known."""
    found = Definitions()
    line, counted = 1, 0
    for match in _TAG.finditer(source.text):
        line += source.text.count("\n", counted, match.start())
        counted = match.start()
        if match["partial"]:
            found.add_import(match["partial"], line, kind="include")
        elif match["inline"]:
            found.define("block", match["inline"], line)
    first = _TAG.match(source.text.lstrip())
    comment = " ".join((first["comment"] or "").split()) if first else ""
    return Extraction(
        doc=clip(comment) or file_comment(source), symbols=tuple(found.symbols),
        imports=tuple(found.imports), diagnostics=found.diagnostics(), method="scanner")
