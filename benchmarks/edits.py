"""Edits to a tree: what a developer, or a version-control tool, does to it between two builds."""

from __future__ import annotations

import ast
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.measure import BenchmarkError

_IMPORT = re.compile(r"^\s*(?:from|import)\s+([\w.]+)", re.MULTILINE)
_LEAST_BYTES = 1000
#: How a comment begins, by file ending; what is not here gets white space instead.
_COMMENTS = {
    **dict.fromkeys((".py", ".pyi", ".yaml", ".yml", ".toml", ".cmake", ".sh"), "# "),
    **dict.fromkeys((".h", ".hpp", ".c", ".cc", ".cpp", ".cu", ".cuh"), "// "),
    **dict.fromkeys((".txt", ".md", ".rst", ""), ""),
}


def typical_module(root: Path, files: Sequence[str]) -> str:
    """The Python module of middle size among those in which a body can be edited."""
    sizes = [(size, name) for name in files if name.endswith(".py")
             and (size := (root / name).stat().st_size) >= _LEAST_BYTES]
    sizes.sort()
    middle = len(sizes) // 2
    for _, name in sizes[middle:] + sizes[:middle][::-1]:
        if _place_in_body(_read(root / name)):
            return name
    raise BenchmarkError("the tree has no Python module with a function to edit")


def most_imported(root: Path, files: Sequence[str]) -> str | None:
    """The module that most others import; None when no import names one of the tree."""
    modules = {name.removesuffix(".py").replace("/", "."): name for name in files
               if name.endswith(".py")}
    count: Counter[str] = Counter()
    for name in modules.values():
        for module in set(_IMPORT.findall(_read(root / name))):
            if module in modules:
                count[modules[module]] += 1
    return min(count, key=lambda name: (-count[name], name)) if count else None


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def has_body(path: Path) -> bool:
    """Whether :func:`edit_body` can edit the file."""
    return _place_in_body(_read(path)) is not None


def _place_in_body(text: str) -> tuple[int, int] | None:
    """(line, column) of a statement in a function, before which another can stand."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and len(node.body) > 1:
            last = node.body[-1]
            if not isinstance(last, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef) \
                    and last.lineno > node.body[-2].lineno:
                return last.lineno, last.col_offset
    return None


def edit_body(
    path: Path, number: int, *, rename: bool = False, text: str | None = None
) -> None:
    """Add a statement to a function of the file, or of a text to be its content.

    ``rename`` saves as many editors do, by a new file.
    """
    text = _read(path) if text is None else text
    place = _place_in_body(text)
    if place is None:
        raise BenchmarkError(f"{path}: no function to edit")
    line, column = place
    lines = text.splitlines(keepends=True)
    lines.insert(line - 1, f"{' ' * column}_ = {number}\n")
    if not rename:
        path.write_text("".join(lines), encoding="utf-8")
        return
    new = path.with_name(path.name + ".new")
    new.write_text("".join(lines), encoding="utf-8")
    os.replace(new, path)


def edit_interface(path: Path, number: int) -> None:
    """Add a public function with a docstring."""
    with path.open("a", encoding="utf-8") as file:
        file.write(_function(f"measured_addition_{number}"))


def new_module(path: Path, number: int) -> None:
    """Write a module that was not there."""
    path.write_text(f'"""A module of round {number}."""\n' + _function(f"measured_new_{number}"),
                    encoding="utf-8")


def _function(name: str) -> str:
    return f'\n\ndef {name}(value: int) -> int:\n    """Return the value."""\n    return value\n'


def touch(root: Path, files: Sequence[str]) -> None:
    """Give every file the time of now."""
    for name in files:
        os.utime(root / name)


class Branch:
    """Another branch of the tree: every fourth file has other content there."""

    def __init__(self, root: Path, files: Sequence[str]) -> None:
        self._root = root
        self.files = list(files)[::4]
        self._main: dict[str, bytes] = {}

    def switch(self, number: int) -> None:
        """Put the branch's files in place; each number is a branch of its own."""
        for name, line in self._lines(number):
            content = (self._root / name).read_bytes()
            self._main[name] = content
            self._replace(name, content + line.encode())

    def back(self) -> None:
        """Put the first content back."""
        for name, content in self._main.items():
            self._replace(name, content)

    def _replace(self, name: str, content: bytes) -> None:
        # As git does: a new file under the old name, which the folder notices too.
        path = self._root / name
        path.unlink()
        path.write_bytes(content)

    def _lines(self, number: int) -> Iterator[tuple[str, str]]:
        for position, name in enumerate(self.files):
            comment = _COMMENTS.get(Path(name).suffix)
            if comment is None:
                yield name, " " * number + "\n"
            else:
                yield name, f"\n{comment}branch {number}, file {position}\n"
