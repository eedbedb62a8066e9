"""``check``, ``verify`` and ``explain``: is the output right, current, and why not."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import parse as parsing
from pipeline.build import Build
from pipeline.config import Config, load
from pipeline.languages import Source
from pipeline.model import Extraction
from pipeline.preview import preview
from pipeline.scan import scan
from pipeline.session import Session
from pipeline.store import STALE
from pipeline.verify import check, check_links, verify
from tests.conftest import Files, call, read_pages, stamps

FILES: Files = {
    "pkg/__init__.py": '"""A package."""\n',
    "pkg/a.py": '"""A."""\nfrom pkg.b import g\n\n\ndef f():\n    return g()\n',
    "pkg/b.py": '"""B."""\n\n\ndef g():\n    return 1\n',
    "README.md": "# Sample\n\nA sample. See [a](pkg/a.py).\n",
}


@pytest.fixture
def built_tree(tree: Callable[[Files], Path]) -> Path:
    source = tree(FILES)
    with Build(_config(source)) as build:
        build.run()
    return source


def _config(source: Path) -> Config:
    return load({"source": str(source), "jobs": "1"})


def _problems(source: Path) -> list[tuple[str, str]]:
    config = _config(source)
    session = Session(config, write=False)
    try:
        return [(p.kind, p.page) for p in check(config, session.linked())]
    finally:
        session.close()


def test_a_finished_build_passes_check_and_verify(built_tree: Path) -> None:
    assert _problems(built_tree) == []
    assert verify(_config(built_tree)) == []
    assert check_links(_config(built_tree)) == []


def test_check_names_exactly_the_pages_that_the_next_build_writes(built_tree: Path) -> None:
    (built_tree / "pkg/b.py").write_text('"""B."""\n\n\ndef h():\n    return 1\n')
    (built_tree / "pkg/c.py").write_text("x = 1\n")
    named = {page for _, page in _problems(built_tree)}
    out = built_tree / "sourcebook"
    before = stamps(out)
    with Build(_config(built_tree)) as build:
        build.run()
    after = stamps(out)
    assert {page for page, stamp in after.items() if before.get(page) != stamp} <= named
    assert {"pkg/a.py_docs.md", "pkg/b.py_docs.md", "pkg/c.py_docs.md"} <= named
    assert _problems(built_tree) == []


def test_check_tells_missing_damaged_and_orphaned_pages_apart(built_tree: Path) -> None:
    out = built_tree / "sourcebook"
    (out / "pkg/a.py_docs.md").unlink()
    (out / "pkg/b.py_docs.md").write_text("x")
    (out / "old.md").write_bytes((out / "index.md").read_bytes())
    (out / "mine.md").write_text("not made by us\n")
    assert set(_problems(built_tree)) == {
        ("missing", "pkg/a.py_docs.md"), ("stale", "pkg/b.py_docs.md"), ("orphan", "old.md")}


def test_check_and_a_preview_write_nothing_and_take_no_lock(built_tree: Path) -> None:
    (built_tree / "pkg/b.py").write_text("def h(): pass\n")
    config = _config(built_tree)
    state = {p: p.read_bytes() for p in sorted(config.cache.glob("*.db"))}
    with Build(config):  # Holds the lock.
        assert _problems(built_tree)
    assert {p: p.read_bytes() for p in state} == state


def test_a_preview_marks_what_the_change_touches_and_nothing_else(built_tree: Path) -> None:
    (built_tree / "pkg/a.py").write_text(
        '"""A."""\nfrom pkg.b import g\n\n\ndef f():\n    return g() + 1\n')
    config = _config(built_tree)
    session = Session(config, write=False)
    copy = preview(config, session.store, scan(config, session.store))
    stale = copy.rows(f"SELECT page FROM nodes WHERE state = {STALE}")
    session.close()
    assert stale == [("pkg/a.py_docs.md",)]


def test_verify_finds_a_page_that_differs_and_one_that_is_not_wanted(built_tree: Path) -> None:
    out = built_tree / "sourcebook"
    page = out / "pkg/a.py_docs.md"
    page.write_bytes(page.read_bytes() + b"\n")
    (out / "gone.md").write_bytes((out / "index.md").read_bytes())
    found = {(p.kind, p.page) for p in verify(_config(built_tree))}
    assert found == {("differs", "pkg/a.py_docs.md"), ("orphan", "gone.md")}


def test_the_commands_exit_with_0_or_1_and_say_what_mends(built_tree: Path) -> None:
    fine = call(built_tree, "check")
    assert (fine.returncode, fine.stdout) == (0, "every page is current\n")
    (built_tree / "pkg/b.py").write_text("def h(): pass\n")
    before = read_pages(built_tree / "sourcebook")
    stale = call(built_tree, "check", "--most", "1")
    assert stale.returncode == 1
    assert stale.stdout.startswith("stale: ") and "more" in stale.stdout
    assert "`sourcebook` mends" in stale.stderr
    assert call(built_tree, "verify").returncode == 1
    assert read_pages(built_tree / "sourcebook") == before


def test_check_without_the_memory_of_a_build_compares_with_a_clean_one(built_tree: Path) -> None:
    for path in (built_tree / ".sourcebook").glob("state-*"):
        path.unlink()
    assert call(built_tree, "check").returncode == 0
    page = built_tree / "sourcebook/pkg/a.py_docs.md"
    page.write_text("stale\n")
    found = call(built_tree, "check")
    assert found.returncode == 1 and "differs: pkg/a.py_docs.md" in found.stdout


def test_check_finds_a_broken_link_in_a_page(built_tree: Path) -> None:
    (built_tree / "sourcebook/pkg/b.py_kw.md").unlink()
    found = call(built_tree, "check", "--most", "99")
    assert "broken link: " in found.stdout
    assert "broken link: " not in call(built_tree, "check", "--no-links").stdout


@pytest.mark.parametrize(("name", "line"), [
    ("pkg/a.py", "pkg/a.py_docs.md: stale, because the names that pkg/a.py imports, or"),
    ("docs:pkg/b.py", "pkg/b.py_docs.md: stale, because pkg/b.py itself changed"),
    ("README.md", "README.md_docs.md: fresh; last made because it was new"),
    ("sourcebook/index.md", "index.md: "),
    ("pkg", "pkg/index.md: "),
])
def test_explain_says_why(built_tree: Path, name: str, line: str) -> None:
    (built_tree / "pkg/b.py").write_text('"""B."""\n\n\ndef h():\n    return 1\n')
    done = call(built_tree, "explain", name)
    assert (done.returncode, done.stderr) == (0, "")
    assert line in done.stdout


def test_explain_of_nothing_or_of_an_unknown_name_is_a_wrong_call(built_tree: Path) -> None:
    for arguments in (["explain"], ["explain", "nowhere.py"]):
        done = call(built_tree, *arguments)
        assert done.returncode == 2 and done.stderr.startswith("sourcebook: error: ")


def test_a_file_that_kills_its_parser_costs_that_file_only(
    tree: Callable[[Files], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker dies, its batch is done again file by file, and the page says what happened."""
    real = parsing.extract

    def deadly(source: Source) -> Extraction:
        if "KILL" in source.text:
            os._exit(9)
        return real(source)

    monkeypatch.setattr(parsing, "extract", deadly)
    source = tree({**FILES, "bad.py": "KILL = 1\n"})
    with Build(_config(source)) as build:
        counts = build.run()
        found = build.diagnostics()
    assert (counts.scanned, counts.parsed, counts.failed) == (5, 5, 0)
    assert [path for path, _ in found] == ["bad.py"]
    page = (source / "sourcebook/bad.py_docs.md").read_text()
    assert "unreadable" in page and "KILL = 1" in page
    assert "def g():" in (source / "sourcebook/pkg/b.py_docs.md").read_text()
