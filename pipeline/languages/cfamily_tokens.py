"""Tokens of one C-family declaration: a bracket group is a single token.

A declaration's *head* is its text up to ``;`` or ``{``. Read as tokens it is short: names,
punctuation, and groups ``(…)``, ``[…]`` and, in C++, ``<…>`` and ``operator…``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_ROUND = r"\([^()]*+\)"
for _ in range(4):
    _ROUND = rf"\((?:[^()]++|{_ROUND})*+\)"
_SQUARE = r"\[(?:[^\[\]]++|\[(?:[^\[\]]++|\[[^\[\]]*+\])*+\])*+\]"
#: ``>`` of an arrow or of a spaced comparison closes no angle bracket.
_INNER = r"[^<>(){};]++|(?<=-)>|(?<= )>=(?= )"
_ANGLE = rf"<(?:{_INNER}|{_ROUND})*+>"
for _ in range(4):
    _ANGLE = rf"<(?:{_INNER}|{_ROUND}|{_ANGLE})*+>"
_OPERATOR = (
    r"operator\b\s*(?:\(\s*\)|\[\s*\]|(?:new|delete)\b(?:\s*\[\s*\])?|\"\"\s*[A-Za-z_]\w*|co_await\b"
    r"|[-+*/%^&|~!=<>,]+)"
)
_PLAIN = r"[A-Za-z_$][\w$]*+"
_REST = r'"[^"]*"|\'[^\']*\'|\d[\w.]*|->|&&|\.\.\.|\S'

_C = re.compile(rf"{_PLAIN}|{_ROUND}|{_SQUARE}|{_REST}")
_CPP = re.compile(rf"{_OPERATOR}|{_PLAIN}|::|{_ROUND}|{_SQUARE}|{_ANGLE}|{_REST}")

#: A single space that people do not write. It starts with the space, for the search is quick then.
_SPACE = re.compile(
    r" (?:(?=[,;)\]<\[]|>(?!=)|::)|(?<=[(\[<] )|(?<=:: )"
    r"|(?<=decltype )|(?<=typeof )|(?<=__typeof__ )|(?<=alignas ))")


def tokens(head: str, *, is_cpp: bool) -> list[str]:
    """The tokens of a declaration's head."""
    return (_CPP if is_cpp else _C).findall(head)


def join(parts: Sequence[str]) -> str:
    """Tokens as one line of source text, spaced as people do."""
    if len(parts) == 1:
        text = parts[0]
        return text if text.isidentifier() else _tight(text)
    return _tight(" ".join(parts))


def _tight(text: str) -> str:
    return _SPACE.sub("", " ".join(text.split()))


def is_name(token: str) -> bool:
    """Whether a token is a word."""
    return token[0].isalpha() or token[0] in "_$"
