"""Maven projects (``pom.xml``): what a project is called, needs, is made of and is built with.

The place of an element, not its name alone, says what it means: a dependency of a plugin is not
one of the project, and an excluded artifact is none at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.languages import Source
from pipeline.languages.definitions import Definitions
from pipeline.languages.keys import value_signature
from pipeline.languages.prose import clip, file_comment
from pipeline.languages.tags import Tag, scan, words
from pipeline.model import Extraction, Import

#: As much of a text as may stand before its root.
_HEAD = 65_536
_ROOT = re.compile(r"<project\b[^<>]*maven\.apache\.org/POM|<modelVersion>")
_DEPTH_LIMIT = 64
_PREFIX = ("project", "profiles", "profile")
#: Elements that are told by a group, a name and a version.
_COORDINATES = ("parent", "dependency", "plugin", "extension", "exclusion")
_PARTS = ("groupId", "artifactId", "version", "scope")
_PLUGINS = (("build",), ("build", "pluginManagement"), ("reporting",))


def is_project(source: Source) -> bool:
    """Whether an XML text is a project of Maven."""
    is_named = source.name == "pom.xml" or source.name.endswith(".pom")
    return is_named or _ROOT.search(source.text, 0, _HEAD) is not None


def extract(source: Source) -> Extraction:
    """Properties, profiles, modules, dependencies and plugins; the project's own name."""
    project = _Project(source.text)
    for tag in scan(source.text):
        project.read(tag)
    own = project.texts
    return Extraction(
        doc=clip(own.get("description", "")) or file_comment(source),
        title=clip(own.get("artifactId") or own.get("name", "")),
        symbols=tuple(project.found.symbols),
        imports=tuple(project.found.imports),
        diagnostics=project.found.diagnostics(),
        method="scanner")


@dataclass(slots=True)
class _Project:
    text: str
    found: Definitions = field(default_factory=Definitions)
    #: Texts right below the root.
    texts: dict[str, str] = field(default_factory=dict)
    _open: list[Tag] = field(default_factory=list)
    #: Per open element, the listed symbol that it is in.
    _symbols: list[int] = field(default_factory=list)
    _profile: str = ""
    #: What the open elements with coordinates hold so far, the innermost last.
    _coordinates: list[dict[str, str]] = field(default_factory=lambda: [{}])

    def read(self, tag: Tag) -> None:
        if tag.opens:
            self._start(tag)
        if tag.closes:
            self._end(tag)

    def _start(self, tag: Tag) -> None:
        if len(self._open) >= _DEPTH_LIMIT:
            return
        symbol = self._symbols[-1] if self._symbols else -1
        self._open.append(tag)
        self._symbols.append(symbol)
        if tag.name in _COORDINATES:
            self._coordinates.append({})

    def _path(self) -> tuple[str, ...]:
        """Names of the open elements below the project or below one of its profiles."""
        names = tuple(tag.name for tag in self._open)
        return names[3:] if names[:3] == _PREFIX else names[1:]

    def _end(self, tag: Tag) -> None:
        names = [opened.name for opened in self._open]
        if tag.name not in names[-8:]:
            return
        while self._open[-1].name != tag.name:
            self._pop()
        opening, path = self._open[-1], self._path()
        in_profile = len(names) > len(path) + 1
        self._take(path, opening, tag, in_profile)
        self.found.close(self._symbols[-1], tag.end_line)
        self._pop()

    def _pop(self) -> None:
        if tuple(tag.name for tag in self._open) == _PREFIX:
            self._profile = ""
        if self._open.pop().name in _COORDINATES:
            self._coordinates.pop()
        self._symbols.pop()

    def _take(self, path: tuple[str, ...], opening: Tag, closing: Tag, in_profile: bool) -> None:
        """Read an element at its end."""
        text = words(self.text, opening.end, closing.start) if opening is not closing else ""
        if len(path) == 1 and not in_profile and text:
            self.texts.setdefault(path[0], text)
        if path == ("id",) and in_profile:
            self._start_profile(text)
        elif len(path) == 2 and path[0] == "properties":
            self.found.define("property", path[1], opening.line, end_line=closing.end_line,
                              parent=self._symbols[-1],
                              signature=value_signature(path[1], text))
        elif path in (("modules", "module"), ("subprojects", "subproject")):
            self._import(text, (), opening.line, "path")
        elif path[-2:-1] and path[-2] in _COORDINATES and path[-1] in _PARTS:
            self._coordinates[-1].setdefault(path[-1], text)
        else:
            self._use(path, opening.line)

    def _start_profile(self, name: str) -> None:
        profile = self._open[2]
        self._profile = name
        index = self.found.define("section", name, profile.line, end_line=self._open[-1].line,
                                  signature=" <profile>")
        self._symbols[2:] = [index] * len(self._symbols[2:])

    def _use(self, path: tuple[str, ...], line: int) -> None:
        """A dependency, a plugin or the parent, whose coordinates have all been read."""
        scope = self._coordinates[-1].get("scope", "")
        if path == ("dependencies", "dependency"):
            self._depend(line, scope)
        elif path == ("dependencyManagement", "dependencies", "dependency"):
            self._depend(line, ", ".join(filter(None, ("managed", scope))))
        elif path == ("parent",):
            self._depend(line, "parent")
        elif path[-2:] == ("plugins", "plugin") and path[:-2] in _PLUGINS:
            self._depend(line, "plugin")

    def _depend(self, line: int, scope: str) -> None:
        own = self._coordinates[-1]
        name = ":".join(filter(None, (own.get("groupId"), own.get("artifactId"))))
        version = own.get("version", "")
        if own.get("artifactId"):
            place = f"profile: {self._profile}" if self._profile else ""
            self._import(name, (version,) if version else (), line, "dependency",
                         ", ".join(filter(None, (scope, place))))

    def _import(
        self, module: str, names: tuple[str, ...], line: int, kind: str, scope: str = ""
    ) -> None:
        if module and len(self.found.imports) < 5_000:
            self.found.imports.append(Import(module, line, names, kind=kind, scope=scope))
