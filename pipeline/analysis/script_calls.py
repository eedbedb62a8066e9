"""Calls and texts in languages with braces: JavaScript and TypeScript, Java, PHP, Ruby.

What differs between their grammars is said once, in a table; the analyses ask whether an argument
is constant, and whether a text is put together from parts that are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from tree_sitter import Node

from pipeline.analysis.occurrences import MOST, leaf_at, matches, text
from pipeline.analysis.subject import Subject, written
from pipeline.model import Finding

#: Parts of a text that are looked at before nothing is claimed of it.
_PARTS = 200


class Grammar(NamedTuple):
    """How a grammar calls what the analyses look for."""

    calls: tuple[str, ...]
    arguments: tuple[str, ...]
    #: Strings, which may hold other expressions.
    strings: tuple[str, ...]
    #: What strings hold that is part of the text itself.
    fragments: tuple[str, ...]
    joins: tuple[str, ...]
    #: The operators that join texts.
    operators: tuple[str, ...]
    literals: tuple[str, ...]


_BRACES = ("parenthesized_expression",)
SCRIPT = Grammar(
    ("call_expression", "new_expression"), ("arguments",), ("string", "template_string"),
    ("string_fragment", "escape_sequence"), ("binary_expression", *_BRACES), ("+",),
    ("number", "true", "false", "null", "undefined", "regex"))
GRAMMARS: dict[str, Grammar] = {
    **dict.fromkeys(("JavaScript", "JSX", "TypeScript", "TSX"), SCRIPT),
    "Java": Grammar(
        ("method_invocation", "object_creation_expression"), ("argument_list",),
        ("string_literal",), ("string_fragment", "multiline_string_fragment", "escape_sequence"),
        ("binary_expression", *_BRACES), ("+",),
        ("decimal_integer_literal", "true", "false", "null_literal", "character_literal")),
    "PHP": Grammar(
        ("function_call_expression", "member_call_expression", "scoped_call_expression"),
        ("arguments", "argument"), ("string", "encapsed_string", "heredoc", "nowdoc"),
        ("string_content", "string_value", "escape_sequence", "heredoc_body", "heredoc_start",
         "heredoc_end", "nowdoc_body", "nowdoc_string"), ("binary_expression", *_BRACES), (".",),
        ("integer", "float", "boolean", "null", "name")),
    "Ruby": Grammar(
        ("call",), ("argument_list",), ("string", "heredoc_beginning"),
        ("string_content", "escape_sequence"), ("binary", "parenthesized_statements"), ("+",),
        ("integer", "float", "true", "false", "nil", "simple_symbol", "constant")),
}


def is_constant(grammar: Grammar, node: Node | None) -> bool:
    """Whether a value is a literal, or put together from literals alone; nothing counts so too."""
    pending = [node] if node is not None else []
    for _ in range(_PARTS):
        if not pending:
            return True
        one = pending.pop()
        if one.type in grammar.strings:
            if any(child.type not in grammar.fragments for child in one.named_children):
                return False
        elif one.type in grammar.joins or one.type in grammar.arguments:
            pending += [child for child in one.named_children if child.type != "comment"]
        elif one.type not in grammar.literals:
            return False
    return False


def arguments(grammar: Grammar, call: Node) -> list[Node]:
    """The arguments of a call."""
    holder = call.child_by_field_name("arguments")
    given = holder.named_children if holder is not None else []
    # PHP wraps each argument once more.
    return [child.named_children[-1] if child.type == "argument" and child.named_children else child
            for child in given if child.type != "comment"]


# -- queries -----------------------------------------------------------------------------------

_QUERY = re.compile(rb"([\"'`]|<<[-~]?\w+\n)\s*(?:SELECT|INSERT|UPDATE|DELETE|REPLACE)\s")
_SQL = re.compile(
    r"\s*(?:SELECT\s.{1,2000}?\sFROM\s|(?:INSERT|REPLACE)\s+INTO\s+\S"
    r"|UPDATE\s+\S{1,200}\s+SET\s|DELETE\s+FROM\s+\S)", re.DOTALL)
_QUERY_WORDS = (b"SELECT", b"INSERT INTO", b"DELETE FROM", b"UPDATE ", b"REPLACE INTO")


def queries(subject: Subject, grammar: Grammar) -> Iterator[Finding]:
    """Queries in capitals whose text is put together from parts that are not constant."""
    if not any(word in subject.data for word in _QUERY_WORDS):
        return
    for match in islice(_QUERY.finditer(subject.data), MOST):
        string = leaf_at(subject, match.start() + 1)
        while string is not None and string.type not in grammar.strings:
            string = string.parent
        if string is None or string.start_byte != match.start():
            continue
        whole = string
        while whole.parent is not None and whole.parent.type in grammar.joins \
                and _joins(grammar, whole.parent) and whole.parent.start_byte == whole.start_byte:
            whole = whole.parent
        content = re.sub(r"[\"'`]", " ", text(whole)[:4_000])
        if _SQL.match(content) and not is_constant(grammar, whole):
            yield Finding("query-from-parts", subject.line_of(string), written(whole))


def _joins(grammar: Grammar, node: Node) -> bool:
    operator = node.child_by_field_name("operator")
    return operator is None or operator.type in grammar.operators


def calls_of(subject: Subject, grammar: Grammar, pattern: re.Pattern[bytes]) -> Iterator[
        tuple[re.Match[bytes], Node]]:
    """Calls whose function ends with a name that a pattern's first group matches."""
    for match, node in matches(subject, pattern):
        call: Node | None = node
        while call is not None and call.type not in grammar.calls:
            if call.end_byte != node.end_byte:
                call = None
                break
            call = call.parent
        if call is not None and all(
                argument.start_byte >= node.end_byte for argument in arguments(grammar, call)):
            yield match, call
