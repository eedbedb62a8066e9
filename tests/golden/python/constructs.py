#!/usr/bin/env python3
# -*- coding: utf-8 -*-
# Copyright (c) 2024 The Example Authors. All rights reserved.
"""Every construct that documentation of a Python file has to know.

    The rest of the docstring is indented,
      and keeps its own shape.
"""

from __future__ import annotations

import abc, os.path as path
import sys  # a comment after an import
from abc import ABCMeta as Meta, abstractmethod
from collections.abc import (
    Callable,  # one name per line
    Iterator as Iter,
)
from functools import cached_property
from . import sibling
from .. import cousin as relative
from ..package.module import thing
from typing import *

if TYPE_CHECKING:
    from typing import Any
elif sys.version_info > (3, 12):
    import newer
else:
    import older

try:
    import fast_json as json
except ImportError:
    import json
finally:
    import at_last

LIMIT = 10
"""What a string below an assignment says of it."""

#: Said in a comment above,
#: over two lines.
_PRIVATE_LIMIT: Final[int] = 2 ** 10  # not part of the value
LIMIT = 20
TABLE = {
    "first": (1, 2, 3),  # a comment inside
    "second": "text  with   spaces # and a hash",
    "third": lambda x: x + 1,
}
DECLARED: int
FIRST = SECOND = None
a, B = 1, 2
public = object()
_hidden = object()
public = None
public.attribute = 3
public["item"] = 4
Vector: TypeAlias = "list[float]"
T = TypeVar("T", bound="Base")
UserId = typing.NewType("UserId", int)
type Pair[A, B] = tuple[A, B]

text = """
import nothing
def nothing(): ...
"""


def plain(): pass


def signature(
    positional,
    /,
    typed: int,  # a comment in the way
    default: str = "a,  b",
    *args: tuple[int, ...],
    key: Callable[[int], str] | None = None,
    **kwargs: Any,
) -> dict[
    str, int
]:
    # A comment may stand above the docstring.
    r"""A raw docstring keeps its \n as written."""
    import inside_function
    try:
        from inside_try import name
    except ImportError:
        pass
    if TYPE_CHECKING:
        import for_checkers

    def inner(x):
        "A nested function."
        def innermost(): ...
        return lambda y: y

    class Local:
        attribute = 1

        def method(self): ...

    local = 1
    return inner


async def coroutine[K, *Ts, **P](first: K, second: (int, str) = (1,)) -> None:
    'Escapes: tab\tand \u00e9.' ' Joined with a second literal.'


def bytes_are_no_docstring():
    b"bytes"


def formatted_are_no_docstring():
    f"formatted {1}"


@decorator
# A comment between decorators.
@package.decorator(
    1, option={"a": 1},  # how it is used
)
def decorated(): ...


class Base(metaclass=abc.ABCMeta):
    """A class with a keyword among its bases."""

    annotated: int
    assigned = 3
    both: str = "x"
    """Documented below."""
    CLASS_CONSTANT: ClassVar[int] = 7
    assigned = 4

    def __init__(self, value=None):
        self.value = value

    @property
    def size(self) -> int:
        """A property."""

    @size.setter
    def size(self, value: int) -> None: ...

    @cached_property
    def cached(self): ...

    @abstractmethod
    def must(self): ...

    @staticmethod
    def static(): ...

    @classmethod
    async def made(cls): ...

    @typing.overload
    def choice(self, x: int) -> int: ...
    @typing.overload
    def choice(self, x: str) -> str: ...
    def choice(self, x): ...

    if sys.platform == "win32":
        def only_here(self): ...
    else:
        def only_here(self): ...

    class Nested(Base, Generic[T], total=False):
        import in_class


class Generic[T: (int, str)](
    Base,
    # a comment
    package.Other[T],
): x: T; y = 1


class Colour(enum.Enum):
    RED = 1
    green = "g"


with suppress(ImportError):
    import suppressed

    def under_with(): ...

for turn in range(3):
    loop_variable = turn
    def under_for(): ...
else:
    def under_for_else(): ...

while False:
    def under_while(): ...

match public:
    case 1:
        def under_case(): ...
    case _:
        import in_match

try:
    def under_try(): ...
except* ValueError:
    def under_except(): ...

if __name__ == "__main__":
    result = plain()
    sys.exit(result)
