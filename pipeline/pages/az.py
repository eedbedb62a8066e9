"""``keywords.md``: the way into the A–Z index."""

from __future__ import annotations

from pipeline import az
from pipeline.escape import Md, join, link, md, text
from pipeline.pages import Context, Sight


def build(sight: Sight, subject: str, part: int) -> Context:
    shards: list[str] = sight.view.get("shards", "")
    letters: dict[str, list[Md]] = {}
    for shard in shards:
        label = link(text(az.title(shard)), sight.to_node("letter", shard))
        letters.setdefault(_letter(shard), []).append(label)
    return {
        "title": text(sight.title),
        "letters": [md(f"{join(links, ' · ')}") for links in letters.values()],
        "welcome": md(link(md("Welcome page"), sight.to_node("welcome", ""))),
    }


def _letter(shard: str) -> str:
    return shard[:1]
