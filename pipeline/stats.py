"""Figures of the last build: what the tree holds, how well it is documented, what was slow."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from pipeline import fs
from pipeline.config import Config
from pipeline.facets import Card, Name
from pipeline.model import Diagnostic
from pipeline.store import UNDOCUMENTED, Store

_decode_card = msgspec.json.Decoder(Card).decode
_decode_names = msgspec.json.Decoder(tuple[Name, ...]).decode
_decode_diagnostics = msgspec.json.Decoder(tuple[Diagnostic, ...]).decode

#: Kinds of file named in a list before the rest is left out.
_MOST = 10


@dataclass(slots=True)
class LanguageFigures:
    """What there is of one language."""

    files: int = 0
    lines: int = 0
    code: int = 0
    symbols: int = 0
    #: Symbols with documentation of their own.
    documented: int = 0


@dataclass(slots=True)
class Stats:
    """All figures; sizes in bytes, times in seconds."""

    files: int = 0
    undocumented: int = 0
    bytes: int = 0
    languages: dict[str, LanguageFigures] = field(default_factory=dict)
    #: Code of a diagnostic -> files that have it.
    diagnostics: dict[str, int] = field(default_factory=dict)
    pages: int = 0
    page_bytes: int = 0
    #: (page, bytes), largest first.
    largest: list[tuple[str, int]] = field(default_factory=list)
    #: (path, seconds) of the files that took longest in the last build that parsed any.
    slowest: list[tuple[str, float]] = field(default_factory=list)


def stats(config: Config, store: Store) -> Stats:
    """Figures of the tree as the last build left it."""
    found = Stats()
    for size, flags, language, card, names, diagnostics in store.rows(
            "SELECT size, flags, language, card, names, diagnostics FROM files"):
        found.bytes += size
        if flags & UNDOCUMENTED:
            found.undocumented += 1
            continue
        found.files += 1
        _add(found.languages.setdefault(language, LanguageFigures()), card, names)
        if diagnostics:
            for code in {d.code for d in _decode_diagnostics(diagnostics)}:
                found.diagnostics[code] = found.diagnostics.get(code, 0) + 1
    sizes = [(row[0], fs.size(config.out / row[0]))
             for row in store.rows("SELECT page FROM pages")]
    found.pages, found.page_bytes = len(sizes), sum(size for _, size in sizes)
    found.largest = sorted(sizes, key=lambda item: (-item[1], item[0]))[:_MOST]
    found.slowest = _slowest(config)
    return found


def _add(figures: LanguageFigures, card: bytes | None, names: bytes | None) -> None:
    figures.files += 1
    if card:
        decoded = _decode_card(card)
        figures.lines += decoded.lines
        figures.code += decoded.code
    symbols = _decode_names(names) if names else ()
    figures.symbols += len(symbols)
    figures.documented += sum(1 for symbol in symbols if symbol.brief)


def _slowest(config: Config) -> list[tuple[str, float]]:
    try:
        report: Any = json.loads(fs.read_or_none(f"{config.cache}/last-build.json") or b"{}")
        return [(str(path), float(seconds)) for path, seconds in report.get("slowest", [])]
    except (ValueError, AttributeError, TypeError):
        return []


def lines(found: Stats) -> Iterator[str]:
    """The figures as aligned text."""
    yield (f"{found.files:,} files with pages, {found.undocumented:,} without, "
           f"{_megabytes(found.bytes)}")
    yield f"{found.pages:,} pages, {_megabytes(found.page_bytes)}"
    yield ""
    yield f"{'language':24} {'files':>8} {'lines':>10} {'code':>10} {'symbols':>9} {'with doc':>8}"
    ordered = sorted(found.languages.items(), key=lambda item: (-item[1].files, item[0]))
    for language, figures in ordered:
        share = f"{100 * figures.documented / figures.symbols:.0f} %" if figures.symbols else ""
        yield (f"{language:24} {figures.files:8,} {figures.lines:10,} {figures.code:10,} "
               f"{figures.symbols:9,} {share:>8}")
    yield from _list("files with diagnostics",
                     [f"{n:8,} {code}" for code, n in sorted(
                         found.diagnostics.items(), key=lambda item: (-item[1], item[0]))])
    yield from _list("largest pages",
                     [f"{_megabytes(size):>10} {page}" for page, size in found.largest])
    yield from _list("slowest to parse in the last build",
                     [f"{seconds:8.2f} s {path}" for path, seconds in found.slowest])


def _list(title: str, rows: list[str]) -> Iterator[str]:
    if rows:
        yield ""
        yield title
        yield from rows


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB"
