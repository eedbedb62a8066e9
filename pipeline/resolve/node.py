"""JavaScript and TypeScript imports, after `Node's resolution
<https://nodejs.org/api/modules.html#all-together>`_: relative files with their endings left out,
index files of folders, packages of the same repository by their ``package.json``.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.facets import Reference
from pipeline.paths import folder_of
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


def resolve(path: str, reference: Reference, lookup: Lookup) -> Link:
    """Link of one import."""
    written = reference.module.partition("?")[0]
    if written.startswith((".", "/")):
        base = "" if written.startswith("/") else folder_of(path)
        found = first_of(lookup, _files(joined(base, written.lstrip("/"))))
        return link_to(reference, TREE if found else UNRESOLVED, found)
    if written.startswith("node:") or written.partition("/")[0] in _BUILTIN:
        return link_to(reference, STDLIB)
    return _package(reference, written, lookup)


def _package(reference: Reference, written: str, lookup: Lookup) -> Link:
    parts = written.split("/")
    size = 2 if written.startswith("@") else 1
    name, rest = "/".join(parts[:size]), "/".join(parts[size:])
    manifests = offered(lookup, f"npm:{name}")
    if not manifests:
        return external(reference, lookup, f"npm:{name}")
    manifest = nearest(manifests)
    inner = [folder_in(manifest, rest), folder_in(manifest, f"src/{rest}")] if rest \
        else [folder_in(manifest, "src/index"), folder_in(manifest, "index")]
    found = first_of(lookup, (file for base in inner for file in _files(base)))
    return link_to(reference, TREE, found or manifest)


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
