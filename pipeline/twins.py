"""Twins: names that only some file systems tell apart, such as ``a.h`` and ``A.h``.

Pages are committed, copied and read on file systems that know neither case nor the two ways to
write an accented letter. There a page of one twin would replace that of the other, so all but the
first of them carry a mark in the path of their pages (see :mod:`pipeline.paths`). Which names are
twins depends on their neighbours: it is found when files come or go, and when it changes every page
is made again, for any may link to one that moved.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

import msgspec

from pipeline.paths import folder_of, name_of
from pipeline.store import UNDOCUMENTED, Store

_META = "twins"


def fold(name: str) -> str:
    """A name as a file system sees it that ignores case and Unicode form."""
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def known(store: Store) -> frozenset[str]:
    """Keys of the files and folders whose pages carry a mark."""
    return frozenset(msgspec.json.decode(store.get_meta(_META) or b"[]", type=list[str]))


def look(store: Store, before: frozenset[str], folders: Iterable[str]) -> frozenset[str]:
    """The twins of the tree after something came or went right in these folders; remembered."""
    looked = set(folders)
    found = {key for key in before if folder_of(key) not in looked}
    for folder in looked:
        found |= _among(row[0] for row in store.rows(
            f"SELECT path FROM files WHERE folder = ? AND NOT flags & {UNDOCUMENTED} "
            "ORDER BY path", folder))
        found |= _among(row[0] for row in store.rows(
            "SELECT path FROM folders WHERE parent = ? AND path <> '' ORDER BY path", folder))
    if found != before:
        store.put_meta(_META, msgspec.json.encode(sorted(found)))
    return frozenset(found)


def _among(keys: Iterable[str]) -> set[str]:
    """Of siblings, in order: those that have the folded name of one before them."""
    seen: set[str] = set()
    later = set()
    for key in keys:
        folded = fold(name_of(key))
        if folded in seen:
            later.add(key)
        seen.add(folded)
    return later
