"""Facets: what others see of a file, and that a change stops where nobody can see it."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.facets import Facets, Reference, anchors, brief, cut, facets
from pipeline.languages.table import by_name
from pipeline.model import Symbol
from pipeline.parse import parse

MODULE = '''"""A module. It has two sentences."""
import os
from a import b, c

X = 1


class A(Base):
    """A class."""

    def f(self, x: int) -> int:
        """A method."""
        y = x + 1
        return y


def g():
    return A().f(1)
'''


def facets_of(text: str) -> Facets:
    language = by_name("Python")
    assert language is not None
    return facets(parse(text.encode(), "m.py", language))


def edited(old: str, new: str) -> Facets:
    assert MODULE.count(old) == 1
    return facets_of(MODULE.replace(old, new))


@dataclass
class Seen:
    """Which facets differ."""

    card: bool
    names: bool
    references: bool
    outline: bool


def difference(one: Facets, other: Facets) -> Seen:
    return Seen(*(getattr(one, f) != getattr(other, f)
                  for f in ("card", "names", "references", "outline")))


BEFORE = facets_of(MODULE)


# --- where a change stops --------------------------------------------------------------------


@pytest.mark.parametrize(("old", "new"), [
    ("y = x + 1", "y = x - 1"),
    ("return A().f(1)", "return A().f(2)  # a remark"),
    ("y = x + 1\n        return y", "z = x\n        return z"),
])
def test_an_edit_inside_a_body_changes_no_facet(old: str, new: str) -> None:
    assert edited(old, new) == BEFORE


def test_lines_added_to_a_body_are_seen_by_the_files_own_pages_and_its_row_only() -> None:
    after = edited("return y", "y += 1\n        return y")
    assert difference(BEFORE, after) == Seen(
        card=True, names=False, references=False, outline=True)
    assert after.card.lines == BEFORE.card.lines + 1


def test_an_import_that_moves_is_the_same_reference() -> None:
    after = edited("import os\nfrom a import b, c\n", "from a import b, c\nimport os\n")
    assert difference(BEFORE, after) == Seen(
        card=False, names=False, references=False, outline=True)


def test_a_new_import_is_seen_by_whoever_resolves() -> None:
    after = edited("import os\n", "import sys\n")
    assert difference(BEFORE, after) == Seen(
        card=False, names=False, references=True, outline=True)


def test_a_new_name_is_seen_in_the_index_and_in_the_files_row() -> None:
    after = edited("X = 1", "Y = 1")
    assert difference(BEFORE, after) == Seen(
        card=False, names=True, references=False, outline=True)


def test_a_first_sentence_is_seen_by_others_and_the_rest_is_not() -> None:
    first = edited("A module.", "The module.")
    assert difference(BEFORE, first) == Seen(
        card=True, names=False, references=False, outline=True)
    rest = edited("It has two sentences.", "It had two sentences.")
    assert difference(BEFORE, rest) == Seen(
        card=False, names=False, references=False, outline=True)


def test_references_are_sorted_and_each_is_there_once() -> None:
    found = facets_of("import b\nimport a\nimport b\nfrom . import c\n").references
    assert found == (
        Reference("import", "", 1, ("c",)), Reference("import", "a"), Reference("import", "b"))


def test_facets_are_stored_and_read_back_unchanged() -> None:
    assert msgspec.json.decode(msgspec.json.encode(BEFORE), type=Facets) == BEFORE


def test_a_card_counts_what_the_file_holds() -> None:
    card = BEFORE.card
    assert card.language == "Python"
    assert card.description == "A module."
    assert card.lines == MODULE.count("\n")
    assert card.symbols == len(BEFORE.names) == 4
    assert not card.generated


def test_a_title_stands_in_for_a_description_that_is_missing() -> None:
    markdown = by_name("Markdown")
    assert markdown is not None
    assert facets(parse(b"# The Title\n", "a.md", markdown)).card.description == "The Title"


# --- brief -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("doc", "expected"), [
    ("", ""),
    ("  \n ", ""),
    ("One.", "One."),
    ("One. Two.", "One."),
    ("One\nline. Two.", "One line."),
    ("One\n\nTwo.", "One"),
    ("One (e.g. This) more. Two.", "One (e.g. This) more."),
    ("This, i.e. That. Two.", "This, i.e. That."),
    ("A vs. B. Two.", "A vs. B."),
    ("Version 1.2 is out. Two.", "Version 1.2 is out."),
    ("What? Yes. No.", "What?"),
    ("No stop at end", "No stop at end"),
    ("Wait... What. Two.", "Wait... What."),
    ("lower. case goes on. Two.", "lower. case goes on."),
    ("One. `code` two.", "One."),
    ("=====\nTitle\n=====\n\nText.", "Title"),
    ("-----", ""),
])
def test_a_brief_is_the_first_sentence_on_one_line(doc: str, expected: str) -> None:
    assert brief(doc) == expected


def test_a_long_sentence_is_cut_at_a_word() -> None:
    found = brief("word " * 100)
    assert found.endswith("word \u2026")
    assert 150 < len(found) <= 160


@given(st.text())
def test_a_brief_is_one_line_of_at_most_160_characters(doc: str) -> None:
    found = brief(doc)
    assert len(found) <= 160
    assert found == " ".join(found.split())
    assert not found or found.split()[0] in doc.split()


@given(st.text())
def test_the_brief_of_a_brief_is_the_brief(doc: str) -> None:
    assert brief(brief(doc)) == brief(doc)


# --- anchors ---------------------------------------------------------------------------------


def symbols(*qualnames: str, line: int = 1) -> tuple[Symbol, ...]:
    return tuple(Symbol("function", q.rpartition(".")[2], q, line, line) for q in qualnames)


@given(st.lists(st.text(alphabet="ab-fe2. \u00e9_", max_size=6) | st.text(max_size=150)))
def test_no_two_symbols_of_a_file_share_an_anchor(qualnames: list[str]) -> None:
    found = anchors(symbols(*qualnames))
    assert len(set(found)) == len(qualnames)


def test_a_repeated_name_is_numbered_in_source_order_and_meets_no_other_name() -> None:
    found = anchors(symbols("a", "a", "a-fe2", "a-fe3", "a"))
    assert found[0] == "a" and len(set(found)) == 5


@given(st.lists(st.text(alphabet="abc", max_size=2)), st.integers(1, 1000))
def test_anchors_do_not_move_when_lines_do(qualnames: list[str], line: int) -> None:
    assert anchors(symbols(*qualnames)) == anchors(symbols(*qualnames, line=line))


def test_the_anchor_of_a_name_does_not_depend_on_other_names() -> None:
    alone = anchors(symbols("A.f"))
    assert anchors(symbols("A", "B", "A.f"))[2:] == alone


def test_a_sentence_that_announces_what_is_not_shown_says_so() -> None:
    assert brief("It has two features:\n\n- one\n- two") == "It has two features: …"


@pytest.mark.parametrize("doc", [
    "Operation mode\n@MODE_GET: get it.\n@MODE_SET: set it.", "Operation mode\n:param x: one",
    "Operation mode\n  @param x one", "Operation mode\n\\return nothing",
])
def test_the_fields_below_a_sentence_are_no_part_of_it(doc: str) -> None:
    assert brief(doc) == "Operation mode"


def test_a_sentence_is_not_cut_inside_of_code() -> None:
    text = "word " * 28 + "and ``a long piece of code that goes on`` to the end."
    assert brief(text) == "word " * 28 + "and …"
    assert cut("see `a b c d e f g`", 12) == "see …"


def test_a_label_alone_is_no_sentence() -> None:
    assert brief("NOTE:\n\nUse it with care. Always.") == "Use it with care."
    assert brief("NOTE:") == "NOTE: …"
