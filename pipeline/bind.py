"""Bind: where the names that a file takes from others are really defined, and what its classes
inherit.

Imports say which file a name comes from; that file may only pass it on (``from .linear import
Linear`` in a package's ``__init__``). The way is followed to the definition. A base class is found
by the imports of its file, or beside it; in languages whose imports do not name what they bring, a
class is taken by its name when the tree has exactly one of that name, and the result is marked as
inferred.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pipeline.facets import Heir
from pipeline.model import Record
from pipeline.paths import folder_of, name_of
from pipeline.resolve.links import TREE, Link

#: How many places a search may look at before it gives up.
_PLACES = 200
#: Kinds of symbols that other classes can inherit from.
CLASS_KINDS = ("class", "struct", "interface", "trait", "protocol", "record", "mixin", "object")
_PYTHON = ("Python", "Python stub", "Cython")
#: Languages whose classes can inherit from one another's.
_RELATED = (
    ("C++", "CUDA", "HIP", "C", "Objective-C++", "Objective-C", "Metal"),
    ("Java", "Kotlin", "Scala", "Groovy"),
    ("JavaScript", "JSX", "TypeScript", "TSX"),
)
_ACCESS = re.compile(r"^(?:(?:public|private|protected|virtual|open|final)\s+)+")
_ARGUMENTS = re.compile(r"[<(\[{].*", re.DOTALL)

#: (fact kind, subject) -> answer; see :mod:`pipeline.facts`.
Get = Callable[[str, str], Any]


class Definition(Record, frozen=True):
    """Where a name is defined."""

    path: str
    qualname: str
    anchor: str
    kind: str


class Taken(Record, frozen=True):
    """A name that a file imports, and its definition."""

    module: str
    level: int
    name: str
    definition: Definition


class Inherited(Record, frozen=True):
    """A base class of one of the file's classes."""

    heir: str
    heir_anchor: str
    #: The base as it is written.
    base: str
    definition: Definition
    #: Found by its name alone.
    inferred: bool = False


class Bindings(Record, frozen=True):
    """Both, for one file."""

    names: tuple[Taken, ...] = ()
    bases: tuple[Inherited, ...] = ()


