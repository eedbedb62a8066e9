"""Link: what a change of some files means for every page.

One transaction takes the store from "linked as of the last build" to "linked as of this scan", and
marks the pages that this makes stale:

1. put the changed files' rows (facets from their summaries), drop those of removed files;
2. resolve the references of changed files, and of files whose look-ups now answer differently;
   bind the names they take and the classes they inherit from to their definitions;
3. roll folders up, from the changed files' folders to the root, as far as something changes;
4. split the A–Z index anew for the letters that gained or lost names;
5. add and doom page nodes, so that there is one for each page the tree should have; take in the
   commits that came since, take out those that went; take in measured coverage;
6. evaluate every fact that steps 1–5 can have moved, and mark the readers whose digest differs.

The cost is that of the change, not of the tree. A clean build is the same code from an empty store,
where step 6 has nothing to compare: that makes it the oracle for everything else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from pipeline import az, nodes, twins
from pipeline.bind import CLASS_KINDS, Binder
from pipeline.commits import Commits
from pipeline.config import Config
from pipeline.coverage import Measured, Unusable, measured
from pipeline.edges import Edges, targets_of
from pipeline.facets import Facets, Heir, Reference
from pipeline.facts import View, chapters, decode_links, decode_rollup, fan_in, file_rows, shards
from pipeline.fingerprint import digest
from pipeline.model import Entry, Route
from pipeline.nodes import Node
from pipeline.offers import by_path, module_stems
from pipeline.paths import ancestors, folder_of, name_of
from pipeline.resolve import resolve
from pipeline.resolve.compiled import SEARCHES
from pipeline.rollup import roll_up
from pipeline.scan import Scan
from pipeline.store import DOOMED, FRESH, STALE, UNDOCUMENTED, Store

_encode = msgspec.json.Encoder().encode
_decode_references = msgspec.json.Decoder(tuple[Reference, ...]).decode
_decode_heirs = msgspec.json.Decoder(tuple[Heir, ...]).decode
_decode_offers = msgspec.json.Decoder(tuple[str, ...]).decode
_decode_routes = msgspec.json.Decoder(tuple[Route, ...]).decode

#: Folded name -> rows of the symbols of one file, in their order.
_Symbols = dict[str, list[tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A changed file with what parsing it gave; ``facets`` is None for a file without pages."""

    entry: Entry
    key: bytes
    facets: Facets | None


class Outside(NamedTuple):
    """What pages show beside the tree itself, where it moved; None where it did not."""

    source: Path
    #: The commit that is checked out; empty for none.
    head: str | None = None
    #: Signature of the file of measured coverage, and the file.
    coverage: bytes | None = None
    coverage_file: Path | None = None


@dataclass(slots=True)
class LinkCounts:
    """What a link did."""

    files: int = 0
    #: What the user should know.
    notices: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Delta:
    """What is known to have changed so far."""

    #: Facts whose answer may differ.
    facts: set[str] = field(default_factory=set)
    #: Ids of files whose references must be resolved, and whose names must be bound.
    resolve: set[int] = field(default_factory=set)
    bind: set[int] = field(default_factory=set)
    folders: set[str] = field(default_factory=set)
    #: Folders in which, or below which, a file came or went.
    parents: set[str] = field(default_factory=set)
    #: Whether a folder, shard or twin came or went: the tree's own pages may be others.
    shape: bool = False
    #: Folded names of symbols that came, went or moved; in a first build their first characters.
    folds: set[str] = field(default_factory=set)
    letters: set[str] = field(default_factory=set)


