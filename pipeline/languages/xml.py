"""XML: the root, elements that have a name, and what well-known dialects declare.

An element is listed by its ``id`` or ``name``; its tag is its signature, and the named elements
around it qualify it. Build projects (targets, properties, items), schemas, style sheets and
property lists are read by the words of their dialect. A drawing has a title and a description.
Tags are read without expanding any entity.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.languages import Source, maven
from pipeline.languages.definitions import Definitions
from pipeline.languages.keys import value_signature
from pipeline.languages.prose import clip, file_comment
from pipeline.languages.tags import Tag, scan, words
from pipeline.model import Diagnostic, Extraction

#: Elements listed of one file; a document with more of them is a table of its own kind.
LIMIT = 1_000
#: Open elements searched for the one that a tag closes.
_LOOK_BACK = 32
_DEPTH_LIMIT = 256
_LONGEST_NAME = 120

_NAMES = ("id", "Id", "ID", "name", "Name", "android:name", "android:id", "x:Name", "xml:id",
          "x:Key", "key")  # fmt: skip
_DECLARATION = re.compile(r"<!(ELEMENT|ENTITY|NOTATION)\s+(%\s+)?([\w:.-]+)([^<>]*)>")
#: A file as items name it: with an ending or in a folder, no pattern, no bare variable.
_PATH = re.compile(r"(?!\$\([^()]*\)$)[^*%@<>|?:]*[./][^*%@<>|?:]*")
#: As much of a text as may stand before its root.
_HEAD = 65_536
_DOCTYPE = re.compile(r"<!DOCTYPE[^<>\[]*+(?:\[[^\]]*+\])?[ \t]*>", re.IGNORECASE)
_WORDLIKE = re.compile(r"\w")
_COMMENT = re.compile(r"<!--(?:(?!-->)[\s\S])*+(?:-->|\Z)")


def extract(source: Source) -> Extraction:
    """The elements that a document names, its title and description, what it refers to."""
    if maven.is_project(source):
        return maven.extract(source)
    reader = _Reader(source.text)
    reader.run()
    if source.name.lower().endswith((".dtd", ".ent", ".mod")):
        _declarations(source.text, reader.found)
    # A program that draws signs its work in a comment.
    comment = "" if reader.is_drawing else _comment(source)
    return Extraction(
        doc=comment or clip(reader.doc),
        title=clip(reader.title),
        symbols=tuple(reader.found.symbols),
        imports=tuple(reader.found.imports),
        diagnostics=(*reader.found.diagnostics(), *reader.damage),
        method="scanner",
    )


def _comment(source: Source) -> str:
    """The comment before the root, whether it stands above or below the document type."""
    text = _DOCTYPE.sub("", source.text[:_HEAD], count=1)
    return file_comment(Source(text, source.name, source.language))


def _declarations(text: str, found: Definitions) -> None:
    """What a document type declares; comments hold examples of it."""
    text = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    line, counted = 1, 0
    for match in _DECLARATION.finditer(text):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        kind = {"ELEMENT": "element", "ENTITY": "macro"}.get(match[1], "type")
        found.define(kind, match[3], line, end_line=line + match[0].count("\n"),
                     signature=" " + " ".join(match[4].split()))


@dataclass(slots=True)
class _Open:
    """An element whose end has not been read."""

    tag: Tag
    #: Its symbol, or that of the nearest listed element around it.
    symbol: int
    is_listed: bool


@dataclass(slots=True)
class _Reader:
    text: str
    found: Definitions = field(default_factory=lambda: Definitions("/", LIMIT))
    title: str = ""
    doc: str = ""
    is_drawing: bool = False
    damage: tuple[Diagnostic, ...] = ()
    _open: list[_Open] = field(default_factory=list)
    _dialect: Callable[[_Reader, Tag], tuple[str, str, str] | None] | None = None
    #: Text of the last ``<key>`` of a property list.
    _key: str = ""

    def run(self) -> None:
        for tag in scan(self.text):
            if tag.opens:
                self._start(tag)
            elif self._open:
                self._end(tag)
            else:
                self._note(f"</{tag.name}> closes nothing", tag.line)
        last = self.text.rstrip("\n").count("\n") + 1
        for element in self._open:
            self._note(f"<{element.tag.name}> is not closed", element.tag.line)
            if element.is_listed:
                self.found.close(element.symbol, last)

    def _note(self, message: str, line: int) -> None:
        self.damage = self.damage or (Diagnostic("syntax-error", message, line),)

    # Elements

    def _start(self, tag: Tag) -> None:
        outer = self._open[-1].symbol if self._open else -1
        symbol = self._list(tag, outer) if len(self._open) < _DEPTH_LIMIT else -1
        if not tag.closes:
            is_listed = symbol >= 0
            self._open.append(_Open(tag, symbol if is_listed else outer, is_listed))

    def _list(self, tag: Tag, outer: int) -> int:
        if not self._open and not self.found.symbols:
            return self._root(tag)
        shown = self._dialect(self, tag) if self._dialect else None
        if shown is None:
            return -1
        kind, name, signature = shown
        if not _WORDLIKE.search(name) or len(name) > _LONGEST_NAME:
            return -1
        # The root holds everything and says nothing more of where a thing is.
        qualname = name if outer <= 0 else ""
        return self.found.define(kind, name, tag.line, parent=outer, end_line=tag.end_line,
                                 qualname=qualname, signature=signature)

    def _root(self, tag: Tag) -> int:
        local = tag.name.rpartition(":")[2]
        self._dialect = _DIALECTS.get(local, _named)
        if local == "svg":
            self.is_drawing = True
            return -1
        return self.found.define("element", tag.name, tag.line, end_line=tag.end_line)

    def _end(self, tag: Tag) -> None:
        if self._open[-1].tag.name != tag.name:
            names = [element.tag.name for element in self._open[-_LOOK_BACK:]]
            self._note(f"</{tag.name}> closes <{names[-1]}>", tag.line)
            if tag.name not in names:
                return
            while self._open[-1].tag.name != tag.name:
                self._close(tag)
        self._close(tag)

    def _close(self, tag: Tag) -> None:
        element = self._open.pop()
        if element.is_listed:
            self.found.close(element.symbol, tag.end_line)
        if not self._open or self._open[-1].tag.closes:
            return
        if len(self._open) <= (1 if self.is_drawing else 3):
            self._describe(element.tag, tag)
        elif element.tag.name.endswith(":documentation") and not self.doc:
            self.doc = words(self.text, element.tag.end, tag.start)

    def _describe(self, opening: Tag, closing: Tag) -> None:
        """Title and description that a document gives itself near its top."""
        local = opening.name.rpartition(":")[2]
        if local in _TITLES and not self.title and self.around("svg", "Project", "metadata", "TS",
                                                               "rss", "channel", "feed", "book"):
            self.title = words(self.text, opening.end, closing.start)
        elif local in ("desc", "description", "summary", "documentation") and not self.doc:
            self.doc = words(self.text, opening.end, closing.start)

    def around(self, *names: str) -> bool:
        """Whether the innermost open element has one of these names."""
        return bool(self._open) and self._open[-1].tag.name.rpartition(":")[2] in names

    def content(self, tag: Tag) -> str:
        """The text right behind an opening tag, up to the next tag."""
        if tag.closes:
            return ""
        end = self.text.find("<", tag.end, tag.end + 500)
        return " ".join(self.text[tag.end : end].split()) if end >= 0 else ""

    # Dialects: what a tag declares, as (kind, name, signature)

    def property_list(self, tag: Tag) -> tuple[str, str, str] | None:
        """Keys of the outer dictionary, with what they stand for."""
        if tag.name == "key" and len(self._open) == 2:
            name = self.content(tag)
            close = self.text.find("</key>", tag.end, tag.end + 500)
            value = re.compile(r"\s*<(string|integer|real)>([^<]*)<|\s*<(true|false)\s*/>").match(
                self.text, close + 6) if close >= 0 else None
            shown = (value[2] or value[3] or "") if value else ""
            return "key", name, value_signature(name, shown)
        return None

    def project(self, tag: Tag) -> tuple[str, str, str] | None:
        """A build project: targets, properties, items by what they refer to."""
        include = tag.attribute("Include", "Update")
        if tag.name == "Import":
            imported = tag.attribute("Project").replace("\\", "/")
            self.found.add_import(imported, tag.line, kind="include")
        elif tag.name in ("PackageReference", "Reference", "PackageVersion") and include:
            version = tag.attribute("Version")
            self.found.add_import(include.split(",")[0], tag.line, (version,) if version else (),
                                  kind="dependency")
        elif include and self.around("ItemGroup") and tag.name not in _NO_PATHS:
            self._items(include, tag.line)
        elif tag.name == "Target":
            after = tag.attribute("DependsOnTargets")
            return "target", tag.attribute("Name"), f": {after}" if after else ""
        elif tag.name in ("UsingTask",):
            return "element", tag.attribute("TaskName"), " <UsingTask>"
        elif self.around("PropertyGroup"):
            value = self.content(tag)
            return "property", tag.name, value_signature(tag.name, value)
        return None

    def ant(self, tag: Tag) -> tuple[str, str, str] | None:
        """A build file of Ant: targets, properties, files that it takes in."""
        name = tag.attribute("name")
        if tag.name in ("target", "extension-point"):
            after = tag.attribute("depends")
            return "target", name, f": {after}" if after else ""
        if tag.name == "property" and name:
            value = tag.attribute("value", "location")
            return "property", name, value_signature(name, value)
        if tag.name in ("macrodef", "presetdef"):
            return "macro", name, ""
        if tag.name in ("import", "include") and tag.attribute("file"):
            self.found.add_import(tag.attribute("file"), tag.line, kind="include")
        return None

    def _items(self, include: str, line: int) -> None:
        for item in include.split(";"):
            path = item.strip().replace("\\", "/")
            if _PATH.fullmatch(path):
                self.found.add_import(path, line, kind="path")

    def schema(self, tag: Tag) -> tuple[str, str, str] | None:
        """An XML schema: named elements, types, groups and attributes."""
        local = tag.name.rpartition(":")[2]
        if local in ("import", "include", "redefine"):
            self.found.add_import(tag.attribute("schemaLocation"), tag.line, kind="include")
            return None
        kind = {"element": "element", "complexType": "type", "simpleType": "type",
                "attribute": "attribute", "group": "type", "attributeGroup": "type"}.get(local)
        if kind is None:
            return None
        written = tag.attribute("type")
        return kind, tag.attribute("name"), f": {written}" if written else f" <{local}>"

    def style_sheet(self, tag: Tag) -> tuple[str, str, str] | None:
        """An XSL style sheet: templates by name or by what they match, parameters, variables."""
        prefix, _, local = tag.name.rpartition(":")
        if prefix != "xsl":
            return None
        if local in ("import", "include"):
            self.found.add_import(tag.attribute("href"), tag.line, kind="include")
        elif local == "template":
            match, mode = tag.attribute("match"), tag.attribute("mode")
            name = tag.attribute("name")
            shown = f" match={match}" if match and name else ""
            shown += f" mode={mode}" if mode else ""
            return "function" if name else "rule", name or match, shown
        elif local in ("variable", "param") and len(self._open) == 1:
            value = tag.attribute("select")
            return "variable", tag.attribute("name"), f"= {value}" if value else ""
        elif local in ("key", "attribute-set", "function") and len(self._open) == 1:
            return "element", tag.attribute("name"), f" <{tag.name}>"
        return None

    def nothing(self, tag: Tag) -> tuple[str, str, str] | None:
        """A drawing or a file of a tool, whose ids nobody reads."""
        return None

    def interface(self, tag: Tag) -> tuple[str, str, str] | None:
        """A user interface: widgets, not what is set of them."""
        name = tag.attribute("id", "name")
        if tag.name not in ("widget", "object", "template", "menu") or not name:
            return None
        return "element", name, f" <{tag.attribute('class') or tag.name}>"

    def package(self, tag: Tag) -> tuple[str, str, str] | None:
        """A NuGet specification: what it depends on."""
        if tag.name == "dependency":
            version = tag.attribute("version")
            self.found.add_import(tag.attribute("id"), tag.line, (version,) if version else (),
                                  kind="dependency")
        elif tag.name == "file" and tag.attribute("src"):
            self._items(tag.attribute("src"), tag.line)
        return None


#: Items of a build project that are no files.
_NO_PATHS = ("ProjectConfiguration", "Filter", "ProjectCapability", "Using")
_TITLES = ("title", "id", "name", "AssemblyTitle")


def _named(reader: _Reader, tag: Tag) -> tuple[str, str, str] | None:
    """Any dialect: an element that has a name; ``FooRef`` is named after what it refers to."""
    if tag.name.endswith("Ref"):
        return None
    values = tag.values()
    name = next((values[key] for key in _NAMES if values.get(key)), "")
    for key in ("href", "src", "schemaLocation", "file", "File", "SourceFile", "Source"):
        if key in values and tag.name.lower().rpartition(":")[2] in ("include", "import", "link"):
            reader.found.add_import(values[key], tag.line, kind="include")
    return ("element", name.removeprefix("@+id/"), f" <{tag.name}>") if name else None


_DIALECTS: dict[str, Callable[[_Reader, Tag], tuple[str, str, str] | None]] = {
    "Project": _Reader.project,
    "project": _Reader.ant,
    "plist": _Reader.property_list,
    "schema": _Reader.schema,
    "stylesheet": _Reader.style_sheet,
    "transform": _Reader.style_sheet,
    "svg": _Reader.nothing,
    "document": _Reader.nothing,
    "Scheme": _Reader.nothing,
    "package": _Reader.package,
    "glade-interface": _Reader.interface,
    "interface": _Reader.interface,
    "ui": _Reader.interface,
}
