"""Go: work that is repeated, or put off, in each round of a loop."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from pipeline.analysis.subject import Subject, written
from pipeline.model import Finding

NODES = ("defer_statement", "call_expression", "assignment_statement")

_COMPILES = frozenset((b"regexp.MustCompile", b"regexp.Compile", b"regexp.MatchString"))
_STRINGS = frozenset(("interpreted_string_literal", "raw_string_literal"))


def find(subject: Subject) -> Iterator[Finding]:
    """The findings of a file."""
    for node in subject.nodes("defer_statement"):
        if _is_in_loop(node):
            yield Finding("defer-in-loop", subject.line_of(node), written(node))
    for node in subject.nodes("call_expression"):
        function = node.child_by_field_name("function")
        if function is not None and function.text in _COMPILES and _is_fixed(node) \
                and _is_in_loop(node):
            yield Finding("regexp-in-loop", subject.line_of(node), written(node))
    for node in subject.nodes("assignment_statement"):
        if _adds_text(node) and _is_in_loop(node):
            yield Finding("string-grown-in-loop", subject.line_of(node), written(node))


def _is_fixed(call: Node) -> bool:
    """Whether the pattern is the same in each round."""
    arguments = call.child_by_field_name("arguments")
    given = arguments.named_children if arguments is not None else []
    return bool(given) and given[0].type in _STRINGS


def _is_in_loop(node: Node) -> bool:
    """Whether a loop of the same function is around a node, other than in the loop's head."""
    inner, outer = node, node.parent
    while outer is not None and outer.type not in (
            "func_literal", "function_declaration", "method_declaration"):
        if outer.type == "for_statement" and inner.type == "block":
            return True
        inner, outer = outer, outer.parent
    return False


def _adds_text(node: Node) -> bool:
    """``text += …`` where what is added is text without doubt."""
    operator, right = (node.child_by_field_name(f) for f in ("operator", "right"))
    if operator is None or right is None or operator.text != b"+=":
        return False
    parts = list(right.named_children)
    if parts and parts[0].type == "binary_expression":
        parts = list(parts[0].named_children)
    return any(part.type in _STRINGS for part in parts)
