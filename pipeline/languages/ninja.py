"""Ninja: rules with their command, what is built from what, variables, included files."""

from __future__ import annotations

import re

from pipeline.languages import Source
from pipeline.languages.findings import Findings
from pipeline.languages.keys import value_signature
from pipeline.languages.scriptwalk import short_value
from pipeline.model import Extraction

_RULE = re.compile(r"(rule|pool)[ \t]+([\w.-]+)[ \t]*$")
_BUILD = re.compile(r"build[ \t]+((?:[^:$]|\$.)+):[ \t]*([\w.-]+)((?:[^$]|\$.)*)")
_ASSIGNMENT = re.compile(r"([A-Za-z_][\w.-]*)[ \t]*=[ \t]*(.*)")
_INCLUDE = re.compile(r"(?:include|subninja)[ \t]+(\S+)")
_COMMAND = re.compile(r"[ \t]+(command|depth)[ \t]*=[ \t]*(.*)")
_WORD = re.compile(r"(?:[^\s$|]|\$.)+")


def extract(source: Source) -> Extraction:
    """What a build graph declares."""
    scan = _Scan(source)
    parts: list[str] = []
    for number, line in enumerate(source.text.removesuffix("\n").split("\n"), start=1):
        if line.endswith("$") and not line.endswith("$$"):
            parts.append(line[:-1])
            continue
        scan.read(" ".join((*parts, line)), number - len(parts), number)
        parts = []
    return scan.found.extraction()


class _Scan:
    def __init__(self, source: Source) -> None:
        self.found = Findings(source)
        #: The rule that indented lines belong to.
        self._open = -1

    def read(self, line: str, number: int, end: int) -> None:
        if line[:1] in (" ", "\t"):
            self._inside(line, end)
            return
        self._open = -1
        if line.startswith("#"):
            self.found.remark(line, number)
        elif match := _RULE.match(line):
            self._open = self.found.define(
                "rule", match[2], number, end_line=end, doc=self.found.doc_above(number),
                modifiers=("pool",) if match[1] == "pool" else ())
        elif match := _BUILD.match(line):
            self._build(match, number, end)
        elif match := _INCLUDE.match(line):
            self.found.depend(match[1], number, kind="path")
        elif match := _ASSIGNMENT.match(line):
            self.found.define("variable", match[1], number, end_line=end,
                              doc=self.found.doc_above(number),
                              signature=value_signature(match[1], " ".join(match[2].split())))

    def _inside(self, line: str, end: int) -> None:
        if self._open < 0 or not line.strip():
            return
        self.found.close(self._open, end)
        match = _COMMAND.match(line)
        if match is not None:
            self.found.sign(self._open, f"= {short_value(' '.join(match[2].split()))}")

    def _build(self, match: re.Match[str], number: int, end: int) -> None:
        names = _WORD.findall(match[1])
        if names and "$" not in names[0]:
            inputs = " ".join(match[3].split())
            self.found.define(
                "target", names[0], number, end_line=end, doc=self.found.doc_above(number),
                qualname=names[0], signature=short_value(f": {match[2]} {inputs}".strip()))
