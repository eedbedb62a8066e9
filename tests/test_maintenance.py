"""Commands that build nothing: a first configuration, figures, pruning."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import tomli

from pipeline import config as configuration
from pipeline.build import Build
from pipeline.config import Settings
from pipeline.errors import LockedError, UsageError
from pipeline.prune import prune
from pipeline.starter import configuration as first_configuration
from pipeline.starter import write
from pipeline.store import Store
from tests.conftest import environment, make_tree, read_pages

TREE: dict[str, str | bytes] = {
    "a.py": '"""About a."""\n\n\ndef f():\n    """Does."""\n\n\ndef g(): ...\n',
    "b.c": "int main(void) { return 0; }\n",
    "broken.py": "def (:\n",
    "picture": b"\0\1",
}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return make_tree(tmp_path / "tree", TREE)


def call(source: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline.main", *arguments], cwd=source, env=environment(),
        capture_output=True, text=True, check=False)


def settings_of(source: Path) -> configuration.Config:
    return configuration.load({"source": str(source), "jobs": "1"})


# --- init ------------------------------------------------------------------------------------


def test_the_first_configuration_changes_nothing(source: Path) -> None:
    before = settings_of(source)
    assert list(write(source, gitignore=False, workflow=False)) == ["wrote sourcebook.toml"]
    assert settings_of(source) == before


def test_every_key_is_in_it_with_its_default() -> None:
    text = first_configuration().replace("# ", "")
    values = tomli.loads("\n".join(
        line for line in text.splitlines() if " = " in line and not line.startswith("Every")))
    defaults = Settings()
    assert {name: tuple(v) if isinstance(v, list) else v for name, v in values.items()} == {
        name: getattr(defaults, name) for name in Settings.__dataclass_fields__}


def test_nothing_that_is_there_is_overwritten(source: Path) -> None:
    make_tree(source, {"pyproject.toml": "[tool.sourcebook]\nout = 'x'\n", ".gitignore": "*.o"})
    with pytest.raises(UsageError, match="already"):
        list(write(source, gitignore=False, workflow=False))
    assert list(write(source, gitignore=True, workflow=False)) == [
        "added /sourcebook/ to .gitignore"]
    assert (source / ".gitignore").read_text() == "*.o\n/sourcebook/\n"
    assert list(write(source, gitignore=True, workflow=True)) == [
        ".gitignore has /sourcebook/ already", "wrote .github/workflows/sourcebook.yml"]
    assert list(write(source, gitignore=True, workflow=True))[1].endswith("is there already")


def test_init_is_a_command(source: Path) -> None:
    done = call(source, "init", "--workflow")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "wrote sourcebook.toml\nwrote .github/workflows/sourcebook.yml\n"
    assert call(source, "init").returncode == 2


# --- stats -----------------------------------------------------------------------------------


def test_stats_tell_what_the_build_left(source: Path) -> None:
    assert call(source, "stats").returncode == 2
    with Build(settings_of(source)) as build:
        build.run()
    found = json.loads(call(source, "stats", "--json").stdout)
    pages = read_pages(source / "sourcebook")
    made = {name: len(content) for name, content in pages.items()
            if name.endswith(".md") or name == "llms.txt"}
    assert (found["files"], found["undocumented"], found["pages"]) == (3, 1, len(made))
    assert found["page_bytes"] == sum(made.values())
    assert found["languages"]["Python"] == {
        "files": 2, "lines": 9, "code": 5, "symbols": 2, "documented": 1}
    assert found["diagnostics"] == {"syntax-error": 1}
    assert found["largest"][0][1] == max(made.values())
    assert {path for path, _ in found["slowest"]} == {"a.py", "b.c", "broken.py"}


def test_stats_are_readable(source: Path) -> None:
    with Build(settings_of(source)) as build:
        build.run()
    lines = call(source, "stats").stdout.splitlines()
    assert lines[0].startswith("3 files with pages, 1 without, ")
    assert any(line.split()[:2] == ["Python", "2"] and line.endswith("50 %") for line in lines)


# --- gc --------------------------------------------------------------------------------------


def build_versions(source: Path, versions: int) -> configuration.Config:
    config = settings_of(source)
    for version in range(versions):
        (source / "a.py").write_text(f"x = {version}\n")
        with Build(config) as build:
            build.run()
    return config


def entries(config: configuration.Config) -> int:
    db = sqlite3.connect(config.cache / "summaries.db")
    (count,) = db.execute("SELECT COUNT(*) FROM summaries").fetchone()
    db.close()
    return int(count)


def test_pruning_drops_what_no_tree_uses_and_costs_no_parse(source: Path) -> None:
    config = build_versions(source, 5)
    assert entries(config) == 7
    done = prune(config, days=30, spare=0)
    assert (done.summaries, done.stores, entries(config)) == (4, 0, 3)
    assert done.after <= done.before
    with Build(config) as build:
        assert build.run().parsed == 0


def test_the_newest_unused_summaries_may_stay(source: Path) -> None:
    config = build_versions(source, 5)
    assert prune(config, days=30, spare=1_000_000).summaries == 0
    (source / "a.py").write_text("x = 3\n")
    with Build(config) as build:
        counts = build.run()
    assert (counts.parsed, counts.reused) == (0, 1)


def test_a_store_that_nobody_used_for_long_goes_but_never_our_own(
    source: Path, tmp_path: Path
) -> None:
    config = build_versions(source, 1)
    other = configuration.load({
        "source": str(source), "out": str(tmp_path / "other"), "cache": str(config.cache),
        "jobs": "1"})
    with Build(other) as build:
        build.run()
    for path in config.cache.glob("state-*.db"):
        os.utime(path, (0, 0))
    assert prune(config, days=30, spare=0).stores == 1
    assert [path.suffix for path in sorted(config.cache.glob("state-*"))] == [".db", ".seal"]
    with Build(config) as build:
        counts = build.run()
    assert (counts.parsed, counts.written) == (0, 0)


def test_a_damaged_store_hinders_nobody(source: Path) -> None:
    config = build_versions(source, 1)
    (config.cache / "state-000000000000.db").write_bytes(b"no database")
    assert prune(config, days=30, spare=0).summaries == 0


def test_pruning_refuses_while_a_build_runs(source: Path) -> None:
    config = build_versions(source, 1)
    with Build(config), pytest.raises(LockedError):
        prune(config, days=30, spare=0)
    assert call(source, "gc").stdout.startswith("dropped 0 summaries and 0 stores; the cache has ")


def test_pruning_before_the_first_build_does_nothing(source: Path) -> None:
    assert prune(settings_of(source), days=0, spare=0).before == 0
    assert not (source / ".sourcebook").exists()


def test_a_pruned_cache_still_opens(source: Path) -> None:
    config = build_versions(source, 2)
    prune(config, days=0, spare=0)
    for path in config.cache.glob("state-*.db"):
        store = Store(path)
        assert store.notice == ""
        store.close()
