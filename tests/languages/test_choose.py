"""The language of a file follows from its name and the first lines of its text."""

from __future__ import annotations

import importlib.util
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.languages.choose import choose, choose_by_name, refine
from pipeline.languages.table import LANGUAGES, by_name


@pytest.mark.parametrize("column", ["extensions", "filenames", "interpreters"])
def test_no_two_rows_claim_the_same_ending_name_or_interpreter(column: str) -> None:
    claimed = Counter(claim for row in LANGUAGES for claim in getattr(row, column))
    assert [claim for claim, times in claimed.items() if times > 1] == []


def test_names_are_unique_and_found_again() -> None:
    assert len({language.name for language in LANGUAGES}) == len(LANGUAGES)
    assert all(by_name(row.name) is row for row in LANGUAGES)
    assert by_name("Klingon") is None


def test_endings_are_lower_case_and_start_with_a_dot() -> None:
    endings = [ending for row in LANGUAGES for ending in row.extensions]
    assert [e for e in endings if not e.startswith(".") or e != e.lower()] == []


def test_every_row_has_a_known_family_and_a_module_that_exists() -> None:
    for row in LANGUAGES:
        assert row.family in ("code", "build", "data", "prose"), row.name
        assert importlib.util.find_spec(f"pipeline.languages.{row.module}"), row.name


def test_every_code_language_has_comment_markers_and_none_is_empty() -> None:
    for row in LANGUAGES:
        markers = [*row.line_comments, *(marker for pair in row.block_comments for marker in pair)]
        assert all(markers), row.name
        assert markers or row.family != "code", row.name


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("a.c", "C"),
        ("kernel.cu", "CUDA"),
        ("Tensor.CPP", "C++"),
        ("__init__.py", "Python"),
        ("types.d.ts", "TypeScript"),
        ("_C.pyi", "Python stub"),
        ("entry.S", "Assembly"),
        ("config.h.in", "C"),
        ("foo.py.in", "Python"),
        ("foo.pyx.in", "Cython"),
        ("foo.cmake.in", "CMake"),
        ("types.pyi.in", "Python stub"),
        ("version.py.tmpl.in", "Python"),
        ("Makefile", "Make"),
        ("Makefile.pre.in", "Make"),
        ("Makefile.am", "Make"),
        ("Kconfig.debug", "Kconfig"),
        ("Kconfig-nommu", "Kconfig"),
        ("Dockerfile.cpu", "Dockerfile"),
        ("CMakeLists.txt", "CMake"),
        ("requirements.txt", "Pip requirements"),
        ("requirements-dev.txt", "Pip requirements"),
        ("dev-requirements.in", "Pip requirements"),
        ("BUILD", "Starlark"),
        ("BUILD.bazel", "Starlark"),
        ("meson.build", "Meson"),
        ("mkl.BUILD", "Starlark"),
        ("x86_64_defconfig", "Kernel Configuration"),
        ("setup.cfg", "INI"),
        (".gitignore", "Ignore List"),
        (".gitmodules", "Git Config"),
        (".clang-format", "YAML"),
        (".lintrunner.toml", "TOML"),
        ("Cargo.lock", "TOML"),
        ("tsconfig.json", "JSON with comments"),
        ("package.json", "JSON"),
        ("model.svg", "XML"),
        ("macros.cuda.jinja", "Jinja"),
        ("README.rst", "reStructuredText"),
        ("LICENSE", "Text"),
        ("notes.TXT", "Text"),
    ],
)
def test_the_name_decides(name: str, language: str) -> None:
    row = choose_by_name(name)
    assert row is not None
    assert row.name == language


@pytest.mark.parametrize("name", ["", ".", "..", "activate", "noext", "a.unknown", ".hidden", "x."])
def test_a_name_that_says_nothing_chooses_nothing(name: str) -> None:
    assert choose_by_name(name) is None


