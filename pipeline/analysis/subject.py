"""The subject of an analysis: one source text with its extraction, and views of it made on demand.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache, cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from pipeline.codetext import code_only
from pipeline.languages import Source
from pipeline.languages.generated import MINIFIED
from pipeline.languages.treewalk import TOO_DEEP
from pipeline.model import Extraction, Symbol

if TYPE_CHECKING:
    from tree_sitter import Language, Node, Query

    from pipeline.analysis.trees import SyntaxTree

#: Kinds of symbols that hold statements.
FUNCTIONS = ("function", "method", "constructor", "property")


class Subject:
    """A source text to analyse; every view is made once, when it is asked for first."""

    def __init__(
        self, source: Source, extraction: Extraction, wanted: tuple[str, ...] = ()
    ) -> None:
        self.source = source
        self.extraction = extraction
        self._wanted = wanted

    @cached_property
    def code(self) -> str:
        """The text with its comments and strings blanked; every place is the same in both.

        For C and its kin the preprocessor's lines are blanked as well.
        """
        if self.source.language.module == "cfamily":
            # Here and below: a file's language decides what is worth loading.
            from pipeline.languages.cfamily import plain_of

            return plain_of(self.source).plain
        return code_only(self.source.text, self.source.language) or ""

    @cached_property
    def data(self) -> bytes:
        """The text as its grammar is given it: a node's bytes are at the same places in it."""
        return self.source.text.encode("utf-8", "replace")

    @cached_property
    def tree(self) -> SyntaxTree | None:
        """The syntax tree that the extractor made; None for a language without grammar.

        What the extractor kept from its grammar, which takes minutes over it, has none either.
        """
        if any(found.code in (MINIFIED, TOO_DEEP) for found in self.extraction.diagnostics):
            return None
        from pipeline.analysis.trees import syntax_tree

        return syntax_tree(self.source)

    def nodes(self, kind: str) -> list[Node]:
        """The nodes of a type in the order of the text, if an analysis of the language wants it.

        All types that the analyses of a language name are found in one pass over the tree.
        """
        return self._nodes.get(kind, [])

    @cached_property
    def _nodes(self) -> dict[str, list[Node]]:
        return self._captured(self.tree.root, self._wanted) if self.tree and self._wanted else {}

    def nodes_in(self, node: Node, kinds: tuple[str, ...]) -> dict[str, list[Node]]:
        """A node and the nodes in it, those of some types, by their type."""
        return self._captured(node, kinds)

    def _captured(self, node: Node, kinds: tuple[str, ...]) -> dict[str, list[Node]]:
        if self.tree is None:
            return {}
        from tree_sitter import QueryCursor

        return QueryCursor(_query(self.tree.grammar, kinds)).captures(node)

    def line_of(self, node: Node) -> int:
        """The 1-based line on which a node of the syntax tree starts."""
        return self.tree.line(node) if self.tree else 0

    @cached_property
    def _line_starts(self) -> list[int]:
        return list(accumulate([len(line) + 1 for line in self.lines], initial=0))[:-1]

    def line(self, offset: int) -> int:
        """The 1-based line of a place in the text."""
        return bisect_right(self._line_starts, offset)

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text, without their ends."""
        return self.source.text.split("\n")

    def indent(self, line: int) -> int:
        """White space at the start of a line."""
        written = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        return len(written) - len(written.lstrip())

    def function_at(self, line: int) -> Symbol | None:
        """The innermost function that a line belongs to."""
        index = self._owners[line] if 0 < line < len(self._owners) else -1
        return self.extraction.symbols[index] if index >= 0 else None

    def function_name(self, node: Node) -> str:
        """Qualified name of the innermost function that a node starts in; empty outside of any."""
        function = self.function_at(self.line_of(node))
        return function.qualname if function is not None else ""

    @cached_property
    def _owners(self) -> list[int]:
        """For each line the index of its innermost function, or -1."""
        owners = [-1] * (self.source.text.count("\n") + 2)
        for index, symbol in enumerate(self.extraction.symbols):
            if symbol.kind in FUNCTIONS:
                # Symbols come parents first, so the inner one overwrites the outer.
                end = min(symbol.end_line + 1, len(owners))
                owners[symbol.line : end] = [index] * (end - symbol.line)
        return owners


@cache
def _query(grammar: Language, kinds: tuple[str, ...]) -> Query:
    """A query for all nodes of some types; those that the grammar does not have are left out."""
    from tree_sitter import Query

    known = [kind for kind in kinds if grammar.id_for_node_kind(kind, True) is not None]
    return Query(grammar, "\n".join(f"({kind}) @{kind}" for kind in known))


def written(node: Node, limit: int = 60) -> str:
    """A node's text on one line, cut to ``limit`` characters."""
    text = " ".join((node.text or b"")[: limit * 4].decode("utf-8", "replace").split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