class Linker:
    """One link transaction. Call the steps through :func:`link`."""

    def __init__(self, store: Store, root_package: str) -> None:
        self._store = store
        self._delta = _Delta()
        self._edges = Edges(store)
        #: Folders that are known to hold a module, as are all above them.
        self._packages: set[str] = set()
        self._twins = twins.known(store)
        if (store.get_meta("root_package") or b"") != root_package.encode():
            store.put_meta("root_package", root_package.encode())
            self._delta.facts.add("root:")
        # Not "no files": a tree that was empty has pages, which are readers like any other.
        self._first = store.row("SELECT 1 FROM nodes LIMIT 1") is None
        self.counts = LinkCounts()
        if self._first:
            # A tree without a single source still has its welcome page.
            self._delta.folders.add("")

    def run(
        self, parsed: Iterable[Parsed], removed: Iterable[str], outside: Outside | None
    ) -> None:
        self._remove(removed)
        for item in parsed:
            self._put(item)
        if self._first:
            self._store.build_indexes()
        self._resolve()
        self._bind()
        self._edges.flush()
        self._note_edges()
        self._roll_up()
        self._look_for_twins()
        self._split_index()
        self._plan_tree()
        if outside is not None and outside.head is not None:
            self._follow(outside.source, outside.head)
        if outside is not None and outside.coverage is not None:
            self._measure(outside, outside.coverage)
        self._mark()

    # 1 -- rows ---------------------------------------------------------------

    def _remove(self, removed: Iterable[str]) -> None:
        for path in removed:
            row = self._store.row("SELECT id, offers, routes FROM files WHERE path = ?", path)
            self._store.run("DELETE FROM sources WHERE path = ?", path)
            if row is None:
                continue
            self._replace_symbols(row[0], None)
            self._drop_relations(row[0], path)
            self._offer(path, row[1], None)
            self._route(path, row[2], None)
            self._store.run("DELETE FROM files WHERE id = ?", row[0])
            self._touch(path)
            self._membership(path, appeared=False)

    def _put(self, item: Parsed) -> None:
        entry, path = item.entry, item.entry.path
        self.counts.files += 1
        old = None if self._first else self._store.row(
            "SELECT id, flags, refs, language, heirs, offers, routes FROM files WHERE path = ?",
            path)
        identity = self._write(item, old[0] if old else None)
        self._store.run("INSERT OR REPLACE INTO sources VALUES (?, ?)", path, entry.signature)
        self._touch(path)
        documented = not entry.flags & UNDOCUMENTED
        if old is None or documented != (not old[1] & UNDOCUMENTED):
            self._membership(path, appeared=documented)
        references = _encode(item.facets.references) if item.facets else None
        if old is None or (old[2], old[3]) != (references, entry.language):
            self._delta.resolve.add(identity)
        if old is None or old[4] != _heirs(item.facets):
            self._delta.bind.add(identity)
        self._offer(path, old[5] if old else None, _offers(item.facets))
        self._route(path, old[6] if old else None, _routes(item.facets))

    def _write(self, item: Parsed, identity: int | None) -> int:
        entry, facets = item.entry, item.facets
        own = digest(item.key, entry.digest, f"{entry.language} {entry.flags}".encode())
        values = (
            entry.path, folder_of(entry.path), entry.digest, entry.size, entry.language,
            entry.flags, item.key, own,
            bytes.fromhex(facets.outline) if facets else b"",
            _encode(facets.card) if facets else None,
            _encode(facets.names) if facets else None,
            _encode(facets.references) if facets else None,
            _heirs(facets), _offers(facets), _routes(facets),
            _encode(facets.short_tests) if facets and facets.short_tests else None,
            _encode(facets.diagnostics) if facets and facets.diagnostics else None,
        )
        if identity is None:
            cursor = self._store.db.execute(
                "INSERT INTO files (path, folder, digest, size, language, flags, skey, own, "
                "outline, card, names, refs, heirs, offers, routes, short_tests, "
                "diagnostics) "
                "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                values)
            identity = int(cursor.lastrowid or 0)
            self._replace_symbols(identity, facets, new=True)
            return identity
        before = self._store.row("SELECT names FROM files WHERE id = ?", identity)
        self._store.run(
            "UPDATE files SET path=?, folder=?, digest=?, size=?, language=?, flags=?, skey=?, "
            "own=?, outline=?, card=?, names=?, refs=?, heirs=?, offers=?, routes=?, "
            "short_tests=?, diagnostics=? WHERE id = ?",
            *values, identity)
        if before is None or before[0] != values[10]:
            self._replace_symbols(identity, facets)
        return identity

    def _replace_symbols(self, identity: int, facets: Facets | None, *, new: bool = False) -> None:
        before = [] if new else self._store.rows(
            "SELECT fold, name, qualname, kind, anchor FROM symbols WHERE file = ? ORDER BY rowid",
            identity)
        after = [(az.fold(n.name), n.name, n.qualname, n.kind, n.anchor)
                 for n in (facets.names if facets else ())]
        if before:
            self._store.run("DELETE FROM symbols WHERE file = ?", identity)
        self._store.many("INSERT INTO symbols (file, fold, name, qualname, kind, anchor) "
                         "VALUES (?, ?, ?, ?, ?, ?)", ((identity, *row) for row in after))
        if self._first:
            self._delta.letters.update(row[0][0] for row in after)
        else:
            self._note_names(_by_fold(before), _by_fold(after))

    def _note_names(self, before: _Symbols, after: _Symbols) -> None:
        """Folded names whose symbols in one file differ."""
        for fold in before.keys() | after.keys():
            old, new = before.get(fold, []), after.get(fold, [])
            if old != new:
                self._delta.folds.add(fold)
                self._delta.facts.update(
                    f"class:{name}" for _, name, _, kind, _ in (*old, *new) if kind in CLASS_KINDS)

    def _touch(self, path: str) -> None:
        """Note the facts that any change of a file can move."""
        delta, folder = self._delta, folder_of(path)
        delta.folders.add(folder)
        if self._first:
            return
        delta.facts |= {f"own:{path}", f"outline:{path}", f"defines:{path}", f"files:{folder}",
                        f"names:{folder}", f"routes:{path}", f"short_tests:{path}"}

    def _membership(self, path: str, *, appeared: bool) -> None:
        """A file (or its pages) came or went."""
        delta = self._delta
        delta.facts |= {f"path:{path}", "chapters:",
                        *(f"path:{folder}" for folder in ancestors(folder_of(path))[:-1])}
        delta.parents.update(ancestors(folder_of(path)))
        self._change_offers(path, by_path(path), appeared=appeared)
        if appeared:
            self._add_nodes(nodes.file_nodes(path, self._twins))
        else:
            self._doom("subject = ? AND kind IN ('docs', 'keywords')", path)
        if module_stems(path):
            self._package_folders(path, appeared=appeared)

    def _offer(self, path: str, old: bytes | None, new: bytes | None) -> None:
        """Note what a file offers by its content now."""
        if old != new:
            before, after = (set(_decode_offers(blob)) if blob else set() for blob in (old, new))
            self._change_offers(path, sorted(before - after), appeared=False)
            self._change_offers(path, sorted(after - before), appeared=True)

    def _route(self, path: str, old: bytes | None, new: bytes | None) -> None:
        """Note how a compilation database has files compiled now."""
        if old == new:
            return
        before, after = _compiled(old), _compiled(new)
        self._delta.facts.update(f"compiled:{name}" for name, _ in (*before, *after))
        if before:
            self._store.run("DELETE FROM compiled WHERE path = ?", path)
        self._store.many("INSERT INTO compiled VALUES (?, ?, ?)",
                         [(name, path, _encode(route)) for name, route in after])

    def _change_offers(self, path: str, names: Sequence[str], *, appeared: bool) -> None:
        self._delta.facts.update(f"stem:{name}" for name in names)
        statement = "INSERT OR IGNORE INTO stems VALUES (?, ?)" if appeared \
            else "DELETE FROM stems WHERE stem = ? AND path = ?"
        self._store.many(statement, [(name, path) for name in names])

    def _package_folders(self, path: str, *, appeared: bool) -> None:
        """A folder that holds a module, at any depth, can be imported as a namespace package."""
        for folder in ancestors(folder_of(path))[:-1]:
            if appeared and folder in self._packages:
                # All above it too, by the same file.
                break
            stem, entry = name_of(folder), f"{folder}/"
            self._delta.facts.add(f"stem:{stem}")
            if appeared:
                self._store.run("INSERT OR IGNORE INTO stems VALUES (?, ?)", stem, entry)
                self._packages.add(folder)
            elif not self._holds_module(folder):
                self._store.run("DELETE FROM stems WHERE stem = ? AND path = ?", stem, entry)
                self._packages.discard(folder)

    def _holds_module(self, folder: str) -> bool:
        rows = self._store.db.execute(
            "SELECT path FROM files WHERE path > ? AND path < ?", (f"{folder}/", f"{folder}0"))
        return any(module_stems(row[0]) for row in rows)

    # 2 -- references ---------------------------------------------------------

    def _resolve(self) -> None:
        self._delta.resolve |= self._files_that_look_differently(
            ("stem:", "path:", "root:", "routes:", "compiled:"), _resolver)
        view = View(self._store)
        for identity in sorted(self._delta.resolve):
            row = self._store.row(
                "SELECT path, language, refs, links FROM files WHERE id = ?", identity)
            if row is not None and (row[2] not in (None, b"[]") or row[3]):
                self._resolve_file(identity, row, view)

    def _files_that_look_differently(
        self, kinds: tuple[str, ...], reader: Callable[[int], int]
    ) -> set[int]:
        """Ids of files one of whose look-ups (read as ``reader``) has another answer now."""
        found: set[int] = set()
        if self._first:
            return found
        view = View(self._store)
        side = reader(0)
        for fact in sorted(self._delta.facts):
            if fact.startswith(kinds):
                rows = self._store.rows(
                    "SELECT node, digest FROM reads WHERE fact = ? AND node < 0 "
                    "AND node % 2 = ?", fact, side)
                if rows:
                    now = view.digest(fact)
                    found |= {-node // 2 for node, seen in rows if seen != now}
        return found

    def _resolve_file(self, identity: int, row: tuple[Any, ...], view: View) -> None:
        path, language, refs, old = row
        view.start()
        links = resolve(path, _decode_references(refs or b"[]"), view.get, language)
        self._store.put_reads(_resolver(identity), view.reads)
        blob = _encode(links)
        if blob == old:
            return
        self._store.run("UPDATE files SET links = ? WHERE id = ?", blob, identity)
        self._delta.facts.add(f"links:{path}")
        self._delta.bind.add(identity)

    def _bind(self) -> None:
        self._delta.bind |= self._files_that_look_differently(
            ("links:", "defines:", "class:", "path:"), _binder)
        view = View(self._store)
        binder = Binder(view.get)
        for identity in sorted(self._delta.bind):
            row = self._store.row(
                "SELECT path, language, links, heirs, bindings FROM files WHERE id = ?", identity)
            # A file without references may have had some; in a first build it has not.
            if row is not None and (not self._first or row[2] not in (None, b"[]") or row[3]):
                self._bind_file(identity, row, view, binder)

    def _bind_file(
        self, identity: int, row: tuple[Any, ...], view: View, binder: Binder
    ) -> None:
        path, language, links, heirs, old = row
        view.start()
        linked = decode_links(links) if links else ()
        found = binder.bind(path, language, linked, _decode_heirs(heirs) if heirs else ())
        self._store.put_reads(_binder(identity), view.reads)
        self._edges.replace(path, targets_of(path, linked, found))
        blob = _encode(found) if found.names or found.bases else None
        if blob == old:
            return
        self._store.run("UPDATE files SET bindings = ? WHERE id = ?", blob, identity)
        self._delta.facts.add(f"bindings:{path}")
        self._drop_heirs(path)
        rows = [(item.definition.path, path, item.definition.qualname, item.heir,
                 item.heir_anchor, item.inferred) for item in found.bases]
        self._store.many("INSERT OR IGNORE INTO heirs VALUES (?, ?, ?, ?, ?, ?)", rows)
        self._note_heirs((row[0], row[2]) for row in rows)

    def _drop_heirs(self, path: str) -> None:
        self._note_heirs(self._store.rows(
            "SELECT DISTINCT target, base FROM heirs WHERE path = ?", path))
        self._store.run("DELETE FROM heirs WHERE path = ?", path)

    def _note_heirs(self, classes: Iterable[Sequence[str]]) -> None:
        """(file, class) whose heirs come or go."""
        for target, base in classes:
            self._delta.facts |= {f"heirs:{target}", f"siblings:{target}#{base}"}

    def _drop_relations(self, identity: int, path: str) -> None:
        """Forget what a removed file refers to and inherits from."""
        self._edges.replace(path, {})
        self._drop_heirs(path)
        self._delta.facts |= {f"links:{path}", f"bindings:{path}"}
        self._store.many("DELETE FROM reads WHERE node = ?",
                         [(_resolver(identity),), (_binder(identity),)])

    def _note_edges(self) -> None:
        """Facts and folders that the moved edges touch."""
        delta, edges = self._delta, self._edges
        delta.folders.update(folder_of(target) for target in edges.targets)
        if not self._first:
            delta.facts.update(f"users:{target}" for target in edges.targets)
            delta.facts.update(f"tested:{folder_of(target)}" for target in edges.targets)
            for folder in edges.folders:
                delta.facts |= {f"flows:{folder}", f"ties:{folder}"}

    # 3 -- folders ------------------------------------------------------------

    def _roll_up(self) -> None:
        pending = {f for folder in self._delta.folders for f in ancestors(folder)}
        changed = set(self._delta.folders)
        for folder in sorted(pending, key=lambda f: -f.count("/") if f else 1):
            if folder in changed and self._roll_up_folder(folder) and folder:
                changed.add(folder_of(folder))

    def _roll_up_folder(self, folder: str) -> bool:
        """Recompute one folder; True when its parent must look again."""
        store, delta = self._store, self._delta
        rows = file_rows(store, folder)
        users = fan_in(store, folder)
        children = [decode_rollup(blob) for (blob,) in store.rows(
            "SELECT rollup FROM folders WHERE parent = ? AND path <> '' ORDER BY path", folder)]
        rollup = roll_up(rows, children, users)
        old = store.row("SELECT rollup FROM folders WHERE path = ?", folder)
        if not rollup.files and folder:
            if old:
                self._drop_folder(folder)
            return old is not None
        self._plan_folder(folder, [r.card.symbols if r.card else 0 for r in rows if r.documented])
        blob = _encode(rollup)
        if old and old[0] == blob:
            return False
        parent = folder_of(folder) if folder else None
        store.run("INSERT OR REPLACE INTO folders VALUES (?, ?, ?)", folder, parent, blob)
        delta.facts |= {f"subfolders:{folder_of(folder)}", f"rollup:{folder}"}
        if not old or decode_rollup(old[0]).description != rollup.description:
            delta.facts |= {f"about:{folder}", "folders:"}
        if not old:
            delta.facts |= {f"path:{folder}", "chapters:"}
            delta.shape = True
        return True

    def _drop_folder(self, folder: str) -> None:
        self._store.run("DELETE FROM folders WHERE path = ?", folder)
        self._doom("subject = ? AND kind IN ('index', 'doc', 'sub')", folder)
        self._delta.facts |= {
            f"subfolders:{folder_of(folder)}", "chapters:", "folders:",
            *(f"{kind}:{folder}" for kind in ("rollup", "about", "path"))}
        self._delta.shape = True

    def _plan_folder(self, folder: str, keyword_counts: list[int]) -> None:
        wanted = list(nodes.folder_nodes(folder, keyword_counts, self._twins))
        self._replace_nodes(
            wanted, "subject = ? AND kind IN ('index', 'doc', 'sub', 'welcome')", folder)

    # 4 -- A–Z ----------------------------------------------------------------

    def _split_index(self) -> None:
        delta = self._delta
        if not (delta.letters or delta.folds):
            return
        before = shards(self._store)
        after = az.split_again(self._store, before, delta.folds)
        for letter in delta.letters:
            after |= az.letter_shards(self._store, letter)
        self._store.put_meta("shards", _encode(dict(sorted(after.items()))))
        moved = {az.shard_of(fold, s) for fold in delta.folds for s in (before, after)}
        if before.keys() != after.keys():
            moved |= before.keys() ^ after.keys()
            delta.shape = True
        delta.facts |= {"shards:", *(f"shard:{shard}" for shard in moved if shard)}

    # 5 -- nodes --------------------------------------------------------------

    def _plan_tree(self) -> None:
        if not (self._first or self._delta.shape):
            return
        (folders,) = self._store.row("SELECT COUNT(*) FROM folders WHERE path <> ''") or (0,)
        wanted = list(nodes.tree_nodes(
            list(shards(self._store)), chapters(self._store), folders, self._twins))
        self._replace_nodes(
            wanted, "kind IN ('az', 'book', 'letter', 'chapter', 'appendix', 'llms')")

    def _look_for_twins(self) -> None:
        """Where other names are twins now, pages move, and any page may link to one of them."""
        store, before = self._store, self._twins
        self._twins = twins.look(store, before, self._delta.parents)
        if self._twins == before:
            return
        self._delta.shape = True
        moved = [
            (now, identity) for identity, kind, subject, part, page in store.rows(
                "SELECT id, kind, subject, part, page FROM nodes")
            if (now := nodes.page_of(kind, subject, part, self._twins)) != page]
        store.many("UPDATE nodes SET page = ? WHERE id = ?", moved)
        store.run(f"UPDATE nodes SET state = {STALE}, reason = 'twins' WHERE state = {FRESH}")
        # What lies at the old paths is nobody's now: for the sweep that a new store gets as well.
        store.run("DELETE FROM pages WHERE page NOT IN (SELECT page FROM nodes)")
        store.run("DELETE FROM meta WHERE key = 'swept'")

    def _replace_nodes(self, wanted: list[Node], where: str, *args: str) -> None:
        have = {row[0] for row in self._store.rows(
            f"SELECT page FROM nodes WHERE state <> {DOOMED} AND {where}", *args)}
        self._add_nodes(n for n in wanted if n.page not in have)
        for page in have - {n.page for n in wanted}:
            self._doom("page = ?", page)

    def _add_nodes(self, added: Iterable[Node]) -> None:
        self._store.many(
            "INSERT INTO nodes (kind, subject, part, page, state, reason) VALUES (?,?,?,?,?,?) "
            "ON CONFLICT (page) DO UPDATE SET state = excluded.state, reason = excluded.reason",
            ((n.kind, n.subject, n.part, n.page, STALE, "new") for n in added))

    def _doom(self, where: str, subject: str) -> None:
        self._store.run(f"UPDATE nodes SET state = {DOOMED} WHERE {where}", subject)

    def _follow(self, source: Path, head: str) -> None:
        """Move to the history of another commit."""
        commits = Commits(self._store)
        if not commits.move(source, head):
            self.counts.notices.append("git does not tell this checkout's history: left out")
        if not self._first:
            self._delta.facts.update(f"past:{path}" for path in commits.files)
            self._delta.facts.update(f"authors:{folder}" for folder in commits.folders)

    def _measure(self, outside: Outside, signature: bytes) -> None:
        """Take in what was recorded of each file's lines."""
        found: dict[str, Measured] = {}
        try:
            if outside.coverage_file is not None:
                found = measured(outside.coverage_file, outside.source)
        except Unusable as error:
            self.counts.notices.append(f"coverage: {outside.coverage_file}: {error}; left out")
        store = self._store
        before: dict[str, bytes] = dict(store.rows("SELECT path, value FROM measured"))
        after = {path: _encode(value) for path, value in found.items()}
        moved = sorted(path for path in before.keys() | after.keys()
                       if before.get(path) != after.get(path))
        store.many("DELETE FROM measured WHERE path = ?", [(path,) for path in moved])
        store.many("INSERT INTO measured VALUES (?, ?)",
                   [(path, after[path]) for path in moved if path in after])
        store.put_meta("coverage", signature)
        if not self._first:
            self._delta.facts.update(f"measured:{path}" for path in moved)

    # 6 -- readers ------------------------------------------------------------

    def _mark(self) -> None:
        if self._first:
            return
        view = View(self._store)
        for fact in sorted(self._delta.facts):
            readers = self._store.rows(
                "SELECT node, digest FROM reads WHERE fact = ? AND node > 0", fact)
            if not readers:
                continue
            now = view.digest(fact)
            stale = [(fact, node) for node, seen in readers if seen != now]
            self._store.many(
                f"UPDATE nodes SET state = {STALE}, reason = ? WHERE id = ? AND state = {FRESH}",
                stale)


def _by_fold(rows: Iterable[tuple[str, ...]]) -> _Symbols:
    found: _Symbols = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return found


def _resolver(identity: int) -> int:
    """Reader id of a file's resolving; pages have positive ids."""
    return -2 * identity


def _binder(identity: int) -> int:
    """Reader id of a file's binding."""
    return -2 * identity - 1


def _heirs(facets: Facets | None) -> bytes | None:
    return _encode(facets.heirs) if facets and facets.heirs else None


def _offers(facets: Facets | None) -> bytes | None:
    return _encode(facets.offers) if facets and facets.offers else None


def _routes(facets: Facets | None) -> bytes | None:
    return _encode(facets.routes) if facets and facets.routes else None


def _compiled(routes: bytes | None) -> list[tuple[str, Route]]:
    """Base names of the files that a compilation database names, with the routes for each."""
    found = _decode_routes(routes) if routes else ()
    return [(name_of(route.pattern), route) for route in found if route.kind in SEARCHES]


def link(
    store: Store, parsed: Iterable[Parsed], removed: Iterable[str], root_package: str = "",
    outside: Outside | None = None,
) -> LinkCounts:
    """Link a change; call within a transaction of the store.

    ``root_package`` is the name by which the source root itself is imported, if it is a package;
    ``outside`` is what else the pages show.
    """
    linker = Linker(store, root_package)
    linker.run(parsed, removed, outside)
    return linker.counts


def outside_of(config: Config, found: Scan) -> Outside:
    """What pages show beside the tree, as far as a scan found that it moved."""
    return Outside(config.source, found.head, found.coverage, config.coverage)
