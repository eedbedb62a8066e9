"""Resolve: what an import, an include, a path or a link of one file means in this tree.

A reference is resolved from *look-ups* alone (which files offer the name ``x``, what lies at path
``p``), each recorded by the caller with its answer, "nothing" included. So a new file makes exactly
those references stale that would now find it. Each language's own rules have a module of their own;
this one only chooses among them.
"""

from __future__ import annotations

from collections.abc import Callable

from pipeline.facets import Reference
from pipeline.resolve import golang, includes, jvm, node, written_paths
from pipeline.resolve.links import EXTERNAL, UNRESOLVED, Link, Lookup, link_to
from pipeline.resolve.python import Modules
from pipeline.resolve.rust import Crates

Resolver = Callable[[Reference], Link]

_PYTHON = ("Python", "Python stub", "Cython", "Jupyter Notebook")
_JVM = ("Java", "Kotlin", "Scala", "Groovy", "Gradle")
_NODE = ("JavaScript", "JSX", "TypeScript", "TSX", "Vue", "Svelte", "CoffeeScript")


def resolve(
    path: str, references: tuple[Reference, ...], lookup: Lookup, language: str = "Python"
) -> tuple[Link, ...]:
    """Links of one file, in the order of its references."""
    imports = _importer(path, lookup, language)
    return tuple(_resolve_one(path, reference, lookup, imports) for reference in references)


def _importer(path: str, lookup: Lookup, language: str) -> Resolver:
    if language in _PYTHON:
        return Modules(path, lookup).resolve
    if language in _NODE:
        return node.Modules(path, lookup).resolve
    if language in _JVM:
        return lambda reference: jvm.resolve(reference, lookup)
    if language == "Go":
        return lambda reference: golang.resolve(reference, lookup)
    if language == "Rust":
        return Crates(path, lookup).resolve
    # Other languages name modules that the tree cannot tell from installed ones.
    return lambda reference: includes.resolve(path, reference, lookup)


def _resolve_one(path: str, reference: Reference, lookup: Lookup, imports: Resolver) -> Link:
    match reference.kind:
        case "import":
            return imports(reference)
        case "include":
            return includes.resolve(path, reference, lookup)
        case "link":
            return written_paths.document(path, reference, lookup)
        case "path" | "action":
            return written_paths.resolve(path, reference, lookup)
        case "label":
            return written_paths.label(path, reference, lookup)
        case "dependency":
            return link_to(reference, EXTERNAL)
    return link_to(reference, UNRESOLVED)
