"""What the tests of the language modules share: running one, and what holds for every result."""

from __future__ import annotations

from pipeline.languages import Source, extract
from pipeline.languages.table import by_name
from pipeline.model import Extraction


def run(language: str, text: str, name: str = "file") -> Extraction:
    row = by_name(language)
    assert row is not None
    return extract(Source(text, name, row))


def qualnames(extraction: Extraction, kind: str = "") -> list[str]:
    return [s.qualname for s in extraction.symbols if kind in ("", s.kind)]


def lines(extraction: Extraction) -> dict[str, tuple[int, int]]:
    return {s.qualname: (s.line, s.end_line) for s in extraction.symbols}


def signatures(extraction: Extraction) -> dict[str, str]:
    return {s.qualname: s.signature for s in extraction.symbols}


def codes(extraction: Extraction) -> list[tuple[str, int]]:
    return [(d.code, d.line) for d in extraction.diagnostics]


def assert_sound(extraction: Extraction, text: str) -> None:
    """Every place lies inside the file, children inside their parents, nothing is named twice."""
    last = max(1, text.count("\n") + (not text.endswith("\n")))
    seen = set()
    for index, symbol in enumerate(extraction.symbols):
        assert symbol.name
        assert symbol.qualname
        assert 1 <= symbol.line <= symbol.end_line <= last
        assert -1 <= symbol.parent < index
        if symbol.parent >= 0:
            parent = extraction.symbols[symbol.parent]
            assert parent.line <= symbol.line
            assert symbol.end_line <= parent.end_line
        seen.add((symbol.qualname, symbol.kind, symbol.line))
    assert len(seen) == len(extraction.symbols)
    assert all(1 <= found.line <= last for found in extraction.imports)
    assert all(0 <= found.line <= last for found in extraction.diagnostics)
    assert len(extraction.doc) <= 4000
