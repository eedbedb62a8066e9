"""How one test file is run, by what the tree is set up for."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.conftest import Files

Built = Callable[..., dict[str, str]]

PYTHON = "def test_it(): ...\n"

#: (files besides the test, the test, its content, the command)
CASES: tuple[tuple[Files, str, str, str], ...] = (
    ({}, "tests/test_a.py", PYTHON, "python -m unittest tests/test_a.py"),
    ({"pytest.ini": "[pytest]\n"}, "tests/test_a.py", PYTHON, "python -m pytest tests/test_a.py"),
    ({"tests/conftest.py": "x = 1\n"}, "tests/test_a.py", PYTHON,
     "python -m pytest tests/test_a.py"),
    ({"Lib/test/regrtest.py": "x = 1\n"}, "Lib/test/test_a.py", PYTHON,
     "./python -m test test_a"),
    ({"Lib/test/regrtest.py": "x = 1\n"}, "Lib/test/test_a/test_b.py", PYTHON,
     "./python -m unittest test.test_a.test_b"),
    ({"go.mod": "module m\n"}, "pkg/a_test.go", "package pkg\n", "go test ./pkg"),
    ({"sub/go.mod": "module m\n"}, "sub/pkg/a_test.go", "package pkg\n", "go -C sub test ./pkg"),
    ({}, "pkg/a_test.go", "package pkg\n", ""),
    ({"Cargo.toml": "[package]\nname = 'a'\n"}, "tests/all_test.rs", "#[test]\nfn f() {}\n",
     "cargo test --test all_test"),
    ({"web/package.json": "{}\n"}, "web/src/a.test.ts", "test('a', () => 1)\n",
     "npm --prefix web test -- src/a.test.ts"),
    ({"package.json": "{}\n"}, "a.test.js", "test('a', () => 1)\n", "npm test -- a.test.js"),
    ({"pom.xml": "<project/>\n"}, "src/test/java/ATest.java", "class ATest {}\n",
     "mvn test -Dtest=ATest"),
    ({"WORKSPACE": "", "c/test/BUILD": ""}, "c/test/util/a_test.cpp", "int f();\n",
     "bazel test //c/test:all"),
    ({}, "c/a_test.cpp", "int f();\n", ""),
    ({"tools/testing/selftests/net/Makefile": "all:\n"},
     "tools/testing/selftests/net/a_test.c", "int main(void) { return 0; }\n",
     "make -C tools/testing/selftests TARGETS=net run_tests"),
)


@pytest.mark.parametrize(("files", "path", "content", "command"), CASES,
                         ids=[f"{row[1]}: {row[3]}" for row in CASES])
def test_a_test_is_run_by_the_trees_own_runner(
    built: Built, files: Files, path: str, content: str, command: str
) -> None:
    page = built({**files, path: content})[f"{path}_docs.md"]
    found = re.search(r"^- \*\*Run (?:this file|it with others)\*\*: `(.*)`$", page, re.M)
    assert (found[1] if found else "") == command


def test_a_command_that_runs_more_than_the_file_says_so(built: Built) -> None:
    pages = built({"go.mod": "module m\n", "pkg/a_test.go": "package pkg\n"})
    assert "- **Run it with others**: `go test ./pkg`" in pages["pkg/a_test.go_docs.md"]


def test_the_tests_that_use_a_file_are_run_together(built: Built) -> None:
    page = built({"a.py": "x = 1\n", "test_a.py": "import a\n", "test_b.py": "import a\n"})[
        "a.py_docs.md"]
    assert ("- **Run the tests that use it**: `python -m unittest test_a.py test_b.py`"
            in page.split("## Testing & Usage")[1])


def test_a_single_test_is_not_named_twice(built: Built) -> None:
    page = built({"a.py": "x = 1\n", "test_a.py": "import a\n"})["a.py_docs.md"]
    assert "Run the tests" not in page
