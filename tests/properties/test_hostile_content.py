"""Whatever bytes a file holds: its summary is made, sound, in time and in little memory.

Unlike ``tests/languages/test_hostile.py``, which tries the language modules on texts, this goes the
whole way of a file: decoding, masking, extraction, analysis and facets, from bytes.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import resource
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import fs
from pipeline.decode import read
from pipeline.facets import facets
from pipeline.languages import Language
from pipeline.languages.table import by_name
from pipeline.linkcheck import check
from pipeline.parse import parse
from pipeline.summaries import encode
from tests.conftest import build_tree, make_tree, read_pages
from tests.languages.extraction import assert_sound
from tests.properties.contents import SMALL, curated, generated, name_of_row, rows
from tests.properties.shrinking import smallest

SEED = int(os.environ.get("SOURCEBOOK_SEED", "0"))
SECONDS, MEBIBYTES = 5.0, 512
#: Contents made for each language in the full form: 10 000 for all of them.
_GENERATED = -(-10_000 // len(rows()))
_REGRESSIONS = Path(__file__).parent / "regressions"

every_language = pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)


def survive(data: bytes, name: str, row: Language) -> None:
    """Summary and facets of a content: sound and in time, or an assertion fails."""
    started = time.process_time()
    summary = parse(data, name, row)
    encode(summary), encode(facets(summary, name))
    seconds = time.process_time() - started
    codes = {found.code: found.message for found in summary.extraction.diagnostics}
    assert not codes.keys() & {"extractor-failed", "analysis-failed"}, codes
    assert_sound(summary.extraction, read(data).text)
    assert seconds < SECONDS, f"{seconds:.1f} s"


def _fails(data: bytes, name: str, row: Language) -> str:
    try:
        survive(data, name, row)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _hold(data: bytes, name: str, row: Language, what: str) -> None:
    if problem := _fails(data, name, row):
        few = b"".join(smallest([data[n : n + 1] for n in range(len(data))], lambda some: bool(
            _fails(b"".join(some), name, row)))) if len(data) < 20_000 else data
        pytest.fail(f"{row.name}, {name}, {what}: {few[:500]!r}: {problem}")


@every_language
def test_a_strange_content_costs_its_own_outline_only(row: Language) -> None:
    for what, data in SMALL.items():
        _hold(data, name_of_row(row), row, what)
    dice = random.Random(f"{SEED} {row.name}")
    for _ in range(3):
        name, data = generated(dice, row)
        _hold(data, name, row, f"seed {SEED}")


@pytest.mark.slow
@every_language
def test_the_same_over_ten_thousand_contents(row: Language) -> None:
    for number in range(_GENERATED):
        seed = f"{SEED + 1} {row.name} {number}"
        name, data = generated(random.Random(seed), row)
        _hold(data, name, row, f"seed {seed!r}")


def _measured(row: Language, what: str) -> None:
    """In a process of its own: a bomb may take its memory and time, not ours."""
    make = dict(curated())[what]
    resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    problem = _fails(make(), name_of_row(row), row)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    if not problem and grown > MEBIBYTES:
        problem = f"{grown:.0f} MiB"
    os.write(2, f"{row.name}, {what}: {problem}\n".encode() if problem else b"")
    os._exit(1 if problem else 0)


def _bomb(row: Language, what: str) -> str:
    child = multiprocessing.get_context("fork").Process(target=_measured, args=(row, what))
    child.start()
    child.join(120)
    if child.exitcode is None:
        child.kill()
    return "" if child.exitcode == 0 else f"{row.name}, {what}: exit {child.exitcode}"


def test_a_bomb_takes_neither_much_time_nor_memory() -> None:
    row = by_name("JSON")
    assert row is not None and _bomb(row, "mapping bomb") == ""


#: Grammars take the square of the time over half a megabyte of another language: there it is the
#: worker pool that stops them, and the page says so (see ``tests/test_pool.py``). The last two end
#: by themselves, but over the figure: 6 s of Kotlin's grammar, 532 MiB for a word list as YAML.
_STOPPED = {
    "functions": {"Lua", "Rust", "Go", "Java", "Kotlin", "C#", "Swift", "TSX"},
    "tags on a line": {"Python stub"}, "anchors": {"Lua", "Julia"},
    "block bomb": {"Kotlin"}, "words on a line": {"YAML"},
}


@pytest.mark.slow
@pytest.mark.parametrize("what", [what for what, _ in curated()])
def test_no_curated_content_takes_more_than_its_time_and_memory(what: str) -> None:
    modules = {row.module: row for row in rows() if row.name not in _STOPPED.get(what, ())}
    assert [found for row in modules.values() if (found := _bomb(row, what))] == []


# --- files that are no plain files --------------------------------------------------------------


def test_fifos_and_sockets_are_passed_by(tmp_path: Path) -> None:
    source = make_tree(tmp_path / "src", {"a.py": "def f(): pass\n"})
    os.mkfifo(source / "pipe.py")
    where = os.getcwd()
    os.chdir(source)  # the path of a socket is short
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("socket.py")
        os.chdir(where)
        counts = build_tree(source, tmp_path / "out", tmp_path / "cache")
    assert (counts.scanned, counts.failed) == (1, 0)


@pytest.mark.parametrize("head", [
    pytest.param(b"", id="NULs"),
    pytest.param(b"x = 1\n" * 2000, id="text", marks=pytest.mark.slow),
    pytest.param(b"\xff\xfe", id="mark", marks=pytest.mark.slow),
])
def test_a_sparse_file_of_a_hundred_megabytes_is_counted_only(tmp_path: Path, head: bytes) -> None:
    source = make_tree(tmp_path / "src", {"a.py": "def f(): pass\n", "b.py": head})
    os.truncate(source / "b.py", 100_000_000)
    started = time.process_time()
    counts = build_tree(source, tmp_path / "out", tmp_path / "cache")
    assert counts.failed == 0
    assert time.process_time() - started < SECONDS
    assert max(map(len, read_pages(tmp_path / "out").values())) < 1 << 20


def test_a_source_of_invisible_characters_does_not_swell_its_page(tmp_path: Path) -> None:
    source = make_tree(tmp_path / "src", {"a.py": "\x01" * 262_000 + "\n"})
    build_tree(source, tmp_path / "out", tmp_path / "cache")
    assert check(tmp_path / "out", source) == []


def test_a_file_that_grows_for_ever_while_it_is_read_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_tree(tmp_path, {"a.py": "x = 1\n"}) / "a.py"
    reads: list[int] = []

    def more(descriptor: int, size: int) -> bytes:
        reads.append(size)
        assert len(reads) < 1000, "it reads for ever"
        return b"x" * size

    monkeypatch.setattr(fs.os, "read", more)
    with pytest.raises(OSError, match="grows"):
        fs.read_source(str(path))


def test_a_file_that_grows_during_a_build_is_right_after_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = make_tree(tmp_path / "src", {"a.py": "def f(): pass\n"})
    real: Callable[..., tuple[bytes, os.stat_result]] = fs.read_source

    def growing(path: str, **how: bool) -> tuple[bytes, os.stat_result]:
        if path.endswith("/a.py"):
            with open(path, "ab") as file:
                file.write(b"x = 1\n")
        return real(path, **how)

    with monkeypatch.context() as patched:
        patched.setattr(fs, "read_source", growing)
        build_tree(source, tmp_path / "out", tmp_path / "cache")
    build_tree(source, tmp_path / "out", tmp_path / "cache")
    build_tree(source, tmp_path / "clean", tmp_path / "clean-cache")
    assert read_pages(tmp_path / "out") == read_pages(tmp_path / "clean")


@pytest.mark.parametrize("path", sorted(_REGRESSIONS.glob("*")), ids=lambda path: path.name)
def test_what_once_failed_is_read(path: Path) -> None:
    """Files that the fuzz targets left: ``<language>--<digest>--<file name>``."""
    language, _, name = path.name.split("--")
    row = by_name(language.replace("_", " "))
    assert row is not None
    survive(path.read_bytes(), name, row)
