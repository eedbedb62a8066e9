"""Text of Python source: expressions on one line, and the value of a string literal."""

from __future__ import annotations

import re
import unicodedata

from tree_sitter import Node

#: Deepest pair of parentheses around a docstring that is looked into.
_MAX_PARENTHESES = 50

_TOKEN = re.compile(
    r"""
    (?P<string> "{3}(?:[^"\\]|\\.|"(?!""))*+"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*+'{3}
              | "(?:[^"\\\n]|\\.)*+"             | '(?:[^'\\\n]|\\.)*+' )
    | (?P<comment> \#[^\n]* )
    | (?P<space> (?:\s|\\\n)+ )
    | [^\s"'\#\\]+ | .
    """,
    re.VERBOSE | re.DOTALL,
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SPACES = re.compile(" +")
_PADDING = re.compile(r"(?<=[(\[{]) | (?=[)\]},:])")

_ESCAPE = re.compile(
    r"""\\(?:(\n)|([\\'"abfnrtv])|([0-7]{1,3})|x([0-9a-fA-F]{2})
        |u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|N\{([^}\n]+)\})""",
    re.VERBOSE,
)
_SIMPLE = dict(zip("\\'\"abfnrtv", "\\'\"\a\b\f\n\r\t\v", strict=True))


def one_line(text: str) -> str:
    """``text`` with comments dropped and white space outside strings normalised."""
    if "#" not in text:
        if text.isprintable() and "  " not in text:
            return text
        if '"' not in text and "'" not in text and "\\" not in text:
            return _PADDING.sub("", " ".join(text.split()))
    parts: list[str] = []
    code: list[str] = []
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "string":
            parts += [_squeeze(code), _CONTROL.sub(_escaped, match.group())]
            code = []
        else:
            code.append(" " if match.lastgroup in ("space", "comment") else match.group())
    return _trim([*parts, _squeeze(code)])


def _escaped(match: re.Match[str]) -> str:
    return repr(match.group())[1:-1]


def _squeeze(code: list[str]) -> str:
    return _PADDING.sub("", _SPACES.sub(" ", "".join(code)))


def _trim(parts: list[str]) -> str:
    """Join code and strings, where padding may remain at the seams."""
    for at in range(2, len(parts), 2):
        if re.match(r" [)\]},:]", parts[at]):
            parts[at] = parts[at][1:]
    for at in range(0, len(parts) - 1, 2):
        if re.search(r"[(\[{] \Z", parts[at]):
            parts[at] = parts[at][:-1]
    return "".join(parts).strip()


def string_value(statement: Node, source: bytes) -> str | None:
    """The text of a statement that is one string literal or several; None for anything else.

    Bytes and formatted strings are no documentation to Python, so they are none here.
    """
    node = _unwrapped(statement)
    literals = node.named_children if node.type == "concatenated_string" else [node]
    values = [_literal(n, source) for n in literals if n.type != "comment"]
    return None if None in values else "".join(v for v in values if v is not None)


def _unwrapped(statement: Node) -> Node:
    """What a statement consists of, without the parentheses around it."""
    node = statement
    for _ in range(_MAX_PARENTHESES):
        alone = node.type == "expression_statement" and node.child_count == 1
        if not (alone or node.type == "parenthesized_expression") or node.named_child_count != 1:
            break
        node = node.named_children[0]
    return node


def _literal(node: Node, source: bytes) -> str | None:
    if node.type != "string" or node.child_count < 2:
        return None
    start, *_, end = node.children
    if end.type != "string_end":
        return None
    opener = source[start.start_byte : start.end_byte].decode("ascii", "replace")
    prefix = opener.rstrip("\"'").lower()
    if set(prefix) - {"r", "u"}:
        return None
    text = source[start.end_byte : end.start_byte].decode("utf-8", "replace")
    return text if "r" in prefix else unescape(text)


def unescape(text: str) -> str:
    """The text that the inside of a string literal stands for."""
    return text if "\\" not in text else _ESCAPE.sub(_unescape, text)


def _unescape(match: re.Match[str]) -> str:
    newline, simple, octal, *codes, name = match.groups()
    if newline:
        return ""
    if simple:
        return _SIMPLE[simple]
    if name:
        return _named(name, match.group())
    code = int(octal, 8) if octal else int(next(c for c in codes if c), 16)
    # A lone surrogate cannot be written as UTF-8.
    encodable = code < 0x110000 and not 0xD800 <= code < 0xE000
    return chr(code) if encodable else "\N{REPLACEMENT CHARACTER}"


def _named(name: str, written: str) -> str:
    try:
        return unicodedata.lookup(name)
    except KeyError:
        return written
