"""Python: the words that branch, loop or join conditions, counted in what stands outermost.

To count them in the text takes a fraction of a walk over all nodes, and most functions have too few
of them to be worth one. Those in strings and comments count as well: there are never too few.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from tree_sitter import Node

from pipeline.analysis.subject import Subject
from pipeline.languages.python import walked

#: In a text with nothing but words and blanks: a search for what starts with a blank is quicker.
_WORDS = re.compile(rb" (?:if|el(?:if|se)|for|while|except|match|case|and|or|lambda)(?= )")
_BLANKED = bytes(byte if chr(byte).isalnum() or byte == ord("_") or byte >= 128 else ord(" ")
                 for byte in range(256))
_LOOP = re.compile(rb"^([ \t]*)(?:async[ \t]+)?(?:for|while)\b", re.MULTILINE)


class Block(NamedTuple):
    """A function or a loop with the words in it: no fewer than nodes that branch."""

    node: Node
    words: list[bytes]


@lru_cache(maxsize=1)
def functions(subject: Subject) -> list[Block]:
    """The outermost functions. Those of the last text are kept: several analyses ask for them."""
    return list(_blocks(subject, walked(subject.source.text).functions.values()))


def nests_of_loops(subject: Subject, levels: int) -> list[Node]:
    """The outermost functions and loops in which as many loops may stand in one another."""
    blocks = functions(subject)
    loops = walked(subject.source.text).loops
    if loops:
        found = [*loops, *(block.node for block in blocks)]
        blocks = list(_blocks(subject, sorted(found, key=lambda node: node.start_byte)))
    return [block.node for block in blocks if _is_deep(subject.data, block, levels)]


def _blocks(subject: Subject, nodes: Iterable[Node]) -> Iterator[Block]:
    # With a blank before it, every place is one further on.
    blanked, end = b" " + subject.data.translate(_BLANKED) + b" ", 0
    for node in nodes:
        start = node.start_byte
        if start >= end:
            end = node.end_byte
            yield Block(node, _WORDS.findall(blanked, start, end + 2))


def _is_deep(data: bytes, block: Block, levels: int) -> bool:
    """Whether loops stand at that many indentations, as they do when they are in one another."""
    if block.words.count(b" for") + block.words.count(b" while") < levels:
        return False
    start = data.rfind(b"\n", 0, block.node.start_byte) + 1
    indents = _LOOP.findall(data, start, block.node.end_byte)
    return len({len(indent.replace(b"\t", b" " * 8)) for indent in indents}) >= levels
