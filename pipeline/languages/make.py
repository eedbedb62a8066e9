"""Makefiles and their kin (Kbuild, Automake): targets, rules, variables, macros, includes.

A scanner of logical lines. It follows GNU make in telling a recipe from a statement, an assignment
from a rule and a target's own variable from a prerequisite; it expands nothing, so a name holds its
references as written (``obj-$(CONFIG_NET)``). What an assignment adds to a variable (``+=``) is
shown at the variable's first assignment: that is how Kbuild lists the objects of a folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from pipeline.languages import Source
from pipeline.languages.comments import cap
from pipeline.languages.findings import Findings, LogicalLine, logical_lines
from pipeline.languages.keys import value_signature
from pipeline.model import Extraction

_TOKEN = re.compile(r"\$\$|\$?[({]|[)}]|\\.|(?::{0,3}|[?+!])=|&?::?|[#;]")
#: An assignment or a rule whose left side holds plain references at most: nearly every one.
_PLAIN = re.compile(
    r"([^\s$(){}\\:=?!+&#;]*(?:\s*\$[({][^(){}\\]*[)}][^\s$(){}\\:=?!+&#;]*)*)\s*"
    r"((?::{0,3}|[?+!])=|&?::?)")
#: How every line starts that is neither an assignment nor a rule, or has a word in front of it.
_KEYWORD = re.compile(
    r"override|export|private|define|-?include|sinclude|else|endif|ifn?def|ifn?eq|vpath|undefine"
    r"|unexport|-?load")
_DEFINE = re.compile(r"(?:(?:override|export)\s+)*define\s+(\S+)")
_NESTED_DEFINE = re.compile(r"\s*(?:(?:override|export)\s+)*define\s")
_ENDEF = re.compile(r"\s*endef\b")
_CONDITION = re.compile(r"(?:else\s+)?(?:ifn?def|ifn?eq)\b|(?:else|endif)\b(?!\s*[:=])")
_INCLUDE = re.compile(r"(-?include|sinclude)\s+(.*)")
_DIRECTIVE = re.compile(r"(?:vpath|undefine|unexport|load|-load)(?:\s|$)")
_PREFIX = re.compile(r"(export|override|private)\s+")
_REFERENCE = re.compile(r"\$[({][^(){}]*[)}]|\$.")
_OWNER = re.compile(r"(?!ifn?(?:def|eq)\b|-?include\b)[^\s:=]+\s*[:+?]?[:=]")
_BLANK = re.compile(r"\s")
_CALL = re.compile(r"[\s,]")
_SPECIAL = re.compile(r"\.[A-Z_]+")
_SUFFIX_RULE = re.compile(r"\.[a-z]\w*(?:\.\w+)?")
_OBJECTS = re.compile(r"(?:obj|lib|subdir|core|drivers|libs|net|virt|init|head)-")
_PRODUCT = re.compile(r"\w*_(PROGRAMS|LIBRARIES|LTLIBRARIES)")
#: More of a variable's value than that is cut away in any case.
_VALUE_LIMIT = 500


def extract(source: Source) -> Extraction:
    """What a makefile can build, what it sets and what it includes."""
    scan = _Scan(source)
    scan.run()
    return scan.found.extraction(owner=_OWNER)


class Statement(NamedTuple):
    """A logical line cut at its first operator outside references: ``left op right # comment``."""

    left: str
    operator: str
    right: str
    comment: str


def statement(text: str) -> Statement:
    """Cut a line; the operator is empty when there is none."""
    if "#" not in text and (plain := _PLAIN.match(text)) and (
            ";" not in text or plain[2][-1] == "="):
        return Statement(plain[1].strip(), plain[2], text[plain.end() :].strip(), "")
    depth, operator, start, right, end = 0, "", 0, 0, len(text)
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token[-1] in "({":
            depth += 1
        elif token in (")", "}"):
            depth = max(0, depth - 1)
        elif depth or token[0] in "\\$":
            continue
        elif token == "#" or (token == ";" and not operator):
            end = match.start()
            break
        elif not operator:
            operator, start, right = token, match.start(), match.end()
    if not operator:
        return Statement(text[:end].strip(), "", "", "")
    return Statement(text[:start].strip(), operator, text[right:end].strip(), text[end + 1 :])


