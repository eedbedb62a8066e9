"""Whatever goes in, the page keeps its structure and shows exactly the text that went in.

The judge is markdown-it, a CommonMark parser with GitHub's tables and strikethrough.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from pipeline import escape
from pipeline.escape import Md

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])

PAYLOADS = [
    "```",
    "````\n# x\n````",
    "~~~",
    "~~~ python\nx",
    "~~gone~~",
    "</details>",
    "<details open>",
    "<script>alert(1)</script>",
    "<!-- comment -->",
    "<![CDATA[ x ]]>",
    "<?php x ?>",
    "<a id='x'>",
    "<img src=x onerror=alert(1)>",
    "<https://example.org>",
    "<a@b.org>",
    "https://example.org/a_b_c?x=1&y=[2]",
    "www.example.org/*x*",
    "ftp://example.org",
    "someone@example.org",
    "](javascript:alert(1)",
    "]( javascript:",
    "[x](javascript:alert(1))",
    "![x](y.png)",
    "![x]",
    "ends with !",
    "[x]: https://example.org 'title'",
    "[x][y]",
    "[^1]",
    "[^1]: note",
    "[ ] todo",
    "[x] done",
    "> quote",
    "> [!NOTE]",
    ">> nested",
    "{{7*7}}",
    "{% raw %}",
    "{{ config.items() }}",
    "|",
    "| a | b |",
    "|---|---|",
    ":-:",
    ":--|--:",
    "a | b\n--- | ---",
    "a\\|b",
    "a\\\\|b",
    "===",
    "---",
    "title\n===",
    "title\n---",
    "- - -",
    "* * *",
    "***",
    "___",
    "+++",
    "- item",
    "+ item",
    "* item",
    "-",
    "+",
    "1. item",
    "1) item",
    "123456789. item",
    "1.",
    "0)",
    "# heading",
    "####### seven",
    "#",
    "# closed #",
    "closed ##",
    "#hash",
    "&amp;",
    "&#35;",
    "&copy &lt;b&gt;",
    "&#x202e;",
    "trailing backslash \\",
    "\\",
    "\\\\",
    "\\*not\\*",
    "*a* **b** ***c***",
    "_a_ __b__ snake_case __init__ a_ _b é_é",
    "2 * 3 * 4",
    "`a` ``b``",
    "`",
    "`` ` ``",
    " `` ",
    "$x^2$ and $$y$$",
    "$`x`$",
    "@mention #123 GH-1",
    ":smile: :+1:",
    "user\u202egnp.exe",
    "\u2066a\u2069\u200f\u061c",
    "nul\x00byte",
    "\x1b[31mred",
    "\x85\u2028\u2029line ends",
    "\ufeffbom",
    "\ud800 lone \udcff",
    "\uf780 carried \uf7ff",
    "\U000e0041\U000e007f tags",
    "a\r\nb\rc\nd",
    "    indented code",
    "\tindented code",
    "two trailing spaces  \nnext",
    "\xa0no-break\xa0",
    "\u3000wide",
    " \u3000 ",
    "%20 100% %zz",
    "\"quoted\" 'single'",
    "---\nfront: matter\n---",
    "",
    " ",
]

#: Where a text of one line may stand: (before, after, block tokens around the inline one).
PLACES = {
    "alone": ("", "", ["paragraph"]),
    "within": ("before ", " after", ["paragraph"]),
    "between": ("before\n", "\nafter", ["paragraph"]),
    "item": ("- ", "", ["bullet_list", "list_item", "paragraph"]),
    "number": ("1. ", "", ["ordered_list", "list_item", "paragraph"]),
    "quote": ("> ", "", ["blockquote", "paragraph"]),
    "heading": ("## ", "", ["heading"]),
}

hard_text = st.lists(
    st.one_of(
        st.sampled_from(list("\\`*_{}[]<>()#+-.!|~&$@:=\"'/ \n\r\t0123a")),
        st.sampled_from(PAYLOADS),
        st.text(max_size=5),
        st.characters(categories=["Cc", "Cf", "Cs", "Co", "Zs", "Zl", "Zp", "Mn", "Po"]),
    ),
    max_size=12,
).map("".join)


def collapsed(s: str) -> str:
    return escape.visible(" ".join(s.split()))


def flat(token: Token, *, strong: bool = False) -> str:
    """Text a reader sees; fails on anything but text and code, and strong text where allowed."""
    shown = []
    for child in token.children or []:
        if strong and child.type in ("strong_open", "strong_close"):
            continue
        assert child.type in ("text", "softbreak", "code_inline"), child
        shown.append("\n" if child.type == "softbreak" else child.content)
    return "".join(shown)


def shown_in(place: str, inline: str) -> str:
    """Text shown by the inline Markdown in that place; fails when it adds any structure."""
    before, after, blocks = PLACES[place]
    tokens = PARSER.parse(f"{before}{inline}{after}\n")
    types = [t.type for t in tokens]
    opened = [f"{b}_open" for b in blocks]
    closed = [f"{b}_close" for b in reversed(blocks)]
    assert types == [*opened, "inline", *closed]
    whole = flat(tokens[len(opened)])
    lead, tail = (before, after) if place in ("within", "between") else ("", "")
    assert whole.startswith(lead)
    assert whole.endswith(tail)
    return whole[len(lead) : len(whole) - len(tail)]


def shown_in_table(inline: str) -> list[str]:
    page = (
        f"before\n\n| a | b | c |\n| --- | :-: | --- |\n| x | {inline} | y |\n| {inline} | z | |\n"
    )
    tokens = PARSER.parse(page)
    types = [t.type for t in tokens]
    assert types.count("table_open") == 1
    assert types.count("tr_open") == 3
    assert types.count("td_open") == 6
    assert types[-1] == "table_close"
    return [flat(t) for t in tokens if t.type == "inline"][1:]


def check_line(function: Callable[[str], Md], s: str, expected: str) -> None:
    result = function(s)
    assert "\n" not in result
    if expected:
        for place in PLACES:
            assert shown_in(place, result) == expected, place


def check_all(s: str) -> None:
    check_line(escape.text, s, collapsed(s))
    check_line(escape.heading, s, collapsed(s))
    check_line(escape.cell, s, collapsed(s))
    shown = shown_in_table(escape.cell(s))
    assert shown == ["a", "b", "c", "x", collapsed(s), "y", collapsed(s), "z", ""]


def check_code(s: str) -> None:
    expected = escape.visible(re.sub(r"\r\n?|[\n\t]", " ", s))
    if not expected.strip(" "):  # markdown-it strips a span of spaces, CommonMark does not
        assert escape.code(s) == (f"`{expected}`" if expected else "")
        return
    check_line(escape.code, s, expected)
    shown = shown_in_table(escape.code_cell(s))
    assert shown == ["a", "b", "c", "x", expected, "y", expected, "z", ""]


def check_fence(s: str) -> None:
    content = escape.visible(s.replace("\r\n", "\n").replace("\r", "\n"))
    if content and not content.endswith("\n"):
        content += "\n"
    tokens = PARSER.parse(f"before\n\n{escape.fence(s, 'c++')}\n\nafter\n")
    assert [t.type for t in tokens][3] == "fence"
    assert len(tokens) == 7
    assert tokens[3].content == content
    assert tokens[3].info == "c++"


def check_paragraphs(s: str) -> None:
    tokens = PARSER.parse(escape.paragraphs(s) + "\n")
    allowed = {"paragraph_open", "inline", "paragraph_close", "fence", "bullet_list_open",
               "bullet_list_close", "list_item_open", "list_item_close"}
    assert {t.type for t in tokens} <= allowed
    shown = "".join(t.content if t.type == "fence" else "" for t in tokens)
    shown += "".join(flat(t, strong=True) for t in tokens if t.type == "inline")
    for word in re.findall("[a-z]{3,}", s):
        assert word in shown


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payload(payload: str) -> None:
    check_all(payload)
    check_code(payload)
    check_fence(payload)
    check_paragraphs(payload)


def test_payloads_are_many() -> None:
    assert len(set(PAYLOADS)) >= 60


@given(hard_text)
def test_text_cell_heading(s: str) -> None:
    check_all(s)


@given(hard_text)
def test_code(s: str) -> None:
    check_code(s)


@given(hard_text)
def test_fence(s: str) -> None:
    check_fence(s)


@given(hard_text)
def test_paragraphs(s: str) -> None:
    if not re.search(r":[a-z:]+:`", s):  # a role's name is left out on purpose
        check_paragraphs(s)


@given(hard_text, hard_text)
def test_neighbours_do_not_combine(a: str, b: str) -> None:
    inline = f"{escape.text(a)}{escape.code(b)},{escape.text(a)}{escape.code('x')}"
    (token,) = (t for t in PARSER.parse(f"lead {inline}.\n") if t.type == "inline")
    flat(token)


def inline_children(page: str) -> list[Token]:
    return [child for token in PARSER.parse(page) for child in token.children or []]


@given(hard_text, hard_text, hard_text, hard_text)
def test_link_to_a_path(before: str, label: str, path: str, fragment: str) -> None:
    target = escape.url(path, fragment)
    shown = escape.text(label)
    inline = escape.link(shown, target)
    children = inline_children(f"a {escape.text(before)}{inline}(b)[c]\n")
    links = [t.attrs["href"] for t in children if t.type == "link_open"]
    assert links == ([] if inline == shown else [target])
    assert {t.type for t in children} <= {"text", "link_open", "link_close"}
    refused = not target or target.startswith("/")
    assert (inline == shown) == refused


@given(hard_text, hard_text)
def test_link_to_anything(label: str, raw: str) -> None:
    shown = escape.text(label)
    inline = escape.link(shown, raw)
    in_cell = escape.link(escape.cell(label), raw)
    children = inline_children(f"{inline}\n\n| a |\n| --- |\n| {in_cell} |\n")
    hrefs = [str(child.attrs["href"]) for child in children if child.type == "link_open"]
    assert len(hrefs) == (0 if inline == shown else 2)
    for href in hrefs:
        assert re.match(r"(https?:|mailto:|[^:]*$|[^:]*[/?#])", href, re.IGNORECASE)
    assert {t.type for t in children} <= {"text", "link_open", "link_close"}


@given(hard_text)
def test_url_is_the_path_again(path: str) -> None:
    carried = re.sub("[\uf780-\uf7ff]", lambda m: chr(ord(m[0]) - 0xF780 + 0xDC80), path)
    encoded = re.sub("[\ud800-\udc7f\udd00-\udfff]", "", carried)
    if encoded == carried:
        expected = carried.encode("utf-8", "surrogateescape")
        if not re.search("[\ud800-\udfff]", path):
            assert unquote_to_bytes(escape.url(path)) == expected
    assert escape.url(path).isascii()
    assert not set(escape.url(path)) & set(" ()<>\"'`|[]{}\\\n#?:")


def decoded(id: str) -> str:
    if id == "-ff":
        return ""
    raw = re.sub(
        b"-([0-9a-f]{2})",
        lambda m: bytes.fromhex(m[1].decode()),
        id.encode(),
    )
    return raw.decode("utf-8", "surrogatepass")


@given(st.one_of(hard_text, st.text(alphabet="-aAf0 _.é", max_size=8)))
def test_ids_are_valid_and_injective(name: str) -> None:
    made = escape.anchor_id(name)
    assert re.fullmatch(r"[A-Za-z0-9._-]{1,120}", made)
    if len(made) < 80:
        assert decoded(made) == name
    tokens = PARSER.parse(escape.anchor(made) + "\n")
    assert [t.type for t in tokens[1].children or []] == ["html_inline", "html_inline"]


@given(st.text(alphabet="ab-", min_size=100, max_size=140), st.text(alphabet="ab-", max_size=140))
def test_long_ids_differ(a: str, b: str) -> None:
    assert (escape.anchor_id(a) == escape.anchor_id(b)) == (a == b)


@given(hard_text)
def test_mermaid_label(s: str) -> None:
    label = escape.mermaid_label(s)
    rest = re.sub(r"#(?:quot|\d+);", "", label)
    assert not set(rest) & set('"#;`[]{}()<>|\\&%*~$@\n')
    shown = re.sub(r"#(\d+);", lambda m: chr(int(m[1])), label.replace("#quot;", '"'))
    assert shown.strip() == collapsed(s)


@given(hard_text)
def test_visible_is_idempotent_and_writes_out(s: str) -> None:
    once = escape.visible(s)
    assert escape.visible(once) == once
    once.encode()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]", once)
