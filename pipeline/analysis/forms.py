"""The forms in which most analyses report: a symbol, a node, or all that one function holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tree_sitter import Node

from pipeline.analysis.subject import Subject, written
from pipeline.model import Finding, Symbol


def of_symbol(rule: str, symbol: Symbol, detail: str = "") -> Finding:
    """Something that a symbol is."""
    return Finding(rule, symbol.line, symbol.qualname, detail)


def of_node(rule: str, subject: Subject, node: Node, detail: str = "") -> Finding:
    """Something that stands in the code, shown as it is written."""
    return Finding(rule, subject.line_of(node), written(node), detail)


def by_function(rule: str, subject: Subject, nodes: Iterable[Node]) -> Iterator[Finding]:
    """One finding for each function that holds some of the nodes."""
    return by_name(rule, ((subject.function_name(node), subject.line_of(node)) for node in nodes))


def by_name(rule: str, found: Iterable[tuple[str, int]]) -> Iterator[Finding]:
    """One finding for each name, from (name, line) of all its places, with how many they are."""
    lines: dict[str, list[int]] = {}
    for name, line in found:
        lines.setdefault(name, []).append(line)
    for name, where in lines.items():
        detail = f"{len(where)} places" if len(where) > 1 else ""
        yield Finding(rule, min(where), name, detail)
