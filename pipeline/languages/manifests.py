"""Package manifests: what a package needs and what it lets one start, from its parsed manifest.

The readers of TOML, JSON and INI list keys and lines; this module knows what the keys of the
manifests of Python, Rust and Node mean. A value's place is looked for among the lines of its key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pipeline.languages.packages import requirement
from pipeline.model import Import, Symbol

_MOST = 5_000


class Manifest:
    """Imports and entry points, filled by the reader of one format."""

    def __init__(self, text: str, symbols: tuple[Symbol, ...]) -> None:
        self.imports: list[Import] = []
        self.entry_points: list[str] = []
        self._lines = text.split("\n")
        self._spans: dict[str, tuple[int, int]] = {}
        for symbol in symbols:
            self._spans.setdefault(symbol.qualname, (symbol.line, symbol.end_line))
        #: Where to go on looking in a key's lines, so that all look-ups together are linear.
        self._next: dict[str, int] = {}

    def line(self, key: str, value: str = "") -> int:
        """Line of a value below a key, or of the key, or of the nearest key around it."""
        while key not in self._spans and "." in key:
            key = key.rpartition(".")[0]
        first, last = self._spans.get(key, (1, 1))
        for number in range(self._next.get(key, first), last + 1) if value else ():
            if value in self._lines[number - 1]:
                self._next[key] = number
                return number
        return first

    def depend(self, name: str, names: tuple[str, ...], line: int, scope: str = "") -> None:
        if name and len(self.imports) < _MOST:
            self.imports.append(Import(name, line, names, kind="dependency", scope=scope))

    def path(self, path: str, line: int) -> None:
        if path and len(self.imports) < _MOST:
            self.imports.append(Import(path, line, kind="path"))

    def requirements(self, key: str, wanted: object, scope: str = "") -> None:
        """Requirements of Python packages in a list."""
        for text in wanted if isinstance(wanted, list) else ():
            found = requirement(text) if isinstance(text, str) else None
            if found is not None:
                self.depend(found.name, found.names, self.line(key, text), scope)

    def versions(self, key: str, wanted: object, scope: str = "") -> None:
        """A table of names with versions, or with tables that tell where to get it."""
        for name, value in _table(wanted).items():
            version = value if isinstance(value, str) else _source(_table(value))
            names = (version,) if version and version != "*" else ()
            self.depend(name, names, self.line(f"{key}.{name}"), scope)

    def scripts(self, table: object, word: str = "script") -> None:
        for name, value in _table(table).items():
            if isinstance(value, str):
                self.entry_points.append(f"{word} {name} = {value}")


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _source(table: Mapping[str, Any]) -> str:
    """The version, or the place, that a table of one dependency gives."""
    found = (table.get(key) for key in ("version", "git", "path", "url"))
    return next((value for value in found if isinstance(value, str)), "")


def from_toml(name: str, data: Mapping[str, Any], manifest: Manifest) -> None:
    """Read a parsed TOML file, if its name is that of a manifest."""
    reader = _TOML.get(name)
    if reader is not None:
        reader(data, manifest)


def _pyproject(data: Mapping[str, Any], manifest: Manifest) -> None:
    project, poetry = _table(data.get("project")), _table(_table(data.get("tool")).get("poetry"))
    manifest.requirements(
        "build-system.requires", _table(data.get("build-system")).get("requires"), "build")
    manifest.requirements("project.dependencies", project.get("dependencies"))
    for group, wanted in _table(project.get("optional-dependencies")).items():
        manifest.requirements(
            f"project.optional-dependencies.{group}", wanted, f"optional: {group}")
    for group, wanted in _table(data.get("dependency-groups")).items():
        manifest.requirements(f"dependency-groups.{group}", wanted, f"group: {group}")
    manifest.scripts(project.get("scripts"))
    manifest.scripts(project.get("gui-scripts"))
    for group, table in _table(project.get("entry-points")).items():
        manifest.scripts(table, group)
    _poetry(poetry, manifest)


def _poetry(poetry: Mapping[str, Any], manifest: Manifest) -> None:
    wanted = {k: v for k, v in _table(poetry.get("dependencies")).items() if k != "python"}
    manifest.versions("tool.poetry.dependencies", wanted)
    manifest.versions("tool.poetry.dev-dependencies", poetry.get("dev-dependencies"), "dev")
    for group, table in _table(poetry.get("group")).items():
        manifest.versions(f"tool.poetry.group.{group}.dependencies",
                          _table(table).get("dependencies"), f"group: {group}")
    manifest.scripts(poetry.get("scripts"))


def _cargo(data: Mapping[str, Any], manifest: Manifest) -> None:
    for prefix, scope, table in _cargo_tables(data):
        manifest.versions(f"{prefix}dependencies", table.get("dependencies"), scope)
        for kind in ("dev", "build"):
            manifest.versions(f"{prefix}{kind}-dependencies", table.get(f"{kind}-dependencies"),
                              ", ".join(filter(None, (kind, scope))))
    members = _table(data.get("workspace")).get("members")
    for member in members if isinstance(members, list) else ():
        if isinstance(member, str):
            manifest.path(member, manifest.line("workspace.members", member))
    programs = data.get("bin")
    for program in map(_table, programs if isinstance(programs, list) else ()):
        if isinstance(program.get("name"), str):
            path = program.get("path")
            place = f" = {path}" if isinstance(path, str) else ""
            manifest.entry_points.append(f"program {program['name']}{place}")


def _cargo_tables(data: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """(prefix of the key, condition, table) of all tables that may hold dependencies."""
    yield "", "", data
    yield "workspace.", "workspace", _table(data.get("workspace"))
    for condition, table in _table(data.get("target")).items():
        yield f"target.{condition}.", f"target: {condition}", _table(table)


def _pipfile(data: Mapping[str, Any], manifest: Manifest) -> None:
    manifest.versions("packages", data.get("packages"))
    manifest.versions("dev-packages", data.get("dev-packages"), "dev")


_TOML: dict[str, Callable[[Mapping[str, Any], Manifest], None]] = {
    "pyproject.toml": _pyproject,
    "Cargo.toml": _cargo,
    "Pipfile": _pipfile,
}

_NODE_SCOPES = {
    "dependencies": "", "devDependencies": "dev", "peerDependencies": "peer",
    "optionalDependencies": "optional",
}
_COMPOSER_SCOPES = {"require": "", "require-dev": "dev"}


def from_json(name: str, data: object, manifest: Manifest) -> None:
    """Read the manifest of a Node or PHP package."""
    scopes = {"package.json": _NODE_SCOPES, "composer.json": _COMPOSER_SCOPES}.get(name, {})
    table = _table(data)
    for key, scope in scopes.items():
        manifest.versions(key, table.get(key), scope)
    if name == "package.json":
        programs = table.get("bin")
        own = table.get("name")
        if isinstance(programs, str) and isinstance(own, str):
            programs = {own.rpartition("/")[2]: programs}
        manifest.scripts(programs)


#: Key of ``setup.cfg`` -> group; a section of extras has the group in its key.
_SETUP = {
    "options.install_requires": "", "options.setup_requires": "build",
    "options.tests_require": "test",
}
_EXTRAS = "options.extras_require."
_PROGRAMS = re.compile(r"options\.entry_points\.(console_scripts|gui_scripts)")


def from_setup_cfg(symbols: tuple[Symbol, ...], text: str, manifest: Manifest) -> None:
    """Read the keys of ``setup.cfg`` that hold lists, from their lines."""
    lines = text.split("\n")
    for symbol in symbols:
        name = symbol.qualname
        scope = _SETUP.get(name)
        if name.startswith(_EXTRAS):
            scope = f"optional: {symbol.name}"
        is_program = _PROGRAMS.fullmatch(name)
        if scope is None and not is_program:
            continue
        for number in range(symbol.line, symbol.end_line + 1):
            line = lines[number - 1]
            item = (line.partition("=")[2] if number == symbol.line else line).strip()
            found = requirement(item) if item and not is_program else None
            if found is not None and scope is not None:
                manifest.depend(found.name, found.names, number, scope)
            elif is_program and re.match(r"[\w.-]+\s*=\s*\w", item):
                manifest.entry_points.append(f"script {' '.join(item.split())}")


def from_gitmodules(symbols: tuple[Symbol, ...], text: str, manifest: Manifest) -> None:
    """A submodule is a dependency on its repository, at a path."""
    lines = text.split("\n")
    for symbol in symbols:
        value = lines[symbol.line - 1].partition("=")[2].strip()
        if symbol.parent >= 0 and symbol.name == "url":
            manifest.depend(value, (), symbol.line, "submodule")
        elif symbol.parent >= 0 and symbol.name == "path":
            manifest.path(value, symbol.line)
