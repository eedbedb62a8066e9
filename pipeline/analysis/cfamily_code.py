"""C-family code as its analyses look at it: the words it holds, what it calls, its functions.

A file is read once for the set of its words, which says what is worth looking for. Everything else
is found from the places of the few words that matter.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from functools import cached_property, lru_cache
from itertools import islice
from typing import NamedTuple

from pipeline.analysis.subject import FUNCTIONS, Subject
from pipeline.languages.cfamily import plain_of
from pipeline.model import Symbol

#: Analysis of languages that the C family's scanner reads.
C_LIKE = frozenset(("C", "Objective-C", "OpenCL"))

#: What no word holds becomes a blank, which is much quicker than to look for words.
_SPACES = {code: " " for code in range(128) if not (chr(code).isalnum() or chr(code) == "_")}
_OPEN = re.compile(r"\s*(?:<[^<>;(){}]{0,200}>\s*)?\(")
_BRACE = re.compile(r"[{}]")
_BRACKET = re.compile(r"[()\[\]{},]")
#: Words behind which an expression stands: any other word before a name makes it a declaration.
_BEFORE_VALUE = frozenset(
    "return else do case throw co_return co_await co_yield and or not sizeof".split())
#: Places of one word that are looked at, and brackets of one call.
_MOST_PLACES = 2000
_MOST_BRACKETS = 400
#: Calls of one function of the library that are judged.
_MOST_CALLS = 500
#: Modifiers of functions that have no body here.
_BODILESS = frozenset(("declaration", "abstract", "deleted", "default"))


class Call(NamedTuple):
    """A call as written: its name, where it stands, and where its parenthesis opens."""

    name: str
    place: int
    opening: int
    #: ``.``, ``->``, or the name before ``::``; empty for a plain call.
    owner: str


class Arguments(NamedTuple):
    """The spans of a call's arguments, and where the call ends (-1: further than we look)."""

    spans: tuple[tuple[int, int], ...]
    end: int


class Function(NamedTuple):
    """A function that is defined here: from its first line to the end of its last."""

    symbol: Symbol
    start: int
    #: Place of the brace that opens its body.
    body: int
    end: int


