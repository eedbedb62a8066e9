"""JavaScript and TypeScript, with JSX or without: what a file declares, exports, tests and imports.

Functions and classes are listed wherever a statement declares them, those inside other functions
as ``nested``; variables only where they belong to the module. A value that is a function makes its
variable, property or assignment target a function. Callbacks are looked into, because whole modules
are written inside one (``(function () { … })()``, ``define([…], function () { … })``).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ClassVar

import msgspec
from tree_sitter import Node

from pipeline.languages import Source
from pipeline.languages.doctext import jsdoc
from pipeline.languages.grammar import parser
from pipeline.languages.javascript_imports import (
    clause_names,
    found_calls,
    referenced_files,
    specifiers,
    string_value,
)
from pipeline.languages.treewalk import Scope, TreeWalk
from pipeline.model import Extraction, Symbol

_GRAMMARS = {
    "TypeScript": ("typescript", "language_typescript"),
    "TSX": ("typescript", "language_tsx"),
}
_FLOW = re.compile(r"@flow\b")

_FUNCTIONS = frozenset({"arrow_function", "function_expression", "generator_function"})
_CALLS = ("call_expression", "new_expression")
_TARGET = re.compile(r"(?:this|[A-Za-z_$][\w$]*)(?:\.[\w$#]+)*")
#: What a browser, a server and a bundler call the place of all globals.
_GLOBALS = ("window.", "global.", "globalThis.", "self.", "root.", "this.")
_EXPORTS = ("exports", "module.exports")
_TEST_CALLS = frozenset("""
    describe context suite fdescribe xdescribe it test specify fit xit xtest bench
""".split())
_TEST_WORDS = frozenset({"only", "skip", "todo", "each", "concurrent", "failing", "sequential"})
_IS_MAIN = re.compile(r"\brequire\.main\s*===?\s*module\b|\bimport\.meta\.main\b")
_WORDS = frozenset("""
    abstract static async readonly declare override accessor const get set *
