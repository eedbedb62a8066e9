"""Reading Python that the grammar does not know without losing what stands around it.

When a tree holds errors, the source is read once more with two changes that keep every byte at its
place: logical lines that span several lines are joined, and each logical line that is no Python by
itself is masked by a statement that is. A construct of a later Python then costs its own line only.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from tree_sitter import Node, Parser

#: Files with more logical lines are read as the parser recovers them by itself.
_MAX_LINES = 20_000

#: Runs of comment lines at least as long as this are not shown to the parser.
_LONG_RUN = 1_000

_NEWLINE = re.compile(rb"\n")
_NOT_NEWLINE = re.compile(rb"[^\n]")
_COMMENT_RUN = re.compile(rb"(?:^[ \t]*+#[^\n\"'\\]*+\n)++", re.MULTILINE)
_TOKEN = re.compile(
    rb"""
    (?P<string> "{3}(?:[^"\\]|\\.|"(?!""))*+"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*+'{3}
              | "(?:[^"\\\n]|\\.)*+"             | '(?:[^'\\\n]|\\.)*+' )
    | (?P<comment> \#[^\n]* )
    | (?P<open> [(\[{] ) | (?P<close> [)\]}] )
    | (?P<newline> \n )
    | \\\n
    """,
    re.VERBOSE | re.DOTALL,
)
# No expression goes on with these words: a bracket open before them was never closed.
_STATEMENT = re.compile(
    rb"[ \t]*(?:(?:async[ \t]+)?def|class|return|raise|import|while|with|try|except|finally|pass"
    rb"|break|continue|del|global|nonlocal|assert)\b"
)
_WORD = re.compile(rb"[^\W\d]\w*")
_DEFINITION = re.compile(rb"(?:async[ \t]+)?(?:def|class)[ \t]+[A-Za-z_\x80-\xff][\w\x80-\xff]*")
_VALUE = re.compile(rb"(return\b|[^=()]+=)\s*([^=].*)", re.DOTALL)
_LAZY = re.compile(rb"lazy(?=[ \t]+(?:import|from)\b)")

# What makes a clause a statement that can be tried alone.
_BEFORE = {
    b"elif": b"if 1: pass\n",
    b"else": b"if 1: pass\n",
    b"except": b"try: pass\n",
    b"finally": b"try: pass\n",
    b"case": b"match 1:\n ",
}
# The same clause without what could not be read; any other header becomes `if 1:`.
_MASKS = {
    b"elif": b"elif 1:",
    b"else": b"else:",
    b"try": b"try:",
    b"except": b"except:",
    b"finally": b"finally:",
    b"match": b"match 1:",
    b"case": b"case _:",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A source and the best tree found for it."""

    source: bytes
    root: Node
    #: First lines of the regions that were not understood, in order.
    error_lines: tuple[int, ...] = ()
    #: Where lines end in the source, when the tree was made from a text with lines joined.
    newlines: list[int] | None = None
    #: Start -> end of headers of which the tree holds nothing but the name.
    headers: Mapping[int, int] = field(default_factory=dict)

    def first_line(self, node: Node) -> int:
        """The 1-based line on which a node starts."""
        if self.newlines is None:
            return node.start_point[0] + 1
        return bisect_left(self.newlines, node.start_byte) + 1

    def last_line(self, node: Node) -> int:
        """The 1-based line of a node's last character that is no comment."""
        row, column = node.end_point
        if self.newlines is not None:
            row = bisect_left(self.newlines, node.end_byte - 1)
            column = node.end_byte - (self.newlines[row - 1] + 1 if row else 0)
        start = node.end_byte - column
        if self.source[start : node.end_byte].lstrip().startswith(b"#"):
            return self._line_above_comments(node, start)
        return row + 1

    def _line_above_comments(self, node: Node, start: int) -> int:
        """Comments at the end of a block belong to it in the tree, but not to what it defines."""
        line = self.first_line(node) + self.source.count(b"\n", node.start_byte, start)
        while start > node.start_byte and self._is_comment_or_blank(start):
            line -= 1
            start = self.source.rfind(b"\n", 0, start - 1) + 1
        return line

    def _is_comment_or_blank(self, start: int) -> bool:
        end = self.source.find(b"\n", start)
        line = self.source[start : end if end >= 0 else len(self.source)]
        text = line.lstrip()
        if not text.startswith(b"#"):
            return not text
        at = start + len(line) - len(text)
        node = self.root.descendant_for_byte_range(at, at + 1)
        return node is not None and node.type == "comment"


class _Line(NamedTuple):
    """A logical line: a statement, or the header of one, over all lines that it takes."""

    start: int
    end: int
    #: Whether all its brackets are closed.
    balanced: bool


def read(source: bytes, parser: Parser) -> Reading:
    """Parse ``source``; once more with its errors masked if it has some."""
    text = _without_long_comments(source)
    root = parser.parse(text).root_node
    return _repaired(source, text, root, parser) if root.has_error else Reading(source, root)


def _without_long_comments(source: bytes) -> bytes:
    """The source with long runs of comment lines blanked.

    The grammar looks ahead over the whole rest of a run at each of its lines, so that a file with
    ten thousand lines commented out would take seconds. A line with a quote could end a string.
    """
    if source.count(b"#") < _LONG_RUN:
        return source
    return _COMMENT_RUN.sub(_blanked_run, source)


def _blanked_run(match: re.Match[bytes]) -> bytes:
    run = match.group()
    return run if run.count(b"\n") < _LONG_RUN else _NOT_NEWLINE.sub(b" ", run)


def _repaired(source: bytes, text: bytes, root: Node, parser: Parser) -> Reading:
    """The better of the tree and the tree of the repaired text."""
    newlines = [match.start() for match in _NEWLINE.finditer(source)]
    errors = list(_errors(root))
    as_is = Reading(source, root, _lines_of((e.start_byte for e in errors), newlines))
    lines = list(_logical_lines(text))
    if len(lines) > _MAX_LINES:
        return as_is
    # The parser takes a NUL for the end of its input wherever it expects a token.
    mask = _Mask(_joined(text.replace(b"\0", b" "), lines), parser)
    mask.apply(lines)
    again = parser.parse(bytes(mask.text)).root_node
    left = list(_errors(again))
    if _extent(left) >= _extent(errors):
        return as_is
    starts = [*_region_starts(mask.unknown), *(node.start_byte for node in left)]
    starts += [source.index(b"\0")] if b"\0" in source else []
    return Reading(source, again, _lines_of(starts, newlines), newlines, mask.headers)


@dataclass(slots=True)
class _Mask:
    """Puts something valid in the place of the lines that the grammar does not know."""

    text: bytearray
    parser: Parser
    #: The lines that are no Python; gaps of the grammar are not among them.
    unknown: list[_Line] = field(default_factory=list)
    #: Start -> end of the headers of definitions that were masked.
    headers: dict[int, int] = field(default_factory=dict)

    def apply(self, lines: list[_Line]) -> None:
        opens_block = False
        for line in lines:
            written = bytes(self.text[line.start : line.end])
            if not _is_python(written, self.parser):
                known = _is_starred(written, self.parser)
                if not known:
                    self.unknown.append(line)
                self._mask(line, written, needed=opens_block or known)
            code = _without_comment(written)
            opens_block = code.endswith(b":") if code else opens_block

    def _mask(self, line: _Line, written: bytes, *, needed: bool) -> None:
        """Replace a line, at the same length; by a statement only where one is needed."""
        body = written.lstrip(b" \t\f")
        indent = written[: len(written) - len(body)]
        code = _without_comment(body)
        eager = _LAZY.sub(b"0;  ", code, count=1)
        if eager == code or not _is_python(eager, self.parser):
            eager = _valid_header(code) or (b"pass"[: len(code)] if needed else b"")
            start = line.start + len(indent)
            self.headers[start] = start + _header_length(code)
        masked = indent + eager if len(eager) <= len(body) else b""
        self.text[line.start : line.end] = masked.ljust(len(written))


def _header_length(code: bytes) -> int:
    """Up to the colon, also where the body stands on the same line."""
    closing = -1 if code.endswith(b":") else code.find(b"):")
    return len(code) if closing < 0 else closing + 2


def _lines_of(starts: Iterable[int], newlines: list[int]) -> tuple[int, ...]:
    return tuple(sorted({bisect_left(newlines, at) + 1 for at in starts}))


def _errors(root: Node) -> Iterator[Node]:
    """The outermost nodes that stand for text not understood or for a token not there."""
    stack = [root]
    while stack:
        node = stack.pop()
        if node.is_error or node.is_missing:
            yield node
        elif node.has_error:
            stack.extend(reversed(node.children))


def _extent(errors: list[Node]) -> int:
    return sum(node.end_byte - node.start_byte + 1 for node in errors)


def _region_starts(bad: list[_Line]) -> Iterator[int]:
    """Where each run of consecutive bad lines starts."""
    end = -2
    for line in bad:
        if line.start != end + 1:
            yield line.start
        end = line.end


def _logical_lines(source: bytes) -> Iterator[_Line]:
    start = depth = 0
    for token in _TOKEN.finditer(source):
        if token.lastgroup == "open":
            depth += 1
        elif token.lastgroup == "close":
            depth = max(0, depth - 1)
        elif token.lastgroup == "newline":
            if depth and not _STATEMENT.match(source, token.end()):
                continue
            yield _Line(start, token.start(), depth == 0)
            start, depth = token.end(), 0
    yield _Line(start, len(source), depth == 0)


def _joined(source: bytes, lines: list[_Line]) -> bytearray:
    """The source with each logical line on one line, every byte at its place."""
    text = bytearray(source)
    for line in lines:
        if line.balanced and source.find(b"\n", line.start, line.end) >= 0:
            for token in _TOKEN.finditer(source, line.start, line.end):
                if token.lastgroup in (None, "newline", "comment"):
                    text[token.start() : token.end()] = b" " * len(token.group())
    return text


def _is_python(line: bytes | bytearray, parser: Parser) -> bool:
    """Whether a logical line is a statement, or the header or clause of one, by itself."""
    code = _without_comment(bytes(line))
    if not code:
        return True
    word = _WORD.match(code)
    before = _BEFORE.get(word.group(), b"") if word else b""
    after = b" pass\n" if code.endswith(b":") else b"\n"
    if code.startswith(b"@"):
        after = b"\ndef f(): pass\n"
    return not parser.parse(before + code + after).root_node.has_error


def _is_starred(line: bytes | bytearray, parser: Parser) -> bool:
    """Whether a line is Python once its value has parentheses: the grammar misses ``= a, *b``."""
    match = _VALUE.fullmatch(_without_comment(bytes(line)))
    return match is not None and _is_python(b"%s (%s)" % match.groups(), parser)


def _without_comment(line: bytes) -> bytes:
    comments = (t.start() for t in _TOKEN.finditer(line) if t.lastgroup == "comment")
    return line[: next(comments, len(line))].strip()


def _valid_header(code: bytes) -> bytes:
    """The header of a definition or of a block without what was not understood; or nothing."""
    definition = _DEFINITION.match(code)
    if definition is not None:
        parameters = b"" if code.startswith(b"class") else b"()"
        return definition.group() + parameters + (b":" if code.endswith(b":") else b": 0")
    word = _WORD.match(code)
    if not code.endswith(b":") or code.startswith(b"@"):
        return b""
    return _MASKS.get(word.group(), b"if 1:") if word else b"if 1:"
