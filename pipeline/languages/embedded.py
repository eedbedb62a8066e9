"""Code of one language inside a file of another: read by its own extractor, on its own lines."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from pipeline.languages import Source, extract
from pipeline.languages.table import by_name
from pipeline.model import Extraction, Symbol

_NOT_NEWLINE = re.compile(r"[^\n]+")


def only(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """``text`` with everything outside the spans blanked out, so that lines keep their numbers."""
    kept, end = [], 0
    for start, stop in spans:
        kept += [_NOT_NEWLINE.sub("", text[end:start]), text[start:stop]]
        end = stop
    return "".join([*kept, _NOT_NEWLINE.sub("", text[end:])])


def read(language: str, text: str, name: str) -> Extraction:
    """What the extractor of ``language`` finds; nothing when the text is blank."""
    row = by_name(language)
    if row is None or row.module == "text" or not text.strip():
        return Extraction()
    return extract(Source(text, name, row))


def merge(*groups: Iterable[Symbol]) -> tuple[Symbol, ...]:
    """The symbols of several readings in source order; each keeps its parent of its own reading."""
    listed = [
        (symbol.line, number, index, symbol)
        for number, group in enumerate(groups)
        for index, symbol in enumerate(group)
    ]
    # Parents stand before their children, also where both start on one line.
    listed.sort(key=lambda item: item[:3])
    places = {(number, index): place for place, (_, number, index, _) in enumerate(listed)}
    return tuple(
        msgspec.structs.replace(symbol, parent=places.get((number, symbol.parent), -1))
        for _, number, _, symbol in listed
    )


def lasting(symbols: tuple[Symbol, ...]) -> tuple[Symbol, ...]:
    """The symbols without the variables of the outermost level.

    In a notebook, or in a template of a function's body, they are intermediate results.
    """
    places = {-1: -1}
    kept: list[Symbol] = []
    for index, symbol in enumerate(symbols):
        if symbol.parent >= 0 or symbol.kind not in ("variable", "constant"):
            places[index] = len(kept)
            kept.append(msgspec.structs.replace(symbol, parent=places[symbol.parent]))
    return tuple(kept)
