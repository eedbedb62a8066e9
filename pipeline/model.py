"""The records that the stages hand to one another.

Everything that is persisted is a frozen ``msgspec.Struct`` that refuses unknown fields: an entry
written by another version fails to decode and counts as a cache miss, never as wrong data.
No floats, clocks or absolute paths are stored, so the same source gives the same bytes anywhere.

Lines are 1-based and inclusive. ``path`` always means a *key* as :mod:`pipeline.paths` defines it:
relative to the source root, ``/``-separated, no lone surrogates.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

#: Raise when any record below changes shape or meaning: every cached summary is then a miss.
SCHEMA = 6


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of all persisted records."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A source file as the scan found it."""

    path: str
    signature: bytes
    digest: bytes
    size: int
    language: str
    flags: int


class Symbol(Record, frozen=True):
    """One thing a file defines: a class, a function, a heading, a configuration key …"""

    #: One of :data:`KINDS`.
    kind: str
    #: The bare name as written (``forward``).
    name: str
    #: The name with its enclosing names (``Linear.forward``), joined as the language joins them.
    qualname: str
    line: int
    end_line: int
    #: Index of the enclosing symbol in ``Summary.symbols``; -1 at top level.
    parent: int = -1
    #: What follows the name, on one line: ``(self, x: int = 0) -> int``, or ``= 3`` for a constant.
    signature: str = ""
    #: Cleaned documentation text (docstring, doc comment); empty when there is none.
    doc: str = ""
    bases: tuple[str, ...] = ()
    #: Decorators or attributes as written, without the leading ``@``.
    decorators: tuple[str, ...] = ()
    #: Words such as ``async``, ``abstract``, ``static``, ``nested``; visibility where the language
    #: states it (``public``, ``private``, ``exported`` …); ``test`` for a function that is one.
    modifiers: tuple[str, ...] = ()


class Import(Record, frozen=True):
    """One import, include or link as written; resolving it is the link stage's work."""

    #: Module or path as written; empty for ``from . import x``.
    module: str
    line: int
    #: Names taken from the module (``from m import a, b``); ``("*",)`` for a star import.
    names: tuple[str, ...] = ()
    #: Leading dots of a Python relative import.
    level: int = 0
    #: One of :data:`IMPORT_KINDS`.
    kind: str = "import"
    #: Where it stands when not at top level: ``type checking``, ``try``, ``function``, ``if``; the
    #: group of a manifest's dependency.
    scope: str = ""
    #: What is called otherwise here: (name here, name there); the module itself is there ``""``.
    aliases: tuple[tuple[str, str], ...] = ()


class Route(Record, frozen=True):
    """Where a configuration says that what other files write is to be looked for."""

    #: ``extends``, ``base`` or ``paths`` of a compiler's configuration; ``entry`` or
    #: ``workspaces`` of a package; ``quoted`` or ``include`` of a compilation database.
    kind: str
    #: What is written; at most one ``*`` stands for any text.
    pattern: str
    #: Where that is, as written, best first; a ``*`` stands for the text found.
    targets: tuple[str, ...]


class Diagnostic(Record, frozen=True):
    """Something about a source file that its reader must know: bad source is data, not an error."""

    #: Stable kebab-case identifier (``syntax-error``, ``encoding``, ``oversize`` …).
    code: str
    message: str
    line: int = 0


class Todo(Record, frozen=True):
    """A note in a comment that something is left to do."""

    #: ``TODO``, ``FIXME``, ``XXX`` or ``HACK``.
    word: str
    text: str
    line: int


class Finding(Record, frozen=True):
    """Something that an analysis found in the code; what it means is said by its rule."""

    #: Id of a rule in :mod:`pipeline.catalogue`.
    rule: str
    line: int
    #: What it was found in or is about, as written in the code: ``Linear.forward``, ``eval(x)``.
    name: str = ""
    #: What else is to be said of this one, a phrase of plain text: ``cyclomatic complexity 34``.
    detail: str = ""


class ShortTest(Record, frozen=True):
    """A test that is short enough to be quoted, and the imported names that it calls."""

    #: Qualified name.
    name: str
    text: str
    #: As written there: ``add``, ``shop.cart.Cart``.
    calls: tuple[str, ...]


class LineCounts(Record, frozen=True):
    """Physical lines by kind; ``code + comment + blank`` is the number of lines."""

    code: int
    comment: int
    blank: int

    @property
    def total(self) -> int:
        return self.code + self.comment + self.blank


