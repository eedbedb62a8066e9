"""LLVM IR: functions, globals, types, aliases and the module that they come from."""

from __future__ import annotations

import re

from pipeline.languages import Source
from pipeline.languages.blanked import Outline
from pipeline.languages.prose import one_line
from pipeline.languages.scriptwalk import short_value
from pipeline.model import Extraction

_TOKENS = re.compile(r'(?P<comment>;[^\n]*)|"(?:[^"\\\n]|\\.)*+(?:"|(?=\n)|\Z)')
_NAME = r'(?:"[^"\n]*"|[-\w.$]+)'
_FOUND = re.compile(
    rf"""^(?:
      (?P<word>define|declare)\b(?P<before>[^@\n]*)@(?P<name>{_NAME})[ \t]*(?P<parameters>\()
    | @(?P<global>{_NAME})[ \t]*=[ \t]*(?P<meant>[^\n]*)
    | %(?P<type>{_NAME})[ \t]*=[ \t]*type[ \t]+(?P<layout>[^\n]*)
    | source_filename[ \t]*=[ \t]*(?P<source>")
    )""",
    re.MULTILINE | re.VERBOSE)
_LINKAGE = frozenset("private internal external weak linkonce_odr weak_odr linkonce common".split())
_END = re.compile(r"^\}", re.MULTILINE)


def extract(source: Source) -> Extraction:
    """What a module defines and declares."""
    return _Scan(source, _TOKENS).run()


class _Scan(Outline):
    def run(self) -> Extraction:
        closes = self.brackets("()")
        for match in _FOUND.finditer(self.code):
            if match["word"]:
                self._function(match, closes.get(match.start("parameters"), match.end()))
            elif match["global"]:
                self._global(match)
            elif match["type"]:
                self.define("struct" if match["layout"].lstrip("<").startswith("{") else "type",
                            self._name(match, "type"), match.start(), match.end(), doc="",
                            signature=f"= {short_value(match['layout'].strip())}")
            elif not self.title:
                close = self.code.find('"', match.start("source") + 1)
                self.title = self.text[match.start("source") + 1 : max(close, 0)]
        return self.extraction()

    def _name(self, match: re.Match[str], group: str) -> str:
        return self.text[match.start(group) : match.end(group)].strip('"')

    def _function(self, match: re.Match[str], close: int) -> None:
        is_body = match["word"] == "define"
        ended = _END.search(self.code, close) if is_body else None
        end = ended.end() if ended is not None else close + 1
        words = match["before"].split()
        returned = words[-1] if words else ""
        parameters = one_line(self.code[match.start("parameters") : close + 1])
        modifiers = tuple(w for w in words if w in ("private", "internal", "weak"))
        self.define("function", self._name(match, "name"), match.start(), end, doc="",
                    signature=f"{parameters} -> {returned}" if returned else parameters,
                    modifiers=modifiers if is_body else (*modifiers, "declaration"))

    def _global(self, match: re.Match[str]) -> None:
        words = match["meant"].split()
        kind = next((w for w in words[:12] if w in ("global", "constant", "alias", "ifunc")), "")
        if not kind:
            return
        kinds = {"global": "variable", "constant": "constant"}
        self.define(kinds.get(kind, "alias"), self._name(match, "global"), match.start(),
                    match.end(), doc="", modifiers=tuple(w for w in words[:3] if w in _LINKAGE))
