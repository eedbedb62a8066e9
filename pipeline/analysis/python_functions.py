"""Python: patterns that a function shows by its decorators, its place and what it yields."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.analysis.forms import of_symbol
from pipeline.analysis.python_outline import Decorator, Outline, outline, parameters
from pipeline.analysis.subject import Subject
from pipeline.model import Finding, Symbol

_CONTEXT_MANAGERS = ("contextlib.contextmanager", "contextlib.asynccontextmanager")
_FIXTURES = ("pytest.fixture", "pytest_asyncio.fixture")
_CACHES = ("functools.lru_cache", "functools.cache")
_PARAMETRIZED = ("pytest.mark.parametrize", "parameterized.parameterized.expand")
_OPERATORS = ("custom_op", "register_fake", "register_kernel", "register_autograd", "impl",
              "triton_op", "impl_abstract", "register_vmap")
_HOOK = re.compile(
    r"_*(?:register|add|attach)_(?:\w+_)?(?:hook|callback|listener|observer|handler)s?|subscribe")
#: How a name starts that tells what a function is for.
_TELLING = re.compile(r"_*(?:register|add_|attach_|subscribe)|__getattr__")
_CALLABLE = re.compile(
    r"\bCallable\b|[(,] *\w*(?:hook|callback|listener|observer|handler|fn|func|function|cb)\b")
#: Lines below a wrapper in which it is returned.
_NEAR = 60
_REGISTERS = re.compile(r"_*register(?:_\w+)?")
_ENTRY = re.compile(r"^[ \t]+([A-Za-z_][\w.]*)\[[^\[\]\n]+\][ \t]*=[^=\n]", re.MULTILINE)


def find(subject: Subject) -> Iterator[Finding]:
    """The patterns of each function."""
    of = outline(subject)
    managers = set()
    for function in of.functions:
        if function.decorators:
            decorators = of.decorators(function)
            if any(d.origin in _CONTEXT_MANAGERS or d.origin in _FIXTURES for d in decorators):
                managers.add(function.qualname)
            for decorator in decorators:
                yield from _by_decorator(of, function, decorator)
        if "async" in function.modifiers:
            yield of_symbol("coroutine", function)
        if _TELLING.match(function.name):
            yield from _by_name(of, function)
    yield from _overloads(of)
    if b"yield" in subject.data:
        yield from _generators(of, managers)


def _by_decorator(of: Outline, function: Symbol, decorator: Decorator) -> Iterator[Finding]:
    origin, arguments = decorator
    last = origin.rpartition(".")[2]
    if origin in _CONTEXT_MANAGERS:
        yield of_symbol("context-manager", function)
    elif origin in _CACHES:
        bounded = origin.endswith("lru_cache") and "None" not in arguments
        yield of_symbol("memoized-function", function, "" if bounded else "unbounded")
    elif origin in ("functools.singledispatch", "functools.singledispatchmethod"):
        yield of_symbol("single-dispatch", function)
    elif origin == "functools.wraps":
        yield from _decorator_around(of, function, arguments)
    elif origin in _FIXTURES:
        scope = re.search(r"scope\s*=\s*[\"'](\w+)", arguments)
        yield of_symbol("test-fixture", function, f"scope {scope[1]}" if scope else "")
    elif origin in _PARAMETRIZED:
        yield of_symbol("parametrized-test", function)
    elif origin.startswith("torch.library.") and last in _OPERATORS:
        yield of_symbol("operator-library", function, f"@{last}")
    elif last.startswith("register_") and "." not in last and not origin.startswith("torch.lib"):
        yield of_symbol("registered-function", function, f"@{last}")


def _decorator_around(of: Outline, wrapper: Symbol, arguments: str) -> Iterator[Finding]:
    """The function that takes what is wrapped, or the one that makes it when it has a maker."""
    around = of.parent(wrapper)
    wrapped = arguments.strip("() ").partition(",")[0]
    if around is None or wrapped not in parameters(around) or not _returns(of, around, wrapper):
        return
    maker = of.parent(around)
    if maker is not None and _returns(of, maker, around):
        yield of_symbol("decorator-factory", maker)
    else:
        yield of_symbol("decorator", around)


def _returns(of: Outline, function: Symbol, inner: Symbol) -> bool:
    """Whether a function returns what is defined in it."""
    last = min(function.end_line, inner.end_line + _NEAR)
    lines = of.subject.lines[inner.end_line : last]
    return any(re.match(rf"\s*return\b.*\b{inner.name}\b", line) for line in lines)


def _by_name(of: Outline, function: Symbol) -> Iterator[Finding]:
    if function.kind == "function" and function.name == "__getattr__" and function.parent < 0:
        yield of_symbol("lazy-module", function)
    if _HOOK.fullmatch(function.name) and _CALLABLE.search(function.signature):
        yield of_symbol("hook-registration", function)
    elif _REGISTERS.fullmatch(function.name):
        yield from _registry(of, function)


def _registry(of: Outline, function: Symbol) -> Iterator[Finding]:
    """A function called ``register…`` that enters something into a dictionary of the file."""
    body = "\n".join(of.subject.lines[function.line - 1 : function.end_line])
    for entry in _ENTRY.findall(body):
        table = entry.removeprefix("self.").removeprefix("cls.")
        if table in of.dictionaries:
            yield of_symbol("registry", function, f"table {table}")
            return


def _overloads(of: Outline) -> Iterator[Finding]:
    overloads = [f for f in of.functions if "overload" in f.modifiers]
    counts = Counter(f.qualname for f in overloads)
    for function in overloads:
        count = counts.pop(function.qualname, 0)
        if count > 1:
            yield of_symbol("overloaded-signature", function, f"{count} signatures")


def _generators(of: Outline, managers: set[str]) -> Iterator[Finding]:
    """Functions that yield; a context manager or a fixture yields for another reason."""
    nodes = (node for node in of.places(b"yield") if node.type == "yield")
    for line in dict.fromkeys(of.subject.line_of(node) for node in nodes):
        function = of.subject.function_at(line)
        if function is not None and function.qualname not in managers:
            yield of_symbol("generator", function)
