"""JSON keys of the outer two levels."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.languages.extraction import assert_sound, codes, lines, qualnames, run, signatures


def test_keys_of_two_levels_have_dotted_names_and_lines() -> None:
    text = '{\n "a": 1,\n "b": {\n  "c": {"d": 1},\n  "e": [\n   2]\n },\n "f": [{"g": 1}]\n}\n'
    assert lines(run("JSON", text)) == {
        "a": (2, 2), "b": (3, 7), "b.c": (4, 4), "b.e": (5, 6), "f": (8, 8),
    }  # fmt: skip


def test_title_and_description_are_taken_when_they_are_strings() -> None:
    found = run("JSON", '{"title": "T", "description": "What\\nit is.", "name": "n"}')
    assert (found.title, found.doc) == ("T", "What\nit is.")
    assert run("JSON", '{"name": ["n"], "description": 1}').title == ""


def test_comments_and_trailing_commas_are_tolerated() -> None:
    text = '// "x": 1\n{"a": 1, /* "y": 2 */\n "b": "// no comment", // , }\n}\n'
    found = run("JSON with comments", text)
    assert qualnames(found) == ["a", "b"]
    assert codes(found) == []


def test_a_broken_file_is_reported_after_the_keys_before_the_error() -> None:
    found = run("JSON", '{"a": 1,\n "b": 2\n "c": 3}\n')
    assert codes(found) == [("syntax-error", 3)]
    assert qualnames(found) == ["a", "b"]


def test_a_hundred_thousand_brackets_are_no_trouble() -> None:
    nested = '{"a": ' + "[" * 100_000 + "]" * 100_000 + ', "b": 1}'
    assert qualnames(run("JSON", nested)) == ["a", "b"]
    assert run("JSON", '{"a":' * 100_000).symbols[0].qualname == "a"


def test_json5_names_need_no_quotes() -> None:
    found = run("JSON with comments", "{a: 'x', b: {c: 1,},}", "settings.json5")
    assert qualnames(found) == ["a", "b", "b.c"]
    assert codes(found) == []


def test_secrets_and_long_values_are_not_shown() -> None:
    text = json.dumps({"password": "p", "long": "x" * 100, "n": 12})
    assert signatures(run("JSON", text)) == {"password": "", "long": "", "n": "= 12"}


def test_numbers_beyond_all_bounds_are_no_trouble() -> None:
    assert codes(run("JSON", '{"a": ' + "1" * 6000 + "}")) == []


def test_repeated_keys_on_one_line_are_listed_once() -> None:
    assert qualnames(run("JSON", '{"a": 1, "a": 2}')) == ["a"]


def test_many_escaped_quotes_in_a_string_that_never_ends_take_no_time() -> None:
    for name in ("a.json", "a.json5"):
        assert_sound(run("JSON", '{"a": "' + '\\"' * 200_000, name), "{")


NAMES = st.text(alphabet='ab"\\/é:{[', min_size=1, max_size=5).filter(str.strip)
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
)


def expected(tree: Any) -> set[str]:
    if not isinstance(tree, dict):
        return set()
    inner = {f"{k}.{n}" for k, v in tree.items() if isinstance(v, dict) for n in v}
    return set(tree) | inner


@given(st.dictionaries(NAMES, TREES, max_size=4), st.sampled_from([None, 1]))
def test_valid_files_give_the_keys_that_the_parser_finds(tree: Any, indent: int | None) -> None:
    text = json.dumps(tree, indent=indent)
    found = run("JSON", text)
    assert set(qualnames(found)) == expected(tree)
    assert found.diagnostics == ()
    assert_sound(found, text)


@given(st.text(alphabet="a\"'\\{}[]:,/* \n1", max_size=60) | st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    assert_sound(run("JSON", text), text)
    assert_sound(run("JSON", text, "a.json5"), text)


def test_a_key_reaches_as_far_as_its_keys_in_a_text_that_ends_in_the_middle() -> None:
    found = run("JSON", '{\n  "a": {\n    "b":\n      1,\n    "c"  : {"d"')
    assert_sound(found, '{\n  "a": {\n    "b":\n      1,\n    "c"  : {"d"')
    assert lines(found)["a"] == (2, 5)
