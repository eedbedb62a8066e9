"""ASDL (abstract syntax): the module, its types, and their constructors with fields."""

from __future__ import annotations

import re

from pipeline.languages import Source
from pipeline.languages.definitions import Definitions
from pipeline.languages.prose import file_comment
from pipeline.model import Extraction

_TOKEN = re.compile(
    r"--[^\n]*|(?P<module>\bmodule)[ \t]+(?P<name>\w+)"
    r"|(?P<attributes>\battributes\b\s*\([^()]*\))|(?P<type>\b[a-z_]\w*)\s*=(?!=)"
    r"|(?P<constructor>\b[A-Z]\w*)(?:\s*(?P<fields>\([^()]*\)))?|(?P<product>\([^()]*\))",
    re.MULTILINE,
)
_COMMENT = re.compile(r"--[^\n]*")


def extract(source: Source) -> Extraction:
    """Types with their constructors; a product type has fields alone."""
    found = Definitions()
    line, counted, module, current = 1, 0, -1, -1
    last = source.text.rstrip("\n").count("\n") + 1
    for match in _TOKEN.finditer(source.text):
        line += source.text.count("\n", counted, match.start())
        counted = match.start()
        end = line + match[0].count("\n")
        if match["module"]:
            module = found.define("module", match["name"], line, end_line=last)
        elif match["type"]:
            current = found.define("type", match["type"], line, parent=module,
                                   qualname=match["type"])
        elif current >= 0 and match["constructor"]:
            found.define("constructor", match["constructor"], line, parent=current, end_line=end,
                         signature=_fields(match["fields"]))
        elif current >= 0 and match["attributes"]:
            found.close(current, end)
        elif current >= 0 and match["product"]:
            found.close(current, end)
            if not found.symbols[current].signature:
                found.sign(current, _fields(match["product"]))
    return Extraction(
        doc=file_comment(source), symbols=tuple(found.symbols), diagnostics=found.diagnostics(),
        method="scanner")


def _fields(text: str | None) -> str:
    return " ".join(_COMMENT.sub("", text or "").split())
