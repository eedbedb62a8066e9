"""Notes in comments about what is left to do."""

from __future__ import annotations

import pytest

from pipeline.languages.table import by_name
from pipeline.languages.todos import todos


def found(language: str, text: str) -> list[tuple[str, str, int]]:
    row = by_name(language)
    assert row is not None
    return [(t.word, t.text, t.line) for t in todos(text, row)]


@pytest.mark.parametrize(("language", "text", "expected"), [
    ("C", "int x; // TODO(bob): fix this\n", [("TODO", "fix this", 1)]),
    ("C", "/* FIXME handle\n * XXX: later\n */\n", [("FIXME", "handle", 1), ("XXX", "later", 2)]),
    ("Python", "a = 1\n\n# TODO: x\n", [("TODO", "x", 3)]),
    ("Python", "a = 1  # slow, HACK: see above\n", [("HACK", "see above", 1)]),
    ("SQL", "-- todo and TODO\nSELECT 1 -- TODO\n", [("TODO", "", 2)]),
])
def test_a_note_has_its_word_its_text_and_its_line(
    language: str, text: str, expected: list[tuple[str, str, int]]
) -> None:
    assert found(language, text) == expected


@pytest.mark.parametrize("text", [
    'char *s = "xxx TODO";\n', "// see the TODO list\n", "// XXXL size\n", "int TODO = 1;\n",
    "// mkTODO: x\n",
])
def test_the_word_alone_is_no_note(text: str) -> None:
    assert found("C", text) == []


def test_prose_has_none() -> None:
    assert found("Markdown", "TODO: write\n<!-- TODO: this -->\n") == []


def test_a_file_full_of_notes_is_cut() -> None:
    assert len(found("Python", "# TODO: a\n" * 500)) == 200
