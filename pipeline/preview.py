"""What a build would do, without doing it: the pending change linked into a copy of the store.

The copy lives in memory, summaries that are missing are made and thrown away, nothing is written
and no lock is taken. So ``info``, ``check`` and ``explain`` name exactly the pages that the next
build will make, and why.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from pipeline import keys
from pipeline.build import changed_kinds, mark_kinds, summary_key_of
from pipeline.classify import unreadable_reason
from pipeline.config import Config
from pipeline.facets import Facets, facets
from pipeline.link import Parsed, link, outside_of
from pipeline.model import Entry
from pipeline.parse import unreadable
from pipeline.parser import Parser
from pipeline.parsework import ParseItem, killed, language_named
from pipeline.scan import Scan
from pipeline.store import UNDOCUMENTED, UNREADABLE, Store
from pipeline.summaries import SummaryCache

_decode_facets = msgspec.json.Decoder(Facets).decode


def preview(config: Config, store: Store, scan: Scan) -> Store:
    """A store in memory that is linked as of the scan, with every page marked that is stale.

    Pages that another template or setting touches are marked too.
    """
    copy = Store(None)
    store.db.backup(copy.db)
    with copy.transaction():
        mark_kinds(copy, changed_kinds(config, copy))
        if scan.moved:
            link(copy, _parsed(config, scan), scan.removed, config.root_package,
                 outside_of(config, scan))
    return copy


def _parsed(config: Config, scan: Scan) -> Iterator[Parsed]:
    parse_key = keys.parse_key(config)
    entries = sorted(scan.changed.values(), key=lambda entry: entry.path)
    made = _facets(config, entries, parse_key)
    for entry in entries:
        if entry.flags & UNDOCUMENTED:
            yield Parsed(entry, entry.digest, None)
        else:
            key = summary_key_of(entry, parse_key)
            yield Parsed(entry, key, made[entry.path])


def _facets(config: Config, entries: list[Entry], parse_key: bytes) -> dict[str, Facets]:
    """Facets by path, from the cache or from a parse that leaves no trace."""
    found: dict[str, Facets] = {}
    missing: list[ParseItem] = []
    path = config.cache / "summaries.db"
    cache = SummaryCache(path, readonly=True) if path.exists() else None
    for entry in entries:
        if entry.flags & UNREADABLE:
            reason = unreadable_reason(config, entry.path)
            found[entry.path] = facets(unreadable(reason, language_named(entry.language)))
        elif not entry.flags & UNDOCUMENTED:
            key = summary_key_of(entry, parse_key)
            held = cache.facets(key) if cache else None
            if held is not None:
                found[entry.path] = held
            else:
                missing.append(ParseItem(entry.path, key, entry.digest, entry.language,
                                         entry.flags, entry.size))
    found.update(_parse(config, missing))
    return found


def _parse(config: Config, items: list[ParseItem]) -> Iterator[tuple[str, Facets]]:
    for item, result in Parser(config.source, config.jobs).results(items):
        if result.changed:
            result = killed(item, "it is being written")
        yield item.path, _decode_facets(result.facets)
