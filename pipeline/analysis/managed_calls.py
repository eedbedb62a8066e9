"""Java and C#: blocks that close or lock, threads that are started, texts that grow in loops."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from tree_sitter import Node

from pipeline.analysis.occurrences import is_shallow
from pipeline.analysis.subject import Subject, written
from pipeline.model import Finding

NODES = ("try_with_resources_statement", "synchronized_statement", "using_statement",
         "lock_statement", "object_creation_expression", "assignment_expression")

_BLOCKS = {"try_with_resources_statement": "managed-block", "using_statement": "managed-block",
           "synchronized_statement": "synchronized", "lock_statement": "synchronized"}
_THREADS = frozenset((b"Thread", b"ThreadPoolExecutor", b"ForkJoinPool"))
#: Places of one sort that are looked at closely.
_MOST = 200
_LOOPS = frozenset(("for_statement", "enhanced_for_statement", "foreach_statement",
                    "while_statement", "do_statement"))
_FUNCTIONS = frozenset(("method_declaration", "constructor_declaration", "lambda_expression",
                        "local_function_statement", "class_body"))


def find(subject: Subject) -> Iterator[Finding]:
    """What statements and new objects show."""
    for kind, rule in _BLOCKS.items():
        for node in subject.nodes(kind):
            yield Finding(rule, subject.line_of(node), subject.function_name(node))
    for node in subject.nodes("object_creation_expression"):
        made = node.child_by_field_name("type")
        if made is not None and made.text in _THREADS:
            yield Finding("threads", subject.line_of(node), subject.function_name(node))
    grown = (node for node in subject.nodes("assignment_expression") if _adds_text(subject, node))
    for node in islice(grown, _MOST):
        yield from _grown_text(subject, node)


def _adds_text(subject: Subject, node: Node) -> bool:
    """Whether an assignment is ``text += "…"``."""
    left, right = (node.child_by_field_name(side) for side in ("left", "right"))
    if left is None or right is None or left.type != "identifier":
        return False
    operator = subject.data[left.end_byte : right.start_byte].strip()
    first = right.named_child(0) if right.type == "binary_expression" else right
    return operator == b"+=" and first is not None and first.type == "string_literal"


def _grown_text(subject: Subject, node: Node) -> Iterator[Finding]:
    """One that stands in a loop which does not set the text anew."""
    left = node.child_by_field_name("left")
    if left is None:
        return
    loop = _outermost_loop(node) if is_shallow(subject, node) else None
    name = left.text or b""
    if loop is not None and subject.data.find(
            name + b" = ", loop.start_byte, loop.end_byte) < 0:
        yield Finding("text-grown-in-loop", subject.line_of(node), written(node))


def _outermost_loop(node: Node) -> Node | None:
    found, parent = None, node.parent
    while parent is not None and parent.type not in _FUNCTIONS:
        if parent.type in _LOOPS:
            found = parent
        parent = parent.parent
    return found
