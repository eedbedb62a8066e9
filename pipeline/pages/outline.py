"""The outline of a docs page: everything a file defines, nested as it is in the source."""

from __future__ import annotations

from pipeline.escape import Md, anchor, at, code, join, link, md, sentence
from pipeline.facets import brief
from pipeline.model import KINDS, Symbol
from pipeline.pages import Sight

#: How a modifier reads before the kind; those that the kind or the place tells are left out.
_MODIFIERS = {"property": "", "nested": "", "classmethod": "class"}
#: ``function declaration``: what is only declared here reads so.
_DECLARED = "declaration"
_TOLD_BY_MODIFIER = ("staticmethod", "classmethod", "property", "overload", "typing.overload",
                     "abstractmethod", "abc.abstractmethod")


def outline(sight: Sight, path: str, symbols: tuple[Symbol, ...], marks: list[str]) -> Md:
    """Every symbol as a nested list, each with its anchor, source lines and first sentence.

    What a symbol holds follows it, also where the source has something else in between (a macro
    inside a namespace, say).
    """
    below: dict[int, list[int]] = {}
    for index, symbol in enumerate(symbols):
        below.setdefault(symbol.parent, []).append(index)
    # The link to the source is the same for all but the line: made once.
    base = sight.to_source(path)
    rows: list[str] = []
    pending = [(index, 0) for index in reversed(below.get(-1, ()))]
    while pending:
        index, depth = pending.pop()
        rows.append(f"{'  ' * min(depth, 8)}- {anchor(marks[index])}{_row(symbols[index], base)}")
        pending += [(inner, depth + 1) for inner in reversed(below.get(index, ()))]
    return md("\n".join(rows))


def _row(symbol: Symbol, base: str) -> str:
    first, last = symbol.line, symbol.end_line
    fragment = f"L{first}-L{last}" if last > first else f"L{first}"
    lines = f"{first}–{last}" if last > first else f"{first}"
    place = link(md(f"{'lines' if last > first else 'line'} {lines}"), at(base, fragment))
    words = [*(_MODIFIERS.get(m, m) for m in symbol.modifiers if m != _DECLARED),
             KINDS[symbol.kind][0].lower() if symbol.kind in KINDS else symbol.kind]
    if _DECLARED in symbol.modifiers:
        words.append(_DECLARED)
    shown = symbol.qualname
    if symbol.bases:
        shown += f"({', '.join(symbol.bases)})"
    row = f"{' '.join(filter(None, words))} {code(shown + _spaced(symbol))} ({place})"
    decorators = [code("@" + d) for d in symbol.decorators if d not in _TOLD_BY_MODIFIER]
    if decorators:
        row += f" · {join(decorators, ' ')}"
    if symbol.doc:
        row += f": {sentence(brief(symbol.doc))}"
    return row


def is_public(symbol: Symbol) -> bool:
    """Whether a name is offered to others and could say what it is."""
    return symbol.kind in _SPEAKING and not symbol.name.startswith("_") \
        and _HIDDEN.isdisjoint(symbol.modifiers) and "._" not in symbol.qualname


#: Kinds of which every public one should be documented; a field or key may speak for itself.
_SPEAKING = frozenset((
    "class", "struct", "union", "record", "object", "interface", "trait", "protocol", "mixin",
    "concept", "enum", "annotation", "function", "method", "procedure", "operation", "macro",
    "service", "message", "property"))
_HIDDEN = frozenset(("nested", "private", "protected", "internal", "test", "overload",
                     "conditional"))


def _spaced(symbol: Symbol) -> str:
    signature = symbol.signature
    return f" {signature}" if signature.startswith("=") else signature