class CFamilyCode:
    """A subject's plain code with its words, calls and functions."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self._plain = plain_of(subject.source)
        self.code = self._plain.plain
        self.macros = self._plain.macros
        self._given: dict[str, bool] = {}
        self.words = frozenset(self.code.translate(_SPACES).split())

    @property
    def is_c(self) -> bool:
        """Whether C's rules hold rather than those of C++."""
        return self.subject.source.language.name in C_LIKE

    def places(self, word: str) -> Iterator[int]:
        """Where a word stands, as a whole word."""
        if word not in self.words:
            return
        code, size, found = self.code, len(word), 0
        place = code.find(word)
        while place >= 0 and found < _MOST_PLACES:
            behind = code[place + size : place + size + 1]
            before = code[place - 1 : place]
            if not (behind.isalnum() or behind == "_" or before.isalnum() or before == "_"):
                found += 1
                yield place
            place = code.find(word, place + size)

    def matches(self, pattern: re.Pattern[str], *words: str) -> list[re.Match[str]]:
        """Where a pattern matches that starts with one of some words, in the order of the text."""
        match = pattern.match
        found = (match(self.code, place) for word in words for place in self.places(word))
        return sorted((m for m in found if m is not None), key=lambda m: m.start())

    def calls(self, names: Collection[str], *, macros: bool = False) -> Iterator[Call]:
        """Calls of functions; with ``macros`` also what stands where a declaration may stand."""
        for name in sorted(self.words.intersection(names)):
            for place in self.places(name):
                opening = _OPEN.match(self.code, place + len(name))
                owner = self.owner(place) if opening else None
                if opening is not None and (owner is not None or macros):
                    yield Call(name, place, opening.end() - 1, owner or "")

    def plain_calls(self, names: Collection[str]) -> Iterator[Call]:
        """Calls of functions of C's library or of the kernel, that are not defined here."""
        for name in sorted(self.words.intersection(names) - self.defined):
            plain = (call for call in self.calls((name,)) if call.owner in ("", "std"))
            yield from islice(plain, _MOST_CALLS)

    def owner(self, place: int) -> str | None:
        """What the name at a place belongs to; None where it is declared."""
        before = self.code[max(0, place - 80) : place].rstrip()
        if before.endswith(("->", ".")):
            return "." if before[-1] == "." else "->"
        owner = ""
        while before.endswith("::"):
            before = before[:-2].rstrip()
            word = last_word(before)
            owner = owner or word or "::"
            before = before[: len(before) - len(word)].rstrip()
        if before.endswith(")") and self.function_at(place) is None:
            # A macro that stands for the type of what is declared.
            return None
        if not before.endswith(("&&", "||")):
            word = last_word(before)
            if word not in _BEFORE_VALUE if word else before[-1:] in ("*", "&", ">", "~"):
                return None
        return "" if owner == "::" else owner

    def arguments(self, call: Call) -> Arguments:
        """The arguments of a call."""
        spans: list[tuple[int, int]] = []
        depth, start = 0, call.opening + 1
        for count, match in enumerate(_BRACKET.finditer(self.code, call.opening)):
            bracket, place = match[0], match.start()
            if bracket in "([{":
                depth += 1
            elif bracket == ",":
                if depth == 1:
                    spans.append((start, place))
                    start = place + 1
            else:
                depth -= 1
                if not depth:
                    if self.code[start:place].strip() or spans:
                        spans.append((start, place))
                    return Arguments(tuple(spans), place)
            if count > _MOST_BRACKETS:
                break
        return Arguments(tuple(spans), -1)

    def argument(self, call: Call, index: int) -> str:
        """An argument on one line, its strings blank; empty where there is none."""
        spans = self.arguments(call).spans
        if not -len(spans) <= index < len(spans):
            return ""
        start, end = spans[index]
        return " ".join(self.code[start:end].split())

    def written(self, start: int, end: int, limit: int = 60) -> str:
        """A span of the source on one line, cut to ``limit`` characters."""
        text = " ".join(self.subject.source.text[start : min(end, start + 4 * limit)].split())
        return text if len(text) <= limit else text[: limit - 1] + "…"

    def written_call(self, call: Call) -> str:
        """A call as written, cut short."""
        end = self.arguments(call).end
        return self.written(call.place, end + 1 if end >= 0 else call.opening + 60)

    def line(self, place: int) -> int:
        """The 1-based line of a place."""
        return self._plain.line(place)

    def line_start(self, line: int) -> int:
        """The place at which a line starts; the text's end for a line behind the last."""
        starts = self._plain.line_starts
        if line < 2:
            return 0
        return starts[line - 2] if line - 2 < len(starts) else len(self.code)

    @cached_property
    def defined(self) -> frozenset[str]:
        """Names of the functions and macros that the file itself defines."""
        return frozenset(
            s.name for s in self.subject.extraction.symbols
            if s.kind in ("function", "macro") and "declaration" not in s.modifiers)

    def is_given_text(self, name: str) -> bool:
        """Whether a variable is given a literal somewhere in the file."""
        if name not in self._given:
            value = (rf"\b{name}\b\s*(?:\[\s*\w*\s*\]\s*)*(?:__\w+\s*)?"
                     rf'=(?!=)[^;{{}}]{{0,300}}(?:\{{\s*\w*)?"')
            self._given[name] = re.search(value, self.code) is not None
        return self._given[name]

    @cached_property
    def tables(self) -> frozenset[str]:
        """Names of what the file defines with a list of values."""
        return frozenset(
            s.name for s in self.subject.extraction.symbols
            if s.kind in ("constant", "variable") and ("[" in s.signature or s.end_line > s.line))

    @cached_property
    def functions(self) -> list[Function]:
        """The functions with a body, in the order of the text."""
        found = []
        for symbol in self.subject.extraction.symbols:
            if symbol.kind in FUNCTIONS and not _BODILESS.intersection(symbol.modifiers):
                start, end = self.line_start(symbol.line), self.line_start(symbol.end_line + 1)
                body = self.code.find("{", start, end)
                if body >= 0:
                    found.append(Function(symbol, start, body, end))
        return sorted(found, key=lambda f: f.start)

    def function_at(self, place: int) -> Function | None:
        """The function with a body that a place is in, methods of local classes left aside."""
        index = bisect_right(self._starts, place) - 1
        if index < 0:
            return None
        function = self.functions[index]
        return function if function.body < place < function.end else None

    @cached_property
    def _starts(self) -> list[int]:
        return [function.start for function in self.functions]

    def closing(self, brace: int, limit: int = 20_000) -> int:
        """Where the brace at a place is closed; -1 where that is further than ``limit``."""
        depth = 0
        for match in _BRACE.finditer(self.code, brace, brace + limit):
            depth += 1 if match[0] == "{" else -1
            if not depth:
                return match.start()
        return -1

    def in_comment(self, place: int) -> bool:
        """Whether a place of the source is in a comment."""
        index = bisect_right(self._plain.comment_starts, place) - 1
        return index >= 0 and place < self._plain.comment_ends[index]


def last_word(text: str) -> str:
    """The word that ends a text; empty where it ends with something else."""
    place = len(text)
    while place and (text[place - 1].isalnum() or text[place - 1] == "_"):
        place -= 1
    return text[place:]


@lru_cache(maxsize=1)
def code_of(subject: Subject) -> CFamilyCode:
    """The code of a subject; kept for the next analysis of the same one."""
    return CFamilyCode(subject)
