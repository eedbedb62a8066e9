"""Kubernetes: each YAML document that gives its ``apiVersion``, ``kind`` and name is a resource."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from pipeline.languages.keys import KeyTable
from pipeline.languages.pipelines import Place, image
from pipeline.model import Import

#: Names that a template fills in are none.
_NAME = re.compile(r"[\w.:-]+")
_HEAD = {("apiVersion",), ("kind",), ("metadata", "name")}


def interpret(
    places: list[Place], table: KeyTable, starts: list[int], last: int
) -> tuple[Import, ...]:
    """Put each resource around its keys; the images that its containers run."""
    lines = [table.line(index) for index in range(len(table))]
    heads: list[dict[tuple[str, ...], str]] = [{} for _ in starts]
    for place in places:
        if place.path in _HEAD:
            heads[bisect_right(starts, place.line) - 1].setdefault(place.path, place.value)
    ends = [*starts[1:], last + 1]
    # From the last, as each moves what follows it.
    for start, end, head in sorted(zip(starts, ends, heads, strict=True), reverse=True,
                                   key=lambda document: document[0]):
        first, behind = bisect_left(lines, start), bisect_left(lines, end)
        name = head.get(("metadata", "name"), "")
        if len(head) == len(_HEAD) and _NAME.fullmatch(name) and first < behind:
            table.enclose(first, behind, kind="resource", name=name,
                          lines=(lines[first], end - 1), signature=f": {head['kind',]}")
    return tuple(_images(places))


def _images(places: list[Place]) -> list[Import]:
    found = []
    for path, value, line, _ in places:
        if path[-3:] in (("containers", "-", "image"), ("initContainers", "-", "image")) and value:
            module, names = image(value)
            if "{{" not in module:
                found.append(Import(module, line, names, kind="dependency"))
    return found
