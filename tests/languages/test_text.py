"""Plain text, and the languages that have no extractor of their own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.languages.table import LANGUAGES
from tests.languages.extraction import assert_sound, lines, run

PROSE = "The Manual\n\nCopyright (c) 2020 Me. All rights reserved.\n\nIt says\nhow to do it.\n"


def test_code_is_described_by_its_leading_comment() -> None:
    text = "// Copyright (c) 2020 Me.\n// Licensed under the MIT license.\n\n/* Adds numbers. */\n"
    assert run("Swift", text).doc == "Adds numbers."


def test_prose_is_described_by_its_first_real_paragraph() -> None:
    found = run("Text", PROSE, "README")
    assert (found.title, found.doc) == ("The Manual", "It says how to do it.")


def test_a_licence_describes_nothing() -> None:
    assert run("Text", "The MIT License\n\nDo as you like with it.\n", "LICENSE").doc == ""


@pytest.mark.parametrize("name", ["x.decTest", "x.dat", ".hidden.x"])
def test_a_file_of_an_unknown_ending_is_data(name: str) -> None:
    found = run("Text", PROSE, name)
    assert (found.title, found.doc, found.symbols) == ("", "", ())


def test_underlined_lines_are_headings() -> None:
    found = run("Text", "One\n===\n\nText here.\n\nTwo\n---\n\nThree\n---\nFour\n", "x.txt")
    assert lines(found) == {"One": (1, 11), "Two": (6, 8), "Three": (9, 11)}


def test_rules_and_tables_are_no_headings() -> None:
    text = "a b c\n-----------------\n\ntext\nname\n----\n\n  in\n  --\n\n+++\n---\n"
    assert run("Text", text, "x.txt").symbols == ()


def test_a_table_or_listing_is_no_paragraph() -> None:
    text = "1 2 3 one 4 5 6 two 7 8 three\n\nFOR YOUR EYES ONLY\n\nThis is what it says.\n"
    assert run("Text", text, "x.txt").doc == "This is what it says."


def test_an_interpreter_line_makes_a_program() -> None:
    assert run("Shell", "#!/bin/sh\n# Do it now.\n").entry_points == ("shebang",)
    assert run("Text", "#!/usr/bin/unknown\n", "x").entry_points == ("shebang",)
    assert run("Rust", "#![no_std]\n").entry_points == ()


@given(
    st.sampled_from([row.name for row in LANGUAGES if row.module == "text"]),
    st.text(alphabet="ab=-~/*#;<!> \n\t", max_size=80) | st.text(),
)
def test_no_text_breaks_the_fallback(language: str, text: str) -> None:
    assert_sound(run(language, text, "x.txt"), text)
