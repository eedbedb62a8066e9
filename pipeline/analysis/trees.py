"""The syntax trees that extractors make, for the analyses: each text is parsed once for both."""

from __future__ import annotations

import importlib
from bisect import bisect_left
from functools import cache
from typing import NamedTuple

from tree_sitter import Language, Node

from pipeline.languages import Source
from pipeline.languages.grammar import parse, parser
from pipeline.languages.python import walked

#: Language -> wheel and function of its grammar, as its extractor names them.
_GRAMMARS: dict[str, tuple[str, str]] = {
    "C#": ("c_sharp", "language"),
    "Go": ("go", "language"),
    "Java": ("java", "language"),
    "JavaScript": ("javascript", "language"),
    "JSX": ("javascript", "language"),
    "TypeScript": ("typescript", "language_typescript"),
    "TSX": ("typescript", "language_tsx"),
    "Kotlin": ("kotlin", "language"),
    "PHP": ("php", "language_php"),
    "Ruby": ("ruby", "language"),
    "Rust": ("rust", "language"),
    "Scala": ("scala", "language"),
    "Shell": ("bash", "language"),
    "Swift": ("swift", "language"),
}
_PYTHON = ("Python", "Python stub")


class SyntaxTree(NamedTuple):
    """A tree with what is needed to query it and to find its lines."""

    root: Node
    grammar: Language
    #: Where lines end in the source, when the tree was made from a text with lines joined.
    newlines: list[int] | None = None

    def line(self, node: Node) -> int:
        """The 1-based line on which a node starts."""
        if self.newlines is None:
            return node.start_point[0] + 1
        return bisect_left(self.newlines, node.start_byte) + 1


def syntax_tree(source: Source) -> SyntaxTree | None:
    """The tree of a source; None where its language is read without a grammar."""
    name = source.language.name
    if name in _PYTHON:
        found = walked(source.text).reading
        return SyntaxTree(found.root, _language("python", "language"), found.newlines)
    if name not in _GRAMMARS:
        return None
    package, function = _GRAMMARS[name]
    root = parse(parser(package, function), source.text).root_node
    return SyntaxTree(root, _language(package, function))


@cache
def _language(package: str, function: str) -> Language:
    grammar = importlib.import_module(f"tree_sitter_{package}")
    return Language(getattr(grammar, function)())
