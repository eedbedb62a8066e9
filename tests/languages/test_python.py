"""What is found in Python files, and that nothing written in one stops the reading of the rest."""

from __future__ import annotations

import random
import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Extraction, Symbol
from tests.golden import ROOT
from tests.languages.extraction import assert_sound, codes, qualnames, run, signatures

CONSTRUCTS = (ROOT / "python" / "constructs.py").read_text(encoding="utf-8")
HERE = Path(__file__).parent


def read(text: str) -> Extraction:
    found = run("Python", text, "example.py")
    assert_sound(found, text)
    return found


def read_block(text: str) -> Extraction:
    return read(textwrap.dedent(text))


def only(text: str) -> Symbol:
    (symbol,) = read_block(text).symbols
    return symbol


def scopes(text: str) -> dict[str, str]:
    return {found.module: found.scope for found in read_block(text).imports}


# -- documentation -------------------------------------------------------------------------------


def test_the_module_docstring_is_the_files_documentation() -> None:
    assert read('#!/bin/python\n"""One.\n\n   Two.\n"""\n').doc == "One.\n\nTwo."


@pytest.mark.parametrize(
    ("literal", "text"),
    [
        ('"plain"', "plain"),
        ("'''triple'''", "triple"),
        (r'r"raw \n"', r"raw \n"),
        (r'"a\tb\x41\u00e9\101\N{BULLET}"', "a       bAéA•"),
        (r'"unknown \d and \N{NO SUCH NAME} stay"', r"unknown \d and \N{NO SUCH NAME} stay"),
        ('"joined \\\nlines"', "joined lines"),
        ('u"one " "two"', "one two"),
        ('("in " # comment\n "parentheses")', "in parentheses"),
        (r'"lone \ud800 surrogate"', "lone \N{REPLACEMENT CHARACTER} surrogate"),
        ('b"bytes"', ""),
        ('f"formatted {x}"', ""),
        ('"text" f"formatted"', ""),
        ('"a", "tuple"', ""),
        ('"a",', ""),
        ('("a",)', ""),
        ('"called".upper()', ""),
        ('("a" + "b")', ""),
        ('(-"a")', ""),
    ],
)
def test_a_docstring_is_what_python_takes_for_one(literal: str, text: str) -> None:
    assert read(f"{literal}\nx = 1\n").doc == text
    assert only(f"def f():\n    # above\n    {literal}\n").doc == text


def test_without_a_docstring_the_comment_at_the_top_documents_the_file() -> None:
    text = "#!/usr/bin/env python\n# coding: utf-8\n# Copyright 2020 X\n\n# The tide.\n\nx = 1\n"
    assert read(text).doc == "The tide."


def test_a_comment_on_the_first_definition_does_not_document_the_file() -> None:
    assert read("# Adds.\ndef add(): ...\n").doc == ""


def test_a_docstring_that_is_a_licence_does_not_document_the_file() -> None:
    assert read('"""Copyright 2020 X. All rights reserved."""\n').doc == ""
    assert read('"""Copyright 2020 X.\n\nThe tide.\n"""\n').doc == "The tide."


def test_a_string_or_a_comment_can_document_an_assignment() -> None:
    found = read_block(
        '''
        A = 1
        """Below."""
        #: Above,
        #: in two lines.
        B: int = 2
        # not this
        C = 3
        print(C)
        """nor this"""
        '''
    )
    assert [symbol.doc for symbol in found.symbols] == ["Below.", "Above,\nin two lines.", ""]


def test_a_long_docstring_is_cut_at_the_end_of_a_line() -> None:
    doc = only('def f():\n    """One.\n' + "    more\n" * 2000 + '    """\n').doc
    assert len(doc) <= 4000
    assert doc.endswith("more\n…")


