"""The A–Z index: how names are ordered and split into shards.

A shard is named by the prefix that its names share. A prefix with more than :data:`SHARD_PLACES`
places is split by the next character, so that every page stays small and one new name touches one
shard. Names are *folded* for this: letters lower-cased, any character but ``a–z 0–9 _`` written
``~`` and its code point in hexadecimal.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Container, Iterable, Mapping

from pipeline.store import Store

#: Places shown above which a prefix is split: about 400 KiB of page.
SHARD_PLACES = 2500
#: Folded names are cut here: what is alike so far stays in one shard.
FOLD = 48
#: Places shown for one name; the rest is counted and found through the folders' indexes.
PLACES = 12

_OTHER = re.compile(r"[^a-z0-9_]")
_WRITTEN_OUT = re.compile(r"~([0-9a-f]{4})")
_RESERVED = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")


def fold(name: str) -> str:
    """Sort and shard key of a name; never empty."""
    lower = name.lower()
    if lower.isascii() and lower.isidentifier():
        return lower[:FOLD]
    return _OTHER.sub(_written_out, lower)[:FOLD] or "~"


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


def split(
    counts: dict[str, int], limit: int = SHARD_PLACES, start: str = ""
) -> dict[str, int]:
    """Shards of folded names with their number of places; ``counts``: folded name -> places.

    All names begin with ``start``.
    """
    shards: dict[str, int] = {}
    keys = sorted(counts)
    # Places before each key: those of a slice of keys are the difference of two of these.
    before = [0, *itertools.accumulate(counts[key] for key in keys)]
    pending = [(start, 0, len(keys))] if keys else []
    while pending:
        prefix, low, high = pending.pop()
        total = before[high] - before[low]
        if prefix and (total <= limit or high - low == 1):
            exact = total > limit and keys[low] == prefix
            shards[f"{prefix}$" if exact else prefix] = total
            continue
        if keys[low] == prefix:
            shards[f"{prefix}$"] = before[low + 1] - before[low]
            low += 1
        while low < high:
            longer = keys[low][: len(prefix) + 1]
            end = bisect.bisect_left(keys, _after(longer), low, high)
            pending.append((longer, low, end))
            low = end
    return shards


def letter_shards(store: Store, letter: str, limit: int = SHARD_PLACES) -> dict[str, int]:
    """Shards of all names that start with one folded character."""
    return split(_places(store, letter, _after(letter)), limit, letter)


def split_again(
    store: Store, before: Mapping[str, int], moved: Iterable[str], limit: int = SHARD_PLACES
) -> dict[str, int]:
    """What splitting everything gives, from the shards of before and the folded names that moved.

    Only shards that hold one of these are counted, and a letter is split only when one of its
    shards has grown too large.
    """
    moved = sorted(moved)
    # A name that no shard holds stands as a shard of its own until it has found its place.
    homes = {shard_of(key, before) or f"{key}$" for key in moved}
    after = {**before, **{shard: sum(_places(store, *bounds(shard)).values()) for shard in homes}}
    whole = {s[0] for s in homes | before.keys() if max(after[s], before.get(s, 0)) > limit}
    for letter in sorted(whole & {key[0] for key in moved}):
        _replace(after, letter, letter_shards(store, letter, limit))
    for key in moved:
        if key[0] not in whole:
            _join(after, key, limit)
    return after


def _join(shards: dict[str, int], key: str, limit: int) -> None:
    """Make one shard of all around a name that fits into one, no shard being too large."""
    near = {s: n for s, n in shards.items() if s[0] == key[0]}
    for length in range(1, len(key) + 1):
        start = key[:length]
        near = {s: n for s, n in near.items() if s.startswith(start)}
        total = sum(near.values())
        if total <= limit:
            _replace(shards, start, {start: total} if total else {})
            return
    if not shards.get(f"{key}$", 1):
        del shards[f"{key}$"]


def _replace(shards: dict[str, int], start: str, new: dict[str, int]) -> None:
    for shard in [s for s in shards if s.startswith(start)]:
        del shards[shard]
    shards |= new


def bounds(shard: str) -> tuple[str, str]:
    """The first folded name that a shard can hold, and the first behind it that it cannot."""
    start = shard.rstrip("$")
    return (start, f"{start} ") if shard.endswith("$") else (start, _after(start))


def _after(start: str) -> str:
    return f"{start[:-1]}{chr(ord(start[-1]) + 1)}"


def _places(store: Store, low: str, high: str) -> dict[str, int]:
    """Folded name -> places that a page shows of it."""
    return dict(store.rows(
        "SELECT fold, SUM(MIN(n, ?)) FROM (SELECT fold, COUNT(*) AS n FROM symbols "
        "WHERE fold >= ? AND fold < ? GROUP BY fold, name) GROUP BY fold", PLACES, low, high))


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
