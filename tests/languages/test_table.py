"""The language table, and what the README says of it."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from pipeline.languages.table import LANGUAGES, by_name

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def _listed() -> list[str]:
    section = README.partition("## What it knows today")[2].partition("Every other text file")[0]
    lists = re.findall(r"^- \*[^*]+\*: ([^;\n]+)", section, re.MULTILINE)
    return [name.strip() for names in lists for name in names.split(",")]


@pytest.mark.parametrize("name", _listed())
def test_a_language_that_the_readme_lists_has_an_extractor(name: str) -> None:
    row = by_name(name.removesuffix(" and stubs"))
    assert row is not None and row.module != "text", name


def test_the_readme_lists_most_languages_with_an_extractor() -> None:
    with_one = {row.name for row in LANGUAGES if row.module != "text"}
    minor = {"Python stub", "JSON with comments", "Kernel Configuration", "Git Config",
             "Ignore List", "CODEOWNERS"}
    assert with_one - set(_listed()) - minor - {"Python"} == set()


@pytest.mark.parametrize("module", sorted({row.module for row in LANGUAGES}))
def test_every_module_of_the_table_can_be_imported_and_extracts(module: str) -> None:
    assert callable(importlib.import_module(f"pipeline.languages.{module}").extract)
