"""Cython: declarations of C, classes, imports, what is code and what is not."""

from __future__ import annotations

import pytest

from tests.languages.extraction import assert_sound, lines, qualnames, run, signatures


def test_c_functions_show_arguments_result_and_what_they_raise() -> None:
    text = "cdef int f(int a, b=2) except -1 nogil:\n    pass\ncpdef g(x): pass\n"
    assert signatures(run("Cython", text)) == {
        "f": "(int a, b=2) -> int except -1 nogil", "g": "(x)"}


def test_a_type_with_brackets_is_not_taken_for_the_function() -> None:
    text = "cdef np.ndarray[double, ndim=2] f(int a):\n    pass\ncdef (int, int) g():\n    pass\n"
    assert signatures(run("Cython", text)) == {
        "f": "(int a) -> np.ndarray[double, ndim=2]", "g": "() -> (int, int)"}


def test_a_call_that_gives_a_variable_its_value_is_no_function() -> None:
    found = run("Cython", "cdef object a = make(1), b\ncdef int (*call)(int)\n")
    assert [(s.kind, s.name) for s in found.symbols] == [
        ("variable", "a"), ("variable", "b"), ("variable", "call")]


def test_local_variables_and_what_strings_and_comments_hold_are_no_symbols() -> None:
    text = 'def f():\n    cdef int a\n    x = """\ncdef int b\n"""\n# cdef int c\n'
    assert qualnames(run("Cython", text)) == ["f"]


def test_members_of_extension_types_are_attributes_and_methods() -> None:
    text = "cdef class A(B):\n    cdef public int x, *y\n    cpdef m(self): pass\ncdef int z\n"
    found = run("Cython", text)
    assert [(s.kind, s.qualname, s.signature) for s in found.symbols] == [
        ("class", "A", ""), ("attribute", "A.x", ": int"), ("attribute", "A.y", ": int *"),
        ("method", "A.m", "(self)"), ("variable", "z", ": int")]
    assert found.symbols[0].bases == ("B",)
    assert lines(found)["A"] == (1, 3)


def test_what_a_header_declares_is_extern_and_the_header_included() -> None:
    text = "cdef extern from 'a.h' nogil:\n    struct s:\n        int x\n    int f(int)\n"
    found = run("Cython", text)
    assert [(s.qualname, s.modifiers) for s in found.symbols] == [
        ("s", ("extern",)), ("s.x", ()), ("f", ("extern",))]
    assert [(i.module, i.kind) for i in found.imports] == [("a.h", "include")]


def test_assignment_operators_with_type_parameters_are_methods() -> None:
    text = "cdef extern from *:\n    cppclass P[T]:\n        P& operator=[Y](const P[Y]& p)\n"
    found = run("Cython", text)
    assert signatures(found) == {"P": "[T]", "P.operator=": "(const P[Y]& p) -> P&"}


def test_imports_keep_names_aliases_and_where_they_stand() -> None:
    text = "from ..a cimport b as c, d\nimport e.f as g\ndef h():\n    import i\ninclude 'j.pxi'\n"
    assert [(i.module, i.names, i.level, i.aliases, i.scope, i.kind)
            for i in run("Cython", text).imports] == [
        ("a", ("b", "d"), 2, (("c", "b"),), "", "import"),
        ("e.f", (), 0, (("g", ""),), "", "import"),
        ("i", (), 0, (), "function", "import"),
        ("j.pxi", (), 0, (), "", "include")]


def test_an_unclosed_bracket_hides_nothing_below_the_next_definition() -> None:
    text = "x = (1,\n  2\ndef f():\n    pass\n"
    assert qualnames(run("Cython", text)) == ["x", "f"]


def test_a_declaration_ahead_of_the_definition_is_not_listed() -> None:
    assert qualnames(run("Cython", "cdef class A\ncdef class A:\n    pass\n")) == ["A"]


@pytest.mark.parametrize("text", [
    *(unit * 50_000 for unit in ("(", ")", "[", '"', '"""', '"""\\', "cdef ", "cdef (", "*(", ";",
                                 "operator", "operator[", "a,", "cdef a\n", "enum:\n ", "\\\n")),
    "from " + "." * 50_000, "from x" + " ." * 50_000, "cdef " + "a" * 50_000 + "!",
    "cdef int " + "a " * 50_000 + "!", "a: " + "b " * 50_000,
    'def f():\n    """open\n',
    "cdef class", "cdef", "cdef enum:", "cdef extern from", "from import", "def f(", "cdef\0 int a",
    "\n".join(" " * i + "class A:" for i in range(300)), "@", "ctypedef", "ctypedef int",
])
def test_damaged_sources_are_read_in_bounded_time(text: str) -> None:
    assert_sound(run("Cython", text), text)
