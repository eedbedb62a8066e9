"""CMake: targets, options, variables, functions, what is included."""

from __future__ import annotations

from tests.languages.extraction import codes, lines, qualnames, run, signatures


def test_targets_show_their_type_and_sources() -> None:
    text = "add_library(a STATIC\n  a.cpp b.cpp)\nADD_EXECUTABLE(c c.cpp)\n"
    found = run("CMake", text)
    assert signatures(found) == {"a": "library(STATIC a.cpp b.cpp)", "c": "executable(c.cpp)"}
    assert lines(found)["a"] == (1, 2)
    assert [i.module for i in found.imports] == ["a.cpp", "b.cpp", "c.cpp"]


def test_commands_of_other_modules_that_make_targets_count() -> None:
    text = "cuda_add_library(a a.cu)\npybind11_add_module(b b.cpp)\ntarget_link_libraries(c d)\n"
    assert qualnames(run("CMake", text), "target") == ["a", "b"]


def test_a_name_is_expanded_where_the_file_says_what_it_is() -> None:
    text = (
        "project(p)\nset(a one)\nset(b x y)\nset(c one)\nset(c two)\nadd_library(${PROJECT_NAME})\n"
        "add_library(${a}_x)\nadd_library(${b})\nadd_library(${c})\nadd_test(${t} x)\n")
    assert qualnames(run("CMake", text), "target") == ["p", "one_x"]


def test_options_and_cached_variables_are_documented_by_their_text() -> None:
    text = (
        '# About A.\noption(A "Use a" ON)\noption(B)\nset(C x CACHE PATH "Where c is")\nset(D x)\n'
        'set(E "CACHE" y)\n')
    found = run("CMake", text)
    assert [(s.kind, s.name, s.signature, s.doc) for s in found.symbols] == [
        ("option", "A", "= ON", "Use a"), ("option", "B", "= OFF", ""),
        ("variable", "C", "= x", "Where c is")]


def test_a_function_has_parameters_and_the_comment_above_it() -> None:
    text = "project(p)\n\n# Does what is needed.\nfunction(f a b)\n  x(\n)\nendfunction(f)\n"
    found = run("CMake", text)
    assert [(s.name, s.signature, s.doc) for s in found.symbols] == [
        ("f", "(a b)", "Does what is needed.")]
    assert lines(found)["f"] == (4, 7)


def test_brackets_of_any_length_hide_what_they_hold() -> None:
    text = "#[[ add_library(a)\n]]\nset(x [=[ ]] add_library(b) ]=])\nadd_library(c) #[[ d ]] f()\n"
    found = run("CMake", text)
    assert qualnames(found) == ["c"]
    assert found.diagnostics == ()


def test_quotes_hide_parentheses_even_inside_a_word() -> None:
    text = 'f(-DA="a \\") (" "b\n)")\nadd_library(c)\n'
    assert lines(run("CMake", text)) == {"c": (3, 3)}


def test_packages_are_dependencies_with_their_version() -> None:
    text = "find_package(A 1.2 REQUIRED)\nfind_package(B QUIET)\n"
    found = run("CMake", text)
    assert [(i.module, i.names, i.kind, i.scope) for i in found.imports] == [
        ("A", ("1.2",), "dependency", ""), ("B", (), "dependency", "optional")]


def test_files_are_paths_and_modules_are_includes() -> None:
    text = "include(a/b.cmake)\ninclude(CTest)\nadd_subdirectory(${CMAKE_CURRENT_SOURCE_DIR}/c)\n"
    assert [(i.kind, i.module) for i in run("CMake", text).imports] == [
        ("path", "a/b.cmake"), ("include", "CTest"), ("path", "c")]


def test_a_call_that_nothing_closes_is_reported_where_it_starts() -> None:
    found = run("CMake", "add_library(a)\n\nfoo(b\nadd_library(c)\n")
    assert (qualnames(found), codes(found)) == (["a"], [("syntax-error", 3)])


def test_a_short_comment_above_the_first_command_is_not_the_files() -> None:
    assert run("CMake", "# Paths for linking things.\nset(a b)\n").doc == ""
    assert run("CMake", "# Paths for linking things.\n\nset(a b)\n").doc != ""
