"""Damaged, hostile and senseless build files: no exception, sound results, bounded time."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.languages.choose import choose
from tests.languages.extraction import assert_sound, run

GOLDEN = Path(__file__).parent.parent / "golden"
#: Directory of the golden pair.
SHOWN = (
    "cmake", "dockerfile", "gradle", "just", "kconfig", "make", "requirements", "starlark")
CASES = [next(p for p in (GOLDEN / name).glob("constructs.*") if ".summary." not in p.name)
         for name in SHOWN]
WORDS = st.sampled_from([
    "\n", "\n\t", " ", "  ", "\\\n", "#", "//", "/*", "*/", '"', "'", "'''", "(", ")", "[", "]",
    "{", "}", "$(", "${", ":", "=", ":=", "+=", ",", ";", "\0", "é", "<<EOF", "EOF", "config",
    "menu", "endmenu", "define", "endef", "include", "A", "b-c", "d.e", "[[", "]]", "[=[", "dnl",
    "name", "help", "FROM", "COPY", "ARG", "AS", "rule", "build", "%", "@", "`", "if", "endif"])
each = pytest.mark.parametrize("case", CASES, ids=lambda path: path.parent.name)


def read(case: Path, text: str) -> None:
    language = choose(case.name, case.read_text(encoding="utf-8"))
    assert_sound(run(language.name, text, case.name), text)


@each
def test_a_file_cut_anywhere_is_read(case: Path) -> None:
    text = case.read_text(encoding="utf-8")
    for end in range(0, len(text), 7):
        read(case, text[:end])
        read(case, text[end:])


@each
@pytest.mark.parametrize("piece", [
    "(", "[", "{", ")", "$(", "${", "[[", "[=[", '"', "'", "'''", "\\\n", "#[[", "/*", "<<E\n",
    "a(", "a {\n", "a: b\n", "if(\n", "x [", "\0", "menu\n", "define a\n", "\t", " ", "a = b\n",
    "a ", "[%", "%{", "AC_DEFUN([", "- ", "a:\n ", "rule a\n", "#", "##", "\\", "$", "a\\\n",
    "${a:-", "a=$(b ", "config A\nhelp\n  x\n"])
def test_a_hundred_thousand_characters_of_one_thing_take_no_time(case: Path, piece: str) -> None:
    text = piece * (100_000 // len(piece))
    start = time.perf_counter()
    read(case, text)
    read(case, f"{text}\n{case.read_text(encoding='utf-8')}")
    assert time.perf_counter() - start < 6


@each
@given(st.lists(WORDS, max_size=40))
def test_no_text_breaks_a_scanner(case: Path, words: list[str]) -> None:
    read(case, "".join(words))
