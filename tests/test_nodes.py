"""Page nodes: every part of every page exists, and the parts cover everything exactly once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import nodes
from pipeline.nodes import INDEX_ROWS, SUB_KEYWORDS, folder_nodes, index_parts, page_of, sub_parts

counts = st.lists(st.integers(0, SUB_KEYWORDS * 2) | st.integers(0, 3), max_size=60)


@given(counts)
def test_the_parts_of_a_keyword_index_cover_every_file_exactly_once(found: list[int]) -> None:
    parts = sub_parts(found)
    assert [n for start, stop in parts for n in range(start, stop)] == list(range(len(found)))


@given(counts)
def test_a_part_is_bounded_unless_a_single_file_fills_it(found: list[int]) -> None:
    for start, stop in sub_parts(found):
        weight = sum(found[start:stop]) + stop - start
        assert stop - start <= 1 or weight <= SUB_KEYWORDS + 1


@given(counts)
def test_no_part_is_empty_unless_the_folder_is(found: list[int]) -> None:
    parts = sub_parts(found)
    assert parts == [(0, 0)] if not found else all(start < stop for start, stop in parts)


def test_many_files_without_keywords_are_split_as_well() -> None:
    assert len(sub_parts([0] * (SUB_KEYWORDS * 3))) == 3


@given(st.integers(0, 5 * INDEX_ROWS))
def test_the_parts_of_a_file_table_hold_all_rows_and_no_part_is_empty(rows: int) -> None:
    parts = index_parts(rows)
    assert (parts - 1) * INDEX_ROWS < max(rows, 1) <= parts * INDEX_ROWS


def test_a_folder_has_its_three_pages_and_their_parts() -> None:
    found = list(folder_nodes("a", [SUB_KEYWORDS] * 2 + [0] * INDEX_ROWS))
    assert [(n.kind, n.part, n.page) for n in found] == [
        ("index", 1, "a/index.md"), ("index", 2, "a/index-2.md"), ("doc", 1, "a/doc.md"),
        ("sub", 1, "a/sub.md"), ("sub", 2, "a/sub-2.md"), ("sub", 3, "a/sub-3.md")]
    assert {n.subject for n in found} == {"a"}


def test_the_index_of_the_root_is_the_welcome_page() -> None:
    found = {(n.kind, n.page) for n in folder_nodes("", [])}
    assert found == {("welcome", "index.md"), ("doc", "doc.md"), ("sub", "sub.md")}


def test_the_tree_has_its_pages_a_page_for_each_shard_and_for_each_chapter() -> None:
    found = [(n.kind, n.subject, n.page)
             for n in nodes.tree_nodes(["a", "b$"], ["src", "x.md"], nodes.FOLDER_ROWS + 1)]
    assert found == [
        ("az", "", "keywords.md"), ("book", "", "comprehensive_book.md"),
        ("llms", "", "llms.txt"),
        ("letter", "a", "keywords/a.az.md"), ("letter", "b$", "keywords/b=.az.md"),
        ("chapter", "src", "book/src.chapter.md"), ("chapter", "x.md", "book/x%2Emd.chapter.md"),
        ("appendix", "testing", "book/testing.appendix.md"),
        ("appendix", "building", "book/building.appendix.md"),
        ("appendix", "glossary", "book/glossary.appendix.md"),
        ("appendix", "folders", "book/folders.appendix.md"),
        ("appendix", "folders", "book/folders.appendix-2.md")]


def test_a_file_has_its_two_pages() -> None:
    assert [(n.kind, n.page) for n in nodes.file_nodes("a/b.py")] == [
        ("docs", "a/b.py_docs.md"), ("keywords", "a/b.py_kw.md")]


@pytest.mark.parametrize("kind", nodes.KINDS)
def test_every_kind_has_a_page_and_a_node_says_what_it_is(kind: str) -> None:
    found = nodes.node(kind, "a")
    assert (found.kind, found.subject, found.part) == (kind, "a", 1)
    assert found.page == page_of(kind, "a") and found.page.endswith((".md", "llms.txt"))


def test_the_kinds_are_those_of_files_folders_and_the_tree() -> None:
    made = [n.kind for n in (*nodes.file_nodes("f"), *folder_nodes("d", []), *folder_nodes("", []),
                             *nodes.tree_nodes(["a"], ["d"], 1))]
    assert set(made) == set(nodes.KINDS)
    assert len(set(nodes.KINDS)) == len(nodes.KINDS)


def test_a_kind_that_does_not_exist_has_no_page() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        page_of("nonsense", "")