""".split())
_SHOWN_WORDS = {"get": "getter", "set": "setter", "*": "generator"}
#: The name of what a module exports without naming it.
_UNNAMED = "(default)"


def extract(source: Source) -> Extraction:
    """What a file of the JavaScript family declares and imports."""
    grammar = _GRAMMARS.get(source.language.name, ("javascript", "language"))
    if grammar[0] == "javascript" and _FLOW.search(source.text[:2000]):
        # Flow's annotations read like those of TypeScript.
        grammar = _GRAMMARS["TSX"]
    walk = JavaScriptWalk(source, parser(*grammar)).run()
    walk.find_calls()
    return walk.extraction()


class JavaScriptWalk(TreeWalk):
    """Declarations of statements; ``Scope.note`` holds ``block`` inside ``if`` and its like."""

    comments: ClassVar = ("comment",)
    doc_marker: ClassVar = re.compile(r"/\*\*")
    #: Local name -> words for a symbol that a later statement exports.
    exported: dict[str, tuple[str, ...]]

    def run(self) -> JavaScriptWalk:
        self.exported = {}
        return super().run()

    def extraction(self, *, doc: str | None = None) -> Extraction:
        self.symbols = [self._with_export(symbol) for symbol in self.symbols]
        self.imports.sort(key=lambda found: found.line)
        return super().extraction(doc=doc)

    def _with_export(self, symbol: Symbol) -> Symbol:
        words = self.exported.get(symbol.qualname, ()) if symbol.parent < 0 else ()
        if not words or symbol.kind in ("test", "module"):
            return symbol
        modifiers = tuple(dict.fromkeys((*words, *symbol.modifiers)))
        return msgspec.structs.replace(symbol, modifiers=modifiers)

    def clean_doc(self, raw: str) -> str:
        return jsdoc(super().clean_doc(raw))

    # -- statements --------------------------------------------------------------------------

    def block(self, node: Node, scope: Scope) -> None:
        self.push(node, scope if scope.note == "block" else scope._replace(note="block"))

    def conditional(self, node: Node, scope: Scope) -> None:
        if _IS_MAIN.search(self.field(node, "condition")):
            self.entry_points.append("main")
        self.block(node, scope)

    def loop(self, node: Node, scope: Scope) -> None:
        """Only the body: a loop's own variables are no one else's."""
        body = node.child_by_field_name("body")
        if body is not None:
            self.visit_next(body, scope._replace(note="block"))

    def expression(self, node: Node, scope: Scope) -> None:
        """What a statement evaluates or returns, without the operators around it."""
        inner = _unwrapped(node)
        if inner is None:
            return
        if inner.type == "sequence_expression":
            self.push(inner, scope)
        elif inner.type in _FUNCTIONS:
            self.callback(inner, scope)
        else:
            self.visit_next(inner, scope)

    def call(self, node: Node, scope: Scope) -> None:
        """A test, or a call whose function arguments hold declarations."""
        function = _unwrapped(node.child_by_field_name("function")
                              or node.child_by_field_name("constructor"))
        arguments = node.child_by_field_name("arguments")
        if function is None or arguments is None:
            return
        given = [each for each in map(_unwrapped, arguments.named_children) if each is not None]
        if given and (words := self._test_words(function, given)) is not None:
            scope = self._test(node, scope, given[0], words)
        elif len(given) > 1 and self.text(function) == "Object.defineProperty":
            self._define_property(node, scope, given)
        if function.type == "member_expression":
            # `(function () { … }).call(this)`, `a.then(…).catch(…)`
            function = _unwrapped(function.child_by_field_name("object")) or function
        for each in reversed((function, *given)):
            if each.type in _FUNCTIONS:
                self.visit_next(each, scope)
        if function.type == "call_expression":
            self.visit_next(function, scope)

    def callback(self, node: Node, scope: Scope) -> None:
        """A function that is passed on; without a name it adds nothing to those it holds."""
        name = node.child_by_field_name("name")
        if name is not None and scope.kind != "test":
            self._function(node, scope._replace(note=""), self.text(name), node, words=("nested",))
            return
        body = node.child_by_field_name("body")
        if body is not None and body.type == "statement_block":
            self.push(body, scope._replace(note="callback"))

    def _test_words(self, function: Node, given: list[Node]) -> tuple[str, ...] | None:
        """``skip`` and the like when this is a call that declares a test; else None."""
        if function.type == "call_expression":
            function = function.child_by_field_name("function") or function
        name, *words = self.text(function)[:60].split(".")
        if name not in _TEST_CALLS or not _TEST_WORDS.issuperset(words):
            return None
        if len(given) < 2 and "todo" not in words:
            return None
        return tuple(words) if string_value(self, given[0]) else None

    def _test(self, node: Node, scope: Scope, title: Node, words: tuple[str, ...]) -> Scope:
        name = " ".join(string_value(self, title).split())
        index = self.define(node, scope, "test", name, modifiers=words)
        symbol = self.symbols[index]
        return Scope("test", index, f"{symbol.qualname} > ")

    def _define_property(self, node: Node, scope: Scope, given: list[Node]) -> None:
        target, name = self.text(given[0]), string_value(self, given[1])
        if target in _EXPORTS and name.isidentifier() and name != "__esModule":
            self.define(node, scope, "property", name, modifiers=("exported",))

    # -- functions and classes ---------------------------------------------------------------

    def function(self, node: Node, scope: Scope) -> None:
        name = node.child_by_field_name("name")
        self._function(node, scope, self.text(name) or _UNNAMED, node)

    def _function(
        self, node: Node, scope: Scope, name: str, value: Node, *, kind: str = "function",
        qualname: str = "", words: tuple[str, ...] = (), decorators: tuple[str, ...] = (),
    ) -> None:
        modifiers = (*self._scope_words(scope, kind), *words, *self.flags(value))
        index = self.define(
            node, scope, kind, name, signature=self.signature(value), qualname=qualname,
            decorators=decorators, modifiers=tuple(dict.fromkeys(modifiers)))
        body = value.child_by_field_name("body")
        if body is not None and body.type == "statement_block":
            self.push(body, self.inside(index))

    def _scope_words(self, scope: Scope, kind: str) -> tuple[str, ...]:
        if kind == "function" and scope.kind in ("function", "method", "constructor", "property"):
            return ("nested",)
        return tuple(word for word in scope.note.split() if word in ("exported", "default"))

    def flags(self, node: Node) -> tuple[str, ...]:
        """Words before a name: visibility, ``static``, ``async`` …"""
        words = [_SHOWN_WORDS.get(word, word) for word in self.words(node, _WORDS)]
        visibility = next((c for c in node.children if c.type == "accessibility_modifier"), None)
        if visibility is not None:
            words.insert(0, self.text(visibility))
        return tuple(words)

    def signature(self, value: Node) -> str:
        """Type parameters, parameters and result of any sort of function."""
        single = value.child_by_field_name("parameter")
        if single is not None:
            return f"({self.line(single)})"
        start = (value.child_by_field_name("type_parameters")
                 or value.child_by_field_name("parameters"))
        if start is None:
            return ""
        end = (value.child_by_field_name("return_type") or value.child_by_field_name("parameters")
               or start)
        return self.between(start.start_byte, end.end_byte, value)

    def klass(self, node: Node, scope: Scope) -> None:
        self._class(node, scope, self.field(node, "name") or _UNNAMED, node)

    def _class(
        self, node: Node, scope: Scope, name: str, value: Node, *, qualname: str = "",
        words: tuple[str, ...] = (),
    ) -> None:
        decorators = self._decorators_of(node, value)
        abstract = ("abstract",) if value.type == "abstract_class_declaration" else ()
        index = self.define(
            node, scope, "class", name, qualname=qualname, bases=self._bases(value),
            signature=self.field(value, "type_parameters"), decorators=decorators,
            modifiers=(*self._scope_words(scope, "function"), *words, *abstract))
        body = value.child_by_field_name("body")
        if body is not None:
            self.push(body, self.inside(index))

    def _decorators_of(self, *nodes: Node) -> tuple[str, ...]:
        held = self.take_decorators(nodes[0])
        own = [self.line(child)[1:] for node in dict.fromkeys(nodes)
               for child in node.children_by_field_name("decorator")]
        return (*held, *own)

    def _bases(self, value: Node) -> tuple[str, ...]:
        heritage = next((c for c in value.named_children if c.type == "class_heritage"), None)
        if heritage is None:
            return ()
        found: list[str] = []
        for part in heritage.named_children:
            if part.type == "extends_clause":
                found.append(self.line(part).removeprefix("extends").strip())
            elif part.type == "implements_clause":
                found += [self.line(each) for each in part.named_children]
            elif part.type != "comment":
                found.append(self.line(part))
        return tuple(found)

    # -- members -----------------------------------------------------------------------------

    def decorator(self, node: Node, scope: Scope) -> None:
        self.keep_decorator(node, self.line(node)[1:])

    def member(self, node: Node, scope: Scope) -> None:
        """A method or accessor, in a class, an interface or an object."""
        name = self._member_name(node.child_by_field_name("name"))
        flags = self.flags(node)
        if name == "constructor" and scope.kind == "class":
            kind = "constructor"
        else:
            kind = "property" if {"getter", "setter"} & {*flags} else "method"
            if scope.note == "exported" and kind == "method":
                kind = "function"
        if node.type == "abstract_method_signature":
            flags = (*flags, "abstract") if "abstract" not in flags else flags
        if name:
            self._function(node, scope, name, node, kind=kind, words=self._privacy(name),
                           decorators=self._decorators_of(node))
        if kind == "constructor":
            self._parameter_properties(node, scope)

    def _parameter_properties(self, node: Node, scope: Scope) -> None:
        parameters = node.child_by_field_name("parameters")
        for each in parameters.named_children if parameters is not None else ():
            pattern, words = each.child_by_field_name("pattern"), self.flags(each)
            if words and pattern is not None and pattern.type == "identifier":
                self.define(each, scope, "field", self.text(pattern), doc="", modifiers=words,
                            signature=self.field(each, "type"))

    def _member_name(self, node: Node | None) -> str:
        if node is None or node.type == "ERROR":
            return ""
        return string_value(self, node) if node.type == "string" else self.line(node)[:120]

    def _privacy(self, name: str) -> tuple[str, ...]:
        return ("private",) if name.startswith("#") else ()

    def field_definition(self, node: Node, scope: Scope) -> None:
        name_node = (node.child_by_field_name("name") or node.child_by_field_name("property"))
        name = self._member_name(name_node)
        value = node.child_by_field_name("value")
        words = (*self._privacy(name), *self.flags(node))
        if name and value is not None and value.type in _FUNCTIONS:
            self._function(node, scope, name, value, kind="method", words=words,
                           decorators=self._decorators_of(node))
        elif name:
            self.define(node, scope, "field", name, signature=self._typed_value(node),
                        decorators=self._decorators_of(node), modifiers=words)

    def property_signature(self, node: Node, scope: Scope) -> None:
        name = self._member_name(node.child_by_field_name("name"))
        optional = "?" if any(child.type == "?" for child in node.children) else ""
        self.define(node, scope, "property", name, modifiers=self.flags(node),
                    signature=optional + self.field(node, "type"))

    def _typed_value(self, node: Node) -> str:
        value = node.child_by_field_name("value")
        shown = f" = {self.line(value)}" if value is not None else ""
        return (self.field(node, "type") + shown).strip()

    # -- types -------------------------------------------------------------------------------

    def interface(self, node: Node, scope: Scope) -> None:
        extends = next((c for c in node.named_children if c.type == "extends_type_clause"), None)
        bases = extends.named_children if extends is not None else []
        self._type(node, scope, "interface", "body", tuple(map(self.line, bases)))

    def enum(self, node: Node, scope: Scope) -> None:
        self._type(node, scope, "enum", "body")

    def _type(
        self, node: Node, scope: Scope, kind: str, body: str, bases: tuple[str, ...] = ()
    ) -> None:
        index = self.define(
            node, scope, kind, self.field(node, "name"), bases=bases,
            signature=self.field(node, "type_parameters"),
            modifiers=(*self._scope_words(scope, "function"), *self.flags(node)))
        inner = node.child_by_field_name(body)
        if inner is not None:
            self.push(inner, self.inside(index))

    def enumerator(self, node: Node, scope: Scope) -> None:
        if scope.kind == "enum":
            value = node.child_by_field_name("value")
            self.define(node, scope, "enumerator",
                        self._member_name(node.child_by_field_name("name") or node),
                        signature=f"= {self.line(value)}" if value is not None else "")

    def alias(self, node: Node, scope: Scope) -> None:
        value = node.child_by_field_name("value")
        signature = f"{self.field(node, 'type_parameters')} = {self.line(value)}"
        index = self.define(node, scope, "type", self.field(node, "name"), signature=signature,
                            modifiers=self._scope_words(scope, "function"))
        if value is not None and value.type == "object_type":
            self.push(value, self.inside(index))

    def namespace(self, node: Node, scope: Scope) -> None:
        name = node.child_by_field_name("name")
        if name is None:
            return
        is_module = name.type == "string"
        index = self.define(node, scope, "module" if is_module else "namespace",
                            self._member_name(name), modifiers=self._scope_words(scope, "function"))
        body = node.child_by_field_name("body")
        if body is not None:
            self.push(body, self.inside(index))

    def ambient(self, node: Node, scope: Scope) -> None:
        """``declare …``; what ``declare global`` holds belongs to no module."""
        for child in reversed(node.named_children):
            if child.type == "statement_block":
                self.push(child, scope)
            else:
                self.visit_next(child, scope)

    # -- variables and assignments -----------------------------------------------------------

    def variables(self, node: Node, scope: Scope) -> None:
        """Variables of the module, and those anywhere that hold a function or a class."""
        is_of_module = scope.kind in ("file", "namespace", "module") and (
            scope.note not in ("block", "callback")
            or (scope.note == "block" and node.type == "variable_declaration"))
        kind = "constant" if self.field(node, "kind") == "const" else "variable"
        words = " ".join(self._scope_words(scope, "variable"))
        self.push(node, scope._replace(note=f"{words} {kind if is_of_module else ''}"))

    def variable(self, node: Node, scope: Scope) -> None:
        kind = scope.note.rpartition(" ")[2]
        name, value = (node.child_by_field_name(n) for n in ("name", "value"))
        if name is None:
            return
        targets: list[str] = []
        while value is not None and value.type == "assignment_expression":
            targets.append(self.field(value, "left"))
            value = value.child_by_field_name("right")
        if name.type == "identifier":
            words = ("exported",) if any(map(_is_export, targets)) else ()
            self._named_value(node, scope, self.text(name), value, kind, words)
        elif kind and not self._is_import(value):
            for each in _pattern_names(name):
                self.define(each, scope, kind, self.text(each),
                            modifiers=self._scope_words(scope, kind))

    def _named_value(
        self, node: Node, scope: Scope, name: str, value: Node | None, kind: str,
        words: tuple[str, ...],
    ) -> None:
        """``kind`` is empty where only functions and classes are of interest."""
        value = _unwrapped(value) if value is not None else None
        if value is not None and value.type in _FUNCTIONS:
            self._function(node, scope, name, value, words=words)
        elif value is not None and value.type == "class":
            self._class(node, scope, name, value, words=words)
        elif kind and not self._is_import(value):
            index = self.define(node, scope, kind, name, signature=self._typed_value(node),
                                modifiers=(*self._scope_words(scope, kind), *words))
            if value is not None and value.type == "object":
                self.push(value, self.inside(index))
        if value is not None and value.type in _CALLS:
            self.visit_next(value, scope)

    def _is_import(self, value: Node | None) -> bool:
        """``require("x")`` and ``await import("x")``, perhaps with ``.name`` behind it."""
        while value is not None and value.type in ("member_expression", "await_expression"):
            value = value.child_by_field_name("object") or (
                value.named_children[-1] if value.named_child_count else None)
        if value is None or value.type != "call_expression":
            return False
        return self.field(value, "function") in ("require", "import")

    def pair(self, node: Node, scope: Scope) -> None:
        """A key of an object literal that holds a function, or is exported."""
        name = self._member_name(node.child_by_field_name("key"))
        value = node.child_by_field_name("value")
        is_exported = scope.note == "exported"
        if value is None or not name:
            return
        if value.type in _FUNCTIONS:
            kind = "function" if is_exported else "method"
            self._function(node, scope, name, value, kind=kind)
        elif value.type == "class":
            self._class(node, scope, name, value)
        elif is_exported and value.type == "identifier":
            self.exported[self.text(value)] = ("exported",)
        elif is_exported and self._is_import(value):
            pass
        elif is_exported or (value.type == "object" and _has_functions(value)):
            index = self.define(
                node, scope, "property", name, modifiers=self._scope_words(scope, "property"),
                signature=f"= {self.line(value)}" if is_exported else "")
            if value.type == "object":
                self.push(value, self.inside(index))

    def shorthand(self, node: Node, scope: Scope) -> None:
        if scope.note == "exported":
            self.exported[self.text(node)] = ("exported",)

    def assignment(self, node: Node, scope: Scope) -> None:
        """``exports.x = …``, ``Foo.prototype.bar = …``, ``a = b = …``: the rightmost is stored."""
        targets: list[str] = []
        value: Node | None = node
        while value is not None and value.type == "assignment_expression":
            targets.append(self.field(value, "left")[:200])
            value = value.child_by_field_name("right")
        if value is not None and self.text(value) in ("void 0", "undefined"):
            return  # only announces what follows
        value = _unwrapped(value)
        if value is None:
            return
        is_exported = any(map(_is_export, targets))
        target = next((t for t in targets if t not in _EXPORTS and _TARGET.fullmatch(t)), "")
        if any(t in _EXPORTS for t in targets) and value.type not in _FUNCTIONS:
            self._export_value(node, scope, value)
        elif target or is_exported:
            self._assign(node, scope, target, value, ("exported",) if is_exported else ())

    def _assign(
        self, node: Node, scope: Scope, target: str, value: Node, words: tuple[str, ...]
    ) -> None:
        name, qualname, kind = self._place(target, scope)
        if name == "prototype" and value.type == "object":
            owner = scope._replace(kind="class", prefix=target.removesuffix("prototype"), note="")
            self.push(value, owner)
        elif value.type in _FUNCTIONS:
            name = name or self.field(value, "name") or "exports"
            self._function(node, scope, name, value, kind=kind, qualname=qualname, words=words)
        elif value.type == "class":
            name = name or self.field(value, "name") or "exports"
            self._class(node, scope, name, value, qualname=qualname, words=words)
        elif ".prototype." in target and value.type in ("identifier", "member_expression"):
            self.define(node, scope, "method", name, qualname=qualname,
                        signature=f"= {self.line(value)}")
        elif words and value.type == "identifier" and self.text(value) == name:
            self.exported[name] = words
        elif words and name and not self._is_import(value):
            index = self.define(node, scope, "variable", name, qualname=qualname, modifiers=words,
                                signature=f"= {self.line(value)}")
            if value.type == "object":
                self.push(value, self.inside(index))
        if value is not None and value.type in _CALLS:
            self.visit_next(value, scope)

    def _place(self, target: str, scope: Scope) -> tuple[str, str, str]:
        """Name, qualified name and kind of a function that is assigned to ``target``."""
        for prefix in ("module.exports.", "exports."):
            if target.startswith(prefix):
                name = target.removeprefix(prefix)
                return name.rpartition(".")[2], name, "method" if "." in name else "function"
        if target.startswith("this.") and scope.kind in ("function", "constructor", "method"):
            owner = scope.prefix.removesuffix(".")
            if scope.kind != "function":
                owner = owner.rpartition(".")[0]
            member = target.removeprefix("this.")
            return member.rpartition(".")[2], f"{owner}.{member}", "method"
        prefix = next((p for p in _GLOBALS if target.startswith(p)), "")
        path = target.removeprefix(prefix).replace(".prototype.", ".")
        name = path.rpartition(".")[2]
        return name, path, "method" if "." in path else "function"

    # -- exports and imports -----------------------------------------------------------------

    def export(self, node: Node, scope: Scope) -> None:
        source = node.child_by_field_name("source")
        if source is not None:
            self.add_import(node, string_value(self, source), clause_names(self, node))
            return
        declaration = (node.child_by_field_name("declaration")
                       or node.child_by_field_name("value"))
        words = "exported" + (" default" if any(c.type == "default" for c in node.children) else "")
        if declaration is not None:
            self._export_declaration(node, scope, declaration, words)
            return
        for each in node.named_children:
            if each.type == "export_clause":
                for name, alias in specifiers(self, each):
                    is_default = alias == "default"
                    self.exported[name] = ("exported", "default") if is_default else ("exported",)
            elif each.type == "identifier" and not any(c.type == "as" for c in node.children):
                self.exported[self.text(each)] = ("exported",)

    def _export_declaration(
        self, node: Node, scope: Scope, declaration: Node, words: str
    ) -> None:
        inner = scope._replace(note=words)
        kind = declaration.type
        if kind == "identifier":
            self.exported[self.text(declaration)] = tuple(words.split())
        elif kind in _FUNCTIONS:
            name = self.field(declaration, "name") or _UNNAMED
            self._function(node, inner, name, declaration)
        elif kind in ("class", "class_declaration", "abstract_class_declaration"):
            self._class(node, inner, self.field(declaration, "name") or _UNNAMED, declaration)
        elif kind == "object":
            self.push(declaration, scope)
        else:
            self.visit_next(declaration, inner)

    def _export_value(self, node: Node, scope: Scope, value: Node) -> None:
        """``module.exports = …``"""
        if value.type == "identifier":
            self.exported[self.text(value)] = ("exported",)
        elif value.type == "class":
            self._assign(node, scope, "", value, ("exported",))
        elif value.type == "object":
            self.push(value, scope._replace(note="exported"))
        elif value.type in _CALLS:
            self.visit_next(value, scope)

    def imported(self, node: Node, scope: Scope) -> None:
        source = node.child_by_field_name("source")
        clause = next((c for c in node.named_children
                       if c.type in ("import_clause", "import_require_clause")), None)
        if source is None and clause is not None:
            source = clause.child_by_field_name("source")
        names = clause_names(self, clause) if clause is not None else ()
        self.add_import(node, string_value(self, source), names)

    def find_calls(self) -> None:
        """Add ``require("x")``, ``import("x")`` and ``/// <reference … />`` from wherever."""
        known = {(found.module, found.line) for found in self.imports}
        for found in found_calls(self):
            if (found.module, found.line) not in known:
                self.imports.append(found)
        self.imports += referenced_files(self.source.text)

    visitors: ClassVar[dict[str, Callable[..., None]]] = {
        "import_statement": imported,
        "export_statement": export,
        "function_declaration": function,
        "generator_function_declaration": function,
        "function_signature": function,
        "class_declaration": klass,
        "abstract_class_declaration": klass,
        "decorator": decorator,
        "method_definition": member,
        "method_signature": member,
        "abstract_method_signature": member,
        "field_definition": field_definition,
        "public_field_definition": field_definition,
        "property_signature": property_signature,
        "pair": pair,
        "interface_declaration": interface,
        "enum_declaration": enum,
        "enum_assignment": enumerator,
        "property_identifier": enumerator,
        "string": enumerator,
        "type_alias_declaration": alias,
        "internal_module": namespace,
        "module": namespace,
        "ambient_declaration": ambient,
        "shorthand_property_identifier": shorthand,
        "lexical_declaration": variables,
        "variable_declarator": variable,
        "variable_declaration": variables,
        "expression_statement": expression,
        "return_statement": expression,
        **dict.fromkeys(_FUNCTIONS, callback),
        "assignment_expression": assignment,
        "call_expression": call,
        "new_expression": call,
        "program": TreeWalk.push,
        "statement_block": block,
        "if_statement": conditional,
        "else_clause": block,
        "try_statement": block,
        "catch_clause": loop,
        "finally_clause": block,
        "for_statement": loop,
        "for_in_statement": loop,
        "while_statement": loop,
        "do_statement": loop,
        "switch_statement": loop,
        "switch_body": block,
        "switch_case": block,
        "switch_default": block,
        "labeled_statement": loop,
    }


_WRAPPERS = frozenset({
    "expression_statement", "return_statement", "unary_expression", "parenthesized_expression",
    "await_expression",
})


def _is_export(target: str) -> bool:
    return target in _EXPORTS or target.startswith(("exports.", "module.exports."))


def _unwrapped(node: Node | None) -> Node | None:
    """An expression without the parentheses around it and the operators in front of it."""
    while node is not None and node.type in _WRAPPERS:
        node = node.named_children[-1] if node.named_child_count else None
    return node


def _pattern_names(pattern: Node) -> list[Node]:
    """The identifiers that a destructuring pattern binds at its first level."""
    names = []
    for each in pattern.named_children:
        if each.type == "pair_pattern":
            each = each.child_by_field_name("value") or each
        if each.type in ("object_assignment_pattern", "assignment_pattern"):
            each = each.child_by_field_name("left") or each
        if each.type in ("identifier", "shorthand_property_identifier_pattern"):
            names.append(each)
    return names


def _has_functions(value: Node) -> bool:
    for each in value.named_children:
        inner = each.child_by_field_name("value") if each.type == "pair" else None
        if each.type == "method_definition" or (inner is not None and inner.type in _FUNCTIONS):
            return True
    return False
