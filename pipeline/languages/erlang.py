"""Erlang: the module, its functions by name and number of arguments, records, macros, types."""

from __future__ import annotations

import re

from pipeline.languages import Source
from pipeline.languages.blanked import Outline
from pipeline.languages.prose import one_line
from pipeline.languages.scriptwalk import short_value
from pipeline.model import Extraction

_TOKENS = re.compile(
    r"(?P<comment>(?<!\$)%[^\n]*)|\$\\?[\"'%(){}\[\].]|\"(?:[^\"\\]|\\[\s\S])*+(?:\"|\Z)")
_FOUND = re.compile(
    r"""^(?:
      -(?P<attribute>module|export|export_type|include|include_lib|record|define|type|opaque
        |behaviou?r|callback|import)(?![a-z_])
        [ \t]*\(?[ \t]*(?P<name>'[^'\n]*'|[A-Za-z_"][\w@]*|\[)?
    | (?P<function>[a-z][\w@]*|'[^'\n]*')[ \t]*(?P<parameters>\()
    )""",
    re.MULTILINE | re.VERBOSE)
_END = re.compile(r"\.(?=\s|\Z)")
_EXPORTED = re.compile(r"(\w[\w@]*)/(\d+)")
_CLAUSE = re.compile(r"[ \t\n]*(?:when\b(?:(?!->|\.\s)[\s\S]){0,1000}+)?->")
_KINDS = {"record": "record", "define": "macro", "type": "type", "opaque": "type",
          "callback": "function"}


def extract(source: Source) -> Extraction:
    """What an Erlang module defines, exports and includes."""
    return _Scan(source).run()


class _Scan(Outline):
    def __init__(self, source: Source) -> None:
        super().__init__(source, _TOKENS, ":")
        self.closes = self.brackets()
        self._exported: set[str] = set()
        self._module = -1

    def run(self) -> Extraction:
        matches = list(_FOUND.finditer(self.code))
        for match in matches:
            if match["attribute"] == "export":
                text = self.code[match.end() : self._end(match.end())]
                found = _EXPORTED.findall(text.replace("'", ""))
                self._exported.update(f"{name}/{arity}" for name, arity in found)
        place = 0
        for match in matches:
            if match.start() < place:
                continue
            if match["function"]:
                place = self._function(match)
            else:
                self._attribute(match)
        entry = "main/1" in self._exported and self.text.startswith("#!")
        return self.extraction(owner=re.compile(r"(?:-(?:spec|record|type|define)\b|[a-z])"),
                               entry_points=("main",) if entry else ())

    def _end(self, place: int) -> int:
        match = _END.search(self.code, place)
        return match.end() if match is not None else len(self.code)

    def _attribute(self, match: re.Match[str]) -> None:
        word, name = match["attribute"], (match["name"] or "").strip("'")
        line, end = self.line(match.start()), self._end(match.end())
        if word == "module":
            self.define("module", name, match.start(), end, doc="")
        elif word in ("include", "include_lib"):
            quote = match.start("name")
            close = self.code.find('"', quote + 1)
            self.found.add_import(self.text[quote + 1 : max(close, 0)], line, kind="include")
        elif word in ("behaviour", "behavior", "import"):
            self.found.add_import(name, line)
        elif word in _KINDS and name and name != "[":
            modifiers = ("callback",) if word == "callback" else ()
            self.define(_KINDS[word], name, match.start(), end, modifiers=modifiers)

    def _function(self, match: re.Match[str]) -> int:
        opening = match.start("parameters")
        close = self.closes.get(opening)
        if close is None or _CLAUSE.match(self.code, close + 1) is None:
            return match.end()
        end = self._end(close)
        name = match["function"].strip("'")
        full = f"{name}/{self._arity(opening + 1, close)}"
        start = self._spec_above(match.start())
        self.define(
            "function", name, match.start(), end, qualname=full,
            signature=short_value(one_line(self.text[opening : close + 1])),
            doc=self.prose(self.comment_above(start)),
            modifiers=("exported",) if full in self._exported else ())
        return end

    def _spec_above(self, start: int) -> int:
        """Where the ``-spec`` right above a function starts, whose comment is the function's."""
        before = self.code.rfind("\n-spec", max(0, start - 2_000), start)
        if before < 0:
            return start
        ended = _END.search(self.code, before)
        is_own = ended is not None and not self.code[ended.end() : start].strip()
        return before + 1 if is_own else start

    def _arity(self, place: int, close: int) -> int:
        if not self.code[place:close].strip():
            return 0
        count = 1
        while place < close:
            if self.code[place] in "([{":
                place = self.closes.get(place, place)
            elif self.code[place] == ",":
                count += 1
            place += 1
        return count
