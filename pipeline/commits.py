"""Commits in the store: who changed what and when, kept as the checked-out commit moves.

Moving from one commit to another takes in those that came and takes out those that went, so that an
amended commit costs as little as a new one. What is counted does not depend on the order in which
commits come: of two, the later is the one with the later time; of two with one time, as a rebase
makes them, the one that stands on more commits; then the one with the greater id.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from pipeline.git import GitFailed
from pipeline.history import Commit, commits, dropped
from pipeline.model import Record
from pipeline.paths import ancestors, folder_of
from pipeline.store import Store

#: A commit of more files says nothing about what belongs together.
_SWEEPING = 200
#: Files are said to change together from so many common commits on.
_COMMON = 3
_PARTNERS, _AUTHORS = 12, 8
_BATCH = 2000


#: Number, id, time, depth, date, author, number of files.
_Row = tuple[int, str, int, int, str, str, int]


class Past(Record, frozen=True):
    """What the commits say of one file; ``commits`` is 0 where they do not know it."""

    commits: int = 0
    #: (name, commits), most first; ``people`` counts all.
    authors: tuple[tuple[str, int], ...] = ()
    people: int = 0
    #: Id, day (UTC) and author of the last commit that changed the file.
    last: tuple[str, str, str] = ("", "", "")
    #: (file, commits that changed both), most first.
    together: tuple[tuple[str, int], ...] = ()


class Commits:
    """Moves the tables to another commit within one transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._numbers: dict[str, int] = {}
        self._depth: dict[str, int] = {}
        self._authors: Counter[tuple[str, str]] = Counter()
        #: Files and folders of which the tables say something else now.
        self.files: set[str] = set()
        self.folders: set[str] = set()

    def move(self, source: Path, head: str) -> bool:
        """Make the tables hold what leads to ``head``; False when git does not tell."""
        store = self._store
        known = (store.get_meta("history_of") or b"").decode()
        done = self._follow(source, head, known) if head and known else False
        if not done:
            self._clear()
            done = not head or self._follow(source, head, "")
            if not done:
                self._clear()
        self._count()
        store.put_meta("history", head.encode())
        store.put_meta("history_of", head.encode() if done else b"")
        return done

    def _follow(self, source: Path, head: str, known: str) -> bool:
        try:
            if known:
                self._take_out(dropped(source, head, known))
            self._take_in(commits(source, head, known))
        except GitFailed:
            return False
        return True

    def _clear(self) -> None:
        store = self._store
        self.files.update(row[0] for row in store.rows("SELECT path FROM tracked"))
        self.folders.update(row[0] for row in store.rows("SELECT DISTINCT folder FROM authors"))
        for table in ("commits", "tracked", "changes", "authors"):
            store.run(f"DELETE FROM {table}")
        self._numbers.clear()
        self._depth.clear()
        self._authors.clear()

    def _take_in(self, found: Iterable[Commit]) -> None:
        (last,) = self._store.row("SELECT COALESCE(MAX(no), 0) FROM commits") or (0,)
        rows: list[_Row] = []
        changes: list[tuple[int, int]] = []
        for no, commit in enumerate(found, last + 1):
            depth = self._depth[commit.id] = 1 + max(map(self._depth_of, commit.parents), default=0)
            rows.append((no, commit.id, commit.time, depth, commit.date, commit.author,
                         len(commit.files)))
            changes += [(self._number(path), no) for path in commit.files]
            self._note(commit.author, commit.files, 1)
            if len(rows) >= _BATCH:
                self._write(rows, changes)
        self._write(rows, changes)

    def _write(
        self, rows: list[_Row], changes: list[tuple[int, int]]
    ) -> None:
        self._store.many("INSERT INTO commits VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        self._store.many("INSERT OR IGNORE INTO changes VALUES (?, ?)", changes)
        rows.clear()
        changes.clear()

    def _depth_of(self, name: str) -> int:
        """Length of the longest chain of commits that ends with one."""
        if name not in self._depth:
            row = self._store.row("SELECT depth FROM commits WHERE id = ?", name)
            self._depth[name] = row[0] if row else 0
        return self._depth[name]

    def _number(self, path: str) -> int:
        number = self._numbers.get(path)
        if number is None:
            row = self._store.row("SELECT no FROM tracked WHERE path = ?", path)
            number = row[0] if row else int(self._store.db.execute(
                "INSERT INTO tracked (path) VALUES (?)", (path,)).lastrowid or 0)
            self._numbers[path] = number
        return number

    def _take_out(self, ids: Iterable[str]) -> None:
        store = self._store
        for name in ids:
            row = store.row("SELECT no, author FROM commits WHERE id = ?", name)
            if row is not None:
                files = [path for (path,) in store.rows(
                    "SELECT t.path FROM changes c JOIN tracked t ON t.no = c.file "
                    "WHERE c.no = ?", row[0])]
                self._note(row[1], files, -1)
                store.run("DELETE FROM changes WHERE no = ?", row[0])
                store.run("DELETE FROM commits WHERE no = ?", row[0])

    def _note(self, author: str, files: Iterable[str], step: int) -> None:
        self.files.update(files)
        for folder in {f for own in {folder_of(path) for path in files} for f in ancestors(own)}:
            self._authors[folder, author] += step

    def _count(self) -> None:
        rows = [(*key, step) for key, step in sorted(self._authors.items()) if step]
        self._store.many(
            "INSERT INTO authors VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n",
            rows)
        self._store.run("DELETE FROM authors WHERE n = 0")
        self.folders.update(row[0] for row in rows)


def past(store: Store, path: str) -> Past:
    """What the commits say of a file."""
    row = store.row("SELECT no FROM tracked WHERE path = ?", path)
    found = store.rows(
        "SELECT c.author, COUNT(*) FROM changes h JOIN commits c ON c.no = h.no "
        "WHERE h.file = ? GROUP BY c.author ORDER BY 2 DESC, 1", row[0]) if row else []
    if row is None or not found:
        return Past()
    last = store.row(
        "SELECT c.id, c.date, c.author FROM changes h JOIN commits c ON c.no = h.no "
        "WHERE h.file = ? ORDER BY c.time DESC, c.depth DESC, c.id DESC LIMIT 1", row[0])
    together = store.rows(
        "SELECT t.path, COUNT(*) FROM changes h JOIN commits c ON c.no = h.no "
        "JOIN changes o ON o.no = h.no AND o.file <> h.file JOIN tracked t ON t.no = o.file "
        f"WHERE h.file = ? AND c.files <= {_SWEEPING} GROUP BY o.file "
        f"HAVING COUNT(*) >= {_COMMON} ORDER BY 2 DESC, 1 LIMIT {_PARTNERS}", row[0])
    return Past(
        sum(n for _, n in found), tuple(found[:_AUTHORS]), len(found),
        last or ("", "", ""), tuple(together))


def authors(store: Store, folder: str) -> list[tuple[str, int]]:
    """(author, commits that changed something in a folder or below), most first."""
    return [(name, n) for name, n in store.rows(
        "SELECT author, n FROM authors WHERE folder = ? ORDER BY n DESC, author LIMIT ?",
        folder, _AUTHORS)]