@pytest.mark.parametrize(
    ("head", "language"),
    [
        ("#!/bin/sh\n", "Shell"),
        ("#! /usr/bin/env python3\n", "Python"),
        ("#!/usr/bin/env -S python3 -u\n", "Python"),
        ("#!/usr/bin/env -S LANG=C perl -w\n", "Perl"),
        ("#!/usr/local/bin/python3.12\n", "Python"),
        ("#!/usr/bin/env\n", "Text"),
        ("#!\n", "Text"),
        ("# -*- mode: ruby -*-\n", "Ruby"),
        ("# -*- coding: utf-8; mode: python; -*-\n", "Python"),
        ("# -*- Makefile -*-\n", "Make"),
        ("# -*- coding: utf-8 -*-\n", "Text"),
        ("# vim: set ft=sh ts=4:\n", "Shell"),
        ('<?xml version="1.0"?>\n<a/>\n', "XML"),
        ("<!DOCTYPE html>\n", "HTML"),
        ("nothing of the kind\n", "Text"),
        ("", "Text"),
    ],
)
def test_the_content_decides_when_the_name_does_not(head: str, language: str) -> None:
    assert choose("script", head).name == language


@pytest.mark.parametrize(
    "head",
    [
        "#pragma once\nnamespace at {\n",
        "class Foo;\n",
        "class TORCH_API Foo : public Bar {\n",
        "template <typename T>\n",
        "#include <vector>\n",
        "struct Foo {\n public:\n",
        "inline std::string f();\n",
        "#include <ATen/core/Tensor.h>\n",
        "#ifdef __cplusplus\nclass Foo {\n};\n#endif\nint f(void);\n",
        "#ifdef __cplusplus\nstruct Foo {\n  py::object a;\n};\n#endif\nint f(void);\n",
    ],
)
def test_a_header_with_cpp_in_it_is_cpp(head: str) -> None:
    assert choose("foo.h", head).name == "C++"


@pytest.mark.parametrize(
    "head",
    [
        "#include <stdio.h>\nstruct foo { int public; };\n",
        "/* class Foo { */\n// namespace x {\nint f(void);\n",
        '#ifdef __cplusplus\nextern "C" {\n#endif\nint f(void);\n',
        "#ifdef __cplusplus\ntemplate <class T> T f();\n#endif\n",
        "",
    ],
)
def test_a_header_without_evidence_of_cpp_is_c(head: str) -> None:
    assert choose("foo.h", head).name == "C"


@pytest.mark.parametrize(
    ("name", "head", "language"),
    [
        ("a.m", "#import <Foundation/Foundation.h>\n", "Objective-C"),
        ("a.m", "// note\nint main(void) { return 0; }\n", "Objective-C"),
        ("a.m", "% A comment\nfunction y = f(x)\n", "MATLAB"),
        ("a.h", "@interface Foo : NSObject\n@end\n", "Objective-C"),
        ("a.d", "provider python {\n", "DTrace"),
        ("a.d", "a.o: a.c a.h\n", "Make"),
        ("a.d", "module app;\nvoid main() {}\n", "D"),
        ("app_de.ts", '<?xml version="1.0"?>\n<TS/>\n', "XML"),
        ("a.i", "%module a\n", "SWIG"),
        ("a.i", '# 1 "a.c"\nextern int f(void);\n', "C"),
        ("a.i", "#include <vector>\n", "C++"),
        ("a.i", "some words\n", "Text"),
        ("ls.1", ".TH LS 1\n.SH NAME\n", "Roff"),
        ("release-notes.1", "Nothing but words\n", "Text"),
        ("opcodes.inc", "#define X 1\n", "C"),
        ("opcodes.inc", "some words\n", "Text"),
        ("table.cpp.inc", "some words\n", "C++"),
    ],
)
def test_an_ambiguous_ending_is_settled_by_content(name: str, head: str, language: str) -> None:
    assert choose(name, head).name == language


def test_the_ending_wins_over_the_interpreter_line() -> None:
    assert choose("tool.py", "#!/bin/sh\n").name == "Python"


def test_content_that_contradicts_nothing_leaves_the_language_as_it_is() -> None:
    rust = by_name("Rust")
    assert rust is not None
    assert refine(rust, "namespace x {\n") is rust


@given(st.text(), st.text())
def test_any_name_and_text_get_some_language(name: str, head: str) -> None:
    assert choose(name, head) in LANGUAGES


def test_a_name_made_of_wrappers_only_is_no_trouble() -> None:
    assert choose("a" + ".in" * 5000, "").name == "Text"
