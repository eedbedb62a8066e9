"""Markdown headings, links and first paragraph."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.languages.links import relative_target
from tests.languages.extraction import assert_sound, lines, qualnames, run


def links(text: str) -> list[tuple[str, int]]:
    return [(found.module, found.line) for found in run("Markdown", text).imports]


def test_headings_nest_by_level_and_reach_to_the_next_of_their_level() -> None:
    found = run("Markdown", "# A\n\n## B\ntext\n### C\n## D\n\nE\n=\nend\n")
    assert lines(found) == {"A": (1, 7), "B": (3, 5), "C": (5, 5), "D": (6, 7), "E": (8, 10)}
    assert [s.parent for s in found.symbols] == [-1, 0, 1, 0, -1]


def test_headings_in_fences_comments_and_quotations_are_none() -> None:
    text = "```\n# a\n```\n\n<!--\n# b\n-->\n\n    # c\n\n> # d\n\n- # e\n\n~~~\n# f\n"
    assert run("Markdown", text).symbols == ()


def test_markup_in_headings_is_taken_off() -> None:
    found = run("Markdown", "# The `x` *of* [y](z.md) <a id='b'></a>&amp; \\*\n")
    assert qualnames(found) == ["The x of y & *"]


def test_the_title_is_the_first_top_heading_else_the_front_matter_else_a_centred_one() -> None:
    assert run("Markdown", "## B\n\n# A\n").title == "A"
    assert run("Markdown", '---\ntitle: "T"\n---\n\n## B\n').title == "T"
    assert run("Markdown", '<h1 align="center">X &amp; <b>Y</b></h1>\n').title == "X & Y"


def test_front_matter_is_no_text_and_does_not_shift_the_lines() -> None:
    found = run("Markdown", "---\na: b\n---\n# A\n\nThe first real paragraph.\n")
    assert lines(found) == {"A": (4, 6)}
    assert found.doc == "The first real paragraph."


def test_the_first_paragraph_skips_badges_menus_images_and_html() -> None:
    text = (
        "# T\n\n[![b](https://x/b.svg)](https://x)\n\n<p align=center>Some html text here</p>\n\n"
        "[One thing](a.md) | [Other thing](b.md)\n\n![a big picture](p.png)\n\n"
        "It **turns** `x`\ninto [y](z.md).\n"
    )
    assert run("Markdown", text).doc == "It turns x into y."


def test_links_to_files_are_listed_decoded_without_anchor_and_with_their_line() -> None:
    text = (
        "See [a](a%20b.md#top)\nand ![i](i.png)\n\n| t |\n|---|\n| [c](../c.md) |\n\n"
        "[r]\n\n[r]: <d e.md>\n"
    )
    assert links(text) == [("a b.md", 1), ("i.png", 2), ("../c.md", 6), ("d e.md", 8)]


@pytest.mark.parametrize(
    "target", ["https://x", "mailto:a@b", "#top", "//x/y", "?q", "", "data:image/png;base64,AA"]
)
def test_what_leaves_the_tree_is_no_link(target: str) -> None:
    assert relative_target(target) == ""


def test_links_in_code_are_none() -> None:
    assert links("`[a](b.md)`\n\n```\n[a](b.md)\n```\n") == []


@given(st.text(alphabet="a#=-`<>![]()|*_~ \n\t\\&;", max_size=80) | st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    assert_sound(run("Markdown", text), text)
