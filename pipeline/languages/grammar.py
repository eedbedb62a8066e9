"""Grammars: the tree-sitter parsers, loaded one by one when a file of their language comes."""

from __future__ import annotations

import importlib
from functools import cache

from tree_sitter import Language, Parser

#: Node types that hold damaged text; what they contain is still worth a look.
ERROR = "ERROR"


@cache
def parser(package: str, function: str = "language") -> Parser:
    """The parser of the wheel ``tree_sitter_<package>``; some wheels hold several languages."""
    grammar = importlib.import_module(f"tree_sitter_{package}")
    return Parser(Language(getattr(grammar, function)()))