# -- signatures ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "signature"),
    [
        ("def f(): ...", "()"),
        ("def f( a,  b ): ...", "(a, b)"),
        ("def f(\n    a,\n    b,\n): ...", "(a, b)"),
        ("def f(  # why\n    a=(1,),  # because\n) -> int: ...", "(a=(1,)) -> int"),
        ("def f(a='  # x  ', *, b): ...", "(a='  # x  ', *, b)"),
        ("def f(a=[\n    '(  ',\n  ]): ...", "(a=['(  ',])"),
        ("def f(a='''x\n\ty'''): ...", r"(a='''x\n\ty''')"),
        ("def f(a, \\\n      b): ...", "(a, b)"),
        ("async def f[T: int, *U](a: T) -> T: ...", "[T: int, *U](a: T) -> T"),
        ("def f((a, b), c): ...", "((a, b), c)"),
    ],
)
def test_a_signature_is_one_line_without_comments(written: str, signature: str) -> None:
    assert only(written).signature == signature


def test_bases_and_decorators_are_given_as_written() -> None:
    symbol = only(
        """
        @plain
        @called(  # how
            1, key="a  b")
        class A[T](B[T], pkg.C, *more, metaclass=ABCMeta): ...
        """
    )
    assert symbol.bases == ("B[T]", "pkg.C", "*more", "metaclass=ABCMeta")
    assert symbol.decorators == ("plain", 'called(1, key="a  b")')
    assert symbol.signature == "[T]"


def test_a_long_value_is_cut() -> None:
    signature = only("X = [" + "1, " * 5000 + "]\n").signature
    assert len(signature) <= 82
    assert signature.endswith("…")


# -- kinds ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decorator", "kind", "modifiers"),
    [
        ("property", "property", ()),
        ("functools.cached_property", "property", ("cached",)),
        ("f.setter", "property", ("setter",)),
        ("f.deleter", "property", ("deleter",)),
        ("abc.abstractproperty", "property", ("abstract",)),
        ("staticmethod", "method", ("static",)),
        ("classmethod", "method", ("classmethod",)),
        ("abstractmethod", "method", ("abstract",)),
        ("t.overload", "method", ("overload",)),
        ("setter", "method", ()),
        ("property_of(x.property)", "method", ()),
    ],
)
def test_decorators_tell_the_kind_of_a_method(
    decorator: str, kind: str, modifiers: tuple[str, ...]
) -> None:
    method = read(f"class A:\n    @{decorator}\n    def f(self): ...\n").symbols[1]
    assert (method.kind, method.modifiers) == (kind, modifiers)


def test_a_property_is_one_only_in_a_class() -> None:
    assert only("@property\ndef f(): ...\n").kind == "function"


@pytest.mark.parametrize(
    ("statement", "kind", "signature"),
    [
        ("LIMIT = 3", "constant", "= 3"),
        ("_LIMIT: Final = 3", "constant", ": Final = 3"),
        ("LIMIT: int", "constant", ": int"),
        ("name = 3", "variable", "= 3"),
        ("Name: type[A]", "variable", ": type[A]"),
        ("T = TypeVar('T')", "type", "= TypeVar('T')"),
        ("Id = t.NewType('Id', int)", "type", "= t.NewType('Id', int)"),
        ("V: TypeAlias = int", "type", ": TypeAlias = int"),
        ("type V[T] = list[T]", "type", "[T] = list[T]"),
    ],
)
def test_assignments_at_module_level_have_kinds(statement: str, kind: str, signature: str) -> None:
    symbol = only(statement)
    assert (symbol.kind, symbol.signature) == (kind, signature)


@pytest.mark.parametrize(
    "statement",
    [
        "_private = 1",
        "a, b = 1, 2",
        "a.b = 1",
        "a[0] = 1",
        "A += 1",
        "(a := 1)",
        "for a in b: c = 1",
    ],
)
def test_other_assignments_define_nothing(statement: str) -> None:
    assert read(statement).symbols == ()


def test_only_the_first_assignment_of_a_name_counts() -> None:
    found = read("A = 1\nA = 2\nif x:\n    A = 3\nB = A = 4\n")
    assert [(s.name, s.line) for s in found.symbols] == [("A", 1), ("B", 5)]


def test_names_in_a_class_are_attributes_and_constants() -> None:
    found = read("class A:\n    x: int\n    _y = 1\n    Z = 2\nclass E(IntEnum):\n    Z = 2\n")
    assert [(s.qualname, s.kind) for s in found.symbols[1:3]] == [
        ("A.x", "attribute"),
        ("A._y", "attribute"),
    ]
    assert [s.kind for s in found.symbols if s.name == "Z"] == ["constant", "attribute"]


