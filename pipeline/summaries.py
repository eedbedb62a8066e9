"""The cache of summaries: content-addressed, so that nothing is ever parsed twice.

One SQLite file, ``summaries.db``, beside the store. It holds no path, no time and nothing of the
machine: it can be copied from any other machine, shared by branches, or deleted. Each entry is two
JSON texts (summary and facets) and a check over key and content; an entry that fails the check, or
does not decode, is a miss.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

import msgspec

from pipeline.errors import WorldError
from pipeline.facets import Facets
from pipeline.fingerprint import digest
from pipeline.model import Summary
from pipeline.paths import name_of
from pipeline.store import OVERSIZE, reading_uri

_TABLE = """CREATE TABLE IF NOT EXISTS summaries (
  key BLOB PRIMARY KEY, summary BLOB NOT NULL, facets BLOB NOT NULL, mark BLOB NOT NULL)"""

_decode_summary = msgspec.json.Decoder(Summary).decode
_decode_facets = msgspec.json.Decoder(Facets).decode
encode = msgspec.json.Encoder().encode


def summary_key(content: bytes, path: str, language: str, flags: int, parse_key: bytes) -> bytes:
    """Key of a summary; see the table in :mod:`pipeline.fingerprint`.

    ``parse_key`` stands for the extractors' code (:func:`pipeline.keys.parse_key`). Of the path
    only the base name counts, so a folder that moves costs no parse.
    """
    about = f"{language} {flags & OVERSIZE} {name_of(path)}"
    return digest(content, parse_key, about.encode("utf-8", "surrogatepass"))


class SummaryCache:
    """Reads and writes entries; a damaged cache file is replaced by an empty one."""

    def __init__(self, path: Path, *, readonly: bool = False) -> None:
        self._path = path
        self.notice = ""
        if readonly:
            self._db = sqlite3.connect(reading_uri(path), uri=True, isolation_level=None)
            return
        try:
            self._db = self._open()
        except sqlite3.DatabaseError as error:
            self._start_anew(error)

    def _start_anew(self, error: sqlite3.DatabaseError) -> None:
        self.notice = f"the summary cache cannot be read ({error}): starting an empty one"
        if hasattr(self, "_db"):
            self._db.close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self._path}{suffix}").unlink(missing_ok=True)
        try:
            self._db = self._open()
        except sqlite3.Error as again:
            raise WorldError(f"cannot create {self._path}: {again}") from again

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, isolation_level=None, timeout=60)
        try:
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("PRAGMA synchronous=OFF")
            db.execute(_TABLE)
            db.execute("SELECT key, summary, facets, mark FROM summaries LIMIT 0")
        except BaseException:
            db.close()
            raise
        return db

    def close(self) -> None:
        self._db.close()

    def holds(self, keys: Iterable[bytes]) -> set[bytes]:
        """Those of the keys that have an entry."""
        sql = "SELECT 1 FROM summaries WHERE key = ?"
        try:
            return {key for key in keys if self._db.execute(sql, (key,)).fetchone()}
        except sqlite3.DatabaseError as error:
            self._start_anew(error)
            return set()

    def _entry(self, key: bytes) -> tuple[bytes, bytes] | None:
        try:
            row = self._db.execute(
                "SELECT summary, facets, mark FROM summaries WHERE key = ?", (key,)).fetchone()
        except sqlite3.DatabaseError:
            return None
        if row is None or not all(isinstance(value, bytes) for value in row):
            return None
        if row[2] != digest(key, row[0], row[1]):
            return None
        return row[0], row[1]

    def summary(self, key: bytes) -> Summary | None:
        """The summary, or None."""
        entry = self._entry(key)
        try:
            return _decode_summary(entry[0]) if entry else None
        except msgspec.DecodeError:
            return None

    def facets(self, key: bytes) -> Facets | None:
        """The facets, or None."""
        entry = self._entry(key)
        try:
            return _decode_facets(entry[1]) if entry else None
        except msgspec.DecodeError:
            return None

    def add(self, entries: Iterable[tuple[bytes, bytes, bytes]]) -> None:
        """Add (key, summary JSON, facets JSON) entries in one transaction.

        A file that is damaged beyond writing is replaced; what it held is parsed again when needed.
        """
        entries = list(entries)
        try:
            self._add(entries)
        except sqlite3.OperationalError:
            # The disk is full or the like: no fault of the file.
            raise
        except sqlite3.DatabaseError as error:
            self._start_anew(error)
            self._add(entries)

    def _add(self, entries: list[tuple[bytes, bytes, bytes]]) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany(
            "INSERT OR REPLACE INTO summaries VALUES (?, ?, ?, ?)",
            ((key, summary, facets, digest(key, summary, facets))
             for key, summary, facets in entries))
        self._db.execute("COMMIT")

    def forget(self, key: bytes) -> None:
        """Drop one entry."""
        try:
            self._db.execute("DELETE FROM summaries WHERE key = ?", (key,))
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            self._start_anew(error)

    def reset(self) -> None:
        """Start an empty cache: the file takes entries but does not give them back."""
        self._start_anew(sqlite3.DatabaseError("entries are lost"))

    def prune(self, used: Iterable[bytes], spare: int) -> int:
        """Drop the entries whose keys are not ``used``, but the newest of them up to ``spare``
        bytes; returns how many. Gives the space back.
        """
        db = self._db
        db.execute("CREATE TEMP TABLE used (key BLOB PRIMARY KEY) WITHOUT ROWID")
        db.executemany("INSERT OR IGNORE INTO used VALUES (?)", ((key,) for key in used))
        # Rows are numbered in the order in which they came.
        rows = db.execute(
            "SELECT rowid, LENGTH(summary) + LENGTH(facets) FROM summaries "
            "WHERE key NOT IN (SELECT key FROM used) ORDER BY rowid DESC").fetchall()
        dropped = []
        for row, size in rows:
            spare -= size
            if spare < 0:
                dropped.append((row,))
        db.execute("BEGIN IMMEDIATE")
        db.executemany("DELETE FROM summaries WHERE rowid = ?", dropped)
        db.execute("COMMIT")
        if dropped:
            db.execute("VACUUM")
        return len(dropped)
