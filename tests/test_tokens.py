"""Estimates of tokens: the rule, and that the line follows whatever it counts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.tokens import estimate
from tests.conftest import build_tree, make_tree, read_pages

Built = Callable[..., dict[str, str]]


@pytest.mark.parametrize(("text", "tokens"), [
    ("", 0), ("a", 1), ("abcd", 1), ("abcde", 2), ("x" * 396, 99), ("x" * 4936, 1200),
    ("x" * 5000, 1300), ("ä" * 4, 2), ("\ud800", 1),
])
def test_a_token_is_four_bytes_rounded_to_two_digits(text: str, tokens: int) -> None:
    assert estimate(text) == tokens


def line_of(page: str) -> str:
    (line,) = (line for line in page.splitlines() if line.startswith("- **Tokens**"))
    return line


def test_a_keyword_page_tells_what_it_and_the_docs_page_and_the_source_take(built: Built) -> None:
    pages = built({"a.py": "x = 1\n" * 40}, tokens="true")
    keywords = pages["a.py_kw.md"]
    line = line_of(keywords)
    this = estimate(keywords.replace(f"{line}\n", ""))
    docs = estimate(pages["a.py_docs.md"])
    assert line == ("- **Tokens** (estimate, four bytes each): "
                    f"this page ≈ {this}, documentation ≈ {docs}, source ≈ 60")
    assert not [name for name, page in pages.items()
                if "**Tokens**" in page and not name.endswith("_kw.md")]


def test_the_line_follows_the_docs_page_and_the_source(tmp_path: Path) -> None:
    source = make_tree(tmp_path / "src", {"a.py": "x = 1\n", "b.py": "y = 1\n"})
    build_tree(source, tmp_path / "out", tmp_path / "cache", tokens=True)
    before = line_of((tmp_path / "out/b.py_kw.md").read_text())
    # A body that grows, and users that come, change nothing else on the keyword page.
    make_tree(source, {"b.py": "y = 1\n" + "# more\n" * 90, "a.py": "import b\n"})
    build_tree(source, tmp_path / "out", tmp_path / "cache", tokens=True)
    build_tree(source, tmp_path / "clean", tmp_path / "cache2", tokens=True)
    pages = read_pages(tmp_path / "out")
    assert pages == read_pages(tmp_path / "clean")
    assert line_of(pages["b.py_kw.md"].decode()) != before
