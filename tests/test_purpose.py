"""What a page says a file is for, from the best source there is."""

from __future__ import annotations

import re
from collections.abc import Callable

Built = Callable[..., dict[str, str]]


def purpose(page: str) -> str:
    match = re.search(r"^## File Purpose\n\n(.*?)\n\n## ", page, re.M | re.S)
    assert match
    return match[1]


def test_its_own_documentation_comes_first(built: Built) -> None:
    pages = built({"a.py": '#!/usr/bin/env python\n# Copyright me\n"""Adds."""\n',
                   "a.sh": "#!/bin/sh\n# SPDX-License-Identifier: MIT\n\n# Cleans up.\n\necho\n"})
    assert purpose(pages["a.py_docs.md"]) == "Adds."
    assert purpose(pages["a.sh_docs.md"]) == "Cleans up."


def test_a_copyright_in_the_middle_is_left_out(built: Built) -> None:
    pages = built({"a.py": '"""Handlers.\n\nCopyright (C) 2001 Me.\n\nImport and use."""\n'})
    assert purpose(pages["a.py_docs.md"]) == "Handlers.\n\nImport and use."


def test_a_package_without_words_has_those_of_its_readme(built: Built) -> None:
    pages = built({"shop/__init__.py": "from shop.a import b\n", "shop/a.py": "b = 1\n",
                   "shop/README.md": "# Shop\n\nBaskets of goods.\n"})
    assert purpose(pages["shop/__init__.py_docs.md"]) == "Baskets of goods."


def test_a_package_that_only_passes_on_says_what(built: Built) -> None:
    pages = built({"shop/__init__.py": "from shop.a import b\n", "shop/a.py": "b = 1\n"})
    assert purpose(pages["shop/__init__.py_docs.md"]) == (
        "It brings in `b` from [`shop/a.py`](a.py_docs.md) and defines no names of its own.")


def test_a_module_without_words_says_what_it_defines_and_who_uses_it(built: Built) -> None:
    pages = built({"a.py": "def f(): ...\ndef g(): ...\nclass C: ...\n", "b.py": "import a\n",
                   "test_a.py": "import a\n"})
    assert purpose(pages["a.py_docs.md"]) == (
        "Defines 1 class (`C`) and 2 functions (`f`, `g`). "
        "Used by [`b.py`](b.py_docs.md) and [`test_a.py`](test_a.py_docs.md).")


def test_a_header_and_its_implementation_name_each_other(built: Built) -> None:
    pages = built({"src/a.h": "int f(int n);\n", "src/a.c": "int f(int n) { return n; }\n"})
    assert "Declares what [`src/a.c`](a.c_docs.md) implements: " in pages["src/a.h_docs.md"]
    assert "- **Implementation**: [`src/a.c`](a.c_docs.md)" in pages["src/a.h_docs.md"]
    assert "Implements [`src/a.h`](a.h_docs.md): " in pages["src/a.c_docs.md"]
    assert "- **Header**: [`src/a.h`](a.h_docs.md)" in pages["src/a.c_docs.md"]


def test_a_header_in_another_folder_is_found_by_its_include(built: Built) -> None:
    pages = built({"include/shop/a.h": "int f(int n);\n",
                   "src/a.c": '#include "shop/a.h"\nint f(int n) { return n; }\n'})
    assert "- **Header**: [`include/shop/a.h`]" in pages["src/a.c_docs.md"]
    assert "- **Implementation**: [`src/a.c`]" in pages["include/shop/a.h_docs.md"]


def test_a_stub_and_its_module_name_each_other(built: Built) -> None:
    pages = built({"a.pyi": "def f() -> int: ...\n", "a.py": "def f(): return 1\n"})
    assert purpose(pages["a.pyi_docs.md"]).startswith("The types of [`a.py`](a.py_docs.md): ")
    assert "- **Stub**: [`a.pyi`](a.pyi_docs.md)" in pages["a.py_docs.md"]


def test_a_test_names_what_it_imports(built: Built) -> None:
    pages = built({"a.py": "def f(): ...\n", "test_a.py": "import a\ndef test_f(): ...\n"})
    assert purpose(pages["test_a.py_docs.md"]) == (
        "Tests of [`a.py`](a.py_docs.md): 1 function (`test_f`).")
    pages = built({"a.py": "def f(): ...\n", "test_b.py": "import a\ndef test_f(): ...\n"})
    assert purpose(pages["test_b.py_docs.md"]) == (
        "Tests: 1 function (`test_f`), importing [`a.py`](a.py_docs.md).")


def test_data_without_structure_is_told_by_its_first_line(built: Built) -> None:
    pages = built({"tests/key.pem": "-----BEGIN `KEY`-----\nabc\n"})
    assert purpose(pages["tests/key.pem_docs.md"]) == (
        "Test data that begins with ``-----BEGIN `KEY`-----``.")


def test_an_empty_file_says_so(built: Built) -> None:
    pages = built({"skips/one": "", "shop/__init__.py": ""})
    assert purpose(pages["skips/one_docs.md"]) == "**Content**: none"
    assert purpose(pages["shop/__init__.py_docs.md"]) == (
        "An empty file that makes `shop/` a Python package.")


def test_an_empty_file_that_is_called_after_a_test_leads_there(built: Built) -> None:
    pages = built({"skips/TestA.test_f": "", "skips/TestA.test_g": "",
                   "test_a.py": "class TestA:\n    def test_f(self): ...\n"})
    assert purpose(pages["skips/TestA.test_f_docs.md"]) == (
        "**Content**: none; named after [`TestA.test_f`](../test_a.py_docs.md#TestA.test_f) in "
        "[`test_a.py`](../test_a.py_docs.md)")
    assert purpose(pages["skips/TestA.test_g_docs.md"]) == "**Content**: none"


def test_the_one_class_of_a_file_says_what_it_is(built: Built) -> None:
    source = 'class Device:\n    """A device on a worker"""\n\ndef f():\n    """Other."""\n'
    pages = built({"a.py": source, "b.py": "class C: ...\n" + source})
    assert purpose(pages["a.py_docs.md"]) == (
        "Defines 1 class (`Device`) and 1 function (`f`). `Device`: A device on a worker.")
    assert purpose(pages["b.py_docs.md"]).endswith("and 1 function (`f`).")


def test_a_workflow_is_told_by_its_name_and_jobs(built: Built) -> None:
    pages = built({".github/workflows/ci.yml":
                   "name: Checks\non: push\njobs:\n  lint:\n    runs-on: x\n"})
    assert purpose(pages[".github/workflows/ci.yml_docs.md"]) == (
        "Checks. Continuous integration: 1 event (`push`) and 1 job (`lint`).")


def test_public_definitions_with_words_are_counted(built: Built) -> None:
    pages = built({"a.py": 'def f():\n    """Adds."""\ndef g(): ...\ndef _h(): ...\n'})
    assert "- **Documented**: 1 of 2 public definitions" in pages["a.py_docs.md"]
