"""VHDL: entities, architectures, packages, components, functions, procedures, types, constants."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import ClassVar

from pipeline.languages import Source
from pipeline.languages.prose import one_line
from pipeline.languages.scriptwalk import short_value
from pipeline.languages.wordblocks import WordBlocks
from pipeline.model import Extraction

_TOKENS = re.compile(
    r"(?P<comment>--[^\n]*|/\*(?:(?!\*/)[\s\S])*+(?:\*/|\Z))"
    r'|"(?:[^"\n])*+(?:"|(?=\n)|\Z)')
_FOUND = re.compile(
    r"""(?<![\w.'])(?:
      end\b[ \t\n]*(?P<end>entity|architecture|package(?:[ \t\n]+body)?|component|function|procedure
        |configuration|protected(?:[ \t\n]+body)?)?[ \t\n]*
        (?P<closed>[A-Za-z]\w*|"[^"\n]*")?[ \t\n]*;
    | (?<!:)(?<!:[ ])(?P<word>entity|package|component|configuration)[ \t\n]+(?P<body>body[ \t\n]+)?
        (?P<name>[A-Za-z]\w*)(?=[ \t\n]+(?:is|generic|port|of)\b)
    | architecture[ \t\n]+(?P<architecture>[A-Za-z]\w*)[ \t\n]+of[ \t\n]+(?P<of>[A-Za-z]\w*)
    | (?P<routine>function|procedure)[ \t\n]+(?P<called>(?!is\b)[A-Za-z]\w*|"[^"\n]*")
    | type[ \t\n]+(?P<protected>[A-Za-z]\w*)[ \t\n]+is[ \t\n]+protected(?P<own>[ \t\n]+body)?\b
    | (?:sub)?type[ \t\n]+(?P<type>[A-Za-z]\w*)[ \t\n]+is\b(?P<meant>[^;]*)
    | constant[ \t\n]+(?P<constant>[A-Za-z]\w*)[ \t\n]*:(?P<kind>[^;:]*)(?::=(?P<value>[^;\n]*))?
    | use[ \t\n]+(?P<used>\w+\.\w+)(?:\.(?P<taken>\w+))?[ \t\n]*;
    )""",
    re.IGNORECASE | re.VERBOSE)
_BODY = re.compile(
    r"(?:[ \t\n]*return[ \t\n]+[\w.]+(?:\([^()]*\))?)?[ \t\n]*(is\b(?![ \t\n]+new\b))?",
    re.IGNORECASE)
_RETURN = re.compile(r"[ \t\n]*return[ \t\n]+([\w.]+)", re.IGNORECASE)


def extract(source: Source) -> Extraction:
    """What a file of hardware description defines."""
    return _Scan(source).run()


def _outermost(closes: dict[int, int]) -> list[tuple[int, int]]:
    """The spans of parentheses that lie in no others."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted(closes.items()):
        if not spans or start > spans[-1][1]:
            spans.append((start, end))
    return spans


class _Scan(WordBlocks):
    tokens: ClassVar = _TOKENS
    owner: ClassVar = re.compile(
        r"(?:entity|architecture|package|component|function|procedure|type|constant)\b",
        re.IGNORECASE)

    def run(self) -> Extraction:
        self._groups = _outermost(self.closes)
        for match in _FOUND.finditer(self.code):
            if match["word"]:
                self._unit(match)
            elif match["architecture"]:
                index = self.define("module", match["architecture"], match.start(), match.end(),
                                    bases=(match["of"],), modifiers=("architecture",),
                                    qualname=f"{match['of']}.{match['architecture']}")
                self.begin("architecture", index)
            elif match["routine"]:
                self._routine(match)
            elif match["protected"]:
                index = self.define("class", match["protected"], match.start(), match.end(),
                                    modifiers=("protected", "body") if match["own"]
                                    else ("protected",))
                self.begin("protected", index)
            elif match["type"]:
                self._type(match)
            elif match["constant"]:
                self._constant(match)
            elif match["used"]:
                self.found.add_import(match["used"], self.line(match.start()),
                                      ((match["taken"] or "").replace("all", "*"),)
                                      if match["taken"] else ())
            else:
                self._end(match)
        return self.extraction()

    def _end(self, match: re.Match[str]) -> None:
        """``end if;`` closes nothing that is listed; ``end name;`` what is called so."""
        word = (match["end"] or "").lower().split()
        if word:
            self.finish(match.start(), word[0])
        elif match["closed"]:
            name = self.text[slice(*match.span("closed"))].lower()
            for opened, index in reversed(self.open):
                if index >= 0 and self.found.symbols[index].name.lower() == name:
                    self.finish(match.start(), opened)
                    return
        else:
            self.finish(match.start())

    def _unit(self, match: re.Match[str]) -> None:
        word = match["word"].lower()
        kind = {"entity": "interface", "component": "interface", "package": "package"}.get(
            word, "module")
        modifiers = ("body",) if match["body"] else (word,)
        index = self.define(kind, match["name"], match.start("word"), match.end(),
                            modifiers=modifiers)
        self.begin(word, index)

    def _routine(self, match: re.Match[str]) -> None:
        start, name = match.start("routine"), self.text[slice(*match.span("called"))]
        group = self.group(match.end())
        place = match.end()
        if group:
            place = self.closes.get(self.code.find("(", place), place) + 1
        returned, body = _RETURN.match(self.code, place), _BODY.match(self.code, place)
        has_body = body is not None and body[1] is not None
        if self._is_closing(start) or self._is_inside(start):
            return
        index = self.define(
            "function" if match["routine"].lower() == "function" else "procedure", name, start,
            match.end(), signature=(group or "()") + (f" -> {returned[1]}" if returned else ""),
            modifiers=() if has_body else ("declaration",))
        if has_body:
            self.begin(match["routine"].lower(), index)

    def _is_closing(self, start: int) -> bool:
        return self.code[max(0, start - 20) : start].rstrip().lower().endswith("end")

    def _is_inside(self, place: int) -> bool:
        """Whether a place lies in parentheses: a parameter, or a generic of a unit."""
        index = bisect_right(self._groups, (place, len(self.text))) - 1
        return index >= 0 and place < self._groups[index][1]

    def _type(self, match: re.Match[str]) -> None:
        meant = one_line(match["meant"])
        is_record = meant.lower().startswith("record")
        kind = "record" if is_record else "enum" if meant.startswith("(") else "type"
        shown = "" if is_record or not meant else f"= {short_value(meant)}"
        self.define(kind, match["type"], match.start(), match.end("type"), signature=shown)

    def _constant(self, match: re.Match[str]) -> None:
        if self.kind() in ("function", "procedure") or self._is_inside(match.start()):
            return
        value = self.text[match.start("value") : match.end("value")] if match["value"] else ""
        value = " ".join(value.split())
        self.define("constant", match["constant"], match.start(), match.end("constant"),
                    signature=f": {one_line(match['kind'])}"
                    + (f" = {short_value(value)}" if value else ""))