def test_what_a_program_assigns_when_run_is_no_definition() -> None:
    found = read('if __name__ == "__main__":\n    parser = make()\n    def f(): ...\n')
    assert qualnames(found) == ["f"]


def test_variables_of_functions_are_not_listed() -> None:
    assert qualnames(read("def f():\n    A = 1\n    b: int = 2\n")) == ["f"]


# -- places --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        "if a:",
        "if a: pass\nelif b:",
        "if a: pass\nelse:",
        "try:",
        "try: pass\nexcept E:",
        "try: pass\nexcept* E:",
        "try: pass\nfinally:",
        "for a in b:",
        "while a:",
        "with a as b:",
        "match a:\n  case b:",
    ],
)
def test_definitions_are_found_below_every_statement(header: str) -> None:
    body = "\n    def f():\n        class A:\n            def g(self): ...\n"
    found = read(header + body)
    assert qualnames(found) == ["f", "f.A", "f.A.g"]
    assert [s.parent for s in found.symbols] == [-1, 0, 1]
    conditional = () if header.startswith("with") else ("conditional",)
    assert found.symbols[0].modifiers == conditional
    assert found.symbols[1].modifiers == ("nested",)


def test_a_definition_starts_at_its_keyword_and_ends_at_its_last_statement() -> None:
    found = read("@a\n@b\nasync def f():\n    x\n    # comment\n\n    # comment\n\ny = 1\n")
    assert [(s.line, s.end_line) for s in found.symbols] == [(3, 4), (9, 9)]


def test_symbols_stand_in_source_order() -> None:
    found = read(CONSTRUCTS)
    assert [s.line for s in found.symbols] == sorted(s.line for s in found.symbols)


def test_strings_and_lambdas_define_nothing() -> None:
    found = read('x = """\ndef f(): ...\nimport a\n"""\n')
    assert (qualnames(found), found.imports) == (["x"], ())
    assert qualnames(read("_f = lambda: 1\n")) == []


def test_stubs_are_read_like_modules() -> None:
    found = run("Python stub", "X: int\ndef f(a: int = ...) -> None: ...\n", "a.pyi")
    assert signatures(found) == {"X": ": int", "f": "(a: int = ...) -> None"}


# -- imports and entry points --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "imports"),
    [
        ("import a", [("a", (), 0)]),
        ("import a.b as c, d", [("a.b", (), 0), ("d", (), 0)]),
        ("import a . b", [("a.b", (), 0)]),
        ("from a import b as c, d", [("a", ("b", "d"), 0)]),
        ("from a import (  # why\n    b,  # import x\n    c,\n)", [("a", ("b", "c"), 0)]),
        ("from a import b, \\\n    c", [("a", ("b", "c"), 0)]),
        ("from .. m import x", [("m", ("x",), 2)]),
        ("from ... import x", [("", ("x",), 3)]),
        ("from.import x", [("", ("x",), 1)]),
        ("from m import *", [("m", ("*",), 0)]),
        ("from __future__ import annotations", [("__future__", ("annotations",), 0)]),
        ("from importer import important", [("importer", ("important",), 0)]),
        ("import a; import b", [("a", (), 0), ("b", (), 0)]),
    ],
)
def test_every_form_of_import_is_understood(
    statement: str, imports: list[tuple[str, tuple[str, ...], int]]
) -> None:
    found = read(statement + "\n")
    assert [(i.module, i.names, i.level) for i in found.imports] == imports
    inside = read(f"def f():\n    if x: {statement}\n")
    assert [i.module for i in inside.imports] == [module for module, _, _ in imports]


def test_an_import_knows_where_it_stands() -> None:
    assert scopes(
        """
        import top
        class A:
            import in_class
        if x: import under_if
        try:
            import under_try
        except ImportError:
            if y: import under_except
        def f():
            try: import inside
            finally: pass
        with x: import under_with
        """
    ) == {
        "top": "",
        "in_class": "",
        "under_if": "if",
        "under_try": "try",
        "under_except": "try",
        "inside": "function",
        "under_with": "",
    }


