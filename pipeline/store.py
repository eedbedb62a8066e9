"""The store: one SQLite database that remembers the last build.

Tables::

    meta      key -> value                      code mark, keys of the last build, A-Z shards
    dirs      folder -> signature               a folder is listed again only when it moved
    sources   path -> signature                 what the last scan saw (empty: look again)
    pages     page path -> signature            what the last publish left
    files     path -> what it is: digest, language, flags, facets, resolved links
    folders   path -> rollup of everything below it
    stems     name (module stem, header, package …) -> files that can be found by it
    edges     referring file -> file of the tree that it imports or links to
    flows     folder -> how often one of its children refers to another
    ties      folder -> how often its files refer to a place outside, and the other way round
    heirs     file with a base class -> class of another file that inherits from it
    symbols   folded name -> where it is defined (A-Z index)
    commits   number -> id, time, author (only with the setting ``history``)
    tracked   number -> path of a file that some commit changed
    changes   file's number -> numbers of the commits that changed it
    authors   folder -> author, and how many commits of theirs changed something below it
    measured  file -> what was recorded of its lines (only with the setting ``coverage``)
    nodes     every page: kind, subject, part, digest of its content and of its data, if it has
              any, and whether it is stale
    reads     fact -> page that read it, with the fact's digest at that time

Rules that keep it true after any crash:

* A ``files`` row describes what was *linked*. Linking a change and marking the pages it makes stale
  happen in one transaction, so a page is never taken for fresh because its mark was lost.
* A page's row says fresh only after its bytes are on the disk.
* A store that cannot be read, or that other code wrote (:data:`LINK_CODE`), is thrown away: the
  cost is time.

``synchronous=OFF`` with a write-ahead log survives the death of the process at any point; after a
power cut the worst is a damaged store, which the rule above covers.

Rejected: doit's own dependency file (written once at the end, no reverse look-up), one JSON file
(24 MB rewritten for each edit at 20 000 files), pickles (unsafe to read back).
"""

from __future__ import annotations

import contextlib
import functools
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline import __version__, seal
from pipeline.errors import WorldError
from pipeline.fingerprint import digest, digest_text

#: Modules that decide what the tables hold; a store filled by other code is of no use.
LINK_CODE = ("attributes.py", "az.py", "bind.py", "classify.py", "commits.py", "coverage.py",
             "cstdlib.py", "edges.py", "escape.py", "facets.py", "facts.py", "fingerprint.py",
             "fs.py", "git.py", "history.py", "ignore.py", "inventory.py",
             "languages/__init__.py", "languages/choose.py", "languages/generated.py",
             "languages/table.py", "link.py", "model.py", "nodes.py", "offers.py", "paths.py",
             "resolve/__init__.py", "resolve/compiled.py", "resolve/golang.py",
             "resolve/includes.py", "resolve/jvm.py", "resolve/links.py", "resolve/node.py",
             "resolve/python.py", "resolve/routes.py", "resolve/rust.py", "resolve/tsconfig.py",
             "resolve/written_paths.py", "roles.py", "rollup.py", "scan.py", "stdlib.py",
             "store.py", "twins.py")

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE dirs (path TEXT PRIMARY KEY, sig BLOB) WITHOUT ROWID;
CREATE TABLE sources (path TEXT PRIMARY KEY, sig BLOB) WITHOUT ROWID;
CREATE TABLE pages (page TEXT PRIMARY KEY, sig BLOB) WITHOUT ROWID;
CREATE TABLE files (
  id INTEGER PRIMARY KEY, path TEXT UNIQUE NOT NULL, folder TEXT NOT NULL, digest BLOB NOT NULL,
  size INTEGER NOT NULL, language TEXT NOT NULL, flags INTEGER NOT NULL, skey BLOB NOT NULL,
  own BLOB NOT NULL, outline BLOB NOT NULL, card BLOB, names BLOB, refs BLOB, heirs BLOB,
  offers BLOB, routes BLOB, short_tests BLOB, diagnostics BLOB, links BLOB, bindings BLOB);
CREATE TABLE compiled (name TEXT, path TEXT, route BLOB);
CREATE INDEX compiled_name ON compiled (name, path);
CREATE INDEX files_folder ON files (folder, path);
CREATE INDEX files_diagnostics ON files (path) WHERE diagnostics IS NOT NULL;
CREATE TABLE folders (path TEXT PRIMARY KEY, parent TEXT, rollup BLOB) WITHOUT ROWID;
CREATE INDEX folders_parent ON folders (parent, path);
CREATE TABLE stems (stem TEXT, path TEXT, PRIMARY KEY (stem, path)) WITHOUT ROWID;
CREATE TABLE edges (
  target TEXT, path TEXT, kind TEXT, PRIMARY KEY (target, path)) WITHOUT ROWID;
