"""Names that C++ code gives to another language: ``m.def("name", …)`` in the body of a function."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.languages.treewalk import one_line

#: Read in plain text, where the content of a string is blank.
_CALL = re.compile(
    r"(?:\.|->)\s*(?:def(?:_\w+)?|impl)\s*\(\s*(?:TORCH_SELECTIVE_(?:SCHEMA|NAME)\s*\(\s*)?(?=\")"
    r"|\b(?:py::|pybind11::)?(?:class_|enum_)<[^;{}()]*>\s*\(\s*[\w.]+\s*,\s*(?=\")")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
#: An overload may follow the name, as in ``aten::add.Tensor``.
_NAME = re.compile(r"[A-Za-z_][\w.]*(?:::[\w.]+)*")


class Binding(NamedTuple):
    """One registered name, with the schema written behind it."""

    name: str
    signature: str
    start: int
    end: int


def may_bind(text: str) -> bool:
    """Whether a look for bindings is worth its time."""
    return ".def" in text or ".impl(" in text or ">def" in text


def bindings(text: str, plain: str, start: int, end: int) -> Iterator[Binding]:
    """The names registered between two places."""
    for call in _CALL.finditer(plain, start, end):
        written = _STRING.match(text, call.end())
        name = _NAME.match(written[1]) if written is not None else None
        if written is None or name is None:
            continue
        rest = written[1][name.end() :]
        if rest and not rest.startswith("("):
            continue
        yield Binding(name.group(), one_line(rest), call.start(), written.end())
