"""The link checker finds each kind of breakage, and its scanner agrees with a Markdown parser."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import escape
from pipeline.linkcheck import (
    Broken,
    check,
    count_lines,
    exact_headings,
    exact_scan,
    headings,
    main,
    scan,
    structure,
    unique_slugs,
)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A source tree ``src`` and a clean page tree ``out`` beside it."""
    write(tmp_path, "src/pkg/a.py", "one\ntwo\nthree")
    write(tmp_path, "src/pkg/empty.py", "")
    write(tmp_path, "src/pkg/mac.py", "one\rtwo\r\nthree\n")
    write(tmp_path, "src/odd (1)%41.py", "x\n")
    write(
        tmp_path,
        "src/README.md",
        "# Top `x` of it\n\n# Top x of it\n\nSetext\n===\n\n<a name='n'>\n",
    )
    write(tmp_path, "out/index.md", "# Index\n\n[a](pkg/a.py_docs.md#Linear.forward)\n")
    write(
        tmp_path,
        "out/pkg/a.py_docs.md",
        '# A\n\n<a id="Linear.forward"></a>\n\n## The `b` part\n\n'
        "[`a.py`](../../src/pkg/a.py) [1](../../src/pkg/a.py#L1-L3) [up](../index.md#index)\n"
        "[here](#the-b-part) [x](https://example.org/nowhere)\n"
        "[m](../../src/README.md#top-x-of-it-1)\n",
    )
    return tmp_path


def write(root: Path, name: str, content: str | bytes) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def problems(tree: Path, page: str | bytes, name: str = "pkg/p.md") -> list[Broken]:
    write(tree, f"out/{name}", page)
    found = check(tree / "out", tree / "src", pages=[name])
    assert check(tree / "out", tree / "src", pages=[name], exact=True) == found
    return found


def test_clean_tree_has_no_problems(tree: Path) -> None:
    assert check(tree / "out", tree / "src") == []
    assert check(tree / "out", tree / "src", exact=True) == []


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("missing.md", "no such file"),
        ("../../src/pkg/missing.py", "no such file"),
        ("../../src/pkg/a.py/x", "no such file"),
        ("a%00b", "no such file"),
        ("../../elsewhere", "leads out of the source tree"),
        ("../../../../../../../../etc/passwd", "leads out of the source tree"),
        ("/etc/passwd", "not a relative link"),
        ("//example.org", "not a relative link"),
        ("ftp://example.org", "not a relative link"),
        ("a.py_docs.md#nothing", "no such anchor"),
        ("#nothing", "no such anchor"),
        ("../index.md#L1", "no such anchor"),
        ("../../src/pkg/a.py#forward", "no such anchor"),
        ("../../src/pkg#x", "a folder has no anchors"),
        ("../../src/pkg/a.py#L4", "no such lines (of 3)"),
        ("../../src/pkg/a.py#L2-L4", "no such lines (of 3)"),
        ("../../src/pkg/a.py#L3-L2", "no such lines (of 3)"),
        ("../../src/pkg/a.py#L0", "no such anchor"),
        ("../../src/pkg/empty.py#L1", "no such lines (of 0)"),
        ("../../src/pkg/mac.py#L4", "no such lines (of 3)"),
        ("", "empty link"),
    ],
)
def test_broken_link(tree: Path, url: str, reason: str) -> None:
    page = f"# P\n\nText [x]({url}).\n"
    assert problems(tree, page) == [Broken("pkg/p.md", 3, url, reason)]


@pytest.mark.parametrize(
    "url",
    [
        "../index.md",
        "a.py_docs.md#Linear.forward",
        "../../src/pkg/a.py#L3",
        "../../src/pkg/mac.py#L2-L3",
        "../../src/pkg",
        "../../src/",
        "../../src/odd%20%281%29%2541.py#L1",
        "../../src/README.md?plain=1#L3",
        "../../src/README.md#top-x-of-it",
        "../../src/README.md#setext",
        "../../src/README.md#n",
        "#p",
        "#p-1",
        "mailto:a@b.c",
        "HTTPS://example.org",
    ],
)
def test_good_link(tree: Path, url: str) -> None:
    assert problems(tree, f"# P\n\n# P\n\n[x]({url})\n") == []


