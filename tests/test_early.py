"""A run with nothing to do ends before doit is imported, and as doit would end it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import early
from tests.conftest import call, environment, make_tree

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


@pytest.mark.parametrize("change", [
    lambda tree: (tree / "a.py").write_text("x = 1\n"),
    lambda tree: (tree / "new.py").write_text("x = 1\n"),
    lambda tree: (tree / "pkg/b.py").unlink(),
    lambda tree: (tree / "sourcebook/doc.md").write_text("edited\n"),
    lambda tree: (tree / "sourcebook/a.py_docs.md").unlink(),
], ids=["edit", "new", "deleted", "page edited", "page deleted"])
def test_anything_to_do_is_done_by_doit_in_the_same_session(tree: Path, change: object) -> None:
    change(tree)  # type: ignore[operator]
    assert last_line(tree) == "0 True"
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
