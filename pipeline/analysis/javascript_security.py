"""JavaScript and TypeScript: text that becomes code, markup or a command."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.analysis.occurrences import above, matches
from pipeline.analysis.script_calls import SCRIPT, arguments, calls_of, is_constant, queries
from pipeline.analysis.subject import Subject, written
from pipeline.model import Finding

_EVAL = re.compile(rb"(?<![\w.$])(eval)\s*\(")
_FUNCTION = re.compile(rb"\bnew\s+(Function)\s*\(")
_MARKUP = re.compile(rb"\.(innerHTML|outerHTML)\s*\+?=(?!=)")
_WRITE = re.compile(rb"\bdocument\.(write|writeln)\s*\(")
_INSERT = re.compile(rb"\.(insertAdjacentHTML)\s*\(")
_REACT = re.compile(rb"\b(dangerouslySetInnerHTML)\s*=")
_UNVERIFIED = re.compile(rb"\b(rejectUnauthorized)\s*:\s*false\b")
_TIMER = re.compile(rb"(?<![\w.$])(setTimeout|setInterval)\s*\(\s*[\"'`]")
_PROCESSES = r"['\"](?:node:)?child_process['\"]"
_NAMED = re.compile(
    rf"\{{([^{{}}]{{1,400}})\}}\s*(?:=\s*require\(\s*{_PROCESSES}|from\s*{_PROCESSES})")
_MODULE = re.compile(
    rf"(?:\b(?:const|let|var)\s+([\w$]+)\s*=\s*require\(\s*{_PROCESSES}"
    rf"|\bimport\s+(?:\*\s*as\s+)?([\w$]+)\s+from\s*{_PROCESSES})")
_RENAMED = re.compile(r"\s*(exec|execSync)(?:\s*(?::|\bas\b)\s*([\w$]+))?\s*\Z")


def find(subject: Subject) -> Iterator[Finding]:
    """All findings of a script; each part looks for its words in the text first."""
    if subject.tree is None:
        return
    yield from _code(subject)
    yield from _markup(subject)
    yield from _commands(subject)
    yield from queries(subject, SCRIPT)
    if b"rejectUnauthorized" in subject.data:
        for _, node in matches(subject, _UNVERIFIED):
            if node.parent is not None and node.parent.type == "pair":
                yield Finding("script-unverified-tls", subject.line_of(node), written(node.parent))


def _code(subject: Subject) -> Iterator[Finding]:
    for word, pattern in ((b"eval", _EVAL), (b"Function", _FUNCTION), (b"set", _TIMER)):
        if word not in subject.data:
            continue
        for _, call in calls_of(subject, SCRIPT, pattern):
            given = arguments(SCRIPT, call)
            run = given if pattern is _FUNCTION else given[:1]
            if not all(is_constant(SCRIPT, one) for one in run):
                yield Finding("script-eval", subject.line_of(call), written(call))


def _markup(subject: Subject) -> Iterator[Finding]:
    if b"HTML" in subject.data:
        for _, node in matches(subject, _MARKUP):
            owner = above(node, "assignment_expression", "augmented_assignment_expression")
            left = owner.child_by_field_name("left") if owner is not None else None
            if owner is not None and left is not None and left.end_byte == node.end_byte \
                    and not is_constant(SCRIPT, owner.child_by_field_name("right")):
                yield Finding("script-markup", subject.line_of(owner), written(owner))
        for _, node in matches(subject, _REACT):
            if node.parent is not None and node.parent.type == "jsx_attribute":
                yield Finding("script-markup", subject.line_of(node), written(node.parent))
        yield from _inserted(subject, _INSERT, 1)
    if b"document.write" in subject.data:
        yield from _inserted(subject, _WRITE, 0)


def _inserted(subject: Subject, pattern: re.Pattern[bytes], place: int) -> Iterator[Finding]:
    for _, call in calls_of(subject, SCRIPT, pattern):
        given = arguments(SCRIPT, call)
        if len(given) > place and not is_constant(SCRIPT, given[place]):
            yield Finding("script-markup", subject.line_of(call), written(call))


def _commands(subject: Subject) -> Iterator[Finding]:
    """``exec`` of Node's ``child_process``, which starts a shell."""
    source = subject.source.text
    if "child_process" not in source:
        return
    names = {match[2] or match[1] for clause in _NAMED.findall(source)
             for part in clause.split(",") if (match := _RENAMED.match(part))}
    modules = {name for pair in _MODULE.findall(source) for name in pair if name}
    wanted = [rf"(?<![\w.$]){re.escape(name)}" for name in names]
    wanted += [rf"(?<![\w.$]){re.escape(name)}\.exec(?:Sync)?" for name in modules]
    if not wanted:
        return
    pattern = re.compile(rf"({'|'.join(wanted)})\s*\(".encode())
    for _, call in calls_of(subject, SCRIPT, pattern):
        given = arguments(SCRIPT, call)
        if given and not is_constant(SCRIPT, given[0]):
            yield Finding("script-shell-command", subject.line_of(call), written(call))


