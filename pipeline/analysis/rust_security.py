"""Rust: unsafe code without a stated reason, and calls that give up what the compiler checks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from pipeline.analysis.subject import Subject, written
from pipeline.model import Finding

NODES = ("unsafe_block", "impl_item", "call_expression", "static_item")

_UNCHECKED = frozenset((
    "get_unchecked", "get_unchecked_mut", "from_utf8_unchecked", "unwrap_unchecked",
    "unreachable_unchecked"))
_INVALID = frozenset(("danger_accept_invalid_certs", "danger_accept_invalid_hostnames"))
_SHELL = re.compile(
    r'Command::new\(\s*"(?:/\w+)*/?(?:sh|bash|zsh|dash)"\s*\)\s*\.arg\(\s*"-l?c"\s*\)\s*\.arg\('
    r'\s*(?!r?#*")')
#: A comment, or part of one; documentation of an item is about something else.
_REASON = re.compile(r"(?<!/)//(?![/!])|/\*(?!\*)|^\s*\*(?![\w(])")
#: What may stand between a statement and the comment above it.
_ABOVE = re.compile(r"\s*(?://|/\*|\*|#!?\[)|.*\*/\s*$")
_HOLDERS = frozenset(("block", "source_file", "declaration_list", "match_block"))
#: How many lines above a statement are searched for its reason.
_REACH = 12


def find(subject: Subject) -> Iterator[Finding]:
    """All findings of a file."""
    lines = subject.source.text.split("\n")
    for node in subject.nodes("unsafe_block"):
        if not _is_reasoned(subject, node, lines):
            yield _at(subject, "rust-unreasoned-unsafe", node)
    for node in subject.nodes("impl_item"):
        if node.children and node.children[0].type == "unsafe" and not _is_reasoned(
                subject, node, lines):
            yield Finding("rust-unreasoned-unsafe", subject.line_of(node),
                          written(node).partition("{")[0].strip())
    for node in subject.nodes("static_item"):
        if any(child.type == "mutable_specifier" for child in node.children):
            yield Finding("rust-mutable-static", subject.line_of(node),
                          written(node).partition("=")[0].strip())
    for node in subject.nodes("call_expression"):
        if rule := _called(node):
            yield Finding(rule, subject.line_of(node), written(node))
    yield from _shells(subject)


def _at(subject: Subject, rule: str, node: Node) -> Finding:
    return Finding(rule, subject.line_of(node), subject.function_name(node))


def _is_reasoned(subject: Subject, node: Node, lines: list[str]) -> bool:
    """Whether a comment may say why this holds: above the statement, or first in the block."""
    first = node.start_point[0]
    top = node
    while top.parent is not None and top.parent.type not in _HOLDERS:
        top = top.parent
    near = lines[first : min(first + 3, node.end_point[0] + 1)]
    for place in range(first - 1, max(-1, first - 1 - _REACH), -1):
        if place < top.start_point[0] and not _ABOVE.match(lines[place]):
            break
        near.append(lines[place])
    return any(_REASON.search(line) for line in near)


def _called(node: Node) -> str:
    """The rule that a call breaks; empty for none."""
    function = node.child_by_field_name("function")
    if function is None:
        return ""
    if function.type == "generic_function":
        function = function.child_by_field_name("function") or function
    text = (function.text or b"").decode("utf-8", "replace")
    name = re.split(r"::|\.", text)[-1].strip()
    if name == "transmute" and function.type in ("identifier", "scoped_identifier"):
        return "rust-transmute"
    if name in _UNCHECKED:
        return "rust-unchecked"
    if name == "uninitialized" and text.endswith("mem::uninitialized"):
        return "rust-uninitialized"
    if name in _INVALID and written(node).endswith("(true)"):
        return "rust-unverified-peer"
    return ""


def _shells(subject: Subject) -> Iterator[Finding]:
    text = subject.source.text
    if "Command::new" not in text:
        return
    for match in _SHELL.finditer(text):
        if subject.code[match.start() : match.start() + 7] == "Command":
            end = text.find(")", match.end())
            yield Finding("rust-shell-command", subject.line(match.start()),
                          " ".join(text[match.start() : end + 1].split())[:60])
