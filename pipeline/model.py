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
SCHEMA = 1


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
    #: Words such as ``async``, ``abstract``, ``static``, ``property``, ``nested``.
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
    #: ``import``, ``include`` or ``link`` (a reference in prose).
    kind: str = "import"
    #: Where it stands when not at top level: ``type checking``, ``try``, ``function``, ``if``.
    scope: str = ""


class Diagnostic(Record, frozen=True):
    """Something about a source file that its reader must know: bad source is data, not an error."""

    #: Stable kebab-case identifier (``syntax-error``, ``encoding``, ``oversize`` …).
    code: str
    message: str
    line: int = 0


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
    #: How the file can be started: ``if __name__ == "__main__"``, ``shebang``.
    entry_points: tuple[str, ...] = ()


class Summary(Record, frozen=True):
    """All that is known of one file from its bytes alone."""

    language: str
    encoding: str
    lines: LineCounts
    extraction: Extraction
    #: Marked by its own header as made by a program ("DO NOT EDIT", "@generated").
    generated: bool = False


#: kind -> (singular heading, plural heading), in the order pages list them.
KINDS: dict[str, tuple[str, str]] = {
    "class": ("Class", "Classes"),
    "struct": ("Struct", "Structs"),
    "union": ("Union", "Unions"),
    "interface": ("Interface", "Interfaces"),
    "enum": ("Enum", "Enums"),
    "type": ("Type", "Types"),
    "namespace": ("Namespace", "Namespaces"),
    "function": ("Function", "Functions"),
    "method": ("Method", "Methods"),
    "property": ("Property", "Properties"),
    "macro": ("Macro", "Macros"),
    "constant": ("Constant", "Constants"),
    "variable": ("Variable", "Variables"),
    "attribute": ("Attribute", "Attributes"),
    "target": ("Target", "Targets"),
    "job": ("Job", "Jobs"),
    "section": ("Section", "Sections"),
    "key": ("Key", "Keys"),
    "heading": ("Heading", "Headings"),
    "label": ("Label", "Labels"),
}
