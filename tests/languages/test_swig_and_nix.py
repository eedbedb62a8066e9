"""SWIG interfaces and Nix expressions, read by scanners of blanked text."""

from __future__ import annotations

import pytest

from tests.languages.extraction import assert_sound, qualnames, run

# -- SWIG --------------------------------------------------------------------------------------


def test_code_of_another_language_is_not_read_as_c() -> None:
    found = run("SWIG", "%module a\n%pythoncode %{\nclass P:\n    x(1)\n%}\n"
                "%insert(\"python\") %{\nint no(int a);\n%}\nint f(int a);\n")
    assert qualnames(found) == ["a", "f"]


def test_rules_for_wrapping_define_nothing() -> None:
    found = run("SWIG", "%typemap(in) (char *s, int n) {\n  int no(int);\n}\n"
                '%typemap(out) T* "class No {};"\n%rename(no) C::f(int);\n'
                "%exception f %{\n  struct No {};\n%}\n%apply int { long };\n%my_macro(C, int)\n"
                "int f(int a);\n")
    assert qualnames(found) == ["f"]


def test_what_extends_a_type_is_no_type() -> None:
    found = run("SWIG", "%extend ns::C {\n  C(int a) { return 0; }\n"
                "  int len() { return 1; }\n};\n")
    assert [(s.kind, s.name) for s in found.symbols] == [
        ("extension", "C"), ("constructor", "C"), ("method", "len")]


def test_a_macro_reaches_to_its_end_and_hides_what_it_writes() -> None:
    found = run("SWIG", "%define M(T)\n%template(No) V< T >;\nclass No {};\n%enddef\nclass C {};\n")
    assert [(s.kind, s.name, s.signature, s.line, s.end_line) for s in found.symbols] == [
        ("macro", "M", "(T)", 1, 4), ("class", "C", "", 5, 5)]


# -- Nix ---------------------------------------------------------------------------------------


def test_bindings_of_two_levels_are_listed_and_arguments_are_not() -> None:
    found = run("Nix", "{ pkgs }: let v = 1; in {\n  a = { b = { c = 1; }; };\n"
                "  p = f { no = 1; };\n  l = [ { no = 2; } ];\n  w = with pkgs; { x = 1; };\n}\n")
    assert qualnames(found) == ["v", "a", "a.b", "p", "l", "w", "w.x"]


def test_functions_are_told_from_values_by_their_parameters() -> None:
    found = run("Nix", "{\n f = x: { y, z ? { } }@a: x;\n s = a: b;\n u = \"x:y\";\n}\n")
    assert [(s.kind, s.signature) for s in found.symbols] == [
        ("function", " x: { y, z ? { } }@a:"), ("function", " a:"), ("attribute", '= "x:y"')]


def test_strings_and_comments_bind_nothing() -> None:
    found = run("Nix", "{\n a = ''\n  no = 1;\n  '' + ''x'''y no = 2;'';\n # no = 3;\n"
                ' b = "${f { no = 4; }} no = 5;";\n}\n')
    assert qualnames(found) == ["a", "b"]


def test_options_go_by_their_place_in_the_configuration() -> None:
    found = run("Nix", "{ lib, ... }: {\n options.services.x = {\n  sub = { on = lib.mkEnableOption"
                ' "it"; };\n };\n}\n')
    assert [(s.kind, s.qualname, s.doc) for s in found.symbols] == [
        ("attribute", "options.services.x", ""), ("attribute", "options.services.x.sub", ""),
        ("option", "services.x.sub.on", "it")]


# -- damage ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "unit"), [
    *(("SWIG", unit) for unit in (
        "%{", "%}", "%typemap(in) {", "%define A(", "%extend C {", "%template(A) B<", "%a(", "\"",
        "%insert(\"python\") %{\n", "%module(", "%constant a =", "%include \"")),
    *(("Nix", unit) for unit in (
        "{", "a = {", "let a = ", "in ", "''", "${", "\"${", "with a; ", "x: ", "{ a, ", "a.b.",
        "a = [ ", "options.a = mkOption {")),
])
def test_damaged_files_are_read_in_bounded_time(language: str, unit: str) -> None:
    assert_sound(run(language, unit * 20_000), unit * 20_000)
