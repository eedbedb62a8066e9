"""Elixir: modules, functions, macros, structs, protocols, tests, with their documentation.

A scanner: what a definition spans is told by indentation, as the formatter of the language has it.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from pipeline.languages import Source
from pipeline.languages.blanked import Outline
from pipeline.languages.comments import dedent
from pipeline.languages.prose import clip, one_line
from pipeline.languages.scriptwalk import short_value
from pipeline.model import Extraction

#: ``~s[…]``, ``~r/…/`` and the like; longer ones are written as heredocs.
_SIGILS = "|".join(
    rf"{re.escape(opener)}(?:[^{re.escape(closer)}\\]|\\[\s\S]){{0,1000}}+{re.escape(closer)}"
    for opener, closer in ("[]", "()", "{}", "<>", "||", "//", '""', "''"))
_TOKENS = re.compile(
    r'(?P<comment>(?<![\w?:])#(?!\{)[^\n]*)|~[a-zA-Z]?"""(?:(?!""")[\s\S])*+(?:"""|\Z)'
    r'|"""(?:(?!""")[\s\S])*+(?:"""|\Z)|(?:~[a-zA-Z])?\'\'\'(?:(?!\'\'\')[\s\S])*+(?:\'\'\'|\Z)'
    rf"|~[a-zA-Z](?:{_SIGILS})|\?\\?[\"'#]|'(?:[^'\\\n]|\\.)*+'"
    r'|"(?:[^"\\]|\\[\s\S])*+(?:"|\Z)')
_FOUND = re.compile(
    r"""^(?P<indent>[ \t]*)(?:
      (?P<unit>defmodule|defprotocol|defimpl)[ \t]+(?P<name>[A-Z][\w.]*)(?P<rest>[^\n]*)
    | (?P<word>defp?|defmacrop?|defguardp?|defdelegate|defn)[ \t]+
        (?P<called>[a-z_]\w*[?!]?)(?P<parameters>\()?
    | (?P<test>test|describe)[ \t]+(?P<title>")
    | (?P<import>alias|import|require|use)[ \t]+(?P<of>[A-Z][\w.]*)
    | @(?P<doc>moduledoc|doc|typedoc)[ \t]+(?:~[sS])?(?P<said>")
    | @(?P<type>type|opaque|callback|typep)[ \t]+(?P<typed>[a-z_]\w*[?!]?)
    )""",
    re.MULTILINE | re.VERBOSE)
_ENDS = re.compile(r"^([ \t]*)end\b", re.MULTILINE)
#: A head of several lines goes on with deeper indentation, up to its ``do``.
_DO = re.compile(r"[^\n]*?(?:[,(\[{|][ \t]*\n[^\n]*?){0,12}\bdo[ \t]*$", re.MULTILINE)


def extract(source: Source) -> Extraction:
    """What an Elixir file defines."""
    return _Scan(source).run()


class _Scan(Outline):
    def __init__(self, source: Source) -> None:
        super().__init__(source, _TOKENS)
        self.closes = self.brackets("()")
        #: Indentation -> where an ``end`` stands so.
        self._ends: dict[str, list[int]] = {}
        for match in _ENDS.finditer(self.code):
            self._ends.setdefault(match[1], []).append(match.end())
        self._doc = self._moduledoc = ""
        self._seen: dict[str, int] = {}

    def run(self) -> Extraction:
        for match in _FOUND.finditer(self.code):
            if match["doc"]:
                self._keep(match)
            elif match["unit"]:
                self._unit(match)
            elif match["word"]:
                self._function(match)
            elif match["test"]:
                self._test(match)
            elif match["import"]:
                self.found.add_import(match["of"].rstrip("."), self.line(match.start()))
            elif match["type"]:
                kind = "function" if match["type"] == "callback" else "type"
                modifiers = ("callback",) if kind == "function" else ()
                start = match.start("type") - 1
                self.define(kind, match["typed"], start, match.end(), doc=self._take(),
                            modifiers=modifiers)
        return self.extraction(doc=self._moduledoc or None)

    def _keep(self, match: re.Match[str]) -> None:
        start = match.start("said")
        # Of a string of three quotes the blanked text keeps the first and the last.
        close = self.code.find('"', start + 1)
        text = self.text[start:close].strip('"') if close > 0 else ""
        if match["doc"] != "moduledoc":
            self._doc = clip(dedent("\n" + text))
            return
        said = clip(dedent("\n" + text))
        around = self.around(start)
        if not self._moduledoc:
            # What the first module says is said of the file.
            self._moduledoc = said
        elif around >= 0:
            self.found.document(around, said)

    def _take(self) -> str:
        doc, self._doc = self._doc, ""
        return doc

    def _span(self, match: re.Match[str]) -> int:
        """Where what starts at a match ends: at the next ``end`` that is indented like it."""
        place = match.end("indent")
        if _DO.match(self.code, place) is None:
            return self.line_end(place)
        ends = self._ends.get(match["indent"], [])
        at = bisect_right(ends, place)
        return ends[at] if at < len(ends) else self.line_end(place)

    def _unit(self, match: re.Match[str]) -> None:
        kind = "protocol" if match["unit"] == "defprotocol" else "module"
        target = re.match(r",[ \t]*for:[ \t]*([\w.]+)", match["rest"])
        name = match["name"].rstrip(".")
        self.define(kind, name, match.start("unit"), self._span(match), doc=self._take(),
                    signature=f" for {target[1]}" if target else "",
                    modifiers=("implementation",) if match["unit"] == "defimpl" else ())

    def _function(self, match: re.Match[str]) -> None:
        word, start = match["word"], match.start("word")
        close = self.closes.get(match.start("parameters")) if match["parameters"] else None
        given = "()" if close is None else one_line(self.text[match.start("parameters"):close + 1])
        around = self.around(start)
        key = f"{around} {match['called']} {given.count(',')} {given == '()'}"
        doc = self._take()
        # Clauses of one function follow one another: the first stands for all.
        if key in self._seen and not doc:
            self.found.close(self._seen[key], self.line(self._span(match) - 1))
            return
        kind = "macro" if word.startswith(("defmacro", "defguard")) else "function"
        private = word in ("defp", "defmacrop", "defguardp")
        self._seen[key] = self.define(
                    kind, match["called"], start, self._span(match), doc=doc,
                    signature=short_value(given), modifiers=("private",) if private else ())

    def _test(self, match: re.Match[str]) -> None:
        start = match.start("title")
        close = self.code.find('"', start + 1)
        title = " ".join(self.text[start + 1 : max(close, 0)].split())
        if title:
            self.define("test", title, match.start("test"), self._span(match), doc="")
