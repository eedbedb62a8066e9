"""C family: patterns that a class shows by its bases and members, read from the outline."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.analysis.subject import Subject
from pipeline.model import Finding, Symbol

_CLASSES = ("class", "struct")
_FACTORY = re.compile(r"(?:make|create|build|new_?instance|Make|Create|Build|New)(?:[A-Z_]\w*)?\Z")
#: A pointer that owns, or a plain one, and what it points to.
_MADE = re.compile(
    r"(?:std::unique_ptr|std::shared_ptr|c10::intrusive_ptr|intrusive_ptr)<(?:\w+::)*(\w+)"
    r"|(\w+)\s*\*\Z")
_ONLY_REFERENCE = re.compile(
    r"\(\s*(?:const\s+)?(\w+)(?:\s*<[^()]*>)?(?:\s+const)?\s*(&&?)\s*\w*\s*\)")
_NAME = re.compile(r"\w+(?:::\w+)*")
_ATOMIC = re.compile(r": (?:mutable )?(?:std::atomic\b|std::atomic_\w+|_Atomic\b)")
_COUNTED = re.compile(r": (?:atomic(?:64|_long)?_t|refcount_t|struct kref)\Z")
_VISIT = re.compile(r"[vV]isit(?:[A-Z_]\w*)?\Z")
_SHARED_BASE = re.compile(r"(?:\w+::)*(enable_shared_from_this|intrusive_ptr_target)\b")
_ERROR_BASE = re.compile(
    r"(?:std::)?(?:exception|runtime_error|logic_error|invalid_argument|out_of_range"
    r"|system_error|domain_error|range_error|overflow_error|bad_alloc)\Z")
#: Overloads of a visit method from which on a class is a visitor.
_VISITS = 3


def find(subject: Subject) -> Iterator[Finding]:
    """The patterns of classes and of what stands in them."""
    symbols = subject.extraction.symbols
    members: dict[int, list[Symbol]] = {}
    for symbol in symbols:
        if symbol.parent >= 0:
            members.setdefault(symbol.parent, []).append(symbol)
    for index, symbol in enumerate(symbols):
        if symbol.kind in _CLASSES:
            yield from _class(symbol, members.get(index, []))
        elif symbol.kind == "function" or symbol.kind == "method":
            yield from _function(symbol)
        elif symbol.kind == "concept":
            yield Finding("concept-constraint", symbol.line, symbol.qualname)
        elif "thread_local" in symbol.modifiers and symbol.kind in ("variable", "field"):
            yield Finding("thread-local", symbol.line, symbol.qualname)
        elif symbol.kind in ("variable", "field"):
            yield from _variable(symbol)


def _class(symbol: Symbol, members: list[Symbol]) -> Iterator[Finding]:
    for base in symbol.bases:
        shared = _SHARED_BASE.match(base)
        if shared is not None:
            yield Finding("shared-ownership", symbol.line, symbol.qualname, shared[1])
        elif _ERROR_BASE.match(base):
            yield Finding("exception-class", symbol.line, symbol.qualname, base)
        elif any(_is_same(name, symbol.qualname)
                 for name in _NAME.findall(base.partition("<")[2])):
            yield Finding("crtp", symbol.line, symbol.qualname, base[:60])
    if members:
        yield from _members(symbol, members)


def _is_same(name: str, qualname: str) -> bool:
    """Whether a name, qualified or not, is that of a class."""
    return qualname == name or qualname.endswith("::" + name)


def _members(symbol: Symbol, members: list[Symbol]) -> Iterator[Finding]:
    methods = [m for m in members if m.kind == "method"]
    pure = [m for m in methods if "abstract" in m.modifiers]
    if pure:
        yield from _interface(symbol, members, methods, len(pure))
    if sum(1 for m in methods if _VISIT.match(m.name)) >= _VISITS:
        yield Finding("visitor-class", symbol.line, symbol.qualname)
    yield from _copying(symbol, members)
    yield from _factories(symbol, methods)


def _factories(symbol: Symbol, methods: list[Symbol]) -> Iterator[Finding]:
    """Static functions that return a pointer to their class, each name once."""
    found: dict[str, list[Symbol]] = {}
    for method in methods:
        if "static" in method.modifiers and _FACTORY.match(method.name):
            made = _MADE.match(method.signature.rpartition("->")[2].strip())
            if made is not None and (made[1] or made[2]) == symbol.name:
                found.setdefault(method.qualname, []).append(method)
    for name, overloads in found.items():
        detail = f"{len(overloads)} overloads" if len(overloads) > 1 else ""
        yield Finding("factory-method", overloads[0].line, name, detail)


def _interface(
    symbol: Symbol, members: list[Symbol], methods: list[Symbol], pure: int
) -> Iterator[Finding]:
    """All that is virtual must be implemented, and there is no state: an interface."""
    others = [m for m in methods if "abstract" not in m.modifiers and not m.name.startswith("~")]
    has_state = any(m.kind == "field" and "static" not in m.modifiers for m in members)
    rule = "abstract-class" if others or has_state or symbol.bases else "pure-interface"
    detail = f"{pure} pure virtual function{'s' * (pure > 1)}"
    yield Finding(rule, symbol.line, symbol.qualname, detail)


def _copying(symbol: Symbol, members: list[Symbol]) -> Iterator[Finding]:
    """Classes that say that they are not copied."""
    for member in members:
        if member.kind == "constructor" and "deleted" in member.modifiers \
                and _taken(member) == (symbol.name, "&"):
            movable = any(m.kind == "constructor" and "deleted" not in m.modifiers
                          and _taken(m) == (symbol.name, "&&") for m in members)
            yield Finding("non-copyable", member.line, symbol.qualname,
                          "can be moved" if movable else "")
            return


def _taken(constructor: Symbol) -> tuple[str, str]:
    """The type and kind of reference of a constructor's only parameter."""
    match = _ONLY_REFERENCE.match(constructor.signature)
    return (match[1], match[2]) if match else ("", "")


def _function(symbol: Symbol) -> Iterator[Finding]:
    words = symbol.modifiers
    if ("__global__" in words or "kernel" in words) and "declaration" not in words:
        yield Finding("gpu-kernel", symbol.line, symbol.qualname)


def _variable(symbol: Symbol) -> Iterator[Finding]:
    written = symbol.signature
    if written.startswith((": struct list_head", ": struct hlist_")):
        if not written.endswith("*"):
            yield Finding("intrusive-list", symbol.line, symbol.qualname)
    elif _ATOMIC.match(written):
        yield Finding("atomic-variable", symbol.line, symbol.qualname)
    elif _COUNTED.match(written):
        rule = "atomic-variable" if "atomic" in written else "reference-count"
        yield Finding(rule, symbol.line, symbol.qualname)
