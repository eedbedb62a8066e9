"""Roles: what a file is there for, told by where it lies and how it is called."""

from __future__ import annotations

import re

from pipeline.paths import folder_of, name_of

#: Folders that hold tests and what tests need.
_TEST_FOLDERS = frozenset(("test", "tests", "testdata", "unittest", "unittests", "unit_tests",
                           "__tests__", "spec", "specs", "selftests", "kunit", "e2e"))
_TEST_NAME = re.compile(
    r"test_.*|.*_tests?\.\w+|.*_unittest\.\w+|.*(?:Test|Tests|TestCase|Spec|IT)\.(?:java|kt|scala"
    r"|groovy|cs|swift|php|m|mm)|.*\.(?:test|spec|cy)\.[cm]?[jt]sx?|.*\.bats|conftest\.py"
    r"|test\.(?:py|sh|js|ts|c|cpp)|tests\.py")


def is_test(path: str) -> bool:
    """Whether a file is a test, or helps tests: by its own name or a folder above it."""
    if _TEST_NAME.fullmatch(name_of(path)):
        return True
    return not _TEST_FOLDERS.isdisjoint(folder_of(path).split("/"))


def is_test_itself(path: str) -> bool:
    """Whether a test runner would run the file, by its name."""
    name = name_of(path)
    return bool(_TEST_NAME.fullmatch(name)) and name != "conftest.py"
