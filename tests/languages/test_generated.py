"""What no person wrote: recognised by its header or its lines, and never by speaking of it."""

from __future__ import annotations

import pytest

from pipeline.languages.generated import is_generated, is_minified
from pipeline.languages.table import by_name
from pipeline.model import Extraction
from pipeline.parse import parse
from tests.languages.extraction import codes, qualnames, run

_MINIFIED = "/* A small library. */\n" + "function f(a,b){return a?b:[a,b]}" * 100 + "\n"


def test_minified_code_is_generated_and_has_no_outline_but_one_diagnostic() -> None:
    found = run("JavaScript", _MINIFIED, "small.min.js")
    assert (qualnames(found), codes(found)) == ([], [("minified", 0)])
    assert found.doc == "A small library."
    assert is_generated(_MINIFIED, found)


@pytest.mark.parametrize("text", [
    "", "x" * 1999, "function f() {}\n" * 1000, "x = '" + "a" * 5000 + "'\n" + "y = 1\n" * 1000,
])
def test_code_is_not_minified_for_one_long_line_among_many(text: str) -> None:
    assert not is_minified(text)


def test_the_long_lines_of_data_and_prose_are_as_people_have_them() -> None:
    assert codes(run("JSON", '{"a": "' + "x" * 5000 + '"}')) == []
    assert codes(run("Markdown", "# Title\n\n" + "word " * 1000)) == []


def test_a_minified_file_is_generated_in_its_summary() -> None:
    row = by_name("JavaScript")
    assert row is not None
    assert parse(_MINIFIED.encode(), "small.min.js", row).generated


def test_a_header_is_looked_for_near_the_top_only() -> None:
    assert is_generated("# @generated\n", Extraction())
    assert not is_generated("#\n" * 1001 + "# @generated\n", Extraction())
