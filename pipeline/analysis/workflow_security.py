"""GitHub workflows and actions: what strangers can put into a script, and what scripts may do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.analysis.command_lines import breaches
from pipeline.analysis.subject import Subject
from pipeline.model import Finding

_IS_WORKFLOW = re.compile(r"^[\"']?on[\"']?:", re.MULTILINE)
_IS_ACTION = ("action.yml", "action.yaml")
_KEY = re.compile(r"([ ]*)((?:-[ ]+)*)([A-Za-z_][\w-]*)[ ]*:(?:[ ]+(.*))?\Z")
_BLOCK = re.compile(r"[|>][+-]?\d?[+-]?\s*(?:#.*)?\Z")
_EXPRESSION = re.compile(r"\$\{\{(.{1,400}?)\}\}")
#: What a stranger writes: titles, texts and names of branches.
_UNTRUSTED = re.compile(
    r"\bgithub\.(?:head_ref\b|event\.(?:issue|pull_request|discussion|comment|review|review_comment"
    r"|head_commit|commits(?:\[\d+\]|\.\*)|pages(?:\[\d+\]|\.\*)|workflow_run\.head_commit"
    r"|workflow_run)\.(?:(?:head\.(?:ref|label)|head\.repo\.default_branch|head_branch|title|body"
    r"|message|page_name|(?:author|committer)\.(?:name|email))\b))")
_COMMIT = re.compile(r"[0-9a-f]{40}|sha256:[0-9a-f]{64}")
_OWN = ("actions", "github")
#: Checks its own tag and refuses to be pinned to a commit.
_BY_TAG = "slsa-framework/slsa-github-generator/"
_STRANGERS_HEAD = re.compile(
    r"github\.event\.pull_request\.head\.(?:sha|ref)|github\.head_ref|refs/pull/")


class Value(NamedTuple):
    """The value of a key: its text and the line on which that starts."""

    key: str
    text: str
    line: int
    #: Column of the key; a step's keys stand in one column.
    column: int


def find(subject: Subject) -> Iterator[Finding]:
    """Findings of a workflow, or of an action that is made of steps."""
    text = subject.source.text
    is_action = subject.source.name in _IS_ACTION and "\nruns:" in f"\n{text}"
    is_workflow = "\njobs:" in f"\n{text}" and _IS_WORKFLOW.search(text) is not None
    if not is_action and not is_workflow:
        return
    found = list(_values(subject.lines))
    for value in found:
        if value.key == "uses":
            yield from _uses(value)
        elif value.key in ("run", "script"):
            yield from _script(value)
        elif value.key == "permissions" and value.text == "write-all":
            yield Finding("workflow-write-all", value.line)
    if is_workflow and re.search(r"^[^#\n]*\bpull_request_target\b", text, re.MULTILINE):
        yield from _strangers_code(found)


def _values(lines: list[str]) -> Iterator[Value]:
    """All keys with their scalar values; what stands in a block scalar is no key."""
    number = 0
    while number < len(lines):
        match = _KEY.match(lines[number].rstrip())
        number += 1
        if match is None:
            continue
        column, value = len(match[1]) + len(match[2]), (match[4] or "").strip()
        if not _BLOCK.match(value):
            yield Value(match[3], _plain(value), number, column)
            continue
        start = number
        while number < len(lines) and (
                not lines[number].strip()
                or len(lines[number]) - len(lines[number].lstrip(" ")) > column):
            number += 1
        yield Value(match[3], "\n".join(lines[start:number]), start + 1, column)


def _plain(value: str) -> str:
    if value[:1] in ("'", '"'):
        return value.strip(value[0])
    return re.split(r"\s#", value, maxsplit=1)[0].strip()


def _uses(value: Value) -> Iterator[Finding]:
    """Actions of others that are not pinned to a commit."""
    action, _, version = value.text.partition("@")
    is_other = "/" in action and not action.startswith((".", "docker:", _BY_TAG)) \
        and action.partition("/")[0] not in _OWN
    if is_other and version and not _COMMIT.fullmatch(version) and "${{" not in version:
        yield Finding("workflow-unpinned", value.line, value.text[:60])


def _script(value: Value) -> Iterator[Finding]:
    for offset, line in enumerate(value.text.split("\n")):
        if line.lstrip().startswith("#"):
            continue
        for expression in _EXPRESSION.finditer(line):
            if match := _UNTRUSTED.search(expression[1]):
                yield Finding("workflow-injection", value.line + offset, match[0][:60])
    # Continued lines keep their length, so that a place tells its line.
    joined = re.sub(r"\\\n", "  ", value.text)
    for rule, place, line in breaches(joined):
        begin = joined.rfind("\n", 0, place) + 1
        if not joined[begin:place].lstrip().startswith("#"):
            offset = value.text.count("\n", 0, place)
            yield Finding(rule, value.line + offset, " ".join(line.split())[:60])


def _strangers_code(found: list[Value]) -> Iterator[Finding]:
    """The head of a stranger's branch, checked out where secrets are at hand."""
    for index, value in enumerate(found):
        if value.key == "ref" and _STRANGERS_HEAD.search(value.text):
            before = [one for one in found[max(0, index - 12) : index] if one.key == "uses"]
            if before and before[-1].text.startswith("actions/checkout@"):
                yield Finding("workflow-strangers-code", value.line, value.text[:60])
