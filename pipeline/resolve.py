"""Resolve: what an import or a link of one file means in this tree.

A reference is resolved from *look-ups* alone (which modules are called ``x``, what lies at path
``p``), each recorded by the caller with its answer, "nothing" included. So a new file makes exactly
those references stale that would now find it.

Python, after `the import system <https://docs.python.org/3/reference/import.html>`_, as far as the
tree tells: a relative import starts at the file's package; an absolute one is looked for in the
file's own folder when that is no package (a script's ``sys.path[0]``), then in each folder above it
that is no package, then below a conventional root (``src``, ``lib`` …). The standard library wins
over anything but a script's own folder, except in the tree that *is* the standard library. When the
source root itself is a package, its folder's name is the package's name.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator

from pipeline.facets import Reference
from pipeline.model import Record
from pipeline.paths import ancestors, folder_of, name_of
from pipeline.stdlib import is_python_stdlib

#: Folders that projects put on the module path without being packages.
_SOURCE_ROOTS = ("src", "lib", "Lib", "python", "source")

TREE, STDLIB, EXTERNAL, UNRESOLVED = "tree", "standard library", "third party", "unresolved"


class Link(Record, frozen=True):
    """A reference and what it was found to mean."""

    kind: str
    module: str
    level: int
    names: tuple[str, ...]
    #: :data:`TREE`, :data:`STDLIB`, :data:`EXTERNAL` or :data:`UNRESOLVED`.
    place: str
    #: The file (or, with a final ``/``, the folder) in the tree; empty outside it.
    target: str = ""
    #: The rest of the module's name that the tree does not hold (``_C`` of ``torch._C``).
    missing: str = ""
    #: Imported names that are modules of their own: (name, file).
    members: tuple[tuple[str, str], ...] = ()

    def targets(self) -> Iterator[str]:
        """The files of the tree that the reference reaches."""
        if self.target and not self.target.endswith("/"):
            yield self.target
        for _, path in self.members:
            if not path.endswith("/"):
                yield path


#: (fact kind, subject) -> answer; see :mod:`pipeline.facts`.
Lookup = Callable[[str, str], object]

#: Languages whose files are modules, best first when several could be meant.
MODULE_ENDINGS = (".py", ".pyi", ".pyx")


def stems_of(path: str) -> list[str]:
    """Module names (one component) by which a file may be imported."""
    name = name_of(path)
    for ending in MODULE_ENDINGS:
        if name.endswith(ending):
            stem = name[: -len(ending)]
            return [name_of(folder_of(path))] if stem == "__init__" else [stem]
    return []


def resolve(path: str, references: tuple[Reference, ...], lookup: Lookup) -> tuple[Link, ...]:
    """Links of one file, in the order of its references."""
    modules = _Modules(path, lookup)
    return tuple(_resolve_one(path, reference, modules, lookup) for reference in references)


def _resolve_one(path: str, reference: Reference, modules: _Modules, lookup: Lookup) -> Link:
    if reference.kind == "import":
        return modules.resolve(reference)
    if reference.kind == "link":
        target = _path_target(path, reference.module, lookup)
        return _link(reference, TREE if target else UNRESOLVED, target)
    return _link(reference, UNRESOLVED)


def _link(
    reference: Reference, place: str, target: str = "", missing: str = "",
    members: tuple[tuple[str, str], ...] = (),
) -> Link:
    return Link(reference.kind, reference.module, reference.level, reference.names, place, target,
                missing, members)


def _path_target(path: str, written: str, lookup: Lookup) -> str:
    base = "" if written.startswith("/") else folder_of(path)
    target = posixpath.normpath(posixpath.join(base, written.lstrip("/")))
    if target.startswith("..") or target == ".":
        return ""
    for candidate in (target, f"{target}.rst", f"{target}.md"):
        what = lookup("path", candidate)
        if what:
            return f"{candidate}/" if what == "folder" else candidate
    return ""


class _Modules:
    """Python module look-ups on behalf of one file."""

    def __init__(self, path: str, lookup: Lookup) -> None:
        self._folder = folder_of(path)
        self._lookup = lookup
        self._roots: list[str] | None = None

    def resolve(self, reference: Reference) -> Link:
        if reference.level:
            return self._relative(reference)
        parts = reference.module.split(".")
        if parts[0] == self._lookup("root", "") != "":
            found, rest = self._descend("", parts[1:])
            return self._found(reference, found or "__init__.py", rest)
        for root in self._candidate_roots(parts[0]):
            found, rest = self._descend(root, parts)
            if found:
                link = self._found(reference, found, rest)
                # A folder without __init__ yields to an installed package of that name, so it
                # counts only when a file inside it is what the import means.
                if not found.endswith("/") or link.members:
                    return link
        place = STDLIB if is_python_stdlib(parts[0]) else EXTERNAL
        return _link(reference, place)

    def _relative(self, reference: Reference) -> Link:
        base = self._folder
        for _ in range(reference.level - 1):
            if not base:
                return _link(reference, UNRESOLVED)
            base = folder_of(base)
        if not reference.module:
            return self._found(reference, self._package(base) or f"{base}/", [])
        found, rest = self._descend(base, reference.module.split("."))
        return self._found(reference, found, rest) if found else _link(reference, UNRESOLVED)

    def _package(self, folder: str) -> str:
        """File of the package that a folder is, the source root included."""
        if folder:
            return self._module(folder_of(folder), name_of(folder))
        return "__init__.py" if self._is_package("") else ""

    def _found(self, reference: Reference, found: str, rest: list[str]) -> Link:
        if rest:
            return _link(reference, UNRESOLVED, found, ".".join(rest))
        members = []
        base = _package_folder(found)
        if base is not None:
            for name in reference.names:
                member = self._module(base, name) if name != "*" else ""
                if member:
                    members.append((name, member))
        return _link(reference, TREE, found, "", tuple(members))

    def _candidate_roots(self, top: str) -> Iterator[str]:
        stdlib = is_python_stdlib(top)
        for root in self._path_roots():
            if not stdlib or self._module(root, "os") or self._is_script_root(root):
                yield root
        if not stdlib:
            for path in self._stem(top):
                base = folder_of(_package_folder(path) or path)
                if name_of(base) in _SOURCE_ROOTS:
                    yield base

    def _path_roots(self) -> list[str]:
        if self._roots is None:
            self._roots = [f for f in ancestors(self._folder) if not self._is_package(f)]
        return self._roots

    def _is_script_root(self, root: str) -> bool:
        return root == self._folder

    def _is_package(self, folder: str) -> bool:
        init = f"{folder}/__init__.py" if folder else "__init__.py"
        return init in self._stem(name_of(folder))

    def _descend(self, base: str, parts: list[str]) -> tuple[str, list[str]]:
        """Deepest module that the dotted parts name below ``base``, and the parts left over."""
        found = ""
        for index, part in enumerate(parts):
            module = self._module(base, part)
            if not module:
                return found, parts[index:]
            found = module
            inner = _package_folder(module)
            if inner is None:
                return found, parts[index + 1:]
            base = inner
        return found, []

    def _module(self, folder: str, name: str) -> str:
        """File (or namespace folder with a final ``/``) of module ``name`` in ``folder``."""
        inner = f"{folder}/{name}" if folder else name
        candidates = self._stem(name)
        for ending in MODULE_ENDINGS:
            for path in (f"{inner}/__init__{ending}", f"{inner}{ending}"):
                if path in candidates:
                    return path
        return f"{inner}/" if f"{inner}/" in candidates else ""

    def _stem(self, name: str) -> tuple[str, ...]:
        answer = self._lookup("stem", name)
        assert isinstance(answer, tuple)
        return answer


def _package_folder(module: str) -> str | None:
    """Folder whose files are the module's submodules; None when it can have none."""
    if module.endswith("/"):
        return module[:-1]
    if name_of(module).partition(".")[0] == "__init__":
        return folder_of(module)
    return None
