"""Exact output of the escape functions, case by case."""

from __future__ import annotations

import pytest

from pipeline.escape import (
    Md,
    anchor,
    anchor_id,
    cell,
    code,
    code_cell,
    fence,
    heading,
    join,
    link,
    md,
    mermaid_label,
    number,
    paragraphs,
    plural,
    text,
    url,
    visible,
)


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        ("", ""),
        ("forward", "forward"),
        ("a  b\n\tc ", "a b c"),
        ("snake_case stays", "snake_case stays"),
        ("__init__", r"\_\_init\_\_"),
        ("*args, **kwargs", r"\*args, \*\*kwargs"),
        ("List[int]", r"List\[int\]"),
        ("a < b & c > d", "a &lt; b &amp; c > d"),
        ("3.14 is no list", "3.14 is no list"),
        ("3. is", r"3\. is"),
        ("12)", r"12\)"),
        ("--flag", "--flag"),
        ("- item", r"\- item"),
        ("---", r"\---"),
        ("===", r"\==="),
        ("#!/bin/sh", r"#!/bin/sh"),
        ("# title", r"\# title"),
        (">>> x", r"\>>> x"),
        ("~/x", r"\~/x"),
        ("$HOME", r"\$HOME"),
        ("Wow!", r"Wow\!"),
        ("C:\\", "C:\\\\"),
        ("see https://a.org/x_y for more", "see https://a.org/x_y for more"),
        ("https://a.org/~x", r"https\://a.org/\~x"),
        ("ftp://a.org/x", r"ftp\://a.org/x"),
        ("www.a.org/?a&b", r"www\.a.org/?a&amp;b"),
        ("a\x00b\u202ec\ufeff", r"a\\x00b\\u202ec\\ufeff"),
    ],
)
def test_text(plain: str, expected: str) -> None:
    result = text(plain)
    assert result == expected
    assert type(result) is Md


def test_cell_escapes_pipes_and_nothing_twice() -> None:
    assert cell("int | None") == r"int \| None"
    assert cell("|") == r"\|"
    assert cell(r"\|") == r"\\\|"


def test_heading_keeps_trailing_hashes_as_text() -> None:
    assert heading("C #") == r"C \#"
    assert heading("a ##") == r"a \##"
    assert heading("C#") == "C#"
    assert heading("two\nlines") == "two lines"


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        ("", ""),
        ("x", "`x`"),
        ("a`b", "``a`b``"),
        ("`", "`` ` ``"),
        ("``", "``` `` ```"),
        ("a\r\nb\nc\td", "`a b c d`"),
        (" x ", "`  x  `"),
        (" x", "` x`"),
        ("  ", "`  `"),
        ("a\x1bb", r"`a\x1bb`"),
        ("a|b", "`a|b`"),
    ],
)
def test_code(plain: str, expected: str) -> None:
    assert code(plain) == expected
    assert code_cell(plain) == expected.replace("|", r"\|")


def test_paragraphs_keep_lines_and_blocks() -> None:
    doc = "Applies *x*.\nSecond line.\n\nArgs:\n    a: one\n\n    b: two\n\n>>> f()\n1\n\nEnd."
    assert paragraphs(doc) == (
        "Applies \\*x\\*.\nSecond line.\n\nArgs:\n\n```text\n    a: one\n\n    b: two\n\n"
        ">>> f()\n1\n```\n\nEnd."
    )


def test_paragraphs_of_nothing() -> None:
    assert paragraphs("") == ""
    assert paragraphs(" \n\n\t\n") == ""


@pytest.mark.parametrize(
    ("doc", "expected"),
    [
        (">>> f()\n1", "```pycon\n>>> f()\n1\n```"),
        ("- a\n\n  b\n- c", "```text\n- a\n\n  b\n- c\n```"),
        ("- a\n  - b", "```text\n- a\n  - b\n```"),
        ("Parts:\n1. a\n2. b", "Parts:\n\n```text\n1. a\n2. b\n```"),
        ("Returns\n-------\nint\n    it", "```text\nReturns\n-------\nint\n    it\n```"),
        ("x : int\n    The x.", "```text\nx : int\n    The x.\n```"),
        ("| a | b |\n| 1 | 2 |", "```text\n| a | b |\n| 1 | 2 |\n```"),
        (":param x: it", "```text\n:param x: it\n```"),
        ("```\na\n\nb\n```\n\nend", "````text\n```\na\n\nb\n```\n````\n\nend"),
        ("A. Smith said", "A. Smith said"),
    ],
)
def test_paragraphs_fence_what_has_a_layout(doc: str, expected: str) -> None:
    assert paragraphs(doc) == expected