@pytest.mark.parametrize(
    "harmless",
    [
        "```text\n[x](missing.md)\n```",
        "````md\n```\n[x](missing.md)\n```\n````",
        "`[x](missing.md)`",
        "`` ` [x](missing.md) ``",
        "\\[x\\](missing.md)",
        "[x\\](missing.md)",
        "`a\\`, `[x](missing.md)`",
        "```` one line ```` and text",
    ],
)
def test_what_only_looks_like_a_link(tree: Path, harmless: str) -> None:
    assert problems(tree, f"# P\n\n{harmless}\n") == []


def test_link_after_fence_and_span_has_its_line(tree: Path) -> None:
    page = "```\n[x](a)\n```\n\n`x`\n[`y`](b)\n"
    assert problems(tree, page) == [Broken("pkg/p.md", 6, "b", "no such file")]


@pytest.mark.parametrize(
    ("page", "line", "reason"),
    [
        ("# P\n\n```py\nx\n", 3, "unclosed fence"),
        ("````\n```\n", 1, "unclosed fence"),
        ("| a | b |\n| --- | --- |\n| 1 |\n", 3, "table row with 1 columns instead of 2"),
        ("| a |\n| --- |\n| 1 \\| 2 |\n| 1 | 2 |\n", 4, "table row with 2 columns instead of 1"),
        ("| a | b |\n| --- |\n", 1, "table row with 2 columns instead of 1"),
        ("| a |\n| 1 |\n", 1, "table without a delimiter row"),
        ("| a |\n| --- |\ntext\n", 3, "text joins the table above it"),
        ("# P", 1, "no newline at the end"),
        ("", 1, "no newline at the end"),
        ("# P\n\n", 2, "more than one newline at the end"),
        ("# P\n\nx\r\n", 3, "carriage return"),
        ('<a id="x"></a>\n\n<a id="x"></a>\n', 3, "id 'x' stands twice"),
    ],
)
def test_structure(tree: Path, page: str, line: int, reason: str) -> None:
    assert problems(tree, page) == [Broken("pkg/p.md", line, "", reason, "structure")]


def test_sound_structure(tree: Path) -> None:
    page = (
        "# P\n\n| a | b |\n| :-- | --: |\n| `x\\|y` | \\\\\\| |\n| | |\n\n"
        "```text\n| a |\n```\n\n> quote\n\n````\n```\n````\n"
    )
    assert problems(tree, page) == []


def test_page_that_cannot_be_read(tree: Path) -> None:
    assert problems(tree, b"\xff\n") == [Broken("pkg/p.md", 0, "", "not UTF-8", "structure")]
    gone = check(tree / "out", tree / "src", pages=["gone.md"])
    assert gone == [Broken("gone.md", 0, "", "cannot read the page", "structure")]


def test_large_page(tree: Path) -> None:
    write(tree, "out/p.md", "x" * (1 << 20) + "\n")
    (found,) = check(tree / "out", tree / "src")
    assert (found.kind, found.reason) == ("structure", "larger than 1 MiB")


def test_pages_built_for_another_place(tree: Path) -> None:
    """Pages meant for ``src/docs`` are checked where they lie now."""
    write(tree, "out/moved.md", "[a](../pkg/a.py#L1) [i](index.md)\n")
    for name in ("index.md", "pkg/a.py_docs.md"):
        write(tree, f"src/docs/{name}", "stale\n")
    root = tree / "src" / "docs"
    assert check(tree / "out", tree / "src", root, ["moved.md"]) == []
    write(tree, "src/docs/only-stale.md", "stale\n")
    write(tree, "out/moved.md", "[s](only-stale.md)\n")
    (found,) = check(tree / "out", tree / "src", root, ["moved.md"])
    assert found.reason == "no such file"


