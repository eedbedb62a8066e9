"""Code without comments and strings: what is blanked, what stays, and that lines stay."""

from __future__ import annotations

import time

import pytest

from pipeline.codetext import code_only
from pipeline.languages.table import LANGUAGES, by_name


def words(language: str, text: str) -> list[str]:
    row = by_name(language)
    assert row is not None
    code = code_only(text, row)
    assert code is not None
    assert len(code) == len(text)
    assert [len(line) for line in code.split("\n")] == [len(line) for line in text.split("\n")]
    return code.split()


@pytest.mark.parametrize(("language", "text", "kept"), [
    ("C", "int a; // b\n/* c\n d */ e", ["int", "a;", "e"]),
    ("C", '"a \\" b" c \'"\' d', ["c", "d"]),
    ("C", "#error don't\nint a;", ["#error", "don't", "int", "a;"]),
    ("C++", 'R"x(a " )" b)x" c 1\'000 d', ["c", "1'000", "d"]),
    ("Python", 'a = """b\n"c" d"""\n# e\nf = \'g\'', ["a", "=", "f", "="]),
    ("Python", "'''never closed\nclass A", []),
    ("Go", "a := `b\n\"c` + 'd'", ["a", ":=", "+"]),
    ("Rust", 'fn f<\'a>(x: &\'a str) { r#"g"h"# }',
     ["fn", "f<'a>(x:", "&'a", "str)", "{", "}"]),
    ("JavaScript", "a = /['\"`]/; b = `c ${d}\ne`", ["a", "=", ";", "b", "="]),
    ("JavaScript", "a = b / c; d = 'e", ["a", "=", "b", "/", "c;", "d", "="]),
    ("C#", 'a = @"b""c\\"; d', ["a", "=", ";", "d"]),
    ("Kotlin", 'val a = """b "c" d"""\nfun e', ["val", "a", "=", "fun", "e"]),
    ("CMake", '#[=[ rst ""\n"]] ]=] a [=["]]]=] "b" # "c\nd', ["a", "d"]),
    ("Lua", "a = [==[b]]\nc]==] -- d\ne", ["a", "=", "e"]),
])
def test_comments_and_strings_are_blanked(language: str, text: str, kept: list[str]) -> None:
    assert words(language, text) == kept


def test_a_language_whose_strings_are_not_known_is_left_alone() -> None:
    row = by_name("Markdown")
    assert row is not None
    assert code_only("x", row) is None


@pytest.mark.parametrize("piece", ['"', "'", "`", "/*", '\\"', 'R"(', "[[", "/[", "'''", "# ", "("])
def test_no_text_takes_more_than_linear_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    started = time.process_time()
    for row in LANGUAGES:
        code_only(text, row)
    assert time.process_time() - started < 10
