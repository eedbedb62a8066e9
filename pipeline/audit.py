"""Audit: how well the files of the tree were understood, language by language.

Reads summaries from the cache; one that is missing is made and thrown away. Nothing is written and
no lock is taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline import keys
from pipeline.agreement import Agreement, Tally, percentages, total
from pipeline.auditwork import SYNTAX_ERROR, AuditItem, FileAudit, audit_work
from pipeline.build import Progress, summary_key_of
from pipeline.config import Config
from pipeline.errors import UsageError
from pipeline.fingerprint import digest_text
from pipeline.invariants import RULES
from pipeline.model import Entry
from pipeline.oracles import oracle_of
from pipeline.parser import file_batches
from pipeline.parsework import ParseItem
from pipeline.pool import Lost, Pool
from pipeline.session import Session


@dataclass(frozen=True, slots=True)
class Example:
    """One place in the tree that a reader can look at."""

    path: str
    line: int
    text: str


@dataclass(slots=True)
class LanguageAudit:
    """The figures of one language."""

    name: str
    files: int = 0
    clean: int = 0
    #: Files that were not understood as a whole.
    damaged: int = 0
    #: How outlines came about -> files.
    methods: Counter[str] = field(default_factory=Counter)
    #: Codes of diagnostics -> files that have one.
    diagnostics: Counter[str] = field(default_factory=Counter)
    symbols: int = 0
    documented: int = 0
    imports: int = 0
    broken: Counter[str] = field(default_factory=Counter)
    oracle: str = ""
    compared: int = 0
    tallies: dict[str, Tally] = field(default_factory=dict)
    #: A sample of them, and how many there are.
    disagreements: list[Example] = field(default_factory=list)
    disagreeing: int = 0

    @property
    def total(self) -> Tally:
        return total(self.tallies.values())


@dataclass(slots=True)
class Report:
    """The whole audit."""

    languages: dict[str, LanguageAudit] = field(default_factory=dict)
    #: Rule -> the first places that break it.
    examples: dict[str, list[Example]] = field(default_factory=dict)
    #: Files that could not be audited.
    lost: list[Example] = field(default_factory=list)

    @property
    def broken(self) -> Counter[str]:
        """Rule -> how often it is broken, in all languages."""
        return sum((audit.broken for audit in self.languages.values()), Counter())

    def below(self, percent: float) -> list[str]:
        """Languages whose recall or precision is less than ``percent``."""
        return [name for name, audit in self.languages.items()
                if any(share < percent for share in percentages(audit.total))]


def audit(
    config: Config, session: Session, paths: list[str], *, sample: int, examples: int,
    progress: Progress | None = None,
) -> Report:
    """Audit the files below ``paths`` (all when there are none).

    ``sample`` files of each language are compared with a second extractor; 0 compares all. At most
    ``examples`` places are kept of each rule and each language.

    Raises:
        UsageError: one of the paths is no documented file or folder.
    """
    progress = progress or Progress()
    entries = _selected(session, paths)
    compared = _sample(entries, sample)
    parse_key = keys.parse_key(config)
    items = [AuditItem(_parse_item(entry, parse_key), entry.path in compared) for entry in entries]
    results = sorted(_run(config, items, progress), key=lambda found: found.path)
    report = Report()
    for found in results:
        _add(report, found, examples)
    for of in report.languages.values():
        _choose(of, examples)
    report.languages = dict(sorted(report.languages.items()))
    report.examples = {rule: report.examples[rule] for rule in RULES if rule in report.examples}
    return report


def _selected(session: Session, paths: list[str]) -> list[Entry]:
    entries = session.entries()
    if not paths:
        return entries
    chosen: dict[str, Entry] = {}
    for argument in paths:
        key = argument.removeprefix("./").rstrip("/")
        below = "" if key in ("", ".") else f"{key}/"
        found = {e.path: e for e in entries if e.path == key or e.path.startswith(below)}
        if not found:
            raise UsageError(f"{argument}: no documented file or folder is called so")
        chosen.update(found)
    return sorted(chosen.values(), key=lambda entry: entry.path)


def _sample(entries: list[Entry], sample: int) -> set[str]:
    """Files to compare: the same ones at every call, of each language that has an oracle."""
    by_language: dict[str, list[str]] = {}
    for entry in entries:
        by_language.setdefault(entry.language, []).append(entry.path)
    chosen: set[str] = set()
    for language, paths in by_language.items():
        if oracle_of(language) is not None:
            paths.sort(key=digest_text)
            chosen.update(paths[:sample] if sample else paths)
    return chosen


def _parse_item(entry: Entry, parse_key: bytes) -> ParseItem:
    key = summary_key_of(entry, parse_key)
    return ParseItem(entry.path, key, entry.digest, entry.language, entry.flags, entry.size)


def _run(config: Config, items: list[AuditItem], progress: Progress) -> Iterator[FileAudit]:
    progress.stage("audit", sum(audit.item.size for audit in items))
    work = audit_work(config.source, config.cache)
    by_item = {audit.item.path: audit for audit in items}
    batches = ([by_item[item.path] for item in batch]
               for batch in file_batches([audit.item for audit in items]))
    with Pool[AuditItem, FileAudit](work, config.jobs) as pool:
        for batch, results in pool.run(batches):
            for audited, found in zip(batch, results, strict=True):
                item = audited.item
                if isinstance(found, Lost):
                    found = FileAudit(item.path, item.language, lost=found.reason)
                progress.advance(item.size)
                yield found


def _add(report: Report, found: FileAudit, most: int) -> None:
    if found.lost:
        report.lost.append(Example(found.path, 0, found.lost))
        return
    of = report.languages.setdefault(found.language, LanguageAudit(found.language))
    of.files += 1
    of.methods[found.method] += 1
    of.damaged += SYNTAX_ERROR in found.diagnostics
    of.clean += not found.diagnostics
    of.diagnostics.update(set(found.diagnostics))
    of.symbols += found.symbols
    of.documented += found.documented
    of.imports += found.imports
    of.broken.update(found.broken)
    for breach in found.told:
        told = report.examples.setdefault(breach.rule, [])
        if len(told) < most:
            told.append(Example(found.path, breach.line, f"{found.language} {breach.detail}"))
    if found.agreement is not None:
        _add_agreement(of, found.path, found.agreement)


def _add_agreement(of: LanguageAudit, path: str, agreement: Agreement) -> None:
    oracle = oracle_of(of.name)
    of.oracle = oracle.name if oracle else ""
    of.compared += 1
    for group, tally in agreement.tallies.items():
        of.tallies.setdefault(group, Tally()).add(tally)
    for found in agreement.disagreements:
        of.disagreements.append(
            Example(path, found.line, f"only {found.side}: {found.group} {found.name}"))


def _choose(of: LanguageAudit, most: int) -> None:
    """Keep some disagreements: the same ones at every call, from all over the tree."""
    of.disagreeing = len(of.disagreements)
    chosen = sorted(of.disagreements, key=lambda e: digest_text(e.path, str(e.line), e.text))
    of.disagreements = sorted(chosen[:most], key=lambda e: (e.path, e.line, e.text))
