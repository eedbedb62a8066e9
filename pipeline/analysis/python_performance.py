"""Python: what costs time in a loop or makes others wait, and what runs at the same time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

from tree_sitter import Node

from pipeline.analysis.branch_words import nests_of_loops
from pipeline.analysis.forms import of_node
from pipeline.analysis.occurrences import is_shallow, leaf_at, node_at, text
from pipeline.analysis.python_loops import (
    coroutine_around,
    function_around,
    lock_around,
    loop_around,
    outermost_loop,
)
from pipeline.analysis.python_names import Call, Names, below, is_constant, names_of
from pipeline.analysis.python_outline import outline
from pipeline.analysis.subject import Subject
from pipeline.languages.python import walked
from pipeline.model import Finding

_METHODS = ("get", "post", "put", "delete", "head", "patch", "request")
_REQUESTS = (*(f"{library}.{method}" for library in ("requests", "httpx") for method in _METHODS),
             "urllib.request.urlopen")
_PROCESSES = (*(f"subprocess.{name}" for name in ("run", "call", "check_call", "check_output")),
              "os.system")
_WAITS = (*_REQUESTS, *_PROCESSES, "time.sleep")
_GROWS = ("torch.cat", "torch.concat", "torch.vstack", "torch.hstack", "numpy.append",
          "numpy.concatenate", "numpy.vstack", "numpy.hstack", "pandas.concat")
#: Dotted name -> the rule that a call shows wherever it stands.
_FACTS = {
    "torch.cuda.synchronize": "device-sync", "torch.accelerator.synchronize": "device-sync",
    "torch.xpu.synchronize": "device-sync", "torch.mps.synchronize": "device-sync",
    "threading.Thread": "threads", "multiprocessing.pool.ThreadPool": "threads",
    "concurrent.futures.ThreadPoolExecutor": "threads",
    **dict.fromkeys(
        ("multiprocessing.Process", "multiprocessing.Pool", "torch.multiprocessing.Process",
         "torch.multiprocessing.Pool", "torch.multiprocessing.spawn",
         "torch.multiprocessing.start_processes", "concurrent.futures.ProcessPoolExecutor"),
        "processes"),
    **dict.fromkeys(("asyncio.gather", "asyncio.create_task", "asyncio.TaskGroup",
                     "asyncio.ensure_future", "asyncio.to_thread"), "concurrent-tasks"),
    **dict.fromkeys(("torch.compile", "torch.jit.script", "torch.jit.trace", "numba.jit",
                     "numba.njit", "numba.vectorize"), "compiled-at-run-time"),
    "mmap.mmap": "memory-mapping", "numpy.memmap": "memory-mapping",
    "torch.cuda.CUDAGraph": "device-graph", "torch.cuda.graph": "device-graph",
    "torch.cuda.make_graphed_callables": "device-graph",
    "torch.cuda.Stream": "device-stream",
    "torch.autocast": "mixed-precision", "torch.amp.autocast": "mixed-precision",
    "torch.cuda.amp.autocast": "mixed-precision",
}
_COMPILERS = {
    "triton.jit", *(name for name, rule in _FACTS.items() if rule == "compiled-at-run-time")}
_WANTED = below((*_WAITS, *_GROWS, *_FACTS, "re.compile", "copy.deepcopy"))
#: Words of the names above that most files do not have: looked for once, not name by name.
_RARE = ("cuda", "jit", "synchronize", "multiprocessing", "autocast", "compile")
_QUERY = re.compile(r"(?is)\s*(?:select|insert|update|delete)\s")
_EMPTY_LIST = b" = []\n"
#: Places of one sort that are looked at closely, and calls of one name in a function.
_MOST, _CALLS = 200, 20
_NAME = re.compile(rb"[A-Za-z_]\w*")
#: Loops in one another that a reader is told of.
_NESTED = 4
#: Lines of a table at the top of a file that a reader is told of.
_TABLE = 200


def find(subject: Subject) -> Iterator[Finding]:
    """What the calls, loops and tables of a file cost."""
    names = names_of(subject)
    absent = [f".{word}" for word in _RARE if word.encode() not in subject.data]
    for local, dotted in names.written(_WANTED):
        if any(word in dotted for word in absent):
            continue
        for call in names.calls(local):
            yield from _of_call(call, dotted)
    yield from _methods(names)
    yield from _compiled(subject)
    yield from _searched_lists(subject)
    yield from _grown_texts(subject)
    yield from _nested_loops(subject)
    yield from _recursion(subject)
    yield from _tables(subject)


def _of_call(call: Call, dotted: str) -> Iterator[Finding]:
    subject, node = call.subject, call.node
    if dotted in _FACTS:
        yield Finding(_FACTS[dotted], subject.line_of(node), text(call.function))
    elif dotted in _GROWS:
        yield from _grown_arrays(call)
    elif dotted in _WAITS:
        yield from _waits(call, dotted)
    elif dotted == "re.compile":
        if loop_around(node) is not None and is_constant(subject, _first(call), by_name=False):
            yield of_node("pattern-compiled-in-loop", subject, node)
    elif dotted == "copy.deepcopy" and loop_around(node) is not None:
        yield of_node("deep-copy-in-loop", subject, node)


def _first(call: Call) -> Node:
    """The first argument of a call, or the call itself when it has none."""
    return call.positional[0] if call.positional else call.node


def _waits(call: Call, dotted: str) -> Iterator[Finding]:
    subject, node = call.subject, call.node
    lock = lock_around(node)
    loop = loop_around(node)
    if coroutine_around(node, subject.data) is not None:
        yield of_node("blocking-call-in-coroutine", subject, node)
    if lock:
        yield of_node("lock-held-while-waiting", subject, node, f"holds {lock}")
    if loop is None:
        return
    if dotted in _REQUESTS:
        yield of_node("request-in-loop", subject, node)
    elif dotted in _PROCESSES:
        yield of_node("process-in-loop", subject, node)
    elif loop.type == "while_statement":
        yield of_node("polling", subject, node)


def _grown_arrays(call: Call) -> Iterator[Finding]:
    """``x = torch.cat([x, …])`` in a loop."""
    holder = call.node.parent
    if holder is None or holder.type != "assignment" or loop_around(call.node) is None:
        return
    grown = text(holder.child_by_field_name("left"))
    first = call.positional[0] if call.positional else None
    if first is not None and first.type in ("list", "tuple") and first.named_child_count:
        first = first.named_child(0)
    if text(first) == grown:
        yield Finding("array-grown-in-loop", call.subject.line_of(call.node), grown)


# -- methods -----------------------------------------------------------------------------------


def _methods(names: Names) -> Iterator[Finding]:
    for name, (library, rule, fits) in _IN_LOOPS.items():
        if library and library not in names.roots:
            continue
        for call in names.method_calls(name):
            if fits(call) and loop_around(call.node) is not None:
                yield of_node(rule, names.subject, call.node)


def _without_arguments(call: Call) -> bool:
    return not call.positional and not call.keywords and not call.is_open


def _at_front(call: Call) -> bool:
    return bool(call.positional) and text(call.positional[0]) == "0" and not call.keywords


def _takes_first(call: Call) -> bool:
    return _at_front(call) and len(call.positional) == 1


def _puts_first(call: Call) -> bool:
    return _at_front(call) and len(call.positional) == 2


def _runs_query(call: Call) -> bool:
    first = call.positional[0] if call.positional else None
    if first is None or first.type not in ("string", "concatenated_string"):
        return False
    return _QUERY.match(text(first).lstrip("rbfuRBFU").lstrip("\"'")) is not None


#: Method -> the library that a file with it imports, the rule, and what its arguments must be.
_IN_LOOPS: dict[str, tuple[str, str, Callable[[Call], bool]]] = {
    "item": ("torch", "value-fetched-in-loop", _without_arguments),
    "cpu": ("torch", "value-fetched-in-loop", _without_arguments),
    "pop": ("", "front-of-list-in-loop", _takes_first),
    "insert": ("", "front-of-list-in-loop", _puts_first),
    "execute": ("", "query-in-loop", _runs_query),
}


def _compiled(subject: Subject) -> Iterator[Finding]:
    """Functions that a decorator compiles when the program runs."""
    of = outline(subject)
    for function in of.functions:
        for decorator in of.decorators(function) if function.decorators else ():
            if decorator.origin in _COMPILERS:
                yield Finding("compiled-at-run-time", function.line, function.qualname,
                              f"@{decorator.origin}")


# -- loops -------------------------------------------------------------------------------------


def _searched_lists(subject: Subject) -> Iterator[Finding]:
    """``x in seen`` in a loop that also appends to the list."""
    data, at = subject.data, -1
    for _ in range(_MOST):
        at = data.find(_EMPTY_LIST, at + 1)
        if at < 0:
            return
        name = data[data.rfind(b"\n", 0, at) + 1 : at].partition(b":")[0].strip()
        if _NAME.fullmatch(name):
            leaf = leaf_at(subject, at)
            function = function_around(leaf) if leaf is not None else None
            if function is not None and function.type == "function_definition":
                yield from _searches(subject, name, at, function.end_byte)


def _searches(subject: Subject, name: bytes, start: int, end: int) -> Iterator[Finding]:
    data, at = subject.data, start
    if data.find(name + b".append(", start, end) < 0:
        return
    for _ in range(_MOST):
        at = data.find(b" in " + name, at + 1, end)
        if at < 0:
            return
        node = node_at(subject, at + 4, at + 4 + len(name))
        test = node.parent if node is not None else None
        if test is None or test.type != "comparison_operator" or loop_around(test) is None:
            continue
        around = outermost_loop(test)
        # What is emptied in the loop stays short.
        if (around is not None and not _is_set(data, name, around)
                and data.find(name + b".append(", around.start_byte, around.end_byte) >= 0):
            yield of_node("list-searched-in-loop", subject, test)


def _is_set(data: bytes, name: bytes, block: Node) -> bool:
    """Whether a name may be given a new value in a block."""
    start, end = block.start_byte, block.end_byte
    return any(data.find(b" " + name + sign, start, end) >= 0 for sign in (b" = ", b": "))


def _grown_texts(subject: Subject) -> Iterator[Finding]:
    """``text += "…"`` in a loop, for a text that is older than the loop."""
    grown = (node for node in _additions(subject) if _adds_text(node))
    for node in islice(grown, _MOST):
        left = node.child_by_field_name("left")
        if left is None or not is_shallow(subject, node) or loop_around(node) is None:
            continue
        around = outermost_loop(node)
        if around is not None and not _is_set(subject.data, left.text or b"", around):
            yield of_node("text-grown-in-loop", subject, node)


def _additions(subject: Subject) -> Iterator[Node]:
    data = subject.data
    at = data.find(b"+=")
    while at >= 0:
        sign = node_at(subject, at, at + 2)
        node = sign.parent if sign is not None else None
        if node is not None and node.type == "augmented_assignment":
            yield node
        at = data.find(b"+=", at + 2)


def _adds_text(node: Node) -> bool:
    left, right = (node.child_by_field_name(side) for side in ("left", "right"))
    return (left is not None and right is not None and left.type == "identifier"
            and _is_text(right) and text(node.child_by_field_name("operator")) == "+=")


def _is_text(node: Node) -> bool:
    """Whether a value is a string, or a sum that ends with one or starts with one."""
    if node.type == "binary_operator" and text(node.child_by_field_name("operator")) == "+":
        sides = [node.child_by_field_name(side) for side in ("left", "right")]
        return any(side is not None and _is_string(side) for side in sides)
    return _is_string(node)


def _is_string(node: Node) -> bool:
    return node.type in ("string", "concatenated_string") and text(node)[:1] not in "bB"


def _nested_loops(subject: Subject) -> Iterator[Finding]:
    """Loops in loops of one function, named by the outermost."""
    kinds = ("for_statement", "while_statement", "function_definition")
    nodes = [node for outermost in nests_of_loops(subject, _NESTED)
             for found in subject.nodes_in(outermost, kinds).values() for node in found]
    around: list[tuple[int, bool]] = []
    outer: Node | None = None
    deepest = 0
    for node in sorted(nodes, key=lambda n: n.start_byte):
        while around and around[-1][0] <= node.start_byte:
            around.pop()
        if node.type == "function_definition":
            around.append((node.end_byte, False))
            continue
        around.append((node.end_byte, True))
        depth = _loops_on_top(around)
        if depth == 1:
            if outer is not None and deepest >= _NESTED:
                yield _nest(subject, outer, deepest)
            outer, deepest = node, 1
        deepest = max(deepest, depth)
    if outer is not None and deepest >= _NESTED:
        yield _nest(subject, outer, deepest)


def _nest(subject: Subject, outer: Node, depth: int) -> Finding:
    return Finding("nested-loops", subject.line_of(outer), subject.function_name(outer),
                   f"{depth} levels")


def _loops_on_top(around: list[tuple[int, bool]]) -> int:
    depth = 0
    for _, is_loop in reversed(around):
        if not is_loop:
            break
        depth += 1
    return depth


def _recursion(subject: Subject) -> Iterator[Finding]:
    """Functions that call themselves by their name, or methods through ``self``."""
    data = subject.data
    imported = {name for one in subject.extraction.imports if one.scope == "function"
                for name in (*one.names, *(here for here, _ in one.aliases))}
    for index, node in walked(subject.source.text).functions.items():
        symbol = subject.extraction.symbols[index]
        name = symbol.name.encode("utf-8", "replace")
        own = data.find(name, data.find(b"def", node.start_byte) + 3)
        at = data.find(name + b"(", own + len(name) + 1, node.end_byte)
        # What a function imports may be another one of its own name.
        if at < 0 or symbol.name in imported:
            continue
        if _calls_itself(subject, node, symbol.kind == "method", name, at):
            yield Finding("recursion", symbol.line, symbol.qualname)


def _calls_itself(
    subject: Subject, function: Node, is_method: bool, name: bytes, at: int
) -> bool:
    for _ in range(_CALLS):
        called = node_at(subject, at, at + len(name))
        holder = called.parent if called is not None else None
        if called is not None and holder is not None:
            if is_method:
                owner = holder.child_by_field_name("object")
                fits = holder.type == "attribute" and text(owner) in ("self", "cls")
            else:
                fits = holder.type == "call" and called.type == "identifier"
            if fits and function_around(called) == function:
                return True
        at = subject.data.find(name + b"(", at + 1, function.end_byte)
        if at < 0:
            break
    return False


def _tables(subject: Subject) -> Iterator[Finding]:
    for symbol in subject.extraction.symbols:
        lines = symbol.end_line - symbol.line + 1
        if symbol.kind in ("constant", "variable") and symbol.parent < 0 and lines >= _TABLE:
            yield Finding("large-table", symbol.line, symbol.qualname, f"{lines} lines")
