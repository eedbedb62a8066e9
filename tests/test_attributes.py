"""``.gitattributes``: what it says of each file, as git itself would say it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pipeline.attributes import AttributeRules, Attributes
from tests.conftest import build_tree, make_tree, read_pages

NOTHING = Attributes()


def rules(root: Path, **files: str) -> AttributeRules:
    """Rules of a tree; ``files``: folder (``_`` for the root, ``__`` for ``/``) -> text."""
    paths = []
    for folder, text in files.items():
        path = root / folder.replace("__", "/").strip("_") / ".gitattributes"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        paths.append(str(path))
    return AttributeRules(root, paths)


def test_a_tree_without_rules_says_nothing(tmp_path: Path) -> None:
    assert AttributeRules(tmp_path, []).of("a.py") == NOTHING
    assert rules(tmp_path, _="*.txt text eol=lf\n").of("a.py") == NOTHING


@pytest.mark.parametrize(("written", "expected"), [
    ("linguist-generated", Attributes(generated=True)),
    ("linguist-generated=true", Attributes(generated=True)),
    ("linguist-generated=false", Attributes(generated=False)),
    ("-linguist-generated", Attributes(generated=False)),
    ("linguist-vendored", Attributes(vendored=True)),
    ("-linguist-vendored", Attributes(vendored=False)),
    ("linguist-language=Python", Attributes(language="Python")),
    ("binary", Attributes(binary=True)),
    ("-text -diff", Attributes(binary=True)),
    ("-text", NOTHING),
    ("-diff", NOTHING),
    ("text diff", NOTHING),
    ("eol=lf whitespace=tab-in-indent", NOTHING),
    ("linguist-generated linguist-vendored=false binary",
     Attributes(generated=True, vendored=False, binary=True)),
])
def test_an_attribute_may_be_set_unset_or_given_a_value(
    tmp_path: Path, written: str, expected: Attributes
) -> None:
    assert rules(tmp_path, _=f"*.py {written}\n").of("deep/a.py") == expected


def test_the_last_rule_that_matches_wins_attribute_by_attribute(tmp_path: Path) -> None:
    found = rules(tmp_path, _=(
        "*.py linguist-generated linguist-vendored\n"
        "a.py -linguist-generated\n"
        "b.py linguist-language=Text\n"))
    assert found.of("a.py") == Attributes(generated=False, vendored=True)
    assert found.of("b.py") == Attributes(generated=True, vendored=True, language="Text")


@pytest.mark.parametrize("folder", ["a", "-a", "+a", " a", "!a", "#a", "$a"])
def test_the_deepest_file_has_the_last_word_whatever_its_folder_is_called(
    tmp_path: Path, folder: str
) -> None:
    paths = []
    for name, word in (("", "linguist-vendored"), (folder, "-linguist-vendored")):
        path = tmp_path / name / ".gitattributes"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"*.py {word}\n")
        paths.append(str(path))
    found = AttributeRules(tmp_path, paths)
    assert found.of("x.py").vendored is True
    assert found.of(f"{folder}/x.py").vendored is False


def test_a_file_speaks_only_of_what_lies_below_it(tmp_path: Path) -> None:
    found = rules(tmp_path, a="*.py linguist-generated\n/top.py linguist-vendored\n")
    assert found.of("a/b/x.py").generated
    assert found.of("x.py") == found.of("ab/x.py") == NOTHING
    assert found.of("a/top.py").vendored
    assert found.of("a/b/top.py").vendored is None


def test_a_folder_whose_name_begins_with_two_dots_lies_in_the_tree(tmp_path: Path) -> None:
    path = tmp_path / "..odd/.gitattributes"
    path.parent.mkdir()
    path.write_text("* linguist-generated\n")
    found = AttributeRules(tmp_path, [str(path)])
    assert found.of("..odd/a.py").generated
    assert found.of("a.py") == NOTHING


def test_a_file_above_the_source_folder_speaks_of_its_own_paths(tmp_path: Path) -> None:
    source = tmp_path / "src"
    source.mkdir()
    path = tmp_path / ".gitattributes"
    path.write_text("/src/gen/*.py linguist-generated\n/gen/*.py linguist-vendored\n*.c binary\n")
    found = AttributeRules(source, [str(path)])
    assert found.of("gen/a.py") == Attributes(generated=True)
    assert found.of("a.c") == Attributes(binary=True)


def test_a_folder_that_is_not_utf_8_has_rules_like_any_other(tmp_path: Path) -> None:
    folder = tmp_path / "bad-\udcff"
    folder.mkdir()
    (folder / ".gitattributes").write_text("* linguist-generated\n")
    found = AttributeRules(tmp_path, [str(folder / ".gitattributes")])
    assert found.of("bad-\uf7ff/a.py").generated


@pytest.mark.parametrize("line", [
    "# a.py binary", "[attr]a.py binary", '"a.py" binary', "", "   ", "a.py", "[a-.py binary",
])
def test_comments_macros_and_what_cannot_be_read_say_nothing(tmp_path: Path, line: str) -> None:
    assert rules(tmp_path, _=f"{line}\n").of("a.py") == NOTHING


def test_a_rule_file_that_is_gone_says_nothing(tmp_path: Path) -> None:
    assert AttributeRules(tmp_path, [str(tmp_path / ".gitattributes")]).of("a.py") == NOTHING


def test_line_ends_of_any_system_are_read(tmp_path: Path) -> None:
    found = rules(tmp_path, _="\ufeff*.py linguist-generated\r\n*.c linguist-vendored\r\n")
    assert found.of("a.py").generated
    assert found.of("a.c").vendored


PATTERNS = [
    "*.py", "a.py", "/a.py", "dir", "dir/", "dir/**", "/dir/*", "dir/*.py", "**/in/*.py",
    "**/deep.py", "d*/a.py", "dir/**/deep.py", "[ab].py", "[!a].py", "?.py", "dir/in", "/dir/in/**",
    "*", "**", "/**", "*/a.py",
]
PATHS = ["a.py", "b.py", "c.txt", "dir/a.py", "dir/in/deep.py", "dir/in/a.py", "other/dir/a.py"]


def test_a_pattern_matches_the_paths_that_it_matches_for_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pattern never matches a file through one of its folders, unlike in ``.gitignore``."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    path = tmp_path / ".gitattributes"
    for pattern in PATTERNS:
        path.write_text(f"{pattern} linguist-generated\n")
        done = subprocess.run(
            ["git", "check-attr", "-z", "linguist-generated", *PATHS], cwd=tmp_path, check=True,
            capture_output=True, text=True)
        words = done.stdout.split("\0")
        expected = [p for p, value in zip(words[::3], words[2::3], strict=False) if value == "set"]
        found = AttributeRules(tmp_path, [str(path)])
        assert [p for p in PATHS if found.of(p).generated] == expected, pattern


def test_attributes_win_over_what_a_header_says_of_generation(tmp_path: Path) -> None:
    header = "# Code generated by maker. DO NOT EDIT.\nx = 1\n"
    source = make_tree(tmp_path / "src", {
        ".gitattributes": "a.py -linguist-generated\n", "a.py": header, "b.py": header})
    build_tree(source, tmp_path / "out", tmp_path / "cache")
    pages = read_pages(tmp_path / "out")
    assert b"**Generated**" in pages["b.py_docs.md"]
    assert b"**Generated**" not in pages["a.py_docs.md"]
