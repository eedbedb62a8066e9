"""Fortran, free and fixed form: modules, programs, procedures, types with their members.

A scanner of lines that open and close a program unit.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import ClassVar

from pipeline.languages import Source
from pipeline.languages.scriptwalk import short_value
from pipeline.languages.wordblocks import WordBlocks
from pipeline.model import Extraction

_STRINGS = r"|\"(?:[^\"\n])*+(?:\"|(?=\n)|\Z)|'(?:[^'\n])*+(?:'|(?=\n)|\Z)"
_TOKENS = re.compile(rf"(?P<comment>![^\n]*){_STRINGS}")
_FIXED = re.compile(rf"(?P<comment>^[cC*dD](?![^\n]*::)[^\n]*|![^\n]*){_STRINGS}", re.MULTILINE)
_FIXED_ENDINGS = (".f", ".for", ".f77", ".ftn", ".fpp")
_PREFIX = (r"(?:(?:pure|elemental|impure|recursive|module|non_recursive|attributes\s*\(\w+\))\s+"
           r"|(?:integer|real|complex|logical|character|double\s+precision|type|class)"
           r"\s*(?:\*\s*\d+\s*|\((?:[^()\n]|\([^()\n]*\))*\)\s*)?)*+")
_LINE = re.compile(
    rf"""^[ \t\d]*(?:
      (?P<end>end)[ \t]*(?P<closed>module|submodule|program|subroutine|function|interface|type
        |procedure|block[ \t]*data|enum)?(?![\w=(%])(?P<rest>[^\n]*)
    | (?P<prefix>{_PREFIX})(?P<word>subroutine|function)[ \t]+(?P<name>[a-z]\w*)
    | (?P<unit>module|program|submodule[ \t]*\([^()\n]*\)|block[ \t]*data)[ \t]+
        (?!procedure\b|function\b|subroutine\b)(?P<of>[a-z]\w*)[ \t]*(?=[!\n;]|$)
    | (?P<interface>(?:abstract[ \t]+)?interface)\b[ \t]*
        (?P<generic>[a-z]\w*(?:[ \t]*\([^()\n]*\))?)?[ \t]*$
    | type(?P<attributes>(?:[ \t]*,[^:\n]*)?)(?:[ \t]*::[ \t]*|[ \t]+)
        (?P<type>(?!is\b)[a-z]\w*)[ \t]*$
    | use(?:[ \t]*,[^:\n]*)?(?:[ \t]*::[ \t]*|[ \t]+)(?P<used>[a-z]\w*)(?P<only>[^\n]*)
    | include[ \t]*(?P<include>")
    | (?P<declared>[a-z](?:[^\n:"()]|\((?:[^()\n]|\([^()\n]*\))*\))*+)::(?P<names>[^\n]*)
    )""",
    re.MULTILINE | re.IGNORECASE | re.VERBOSE)
_ENTITY = re.compile(r"([a-z]\w*)[ \t]*(\([^()]*\))?[ \t]*(=>?[ \t]*[^,]*)?", re.IGNORECASE)
_EXTENDS = re.compile(r"extends[ \t]*\([ \t]*(\w+)", re.IGNORECASE)
_RESULT = re.compile(r"\s*result\s*\(\s*(\w+)", re.IGNORECASE)
_WORD = re.compile(r"[a-z]\w*", re.IGNORECASE)
_QUOTED = re.compile(r"['\"]([^'\"\n]+)")
#: Names that one declaration is read for.
_MOST_NAMES = 200
_MODULES = ("module", "submodule")


def extract(source: Source) -> Extraction:
    """What a Fortran file defines and uses."""
    is_fixed = source.name.lower().endswith(_FIXED_ENDINGS)
    return (_Fixed if is_fixed else _Free)(source).run()


class _Free(WordBlocks):
    tokens: ClassVar = _TOKENS
    owner: ClassVar = re.compile(rf"(?:{_PREFIX}(?:subroutine|function)|type|interface)\b",
                                 re.IGNORECASE)

    def run(self) -> Extraction:
        for match in _LINE.finditer(self.code):
            if match["end"]:
                self._end(match)
            elif match["word"]:
                self._procedure(match)
            elif match["unit"]:
                self._unit(match)
            elif match["interface"]:
                self._interface(match)
            elif match["type"]:
                self._type(match)
            elif match["used"]:
                self._use(match)
            elif match["include"]:
                found = _QUOTED.match(self.text, match.start("include"))
                self.found.add_import(found[1] if found else "", self.line(match.start("include")),
                                      kind="include")
            elif match["declared"]:
                self._declare(match)
        return self.extraction()

    def prose(self, raw: str) -> str:
        # Doxygen and FORD open with ``!>``.
        return re.sub(r"^[<>][ \t]?", "", super().prose(raw), flags=re.MULTILINE)

    def _end(self, match: re.Match[str]) -> None:
        closed = (match["closed"] or "").lower()
        if closed:
            self.finish(match.start("end"), closed.replace("\t", " ").partition(" ")[0])
        elif not match["rest"].strip():
            self.finish(match.start("end"))

    def _procedure(self, match: re.Match[str]) -> None:
        word, start = match["word"].lower(), match.start("word")
        shown = self.group(match.end()) or "()"
        prefix = " ".join(match["prefix"].split()).lower()
        modifiers = tuple(w for w in ("pure", "elemental", "recursive", "impure") if w in prefix)
        if word == "function":
            behind = self.closes.get(self.code.find("(", match.end()), match.end()) + 1
            named = _RESULT.match(self.code, behind)
            kind = re.sub(r"\b(?:pure|elemental|recursive|impure|module)\b ?", "", prefix).strip()
            shown += f" -> {kind or (named[1] if named else '')}" if kind or named else ""
        if self.kind() == "interface":
            modifiers += ("declaration",)
        index = self.define("procedure" if word == "subroutine" else "function", match["name"],
                            start, match.end(), signature=shown, modifiers=modifiers)
        self.begin(word, index)

    def _unit(self, match: re.Match[str]) -> None:
        word = match["unit"].lower().replace("\t", " ").split("(")[0].split()[0]
        parent = re.search(r"\(\s*(?:\w+\s*:\s*)?(\w+)", match["unit"])
        bases = (parent[1],) if parent else ()
        kind = "function" if word == "program" else "module"
        if word == "program":
            self.entry_points.append("main")
        index = self.define(kind, match["of"], match.start("unit"), match.end(), bases=bases,
                            modifiers=(word,) if word != "module" else ())
        self.begin(word, index)

    def _interface(self, match: re.Match[str]) -> None:
        name = "".join((match["generic"] or "").split())
        index = self.parent
        if name:
            index = self.define("interface", name, match.start("interface"), match.end())
        self.begin("interface", index)

    def _type(self, match: re.Match[str]) -> None:
        base = _EXTENDS.search(match["attributes"])
        words = [w.lower() for w in _WORD.findall(match["attributes"])]
        index = self.define("type", match["type"], match.start("type"), match.end(),
                            bases=(base[1],) if base else (),
                            modifiers=tuple(w for w in ("abstract", "public", "private")
                                            if w in words))
        self.begin("type", index)

    def _use(self, match: re.Match[str]) -> None:
        _, only, names = match["only"].partition(":")
        taken = [name.split("=>")[-1].strip() for name in names.split(",")] if only else []
        self.found.add_import(match["used"], self.line(match.start("used")),
                              tuple(name for name in taken if _WORD.fullmatch(name)))

    def _declare(self, match: re.Match[str]) -> None:
        """Members of a type, and constants of a module."""
        written = " ".join(match["declared"].split())
        is_constant = "parameter" in written.lower().replace(",", " ").split()
        if self.kind() == "type":
            is_bound = re.match(r"(?:procedure|generic|final)\b", written, re.IGNORECASE)
            kind = "method" if is_bound else "field"
        elif is_constant and (not self.open or self.kind() in _MODULES):
            kind = "constant"
        else:
            return
        start = match.start("names")
        entities = _ENTITY.finditer(self.code, start, match.end("names"))
        for found in islice(entities, _MOST_NAMES):
            before = self.code[start : found.start()]
            if before.count("(") != before.count(")"):
                continue
            value = self.text[found.start(3) : found.end(3)].strip() if found[3] else ""
            shown = f" {value}" if kind != "field" and value else ""
            shown = shown if kind == "method" else f": {written}{found[2] or ''}{shown}"
            self.define(kind, found[1], found.start(), found.end(), signature=short_value(shown))


class _Fixed(_Free):
    tokens: ClassVar = _FIXED
