"""Rollups: what a folder amounts to."""

from __future__ import annotations

import itertools

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.facets import Card
from pipeline.rollup import FileRow, LanguageCount, Notable, Rollup, roll_up, rounded
from pipeline.store import BINARY, GENERATED, VENDORED


def row(
    path: str, *, flags: int = 0, language: str = "Python", description: str = "", lines: int = 10,
    code: int = 5, symbols: int = 0, generated: bool = False,
) -> FileRow:
    card = Card(language, description, lines, code, symbols, generated)
    return FileRow(path, flags, 100, None if flags & BINARY else card)


def test_an_empty_folder_amounts_to_nothing() -> None:
    assert roll_up([], []) == Rollup()


def test_files_folders_symbols_and_languages_are_summed() -> None:
    inner = roll_up([row("a/b/x.py", symbols=3), row("a/b/y.md", language="Markdown", lines=7)], [])
    outer = roll_up([row("a/z.py", symbols=2), row("a/i.png", flags=BINARY)], [inner])
    assert (outer.files, outer.folders, outer.other, outer.symbols) == (3, 1, 1, 5)
    assert outer.languages == (LanguageCount("Python", 2, 20), LanguageCount("Markdown", 1, 7))
    top = roll_up([], [outer])
    assert (top.files, top.folders, top.other, top.symbols) == (3, 2, 1, 5)
    assert top.languages == outer.languages


def test_languages_are_ordered_by_files_then_by_name() -> None:
    rows = [row("a", language="C"), row("b", language="B"), row("c", language="A"),
            row("d", language="A")]
    assert [c.language for c in roll_up(rows, []).languages] == ["A", "B", "C"]


@given(st.permutations([row(f"f{n}.py", symbols=n % 4, lines=n) for n in range(6)]))
def test_the_order_of_the_files_does_not_matter(rows: list[FileRow]) -> None:
    assert roll_up(rows, []) == roll_up(sorted(rows, key=lambda r: r.path), [])


# --- description -----------------------------------------------------------------------------


ORDER = ["README", "readme.md", "README.rst", "README.txt", "Readme.markdown", "README.adoc",
         "README.org", "__init__.py", "__init__.pyi", "index.md"]


@pytest.mark.parametrize(("first", "second"), list(itertools.combinations(ORDER, 2)))
def test_the_file_that_speaks_for_a_folder_is_chosen_by_rank(first: str, second: str) -> None:
    for names in ((first, second), (second, first)):
        found = roll_up([row(f"d/{name}", description=f"About {name}.") for name in names], [])
        assert (found.described_by, found.description) == (f"d/{first}", f"About {first}.")


@pytest.mark.parametrize("name", ["main.py", "README.py", "README-old.md", "init.py", "readmes"])
def test_no_other_file_speaks_for_its_folder(name: str) -> None:
    assert roll_up([row(name, description="words")], []).description == ""


def test_a_readme_that_says_nothing_leaves_it_to_the_package() -> None:
    rows = [row("README.md"), row("__init__.py", description="A package.")]
    assert roll_up(rows, []).described_by == "__init__.py"


@pytest.mark.parametrize("said", [
    "Automated unit tests were added in 3.3.", "If you add a file, update the list.",
    "First, create a new test file.", "New tests should use one window.", "Created by A. Person.",
    "from root, run (either CPU or GPU)", "-- A. Person", "Please see the guide.",
    "WARNING: generated.", "README.txt: an index.", "The guide can be found on the site.",
    "Demos with your data.",
])
def test_a_readme_that_tells_what_to_do_does_not_say_what_its_folder_is(said: str) -> None:
    readme = FileRow("d/README.md", 0, 9, Card("Markdown", said, 9, 9, 1, title="The tests"))
    package = row("d/__init__.py", description="Tests of the editor.")
    assert roll_up([readme, package], []).description == "Tests of the editor."
    found = roll_up([readme], [])
    assert (found.description, found.described_by) == ("The tests", "d/README.md")


@pytest.mark.parametrize("said", [
    "This folder contains scripts.", "c10/cuda is a core library.", "Benchmarks for models",
    "**Tools** that we use.", "A library in a single source file.", "Provides two features: …",
])
def test_a_readme_that_says_what_its_folder_is_speaks_for_it(said: str) -> None:
    assert roll_up([row("d/README.md", description=said)], []).description == said


