"""The A–Z index: how names are ordered and split into shards.

A shard is named by the prefix that its names share. A prefix with more than :data:`SHARD_PLACES`
places is split by the next character, so that every page stays small and one new name touches one
shard. Names are *folded* for this: letters lower-cased, any character but ``a–z 0–9 _`` written
``~`` and its code point in hexadecimal.
"""

from __future__ import annotations

import re
from collections.abc import Container

from pipeline.store import Store

#: Places shown above which a prefix is split: about 400 KiB of page.
SHARD_PLACES = 2500
#: Folded names are cut here: what is alike so far stays in one shard.
FOLD = 48
#: Places shown for one name; the rest is counted and found through the folders' indexes.
PLACES = 40

_OTHER = re.compile(r"[^a-z0-9_]")
_WRITTEN_OUT = re.compile(r"~([0-9a-f]{4})")
_RESERVED = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")


def fold(name: str) -> str:
    """Sort and shard key of a name; never empty."""
    return _OTHER.sub(_written_out, name.lower())[:FOLD] or "~"


def _written_out(match: re.Match[str]) -> str:
    return f"~{ord(match[0]):04x}"


def shard_of(key: str, known: Container[str]) -> str:
    """The shard that holds a folded name: the longest shard name that is its prefix.

    A shard ``ab$`` holds exactly the name ``ab`` when ``ab`` itself is split.
    """
    if f"{key}$" in known:
        return f"{key}$"
    for length in range(len(key), 0, -1):
        if key[:length] in known:
            return key[:length]
    return ""


def split(counts: dict[str, int], limit: int = SHARD_PLACES) -> dict[str, int]:
    """Shards of folded names with their number of places; ``counts``: folded name -> places."""
    shards: dict[str, int] = {}
    pending = [("", sorted(counts.items()))]
    while pending:
        prefix, items = pending.pop()
        total = sum(n for _, n in items)
        if prefix and (total <= limit or len(items) == 1):
            name = f"{prefix}$" if len(items) == 1 and items[0][0] == prefix else prefix
            shards[prefix if total <= limit else name] = total
            continue
        groups: dict[str, list[tuple[str, int]]] = {}
        for key, n in items:
            if key == prefix:
                shards[f"{key}$"] = n
            else:
                groups.setdefault(key[: len(prefix) + 1], []).append((key, n))
        pending += groups.items()
    return shards


def letter_shards(store: Store, letter: str) -> dict[str, int]:
    """Shards of all names that start with one folded character."""
    upper = chr(ord(letter) + 1)
    rows = store.rows(
        "SELECT fold, SUM(MIN(n, ?)) FROM (SELECT fold, COUNT(*) AS n FROM symbols "
        "WHERE fold >= ? AND fold < ? GROUP BY fold, name) GROUP BY fold", PLACES, letter, upper)
    return split(dict(rows)) if rows else {}


def title(shard: str) -> str:
    """How a page calls a shard: ``A``, ``To``, ``other characters``."""
    plain = _WRITTEN_OUT.sub(lambda m: chr(int(m[1], 16)), shard.rstrip("$"))
    if plain.startswith("~"):
        return "other characters" + (f" ({plain[1:]}…)" if len(plain) > 1 else "")
    return plain[:1].upper() + plain[1:] + (" (exactly)" if shard.endswith("$") else "")


def page_stem(shard: str) -> str:
    """File-name part of a shard's page."""
    stem = shard.replace("~", "+").replace("$", "=")
    # Windows has no file called "con.az.md".
    return f"={stem}" if _RESERVED.fullmatch(stem) else stem
