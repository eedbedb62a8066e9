"""The benchmarks: synthetic trees are what they promise, and a run measures every scenario."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from benchmarks import __main__ as benchmarks
from benchmarks import measure, ninja_graph, report, scenarios, trees

_FILES = 3000


def test_the_same_number_and_seed_give_the_same_tree(tmp_path: Path) -> None:
    for name in ("a", "b"):
        trees.write(tmp_path / name, 200)
    trees.write(tmp_path / "other", 200, seed=2)
    assert trees.digest(tmp_path / "a") == trees.digest(tmp_path / "b")
    assert trees.digest(tmp_path / "a") != trees.digest(tmp_path / "other")


def test_a_tree_has_the_promised_mix() -> None:
    files = dict(trees.files(_FILES))
    assert len(files) == _FILES
    endings = Counter(Path(path).suffix for path in files)
    native = sum(endings[e] for e in (".h", ".c", ".cpp", ".cu", ".cuh"))
    assert native / _FILES == pytest.approx(0.45, abs=0.01)
    assert endings[".py"] / _FILES == pytest.approx(0.20, abs=0.01)
    assert sum(not text for text in files.values()) / _FILES > 0.2
    for ending in (".yaml", ".cmake", ".md", ".toml", ".json", ".rst", ".sh", ".txt"):
        assert endings[ending], ending


def test_a_tree_has_the_promised_sizes_and_folders() -> None:
    files = dict(trees.files(_FILES))
    assert sum(map(len, files.values())) / _FILES == pytest.approx(8000, rel=0.1)
    folders = Counter(path.rpartition("/")[0] for path in files)
    assert _FILES / len(folders) == pytest.approx(10, rel=0.2)
    assert max(folders.values()) > 300


def test_its_python_modules_import_names_that_exist() -> None:
    files = dict(trees.files(600))
    imports = 0
    for path, text in files.items():
        if not path.endswith(".py"):
            continue
        compile(text, path, "exec")
        for module, name in re.findall(r"^from ([\w.]+\.[\w.]+) import (\w+)$", text, re.M):
            assert f"def {name}(" in files[module.replace(".", "/") + ".py"]
            imports += 1
    assert imports > 100


def test_a_real_tree_is_copied(tmp_path: Path) -> None:
    trees.write(tmp_path / "real", 30)
    assert benchmarks.main(
        ["tree", str(tmp_path / "copy"), "--source", str(tmp_path / "real")]) == 0
    assert trees.digest(tmp_path / "real") == trees.digest(tmp_path / "copy")


def test_a_folder_that_is_not_empty_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "precious").touch()
    assert benchmarks.main(["tree", str(tmp_path), "--files", "5"]) == 2
    assert "not empty" in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["precious"]


def test_the_ratio_is_the_median_of_the_rounds() -> None:
    samples = [measure.Sample("noop", side, number, wall, wall, 1)
               for side, walls in (("a", (2.0, 9.0, 30.0)), ("b", (1.0, 3.0, 3.0)))
               for number, wall in enumerate(walls)]
    assert measure.ratio(samples, "noop", "wall", "a", "b") == 3.0
    assert measure.ratio(samples, "noop", "wall", "a", "missing") is None


def test_a_graph_names_odd_files(tmp_path: Path) -> None:
    edges = ninja_graph.write(tmp_path / "ninja", tmp_path / "tree", ["a b/c:$d.py"], ["", "a b"])
    assert edges == 9
    text = (tmp_path / "ninja" / "build.ninja").read_text()
    assert "build meta/a$ b/c$:$$d.py.json: parse ../tree/a$ b/c$:$$d.py\n" in text


def test_a_failed_check_is_named_in_the_report() -> None:
    results = scenarios.Results(checks=3, failures=["noop, round 0: written is 1, must be 0"])
    run = report.TreeRun("5 files", trees.Shape(5, 1, 10, 5, 0, 1), results)
    text = report.report([run], [], report.Settings(1, 1, "A tree."))
    assert "**1 of 3 checks failed:**\n\n- 5 files: noop, round 0: written is 1" in text


def test_a_run_measures_every_scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenarios, "_SETTLE_SECONDS", 0.0)
    target = tmp_path / "RESULTS.md"
    code = benchmarks.main([
        "run", "--files", "60", "--rounds", "1", "--work", str(tmp_path / "work"),
        "--report", str(target)])
    text = target.read_text()
    assert code == 0, text
    assert "checks of what the builds did (files parsed, pages written, …) hold." in text
    ratios = text.partition("## Ratios")[2].partition("\n## ")[0]
    for scenario in scenarios.SCENARIOS:
        row = next(line for line in ratios.splitlines() if line.startswith(f"| {scenario.title}"))
        assert ("| – | – |" not in row) == bool(shutil.which("ninja")), row
    assert (tmp_path / "work.json").exists()
    assert not (tmp_path / "work" / "60").exists()


def test_a_watch_is_measured_in_every_part(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["watch", "--files", "40", "--edits", "2", "--idle", "0.2", "--storms", "5",
                 "--storm-files", "20", "--soak", "3", "--work", str(tmp_path / "work")]
    assert benchmarks.main(arguments) == 0
    said = capsys.readouterr().out
    rows = dict(re.findall(r"^\| (.+?) \| (.+?) \|$", said, re.M))
    assert rows["the pages at the end"] == "those of a clean build"
    assert rows["storms after which `check` found something"] == "0"
    assert rows["at rest: builds"] == "0"
