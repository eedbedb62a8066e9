"""Python names: what a file calls the things that it imports, and the calls of them.

Looking for the few calls that matter in the text first, and only then in the tree, costs next to
nothing in a file that has none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from tree_sitter import Node

from pipeline.analysis.occurrences import node_at, places, text
from pipeline.analysis.subject import Subject
from pipeline.model import Import

#: A module that a function imports and hands over: ``dill = import_dill()``.
_CALLED = re.compile(
    r"^[ \t]*(\w+)[ \t]*=[ \t]*(?:\w+\.)*import_\w+\([ \t]*(?:[\"']([\w.]+)[\"'])?", re.MULTILINE)
_STRINGS = ("string", "concatenated_string")
#: Parts of a value that are looked at, and places of a name, before nothing is claimed of it.
_PARTS = 200
_OCCURRENCES = 40
_HOLDERS = ("parenthesized_expression", "list", "tuple", "set", "binary_operator", "unary_operator")
_TRIMMING = ("strip", "lstrip", "rstrip", "encode")
#: Parents of a name that give it a value.
_BINDERS = frozenset(
    ("parameters", "default_parameter", "typed_parameter", "typed_default_parameter",
     "lambda_parameters", "list_splat_pattern", "dictionary_splat_pattern", "for_statement",
     "for_in_clause", "augmented_assignment", "pattern_list", "tuple_pattern", "list_pattern",
     "named_expression", "as_pattern_target", "as_pattern", "global_statement",
     "nonlocal_statement", "delete_statement"))
_LITERALS = ("integer", "float", "true", "false", "none")


def bindings(imports: Iterable[Import]) -> dict[str, set[str]]:
    """Name in the file -> the dotted names that it may stand for; ``*`` holds whole modules."""
    found: dict[str, set[str]] = {}
    for one in imports:
        if one.level:
            continue
        for local, target in _bound(one):
            found.setdefault(local, set()).add(target)
    return found


def _bound(one: Import) -> Iterator[tuple[str, str]]:
    if not one.names:
        alias = next((here for here, there in one.aliases if not there), "")
        root = one.module.partition(".")[0]
        yield (alias, one.module) if alias else (root, root)
        return
    renamed = {there: here for here, there in one.aliases}
    for name in one.names:
        yield renamed.get(name, name), one.module if name == "*" else f"{one.module}.{name}"


class Names:
    """What a file calls the things that an analysis looks for."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self._bindings = bindings(subject.extraction.imports)
        if "import_" in subject.source.text:
            for name, module in _CALLED.findall(subject.source.text):
                self._bindings.setdefault(name, set()).add(module or name)
        #: First words of everything that is imported.
        self.roots = {target.partition(".")[0] for targets in self._bindings.values()
                      for target in targets}

    def written(self, below: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
        """(name in the file, dotted name) of the wanted names that the file imports.

        ``below`` maps each wanted name and each module above it to the wanted names.
        """
        for local, targets in self._bindings.items():
            for target in targets:
                for dotted in below.get(target, ()):
                    rest = dotted[len(target) :]
                    yield (rest[1:] if local == "*" else local + rest), dotted

    def dotted(self, written: str) -> set[str]:
        """The dotted names that a name in the file may stand for."""
        local, dot, rest = written.partition(".")
        return {target + dot + rest for target in self._bindings.get(local, ())}

    def calls(self, written: str) -> Iterator[Call]:
        """The calls of a function that the file calls so, dots included."""
        for start, end in places(self.subject, written.encode()):
            node = node_at(self.subject, start, end)
            parent = node.parent if node is not None else None
            if parent is not None and parent.type == "call" \
                    and parent.child_by_field_name("function") == node:
                yield Call(self, parent)

    def method_calls(self, name: str) -> Iterator[Call]:
        """Calls of a method of this name, whatever it is called on."""
        for start, end in places(self.subject, f".{name}".encode()):
            node = node_at(self.subject, start + 1, end)
            attribute = node.parent if node is not None else None
            call = attribute.parent if attribute is not None else None
            if call is not None and call.type == "call" \
                    and call.child_by_field_name("function") == attribute:
                yield Call(self, call)


@lru_cache(maxsize=1)
def names_of(subject: Subject) -> Names:
    """The names of a file. The last ones are kept: its analyses come one after the other."""
    return Names(subject)


class Call:
    """A call in the tree with its arguments."""

    def __init__(self, names: Names, node: Node) -> None:
        self.names = names
        self.subject = names.subject
        self.node = node
        self.function = node.child_by_field_name("function")
        arguments = node.child_by_field_name("arguments")
        given = arguments.named_children if arguments is not None else []
        self.positional: list[Node] = []
        self.keywords: dict[str, Node] = {}
        #: Whether there may be arguments that are not written here.
        self.is_open = False
        for argument in given:
            self._take(argument)

    def _take(self, argument: Node) -> None:
        if argument.type == "keyword_argument":
            name, value = (argument.child_by_field_name(f) for f in ("name", "value"))
            if name is not None and value is not None:
                self.keywords[text(name)] = value
        elif argument.type in ("list_splat", "dictionary_splat"):
            self.is_open = True
        elif argument.type != "comment":
            self.positional.append(argument)

    def argument(self, place: int, *names: str) -> Node | None:
        """The argument at a place, or by one of its names."""
        for name in names:
            if name in self.keywords:
                return self.keywords[name]
        return self.positional[place] if 0 <= place < len(self.positional) else None

    def is_constant(self, place: int, *names: str) -> bool:
        """Whether an argument is known from the text alone; one that is not given counts so."""
        value = self.argument(place, *names)
        if value is None:
            return not self.is_open
        return is_constant(self.subject, value)


def enclosing_call(node: Node | None) -> Node | None:
    """The call that a node is an argument of, at any depth of plain expressions."""
    while node is not None and node.type != "call":
        if node.type in ("block", "module", "lambda"):
            return None
        node = node.parent
    return node


# -- constants -------------------------------------------------------------------------------


def is_constant(subject: Subject, node: Node, *, by_name: bool = True) -> bool:
    """Whether a value is known from the text: a literal, or a name for nothing but literals."""
    pending = [node]
    for _ in range(_PARTS):
        if not pending:
            return True
        node = pending.pop()
        if node.type in _STRINGS:
            if has_interpolation(node):
                return False
        elif node.type in _HOLDERS:
            pending += [child for child in node.named_children if child.type != "comment"]
        elif node.type == "identifier":
            if not by_name or not _names_a_literal(subject, node):
                return False
        elif node.type == "call":
            parts = _unchanged(node)
            if not parts:
                return False
            pending += parts
        elif node.type not in _LITERALS:
            return False
    return False


def _unchanged(call: Node) -> list[Node]:
    """What a call only formats otherwise: the object of ``strip``, the argument of ``dedent``."""
    function = call.child_by_field_name("function")
    arguments = call.child_by_field_name("arguments")
    given = arguments.named_children if arguments is not None else []
    if text(function) in ("dedent", "textwrap.dedent"):
        return given
    if function is None or function.type != "attribute" or given:
        return []
    owner, name = (function.child_by_field_name(f) for f in ("object", "attribute"))
    return [owner] if owner is not None and text(name) in _TRIMMING else []


def has_interpolation(node: Node) -> bool:
    """Whether a string holds expressions (an f-string)."""
    strings = node.named_children if node.type == "concatenated_string" else [node]
    return any(child.type == "interpolation"
               for string in strings for child in string.named_children)


def _names_a_literal(subject: Subject, node: Node) -> bool:
    """Whether all that a name is bound to in its function, or else in the module, is literals."""
    scope: Node | None = node.parent
    while scope is not None:
        if scope.type in ("function_definition", "module"):
            values = _values(subject, node.text or b"", scope)
            if values is None:
                return False
            if values:
                # A list may have got more since.
                return all(value.type != "list" and is_constant(subject, value, by_name=False)
                           for value in values)
        scope = scope.parent
    return False


def _values(subject: Subject, name: bytes, scope: Node) -> list[Node] | None:
    """What a name is assigned in a scope; None if it gets its value in any other way there."""
    found: list[Node] = []
    start = scope.start_byte
    for _ in range(_OCCURRENCES):
        start = subject.data.find(name, start, scope.end_byte)
        if start < 0:
            return found
        end = start + len(name)
        node = node_at(subject, start, end)
        start = end
        parent = node.parent if node is not None and node.type == "identifier" else None
        if node is None or parent is None:
            continue
        left = parent.child_by_field_name("left")
        if parent.type == "assignment" and left == node:
            right = parent.child_by_field_name("right")
            found += [right] if right is not None else []
        elif parent.type in _BINDERS and (left is None or left == node):
            return None
    return None


def below(wanted: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Each wanted dotted name and each prefix of it, with the wanted names that start so."""
    found: dict[str, list[str]] = {}
    for dotted in wanted:
        words = dotted.split(".")
        for length in range(1, len(words) + 1):
            found.setdefault(".".join(words[:length]), []).append(dotted)
    return {prefix: tuple(names) for prefix, names in found.items()}
