"""``compilerOptions.paths`` and ``baseUrl`` of the ``tsconfig.json`` above a file, after
`TypeScript's module resolution <https://www.typescriptlang.org/docs/handbook/modules/reference.html>`_.

The nearest configuration alone counts, with what it extends by a path; one that comes from a
package is not in the tree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.model import Route
from pipeline.paths import ancestors, folder_of
from pipeline.resolve.links import Lookup, joined
from pipeline.resolve.routes import followed, of_kind, routes_of

_NAMES = ("tsconfig.json", "jsconfig.json")
#: As many configurations as one may stand upon; more of them is a circle.
_CHAIN = 20


@dataclass(frozen=True)
class Aliases:
    """Where imports that are not relative are looked for first."""

    paths: tuple[Route, ...] = ()
    #: Folder that the targets of the paths are taken from.
    paths_from: str = ""
    #: None when the configuration names no ``baseUrl``.
    base: str | None = None

    def candidates(self, written: str) -> Iterator[str]:
        """Paths of the tree, their endings left out, that an import may mean, best first."""
        for target in followed(self.paths, written):
            yield joined(self.paths_from, target)
        if self.base is not None:
            yield joined(self.base, written)

    def names(self, written: str) -> bool:
        """Whether a path other than ``*`` is for this import."""
        named = tuple(route for route in self.paths if route.pattern != "*")
        return any(True for _ in followed(named, written))


def aliases_for(path: str, lookup: Lookup) -> Aliases:
    """Those of the configuration nearest to a file."""
    for folder in ancestors(folder_of(path)):
        for name in _NAMES:
            config = f"{folder}/{name}" if folder else name
            if routes_of(lookup, config) is not None:
                return _read(config, lookup)
    return Aliases()


def _read(config: str, lookup: Lookup) -> Aliases:
    """A configuration over those it extends; the first that says something is right."""
    paths: tuple[Route, ...] = ()
    paths_from, base = "", None
    pending, read = [config], 0
    while pending and read < _CHAIN:
        read += 1
        path = pending.pop()
        routes, folder = routes_of(lookup, path) or (), folder_of(path)
        if not paths and (paths := of_kind(routes, "paths")):
            paths_from = folder
        for route in of_kind(routes, "base") if base is None else ():
            base = _folder(folder, route.targets[0])
        for route in of_kind(routes, "extends"):
            pending += [_extended(folder, target, lookup) for target in route.targets
                        if target.startswith(".")]
    return Aliases(paths, paths_from if base is None else base, base)


def _extended(folder: str, written: str, lookup: Lookup) -> str:
    path = joined(folder, written)
    if path.endswith(".json") or routes_of(lookup, path) is not None:
        return path
    return f"{path}.json"


def _folder(folder: str, written: str) -> str | None:
    """A folder named from another, the root being ``""``; None when it is outside the tree."""
    # A file in it tells the root from what is outside.
    inside = joined(folder, f"{written}/_")
    return folder_of(inside) if inside else None
