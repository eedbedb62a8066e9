"""Parsing in other processes: what was begun ahead is there when it is asked for, and only once."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from pipeline import parser as parsing
from pipeline.parser import Parser
from pipeline.parsework import ParseItem, ParseResult


class Watched:
    """A tree whose parsed files are written to a log."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "log"
        self.parser = Parser(folder, 2)

    def work(self, source: Path, items: list[ParseItem]) -> list[ParseResult]:
        for item in items:
            with self.log.open("a") as log:
                log.write(f"{item.path}\n")
            if item.path == "killer":
                os.kill(os.getpid(), 9)
            if item.path == "slow":
                time.sleep(60)
        return [ParseResult(item.path, item.key, b"parsed") for item in items]

    def parsed(self) -> list[str]:
        return sorted(self.log.read_text().split())

    def results(self, *paths: str) -> dict[str, bytes]:
        return {item.path: result.summary for item, result in self.parser.results(items(*paths))}


def items(*paths: str) -> list[ParseItem]:
    return [ParseItem(path, path.encode(), b"", "Python", 0, 1) for path in paths]


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Watched:
    watched = Watched(tmp_path)
    monkeypatch.setattr(parsing, "parse_batch", watched.work)
    return watched


def test_what_was_begun_is_not_done_again(watched: Watched) -> None:
    watched.parser.begin(items("a", "b"))
    assert watched.results("a") == {"a": b"parsed"}
    assert watched.results("b", "c") == {"b": b"parsed", "c": b"parsed"}
    assert watched.parsed() == ["a", "b", "c"]


def test_a_file_that_changed_since_it_was_begun_is_parsed_as_it_is_now(watched: Watched) -> None:
    watched.parser.begin(items("a"))
    now = [ParseItem("a", b"a", b"other bytes", "Python", 0, 1)]
    assert [item for item, _ in watched.parser.results(now)] == now
    assert watched.parsed() == ["a", "a"]


def test_a_file_that_kills_its_parser_ahead_is_a_result_like_any_other(watched: Watched) -> None:
    watched.parser.begin(items("a", "killer"))
    found = watched.results("a", "killer")
    assert found["a"] == b"parsed" and b"not parsed" in found["killer"]


def test_what_nobody_asks_for_is_stopped(watched: Watched) -> None:
    watched.parser.begin(items("slow"))
    start = time.monotonic()
    watched.parser.close()
    assert time.monotonic() - start < 30
    watched.parser.close()
