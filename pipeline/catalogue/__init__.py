"""The catalogue of rules: what each finding is called, what it means, and how to mend it.

The sentences stand here and not in the findings, so that a summary holds facts only and a better
sentence costs no parse.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass, replace
from functools import cache

#: The topics: each is a section of a docs page.
PATTERN, PERFORMANCE, SECURITY = "pattern", "performance", "security"
TOPICS = (PATTERN, PERFORMANCE, SECURITY)

#: Most severe first; ``note`` is a fact to know, not a fault.
SEVERITIES = ("high", "medium", "low", "note")


@dataclass(frozen=True, slots=True)
class Rule:
    """What is known of all findings of one sort."""

    #: Stable kebab-case identifier.
    id: str
    #: Name as a reader knows it: ``Data class``, ``Shell command from text``.
    title: str
    #: One or two sentences: what it is, or why it matters.
    why: str
    #: How to mend it; empty for what is no fault.
    mend: str = ""
    #: One of :data:`SEVERITIES`.
    severity: str = "note"
    #: Number in the Common Weakness Enumeration; 0 for none.
    cwe: int = 0
    #: One of :data:`TOPICS`; :func:`rules` gives it, by the module that the rule stands in.
    topic: str = ""


def rules() -> dict[str, Rule]:
    """All rules by their id."""
    return _added or own_rules()


#: Our rules with those of plugins; empty when there are none of these.
_added: dict[str, Rule] = {}


def add(rows: tuple[Rule, ...]) -> None:
    """Take these rules beside our own, instead of those of an earlier call."""
    _added.clear()
    if rows:
        _added.update(own_rules() | {rule.id: rule for rule in rows})


@cache
def own_rules() -> dict[str, Rule]:
    """Our rules by their id."""
    found: dict[str, Rule] = {}
    for topic in TOPICS:
        module = importlib.import_module(f"pipeline.catalogue.{topic}")
        found |= {rule.id: replace(rule, topic=topic) for rule in module.RULES}
    return found
