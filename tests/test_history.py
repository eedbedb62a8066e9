"""What the commits say: read from git as it is, and kept in step with what is checked out."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pipeline import history
from pipeline.commits import Commits, past
from pipeline.git import head
from pipeline.store import Store
from tests.conftest import build_tree, call, make_tree, read_pages
from tests.incremental.truth import commit, git


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    source = make_tree(tmp_path / "repo", {
        "sourcebook.toml": "history = true\n", "a.py": "a = 1\n", "sub/b.py": "b = 1\n"})
    git(source, "init", "-q", "-b", "main")
    commit()(source)
    return source


def change(source: Path, number: int, *paths: str, author: str = "Ada") -> None:
    for path in paths:
        make_tree(source, {path: f"a = {number}\n"})
    commit("--author", f"{author} <x@y>")(source)


def page(tmp_path: Path, source: Path, name: str) -> str:
    build_tree(source, tmp_path / "out", tmp_path / "cache")
    return (tmp_path / "out" / name).read_text()


def test_a_commit_has_its_files_its_author_and_its_day_in_utc(checkout: Path) -> None:
    change(checkout, 2, "a.py", "sub/b.py", author="Bob")
    first, last = history.commits(checkout, head(checkout))
    assert last.parents == (first.id,)
    assert (last.author, last.date, last.files) == ("Bob", "2023-11-14", ("a.py", "sub/b.py"))
    assert first.files == ("a.py", "sourcebook.toml", "sub/b.py")


def test_names_that_git_would_quote_are_read_as_they_are(checkout: Path) -> None:
    odd = ("\nnew\tline.py", "ä ö.py", 'quo"te.py')
    change(checkout, 2, *odd)
    assert set(list(history.commits(checkout, head(checkout)))[-1].files) == set(odd)


def test_a_checkout_below_the_top_has_paths_of_its_own(checkout: Path) -> None:
    change(checkout, 2, "sub/b.py")
    assert [c.files for c in history.commits(checkout / "sub", head(checkout))] == [
        ("b.py",), ("b.py",)]


def test_only_what_is_new_is_read_after_a_known_commit(checkout: Path) -> None:
    known = head(checkout)
    change(checkout, 2, "a.py")
    new = head(checkout)
    assert [c.id for c in history.commits(checkout, new, known)] == [new]
    assert history.dropped(checkout, new, known) == []
    assert history.dropped(checkout, known, new) == [new]


def test_a_sweeping_commit_says_nothing_about_what_belongs_together(checkout: Path) -> None:
    many = [f"m/{n}.py" for n in range(201)]
    for number in range(3):
        change(checkout, number, *many)
        change(checkout, number + 10, "a.py", "sub/b.py")
    store = Store(None)
    assert Commits(store).move(checkout, head(checkout))
    assert past(store, "m/0.py").commits == 3
    assert past(store, "m/0.py").together == ()
    assert past(store, "a.py").together[0] == ("sub/b.py", 4)


def test_a_page_says_when_the_file_changed_and_what_with(checkout: Path, tmp_path: Path) -> None:
    for number in range(3):
        change(checkout, number, "a.py", "sub/b.py", author="Bob")
    text = page(tmp_path, checkout, "a.py_docs.md")
    assert "- **Last change**: 2023-11-14 by Bob (`" in text
    assert "- **History**: 4 commits by Bob (3), Ada (1)" in text
    assert "[`sub/b.py`](sub/b.py_docs.md): changed together in 4 of 4 commits" in text
    folder = (tmp_path / "out/sub/doc.md").read_text()
    assert "Authors, with their commits: Bob (3), Ada (1)" in folder


def test_nothing_is_said_unless_it_is_asked_for(checkout: Path, tmp_path: Path) -> None:
    (checkout / "sourcebook.toml").write_text("")
    assert "Last change" not in page(tmp_path, checkout, "a.py_docs.md")


def test_nothing_is_said_where_git_lacks_objects(checkout: Path, tmp_path: Path) -> None:
    change(checkout, 2, "a.py")
    for path in (checkout / ".git/objects").glob("??/*"):
        path.unlink()
    done = call(checkout, "out=../out", "cache=../cache")
    assert done.returncode == 0, done.stderr
    assert "git does not tell this checkout's history: left out" in done.stderr
    assert "Last change" not in (tmp_path / "out/a.py_docs.md").read_text()
    assert "history" not in call(checkout, "out=../out", "cache=../cache").stderr


def test_explain_and_check_see_a_commit_that_is_not_built_yet(checkout: Path) -> None:
    call(checkout, "out=../out", "cache=../cache")
    git(checkout, "commit", "-q", "--amend", "--author", "Bob <x@y>", "-m", "other")
    assert call(checkout, "check", "out=../out", "cache=../cache").returncode == 1
    said = call(checkout, "explain", "a.py", "out=../out", "cache=../cache")
    assert "commit" in said.stdout
    call(checkout, "out=../out", "cache=../cache")
    assert call(checkout, "check", "out=../out", "cache=../cache").returncode == 0


@pytest.mark.parametrize("seed", range(6))
def test_after_any_walk_through_the_history_pages_equal_those_of_a_clean_build(
    seed: int, checkout: Path, tmp_path: Path
) -> None:
    chance = random.Random(seed)
    seen = [head(checkout)]
    files = [f"{folder}{name}.py" for folder in ("", "sub/", "sub/deep/") for name in "ab"]
    for step in range(8):
        match chance.randrange(5):
            case 0:
                git(checkout, "reset", "-q", "--hard", chance.choice(seen))
            case 1:
                make_tree(checkout, {chance.choice(files): f"a = {step}\n"})
                commit("--amend", "--author", f"{chance.choice('ABC')} <x@y>")(checkout)
            case 2:
                git(checkout, "merge", "-q", "-X", "ours", "--no-edit",
                    "--allow-unrelated-histories", chance.choice(seen))
            case _:
                change(checkout, 100 * seed + step, *chance.sample(files, 2),
                       author=chance.choice("ABC"))
        seen.append(head(checkout))
        build_tree(checkout, tmp_path / "out", tmp_path / "cache")
        fresh = tmp_path / f"fresh-{step}"
        build_tree(checkout, fresh, tmp_path / f"cache-{step}")
        assert read_pages(tmp_path / "out") == read_pages(fresh)
