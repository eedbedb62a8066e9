"""Routes: what a JSON configuration says of where to look for what other files write.

=============  =================================================================
kind           said by
=============  =================================================================
``extends``    ``extends`` of a ``tsconfig.json``
``base``       its ``compilerOptions.baseUrl``
``paths``      each entry of its ``compilerOptions.paths``
``entry``      ``exports``, ``source``, ``module``, ``main``, ``types`` of a package
``workspaces`` the folders of a package's own packages
=============  =================================================================
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.model import Route

#: More than any project writes by hand.
_MOST = 1_000
_ENTRIES = ("source", "module", "main", "types", "typings")


def may_hold(name: str, text: str) -> bool:
    """Whether a file is worth parsing for routes."""
    return name == "package.json" or '"compilerOptions"' in text or (
        name.startswith(("tsconfig", "jsconfig")) and '"extends"' in text)


def from_json(name: str, data: object) -> tuple[Route, ...]:
    """The routes of a parsed file."""
    table = _table(data)
    found = _package(table) if name == "package.json" else _compiler(table)
    return tuple(route for route, _ in zip(found, range(_MOST), strict=False))


def _compiler(table: Mapping[str, Any]) -> Iterator[Route]:
    options = _table(table.get("compilerOptions"))
    if extended := _texts(table.get("extends")):
        yield Route("extends", "", extended)
    if base := _texts(options.get("baseUrl")):
        yield Route("base", "", base)
    for pattern, targets in _table(options.get("paths")).items():
        if pattern.count("*") <= 1:
            yield Route("paths", pattern, _texts(targets))


def _package(table: Mapping[str, Any]) -> Iterator[Route]:
    yield from _exports(table.get("exports"))
    for key in _ENTRIES:
        if targets := _texts(table.get(key)):
            yield Route("entry", ".", targets)
    spaces = table.get("workspaces")
    if patterns := _texts(spaces) or _texts(_table(spaces).get("packages")):
        yield Route("workspaces", "", patterns)


def _exports(exports: object) -> Iterator[Route]:
    table = _table(exports)
    if not any(key.startswith(".") for key in table):
        table = {".": exports}
    for pattern, where in table.items():
        targets = tuple(_conditional(where))
        if targets and pattern.count("*") <= 1:
            yield Route("entry", pattern, targets)


def _conditional(where: object) -> Iterator[str]:
    """Every target that any condition leads to, in the order of the file."""
    pending = [where]
    while pending:
        one = pending.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict | list):
            pending += reversed(list(one.values() if isinstance(one, dict) else one))


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _texts(value: object) -> tuple[str, ...]:
    """A text, or the texts of a list."""
    values = value if isinstance(value, list) else [value]
    return tuple(one for one in values if isinstance(one, str) and one)
