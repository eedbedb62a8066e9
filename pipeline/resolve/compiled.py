"""Where a compilation database (``compile_commands.json``) has a file's includes searched.

Its paths are those of the machine that wrote it. They are of use here as far as they lie below the
folder that was the root of the tree there, which the path of the compiled file tells.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, cast

from pipeline.model import Route
from pipeline.paths import folder_of, name_of
from pipeline.resolve.links import Lookup, first_of, joined

#: Kinds of routes; the first is for includes in quotes alone.
SEARCHES = ("quoted", "include")
_UNITS = (".c", ".cc", ".cpp", ".cxx", ".c++", ".cu", ".hip", ".m", ".mm", ".s")


class _Search(NamedTuple):
    """A route for the file, and what its paths have in front of those of the tree."""

    route: Route
    #: Empty when they are relative to the database.
    root: str
    #: Folder of the database.
    folder: str


def searched(path: str, written: str, angled: bool, lookup: Lookup) -> str:
    """The file that an include means by the folders of the file's own command."""
    if not path.lower().endswith(_UNITS):
        return ""
    found = cast("list[tuple[str, Route]]", lookup("compiled", name_of(path)))
    ours = [search for database, route in found for search in _ours(path, database, route, lookup)]
    return first_of(lookup, _candidates(ours, written, SEARCHES[angled:]))


def _ours(path: str, database: str, route: Route, lookup: Lookup) -> Iterator[_Search]:
    """The route, if it is for ``path``."""
    folder, pattern = folder_of(database), route.pattern
    if not pattern.startswith("/"):
        if joined(folder, pattern) == path:
            yield _Search(route, "", folder)
    elif pattern.endswith(f"/{path}"):
        root = pattern.removesuffix(path)
        if not _is_of_another(root, path, lookup):
            yield _Search(route, root, folder)


def _is_of_another(root: str, path: str, lookup: Lookup) -> bool:
    """Whether the tree has a file that more of an absolute path names."""
    longer = path
    for part in reversed(root.strip("/").split("/")):
        longer = f"{part}/{longer}"
        if lookup("path", longer):
            return True
    return False


def _candidates(
    ours: list[_Search], written: str, kinds: tuple[str, ...]
) -> Iterator[str]:
    for kind in kinds:
        for route, root, beside in ours:
            for folder in route.targets if route.kind == kind else ():
                if not root:
                    yield joined(beside, f"{folder}/{written}")
                elif f"{folder}/".startswith(root):
                    yield joined(f"{folder}/"[len(root):], written)
