"""Build files and command scripts read by small scanners: HCL, Meson, Ninja, Autoconf, Batch …"""

from __future__ import annotations

import pytest

from pipeline.model import Extraction
from tests.languages.extraction import assert_sound, lines, qualnames, run, signatures


def imports(found: Extraction) -> list[tuple[str, str]]:
    return [(i.module, i.kind) for i in found.imports]


# -- HCL ---------------------------------------------------------------------------------------


def test_blocks_are_called_as_expressions_refer_to_them() -> None:
    found = run("HCL", 'resource "a" "b" {\n  x = "}"\n}\ndata "c" "d" {}\nvariable "v" {\n'
                '  type = string\n  default = "x"\n}\nlocals {\n  l = 1\n}\nmodule "m" {\n'
                '  source = "./m"\n}\n')
    assert signatures(found) == {
        "a.b": "", "data.c.d": "", "var.v": ': string = "x"', "local.l": "= 1", "module.m": ""}
    assert lines(found)["a.b"] == (1, 3)
    assert imports(found) == [("./m", "path")]


def test_a_heredoc_and_an_interpolation_open_no_block() -> None:
    found = run("HCL", 'resource "a" "b" {\n  t = <<-EOT\n    x {\n  EOT\n'
                '  u = "${c ? "}" : "{"}"\n}\nvariable "v" {}\n')
    assert lines(found) == {"a.b": (1, 6), "var.v": (7, 7)}


def test_a_sensitive_default_is_not_shown() -> None:
    text = 'variable "v" {\n  default = "x"\n  sensitive = true\n}\n'
    assert signatures(run("HCL", text)) == {"var.v": ""}


# -- Meson -------------------------------------------------------------------------------------


def test_mesons_targets_tests_and_dependencies_are_listed() -> None:
    text = ("project('shop', 'c', version : '1.0')\n# The parser.\n"
            "lib = static_library('parse', 'parse.c',\n  'lex.c')\n"
            "glib = dependency('glib-2.0', version : '>=2.5')\n"
            "executable(name, files('main.c'))\ntest('parses', exe, args : ['x(1'])\n"
            "subdir('src')\n# executable('no', 'no.c')\n")
    found = run("Meson", text, "meson.build")
    assert found.title == "shop"
    assert [(s.kind, s.name, s.line, s.end_line, s.doc) for s in found.symbols] == [
        ("target", "parse", 3, 4, "The parser."), ("test", "parses", 7, 7, "")]
    assert imports(found) == [
        ("parse.c", "path"), ("lex.c", "path"), ("glib-2.0", "dependency"), ("main.c", "path"),
        ("src/meson.build", "path")]


def test_mesons_options_show_type_default_and_description() -> None:
    text = "option('fast', type : 'boolean', value : true,\n  description : 'Be fast.')\n"
    found = run("Meson", text, "meson.options").symbols[0]
    assert (found.kind, found.signature, found.doc) == ("option", ": boolean = true", "Be fast.")


# -- Ninja -------------------------------------------------------------------------------------


def test_rules_show_their_command_and_targets_what_they_are_built_from() -> None:
    found = run("Ninja", "# Compiles.\nrule cc\n  command = gcc $in\n\nbuild a.o: cc $\n    a.c\n"
                "  x = y\nbuild $out: cc b.c\ninclude r.ninja\n")
    assert signatures(found) == {"cc": "= gcc $in", "a.o": ": cc a.c"}
    assert lines(found) == {"cc": (2, 3), "a.o": (5, 6)}
    assert imports(found) == [("r.ninja", "path")]


# -- Autoconf ----------------------------------------------------------------------------------


def test_a_parenthesis_in_quotes_closes_no_call_of_autoconf() -> None:
    found = run("Autoconf", "dnl M(A)\nAC_DEFUN([M], [\n  case x in\n    a) : ;;\n  esac\n])\n"
                "AC_DEFINE([HAVE], [1], [Is there.])\n")
    assert lines(found) == {"M": (2, 6), "HAVE": (7, 7)}
    assert [s.doc for s in found.symbols] == ["M(A)", "Is there."]


def test_options_of_configure_are_called_as_one_writes_them() -> None:
    text = ("AC_ARG_ENABLE([debug], [AS_HELP_STRING([--enable-debug@<:@=N@:>@], [say more])])\n"
            "AC_ARG_WITH(zlib, [AS_HELP_STRING([--with-zlib],[use it])], [x], [y])\n")
    found = run("Autoconf", text)
    assert [(s.kind, s.qualname, s.signature, s.doc) for s in found.symbols] == [
        ("option", "--enable-debug", " --enable-debug[=N]", "say more"),
        ("option", "--with-zlib", "", "use it")]


def test_a_constant_that_a_macro_defines_for_its_caller_has_no_name() -> None:
    text = "AC_DEFUN([M], [AC_DEFINE([py_name], [1])])\nAC_DEFINE([A], [1])\nAC_DEFINE([A], [2])\n"
    assert qualnames(run("Autoconf", text)) == ["M", "A"]


# -- Batch -------------------------------------------------------------------------------------


def test_a_label_that_is_called_is_a_function() -> None:
    text = ('@echo off\nrem Does it.\ncall "%~dp0a.bat"\ncall :Run x\ngoto done\n'
            ":: Runs.\n:run\nexit /b\n\n:done\nrem call :no\n")
    found = run("Batchfile", text)
    assert found.doc == "Does it."
    assert [(s.kind, s.name, s.line, s.end_line, s.doc) for s in found.symbols] == [
        ("function", "run", 7, 8, "Runs."), ("label", "done", 10, 10, "")]
    assert imports(found) == [("a.bat", "path")]


# -- Coccinelle --------------------------------------------------------------------------------


def test_rules_of_a_semantic_patch_are_listed_with_what_they_depend_on() -> None:
    text = ("/// Finds it.\n// Confidence: High\nvirtual report\n@r depends on report@\n"
            "expression e;\n@@\n- f(e)\n\n@script:python s@\np << r.p;\n@@\nprint(p)\n@@\n@@\n")
    found = run("Coccinelle", text)
    assert found.doc == "Finds it."
    assert [(s.kind, s.name, s.signature, s.modifiers, s.line) for s in found.symbols] == [
        ("option", "report", "", (), 3), ("rule", "r", " depends on report", (), 4),
        ("rule", "s", "", ("python",), 9)]


# -- damage ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["HCL", "Meson", "Ninja", "Autoconf", "Batchfile",
                                      "Coccinelle"])
@pytest.mark.parametrize("unit", [
    '"${', "<<A\n", 'a "b" {', "locals {\n", "a = {\n", "executable('a'", "f('", "AC_DEFUN([a],",
    "AC_DEFINE(", "[(", "build a: b $\n", "rule a\n", ":a\n", "call :a ", "@a@\n", "virtual a\n",
    "/*", "dnl ", "option('a', type : ", "required_providers {", "dependency(",
])
def test_damaged_files_are_read_in_bounded_time(language: str, unit: str) -> None:
    assert_sound(run(language, unit * 20_000), unit * 20_000)
