"""Verilog and SystemVerilog: modules, interfaces, packages, classes, functions, tasks, types."""

from __future__ import annotations

import re
from typing import ClassVar

from pipeline.languages import Source
from pipeline.languages.prose import one_line
from pipeline.languages.scriptwalk import short_value
from pipeline.languages.wordblocks import WordBlocks
from pipeline.model import Extraction

_TOKENS = re.compile(
    r"(?P<comment>//[^\n]*|/\*(?:(?!\*/)[\s\S])*+(?:\*/|\Z))"
    r'|"(?:[^"\\\n]|\\[\s\S])*+(?:"|(?=\n)|\Z)')
_FOUND = re.compile(
    r"""(?<![\w`$.'])(?:
      end(?P<end>module|interface|package|program|class|function|task|primitive|checker)\b
    | (?P<word>module|macromodule|interface|package|program|primitive|checker)[ \t\n]+
        (?:(?:automatic|static)[ \t\n]+)?(?P<name>[A-Za-z_]\w*)(?=[ \t\n]*[#;(]|[ \t\n]+import\b)
    | (?P<before>(?:(?:extern|pure|virtual|static|protected|local|import|export|context)[ \t\n]+
        |"[ -]*"[ \t\n]+)*)
      (?: class[ \t\n]+(?P<class>[A-Za-z_]\w*)
        | (?P<routine>function|task)\b(?P<type>[^;()]*?)(?P<called>(?:\w+::)?[A-Za-z_]\w*)
          [ \t\n]*(?=[;(]) )
    | typedef\b(?P<typedef>[^;{}]*(?:\{[^{}]*\}[^;{}]*)?);
    | (?P<constant>parameter|localparam)\b(?P<declared>[^;=()]*?)(?P<of>[A-Za-z_]\w*)[ \t]*=[ \t]*
        (?P<value>[^,;\n)]*)
    | import[ \t\n]+(?P<import>\w+)::(?P<names>\w+|\*)
    )|^[ \t]*`(?:include[ \t]+(?P<include>")|define[ \t]+(?P<macro>\w+)(?P<given>\([^()\n]*\))?)""",
    re.MULTILINE | re.VERBOSE)
_EXTENDS = re.compile(r"(?:[ \t\n]*#[ \t\n]*\([^;]*?\))?[ \t\n]+extends[ \t\n]+([\w:]+)")
_LAST_NAME = re.compile(r"([A-Za-z_]\w*)\s*(?:\[[^\[\]]*\]\s*)*\Z")
_PARAMETERS = re.compile(r"\s*#\s*(?=\()")
_QUOTED = re.compile(r'"([^"\n]+)')
_UNITS = {"macromodule": "module", "program": "module", "checker": "module", "primitive": "module"}


def extract(source: Source) -> Extraction:
    """What a file of hardware description defines."""
    return _Scan(source).run()


class _Scan(WordBlocks):
    tokens: ClassVar = _TOKENS
    separator: ClassVar = "::"
    owner: ClassVar = re.compile(r"(?:module|interface|package|class|function|task|typedef)\b")

    def run(self) -> Extraction:
        for match in _FOUND.finditer(self.code):
            if match["end"]:
                self.finish(match.start(), match["end"])
            elif match["word"]:
                self._unit(match)
            elif match["class"]:
                self._class(match)
            elif match["routine"]:
                self._routine(match)
            elif match["typedef"]:
                self._typedef(match)
            elif match["constant"]:
                self._constant(match)
            elif match["import"]:
                self.found.add_import(match["import"], self.line(match.start()),
                                      (match["names"],))
            else:
                self._directive(match)
        return self.extraction()

    def _unit(self, match: re.Match[str]) -> None:
        word = _UNITS.get(match["word"], match["word"])
        modifiers = (match["word"],) if match["word"] not in ("module", word) else ()
        place = match.end()
        if (parameters := _PARAMETERS.match(self.code, place)) is not None:
            place = self.closes.get(parameters.end(), parameters.end()) + 1
        index = self.define(word, match["name"], match.start("word"), match.end(),
                            signature=self.group(place), modifiers=modifiers)
        self.begin("module" if match["word"] == "macromodule" else match["word"], index)

    def _class(self, match: re.Match[str]) -> None:
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        before = match["before"].split()
        if self.code[:match.start()].rstrip().endswith("typedef"):
            return
        extends = _EXTENDS.match(self.code, match.end())
        index = self.define("class", match["class"], start, match.end(),
                            bases=(extends[1],) if extends else (),
                            modifiers=("abstract",) if "virtual" in before else ())
        self.begin("class", index)

    def _routine(self, match: re.Match[str]) -> None:
        before = match["before"].split()
        name = match["called"]
        returned = one_line(re.sub(r"\b(?:automatic|static)\b", "", match["type"]))
        is_member = self.kind() == "class" or "::" in name
        signature = (self.group(match.end()) or "()") + (f" -> {returned}" if returned else "")
        has_body = not {"extern", "pure", "import", "export"} & set(before)
        kind = "method" if is_member else "function" if match["routine"] == "function" \
            else "procedure"
        modifiers = tuple(w for w in ("virtual", "static", "protected", "local") if w in before)
        index = self.define(
            kind, name.rpartition("::")[2], match.start("routine"), match.end(),
            qualname=name if "::" in name else "", signature=signature,
            modifiers=modifiers if has_body else (*modifiers, "declaration"))
        if has_body:
            self.begin(match["routine"], index)

    def _typedef(self, match: re.Match[str]) -> None:
        name = _LAST_NAME.search(match["typedef"])
        words = match["typedef"].split("{")[0].split()
        if name is None or not words or len(match["typedef"].split()) < 2 or words[0] == "class":
            return
        kind = words[0] if words[0] in ("enum", "struct", "union") else "type"
        shown = short_value(one_line(match["typedef"][: name.start()]))
        self.define(kind, name[1], match.start(), match.end(),
                    signature=f"= {shown}" if kind == "type" else "")

    def _constant(self, match: re.Match[str]) -> None:
        if self.kind() in ("function", "task"):
            return
        value = self.text[match.start("value") : match.end("value")].strip()
        kind = one_line(match["declared"])
        self.define("constant", match["of"], match.start("constant"), match.end(),
                    signature=(f": {kind}" if kind else "") + f" = {short_value(value)}",
                    modifiers=("local",) if match["constant"] == "localparam" else ())

    def _directive(self, match: re.Match[str]) -> None:
        if match["include"]:
            found = _QUOTED.match(self.text, match.start("include"))
            self.found.add_import(found[1] if found else "", self.line(match.start("include")),
                                  kind="include")
        elif match["macro"]:
            self.define("macro", match["macro"], match.start("macro"), match.end(),
                        qualname=match["macro"], signature=match["given"] or "")
