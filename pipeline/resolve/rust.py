"""Rust paths: ``mod x;``, ``crate::…``, ``self::…``, ``super::…`` and other crates of the tree.

After `the reference <https://doc.rust-lang.org/reference/items/modules.html>`_: module ``x`` of a
file lies in ``x.rs`` or ``x/mod.rs`` of the file's module folder.
"""

from __future__ import annotations

from pipeline.facets import Reference
from pipeline.offers import canonical
from pipeline.paths import ancestors, folder_of, name_of
from pipeline.resolve.links import (
    STDLIB,
    TREE,
    UNRESOLVED,
    Link,
    Lookup,
    external,
    first_of,
    folder_in,
    link_to,
    nearest,
    offered,
)

_STANDARD = ("std", "core", "alloc", "proc_macro", "test")
_ROOTS = ("lib.rs", "main.rs", "mod.rs")


class Crates:
    """Module look-ups on behalf of one file."""

    def __init__(self, path: str, lookup: Lookup) -> None:
        self._path = path
        self._lookup = lookup

    def resolve(self, reference: Reference) -> Link:
        """Link of one ``use`` or ``mod``."""
        parts = [part for part in reference.module.split("::") if part]
        if not parts:
            return link_to(reference, UNRESOLVED)
        head = parts[0]
        if head in _STANDARD:
            return link_to(reference, STDLIB)
        if head in ("crate", "self", "super"):
            found = self._inside(parts)
            return link_to(reference, TREE if found else UNRESOLVED, found)
        found = self._descend(self._module_folder(), parts)
        if found:
            return link_to(reference, TREE, found)
        return self._other(reference, parts)

    def _other(self, reference: Reference, parts: list[str]) -> Link:
        manifests = offered(self._lookup, f"crate:{canonical('crate', parts[0])}")
        if not manifests:
            return external(reference, self._lookup, f"crate:{canonical('crate', parts[0])}")
        manifest = nearest(manifests)
        source = folder_in(manifest, "src")
        found = self._descend(source, parts[1:]) or first_of(
            self._lookup, (f"{source}/{name}" for name in _ROOTS))
        return link_to(reference, TREE, found or manifest)

    def _inside(self, parts: list[str]) -> str:
        folder = self._crate_folder() if parts[0] == "crate" else self._module_folder()
        while parts and parts[0] in ("crate", "self", "super"):
            if parts[0] == "super":
                folder = folder_of(folder)
            parts = parts[1:]
        return self._descend(folder, parts) or self._root_file(folder)

    def _descend(self, folder: str, parts: list[str]) -> str:
        """Deepest file that the module path names below a folder."""
        found = ""
        for part in parts:
            inner = f"{folder}/{part}" if folder else part
            file = first_of(self._lookup, iter((f"{inner}.rs", f"{inner}/mod.rs")))
            if not file:
                break
            found, folder = file, inner
        return found if found != self._path else ""

    def _root_file(self, folder: str) -> str:
        prefix = f"{folder}/" if folder else ""
        found = first_of(self._lookup, (
            *(f"{prefix}{name}" for name in _ROOTS), f"{folder}.rs").__iter__())
        return found if found != self._path else ""

    def _module_folder(self) -> str:
        """Folder that holds the file's submodules."""
        name, folder = name_of(self._path), folder_of(self._path)
        return folder if name in _ROOTS else f"{folder}/{name[:-3]}".lstrip("/")

    def _crate_folder(self) -> str:
        for folder in ancestors(folder_of(self._path)):
            prefix = f"{folder}/" if folder else ""
            if first_of(self._lookup, iter((f"{prefix}lib.rs", f"{prefix}main.rs"))):
                return folder
        return folder_of(self._path)
