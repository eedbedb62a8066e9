"""Cyclomatic and cognitive complexity and nesting, counted by hand for each grammar."""

from __future__ import annotations

import pytest

from pipeline.analysis.complexity import NODES, measure
from pipeline.analysis.control_flow import GRAMMARS
from pipeline.analysis.subject import Subject
from pipeline.analysis.trees import syntax_tree
from pipeline.languages import Source, extract
from pipeline.languages.table import by_name
from pipeline.parse import parse


def figures(language: str, text: str) -> dict[str, tuple[int, int, int]]:
    """For each function its cyclomatic complexity, cognitive complexity and nesting."""
    known = by_name(language)
    assert known is not None
    source = Source(text, "a", known)
    subject = Subject(source, extract(source), NODES.get(language, ()))
    return {found.symbol.qualname: (found.cyclomatic, found.cognitive, found.nesting)
            for found in measure(subject, GRAMMARS[language])}


@pytest.mark.parametrize("language", GRAMMARS)
def test_every_node_that_is_looked_for_is_in_the_grammar(language: str) -> None:
    known = by_name(language)
    assert known is not None
    tree = syntax_tree(Source("", "a", known))
    assert tree is not None
    unknown = [kind for kind in GRAMMARS[language].roles
               if tree.grammar.id_for_node_kind(kind, True) is None]
    assert unknown == []


PYTHON = '''
def plain(a):
    return a

def branches(a, b):
    if a and b and a:          # 1, and 1 for the sequence
        return 1
    elif a or (b and a):       # 1, and 2 for two sequences
        return 2
    else:                      # 1
        return 3

def nests(rows):
    for row in rows:           # 1
        while row:             # 2
            try:
                row = f(row) if row else None   # 3
            except ValueError: # 3
                break
    return [x for row in rows for x in row if x]

def outer(a):
    def inner(b):
        if b:                  # 1
            return b
    if a:                      # 1
        return lambda c: c if c else a          # 3

def chooses(a):
    match a:                   # 1
        case 1:
            return 2
        case _ if b:
            return 4
        case _:
            return 3
'''


def test_python() -> None:
    assert figures("Python", PYTHON) == {
        "plain": (1, 0, 0), "branches": (7, 6, 1), "nests": (8, 9, 3),
        "outer": (3, 4, 1), "outer.inner": (2, 1, 1), "chooses": (3, 1, 1)}


def test_an_else_if_is_no_deeper_than_its_if() -> None:
    chain = "if (a) { x(); } else if (b && c) { y(); } else { if (d) { z(); } }"
    expected = (5, 6, 2)
    assert figures("JavaScript", f"function f() {{ {chain} }}")["f"] == expected
    assert figures("TypeScript", f"function f(): void {{ {chain} }}")["f"] == expected
    assert figures("Java", f"class A {{ void f() {{ {chain} }} }}")["A.f"] == expected
    assert figures("C#", f"class A {{ void f() {{ {chain} }} }}")["A.f"] == expected
    assert figures("Kotlin", f"fun f() {{ {chain} }}")["f"] == expected
    assert figures("Scala", f"def f() = {{ {chain} }}")["f"] == expected
    swift = "func f() { if a { x() } else if b && c { y() } else { if d { z() } } }"
    assert figures("Swift", swift)["f"] == expected
    go = "package p\nfunc f() {\nif a { x() } else if b && c { y() } else { if d { z() } }\n}"
    assert figures("Go", go)["f"] == expected
    assert figures("Rust", swift.replace("func", "fn"))["f"] == expected
    php = f"<?php\nfunction f() {{ {chain.replace('else if', 'elseif')} }}"
    assert figures("PHP", php)["f"] == expected


def test_shell_and_ruby_branch_by_words() -> None:
    shell = "f() {\n  if a && b; then c; elif d; then e; else\n    while x; do y; done\n  fi\n}\n"
    assert figures("Shell", shell)["f"] == (5, 6, 2)
    ruby = "def f\n  if a && b\n    c\n  elsif d\n    e\n  else\n    g while x\n  end\nend\n"
    assert figures("Ruby", ruby)["f"] == (5, 6, 2)


def test_a_default_case_adds_no_way() -> None:
    switch = "switch (a) { case 1: x(); break; case 2: y(); break; default: z(); }"
    assert figures("JavaScript", f"function f() {{ {switch} }}")["f"] == (3, 1, 1)
    assert figures("Java", f"class A {{ void f() {{ {switch} }} }}")["A.f"] == (3, 1, 1)
    assert figures("C#", f"class A {{ void f() {{ {switch} }} }}")["A.f"] == (3, 1, 1)
    go = "package p\nfunc f() {\nswitch a {\ncase 1: x()\ncase 2: y()\ndefault: z()\n}\n}"
    assert figures("Go", go)["f"] == (3, 1, 1)
    assert figures("Kotlin", "fun f() { when (a) { 1 -> x(); 2 -> y(); else -> z() } }")["f"] == (
        3, 1, 1)
    assert figures("Rust", "fn f() { match a { 1 => x(), 2 => y(), _ => z() } }")["f"] == (3, 1, 1)
    shell = "f() {\n  case $1 in\n    a) x;;\n    b) y;;\n    *) z;;\n  esac\n}\n"
    assert figures("Shell", shell)["f"] == (3, 1, 1)


def test_a_function_without_a_name_belongs_to_the_one_around_it() -> None:
    text = "function f(a) { a.forEach((b) => { if (b) { g(); } }); }\nconst h = (a) => a || 1;\n"
    assert figures("JavaScript", text) == {"f": (2, 2, 2), "h": (2, 1, 0)}


def found(rule: str, language: str, text: str) -> list[tuple[int, str, str]]:
    known = by_name(language)
    assert known is not None
    return [(f.line, f.name, f.detail) for f in parse(text.encode(), "a", known).findings
            if f.rule == rule]


def test_the_five_worst_functions_are_named() -> None:
    one = "def f{0}(a):\n" + "    if a:\n        a()\n" * 23
    text = "".join((one + "    if a and a:\n        a()\n" * n).format(n) for n in range(8))
    assert [name for _, name, _ in found("complex-function", "Python", text)] == [
        "f3", "f4", "f5", "f6", "f7"]
    assert found("complex-function", "Python", text)[0][2] == "cyclomatic 30, nesting 1"


def test_documentation_and_comments_make_no_function_long() -> None:
    head = 'def f():\n    """Says.\n\n' + "    more\n" * 60 + '    """\n' + "    # why\n" * 60
    assert found("long-function", "Python", head + "    a()\n" * 100) == []
    assert found("long-function", "Python", head + "    a()\n" * 160) == [(1, "f", "161 lines")]


def test_deep_nesting_makes_a_function_complex_as_well() -> None:
    text = "def f(a):\n" + "".join(" " * n + "if a:\n" for n in range(1, 10)) + " " * 10 + "a()\n"
    assert found("complex-function", "Python", text) == [
        (1, "f", "cyclomatic 10, cognitive 45, nesting 9")]
