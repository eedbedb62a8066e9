"""What a reference was found to mean: the record that pages show, and how it is made."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator

from pipeline.facets import Reference
from pipeline.model import Record
from pipeline.paths import folder_of

TREE, STDLIB, EXTERNAL, UNRESOLVED = "tree", "standard library", "third party", "unresolved"


class Link(Record, frozen=True):
    """A reference and what it was found to mean."""

    kind: str
    module: str
    level: int
    names: tuple[str, ...]
    #: :data:`TREE`, :data:`STDLIB`, :data:`EXTERNAL` or :data:`UNRESOLVED`.
    place: str
    #: The file (or, with a final ``/``, the folder) in the tree. Outside the tree: the manifest
    #: that declares the dependency, or nothing.
    target: str = ""
    #: The rest of the module's name that the tree does not hold (``_C`` of ``torch._C``).
    missing: str = ""
    #: Imported names that are modules of their own: (name, file).
    members: tuple[tuple[str, str], ...] = ()
    #: How many files the reference could mean; above 1 the nearest is the target, or none is.
    choices: int = 1
    #: As the import has them: (name here, name there).
    aliases: tuple[tuple[str, str], ...] = ()

    def targets(self) -> Iterator[str]:
        """The files of the tree that the reference reaches."""
        if self.place == TREE or self.missing:
            if self.target and not self.target.endswith("/"):
                yield self.target
            for _, path in self.members:
                if not path.endswith("/"):
                    yield path


#: (fact kind, subject) -> answer; see :mod:`pipeline.facts`.
Lookup = Callable[[str, str], object]


def link_to(
    reference: Reference, place: str, target: str = "", missing: str = "",
    members: tuple[tuple[str, str], ...] = (), choices: int = 1,
) -> Link:
    """The link of a reference."""
    return Link(reference.kind, reference.module, reference.level, reference.names, place, target,
                missing, members, choices, reference.aliases)


def offered(lookup: Lookup, name: str) -> tuple[str, ...]:
    """Files that can be found under a name; see :mod:`pipeline.offers`."""
    answer = lookup("stem", name)
    assert isinstance(answer, tuple)
    return answer


def at_path(lookup: Lookup, path: str) -> str:
    """The file at a path of the tree, or the folder with a final ``/``; empty when neither is."""
    if not path or path.startswith(".."):
        return ""
    what = lookup("path", path)
    return "" if not what else f"{path}/" if what == "folder" else path


def joined(folder: str, written: str) -> str:
    """A written path, taken from a folder; empty when it leaves the tree."""
    target = posixpath.normpath(posixpath.join(folder, written))
    return "" if target.startswith(("..", "/")) or target == "." else target


def first_of(lookup: Lookup, candidates: Iterator[str]) -> str:
    """The first candidate that is a file of the tree."""
    for candidate in candidates:
        if candidate and not candidate.startswith("..") \
                and lookup("path", candidate) in ("file", "other"):
            return candidate
    return ""


def external(reference: Reference, lookup: Lookup, need: str) -> Link:
    """A link outside the tree, with the manifest that declares the dependency ``need``."""
    declaring = offered(lookup, f"needs:{need}")
    return link_to(reference, EXTERNAL, nearest(declaring) if declaring else "")


def nearest(paths: tuple[str, ...]) -> str:
    """The path closest to the root; of several the first by name."""
    return min(paths, key=lambda path: (path.count("/"), path))


def folder_in(path: str, below: str) -> str:
    """``below`` in the folder of a file."""
    folder = folder_of(path)
    return f"{folder}/{below}" if folder else below
