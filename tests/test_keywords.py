"""Keywords: reserved words are no names, words that are keywords in places are."""

from __future__ import annotations

import keyword

import pytest

from pipeline.keywords import KEYWORDS, is_reserved
from pipeline.languages.table import by_name


def test_the_words_of_python_are_those_of_python_itself() -> None:
    assert KEYWORDS["Python"] == set(keyword.kwlist)


def test_every_language_with_keywords_is_in_the_table() -> None:
    assert [name for name in KEYWORDS if by_name(name) is None] == []
    assert all(KEYWORDS.values())


@pytest.mark.parametrize(("language", "kind", "name"), [
    ("C++", "method", "for"), ("C++", "class", "public"), ("Python", "class", "from"),
    ("C", "function", "if"), ("Java", "method", "switch"), ("Rust", "struct", "Self"),
    ("JavaScript", "function", "if"), ("Go", "field", "type"),
])
def test_nothing_is_called_by_a_reserved_word(language: str, kind: str, name: str) -> None:
    assert is_reserved(language, kind, name)


@pytest.mark.parametrize(("language", "kind", "name"), [
    ("C", "macro", "inline"), ("C", "field", "class"), ("C++", "method", "override"),
    ("JavaScript", "method", "delete"), ("TypeScript", "property", "default"),
    ("Python", "function", "match"), ("Ruby", "method", "end"), ("YAML", "key", "if"),
    ("Markdown", "heading", "for"), ("Python", "function", "form"),
])
def test_a_word_may_be_a_name_where_its_language_lets_it(
    language: str, kind: str, name: str
) -> None:
    assert not is_reserved(language, kind, name)
