"""Lines of which a comment says that a checker's finding there has been looked at.

A mark counts for the whole statement that it stands in, as far as that holds no statements itself:
a call over several lines is reviewed by a mark on any of them. Some marks speak of the next line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from pipeline.analysis.occurrences import DEEPEST
from pipeline.analysis.subject import Subject

#: What every mark holds one of: the text is searched for these first.
_WORDS = ("nosec", "noqa", "NOLINT", "NOSONAR", "nolint", "eslint-disable", "shellcheck")
_MARK = re.compile(
    r"\bnosec\b|\bnoqa\b(?![ \t]*:)|\bnoqa[ \t]*:[^#]*?\bS\d{3}|\bNOLINT\b|\bNOSONAR\b"
    r"|\bnolint\b|\beslint-disable-line\b")
_NEXT = re.compile(
    r"\beslint-disable-next-line\b|\bNOLINTNEXTLINE\b|^\s*#\s*shellcheck\s+disable\b")
#: Characters of a line on either side of a word that are looked at.
_LINE = 400
#: Ends of the names of nodes that hold statements.
_BLOCKS = ("block", "body", "module", "program", "suite", "statements", "declaration_list",
           "source_file", "compilation_unit")


def reviewed_lines(subject: Subject) -> set[int]:
    """The 1-based lines that are reviewed."""
    found: set[int] = set()
    for line, written in _marked(subject):
        is_next = _NEXT.search(written) is not None
        reviewed = line + is_next
        if reviewed not in found and (is_next or _MARK.search(written)):
            found.update(_statement(subject, reviewed))
    return found


def _marked(subject: Subject) -> Iterator[tuple[int, str]]:
    """The lines that hold a word of a mark, with their numbers."""
    text = subject.source.text
    for word in _WORDS:
        start = text.find(word)
        while start >= 0:
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
            begin = text.rfind("\n", 0, start) + 1
            yield subject.line(start), text[max(begin, start - _LINE) : min(end, start + _LINE)]
            start = text.find(word, end)


def _statement(subject: Subject, line: int) -> range:
    """The lines of the simple statement to which a line belongs."""
    alone = range(line, line + 1)
    if subject.tree is None or subject.tree.newlines is not None:
        return alone
    place = (line - 1, subject.indent(line))
    cursor = subject.tree.root.walk()
    if all(cursor.goto_first_child_for_point(place) is not None for _ in range(DEEPEST)):
        return alone
    node = subject.tree.root.descendant_for_point_range(place, place)
    best: Node | None = None
    while node is not None and not node.type.endswith(_BLOCKS):
        if any(child.type.endswith(_BLOCKS) for child in node.named_children[-3:]):
            break
        best, node = node, node.parent
    if best is None or best.type == "comment":
        return alone
    return range(min(best.start_point[0] + 1, line), max(best.end_point[0] + 1, line) + 1)
