"""Measured coverage: what coverage.py and LCOV recorded, and what pages say of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.coverage import Measured, Unusable, measured
from tests.conftest import build_tree, call, make_tree

TRACE = """TN:tests.test_a.test_one
SF:{0}/pkg/a.py
DA:1,1
DA:2,0
DA:9,-1,checksum
end_of_record
SF:pkg/b.py
DA:3,5,checksum
end_of_record
SF:/usr/lib/other.py
DA:1,1
end_of_record
SF:../outside.py
DA:1,1
end_of_record
"""


def recorded(path: Path, rows: list[tuple[str, str, set[int]]], *, arcs: bool = False) -> Path:
    """A data file as coverage.py writes it: (file, context, lines)."""
    with closing(sqlite3.connect(path)) as db, db:
        db.executescript(
            "CREATE TABLE file (id INTEGER PRIMARY KEY, path TEXT UNIQUE);"
            "CREATE TABLE context (id INTEGER PRIMARY KEY, context TEXT UNIQUE);"
            "CREATE TABLE line_bits (file_id INTEGER, context_id INTEGER, numbits BLOB);"
            "CREATE TABLE arc (file_id INTEGER, context_id INTEGER, fromno INTEGER, tono INTEGER);")
        for file, context, lines in rows:
            db.execute("INSERT OR IGNORE INTO file (path) VALUES (?)", (file,))
            db.execute("INSERT OR IGNORE INTO context (context) VALUES (?)", (context,))
            key = ("(SELECT id FROM file WHERE path = ?), "
                   "(SELECT id FROM context WHERE context = ?)")
            if arcs:
                db.executemany(f"INSERT INTO arc VALUES ({key}, -1, ?)",
                               [(file, context, line) for line in sorted(lines)])
            else:
                bits = bytearray(max(lines) // 8 + 1)
                for line in lines:
                    bits[line // 8] |= 1 << line % 8
                db.execute(f"INSERT INTO line_bits VALUES ({key}, ?)",
                           (file, context, bytes(bits)))
    return path


@pytest.mark.parametrize("arcs", [False, True], ids=["lines", "branches"])
def test_the_lines_of_all_contexts_count_once(tmp_path: Path, arcs: bool) -> None:
    data = recorded(tmp_path / ".coverage", [
        (f"{tmp_path}/a.py", "", {1, 2}),
        (f"{tmp_path}/a.py", "tests/test_a.py::TestIt::test_x|run", {2, 17}),
        (f"{tmp_path}/a.py", "tests/test_a.py::test_y|run", {2}),
        ("/elsewhere/b.py", "", {1}),
    ], arcs=arcs)
    assert measured(data, tmp_path) == {"a.py": Measured(3, 0, ("tests/test_a.py",))}


def test_a_tracefile_tells_which_lines_could_have_run(tmp_path: Path) -> None:
    make_tree(tmp_path, {"lcov.info": TRACE.format(tmp_path)})
    assert measured(tmp_path / "lcov.info", tmp_path) == {
        "pkg/a.py": Measured(1, 3, ("tests.test_a.test_one",)),
        "pkg/b.py": Measured(1, 1, ("tests.test_a.test_one",)),
    }


@pytest.mark.parametrize("content", [b"", b"words\n", b"SQLite format 3\0damaged"])
def test_what_is_neither_of_both_is_refused(tmp_path: Path, content: bytes) -> None:
    make_tree(tmp_path, {"data": content})
    with pytest.raises(Unusable):
        measured(tmp_path / "data", tmp_path)


FILES = {
    "pkg/a.py": "def f():\n    return 1\n",
    "pkg/b.py": "x = 1\n",
    "tests/test_a.py": "def test_one():\n    pass\n",
    "sourcebook.toml": 'coverage = "lcov.info"\nexclude = ["lcov.info"]\n',
}


def test_a_page_says_what_was_measured(tmp_path: Path) -> None:
    source = make_tree(tmp_path / "src", {**FILES, "lcov.info": TRACE.format(tmp_path / "src")})
    build_tree(source, tmp_path / "out", tmp_path / "cache")
    text = (tmp_path / "out/pkg/a.py_docs.md").read_text()
    assert "**Measured coverage**\n\nTests ran 1 of 3 lines (33 %).\n" in text
    assert "- [`tests/test_a.py`](../tests/test_a.py_docs.md)" in text


def test_a_test_that_two_files_could_hold_is_not_named(tmp_path: Path) -> None:
    source = make_tree(tmp_path / "src", {
        **FILES, "other/tests/test_a.py": "def test_one():\n    pass\n",
        "lcov.info": TRACE.format(tmp_path / "src")})
    build_tree(source, tmp_path / "out", tmp_path / "cache")
    text = (tmp_path / "out/pkg/a.py_docs.md").read_text()
    assert "Tests ran 1 of 3 lines" in text and "tests/test_a.py" not in text


def test_a_file_that_is_not_there_is_said_once_and_taken_in_when_it_comes(tmp_path: Path) -> None:
    source = make_tree(tmp_path / "src", FILES)
    done = call(source, "out=../out", "cache=../cache")
    assert (done.returncode, done.stderr.count("there is no such file")) == (0, 1)
    make_tree(source, {"lcov.info": TRACE.format(source)})
    assert call(source, "check", "out=../out", "cache=../cache").returncode == 1
    call(source, "out=../out", "cache=../cache")
    assert "Tests ran 1 of 3" in (tmp_path / "out/pkg/a.py_docs.md").read_text()