@dataclass(slots=True)
class Binder:
    """Binds files of one tree; reads facts through ``get``, which records them."""

    get: Get
    #: Path -> its imports by the names they have there.
    _local: dict[str, tuple[tuple[Link, ...], dict[str, list[tuple[Link, str]]]]] = field(
        default_factory=dict)

    def bind(
        self, path: str, language: str, links: tuple[Link, ...], heirs: tuple[Heir, ...]
    ) -> Bindings:
        """Bindings of one file."""
        return Bindings(tuple(self._names(links)),
                        tuple(self._bases(path, language, heirs)) if heirs else ())

    # -- imported names ------------------------------------------------------------------------

    def _names(self, links: tuple[Link, ...]) -> Iterator[Taken]:
        for link in links:
            if link.place != TREE or not link.names or link.target.endswith("/"):
                continue
            members = dict(link.members)
            for name in link.names:
                if name == "*" or name in members:
                    continue
                found = self._find(link.target, (name,), set())
                if found is not None:
                    yield Taken(link.module, link.level, name, found)

    def _find(
        self, path: str, parts: tuple[str, ...], seen: set[tuple[str, tuple[str, ...]]]
    ) -> Definition | None:
        """Definition of a dotted name as seen from inside a file; ``seen`` ends circles."""
        if (path, parts) in seen or len(seen) > _PLACES or not path or path.endswith("/"):
            return None
        seen.add((path, parts))
        defined = self.get("defines", path)
        entry = defined.get(".".join(parts))
        if entry is not None:
            return Definition(path, ".".join(parts), entry[0], entry[1])
        if parts[0] in defined:
            return None
        return self._passed_on(path, parts, seen) or self._submodule(path, parts, seen)

    def _passed_on(
        self, path: str, parts: tuple[str, ...], seen: set[tuple[str, tuple[str, ...]]]
    ) -> Definition | None:
        local = self._imports(path)
        for link, original in (*local.get(parts[0], ()), *local.get("*", ())):
            place, inner = _behind(link, original, parts)
            found = self._find(place, inner, seen) if inner else None
            if found is not None:
                return found
        return None

    def _submodule(
        self, path: str, parts: tuple[str, ...], seen: set[tuple[str, tuple[str, ...]]]
    ) -> Definition | None:
        """``nn.Module`` seen from ``torch/__init__.py``: the package's module ``nn``."""
        if len(parts) < 2 or name_of(path).partition(".")[0] != "__init__":
            return None
        base = f"{folder_of(path)}/{parts[0]}".lstrip("/")
        for module in (f"{base}/__init__.py", f"{base}.py"):
            if self.get("path", module) == "file":
                return self._find(module, parts[1:], seen)
        return None

    def _imports(self, path: str) -> dict[str, list[tuple[Link, str]]]:
        """Imports of a file by the name they have there; see :func:`_by_local_name`."""
        links = self.get("links", path)
        held = self._local.get(path)
        if held is None or held[0] is not links:
            held = self._local[path] = (links, _by_local_name(links))
        return held[1]

    # -- base classes --------------------------------------------------------------------------

    def _bases(self, path: str, language: str, heirs: tuple[Heir, ...]) -> Iterator[Inherited]:
        for heir in heirs:
            for written in dict.fromkeys(heir.bases):
                name = _ARGUMENTS.sub("", _ACCESS.sub("", written)).strip()
                # ``metaclass=ABCMeta`` is no base.
                if not name or "=" in name:
                    continue
                found = self._base(path, language, heir.qualname, name)
                if found is not None:
                    yield Inherited(heir.qualname, heir.anchor, written, *found)

    def _base(
        self, path: str, language: str, heir: str, name: str
    ) -> tuple[Definition, bool] | None:
        if language not in _PYTHON:
            return self._by_name(path, language, heir, name.replace("::", ".").rpartition(".")[2])
        # A class inside another one sees its siblings only by their full name.
        found = self._find(path, tuple(name.split(".")), set())
        if found is None or found.kind not in CLASS_KINDS \
                or (found.path, found.qualname) == (path, heir):
            return None
        return found, False

    def _by_name(
        self, path: str, language: str, heir: str, name: str
    ) -> tuple[Definition, bool] | None:
        here = [
            Definition(path, qualname, anchor, kind)
            for qualname, (anchor, kind) in self.get("defines", path).items()
            if kind in CLASS_KINDS and qualname != heir
            and qualname.replace("::", ".").rpartition(".")[2] == name
        ]
        if here:
            return (here[0], False) if len(here) == 1 else None
        places = [row for row in self.get("class", name) if _related(row[4], language)]
        if len(places) != 1 or places[0][0] == path:
            return None
        return Definition(*places[0][:4]), True


def _behind(link: Link, original: str, parts: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """File and dotted name to look for behind one import; the name is empty for a module."""
    if original == "*":
        return link.target, parts
    if original == ".":
        module = tuple(link.module.split("."))
        size = len(module)
        return link.target, parts[size:] if parts[:size] == module else ()
    member = dict(link.members).get(original)
    if member is not None:
        return member, parts[1:]
    return link.target, (original, *parts[1:]) if original else parts[1:]


def stands_for(
    names: Iterable[str], links: tuple[Link, ...], bindings: Bindings
) -> dict[str, tuple[str, str]]:
    """Dotted names as a file writes them -> (file, name there), where its imports leave no choice.
    """
    local = _by_local_name(links)
    taken = {(t.module, t.level, t.name): t.definition for t in bindings.names}
    found = {}
    for name in names:
        parts = tuple(name.split("."))
        places = set()
        for link, original in local.get(parts[0], ()):
            definition = taken.get((link.module, link.level, original))
            place, inner = _behind(link, original, parts) if definition is None \
                else (definition.path, (definition.qualname, *parts[1:]))
            places.add((place, ".".join(inner)))
        if len(places) == 1:
            found[name] = places.pop()
    return found


def _by_local_name(links: tuple[Link, ...]) -> dict[str, list[tuple[Link, str]]]:
    """Name in a file -> (import, name there).

    There ``""`` stands for the module itself, ``*`` for all it has, ``.`` for a module that is
    called by its full dotted name.
    """
    local: dict[str, list[tuple[Link, str]]] = {}
    for link in links:
        if link.place != TREE or link.kind != "import":
            continue
        renamed = {there: here for here, there in link.aliases}
        for name in link.names:
            local.setdefault(renamed.get(name, name), []).append((link, name))
        if not link.names and "" in renamed:
            local.setdefault(renamed[""], []).append((link, ""))
        elif not link.names:
            local.setdefault(link.module.partition(".")[0], []).append((link, "."))
    return local


def _related(one: str, other: str) -> bool:
    return one == other or any(one in group and other in group for group in _RELATED)
