"""The subject of an analysis: the extractor's own tree, or none where a grammar is kept away."""

from __future__ import annotations

import pytest

from pipeline.analysis import analyse
from pipeline.analysis.subject import Subject
from pipeline.languages import Source, extract, grammar
from pipeline.languages.table import by_name


def source(language: str, text: str) -> Source:
    found = by_name(language)
    assert found is not None
    return Source(text, "file", found)


@pytest.mark.parametrize("language", ["Shell", "Java", "JavaScript", "PHP", "Ruby", "Go", "Rust"])
def test_a_text_is_parsed_once_for_extractor_and_analyses(language: str) -> None:
    grammar.parse.cache_clear()
    subject = source(language, "x = 1\n")
    analyse(subject, extract(subject))
    assert Subject(subject, extract(subject)).tree is not None
    assert grammar.parse.cache_info().misses == 1


@pytest.mark.parametrize(("language", "text"), [
    ("JavaScript", "a(b);" * 1_000),
    ("Kotlin", " " * 600 + "fun f() {}\n"),
])
def test_what_the_extractor_keeps_from_its_grammar_gets_no_tree(language: str, text: str) -> None:
    subject = source(language, text)
    assert Subject(subject, extract(subject)).tree is None
