"""Page builders: what one page says, from the facts it asks for.

Each module offers ``build(sight, subject, part) -> Context`` for a node kind (``nodes.TEMPLATES``).
A builder sees its own file through :class:`Sight` and the rest of the tree through ``sight.view``
only, so that the record of what it read is complete by construction.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from pipeline import nodes
from pipeline.escape import Md, at, code, link, url, url_part
from pipeline.facts import View
from pipeline.model import Summary
from pipeline.paths import NO_TWINS, Twins, relative
from pipeline.sourceurl import SourceUrl

Context = dict[str, Any]

@dataclass(frozen=True, slots=True)
class OwnFile:
    """A page's own source file: its bytes and all that parsing made of them."""

    path: str
    data: bytes
    flags: int
    summary: Summary


class ReadOwn(Protocol):
    """Gives the page's own file, or raises :class:`SourceChanged`."""

    def __call__(self, path: str, *, with_data: bool) -> OwnFile: ...


class SourceChanged(Exception):
    """The file's bytes are no longer those that were linked: scan again."""


@dataclass(slots=True)
class Sight:
    """Everything a builder may look at while it builds one page."""

    view: View
    read_own: ReadOwn
    #: Path from the output folder to the source root (``..``), ``/``-separated.
    source_prefix: str
    title: str
    embed_limit: int
    excerpt_lines: int
    #: How a docs page shows its source: ``full``, ``excerpt`` or ``link``.
    embed: str = "full"
    #: Where links to sources lead, when not to the files themselves.
    source_url: SourceUrl | None = None
    front_matter: bool = False
    #: Whether each page's data lie beside it.
    data: bool = False
    #: Whether pages show what the commits say.
    history: bool = False
    #: Whether pages show measured coverage.
    coverage: bool = False
    #: Files and folders whose pages carry a mark in their path.
    twins: Twins = NO_TWINS
    #: Page that is being built.
    page: str = field(default="")
    #: That page's own file, once it was read.
    _own: OwnFile | None = field(default=None)
    #: Kind and subject of pages that it links to, with their URLs.
    _targets: dict[tuple[str, str], str] = field(default_factory=dict)

    def start(self, page: str) -> None:
        """Begin a new page."""
        self.view.start()
        self.page = page
        self._own = None
        self._targets = {}

    def own(self, path: str, *, with_data: bool = False) -> OwnFile:
        """The page's own file; reading it is recorded like any fact."""
        self.view.get("own" if with_data else "outline", path)
        if self._own is None or (with_data and not self._own.data):
            self._own = self.read_own(path, with_data=with_data)
        return self._own

    def to_page(self, page: str, fragment: str = "") -> str:
        """URL of another page."""
        return url(relative(self.page, page), fragment)

    def to_node(self, kind: str, subject: str, fragment: str = "") -> str:
        """URL of another page by what it is."""
        target = self._targets.get((kind, subject))
        if target is None:
            target = self.to_page(nodes.page_of(kind, subject, 1, self.twins))
            self._targets[kind, subject] = target
        return at(target, url_part(fragment)) if fragment else target

    def to_source(self, path: str, first: int = 0, last: int = 0) -> str:
        """URL of a source file, or of a line or line range in it."""
        if self.source_url is not None:
            file = self.source_url.file(path)
        else:
            file = url("/".join([".."] * self.page.count("/") + [self.source_prefix, path]))
        return self.to_lines(file, first, last) if first else file

    def to_lines(self, file: str, first: int, last: int = 0) -> str:
        """URL of a line or line range of the source file that :meth:`to_source` gave."""
        if self.source_url is not None:
            return self.source_url.lines(file, first, max(first, last))
        return at(file, f"L{first}-L{last}" if last > first else f"L{first}")

    def lines_link(self, file: str, first: int, last: int = 0) -> Md:
        """``lines 3–9`` as a link to those of the source file that :meth:`to_source` gave."""
        label = f"lines {first}–{last}" if last > first else f"line {first}"
        return link(Md(label), self.to_lines(file, first, last))

    def folder_url(self, folder: str, kind: str = "index") -> str:
        """URL of a folder's page; the root's index is the welcome page."""
        return self.to_node("welcome" if kind == "index" and not folder else kind, folder)

    def file_link(self, path: str, label: str = "") -> Md:
        """Link to a file's docs page, to its source when it has no page."""
        what = self.view.get("path", path)
        target = self.to_node("docs", path) if what == "file" else self.to_source(path)
        return link(code(label or path), target)


def slug_of(title: str) -> str:
    """The anchor that GitHub gives to one of our headings."""
    return title.lower().replace("&", "").replace(" ", "-")


def build(sight: Sight, kind: str, subject: str, part: int) -> tuple[str, Context]:
    """Template name and context of one page; reads are recorded in ``sight.view``."""
    sight.start(nodes.page_of(kind, subject, part, sight.twins))
    module = importlib.import_module(f"pipeline.pages.{nodes.TEMPLATES[kind]}")
    builder: Callable[[Sight, str, int], Context] = module.build
    return nodes.TEMPLATES[kind], builder(sight, subject, part)
