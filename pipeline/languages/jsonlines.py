"""JSON Lines: the keys of the first record, and how many records there are."""

from __future__ import annotations

import json

from pipeline.languages import Source
from pipeline.languages.keys import KeyTable
from pipeline.model import Diagnostic, Extraction

_LONGEST = 1_000_000


def extract(source: Source) -> Extraction:
    """Keys of the first record that is an object."""
    table = KeyTable()
    lines = [(number, line) for number, line in enumerate(source.text.split("\n"), 1)
             if line.strip()]
    number, first = lines[0] if lines else (0, "")
    record, diagnostics = _record(first, number)
    if isinstance(record, dict):
        for key in record:
            table.add(str(key).encode("utf-8", "replace").decode(), number)
    return Extraction(
        doc=f"{len(lines):,} records." if lines and not diagnostics else "",
        symbols=table.symbols(),
        diagnostics=(*diagnostics, *table.diagnostics()),
        method="scanner",
    )


def _record(line: str, number: int) -> tuple[object, tuple[Diagnostic, ...]]:
    if not line or len(line) > _LONGEST:
        return None, ()
    try:
        return json.loads(line, parse_int=str, parse_float=str, strict=False), ()
    except json.JSONDecodeError as error:
        return None, (Diagnostic("syntax-error", f"JSON: {error.msg}", number),)
    except RecursionError:
        return None, ()
