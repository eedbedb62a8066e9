"""Offers: the names under which a file can be found by other files' references.

=====================  ==============================================================
name                   offered by
=====================  ==============================================================
``stem``               a Python module; a package is called as its folder
``h:NAME``             a file that C and its relatives include, by its base name
``jvm:PACKAGE.NAME``   a type or function at the top of a Java, Kotlin or Scala file
``jvm-in:PACKAGE``     a file of that package
``go:MODULE``          a ``go.mod``
``npm:NAME``           a ``package.json``
``crate:NAME``         a ``Cargo.toml``
``needs:ECO:NAME``     a manifest that declares the dependency (``py``, ``npm``, ``crate``, ``go``)
=====================  ==============================================================

The first two come from the path alone, the others from the summary.
"""

from __future__ import annotations

import re

from pipeline.model import Extraction
from pipeline.paths import folder_of, name_of

#: Endings of files that are modules to Python, best first when several could be meant.
MODULE_ENDINGS = (".py", ".pyi", ".pyx")
_INCLUDED = (
    ".h", ".hh", ".hpp", ".hxx", ".h++", ".cuh", ".inl", ".inc", ".ipp", ".tpp", ".tcc", ".def",
    ".c", ".cc", ".cpp", ".cxx", ".cu", ".hip", ".m", ".mm", ".s", ".pxi", ".dtsi", ".dts", ".td",
    ".metal", ".glsl", ".cl", ".proto", ".tbl",
)
_JVM = ("Java", "Kotlin", "Scala", "Groovy")
_TOP_KINDS = ("class", "interface", "enum", "record", "object", "trait", "annotation", "type",
              "function")
_PYTHON_MANIFESTS = ("pyproject.toml", "setup.cfg", "Pipfile", "environment.yml",
                     "environment.yaml")
_SEPARATORS = re.compile(r"[-_.]+")


def module_stems(path: str) -> list[str]:
    """Module names (one component) by which Python may import a file."""
    name = name_of(path)
    for ending in MODULE_ENDINGS:
        if name.endswith(ending):
            stem = name[: -len(ending)]
            return [name_of(folder_of(path))] if stem == "__init__" else [stem]
    return []


def by_path(path: str) -> list[str]:
    """Names that a file offers whatever it holds."""
    name = name_of(path)
    included = [f"h:{name}"] if name.lower().endswith(_INCLUDED) else []
    return module_stems(path) + included


def by_content(name: str, language: str, extraction: Extraction) -> tuple[str, ...]:
    """Names that a file (of that base name) offers by what it declares, sorted."""
    if language in _JVM:
        found = _jvm(extraction)
    elif ecosystem := ecosystem_of(name):
        found = _manifest(name, ecosystem, extraction)
    else:
        return ()
    return tuple(sorted(found))


def ecosystem_of(name: str) -> str:
    """The package ecosystem whose manifest a file name is; empty for other files."""
    if name in _PYTHON_MANIFESTS or (
            name.endswith((".txt", ".in")) and ("requirements" in name or "constraints" in name)):
        return "py"
    return {"package.json": "npm", "Cargo.toml": "crate", "go.mod": "go"}.get(name, "")


def canonical(ecosystem: str, name: str) -> str:
    """A dependency's name as it is compared: Python and Rust take ``-`` and ``_`` for the same."""
    if ecosystem in ("py", "crate"):
        return _SEPARATORS.sub("-", name).lower()
    return name


def _jvm(extraction: Extraction) -> set[str]:
    package = next((s.name for s in extraction.symbols if s.kind == "package"), "")
    prefix = f"{package}." if package else ""
    found = {f"jvm:{prefix}{s.name}" for s in extraction.symbols
             if s.kind in _TOP_KINDS
             and (s.parent < 0 or extraction.symbols[s.parent].kind == "package")}
    return found | {f"jvm-in:{package}"} if package else found


def _manifest(name: str, ecosystem: str, extraction: Extraction) -> set[str]:
    found = {
        f"needs:{ecosystem}:{canonical(ecosystem, item.module)}"
        for item in extraction.imports if item.kind == "dependency"
    }
    own = extraction.title
    if own and ecosystem != "py":
        found.add(f"{ecosystem}:{canonical(ecosystem, own)}")
    return found
