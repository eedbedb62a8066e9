"""Includes of C and its relatives, resolved without a compiler's search path."""

from __future__ import annotations

import pytest

from pipeline.resolve.links import STDLIB, TREE, UNRESOLVED
from tests.resolve.tree import Tree

TREE_OF = Tree(
    "include/linux/io.h", "tools/include/linux/io.h", "arch/arm/include/asm/io.h",
    "arch/x86/include/asm/io.h", "drivers/a.c", "drivers/local.h", "drivers/stdio.h",
    "aten/src/ATen/Tensor.h", "Include/Python.h", "lib/deep/only.h", "x/one/same.h", "x/two/same.h")


@pytest.mark.parametrize(("path", "written", "target"), [
    ("drivers/a.c", "local.h", "drivers/local.h"),
    ("drivers/a.c", "./local.h", "drivers/local.h"),
    ("drivers/sub/b.c", "../local.h", "drivers/local.h"),
    ("drivers/a.c", "<ATen/Tensor.h>", "aten/src/ATen/Tensor.h"),
    ("drivers/a.c", "<Python.h>", "Include/Python.h"),
    ("other/b.c", "only.h", "lib/deep/only.h"),
])
def test_an_include_is_found_beside_the_file_or_below_any_folder(
    path: str, written: str, target: str
) -> None:
    assert TREE_OF.found(path, "C", written, kind="include") == (TREE, target)


def test_of_several_the_nearest_is_meant_then_the_one_nearest_to_the_root() -> None:
    def found(path: str) -> tuple[str, str]:
        return TREE_OF.found(path, "C", "<linux/io.h>", kind="include")

    assert found("drivers/a.c") == (TREE, "include/linux/io.h")
    assert found("tools/perf/b.c") == (TREE, "tools/include/linux/io.h")


def test_of_two_that_are_equally_near_none_is_meant() -> None:
    assert TREE_OF.found("arch/arm/mm.c", "C", "<asm/io.h>", kind="include") == (
        TREE, "arch/arm/include/asm/io.h")
    assert TREE_OF.found("drivers/a.c", "C", "<asm/io.h>", kind="include") == (UNRESOLVED, "")
    assert TREE_OF.found("x/b.c", "C", "same.h", kind="include") == (UNRESOLVED, "")


def test_of_two_that_are_equally_near_the_one_in_an_include_folder_is_meant() -> None:
    tree = Tree("tools/include/linux/err.h", "tools/virtio/linux/err.h")
    assert tree.found("tools/perf/a.c", "C", "<linux/err.h>", kind="include") == (
        TREE, "tools/include/linux/err.h")
    assert tree.found("tools/virtio/a.c", "C", "<linux/err.h>", kind="include") == (
        TREE, "tools/virtio/linux/err.h")
    # From far away the name tells nothing: it may be for another machine.
    assert tree.found("kernel/a.c", "C", "<linux/err.h>", kind="include") == (UNRESOLVED, "")


def test_a_system_header_is_not_a_file_of_that_name() -> None:
    assert TREE_OF.found("drivers/a.c", "C", "<stdio.h>", kind="include") == (STDLIB, "")
    assert TREE_OF.found("drivers/a.c", "C++", "<vector>", kind="include") == (STDLIB, "")
    assert TREE_OF.found("drivers/a.c", "C", "stdio.h", kind="include") == (
        TREE, "drivers/stdio.h")


def test_a_lone_name_in_brackets_is_looked_for_where_search_paths_lead() -> None:
    assert TREE_OF.found("drivers/a.c", "C", "<only.h>", kind="include") == (UNRESOLVED, "")


def test_a_header_that_comes_later_is_a_look_up_that_found_nothing() -> None:
    assert TREE_OF.found("a.c", "C", "new.h", kind="include") == (UNRESOLVED, "")
    assert ("stem", "h:new.h") in TREE_OF.missed


_COMMANDS = """[
    {"directory": "/home/me/p/build", "file": "../app/m.c",
     "command": "cc -I/home/me/p/one -isystem ../sys -iquote \\"../quoted\\" -c ../app/m.c"},
    {"directory": "/home/me/p/build", "file": "/home/me/p/app/deep/n.c",
     "arguments": ["cc", "-I", "../two", "-I/usr/include", "-I/home/me/p"]},
    {"directory": "/home/me/p/build", "file": "/home/me/p/app/deep/n.c", "arguments": ["-I../one"]}
]"""
COMPILED = Tree(
    "app/m.c", "app/deep/n.c", "n.c", "one/same.h", "two/same.h", "sys/same.h", "sys/only.h",
    "quoted/same.h", "app/string.h", "app/beside.h", "one/string.h", "local/r.c",
    texts={
        "build/compile_commands.json": _COMMANDS,
        "local/compile_commands.json":
            '[{"directory": ".", "file": "r.c", "command": "cc -I ../two r.c"}]'})


@pytest.mark.parametrize(("path", "written", "expected"), [
    ("app/m.c", "<same.h>", (TREE, "one/same.h")),
    ("app/m.c", "same.h", (TREE, "quoted/same.h")),
    ("app/m.c", "<only.h>", (TREE, "sys/only.h")),
    ("app/m.c", "beside.h", (TREE, "app/beside.h")),
    ("app/m.c", "<string.h>", (TREE, "one/string.h")),
    ("app/deep/n.c", "<same.h>", (TREE, "two/same.h")),
    ("app/deep/n.c", "<one/same.h>", (TREE, "one/same.h")),
    ("app/deep/n.c", "<string.h>", (STDLIB, "")),
    ("local/r.c", "<same.h>", (TREE, "two/same.h")),
    ("n.c", "<same.h>", (UNRESOLVED, "")),
    ("app/other.c", "<same.h>", (UNRESOLVED, "")),
])
def test_the_command_of_a_file_tells_where_its_includes_are_searched(
    path: str, written: str, expected: tuple[str, str]
) -> None:
    assert COMPILED.found(path, "C", written, kind="include") == expected


def test_an_include_beside_the_file_asks_no_command() -> None:
    COMPILED.found("app/m.c", "C", "beside.h", kind="include")
    assert [kind for kind, _ in COMPILED.asked] == ["path"]
