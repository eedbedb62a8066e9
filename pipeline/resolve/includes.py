"""Includes: ``#include`` of C and its relatives, and what else takes in a text by its path.

A quoted include is looked for beside the file first. Otherwise the compiler's search path decides,
which the tree does not tell; but it is a folder below which the written path leads to a file. So
every file with that ending counts, and of several the one whose search folder shares most with the
including file, then the one nearest to the root. Two that are equally good leave the question open.
"""

from __future__ import annotations

import posixpath

from pipeline.cstdlib import is_system_header
from pipeline.facets import Reference
from pipeline.paths import folder_of, name_of
from pipeline.resolve.links import (
    EXTERNAL,
    STDLIB,
    TREE,
    UNRESOLVED,
    Link,
    Lookup,
    at_path,
    joined,
    link_to,
    offered,
)

#: Folders that a search path commonly names; a lone ``<name.h>`` is looked for in these only.
_SEARCH_FOLDERS = ("include", "Include", "inc", "includes", "headers", "src", "")


def resolve(path: str, reference: Reference, lookup: Lookup) -> Link:
    """Link of one include."""
    angled = reference.module.startswith("<")
    written = posixpath.normpath(reference.module.strip("<>"))
    if not angled:
        beside = at_path(lookup, joined(folder_of(path), written))
        if beside and not beside.endswith("/"):
            return link_to(reference, TREE, beside)
    found = _candidates(written.lstrip("./"), angled, lookup)
    if found:
        best = _best(path, written, found)
        return link_to(reference, TREE if best else UNRESOLVED, best, choices=len(found))
    if is_system_header(written):
        return link_to(reference, STDLIB)
    return link_to(reference, EXTERNAL if angled else UNRESOLVED)


def _candidates(written: str, angled: bool, lookup: Lookup) -> list[str]:
    """Files of the tree that the written path could lead to from some folder."""
    ending = f"/{written}"
    found = [path for path in offered(lookup, f"h:{name_of(written)}")
             if path == written or path.endswith(ending)]
    if angled and "/" not in written:
        if is_system_header(written):
            return []
        found = [path for path in found if name_of(folder_of(path)) in _SEARCH_FOLDERS]
    return found


def _best(path: str, written: str, found: list[str]) -> str:
    """The candidate that the rules in the module's docstring prefer; empty when two are equal."""
    ranked = sorted((_rank(path, candidate, written), candidate) for candidate in found)
    if len(ranked) > 1 and ranked[0][0] == ranked[1][0]:
        return ""
    return ranked[0][1]


def _rank(path: str, candidate: str, written: str) -> tuple[int, int]:
    """(shared folders, negative; depth of the search folder): lower is better."""
    root = candidate[: len(candidate) - len(written)].strip("/")
    ours, theirs = folder_of(path).split("/"), root.split("/") if root else []
    shared = 0
    for one, other in zip(ours, theirs, strict=False):
        if one != other:
            break
        shared += 1
    return -shared, len(theirs)
