"""Julia: docstrings, short definitions, what a module exports, enums, test sets, damage."""

from __future__ import annotations

from tests.languages.extraction import assert_sound, codes, lines, qualnames, run, signatures


def test_a_string_right_above_a_definition_is_its_docstring() -> None:
    text = ('"One."\nf() = 1\n\n"""\n    g(x)\n\nTwo.\n"""\nfunction g(x) end\n\n'
            '"No one\'s."\n\nh() = 2\n')
    docs = {s.name: s.doc for s in run("Julia", text).symbols}
    assert docs == {"f": "One.", "g": "    g(x)\n\nTwo.", "h": ""}


def test_a_macro_in_front_of_a_definition_hides_neither_it_nor_its_docstring() -> None:
    text = ('"A point."\nBase.@kwdef struct P\n    x::Int = 1\nend\n'
            '"F."\n@inline function f(x) end\n')
    found = run("Julia", text)
    assert [(s.qualname, s.doc, s.decorators) for s in found.symbols] == [
        ("P", "A point.", ("kwdef",)), ("P.x", "", ()), ("f", "F.", ("inline",))]
    assert signatures(found)["P.x"] == "::Int = 1"


def test_a_short_definition_is_a_function_and_an_assignment_is_not() -> None:
    text = "f(x) = 1\ng(x::T)::T where T = x\nx = 1\na[1] = f(2)\nb.c = 3\nx == f(1)\n"
    assert qualnames(run("Julia", text)) == ["f", "g"]


def test_a_method_of_another_module_s_function_keeps_its_path() -> None:
    found = run("Julia", "module M\nBase.show(io::IO, x) = 1\nfunction Base.:+(a, b) end\nend\n")
    assert qualnames(found)[:2] == ["M", "Base.show"]
    assert found.symbols[1].name == "show"


def test_generated_names_are_not_listed() -> None:
    assert qualnames(run("Julia", "@eval $name(x) = 1\n@eval function $(f)(x) end\n")) == []


def test_members_of_an_enum_are_names_of_the_module() -> None:
    found = run("Julia", "module M\n@enum E begin\n  a = 1\n  b\nend\nend\n")
    assert [(s.kind, s.qualname, s.parent) for s in found.symbols] == [
        ("module", "M", -1), ("enum", "M.E", 0), ("enumerator", "M.a", 1), ("enumerator", "M.b", 1)]


def test_what_a_module_exports_is_marked_there_and_nowhere_else() -> None:
    text = "module M\nexport f, @m\nf() = 1\nmacro m() end\nmodule N\nf() = 2\nend\nend\n"
    found = run("Julia", text)
    assert [s.qualname for s in found.symbols if "exported" in s.modifiers] == ["M.f", "M.@m"]


def test_test_sets_nest_and_their_helpers_are_not_listed() -> None:
    text = ('@testset "a" begin\n  f(x) = 1\n  @testset "b $i" for i in 1:2\n    @test 1 == 1\n'
            '  end\nend\n@testset begin\n  @testset "c" begin end\nend\n')
    found = run("Julia", text)
    assert [(s.kind, s.qualname) for s in found.symbols] == [
        ("test", "a"), ("test", "a > b $i"), ("test", "c")]
    assert lines(found)["a > b $i"] == (3, 5)


def test_included_files_are_paths_and_computed_ones_are_not_guessed() -> None:
    text = 'include("a.jl")\ninclude("$x.jl")\ninclude(joinpath("a", "b.jl"))\n'
    assert [(i.module, i.kind) for i in run("Julia", text).imports] == [("a.jl", "path")]


def test_imports_say_their_names_and_aliases() -> None:
    found = run("Julia", "using A, B.C\nimport D: e as f, @g\nimport H as I\nusing ..J\n")
    assert [(i.module, i.names, i.aliases) for i in found.imports] == [
        ("A", (), ()), ("B.C", (), ()), ("D", ("e", "@g"), (("f", "e"),)),
        ("H", (), (("I", ""),)), ("..J", (), ())]


def test_a_damaged_file_keeps_what_is_sound() -> None:
    text = "f(x) = 1\nstruct A\n  x::Int\n\nfunction g(\n"
    found = run("Julia", text)
    assert "f" in qualnames(found)
    assert_sound(found, text)


def test_a_file_full_of_blocks_in_braces_is_not_tried() -> None:
    assert codes(run("Julia", "# A script.\n\nf() { :; }\n" * 400)) == [("outline-skipped", 0)]
