"""Headings and the things documented below them, as symbols that nest by level.

A *mark* is one place a reader can jump to. A mark without an end of its own reaches as far as the
line before the next mark of its level or a higher one, as a section does.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from pipeline.model import Symbol


@dataclass(frozen=True, slots=True)
class Mark:
    """A heading (level 1 is the highest) or a described thing with an end of its own."""

    level: int
    name: str
    line: int
    kind: str = "heading"
    qualname: str = ""
    #: Last line; 0 for "until the next mark of this level".
    end_line: int = 0
    signature: str = ""
    doc: str = ""


def nest(marks: list[Mark], last_line: int) -> tuple[Symbol, ...]:
    """Symbols for ``marks`` (in source order), each with its parent and its last line."""
    parents: list[int] = []
    ends = [mark.end_line or last_line for mark in marks]
    # The last line that each mark may hold: its own end, or the end of what is around it.
    limits: list[float] = []
    open_marks: list[int] = []
    for index, mark in enumerate(marks):
        while open_marks and not (
                marks[open_marks[-1]].level < mark.level and mark.line <= limits[open_marks[-1]]):
            _close(marks, ends, open_marks.pop(), mark.line)
        parents.append(open_marks[-1] if open_marks else -1)
        limits.append(min(mark.end_line or math.inf, limits[parents[-1]] if open_marks
                          else math.inf))
        open_marks.append(index)
    for index, parent in enumerate(parents):
        # What is around a mark and has an end of its own may end before the mark's section does.
        if parent >= 0:
            ends[index] = max(marks[index].line, min(ends[index], ends[parent]))
    return tuple(map(_symbol, marks, parents, ends))


def _close(marks: list[Mark], ends: list[int], index: int, next_line: int) -> None:
    if not marks[index].end_line:
        ends[index] = max(marks[index].line, next_line - 1)


def _symbol(mark: Mark, parent: int, end_line: int) -> Symbol:
    return Symbol(
        kind=mark.kind,
        name=mark.name,
        qualname=mark.qualname or mark.name,
        line=mark.line,
        end_line=end_line,
        parent=parent,
        signature=mark.signature,
        doc=mark.doc,
    )
