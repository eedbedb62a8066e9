"""Related files: those that share a base class are named where they are few."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import build_tree, make_tree

BASE = "class Base:\n    pass\n"
HEIR = "from base import Base\n\n\nclass Heir(Base):\n    pass\n"


@pytest.mark.parametrize(("heirs", "named"), [(2, True), (8, True), (9, False)])
def test_a_sibling_by_base_class_is_related_unless_there_are_many(
    heirs: int, named: bool, tmp_path: Path
) -> None:
    files = {f"heir{n}.py": HEIR for n in range(heirs)}
    source = make_tree(tmp_path / "src", {"base.py": BASE, **files})
    build_tree(source, tmp_path / "out", tmp_path / "cache")
    text = (tmp_path / "out/heir0.py_docs.md").read_text()
    assert ("[`heir1.py`](heir1.py_docs.md): also derives from Base" in text) is named


def test_a_sibling_that_goes_is_named_no_longer(tmp_path: Path) -> None:
    source = make_tree(tmp_path / "src", {"base.py": BASE, "a.py": HEIR, "b.py": HEIR})
    build_tree(source, tmp_path / "out", tmp_path / "cache")
    (source / "b.py").unlink()
    build_tree(source, tmp_path / "out", tmp_path / "cache")
    assert "also derives" not in (tmp_path / "out/a.py_docs.md").read_text()
