"""The audit's work on one batch of files, as a worker process does it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from pipeline import fs
from pipeline.agreement import Agreement, Definition, compare
from pipeline.decode import read
from pipeline.fingerprint import digest
from pipeline.invariants import Breach, breaches
from pipeline.languages import Language
from pipeline.languages.generated import MINIFIED
from pipeline.model import Summary, Symbol
from pipeline.oracles import ctags_definitions, oracle_of, python_definitions
from pipeline.parse import parse
from pipeline.parsework import ParseItem, language_named
from pipeline.paths import name_of, os_path
from pipeline.store import OVERSIZE
from pipeline.summaries import SummaryCache

#: Broken rules of one file that are told one by one; the rest is counted.
_TOLD = 20
#: Diagnostics that say: not all of this file was understood.
SYNTAX_ERROR = "syntax-error"
_PYTHON_ORACLE = "ast"


@dataclass(frozen=True, slots=True)
class AuditItem:
    """One file to audit; ``compare`` asks for the second extractor as well."""

    item: ParseItem
    compare: bool


@dataclass(slots=True)
class FileAudit:
    """What the audit of one file found."""

    path: str
    language: str
    #: ``parser``, ``scanner`` or ``text``: how the outline came about.
    method: str = "text"
    diagnostics: tuple[str, ...] = ()
    symbols: int = 0
    documented: int = 0
    imports: int = 0
    broken: Counter[str] = field(default_factory=Counter)
    told: tuple[Breach, ...] = ()
    #: None when nothing was compared.
    agreement: Agreement | None = None
    #: The file could not be audited: it changed meanwhile, or its parser did not survive.
    lost: str = ""


def audit_work(source: Path, cache: Path) -> Callable[[list[AuditItem]], list[FileAudit]]:
    """Work for a pool: each process opens the summary cache for itself, at its first batch."""
    caches: list[SummaryCache | None] = []

    def run(batch: list[AuditItem]) -> list[FileAudit]:
        if not caches:
            path = cache / "summaries.db"
            caches.append(SummaryCache(path, readonly=True) if path.exists() else None)
        return _audit_batch(source, caches[0], batch)

    return run


def _audit_batch(
    source: Path, cache: SummaryCache | None, batch: list[AuditItem]
) -> list[FileAudit]:
    second = _second_opinions(source, batch)
    return [_audit_file(source, cache, item, second.get(item.item.path)) for item in batch]


def _second_opinions(source: Path, batch: list[AuditItem]) -> dict[str, list[Definition]]:
    """What ctags says of the files to be compared, one call for each language."""
    paths: dict[str, dict[str, str]] = {}
    for audit in batch:
        oracle = oracle_of(audit.item.language) if audit.compare else None
        if oracle is not None and oracle.name != _PYTHON_ORACLE:
            paths.setdefault(audit.item.language, {})[os_path(audit.item.path)] = audit.item.path
    found = {}
    for language, keys in paths.items():
        for path, definitions in ctags_definitions(source, keys, language).items():
            found[keys[path]] = definitions
    return found


def _audit_file(
    source: Path, cache: SummaryCache | None, audit: AuditItem, second: list[Definition] | None
) -> FileAudit:
    item = audit.item
    language = language_named(item.language)
    result = FileAudit(item.path, item.language)
    data = fs.read_or_none(f"{source}{os.sep}{os_path(item.path)}")
    if data is None or digest(data) != item.digest:
        result.lost = "it changed while it was read"
        return result
    summary = cache.summary(item.key) if cache else None
    if summary is None:
        summary = parse(data, name_of(item.path), language, oversize=bool(item.flags & OVERSIZE))
    text = read(data).text
    describe(result, summary, text, language)
    if audit.compare and MINIFIED not in result.diagnostics:
        result.agreement = _agreement(summary.extraction.symbols, text, item.language, second)
    return result


def describe(result: FileAudit, summary: Summary, text: str, language: Language) -> None:
    """Put into ``result`` what a summary holds and which rules it breaks."""
    found = summary.extraction
    result.method = found.method or ("text" if language.module == "text" else "parser")
    result.diagnostics = tuple(diagnostic.code for diagnostic in found.diagnostics)
    result.symbols = len(found.symbols)
    result.documented = sum(1 for symbol in found.symbols if symbol.doc)
    result.imports = len(found.imports)
    broken = list(breaches(found, text, language))
    result.broken.update(breach.rule for breach in broken)
    result.told = tuple(broken[:_TOLD])


def _agreement(
    symbols: tuple[Symbol, ...], text: str, language: str, second: list[Definition] | None
) -> Agreement | None:
    oracle = oracle_of(language)
    if oracle is None:
        return None
    theirs = python_definitions(text) if oracle.name == _PYTHON_ORACLE else second
    return None if theirs is None else compare(symbols, theirs, oracle.judged)
