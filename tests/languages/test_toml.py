"""TOML tables and keys with their lines."""

from __future__ import annotations

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.languages.extraction import assert_sound, codes, lines, qualnames, run, signatures


def test_tables_are_sections_and_keys_have_dotted_names() -> None:
    found = run("TOML", "a = 1\n\n[tool.x]\nb = 2\n\n[[tool.y]]\nc.d = 3\n")
    assert qualnames(found, "section") == ["tool.x", "tool.y"]
    assert qualnames(found, "key") == ["a", "tool.x.b", "tool.y.c.d"]
    assert lines(found)["tool.y"] == (6, 7)


def test_what_looks_like_a_key_inside_a_value_is_none() -> None:
    text = 'a = """\nb = 1\n[t]\n"""\nc = [\n  "d = 1", # ]\n]\ne = \'\'\'\nf = 1\'\'\'\ng = 1\n'
    assert lines(run("TOML", text)) == {"a": (1, 4), "c": (5, 7), "e": (8, 9), "g": (10, 10)}


def test_blank_lines_do_not_shift_the_lines() -> None:
    assert lines(run("TOML", "\n\na = 1\n\n\nb = 2\n")) == {"a": (3, 3), "b": (6, 6)}


def test_a_broken_file_is_reported_and_read_as_far_as_possible() -> None:
    found = run("TOML", "a = 1\nb = \n[c]\n")
    assert codes(found) == [("syntax-error", 2)]
    assert qualnames(found) == ["a", "b", "c"]


def test_an_unfinished_file_is_reported_at_its_last_line() -> None:
    assert codes(run("TOML", "a = 1\nb = [1,\n")) == [("syntax-error", 2)]


def test_a_project_file_is_described_by_its_project() -> None:
    text = '# Build settings.\n[project]\nname = "x"\ndescription = "What x does."\n'
    found = run("TOML", text, "pyproject.toml")
    assert (found.title, found.doc) == ("x", "What x does.")


def test_other_files_are_described_by_their_leading_comment() -> None:
    assert run("TOML", "# How to check the code.\n\na = 1\n").doc == "How to check the code."


def test_secrets_are_not_shown() -> None:
    text = 'token = "x"\nlimit = 3 # of them\n[secrets]\nfoo = "bar"\n'
    assert signatures(run("TOML", text)) == {
        "token": "", "limit": "= 3", "secrets": "", "secrets.foo": "",
    }  # fmt: skip


def test_numbers_and_nesting_beyond_all_bounds_are_no_trouble() -> None:
    assert qualnames(run("TOML", "a = " + "1" * 6000 + "\n")) == ["a"]
    assert qualnames(run("TOML", "a = " + "[" * 50_000 + "]" * 50_000 + "\n")) == ["a"]


KEYS = st.sampled_from(["a", "b-c", '"q.r"', "'s t'", "d . e", "f.g"])
VALUES = st.sampled_from(
    ["1", '"x # y"', "[1, 2]", "[\n 1, # ]\n 2\n]", '"""\nk = 1\n"""', "'''a\n[b]'''", "{x = 1}",
     '""', '"""a\\""""', "1979-05-27", "[[1], ['[']]"]
)  # fmt: skip


def flat(data: dict[str, Any], prefix: str = "") -> set[str]:
    """Every name the parser found that is not itself a table."""
    names = set()
    for key, value in data.items():
        if isinstance(value, dict) and "x" not in value:
            names |= flat(value, f"{prefix}{key}.")
        else:
            names.add(prefix + key)
    return names


@given(st.lists(st.tuples(KEYS, VALUES), unique_by=lambda pair: pair[0][0]), st.booleans())
def test_valid_files_give_the_keys_that_the_parser_finds(
    pairs: list[tuple[str, str]], in_table: bool
) -> None:
    text = ("[t]\n" if in_table else "") + "".join(f"{k} = {v}  # note\n\n" for k, v in pairs)
    found = run("TOML", text)
    assert set(qualnames(found, "key")) == flat(tomllib.loads(text))
    assert found.diagnostics == ()
    assert_sound(found, text)


@given(st.text(alphabet="ab=.[]{}'\"# \n\\1,", max_size=60) | st.text())
def test_no_text_breaks_the_scanner(text: str) -> None:
    assert_sound(run("TOML", text), text)
