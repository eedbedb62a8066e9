"""Shell scripts: text that is run as code, expansions that fall apart, files that others can take.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from pipeline.analysis.command_lines import breaches
from pipeline.analysis.occurrences import above, matches, node_at, places, text
from pipeline.analysis.subject import Subject, written
from pipeline.languages import shell_lines
from pipeline.model import Finding

_SHARED = re.compile(rb">>?[ \t]*([\"']?/(?:var/)?tmp/[\w./-]+[\"']?)(?=[\s;&|)])")
_ALL = re.compile(rb"(\$(?:[*@]|\{[*@]\}))(?![\"'\w])")
_EXPANSIONS = ("simple_expansion", "expansion")
#: Commands that put another in front.
_PREFIXES = ("sudo", "doas", "env", "exec", "command", "nice", "time")
#: Parts of a command that are no words of it.
_ASIDE = ("variable_assignment", "file_redirect", "herestring_redirect")
_RECURSIVE = re.compile(r"-[a-zA-Z]*[rR][a-zA-Z]*|--recursive")
_CONTINUED = re.compile(r"\\\n")


def find(subject: Subject) -> Iterator[Finding]:
    """Findings of a script in the grammar of the Bourne shell."""
    if shell_lines.dialect(subject.source) is not None:
        return
    yield from _commands(subject)
    yield from _command_lines(subject)
    yield from _shared_files(subject)
    yield from _all_arguments(subject)


def _commands(subject: Subject) -> Iterator[Finding]:
    for name, check in ((b"eval", _evaluates), (b"rm", _removes)):
        for start, end in places(subject, name, called=False):
            node = node_at(subject, start, end)
            command = above(node, "command")
            words = _words(command) if command is not None else []
            if command is not None and words and words[0].start_byte == start \
                    and (rule := check(words[1:])):
                yield Finding(rule, subject.line_of(command), written(command))


def _words(command: Node) -> list[Node]:
    """The words of a command from the one on that names the program."""
    words = [child for child in command.named_children if child.type not in _ASIDE]
    while words and text(words[0]) in _PREFIXES:
        words.pop(0)
    return words


def _evaluates(arguments: list[Node]) -> str:
    """A variable in what is evaluated.

    The output of a program alone is its way to set variables; after ``set --`` it is the way to
    read back what ``getopt`` has quoted, and after ``echo {`` to count.
    """
    if arguments and (text(arguments[0]) == "set" or (
            text(arguments[0]) == "echo" and text(arguments[-1]).startswith("{"))):
        return ""
    return "shell-eval" if any(_has_expansion(argument) for argument in arguments) else ""


def _has_expansion(node: Node) -> bool:
    """Whether a variable stands in a word, outside of the commands that the word runs."""
    if node.type in _EXPANSIONS:
        return True
    inner = node.named_children if node.type in ("string", "concatenation") else []
    return any(child.type in _EXPANSIONS or (
        child.type == "string" and any(part.type in _EXPANSIONS for part in child.named_children))
        for child in inner)


def _removes(arguments: list[Node]) -> str:
    """``rm -r`` of a variable that is not in quotes."""
    recursive = any(_RECURSIVE.fullmatch(text(a)) for a in arguments)
    bare = any(a.type in _EXPANSIONS or (a.type == "concatenation" and any(
        part.type in _EXPANSIONS for part in a.named_children)) for a in arguments)
    return "shell-remove-unquoted" if recursive and bare else ""


def _command_lines(subject: Subject) -> Iterator[Finding]:
    joined = _CONTINUED.sub("  ", subject.source.text)
    for rule, place, line in breaches(joined):
        start = len(joined[:place].encode("utf-8", "replace"))
        node = node_at(subject, start, start + len(line.split()[0]))
        if node is not None and above(node, "command", "comment", "heredoc_body") is not None \
                and above(node, "comment", "heredoc_body") is None:
            yield Finding(rule, subject.line(place), " ".join(line.split())[:60])


def _shared_files(subject: Subject) -> Iterator[Finding]:
    for _, node in matches(subject, _SHARED):
        if above(node, "file_redirect") is not None:
            yield Finding("shell-shared-file", subject.line_of(node), written(node))


def _all_arguments(subject: Subject) -> Iterator[Finding]:
    """All arguments handed to a command without quotes."""
    for _, node in matches(subject, _ALL):
        parent = node.parent
        if parent is None or parent.type not in ("command", "for_statement"):
            continue
        name = text(parent.child_by_field_name("name")).rpartition("/")[2]
        if name not in ("echo", "printf", ":", "die", "error", "log", "warn", "info"):
            yield Finding("shell-unquoted-arguments", subject.line_of(node), written(parent))
