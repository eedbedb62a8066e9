"""Awk: functions, what they span, and what only looks like one."""

from __future__ import annotations

import pytest

from tests.languages.extraction import assert_sound, lines, run, signatures


def test_functions_show_their_parameters_and_end_at_their_brace() -> None:
    text = "function f(a,\n  b)\n{\n  if (a) { b }\n}\nfunc g() { 1 }\n"
    found = run("Awk", text)
    assert signatures(found) == {"f": "(a, b)", "g": "()"}
    assert lines(found) == {"f": (1, 5), "g": (6, 6)}


def test_strings_patterns_and_comments_hold_no_functions_and_no_braces() -> None:
    text = ('BEGIN { x = "function a() {" }\n/function b() {/ { n++ }\n# function c() {\n'
            "function d() {\n  if (y ~ /{/) n++\n}\nfunction e() { }\n")
    assert lines(run("Awk", text)) == {"d": (4, 6), "e": (7, 7)}


def test_the_comment_above_is_the_documentation_and_included_files_are_imports() -> None:
    found = run("Awk", '@include "a.awk"\n\n# Adds.\nfunction f(a) { }\n')
    assert found.symbols[0].doc == "Adds."
    assert [(i.module, i.line, i.kind) for i in found.imports] == [("a.awk", 1, "include")]


@pytest.mark.parametrize("text", [
    *(unit * 20_000 for unit in ("{", "}", "/", "(/", '"', "function a(", "function a()\n",
                                 "function a() {", "# a\n", "@include ", "\n/a")),
    "function", "function a", "function a(", "function a()", "function a() {", "\0",
])
def test_damaged_programs_are_read_in_bounded_time(text: str) -> None:
    assert_sound(run("Awk", text), text)
