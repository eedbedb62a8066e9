"""Findings on a docs page: one row for each rule, with the places where it applies."""

from __future__ import annotations

from itertools import groupby

from pipeline.catalogue import PATTERN, PERFORMANCE, SECURITY, SEVERITIES, Rule, rules
from pipeline.escape import Md, code, code_cell, join, link, md, number, sentence, text
from pipeline.model import Finding
from pipeline.pages import Context, Sight

#: Topic -> heading of its section, in the order of a docs page.
TITLES = {PATTERN: "Code Patterns & Idioms", PERFORMANCE: "Performance Considerations",
          SECURITY: "Security & Safety"}
#: Places shown for each rule before the rest is only counted.
_PLACES = 12

Group = tuple[Rule, list[Finding]]


def sections(sight: Sight, path: str, findings: tuple[Finding, ...]) -> Context:
    """The rows of the three sections; a section without findings has no rows."""
    groups = _groups(findings)
    return {
        "patterns": [_row(sight, path, group) for group in groups if group[0].topic == PATTERN],
        "performance": [
            _row(sight, path, group) for group in groups if group[0].topic == PERFORMANCE],
        "security": [
            _table_row(sight, path, group) for group in groups if group[0].topic == SECURITY],
    }


def _groups(findings: tuple[Finding, ...]) -> list[Group]:
    """Findings by rule: the most severe rule first, then the one that comes first in the file."""
    if not findings:
        return []
    catalogue = rules()
    by_rule = sorted(findings, key=lambda finding: finding.rule)
    groups = [(catalogue[rule], list(found))
              for rule, found in groupby(by_rule, key=lambda finding: finding.rule)]
    return sorted(groups, key=lambda g: (SEVERITIES.index(g[0].severity), g[1][0].line, g[0].id))


def _row(sight: Sight, path: str, group: Group) -> Md:
    rule, found = group
    means = join([sentence(part) for part in (rule.why, rule.mend) if part], " ")
    return md(f"**{text(rule.title)}**: {_places(sight, path, found)}. {means}")


def _table_row(sight: Sight, path: str, group: Group) -> Md:
    rule, found = group
    weakness = f" (CWE-{rule.cwe})" if rule.cwe else ""
    means = join([sentence(part) for part in (rule.why, rule.mend) if part], " ")
    return md(f"| {rule.severity} | {text(rule.title)}: {code(rule.id)}{weakness} "
              f"| {_places(sight, path, found, in_table=True)} | {means} |")


def _places(sight: Sight, path: str, found: list[Finding], *, in_table: bool = False) -> Md:
    shown = [_place(sight, path, finding, in_table) for finding in found[:_PLACES]]
    if len(found) > _PLACES:
        shown.append(md(f"and {number(len(found) - _PLACES)} more"))
    return join(shown, ", ")


def _place(sight: Sight, path: str, finding: Finding, in_table: bool) -> Md:
    parts = [link(md(f"line {finding.line}"), sight.to_source(path, finding.line))]
    if finding.name:
        parts.insert(0, (code_cell if in_table else code)(finding.name))
    if finding.detail:
        parts.append(md(f"({text(finding.detail)})"))
    return join(parts, " ")
