"""Python: patterns of a module as a whole: what it reads, replaces, tables, and does without."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from tree_sitter import Node

from pipeline.analysis.occurrences import above, node_at
from pipeline.analysis.python_outline import Outline, outline
from pipeline.analysis.subject import Subject, written
from pipeline.model import Finding, Symbol

_VARIABLE = re.compile(rb"""(?:\[|\.get\(|\()\s*["']([A-Za-z_]\w*)["']""")
_WRITES = re.compile(rb"""\[\s*["'][A-Za-z_]\w*["']\s*\]\s*(?:=[^=]|[|+]=)""")
_EXCEPT = re.compile(rb"\n[ \t]*(except)\b")
#: Bytes in which the exceptions of a clause are named.
_HEADER = 2_000
_FAILED_IMPORT = re.compile(rb"except[^:]*\b(?:ImportError|ModuleNotFoundError)\b[^:]*:")
_TARGET = re.compile(rb"(?:^|\n)[ \t]*([A-Za-z_][\w.]*)(?:[ \t]*:[^=\n]*)?[ \t]*=[ \t]*$")
_GAP = rb"[\s\\]*+(?:\#[^\n]*\n[\s\\]*+)*+"
#: What may be the value of an entry, with white space and comments around it.
_VALUE = re.compile(
    rb":" + _GAP + rb"(?:(?:self|cls)\.)?([A-Za-z_\x80-\xff][\w\x80-\xff]*+)(?=" + _GAP
    + rb"[,}])")
_SET_TO_NAME = re.compile(rb"\.\w+ = ([A-Za-z_]\w*)(?=[ \t]*(?:#|\n))")
_REPLACES = re.compile(
    rb"^[ \t]*([A-Za-z_]\w*(?:\.\w+)*)\.(\w+)[ \t]*=[ \t]*([A-Za-z_]\w*)[ \t]*(?:#.*)?$",
    re.MULTILINE)
_PLAIN = ("string", "identifier", "attribute")
#: Places of one sort that are looked at closely.
_MOST = 200
#: Entries that make a dictionary of functions a table.
_ENTRIES = 3
_DEFINITIONS = ("class", "function")


def find(subject: Subject) -> Iterator[Finding]:
    """The patterns of the module."""
    of = outline(subject)
    yield from _re_exports(of)
    yield from _optional_dependencies(of)
    yield from _environment(of)
    yield from _dispatch_tables(of)
    yield from _replacements(of)
    yield from _left_to_subclasses(of)
    yield from _state_of_a_context(of)
    yield from _command_lines(of)
    yield from _examples(of)
    yield from _stand_ins(of)


def _re_exports(of: Outline) -> Iterator[Finding]:
    """A package's ``__init__`` that takes names from its own modules and hardly defines any."""
    if of.subject.source.name != "__init__.py":
        return
    own = [one for one in of.subject.extraction.imports if one.level and one.names]
    names = sum(len(one.names) for one in own if "*" not in one.names)
    defined = sum(1 for symbol in of.members.get(-1, ()) if symbol.kind in _DEFINITIONS)
    if names >= 3 and defined <= 2:
        modules = len({(one.level, one.module) for one in own})
        plural = "1 module" if modules == 1 else f"{modules} modules"
        yield Finding("re-export", own[0].line, detail=f"{names} names from {plural}")


def _optional_dependencies(of: Outline) -> Iterator[Finding]:
    """Imports in a ``try`` that goes on when they fail."""
    tried = [one for one in of.subject.extraction.imports if one.scope == "try"][:_MOST]
    for clause in _failed_imports(of.subject) if tried else ():
        data, start, end = of.subject.data, clause.start_byte, clause.end_byte
        attempt = clause.parent
        if attempt is None or data.find(b"raise", start, end) >= 0:
            continue
        first, last = of.subject.line_of(attempt), of.subject.line_of(clause)
        for one in tried:
            if first < one.line < last and not one.level:
                yield Finding("optional-dependency", one.line, one.module)


def _failed_imports(subject: Subject) -> Iterator[Node]:
    """The clauses that are taken when an import fails."""
    for match in _EXCEPT.finditer(subject.data):
        if _FAILED_IMPORT.match(subject.data, match.start(1), match.end(1) + _HEADER):
            node = node_at(subject, *match.span(1))
            clause = node.parent if node is not None else None
            if clause is not None and clause.type == "except_clause":
                yield clause


def _environment(of: Outline) -> Iterator[Finding]:
    """Variables of the environment that are read by name."""
    data = of.subject.data
    if b"environ" not in data and b"getenv" not in data:
        return
    for word in (b"environ", b"getenv"):
        for node in of.places(word):
            name = _VARIABLE.match(data, node.end_byte)
            attribute = node.parent
            place = attribute if attribute and attribute.type == "attribute" else node
            if (name and of.origin(written(place)).startswith("os.")
                    and not _is_changed(data, place)):
                yield Finding("environment-variable", of.subject.line_of(node),
                              name[1].decode("utf-8", "replace"))


def _is_changed(data: bytes, place: Node) -> bool:
    """Whether a variable is set or deleted rather than read."""
    is_deleted = data.startswith(b"del ", max(0, place.start_byte - 4))
    return is_deleted or _WRITES.match(data, place.end_byte) is not None


def _dispatch_tables(of: Outline) -> Iterator[Finding]:
    """Dictionaries whose values are functions or classes of this file."""
    own = {s.name for s in of.symbols if s.kind in ("function", "method", "class")}
    for node in _dictionaries_of(of.subject, {name.encode() for name in own}):
        if node.named_child_count < _ENTRIES:
            continue
        pairs = [child for child in node.named_children if child.type == "pair"]
        values = [pair.child_by_field_name("value") for pair in pairs]
        names = [_last_name(value) for value in values if value is not None]
        if len(names) >= _ENTRIES and all(name in own for name in names):
            start = max(0, node.start_byte - 200)
            target = _TARGET.search(of.subject.data, start, node.start_byte)
            if target is not None:
                yield Finding("dispatch-table", of.subject.line_of(node),
                              target[1].decode("utf-8", "replace"), f"{len(names)} entries")


def _dictionaries_of(subject: Subject, names: set[bytes]) -> Iterator[Node]:
    """The dictionaries that have some of these names for values."""
    data, end = subject.data, 0
    spans = [match.span(1) for match in _VALUE.finditer(data) if match[1] in names]
    for span in spans if len(spans) >= _ENTRIES else ():
        # With no brace between, it is an entry of the same dictionary.
        is_next = end and data.find(b"{", end, span[0]) < 0 and data.find(b"}", end, span[0]) < 0
        end = span[1]
        node = None if is_next else node_at(subject, *span)
        pair = above(node, "pair") if node is not None else None
        if pair is not None and pair.parent is not None and pair.parent.type == "dictionary":
            yield pair.parent


def _last_name(value: Node) -> str:
    """``f`` of ``f``, and of ``self.f``; nothing for any other value."""
    text = (value.text or b"")[:100].decode("utf-8", "replace")
    if value.type == "identifier":
        return text
    owner, _, name = text.rpartition(".")
    return name if value.type == "attribute" and owner in ("self", "cls") else ""


def _replacements(of: Outline) -> Iterator[Finding]:
    """Attributes of another module that are set to a function or class of this file."""
    data = of.subject.data
    own = {s.name.encode() for s in of.symbols if s.kind in _DEFINITIONS}
    values = (v for v in _SET_TO_NAME.finditer(data) if v[1] in own)
    for value in islice(values, _MOST):
        match = _REPLACES.match(data, data.rfind(b"\n", 0, value.start()) + 1)
        if not match or match[3] != value[1]:
            continue
        owner, name = match[1].decode(), match[2].decode()
        node = node_at(of.subject, *match.span(2))
        if node is not None and node.type == "identifier" and _is_replaced(of, owner):
            yield Finding("monkey-patch", of.subject.line_of(node), f"{owner}.{name}")


def _is_replaced(of: Outline, owner: str) -> bool:
    """Whether an attribute of this owner belongs to another module."""
    root = owner.partition(".")[0]
    shadowed = f" {root} = ".encode() in of.subject.data
    return of.is_imported(owner) and not shadowed and not of.origin(owner).startswith(".")


def _left_to_subclasses(of: Outline) -> Iterator[Finding]:
    """Methods that do nothing but raise NotImplementedError."""
    if b"NotImplementedError" not in of.subject.data:
        return
    for node in of.places(b"NotImplementedError"):
        statement = node.parent
        if statement is not None and statement.type == "call":
            statement = statement.parent
        block = statement.parent if statement is not None else None
        if statement is None or statement.type != "raise_statement" or block is None:
            continue
        function = of.subject.function_at(of.subject.line_of(node))
        only = _is_whole_body(block, statement)
        if only and function is not None and _is_plain_method(of, function):
            yield Finding("left-to-subclasses", function.line, function.qualname)


def _is_whole_body(block: Node, statement: Node) -> bool:
    """Whether a statement is all that a function does, besides its docstring."""
    parent = block.parent
    if parent is None or parent.type != "function_definition" or block.named_child_count > 20:
        return False
    others = [child for child in block.named_children if child.type != "comment"]
    return others[-1] == statement and len(others) <= 2 and (
        len(others) == 1 or written(others[0], 4).lstrip("rRuU")[:1] in ('"', "'"))


def _is_plain_method(of: Outline, function: Symbol) -> bool:
    parent = of.parent(function)
    return (parent is not None and parent.kind == "class"
            and not {"abstract", "setter", "overload"} & set(function.modifiers)
            and not function.name.startswith("__"))


def _state_of_a_context(of: Outline) -> Iterator[Finding]:
    """Values of their own for each thread or each asynchronous context."""
    for word, origin, rule in ((b"local", "threading.local", "thread-local"),
                               (b"ContextVar", "contextvars.ContextVar", "context-variable")):
        if origin.partition(".")[0] not in of.roots:
            continue
        for node in of.places(word):
            call = _called(node)
            if call is not None and of.origin(_function(call)) == origin:
                target = _TARGET.search(of.subject.data, max(0, call.start_byte - 200),
                                        call.start_byte)
                if target is not None:
                    yield Finding(rule, of.subject.line_of(node),
                                  target[1].decode("utf-8", "replace"))


def _called(node: Node) -> Node | None:
    """The call whose function a name, or the attribute that it ends, is."""
    holder = node.parent
    if holder is not None and holder.type == "attribute":
        if holder.child_by_field_name("attribute") != node:
            return None
        node, holder = holder, holder.parent
    if holder is not None and holder.type == "call" \
            and holder.child_by_field_name("function") == node:
        return holder
    return None


def _function(call: Node) -> str:
    """What a call calls, as written."""
    function = call.child_by_field_name("function")
    return "" if function is None else (function.text or b"")[:200].decode("utf-8", "replace")


def _command_lines(of: Outline) -> Iterator[Finding]:
    data = of.subject.data
    if "argparse" in of.roots:
        count = data.count(b".add_argument(")
        for node in of.places(b"ArgumentParser"):
            call = _called(node)
            if call is not None and of.origin(_function(call)) == "argparse.ArgumentParser":
                detail = "" if not count else f"{count} argument{'s' if count > 1 else ''}"
                yield Finding("command-line", of.subject.line_of(node), detail=detail)
    if not {"click", "typer"} & of.roots:
        return
    for function in of.functions:
        origins = {decorator.origin for decorator in of.decorators(function)}
        if origins & {"click.command", "click.group"}:
            yield Finding("command-line", function.line, function.qualname)


def _examples(of: Outline) -> Iterator[Finding]:
    for symbol in of.symbols:
        if symbol.doc and ">>> " in symbol.doc:
            yield Finding("docstring-example", symbol.line, symbol.qualname)


def _stand_ins(of: Outline) -> Iterator[Finding]:
    """What tests put in the place of real functions."""
    if "unittest" not in of.roots and "mock" not in of.roots:
        return
    for node in of.places(b"patch"):
        holder = node.parent
        if holder is not None and holder.type == "attribute" \
                and holder.child_by_field_name("object") == node:
            call = _called(holder.child_by_field_name("attribute") or node)
        elif holder is not None and holder.type == "attribute" and holder.parent is not None \
                and holder.parent.type == "attribute":
            call = _called(holder.parent.child_by_field_name("attribute") or node)
        else:
            call = _called(node)
        if call is not None and of.origin(_function(call)).startswith(
                ("unittest.mock.patch", "mock.patch")):
            yield Finding("mock", of.subject.line_of(node), _target(call))


def _target(call: Node) -> str:
    """What a call of ``patch`` or ``patch.object`` replaces, as far as it is written."""
    arguments = call.child_by_field_name("arguments")
    wanted = 2 if _function(call).endswith(".object") else 1
    given = arguments.named_children[:wanted] if arguments is not None else []
    if len(given) < wanted or any(a.type not in _PLAIN for a in given):
        return ""
    parts = [written(argument) for argument in given]
    if any(part[0] in "fF" and part[1:2] in ("'", '"') for part in parts):
        return ""
    return ".".join(part.strip("\"'") for part in parts)
