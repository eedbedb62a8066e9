"""A build may die, the disk may fail, the store may be damaged: the next build is right again."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pipeline import build as building
from pipeline import fs
from pipeline.build import Build
from pipeline.config import load
from pipeline.errors import LockedError, SourcebookError

FILES = 60


def _make(root: Path) -> Path:
    source = root / "src"
    for i in range(FILES):
        path = source / f"pkg{i % 6}" / f"m{i}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        other = (i * 7 + 1) % FILES
        body = "".join(f"def f{n}(x):\n    return x + {n}\n\n" for n in range(i % 9 + 1))
        path.write_text(f'"""Module {i}."""\nimport pkg{other % 6}.m{other}\n\n{body}')
    (source / "README.md").write_text("# Tree\n\nA tree that is killed.\n")
    return source


def _edit(source: Path, seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(8):
        path = source / f"pkg{rng.randrange(6)}" / f"m{rng.randrange(FILES)}.py"
        if rng.random() < 0.2:
            path.unlink(missing_ok=True)
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(f'"""Edit {seed}."""\ndef g{rng.randrange(9)}(): pass\n')


def _config(source: Path) -> Any:
    return load({"source": str(source), "jobs": "1"})


def _build(source: Path) -> Any:
    with Build(_config(source)) as build:
        return build.run()


def _pages(out: Path) -> dict[str, bytes]:
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()}


def _clean(source: Path, elsewhere: Path) -> dict[str, bytes]:
    config = _config(source).built_at(elsewhere / "out", elsewhere / "cache")
    with Build(config) as build:
        build.run()
    return _pages(elsewhere / "out")


def _command(source: Path) -> list[str]:
    return [sys.executable, "-m", "pipeline.main", f"source={source}", "jobs=2"]


def _run(source: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(_command(source), capture_output=True, text=True, check=False,
                          cwd=source, timeout=120)


# --- killed ------------------------------------------------------------------------------------


def _kill_and_recover(tmp_path: Path, kills: int) -> None:
    source = _make(tmp_path)
    rng = random.Random(kills)
    for kill in range(kills):
        _edit(source, kill)
        process = subprocess.Popen(_command(source), cwd=source, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        time.sleep(rng.uniform(0.1, 0.7))
        process.send_signal(signal.SIGKILL)
        process.wait()
        if kill % 3 == 2:
            done = _run(source)
            assert done.returncode == 0, done.stderr
            assert "Traceback" not in done.stderr
            assert _pages(source / "sourcebook") == _clean(source, tmp_path / f"clean{kill}")
            assert not (source / "sourcebook" / fs.TEMP_FOLDER).exists()


def test_after_kill_9_the_next_build_equals_a_clean_one(tmp_path: Path) -> None:
    _kill_and_recover(tmp_path, 6)


@pytest.mark.slow
def test_after_two_hundred_kills_every_build_equals_a_clean_one(tmp_path: Path) -> None:
    _kill_and_recover(tmp_path, 200)


def test_what_a_killed_build_had_parsed_is_not_parsed_again(tmp_path: Path) -> None:
    source = _make(tmp_path)
    with Build(_config(source)) as build:
        build.scan()
        build.parse(build.unparsed())
        # Killed here: nothing is linked, nothing rendered.
    counts = _build(source)
    assert (counts.parsed, counts.reused) == (0, FILES + 1)


# --- a disk that fails -------------------------------------------------------------------------


@contextmanager
def _failing(nth: int, code: int) -> Iterator[list[int]]:
    """Make the n-th operation of the file layer fail, and count them all."""
    calls = [0]
    saved = {}

    def wrap(name: str) -> Any:
        real = getattr(os, name)

        def operation(*args: Any, **kwargs: Any) -> Any:
            calls[0] += 1
            if calls[0] == nth:
                raise OSError(code, os.strerror(code), str(args[0]))
            return real(*args, **kwargs)

        return real, operation

    for name in ("open", "write", "replace", "unlink", "rmdir", "makedirs"):
        saved[name], operation = wrap(name)
        setattr(os, name, operation)
    try:
        yield calls
    finally:
        for name, real in saved.items():
            setattr(os, name, real)


def _fail_everywhere(tmp_path: Path, codes: list[int], step: int,
                     monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "_FEW_PAGES", 10_000)
    source = _make(tmp_path)
    _build(source)
    nth = 1
    while True:
        _edit(source, nth)
        with _failing(nth, codes[nth % len(codes)]) as calls:
            try:
                _build(source)
            except (SourcebookError, OSError) as error:
                assert str(error)
        finished = calls[0] < nth
        _build(source)
        assert _pages(source / "sourcebook") == _clean(source, tmp_path / f"clean{nth}")
        if finished:
            return
        nth += step


def test_a_disk_that_fails_at_any_operation_costs_nothing_but_that_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fail_everywhere(tmp_path, [errno.ENOSPC, errno.EIO, errno.EACCES], 37, monkeypatch)


@pytest.mark.slow
def test_a_disk_that_fails_at_each_single_operation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = [errno.ENOSPC, errno.EIO, errno.EACCES, errno.EMFILE, errno.EROFS]
    _fail_everywhere(tmp_path, codes, 1, monkeypatch)


# --- a damaged store ---------------------------------------------------------------------------


def _damage(data: bytes, rng: random.Random) -> bytes:
    if rng.random() < 0.3:
        return data[: rng.randrange(len(data))]
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1:]


def _survive_damage(tmp_path: Path, times: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "_FEW_PAGES", 10_000)
    source = tmp_path / "src"
    (source / "pkg").mkdir(parents=True)
    (source / "a.py").write_text('"""A."""\nimport pkg.b\n\n\ndef f(): pass\n')
    (source / "pkg" / "b.py").write_text("def g(): pass\n")
    _build(source)
    databases = sorted((source / ".sourcebook").glob("*.db"))
    assert len(databases) == 2
    for seed in range(times):
        rng = random.Random(seed)
        database = databases[seed % 2]
        database.write_bytes(_damage(database.read_bytes(), rng))
        # Two builds in three meet a change as well.
        value = seed // 3 * (seed % 3)
        (source / "a.py").write_text(f"import pkg.b\n\n\ndef f(): return {value}\n")
        _build(source)
        clean = _clean(source, tmp_path / f"clean{seed}")
        assert _pages(source / "sourcebook") == clean, seed


def test_a_truncated_or_flipped_store_is_built_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _survive_damage(tmp_path, 30, monkeypatch)


@pytest.mark.slow
def test_a_thousand_damages_of_the_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _survive_damage(tmp_path, 1000, monkeypatch)


# --- several builds at once --------------------------------------------------------------------


def _race(tmp_path: Path, rounds: int) -> None:
    source = _make(tmp_path)
    for number in range(rounds):
        _edit(source, number)
        processes = [subprocess.Popen(_command(source), cwd=source, stdout=subprocess.PIPE,
                                      stderr=subprocess.PIPE, text=True) for _ in range(3)]
        results = [(p.communicate(timeout=120), p.returncode) for p in processes]
        codes = sorted(code for _, code in results)
        assert set(codes) <= {0, LockedError.exit_code}, results
        assert codes[0] == 0, results
        for (_, stderr), code in results:
            assert "Traceback" not in stderr
            assert code == 0 or "pid" in stderr
    assert _run(source).returncode == 0
    assert _pages(source / "sourcebook") == _clean(source, tmp_path / "clean")


def test_of_builds_at_the_same_time_one_builds_and_the_others_say_who_holds_the_lock(
    tmp_path: Path,
) -> None:
    _race(tmp_path, 2)


@pytest.mark.slow
def test_fifty_rounds_of_three_builds_at_once(tmp_path: Path) -> None:
    _race(tmp_path, 50)
