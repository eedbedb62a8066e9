"""Every rule against its cases: the marked lines are found, and no others.

A file ``cases/<rule>.txt`` holds snippets, each below a line ``=== Language name-of-the-file``. A
line in which the rule must find something ends with ``◀`` (``◀◀``: twice); the mark is not part of
the snippet.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from pipeline.catalogue import SEVERITIES, rules
from pipeline.languages.table import by_name
from pipeline.parse import parse

CASES = Path(__file__).parent / "cases"
MARK = "◀"


class Snippet(NamedTuple):
    """A text with the lines in which its rule must find something."""

    rule: str
    language: str
    name: str
    text: str
    expected: list[int]


def snippets() -> Iterator[Snippet]:
    for file in sorted(CASES.glob("*.txt")):
        for part in file.read_text().split("=== ")[1:]:
            head, _, marked = part.partition("\n")
            language, _, name = head.rpartition(" ")
            lines = marked.split("\n")
            expected = [number for number, line in enumerate(lines, start=1)
                        for _ in range(len(line) - len(line.rstrip(MARK)))]
            text = "\n".join(line.rstrip(MARK).rstrip() if line.endswith(MARK) else line
                             for line in lines)
            yield Snippet(file.stem, language, name, text, expected)


ALL = list(snippets())


@pytest.mark.parametrize(
    "snippet", ALL, ids=[f"{s.rule}-{n}-{s.name}" for n, s in enumerate(ALL)])
def test_a_rule_finds_what_is_marked_and_nothing_else(snippet: Snippet) -> None:
    language = by_name(snippet.language)
    assert language is not None
    found = [f.line for f in parse(snippet.text.encode(), snippet.name, language).findings
             if f.rule == snippet.rule]
    assert found == snippet.expected


def test_every_rule_has_cases_with_and_without_a_finding() -> None:
    found = {s.rule for s in ALL if s.expected}
    assert sorted(rules().keys() - found) == []
    spared = {s.rule for s in ALL if len(s.text.split("\n")) > len(s.expected) + 1}
    assert sorted(rules().keys() - spared) == []
    assert sorted({s.rule for s in ALL} - rules().keys()) == []


def test_a_rule_says_what_a_reader_needs() -> None:
    for rule in rules().values():
        assert rule.severity in SEVERITIES
        assert rule.why.endswith(".") and rule.title[:1].isupper() and not rule.title.endswith(".")
        if rule.topic == "security":
            assert rule.cwe and rule.mend.endswith(".")
