"""Digests and stat signatures."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.fingerprint import (
    DIGEST_BYTES,
    RACY_NS,
    digest,
    digest_text,
    is_racy,
    signature,
)

parts = st.lists(st.binary(max_size=20), min_size=1, max_size=5)


def test_a_digest_is_the_same_in_every_process_and_version() -> None:
    """Cached summaries are copied between machines: the values are part of the format."""
    assert digest(b"").hex() == "cae66941d9efbd404e4d88758ea67670"
    assert digest(b"a", b"b").hex() == "6a93c5780b9861cdd8d2761a748d9591"
    assert len(digest(b"x")) == DIGEST_BYTES


@given(parts, parts)
def test_where_one_part_ends_and_the_next_begins_matters(
    one: list[bytes], other: list[bytes]
) -> None:
    assert (digest(*one) == digest(*other)) == (one == other)


def test_moving_a_boundary_or_adding_an_empty_part_changes_the_digest() -> None:
    sequences = [(b"ab",), (b"a", b"b"), (b"", b"ab"), (b"ab", b""), (b"ab", b"", b"")]
    assert len({digest(*s) for s in sequences}) == len(sequences)


def test_text_digests_take_any_string_a_program_can_hold() -> None:
    assert digest_text("\udc80") != digest_text("\udc81")
    assert digest_text("a", "b") != digest_text("ab")


def test_a_signature_moves_with_size_time_and_inode(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_text("one")
    os.utime(path, ns=(0, 10**18))
    seen = [signature(path.stat())]
    path.write_text("longer")
    os.utime(path, ns=(0, 10**18))
    seen.append(signature(path.stat()))
    os.utime(path, ns=(0, 10**18 + 1))
    seen.append(signature(path.stat()))
    copy = tmp_path / "copy"
    copy.write_text("longer")
    os.utime(copy, ns=(0, 10**18 + 1))
    copy.replace(path)
    seen.append(signature(path.stat()))
    assert len(set(seen)) == len(seen)


def test_reading_a_file_leaves_its_signature_alone(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_text("one")
    before = signature(path.stat())
    assert path.read_text() == "one"
    os.listdir(tmp_path)
    assert signature(path.stat()) == before


def test_setting_the_time_back_does_not_bring_the_signature_back(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_text("one")
    os.utime(path, ns=(10**18, 10**18))
    before = path.stat()
    path.write_text("two")
    os.utime(path, ns=(10**18, 10**18))
    after = path.stat()
    assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert signature(after) != signature(before) or after.st_ctime_ns == before.st_ctime_ns


def test_a_signature_holds_values_beyond_any_clock_or_disk() -> None:
    st = os.stat_result((0,) * 10, {"st_mtime_ns": -1, "st_ctime_ns": 2**63 - 1})
    assert len(signature(st)) == 32


@pytest.mark.parametrize(("age", "racy"), [
    (0, True), (RACY_NS - 1, True), (RACY_NS, False), (RACY_NS + 1, False), (-10**9, True),
])
@pytest.mark.parametrize("which", ["st_mtime_ns", "st_ctime_ns"])
def test_a_file_as_young_as_the_clocks_grain_is_racy(age: int, racy: bool, which: str) -> None:
    now = 10**18 + 5
    times = {"st_mtime_ns": 0, "st_ctime_ns": 1, which: now - age}
    assert is_racy(os.stat_result((0,) * 10, times), now) is racy


def test_where_times_have_no_fractions_a_file_is_racy_for_two_seconds() -> None:
    now = 10**18
    for age, racy in ((10**9, True), (2 * 10**9, False)):
        times = {"st_mtime_ns": now - age, "st_ctime_ns": now - age}
        assert is_racy(os.stat_result((0,) * 10, times), now) is racy
