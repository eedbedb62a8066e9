"""Starlark: targets, functions, rules, loads and labels."""

from __future__ import annotations

from tests.languages.extraction import qualnames, run, signatures


def test_a_call_with_a_literal_name_is_a_target() -> None:
    text = 'cc_library(\n    name = "a",\n)\ncc_library(name = x)\nprint("b")\ng(name = "%s" % y)\n'
    assert signatures(run("Starlark", text)) == {"a": ": cc_library"}


def test_tests_are_marked() -> None:
    text = 'cc_test(name = "a")\ntest_suite(name = "b")\ncc_testing(name = "c")\n'
    assert [s.modifiers for s in run("Starlark", text).symbols] == [("test",), (), ()]


def test_loads_and_dependencies_are_labels() -> None:
    text = 'load("//a:b.bzl", "c", d = "e")\nr(name = "n", deps = [":x", "@y//:z"] + f([":no"]))\n'
    assert [(i.kind, i.module, i.names) for i in run("Starlark", text).imports] == [
        ("label", "//a:b.bzl", ("c", "e")), ("label", ":x", ()), ("label", "@y//:z", ())]


def test_conditions_of_a_selection_are_no_dependencies() -> None:
    text = 'r(name = "n", srcs = select({"//c:d": ["a.c"], "//c:e": ["//f:g"]}))\n'
    assert [i.module for i in run("Starlark", text).imports] == ["a.c", "//f:g"]


def test_a_function_holds_the_targets_that_its_statements_declare() -> None:
    text = 'def f(name, rules):\n    x = 1\n    rules.lib(name = "a")\n    return g(name = "b")\n'
    found = run("Starlark", text)
    assert [(s.kind, s.name, s.parent) for s in found.symbols] == [
        ("function", "f", -1), ("target", "a", 0)]


def test_repositories_and_modules_are_dependencies() -> None:
    text = (
        'module(name = "me", version = "1")\nbazel_dep(name = "a", version = "2")\n'
        'git_repository(name = "b", commit = "c0ffee")\nhttp_archive(name = "c")\n')
    found = run("Starlark", text, "MODULE.bazel")
    assert [(i.module, i.names) for i in found.imports] == [
        ("a", ("2",)), ("b", ("c0ffee",)), ("c", ())]
    assert (found.title, qualnames(found)) == ("me", ["b", "c"])


def test_rules_are_documented_by_their_attribute() -> None:
    found = run("Starlark", '_r = rule(doc = """Builds\n    it.""", attrs = {})\nX = 1\n')
    assert [(s.kind, s.name, s.signature, s.doc) for s in found.symbols] == [
        ("rule", "_r", "= rule", "Builds\nit."), ("constant", "X", "= 1", "")]


def test_a_module_is_described_by_its_docstring() -> None:
    assert run("Starlark", '# Copyright X\n\n"""What it has."""\nX = 1\n').doc == "What it has."
