"""Facts: all that one page can know about the rest of the tree.

A page never asks the store: it asks a :class:`View` for facts, and the view remembers each with the
digest of its answer, "there is no such thing" included. After a change the link stage evaluates the
facts that the change can have moved, and every page that read one with another digest is stale.
That is the whole of the incremental logic: a page builder cannot forget a dependency, because it
has no other way to see anything.

====================  ==================================================================
fact                  answer
====================  ==================================================================
``own:P``             digest of file P itself (content, language, flags, summary key)
``outline:P``         digest of what P defines, imports and says
``links:P``           P's references, resolved
``users:P``           files whose references reach P, each with the kind of reference
``defines:P``         qualified name -> anchor and kind of all that P defines
``class:N``           two of the places where a class called N is defined
``bindings:P``        definitions of the names that P takes and of its classes' bases
``heirs:P``           classes of other files that inherit from one of P
``path:X``            ``file`` (has pages), ``other`` (has none), ``folder`` or ````
``stem:N``            files and folders that can be found by the name N
``routes:P``          what file P says of where to look for things; nothing if there is no P
``short_tests:P``     tests of file P that are short enough to be quoted, with what they call
``compiled:N``        routes of the compilation databases for files called N, with their paths
``root:``             the package that the source root is, or ````
``files:F``           rows of the files in folder F
``subfolders:F``      name, rounded size and description of each subfolder of F
``siblings:P#C``      files with a class that inherits from class C of file P, unless many
``flows:F``           how often the children of folder F refer to one another
``ties:F``            which places outside folder F it uses, and which use it
``tested:F``          tests that refer to the files right in folder F
``rollup:F``          what is below F, lines and keywords rounded
``about:F``           the line by which folder F describes itself
``names:F``           keywords of each file in F
``shards:``           the shards of the A–Z index
``shard:S``           the entries of one shard
``chapters:``         the folders that have a chapter in the book
``past:P``            what the commits say of file P
``measured:P``        what was recorded of the lines of file P that ran
``authors:F``         authors of commits that changed something in folder F or below
``folders:``          every folder with the line by which it describes itself
====================  ==================================================================
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from pipeline import az, commits
from pipeline.bind import CLASS_KINDS, Bindings
from pipeline.coverage import Measured
from pipeline.edges import USED_BY, USES
from pipeline.facets import Card, Name
from pipeline.fingerprint import digest
from pipeline.model import Record, Route, ShortTest
from pipeline.resolve.links import Link
from pipeline.roles import is_test_itself
from pipeline.rollup import FileRow, Rollup, rounded
from pipeline.store import UNDOCUMENTED, Store

decode_card = msgspec.json.Decoder(Card).decode
decode_names = msgspec.json.Decoder(tuple[Name, ...]).decode
decode_links = msgspec.json.Decoder(tuple[Link, ...]).decode
_decode_route = msgspec.json.Decoder(Route).decode
_decode_routes = msgspec.json.Decoder(tuple[Route, ...]).decode
_decode_short_tests = msgspec.json.Decoder(tuple[ShortTest, ...]).decode
decode_bindings = msgspec.json.Decoder(Bindings).decode
decode_rollup = msgspec.json.Decoder(Rollup).decode
_decode_shards = msgspec.json.Decoder(dict[str, int]).decode
_encode = msgspec.json.Encoder().encode


class Subfolder(Record, frozen=True):
    """A folder as its parent's pages show it."""

    path: str
    files: int
    symbols: int
    description: str
    language: str
    tests: int = 0


class FileNames(Record, frozen=True):
    """The keywords of one file."""

    path: str
    language: str
    names: tuple[Name, ...]


class Place(Record, frozen=True):
    """Where one keyword is defined, for the A–Z index."""

    path: str
    qualname: str
    kind: str
    anchor: str


class ShardEntry(Record, frozen=True):
    """One keyword of the A–Z index; ``total`` counts the places, shown or not."""

    name: str
    total: int
    places: tuple[Place, ...]


class _Answer(NamedTuple):
    value: Any
    digest: bytes
    #: Bytes of the value as JSON, and some for keeping it.
    size: int