class Extraction(Record, frozen=True):
    """What a language module finds in one source text."""

    #: The file's own documentation (module docstring, leading comment, first paragraph), cleaned.
    doc: str = ""
    #: The title the file gives itself (a document's title, a workflow's ``name``).
    title: str = ""
    symbols: tuple[Symbol, ...] = ()
    imports: tuple[Import, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    #: How the file, or what it declares, can be started: ``if __name__ == "__main__"``,
    #: ``shebang``, ``main``, or a declared program (``script sourcebook = pipeline.main:main``).
    entry_points: tuple[str, ...] = ()
    #: How what other files write is to be looked for; see :mod:`pipeline.languages.routes`.
    routes: tuple[Route, ...] = ()
    #: How the outline came about when not by a full grammar: ``scanner`` for a tolerant scanner.
    method: str = ""


class Summary(Record, frozen=True):
    """All that is known of one file from its bytes alone."""

    language: str
    encoding: str
    lines: LineCounts
    extraction: Extraction
    #: Marked by its own header as made by a program ("DO NOT EDIT", "@generated"), or minified.
    generated: bool = False
    todos: tuple[Todo, ...] = ()
    findings: tuple[Finding, ...] = ()
    short_tests: tuple[ShortTest, ...] = ()
    #: Whether something in its text has to be masked, or nobody knows.
    masked: bool = False


#: Kinds that only hold others together: what they hold counts as being at the top.
HOLDERS = ("namespace", "package", "module")


def at_top(symbols: tuple[Symbol, ...]) -> list[bool]:
    """Whether each symbol stands at the top of its file, or in nothing but namespaces."""
    found: list[bool] = []
    for symbol in symbols:
        parent = symbol.parent
        found.append(parent < 0 or (found[parent] and symbols[parent].kind in HOLDERS))
    return found


#: How one file refers to another, or to something outside the tree.
IMPORT_KINDS = (
    "import",  # a module, package or crate
    "include",  # a text: ``#include "…"``; the angle form keeps its brackets in ``module``
    "link",  # a reference in prose
    "dependency",  # a package that a manifest asks for; ``names`` holds the version wanted
    "path",  # a file or folder that a build file, script or workflow names
    "label",  # a target of a build system: ``//pkg:name``
    "action",  # a reusable workflow step
)

#: kind -> (singular heading, plural heading), in the order pages list them.
KINDS: dict[str, tuple[str, str]] = {
    "package": ("Package", "Packages"),
    "module": ("Module", "Modules"),
    "namespace": ("Namespace", "Namespaces"),
    "class": ("Class", "Classes"),
    "struct": ("Struct", "Structs"),
    "union": ("Union", "Unions"),
    "record": ("Record", "Records"),
    "object": ("Object", "Objects"),
    "interface": ("Interface", "Interfaces"),
    "trait": ("Trait", "Traits"),
    "protocol": ("Protocol", "Protocols"),
    "mixin": ("Mixin", "Mixins"),
    "concept": ("Concept", "Concepts"),
    "extension": ("Extension", "Extensions"),
    "enum": ("Enum", "Enums"),
    "annotation": ("Annotation Type", "Annotation Types"),
    "type": ("Type", "Types"),
    "message": ("Message", "Messages"),
    "service": ("Service", "Services"),
    "function": ("Function", "Functions"),
    "constructor": ("Constructor", "Constructors"),
    "method": ("Method", "Methods"),
    "procedure": ("Procedure", "Procedures"),
    "operation": ("Operation", "Operations"),
    "test": ("Test", "Tests"),
    "binding": ("Binding", "Bindings"),
    "property": ("Property", "Properties"),
    "macro": ("Macro", "Macros"),
    "alias": ("Alias", "Aliases"),
    "constant": ("Constant", "Constants"),
    "enumerator": ("Enumerator", "Enumerators"),
    "variable": ("Variable", "Variables"),
    "field": ("Field", "Fields"),
    "attribute": ("Attribute", "Attributes"),
    "event": ("Event", "Events"),
    "table": ("Table", "Tables"),
    "view": ("View", "Views"),
    "index": ("Index", "Indexes"),
    "trigger": ("Trigger", "Triggers"),
    "column": ("Column", "Columns"),
    "target": ("Target", "Targets"),
    "rule": ("Rule", "Rules"),
    "option": ("Option", "Options"),
    "stage": ("Stage", "Stages"),
    "job": ("Job", "Jobs"),
    "step": ("Step", "Steps"),
    "resource": ("Resource", "Resources"),
    "node": ("Node", "Nodes"),
    "block": ("Block", "Blocks"),
    "element": ("Element", "Elements"),
    "selector": ("Selector", "Selectors"),
    "section": ("Section", "Sections"),
    "key": ("Key", "Keys"),
    "heading": ("Heading", "Headings"),
    "label": ("Label", "Labels"),
}
