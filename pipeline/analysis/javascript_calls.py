"""JavaScript and TypeScript: what calls and awaits show, and what waits in loops."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from tree_sitter import Node

from pipeline.analysis.occurrences import is_shallow
from pipeline.analysis.subject import Subject, written
from pipeline.model import Finding

NODES = ("await_expression", "new_expression")

_LOOPS = frozenset(("for_statement", "for_in_statement", "while_statement", "do_statement"))
_FUNCTIONS = frozenset(
    ("function_declaration", "function_expression", "arrow_function", "method_definition",
     "generator_function", "generator_function_declaration", "class_body", "program"))
_LEAVES = frozenset(("return_statement", "throw_statement", "break_statement"))
_MADE = {b"Promise": "promise-wrapper", b"Worker": "threads", b"Proxy": "proxy",
         b"WeakMap": "weak-reference", b"WeakRef": "weak-reference"}
_TOGETHER = (b"Promise.all(", b"Promise.allSettled(", b"Promise.race(", b"Promise.any(")
_VARIABLE = re.compile(rb"process\.env\.([A-Za-z_]\w*+)(?!\s*=[^=])")
_MOCK = re.compile(rb"(?:jest|vi)\.mock\(\s*[\"']([^\"'\n]+)[\"']")
_LAZY = re.compile(rb"\bimport\(\s*(?:/\*[^*]*\*/\s*)?[\"']([^\"'\n]+)[\"']")
_BLOCKS = re.compile(rb"\b(?:fs|fse|child_process|cp)\.(?:\w+Sync)\(")


def find(subject: Subject) -> Iterator[Finding]:
    """What the calls of a file show."""
    yield from _made(subject)
    yield from _awaits(subject)
    yield from _written(subject)
    yield from _module_closures(subject)


def _made(subject: Subject) -> Iterator[Finding]:
    for node in subject.nodes("new_expression"):
        maker = node.child_by_field_name("constructor")
        name = b"" if maker is None else maker.text or b""
        if name in _MADE:
            yield Finding(_MADE[name], subject.line_of(node),
                          subject.function_name(node) or f"new {name.decode()}")
        elif name == b"RegExp" and _is_constant(node) and is_shallow(
                subject, node) and _loop_around(node) is not None:
            yield Finding("pattern-compiled-in-loop", subject.line_of(node), written(node))


def _is_constant(node: Node) -> bool:
    arguments = node.child_by_field_name("arguments")
    given = arguments.named_children if arguments is not None else []
    return bool(given) and all(argument.type == "string" for argument in given)


def _awaits(subject: Subject) -> Iterator[Finding]:
    """Awaits in the body of a loop; ``for await`` takes what comes one by one on purpose."""
    for node in subject.nodes("await_expression"):
        loop = _loop_around(node) if is_shallow(subject, node) else None
        if loop is None or loop.type not in ("for_statement", "for_in_statement"):
            continue
        head = subject.data[loop.start_byte : loop.start_byte + 12].split()
        if head[:2] != [b"for", b"await"]:
            yield Finding("await-in-loop", subject.line_of(node), written(node))


def _loop_around(node: Node) -> Node | None:
    """The innermost loop of the same function whose body a node is in, unless it leaves it."""
    child, parent = node, node.parent
    while parent is not None and parent.type not in _FUNCTIONS:
        if parent.type in _LOOPS and parent.child_by_field_name("body") == child:
            return parent
        if parent.type in _LEAVES or (parent.type == "statement_block" and _is_left(parent)):
            return None
        child, parent = parent, parent.parent
    return None


@lru_cache(maxsize=16)
def _is_left(block: Node) -> bool:
    statements = [child for child in block.named_children if child.type != "comment"]
    return bool(statements) and statements[-1].type in _LEAVES


def _written(subject: Subject) -> Iterator[Finding]:
    """Calls that are known by how they are written."""
    data = subject.data
    for word in _TOGETHER if b"Promise." in data else ():
        for at in _places(subject, re.compile(re.escape(word))):
            yield Finding("concurrent-tasks", subject.line_of(at), word[:-1].decode())
    for gate, pattern, rule in ((b"process.env.", _VARIABLE, "environment-variable"),
                                (b".mock(", _MOCK, "mock"), (b"import(", _LAZY, "dynamic-import")):
        if gate in data:
            for match, node in _matches(subject, pattern):
                yield Finding(rule, subject.line_of(node), match[1].decode("utf-8", "replace"))
    for match, node in _matches(subject, _BLOCKS) if b"Sync(" in data else ():
        function = subject.function_at(subject.line_of(node))
        if function is not None and "async" in function.modifiers:
            yield Finding("blocking-call-in-coroutine", subject.line_of(node),
                          match[0][:-1].decode("utf-8", "replace"))


def _places(subject: Subject, pattern: re.Pattern[bytes]) -> Iterator[Node]:
    return (node for _, node in _matches(subject, pattern))


def _matches(
    subject: Subject, pattern: re.Pattern[bytes]
) -> Iterator[tuple[re.Match[bytes], Node]]:
    """What matches in the code, and not in a string or a comment."""
    for match in pattern.finditer(subject.data):
        node = subject.tree.root.descendant_for_byte_range(
            match.start(), match.start() + 1) if subject.tree is not None else None
        if node is not None and node.start_byte == match.start() and node.type in (
                "identifier", "import"):
            yield match, node


def _module_closures(subject: Subject) -> Iterator[Finding]:
    """A function at the top of the file that is called where it is written, and holds most of it.

    Compilers write smaller ones, for an enumeration.
    """
    tree = subject.tree
    for statement in tree.root.named_children if tree is not None else ():
        length = statement.end_byte - statement.start_byte
        if statement.type != "expression_statement" or 2 * length < len(subject.data):
            continue
        call = statement.named_child(0)
        if call is not None and call.type == "unary_expression":
            call = call.named_child(0)
        if call is not None and call.type == "parenthesized_expression":
            call = call.named_child(0)
        if call is None or call.type != "call_expression":
            continue
        function = call.child_by_field_name("function")
        if function is not None and function.type == "parenthesized_expression":
            function = function.named_child(0)
        if function is not None and function.type in ("function_expression", "arrow_function"):
            yield Finding("module-closure", subject.line_of(statement))
