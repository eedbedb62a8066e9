"""Java, PHP and Ruby: queries from parts, and the calls that are dangerous with data from outside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.analysis.occurrences import matches, text
from pipeline.analysis.script_calls import (
    GRAMMARS,
    Grammar,
    arguments,
    calls_of,
    is_constant,
    queries,
)
from pipeline.analysis.subject import Subject, written
from pipeline.model import Finding

#: Language -> (a word of the text, the call, its rule), for a first argument that is not constant.
_CALLS: dict[str, tuple[tuple[bytes, re.Pattern[bytes], str], ...]] = {
    "PHP": (
        (b"eval", re.compile(rb"(?<![\w>:$\\])(eval)\s*\("), "script-eval"),
        (b"unserialize", re.compile(rb"(?<![\w>:$\\])(unserialize)\s*\("), "php-unserialize"),
        (b"(", re.compile(rb"(?<![\w>:$\\])(system|exec|shell_exec|passthru|popen|proc_open)\s*\("),
         "script-shell-command"),
    ),
    "Ruby": (
        (b"eval", re.compile(rb"(?<![\w.:@$])(eval)(?=[ (])"), "script-eval"),
        (b"Marshal", re.compile(rb"\bMarshal\.(load|restore)\b"), "ruby-marshal"),
        (b"system", re.compile(rb"(?<![\w.:@$])(system)(?=[ (])"), "script-shell-command"),
    ),
    "Java": (
        (b"getRuntime", re.compile(rb"\bgetRuntime\(\)\s*\.(exec)\s*\("), "java-process"),
    ),
}
_REQUEST = re.compile(rb"(\$_(?:GET|POST|REQUEST|COOKIE))\b")
_INCLUDES = ("include_expression", "include_once_expression", "require_expression",
             "require_once_expression")


def find(subject: Subject) -> Iterator[Finding]:
    """All findings of a file; each part looks for its words in the text first."""
    language = subject.source.language.name
    grammar = GRAMMARS[language]
    if subject.tree is None:
        return
    yield from queries(subject, grammar)
    for word, pattern, rule in _CALLS[language]:
        if word in subject.data:
            yield from _calls(subject, grammar, pattern, rule)
    if language == "PHP" and b"$_" in subject.data:
        yield from _request_data(subject)


def _calls(
    subject: Subject, grammar: Grammar, pattern: re.Pattern[bytes], rule: str
) -> Iterator[Finding]:
    for _, call in calls_of(subject, grammar, pattern):
        given = arguments(grammar, call)
        if not given or is_constant(grammar, given[0]):
            continue
        # Several arguments, or a list, start a program without a shell.
        if rule == "script-shell-command" and (
                (grammar is GRAMMARS["Ruby"] and len(given) > 1)
                or given[0].type in ("array", "array_creation_expression", "splat_argument")):
            continue
        if rule == "php-unserialize" and "allowed_classes" in text(call):
            continue
        yield Finding(rule, subject.line_of(call), written(call))


def _request_data(subject: Subject) -> Iterator[Finding]:
    """What a visitor sent, taken as a file to run or put into the page as it is."""
    for _, node in matches(subject, _REQUEST):
        value = node.parent
        if value is None or value.type != "subscript_expression":
            continue
        owner = value.parent
        while owner is not None and owner.type in ("binary_expression", "encapsed_string",
                                                   "parenthesized_expression",
                                                   "sequence_expression"):
            owner = owner.parent
        if owner is None:
            continue
        if owner.type in _INCLUDES:
            yield Finding("php-include", subject.line_of(owner), written(owner))
        elif owner.type == "echo_statement":
            yield Finding("php-echo", subject.line_of(owner), written(owner))
