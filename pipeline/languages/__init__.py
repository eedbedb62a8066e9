"""The languages: one table row each, and one small interface to extract what a file defines.

A language module offers a single function::

    def extract(source: Source) -> Extraction: ...

It is pure: it sees the decoded text and the file's base name, does no I/O, knows no other file and
never raises on bad input (what it cannot read becomes a ``Diagnostic``). Modules are imported only
when a file of their language is parsed. To add a language, add a row to
:data:`pipeline.languages.table.LANGUAGES` that names the module. There is no version to raise: the
extractors' code is part of every summary's cache key by its content.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import cast

from pipeline.model import Extraction


@dataclass(frozen=True, slots=True)
class Language:
    """A row of the language table."""

    #: Name as readers know it: ``Python``, ``C++``, ``YAML``.
    name: str
    #: Info string of a Markdown fence (``python``); empty for plain text.
    fence: str
    #: ``code``, ``build``, ``data`` or ``prose``.
    family: str
    #: Line-comment markers and (open, close) block-comment pairs, for counting lines.
    line_comments: tuple[str, ...] = ()
    block_comments: tuple[tuple[str, str], ...] = ()
    #: Endings (lower case, with the dot), whole file names and interpreter names that choose it.
    extensions: tuple[str, ...] = ()
    filenames: tuple[str, ...] = ()
    interpreters: tuple[str, ...] = ()
    #: Module below ``pipeline.languages`` with ``extract``.
    module: str = "text"


@dataclass(frozen=True, slots=True)
class Source:
    """One decoded source text: newlines are ``\\n``, there is no byte-order mark."""

    text: str
    #: Base name of the file, for extractors that depend on it (``setup.cfg``).
    name: str
    language: Language


def extract(source: Source) -> Extraction:
    """Run the extractor that the source's language names."""
    module = importlib.import_module(f"pipeline.languages.{source.language.module}")
    return cast(Extraction, module.extract(source))
