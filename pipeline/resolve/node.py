"""JavaScript and TypeScript imports, after `Node's resolution
<https://nodejs.org/api/modules.html#all-together>`_: relative files with their endings left out,
index files of folders, packages of the same repository by their ``package.json``, and before these
what the nearest ``tsconfig.json`` says.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.facets import Reference
from pipeline.paths import ancestors, folder_of
from pipeline.resolve.links import (
    STDLIB,
    TREE,
    UNRESOLVED,
    Link,
    Lookup,
    external,
    first_of,
    folder_in,
    joined,
    link_to,
    nearest,
    offered,
)
from pipeline.resolve.routes import followed, is_member, of_kind, routes_of
from pipeline.resolve.tsconfig import Aliases, aliases_for

_ENDINGS = (".ts", ".tsx", ".d.ts", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json", ".vue",
            ".svelte", ".css", ".scss")
#: TypeScript is written with the ending that the compiled file will have.
_COMPILED = {".js": (".ts", ".tsx"), ".mjs": (".mts",), ".cjs": (".cts",), ".jsx": (".tsx",)}
_BUILTIN = frozenset(
    """
    assert async_hooks buffer child_process cluster console constants crypto dgram
    diagnostics_channel dns domain events fs http http2 https inspector module net os path
    perf_hooks process punycode querystring readline repl sea sqlite stream string_decoder sys test
    timers tls trace_events tty url util v8 vm wasi worker_threads zlib
    """.split()
)


class Modules:
    """Imports of one file."""

    def __init__(self, path: str, lookup: Lookup) -> None:
        self._path = path
        self._lookup = lookup
        self._aliases: Aliases | None = None

    def resolve(self, reference: Reference) -> Link:
        written = reference.module.partition("?")[0]
        if written.startswith((".", "/")):
            base = "" if written.startswith("/") else folder_of(self._path)
            found = self._at(joined(base, written.lstrip("/")))
            return link_to(reference, TREE if found else UNRESOLVED, found)
        if written.startswith("node:"):
            return link_to(reference, STDLIB)
        if self._aliases is None:
            self._aliases = aliases_for(self._path, self._lookup)
        for candidate in self._aliases.candidates(written):
            if found := self._at(candidate):
                return link_to(reference, TREE, found)
        if written.partition("/")[0] in _BUILTIN:
            return link_to(reference, STDLIB)
        return self._package(reference, written)

    def _package(self, reference: Reference, written: str) -> Link:
        parts = written.split("/")
        size = 2 if written.startswith("@") else 1
        name, rest = "/".join(parts[:size]), "/".join(parts[size:])
        manifests = offered(self._lookup, f"npm:{name}")
        if manifests:
            manifest = self._member(manifests)
            found = self._entry(manifest, rest)
            return link_to(reference, TREE, found or manifest)
        link = external(reference, self._lookup, f"npm:{name}")
        if not link.target and self._aliases and self._aliases.names(written):
            # It is called as the configuration has it, and is not there: nobody else's package.
            return link_to(reference, UNRESOLVED)
        return link

    def _member(self, manifests: tuple[str, ...]) -> str:
        """Of packages with one name, that of the workspaces around the file."""
        if len(manifests) == 1:
            return manifests[0]
        for folder in ancestors(folder_of(self._path)):
            root = f"{folder}/package.json" if folder else "package.json"
            for spaces in of_kind(routes_of(self._lookup, root) or (), "workspaces"):
                prefix = f"{folder}/" if folder else ""
                members = tuple(
                    path for path in manifests if path.startswith(prefix)
                    and is_member(spaces.targets, folder_of(path)[len(prefix):]))
                if members:
                    return nearest(members)
        return nearest(manifests)

    def _entry(self, manifest: str, below: str) -> str:
        """The file that a package, or what is below its name, is."""
        routes = of_kind(routes_of(self._lookup, manifest) or (), "entry")
        folder = folder_of(manifest)
        for target in followed(routes, f"./{below}" if below else "."):
            if found := first_of(self._lookup, _files(joined(folder, target))):
                return found
        inner = [folder_in(manifest, below), folder_in(manifest, f"src/{below}")] if below \
            else [folder_in(manifest, "src/index"), folder_in(manifest, "index")]
        return first_of(self._lookup, (file for base in inner for file in _files(base)))

    def _at(self, base: str) -> str:
        """The file that is meant by a path without its ending, or by that of a package."""
        found = first_of(self._lookup, _files(base))
        manifest = f"{base}/package.json"
        if found or not base or routes_of(self._lookup, manifest) is None:
            return found
        return self._entry(manifest, "")


def _files(base: str) -> Iterator[str]:
    """Files that an import of ``base`` may mean, best first."""
    if not base:
        return
    yield base
    for compiled, written in _COMPILED.items():
        if base.endswith(compiled):
            yield from (base.removesuffix(compiled) + ending for ending in written)
    yield from (base + ending for ending in _ENDINGS)
    yield from (f"{base}/index{ending}" for ending in _ENDINGS)
