"""The audit's report: aligned tables for people, JSON for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.agreement import Tally
from pipeline.audit import Example, LanguageAudit, Report
from pipeline.invariants import RULES

_LANGUAGES = ("language", "files", "clean", "damaged", "share", "read by", "symbols", "documented",
              "imports", "broken")
_AGREEMENT = ("language", "against", "files", "kind", "theirs", "recall", "ours", "precision",
              "regrouped")


def lines(report: Report) -> Iterator[str]:
    """The report as text."""
    yield from _table([_LANGUAGES, *map(_language_row, report.languages.values())])
    yield ""
    yield from _rule_lines(report)
    compared = [audit for audit in report.languages.values() if audit.tallies]
    if compared:
        yield ""
        rows = [row for audit in compared for row in _agreement_rows(audit)]
        yield from _table([_AGREEMENT, *rows])
    for audit in compared:
        if audit.disagreements:
            yield ""
            yield (f"{audit.name}: {len(audit.disagreements)} of {audit.disagreeing:,} "
                   "disagreements:")
            yield from _examples(audit.disagreements)
    if report.lost:
        yield ""
        yield f"{len(report.lost)} files were not audited:"
        yield from _examples(report.lost)


def _language_row(audit: LanguageAudit) -> tuple[str, ...]:
    methods = ", ".join(
        name if len(audit.methods) == 1 else f"{name} {count:,}"
        for name, count in sorted(audit.methods.items()))
    return (
        audit.name, f"{audit.files:,}", f"{audit.clean:,}", f"{audit.damaged:,}",
        _percent(100 * audit.damaged / audit.files), methods, f"{audit.symbols:,}",
        _percent(100 * audit.documented / audit.symbols if audit.symbols else None),
        f"{audit.imports:,}", f"{audit.broken.total():,}")


def _rule_lines(report: Report) -> Iterator[str]:
    broken = report.broken
    if not broken:
        yield f"All {len(RULES)} rules hold for every symbol."
        return
    for rule, meaning in RULES.items():
        if broken[rule]:
            yield f"{rule}: {broken[rule]:,} {meaning}"
            yield from _examples(report.examples.get(rule, []))


def _examples(examples: Sequence[Example]) -> Iterator[str]:
    for example in examples:
        yield f"  {example.path}:{example.line}: {example.text}"


def _agreement_rows(audit: LanguageAudit) -> Iterator[tuple[str, ...]]:
    rows = [*sorted(audit.tallies.items()), ("all", audit.total)]
    for group, tally in rows:
        yield (audit.name, audit.oracle, f"{audit.compared:,}", group, f"{tally.theirs:,}",
               _percent(tally.recall), f"{tally.ours:,}", _percent(tally.precision),
               f"{tally.regrouped:,}")


def _percent(share: float | None) -> str:
    """Two digits behind the point, never rounded up to 100."""
    if share is None:
        return "-"
    return f"{int(share * 100) / 100:.2f}%"


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    texts = [all(not cell[:1].isdigit() and cell != "-" for cell in column)
             for column in zip(*rows[1:], strict=True)] or [True] * len(widths)
    for row in rows:
        cells = (cell.ljust(width) if is_text else cell.rjust(width)
                 for cell, width, is_text in zip(row, widths, texts, strict=True))
        yield "  ".join(cells).rstrip()


def as_json(report: Report) -> dict[str, Any]:
    """The report as plain lists and dictionaries."""
    return {
        "languages": [_language_json(audit) for audit in report.languages.values()],
        "broken": {rule: {"count": count, "examples": [
            _example_json(example) for example in report.examples.get(rule, [])]}
            for rule, count in sorted(report.broken.items())},
        "lost": [_example_json(example) for example in report.lost],
    }


def _language_json(audit: LanguageAudit) -> dict[str, Any]:
    return {
        "language": audit.name, "files": audit.files, "clean": audit.clean,
        "damaged": audit.damaged, "methods": dict(sorted(audit.methods.items())),
        "diagnostics": dict(sorted(audit.diagnostics.items())), "symbols": audit.symbols,
        "documented": audit.documented, "imports": audit.imports,
        "broken": dict(sorted(audit.broken.items())),
        "agreement": _agreement_json(audit) if audit.compared else None,
    }


def _agreement_json(audit: LanguageAudit) -> dict[str, Any]:
    return {
        "oracle": audit.oracle, "files": audit.compared,
        "all": _tally_json(audit.total),
        "kinds": {group: _tally_json(tally) for group, tally in sorted(audit.tallies.items())},
        "disagreements": audit.disagreeing,
        "examples": [_example_json(example) for example in audit.disagreements],
    }


def _tally_json(tally: Tally) -> dict[str, Any]:
    return {
        "theirs": tally.theirs, "found": tally.found, "ours": tally.ours,
        "confirmed": tally.confirmed, "regrouped": tally.regrouped,
        "recall": tally.recall, "precision": tally.precision,
    }


def _example_json(example: Example) -> dict[str, Any]:
    return {"path": example.path, "line": example.line, "text": example.text}
