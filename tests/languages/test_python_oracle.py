"""What is found in Python files agrees with what Python itself finds in them."""

from __future__ import annotations

import ast
import sysconfig
import tokenize
import unicodedata
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.languages.comments import cap, dedent, is_licence
from pipeline.model import Extraction
from tests.languages.extraction import run

STDLIB = Path(sysconfig.get_paths()["stdlib"])
FILES = sorted(p for p in STDLIB.rglob("*.py") if "site-packages" not in p.parts)
STEP = max(1, len(FILES) // 150)

Definition = tuple[str, str, int, int | None, int, str]
Imported = tuple[int, str, tuple[str, ...], int]

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_PROPERTIES = {"property", "cached_property", "abstractproperty", "setter", "getter", "deleter"}
_NOT_ALONE = {"setter", "getter", "deleter"}


def text_of(path: Path) -> str | None:
    """The text as the product hands it over; None for what Python itself cannot decode."""
    try:
        with tokenize.open(path) as file:
            return file.read().removeprefix("\ufeff")
    except (SyntaxError, UnicodeDecodeError):
        return None


def parsed(text: str) -> ast.Module | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError):
            return None


def statements(tree: ast.Module) -> Iterator[tuple[ast.AST, str, str]]:
    """All statements with the prefix of the names they define and the kind of their scope."""
    stack: list[tuple[ast.AST, str, str]] = [(tree, "", "module")]
    while stack:
        node, prefix, scope = stack.pop()
        for child in ast.iter_child_nodes(node):
            if isinstance(child, _DEFINITIONS):
                inner = "class" if isinstance(child, ast.ClassDef) else "function"
                stack.append((child, f"{prefix}{child.name}.", inner))
            elif isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case):
                stack.append((child, prefix, scope))
            if isinstance(child, ast.stmt):
                yield child, prefix, scope


def is_property(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    for decorator in node.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        if isinstance(called, ast.Attribute) and called.attr in _PROPERTIES:
            return True
        if isinstance(called, ast.Name) and called.id in _PROPERTIES - _NOT_ALONE:
            return True
    return False


def kind_of(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, scope: str) -> str:
    if isinstance(node, ast.ClassDef):
        return "class"
    if scope != "class":
        return "function"
    return "property" if is_property(node) else "method"


def docstring(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module) -> str:
    written = dedent(ast.get_docstring(node, clean=False) or "")
    return cap(written.encode("utf-8", "replace").decode())


def expected_definitions(tree: ast.Module) -> list[Definition]:
    return sorted(
        (
            prefix + node.name,
            kind_of(node, scope),
            node.lineno,
            node.end_lineno,
            len(node.decorator_list),
            docstring(node),
        )
        for node, prefix, scope in statements(tree)
        if isinstance(node, _DEFINITIONS)
    )


def expected_imports(tree: ast.Module) -> list[Imported]:
    found: list[Imported] = []
    for node, _, _ in statements(tree):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name, (), 0) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = tuple(alias.name for alias in node.names)
            found.append((node.lineno, node.module or "", names, node.level))
    return sorted(found)


def definitions(found: Extraction) -> list[Definition]:
    # Python normalises identifiers; we show them as written.
    return sorted(
        (normal(s.qualname), s.kind, s.line, s.end_line, len(s.decorators), s.doc)
        for s in found.symbols
        if s.kind in ("class", "function", "method", "property")
    )


def imports(found: Extraction) -> list[Imported]:
    return sorted(
        (i.line, normal(i.module), tuple(map(normal, i.names)), i.level) for i in found.imports
    )


def normal(name: str) -> str:
    return unicodedata.normalize("NFKC", name)


def assert_agrees(path: Path) -> None:
    text = text_of(path)
    tree = None if text is None else parsed(text)
    # `from __future__ import *` is a tree to Python but never a program.
    if text is None or tree is None or path.name.startswith("badsyntax"):
        return
    found = run("Python", text, path.name)
    assert definitions(found) == expected_definitions(tree)
    assert imports(found) == expected_imports(tree)
    module_doc = docstring(tree)
    if module_doc and not is_licence(module_doc):
        assert found.doc == module_doc


@pytest.mark.parametrize("path", FILES[::STEP], ids=lambda p: str(p.relative_to(STDLIB)))
def test_definitions_imports_and_docstrings_are_those_python_sees(path: Path) -> None:
    """In a sample of the standard library, to the line."""
    assert_agrees(path)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(20))
def test_so_they_are_in_the_whole_standard_library(part: int) -> None:
    for path in FILES[part::20]:
        assert_agrees(path)