#: Bytes of answers after which a view begins to forget; in memory they take some times as much.
#: Pages are made in the order of their paths: what several of them read is read close together.
_KEPT = 2 << 20
_OVERHEAD = 100


class View:
    """The recording window through which a page sees the tree."""

    def __init__(self, store: Store) -> None:
        self._store = store
        #: What was looked up of late, and what was before that.
        self._known: dict[str, _Answer] = {}
        self._older: dict[str, _Answer] = {}
        self._size = 0
        #: Facts read since the last :meth:`start`, with digests.
        self.reads: dict[str, bytes] = {}

    def start(self) -> None:
        """Begin a new page."""
        self.reads = {}

    def get(self, kind: str, subject: str) -> Any:
        """Answer of a fact, recorded."""
        key = f"{kind}:{subject}"
        answer = self._known.get(key) or self._look_up(key, kind, subject)
        self.reads[key] = answer.digest
        return answer.value

    def digest(self, key: str) -> bytes:
        """Digest of a fact now, not recorded."""
        kind, _, subject = key.partition(":")
        return (self._known.get(key) or self._look_up(key, kind, subject)).digest

    def _look_up(self, key: str, kind: str, subject: str) -> _Answer:
        answer = self._older.get(key)
        if answer is None:
            value = _FACTS[kind](self._store, subject)
            encoded = _encode(value)
            answer = _Answer(value, digest(encoded), len(encoded) + _OVERHEAD)
        self._size += answer.size
        if self._size > _KEPT:
            self._older, self._known, self._size = self._known, {}, answer.size
        self._known[key] = answer
        return answer


def _own(store: Store, path: str) -> str:
    row = store.row("SELECT own FROM files WHERE path = ?", path)
    return row[0].hex() if row else ""


def _outline(store: Store, path: str) -> str:
    row = store.row("SELECT outline FROM files WHERE path = ?", path)
    return row[0].hex() if row else ""


def _links(store: Store, path: str) -> tuple[Link, ...]:
    row = store.row("SELECT links FROM files WHERE path = ?", path)
    return decode_links(row[0]) if row and row[0] else ()


def _users(store: Store, path: str) -> list[tuple[str, str]]:
    rows = store.rows("SELECT path, kind FROM edges WHERE target = ? ORDER BY path", path)
    return [(row[0], row[1]) for row in rows]


def _defines(store: Store, path: str) -> dict[str, tuple[str, str]]:
    row = store.row("SELECT names FROM files WHERE path = ?", path)
    found: dict[str, tuple[str, str]] = {}
    for name in decode_names(row[0]) if row and row[0] else ():
        found.setdefault(name.qualname, (name.anchor, name.kind))
    return found


_KINDS = ", ".join(f"'{kind}'" for kind in CLASS_KINDS)


def _class(store: Store, name: str) -> list[tuple[Any, ...]]:
    return store.rows(
        "SELECT f.path, s.qualname, s.anchor, s.kind, f.language FROM symbols s "
        f"JOIN files f ON f.id = s.file WHERE s.fold = ? AND s.name = ? AND s.kind IN ({_KINDS}) "
        "ORDER BY f.path, s.rowid LIMIT 2", az.fold(name), name)


def _bindings(store: Store, path: str) -> Bindings:
    row = store.row("SELECT bindings FROM files WHERE path = ?", path)
    return decode_bindings(row[0]) if row and row[0] else Bindings()


class Heirs(Record, frozen=True):
    """A class of another file that inherits from one of this file."""

    base: str
    path: str
    heir: str
    anchor: str
    inferred: bool


def _heirs(store: Store, path: str) -> list[Heirs]:
    rows = store.rows(
        "SELECT base, path, heir, anchor, inferred FROM heirs WHERE target = ? AND path <> ? "
        "ORDER BY base, path, heir", path, path)
    return [Heirs(base, user, heir, anchor, bool(inferred))
            for base, user, heir, anchor, inferred in rows]


#: A class with heirs in more files says little about what any two of them have in common.
_FAMILY = 8