CREATE INDEX edges_path ON edges (path);
CREATE TABLE flows (
  folder TEXT, source TEXT, target TEXT, n INTEGER, PRIMARY KEY (folder, source, target)
  ) WITHOUT ROWID;
CREATE TABLE ties (
  folder TEXT, way INTEGER, other TEXT, n INTEGER, PRIMARY KEY (folder, way, other)
  ) WITHOUT ROWID;
CREATE TABLE heirs (
  target TEXT, path TEXT, base TEXT, heir TEXT, anchor TEXT, inferred INTEGER,
  PRIMARY KEY (target, path, base, heir)) WITHOUT ROWID;
CREATE INDEX heirs_path ON heirs (path);
CREATE TABLE symbols (
  fold TEXT NOT NULL, file INTEGER NOT NULL, name TEXT NOT NULL, qualname TEXT NOT NULL,
  kind TEXT NOT NULL, anchor TEXT NOT NULL);
CREATE TABLE commits (
  no INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, time INTEGER NOT NULL, depth INTEGER NOT NULL,
  date TEXT NOT NULL, author TEXT NOT NULL, files INTEGER NOT NULL);
CREATE TABLE tracked (no INTEGER PRIMARY KEY, path TEXT UNIQUE NOT NULL);
CREATE TABLE changes (file INTEGER, no INTEGER, PRIMARY KEY (file, no)) WITHOUT ROWID;
CREATE INDEX changes_no ON changes (no);
CREATE TABLE authors (
  folder TEXT, author TEXT, n INTEGER, PRIMARY KEY (folder, author)) WITHOUT ROWID;
