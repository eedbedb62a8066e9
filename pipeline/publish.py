"""Publish: pages as they should be versus what is on the disk.

Compares before it writes (reading is 50 times cheaper than renaming), writes atomically, and
deletes only pages that the store or their last line says are ours.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from pipeline import fs, nodes
from pipeline.errors import WorldError
from pipeline.fingerprint import digest, is_racy, pack_signature, signature
from pipeline.ignore import OUTPUT_MARKER
from pipeline.store import DOOMED, FRESH, PENDING, STALE, Store

_MARKER_TEXT = b"This folder is made by Sourcebook. It is not documented itself.\n"


@dataclass(frozen=True, slots=True)
class Published:
    """A page on the disk: its bytes' digest, signature and number; whether they were written."""

    digest: bytes
    signature: bytes
    written: bool
    size: int = 0


def prepare(out: Path) -> None:
    """Make the output folder, mark it as ours, clear what a killed build left.

    Raises:
        WorldError: the folder is a symbolic link, which could lead the build anywhere.
    """
    if out.is_symlink():
        raise WorldError(f"the output folder {out} is a symbolic link: name the folder itself")
    if fs.read_or_none(f"{out}/{OUTPUT_MARKER}") != _MARKER_TEXT:
        fs.write_atomic(str(out), OUTPUT_MARKER, _MARKER_TEXT)
    fs.clear_temp(out)


def mark_of(out: Path) -> bytes:
    """Signature of the mark: the last store that had pages written here is the one that knows it.

    Any other, such as one that comes back from a backup, may not know all that lies here.
    """
    return signature(os.lstat(out / OUTPUT_MARKER))


def claim(out: Path) -> bytes:
    """Give the mark another signature, and return it."""
    try:
        os.utime(out / OUTPUT_MARKER)
        return mark_of(out)
    except OSError as error:
        raise WorldError(f"cannot write {out / OUTPUT_MARKER}: {error.strerror}") from error


def publish(out: str, page: str, content: bytes) -> Published:
    """Bring one page to ``content``."""
    try:
        fs.own_folder(out, os.path.dirname(page))
        existing, st = fs.read_source(f"{out}/{page}")
    except OSError:
        existing = None
    if existing == content:
        return Published(digest(content), page_signature(st), written=False, size=len(content))
    st = fs.write_atomic(out, page, content)
    return Published(digest(content), page_signature(st), written=True, size=len(content))


def page_signature(st: os.stat_result) -> bytes:
    """Signature to remember of a page; empty while another write could hide behind it."""
    return b"" if is_racy(st, time.time_ns()) else signature(st)


def examine(
    out: str, store: Store, kind: str = "", subject: str | None = None, *,
    first: int = 0, most: int = -1,
) -> tuple[list[tuple[str, str]], list[tuple[bytes, str]]]:
    """Compare every page, or those of one kind or subject, with what the last build left.

    Of all pages ``most`` from the ``first`` on, in the order of their paths; -1 for the rest.

    Returns (page, reason) of damaged pages, and (signature, page) of those that have a new
    signature but the old bytes, to be remembered anew.
    """
    damaged: list[tuple[str, str]] = []
    moved: list[tuple[bytes, str]] = []
    lstat, pack = os.lstat, pack_signature
    for page, sig in _remembered(store, kind, subject, first, most):
        try:
            st = lstat(f"{out}/{page}")
        except OSError:
            damaged.append((page, "missing"))
            continue
        # signature(st), written out: this loop is half of what a build with nothing to do costs.
        if pack(st.st_size, st.st_mtime_ns, st.st_ctime_ns, st.st_ino) != sig:
            _look(out, page, store, damaged, moved)
    return damaged, moved


#: :func:`pipeline.nodes.data_page` in SQL.
_DATA_PAGE = "substr(n.page, 1, length(n.page) - 3) || '.json'"


def _remembered(
    store: Store, kind: str, subject: str | None, first: int, most: int
) -> list[tuple[Any, ...]]:
    if not kind:
        return store.rows(
            "SELECT page, sig FROM pages ORDER BY page LIMIT ? OFFSET ?", most, first)
    where, args = ("", []) if subject is None else ("AND n.subject = ?", [subject])
    return store.rows(
        f"SELECT p.page, p.sig FROM nodes n JOIN pages p ON p.page IN (n.page, {_DATA_PAGE}) "
        f"WHERE n.kind = ? {where}", kind, *args)


def _look(
    out: str, page: str, store: Store, damaged: list[tuple[str, str]],
    moved: list[tuple[bytes, str]],
) -> None:
    column = "data" if page.endswith(".json") else "digest"
    row = store.row(f"SELECT {column} FROM nodes WHERE page = ?", nodes.page_with(page))
    try:
        content, st = fs.read_source(f"{out}/{page}")
    except OSError:
        content = None
    if row is not None and content is not None and digest(content) == row[0]:
        moved.append((page_signature(st), page))
    else:
        damaged.append((page, "damaged"))


def mark_damaged(store: Store, damaged: list[tuple[str, str]]) -> None:
    """Make damaged pages stale; call within a transaction."""
    store.many(
        f"UPDATE nodes SET state = {STALE}, reason = ? WHERE page = ? AND state = {FRESH}",
        [(reason, nodes.page_with(page)) for page, reason in damaged])


def remove_orphans(out: str, store: Store) -> int:
    """Delete the pages of nodes that no longer exist; returns how many files went."""
    removed = 0
    rows = store.rows(f"SELECT id, page, data FROM nodes WHERE {PENDING} AND state = {DOOMED}")
    files = list(files_of(row[1:] for row in rows))
    for page in files:
        removed += fs.remove_page(out, page)
    if rows:
        with store.transaction():
            store.many("DELETE FROM reads WHERE node = ?", [(row[0],) for row in rows])
            store.many("DELETE FROM pages WHERE page = ?", [(page,) for page in files])
            store.many("DELETE FROM nodes WHERE id = ?", [(row[0],) for row in rows])
    return removed


def remove_data(out: str, store: Store) -> int:
    """Delete the data of all pages, which nobody asks for any more."""
    pages = [row[0] for row in store.rows("SELECT page FROM nodes WHERE data IS NOT NULL")]
    removed = sum(fs.remove_page(out, nodes.data_page(page)) for page in pages)
    if pages:
        with store.transaction():
            store.many("DELETE FROM pages WHERE page = ?",
                       [(nodes.data_page(page),) for page in pages])
            store.run("UPDATE nodes SET data = NULL WHERE data IS NOT NULL")
    return removed


def files_of(rows: Iterable[tuple[str, bytes | None]]) -> Iterator[str]:
    """The files of pages, given as (page, digest of its data or None)."""
    for page, data in rows:
        yield page
        if data is not None:
            yield nodes.data_page(page)


def sweep(out: str, store: Store) -> int:
    """Without a memory of the last build: delete pages that carry our last line but are not wanted.

    Files that do not carry it are somebody else's and stay.
    """
    wanted = set(files_of(store.rows("SELECT page, data FROM nodes")))
    removed = 0
    for folder, _, names in os.walk(out, onerror=_fail):
        for name in names:
            page = os.path.relpath(os.path.join(folder, name), out)
            if page not in wanted and _is_ours(out, page):
                removed += fs.remove_page(out, page)
    return removed


def _fail(error: OSError) -> NoReturn:
    raise WorldError(f"cannot read {error.filename}: {error.strerror}") from error


def _is_ours(out: str, page: str) -> bool:
    if not nodes.may_be_ours(page):
        return False
    content = fs.read_or_none(f"{out}/{page}")
    return content is not None and nodes.is_ours(page, content)
