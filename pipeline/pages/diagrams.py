"""Mermaid diagrams of bounded size, drawn the same every time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.escape import Md, fence, mermaid_label


def flowchart(
    edges: Iterable[tuple[str, str, str]], *, direction: str = "LR",
    labels: dict[str, str] | None = None, marked: str = "",
) -> Md:
    """A flowchart of (from, to, label) edges between named nodes, in their order.

    ``labels`` names nodes otherwise than by their own name; ``marked`` is drawn bold.
    """
    ids: dict[str, str] = {}
    nodes: list[str] = []
    arrows: list[str] = []
    for source, target, label in edges:
        for name in (source, target):
            if name not in ids:
                ids[name] = f"n{len(ids)}"
                shown = mermaid_label((labels or {}).get(name, name))
                nodes.append(f'  {ids[name]}["{shown}"]')
        arrow = f'-->|"{mermaid_label(label)}"|' if label else "-->"
        arrows.append(f"  {ids[source]} {arrow} {ids[target]}")
    lines = [f"flowchart {direction}", *nodes, *arrows]
    if marked in ids:
        lines.append(f"  style {ids[marked]} stroke-width:3px")
    return fence("\n".join(lines) + "\n", "mermaid")


def neighbours(path: str, imports: Sequence[str], importers: Sequence[str], most: int) -> Md:
    """A file between the files that refer to it and those it refers to, ``most`` on each side."""
    edges = [(user, path, "") for user in importers[:most]]
    edges += [(path, used, "") for used in imports[:most]]
    if len(importers) > most:
        edges.append((f"{len(importers) - most} more files", path, ""))
    if len(imports) > most:
        edges.append((path, f"{len(imports) - most} other files", ""))
    return flowchart(edges, marked=path)
