"""Cython (``.pyx``, ``.pxd``, ``.pxi``): classes, functions, C declarations, imports and includes.

A scan of statements by their indentation. What ``cdef extern from`` declares counts as ``extern``;
local variables of functions do not count.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import msgspec

from pipeline.languages import Source
from pipeline.languages.comments import drop_boilerplate, is_licence
from pipeline.languages.cython_declarations import (
    brackets_blanked,
    closing,
    declarators,
    function_head,
)
from pipeline.languages.cython_lines import Statement, documentation, statements
from pipeline.languages.definitions import Definitions
from pipeline.languages.prose import clip, file_comment
from pipeline.languages.python_text import one_line
from pipeline.languages.scriptwalk import short_value
from pipeline.model import Extraction, Import

_CDEF = re.compile(r"(c?pdef|cdef)\b\s*")
_WORDS = re.compile(r"(?:(?:public|readonly|api|inline|static|packed|extern)\b(?!\s*\()\s*)*")
_EXTERN = re.compile(r"extern\s+from\s+(\*|\"+)")
_BLOCK = re.compile(
    r"(class|cppclass|struct|union|enum\s+class|enum\s+struct|enum|fused)\b\s*([\w.]*)")
_DEF = re.compile(r"(?:async\s+)?def\s+(\w+)\s*(?=[(\[])")
_CLASS = re.compile(r"class\s+(\w+)")
_PROPERTY = re.compile(r"property\s+(\w+)\s*:")
_CYTHON_DEF = re.compile(r"DEF\s+(\w+)\s*=")
_ASSIGNED = re.compile(r"([A-Za-z_]\w*)\s*(?::([^=]*[^=\s])\s*)?=(?!=)")
_INCLUDE = re.compile(r"include\s+(?=\")")
_IMPORT = re.compile(r"c?import\s+(?=\w)")
_FROM = re.compile(r"from\b\s*+([.\s]*+)(?:(?!c?import\b)([\w.]++)\s*+)?c?import\b(.*)")
_BRANCH = re.compile(r"(?:if|elif|else|try|except|finally|with|match|case|IF|ELIF|ELSE)\b.*:")
_LOOP = re.compile(r"(?:for|while)\b.*:|if\s+__name__\b.*:")
_MAIN = re.compile(r"if\s+__name__\s*==.*:")
_CONSTANT = re.compile(r"_*[A-Z][A-Z0-9_]*")
_AS = re.compile(r"\s+as\s+")
_KINDS = {"cppclass": "class", "fused": "type"}
_MEMBERS = {"class": "attribute", "cppclass": "field", "struct": "field", "union": "field"}
_PROPERTIES = frozenset(("property", "cached_property", "setter", "getter", "deleter"))
_MAIN_GUARD = 'if __name__ == "__main__"'


def extract(source: Source) -> Extraction:
    """What a Cython file defines, imports and includes."""
    scan = _Scan(source)
    scan.run()
    doc = scan.doc if not is_licence(scan.doc.partition("\n\n")[0]) else drop_boilerplate(scan.doc)
    return Extraction(
        doc=clip(doc) or file_comment(source),
        symbols=tuple(scan.found.symbols),
        imports=tuple(scan.found.imports),
        diagnostics=scan.found.diagnostics(),
        entry_points=(_MAIN_GUARD,) if scan.has_main_guard else (),
        method="scanner",
    )


class _Block(NamedTuple):
    """What holds the statements that stand further in than its head."""

    indent: int = -1
    #: ``file``, a word of :data:`_BLOCK`, ``function``, or ``skip`` for what holds nothing.
    kind: str = "file"
    #: Index of the symbol that this is the body of.
    owner: int = -1
    #: Modifiers of what is declared inside, where each line is a C declaration of its own.
    declares: tuple[str, ...] | None = None
    conditional: bool = False
    transient: bool = False


class _Scan:
    """Takes the statements in order, with the stack of the blocks around them."""

    def __init__(self, source: Source) -> None:
        self.text = source.text
        self.found = Definitions()
        self.doc = ""
        self.has_main_guard = False
        self.blocks = [_Block()]
        self.decorators: list[str] = []
        self.assigned: set[tuple[int, str]] = set()
        #: The symbol that a string, if it comes next, documents; -1 is the file.
        self.awaiting: int | None = -1

    def run(self) -> None:
        last = 1
        for statement in statements(self.text):
            while len(self.blocks) > 1 and self.blocks[-1].indent >= statement.indent:
                self.found.close(self.blocks.pop().owner, last)
            last = statement.end_line
            self.take(statement)
        for block in self.blocks:
            self.found.close(block.owner, last)

    def take(self, statement: Statement) -> None:
        code, block = statement.code, self.blocks[-1]
        awaiting, self.awaiting = self.awaiting, None
        if statement.is_string:
            if awaiting is not None and (awaiting < 0 or block.owner == awaiting):
                self.document(awaiting, documentation(self.raw(statement, 0, len(code))))
            return
        if code[0] == "@":
            self.decorators.append(self.line(statement, 1, len(code)))
            return
        if not (self.imported(statement, block) or self.branched(statement, block)
                or block.kind == "skip"):
            self.defined(statement, block)
        self.decorators = []

    def defined(self, statement: Statement, block: _Block) -> None:
        code = statement.code
        if block.kind == "enum":
            self.enumerators(statement, block)
        elif match := _DEF.match(code):
            self.function(statement, block, match)
        elif match := _CLASS.match(code):
            self.python_class(statement, block, match)
        elif block.kind == "function":
            return
        elif match := _CDEF.match(code):
            self.declared(statement, block, match.end(), block.declares or (match[1],))
        elif code.startswith("ctypedef"):
            self.typedef(statement, block)
        elif block.declares is not None:
            self.declared(statement, block, 0, block.declares)
        elif match := _PROPERTY.match(code):
            index = self.define(statement, block, "property", match[1])
            self.enter(statement, "skip", index)
        else:
            self.assignment(statement, block)

    # -- Python's own ------------------------------------------------------------------------

    def function(self, statement: Statement, block: _Block, match: re.Match[str]) -> None:
        code = statement.code
        kind = "method" if block.kind == "class" else "function"
        if kind == "method" and _PROPERTIES & {d.rpartition(".")[2] for d in self.decorators}:
            kind = "property"
        words = (("async",) if code.startswith("async") else ()) + self.placed(block)
        signature = self.line(statement, match.end(), _head_end(code))
        index = self.define(statement, block, kind, match[1], _without_last_comma(signature), words)
        self.enter(statement, "function", index)

    def python_class(self, statement: Statement, block: _Block, match: re.Match[str]) -> None:
        index = self.define(statement, block, "class", match[1], "", self.placed(block),
                            self.bases(statement, match.end()))
        self.enter(statement, "class", index)

    def bases(self, statement: Statement, place: int) -> tuple[str, ...]:
        code = statement.code
        place += len(code[place:]) - len(code[place:].lstrip())
        if not code.startswith("(", place):
            return ()
        inside = self.line(statement, place + 1, closing(code, place) - 1)
        blank = brackets_blanked(inside)
        parts, start = [], 0
        for part in blank.split(","):
            written = inside[start : start + len(part)].strip()
            start += len(part) + 1
            if written and "=" not in blank[start - len(part) - 1 : start - 1]:
                parts.append(written)
        return tuple(parts)

    def assignment(self, statement: Statement, block: _Block) -> None:
        code = statement.code
        is_constant = (match := _CYTHON_DEF.match(code)) is not None
        match = match or _ASSIGNED.match(code)
        if match is None or (block.owner, match[1]) in self.assigned or block.kind not in (
                "file", "class"):
            return
        name = match[1]
        if is_constant or _CONSTANT.fullmatch(name):
            kind = "constant"
        elif block.kind == "class":
            kind = "attribute"
        elif name.startswith("_") or block.transient:
            return
        else:
            kind = "variable"
        self.assigned.add((block.owner, name))
        typed = "" if is_constant or match[2] is None else f": {match[2].strip()} "
        value = short_value(self.line(statement, match.end(), len(code)))
        self.awaiting = self.define(statement, block, kind, name, f"{typed}= {value}",
                                    ("conditional",) * block.conditional)

    # -- declarations of C -------------------------------------------------------------------

    def declared(self, statement: Statement, block: _Block, place: int,
                 words: tuple[str, ...]) -> None:
        """What follows ``cdef`` or ``cpdef``, or stands in a block of such declarations."""
        code = statement.code
        if match := _EXTERN.match(code, place):
            self.extern(statement, block, match)
            return
        modifiers = _WORDS.match(code, place)
        if modifiers is not None:
            words += tuple(w for w in modifiers[0].split() if w not in words)
            place = modifiers.end()
        rest = code[place:]
        if rest in (":", "nogil:", "nogil :"):
            self.blocks.append(block._replace(indent=statement.indent, declares=words))
        elif match := _BLOCK.match(code, place):
            self.c_block(statement, block, match, words)
        elif rest and rest != "pass" and not rest.startswith("..."):
            self.function_or_variables(statement, block, place, words)

    def extern(self, statement: Statement, block: _Block, match: re.Match[str]) -> None:
        header = self.raw(statement, match.start(1), match.end(1)).strip("\"'")
        if header != "*":
            self.found.add_import(header, statement.line, kind="include")
        self.blocks.append(block._replace(indent=statement.indent, declares=("extern",)))

    def c_block(self, statement: Statement, block: _Block, match: re.Match[str],
                words: tuple[str, ...]) -> None:
        code, name = statement.code, match[2]
        word = match[1].split()[0]
        kind, end = _KINDS.get(word, word), match.end()
        index = block.owner
        opened = code.endswith(":") or (word == "enum" and ":" in code)
        if name and not (opened or _ends(code, end)):
            # ``cdef struct point p``: the declaration of a variable.
            self.function_or_variables(statement, block, match.start(), words)
            return
        if not opened and "extern" not in words:
            return
        if name:
            parameters = closing(code, end) if code.startswith("[", end) else end
            signature, end = self.line(statement, end, parameters), parameters
            index = self.define(statement, block, kind, name.rpartition(".")[2], signature,
                                words + self.placed(block), self.bases(statement, end))
        holds_nothing = word == "fused" or (not name and word != "enum")
        self.enter(statement, "skip" if holds_nothing else word, index,
                   None if word in ("class", "enum") else ())
        if word == "enum" and not code.endswith(":") and ":" in code:
            self.enumerators(statement, self.blocks[-1], code.rindex(":") + 1)

    def function_or_variables(self, statement: Statement, block: _Block, place: int,
                              words: tuple[str, ...]) -> None:
        code = statement.code
        head = function_head(code, place)
        if head is None:
            for found in declarators(code, place):
                kind = _MEMBERS.get(block.kind, "variable")
                typed = self.line(statement, *found.type) if found.type else ""
                typed += " " * bool(found.pointer) + found.pointer
                typed += self.line(statement, *found.dimensions).partition('"')[0]
                value = short_value(self.line(statement, *found.value)) if found.value else ""
                parts = (f": {typed}" if typed else "", f"= {value}" if value else "")
                self.define(statement, block, kind, found.name, " ".join(filter(None, parts)),
                            words + self.placed(block))
            return
        kind = "method" if block.kind in ("class", "cppclass") else "function"
        returns = self.line(statement, place, head.name_start)
        after = self.line(statement, head.close, head.close + _head_end(code[head.close :]))
        signature = (_without_last_comma(self.line(statement, head.open, head.close))
                     + (f" -> {returns}" if returns else "") + (f" {after}" if after else ""))
        index = self.define(statement, block, kind, head.name, signature,
                            words + self.placed(block))
        self.enter(statement, "function", index)

    def enumerators(self, statement: Statement, block: _Block, place: int = 0) -> None:
        for found in declarators(statement.code, place):
            if found.type is None and found.name not in ("pass", "cdef"):
                value = f"= {self.line(statement, *found.value)}" if found.value else ""
                self.define(statement, block, "enumerator", found.name, value)

    def typedef(self, statement: Statement, block: _Block) -> None:
        code = statement.code
        start = len("ctypedef")
        start += len(code[start:]) - len(code[start:].lstrip())
        modifiers = _WORDS.match(code, start)
        place = start if modifiers is None else modifiers.end()
        words = tuple(w for w in block.declares or () if w == "extern")
        match = _BLOCK.match(code, place)
        if match is not None and (code.endswith(":") or _ends(code, match.end())):
            self.c_block(statement, block, match, words)
            return
        head = function_head(code, place)
        found = next(iter(declarators(code, place)), None)
        if head is not None:
            self.define(statement, block, "type", head.name,
                        f"{self.line(statement, head.open, head.close)} -> "
                        f"{self.line(statement, place, head.name_start)}", words)
        elif found is not None and found.type is not None:
            self.define(statement, block, "type", found.name,
                        f"= {self.line(statement, *found.type)}", words)

    # -- imports and branches ----------------------------------------------------------------

    def imported(self, statement: Statement, block: _Block) -> bool:
        code = statement.code
        scope = ("function" if block.kind == "function" else "if" if block.conditional else "")
        if match := _INCLUDE.match(code):
            path = self.raw(statement, match.end(), len(code)).strip().strip("\"'")
            self.found.add_import(path, statement.line, kind="include")
        elif match := _FROM.match(code):
            names, aliases = _clauses(match[3].strip(" ()"))
            self.found.imports.append(Import(
                match[2] or "", statement.line, names, match[1].count("."), scope=scope,
                aliases=aliases))
        elif match := _IMPORT.match(code):
            names, aliases = _clauses(code[match.end() :])
            called = {there: here for here, there in aliases}
            self.found.imports.extend(
                Import(name, statement.line, scope=scope,
                       aliases=((called[name], ""),) if name in called else ())
                for name in names)
        else:
            return False
        return True

    def branched(self, statement: Statement, block: _Block) -> bool:
        code = statement.code
        if not _BRANCH.match(code) and not _LOOP.match(code):
            return False
        self.has_main_guard |= block.kind == "file" and _MAIN.match(code) is not None
        self.blocks.append(block._replace(
            indent=statement.indent, conditional=not code.startswith("with"),
            transient=block.transient or _LOOP.match(code) is not None))
        return True

    # -- results -----------------------------------------------------------------------------

    def define(self, statement: Statement, block: _Block, kind: str, name: str,
               signature: str = "", modifiers: tuple[str, ...] = (),
               bases: tuple[str, ...] = ()) -> int:
        return self.found.define(
            kind, name, statement.line, parent=block.owner, end_line=statement.end_line,
            signature=signature, bases=bases, decorators=tuple(self.decorators),
            modifiers=modifiers)

    def enter(self, statement: Statement, kind: str, index: int,
              declares: tuple[str, ...] | None = None) -> None:
        self.blocks.append(_Block(statement.indent, kind, index, declares))
        self.awaiting = index if index >= 0 else None

    def document(self, index: int, doc: str) -> None:
        if index < 0:
            self.doc = doc
        else:
            self.found.symbols[index] = msgspec.structs.replace(self.found.symbols[index], doc=doc)

    def placed(self, block: _Block) -> tuple[str, ...]:
        return (("nested",) * (block.kind == "function")
                + ("conditional",) * block.conditional)

    def raw(self, statement: Statement, start: int, end: int) -> str:
        return self.text[statement.start + start : statement.start + end]

    def line(self, statement: Statement, start: int, end: int) -> str:
        return one_line(self.raw(statement, start, end).strip())


def _clauses(written: str) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """The names of ``a as b, c``, and (name here, name there) of those called otherwise here."""
    names, aliases = [], []
    for clause in written.split(","):
        name, *alias = ("".join(part.split()) for part in _AS.split(clause.strip(), maxsplit=1))
        if name:
            names.append(name)
        if name and alias and alias[0] != name:
            aliases.append((alias[0], name))
    return tuple(names), tuple(aliases)


def _head_end(code: str) -> int:
    """Where the head of a function ends, if its body stands on the same line or is missing too."""
    colon = brackets_blanked(code, "()[]{}").find(":")
    return len(code) if colon < 0 else colon


def _without_last_comma(signature: str) -> str:
    return signature.replace(",)", ")", 1) if signature.endswith(",)") or ",) " in signature else (
        signature)


def _ends(code: str, place: int) -> bool:
    """Whether nothing but bases or a name in C follows: a declaration ahead of the definition."""
    return not brackets_blanked(code, "()[]").strip()[place:].strip(' "')
