"""Go imports: a package is a folder below the one of the ``go.mod`` that names its module."""

from __future__ import annotations

from pipeline.facets import Reference
from pipeline.paths import folder_of
from pipeline.resolve.links import (
    STDLIB,
    TREE,
    UNRESOLVED,
    Link,
    Lookup,
    at_path,
    external,
    link_to,
    nearest,
    offered,
)


def resolve(reference: Reference, lookup: Lookup) -> Link:
    """Link of one import; its target is a folder."""
    parts = reference.module.split("/")
    # The standard library's packages have no domain: their first part holds no dot.
    if "." not in parts[0] and not offered(lookup, f"go:{parts[0]}"):
        return link_to(reference, STDLIB)
    for size in range(len(parts), 0, -1):
        manifests = offered(lookup, "go:" + "/".join(parts[:size]))
        if manifests:
            folder = "/".join(filter(None, (folder_of(nearest(manifests)), *parts[size:])))
            found = at_path(lookup, folder)
            return link_to(reference, TREE if found else UNRESOLVED, found)
    for size in range(len(parts), 1, -1):
        link = external(reference, lookup, "go:" + "/".join(parts[:size]))
        if link.target:
            return link
    return external(reference, lookup, f"go:{reference.module}")
