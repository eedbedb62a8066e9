"""Directed graphs of a few hundred nodes: which parts come before which, and which use each other.

The order is that of `Tarjan's algorithm <https://doi.org/10.1137/0201010>`_: it gives the strongly
connected components with every component behind all that it leads to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence


def components(nodes: Sequence[str], edges: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Strongly connected components, those that are used before those that use them.

    The result depends on the order of ``nodes`` only. Names within a component are in that order.
    """
    rank = {name: i for i, name in enumerate(nodes)}
    following: dict[str, list[str]] = {name: [] for name in nodes}
    for source, target in sorted(set(edges)):
        if source in rank and target in rank and source != target:
            following[source].append(target)
    found = _tarjan(nodes, following)
    return [sorted(part, key=rank.__getitem__) for part in found]


def _tarjan(nodes: Sequence[str], following: Mapping[str, Sequence[str]]) -> list[list[str]]:
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    held: list[str] = []
    found: list[list[str]] = []
    for start in nodes:
        if start in index:
            continue
        # (node, next neighbour to look at): the recursion, written out.
        work = [(start, 0)]
        while work:
            node, at = work.pop()
            if at == 0:
                index[node] = low[node] = len(index)
                held.append(node)
            elif (done := following[node][at - 1]) in held:
                low[node] = min(low[node], low[done])
            if at < len(following[node]):
                work.append((node, at + 1))
                ahead = following[node][at]
                if ahead not in index:
                    work.append((ahead, 0))
            elif low[node] == index[node]:
                at_node = held.index(node)
                found.append(held[at_node:])
                del held[at_node:]
    return found
