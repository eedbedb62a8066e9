"""Go: concurrency, errors, interfaces and the idioms of tests and options."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from pipeline.analysis.forms import by_function
from pipeline.analysis.subject import Subject, written
from pipeline.model import Finding, Symbol

NODES = ("go_statement", "defer_statement", "select_statement", "type_switch_statement", "var_spec",
         "call_expression", "channel_type", "range_clause")

_GUARD = re.compile(r"\*?(?:sync\.(?:Mutex|RWMutex|Map)|atomic\.\w+)\Z")
_OPTION = re.compile(r"func\(\*?[\w.]+\)(?: error)?\Z")
_CONTEXT = re.compile(r"\(\w+ context\.Context\b")
_ERROR = re.compile(r"= (?:errors\.New|fmt\.Errorf)\(")
_WRAPS = re.compile(r'(?:"(?:[^"\\]|\\.)*%w|`[^`]*%w)')


def find(subject: Subject) -> Iterator[Finding]:
    """The patterns of a file."""
    for kind, rule in (("go_statement", "goroutine"), ("select_statement", "select"),
                       ("type_switch_statement", "type-switch")):
        yield from by_function(rule, subject, subject.nodes(kind))
    channels = [n for n in subject.nodes("channel_type") if _is_made(n)]
    yield from by_function("channel", subject, channels)
    yield from _deferred(subject)
    for node in subject.nodes("var_spec"):
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if name is not None and value is not None and name.text == b"_" \
                and (type_ := node.child_by_field_name("type")) is not None:
            yield Finding("interface-assertion", subject.line_of(node), written(type_),
                          written(value))
    wraps = [node for node in subject.nodes("call_expression") if _is_wrapping(node)]
    yield from by_function("wrapped-error", subject, wraps)
    yield from _tables(subject)
    for symbol in subject.extraction.symbols:
        yield from _declared(symbol)


def _is_made(node: Node) -> bool:
    """Whether a type of channel is what ``make`` is given."""
    call = node.parent.parent if node.parent is not None else None
    function = call.child_by_field_name("function") if call is not None else None
    return function is not None and function.text == b"make"


def _deferred(subject: Subject) -> Iterator[Finding]:
    lines: dict[str, list[int]] = {}
    for node in subject.nodes("defer_statement"):
        text = written(node, 50).removeprefix("defer ")
        shown = "func literal" if text.startswith("func") else text
        lines.setdefault(shown, []).append(subject.line_of(node))
    for name, where in lines.items():
        yield Finding("deferred-call", min(where), name,
                      f"{len(where)} places" if len(where) > 1 else "")


def _is_wrapping(node: Node) -> bool:
    function, arguments = (node.child_by_field_name(f) for f in ("function", "arguments"))
    if function is None or arguments is None or function.text != b"fmt.Errorf":
        return False
    return _WRAPS.match((arguments.text or b"")[1:].decode("utf-8", "replace").lstrip()) is not None


def _tables(subject: Subject) -> Iterator[Finding]:
    """Tests that run one body for each row of a table."""
    if not subject.source.name.endswith("_test.go"):
        return
    for node in subject.nodes("range_clause"):
        loop = node.parent
        body = loop.child_by_field_name("body") if loop is not None else None
        if body is not None and re.search(rb"\b[tb]\.Run\(", body.text or b""):
            function = subject.function_at(subject.line_of(node))
            if function is not None and "test" in function.modifiers:
                yield Finding("table-test", subject.line_of(node), function.qualname)


def _declared(symbol: Symbol) -> Iterator[Finding]:
    where, name, written_ = symbol.line, symbol.qualname, symbol.signature
    if symbol.kind in ("function", "method") and _CONTEXT.match(written_):
        yield Finding("context-parameter", where, name)
    elif symbol.kind == "type" and name.endswith("Option") and _OPTION.match(written_.strip()):
        yield Finding("functional-option", where, name, written_.strip())
    elif symbol.kind == "field":
        type_ = written_.strip()
        if _GUARD.match(type_):
            yield Finding("guarded-state", where, name, type_)
        elif type_ == "sync.Once":
            yield Finding("call-once", where, name)
        elif "embedded" in symbol.modifiers:
            yield Finding("embedding", where, name, type_)
    elif symbol.kind == "variable" and symbol.name.startswith(("Err", "err")) and _ERROR.match(
            written_):
        yield Finding("sentinel-error", where, name)
