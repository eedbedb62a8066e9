"""The basket.

A basket holds lines; a line is an article and a number of pieces. Words such as
class from a docstring, or def for one, are words.

Prices come from :mod:`shop.money`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, overload

from shop.money import Price, total

if TYPE_CHECKING:
    import numpy

#: Lines that a basket can hold.
LIMIT: int = 99
_quiet = True


class CartError(ValueError):
    """A basket that cannot do what it is asked."""


class Line:
    """One article in a basket."""

    def __init__(self, article: str, pieces: int = 1, *, price: Price | None = None) -> None:
        self.article = article
        self.pieces = pieces

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Line) and self.article == other.article


@dataclass(frozen=True)
class Cart:
    """Lines in the order they came.

    >>> Cart().add("tea", 2).pieces
    2
    """

    lines: list[Line] = field(default_factory=list)

    class Full(CartError):
        """No line fits any more."""

        def __init__(self, limit: int = LIMIT) -> None:
            super().__init__(f"more than {limit} lines: class of its own")

    @overload
    def find(self, article: str) -> Line: ...
    @overload
    def find(self, article: int) -> Line | None: ...
    def find(self, article):
        """The line of an article, by name or by place."""

    @property
    def pieces(self) -> int:
        """Pieces of all lines: `a | b` and <b>bold</b> and {{ braces }}."""
        return sum(line.pieces for line in self.lines)

    async def add(self, article: str, pieces: int = 1) -> Cart:
        def log(word):
            return word

        return Cart([*self.lines, Line(article, pieces)])

    @staticmethod
    def load(text: str) -> Cart:
        """Read a basket; ``def read(x)`` in a text is no function."""
        return Cart(json.loads(text))

    def __iter__(self) -> Iterator[Line]:
        return iter(self.lines)


def cost(cart: Cart) -> Price:
    """What a basket costs."""
    import decimal

    return total(decimal.Decimal(line.pieces) for line in cart)
