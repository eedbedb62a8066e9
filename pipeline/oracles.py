"""Second extractors to hold our own against: the running Python's ``ast``, and universal-ctags.

Nothing of what they say reaches a page: their answers differ by version and machine.
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pipeline.agreement import Definition
from pipeline.languages.table import by_name

#: Seconds that ctags may take over one batch of files.
_SECONDS = 60.0
#: How ctags calls what has no name.
_INVENTED = ("__anon", "anonymous", "AnonymousFunction")
#: Macros that ctags takes for the functions which they define, and how all macros are written.
_TEST_MACROS = frozenset({"TEST", "TEST_F", "TEST_P", "TYPED_TEST", "TYPED_TEST_P"})
_CAPITALS = re.compile(r"[A-Z][A-Z0-9_]{2,}")
_C_FAMILY = frozenset(("C", "C++", "CUDA", "HIP", "Metal", "OpenCL", "Objective-C++"))
_ATTRIBUTE_MACRO = re.compile(r"(?:NS|API|CF|UI)_[A-Z_]+|macos|ios|tvos|watchos")
_PYTHON = frozenset({"Python", "Python stub"})


@dataclass(frozen=True, slots=True)
class _Ctags:
    """How ctags calls a language, its kinds by our groups, and options that it needs."""

    name: str
    #: ctags' kind -> (our group, whether we must have it).
    kinds: dict[str, tuple[str, bool]]
    options: tuple[str, ...] = ()
    #: Groups of which it does not see all, so that it cannot say that one of ours is wrong.
    unsure: frozenset[str] = frozenset()


def _row(name: str, required: str, optional: str = "", *options: str) -> _Ctags:
    kinds = {}
    for pairs, must in ((optional, False), (required, True)):
        for pair in pairs.split():
            kind, _, group = pair.partition("=")
            kinds[kind] = (group or kind, must)
    return _Ctags(name, kinds, options)


_C_REQUIRED = "function struct=class union=class enum typedef=type macro"
_C_OPTIONAL = "prototype=function member=field enumerator variable externvar=variable"
_CPP_REQUIRED = f"{_C_REQUIRED} class namespace"
_CPP_OPTIONAL = f"{_C_OPTIONAL} alias=namespace name=type"
_JS_OPTIONAL = "constant=variable field property=field variable getter=field setter=field"
_CPP = _row("C++", _CPP_REQUIRED, _CPP_OPTIONAL, "--kinds-C++=+pxA", "-I", "__launch_bounds__+")
_TS = _row(
    "TypeScript", "class interface=class enum function generator=function method=function "
    "namespace", f"{_JS_OPTIONAL} alias=type enumerator")
_JS = _row("JavaScript", "class function generator=function method=function", _JS_OPTIONAL)
_OBJC = _row(
    "ObjectiveC", "interface=class protocol=class struct=class function method=function "
    "class=function macro",
    # It calls enumerators enums, and the parameters of a block's type typedefs.
    "enum=enumerator typedef=type implementation=class category=class field property=field "
    "var=variable")

#: Our language -> its row; languages that ctags knows badly or not at all have none.
_CTAGS = {
    "C": _row("C", _C_REQUIRED, _C_OPTIONAL, "--kinds-C=+px"),
    "OpenCL": _row("C", _C_REQUIRED, _C_OPTIONAL, "--kinds-C=+px"),
    # ctags' own row for CUDA knows C only: no namespaces, no templates.
    **dict.fromkeys(("C++", "HIP", "Metal", "CUDA"), _CPP),
    "Objective-C": _OBJC,
    # It reads the one half of the language or the other; methods are seen by none.
    "Objective-C++": replace(_CPP, unsure=frozenset({"class", "function"})),
    "Java": _row("Java", "class interface=class enum annotation=class method=function package="
                 "namespace", "field enumConstant=enumerator"),
    "Go": _row(
        "Go", "func=function struct=class interface=class type methodSpec=function "
        "package=namespace",
        "const=variable var=variable member=field anonMember=field talias=type"),
    "JavaScript": _JS, "JSX": _JS, "TypeScript": _TS, "TSX": _TS,
    "Rust": _row("Rust", "function method=function struct=class enum interface=class module="
                 "namespace typedef=type macro", "constant=variable variable field enumerator"),
    "Kotlin": _row("Kotlin", "class interface=class method=function typealias=type",
                   "object=class constant=variable variable package=namespace"),
    "C#": _row("C#", "class struct=class interface=class enum method=function namespace",
               "enumerator event=field field property=field typedef=type"),
    "Ruby": _row("Ruby", "class module=namespace method=function singletonMethod=function",
                 "constant=variable accessor=field alias=function"),
    "PHP": _row("PHP", "class interface=class trait=class function namespace",
                "define=variable variable=field alias=namespace"),
    "Perl": _row("Perl", "subroutine=function package=namespace", "constant=variable"),
    "Lua": _row("Lua", "function"),
    "Shell": _row("Sh", "function", "alias=variable"),
    "R": _row("R", "function", "globalVar=variable"),
    "PowerShell": _row("PowerShell", "function", "variable"),
    "Protocol Buffers": _row(
        "Protobuf", "message=class enum service=class rpc=function",
        "package=namespace field enumerator oneof=field"),
    "CMake": _row("CMake", "function macro=function", "option project=target target variable"),
    "Julia": _row("Julia", "function struct=class macro module=namespace type=class",
                  "constant=variable field"),
    "OCaml": _row("OCaml", "module=namespace type",
                  "Constructor=enumerator RecordField=field val=variable var=variable class "
                  "method=function Exception=class Function=function"),
    "Kconfig": _row("Kconfig", "config=option", "choice=option menu=namespace kconfig=option"),
}


@dataclass(frozen=True, slots=True)
class Oracle:
    """The second extractor of one language."""

    name: str
    #: Groups of ours that it can confirm, so that one it does not have counts against us.
    judged: frozenset[str]


def oracle_of(language: str) -> Oracle | None:
    """What our results for a language can be compared with on this machine."""
    row = by_name(language)
    if row is None or row.module == "text":
        # There is nothing to compare.
        return None
    if language in _PYTHON:
        return Oracle("ast", frozenset({"class", "function"}))
    theirs = _CTAGS.get(language)
    if theirs is None or not _ctags_version():
        return None
    return Oracle("universal-ctags", frozenset(
        group for group, required in theirs.kinds.values() if required) - theirs.unsure)


@cache
def _ctags_version() -> str:
    """First line of ``ctags --version``; empty when it is missing, another one, or without JSON."""
    try:
        said = _ctags(["--version"], "", 10.0)
    except (OSError, subprocess.SubprocessError):
        return ""
    first = said.partition("\n")[0]
    return first if first.startswith("Universal Ctags") and "+json" in said else ""


def _ctags(arguments: list[str], stdin: str, seconds: float) -> str:
    done = subprocess.run(
        ["ctags", *arguments], input=stdin.encode("utf-8", "surrogateescape"), timeout=seconds,
        capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace")


# --- Python ----------------------------------------------------------------------------------


def python_definitions(text: str) -> list[Definition] | None:
    """Classes and functions of a Python text, at any depth; None when Python cannot read it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
    return list(_python(tree))


