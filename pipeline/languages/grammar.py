"""Grammars: the tree-sitter parsers, loaded one by one when a file of their language comes."""

from __future__ import annotations

import importlib
from functools import cache, lru_cache

from tree_sitter import Language, Parser, Tree

#: Node types that hold damaged text; what they contain is still worth a look.
ERROR = "ERROR"


def parser(package: str, function: str = "language") -> Parser:
    """The parser of the wheel ``tree_sitter_<package>``; some wheels hold several languages.

    It is the same one however it is asked for: a tree is remembered by its parser.
    """
    return _parser(package, function)


@cache
def _parser(package: str, function: str) -> Parser:
    grammar = importlib.import_module(f"tree_sitter_{package}")
    return Parser(Language(getattr(grammar, function)()))


@lru_cache(maxsize=1)
def parse(parser: Parser, text: str) -> Tree:
    """The tree of a text. The last one is kept: analyses come right after the extractor."""
    data = text.encode("utf-8", "replace")
    # Grammars expect the last line to end: one of them never comes back from an annotation that
    # is the end of its text.
    return parser.parse(data if data.endswith(b"\n") else data + b"\n")
