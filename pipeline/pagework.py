"""The render stage's work on one batch of pages, as a worker process does it."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import msgspec

from pipeline import fs, tokens, twins
from pipeline.config import Config
from pipeline.decode import read
from pipeline.errors import SourcebookError, WorldError
from pipeline.escape import Md
from pipeline.facts import View
from pipeline.fingerprint import digest
from pipeline.model import Diagnostic, Summary
from pipeline.nodes import data_page
from pipeline.pages import OwnFile, Sight, SourceChanged, build
from pipeline.parsework import language_named
from pipeline.paths import name_of, os_path
from pipeline.publish import Published, publish
from pipeline.render import Renderer
from pipeline.sourceurl import parse
from pipeline.store import OVERSIZE, UNREADABLE, Store
from pipeline.summaries import SummaryCache

_decode_diagnostics = msgspec.json.Decoder(tuple[Diagnostic, ...]).decode


class PageItem(NamedTuple):
    """One page to make."""

    id: int
    kind: str
    subject: str
    part: int
    page: str


@dataclass(frozen=True, slots=True)
class PageResult:
    """What became of a page. ``problem`` is empty unless it could not be made."""

    item: PageItem
    digest: bytes = b""
    signature: bytes = b""
    #: Whether the page or its data had to be written, and how many bytes that were.
    written: bool = False
    size: int = 0
    reads: dict[str, bytes] = field(default_factory=dict)
    #: What became of the page's data, if they are wanted.
    data: Published | None = None
    #: The source holds other bytes than were linked: scan again.
    changed: bool = False
    problem: str = ""
    #: The problem is the disk's or the templates': no other page will fare better.
    fatal: int = 0


class PageWorker:
    """Makes pages from a store that nobody writes meanwhile."""

    def __init__(self, config: Config, store: Store, cache: SummaryCache) -> None:
        self._config = config
        self._store = store
        self._cache = cache
        self._out = str(config.out)
        self._renderer = Renderer(config.templates)
        self._last: tuple[bytes, Summary] | None = None
        prefix = Path(os.path.relpath(config.source, config.link_root)).as_posix()
        self._sight = Sight(
            view=View(store),
            read_own=self._read_own,
            source_prefix=prefix,
            title=config.title,
            embed_limit=config.settings.embed_limit,
            excerpt_lines=config.settings.excerpt_lines,
            embed=config.settings.embed,
            source_url=parse(config.settings.source_url) if config.settings.source_url else None,
            front_matter=config.settings.front_matter,
            data="json" in config.settings.formats,
            history=config.settings.history,
            coverage=config.coverage is not None,
            twins=twins.known(store),
        )

    def run(self, items: list[PageItem]) -> list[PageResult]:
        """Make each page; a failure concerns that page only."""
        return [self._make(item) for item in items]

    def _make(self, item: PageItem) -> PageResult:
        try:
            content = self.content(item)
            data = self._publish_data(item)
            done = publish(self._out, item.page, content)
        except SourceChanged:
            return PageResult(item, changed=True)
        except SourcebookError as error:
            return PageResult(item, problem=str(error), fatal=error.exit_code)
        except (sqlite3.Error, OSError) as error:
            return PageResult(item, problem=str(error), fatal=WorldError.exit_code)
        except Exception as error:
            return PageResult(item, problem=f"{type(error).__name__}: {error}"[:500])
        written = [d.size for d in (done, data) if d is not None and d.written]
        return PageResult(item, done.digest, done.signature, bool(written), sum(written),
                          self._sight.view.reads, data)

    def _publish_data(self, item: PageItem) -> Published | None:
        """The data of the page that was just built, where they are asked for."""
        page = data_page(item.page)
        if not page or not self._sight.data:
            return None
        from pipeline.pagedata import page_data

        return publish(self._out, page, page_data(self._sight, item.kind, item.subject, item.part))

    def content(self, item: PageItem) -> bytes:
        """Bytes of one page."""
        counted = item.kind == "keywords" and self._config.settings.tokens
        text = self._with_tokens(item) if counted else self._text(item)
        return text.encode("utf-8", "backslashreplace")

    def _with_tokens(self, item: PageItem) -> str:
        """A keyword page that says what it, the documentation page and the source cost to read."""
        docs = self._text(item._replace(kind="docs"))
        source = read(self._sight.own(item.subject, with_data=True).data).text
        reads = self._sight.view.reads
        row = tokens.row(self._text(item), docs, source)
        text = self._text(item, row)
        # What the documentation page says is part of this one now.
        self._sight.view.reads |= reads
        return text

    def _text(self, item: PageItem, information: Md | None = None) -> str:
        template, context = build(self._sight, item.kind, item.subject, item.part)
        if information is not None:
            context["information"].append(information)
        is_page = item.kind != "llms"
        text = self._renderer.render(template, context, footed=is_page)
        if self._sight.front_matter and is_page:
            # Few trees want it, and its module knows every kind of page.
            from pipeline.pages.front import front_matter

            text = front_matter(self._sight, item.kind, item.subject, item.part) + text
        return text

    def _summary(self, key: bytes) -> Summary | None:
        """A file's summary; the last one is kept, for each file has more than one page."""
        if self._last is None or self._last[0] != key:
            found = self._cache.summary(key)
            if found is None:
                return None
            self._last = key, found
        return self._last[1]

    def _read_own(self, path: str, *, with_data: bool) -> OwnFile:
        row = self._store.row(
            "SELECT digest, skey, language, flags, diagnostics FROM files WHERE path = ?", path)
        if row is None:
            raise SourceChanged(path)
        content, key, language, flags, diagnostics = row
        if flags & UNREADABLE:
            # Here and below: few pages need what parses files, and it takes 50 ms to import.
            from pipeline.parse import unreadable

            found = _decode_diagnostics(diagnostics) if diagnostics else ()
            reason = found[0].message if found else "unreadable"
            return OwnFile(path, b"", flags, unreadable(reason, language_named(language)))
        summary = self._summary(key)
        data = b""
        if with_data or summary is None:
            data = self._bytes(path, content)
        if summary is None:
            summary = self._parse_again(path, data, language, flags)
        return OwnFile(path, data, flags, summary)

    def _bytes(self, path: str, expected: bytes) -> bytes:
        data = fs.read_or_none(f"{self._config.source}/{os_path(path)}")
        if data is None or digest(data) != expected:
            raise SourceChanged(path)
        return data

    def _parse_again(self, path: str, data: bytes, language: str, flags: int) -> Summary:
        """A cache entry was lost or damaged since: parsing gives the same again."""
        from pipeline.parse import parse

        return parse(data, name_of(path), language_named(language),
                     oversize=bool(flags & OVERSIZE))
