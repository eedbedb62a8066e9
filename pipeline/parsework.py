"""The parse stage's work on one batch of files, as a worker process does it."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import fs
from pipeline.errors import WorldError
from pipeline.fingerprint import digest
from pipeline.languages import Language
from pipeline.languages.table import by_name
from pipeline.model import Summary
from pipeline.paths import name_of, os_path
from pipeline.store import OVERSIZE
from pipeline.summaries import encode


@dataclass(frozen=True, slots=True)
class ParseItem:
    """One file to parse; ``digest`` is that of the bytes the scan saw."""

    path: str
    key: bytes
    digest: bytes
    language: str
    flags: int
    size: int


@dataclass(frozen=True, slots=True)
class ParseResult:
    """The entry for the cache, or ``changed`` when the file holds other bytes by now."""

    path: str
    key: bytes
    summary: bytes = b""
    facets: bytes = b""
    changed: bool = False
    #: Seconds that parsing took; for people, and in no key.
    seconds: float = 0.0


def language_named(name: str) -> Language:
    """Language of a stored name; one that is no longer in the table is plain text."""
    return by_name(name) or by_name("Text")  # type: ignore[return-value]


def parse_batch(source: Path, items: list[ParseItem]) -> list[ParseResult]:
    """Parse a batch: read each file once, and use the bytes only if they are the scanned ones."""
    return [_parse_item(source, item) for item in items]


def _parse_item(source: Path, item: ParseItem) -> ParseResult:
    try:
        data = fs.read_or_none(f"{source}{os.sep}{os_path(item.path)}")
    except WorldError:
        # The scan that follows a change reads it again, in the process that can end the build.
        data = None
    if data is None or digest(data) != item.digest:
        return ParseResult(item.path, item.key, changed=True)
    # The parsers are imported by the process that parses, while its parent goes on.
    from pipeline.parse import parse

    start = time.perf_counter()
    summary = parse(data, name_of(item.path), language_named(item.language),
                    oversize=bool(item.flags & OVERSIZE))
    return replace(result_of(item, summary), seconds=time.perf_counter() - start)


def result_of(item: ParseItem, summary: Summary) -> ParseResult:
    """A summary and its facets, encoded for the cache."""
    from pipeline.facets import facets

    found = facets(summary, name_of(item.path))
    return ParseResult(item.path, item.key, encode(summary), encode(found))


def killed(item: ParseItem, reason: str) -> ParseResult:
    """The result for a file whose parser did not survive it."""
    from pipeline.parse import unreadable

    return result_of(item, unreadable(f"not parsed: {reason}", language_named(item.language)))
