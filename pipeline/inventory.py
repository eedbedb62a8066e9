"""What a file defines, in words: counts by kind with the first names, for sentences of pages."""

from __future__ import annotations

from pipeline.escape import plural
from pipeline.model import HOLDERS, KINDS, Symbol, at_top

#: Kinds named in one sentence, and names given for each.
_KINDS, _NAMES = 4, 3
#: Where there are such, they say more than the keys at the top.
_WORK = frozenset(("job", "event"))
#: Longest name that a sentence holds: a heading may be a whole line.
_NAME = 60


def kind_counts(symbols: tuple[Symbol, ...]) -> str:
    """``3 classes, 12 methods and 1 constant``, in the order of :data:`KINDS`."""
    counts: dict[str, int] = {}
    for symbol in symbols:
        counts[symbol.kind] = counts.get(symbol.kind, 0) + 1
    return series([plural(counts[kind], one.lower(), many.lower())
                   for kind, (one, many) in KINDS.items() if kind in counts])


def defines(symbols: tuple[Symbol, ...], kinds: int = _KINDS) -> str:
    """``2 classes (`A`, `B`) and 1 function (`f`)``: what stands at the top of a file."""
    top: dict[str, list[str]] = {}
    working = any(symbol.kind in _WORK for symbol in symbols)
    for symbol, is_top in zip(symbols, at_top(symbols), strict=True):
        if symbol.kind in _WORK if working else is_top and symbol.kind not in HOLDERS:
            top.setdefault(symbol.kind, []).append(symbol.name)
    found = [_named(kind, top[kind]) for kind in KINDS if kind in top]
    return series(found[:kinds])


def _named(kind: str, names: list[str]) -> str:
    distinct = sorted(dict.fromkeys(names), key=lambda name: name.startswith("_"))
    shown = ", ".join(f"`{_short(name)}`" for name in distinct[:_NAMES])
    more = " …" if len(distinct) > _NAMES else ""
    one, many = KINDS[kind]
    return f"{plural(len(names), one.lower(), many.lower())} ({shown}{more})"


def _short(name: str) -> str:
    name = " ".join(name.replace("`", "'").split())
    return name if len(name) <= _NAME else name[: _NAME - 1] + "…"


def series(parts: list[str]) -> str:
    """``a, b and c``"""
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1] \
        if parts else ""