def test_pages_beside_the_sources(tree: Path) -> None:
    write(tree, "out/moved.md", "[a](pkg/a.py#L1) [i](index.md) [x](pkg/b.py)\n")
    (found,) = check(tree / "out", tree / "src", tree / "src", ["moved.md"])
    assert found.url == "pkg/b.py"


def test_symbolic_links_and_odd_names(tree: Path) -> None:
    (tree / "src" / "dangling").symlink_to("nowhere")
    odd = escape.url("../../src/\uf7ff#?.py", "L1")
    write(tree, "src/\udcff#?.py", "x\n")
    assert problems(tree, f"[x]({odd}) [d](../../src/dangling)\n") == []


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"", 0),
        (b"\n", 1),
        (b"a", 1),
        (b"a\n", 1),
        (b"a\nb", 2),
        (b"a\r\nb\r\n", 2),
        (b"a\rb", 2),
        (b"a\r\n\rb\n\n", 4),
        ("a\r\nਊb\n".encode("utf-16"), 2),
    ],
)
def test_count_lines(data: bytes, lines: int) -> None:
    assert count_lines(data) == lines


def test_slugs() -> None:
    shown = ["Hello, World!", "Hello World", "a_b-c", "É 漢", "`x`"]
    assert unique_slugs(shown) == {"hello-world", "hello-world-1", "a_b-c", "é-漢", "x"}


def test_command(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [str(tree / "out"), str(tree / "src")]
    assert main(arguments) == 0
    assert capsys.readouterr().out == ""
    write(tree, "out/p.md", "[x](gone.md)\n")
    assert main(arguments) == 1
    assert capsys.readouterr().out == "p.md:1: no such file: gone.md\n"


# --- the scanner against the parser ------------------------------------------------------------

PARTS = [*"\\`*_[]()<>|#!&~$ ab.1-\n", "](x)", "[a](b.md)", "```", '<a id="q"></a>', "&amp;"]
anything = st.lists(st.one_of(st.sampled_from(PARTS), st.text(max_size=3)), max_size=10).map(
    "".join
)
targets = st.builds(escape.url, anything, st.sampled_from(["", "a.b", "L1"]))
links = st.builds(lambda label, to: escape.link(escape.text(label), to), anything, targets)
code_links = st.builds(lambda label, to: escape.link(escape.code(label), to), anything, targets)
anchors = st.builds(lambda name: escape.anchor(escape.anchor_id(name)), anything)
inlines = st.one_of(st.builds(escape.text, anything), st.builds(escape.code, anything), links)
inlines |= code_links | anchors
lines = st.lists(inlines, min_size=1, max_size=4).map(lambda parts: " - ".join(["x", *parts, "y"]))
plain_cells = st.one_of(st.builds(escape.cell, anything), st.builds(escape.code_cell, anything))
cells = st.one_of(plain_cells, st.builds(escape.link, plain_cells, targets))
rows = st.tuples(cells, cells).map(lambda pair: f"| {pair[0]} | {pair[1]} |")
tables = st.lists(rows, min_size=1, max_size=3).map(
    lambda body: "\n".join([body[0], "| --- | --- |", *body[1:]])
)
blocks = st.one_of(
    lines,
    st.lists(lines, min_size=1, max_size=3).map("\n".join),
    lines.map(lambda line: f"## {line}"),
    st.lists(lines, min_size=1, max_size=3).map(lambda items: "- " + "\n- ".join(items)),
    tables,
    st.builds(escape.paragraphs, anything).filter(bool),
    st.builds(escape.fence, anything, st.sampled_from(["", "python"])),
    anchors,
)
generated = st.lists(blocks, min_size=1, max_size=6).map(lambda parts: "\n\n".join(parts) + "\n")


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(generated)
def test_scanner_agrees_with_the_parser(page: str) -> None:
    quick, exact = scan(page), exact_scan(page)
    assert [(quick.line_of(at), url) for at, url in quick.links] == exact.links
    assert [(quick.line_of(at), id) for at, id in quick.ids] == exact.ids
    assert unique_slugs(headings(page)) == unique_slugs(exact_headings(page))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(generated)
def test_what_escape_writes_is_well_formed(page: str) -> None:
    assert list(structure(page)) == []
