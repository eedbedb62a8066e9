"""Lisps, Erlang, Elixir, TableGen and LLVM IR, read by scanners of blanked text."""

from __future__ import annotations

import pytest

from tests.languages.extraction import assert_sound, lines, qualnames, run, signatures

# -- Lisps -------------------------------------------------------------------------------------


def test_forms_at_the_top_are_listed_with_parameters_and_docstring() -> None:
    text = (';;; a.el --- Does it -*- x -*-\n(defun f (a &optional\n   b)\n  "Do it well."\n'
            '  (message "(defun no ()"))\n(defvar x ?\\( "Some variable.")\n'
            '; Old.\n(defun g () 1)\n')
    found = run("Emacs Lisp", text)
    assert found.doc == "Does it"
    assert [(s.kind, s.name, s.signature, s.doc, s.line, s.end_line) for s in found.symbols] == [
        ("function", "f", "(a &optional b)", "Do it well.", 2, 5),
        ("variable", "x", "", "Some variable.", 6, 6), ("function", "g", "()", "Old.", 8, 8)]


def test_schemes_define_tells_functions_from_variables() -> None:
    found = run("Scheme", "(define (f a . b) 1)\n(define x 1)\n(define g (lambda (y) y))\n"
                "#|\n(define (no) 1)\n|#\n")
    assert [(s.kind, s.name) for s in found.symbols] == [
        ("function", "f"), ("variable", "x"), ("function", "g")]


def test_clojures_docstring_stands_before_the_parameters() -> None:
    found = run("Clojure", '(ns a.b)\n(defn f\n  "Does it well."\n  [x y]\n  1)\n(defn- g [x] x)\n')
    assert signatures(found) == {"a.b": "", "f": "(x y)", "g": "(x)"}
    assert found.symbols[1].doc == "Does it well."
    assert found.symbols[2].modifiers == ("private",)


def test_a_form_that_is_never_closed_ends_on_its_line() -> None:
    found = run("Lisp", "(defun f (x\n(defun g ())\n")
    assert [(s.name, s.line) for s in found.symbols] == [("f", 1), ("g", 2)]


# -- Erlang ------------------------------------------------------------------------------------


def test_clauses_of_one_erlang_function_are_one_with_its_arity() -> None:
    text = ("-module(m).\n-export([f/2, 'G'/0]).\n% Adds.\n-spec f(a(), b()) -> c().\n"
            "f(a, {b, c}) -> 1.5;\nf(_, [x, y]) ->\n  \"h() -> x.\".\n"
            "'G'() -> $..\nh(X) -> X.\n")
    found = run("Erlang", text)
    assert [(s.qualname, s.line, s.end_line, s.modifiers, s.doc) for s in found.symbols[1:]] == [
        ("f/2", 5, 7, ("exported",), "Adds."), ("G/0", 8, 8, ("exported",), ""),
        ("h/1", 9, 9, (), "")]


# -- Elixir ------------------------------------------------------------------------------------


def test_elixirs_definitions_end_at_the_end_below_them() -> None:
    text = ("defmodule A.B do\n  @moduledoc \"Says it.\"\n"
            "  @doc \"\"\"\n  Opens.\n  end\n  \"\"\"\n"
            "  def f(x) when x do\n    if x do\n    end\n  end\n  def f(_), do: 1\n"
            "  defp g?, do: \"def no do\"\n  test \"works\" do\n  end\nend\n")
    found = run("Elixir", text)
    assert found.doc == "Says it."
    assert lines(found) == {"A.B": (1, 15), "A.B.f": (7, 11), "A.B.g?": (12, 12),
                            "A.B.works": (13, 14)}
    assert [s.modifiers for s in found.symbols] == [(), (), ("private",), ()]
    assert found.symbols[1].doc == "Opens.\nend"


# -- TableGen and LLVM IR ----------------------------------------------------------------------


def test_records_of_tablegen_show_the_classes_they_are_made_from() -> None:
    text = ("include \"a.td\"\nclass A<bits<4> x> : B<x>, C {\n  let d = [{ def no : A; }];\n}\n"
            "let p = 1 in {\ndef E : A<1>;\n}\ndef : Pat<1>;\nforeach i = 0-3 in def R#i : A<i>;\n")
    found = run("TableGen", text)
    assert qualnames(found) == ["A", "E"]
    assert [s.bases for s in found.symbols] == [("B", "C"), ("A",)]
    assert lines(found)["A"] == (2, 4)


def test_functions_of_llvm_are_defined_or_declared() -> None:
    text = ('%t = type { i32 }\n@g = internal global i32 0\ndefine internal i32 @"a b"(ptr %p) {\n'
            '  ret i32 0\n}\ndeclare void @f(...)\n; define i32 @no()\n')
    found = run("LLVM IR", text)
    assert lines(found) == {"t": (1, 1), "g": (2, 2), "a b": (3, 5), "f": (6, 6)}
    assert [s.modifiers for s in found.symbols[2:]] == [("internal",), ("declaration",)]


# -- damage ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["Emacs Lisp", "Scheme", "Clojure", "Erlang", "Elixir",
                                      "TableGen", "LLVM IR"])
@pytest.mark.parametrize("unit", [
    "(defun f (", "(define (", "(defn f \"", "(defvar x\n", "(ns (", "#|", "?\\(", "f(a, b) ->\n",
    "f(", "-export([a/1", "-spec a\n", "a(b) -> c.\n", "defmodule A do\n", "def f(a) do\n", "end\n",
    "@doc \"", "def f(a,\n", "class A<", "def a : B<", "let a = {", "define i32 @a(", "@a = \n",
    "%a = type {", "defimpl A, for: ", "'", "[{", "test \"a\" do\n",
])
def test_damaged_files_are_read_in_bounded_time(language: str, unit: str) -> None:
    assert_sound(run(language, unit * 5_000), unit * 5_000)


# -- what real files taught --------------------------------------------------------------------


def test_a_function_that_assigns_to_a_place_goes_by_that_place() -> None:
    assert qualnames(run("Lisp", "(defun (setf last-elt) (new list) new)\n")) == ["(setf last-elt)"]


def test_what_clojure_says_of_a_name_is_not_the_name() -> None:
    text = '(defstruct ^{:private true}\n  header :a)\n(def quote-chars {\\" 1})\n(defn f [] "(")\n'
    assert qualnames(run("Clojure", text)) == ["header", "quote-chars", "f"]


def test_braces_belong_to_a_name_where_they_mean_nothing_else() -> None:
    assert qualnames(run("Emacs Lisp", "(defun get-@{push} () 1)\n")) == ["get-@{push}"]


def test_a_guard_of_several_tests_belongs_to_its_clause() -> None:
    text = "size(C) when C == a;\n   C == b ->\n  8.\nf(X) when is_atom(X); X =:= 1 -> X.\n"
    assert qualnames(run("Erlang", text)) == ["size/1", "f/1"]


@pytest.mark.parametrize("written", [
    "'\"'", "~s[\"]", "~S'''\n  def no do\n  '''", "~w(\" a)", "~r{\"}", "?\"",
])
def test_quotes_in_other_literals_hide_no_functions(written: str) -> None:
    text = f"defmodule A do\n  @a {written}\n  def f(x), do: x\nend\n"
    assert qualnames(run("Elixir", text)) == ["A", "A.f"]
