"""Python: the outline of a file as its patterns are read from it: members, decorators, origins.

The *origin* of a name is what it was imported as: ``nn.Module`` after ``from torch import nn`` is
``torch.nn.Module``. A relative import keeps its dots: ``.module.Module``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

from tree_sitter import Node

from pipeline.analysis.occurrences import node_at
from pipeline.analysis.subject import FUNCTIONS, Subject
from pipeline.model import Import, Symbol

_WORD = re.compile(r"[\w.]+")
_NAME_BYTE = re.compile(rb"[\w\x80-\xff]")
_DICTIONARY = re.compile(r"= (?:\{|(?:collections\.)?(?:dict|defaultdict|OrderedDict)\()|Dict\[")
_PARAMETER = re.compile(r"[\[(,]\s*\*{0,2}(\w+)")
#: Places looked at for one word of a file.
_MOST = 1_000


class Decorator(NamedTuple):
    """A decorator: where its function comes from, and what stands behind its name."""

    origin: str
    arguments: str


class Outline:
    """What a Python file defines and imports, with its names followed to their origins."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.symbols = subject.extraction.symbols
        self._origins = dict(_bindings(subject.extraction.imports))
        self.roots = {origin.partition(".")[0] for origin in self._origins.values()}
        self._read: dict[str, Decorator] = {}
        self.members: dict[int, list[Symbol]] = {}
        for symbol in self.symbols:
            self.members.setdefault(symbol.parent, []).append(symbol)
        self.functions = [s for s in self.symbols if s.kind in FUNCTIONS]

    @cached_property
    def dictionaries(self) -> set[str]:
        """What the file gives a dictionary to, in a class or at its top."""
        return {symbol.name for symbol in self.symbols
                if symbol.kind in ("constant", "variable", "attribute")
                and _DICTIONARY.search(symbol.signature)}

    def origin(self, written: str) -> str:
        """The dotted name that a name in the file stands for; builtins stand for themselves."""
        first, dot, rest = written.partition(".")
        return self._origins.get(first, first) + dot + rest

    def is_imported(self, written: str) -> bool:
        """Whether a name leads into another module."""
        return written.partition(".")[0] in self._origins

    def classes(self) -> Iterator[tuple[Symbol, list[Symbol]]]:
        """Each class with its members."""
        for index, symbol in enumerate(self.symbols):
            if symbol.kind == "class":
                yield symbol, self.members.get(index, [])

    def bases(self, symbol: Symbol) -> list[str]:
        """The origins of a class's bases, without what stands in brackets."""
        return [self.origin(match[0]) for base in symbol.bases
                if "=" not in base and (match := _WORD.match(base))
                and base[match.end() :].lstrip()[:1] in ("", "[")]

    def metaclass(self, symbol: Symbol) -> str:
        """The origin of a class's metaclass, or nothing."""
        return next((self.origin(base.partition("=")[2].strip()) for base in symbol.bases
                     if base.startswith("metaclass")), "")

    def decorators(self, symbol: Symbol) -> list[Decorator]:
        """The decorators of a definition."""
        return [self._decorator(written) for written in symbol.decorators]

    def _decorator(self, written: str) -> Decorator:
        found = self._read.get(written)
        if found is None:
            name = _WORD.match(written)
            end = name.end() if name else 0
            found = Decorator(self.origin(written[:end]), written[end:].strip())
            self._read[written] = found
        return found

    def parent(self, symbol: Symbol) -> Symbol | None:
        """What a definition stands in."""
        return self.symbols[symbol.parent] if symbol.parent >= 0 else None

    def places(self, word: bytes) -> Iterator[Node]:
        """The names or keywords in the code that are written so, nothing in strings or comments."""
        data, start = self.subject.data, -1
        for _ in range(_MOST):
            start = data.find(word, start + 1)
            if start < 0:
                return
            end = start + len(word)
            if _NAME_BYTE.match(data, end) or (start and _NAME_BYTE.match(data, start - 1)):
                continue
            node = node_at(self.subject, start, end)
            if node is not None:
                yield node


@lru_cache(maxsize=1)
def outline(subject: Subject) -> Outline:
    """The outline of a file. The last one is kept: its analyses come one after the other."""
    return Outline(subject)


def parameters(symbol: Symbol) -> list[str]:
    """The first names of a function's parameters; enough to say what it is called with."""
    return _PARAMETER.findall(symbol.signature)


def _bindings(imports: tuple[Import, ...]) -> Iterator[tuple[str, str]]:
    """(name in the file, dotted name) of all that is imported."""
    for one in imports:
        module = "." * one.level + one.module
        if not one.names:
            alias = next((here for here, there in one.aliases if not there), "")
            root = module.partition(".")[0]
            yield (alias, module) if alias else (root, root)
            continue
        renamed = {there: here for here, there in one.aliases}
        joined = module if module.endswith(".") else f"{module}."
        for name in one.names:
            yield renamed.get(name, name), joined + name
