"""Vim script: functions, user commands, global options, sourced files. A scan of lines."""

from __future__ import annotations

import re
from typing import ClassVar

from pipeline.languages import Source
from pipeline.languages.keys import value_signature
from pipeline.languages.wordblocks import WordBlocks
from pipeline.model import Extraction

_TOKENS = re.compile(r'(?P<comment>^[ \t]*(?:"[^\n]*|#(?=[ \t#]|$)[^\n]*))', re.MULTILINE)
_LINE = re.compile(
    r"""^[ \t:]*(?:
      (?P<end>endf(?:u|un|unc|unct|uncti|unctio|unction)?|enddef)\b
    | (?:export[ \t]+)?(?P<word>fu(?:n|nc|nct|ncti|nctio|nction)?|def)!?[ \t]+
        (?P<name>(?:[sgbwtl]:|<SID>)?[A-Za-z_][\w#.:]*)[ \t]*(?P<parameters>\([^()\n]*\))
        (?P<rest>[^\n]*)
    | com(?:m|ma|man|mand)?!?[ \t]+(?P<attributes>(?:-[\w=,*?+#:.]+[ \t]+)*)
        (?P<command>[A-Z]\w*)(?=[ \t])
    | let[ \t]+(?P<variable>g:[A-Za-z_][\w#]*)[ \t]*=[ \t]*(?P<value>[^\n]*)
    | (?:so(?:urce)?|ru(?:ntime)?!?)[ \t]+(?P<source>[\w./-]+\.vim)[ \t]*$
    )""",
    re.MULTILINE | re.VERBOSE)


def extract(source: Source) -> Extraction:
    """What a script for Vim defines."""
    return _Scan(source).run()


class _Scan(WordBlocks):
    tokens: ClassVar = _TOKENS
    owner: ClassVar = re.compile(r"(?:fu\w*|def|com\w*|let)\b")

    def run(self) -> Extraction:
        variables = set()
        for match in _LINE.finditer(self.code):
            if match["end"]:
                self.finish(match.start("end"))
            elif match["word"]:
                self._function(match)
            elif match["command"]:
                shown = " ".join(match["attributes"].split())
                self.define("operation", match["command"], match.start("command"), match.end(),
                            qualname=match["command"], signature=f" {shown}" if shown else "")
            elif match["variable"] and not self.open and match["variable"] not in variables:
                variables.add(match["variable"])
                self.define("variable", match["variable"], match.start("variable"), match.end(),
                            qualname=match["variable"],
                            signature=value_signature(match["variable"], match["value"]))
            elif match["source"]:
                self.found.add_import(match["source"], self.line(match.start("source")),
                                      kind="path")
        return self.extraction()

    def _function(self, match: re.Match[str]) -> None:
        words = match["rest"].split()
        modifiers = tuple(w for w in ("abort", "range", "dict", "closure") if w in words)
        name = match["name"]
        if name.startswith(("s:", "<SID>")):
            modifiers = ("private", *modifiers)
        # A function is called by its own name wherever it is defined.
        index = self.define("function", name, match.start("word"), match.end(), qualname=name,
                            signature=match["parameters"], modifiers=modifiers)
        self.begin("function", index)
