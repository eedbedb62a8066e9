"""Analyses: what a file's code does that its reader should know, each claim with its line.

An analysis module offers a function, and may name the types of node that it wants to see (one that
reads several grammars names them for each language)::

    NODES = ("call", "for_statement")

    def find(subject: Subject) -> Iterator[Finding]: ...

Like an extractor it is pure and sees one file only; it reads the syntax tree, the extraction or the
code without its comments and strings, never words of a comment or a string. What a finding means is
said once, by the id of its rule, in :mod:`pipeline.catalogue`.

To add an analysis, write the module, name it in :data:`ANALYSES` beside its languages, describe its
rules in the catalogue, and put a file of cases for each rule into ``tests/analysis/cases``.
"""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Iterator
from types import ModuleType

from pipeline.analysis.control_flow import GRAMMARS
from pipeline.analysis.reviewed import reviewed_lines
from pipeline.analysis.subject import Subject
from pipeline.catalogue import SECURITY, rules
from pipeline.languages import Source, full_name
from pipeline.model import Extraction, Finding

#: Stands for every language of code and of builds.
WRITTEN = ("code", "build")

_C_FAMILY = ("C", "C++", "CUDA", "HIP", "Objective-C", "Objective-C++", "Metal", "OpenCL")

_JAVASCRIPT = ("JavaScript", "JSX", "TypeScript", "TSX")

#: Module below ``pipeline.analysis`` -> the languages (``Language.name``) that it reads, or
#: :data:`WRITTEN` for all that people write programs in.
ANALYSES: dict[str, tuple[str, ...]] = {
    "characters": WRITTEN,
    "python_security": ("Python",),
    **dict.fromkeys(("python_classes", "python_functions", "python_modules",
                     "python_performance"), ("Python",)),
    "shell_security": ("Shell",),
    "dockerfile_security": ("Dockerfile",),
    "workflow_security": ("YAML",),
    "javascript_security": _JAVASCRIPT,
    "server_security": ("Java", "PHP", "Ruby"),
    "complexity": tuple(GRAMMARS),
    "outline_patterns": ("Java", "Kotlin", "C#", *_JAVASCRIPT),
    "javascript_calls": _JAVASCRIPT,
    "managed_calls": ("Java", "C#"),
    **dict.fromkeys(
        ("cfamily_classes", "cfamily_complexity", "cfamily_loops", "cfamily_patterns",
         "cfamily_security", "cfamily_uses"), _C_FAMILY),
    **dict.fromkeys(("rust_patterns", "rust_security"), ("Rust",)),
    **dict.fromkeys(("go_patterns", "go_performance", "go_security"), ("Go",)),
}

_added: dict[str, tuple[str, ...]] = {}


def add(analyses: dict[str, tuple[str, ...]]) -> None:
    """Run these (see :func:`pipeline.languages.full_name`) as well, instead of earlier ones."""
    _added.clear()
    _added.update(analyses)


#: Findings of one rule in one file that are kept.
LIMIT = 200


def analyse(
    source: Source, extraction: Extraction, known: tuple[Finding, ...] = ()
) -> tuple[Finding, ...]:
    """All findings of a file, in the order of its lines; ``known`` were found before."""
    language = source.language
    modules = [name for name, languages in (*ANALYSES.items(), *_added.items())
               if (language.family if languages is WRITTEN else language.name) in languages]
    if not modules and not known:
        return ()
    analyses = [importlib.import_module(full_name("pipeline.analysis", name)) for name in modules]
    wanted = {kind for analysis in analyses for kind in _nodes(analysis, language.name)}
    subject = Subject(source, extraction, tuple(sorted(wanted)))
    found = [*known, *(one for analysis in analyses for one in analysis.find(subject))]
    unreviewed = _without_reviewed(found, subject)
    return tuple(_limited(sorted(unreviewed, key=lambda f: (f.line, f.rule, f.name, f.detail))))


def _nodes(analysis: ModuleType, language: str) -> tuple[str, ...]:
    named = getattr(analysis, "NODES", ())
    return named.get(language, ()) if isinstance(named, dict) else named


def _without_reviewed(found: list[Finding], subject: Subject) -> list[Finding]:
    """The findings but those on security whose line says that someone has looked at it."""
    catalogue = rules()
    if not any(catalogue[finding.rule].topic == SECURITY for finding in found):
        return found
    lines = reviewed_lines(subject)
    return [finding for finding in found
            if finding.line not in lines or catalogue[finding.rule].topic != SECURITY]


def _limited(found: list[Finding]) -> Iterator[Finding]:
    """Each finding once, and of each rule the first ones."""
    counts: Counter[str] = Counter()
    for finding in dict.fromkeys(found):
        counts[finding.rule] += 1
        if counts[finding.rule] <= LIMIT:
            yield finding
