"""Names: keys, page paths and task names."""

from __future__ import annotations

import os
import posixpath

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline import nodes
from pipeline.fs import TEMP_FOLDER
from pipeline.ignore import OUTPUT_MARKER
from pipeline.paths import (
    ancestors,
    file_page,
    folder_of,
    folder_path,
    in_folder,
    key_of,
    name_of,
    os_path,
    part_name,
    relative,
    task_key,
    task_name,
)

NASTY = [
    "a", "A", "a.", "a ", "a%", "a%2E", "a%252E", "x.md", "x%2Emd", "x.MD", ".md", "md", "CON",
    "con", "%63on", "con.py", "nul", "aux.md", "com1", "com1.md", "a#b", "a\nb", "a\tb", "a:b",
    "a?b", "a*b", 'a"b', "a<b>", "a|b", "a\\b", "a\x7fb", "~", "-x", "=", "é", "e\u0301", "語",
    "\uf780", "\uf7ff", "index", "index.md", "index-2.md", "doc.md", "sub.md", "keywords",
    "keywords.md", "a_docs.md", "a_kw.md", "book", "a.az.md", "lib.chapter.md", TEMP_FOLDER,
    OUTPUT_MARKER, "x" * 255, "x" * 254 + "y", "x" * 252 + ".md", "." * 255, "%" * 255,
    "語" * 85, "語" * 84 + "abc", "x" * 199 + "語" * 18, "x" * 239, "x" * 240, "x" * 241,
    "x" * 237 + ".md", "x" * 239 + ".",
]

raw_names = st.binary(min_size=1, max_size=255).filter(
    lambda raw: not {0, ord("/")} & set(raw) and raw not in (b".", b"..")).map(
        lambda raw: key_of(os.fsdecode(raw))).filter(lambda key: key is not None)
names = st.sampled_from(NASTY) | raw_names | st.text(
    alphabet="ab.%~ #CONon\nmd\\\uf780é", min_size=1, max_size=8).filter(
        lambda name: name not in (".", ".."))
keys = st.lists(names, min_size=1, max_size=3).map("/".join)


def file_pages(key: str) -> list[str]:
    return [node.page for node in nodes.file_nodes(key)]


def folder_pages(folder: str) -> list[str]:
    return [node.page for node in nodes.folder_nodes(folder, [nodes.SUB_KEYWORDS] * 3)]


# --- keys ------------------------------------------------------------------------------------


@pytest.mark.parametrize("byte", range(1, 256))
def test_every_byte_in_a_file_name_survives_the_way_to_a_key_and_back(byte: int) -> None:
    raw = b"a" + bytes([byte]) + b"z"
    key = key_of(os.fsdecode(raw))
    assert key is not None
    key.encode()
    assert os.fsencode(os_path(key)) == raw


@given(st.binary(max_size=64).filter(lambda raw: b"\0" not in raw))
def test_a_key_is_valid_unicode_and_gives_the_name_back(raw: bytes) -> None:
    key = key_of(os.fsdecode(raw))
    if key is not None:
        assert key.encode().decode() == key
        assert os.fsencode(os_path(key)) == raw


@given(st.lists(st.binary(max_size=12), min_size=2, max_size=20, unique=True))
def test_two_names_never_share_a_key(raws: list[bytes]) -> None:
    found = [key for raw in raws if (key := key_of(os.fsdecode(raw))) is not None]
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("char", ["\uf780", "\uf7ab", "\uf7ff"])
def test_only_a_name_that_holds_a_carrier_itself_has_no_key(char: str) -> None:
    assert key_of(f"a{char}b") is None


@pytest.mark.parametrize("char", ["\uf77f", "\uf800", "\ufffd", "\U0010ffff"])
def test_the_neighbours_of_the_carriers_are_names_like_any_other(char: str) -> None:
    assert key_of(f"a{char}b") == f"a{char}b"


def test_the_carrier_of_a_byte_is_the_documented_one() -> None:
    assert key_of(os.fsdecode(b"\x80")) == "\uf780"
    assert key_of(os.fsdecode(b"\xff")) == "\uf7ff"


# --- parts of keys ---------------------------------------------------------------------------


@given(keys)
def test_folder_and_name_make_up_the_key(key: str) -> None:
    assert posixpath.join(folder_of(key), name_of(key)) == key


def test_the_folder_of_a_file_in_the_root_is_the_empty_string() -> None:
    assert folder_of("a.py") == ""
    assert ancestors("") == [""]


def test_ancestors_run_from_the_folder_to_the_root() -> None:
    assert ancestors("a/b/c") == ["a/b/c", "a/b", "a", ""]


# --- page paths ------------------------------------------------------------------------------


@settings(max_examples=300)
@given(keys, keys)
@example("x.md/a", "x%2Emd/a")
@example("a.", "a%2E")
@example("con", "%63on")
def test_two_files_never_share_a_page(one: str, other: str) -> None:
    pages = {*file_pages(one), *file_pages(other)}
    assert len(pages) == (2 if one == other else 4)


@settings(max_examples=300)
@given(keys, keys)
@example("x.md", "x%2Emd")
def test_two_folders_never_share_an_output_folder(one: str, other: str) -> None:
    assert (folder_path(one) == folder_path(other)) == (one == other)


