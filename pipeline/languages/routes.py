"""Routes: what a JSON configuration says of where to look for what other files write.

=============  =================================================================
kind           said by
=============  =================================================================
``extends``    ``extends`` of a ``tsconfig.json``
``base``       its ``compilerOptions.baseUrl``
``paths``      each entry of its ``compilerOptions.paths``
``entry``      ``exports``, ``source``, ``module``, ``main``, ``types`` of a package
``workspaces`` the folders of a package's own packages
``quoted``     ``-iquote`` of one file in a ``compile_commands.json``
``include``    ``-I`` and ``-isystem`` of one file there
=============  =================================================================
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.model import Route

#: More than any project writes by hand.
_MOST = 1_000
_DATABASE = "compile_commands.json"
#: Kind -> options, in the order in which a compiler takes the folders.
_SEARCHES = (("quoted", ("-iquote",)), ("include", ("-I",)), ("include", ("-isystem",)))
_WORD = re.compile(r"""(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*'|["'\\])+""", re.DOTALL)
_MARKS = re.compile(r"""\\(.)|["']""", re.DOTALL)
_ENTRIES = ("source", "module", "main", "types", "typings")


def may_hold(name: str, text: str) -> bool:
    """Whether a file is worth parsing for routes."""
    return name in ("package.json", _DATABASE) or '"compilerOptions"' in text or (
        name.startswith(("tsconfig", "jsconfig")) and '"extends"' in text)


def from_json(name: str, data: object) -> tuple[Route, ...]:
    """The routes of a parsed file."""
    table = _table(data)
    if name == _DATABASE:
        return tuple(_compiled(data))
    found = _package(table) if name == "package.json" else _compiler(table)
    return tuple(route for route, _ in zip(found, range(_MOST), strict=False))


def _compiled(data: object) -> Iterator[Route]:
    """The folders that each file's includes are searched in; of several commands the first."""
    seen = set()
    for entry in data if isinstance(data, list) else ():
        table = _table(entry)
        folder, file = table.get("directory"), table.get("file")
        if not isinstance(folder, str) or not isinstance(file, str):
            continue
        path = posixpath.normpath(posixpath.join(folder, file))
        if path in seen:
            continue
        seen.add(path)
        command = table.get("command")
        words = _words(command) if isinstance(command, str) else _texts(table.get("arguments"))
        for kind, options in _SEARCHES:
            if found := tuple(_folders(folder, words, options)):
                yield Route(kind, path, found)


def _words(command: str) -> tuple[str, ...]:
    """A command's words without their quotes and escapes."""
    return tuple(_MARKS.sub(r"\1", word) for word in _WORD.findall(command))


def _folders(folder: str, words: tuple[str, ...], options: tuple[str, ...]) -> Iterator[str]:
    for word, following in zip(words, (*words[1:], ""), strict=True):
        option = next((one for one in options if word.startswith(one)), None)
        if option and (named := word[len(option):] or following):
            yield posixpath.normpath(posixpath.join(folder, named))


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
