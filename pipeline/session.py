"""What one call of doit works on: an open build, or a read-only look at the last one."""

from __future__ import annotations

import contextlib
import difflib
import fnmatch
import os
import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pipeline import interrupt, keys, nodes, publish, terminal
from pipeline import scan as scanning
from pipeline.build import Build, changed_kinds
from pipeline.config import Config
from pipeline.errors import UsageError
from pipeline.escape import visible
from pipeline.model import Entry
from pipeline.paths import folder_of, name_of, task_key, task_name
from pipeline.reasons import describe
from pipeline.rules import BY_KIND, PAGE_KINDS
from pipeline.scan import Scan
from pipeline.store import PENDING, UNDOCUMENTED, UNREADABLE, Store, code_mark, store_name
from pipeline.terminal import Volume


class Session:
    """The tree as it is now against the store; ``build`` is None when nothing may be written."""

    def __init__(
        self, config: Config, *, write: bool, rehash: bool = False, arguments: Iterable[str] = (),
        volume: Volume = Volume.NORMAL,
    ) -> None:
        self.config = config
        self.started = time.monotonic()
        self._volume = volume
        self.progress = terminal.TerminalProgress(volume=volume)
        self.build: Build | None = None
        self._reported = False
        self._linked: Store | None = None
        self._closed = False
        if write:
            self.build = Build(config, self.progress)
            self.store = self.build.store
            self.build.scan(rehash=rehash, pages=_named_pages(arguments))
        else:
            self.store = look(config)
            self._found = scanning.scan(
                config, self.store, keys.parse_key(config), rehash=rehash)

    @property
    def scan(self) -> Scan:
        """What differs from the store; nothing any more once the build has linked."""
        return self.build.found if self.build is not None else self._found

    @property
    def remembers(self) -> bool:
        """Whether there is a last build to compare with."""
        return self.store.get_meta("parse_key") is not None

    def linked(self) -> Store:
        """A store that knows the tree as it is now; a copy when something is pending."""
        if self.build is not None or not self.pending:
            return self.store
        if self._linked is None:
            from pipeline.preview import preview

            self._linked = preview(self.config, self.store, self._found)
        return self._linked

    @property
    def pending(self) -> bool:
        """Whether the tree, or what makes pages of it, is not as it was linked."""
        found = self._found
        return found.moved or bool(changed_kinds(self.config, self.store))

    def close(self) -> None:
        """End the call; what was built is already saved."""
        if self._closed:
            return
        self._closed = True
        self.progress.end()
        if self.build is not None:
            self.build.close()
            self.build = None
        else:
            self.store.close()

    # --- names -----------------------------------------------------------------------------

    def files(self) -> list[str]:
        """Documented files of the tree as it is now."""
        stored = {row[0] for row in self.store.rows(
            f"SELECT path FROM files WHERE flags & {UNDOCUMENTED} = 0")}
        stored -= set(self.scan.removed)
        for path, entry in self.scan.changed.items():
            (stored.discard if entry.flags & UNDOCUMENTED else stored.add)(path)
        return sorted(stored)

    def entries(self) -> list[Entry]:
        """Documented files of the tree as it is now that can be read, by path."""
        stored = {row[0]: Entry(*row) for row in self.store.rows(
            "SELECT f.path, s.sig, f.digest, f.size, f.language, f.flags "
            "FROM files f JOIN sources s ON s.path = f.path")}
        stored.update(self.scan.changed)
        for path in self.scan.removed:
            stored.pop(path, None)
        return [entry for _, entry in sorted(stored.items())
                if not entry.flags & (UNDOCUMENTED | UNREADABLE)]

    def folders(self) -> list[str]:
        """Folders that hold a documented file, at any depth; the root is ``""``."""
        found = {""}
        for path in self.files():
            folder = folder_of(path)
            while folder and folder not in found:
                found.add(folder)
                folder = folder_of(folder)
        return sorted(found)

    def subjects(self, kind: str) -> list[str]:
        """Everything that a kind has a task for."""
        subject = BY_KIND[kind].subject
        if subject == "file":
            return self.files()
        if kind == "chapter":
            return [folder for folder in self.folders() if folder and "/" not in folder]
        if subject == "folder":
            return [f for f in self.folders() if f or kind != "index"]
        if subject == "appendix":
            return list(nodes.APPENDICES)
        if subject == "shard":
            return [row[0] for row in self.store.rows(
                "SELECT subject FROM nodes WHERE kind = 'letter' ORDER BY subject")]
        return []

    def selected(self, argument: str) -> list[str]:
        """Task names that one command-line argument means: a name, a pattern or a page's path.

        Raises:
            UsageError: it means none of ours; the line says what comes nearest.
        """
        kind = argument.partition(":")[0]
        if "*" in argument:
            kinds = [k for k in BY_KIND if fnmatch.fnmatch(k, argument.partition(":")[0])]
            names = (task_name(k, s) for k in kinds for s in self.subjects(k))
            return [name for name in names if fnmatch.fnmatch(name, argument)]
        if kind in BY_KIND and ":" in argument:
            return [self._named(argument)]
        page = self._page(argument)
        return [page] if page else []

    def _named(self, name: str) -> str:
        kind, key = task_key(name)
        key = key.strip("/") if BY_KIND[kind].subject == "folder" else key
        if BY_KIND[kind].subject == "file" and self._is_documented(key):
            return task_name(kind, key)
        known = self.subjects(kind)
        if key in known:
            return task_name(kind, key)
        near = [k for k in known if name_of(k) == name_of(key)][:1] or difflib.get_close_matches(
            key, [k for k in known if folder_of(k) == folder_of(key)], 1)
        hint = f"; did you mean {task_name(kind, near[0])}?" if near else ""
        raise UsageError(f"{name}: there is no such {BY_KIND[kind].subject or 'task'}{hint}")

    def _is_documented(self, path: str) -> bool:
        """Whether a file is among :meth:`files`, without making the list."""
        entry = self.scan.changed.get(path)
        if entry is not None:
            return not entry.flags & UNDOCUMENTED
        row = self.store.row("SELECT flags FROM files WHERE path = ?", path)
        return row is not None and not row[0] & UNDOCUMENTED and path not in self.scan.removed

    def unknown(self, argument: str, others: Iterable[str]) -> UsageError:
        """The error for an argument that means no task and no page; ``others`` are also names."""
        kind, colon, rest = argument.partition(":")
        path = argument.removeprefix("./").rstrip("/")
        if path in self.files():
            near = [task_name("docs", path)]
        elif path in self.folders():
            near = [task_name("doc", path)]
        else:
            kinds = difflib.get_close_matches(kind, [*BY_KIND, *others], 4)
            near = [k + colon + rest for k in kinds if k != kind and (
                not colon or k not in BY_KIND or task_key(argument)[1] in self.subjects(k))]
        hint = f"did you mean {near[0]}?" if near else "`list --all` shows all tasks"
        return UsageError(f"{argument}: no task and no page is called so; {hint}")

    def _page(self, argument: str) -> str:
        """Task that makes the page at a path, or ``""``."""
        path = Path(os.path.abspath(argument))
        if not path.is_relative_to(self.config.out):
            return ""
        page = nodes.page_with(path.relative_to(self.config.out).as_posix())
        row = self.store.row("SELECT kind, subject FROM nodes WHERE page = ?", page)
        if row:
            return task_name(row[0], row[1]) if BY_KIND[row[0]].subject else str(row[0])
        for path_key in self.scan.changed:
            for node in nodes.file_nodes(path_key):
                if node.page == page:
                    return task_name(node.kind, path_key)
        return ""

    # --- status ----------------------------------------------------------------------------

    def reasons(self, kind: str, key: str | None) -> list[str]:
        """Why a task (``key`` is None for a whole kind) would run now; empty when it is fresh."""
        if kind == "parse":
            return self._parse_reasons(key)
        if kind == "link":
            changed, removed = len(self.scan.changed), len(self.scan.removed)
            # A new listing of the same files is for the build to remember, not news to a reader.
            listed = self.build is not None and self.scan.listing is not None
            if self.scan.head is not None and not (changed or removed):
                return ["another commit is checked out"]
            if self.scan.coverage is not None and not (changed or removed):
                return ["coverage was measured again"]
            if changed or removed or listed or self._never_linked():
                return [f"{changed} files changed, {removed} removed since the last link"]
            return []
        if kind == "publish":
            return ["always: it ends the build"]
        return list(self._page_reasons(kind, key))

    def _never_linked(self) -> bool:
        return self.store.get_meta("parse_key") is None

    def _parse_reasons(self, key: str | None) -> list[str]:
        if self.build is not None:
            pending = {entry.path for entry in self.build.unparsed(count=False)}
        else:
            pending = set(self.scan.changed)
        if key is None:
            return [f"{len(pending)} files are not parsed"] if pending else []
        return ["its content is not parsed yet"] if key in pending else []

    def _page_reasons(self, kind: str, key: str | None) -> Iterator[str]:
        if not self.remembers:
            yield "nothing has been built yet"
            return
        where, args = ("", []) if key is None else ("AND subject = ?", [key])
        # Left to itself SQLite reads every page of the kind.
        index = "INDEXED BY nodes_state" if key is None else ""
        linked = self.linked()
        for page, reason in linked.rows(
            f"SELECT page, reason FROM nodes {index} WHERE {PENDING} AND kind = ? {where} LIMIT 5",
            kind, *args,
        ):
            yield f"{page}: {describe(reason)}"
        if self.build is None:
            damaged, _ = publish.examine(str(self.config.out), linked, kind, key)
            yield from (f"{page}: {describe(reason)}" for page, reason in damaged[:5])
        if not linked.row(f"SELECT 1 FROM nodes WHERE kind = ? {where} LIMIT 1", kind, *args):
            yield "it has never been made"

    def is_idle(self) -> bool:
        """Whether a build has nothing to parse, link, make, remove, tell or refuse."""
        build = self.build
        if build is None or self.config.settings.strict or not self.remembers or self.store.new:
            return False
        found = self.scan
        pending = self.store.row(f"SELECT 1 FROM nodes WHERE {PENDING} LIMIT 1")
        return not (found.moved or build.problems or pending)

    def finish(self) -> None:
        """The end of a full build."""
        assert self.build is not None
        self.build.finish()
        if not self.build.counts.scanned:
            self.progress.notice(f"{self.config.source}: there is no file to document; if there "
                                 "should be, look at include, exclude and the .gitignore files")
        self.report(finished=True)

    # --- end -------------------------------------------------------------------------------

    def report(self, *, finished: bool = False) -> None:
        """Print, once, the line that sums the build up, and the files with diagnostics.

        A partial call that did nothing says nothing, nor does one that a signal ends.
        """
        if self.build is None or self._reported:
            return
        self.progress.end()
        counts = self.build.counts
        if not (finished or counts.parsed or counts.rendered) or interrupt.stopping():
            return
        self._reported = True
        if not finished:
            self.build.save_report()
        if self._volume is Volume.QUIET:
            return
        print(terminal.summary_line(counts, time.monotonic() - self.started), flush=True)
        if counts.linked or counts.failed:
            most = {} if self._volume is Volume.NORMAL else {"most": None}
            for line in terminal.diagnostic_lines(self.build, **most):
                print(line, file=sys.stderr)

    def announce(self, pages: Iterable[tuple[Any, ...]]) -> None:
        """When asked to be verbose, say why each page (a row of the build's) is made."""
        if self._volume is not Volume.VERBOSE:
            return
        for identity, *_, page in pages:
            (reason,) = self.store.row("SELECT reason FROM nodes WHERE id = ?", identity) or ("",)
            print(visible(f"   {page}: {describe(reason)}"), flush=True)


def _named_pages(arguments: Iterable[str]) -> list[tuple[str, str]] | None:
    """(kind, subject) of the pages that a call is about; None when it is about all."""
    pages = []
    for argument in arguments:
        kind, key = task_key(argument)
        if ":" not in argument or "*" in argument or kind not in BY_KIND:
            return None
        pages.append((kind, key.strip("/") if BY_KIND[kind].subject == "folder" else key))
    return pages or None


def look(config: Config) -> Store:
    """The store of the last build for reading, or an empty one."""
    path = config.cache / store_name(config.source, config.out, config.cache)
    if path.exists():
        with contextlib.suppress(sqlite3.DatabaseError):
            store = Store(path, readonly=True)
            if store.get_meta("code") == code_mark():
                return store
    return Store(None)


def group_kinds() -> tuple[str, ...]:
    """Kinds whose default task is in every full build, in order."""
    return ("parse", "link", *PAGE_KINDS, "publish")
