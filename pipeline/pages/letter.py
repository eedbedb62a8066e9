"""``keywords/<shard>.az.md``: one shard of the A–Z index."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from pipeline import az
from pipeline.escape import Md, code, join, link, md, number, text
from pipeline.facts import Place, ShardEntry
from pipeline.model import KINDS
from pipeline.pages import Context, Sight
from pipeline.pages.outline import SMALL_KINDS

#: Names that share a row, at most and at least: small ones and members, and others.
_SHARED, _FEW, _MANY = 12, 2, 3


def build(sight: Sight, shard: str, part: int) -> Context:
    entries: list[ShardEntry] = sight.view.get("shard", shard)
    return {
        "title": text(az.title(shard)),
        "rows": md("\n".join(_rows(sight, entries))),
        "up": md(link(md("Keywords A–Z"), sight.to_node("az", ""))),
    }


def _rows(sight: Sight, entries: list[ShardEntry]) -> Iterator[str]:
    """A row for each name; those of one file that follow one another share a row."""
    for key, group in groupby(entries, key=_kept_in):
        run = list(group)
        if key is None or len(run) < (_FEW if key[2] or key[1] in SMALL_KINDS else _MANY):
            yield from (_row(sight, entry) for entry in run)
            continue
        path, kind, holder = key
        for start in range(0, len(run), _SHARED):
            names = [code(entry.name) for entry in run[start:start + _SHARED]]
            what = KINDS[kind][len(names) > 1].lower() + _of(holder)
            file = link(code(_short(path)), sight.to_node("keywords", path))
            yield f"- {join(names, ', ')}: {what} in {file}"


def _kept_in(entry: ShardEntry) -> tuple[str, str, str] | None:
    """File, kind and holder of what is defined once; None for others."""
    place = entry.places[0]
    holder = _holder(entry.name, place.qualname)
    if entry.total > 1 or place.kind not in KINDS:
        return None
    return place.path, place.kind, holder


def _holder(name: str, qualname: str) -> str:
    """What stands before a name in its qualified form."""
    return qualname.removesuffix(name).rstrip(".:#/") if qualname != name else ""


def _of(holder: str) -> str:
    return f" of {code(holder)}" if holder else ""


def _short(path: str) -> str:
    """The end of a path, enough to tell a file; the link beside it has the whole."""
    return "/".join(path.split("/")[-2:])


def _row(sight: Sight, entry: ShardEntry) -> str:
    places = join([_place(sight, entry.name, place) for place in entry.places], "; ")
    more = entry.total - len(entry.places)
    tail = f"; and {number(more)} more places" if more > 0 else ""
    return f"- {code(entry.name)}: {places}{tail}"


def _place(sight: Sight, name: str, place: Place) -> Md:
    target = sight.to_node("docs", place.path, place.anchor)
    # The name stands before the places.
    label = md(f"{place.kind}{_of(_holder(name, place.qualname))}")
    return md(f"{link(label, target)} in {code(_short(place.path))}")
