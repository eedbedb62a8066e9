"""How the text of languages with curly braces is cut into statements."""

from __future__ import annotations

import pytest

from pipeline.languages import Source
from pipeline.languages.statements import Statement, Syntax, split
from pipeline.languages.table import by_name
from tests.languages.extraction import codes, lines, run


def cut(text: str, syntax: Syntax | None = None, language: str = "C") -> list[Statement]:
    row = by_name(language)
    assert row is not None
    return list(split(Source(text, "x", row), syntax or Syntax()))


def texts(text: str, syntax: Syntax | None = None) -> list[str]:
    return [statement.text + statement.ending for statement in cut(text, syntax)]


def test_braces_and_semicolons_end_statements() -> None:
    assert texts("a b; c {\n d\n e; }; f") == ["a b;", "c{", "d e;", "}", "f"]


def test_what_is_in_strings_comments_and_brackets_ends_none() -> None:
    assert texts('a "x;{" /* ; */ b; // }\nc (d; e') == ['a "x;{" b;', "c (d;", "e"]
    assert texts("a [(b) = { c: 1; d: 2 }] = 3; e;") == ["a [(b) = { c: 1; d: 2 }] = 3;", "e;"]


def test_a_comment_above_or_behind_belongs_to_its_statement() -> None:
    text = "// x\n\n// one\n// two\na; // three\nb; // four\n\nc;\n"
    assert [(s.text, s.remark) for s in cut(text)] == [
        ("a", "// one\n// two"), ("b", "// four"), ("c", "")]  # fmt: skip


def test_a_comment_below_belongs_to_the_statement_above_where_the_language_says_so() -> None:
    found = cut("# x\na {\n  # y\n  b;\n  # z\n  # u\n}\n", Syntax(doc_below=True), "Cap'n Proto")
    assert [(s.text, s.remark) for s in found] == [("a", "# y"), ("b", "# z\n  # u"), ("", "")]


def test_lines_are_those_of_the_text_without_the_blank_around_it() -> None:
    assert [s[1:3] for s in cut("\n a\n b\n;\nc {\n\n d\n\n}")] == [(2, 4), (5, 5), (7, 7), (9, 9)]


def test_a_newline_ends_a_statement_that_the_next_line_does_not_continue() -> None:
    syntax = Syntax(ends="\n", continued=r"[|{]")
    assert texts("a\n\n| b\n| c\nd\n{\ne\n}", syntax) == ["a | b | c\n", "d{", "e\n", "}"]


def test_a_directive_stands_by_itself_in_the_middle_of_a_statement() -> None:
    found = run("Device Tree", "a {\n#ifdef X\n\tb {\n#else\n\tc {\n#endif\n\t};\n};\n")
    assert lines(found) == {"a": (1, 8), "a/b": (3, 8), "a/b/c": (5, 7)}


@pytest.mark.parametrize(("text", "expected"), [
    ("message A {\n", [("syntax-error", 1)]), ("message A { }\n}\n", [("syntax-error", 2)]),
    ("message A { }\n", []),
])  # fmt: skip
def test_braces_out_of_balance_are_reported(text: str, expected: list[tuple[str, int]]) -> None:
    assert codes(run("Protocol Buffers", text)) == expected


def test_nesting_deeper_than_any_person_writes_is_walked_over() -> None:
    found = run("Protocol Buffers", "message a {\n" * 1000 + "}\n" * 1000)
    assert len(found.symbols) < 100
    assert found.diagnostics == ()


def test_probes_are_declared_by_a_provider_and_watched_by_clauses() -> None:
    text = "provider p {\n probe a(int);\n};\nx$target:::b,\nx:::c\n/d/\n{ e; }\n"
    assert lines(run("DTrace", text)) == {"p": (1, 3), "p.a": (2, 2), "x$target:::b": (4, 7)}
