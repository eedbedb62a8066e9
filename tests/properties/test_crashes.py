"""A build may die, the disk may fail, the store may be damaged: the next build is right again."""

from __future__ import annotations

import contextlib
import errno
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from pipeline import build as building
from pipeline import fs
from pipeline.build import Build
from pipeline.config import load
from pipeline.errors import LockedError
from pipeline.nodes import FOOTER
from pipeline.store import Store
from tests.conftest import make_tree
from tests.properties.faults import CODES, KILL, Ending, call_with_fault

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


#: A cold build that kills itself when so many files are parsed, each of which takes a while.
_KILLED = """
import os, signal, sys, time
from pipeline import build as building
from pipeline.config import load
class Killing(building.Progress):
    finished, parsing = 0, False
    def stage(self, name, total):
        self.parsing = name == "parse"
    def advance(self, units):
        self.finished += self.parsing
        if self.finished == last:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(pause)
source, last, pause = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
building._SAVE_SECONDS *= float(sys.argv[4])
with building.Build(load({"source": source, "jobs": "2"}), Killing()) as build:
    build.run()
"""


def _lose_little(tmp_path: Path, kills: int, share: float) -> None:
    """Kill cold builds; ``share`` shortens both the build and the time between two savings."""
    files = 600
    source = make_tree(tmp_path / "src", {
        f"p{i % 9}/m{i}.py": f'"""M{i}."""\nx = {i}\n' for i in range(files)})
    rng = random.Random(kills)
    for kill in range(kills):
        shutil.rmtree(source / ".sourcebook", ignore_errors=True)
        last = rng.randrange(files * 4 // 5, files)
        arguments = [str(source), str(last), str(0.024 * share), str(share)]
        done = subprocess.run([sys.executable, "-c", _KILLED, *arguments], cwd=source,
                              capture_output=True, text=True, check=False, timeout=300)
        assert done.returncode == -signal.SIGKILL, done.stderr
        counts = _build(source)
        assert counts.parsed + counts.reused == files
        assert counts.reused >= 0.95 * last, f"kill {kill}: {counts.reused} of {last} reused"


def test_a_cold_build_that_is_killed_loses_one_finished_parse_in_twenty_at_most(
    tmp_path: Path,
) -> None:
    _lose_little(tmp_path, 1, 0.1)


@pytest.mark.slow
def test_ten_cold_builds_that_are_killed_lose_little_each(tmp_path: Path) -> None:
    _lose_little(tmp_path, 10, 1)


def test_what_a_killed_build_had_parsed_is_not_parsed_again(tmp_path: Path) -> None:
    source = _make(tmp_path)
    with Build(_config(source)) as build:
        build.scan()
        build.parse(build.unparsed())
        # Killed here: nothing is linked, nothing rendered.
    counts = _build(source)
    assert (counts.parsed, counts.reused) == (0, FILES + 1)


# --- each single operation ---------------------------------------------------------------------


class _Pair:
    """A small tree that goes back and forth between two states, and the clean pages of each."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.source = root / "src"
        self.out = self.source / "sourcebook"
        make_tree(self.source, {
            f"p{i % 2}/m{i}.py": f'"""M{i}."""\nimport p{(i + 1) % 2}.m{(i + 1) % 6}\n'
            for i in range(6)} | {"README.md": "# Tree\n\nA tree on a bad disk.\n"})
        self._clean = []
        for state in range(2):
            self._put(state)
            self._clean.append(_clean(self.source, root / f"clean{state}"))
        self._state = 1

    def _put(self, state: int) -> None:
        """An edit, a new file and a deleted one, either way."""
        (self.source / "p0/m0.py").write_text(f"def f{state}(): pass\n")
        come, gone = ("p1/new.py", "p0/m2.py")[::1 - 2 * state]
        (self.source / come).write_text("import p0.m0\n\n\ndef g(): pass\n")
        (self.source / gone).unlink(missing_ok=True)

    def change(self) -> None:
        self._state = 1 - self._state
        self._put(self._state)

    def call(self, nth: int = 0, code: int = KILL) -> Ending:
        return call_with_fault([f"source={self.source}", "jobs=1"], self.root, nth, code)

    def is_right(self) -> bool:
        return _pages(self.out) == self._clean[self._state]

    def leftovers(self) -> list[str]:
        """Half-written files of ours; what the next build must have cleared."""
        cache = [p.name for p in (self.source / ".sourcebook").iterdir()]
        known = re.compile(r"(state-\w+|summaries)\.(db|seal)|lock|\.gitignore|last-build\.json|"
                           r"doit\.json")
        return [name for name in cache if not known.fullmatch(name)] \
            + [fs.TEMP_FOLDER] * (self.out / fs.TEMP_FOLDER).exists()


def _incomplete(pages: dict[str, bytes]) -> list[str]:
    return [name for name, content in pages.items()
            if name.endswith(".md") and fs.TEMP_FOLDER not in name
            and not content.endswith(f"{FOOTER}\n".encode())]


def _fault_at_each(tmp_path: Path, code: int, first: int, step: int) -> None:
    """A build whose n-th operation fails, then a plain one; for every n that there is."""
    pair = _Pair(tmp_path)
    pair.call()
    nth = first
    while True:
        pair.change()
        ending = pair.call(nth, code)
        where = f"operation {nth}: {ending}"
        assert "Traceback" not in ending.stderr, where
        assert not _incomplete(_pages(pair.out)), where
        if code == KILL:
            assert ending.code == -signal.SIGKILL or pair.is_right(), where
        elif ending.code:
            assert ending.code in (1, 2, 3), where
            assert re.fullmatch(r"(sourcebook: .*\n)+", ending.stderr), where
            assert ending.stderr.count("sourcebook: error: ") <= 1, where
        else:
            # An error that is a fact about a file is told in its page, and on the terminal.
            assert pair.is_right() or ending.stderr, where
        resumed = pair.call()
        assert (resumed.code, pair.is_right()) == (0, True), f"{where} then {resumed}"
        assert not pair.leftovers(), where
        if ending.operations < nth:
            return
        nth += step


NAMES = {KILL: "SIGKILL", **{code: errno.errorcode[code] for code in CODES}}


@pytest.mark.parametrize("code", NAMES, ids=NAMES.get)
def test_a_fault_at_any_operation_costs_nothing_but_that_build(tmp_path: Path, code: int) -> None:
    # Between them the codes reach another operation each.
    _fault_at_each(tmp_path, code, 7 + 23 * list(NAMES).index(code), 139)


@pytest.mark.slow
@pytest.mark.parametrize("code", NAMES, ids=NAMES.get)
def test_a_fault_at_each_single_operation(tmp_path: Path, code: int) -> None:
    _fault_at_each(tmp_path, code, 1, 1)


def test_a_new_file_that_changes_while_it_is_parsed_is_not_lost(tmp_path: Path) -> None:
    pair = _Pair(tmp_path)
    pair.call()
    pair.change()
    with Build(_config(pair.source)) as build:
        build.scan()
        (pair.source / "p1/new.py").write_text("def later(): pass\n")
        build.update()
        build.finish()
    assert "p1/new.py_docs.md" in _pages(pair.out)


# --- a damaged store ---------------------------------------------------------------------------


def _flipped(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1:]


def _truncated(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data))]


class _Tiny:
    """Two files, their pages, and the two databases behind them."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.source = make_tree(root / "src", {
            "a.py": '"""A."""\nimport pkg.b\n\n\ndef f(): pass\n', "pkg/b.py": "def g(): pass\n"})
        _build(self.source)
        self.databases = sorted((self.source / ".sourcebook").glob("*.db"))
        assert len(self.databases) == 2

    def survives(self, database: Path, damaged: bytes, turn: int) -> bool:
        """Whether a build over damaged content equals a clean one; two in three meet a change."""
        database.write_bytes(damaged)
        value = turn // 3 * (turn % 3)
        (self.source / "a.py").write_text(f"import pkg.b\n\n\ndef f(): return {value}\n")
        _build(self.source)
        clean = _clean(self.source, self._root / "clean")
        shutil.rmtree(self._root / "clean")
        return _pages(self.source / "sourcebook") == clean


