"""Delta debugging: the smallest part of a failing list that still fails.

For inputs that are too large for Hypothesis to draw, such as a tree of hundreds of names: they are
made from a printed seed, and a failing one is cut down by halves, then item by item.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

Item = TypeVar("Item")


def smallest(items: Sequence[Item], fails: Callable[[list[Item]], bool]) -> list[Item]:
    """A part of ``items`` that fails and of which no single chunk can be left out."""
    kept, parts = list(items), 2
    while len(kept) > 1:
        size = -(-len(kept) // parts)
        for start in range(0, len(kept), size):
            rest = kept[:start] + kept[start + size:]
            if rest and fails(rest):
                kept, parts = rest, max(parts - 1, 2)
                break
        else:
            if size == 1:
                return kept
            parts = min(parts * 2, len(kept))
    return kept