def _siblings(store: Store, subject: str) -> list[str]:
    path, _, base = subject.rpartition("#")
    rows = store.rows(
        "SELECT DISTINCT path FROM heirs WHERE target = ? AND base = ? ORDER BY path LIMIT ?",
        path, base, _FAMILY + 1)
    return [row[0] for row in rows] if len(rows) <= _FAMILY else []


class Flow(Record, frozen=True):
    """How often one child of a folder refers to another; ``""`` stands for its own files."""

    source: str
    target: str
    n: int


class Ties(Record, frozen=True):
    """(place, how often), most first."""

    uses: tuple[tuple[str, int], ...] = ()
    used_by: tuple[tuple[str, int], ...] = ()


def _flows(store: Store, folder: str) -> list[Flow]:
    rows = store.rows(
        "SELECT source, target, n FROM flows WHERE folder = ? ORDER BY source, target", folder)
    return [Flow(source, target, rounded(n)) for source, target, n in rows]


#: As many places outside a folder as its page can name.
_TIES = 30


def _ties(store: Store, folder: str) -> Ties:
    found = []
    for way in (USES, USED_BY):
        rows = [(other, rounded(n)) for other, n in store.rows(
            "SELECT other, n FROM ties WHERE folder = ? AND way = ?", folder, way)]
        found.append(tuple(sorted(rows, key=lambda row: (-row[1], row[0]))[:_TIES]))
    return Ties(*found)


class Tested(Record, frozen=True):
    """Tests that refer to a folder's own files: their number, rounded, and the first by name."""

    total: int = 0
    tests: tuple[str, ...] = ()


_TESTS = 15


def _tested(store: Store, folder: str) -> Tested:
    rows = store.rows(
        "SELECT DISTINCT e.path FROM files f JOIN edges e ON e.target = f.path "
        "WHERE f.folder = ? AND e.kind <> 'link' ORDER BY e.path", folder)
    found = [path for (path,) in rows if is_test_itself(path)]
    return Tested(rounded(len(found)), tuple(found[:_TESTS]))


def fan_in(store: Store, folder: str) -> dict[str, int]:
    """File of a folder -> how many files refer to it other than in prose."""
    return dict(store.rows(
        "SELECT f.path, COUNT(*) FROM files f JOIN edges e ON e.target = f.path "
        "WHERE f.folder = ? AND e.kind <> 'link' GROUP BY f.path", folder))


def _path(store: Store, path: str) -> str:
    row = store.row("SELECT flags FROM files WHERE path = ?", path)
    if row:
        return "other" if row[0] & UNDOCUMENTED else "file"
    held = store.row(
        f"SELECT 1 FROM files WHERE path > ? AND path < ? AND flags & {UNDOCUMENTED} = 0 LIMIT 1",
        f"{path}/", f"{path}0")
    return "folder" if held else ""


def _stem(store: Store, stem: str) -> tuple[str, ...]:
    rows = store.rows("SELECT path FROM stems WHERE stem = ? ORDER BY path", stem)
    return tuple(row[0] for row in rows)


def _routes(store: Store, path: str) -> tuple[Route, ...] | None:
    row = store.row("SELECT routes FROM files WHERE path = ?", path)
    return None if row is None else _decode_routes(row[0]) if row[0] else ()


def _short_tests(store: Store, path: str) -> tuple[ShortTest, ...]:
    row = store.row("SELECT short_tests FROM files WHERE path = ?", path)
    return _decode_short_tests(row[0]) if row and row[0] else ()


def _compiled(store: Store, name: str) -> list[tuple[str, Route]]:
    rows = store.rows(
        "SELECT path, route FROM compiled WHERE name = ? ORDER BY path, rowid", name)
    return [(path, _decode_route(route)) for path, route in rows]


def file_rows(store: Store, folder: str) -> list[FileRow]:
    """Rows of the files directly in a folder, by name."""
    rows = store.rows(
        "SELECT path, flags, size, card FROM files WHERE folder = ? ORDER BY path", folder)
    return [
        FileRow(path, flags, size, decode_card(card) if card else None)
        for path, flags, size, card in rows
    ]


def _files(store: Store, folder: str) -> list[FileRow]:
    # Sizes of files with pages are left out: only their own page shows them.
    return [
        FileRow(row.path, row.flags, 0 if row.documented else row.size, row.card)
        for row in file_rows(store, folder)
    ]