def _python(tree: ast.Module) -> Iterator[Definition]:
    stack: list[ast.AST] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.ClassDef):
            yield Definition("class", node.name, node.lineno)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield Definition("function", node.name, node.lineno)
        stack += [child for child in ast.iter_child_nodes(node)
                  if isinstance(child, (ast.stmt, ast.ExceptHandler, ast.match_case))]


# --- universal-ctags -------------------------------------------------------------------------


def ctags_definitions(
    root: Path, paths: Iterable[str], language: str
) -> dict[str, list[Definition]]:
    """Definitions of files of one language, by path below ``root``; none for what ctags refuses."""
    row = _CTAGS[language]
    names = {f"{root}{os.sep}{path}": path for path in paths if "\n" not in path}
    arguments = [
        "--options=NONE", "--output-format=json", "--fields=+nK-P", "--sort=no", "--quiet=yes",
        f"--language-force={row.name}", *row.options, "-f", "-", "-L", "-"]
    try:
        said = _ctags(arguments, "\n".join(names) + "\n", _SECONDS)
    except (OSError, subprocess.SubprocessError):
        return {}
    found: dict[str, list[Definition]] = {path: [] for path in names.values()}
    local = _Local()
    for line in said.splitlines():
        tag = _tag(line)
        path = names.get(tag.get("path", ""))
        group, required = row.kinds.get(tag.get("kind", ""), ("", False))
        name = tag.get("name", "")
        if path is not None and group and not _is_invented(name, language):
            required = required and not local.holds(tag) and not _is_call(group, name, language)
            found[path].append(Definition(group, name, int(tag.get("line", 0)), required))
    return {path: _once(definitions) for path, definitions in found.items()}


class _Local:
    """What functions keep to themselves, which is nobody's to list: classes and their members."""

    def __init__(self) -> None:
        self._scopes: set[tuple[str, str]] = set()

    def holds(self, tag: dict[str, str]) -> bool:
        """Whether a tag stands in a function; tags of a file come in the order of its lines."""
        path, scope = tag.get("path", ""), tag.get("scope", "")
        inside = tag.get("scopeKind") in ("function", "method") or (path, scope) in self._scopes
        if inside:
            self._scopes.add((path, f"{scope}::{tag.get('name', '')}"))
        return inside


def _is_call(group: str, name: str, language: str) -> bool:
    """Whether a function of the C family is likely a macro's call, as its capitals say."""
    return group == "function" and language in _C_FAMILY and bool(_CAPITALS.fullmatch(name))


def _once(definitions: list[Definition]) -> list[Definition]:
    """Each definition once: ctags has ``a.f = function f() {}`` with its scope and without."""
    first: dict[tuple[str, str, int], Definition] = {}
    for each in definitions:
        first.setdefault((each.group, each.name, each.line), each)
    return list(first.values())


def _is_invented(name: str, language: str) -> bool:
    if language == "Objective-C" and _ATTRIBUTE_MACRO.fullmatch(name):
        # ctags calls a method by the attribute behind it.
        return True
    # Each option of a Kconfig file is there once more, as the C code calls it.
    return name.startswith(_INVENTED) or name in _TEST_MACROS or (
        language == "Kconfig" and name.startswith("CONFIG_"))


def _tag(line: str) -> dict[str, str]:
    try:
        tag = json.loads(line)
    except ValueError:
        return {}
    return tag if isinstance(tag, dict) else {}
