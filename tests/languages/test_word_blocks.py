"""Fortran, Verilog, VHDL and Vim script: what their words open and close."""

from __future__ import annotations

import pytest

from tests.languages.extraction import assert_sound, lines, qualnames, run, signatures

# -- Fortran -----------------------------------------------------------------------------------


def test_program_units_end_at_their_own_end() -> None:
    text = ("module m\ncontains\n  subroutine a(x, &\n    y)\n    if (x) then\n    end if\n"
            "    print *, 'end subroutine'\n  end subroutine a\n"
            "  pure real function f(x) result(r)\n  end\nend module\n")
    found = run("Fortran", text, "a.f90")
    assert lines(found) == {"m": (1, 11), "m.a": (3, 8), "m.f": (9, 10)}
    assert signatures(found)["m.a"] == "(x, y)"
    assert signatures(found)["m.f"] == "(x) -> real"


def test_a_procedure_that_an_interface_describes_is_a_declaration() -> None:
    text = "interface\n  subroutine a()\n  end subroutine\nend interface\nsubroutine b()\nend\n"
    assert [(s.name, s.modifiers) for s in run("Fortran", text, "a.f90").symbols] == [
        ("a", ("declaration",)), ("b", ())]


def test_a_type_guard_is_no_type_and_a_module_procedure_no_module() -> None:
    text = ("select type (x)\ntype is (square)\nend select\nmodule procedure a\nend procedure\n"
            "type :: t\n  character(len=:), allocatable :: c\n"
            "  procedure(p), pointer :: q => null()\nend type\ntype(t) :: x\n")
    assert qualnames(run("Fortran", text, "a.f90")) == ["t", "t.c", "t.q"]


def test_a_c_in_the_first_column_is_a_comment_in_fixed_form_only() -> None:
    text = "c     subroutine a\n      subroutine b\n      end\n"
    assert qualnames(run("Fortran", text, "a.f")) == ["b"]
    assert qualnames(run("Fortran", "call x\n" + text, "a.f90")) == ["b"]


def test_used_modules_are_imports_with_their_names() -> None:
    found = run("Fortran", "use a, only: b, c => d\nuse, intrinsic :: e\n", "a.f90")
    assert [(i.module, i.names) for i in found.imports] == [("a", ("b", "d")), ("e", ())]


# -- Verilog -----------------------------------------------------------------------------------


def test_modules_show_their_ports_and_hold_what_is_in_them() -> None:
    text = ("// Counts.\nmodule m #(parameter W = 8) (input clk, // x\n  output [W-1:0] q);\n"
            "  function [7:0] f; input a; endfunction\n  task t(input a); endtask\n"
            "  initial $display(\"endmodule\");\nendmodule\n")
    found = run("Verilog", text)
    assert signatures(found) == {
        "m": "(input clk, output [W-1:0] q)", "m::W": " = 8", "m::f": "() -> [7:0]",
        "m::t": "(input a)"}
    assert lines(found)["m"] == (2, 7)


def test_a_routine_without_a_body_opens_nothing() -> None:
    text = ("class a extends b;\n  extern function int f();\n  pure virtual task t();\nendclass\n"
            "import \"DPI-C\" function void g(int a);\nmodule m; endmodule\n")
    found = run("SystemVerilog", text)
    assert lines(found) == {"a": (1, 4), "a::f": (2, 2), "a::t": (3, 3), "g": (5, 5), "m": (6, 6)}
    assert found.symbols[0].bases == ("b",)


# -- VHDL --------------------------------------------------------------------------------------


def test_only_the_end_of_a_unit_ends_it() -> None:
    text = ("entity e is\nend e;\narchitecture a of e is\nbegin\n  process begin\n    if x then\n"
            "    end if;\n  end process;\n  u: entity work.f port map (y);\nend a;\n")
    assert lines(run("VHDL", text)) == {"e": (1, 2), "e.a": (3, 10)}


def test_a_function_of_a_package_is_declared_and_defined_in_its_body() -> None:
    text = ("package p is\n  function f(a : t) return t;\nend package;\npackage body p is\n"
            "  function f(a : t) return t is\n  begin\n    return a;\n  end function f;\nend p;\n")
    assert [(s.qualname, s.line, s.end_line, s.modifiers) for s in run("VHDL", text).symbols] == [
        ("p", 1, 3, ("package",)), ("p.f", 2, 2, ("declaration",)), ("p", 4, 9, ("body",)),
        ("p.f", 5, 8, ())]


# -- Vim script --------------------------------------------------------------------------------


def test_functions_and_commands_of_vim_are_listed_by_the_name_they_are_called_by() -> None:
    text = ("\" Opens.\nfunction! a#open(x, ...) abort\n  if x | endif\nendfunction\n"
            "fu s:b()\nendfu\ncommand! -complete=customlist,a#c Open call a#open()\n"
            "let g:a = 1\n\" function! no()\n")
    found = run("Vim script", text)
    assert [(s.kind, s.name, s.line, s.end_line) for s in found.symbols] == [
        ("function", "a#open", 2, 4), ("function", "s:b", 5, 6), ("operation", "Open", 7, 7),
        ("variable", "g:a", 8, 8)]
    assert found.symbols[0].doc == "Opens."


# -- damage ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["Fortran", "SystemVerilog", "VHDL", "Vim script"])
@pytest.mark.parametrize("unit", [
    "module a\n", "end\n", "end module\n", "function f(", "pure recursive ", "type t\n",
    "integer :: a(1,", "real((", "class a extends b;\n", "endclass\n", "typedef enum {",
    "parameter a = ", "module m #(", "import a::", "entity e is\n", "end e;\n",
    "function f(a : t) return t is\n", "type t is (", "constant a : ", "fu a()\n", "endfu\n",
    "com -a ", "architecture a of b ", "virtual static ", "interface a (",
])
def test_damaged_files_are_read_in_bounded_time(language: str, unit: str) -> None:
    assert_sound(run(language, unit * 20_000), unit * 20_000)


# -- what real files taught --------------------------------------------------------------------


def test_operators_are_functions_and_close_their_own_bodies() -> None:
    text = ('package body p is\n  function "+" (a : t) return t is\n    constant no : t := 1;\n'
            '  begin\n  end "+";\n  constant c : t := 1;\nend package body;\n')
    assert qualnames(run("VHDL", text)) == ["p", 'p."+"', "p.c"]


def test_a_protected_type_holds_its_methods() -> None:
    text = "package p is\n  type s is protected\n    procedure stop;\n  end protected;\nend p;\n"
    assert [(s.kind, s.qualname) for s in run("VHDL", text).symbols] == [
        ("package", "p"), ("class", "p.s"), ("procedure", "p.s.stop")]


def test_parameters_attributes_and_instances_define_nothing() -> None:
    text = ("package p is\n  procedure f (constant a : t := 1);\nend p;\n"
            'attribute foreign of g : function is "x";\nu : component latch port map (a);\n')
    assert qualnames(run("VHDL", text)) == ["p", "p.f"]


def test_a_vim_command_may_be_declared_by_any_short_form() -> None:
    assert qualnames(run("Vim script", 'comm! -nargs=? A call f()\ncommand B call g()\n')) == [
        "A", "B"]
