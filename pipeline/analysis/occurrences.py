"""Occurrences: words looked for in the text first, and only where they stand in the tree.

What an analysis of calls looks for is rare. To search for it in the text costs a file that has none
of it next to nothing, while a walk over all nodes costs every file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from pipeline.analysis.subject import Subject

#: Places looked at for one word: as many findings of a rule are kept, and more.
MOST = 2_000
#: Levels of the tree at which something is still looked at.
DEEPEST = 120
_WORD = re.compile(rb"\w|[\x80-\xff]")
_OPENING = re.compile(rb"[ \t\\\n]*\(")


def places(subject: Subject, word: bytes, *, called: bool = True) -> Iterator[tuple[int, int]]:
    """Where a dotted name stands in the text and (if ``called``) an opening bracket follows."""
    data, start = subject.data, -1
    for _ in range(MOST):
        start = data.find(word, start + 1)
        if start < 0:
            return
        end = start + len(word)
        before = b"" if word.startswith(b".") else data[start - 1 : start]
        is_whole = before != b"." and not _WORD.match(before) and not _WORD.match(data, end)
        if is_whole and (not called or _OPENING.match(data, end)):
            yield start, end


def node_at(subject: Subject, start: int, end: int) -> Node | None:
    """The node that stands at exactly these bytes, unless it stands too deep."""
    if subject.tree is None or not _is_shallow(subject.tree.root, start):
        return None
    node = subject.tree.root.descendant_for_byte_range(start, end)
    if node is None or node.start_byte != start or node.end_byte != end:
        return None
    return node


def leaf_at(subject: Subject, place: int) -> Node | None:
    """The innermost node that a byte belongs to, unless it stands too deep."""
    if subject.tree is None or not _is_shallow(subject.tree.root, place):
        return None
    return subject.tree.root.descendant_for_byte_range(place, place)


def is_shallow(subject: Subject, node: Node) -> bool:
    """Whether a node stands no deeper than people nest, so that one may climb from it."""
    return subject.tree is not None and _is_shallow(subject.tree.root, node.start_byte)


def _is_shallow(root: Node, place: int) -> bool:
    """Whether a byte is no deeper in the tree than people nest.

    To find a node's parent takes as long as the way from the root: in a text that is nested a
    thousand times, climbing from a thousand places would take minutes.
    """
    cursor = root.walk()
    return any(cursor.goto_first_child_for_byte(place) is None for _ in range(DEEPEST))


def text(node: Node | None) -> str:
    """What stands in the source for a node."""
    return "" if node is None else (node.text or b"").decode("utf-8", "replace")


def matches(subject: Subject, pattern: re.Pattern[bytes]) -> Iterator[tuple[re.Match[bytes], Node]]:
    """Matches of a pattern whose first group is one node of the tree."""
    for number, match in enumerate(pattern.finditer(subject.data)):
        if number == MOST:
            return
        node = node_at(subject, *match.span(1))
        if node is not None:
            yield match, node


def above(node: Node | None, *kinds: str) -> Node | None:
    """The nearest node of one of some types that holds a node."""
    while node is not None and node.type not in kinds:
        node = node.parent
    return node
