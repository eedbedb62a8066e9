"""Keyword pages: every keyword with its place, and the sections of the docs page that it is in."""

from __future__ import annotations

import re
from collections.abc import Callable

Built = Callable[..., dict[str, str]]

TOLD = '''"""Sums."""
import os
from dataclasses import dataclass


@dataclass
class Pair:
    """Two numbers."""

    one: int
    two: int


def add(a, b):
    """Add.

    Args:
        a: the first
        b: the second

    Example:
        >>> add(1, 2)
        3
    """
    return a + b


def run(command):
    found = []
    for name in command:
        for part in name:
            if part in found:
                found.append(part)
                with open(part) as file:
                    eval(file.read())
'''


def sections(page: str) -> dict[str, list[str]]:
    """Section of the docs page -> keywords that stand in it."""
    part = page.partition("## Keyword → Section Map\n")[2]
    return {title: re.findall(r"`([^`]+)`", names)
            for title, names in re.findall(r"^- \*\*\[?([^]*]+)\]?[^*]*\*\*: (.*)", part, re.M)}


def test_the_section_map_names_every_section_that_keywords_stand_in(built: Built) -> None:
    pages = built({"a.py": TOLD})
    found = sections(pages["a.py_kw.md"])
    assert found["High-Level Overview"] == ["Pair", "add"]
    assert found["Code Structure"] == ["Pair", "add", "run"]
    assert found["Parameters and Results"] == ["add"]
    assert found["Import Dependencies"] == ["os", "dataclasses"]
    assert "Pair" in found["Code Patterns & Idioms"]
    assert found["Testing & Usage"] == ["add"]
    headings = re.findall(r"^##+ (.*)", pages["a.py_docs.md"], re.M)
    assert set(found) <= set(headings)


def test_a_map_row_leads_to_its_section_unless_a_definition_has_the_anchor(built: Built) -> None:
    pages = built({"a.c": "int f(void);\n", "b.md": "# code-structure\n\n## Code Structure\n"})
    assert "**[Code Structure](a.c_docs.md#code-structure)**: `f`" in pages["a.c_kw.md"]


def test_undocumented_keywords_share_rows_and_tell_their_lines(built: Built) -> None:
    source = 'def f(): ...\ndef g(): ...\ndef h():\n    """Told."""\n'
    page = built({"a.py": source})["a.py_kw.md"]
    assert "- [lines 1–2](../src/a.py#L1-L2): [`f`](a.py_docs.md#f) 1, [`g`](a.py_docs.md#g) 2\n" \
           "- [`h`](a.py_docs.md#h) ([line 3](../src/a.py#L3)): Told.\n" in page


def test_imports_share_rows(built: Built) -> None:
    page = built({"a.py": "import os\nimport sys\n"})["a.py_kw.md"]
    assert "### Imports\n\n- [lines 1–2](../src/a.py#L1-L2): `os` 1, `sys` 2\n" in page


def test_small_keywords_share_the_way_to_the_outline(built: Built) -> None:
    page = built({"a.h": "#define MA 1\n#define MB 2\n"})["a.h_kw.md"]
    assert "- [lines 1–2](../src/a.h#L1-L2), [outline](a.h_docs.md#MA): `MA` 1, `MB` 2\n" in page


def test_a_row_of_keywords_spans_few_lines(built: Built) -> None:
    gap = "\n" * 200
    page = built({"a.py": f"def f(): ...\n{gap}def g(): ...\n"})["a.py_kw.md"]
    assert "- [`f`](a.py_docs.md#f) ([line 1](../src/a.py#L1))\n" in page
    assert "- [`g`](a.py_docs.md#g) ([line 202](../src/a.py#L202))\n" in page


def test_small_names_of_one_file_share_a_row_of_the_index(built: Built) -> None:
    pages = built({"lib/a.h": "#define MA 1\n#define MB 2\n#define MC 3\n",
                   "lib/b.h": "#define MC 3\nint md(void);\n"})
    index = pages["keywords/m.az.md"]
    assert "- `MA`, `MB`: macros in [`lib/a.h`](../lib/a.h_kw.md)\n" in index
    assert "- `MC`: [macro](../lib/a.h_docs.md#MC) in `lib/a.h`; " \
           "[macro](../lib/b.h_docs.md#MC) in `lib/b.h`\n" in index
    assert "- `md`: [function](../lib/b.h_docs.md#md) in `lib/b.h`" in index


def test_members_share_a_row_of_the_index_and_name_their_holder(built: Built) -> None:
    pages = built({"a.py": "class C:\n    def mf(self): ...\n    def mg(self): ...\n",
                   "b.py": "class D:\n    def mx(self): ...\n"})
    index = pages["keywords/m.az.md"]
    assert "- `mf`, `mg`: methods of `C` in [`a.py`](../a.py_kw.md)\n" in index
    assert "- `mx`: [method of `D`](../b.py_docs.md#D.mx) in `b.py`\n" in index


def test_the_subtree_index_links_what_stands_on_its_own(built: Built) -> None:
    source = 'class B:\n    def a(self): ...\n    def b(self): ...\n\n' \
        'class C:\n    def f(self): ...\n\nLIMIT = 3\n\ndef g():\n    """Told."""\n'
    page = built({"a.py": source})["sub.md"]
    assert "- Function: [`g`](a.py_docs.md#g)" in page
    assert "- Classes: [`B`](a.py_docs.md#B), [`C`](a.py_docs.md#C)" in page
    assert "- Methods: `B.` (`a`, `b`), `C.f`" in page
    assert "- Constant: `LIMIT`" in page
