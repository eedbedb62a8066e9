"""Edges: which file refers to which, and what that amounts to between folders.

An edge from file ``a`` to file ``b`` means something to three kinds of pages: to those of ``b``
(its users); to the folder where the ways to ``a`` and ``b`` part, as a *flow* from one of its
children to another; and to each folder that holds only one of the two, as a *tie* to what is
outside. Flows and ties are counted up and down as edges come and go, so that a page of the root
costs no more than one of a leaf. References in prose, and names that a package only passes on, are
edges, but neither flows nor ties.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Mapping

from pipeline.bind import Bindings
from pipeline.paths import ancestors, folder_of
from pipeline.resolve.links import Link
from pipeline.store import Store

#: ``ties.way``: the folder's files refer to the other, or the other's files to the folder.
USES, USED_BY = 0, 1

#: Kinds of edges beside those of imports: a reference in prose; a name that is defined there but
#: imported from a file that passes it on.
PROSE, NAME = "link", "name"
_SOFT = (PROSE, NAME)


def targets_of(path: str, links: Iterable[Link], bindings: Bindings) -> dict[str, str]:
    """File -> kind of edge, for all that a file refers to; the strongest kind counts."""
    found: dict[str, str] = {}
    for item in links:
        for target in item.targets():
            if found.get(target, PROSE) == PROSE:
                found[target] = item.kind
    for taken in bindings.names:
        target = taken.definition.path
        if found.get(target, PROSE) == PROSE:
            found[target] = NAME
    found.pop(path, None)
    return found


class Edges:
    """Edits of the edge tables within one transaction; :meth:`flush` writes what is counted."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._flows: Counter[tuple[str, str, str]] = Counter()
        self._ties: Counter[tuple[str, int, str]] = Counter()
        #: Files that gained or lost a user.
        self.targets: set[str] = set()
        #: Folders whose flows or ties moved; known after :meth:`flush`.
        self.folders: set[str] = set()

    def replace(self, path: str, targets: Mapping[str, str]) -> None:
        """Make ``targets`` (file -> kind of reference) all that a file refers to."""
        before: dict[str, str] = dict(self._store.rows(
            "SELECT target, kind FROM edges WHERE path = ?", path))
        gone = [t for t in before if targets.get(t) != before[t]]
        come = [t for t in targets if before.get(t) != targets[t]]
        self._store.many("DELETE FROM edges WHERE target = ? AND path = ?",
                         [(t, path) for t in gone])
        self._store.many("INSERT INTO edges VALUES (?, ?, ?)",
                         [(t, path, targets[t]) for t in sorted(come)])
        self._count(path, (t for t in gone if before[t] not in _SOFT), -1)
        self._count(path, (t for t in come if targets[t] not in _SOFT), 1)
        self.targets.update(gone, come)

    def _count(self, path: str, targets: Iterable[str], step: int) -> None:
        ours = _chain(folder_of(path))
        for target in targets:
            theirs = _chain(folder_of(target))
            depth = _shared(ours, theirs)
            if depth == len(ours) == len(theirs):
                continue
            meeting = ours[depth - 1]
            here, there = _child(ours, depth), _child(theirs, depth)
            self._flows[meeting, here, there] += step
            for folder in ours[depth:]:
                self._ties[folder, USES, there or target] += step
            for folder in theirs[depth:]:
                self._ties[folder, USED_BY, here or path] += step

    def flush(self) -> None:
        """Add what was counted to the tables."""
        flows = [(*key, step) for key, step in sorted(self._flows.items()) if step]
        ties = [(*key, step) for key, step in sorted(self._ties.items()) if step]
        self._store.many(
            "INSERT INTO flows VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n",
            flows)
        self._store.many(
            "INSERT INTO ties VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n",
            ties)
        if flows:
            self._store.run("DELETE FROM flows WHERE n = 0")
        if ties:
            self._store.run("DELETE FROM ties WHERE n = 0")
        self.folders = {row[0] for row in (*flows, *ties)}


@functools.lru_cache(maxsize=4096)
def _chain(folder: str) -> tuple[str, ...]:
    """The folders from the root to this one."""
    return tuple(ancestors(folder)[::-1])


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """How many folders two chains (from the root) have in common."""
    depth = 0
    for mine, yours in zip(one, other, strict=False):
        if mine != yours:
            break
        depth += 1
    return depth


def _child(chain: tuple[str, ...], depth: int) -> str:
    """The folder below the meeting one on this side; empty when the file lies right in it."""
    return chain[depth] if depth < len(chain) else ""
