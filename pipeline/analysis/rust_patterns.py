"""Rust: unsafe code, foreign functions, trait objects, and what types implement or hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from pipeline.analysis.forms import by_function, by_name
from pipeline.analysis.subject import Subject, written
from pipeline.model import Finding, Symbol

NODES = ("unsafe_block", "impl_item", "foreign_mod_item", "dynamic_type", "extern_modifier")

#: Trait -> the rule that its implementation shows.
_TRAITS = {
    "Drop": "drop-cleanup", "Iterator": "iterator-type", "Deref": "smart-pointer",
    "Error": "error-type", "From": "conversion", "TryFrom": "conversion",
}
_GENERIC = re.compile(r"<.*", re.DOTALL)
_CELL = re.compile(r": .*\b(?:Ref|Unsafe)?Cell<")
_ONCE = re.compile(r": (?:\w+::)*(?:OnceLock|LazyLock|OnceCell|LazyCell|Once|Lazy)\b")
_GUARDED = re.compile(r": .*\b(?:Mutex|RwLock|SpinLock|Atomic[A-Z]\w*)\b")
_NEWTYPE = re.compile(r"(?:<[^()]*>)?\((?:pub(?:\([^)]*\))? )?[^,()]+,?\)\Z")


def find(subject: Subject) -> Iterator[Finding]:
    """The patterns of a file."""
    yield from by_function("unsafe-code", subject, subject.nodes("unsafe_block"))
    for node in subject.nodes("foreign_mod_item"):
        yield Finding("foreign-function", subject.line_of(node), written(node, 24).split("{")[0])
    yield from by_name("trait-object", ((written(node, 50), subject.line_of(node))
                                        for node in subject.nodes("dynamic_type")))
    for node in subject.nodes("impl_item"):
        yield from _implementation(subject, node)
    symbols = subject.extraction.symbols
    builders = {symbol.qualname.rpartition("::")[0] for symbol in symbols
                if symbol.kind == "method" and symbol.name == "build"}
    for symbol in symbols:
        yield from _item(symbol, builders)


def _implementation(subject: Subject, node: Node) -> Iterator[Finding]:
    trait, owner = node.child_by_field_name("trait"), node.child_by_field_name("type")
    if trait is None or owner is None:
        return
    name = _GENERIC.sub("", written(trait)).rpartition("::")[2]
    rule = _TRAITS.get(name)
    if rule is not None:
        shown = f"{written(trait)} for {written(owner)}" if rule == "conversion" else written(owner)
        yield Finding(rule, subject.line_of(node), shown)


def _item(symbol: Symbol, builders: set[str]) -> Iterator[Finding]:
    where, name = symbol.line, symbol.qualname
    if symbol.kind == "struct":
        if name.endswith("Builder") and name in builders:
            yield Finding("builder-type", where, name)
        if _NEWTYPE.match(symbol.signature) and "PhantomData" not in symbol.signature:
            yield Finding("newtype", where, name, symbol.signature.strip())
    elif symbol.kind in ("field", "variable"):
        if _ONCE.match(symbol.signature):
            yield Finding("call-once", where, name, symbol.signature[2:].partition(" = ")[0][:60])
        elif _CELL.match(symbol.signature):
            yield Finding("interior-mutability", where, name, symbol.signature[2:62])
        elif _GUARDED.match(symbol.signature):
            yield Finding("guarded-state", where, name, symbol.signature[2:62])
        elif "PhantomData<" in symbol.signature:
            yield Finding("phantom-type", where, name, symbol.signature[2:62])
    elif symbol.kind in ("function", "method"):
        if "async" in symbol.modifiers:
            yield Finding("async-rust", where, name)
        if any(word.startswith("extern") for word in symbol.modifiers) and any(
                "no_mangle" in decorator for decorator in symbol.decorators):
            yield Finding("exported-function", where, name)
    if symbol.kind in ("struct", "enum"):
        yield from _derived(symbol)


def _derived(symbol: Symbol) -> Iterator[Finding]:
    for decorator in symbol.decorators:
        names = re.findall(r"\w+", decorator) if decorator.startswith("derive") else []
        if "Serialize" in names or "Deserialize" in names:
            yield Finding("serde-derive", symbol.line, symbol.qualname)
        if "Error" in names:
            yield Finding("error-type", symbol.line, symbol.qualname)
