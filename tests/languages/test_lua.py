"""Lua: functions in all spellings, constants, requires, busted tests."""

from __future__ import annotations

from tests.languages.extraction import qualnames, run, signatures


def test_functions_are_named_as_they_are_called() -> None:
    text = ("function a() end\nfunction M.b() end\nfunction M.c:d() end\nM.e = function() end\n"
            "local f = function() end\nlocal function g() end\nM['h'] = function() end\n")
    found = run("Lua", text)
    assert [(s.kind, s.qualname, s.modifiers) for s in found.symbols] == [
        ("function", "a", ()), ("function", "M.b", ()), ("method", "M.c:d", ()),
        ("function", "M.e", ()), ("function", "f", ("local",)), ("function", "g", ("local",))]


def test_a_division_is_no_comment_and_a_comment_is_none_of_the_signature() -> None:
    text = "AB = 7 // 2\nfunction f(a, -- first\n  b)\nend\n"
    assert signatures(run("Lua", text)) == {"AB": "= 7 // 2", "f": "(a, b)"}


def test_only_capitals_are_constants() -> None:
    assert qualnames(run("Lua", "local LIMIT = 1\nlocal x = 2\nM.MAX_SIZE = 3\nlocal Y\n")) == [
        "LIMIT", "M.MAX_SIZE"]


def test_requires_are_imports_in_every_spelling() -> None:
    text = "local a = require('x.a')\nlocal b = require 'b'\nrequire \"c\"\nd = require(e)\n"
    assert [i.module for i in run("Lua", text).imports] == ["x.a", "b", "c"]


def test_functions_inside_functions_strings_and_comments_are_not_listed() -> None:
    text = "--[[ function a() end ]]\nx = [[\nfunction b() end\n]]\nfunction c()\n"
    text += "  local function d() end\nend\n"
    assert qualnames(run("Lua", text)) == ["c"]


def test_examples_of_busted_are_tests() -> None:
    text = "describe('x', function()\n it('works', function()\n end)\nend)\n"
    assert [(s.kind, s.name, s.line) for s in run("Lua", text).symbols] == [("test", "works", 2)]


def test_the_comment_above_a_function_documents_it() -> None:
    assert run("Lua", "--- Adds.\n-- Both.\nfunction f() end\n").symbols[0].doc == "Adds.\nBoth."


def test_text_that_is_indented_beyond_reason_is_not_parsed() -> None:
    found = run("Lua", "-- Doc.\nif x:\n" + " " * 500 + "if y:\n")
    assert (found.doc, [d.code for d in found.diagnostics]) == ("Doc.", ["too-deep"])