CREATE TABLE measured (path TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE nodes (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, part INTEGER NOT NULL,
  page TEXT UNIQUE NOT NULL, digest BLOB, data BLOB, state INTEGER NOT NULL, reason TEXT NOT NULL,
  UNIQUE (kind, subject, part));
CREATE INDEX nodes_state ON nodes (state, kind) WHERE state <> 0;
CREATE INDEX nodes_data ON nodes (page) WHERE data IS NOT NULL;
CREATE TABLE reads (
  fact TEXT, node INTEGER, digest BLOB, PRIMARY KEY (fact, node)) WITHOUT ROWID;
CREATE INDEX reads_node ON reads (node);
"""

#: Built after the first load: maintaining them row by row costs more than making them once.
_LATE_INDEXES = (
    "CREATE INDEX IF NOT EXISTS symbols_fold ON symbols (fold, name)",
    "CREATE INDEX IF NOT EXISTS symbols_file ON symbols (file)",
)

#: ``nodes.state``.
FRESH, STALE, DOOMED = 0, 1, 2
#: SQLite uses the partial index of what is to be done only for a query that repeats its condition.
PENDING = "state <> 0"

#: Bytes of a write-ahead log up to which a change counts as small.
_LONG_LOG = 64 << 20

#: ``files.flags``.
BINARY, VENDORED, GENERATED, OVERSIZE, UNREADABLE = 1, 2, 4, 8, 16
#: Attributes say that no program made it, whatever its header says.
HANDWRITTEN = 32
#: A file with one of these gets no pages of its own.
UNDOCUMENTED = BINARY


class Store:
    """An open store. One process writes; workers open it with ``readonly``."""

    def __init__(self, path: Path | None, *, readonly: bool = False) -> None:
        #: None for a store in memory, which remembers nothing.
        self.path = path
        self.notice = ""
        self._sealed = False
        self._writable = not readonly
        #: Checksums of the seal that was taken off, while the log still names all pages written.
        self._checksums: list[int] | None = None
        if path is None:
            self.db = sqlite3.connect(":memory:", isolation_level=None)
            self.db.executescript(_TABLES)
        elif readonly:
            self.db = _connect(path, readonly=True)
        else:
            self._open(path)

    def _open(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if os.path.lexists(path):
            self.notice = self._reopen(path)
            if not self.notice:
                return
            self._discard(path)
        self._create(path)

    def _reopen(self, path: Path) -> str:
        """Open an existing store; returns why it cannot be used, or nothing."""
        try:
            sealed = seal.state(path)
            if sealed == seal.BROKEN:
                return "the store was changed by something else: building it anew"
            self._sealed = sealed == seal.TRUSTED
            self.db = _connect(path)
            # A killed build leaves no seal: SQLite's log brings the tables back, this proves it.
            if not self._sealed and self.row("PRAGMA quick_check(1)") != ("ok",):
                return "the store is damaged: building it anew"
            if self.row("SELECT 1 FROM sqlite_master") is None:
                # The build that began it was killed before it had made the tables.
                self._make_tables()
            if self.get_meta("code") != code_mark():
                return "the store is from another version: building it anew"
        except (sqlite3.DatabaseError, OSError) as error:
            return f"the store cannot be read ({error}): building it anew"
        return ""

    @property
    def new(self) -> bool:
        """No build has finished with this store: what the output folder holds is unknown."""
        return self.get_meta("swept") is None

    def _discard(self, path: Path) -> None:
        if hasattr(self, "db"):
            self.db.close()
        seal.take_off(path)
        for suffix in ("", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)

    def _create(self, path: Path) -> None:
        try:
            self.db = _connect(path)
            self._make_tables()
        except sqlite3.Error as error:
            raise WorldError(f"cannot create the store {path}: {error}") from error

    def _make_tables(self) -> None:
        """All at once, so that a killed build leaves a whole store or an empty one."""
        mark = f"INSERT INTO meta VALUES ('code', x'{code_mark().hex()}');"
        self.db.executescript(f"BEGIN IMMEDIATE;{_TABLES}{mark}COMMIT;")

    def close(self) -> None:
        """Close, and seal what was written."""
        if self.path is None or not self._writable or self._sealed:
            self.db.close()
            return
        pages = self._pages_written(self.path)
        whole = self._settle()
        self.db.close()
        if whole:
            with contextlib.suppress(OSError):
                seal.put(self.path, self._checksums, pages)

    def _pages_written(self, path: Path) -> list[int]:
        """What the next seal must read again; forgets the last seal when nobody can tell."""
        try:
            return seal.pages_in_log(path) if self._checksums else []
        except OSError:
            self._checksums = None
            return []

    def _settle(self) -> bool:
        """Bring the log into the file; False when a reader elsewhere still needs the log."""
        try:
            return self.row("PRAGMA wal_checkpoint(TRUNCATE)") == (0, 0, 0)
        except sqlite3.Error:
            return False

    def _unseal(self) -> None:
        if self._sealed and self.path is not None:
            self._checksums = seal.take_off(self.path)
            self._sealed = False
            if self._checksums:
                self.db.execute("PRAGMA wal_autocheckpoint=0")

    def _bound_log(self) -> None:
        """Let SQLite empty a log that has grown long; the next seal reads the whole file then."""
        if self._checksums and self.path is not None \
                and os.path.getsize(seal.log_path(self.path)) > _LONG_LOG:
            self._checksums = None
            self.db.execute("PRAGMA wal_autocheckpoint=1000")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. Every write but those of a new store is made in one."""
        self._unseal()
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")
        self._bound_log()

    def build_indexes(self) -> None:
        """Make the indexes that wait for the first load."""
        for statement in _LATE_INDEXES:
            self.db.execute(statement)

    def get_meta(self, key: str) -> bytes | None:
        row = self.db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def put_meta(self, key: str, value: bytes) -> None:
        self.db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def rows(self, sql: str, *args: Any) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return self.db.execute(sql, args).fetchall()

    def row(self, sql: str, *args: Any) -> tuple[Any, ...] | None:
        """First row of a query, or None."""
        row: tuple[Any, ...] | None = self.db.execute(sql, args).fetchone()
        return row

    def run(self, sql: str, *args: Any) -> None:
        self.db.execute(sql, args)

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        self.db.executemany(sql, rows)

    def put_reads(self, reader: int, reads: Mapping[str, bytes]) -> None:
        """Replace what a reader is known to have read: fact -> digest of its answer."""
        self.run("DELETE FROM reads WHERE node = ?", reader)
        self.many("INSERT INTO reads VALUES (?, ?, ?)",
                  ((fact, reader, mark) for fact, mark in reads.items()))


def reading_uri(path: Path) -> str:
    """How SQLite opens a database that is only read."""
    uri = f"{path.absolute().as_uri()}?mode=ro"
    log = Path(f"{path}-wal")
    # To read a database with a log SQLite makes a file beside it; on a read-only disk it need not,
    # for there is nobody who could write meanwhile.
    if os.access(path.parent, os.W_OK) or (log.exists() and log.stat().st_size):
        return uri
    return f"{uri}&immutable=1"


def _connect(path: Path, *, readonly: bool = False) -> sqlite3.Connection:
    if readonly:
        db = sqlite3.connect(reading_uri(path), uri=True, isolation_level=None)
    else:
        db = sqlite3.connect(path, isolation_level=None, timeout=60)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=OFF")
    db.execute("PRAGMA cache_size=-32768")
    return db


@functools.cache
def code_mark() -> bytes:
    """What a store must carry to be of use to this code."""
    package = Path(__file__).parent
    return digest(__version__.encode(), *((package / name).read_bytes() for name in LINK_CODE))


def store_name(source: Path, out: Path, cache: Path) -> str:
    """File name of the store for one (source, output) pair that share a cache folder.

    Made of relative paths, so that a tree that is moved with its cache keeps its memory.
    """
    pair = (os.path.relpath(source, cache), os.path.relpath(out, cache))
    return f"state-{digest_text(*pair).hex()[:12]}.db"
