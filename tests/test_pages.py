"""Whole pages of a small mixed tree, as recorded in ``golden/pages`` from ``golden/tree``.

``python -m tests.golden`` records them anew; review the difference as a reader of the pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from pipeline.linkcheck import check
from pipeline.render import FOOTER
from tests.conftest import read_pages
from tests.golden.pages import EXPECTED, TREE, build

PAGES = sorted(p.relative_to(EXPECTED).as_posix() for p in EXPECTED.rglob("*.md"))


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("sample"))


def test_the_sample_has_the_recorded_pages(out: Path) -> None:
    assert sorted(read_pages(out)) == sorted(read_pages(EXPECTED))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_as_recorded(out: Path, page: str) -> None:
    assert (out / page).read_text("utf-8") == (EXPECTED / page).read_text("utf-8")


def test_another_place_and_more_workers_make_the_same_pages(tmp_path: Path, out: Path) -> None:
    assert read_pages(build(tmp_path / "some/where else", jobs=2)) == read_pages(out)


def test_every_recorded_link_leads_somewhere() -> None:
    assert check(EXPECTED, TREE, exact=True) == []


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_tidy(page: str) -> None:
    text = (EXPECTED / page).read_text("utf-8")
    assert text.endswith(f"\n\n---\n\n{FOOTER}\n")
    outside = re.sub(r"^(`{3,}).*?^\1\n", "(a fence)\n", text, flags=re.M | re.S)
    assert "\n\n\n" not in outside
    assert not re.search(r"[ \t]$|\r", outside, re.M)
    assert not re.search(r"\bNone\b", re.sub("`.*?`", "", outside))
    assert str(Path.home()) not in text
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    titles = [t for t in tokens if t.type == "heading_open" and t.tag == "h1"]
    assert len(titles) == 1
    assert tokens[0] is titles[0]
    # No section is empty: a heading is followed by text, or by a heading one level below it.
    for at, token in enumerate(tokens):
        if token.type == "heading_close":
            follower = tokens[at + 1]
            assert follower.type != "hr", token
            if follower.type == "heading_open":
                assert follower.tag > token.tag, page


def test_every_table_row_has_the_cells_of_its_head() -> None:
    rows = 0
    for page in PAGES:
        cells = 0
        for token in MarkdownIt("commonmark").enable("table").parse((EXPECTED / page).read_text()):
            if token.type == "thead_open":
                head = -1
            if token.type == "tr_open":
                cells = 0
            cells += token.type in ("th_open", "td_open")
            if token.type == "tr_close":
                head = cells if head < 0 else head
                rows += 1
                assert cells == head, page
    assert rows > 50


def test_what_a_namespace_holds_follows_it_though_a_macro_stands_between(
    built: Callable[..., dict[str, str]]
) -> None:
    pages = built({"a.h": (
        "namespace n {\n#define M 1\n// Adds.\ninline int f(int a) { return a; }\n"
        "int g(int a);\n}\n")})
    page = pages["a.h_docs.md"]
    rows = re.findall(r"^( *)- <a id=\"[^\"]+\"></a>(.*?) \(\[", page, re.M)
    assert rows == [("", "namespace `n`"), ("  ", "inline function `n::f(int a) -> int`"),
                    ("  ", "function declaration `n::g(int a) -> int`"), ("", "macro `M 1`")]
    assert "- [`n::f`](#n-3a-3af): Adds." in page
