"""The build: one object that takes a tree through the stages, each stage callable by itself.

``Build`` knows nothing of doit; :mod:`pipeline.tasks` gives each stage a task, ``watch`` and
``verify`` call them directly. The order is fixed, and so is what is saved when (see
:mod:`pipeline.store`): scan, parse, link, render, orphans, and the summary of the build last.
"""

from __future__ import annotations

import contextlib
import json
import resource
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import msgspec

from pipeline import fs, keys, publish
from pipeline import scan as scanning
from pipeline.config import Config
from pipeline.errors import ConfigError, SourcebookError, WorldError
from pipeline.lock import BuildLock
from pipeline.model import Diagnostic, Entry
from pipeline.nodes import KINDS, data_page
from pipeline.pagecheck import PageCheck
from pipeline.scan import Scan
from pipeline.store import FRESH, PENDING, STALE, UNDOCUMENTED, UNREADABLE, Store, store_name
from pipeline.summaries import SummaryCache, summary_key

if TYPE_CHECKING:
    from pipeline.facets import Facets
    from pipeline.link import LinkCounts, Parsed
    from pipeline.pagework import PageItem
    from pipeline.parser import Parser
    from pipeline.parsework import ParseItem

#: Seconds of finished work that a killed build may lose.
_SAVE_SECONDS = 0.5
_BATCH_PAGES = 32
#: Up to so many pages are made in this process: a fork costs more.
_FEW_PAGES = 24
#: How often a tree that changes under the build is scanned again.
_PASSES = 3
#: Up to so many changed files or stale pages are few: each is told by its name, and the files are
#: parsed ahead, for what they give waits in memory.
FEW = 30
#: Files named in the report of a build as the slowest ones.
_SLOWEST = 10


@dataclass(slots=True)
class Counts:
    """What a build did, as ``last-build.json`` says it."""

    scanned: int = 0
    parsed: int = 0
    reused: int = 0
    linked: int = 0
    rendered: int = 0
    written: int = 0
    unchanged: int = 0
    removed: int = 0
    diagnostics: int = 0
    failed: int = 0
    bytes_written: int = 0


class Progress:
    """Where a stage tells how far it is; this one keeps silent."""

    def stage(self, name: str, total: int) -> None:
        """A stage with ``total`` units of work begins."""

    def advance(self, units: int) -> None:
        """So many units are done."""

    def notice(self, line: str) -> None:
        """A line the user should read."""


@dataclass(slots=True)
class _State:
    """What this build knows beyond the store."""

    scan: Scan = field(default_factory=Scan)
    #: Sources that changed between scan and use.
    moved: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    #: (path, seconds) of the files that took longest to parse, and some more.
    slowest: list[tuple[str, float]] = field(default_factory=list)
    scanned_at: int = 0


