"""Java, Kotlin and Scala imports: the package and name that a file of the tree declares."""

from __future__ import annotations

from pipeline.facets import Reference
from pipeline.paths import folder_of
from pipeline.resolve.links import (
    EXTERNAL,
    STDLIB,
    TREE,
    Link,
    Lookup,
    link_to,
    nearest,
    offered,
)

_STANDARD = ("java.", "javax.", "jdk.", "sun.", "kotlin.", "scala.", "groovy.", "android.")


def resolve(reference: Reference, lookup: Lookup) -> Link:
    """Link of one import; ``a.b.*`` and the names of a static import are looked through."""
    written = reference.module.removesuffix(".*").removesuffix("._")
    names = [f"{written}.{name}" for name in reference.names if name != "*"]
    # A member or an inner class stands below the type that a file offers.
    for name in (*names, *_outer(written)):
        found = offered(lookup, f"jvm:{name}")
        if found:
            return link_to(reference, TREE, nearest(found), choices=len(found))
    packaged = offered(lookup, f"jvm-in:{written}")
    if packaged:
        return link_to(reference, TREE, f"{folder_of(nearest(packaged))}/")
    return link_to(reference, STDLIB if written.startswith(_STANDARD) else EXTERNAL)


def _outer(written: str) -> list[str]:
    """The name and the two names around it."""
    found = [written]
    for _ in range(2):
        outer = found[-1].rpartition(".")[0]
        if outer:
            found.append(outer)
    return found