def words(text: str) -> Iterator[str]:
    """Words that blanks part, except those inside references."""
    if "(" not in text and "{" not in text:
        yield from text.split()
        return
    depth = 0
    word: list[str] = []
    for part in re.split(r"(\$?[({]|[)}]|\s+)", text):
        if part[-1:] in ("(", "{"):
            depth += 1
        elif part in (")", "}"):
            depth = max(0, depth - 1)
        elif not depth and part.isspace():
            yield "".join(word)
            word = []
            continue
        word.append(part)
    if word:
        yield "".join(word)


@lru_cache(4096)
def _literal(name: str) -> str:
    """What a name holds besides references; empty for a variable alone or a function's result."""
    if name.isidentifier():
        return name.strip("_")
    return "" if _CALL.search(name) else _REFERENCE.sub("", name).strip("-_/.,")


def _is_objects(value: str) -> bool:
    if " " not in value:
        return value.endswith((".o", "/"))
    return all(word.endswith((".o", "/")) for word in value.split())


class _Scan:
    def __init__(self, source: Source) -> None:
        self.found = Findings(source)
        self._phony: set[str] = set()
        self._targets: dict[str, int] = {}
        self._variables: dict[str, int] = {}
        self._values: dict[int, list[str]] = {}
        #: What is shown of the values of each variable, as far as they are read.
        self._signatures: dict[int, str] = {}
        #: The definitions whose recipe the lines that start with a tab are; None outside a rule.
        self._rule: list[int] | None = None
        #: Index of the ``define`` that is open, and how deep it is nested.
        self._macro = -1
        self._depth = 0

    def run(self) -> None:
        for line in logical_lines(self.found.source.text):
            if self._depth:
                self._in_macro(line)
            elif self._rule is not None and line.text.startswith("\t"):
                self._recipe(line)
            else:
                self._read(line)
        for index, signature in self._signatures.items():
            self.found.sign(index, signature)
        self._mark_phony()

    def _in_macro(self, line: LogicalLine) -> None:
        if _ENDEF.match(line.text):
            self._depth -= 1
        elif _NESTED_DEFINE.match(line.text):
            self._depth += 1
        self.found.close(self._macro, line.end_line)

    def _recipe(self, line: LogicalLine) -> None:
        if line.text.strip():
            for index in self._rule or ():
                self.found.close(index, line.end_line)

    def _read(self, line: LogicalLine) -> None:
        text = line.text.strip()
        if text.startswith("#"):
            self.found.remark(text, line.line, line.end_line)
        elif text and not _KEYWORD.match(text):
            self._statement(text, line)
        elif match := _DEFINE.match(text):
            self._define(match[1], line)
        elif match := _INCLUDE.fullmatch(text):
            self._include(match[1], match[2], line.line)
        elif text and not _CONDITION.match(text) and not _DIRECTIVE.match(text):
            self._statement(text, line)

    def _define(self, name: str, line: LogicalLine) -> None:
        doc = self.found.doc_above(line.line)
        self._macro = self.found.define(
            "macro", name, line.line, end_line=line.end_line, doc=doc)
        self._depth, self._rule = 1, None

    def _include(self, directive: str, rest: str, line: int) -> None:
        scope = "" if directive == "include" else "optional"
        for word in words(rest.partition(" #")[0]):
            # A function's result, or a variable alone, names no file.
            if _literal(word):
                self.found.depend(word, line, kind="path", scope=scope)

    def _statement(self, text: str, line: LogicalLine) -> None:
        modifiers = []
        while text[0] in "eop" and (match := _PREFIX.match(text)):
            modifiers.append({"export": "exported"}.get(match[1], match[1]))
            text = text[match.end() :]
        found = statement(text)
        if found.operator.endswith("="):
            self._rule = None
            if found.left in self._variables or not _BLANK.search(_REFERENCE.sub("", found.left)):
                self._variable(found, tuple(modifiers), line)
        elif found.operator and not modifiers:
            self._targets_of(found, line)

    # -- variables -----------------------------------------------------------------------------

    def _variable(self, found: Statement, modifiers: tuple[str, ...], line: LogicalLine) -> None:
        name, value = found.left, found.right
        above = self.found.doc_above(line.line)
        if name == "PHONY":
            self._phony.update(words(value))
        if not _literal(name):
            return
        index = self._variables.get(name, -1)
        if index < 0:
            # The comment above a list of objects heads the lists below it as well.
            doc = "" if _OBJECTS.match(name) else above
            index = self.found.define("variable", name, line.line, end_line=line.end_line,
                                      doc=doc, modifiers=modifiers)
            self._variables[name] = index
            self._values[index] = []
        elif found.operator != "+=":
            return
        self._add_value(index, name, value)
        self._refer(name, value, line)

    def _add_value(self, index: int, name: str, value: str) -> None:
        values = self._values[index]
        if index < 0 or not value or sum(map(len, values)) > _VALUE_LIMIT:
            return
        values.append(" ".join(value[:_VALUE_LIMIT].split()))
        if _is_objects(values[-1]) or value_signature(name, values[-1][:60]):
            self._signatures[index] = f"= {' '.join(values)}"
        else:
            self._signatures[index] = ""
            values.append(" " * _VALUE_LIMIT)

    def _refer(self, name: str, value: str, line: LogicalLine) -> None:
        """Folders that Kbuild descends into; the products that Automake's primaries list."""
        if _OBJECTS.match(name) or name == "SUBDIRS":
            for word in value.split() if "/" in value or name == "SUBDIRS" else ():
                if "$" not in word and (word.endswith("/") or not _OBJECTS.match(name)):
                    self.found.depend(word, line.line, kind="path")
        elif match := _PRODUCT.fullmatch(name):
            for word in value.split():
                if "$" not in word and "@" not in word:
                    self._target(word, match[1].lower(), "", line)

    # -- rules ---------------------------------------------------------------------------------

    def _targets_of(self, found: Statement, line: LogicalLine) -> None:
        own = statement(found.right)
        if own.operator.endswith("="):
            # A variable that holds for these targets alone.
            self.found.doc_above(line.line)
            return
        self._rule = []
        comment = found.comment.strip()
        above = self.found.doc_above(line.line)
        doc = cap(comment.lstrip("# ")) if comment.startswith("#") else above
        needed = own.left if not own.operator else f"{own.left} {own.operator} {own.right}"
        names = list(words(found.left))
        if own.operator and not any(map(_literal, names)):
            # A static pattern rule for what a variable lists: the pattern is all that has a name.
            names, needed = list(words(own.left)), own.right
        if ".PHONY" in names:
            self._phony.update(words(needed))
        for name in names:
            self._target(name, f": {' '.join(needed.split())}" if needed else "", doc, line)

    def _target(self, name: str, signature: str, doc: str, line: LogicalLine) -> None:
        name = name.rstrip("&")
        if not _literal(name) or _SPECIAL.fullmatch(name):
            return
        index = self._targets.get(name, -1)
        if index < 0:
            is_rule = "%" in name or _SUFFIX_RULE.fullmatch(name)
            index = self.found.define("rule" if is_rule else "target", name, line.line,
                                      end_line=line.end_line, signature=signature, doc=doc)
            self._targets[name] = index
            if self._rule is not None:
                self._rule.append(index)

    def _mark_phony(self) -> None:
        for name in self._phony & self._targets.keys():
            index = self._targets[name]
            if index >= 0:
                self.found.change(index, modifiers=("phony",))
