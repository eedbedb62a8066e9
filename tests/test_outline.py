"""Long outlines and lists fold, and lose nothing; what documentation says becomes tables."""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it import MarkdownIt

from pipeline.pages.folding import OPEN, SHOWN, bullets

Built = Callable[..., dict[str, str]]


def section(page: str, title: str) -> str:
    match = re.search(rf"^#+ {re.escape(title)}\n\n(.*?)(?=\n^##|\Z)", page, re.M | re.S)
    assert match, title
    return match[1]


def nested(page: str) -> list[tuple[int, str]]:
    """(depth, text) of each list item, as a Markdown parser sees it."""
    depth, found = 0, []
    for token in MarkdownIt("commonmark").parse(page):
        depth += token.type.endswith("list_open") - token.type.endswith("list_close")
        if token.type == "inline" and depth:
            found.append((depth, token.content))
    return found


def test_a_short_list_stands_open() -> None:
    assert bullets([]) == ""  # type: ignore[comparison-overlap]
    assert "details" not in bullets(["x"] * OPEN)  # type: ignore[list-item]


def test_a_long_list_is_folded_and_whole() -> None:
    rows = [f"row {n}" for n in range(OPEN + 1)]
    text = bullets(rows)  # type: ignore[arg-type]
    assert [item for _, item in nested(text)] == rows
    assert f"<details><summary>{OPEN + 1 - SHOWN} more</summary>" in text


def test_a_long_run_of_one_kind_is_folded(built: Built) -> None:
    source = "".join(f"int f{n}(void);\n" for n in range(50)) + "struct s { int a; };\n"
    page = section(built({"a.h": source})["a.h_docs.md"], "Code Structure")
    assert "<details><summary>30 more functions</summary>" in page
    assert page.index("`f19(") < page.index("<details>") < page.index("`f20(")
    assert page.index("</details>") < page.index("struct `s`")
    assert len(nested(page)) == 52


def test_small_definitions_that_follow_one_another_share_rows(built: Built) -> None:
    source = "".join(f"#define M{n} {n}\n" for n in range(14)) + "\n" * 80 + "#define T 1\n"
    page = section(built({"a.h": source})["a.h_docs.md"], "Code Structure")
    first, *rest = page.splitlines()
    assert first.startswith('- macros ([lines 1–12](../src/a.h#L1-L12)): <a id="M0"></a>`M0 0`, ')
    assert rest == [
        '- macros ([lines 13–14](../src/a.h#L13-L14)): <a id="M12"></a>`M12 12`, '
        '<a id="M13"></a>`M13 13`',
        '- <a id="T"></a>macro `T 1` ([line 95](../src/a.h#L95))']


def test_small_definitions_keep_their_few_words_in_a_shared_row(built: Built) -> None:
    source = "/* First. */\n#define A 1\n/* Second. */\n#define B 2\n"
    page = section(built({"a.h": source})["a.h_docs.md"], "Code Structure")
    assert page == ('- macros ([lines 2–4](../src/a.h#L2-L4)): <a id="A"></a>`A 1`: First; '
                    '<a id="B"></a>`B 2`: Second\n')


def test_small_members_stand_bare_below_what_holds_them(built: Built) -> None:
    source = "struct s {\n\tint a;\n\tint b;\n\tlong c;\n};\n"
    page = section(built({"a.c": source})["a.c_docs.md"], "Code Structure")
    assert page.splitlines()[1] == (
        '  - fields ([lines 2–4](../src/a.c#L2-L4)): <a id="s.a"></a>`a: int`, '
        '<a id="s.b"></a>`b: int`, <a id="s.c"></a>`c: long`')


def test_many_rows_of_small_definitions_fold(built: Built) -> None:
    source = "".join(f"#define M{n} {n}\n" for n in range(12 * 50))
    page = section(built({"a.h": source})["a.h_docs.md"], "Code Structure")
    assert "<details><summary>360 more macros</summary>" in page
    assert len(nested(page)) == 50


def test_a_class_of_a_large_file_is_folded_and_a_namespace_is_not(built: Built) -> None:
    methods = "".join(f"  int m{n}();\n" for n in range(20))
    classes = "".join(f"class C{n} {{\n public:\n{methods}}};\n" for n in range(8))
    page = section(built({"a.hpp": f"namespace n {{\n{classes}}}\n"})["a.hpp_docs.md"],
                   "Code Structure")
    assert page.count("<summary>20 members</summary>") == 8
    found = nested(page)
    assert len(found) == 1 + 8 * 21
    assert [depth for depth, item in found if "`n::C3`" in item] == [2]
    assert {depth for depth, item in found if "::m" in item} == {3}


def test_a_small_file_has_nothing_folded(built: Built) -> None:
    source = "class C:\n" + "".join(f"    def m{n}(self): ...\n" for n in range(20))
    assert "<details>" not in built({"a.py": source})["a.py_docs.md"]


DOCUMENTED = '''
def add(a: int, b: int = 1) -> int:
    """Adds up.

    Args:
        a (int): one | more
        b: two

    Returns:
        int: the sum

    Raises:
        ValueError: if bad

    Example::

        >>> add(1)
        2
    """


def _hidden(a):
    """Hidden.

    Args:
        a: one
    """
'''


def test_what_is_said_of_parameters_becomes_a_table(built: Built) -> None:
    page = built({"a.py": DOCUMENTED})["a.py_docs.md"]
    assert section(page, "Parameters and Results") == (
        "**[`add`](#add)**\n\n"
        "| Name | Type | Meaning |\n| --- | --- | --- |\n"
        "| `a` | `int` | one \\| more |\n"
        "| `b` |  | two |\n"
        "| *returns* | `int` | the sum |\n"
        "| *raises* `ValueError` |  | if bad |\n")


def test_examples_of_the_documentation_are_quoted(built: Built) -> None:
    page = built({"a.py": DOCUMENTED})["a.py_docs.md"]
    assert "[`add`](#add):\n\n```pycon\n>>> add(1)\n2\n```" in section(page, "Testing & Usage")


def test_examples_that_use_a_file_are_named(built: Built) -> None:
    pages = built({"a.py": "x = 1\n", "examples/show.py": "import a\n"})
    usage = section(pages["a.py_docs.md"], "Testing & Usage")
    assert "**Examples that use this file**\n\n- [`examples/show.py`]" in usage


def test_a_long_page_starts_with_links_to_its_sections(built: Built) -> None:
    source = "".join(f"def f{n}(): ...\n" for n in range(40)) + "import os\n"
    page = built({"a.py": source})["a.py_docs.md"]
    head = page[:page.index("## File Purpose")]
    assert "[Code Structure](#code-structure) · " in head
    assert "#high-level-overview" not in built({"a.py": "x = 1\n"})["a.py_docs.md"]


def test_a_definition_called_like_a_section_keeps_its_anchor(built: Built) -> None:
    source = "".join(f"#define f{n} 1\n" for n in range(40)) + '#define inheritance 1\n'
    page = built({"a.h": source})["a.h_docs.md"]
    assert '<a id="inheritance"></a>' in page
    assert "](#inheritance)" not in page[:page.index("## File Purpose")]


def test_what_a_private_class_holds_is_not_public(built: Built) -> None:
    page = built({"a.py": "class _C:\n    def f(self): ...\ndef g(): ...\n"})["a.py_docs.md"]
    assert "- **Documented**: 0 of 1 public definition\n" in page
