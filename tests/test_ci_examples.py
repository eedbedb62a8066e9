"""What the examples for CI claim: shallow clones, restored caches, annotations."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from pipeline import starter
from tests.conftest import environment, make_tree

ROOT = Path(__file__).parent.parent
_CALL = re.compile(r"^ *- (?:run: )?sourcebook((?: .*)?)$", re.MULTILINE)
EXAMPLES = sorted((ROOT / "examples/ci").glob("*.yml"))


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True,
                   capture_output=True)


def call(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline.main", *arguments], cwd=folder, env=environment(),
        capture_output=True, text=True, check=False)


def counts(folder: Path) -> dict[str, int]:
    report = json.loads((folder / ".sourcebook/last-build.json").read_text())
    return {name: report[name] for name in ("parsed", "reused", "written")}


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    folder = make_tree(tmp_path / "origin", {
        **{f"part{n % 7}/m{n}.py": f'"""Number {n}."""\n\n\ndef f{n}():\n    return {n}\n'
           for n in range(60)},
        "README.md": "# Numbers\n"})
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "numbers")
    return folder


def clone(origin: Path, folder: Path) -> Path:
    """As a runner checks out: depth 1, every time new."""
    subprocess.run(["git", "clone", "-q", "--depth", "1", origin.as_uri(), str(folder)], check=True)
    for path in folder.rglob("*"):
        if ".git" not in path.parts:
            os.utime(path)
    return folder


def test_a_run_with_the_cache_of_the_last_one_parses_what_its_commit_changed(
    origin: Path, tmp_path: Path
) -> None:
    first = clone(origin, tmp_path / "first" / "tree")
    assert call(first).returncode == 0
    assert counts(first)["parsed"] == 61
    assert call(first, "gc").returncode == 0
    make_tree(origin, {"part3/m3.py": '"""Number 3."""\n\n\ndef f3():\n    return 33\n'})
    git(origin, "commit", "-qam", "three")

    second = clone(origin, tmp_path / "second" / "tree")
    shutil.copytree(first / ".sourcebook", second / ".sourcebook")
    assert call(second).returncode == 0
    assert counts(second)["parsed"] == 1
    third = clone(origin, tmp_path / "third" / "tree")
    shutil.copytree(second / ".sourcebook", third / ".sourcebook")
    shutil.copytree(second / "sourcebook", third / "sourcebook")
    assert call(third).returncode == 0
    assert counts(third) == {"parsed": 0, "reused": 0, "written": 0}


def test_stale_committed_pages_fail_and_are_annotated(origin: Path, tmp_path: Path) -> None:
    assert call(origin).returncode == 0
    git(origin, "add", "sourcebook")
    git(origin, "commit", "-qm", "pages")
    fine = clone(origin, tmp_path / "fine")
    assert call(fine, "check", "--format", "github").returncode == 0
    make_tree(origin, {"part3/m3.py": '"""Three, a prime: 100 %."""\n'})
    git(origin, "commit", "-qam", "three")
    stale = clone(origin, tmp_path / "stale")
    done = call(stale, "check", "--format", "github")
    assert done.returncode == 1
    marked = [line for line in done.stdout.splitlines() if line.startswith("::error ")]
    assert any(line.startswith("::error file=sourcebook/part3/m3.py_docs.md,title=Sourcebook::")
               for line in marked)
    assert not (stale / ".sourcebook").exists()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_an_example_runs_commands_that_exist(path: Path, tmp_path: Path) -> None:
    text = path.read_text()
    YAML(typ="safe").load(text)
    called = [match[1].split() for match in _CALL.finditer(text)]
    assert called
    tree = make_tree(tmp_path / "tree", {"a.py": "x = 1\n"})
    for arguments in called:
        assert call(tree, *arguments).returncode in (0, 1)


def test_the_example_for_github_is_the_one_that_init_writes() -> None:
    assert (ROOT / "examples/ci/github.yml").read_text() == starter.WORKFLOW


@pytest.mark.parametrize("name", ["action.yml", ".pre-commit-hooks.yaml"])
def test_what_others_call_us_by_is_well_formed(name: str) -> None:
    assert YAML(typ="safe").load((ROOT / name).read_text())