def test_no_two_pages_of_a_tree_made_of_nasty_names_are_the_same() -> None:
    """Every nasty name as a file and as a folder, in the root and in a folder of each such name."""
    pages: list[str] = folder_pages("")
    pages += [node.page for node in nodes.tree_nodes(["a", "a$", "ab", "~", "con"], NASTY, 9)]
    for name in NASTY:
        pages += [*file_pages(name), *folder_pages(name)]
        for inner in NASTY:
            pages += [*file_pages(f"{name}/{inner}"), *folder_pages(f"{name}/{inner}")]
    assert len(set(pages)) == len(pages)


def test_no_page_lies_where_another_page_needs_a_folder() -> None:
    pages = set(folder_pages("")) | {n.page for n in nodes.tree_nodes(["a"], NASTY, 9)}
    for name in NASTY:
        for inner in NASTY:
            pages |= {*file_pages(f"{name}/{inner}"), *folder_pages(name), *file_pages(name)}
    folders = {folder for page in pages for folder in ancestors(folder_of(page))}
    assert not pages & folders


@settings(max_examples=300)
@given(keys)
def test_every_component_of_a_page_path_is_a_name_that_any_file_system_takes(key: str) -> None:
    chapter = nodes.page_of("chapter", key.partition("/")[0])
    for page in (*file_pages(key), *folder_pages(key), chapter):
        for component in page.split("/"):
            encoded = component.encode()
            assert 0 < len(encoded) <= 255
            assert component not in (".", "..")
            assert not set('<>:"\\|?*\x7f') & set(component)
            assert min(component) > "\x1f"
            assert component[-1] not in ". "
            assert component.partition(".")[0].lower() not in ("con", "prn", "aux", "nul", "com1")
            assert not any("\uf780" <= char <= "\uf7ff" for char in component)


@pytest.mark.parametrize("name", [TEMP_FOLDER, OUTPUT_MARKER, TEMP_FOLDER.upper()])
def test_a_source_folder_never_gets_the_name_of_one_of_our_own_files(name: str) -> None:
    """The temporary folder is emptied by every build: no page may lie in it."""
    assert folder_path(name).lower() not in (TEMP_FOLDER, OUTPUT_MARKER)
    assert file_page(f"{name}/a.py", "_docs.md") == f"%2E{name[1:]}/a.py_docs.md"


def test_ordinary_names_stay_as_they_are() -> None:
    assert file_page("src/my file#1.py", "_docs.md") == "src/my file#1.py_docs.md"
    assert file_page("été/語.py", "_kw.md") == "été/語.py_kw.md"
    assert in_folder("", "index.md") == "index.md"
    assert in_folder("a/b", "doc.md") == "a/b/doc.md"


def test_what_a_file_system_refuses_is_percent_encoded() -> None:
    assert file_page('a:b?"%.py', "_docs.md") == "a%3Ab%3F%22%25.py_docs.md"
    assert folder_path("x.md/dot./con") == "x%2Emd/dot%2E/%63on"
    assert folder_path("\uf7ff") == "%FF"


def test_long_names_keep_their_beginning_and_differ_by_a_digest() -> None:
    one, other = (file_page("x" * 254 + end, "_docs.md") for end in "ab")
    assert one.startswith("x" * 150) and "%~" in one
    assert one != other


def test_the_first_part_of_a_page_has_no_number() -> None:
    assert [part_name("index", part) for part in (1, 2, 10)] == [
        "index.md", "index-2.md", "index-10.md"]


# --- links between pages ---------------------------------------------------------------------


@given(keys, keys)
def test_a_relative_path_leads_from_one_page_to_the_other(one: str, other: str) -> None:
    start, target = file_page(one, "_docs.md"), file_page(other, "_kw.md")
    walked = posixpath.normpath(posixpath.join(posixpath.dirname(start), relative(start, target)))
    assert walked == target


@pytest.mark.parametrize(("start", "target", "expected"), [
    ("index.md", "a/doc.md", "a/doc.md"),
    ("a/doc.md", "index.md", "../index.md"),
    ("a/doc.md", "a/sub.md", "sub.md"),
    ("a/b/doc.md", "a/c/d.md", "../c/d.md"),
    ("ab/doc.md", "abc/doc.md", "../abc/doc.md"),
    ("a/doc.md", "a", "."),
])
def test_a_relative_path_is_the_shortest_one(start: str, target: str, expected: str) -> None:
    assert relative(start, target) == expected


# --- task names ------------------------------------------------------------------------------


@given(st.sampled_from(nodes.KINDS), keys | st.just(""))
def test_a_task_name_gives_its_kind_and_key_back(kind: str, key: str) -> None:
    assert task_key(task_name(kind, key)) == (kind, key)


@given(keys)
def test_a_task_name_holds_nothing_that_doit_gives_a_meaning(key: str) -> None:
    name = task_name("docs", key)
    assert not set("=*?\n\t\\") & set(name)
    assert name.isprintable()


def test_the_task_of_the_root_is_a_dot() -> None:
    assert task_name("doc", "") == "doc:."
    assert task_name("docs", "a b/c.py") == "docs:a b/c.py"


@given(st.lists(st.sampled_from(["a", "b", "ab"]), min_size=1, max_size=5),
       st.lists(st.sampled_from(["a", "b", "ab"]), min_size=1, max_size=5))
def test_a_relative_path_is_that_of_the_standard_library(one: list[str], other: list[str]) -> None:
    page, target = "/".join([*one[:-1], "x.md"]), "/".join([*other[:-1], "y.md"])
    assert relative(page, target) == posixpath.relpath(target, posixpath.dirname(page) or ".")
