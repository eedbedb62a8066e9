"""What is installed: every module and template, nothing else, the same bytes at each build."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

_PROJECT = Path(__file__).parents[1]


def _wheel(place: Path) -> Path:
    """The wheel of a copy of what git tracks, so that nothing of this checkout gets in."""
    pytest.importorskip("hatchling")
    copy = place / "copy"
    listed = subprocess.run(["git", "-C", _PROJECT, "ls-files", "-z"], check=True,
                            capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        target = copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((_PROJECT / name).read_bytes())
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)], cwd=copy,
        check=True, capture_output=True, env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"})
    return next(place.glob("*.whl"))


def test_the_wheel_holds_all_modules_and_templates_and_nothing_else(tmp_path: Path) -> None:
    with zipfile.ZipFile(_wheel(tmp_path)) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    modules = {p.relative_to(_PROJECT).as_posix() for p in _PROJECT.glob("pipeline/**/*.py")}
    templates = {f"pipeline/templates/{p.name}" for p in _PROJECT.glob("templates/*.md.j2")}
    assert templates
    others = {name for name in names - modules - templates if not name.endswith((".txt", ".1"))}
    assert (modules | templates) - names == set()
    assert others == set()


def test_two_builds_of_the_wheel_give_the_same_bytes(tmp_path: Path) -> None:
    one, other = (_wheel(tmp_path / name) for name in ("one", "other"))
    assert one.read_bytes() == other.read_bytes()


def test_every_dependency_has_a_lower_bound() -> None:
    project = tomllib.loads((_PROJECT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"],
              *(name for extra in project["optional-dependencies"].values() for name in extra)]
    assert [name for name in wanted if not re.search(r"(>=|==|~=)\d", name)] == []