@pytest.mark.parametrize(
    "test", ["TYPE_CHECKING", "typing.TYPE_CHECKING", "(t.TYPE_CHECKING)", "TYPE_CHECKING and x"]
)
def test_imports_for_type_checkers_are_marked(test: str) -> None:
    assert scopes(f"def f():\n  if {test}:\n    import a\n  else:\n    import b\n") == {
        "a": "type checking",
        "b": "function",
    }


def test_a_test_that_merely_mentions_type_checking_is_an_ordinary_one() -> None:
    assert scopes("if not TYPE_CHECKING: import a\n") == {"a": "if"}
    assert scopes("if TYPE_CHECKING or x: import a\n") == {"a": "if"}


@pytest.mark.parametrize(
    ("text", "entry_points"),
    [
        ("x = 1\n", ()),
        ("#!/usr/bin/env python\n", ("shebang",)),
        ("if __name__ == '__main__': main()\n", ('if __name__ == "__main__"',)),
        ('if ("__main__" == __name__): main()\n', ('if __name__ == "__main__"',)),
        ("x = 'if __name__ == \"__main__\":'\n", ()),
        ("if __name__ != '__main__': main()\n", ()),
    ],
)
def test_entry_points_are_found(text: str, entry_points: tuple[str, ...]) -> None:
    assert read(text).entry_points == entry_points


# -- what is not valid ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "x = ?? 3",
        "x = (1, 2",
        "def (",
        "unless x then:",
        "foo bar baz",
        "@@",
        "}",
        "$$$",
        "{% if x %}",
        "<<<<<<< HEAD",
    ],
)
@pytest.mark.parametrize("place", ["def f", "return 1", "def g", "def h"])
def test_a_line_that_is_not_understood_costs_nothing_else(line: str, place: str) -> None:
    """Constructs of a later Python, conflict markers and typing errors stay local."""
    text = (
        "class A:\n    x = 1\n    def f(self):\n        return 1\n"
        "    def g(self):\n        return 2\ndef h(): ...\n"
    )
    above, below = text.split(place)
    indent = above.rpartition("\n")[2]
    found = read(f"{above}{line}\n{indent}{place}{below}")
    at = above.count("\n") + 1
    assert qualnames(found) == ["A", "A.x", "A.f", "A.g", "h"]
    assert codes(found) == [("syntax-error", at)]


def test_a_header_that_is_not_understood_keeps_its_name_and_body() -> None:
    found = read(
        "class A(B, ??):\n    async def f(self, ??) -> 3:  # why\n        import a\n    x = 1\n"
    )
    assert signatures(found) == {"A": "", "A.f": "(self, ??) -> 3", "A.x": "= 1"}
    assert only("def é(a, ??): return {1: 2}\n").signature == "(a, ??)"
    assert [i.module for i in found.imports] == ["a"]
    assert codes(found) == [("syntax-error", 1)]


def test_conflict_markers_do_not_end_a_class() -> None:
    found = read(
        "class A:\n    def f(self):\n        a\n<<<<<<< ours\n        b\n=======\n        c\n"
        ">>>>>>> theirs\n    def g(self): ...\n"
    )
    assert qualnames(found) == ["A", "A.f", "A.g"]


def test_the_diagnostic_counts_regions_and_names_the_first() -> None:
    (one,) = read("x = 1\ny = ??\n").diagnostics
    assert one.message == "1 region is not valid Python for this parser, at line 2"
    (many,) = read("x = ??\ny = ??\nz = 1\nx = ??\na = 1\nx = ??\n").diagnostics
    assert many.message == ("3 regions are not valid Python for this parser; the first at line 1")


@pytest.mark.parametrize(
    "valid",
    [
        "def f(): return *a, *b\n",
        "a, *b = c, *[]\n",
        "def f():\n    (a.\nb)\n",
        'x = t"template {y}"\n',
        "try: pass\nexcept A, B: pass\n",
        'print "Python 2"\nexec "code" in scope\nraise E, "text"\n',
        "match = type = case = 1\nmatch.x(type)\nprint(case)\n",
        "def f(): pass\n\f\ndef g(): pass\n",
    ],
)
def test_valid_python_gets_no_diagnostic(valid: str) -> None:
    """Also where the grammar has a gap, and for Pythons older and newer than the running one."""
    assert read(valid).diagnostics == ()


