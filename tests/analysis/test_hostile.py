"""Hostile texts: an analysis stays linear where nesting, length or repetition has no measure."""

from __future__ import annotations

import time

import pytest

from pipeline.languages.table import by_name
from pipeline.parse import parse

#: Seconds of the processor for one text; a slow machine is given room.
BOUND = 3.0
TEXTS = {
    "nested lists": (
        "Python", "import os\nx=" + "[" * 5_000 + "os.system(x),\n" * 1_000 + "]" * 5_000),
    "nested calls": (
        "Python", "import os\n" + "f(" * 5_000 + "os.system(x)," * 1_000 + ")" * 5_000),
    "nested functions": ("Python", "import os\n" + "".join(
        " " * n + f"def f{n}():\n" for n in range(200)) + (" " * 200 + "os.system(x)\n") * 500),
    "a long sum": ("Python", "import os\nx=" + "os.system(x)+" * 1_000 + "1"),
    "queries in a sum": ("Python", "x=" + "+".join(["\"SELECT a FROM b WHERE %s\""] * 2_000)),
    "marks in one call": ("Python", "import os\nf(" + "os.system(x), # nosec\n" * 2_000 + ")"),
    "many calls": ("Python", "eval(x)\n" * 20_000),
    "unclosed passwords": ("Python", "password=\"" * 5_000),
    "joined queries": (
        "JavaScript", "q = " + "+".join(["\"SELECT a FROM b WHERE \"+x\n"] * 2_000)),
    "continued command": ("Shell", "curl x \\\n" * 10_000),
    "repeated command": ("Shell", ("chmod " * 5 + "\n") * 10_000),
    "expressions": (
        "YAML", "on: x\njobs:\n  a:\n    run: |\n" + "      ${{ github.head_ref }}\n" * 10_000),
    "key heads": ("Text", "-----BEGIN PRIVATE KEY-----" * 10_000),
    "addresses": ("Text", "://a:bcdefgh" * 20_000),
    "web tokens": ("Text", "eyJ" + "a" * 2_000 + (".eyJ" + "a" * 3_000) * 200),
    "controls": ("C", "\u202e\n" * 50_000),
    "dangerous calls": (
        "C", "void f(){printf(a);sprintf(b,\"%s\",c);system(d);strcpy(a,b);}\n" * 2_500),
    "calls in calls": ("C", "strcpy(" * 25_000),
    "allocations": ("C", "void f() { x = malloc(n * m); x = realloc(x, n); }\n" * 3_500),
    "loops": ("C", "for (;;) { udelay(1); " * 8_000),
    "held locks": ("C", "mutex_lock(&a); msleep(1); " * 7_000),
    "tables": ("C", "struct a b = {.x = y, .z = w," * 6_000),
    "conditions": ("C++", "void f() {" + "if (a && " * 20_000),
    "launches": ("CUDA", "f<<<" * 40_000),
    "specializations": ("C++", "template <> struct A<" * 8_000),
    "unsafe blocks": ("Rust", "fn f() {" + "unsafe { x }; " * 12_000 + "}"),
    "goroutines": ("Go", "package a\nfunc f() {" + "go f(); " * 20_000 + "}"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_no_text_takes_long(name: str) -> None:
    language, text = TEXTS[name]
    found = by_name(language)
    assert found is not None
    start = time.process_time()
    summary = parse(text.encode(), "file", found)
    assert time.process_time() - start < BOUND
    assert "analysis-failed" not in {d.code for d in summary.extraction.diagnostics}
