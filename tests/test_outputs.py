"""Settings that change the form of the output: each gives a clean build's bytes, and back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from pipeline.linkcheck import check
from tests.conftest import Files, build_tree, call, make_tree, read_pages

FORGE = "https://example.org/o/r/blob/v1/{path}#L{line}-L{last}"
FILES: Files = {
    "README.md": "# Shop\n\nSells things. See [a](pkg/a.py).\n",
    "pkg/__init__.py": "",
    "pkg/a.py": '"""Adds."""\n\n\ndef add(x, y):\n    """Sum."""\n    return x + y  # TODO: look\n',
    "pkg/b.py": "from pkg.a import add\n\n\nclass B:\n    pass\n",
    "pkg/blob.bin": b"\0\1",
}
SWITCHES = [
    {"embed": "excerpt", "excerpt_lines": 2}, {"embed": "excerpt", "excerpt_lines": 0},
    {"embed": "link"}, {"front_matter": True}, {"source_url": FORGE}, {"embed_limit": 20},
    {"tokens": True}, {"tokens": True, "embed": "link"},
]
Built = Callable[..., dict[str, str]]


@pytest.mark.parametrize("switch", SWITCHES, ids=str)
def test_flipping_a_switch_gives_the_bytes_of_a_clean_build_and_flipping_it_back_the_first_ones(
    tmp_path: Path, switch: dict[str, object]
) -> None:
    source = make_tree(tmp_path / "src", FILES)
    out, clean = tmp_path / "out", tmp_path / "clean"
    build_tree(source, out, tmp_path / "cache")
    before = read_pages(out)
    build_tree(source, out, tmp_path / "cache", **switch)
    build_tree(source, clean, tmp_path / "cache2", **switch)
    assert read_pages(out) == read_pages(clean) != before
    assert check(out, source) == [] == check(out, source, exact=True)
    build_tree(source, out, tmp_path / "cache")
    assert read_pages(out) == before


@pytest.mark.parametrize(("switch", "kinds"), [
    ({"embed": "link"}, 1), ({"excerpt_lines": 3}, 1), ({"embed_limit": 3}, 1),
])
def test_how_a_source_is_shown_renders_the_docs_pages_alone(
    tmp_path: Path, switch: dict[str, object], kinds: int
) -> None:
    source = make_tree(tmp_path / "src", FILES)
    build_tree(source, tmp_path / "out", tmp_path / "cache")
    counts = build_tree(source, tmp_path / "out", tmp_path / "cache", **switch)
    assert counts.rendered == 4 * kinds


def source_of(page: str) -> str:
    return page.partition("## Original Source\n\n")[2].partition("\n\n---\n")[0]


def test_a_source_is_shown_in_full_in_part_or_by_a_link(built: Built) -> None:
    files: Files = {"a.py": "x = 1\ny = 2\nz = 3\n"}
    shown = {embed: source_of(built(files, embed=embed, excerpt_lines=2)["a.py_docs.md"])
             for embed in ("full", "excerpt", "link")}
    assert shown["full"] == "```python\nx = 1\ny = 2\nz = 3\n```"
    assert shown["excerpt"] == (
        "The first 2 lines. The file has 3 lines; see [the whole file](../src/a.py).\n\n"
        "```python\nx = 1\ny = 2\n```")
    assert shown["link"] == "3 lines, 18 bytes; see [the whole file](../src/a.py)."


def test_an_excerpt_that_leaves_nothing_out_is_the_source(built: Built) -> None:
    page = built({"a.py": "x = 1\n"}, embed="excerpt", excerpt_lines=1)["a.py_docs.md"]
    assert source_of(page) == "```python\nx = 1\n```"


def test_a_source_above_the_limit_is_no_longer_shown_in_full_with_any_switch(built: Built) -> None:
    files: Files = {"a.py": "x = 1\n" * 90}
    for embed in ("full", "excerpt"):
        page = built(files, embed=embed, embed_limit=60)["a.py_docs.md"]
        assert source_of(page).endswith("```python\n" + "x = 1\n" * 10 + "```")
        assert "540 bytes are more than a page shows" in page


def test_with_a_forge_every_link_to_a_source_leads_there(built: Built) -> None:
    pages = built(FILES, source_url=FORGE)
    assert not [name for name, page in pages.items() if "](../" in page and "/src/" in page]
    keywords = pages["pkg/a.py_kw.md"]
    assert "[line 4](https://example.org/o/r/blob/v1/pkg/a.py#L4-L4)" in keywords
    docs = pages["pkg/a.py_docs.md"]
    assert "[lines 4–6](https://example.org/o/r/blob/v1/pkg/a.py#L4-L6)" in docs


def front(page: str) -> dict[str, object]:
    head = page.removeprefix("---\n").partition("---\n")[0]
    return dict(YAML(typ="safe").load(head))


def test_front_matter_says_what_each_page_is(built: Built) -> None:
    pages = built(FILES, front_matter="true", title="A shop")
    assert front(pages["pkg/a.py_docs.md"]) == {
        "title": "Documentation: pkg/a.py", "kind": "docs", "source": "pkg/a.py",
        "language": "Python"}
    assert front(pages["pkg/doc.md"]) == {
        "title": "Documentation: pkg/", "kind": "doc", "source": "pkg/"}
    assert front(pages["index.md"]) == {"title": "A shop", "kind": "welcome"}
    assert front(pages["book/testing.appendix.md"])["kind"] == "appendix"
    assert all(page.startswith("---\ntitle: ") for page in pages.values())


@pytest.mark.parametrize("name", [
    'a": b\n---\n.py', "x: [y] #z.py", "\u2028\u202e\x85.py", "'\\\t.py", "---",
    "\U0001f600\ufffe.c",
])
def test_no_name_breaks_out_of_the_front_matter(built: Built, tmp_path: Path, name: str) -> None:
    pages = built({name: "x = 1\n"}, front_matter="true")
    for page in pages.values():
        values = front(page)
        assert {"title", "kind"} <= values.keys() <= {"title", "kind", "source", "language", "part"}
    assert check(tmp_path / "out", tmp_path / "src") == []


@pytest.mark.parametrize(("variable", "part"), [
    ("embed=all", "embed must be one of full, excerpt, link; not 'all'"),
    ("source_url=https://u:secret@h/{path}", "source_url must not hold a user name"),
    ("front_matter=perhaps", "front_matter must be true or false"),
])
def test_a_value_that_cannot_be_used_is_one_line_that_repeats_no_password(
    tmp_path: Path, variable: str, part: str
) -> None:
    done = call(make_tree(tmp_path, {"a.py": ""}), variable)
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert part in done.stderr and "secret" not in done.stderr
