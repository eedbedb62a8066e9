"""An edit makes stale exactly what it can affect."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.incremental.truth import EDITS, Edit, effect, expected


@pytest.mark.parametrize(("name", "edit"), EDITS, ids=[name for name, _ in EDITS])
def test_an_edit_reaches_the_pages_of_the_table_and_no_other(
    name: str, edit: Edit, tmp_path: Path
) -> None:
    assert effect(name, edit, tmp_path).text() == expected()[name]


def test_the_table_holds_every_edit_once() -> None:
    assert list(expected()) == [name for name, _ in EDITS]
