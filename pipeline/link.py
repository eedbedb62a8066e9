"""Link: what a change of some files means for every page.

One transaction takes the store from "linked as of the last build" to "linked as of this scan", and
marks the pages that this makes stale:

1. put the changed files' rows (facets from their summaries), drop those of removed files;
2. roll folders up, from the changed files' folders to the root, as far as something changes;
3. resolve the references of changed files, and of files whose look-ups now answer differently;
4. split the A–Z index anew for the letters that gained or lost names;
5. add and doom page nodes, so that there is one for each page the tree should have;
6. evaluate every fact that steps 1–5 can have moved, and mark the readers whose digest differs.

The cost is that of the change, not of the tree. A clean build is the same code from an empty store,
where step 6 has nothing to compare: that makes it the oracle for everything else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from pipeline import az, nodes
from pipeline.facets import Facets, Reference
from pipeline.facts import View, chapters, decode_rollup, file_rows, shards
from pipeline.fingerprint import digest
from pipeline.model import Entry
from pipeline.nodes import Node
from pipeline.paths import ancestors, folder_of, name_of
from pipeline.resolve import resolve, stems_of
from pipeline.rollup import roll_up
from pipeline.store import DOOMED, FRESH, STALE, UNDOCUMENTED, Store

_encode = msgspec.json.Encoder().encode
_decode_references = msgspec.json.Decoder(tuple[Reference, ...]).decode


@dataclass(frozen=True, slots=True)
class Parsed:
    """A changed file with what parsing it gave; ``facets`` is None for a file without pages."""

    entry: Entry
    key: bytes
    facets: Facets | None


@dataclass(slots=True)
class LinkCounts:
    """What a link did."""

    files: int = 0
    resolved: int = 0
    marked: int = 0


@dataclass(slots=True)
class _Delta:
    """What is known to have changed so far."""

    #: Facts whose answer may differ.
    facts: set[str] = field(default_factory=set)
    #: Ids of files whose references must be resolved.
    resolve: set[int] = field(default_factory=set)
    folders: set[str] = field(default_factory=set)
    letters: set[str] = field(default_factory=set)
    #: Folded names added or removed.
    folds: set[str] = field(default_factory=set)


class Linker:
    """One link transaction. Call the steps through :func:`link`."""

    def __init__(self, store: Store, root_package: str) -> None:
        self._store = store
        self._delta = _Delta()
        if (store.get_meta("root_package") or b"") != root_package.encode():
            store.put_meta("root_package", root_package.encode())
            self._delta.facts.add("root:")
        self._first = store.row("SELECT 1 FROM files LIMIT 1") is None
        self.counts = LinkCounts()
        if self._first:
            # A tree without a single source still has its welcome page.
            self._delta.folders.add("")

    def run(self, parsed: Iterable[Parsed], removed: Iterable[str]) -> None:
        self._remove(removed)
        for item in parsed:
            self._put(item)
        if self._first:
            self._store.build_indexes()
        self._roll_up()
        self._resolve()
        self._split_index()
        self._plan_tree()
        self._mark()

    # 1 -- rows ---------------------------------------------------------------

    def _remove(self, removed: Iterable[str]) -> None:
        for path in removed:
            row = self._store.row("SELECT id, flags FROM files WHERE path = ?", path)
            self._store.run("DELETE FROM sources WHERE path = ?", path)
            if row is None:
                continue
            self._drop_symbols(row[0])
            self._drop_links(row[0], path)
            self._store.run("DELETE FROM files WHERE id = ?", row[0])
            self._touch(path)
            self._membership(path, appeared=False)

    def _put(self, item: Parsed) -> None:
        entry, path = item.entry, item.entry.path
        self.counts.files += 1
        old = None if self._first else self._store.row(
            "SELECT id, flags, refs FROM files WHERE path = ?", path)
        identity = self._write(item, old[0] if old else None)
        self._store.run("INSERT OR REPLACE INTO sources VALUES (?, ?)", path, entry.signature)
        self._touch(path)
        documented = not entry.flags & UNDOCUMENTED
        if old is None or documented != (not old[1] & UNDOCUMENTED):
            self._membership(path, appeared=documented)
        references = _encode(item.facets.references) if item.facets else None
        if old is None or old[2] != references:
            self._delta.resolve.add(identity)

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
            _encode(facets.diagnostics) if facets and facets.diagnostics else None,
        )
        if identity is None:
            cursor = self._store.db.execute(
                "INSERT INTO files (path, folder, digest, size, language, flags, skey, own, "
                "outline, card, names, refs, diagnostics) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
                values)
            identity = int(cursor.lastrowid or 0)
            self._add_symbols(identity, facets)
            return identity
        before = self._store.row("SELECT names FROM files WHERE id = ?", identity)
        self._store.run(
            "UPDATE files SET path=?, folder=?, digest=?, size=?, language=?, flags=?, skey=?, "
            "own=?, outline=?, card=?, names=?, refs=?, diagnostics=? WHERE id = ?",
            *values, identity)
        if before is None or before[0] != values[10]:
            self._drop_symbols(identity)
            self._add_symbols(identity, facets)
        return identity

    def _add_symbols(self, identity: int, facets: Facets | None) -> None:
        rows = [
            (az.fold(n.name), identity, n.name, n.qualname, n.kind, n.anchor)
            for n in (facets.names if facets else ())
        ]
        self._store.many("INSERT INTO symbols VALUES (?, ?, ?, ?, ?, ?)", rows)
        self._note_folds(row[0] for row in rows)

    def _drop_symbols(self, identity: int) -> None:
        rows = self._store.rows("SELECT fold FROM symbols WHERE file = ?", identity)
        self._note_folds(row[0] for row in rows)
        self._store.run("DELETE FROM symbols WHERE file = ?", identity)

    def _note_folds(self, folds: Iterable[str]) -> None:
        for fold in folds:
            self._delta.letters.add(fold[0])
            if not self._first:
                self._delta.folds.add(fold)

    def _touch(self, path: str) -> None:
        """Note the facts that any change of a file can move."""
        delta, folder = self._delta, folder_of(path)
        delta.folders.add(folder)
        if self._first:
            return
        delta.facts |= {f"own:{path}", f"outline:{path}", f"files:{folder}", f"names:{folder}"}
        delta.facts.update(
            row[0] for row in self._store.rows(
                "SELECT DISTINCT fact FROM reads WHERE fact >= ? AND fact < ?",
                f"symbol:{path}#", f"symbol:{path}$"))

    def _membership(self, path: str, *, appeared: bool) -> None:
        """A file (or its pages) came or went."""
        delta = self._delta
        delta.facts |= {f"path:{path}", "chapters:"}
        for stem in stems_of(path):
            delta.facts.add(f"stem:{stem}")
        if appeared:
            self._store.many(
                "INSERT OR IGNORE INTO stems VALUES (?, ?)",
                [(stem, path) for stem in stems_of(path)])
            self._add_nodes(nodes.file_nodes(path))
        else:
            self._store.many(
                "DELETE FROM stems WHERE stem = ? AND path = ?",
                [(stem, path) for stem in stems_of(path)])
            self._doom("subject = ? AND kind IN ('docs', 'keywords')", path)
        if stems_of(path):
            self._package_folders(path, appeared=appeared)

    def _package_folders(self, path: str, *, appeared: bool) -> None:
        """A folder that holds a module, at any depth, can be imported as a namespace package."""
        for folder in ancestors(folder_of(path))[:-1]:
            stem, entry = name_of(folder), f"{folder}/"
            self._delta.facts.add(f"stem:{stem}")
            if appeared:
                self._store.run("INSERT OR IGNORE INTO stems VALUES (?, ?)", stem, entry)
            elif not self._holds_module(folder):
                self._store.run("DELETE FROM stems WHERE stem = ? AND path = ?", stem, entry)

    def _holds_module(self, folder: str) -> bool:
        rows = self._store.db.execute(
            "SELECT path FROM files WHERE path > ? AND path < ?", (f"{folder}/", f"{folder}0"))
        return any(stems_of(row[0]) for row in rows)

    # 2 -- folders ------------------------------------------------------------

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
        children = [decode_rollup(blob) for (blob,) in store.rows(
            "SELECT rollup FROM folders WHERE parent = ? AND path <> '' ORDER BY path", folder)]
        rollup = roll_up(rows, children)
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
        delta.facts |= _folder_facts(folder)
        return True

    def _drop_folder(self, folder: str) -> None:
        self._store.run("DELETE FROM folders WHERE path = ?", folder)
        self._doom("subject = ? AND kind IN ('index', 'doc', 'sub')", folder)
        self._delta.facts |= _folder_facts(folder)

    def _plan_folder(self, folder: str, keyword_counts: list[int]) -> None:
        wanted = list(nodes.folder_nodes(folder, keyword_counts))
        self._replace_nodes(
            wanted, "subject = ? AND kind IN ('index', 'doc', 'sub', 'welcome')", folder)

    # 3 -- references ---------------------------------------------------------

    def _resolve(self) -> None:
        self._delta.resolve |= self._files_that_look_differently()
        view = View(self._store)
        for identity in sorted(self._delta.resolve):
            row = self._store.row("SELECT path, refs, links FROM files WHERE id = ?", identity)
            if row is not None and (row[1] != b"[]" or row[2]):
                self._resolve_file(identity, row[0], row[1], row[2], view)

    def _files_that_look_differently(self) -> set[int]:
        """Files (as negative reader ids) one of whose look-ups has another answer now."""
        view = View(self._store)
        found: set[int] = set()
        if self._first:
            return found
        for fact in self._delta.facts:
            if fact.startswith(("stem:", "path:", "root:")):
                rows = self._store.rows(
                    "SELECT node, digest FROM reads WHERE fact = ? AND node < 0", fact)
                if rows:
                    now = view.digest(fact)
                    found |= {-reader for reader, seen in rows if seen != now}
        return found

    def _resolve_file(
        self, identity: int, path: str, refs: bytes | None, old: bytes | None, view: View
    ) -> None:
        self.counts.resolved += 1
        view.start()
        links = resolve(path, _decode_references(refs or b"[]"), view.get)
        blob = _encode(links)
        if blob == old:
            self._store.put_reads(-identity, view.reads)
            return
        self._drop_links(identity, path)
        self._store.run("UPDATE files SET links = ? WHERE id = ?", blob, identity)
        # An import outranks a mere link when a file has both.
        targets = {t: item.kind for item in sorted(links, key=lambda link: link.kind, reverse=True)
                   for t in item.targets() if t != path}
        self._store.many("INSERT INTO edges VALUES (?, ?, ?)",
                         [(target, path, kind) for target, kind in sorted(targets.items())])
        self._store.put_reads(-identity, view.reads)
        self._delta.facts |= {f"links:{path}", *(f"users:{target}" for target in targets)}

    def _drop_links(self, identity: int, path: str) -> None:
        targets = self._store.rows("SELECT target FROM edges WHERE path = ?", path)
        self._delta.facts |= {f"users:{row[0]}" for row in targets}
        self._store.run("DELETE FROM edges WHERE path = ?", path)
        self._store.run("DELETE FROM reads WHERE node = ?", -identity)

    # 4 -- A–Z ----------------------------------------------------------------

    def _split_index(self) -> None:
        if not self._delta.letters:
            return
        before = shards(self._store)
        after = {s: n for s, n in before.items() if s[0] not in self._delta.letters}
        for letter in sorted(self._delta.letters):
            after |= az.letter_shards(self._store, letter)
        self._store.put_meta("shards", _encode(dict(sorted(after.items()))))
        moved = {az.shard_of(fold, s) for fold in self._delta.folds for s in (before, after)}
        moved |= before.keys() ^ after.keys()
        self._delta.facts |= {"shards:", *(f"shard:{shard}" for shard in moved if shard)}

    # 5 -- nodes --------------------------------------------------------------

    def _plan_tree(self) -> None:
        wanted = list(nodes.tree_nodes(list(shards(self._store)), chapters(self._store)))
        self._replace_nodes(wanted, "kind IN ('az', 'book', 'letter', 'chapter')")

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
            self.counts.marked += len(stale)
            self._store.many(
                f"UPDATE nodes SET state = {STALE}, reason = ? WHERE id = ? AND state = {FRESH}",
                stale)


def _folder_facts(folder: str) -> set[str]:
    kinds = ("rollup", "about", "path")
    return {f"subfolders:{folder_of(folder)}", "chapters:", *(f"{k}:{folder}" for k in kinds)}


def link(
    store: Store, parsed: Iterable[Parsed], removed: Iterable[str], root_package: str = ""
) -> LinkCounts:
    """Link a change; call within a transaction of the store.

    ``root_package`` is the name by which the source root itself is imported, if it is a package.
    """
    linker = Linker(store, root_package)
    linker.run(parsed, removed)
    return linker.counts
