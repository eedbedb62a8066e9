"""JavaScript, Java, Kotlin, C#: patterns that the outline shows by bases, annotations and words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.analysis.forms import of_symbol
from pipeline.analysis.subject import Subject
from pipeline.model import Finding, Symbol

_CLASSES = frozenset(("class", "interface", "struct", "record", "object"))
#: ``…TestBaseWithException`` is no exception.
_EXCEPTION = re.compile(r"(?:\w+\.)*(?!\w*(?:Test|With[A-Z]))\w*(?:Error|Exception|Throwable)")
_VISIT = re.compile(r"[vV]isit[A-Z_]\w*")
_NAME = re.compile(r"[\w.]+")
#: Annotation, decorator or attribute of a class -> the rule that it shows.
_ANNOTATIONS = {
    **dict.fromkeys(("RestController", "Controller", "ApiController"), "request-handler"),
    **dict.fromkeys(("Service", "Component", "Repository", "Configuration", "Injectable",
                     "ApplicationScoped", "Singleton", "NgModule", "Directive", "Pipe"),
                    "managed-component"),
    **dict.fromkeys(("Entity", "Embeddable", "MappedSuperclass"), "persistent-entity"),
    **dict.fromkeys(("Data", "Value", "dataclass"), "data-class"),
}
_PARAMETRIZED = frozenset(("ParameterizedTest", "Theory", "TestCase"))
_EMITTERS = frozenset(("EventEmitter", "EventTarget", "events.EventEmitter", "Emitter"))
_DISPOSABLE = frozenset(("IDisposable", "IAsyncDisposable", "AutoCloseable", "Closeable"))
_COMPONENTS = frozenset(("React.Component", "React.PureComponent"))
_GUARD = re.compile(r"\)\s*: (?:asserts )?\w+ is \w")
_TAGGED = re.compile(r"\{\s*(?:readonly )?(\w+)\s*:\s*[\"'][^\"']*[\"']")


def find(subject: Subject) -> Iterator[Finding]:
    """The patterns of each definition."""
    members: dict[int, list[Symbol]] = {}
    symbols = subject.extraction.symbols
    plain = _without_bases(symbols)
    for symbol in symbols:
        members.setdefault(symbol.parent, []).append(symbol)
    for index, symbol in enumerate(symbols):
        if symbol.kind in _CLASSES:
            yield from _of_class(symbol, members.get(index, []), plain)
            # C#'s word says the contrary: nothing is derived from the class.
            if "sealed" in symbol.modifiers and subject.source.language.name != "C#":
                yield of_symbol("sealed-type", symbol)
        elif symbol.kind in ("function", "method"):
            yield from _of_function(symbol)
        elif symbol.kind in ("type", "alias"):
            yield from _of_type(symbol)
        elif symbol.kind == "event" and subject.source.language.name == "C#":
            yield of_symbol("event-source", symbol)


def _without_bases(symbols: tuple[Symbol, ...]) -> frozenset[str]:
    """Names of classes of the file that derive from nothing: no exceptions, whatever their name."""
    return frozenset(s.name for s in symbols if s.kind in _CLASSES and not s.bases)


def _of_class(
    symbol: Symbol, members: list[Symbol], plain: frozenset[str]
) -> Iterator[Finding]:
    bases = [match[0] for base in symbol.bases if (match := _NAME.match(base))]
    if any(_EXCEPTION.fullmatch(base) and base not in plain for base in bases):
        yield of_symbol("exception-class", symbol)
    if not _EMITTERS.isdisjoint(bases):
        yield of_symbol("event-emitter", symbol)
    if not _DISPOSABLE.isdisjoint(bases) and symbol.kind != "interface":
        yield of_symbol("disposable", symbol)
    if not _COMPONENTS.isdisjoint(bases):
        yield of_symbol("class-component", symbol)
    if "data" in symbol.modifiers:
        yield of_symbol("data-class", symbol)
    yield from _by_annotation(symbol)
    yield from _by_members(symbol, members)


def _by_annotation(symbol: Symbol) -> Iterator[Finding]:
    for written in symbol.decorators:
        match = _NAME.match(written)
        name = match[0].rpartition(".")[2] if match else ""
        if name in _ANNOTATIONS:
            yield of_symbol(_ANNOTATIONS[name], symbol, f"@{name}")


def _by_members(symbol: Symbol, members: list[Symbol]) -> Iterator[Finding]:
    methods = [member for member in members if member.kind == "method"]
    visits = {method.name for method in methods if _VISIT.fullmatch(method.name)}
    if len(visits) >= 3:
        yield of_symbol("visitor-class", symbol, f"{len(visits)} methods")
    if symbol.name.endswith("Builder") and any(
            method.name in ("build", "Build") for method in methods):
        yield of_symbol("builder", symbol)
    for method in methods:
        # With parameters it makes, or chooses among several.
        if method.name in ("getInstance", "GetInstance") and "static" in method.modifiers \
                and method.signature.startswith("()"):
            yield Finding("instance-accessor", method.line, method.qualname)


def _of_function(symbol: Symbol) -> Iterator[Finding]:
    if "async" in symbol.modifiers or "suspend" in symbol.modifiers:
        yield of_symbol("coroutine", symbol)
    if "generator" in symbol.modifiers:
        yield of_symbol("generator", symbol)
    if _GUARD.search(symbol.signature):
        yield of_symbol("type-guard", symbol)
    for written in symbol.decorators:
        match = _NAME.match(written)
        if match and match[0].rpartition(".")[2] in _PARAMETRIZED:
            yield of_symbol("parametrized-test", symbol)


def _of_type(symbol: Symbol) -> Iterator[Finding]:
    """``{kind: "a", …} | {kind: "b", …}``: a property of all members tells them apart."""
    tags = _TAGGED.findall(symbol.signature)
    if len(tags) >= 2 and len(set(tags)) == 1 and symbol.signature.count("|") >= len(tags) - 1:
        yield of_symbol("discriminated-union", symbol, f"by {tags[0]}")
