"""How the parts of a folder hang together: order, diagram, circles, and ties to the outside."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.escape import Md, about, code, join, link, md, number, plural
from pipeline.facts import Flow, Subfolder, Ties
from pipeline.graph import components
from pipeline.pages import Sight
from pipeline.pages.diagrams import flowchart
from pipeline.paths import name_of

#: Arrows of a diagram, the strongest first; places named in a list.
_ARROWS = 30
_PLACES = 12
_CIRCLES = 6


def in_order(sight: Sight, folder: str, subfolders: Sequence[Subfolder]) -> list[Subfolder]:
    """Subfolders with those that others build on first."""
    by_path = {sub.path: sub for sub in subfolders}
    return [by_path[path] for part in _components(sight, folder, list(by_path)) for path in part]


def _components(sight: Sight, folder: str, paths: list[str]) -> list[list[str]]:
    flows: list[Flow] = sight.view.get("flows", folder)
    return components(paths, [(flow.source, flow.target) for flow in flows])


def diagram(sight: Sight, folder: str) -> Md:
    """Which subfolder refers to which; empty where a single arrow would be all."""
    flows: list[Flow] = sight.view.get("flows", folder)
    ranked = sorted(flows, key=lambda flow: (-flow.n, flow.source, flow.target))[:_ARROWS]
    if len(ranked) < 2:
        return md("")
    own = "its own files" if folder else "files of the root"
    edges = [(flow.source or own, flow.target or own, str(flow.n)) for flow in ranked]
    labels = {path: f"{name_of(path)}/" for edge in edges for path in edge[:2] if path != own}
    return flowchart(edges, labels=labels)


def left_out(sight: Sight, folder: str) -> Md:
    """What a diagram of bounded size does not show."""
    more = len(sight.view.get("flows", folder)) - _ARROWS
    if more <= 0:
        return md("")
    return md(f"The {number(_ARROWS)} strongest of {number(more + _ARROWS)} connections are drawn.")


def circles(sight: Sight, folder: str, subfolders: Sequence[Subfolder]) -> list[Md]:
    """Groups of subfolders that refer to each other in a circle."""
    found = [part for part in _components(sight, folder, [s.path for s in subfolders])
             if len(part) > 1]
    rows = []
    for part in found[:_CIRCLES]:
        names = [link(code(f"{name_of(p)}/"), sight.folder_url(p, "doc")) for p in part[:_PLACES]]
        more = len(part) - len(names)
        tail = f" and {plural(more, 'other', 'others')}" if more else ""
        rows.append(md(f"{join(names, ', ')}{tail} refer to each other"))
    return rows


def ties(sight: Sight, folder: str) -> tuple[list[Md], list[Md]]:
    """(what the folder uses, what uses it) outside of it, most first."""
    found: Ties = sight.view.get("ties", folder)
    return _places(sight, found.uses), _places(sight, found.used_by)


def _places(sight: Sight, found: Sequence[tuple[str, int]]) -> list[Md]:
    return [md(f"{_place(sight, path)} ({about(n)} {'reference' if n == 1 else 'references'})")
            for path, n in found[:_PLACES]]


def _place(sight: Sight, path: str) -> Md:
    if sight.view.get("path", path) == "folder":
        return link(code(f"{path}/"), sight.folder_url(path, "doc"))
    return sight.file_link(path)
