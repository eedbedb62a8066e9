"""Python modules and stubs: definitions, imports, docstrings, entry points.

The syntax tree comes from tree-sitter, so the result depends neither on the running Python nor on
the file being valid. Only statements are visited, never expressions: what stands inside them is
sliced from the source as text. The walk keeps its own stack, so no nesting is too deep for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import msgspec
from tree_sitter import Node

from pipeline.languages import Source
from pipeline.languages.comments import cap, dedent, drop_boilerplate, is_licence, leading_comment
from pipeline.languages.grammar import parser
from pipeline.languages.python_repair import Reading, read
from pipeline.languages.python_text import one_line, string_value
from pipeline.model import Diagnostic, Extraction, Import, Symbol

MAIN_GUARD = 'if __name__ == "__main__"'

#: Characters of a constant's value that its signature shows.
_VALUE_LIMIT = 80
#: Bytes read to get that many characters: a data table is not normalised in full.
_VALUE_BYTES = 4_096

# A function body without one of these words holds nothing to list and is not entered.
_KEYWORD = re.compile(rb"\b(?:def|class|import)\b")
# What a docstring can start with; `#` as a comment may stand above it.
_DOC_START = frozenset((b'"', b"'", b"r", b"R", b"u", b"U", b"(", b"#"))
_CONSTANT = re.compile(r"_*[A-Z][A-Z0-9_]*")
_TYPE_CALL = re.compile(
    rb"(?:\w+\s*\.\s*)?(?:TypeVar|TypeVarTuple|ParamSpec|NewType|TypeAliasType)\s*\("
)
_TYPE_ALIAS = re.compile(r"(?:\w+\.)?TypeAlias")
_MAIN_TEST = re.compile(
    r"""\(?__name__ ?== ?(?:"__main__"|'__main__')|\(?(?:"__main__"|'__main__') ?== ?__name__"""
)
_TYPE_CHECKING = re.compile(r"\(?(?:\w+\.)?TYPE_CHECKING\)?(?: and .*)?")
_ENUM_BASE = re.compile(r"(?:\w+\.)*(?:\w*Enum|(?:Int)?Flag)")
# A comment directly above one of these belongs to it, not to the file.
_OWNER = re.compile(r"@|(?:async\s+)?def\b|class\b")
_AS = re.compile(r"\s+as\b")
_IMPORT_NOISE = re.compile(r"#[^\n]*|[\\()]")
_FROM = re.compile(r"from\s*([.\s]*)([^\s.][^;]*?)??\s*\bimport\b(.*)", re.DOTALL)

_PROPERTIES = {"property", "cached_property", "abstractproperty"}
_ACCESSORS = {"setter", "getter", "deleter"}
#: Last part of a decorator's name -> the modifiers it stands for.
_MODIFIERS: dict[str, tuple[str, ...]] = {
    "abstractmethod": ("abstract",),
    "abstractproperty": ("abstract",),
    "abstractclassmethod": ("abstract", "classmethod"),
    "abstractstaticmethod": ("abstract", "static"),
    "staticmethod": ("static",),
    "classmethod": ("classmethod",),
    "overload": ("overload",),
    "cached_property": ("cached",),
    "setter": ("setter",),
    "getter": ("getter",),
    "deleter": ("deleter",),
}
_MODIFIER_ORDER = (
    *("async", "abstract", "static", "classmethod", "overload", "cached"),
    *("setter", "getter", "deleter", "nested", "conditional"),
)


def extract(source: Source) -> Extraction:
    """What a Python file defines and imports; what cannot be read becomes a diagnostic."""
    walk = walked(source.text)
    return Extraction(
        doc=_file_doc(walk.module_doc, source),
        symbols=tuple(walk.symbols),
        imports=tuple(walk.imports),
        diagnostics=_diagnostics(walk.reading),
        entry_points=_entry_points(walk, source.text),
    )


@lru_cache(maxsize=1)
def walked(text: str) -> Walk:
    """What a text holds. The last one is kept: analyses come right after the extractor."""
    walk = Walk(read(text.encode("utf-8", "replace"), parser("python")))
    walk.run()
    return walk


def _file_doc(docstring: str, source: Source) -> str:
    """The module's docstring unless it is a licence, else the comment above the code."""
    if is_licence(docstring.partition("\n\n")[0]):
        docstring = drop_boilerplate(docstring)
    return cap(docstring) or leading_comment(source.text, source.language, _OWNER)


def _diagnostics(reading: Reading) -> tuple[Diagnostic, ...]:
    lines = reading.error_lines
    if not lines:
        return ()
    if len(lines) == 1:
        message = f"1 region is not valid Python for this parser, at line {lines[0]}"
    else:
        message = (
            f"{len(lines)} regions are not valid Python for this parser; "
            f"the first at line {lines[0]}"
        )
    return (Diagnostic(code="syntax-error", message=message, line=lines[0]),)


def _entry_points(walk: Walk, text: str) -> tuple[str, ...]:
    found = ((MAIN_GUARD, walk.has_main_guard), ("shebang", text.startswith("#!")))
    return tuple(name for name, present in found if present)


class _Scope(msgspec.Struct, frozen=True):
    """Where a statement stands: all that its symbol needs to know of its surroundings."""

    kind: str = "module"
    #: Index of the symbol whose body this is.
    parent: int = -1
    #: Put before a name to qualify it: ``Linear.``.
    prefix: str = ""
    is_enum: bool = False
    conditional: bool = False
    #: Part of a program run rather than a definition: a loop's body or the main guard's.
    transient: bool = False
    #: The scope of imports standing here.
    imports: str = ""

    def below(self, words: str, *, transient: bool = False) -> _Scope:
        """The scope of a block that may not run; the words of an outer block win."""
        return msgspec.structs.replace(
            self,
            conditional=True,
            transient=self.transient or transient,
            imports=_stronger(self.imports, words),
        )


_SCOPE_RANK = ("", "if", "try", "function", "type checking")


def _stronger(one: str, other: str) -> str:
    return max(one, other, key=_SCOPE_RANK.index)


@dataclass(frozen=True, slots=True)
class _Decoration:
    """The decorators of one definition."""

    texts: tuple[str, ...] = ()
    modifiers: tuple[str, ...] = ()
    is_property: bool = False


_UNDECORATED = _Decoration()


@dataclass(slots=True)
class Walk:
    """Visits the statements of one tree in source order and gathers what they say.

    The nodes of functions, by the index of their symbols, and of the loops outside of functions
    spare the analyses a look for them.
    """

    reading: Reading
    symbols: list[Symbol] = field(default_factory=list)
    imports: list[Import] = field(default_factory=list)
    module_doc: str = ""
    has_main_guard: bool = False
    functions: dict[int, Node] = field(default_factory=dict)
    loops: list[Node] = field(default_factory=list)
    _source: bytes = b""
    _stack: list[tuple[Node, _Scope]] = field(default_factory=list)
    _defined: set[tuple[str, str, int]] = field(default_factory=set)
    _assigned: set[tuple[int, str]] = field(default_factory=set)
    #: Symbols of the assignment just visited: a string that follows documents them.
    _documentable: list[int] = field(default_factory=list)
    #: ``#:`` comment lines that document the assignment which follows.
    _remarks: list[str] = field(default_factory=list)

    def run(self) -> None:
        self._source = self.reading.source
        root = self.reading.root
        self.module_doc = self._docstring(root)
        self._push(root, _Scope())
        stack, visitors = self._stack, _VISITORS
        while stack:
            node, scope = stack.pop()
            visit = visitors.get(node.type)
            if visit is not None:
                visit(self, node, scope)

    # -- statements that hold others ---------------------------------------------------------

    def _push(self, node: Node, scope: _Scope) -> None:
        """Visit the children next, in order; inside functions only those that can matter."""
        children = node.named_children
        children.reverse()
        if scope.kind == "function":
            self._stack.extend((c, scope) for c in children if self._has_keyword(c))
        else:
            self._stack.extend([(child, scope) for child in children])

    def _has_keyword(self, node: Node) -> bool:
        source, start, end = self._source, node.start_byte, node.end_byte
        for word in (b"def", b"import", b"class"):
            at = source.find(word, start, end)
            # Finding a word is many times faster than the pattern, and mostly there is none.
            if at >= 0 and _KEYWORD.search(source, at, end):
                return True
        return False

    def _visit_if(self, node: Node, scope: _Scope) -> None:
        """An ``if`` or ``elif``; the branches that follow it are not under its condition."""
        condition = self._field_line(node, "condition")
        if scope.kind == "module" and _MAIN_TEST.match(condition):
            self.has_main_guard = True
            inner = scope.below("if", transient=True)
        elif _TYPE_CHECKING.fullmatch(condition):
            inner = scope.below("type checking")
        else:
            inner = scope.below("if")
        other = scope.below("if")
        for child in reversed(node.named_children):
            clause = child.type in ("elif_clause", "else_clause")
            self._stack.append((child, other if clause else inner))

    def _visit_try(self, node: Node, scope: _Scope) -> None:
        self._push(node, scope.below("try"))

    def _visit_branches(self, node: Node, scope: _Scope) -> None:
        self._push(node, scope.below("if"))

    def _visit_loop(self, node: Node, scope: _Scope) -> None:
        if scope.kind != "function":
            self.loops.append(node)
        self._push(node, scope.below("if", transient=True))

    # -- definitions -------------------------------------------------------------------------

    def _visit_decorated(self, node: Node, scope: _Scope) -> None:
        definition = node.child_by_field_name("definition")
        if definition is None:
            self._push(node, scope)
            return
        texts = tuple(self._decorators(node))
        decoration = _decoration(texts)
        if definition.type == "class_definition":
            self._visit_class(definition, scope, decoration)
        else:
            self._visit_function(definition, scope, decoration)

    def _decorators(self, node: Node) -> Iterator[str]:
        for child in node.named_children:
            if child.type == "decorator":
                yield self._line_of_text(child.start_byte + 1, child.end_byte)

    def _named(self, node: Node, scope: _Scope) -> tuple[Node, str] | None:
        """A definition's name; one that damage left without is read as the statements it holds."""
        name_node = node.child_by_field_name("name")
        if name_node is not None:
            name = self._text(name_node.start_byte, name_node.end_byte)
            if name:
                return name_node, name
        self._push(node, scope)
        return None

    def _visit_function(
        self, node: Node, scope: _Scope, decoration: _Decoration = _UNDECORATED
    ) -> None:
        named = self._named(node, scope)
        if named is None:
            return
        name_node, name = named
        body = node.child_by_field_name("body")
        kind = "function"
        if scope.kind == "class":
            kind = "property" if decoration.is_property else "method"
        is_async = self._source.startswith(b"async", node.start_byte)
        index = self._define(
            node,
            scope,
            kind=kind,
            name=name,
            signature=self._function_signature(node, name_node),
            doc=self._body_doc(body),
            decorators=decoration.texts,
            modifiers=_modifiers(decoration, scope, is_async=is_async),
        )
        if index != scope.parent:
            self.functions[index] = node
        if node.has_error or (body is not None and self._has_keyword(body)):
            imports = _stronger(scope.imports, "function")
            inner = _Scope("function", index, f"{scope.prefix}{name}.", imports=imports)
            self._enter(node, body, inner)

    def _visit_class(
        self, node: Node, scope: _Scope, decoration: _Decoration = _UNDECORATED
    ) -> None:
        named = self._named(node, scope)
        if named is None:
            return
        name_node, name = named
        body = node.child_by_field_name("body")
        bases = tuple(self._bases(node))
        index = self._define(
            node,
            scope,
            kind="class",
            name=name,
            signature=self._type_parameters(node, name_node),
            doc=self._body_doc(body),
            bases=bases,
            decorators=decoration.texts,
            modifiers=_modifiers(decoration, scope),
        )
        is_enum = any(_ENUM_BASE.fullmatch(base) for base in bases)
        prefix = f"{scope.prefix}{name}."
        inner = _Scope("class", index, prefix, is_enum, imports=scope.imports)
        self._enter(node, body, inner)

    def _enter(self, node: Node, body: Node | None, scope: _Scope) -> None:
        """Visit a definition's body next; all its parts when some of them were not understood."""
        self._push(node if node.has_error or body is None else body, scope)

    def _define(
        self,
        node: Node,
        scope: _Scope,
        *,
        kind: str,
        name: str,
        signature: str,
        doc: str = "",
        bases: tuple[str, ...] = (),
        decorators: tuple[str, ...] = (),
        modifiers: tuple[str, ...] = (),
    ) -> int:
        """Record a symbol and return its index; the enclosing one's if it is recorded already."""
        self._documentable = []
        self._remarks = []
        qualname = scope.prefix + name
        line = self.reading.first_line(node)
        if (qualname, kind, line) in self._defined:
            return scope.parent
        self._defined.add((qualname, kind, line))
        self.symbols.append(
            Symbol(
                kind=kind,
                name=name,
                qualname=qualname,
                line=line,
                end_line=self.reading.last_line(node),
                parent=scope.parent,
                signature=signature,
                doc=doc,
                bases=bases,
                decorators=decorators,
                modifiers=modifiers,
            )
        )
        return len(self.symbols) - 1

    def _bases(self, node: Node) -> Iterator[str]:
        arguments = node.child_by_field_name("superclasses")
        for base in arguments.named_children if arguments is not None else ():
            if base.type not in ("comment", "ERROR"):
                yield self._line_of_text(base.start_byte, base.end_byte)

    def _function_signature(self, node: Node, name: Node) -> str:
        header_end = self.reading.headers.get(node.start_byte)
        if header_end is not None:
            # The tree of a masked header does not hold what was written there.
            return self._line_of_text(name.end_byte, header_end).removesuffix(":").rstrip()
        written = node.child_by_field_name("parameters")
        if written is None:
            return ""
        parameters = self._line_of_text(written.start_byte, written.end_byte)
        if parameters.endswith(",)"):
            parameters = parameters[:-2] + ")"
        signature = self._type_parameters(node, name) + parameters
        if self._source.startswith(b":", written.end_byte):
            return signature
        returns = self._field_line(node, "return_type")
        return f"{signature} -> {returns}" if returns else signature

    def _type_parameters(self, node: Node, name: Node) -> str:
        if self._source.startswith((b"(", b":"), name.end_byte):
            return ""
        return self._field_line(node, "type_parameters")

    # -- assignments -------------------------------------------------------------------------

    def _visit_expression(self, node: Node, scope: _Scope) -> None:
        """An assignment, or a string that documents the assignment before it."""
        first = node.child(0) if scope.kind != "function" and node.child_count else None
        if first is None:
            return
        if first.type == "assignment":
            self._visit_assignment(first, scope)
        elif self._documentable:
            self._document(self._string_doc(node))

    def _visit_assignment(self, node: Node, scope: _Scope) -> None:
        names, value = self._chain(node)
        annotation = self._field_line(node, "type")
        remarks, self._remarks = self._remarks, []
        defined = []
        for name in names:
            kind = self._assigned_kind(name, annotation, value, scope)
            if kind and (scope.parent, name) not in self._assigned:
                self._assigned.add((scope.parent, name))
                signature = self._value_signature(annotation, value)
                modifiers = ("conditional",) if scope.conditional else ()
                defined.append(
                    self._define(
                        node, scope, kind=kind, name=name, signature=signature, modifiers=modifiers
                    )
                )
        self._documentable = defined
        if remarks:
            self._document(dedent("\n".join(["", *remarks])))

    def _chain(self, node: Node) -> tuple[list[str], Node | None]:
        """The simple names of ``a = b = value``, and the value's node."""
        names: list[str] = []
        link: Node | None = node
        while link is not None and link.type == "assignment":
            left = link.child_by_field_name("left")
            if left is not None and left.type == "identifier":
                names.append(self._text(left.start_byte, left.end_byte))
            link = link.child_by_field_name("right")
        return names, link

    def _assigned_kind(
        self, name: str, annotation: str, value: Node | None, scope: _Scope
    ) -> str | None:
        """The kind of symbol an assignment defines; None when it is not worth listing."""
        is_call = value is not None and value.type == "call"
        if _TYPE_ALIAS.fullmatch(annotation):
            return "type"
        if value is not None and is_call and _TYPE_CALL.match(self._source, value.start_byte):
            return "type"
        if scope.is_enum:
            return "attribute"
        if _CONSTANT.fullmatch(name):
            return "constant"
        if scope.kind == "class":
            return "attribute"
        return None if name.startswith("_") or scope.transient else "variable"

    def _value_signature(self, annotation: str, value: Node | None) -> str:
        parts = [f": {annotation}"] if annotation else []
        if value is not None:
            parts.append(f"= {self._short(value)}")
        return " ".join(parts)

    def _short(self, value: Node) -> str:
        end = min(value.end_byte, value.start_byte + _VALUE_BYTES)
        text = self._line_of_text(value.start_byte, end)
        if len(text) <= _VALUE_LIMIT and end == value.end_byte:
            return text
        return text[: _VALUE_LIMIT - 1].rstrip() + "…"

    def _visit_type_alias(self, node: Node, scope: _Scope) -> None:
        """``type Name[T] = value``, which stands as a type at module and class level."""
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if scope.kind == "function" or left is None:
            return
        name, bracket, rest = self._line_of_text(left.start_byte, left.end_byte).partition("[")
        if (scope.parent, name) in self._assigned:
            return
        self._assigned.add((scope.parent, name))
        value = f" = {self._short(right)}" if right is not None else ""
        modifiers = ("conditional",) if scope.conditional else ()
        signature = f"{bracket}{rest}{value}".strip()
        index = self._define(
            node, scope, kind="type", name=name.strip(), signature=signature, modifiers=modifiers
        )
        self._documentable = [index]

    def _visit_comment(self, node: Node, scope: _Scope) -> None:
        """Keep the lines of a ``#:`` comment for the assignment that they stand above."""
        if self._source.startswith(b"#:", node.start_byte):
            self._remarks.append(self._text(node.start_byte + 2, node.end_byte))
        else:
            self._remarks = []

    def _document(self, doc: str) -> None:
        for index in self._documentable:
            if doc and not self.symbols[index].doc:
                self.symbols[index] = msgspec.structs.replace(self.symbols[index], doc=cap(doc))
        self._documentable = []

    # -- imports -----------------------------------------------------------------------------

    def _visit_import(self, node: Node, scope: _Scope) -> None:
        text = self._text(node.start_byte, node.end_byte)
        clauses = _IMPORT_NOISE.sub(" ", text).strip()
        for name, alias in _imported(clauses.removeprefix("import")):
            self._import(node, scope, name, aliases=((alias, ""),) if alias else ())

    def _visit_from_import(self, node: Node, scope: _Scope) -> None:
        text = self._text(node.start_byte, node.end_byte)
        match = _FROM.match(_IMPORT_NOISE.sub(" ", text))
        if match is not None:
            dots, module, clauses = match.groups(default="")
            found = tuple(_imported(clauses))
            self._import(
                node, scope, "".join(module.split()), tuple(name for name, _ in found),
                dots.count("."), tuple((alias, name) for name, alias in found if alias))

    def _import(
        self, node: Node, scope: _Scope, module: str, names: tuple[str, ...] = (), level: int = 0,
        aliases: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self._documentable = []
        line = self.reading.first_line(node)
        self.imports.append(
            Import(module, line, names, level, scope=scope.imports, aliases=aliases))

    # -- text --------------------------------------------------------------------------------

    def _text(self, start: int, end: int) -> str:
        return self._source[start:end].decode("utf-8", "replace")

    def _line_of_text(self, start: int, end: int) -> str:
        return one_line(self._text(start, end))

    def _field_text(self, node: Node, name: str) -> str:
        child = node.child_by_field_name(name)
        return "" if child is None else self._text(child.start_byte, child.end_byte)

    def _field_line(self, node: Node, name: str) -> str:
        return one_line(self._field_text(node, name))

    def _body_doc(self, body: Node | None) -> str:
        # The common case, a body that starts with anything but a string, costs no node.
        if body is None or self._source[body.start_byte : body.start_byte + 1] not in _DOC_START:
            return ""
        return cap(self._docstring(body))

    def _docstring(self, block: Node) -> str:
        """The string a block starts with, if its first statement is one."""
        first = block.named_child(0) if block.named_child_count else None
        if first is not None and first.type == "comment":
            statements = (child for child in block.named_children if child.type != "comment")
            first = next(statements, None)
        if first is None or first.type != "expression_statement":
            return ""
        return self._string_doc(first)

    def _string_doc(self, statement: Node) -> str:
        if self._source[statement.start_byte : statement.start_byte + 1] not in _DOC_START:
            return ""
        value = string_value(statement, self._source)
        return "" if value is None else dedent(value)


def _imported(clauses: str) -> Iterator[tuple[str, str]]:
    """The names of ``a.b as c, d``, each with what it is called here if that is another name."""
    for clause in clauses.split(","):
        name, *alias = ("".join(part.split()) for part in _AS.split(clause.strip(), maxsplit=1))
        if name:
            yield name, alias[0] if alias and alias[0] != name else ""


def _decoration(texts: tuple[str, ...]) -> _Decoration:
    modifiers: list[str] = []
    is_property = False
    for text in texts:
        _, dot, last = text.partition("(")[0].strip().rpartition(".")
        accessor = last in _ACCESSORS
        if accessor and not dot:
            continue
        is_property = is_property or accessor or last in _PROPERTIES
        modifiers += _MODIFIERS.get(last, ())
    return _Decoration(texts, tuple(modifiers), is_property)


def _modifiers(
    decoration: _Decoration, scope: _Scope, *, is_async: bool = False
) -> tuple[str, ...]:
    words = decoration.modifiers
    if is_async:
        words += ("async",)
    if scope.kind == "function":
        words += ("nested",)
    if scope.conditional:
        words += ("conditional",)
    return words if len(words) < 2 else tuple(w for w in _MODIFIER_ORDER if w in words)


_VISITORS: dict[str, Callable[[Walk, Node, _Scope], None]] = {
    "function_definition": Walk._visit_function,
    "class_definition": Walk._visit_class,
    "decorated_definition": Walk._visit_decorated,
    "expression_statement": Walk._visit_expression,
    "type_alias_statement": Walk._visit_type_alias,
    "comment": Walk._visit_comment,
    "import_statement": Walk._visit_import,
    "import_from_statement": Walk._visit_from_import,
    "future_import_statement": Walk._visit_from_import,
    "if_statement": Walk._visit_if,
    "elif_clause": Walk._visit_if,
    "try_statement": Walk._visit_try,
    "for_statement": Walk._visit_loop,
    "while_statement": Walk._visit_loop,
    "match_statement": Walk._visit_branches,
    **dict.fromkeys(
        (
            *("block", "ERROR", "with_statement", "else_clause", "finally_clause"),
            *("except_clause", "except_group_clause", "case_clause"),
        ),
        Walk._push,
    ),
}