def test_imports_marked_lazy_are_imports() -> None:
    found = read("lazy import a\nlazy from b import c\n")
    assert [(i.module, i.names) for i in found.imports] == [("a", ()), ("b", ("c",))]


# -- extremes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("x = " + "(" * 20_000 + "1" + ")" * 20_000 + "\ndef f(): ...\n", ["x", "f"]),
        ("x = " + "(" * 20_000 + "\ndef f(): ...\n", ["f"]),
        ("(" * 20_000 + "'doc'" + ")" * 20_000 + "\ndef f(): ...\n", ["f"]),
        ("X = " * 20_000 + "1\n", ["X"]),
        ("X = " + "1 + " * 20_000 + "1\n", ["X"]),
        ("'a' " * 20_000 + "\n", []),
        ("@d\n" * 20_000 + "def f(): ...\n", ["f"]),
        ("if a: x\n" + "elif a: x\n" * 20_000 + "def f(): ...\n", ["f"]),
        ("def f():\n    x\n" + "    # comment\n" * 20_000 + "    def g(): ...\n", ["f", "f.g"]),
        ("x = [\n" + "    # comment\n" * 20_000 + "]\ndef f(): ...\n", ["x", "f"]),
        ('"""' * 5_001 + "\ndef f(): ...\n", ["f"]),
    ],
    ids=lambda value: value[:8] if isinstance(value, str) else None,
)
def test_nesting_and_repetition_are_read_without_end(text: str, names: list[str]) -> None:
    assert qualnames(read(text)) == names


@pytest.mark.parametrize("header", ["if a:", "def f():"])
def test_blocks_nested_beyond_reason_do_not_stop_the_reading(header: str) -> None:
    """The grammar counts some hundred levels; what follows the nest is found all the same."""
    nest = "".join(" " * depth + f"{header}\n" for depth in range(5_000))
    assert read(nest + " " * 5_000 + "x\ndef last(): ...\n").symbols[-1].qualname == "last"


def test_blocks_nested_deeply_are_read_in_full() -> None:
    nest = "".join(" " * depth + "def f():\n" for depth in range(400))
    found = read(nest + " " * 400 + "import a\n")
    assert len(found.symbols) == 400
    assert found.symbols[-1].qualname == ".".join(["f"] * 400)
    assert [i.module for i in found.imports] == ["a"]


@pytest.mark.parametrize("text", ["", "\n", "\f", " ", "# only", "# a\n\n# b\n", "\\", "\0", "'''"])
def test_files_without_a_statement_define_nothing(text: str) -> None:
    assert read(text).symbols == ()


def test_nul_characters_hide_nothing() -> None:
    found = read("import a\n\0\ndef f(): ...\nX = '\0'\n")
    assert qualnames(found) == ["f", "X"]
    assert codes(found) == [("syntax-error", 2)]
    assert [i.module for i in found.imports] == ["a"]


FRAGMENTS = [
    *("def f(", "class A", "(", ")", ":", "\n", "\n    ", "\n        ", "x", " = ", "1", ",", "'"),
    *('"""', "#", "@", "import a", "from . import b", "if x", "else", "try", "except", "\\", "\0"),
    *("async ", "é", "\ud800", "[", "]", "{", "}", "->", "type X", "match y", "case z", "return "),
]


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join))
@settings(max_examples=300, deadline=None)
def test_no_text_makes_the_reading_fail(text: str) -> None:
    assert read(text) == read(text)


@pytest.mark.parametrize("seed", range(20))
def test_a_file_cut_or_garbled_anywhere_still_gives_sound_results(seed: int) -> None:
    chance = random.Random(seed)
    start, length = chance.randrange(len(CONSTRUCTS)), chance.randrange(200)
    read(CONSTRUCTS[:start])
    read(CONSTRUCTS[start:])
    read(CONSTRUCTS[:start] + CONSTRUCTS[start + length :])
