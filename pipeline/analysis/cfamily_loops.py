"""C family: what costs time in a loop or while a lock is held, recursion, and large tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from pipeline.analysis.cfamily_code import Call, CFamilyCode, Function, code_of
from pipeline.analysis.subject import Subject
from pipeline.model import Finding

_SPINS = ("udelay", "ndelay", "cpu_relax", "mdelay", "__delay")
_SLEEPS = ("msleep", "ssleep", "usleep_range", "usleep", "sleep", "nanosleep", "mdelay", "fsleep",
           "msleep_interruptible", "sleep_for", "fread", "fwrite", "fsync", "cudaDeviceSynchronize",
           "cudaStreamSynchronize")
_LOCKS = {
    "mutex_lock": "mutex_unlock", "pthread_mutex_lock": "pthread_mutex_unlock",
    "spin_lock": "spin_unlock", "spin_lock_irqsave": "spin_unlock_irqrestore",
    "spin_lock_bh": "spin_unlock_bh", "spin_lock_irq": "spin_unlock_irq",
    "down_write": "up_write", "down_read": "up_read",
}
_HEAD = re.compile(r"\w+\s*\(")
_OPENS = re.compile(r"\s*\{")
_LEAVES = re.compile(r"\b(?:return|break|goto)\b")
#: A loop with a longer body does more than wait.
_LONGEST = 5_000
#: Lines from which on a table is worth a word.
_LARGE = 400
_CALL = re.compile(r"\s*\(")


class Loop(NamedTuple):
    """A loop: its word, and the span of its body."""

    word: str
    head: int
    start: int
    end: int


class Loops:
    """The loops of a text, found when they are asked for first."""

    def __init__(self, code: CFamilyCode) -> None:
        self._code = code

    @cached_property
    def all(self) -> list[Loop]:
        """All loops, in the order of the text."""
        words = ("for", "while", "do", *(
            word for word in sorted(self._code.words) if "for_each" in word))
        found = (self._loop(word, place) for word in words for place in self._code.places(word))
        return sorted((loop for loop in found if loop is not None), key=lambda loop: loop.head)

    def _loop(self, word: str, place: int) -> Loop | None:
        code, start = self._code, place + len(word)
        if word != "do":
            head = _HEAD.match(code.code, place)
            end = code.arguments(Call(word, place, head.end() - 1, "")).end if head else -1
            if end < 0:
                return None
            start = end + 1
        brace = _OPENS.match(code.code, start)
        if brace is not None:
            end = code.closing(brace.end() - 1, _LONGEST)
        elif word == "do":
            return None
        else:
            end = code.code.find(";", start)
        return Loop(word, place, start, end) if end >= 0 else None

    def around(self, place: int) -> Loop | None:
        """The innermost loop whose body a place is in."""
        inner = None
        for loop in self.all:
            if loop.head > place:
                break
            if loop.start <= place < loop.end:
                inner = loop
        return inner


def find(subject: Subject) -> Iterator[Finding]:
    """The findings of a file."""
    code = code_of(subject)
    loops = Loops(code)
    yield from _spinning(code, loops)
    yield from _held(code)
    if code.is_c:
        yield from _recursions(code)
    yield from _tables(code)


def _spinning(code: CFamilyCode, loops: Loops) -> Iterator[Finding]:
    for call in code.plain_calls(_SPINS):
        loop = loops.around(call.place)
        if loop is not None and _waits(code, loop):
            function = code.function_at(call.place)
            yield Finding("busy-wait", code.line(call.place),
                          function.symbol.qualname if function else call.name, call.name)


def _waits(code: CFamilyCode, loop: Loop) -> bool:
    """Whether a loop goes on until something changes, rather than a number of times."""
    if loop.word in ("while", "do"):
        return True
    return loop.word == "for" and _LEAVES.search(code.code, loop.start, loop.end) is not None


def _held(code: CFamilyCode) -> Iterator[Finding]:
    """Waiting between taking a lock and giving it back, with nothing in between that gives it."""
    waits = sorted(code.calls(set(_SLEEPS) - code.defined), key=lambda call: call.place)
    if not waits:
        return
    for lock in code.plain_calls(_LOCKS):
        function = code.function_at(lock.place)
        held = code.argument(lock, 0)
        if function is None or not held:
            continue
        release = _release(code, lock, held, function)
        for wait in waits:
            if lock.place < wait.place < release:
                yield Finding("lock-held-while-waiting", code.line(wait.place),
                              code.written_call(wait), f"{held.lstrip('&')} is held")


def _release(code: CFamilyCode, lock: Call, held: str, function: Function) -> int:
    """Where a lock is given back first; its own place when that is not seen."""
    name = _LOCKS[lock.name]
    place = code.code.find(name, lock.place, function.end)
    while place >= 0:
        opening = _CALL.match(code.code, place + len(name))
        if opening is not None and code.argument(
                Call(name, place, opening.end() - 1, ""), 0) == held:
            return place
        place = code.code.find(name, place + 1, function.end)
    return lock.place


def _recursions(code: CFamilyCode) -> Iterator[Finding]:
    """Functions that call themselves."""
    seen: dict[str, int] = {}
    for function in code.functions:
        seen[function.symbol.name] = seen.get(function.symbol.name, 0) + 1
    for function in code.functions:
        name = function.symbol.name
        if function.symbol.kind != "function" or seen[name] > 1:
            continue
        place = code.code.find(name + "(", function.body, function.end)
        while place >= 0:
            before = code.code[place - 1]
            if not (before.isalnum() or before in "_.>") and code.owner(place) == "":
                yield Finding("recursion", code.line(place), name)
                break
            place = code.code.find(name + "(", place + 1, function.end)


def _tables(code: CFamilyCode) -> Iterator[Finding]:
    for symbol in code.subject.extraction.symbols:
        if symbol.kind in ("constant", "variable") and "[" in symbol.signature:
            lines = symbol.end_line - symbol.line + 1
            if lines >= _LARGE:
                yield Finding("large-table", symbol.line, symbol.qualname, f"{lines} lines")
