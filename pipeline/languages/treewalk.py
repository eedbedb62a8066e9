"""A walk over a syntax tree that visits definitions and never expressions.

A language module derives :class:`TreeWalk`, and tells in ``visitors`` which types of node it wants
to see; a node of another type is passed over with all that it holds. A visitor records what it sees
with :meth:`TreeWalk.define` and :meth:`TreeWalk.add_import`, and calls :meth:`TreeWalk.push` to
have a node's children visited. The walk keeps its own stack, so no nesting is too deep for it, and
it reads comments as it passes them, so that a definition finds the ones right above it.

Errors in a tree are normal (a dialect, a macro): the walk looks into damaged regions as well, and
:meth:`TreeWalk.extraction` says where the first one is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, NamedTuple, Self

from tree_sitter import Node, Parser

from pipeline.languages import Source
from pipeline.languages.comments import cap, comment_text, is_licence
from pipeline.languages.grammar import ERROR, parse
from pipeline.languages.prose import file_comment
from pipeline.model import Diagnostic, Extraction, Import, Symbol

#: Characters of a signature that are kept; the rest is cut and marked with ``…``.
SIGNATURE_LIMIT = 400
#: Bytes of source that a signature is made from: a table of a megabyte is not read to its end.
_SIGNATURE_SOURCE = 4_000
#: More tests, imports or symbols than any person wrote by hand are cut.
SYMBOL_LIMIT = 60_000

#: A comment further to the right stands behind code.
_DEEPEST_INDENT = 200

#: Code of the diagnostic that a text gets in place of an outline when it is indented too far.
TOO_DEEP = "too-deep"
_TOO_DEEP = re.compile(r"^[ \t]{500}", re.MULTILINE)
_CODE_TOKEN = re.compile(
    r'"(?:[^"\\\n]|\\.)*+"|\'(?:[^\'\\\n]|\\.)*+\'|`[^`]*+`|/\*.*?\*/|//[^\n]*|\s+|[^\s"\'`/]+|.',
    re.DOTALL)
_PADDING = re.compile(r"(?<=[(\[]) | (?=[)\],;])")
_LAST_COMMA = re.compile(r",\s*(?=[)\]])")
_BRIEF = re.compile(r"\A[@\\](?:brief|short)\s+", re.IGNORECASE)


class Scope(NamedTuple):
    """Where a node stands: all that its symbols need to know of their surroundings."""

    #: Kind of the enclosing symbol; ``file`` at the top.
    kind: str = "file"
    #: Index of the enclosing symbol; -1 at the top.
    parent: int = -1
    #: Put before a name to qualify it: ``Linear.``.
    prefix: str = ""
    #: Free for the language: default visibility, an implemented trait …
    note: str = ""


class TreeWalk:
    """Base of the walks; see the module's docstring."""

    #: Type of node -> what to do with it. ``ERROR`` is looked into without being named here.
    visitors: ClassVar[Mapping[str, Callable[[Any, Node, Scope], None]]] = {}
    #: Types of node that are comments.
    comments: ClassVar[tuple[str, ...]] = ("comment", "line_comment", "block_comment")
    #: What stands between the parts of a qualified name.
    separator: ClassVar[str] = "."
    #: Matches a comment that is documentation. Where one stands above a definition, comments of
    #: other sorts beside it (a linter's directive) do not count; None: all are the same.
    doc_marker: ClassVar[re.Pattern[str] | None] = None

    def __init__(self, source: Source, parser: Parser) -> None:
        self.source = source
        self.data = source.text.encode("utf-8", "replace")
        self.root = parse(parser, source.text).root_node
        self.symbols: list[Symbol] = []
        self.imports: list[Import] = []
        self.entry_points: list[str] = []
        self._stack: list[tuple[Node, Scope]] = []
        self._defined: dict[tuple[str, str, int], int] = {}
        #: The comments just passed: (first byte, last byte, row of the last line).
        self._remarks: list[tuple[int, int, int]] = []
        #: Decorators that stand before what they decorate, and where the last of them ends.
        self._decorators: list[str] = []
        self._decorators_end = 0

    def run(self) -> Self:
        """Visit everything; returns the walk."""
        self.push(self.root, Scope())
        stack, visitors, comments = self._stack, self.visitors, self.comments
        while stack:
            node, scope = stack.pop()
            kind = node.type
            visit = visitors.get(kind)
            if visit is not None:
                visit(self, node, scope)
            elif kind in comments:
                self._pass_comment(node)
            elif kind == ERROR:
                self.push(node, scope)
            if len(self.symbols) >= SYMBOL_LIMIT:
                break
        return self

    def push(self, node: Node, scope: Scope) -> None:
        """Visit the named children of a node next, in order."""
        children = node.named_children
        children.reverse()
        self._stack.extend([(child, scope) for child in children])

    def visit_next(self, node: Node, scope: Scope) -> None:
        """Visit a node itself next."""
        self._stack.append((node, scope))

    def extraction(self, *, doc: str | None = None) -> Extraction:
        """What was found; ``doc`` replaces the comment at the top of the file."""
        entry_points = (*dict.fromkeys(self.entry_points),)
        if self.source.text.startswith("#!") and not self.source.text.startswith("#!["):
            entry_points += ("shebang",)
        return Extraction(
            doc=file_comment(self.source) if doc is None else doc,
            symbols=tuple(self.symbols),
            imports=tuple(self.imports),
            diagnostics=self._diagnostics(),
            entry_points=entry_points,
        )

    def _diagnostics(self) -> tuple[Diagnostic, ...]:
        found = []
        if len(self.symbols) >= SYMBOL_LIMIT:
            found.append(Diagnostic("outline-cut", f"only the first {SYMBOL_LIMIT:,} are listed"))
        if self.root.has_error:
            # What is missing at the end may be missed below the last line.
            lines = self.data.count(b"\n") + (not self.data.endswith(b"\n"))
            line = max(1, min(first_error_line(self.root), lines))
            message = (f"the {self.source.language.name} grammar does not understand all of it; "
                       f"the first place is line {line}")
            found.append(Diagnostic("syntax-error", message, line))
        return tuple(found)

    # -- recording ---------------------------------------------------------------------------

    def define(
        self, node: Node, scope: Scope, kind: str, name: str, *, signature: str = "",
        doc: str | None = None, bases: tuple[str, ...] = (), decorators: tuple[str, ...] = (),
        modifiers: tuple[str, ...] = (), qualname: str = "",
    ) -> int:
        """Record a symbol that spans ``node``; returns its index.

        ``doc`` None takes the comment that stands right above. The same (qualified name, kind,
        line) is recorded once: the index of the first is returned.
        """
        line, end_line = first_line(node), last_line(node)
        qualname = qualname or scope.prefix + name
        index = self._defined.get((qualname, kind, line))
        if index is not None or not name:
            return scope.parent if index is None else index
        if doc is None:
            doc = self.take_doc(line)
        if scope.parent >= 0:
            # A damaged tree may end a parent early.
            end_line = max(line, min(end_line, self.symbols[scope.parent].end_line))
        self._defined[qualname, kind, line] = len(self.symbols)
        self.symbols.append(Symbol(
            kind=kind, name=name, qualname=qualname, line=line, end_line=end_line,
            parent=scope.parent, signature=shorten(signature), doc=doc, bases=bases,
            decorators=decorators, modifiers=modifiers))
        return len(self.symbols) - 1

    def inside(self, index: int, note: str = "") -> Scope:
        """The scope of what a recorded symbol holds; the file's when damage left it no name."""
        if index < 0:
            return Scope(note=note)
        symbol = self.symbols[index]
        return Scope(symbol.kind, index, symbol.qualname + self.separator, note)

    def add_import(
        self, node: Node, module: str, names: tuple[str, ...] = (), *, kind: str = "import",
        scope: str = "",
    ) -> None:
        """Record an import that starts where ``node`` does."""
        if module:
            self.imports.append(Import(module, first_line(node), names, kind=kind, scope=scope))

    # -- comments ----------------------------------------------------------------------------

    def _pass_comment(self, node: Node) -> None:
        start, column = node.start_byte, node.start_point.column
        if column > _DEEPEST_INDENT or self.data[start - column : start].strip():
            # Behind code on its line: it belongs to that.
            self._remarks = []
            return
        if self._remarks and self._remarks[-1][2] + 1 < node.start_point.row:
            self._remarks = []
        self._remarks.append((start, node.end_byte, last_line(node) - 1))

    def keep_comments(self, node: Node) -> None:
        """Let the comments above ``node`` (an attribute, a decorator) reach what is below it."""
        if self._remarks and self._remarks[-1][2] + 1 >= node.start_point.row:
            start, end, _ = self._remarks[-1]
            self._remarks[-1] = (start, end, last_line(node) - 1)

    def take_doc(self, line: int) -> str:
        """The text of the comments that end right above ``line``, or on it."""
        remarks, self._remarks = self._remarks, []
        if not remarks or remarks[-1][2] + 2 < line:
            return ""
        comments = [self.slice(start, end).rstrip("\n") for start, end, _ in remarks]
        if (marker := self.doc_marker) is not None:
            comments = [each for each in comments if marker.match(each)] or comments
        return self.clean_doc("\n".join(comments))

    def clean_doc(self, raw: str) -> str:
        """Documentation from comments as written; none when they speak of a licence."""
        language = self.source.language
        text = comment_text(raw, language.line_comments, language.block_comments)
        if is_licence(text):
            return ""
        return cap(_BRIEF.sub("", text))

    # -- decorators --------------------------------------------------------------------------

    def keep_decorator(self, node: Node, text: str) -> None:
        """Hold a decorator (an attribute) that stands before what it decorates."""
        if not self._is_adjacent(node):
            self._decorators = []
        self._decorators.append(shorten(text))
        self._decorators_end = node.end_byte
        self.keep_comments(node)

    def take_decorators(self, node: Node) -> tuple[str, ...]:
        """The decorators held that stand right before ``node``."""
        held, self._decorators = self._decorators, []
        return tuple(held) if held and self._is_adjacent(node) else ()

    def _is_adjacent(self, node: Node) -> bool:
        gap = self.data[self._decorators_end : node.start_byte].lstrip()
        return not gap or gap.startswith((b"//", b"/*", b"#"))

    # -- text --------------------------------------------------------------------------------

    def slice(self, start: int, end: int) -> str:
        """Text of a range of bytes."""
        return self.data[start:end].decode("utf-8", "replace")

    def text(self, node: Node | None) -> str:
        """Text of a node; empty for None."""
        return "" if node is None else self.slice(node.start_byte, node.end_byte)

    def line(self, node: Node | None) -> str:
        """Text of a node on one line, without comments."""
        return "" if node is None else self._one_line(node.start_byte, node.end_byte)

    def _one_line(self, start: int, end: int) -> str:
        if end - start <= _SIGNATURE_SOURCE:
            return self.flatten(self.slice(start, end))
        return self.flatten(self.slice(start, start + _SIGNATURE_SOURCE)).rstrip("\ufffd") + " …"

    def field(self, node: Node, name: str) -> str:
        """Text of a field on one line; empty when the node has none."""
        return self.line(node.child_by_field_name(name))

    def between(self, start: Node | int, end: Node | int | None, default: Node) -> str:
        """One line of the text from one node's end (or a byte) to another's start.

        ``end`` None stands for the end of ``default``.
        """
        first = start if isinstance(start, int) else start.end_byte
        if end is None:
            last = default.end_byte
        else:
            last = end if isinstance(end, int) else end.start_byte
        return self._one_line(first, last)

    def flatten(self, text: str) -> str:
        """Source text on one line, without comments; for languages that are not like C to change.
        """
        return one_line(text)

    def words(self, node: Node, known: frozenset[str]) -> tuple[str, ...]:
        """Those of a node's direct children that are words in ``known`` (``static``, ``async``)."""
        return tuple(dict.fromkeys(c.type for c in node.children if c.type in known))

    def path_to(self, byte: int) -> list[Node]:
        """The nodes around a byte, from the root to the leaf that holds it."""
        path, cursor = [self.root], self.root.walk()
        while cursor.goto_first_child_for_byte(byte) is not None:
            if cursor.node is None or cursor.node.start_byte > byte:
                break
            path.append(cursor.node)
        return path