class Build:
    """An open build: holds the lock, the store and the cache. Use as a context manager."""

    def __init__(self, config: Config, progress: Progress | None = None) -> None:
        self.config = config
        self.progress = progress or Progress()
        self.counts = Counts()
        self._state = _State()
        self._parse_key = keys.parse_key(config)
        self._forced = False
        self._page_worker: Any = None
        self._claimed = False
        self._open()

    # --- opening and closing ---------------------------------------------------------------

    def _open(self) -> None:
        cache = self.config.cache
        fs.refuse_links(cache, self.config.source, "the cache folder")
        fs.refuse_links(self.config.out, self.config.source, "the output folder")
        try:
            cache.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WorldError(f"cannot make the cache folder {cache}: {error.strerror}") from error
        self._lock = BuildLock(cache)
        try:
            if fs.read_or_none(str(cache / ".gitignore")) != b"*\n":
                fs.write_text(cache / ".gitignore", "*\n")
            publish.prepare(self.config.out)
            self.cache = SummaryCache(cache / "summaries.db")
            self.store = Store(self._store_path())
            self._check_output()
            self._check_keys()
        except BaseException:
            self._lock.release()
            raise
        for notice in (self.cache.notice, self.store.notice):
            if notice:
                self.progress.notice(notice)

    def _store_path(self) -> Path:
        config = self.config
        return config.cache / store_name(config.source, config.out, config.cache)

    def _check_output(self) -> None:
        """Have the output swept when it was written to with another store in the meantime."""
        if not self.store.new and self.store.get_meta("swept") != publish.mark_of(self.config.out):
            with self.store.transaction():
                self.store.run("DELETE FROM meta WHERE key = 'swept'")

    def _claim_output(self) -> None:
        """Before the first page is written: let no other store take the output for its own."""
        mark = publish.claim(self.config.out)
        if not self.store.new:
            with self.store.transaction():
                self.store.put_meta("swept", mark)
        self._claimed = True

    def _check_keys(self) -> None:
        """Mark as stale what a change of code, templates or settings touches."""
        changed = changed_kinds(self.config, self.store)
        if changed:
            with self.store.transaction():
                mark_kinds(self.store, changed)
                for kind, key in changed.items():
                    self.store.put_meta(f"key:{kind}", key)

    def close(self) -> None:
        """Release everything; what is finished is already saved."""
        if "_parser" in vars(self):
            self._parser.close()
        with contextlib.suppress(WorldError):
            fs.clear_temp(self.config.out)
        self.store.close()
        self.cache.close()
        self._lock.release()

    def __enter__(self) -> Build:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    # --- the whole -------------------------------------------------------------------------

    def run(self) -> Counts:
        """All stages, again while sources change meanwhile."""
        self.scan()
        self.make()
        self.finish()
        return self.counts

    def make(self) -> list[tuple[Any, ...]]:
        """Parse and link what the scan found, and make the pages that are stale; returns these."""
        self.update()
        pages = self.stale_pages()
        self.render(pages)
        return pages

    def update(self) -> None:
        """Parse and link what the scan found."""
        self.parse(self.unparsed())
        self.link()

    def finish(self) -> None:
        """Settle what moved under the build, remove orphans, say what was done."""
        for _ in range(_PASSES):
            if not self._state.moved:
                break
            self._state.moved.clear()
            self.scan()
            self.make()
        if self._state.moved:
            some = ", ".join(sorted(self._state.moved)[:3])
            self._problem(f"{some}: changed again and again while being read; build once more")
        with self._timed("publish"):
            self.counts.removed += publish.remove_orphans(str(self.config.out), self.store)
            if "json" not in self.config.settings.formats:
                self.counts.removed += publish.remove_data(str(self.config.out), self.store)
            if self.store.new:
                self.counts.removed += publish.sweep(str(self.config.out), self.store)
                with self.store.transaction():
                    self.store.put_meta("swept", publish.mark_of(self.config.out))
        self.save_report()

    # --- scan ------------------------------------------------------------------------------

    def scan(
        self, *, rehash: bool = False, pages: list[tuple[str, str]] | None = None
    ) -> Scan:
        """Compare tree and pages with the store; remembers the difference for later stages.

        ``pages``: (kind, subject) of the only pages to look at, None for all.
        """
        with self._timed("scan"):
            self._state.scanned_at = time.time_ns()
            check = PageCheck(str(self.config.out), self.store, pages)
            found = scanning.scan(self.config, self.store, self._parse_key, rehash=rehash,
                                  reparse=self._forced)
            self._state.scan = found
            damaged, moved = check.result()
            if damaged or moved or found.touched:
                with self.store.transaction():
                    publish.mark_damaged(self.store, damaged)
                    self.store.many("UPDATE pages SET sig = ? WHERE page = ?", moved)
                    self._remember_touched()
        for notice in found.notices:
            self.progress.notice(notice)
        self.counts.scanned = found.total
        return found

    def scan_some(self, paths: Iterable[str]) -> bool:
        """Look at some sources and at no page; False when only a look at everything can tell."""
        with self._timed("scan"):
            self._state.scanned_at = time.time_ns()
            found = scanning.scan_some(self.config, self.store, self._parse_key, paths)
            if found is None:
                return False
            self._state.scan = found
            if found.touched:
                with self.store.transaction():
                    self._remember_touched()
        self.counts.scanned = found.total
        return True

    def _remember_touched(self) -> None:
        self.store.many("UPDATE sources SET sig = ? WHERE path = ?",
                        [(sig, path) for path, sig in self._state.scan.touched])

    def force(self) -> None:
        """Take everything for stale: parse each file again, make each page again."""
        self._forced = True
        self.scan()
        with self.store.transaction():
            self.store.run(
                f"UPDATE nodes SET state = {STALE}, reason = 'forced' WHERE state = {FRESH}")

    def entry(self, path: str) -> Entry | None:
        """A file as last linked, for parsing it once more."""
        row = self.store.row(
            "SELECT f.path, s.sig, f.digest, f.size, f.language, f.flags "
            "FROM files f JOIN sources s ON s.path = f.path WHERE f.path = ?", path)
        return Entry(*row) if row else None

    @property
    def found(self) -> Scan:
        """What the last scan found."""
        return self._state.scan

    # --- parse -----------------------------------------------------------------------------

    def key_of(self, entry: Entry) -> bytes:
        """Cache key of an entry's summary."""
        return summary_key_of(entry, self._parse_key)

    def unparsed(self, *, count: bool = True) -> list[Entry]:
        """Changed files whose summary is not in the cache; ``count`` notes the others as reused."""
        wanted = {
            path: self.key_of(entry) for path, entry in self._state.scan.changed.items()
            if not entry.flags & (UNDOCUMENTED | UNREADABLE)
        }
        held = set() if self._forced else self.cache.holds(wanted.values())
        if count:
            self.counts.reused += sum(1 for key in wanted.values() if key in held)
        return [self._state.scan.changed[path] for path, key in wanted.items() if key not in held]

    def parse(self, entries: Iterable[Entry]) -> None:
        """Parse files into the cache, over the pool, saving as results come in."""
        items = [self._item(entry) for entry in entries]
        if not items:
            return
        self.progress.stage("parse", sum(item.size for item in items))
        with self._timed("parse"), _Saver(self.cache.add) as saver:
            for item, result in self._parser.results(items):
                if result.changed:
                    self._moved(item.path)
                else:
                    self.counts.parsed += 1
                    self._note_time(item.path, result.seconds)
                    saver.add((result.key, result.summary, result.facets))
                self.progress.advance(item.size)

    def parse_ahead(self, pending: list[Entry]) -> None:
        """Begin to parse what changed, unless it is much, while this process does other things."""
        if 0 < len(pending) <= FEW:
            self._parser.begin([self._item(entry) for entry in pending])

    def _item(self, entry: Entry) -> ParseItem:
        from pipeline.parsework import ParseItem

        return ParseItem(entry.path, self.key_of(entry), entry.digest, entry.language, entry.flags,
                         entry.size)

    @cached_property
    def _parser(self) -> Parser:
        from pipeline.parser import Parser

        return Parser(self.config.source, self.config.jobs)

    def _note_time(self, path: str, seconds: float) -> None:
        slowest = self._state.slowest
        slowest.append((path, round(seconds, 3)))
        if len(slowest) > 2 * _SLOWEST:
            slowest.sort(key=lambda item: -item[1])
            del slowest[_SLOWEST:]

    def _moved(self, path: str) -> None:
        self._state.moved.add(path)
        self._state.scan.changed.pop(path, None)

    # --- link ------------------------------------------------------------------------------

    def link(self) -> LinkCounts | None:
        """Take the scan's difference into the store and mark the pages it makes stale."""
        found = self._state.scan
        first = self.store.get_meta("parse_key") is None
        if not (found.moved or first):
            return None
        # Here and below: a build that finds nothing to do must not pay for what it does not use.
        from pipeline.link import link, outside_of

        self.progress.stage("link", len(found.changed))
        with self._timed("link"), self.store.transaction():
            counts = link(self.store, self._parsed(found), found.removed,
                          self.config.root_package, outside_of(self.config, found))
            # A new file that moved meanwhile is in no table yet: only another listing finds it.
            if found.listing and not self._state.moved:
                scanning.remember_listing(
                    self.config, self.store, found.listing, self._state.scanned_at)
            self.store.put_meta("parse_key", self._parse_key)
        for notice in counts.notices:
            self.progress.notice(notice)
        self.counts.linked += counts.files
        self._state.scan = Scan(total=found.total)
        # It has read the tree as it was before.
        self._page_worker = None
        return counts

    def _parsed(self, found: Scan) -> Iterator[Parsed]:
        from pipeline.link import Parsed

        for entry in sorted(found.changed.values(), key=lambda e: e.path):
            self.progress.advance(1)
            if entry.flags & UNDOCUMENTED:
                yield Parsed(entry, entry.digest, None)
            else:
                key = self.key_of(entry)
                yield Parsed(entry, key, self._facets(entry, key))

    def _facets(self, entry: Entry, key: bytes) -> Facets:
        from pipeline.facets import facets

        if entry.flags & UNREADABLE:
            from pipeline.classify import unreadable_reason
            from pipeline.parse import unreadable
            from pipeline.parsework import language_named

            reason = unreadable_reason(self.config, entry.path)
            return facets(unreadable(reason, language_named(entry.language)))
        held = self.cache.facets(key)
        if held is not None:
            return held
        # A damaged entry: drop it, parse that one file again; if that is of no use, start anew.
        for reset in (False, True):
            if reset:
                self.cache.reset()
            else:
                self.cache.forget(key)
            self.parse([entry])
            held = self.cache.facets(key)
            if held is not None:
                return held
        raise WorldError(f"{entry.path}: changed while it was being linked; build once more")

    # --- render ----------------------------------------------------------------------------

    def stale_pages(self, kind: str | None = None) -> list[tuple[Any, ...]]:
        """(id, kind, subject, part, page) of stale pages, of one kind or all.

        Kinds come in the order of :data:`pipeline.nodes.KINDS`, pages of files first: somebody who
        just saved one may be waiting for them.
        """
        where = "AND kind = ?" if kind else ""
        rows = self.store.rows(
            # Left to itself SQLite takes the index that sorts, and reads every page of the kind.
            "SELECT id, kind, subject, part, page FROM nodes INDEXED BY nodes_state "
            f"WHERE {PENDING} AND state = {STALE} {where} "
            "ORDER BY kind, subject, part", *([kind] if kind else []))
        return rows if kind else sorted(rows, key=lambda row: KINDS.index(row[1]))

    def pages_of(self, kind: str, subject: str) -> list[tuple[Any, ...]]:
        """Pages of one subject, stale or not."""
        return self.store.rows(
            "SELECT id, kind, subject, part, page FROM nodes WHERE kind = ? AND subject = ? "
            f"AND state IN ({FRESH}, {STALE}) ORDER BY part", kind, subject)

    def render(self, pages: list[tuple[Any, ...]]) -> None:
        """Make pages, over the pool when they are many; what is done is saved as it comes."""
        from pipeline.pagework import PageItem

        items = [PageItem(*row) for row in pages]
        if not items:
            return
        if not self._claimed:
            self._claim_output()
        self.progress.stage("render", len(items))
        self._make_pages(items)
        # A template that was another one meanwhile may be the former again by the next build.
        self._check_keys()

    def _make_pages(self, items: list[PageItem]) -> None:
        from pipeline.pagework import PageResult, PageWorker
        from pipeline.pool import Lost, Pool

        with self._timed("render"), _Saver(self._save_pages) as saver:
            if len(items) <= _FEW_PAGES:
                if self._page_worker is None:
                    self._page_worker = PageWorker(self.config, self.store, self.cache)
                for item in items:
                    self._rendered(self._page_worker.run([item])[0], saver)
                return
            # Pages of one file after one another: what they are made of is looked up once.
            items = sorted(items, key=lambda item: (item.subject, item.kind, item.part))
            work = _page_work(self.config, self._store_path())
            with Pool[Any, PageResult](work, self.config.jobs) as pool:
                for batch, results in pool.run(_slices(items, _BATCH_PAGES)):
                    for item, result in zip(batch, results, strict=True):
                        if isinstance(result, Lost):
                            result = PageResult(item, problem=result.reason)
                        self._rendered(result, saver)

    def _rendered(self, result: Any, saver: _Saver) -> None:
        self.progress.advance(1)
        if result.changed:
            self._state.moved.add(result.item.subject)
        elif result.problem:
            if result.fatal:
                _give_up(result)
            self._problem(f"{result.item.page}: {result.problem}")
        else:
            self.counts.rendered += 1
            self.counts.written += result.written
            self.counts.unchanged += not result.written
            self.counts.bytes_written += result.size if result.written else 0
            saver.add(result)

    def _save_pages(self, results: list[Any]) -> None:
        store = self.store
        with store.transaction():
            store.many(
                # Data that nobody asks for any more stay known until they are removed.
                f"UPDATE nodes SET digest = ?, data = COALESCE(?, data), state = {FRESH} "
                "WHERE id = ?", [(r.digest, r.data and r.data.digest, r.item.id) for r in results])
            store.many(
                "INSERT OR REPLACE INTO pages VALUES (?, ?)",
                [(r.item.page, r.signature) for r in results])
            store.many(
                "INSERT OR REPLACE INTO pages VALUES (?, ?)",
                [(data_page(r.item.page), r.data.signature) for r in results if r.data])
            for result in results:
                store.put_reads(result.item.id, result.reads)

    def _problem(self, line: str) -> None:
        self.counts.failed += 1
        self._state.problems.append(line)
        self.progress.notice(line)

    @property
    def problems(self) -> list[str]:
        """Pages that could not be made, one line each."""
        return self._state.problems

    # --- report ----------------------------------------------------------------------------

    def diagnostics(self) -> list[tuple[str, tuple[Diagnostic, ...]]]:
        """Files with diagnostics as last linked."""
        decode = msgspec.json.Decoder(tuple[Diagnostic, ...]).decode
        return [
            (path, decode(blob)) for path, blob in self.store.rows(
                "SELECT path, diagnostics FROM files WHERE diagnostics IS NOT NULL ORDER BY path")
        ]

    def save_report(self) -> None:
        """Write ``last-build.json``."""
        row = self.store.row("SELECT COUNT(*) FROM files WHERE diagnostics IS NOT NULL")
        self.counts.diagnostics = row[0] if row else 0
        peak = max(resource.getrusage(who).ru_maxrss
                   for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        report = {
            **asdict(self.counts),
            "seconds": {name: round(s, 3) for name, s in self._state.seconds.items()},
            "slowest": sorted(self._state.slowest, key=lambda item: -item[1])[:_SLOWEST],
            "peak_rss_kib": peak,
        }
        fs.write_text(self.config.cache / "last-build.json", json.dumps(report, indent=2) + "\n")

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            seconds = self._state.seconds
            seconds[stage] = seconds.get(stage, 0.0) + time.perf_counter() - start


def changed_kinds(config: Config, store: Store) -> dict[str, bytes]:
    """Page kinds whose templates, settings or code are not those of the last build: new keys."""
    return {kind: key for kind, key in keys.page_keys(config).items()
            if store.get_meta(f"key:{kind}") != key}


def mark_kinds(store: Store, kinds: Iterable[str]) -> None:
    """Make all pages of some kinds stale; call within a transaction."""
    store.many(
        f"UPDATE nodes SET state = {STALE}, reason = 'template, settings or code' "
        f"WHERE kind = ? AND state = {FRESH}", [(kind,) for kind in kinds])


def summary_key_of(entry: Entry, parse_key: bytes) -> bytes:
    """Cache key of an entry's summary, for the extractors that ``parse_key`` stands for."""
    return summary_key(entry.digest, entry.path, entry.language, entry.flags, parse_key)


class _Saver:
    """Hands finished work to ``save`` every :data:`_SAVE_SECONDS`, and at the end however it ends.

    Use as a context manager.
    """

    def __init__(self, save: Callable[[list[Any]], None]) -> None:
        self._save = save
        self._pending: list[Any] = []
        self._last = time.monotonic()

    def __enter__(self) -> _Saver:
        return self

    def __exit__(self, *exc: object) -> None:
        self.save()

    def add(self, item: Any) -> None:
        self._pending.append(item)
        if time.monotonic() - self._last > _SAVE_SECONDS:
            self.save()

    def save(self) -> None:
        if self._pending:
            self._save(self._pending)
            self._pending = []
        self._last = time.monotonic()


def _give_up(result: Any) -> NoReturn:
    kind: type[SourcebookError] = ConfigError if result.fatal == 2 else WorldError
    raise kind(result.problem)


def _page_work(config: Config, store_path: Path) -> Callable[[list[Any]], list[Any]]:
    """Work for a pool: each process opens the databases for itself, at its first batch."""
    from pipeline.pagework import PageWorker

    workers: list[PageWorker] = []

    def run(batch: list[Any]) -> list[Any]:
        if not workers:
            store = Store(store_path, readonly=True)
            cache = SummaryCache(config.cache / "summaries.db", readonly=True)
            workers.append(PageWorker(config, store, cache))
        return workers[0].run(batch)

    return run


def _slices(items: list[Any], length: int) -> Iterator[list[Any]]:
    for start in range(0, len(items), length):
        yield items[start:start + length]
