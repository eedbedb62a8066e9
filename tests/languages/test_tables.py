"""CSV, TSV, JSON Lines, Gettext and ignore lists."""

from __future__ import annotations

import pytest

from tests.languages.extraction import codes, qualnames, run


def test_a_first_row_of_words_above_numbers_names_the_columns() -> None:
    found = run("CSV", 'a,"b, c",d\n1,2,3\n4,5,6\n')
    assert qualnames(found) == ["a", "b, c", "d"]
    assert found.doc == "Table of 2 rows and 3 columns."


@pytest.mark.parametrize("text", [
    "1,2,3\n4,5,6\n", "a,a,b\n1,2,3\n", "x,1.5,3\ny,2.5,4\n", "a,b\nb,c\n", "c/d,,:e,f(g)\n", "",
])  # fmt: skip
def test_a_first_row_of_data_names_nothing(text: str) -> None:
    assert run("CSV", text).symbols == ()


def test_a_commented_header_names_the_columns_and_a_comment_describes_them() -> None:
    assert qualnames(run("CSV", "#a,b\n1,2\n#3,4\n")) == ["a", "b"]
    found = run("CSV", "# What was measured here.\na,b\n1,2\n")
    assert (found.doc, found.symbols[0].line) == ("What was measured here.", 2)


def test_other_delimiters_are_recognised() -> None:
    assert qualnames(run("CSV", "a;b\n1,5;2,5\n")) == ["a", "b"]
    assert qualnames(run("TSV", "a\tb, c\n1\t2\n")) == ["a", "b, c"]


def test_the_keys_of_the_first_record_are_listed() -> None:
    found = run("JSON Lines", '\n{"a": 1, "b": {"c": 2}}\n{"d": 1}\n')
    assert qualnames(found) == ["a", "b"]
    assert found.doc == "2 records."
    assert codes(run("JSON Lines", "{a\n")) == [("syntax-error", 1)]


def test_a_catalogue_counts_its_messages_without_header_and_obsolete_ones() -> None:
    text = (
        'msgid ""\nmsgstr ""\n"Language: de\\n"\n\n#: a.c:1\nmsgid "b"\nmsgstr "c"\n\n'
        '#, fuzzy\nmsgid ""\n"d\\n"\nmsgstr ""\n"e"\n\nmsgid "f"\nmsgstr ""\n\n#~ msgid "g"\n'
    )
    found = run("Gettext", text)
    assert found.doc == "Translation of 3 messages into de, 1 not translated, 1 fuzzy."
    assert [(i.kind, i.module, i.line) for i in found.imports] == [("path", "a.c", 5)]


def test_an_ignore_list_is_described_by_its_comment_or_its_size() -> None:
    assert run("Ignore List", "# What a build makes.\n*.o\n").doc == "What a build makes."
    assert run("Ignore List", "*.o\n!a.o\n\n").doc == "2 patterns, 1 of them to keep files."