def test_a_subfolder_does_not_speak_for_its_parent() -> None:
    inner = roll_up([row("a/README.md", description="inner")], [])
    assert roll_up([], [inner]).description == ""


def test_a_binary_readme_says_nothing() -> None:
    assert roll_up([row("README", flags=BINARY)], []).description == ""


# --- notable files ---------------------------------------------------------------------------


def test_the_files_that_define_most_come_first_from_any_depth() -> None:
    inner = roll_up([row("a/big.py", symbols=9), row("a/small.py", symbols=1)], [])
    found = roll_up([row("mid.py", symbols=5, description="d")], [inner]).notable
    assert found == (Notable("a/big.py", "", 9), Notable("mid.py", "d", 5),
                     Notable("a/small.py", "", 1))


@pytest.mark.parametrize("kind", [
    {"flags": VENDORED}, {"flags": GENERATED}, {"flags": BINARY}, {"generated": True}, {"code": 0},
    {"symbols": 0},
], ids=str)
def test_data_and_the_work_of_others_or_of_programs_is_not_notable(kind: dict[str, int]) -> None:
    assert roll_up([row("a.py", **{"symbols": 5, **kind})], []).notable == ()  # type: ignore[arg-type]


def test_a_short_list_of_notable_files_is_the_same_as_a_cut_long_one() -> None:
    """A folder keeps only the top of the list, so the top of the tops must be the top of all."""
    rows = [row(f"{n % 5}/f{n:03}.py", symbols=n * 7 % 50 + 1) for n in range(200)]
    whole = roll_up(rows, []).notable
    parts = [roll_up([r for r in rows if r.path[0] == str(k)], []) for k in range(5)]
    assert roll_up([], parts).notable == whole
    assert len(whole) == 12


# --- rounding --------------------------------------------------------------------------------


@pytest.mark.parametrize(("lines", "expected"), [
    (0, 0), (7, 7), (87, 87), (99, 99), (100, 100), (104, 100), (105, 110), (1234, 1200),
    (1250, 1300), (994, 990), (995, 1000), (99_499, 99_000), (99_500, 100_000), (123_456, 120_000),
])
def test_counts_are_rounded_to_two_digits(lines: int, expected: int) -> None:
    assert rounded(lines) == expected


@given(st.integers(0, 10**9))
def test_rounding_is_within_five_percent_and_stable(lines: int) -> None:
    once = rounded(lines)
    assert abs(once - lines) * 20 <= lines
    assert rounded(once) == once


def test_a_rounded_rollup_differs_in_lines_and_keywords_only() -> None:
    found = roll_up([row("README.md", lines=1234, symbols=567, description="d")], [])
    assert found.rounded() == msgspec.structs.replace(
        found, symbols=570, languages=(LanguageCount("Python", 1, 1200),),
        notable=(Notable("README.md", "d", 570),))


def test_a_small_edit_does_not_reach_the_rounded_rollup() -> None:
    before, after = (roll_up([row("a.py", lines=n)], []) for n in (1234, 1235))
    assert before != after
    assert before.rounded() == after.rounded()


def test_a_row_knows_what_kind_of_file_it_is() -> None:
    assert row("a").documented and not row("a", flags=BINARY).documented
    assert row("a", flags=VENDORED).vendored and not row("a").vendored
    assert row("a", flags=GENERATED).generated and row("a", generated=True).generated
    assert not row("a").generated and not row("a", flags=BINARY).generated


def test_a_line_about_the_package_file_itself_does_not_describe_the_folder() -> None:
    marker = row("a/__init__.py", description="Dummy file to make this directory a package.")
    assert roll_up([marker], []).description == ""


def test_what_events_call_comes_after_what_people_start() -> None:
    def with_entry(path: str, how: str) -> FileRow:
        return FileRow(path, 0, 9, Card("C", "", 9, 9, 1, entry_points=(how,)))
    rows = [with_entry("a.c", "late_initcall a_init"), with_entry("b.sh", "shebang"),
            with_entry("c.c", "main")]
    assert [entry.path for entry in roll_up(rows, []).entries] == ["c.c", "b.sh", "a.c"]


def test_files_among_tests_that_define_some_are_tests() -> None:
    card = Card("C++", "", 9, 9, 1, holds_tests=True)
    rows = [FileRow("test/conv.cc", 0, 9, card), FileRow("src/conv.cc", 0, 9, card),
            row("test/data.py")]
    assert roll_up(rows, []).tests == 1