def _survive_damage(tmp_path: Path, damage: Any, times: int) -> None:
    tiny = _Tiny(tmp_path)
    for seed in range(times):
        database = tiny.databases[seed % 2]
        damaged = damage(database.read_bytes(), random.Random(seed))
        assert tiny.survives(database, damaged, seed), seed


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make pages without a fork, for speed."""
    monkeypatch.setattr(building, "_FEW_PAGES", 10_000)


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize("damage", [_flipped, _truncated])
def test_a_damaged_store_is_built_anew(tmp_path: Path, damage: Any) -> None:
    _survive_damage(tmp_path, damage, 20)


@pytest.mark.slow
@pytest.mark.usefixtures("in_process")
def test_a_thousand_flipped_bits(tmp_path: Path) -> None:
    _survive_damage(tmp_path, _flipped, 1000)


@pytest.mark.slow
@pytest.mark.usefixtures("in_process")
def test_a_store_of_every_hundredth_length_is_built_anew(tmp_path: Path) -> None:
    tiny = _Tiny(tmp_path)
    for database in tiny.databases:
        for turn, length in enumerate(range(0, database.stat().st_size, 97)):
            whole = database.read_bytes()
            assert tiny.survives(database, whole[:length], turn), length


def _open_at(tmp_path: Path, step: int) -> None:
    """Open a store cut to each length, with its seal and without: never used, never an error."""
    store = _Tiny(tmp_path).databases[0]
    whole, sealed = store.read_bytes(), store.with_suffix(".seal").read_bytes()
    assert store.name.startswith("state-")
    for length in range(1, len(whole), step):
        for seal in (sealed, None):
            store.write_bytes(whole[:length])
            store.with_suffix(".seal").unlink(missing_ok=True)
            if seal:
                store.with_suffix(".seal").write_bytes(seal)
            opened = Store(store)
            assert opened.row("SELECT 1 FROM files") is None, (length, seal)
            # Without a seal a stump of some bytes counts for a store that was never made.
            assert opened.notice.endswith("building it anew") or (not seal and length < 512)
            opened.db.close()


def test_a_store_that_is_too_short_is_never_used(tmp_path: Path) -> None:
    _open_at(tmp_path, 1499)


@pytest.mark.slow
def test_a_store_of_any_length_but_its_own_is_never_used(tmp_path: Path) -> None:
    _open_at(tmp_path, 1)


def _other_version(path: Path) -> None:
    with sqlite3.connect(path) as db:
        for table in ("meta", "summaries"):
            with contextlib.suppress(sqlite3.OperationalError):
                db.execute(f"ALTER TABLE {table} RENAME TO {table}_of_old")
    db.close()


def _unreadable(path: Path) -> None:
    # What no permission can open, not even that of root.
    path.unlink()
    path.symlink_to(path)


_SPOILT = {
    "other-version": _other_version,
    "unreadable": _unreadable,
    "empty": lambda path: path.write_bytes(b""),
    "another-file": lambda path: path.write_bytes(b"PK\3\4" * 5000),
}


@pytest.mark.parametrize("spoil", _SPOILT.values(), ids=_SPOILT)
@pytest.mark.parametrize("which", [0, 1], ids=["store", "summaries"])
def test_a_store_that_is_of_no_use_is_replaced_with_one_line(
    tmp_path: Path, which: int, spoil: Any
) -> None:
    pair = _Pair(tmp_path)
    pair.call()
    spoil(sorted((pair.source / ".sourcebook").glob("*.db"))[which])
    pair.change()
    ending = pair.call()
    assert (ending.code, pair.is_right()) == (0, True), ending
    assert re.fullmatch(r"(sourcebook: the .*(building it anew|an empty one)\n)?", ending.stderr)


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