def _subfolders(store: Store, folder: str) -> list[Subfolder]:
    rows = store.rows(
        "SELECT path, rollup FROM folders WHERE parent = ? ORDER BY path", folder)
    result = []
    for path, blob in rows:
        rollup = decode_rollup(blob)
        main = rollup.languages[0].language if rollup.languages else ""
        result.append(Subfolder(
            path, rollup.files, rounded(rollup.symbols), rollup.description, main,
            rounded(rollup.tests)))
    return result


def _rollup(store: Store, folder: str) -> Rollup:
    row = store.row("SELECT rollup FROM folders WHERE path = ?", folder)
    return decode_rollup(row[0]).rounded() if row else Rollup()


def _names(store: Store, folder: str) -> list[FileNames]:
    rows = store.rows(
        "SELECT path, language, names FROM files WHERE folder = ? AND names IS NOT NULL "
        "ORDER BY path", folder)
    return [FileNames(path, language, decode_names(names)) for path, language, names in rows]


def shards(store: Store) -> dict[str, int]:
    """The A–Z shards with the number of places each shows, in order."""
    blob = store.get_meta("shards")
    return dict(sorted(_decode_shards(blob).items())) if blob else {}


def _shards(store: Store, subject: str) -> list[str]:
    return list(shards(store))


def _about(store: Store, folder: str) -> str:
    row = store.row("SELECT rollup FROM folders WHERE path = ?", folder)
    return decode_rollup(row[0]).description if row else ""


def _shard(store: Store, shard: str) -> list[ShardEntry]:
    low, high = az.bounds(shard)
    rows = store.rows(
        "SELECT s.name, f.path, s.qualname, s.kind, s.anchor FROM symbols s "
        "JOIN files f ON f.id = s.file WHERE s.fold >= ? AND s.fold < ? "
        "ORDER BY s.fold, s.name, f.path, s.rowid", low, high)
    entries: dict[str, list[Place]] = {}
    totals: dict[str, int] = {}
    for name, path, qualname, kind, anchor in rows:
        places = entries.setdefault(name, [])
        totals[name] = totals.get(name, 0) + 1
        if len(places) < az.PLACES:
            places.append(Place(path, qualname, kind, anchor))
    return [ShardEntry(name, totals[name], tuple(places)) for name, places in entries.items()]


def chapters(store: Store) -> list[str]:
    """Top-level folders; each has a chapter in the book."""
    return [row[0] for row in store.rows(
        "SELECT path FROM folders WHERE parent = '' AND path <> '' ORDER BY path")]


def _folders(store: Store, subject: str) -> list[tuple[str, str]]:
    rows = store.rows("SELECT path, rollup FROM folders WHERE path <> '' ORDER BY path")
    return [(path, decode_rollup(blob).description) for path, blob in rows]


_decode_measured = msgspec.json.Decoder(Measured).decode


def _measured(store: Store, path: str) -> Measured:
    row = store.row("SELECT value FROM measured WHERE path = ?", path)
    return _decode_measured(row[0]) if row else Measured()


_FACTS: dict[str, Callable[[Store, str], Any]] = {
    "own": _own,
    "outline": _outline,
    "links": _links,
    "users": _users,
    "defines": _defines,
    "class": _class,
    "bindings": _bindings,
    "heirs": _heirs,
    "siblings": _siblings,
    "flows": _flows,
    "ties": _ties,
    "tested": _tested,
    "path": _path,
    "stem": _stem,
    "routes": _routes,
    "short_tests": _short_tests,
    "compiled": _compiled,
    "root": lambda store, _: (store.get_meta("root_package") or b"").decode(),
    "files": _files,
    "subfolders": _subfolders,
    "rollup": _rollup,
    "names": _names,
    "shards": _shards,
    "about": _about,
    "shard": _shard,
    "chapters": lambda store, _: chapters(store),
    "folders": _folders,
    "past": commits.past,
    "measured": _measured,
    "authors": lambda store, folder: [
        (name, rounded(n)) for name, n in commits.authors(store, folder)],
}
