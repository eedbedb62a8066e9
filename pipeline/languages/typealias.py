"""Type aliases, which the grammars of Kotlin and Swift show alike but for the name of one field."""

from __future__ import annotations

from typing import ClassVar

from tree_sitter import Node

from pipeline.languages.treewalk import Scope, TreeWalk


class TypeAliasWalk(TreeWalk):
    """A walk that lists ``typealias Name = …``."""

    #: The field of the node that holds the alias's name.
    alias_name: ClassVar[str]

    def modifiers(self, node: Node) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Annotations, and the other words in front of a declaration."""
        raise NotImplementedError

    def alias(self, node: Node, scope: Scope) -> None:
        name = node.child_by_field_name(self.alias_name)
        if name is not None:
            decorators, words = self.modifiers(node)
            self.define(node, scope, "type", self.line(name), decorators=decorators,
                        signature=self.between(name, None, node), modifiers=words)
