"""Texts with tens of thousands of places to look at cost no more than a few times their outline."""

from __future__ import annotations

import time

import pytest

from pipeline.languages.table import by_name
from pipeline.parse import parse

TEXTS = {
    "texts grown": "def f():\n  t = ''\n  for a in b:\n" + "    t += 'a'\n" * 30_000,
    "lists": "def f():\n" + "".join(f"  x{n} = []\n  x{n}.append(1)\n" for n in range(20_000)),
    "registers": "T = {}\n" + "".join(
        f"def register_{n}(f):\n  U[a] = 1\n" for n in range(10_000)),
    "replaced": "import json\ndef dumps(): ...\n" + "json.dumps = dumps\n" * 20_000,
    "raised": "class A:\n  def f(self):\n" + "    raise NotImplementedError\n" * 20_000,
    "tried": "".join(
        f"try:\n  import a{n}\nexcept ImportError:\n  pass\n" for n in range(8_000)),
    "nested functions": "".join(" " * n + "def f():\n" for n in range(800)) + " " * 800 + "f()\n",
    "nested loops": "def f():\n" + "".join(
        " " * (n + 1) + "for a in b:\n" for n in range(500)) + (" " * 501 + "t += 'a'\n") * 2_000,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_many_places_are_no_trap(text: str) -> None:
    python = by_name("Python")
    assert python is not None
    start = time.process_time()
    parse(text.encode(), "a.py", python)
    assert time.process_time() - start < 5


def test_many_awaits_in_one_loop_are_no_trap() -> None:
    javascript = by_name("JavaScript")
    assert javascript is not None
    text = "async function f() { for (const a of b) {\n" + "await a();\n" * 20_000 + "} }"
    start = time.process_time()
    parse(text.encode(), "a.js", javascript)
    assert time.process_time() - start < 5
