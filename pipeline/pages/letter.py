"""``keywords/<shard>.az.md``: one shard of the A–Z index."""

from __future__ import annotations

from pipeline import az
from pipeline.escape import Md, code, join, link, md, number, text
from pipeline.facts import Place, ShardEntry
from pipeline.pages import Context, Sight


def build(sight: Sight, shard: str, part: int) -> Context:
    entries: list[ShardEntry] = sight.view.get("shard", shard)
    return {
        "title": text(az.title(shard)),
        "rows": md("\n".join(_row(sight, entry) for entry in entries)),
        "up": md(link(md("Keywords A–Z"), sight.to_node("az", ""))),
    }


def _row(sight: Sight, entry: ShardEntry) -> str:
    places = join([_place(sight, entry.name, place) for place in entry.places], "; ")
    more = entry.total - len(entry.places)
    tail = f"; and {number(more)} more places" if more > 0 else ""
    return f"- {code(entry.name)}: {places}{tail}"


def _place(sight: Sight, name: str, place: Place) -> Md:
    target = sight.to_node("docs", place.path, place.anchor)
    # The name stands before the places; only a longer one is repeated.
    label = place.kind if place.qualname == name else f"{place.kind} {code(place.qualname)}"
    return md(f"{link(md(label), target)} in {code(place.path)}")
