"""Python: patterns that a class shows by its decorators and bases."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.analysis.subject import Subject
from pipeline.model import Finding

_DATA_CLASSES = frozenset(("dataclass", "define", "frozen", "attrs", "s"))


def find(subject: Subject) -> Iterator[Finding]:
    """Patterns of the classes that the file defines."""
    for symbol in subject.extraction.symbols:
        if symbol.kind != "class":
            continue
        names = {decorator.partition("(")[0] for decorator in symbol.decorators}
        if any(_is_data_class(name) for name in names):
            yield Finding("data-class", symbol.line, symbol.qualname)


def _is_data_class(decorator: str) -> bool:
    owner, _, name = decorator.rpartition(".")
    return name == "dataclass" or (owner in ("attr", "attrs") and name in _DATA_CLASSES)
