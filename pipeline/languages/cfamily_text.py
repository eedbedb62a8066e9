"""C-family source made plain: comments, literals and preprocessor lines blanked in one pass.

What is blanked keeps its length, so that a place in the plain text is the same place in the source.
Of ``#if`` … ``#else`` … ``#endif`` all branches stay, for each may define something; only where the
branches open and close different brackets the first one is kept alone, as a compiler would see it.
Code under ``#if 0`` is blanked.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

from pipeline.languages import Source

_LEXEME = re.compile(
    r"""
      //(?:[^\n\\]++|\\(?:.|\Z))*+ (?:\n[ \t]*+//(?:[^\n\\]++|\\(?:.|\Z))*+)*+
    | /\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/|\Z)
    | (?<=R)"(?P<delimiter>[^()\\\s"]{0,16})\(.*?(?:\)(?P=delimiter)"|\Z)
    | "(?:[^"\\\n]++|\\.)*+"
    | '(?:\\.[^'\\\n]{0,8}|[^'\\\n]{1,4})'
    | \#[ \t]*+(?P<word>\w*+)[ \t]*+
        (?P<rest>(?:[^\n\\/"]++|\\(?:.|\Z)|/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/|\Z)
        |//(?:[^\n\\]++|\\(?:.|\Z))*+|"(?:[^"\\\n]++|\\.)*+"|["/])*+)
    """,
    re.DOTALL | re.VERBOSE,
)
_DEFINE = re.compile(r"([A-Za-z_$][\w$]*)(\([^()]*\))?")
_NEVER = re.compile(r"(?:0[xX]?0*[uUlL]*|false|FALSE)\s*(?:/[/*]|&&|\Z)")
_CPLUSPLUS = re.compile(r"(?:defined\s*\(?\s*)?__cplusplus\b")
#: Words that only C++ has: a C reading of what they stand in would be wrong.
_CPP_ONLY = re.compile(r"\b(?:template|namespace|operator|class|using|public|constexpr)\b")


class Macro(NamedTuple):
    """A ``#define``: its name, its parameters with their brackets, and where it stands."""

    name: str
    parameters: str
    start: int
    #: Where the replacement starts, and where the directive ends.
    body: int
    end: int


class Include(NamedTuple):
    """An ``#include`` or ``#import``: what follows the word, and where it stands."""

    written: str
    start: int
    #: Whether it stands in a conditional, other than the guard of a whole header.
    conditional: bool


@dataclass(slots=True)
class _Branching:
    """An ``#if`` that is not closed yet."""

    #: Index into the pieces where the current branch starts, and whether it is blanked.
    start: int
    dead: bool
    #: Whether the branch is for C++ alone while the file is C.
    guarded: bool
    #: How many brackets the current branch opens more than it closes: braces, parentheses.
    net: tuple[int, int] = (0, 0)
    #: The net of the first branch that is alive; None before there is one.
    kept: tuple[int, int] | None = None
    #: Whether the branch kept opens what it does not close.
    uneven: bool = False
    #: How many branches stop in the middle of a declaration.
    unfinished: int = 0


@dataclass(slots=True)
class PlainText:
    """The result: the source, its plain form, and what was taken out."""

    text: str
    plain: str = ""
    #: Places of comments; ``//`` lines that follow one another are one comment.
    comment_starts: list[int] = field(default_factory=list)
    comment_ends: list[int] = field(default_factory=list)
    macros: list[Macro] = field(default_factory=list)
    includes: list[Include] = field(default_factory=list)
    #: Offsets behind each newline.
    line_starts: list[int] = field(default_factory=list)

    def line(self, offset: int) -> int:
        """The 1-based line that ``offset`` is on; behind a final newline there is none."""
        return bisect_right(self.line_starts, offset) + 1


def plain_text(source: Source, *, is_cpp: bool) -> PlainText:
    """The plain form of a source text."""
    return _Plainer(source.text, is_cpp).run()


class _Plainer:
    """One pass over a text; see the module's docstring."""

    def __init__(self, text: str, is_cpp: bool) -> None:
        self.text = text
        self.is_cpp = is_cpp
        self.result = PlainText(text)
        self.pieces: list[str] = []
        self.open: list[_Branching] = []
        #: Index of the first piece since the last conditional.
        self.segment = 0
        #: How many of the open conditionals are in a branch that is blanked.
        self.dead = 0
        #: How many of the open conditionals guard the whole header.
        self.guards = 0

    def run(self) -> PlainText:
        text, pieces, result = self.text, self.pieces, self.result
        add, starts, ends = pieces.append, result.comment_starts, result.comment_ends
        define, macros = _DEFINE.match, result.macros
        previous = 0
        for match in _LEXEME.finditer(text):
            start, end = match.span()
            opener = text[start]
            if opener == "/":
                starts.append(start)
                ends.append(end)
                blank = " " * (end - start)
            elif opener == '"':
                blank = '"' + " " * (end - start - 2) + '"' if end - start > 1 else " "
            elif opener == "'":
                blank = "'" + " " * (end - start - 2) + "'"
            elif start and text[start - 1] != "\n" and not self._starts_line(start):
                continue
            else:
                add(text[previous:start])
                add(" " * (end - start))
                previous = end
                word = match["word"]
                if word == "define":
                    if not self.dead and (name := define(text, match.start("rest"), end)):
                        macros.append(Macro(name[1], name[2] or "", start, name.end(), end))
                elif word in _HANDLED:
                    self._directive(word, match["rest"], start)
                continue
            add(text[previous:start])
            add(blank)
            previous = end
        add(text[previous:])
        while self.open:
            self._endif()
        result.plain = "".join(pieces)
        lengths = map(len, text.split("\n"))
        behind = (total + i for i, total in enumerate(accumulate(lengths), 1))
        # Behind the newline that ends the text there is no line.
        result.line_starts = [at for at in behind if at < len(text)]
        return result

    def _starts_line(self, start: int) -> bool:
        """Whether nothing but blanks and comments stand before ``start`` on its line."""
        begin = self.text.rfind("\n", 0, start) + 1
        before = self.text[begin:start].strip()
        return not before or (before.startswith("/*") and before.endswith("*/"))

    def _directive(self, word: str, rest: str, start: int) -> None:
        handle = _CONDITIONALS.get(word)
        if handle is not None:
            self._count_segment()
            handle(self, word, rest)
            self.segment = len(self.pieces)
        elif not self.dead:
            self.result.includes.append(Include(rest, start, len(self.open) > self.guards))

    # -- conditionals ------------------------------------------------------------------------

    def _count_segment(self) -> None:
        """Count the brackets of what came since the last conditional."""
        if self.open:
            segment = "".join(self.pieces[self.segment :])
            braces = segment.count("{") - segment.count("}")
            parentheses = segment.count("(") - segment.count(")")
            if braces or parentheses:
                frame = self.open[-1]
                frame.net = (frame.net[0] + braces, frame.net[1] + parentheses)

    def _if(self, word: str, condition: str) -> None:
        if word == "ifndef" and not self.open and not self.result.includes:
            self.guards = 1
        dead = word == "if" and bool(_NEVER.match(condition))
        dead = dead or (word == "ifndef" and self.is_cpp and condition.startswith("__cplusplus"))
        guarded = not self.is_cpp and word != "ifndef" and bool(_CPLUSPLUS.match(condition))
        guarded = guarded and not any(frame.guarded for frame in self.open[-8:])
        self.open.append(_Branching(len(self.pieces), dead, guarded))
        self.dead += dead

    def _else(self, word: str, condition: str) -> None:
        if not self.open:
            return
        frame = self.open[-1]
        self.dead -= frame.dead
        self._end_branch(frame)
        frame.start = len(self.pieces)
        frame.net = (0, 0)
        frame.dead = word == "elif" and bool(_NEVER.match(condition))
        self.dead += frame.dead

    def _end_branch(self, frame: _Branching) -> None:
        if frame.guarded:
            # What only a C++ compiler sees of a header in C.
            frame.dead = bool(_CPP_ONLY.search("".join(self.pieces[frame.start :])))
            frame.guarded = False
        if frame.dead:
            self._blank_from(frame.start)
            return
        frame.unfinished += self._is_unfinished(frame.start)
        if frame.kept is None:
            frame.kept = frame.net
            frame.uneven = frame.net != (0, 0)
        elif frame.net != frame.kept or frame.uneven or frame.unfinished > 1:
            self._blank_from(frame.start)

    def _is_unfinished(self, start: int) -> bool:
        for piece in self.pieces[: max(start, len(self.pieces) - 9) - 1 : -1]:
            if written := piece.rstrip():
                return written[-1].isalnum() or written[-1] in "_)>"
        return False

    def _endif(self, word: str = "", condition: str = "") -> None:
        if not self.open:
            return
        frame = self.open.pop()
        self.dead -= frame.dead
        self._end_branch(frame)
        if self.open and frame.kept is not None:
            outer = self.open[-1]
            outer.net = (outer.net[0] + frame.kept[0], outer.net[1] + frame.kept[1])

    def _blank_from(self, index: int) -> None:
        size = sum(map(len, self.pieces[index:]))
        self.pieces[index:] = [" " * size]


_CONDITIONALS = {
    "if": _Plainer._if, "ifdef": _Plainer._if, "ifndef": _Plainer._if, "elif": _Plainer._else,
    "elifdef": _Plainer._else, "elifndef": _Plainer._else, "else": _Plainer._else,
    "endif": _Plainer._endif,
}
_HANDLED = frozenset({"include", "import", "include_next", *_CONDITIONALS})
