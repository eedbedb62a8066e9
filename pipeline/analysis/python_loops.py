"""Python: what stands around a place in the code: loops, coroutines, locks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from tree_sitter import Node

_BOUNDARIES = frozenset(("function_definition", "lambda", "class_definition", "module"))
_LOOPS = frozenset(("for_statement", "while_statement"))
_LEAVES = frozenset(("return_statement", "raise_statement", "break_statement"))
_LOCK = re.compile(rb"(?:(?:\w*_)?(?i:[rw]*lock|mutex|semaphore)|\w*Lock)(?:\(\))?")


def loop_around(node: Node) -> Node | None:
    """The innermost loop that runs a node again and again.

    What is left for good right after a node runs once; what a loop goes over is computed once.
    """
    for child, parent in _ancestors(node):
        if parent.type in _BOUNDARIES or _is_left(parent):
            return None
        if parent.type == "while_statement" or (
                parent.type == "for_statement" and parent.child_by_field_name("body") == child):
            return parent
    return None


def outermost_loop(node: Node) -> Node | None:
    """The outermost loop of the same function around a node that one loop is around."""
    found = None
    for _, parent in _ancestors(node):
        if parent.type in _BOUNDARIES:
            break
        if parent.type in _LOOPS:
            found = parent
    return found


def coroutine_around(node: Node, data: bytes) -> Node | None:
    """The ``async def`` that a node belongs to, when no other function is between."""
    for _, parent in _ancestors(node):
        if parent.type in _BOUNDARIES:
            is_async = (parent.type == "function_definition"
                        and data.startswith(b"async", parent.start_byte))
            return parent if is_async else None
    return None


def lock_around(node: Node) -> str:
    """The lock that a ``with`` around a node holds, as it is written."""
    for child, parent in _ancestors(node):
        if parent.type in _BOUNDARIES:
            return ""
        if parent.type == "with_statement" and child.type == "block":
            held = _held(parent)
            if held:
                return held
    return ""


def function_around(node: Node) -> Node | None:
    """The function, or the module, that a node belongs to."""
    for _, parent in _ancestors(node):
        if parent.type in ("function_definition", "module"):
            return parent
    return None


def _held(statement: Node) -> str:
    clause = next((c for c in statement.named_children if c.type == "with_clause"), None)
    for item in clause.named_children if clause is not None else ():
        text = item.text or b""
        last = text.rpartition(b".")[2]
        if _LOCK.fullmatch(last):
            return text.decode("utf-8", "replace")
    return ""


@lru_cache(maxsize=16)
def _is_left(node: Node) -> bool:
    """Whether a block ends by leaving the loop that it is in."""
    if node.type != "block":
        return False
    for place in range(node.named_child_count - 1, -1, -1):
        last = node.named_child(place)
        if last is not None and last.type != "comment":
            return last.type in _LEAVES
    return False


def _ancestors(node: Node) -> Iterator[tuple[Node, Node]]:
    """(child, parent) on the way up."""
    parent = node.parent
    while parent is not None:
        yield node, parent
        node, parent = parent, parent.parent
