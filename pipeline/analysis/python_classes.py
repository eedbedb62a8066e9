"""Python: patterns that a class shows by its bases, its decorators and the names of its methods."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pipeline.analysis.forms import of_symbol
from pipeline.analysis.python_outline import Outline, outline
from pipeline.analysis.subject import Subject
from pipeline.model import Finding, Symbol

_ATTRS = frozenset(
    ("attr.s", "attr.attrs", "attr.define", "attr.frozen", "attr.mutable", "attr.dataclass",
     "attrs.define", "attrs.frozen", "attrs.mutable"))
#: Origin of a base -> the rule that it shows.
_BASES = {
    "typing.NamedTuple": "named-tuple", "typing_extensions.NamedTuple": "named-tuple",
    "typing.TypedDict": "typed-dictionary", "typing_extensions.TypedDict": "typed-dictionary",
    "typing.Protocol": "structural-interface",
    "typing_extensions.Protocol": "structural-interface",
    "pydantic.BaseModel": "validated-model", "pydantic.main.BaseModel": "validated-model",
    "enum.Enum": "enumeration", "enum.IntEnum": "enumeration", "enum.StrEnum": "enumeration",
    "enum.Flag": "enumeration", "enum.IntFlag": "enumeration", "enum.ReprEnum": "enumeration",
    "type": "metaclass", "abc.ABCMeta": "metaclass", "enum.EnumMeta": "metaclass",
    "enum.EnumType": "metaclass",
}
_TORCH_MODULES = frozenset(
    ("torch.nn.Module", "torch.nn.modules.Module", "torch.nn.modules.module.Module",
     ".module.Module"))
_EXCEPTIONS = frozenset(
    """BaseException Exception ArithmeticError AssertionError AttributeError BufferError EOFError
    ImportError IndexError KeyError LookupError MemoryError NameError NotImplementedError OSError
    RuntimeError StopIteration SyntaxError SystemError TypeError UnicodeError ValueError Warning
    UserWarning DeprecationWarning FutureWarning RuntimeWarning""".split())
_MIXIN = re.compile(r"\w*Mix[iI]n\d?|_*Mix[iI]n(?![a-z])\w*")
_CALLED = re.compile(r"= ([\w.]+)\(")
#: ``from_param`` is how ctypes converts an argument.
_FROM = re.compile(r"_*from_(?!param\b)\w+")
_CHAINED = 3


def find(subject: Subject) -> Iterator[Finding]:
    """The patterns of each class."""
    of = outline(subject)
    yield from _named_tuples(of)
    for symbol, members in of.classes():
        names = {member.name for member in members if member.kind != "attribute"}
        for detect in _DETECTORS:
            yield from detect(of, symbol, members, names)


def _named_tuples(of: Outline) -> Iterator[Finding]:
    """Those that a call makes: ``Point = namedtuple("Point", "x y")``."""
    for symbol in of.symbols if "collections" in of.roots else ():
        match = _CALLED.match(symbol.signature)
        if match and of.origin(match[1]) == "collections.namedtuple":
            yield Finding("named-tuple", symbol.line, symbol.qualname)


def _declared(
    of: Outline, symbol: Symbol, members: list[Symbol], names: set[str]
) -> Iterator[Finding]:
    """By a decorator or a base that says what the class is."""
    for decorator in of.decorators(symbol):
        if decorator.origin in ("dataclasses.dataclass", "dataclass") or decorator.origin in _ATTRS:
            frozen = "frozen=True" in decorator.arguments or decorator.origin.endswith("frozen")
            yield of_symbol("data-class", symbol, "immutable" if frozen else "")
    for rule in dict.fromkeys(_BASES[b] for b in of.bases(symbol) if b in _BASES):
        count = sum(1 for member in members if member.kind in ("attribute", "constant")
                    and not member.name.startswith("_"))
        counted = rule == "enumeration" and count
        yield of_symbol(rule, symbol, f"{count} values" if counted and count > 1 else "")


def _of_torch(
    of: Outline, symbol: Symbol, members: list[Symbol], names: set[str]
) -> Iterator[Finding]:
    bases = of.bases(symbol)
    if "torch" in of.roots and "forward" in names and not _TORCH_MODULES.isdisjoint(bases):
        yield of_symbol("neural-module", symbol)
    methods = {m.name: m for m in members if m.kind == "method"}
    if ("forward" in methods and "static" in getattr(methods.get("backward"), "modifiers", ())
            and any(base.endswith("Function") for base in bases)):
        yield of_symbol("autograd-function", symbol)
    for name in ("__torch_function__", "__torch_dispatch__"):
        if name in methods:
            yield Finding("operator-override", methods[name].line, symbol.qualname, name)


def _exception(
    of: Outline, symbol: Symbol, members: list[Symbol], names: set[str]
) -> Iterator[Finding]:
    bases = of.bases(symbol)
    named = symbol.name.endswith(("Error", "Exception", "Warning"))
    if any(base in _EXCEPTIONS for base in bases) or (
            named and any(base.endswith(("Error", "Exception", "Warning")) for base in bases)):
        yield of_symbol("exception-class", symbol)


def _abstract(
    of: Outline, symbol: Symbol, members: list[Symbol], names: set[str]
) -> Iterator[Finding]:
    count = len({member.name for member in members if "abstract" in member.modifiers})
    if count:
        plural = "abstract method" if count == 1 else "abstract methods"
        yield of_symbol("abstract-base-class", symbol, f"{count} {plural}")


def _mixin(
    of: Outline, symbol: Symbol, members: list[Symbol], names: set[str]
) -> Iterator[Finding]:
    if _MIXIN.fullmatch(symbol.name):
        yield of_symbol("mixin", symbol)


def _special_methods(
    of: Outline, symbol: Symbol, members: list[Symbol], names: set[str]
) -> Iterator[Finding]:
    """By the special methods that it has."""
    if {"__enter__", "__exit__"} <= names:
        yield of_symbol("context-manager", symbol)
    elif {"__aenter__", "__aexit__"} <= names:
        yield of_symbol("context-manager", symbol, "asynchronous")
    if {"__iter__", "__next__"} <= names:
        yield of_symbol("iterator", symbol)
    if "__get__" in names and not names.isdisjoint(("__set__", "__set_name__", "__delete__")):
        yield of_symbol("descriptor", symbol)
    if "__init_subclass__" in names:
        yield Finding("subclass-hook", _line(members, "__init_subclass__"), symbol.qualname)
    if "__reduce__" in names or {"__getstate__", "__setstate__"} <= names:
        yield of_symbol("custom-pickling", symbol)
    if "__del__" in names:
        yield Finding("finalizer", _line(members, "__del__"), symbol.qualname)
    for member in members:
        if member.name == "__slots__" and member.kind == "attribute":
            yield Finding("slots", member.line, symbol.qualname)


def _line(members: list[Symbol], name: str) -> int:
    return next(member.line for member in members if member.name == name)


def _managed_attributes(
    of: Outline, symbol: Symbol, members: list[Symbol], names: set[str]
) -> Iterator[Finding]:
    for member in members:
        if "setter" in member.modifiers:
            yield Finding("managed-attribute", member.line, member.qualname)


def _singleton(
    of: Outline, symbol: Symbol, members: list[Symbol], names: set[str]
) -> Iterator[Finding]:
    """``__new__`` keeps the one object on the class."""
    for member in members:
        if member.name == "__new__":
            body = "\n".join(of.subject.lines[member.line - 1 : member.end_line])
            if re.search(r"\bcls\._*[a-z_]*(?:instance|singleton)[a-z_]*\s*=[^=]", body):
                yield of_symbol("singleton", symbol)
    if "singleton" in of.metaclass(symbol).lower():
        yield of_symbol("singleton", symbol)


def _visitor(
    of: Outline, symbol: Symbol, members: list[Symbol], names: set[str]
) -> Iterator[Finding]:
    kinds = sum(1 for name in names if name.startswith("visit_"))
    is_visitor = any(base.endswith(("NodeVisitor", "NodeTransformer"))
                     for base in of.bases(symbol))
    if kinds >= 3 or (kinds and is_visitor):
        methods = "1 method" if kinds == 1 else f"{kinds} methods"
        yield of_symbol("visitor-class", symbol, methods)


def _alternative_constructors(
    of: Outline, symbol: Symbol, members: list[Symbol], names: set[str]
) -> Iterator[Finding]:
    for member in members:
        if "classmethod" in member.modifiers and _FROM.fullmatch(member.name):
            yield Finding("alternative-constructor", member.line, member.qualname)


def _fluent(
    of: Outline, symbol: Symbol, members: list[Symbol], names: set[str]
) -> Iterator[Finding]:
    """Several methods end by returning the object itself."""
    lines = of.subject.lines
    chained = {member.name for member in members
               if member.kind == "method" and not member.name.startswith("__")
               and lines[member.end_line - 1].strip() == "return self"}
    if len(chained) >= _CHAINED:
        yield of_symbol("fluent-interface", symbol, f"{len(chained)} methods")


Detector = Callable[[Outline, Symbol, list[Symbol], set[str]], Iterator[Finding]]
_DETECTORS: tuple[Detector, ...] = (
    _declared, _of_torch, _exception, _abstract, _mixin, _special_methods, _managed_attributes,
    _singleton, _visitor, _alternative_constructors, _fluent)
