"""What lies in the cache folder may be anybody's: it is used only when it is what we left there."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from pipeline import build as building
from pipeline.fingerprint import digest
from tests.conftest import Files, build_tree, make_tree, read_pages

_TREE: Files = {
    "a.py": '"""Module a."""\nimport pkg.b\n\n\ndef f(): pass\n',
    "pkg/b.py": '"""Module b."""\n\n\ndef g(): pass\n', "README.md": "# Tree\n\nA tree.\n",
    "conf.json": '{"k": 1}\n',
}


@pytest.fixture(autouse=True)
def _make_pages_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "_FEW_PAGES", 10_000)


class _Ground:
    """A tree, built once, with its databases and the pages it must have."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.source = make_tree(root / "src", _TREE)
        self.out, self.cache = root / "out", root / "cache"
        self.build()
        self.right = read_pages(self.out)

    def build(self) -> None:
        assert build_tree(self.source, self.out, self.cache).failed == 0

    def rebuilt(self) -> dict[str, bytes]:
        """Pages of a build that has to take every summary from the cache."""
        for state in self.cache.glob("state-*"):
            state.unlink()
        for page in self.out.rglob("*.md"):
            page.unlink()
        self.build()
        return read_pages(self.out)

    def summaries(self) -> sqlite3.Connection:
        return sqlite3.connect(self.cache / "summaries.db", isolation_level=None)

    def state(self) -> sqlite3.Connection:
        return sqlite3.connect(next(self.cache.glob("state-*.db")), isolation_level=None)


@pytest.fixture
def ground(tmp_path: Path) -> _Ground:
    return _Ground(tmp_path)


def test_the_summary_of_one_file_under_the_key_of_another_is_not_used(ground: _Ground) -> None:
    with closing(ground.summaries()) as db:
        rows = db.execute("SELECT * FROM summaries ORDER BY key").fetchall()
        assert len(rows) == len(_TREE)
        for (key, *_), (_, *others) in zip(rows, rows[1:] + rows[:1], strict=True):
            db.execute("UPDATE summaries SET summary = ?, facets = ?, mark = ? WHERE key = ?",
                       (*others, key))
    assert ground.rebuilt() == ground.right


@pytest.mark.parametrize("column", ["summary", "facets", "mark", "key"])
def test_an_entry_of_which_any_part_is_changed_is_not_used(ground: _Ground, column: str) -> None:
    for spoilt in (f"{column} || x'20'", f"substr({column}, 2)", "'text'"):
        with closing(ground.summaries()) as db:
            db.execute(f"UPDATE OR REPLACE summaries SET {column} = {spoilt}")
        assert ground.rebuilt() == ground.right, spoilt


def _resealed(db: sqlite3.Connection, change: Callable[[bytes], bytes]) -> None:
    """Change summaries and facets, with marks that fit: what another version might have left."""
    for key, summary, facets in db.execute("SELECT key, summary, facets FROM summaries").fetchall():
        changed = change(summary), change(facets)
        db.execute("UPDATE summaries SET summary = ?, facets = ?, mark = ? WHERE key = ?",
                   (*changed, digest(key, *changed), key))


@pytest.mark.parametrize("change", [
    lambda text: b'{"new_field": 1, ' + text[1:], lambda text: b"{}", lambda text: b"[]",
    lambda text: b"null", lambda text: b"[" * 100_000, lambda text: b"\xff" + text,
], ids=["newer", "older", "other", "null", "nested", "no text"])
def test_an_entry_of_another_shape_is_not_used(
    ground: _Ground, change: Callable[[bytes], bytes]
) -> None:
    with closing(ground.summaries()) as db:
        _resealed(db, change)
    assert ground.rebuilt() == ground.right


def test_markup_in_a_planted_summary_stays_text(ground: _Ground) -> None:
    """An entry with a mark that fits cannot be told from ours; it is untrusted text even so."""
    with closing(ground.summaries()) as db:
        _resealed(db, lambda text: text.replace(b"Module a", b"<script>alert(1)</script>"))
    pages = ground.rebuilt()
    shown = pages["a.py_docs.md"]
    assert b"script" in shown
    # In the source, between fences, it does not stand at all.
    assert b"<script" not in shown


_PLANTED = "../../planted"


@pytest.mark.parametrize("statement", [
    f"UPDATE nodes SET page = '{_PLANTED}.md' WHERE page = 'a.py_docs.md'",
    f"UPDATE pages SET page = '{_PLANTED}.md' WHERE page = 'a.py_docs.md'",
    f"UPDATE nodes SET page = '{_PLANTED}.md', state = 2 WHERE page = 'a.py_docs.md'",
    f"UPDATE files SET path = '{_PLANTED}.py' WHERE path = 'a.py'",
    "UPDATE files SET card = CAST('<script>' AS BLOB)", "UPDATE files SET names = x'00'",
    "UPDATE nodes SET digest = x'00', state = 0", "DELETE FROM reads", "DELETE FROM nodes",
    "UPDATE sources SET sig = x''", "UPDATE meta SET value = x'00'", "DROP TABLE edges",
    "UPDATE meta SET value = x'00' WHERE key = 'code'", "PRAGMA user_version = 99",
])
def test_a_state_that_somebody_wrote_to_is_not_used(ground: _Ground, statement: str) -> None:
    canary = ground.root / "planted.md"
    (ground.root.parent / "planted.md").unlink(missing_ok=True)
    canary.write_text("mine\n")
    with closing(ground.state()) as db:
        db.execute(statement)
    before = set(ground.root.parent.iterdir())
    ground.build()
    assert read_pages(ground.out) == ground.right
    assert canary.read_text() == "mine\n"
    assert set(ground.root.parent.iterdir()) == before