@pytest.mark.parametrize(("doc", "expected"), [
    ("- a\n  b\n- *c*", "- a b\n- \\*c\\*"),
    ("Parts::\n\n  * a\n  * `b`", "Parts:\n\n- a\n- `b`"),
    ("Title\n-----\n\nText.", "**Title**\n\nText."),
    ("As follows::\n\n    f()", "As follows:\n\n```text\nf()\n```"),
])
def test_paragraphs_show_lists_and_titles_as_such(doc: str, expected: str) -> None:
    assert paragraphs(doc) == expected


def test_paragraphs_show_code_as_code() -> None:
    assert paragraphs("Use ``a*b`` or :meth:`~c.d`, it`s <x>") == (
        "Use `a*b` or `c.d`, it\\`s &lt;x>"
    )
    assert paragraphs("`foo' and `bar'") == r"\`foo' and \`bar'"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "```py\n```"),
        ("x", "```py\nx\n```"),
        ("x\n", "```py\nx\n```"),
        ("x\n\n", "```py\nx\n\n```"),
        ("a\r\nb\rc", "```py\na\nb\nc\n```"),
        ("```\n", "````py\n```\n````"),
        ("`````", "``````py\n`````\n``````"),
        ("a``b`c", "```py\na``b`c\n```"),
        ("\ta\x0c", "```py\n\ta\\x0c\n```"),
        ("\u2028\ud800\U000e0041", "```py\n\\u2028\\ud800\\U000e0041\n```"),
    ],
)
def test_fence(content: str, expected: str) -> None:
    assert fence(content, "py") == expected


def test_fence_info_cannot_break_out() -> None:
    assert fence("", "c++`\n# x") == "```c++#x\n```"


def test_visible() -> None:
    assert visible("plain é 漢 👩‍💻") == "plain é 漢 👩‍💻"
    assert visible("\uf780\uf7ff") == r"\x80\xff"
    assert visible("\x7f\x85\u061c\u2066") == r"\x7f\x85\u061c\u2066"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a/b.py", "a/b.py"),
        ("../x_docs.md", "../x_docs.md"),
        ("a b", "a%20b"),
        ("100%.md", "100%25.md"),
        ("%2Emd", "%252Emd"),
        ("a(1)", "a%281%29"),
        ("a:b", "a%3Ab"),
        ("a#b?c", "a%23b%3Fc"),
        ("é", "%C3%A9"),
        ("\uf7e9", "%E9"),
        ("a\nb", "a%0Ab"),
    ],
)
def test_url(path: str, expected: str) -> None:
    assert url(path) == expected
    assert url(path, "L1") == expected + "#L1"


def test_url_of_a_fragment_alone() -> None:
    assert url("", "a.b") == "#a.b"


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JavaScript:x",
        " javascript:x",
        "java\nscript:x",
        "ht\ntps:x",
        "<https://a.org>",
        "\x01javascript:x",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.org/x",
        "\\\\evil.org",
        "/absolute",
        "",
    ],
)
def test_link_refuses(target: str) -> None:
    assert link(md("x"), target) == "x"


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("a.md#x", "[x](a.md#x)"),
        ("#x", "[x](#x)"),
        ("https://a.org/?a=1&b=2", "[x](https://a.org/?a=1&amp;b=2)"),
        ("mailto:a@b.c", "[x](mailto:a@b.c)"),
        ("a) [y](b", "[x](a%29%20%5By%5D%28b)"),
        ("a%20b%", "[x](a%20b%25)"),
    ],
)
def test_link(target: str, expected: str) -> None:
    assert link(md("x"), target) == expected


def test_anchor_id() -> None:
    assert anchor_id("Linear.forward") == "Linear.forward"
    assert anchor_id("my-heading") == "my-heading"
    assert anchor_id("operator<") == "operator-3c"
    assert anchor_id("a b") != anchor_id("a-20b")
    assert anchor_id("") == "-ff"
    assert len(anchor_id("x" * 9999)) <= 120
    assert anchor_id("x" * 9999) != anchor_id("x" * 9998)


def test_anchor() -> None:
    assert anchor("a.b") == '<a id="a.b"></a>'
    with pytest.raises(ValueError, match="not an anchor id"):
        anchor('"><script>')


def test_mermaid_label() -> None:
    assert mermaid_label("a.b_c/d-e.py") == "a.b_c/d-e.py"
    assert mermaid_label('say "hi"; [x]') == "say #quot;hi#quot;#59; #91;x#93;"
    assert mermaid_label("1. a\nb") == "1#46; a b"
    assert mermaid_label("") == " "


def test_small_helpers() -> None:
    assert join([text("a"), text("*")], ", ") == r"a, \*"
    assert type(join([])) is Md
    assert number(12345) == "12,345"
    assert plural(1, "class", "classes") == "1 class"
    assert plural(3000, "class", "classes") == "3,000 classes"
