"""The smallest tests that call what a file defines are quoted on its page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.languages import Source
from pipeline.languages.table import by_name
from pipeline.parse import parse
from tests.conftest import build_tree, make_tree, read_pages

Built = Callable[..., dict[str, str]]

MONEY = "def total(a, b):\n    return a + b\n\ndef half(a):\n    return a / 2\n"
LONG = "def test_long():\n    assert total(1, 2) == 3\n    assert total(2, 2) == 4\n"
SHORT = "def test_short():\n    assert total(1, 1) == 2\n"


def quotes(page: str) -> list[tuple[str, str]]:
    """(line before, quoted text) of the quoted tests."""
    part = page.partition("**Smallest tests that call it**\n")[2].partition("\n## ")[0]
    return re.findall(r"^(\[.*):\n\n```python\n((?:.*\n)*?)```$", part, re.M)


def test_the_smallest_test_that_calls_a_function_is_quoted(built: Built) -> None:
    tests = f"from money import total\n\n{LONG}\n\n{SHORT}"
    page = built({"money.py": MONEY, "tests/test_money.py": tests})["money.py_docs.md"]
    assert quotes(page) == [(
        "[`total`](#total), by [`test_short`](tests/test_money.py_docs.md#test_short) in "
        "[`tests/test_money.py`](tests/test_money.py_docs.md)", SHORT)]


@pytest.mark.parametrize("tests", [
    "import money\n\ndef test_it():\n    money.half(2)\n",
    "import money as m\n\ndef test_it():\n    m.half(2)\n",
    "from money import half as h\n\ndef test_it():\n    h(2)\n",
    "def test_it():\n    from money import half\n    half(2)\n",
    "from shop import half\n\ndef test_it():\n    half(2)\n",
])
def test_the_call_is_found_however_the_name_came(built: Built, tests: str) -> None:
    page = built({"money.py": MONEY, "shop.py": "from money import half\n",
                  "test_money.py": tests})["money.py_docs.md"]
    assert [text.split("\n")[0] for _, text in quotes(page)] == ["def test_it():"]


@pytest.mark.parametrize("tests", [
    "import money\n\ndef test_it(half):\n    half(2)\n",
    "from money import half\n\ndef test_it(half):\n    half(2)\n",
    "from money import half\n\ndef test_it():\n    half = int\n    half(2)\n",
    "from money import half\n\ndef test_it():\n    for half in []:\n        half(2)\n",
    "from money import half\n\ndef test_it():\n    'half(2)'  # half(2)\n",
    "from money import half\n\ndef test_it(money):\n    money.half(2)\n",
    "from money import half\n\ndef try_it():\n    half(2)\n",
    "from money import half\n\ndef try_it():\n    def test():\n        half(2)\n",
    "from money import half\nfrom other import half\n\ndef test_it():\n    half(2)\n",
])
def test_what_is_no_call_of_it_is_not_quoted(built: Built, tests: str) -> None:
    pages = built({"money.py": MONEY, "other.py": "def half(a): ...\n", "test_money.py": tests})
    assert quotes(pages["money.py_docs.md"]) == []


def test_a_method_of_a_test_class_is_quoted_from_its_margin(built: Built) -> None:
    tests = ("import unittest\nfrom money import half\n\nclass T(unittest.TestCase):\n"
             "    def test_it(self):\n        self.assertEqual(half(2), 1)\n")
    page = built({"money.py": MONEY, "test_money.py": tests})["money.py_docs.md"]
    assert quotes(page)[0][1] == (
        "def test_it(self):\n    self.assertEqual(half(2), 1)\n")


def test_a_long_test_is_not_quoted() -> None:
    body = "".join(f"    half({n})\n" for n in range(20))
    language = by_name("Python")
    assert language is not None
    text = f"from money import half\n\ndef test_it():\n{body}"
    assert parse(text.encode(), "test_money.py", language).short_tests == ()
    assert Source(text, "test_money.py", language).text == text


def test_an_edit_of_the_quoted_test_reaches_the_page(tmp_path: Path) -> None:
    files = {"money.py": MONEY, "test_money.py": f"from money import total\n\n{SHORT}"}
    source = make_tree(tmp_path / "src", files)
    build_tree(source, tmp_path / "out", tmp_path / "cache")
    edited = files["test_money.py"].replace("(1, 1) == 2", "(2, 2) == 4")
    (source / "test_money.py").write_text(edited)
    build_tree(source, tmp_path / "out", tmp_path / "cache")
    page = read_pages(tmp_path / "out")["money.py_docs.md"].decode()
    assert "assert total(2, 2) == 4" in quotes(page)[0][1]
    build_tree(source, tmp_path / "out", tmp_path / "clean")
    assert read_pages(tmp_path / "out")["money.py_docs.md"].decode() == page


def test_a_secret_in_a_quoted_test_is_masked(built: Built) -> None:
    key = "AKIA" + "IOSFODNN7" + "QWERTYU"
    tests = f"from money import half\n\ndef test_it():\n    half('{key}')\n"
    page = built({"money.py": MONEY, "test_money.py": tests})["money.py_docs.md"]
    assert len(quotes(page)) == 1
    assert key not in page
