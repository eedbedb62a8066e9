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

import msgspec

from pipeline.languages.generated import MINIFIED, is_minified
from pipeline.model import Diagnostic, Extraction

#: Families of which people write every line.
_WRITTEN = ("code", "build")
#: Stands before the full name of a module that is none of ours.
EXTERNAL = ":"
#: The module of languages without one of their own.
_PLAIN = "text"


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
    #: Module below ``pipeline.languages`` with ``extract``, or :data:`EXTERNAL` and the full name
    #: of a plugin's.
    module: str = _PLAIN


@dataclass(frozen=True, slots=True)
class Source:
    """One decoded source text: newlines are ``\\n``, there is no byte-order mark."""

    text: str
    #: Base name of the file, for extractors that depend on it (``setup.cfg``).
    name: str
    language: Language


#: Modules of languages whose lines are their structure: a long one is data, nothing is minified.
_BY_LINES = ("python",)


def extract(source: Source) -> Extraction:
    """Run the extractor that the source's language names."""
    language = source.language
    if language.family in _WRITTEN and language.module not in _BY_LINES \
            and is_minified(source.text):
        return _without_outline(source)
    return _run(source.language.module, source)


def full_name(package: str, module: str) -> str:
    """Full name of a module below a package of ours, or of a plugin's."""
    external = module.startswith(EXTERNAL)
    return module.removeprefix(EXTERNAL) if external else f"{package}.{module}"


def _run(module: str, source: Source) -> Extraction:
    extractor = importlib.import_module(full_name("pipeline.languages", module))
    return cast(Extraction, extractor.extract(source))


def _without_outline(source: Source) -> Extraction:
    """Names in minified code mean nothing, and grammars take minutes over such lines."""
    extraction = _run(_PLAIN, source)
    message = "minified: its lines are longer than people write, so its structure is not listed"
    return msgspec.structs.replace(
        extraction, diagnostics=(*extraction.diagnostics, Diagnostic(MINIFIED, message)))
