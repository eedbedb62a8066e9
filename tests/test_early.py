"""A plain run ends before doit is imported, and as doit would end it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import early
from tests.conftest import call, environment, make_tree, read_pages

LINE = "[tool.doit]\nloader = \"sourcebook\"\n"
FILES: dict[str, str | bytes] = {"pyproject.toml": LINE, "a.py": "import pkg.b\n",
                                 "pkg/b.py": "def g(): pass\n"}
_ASK = ("import sys; from pipeline.main import main; code = main(sys.argv[1:]); "
        "print(code, 'doit' in sys.modules)")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    root = make_tree(tmp_path / "tree", FILES)
    for _ in range(2):
        assert call(root).returncode == 0
    return root


def last_line(tree: Path, *arguments: str) -> str:
    done = subprocess.run([sys.executable, "-c", _ASK, *arguments], cwd=tree, env=environment(),
                          capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1]


@pytest.mark.parametrize("arguments", [[], ["jobs=1"], ["docs:a.py"], ["doc:pkg/", "docs:a.py"]])
def test_a_run_with_nothing_to_do_never_imports_doit(tree: Path, arguments: list[str]) -> None:
    assert last_line(tree, *arguments) == "0 False"


@pytest.mark.parametrize("arguments", [[], ["docs:a.py"], ["docs:no.py"], ["jbs=1"], ["jobs=x"]])
def test_both_ways_end_alike(tree: Path, arguments: list[str]) -> None:
    ours, doits = call(tree, *arguments), call(tree, "doit", *arguments)
    assert (ours.returncode, ours.stderr) == (doits.returncode, doits.stderr)
    seconds = re.compile(r"\([0-9.]+ s\)")
    assert seconds.sub("", ours.stdout) == seconds.sub("", doits.stdout)


CHANGES = {
    "edit": lambda tree: (tree / "a.py").write_text("x = 1\n"),
    "new": lambda tree: (tree / "new.py").write_text("x = 1\n"),
    "many": lambda tree: make_tree(tree, {f"m/{n}.py": "x = 1\n" for n in range(40)}),
    "deleted": lambda tree: (tree / "pkg/b.py").unlink(),
    "page edited": lambda tree: (tree / "sourcebook/doc.md").write_text("edited\n"),
    "page deleted": lambda tree: (tree / "sourcebook/a.py_docs.md").unlink(),
    "page cannot be made": lambda tree: (
        (tree / "sourcebook/a.py_docs.md").unlink(),
        make_tree(tree, {"sourcebook/a.py_docs.md/mine.txt": "mine\n"})),
}


@pytest.mark.parametrize("change", CHANGES)
def test_anything_to_do_is_done_and_told_as_doit_would(tmp_path: Path, change: str) -> None:
    told = []
    for way, arguments in (("plain", []), ("doit", ["run"])):
        tree = make_tree(tmp_path / way / "tree", FILES)
        assert call(tree, *arguments).returncode == 0
        CHANGES[change](tree)
        done = call(tree, *arguments)
        told.append((done.returncode, re.sub(r"\([0-9.]+ s\)", "", done.stdout)))
    if change == "page cannot be made":
        # doit shows which task failed, in a form of its own, and does not end the build.
        assert told[0][0] == told[1][0] != 0
    else:
        assert told[0] == told[1]
        plain, doits = (tmp_path / way / "tree/sourcebook" for way in ("plain", "doit"))
        assert read_pages(plain) == read_pages(doits)


def test_an_edit_never_imports_doit(tree: Path) -> None:
    CHANGES["edit"](tree)
    assert last_line(tree) == "0 False"
    assert call(tree, "check").returncode == 0


def test_a_named_page_that_is_damaged_is_mended_and_no_other_is_looked_at(tree: Path) -> None:
    for name in ("a.py_docs.md", "doc.md"):
        (tree / "sourcebook" / name).write_text("edited\n")
    assert last_line(tree, "docs:a.py") == "0 True"
    assert (tree / "sourcebook/doc.md").read_text() == "edited\n"
    assert last_line(tree, "docs:a.py") == "0 False"
    assert call(tree).returncode == 0
    assert call(tree, "check").returncode == 0


@pytest.mark.parametrize("arguments", [
    ["-a"], ["run"], ["list"], ["docs:*"], ["docs"], ["--strict"], ["parse:a.py"], [""]])
def test_a_call_that_is_more_than_plain_is_left_to_doit(
    tree: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tree)
    assert early.begin(arguments) is None


@pytest.mark.parametrize(("name", "text"), [
    ("dodo.py", ""), ("doit.cfg", ""), ("pyproject.toml", f"{LINE}verbosity = 1\n"),
    (".sourcebook/doit.json", '{"publish": {"ignore:": "1"}}')])
def test_a_project_with_tasks_or_settings_of_its_own_is_left_to_doit(
    tree: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    (tree / name).write_text(text)
    monkeypatch.chdir(tree)
    assert early.begin([]) is None