def refusal(source: Source) -> Extraction | None:
    """In place of an outline: why a text is not given to a grammar that takes minutes over it.

    For grammars whose recovery takes the cube of the time over damage that stands far in. None when
    the text is indented as people do it.
    """
    if not _TOO_DEEP.search(source.text):
        return None
    return Extraction(doc=file_comment(source), diagnostics=(
        Diagnostic(TOO_DEEP, "its lines start further in than anybody indents"),))


def first_line(node: Node) -> int:
    return int(node.start_point.row) + 1


def last_line(node: Node) -> int:
    """Last line that a node touches; a node that ends with a newline does not touch the next."""
    end = node.end_point
    return max(first_line(node), int(end.row) + (1 if end.column else 0))


def first_error_line(root: Node) -> int:
    """Line of the first damaged or missing node below ``root``."""
    node = root
    while True:
        if node.is_error or node.is_missing:
            return first_line(node)
        inner = next((child for child in node.children if child.has_error), None)
        if inner is None:
            return first_line(node)
        node = inner


def one_line(text: str) -> str:
    """Source text of a C-like language on one line, without comments; strings stay as they are."""
    if text.isprintable() and "  " not in text and "/" not in text:
        return text.strip()
    parts = []
    for match in _CODE_TOKEN.finditer(text):
        token = match.group()
        is_gap = token[0].isspace() or token.startswith(("//", "/*"))
        parts.append(" " if is_gap else token.replace("\n", " "))
    return _LAST_COMMA.sub("", _PADDING.sub("", " ".join("".join(parts).split())))


def shorten(signature: str) -> str:
    """A signature of bounded length."""
    if len(signature) <= SIGNATURE_LIMIT:
        return signature
    return signature[: SIGNATURE_LIMIT - 1].rstrip() + "…"
