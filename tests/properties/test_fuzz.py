"""The fuzz targets themselves: each runs, and one that fails leaves a file that fails as well."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pipeline.languages.table import LANGUAGES
from tests.properties import fuzz


def test_every_language_module_and_escape_function_is_a_target() -> None:
    known = fuzz.targets()
    assert {row.module for row in LANGUAGES} <= known.keys()
    assert {"decode", "secrets", "paths", "escape.text", "escape.mermaid_label"} <= known.keys()


@pytest.mark.parametrize("name", sorted(fuzz.targets()))
def test_a_target_takes_what_it_makes(name: str) -> None:
    target = fuzz.targets()[name]
    for number in range(2):
        assert target.failure(*target.make(random.Random(number))) == ""


def test_what_makes_a_target_fail_is_shrunk_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hold(_: str, data: bytes) -> None:
        assert b"x" not in data

    monkeypatch.setattr(fuzz, "FOUND", tmp_path / "regressions")
    target = fuzz.Target("t", lambda dice: ("a.py", b"abc" * 50 + b"x" + b"def" * 50), hold)
    tried, failure = fuzz.fuzz(target, 5, 1)
    assert tried == 1 and "AssertionError" in failure
    (kept,) = (tmp_path / "regressions").iterdir()
    assert kept.read_bytes() == b"x" and kept.name.startswith("Python--")
