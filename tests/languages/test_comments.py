"""What a file's leading comment says of it, in languages with all sorts of markers."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.languages import Language
from pipeline.languages.comments import (
    DOC_LIMIT,
    cap,
    comment_text,
    dedent,
    drop_boilerplate,
    is_licence,
    leading_comment,
)

HASH = Language("Hash", "", "code", ("#",))
SLASH = Language("Slash", "", "code", ("//",), (("/*", "*/"),))
DASH = Language("Dash", "", "code", ("--",), (("--[[", "]]"),))
BATCH = Language("Batch", "", "code", ("rem ", "::"))
XML = Language("XML", "", "data", (), (("<!--", "-->"),))

MIT = """\
# Permission is hereby granted, free of charge, to any person obtaining a copy
# of this software and associated documentation files (the "Software"), to deal
#
# The above copyright notice and this permission notice shall be included in all
# copies or substantial portions of the Software.
#
# THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND
"""
APACHE = """\
# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#     http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# See the License for the specific language governing permissions and
# limitations under the License.
"""
BSD = """\
# Copyright (c) 1990, 1993
#      The Regents of the University. All rights reserved.
#
# Redistribution and use in source and binary forms, with or without
# modification, are permitted provided that the following conditions
# are met:
#
# 1. Source code keeps the notice.
#
# 2. Binaries say so in the manual.
#
# 3. Names are not used to endorse products.
"""
ONE_LINERS = [
    "# SPDX-License-Identifier: MIT\n",
    "# Copyright 2020 Somebody\n",
    "# (c) 2020 Somebody\n",
    "# Some Company. All rights reserved.\n",
    "# This source code is licensed under the BSD-style license found in the\n"
    "# LICENSE file in the root directory of this source tree.\n",
    "# This file is part of Example.\n",
    "# Use of this source code is governed by a BSD-style\n# license that can be found there.\n",
    "# Released to the public domain.\n",
]


def test_the_comment_at_the_top_is_the_files_own_text() -> None:
    text = "# Measures the tide.\n# Twice a day.\n\nx = 1\n"
    assert leading_comment(text, HASH) == "Measures the tide.\nTwice a day."


def test_a_shebang_and_a_coding_line_are_not_part_of_it() -> None:
    text = "#!/usr/bin/python\n# -*- coding: utf-8 -*-\n# vim: set sw=4:\n# Measures the tide.\n"
    assert leading_comment(text, HASH) == "Measures the tide."


def test_there_is_none_below_the_first_line_of_code() -> None:
    assert leading_comment("x = 1\n# Measures the tide.\n", HASH) == ""


@pytest.mark.parametrize("licence", [MIT, APACHE, BSD, *ONE_LINERS])
def test_a_licence_is_never_a_files_purpose(licence: str) -> None:
    assert leading_comment(licence + "\nx = 1\n", HASH) == ""


@pytest.mark.parametrize("licence", [MIT, APACHE, BSD, *ONE_LINERS])
@pytest.mark.parametrize("between", ["\n", "#\n"])
def test_the_purpose_is_found_below_a_licence(licence: str, between: str) -> None:
    assert (
        leading_comment(f"{licence}{between}# Measures the tide.\n", HASH) == "Measures the tide."
    )


@pytest.mark.parametrize("licence", [MIT, APACHE, BSD, *ONE_LINERS])
def test_the_purpose_is_found_above_a_licence(licence: str) -> None:
    assert leading_comment(f"# Measures the tide.\n#\n{licence}", HASH) == "Measures the tide."


def test_a_title_directly_above_a_licence_is_kept() -> None:
    text = "# The tide, measured\n# Copyright 2020 Somebody\n# Licensed under the MIT license\n"
    assert leading_comment(text, HASH) == "The tide, measured"


@pytest.mark.parametrize(
    "pragma",
    [
        "# pylint: disable=missing-docstring",
        "# mypy: allow-untyped-defs",
        "# type: ignore",
        "# flake8: noqa",
        "# ruff: noqa: E501",
        "# fmt: off",
        "# noqa",
        "# Author: Somebody <somebody@example.org>",
        '# Owner(s): ["module: tests"]',
        "# tide.py",
        "# TODO: measure it at night as well",
        "#############",
        "# ---------- #",
    ],
)
def test_words_to_tools_and_about_people_are_no_purpose(pragma: str) -> None:
    assert leading_comment(f"{pragma}\n", HASH) == ""
    assert leading_comment(f"{pragma}\n\n# Measures the tide.\n", HASH) == "Measures the tide."


def test_a_rule_around_a_title_is_dropped() -> None:
    text = "#################\n# The tide       #\n#################\n"
    assert leading_comment(text, HASH) == "The tide"


def test_a_comment_on_the_definition_below_it_is_not_the_files() -> None:
    owner = re.compile(r"def\b")
    text = "# Adds two numbers.\ndef add(a, b): ...\n"
    assert leading_comment(text, HASH) == "Adds two numbers."
    assert leading_comment(text, HASH, owner) == ""
    assert leading_comment(text.replace("\ndef", "\n\ndef"), HASH, owner) == "Adds two numbers."


@pytest.mark.parametrize(
    "comment",
    [
        "// Measures the tide.\n// Twice a day.",
        "/// Measures the tide.\n/// Twice a day.",
        "//! Measures the tide.\n//! Twice a day.",
        "/* Measures the tide.\n   Twice a day. */",
        "/**\n * Measures the tide.\n * Twice a day.\n */",
        "/*!\n * Measures the tide.\n * Twice a day.\n **/",
        "/*****************************\n * Measures the tide.         *\n"
        " * Twice a day.               *\n *****************************/",
    ],
)
def test_every_style_of_c_comment_reads_the_same(comment: str) -> None:
    text = f"// Copyright 2020 Somebody\n\n{comment}\n\n#include <tide.h>\n"
    assert leading_comment(text, SLASH) == "Measures the tide.\nTwice a day."


def test_markers_of_other_languages_are_understood() -> None:
    assert leading_comment("--- The tide.\nlocal x", DASH) == "The tide."
    assert leading_comment("--[[ The\n     tide. ]]\nlocal x", DASH) == "The\ntide."
    assert leading_comment("rem\nrem The tide.\n:: Again.\n", BATCH) == "The tide.\nAgain."
    assert leading_comment('<?xml version="1.0"?>\n<!-- The tide. -->\n<a/>', XML) == "The tide."


def test_code_behind_a_block_comment_ends_the_search() -> None:
    assert leading_comment("/* noqa */ int x;\n// The tide.\n", SLASH) == ""


def test_a_block_comment_left_open_is_read_to_the_end() -> None:
    assert leading_comment("/* The tide.\n", SLASH) == "The tide."


def test_a_language_without_comments_has_no_leading_comment() -> None:
    assert leading_comment("# The tide.\n", Language("None", "", "data")) == ""


def test_comment_text_keeps_the_shape_of_what_is_written() -> None:
    assert comment_text("# one\n#   two\n#\n# three", ("#",)) == "one\n  two\n\nthree"
    assert comment_text("/**\n * one\n *   two\n */", (), (("/*", "*/"),)) == "one\n  two"


def test_boilerplate_leaves_other_paragraphs_untouched() -> None:
    prose = "One.\n\n    indented\n\nCopyright 2020 Somebody\n\nTwo."
    assert drop_boilerplate(prose) == "One.\n\n    indented\n\nTwo."


def test_what_goes_on_with_a_dropped_line_is_dropped_too() -> None:
    prose = "DO NOT EDIT! This file was generated by a tool,\nwith extensions.\nIt is kept."
    assert drop_boilerplate(prose) == "It is kept."


def test_a_licence_is_recognised_across_lines() -> None:
    assert is_licence("is licensed\nunder the terms of")
    assert not is_licence("Issues driving licences to drivers.")


def test_indentation_goes_as_pep_257_says() -> None:
    assert dedent("  One.\n\n      two\n    three  \n  ") == "One.\n\n  two\nthree"
    assert dedent("\n    One.\n\ttwo\n") == "One.\n    two"
    assert dedent("") == ""


def test_a_long_text_is_cut_at_the_end_of_a_line() -> None:
    lines = "\n".join(f"line {n}" for n in range(1000))
    short = cap(lines)
    assert len(short) <= DOC_LIMIT
    assert short.endswith("\n…")
    assert lines.startswith(short[:-1])
    assert cap("x" * 5000) == "x" * (DOC_LIMIT - 2) + "\n…"
    assert cap("x" * DOC_LIMIT) == "x" * DOC_LIMIT


@given(st.text(alphabet="#/*-<!> \n\tab.(c)", max_size=300))
def test_no_text_makes_the_search_fail(text: str) -> None:
    for language in (HASH, SLASH, DASH, BATCH, XML):
        found = leading_comment(text, language)
        assert found == found.strip("\n")
        assert len(found) <= DOC_LIMIT


@given(st.text(max_size=200))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert dedent(dedent(text)) == dedent(text)
