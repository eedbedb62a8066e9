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


def test_reasons_say_how_a_file_is_referred_to_and_name_base_classes_together(
    tmp_path: Path
) -> None:
    source = make_tree(tmp_path / "src", {
        "a.h": "int f(void);\n", "a.c": '#include "a.h"\n', "b.c": '#include "a.h"\n',
        "CMakeLists.txt": "add_library(a a.c)\n",
        "bases.py": "class A: ...\nclass B: ...\n",
        "heirs.py": "from bases import A, B\nclass C(A): ...\nclass D(B): ...\n"})
    build_tree(source, tmp_path / "out", tmp_path / "cache")
    assert "[`b.c`](b.c_docs.md): includes it" in (tmp_path / "out/a.h_docs.md").read_text()
    assert "[`CMakeLists.txt`](CMakeLists.txt_docs.md): names it" in (
        tmp_path / "out/a.c_docs.md").read_text()
    assert "[`bases.py`](bases.py_docs.md): defines the base classes A, B; imported here" in (
        tmp_path / "out/heirs.py_docs.md").read_text()
