"""Just: recipes as targets with what they need, settings aside, variables, aliases, imports."""

from __future__ import annotations

import re

from pipeline.languages import Source
from pipeline.languages.findings import Findings
from pipeline.languages.keys import value_signature
from pipeline.model import Extraction

_ASSIGNMENT = re.compile(r"(export\s+)?([A-Za-z_][\w-]*)\s*:=\s*(.*)")
_ALIAS = re.compile(r"alias\s+([A-Za-z_][\w-]*)\s*:=\s*([\w:-]+)")
_IMPORT = re.compile(r"import(\??)\s+[\"']([^\"']+)[\"']")
_MODULE = re.compile(r"mod(\??)\s+([A-Za-z_][\w-]*)(?:\s+[\"']([^\"']+)[\"'])?")
_RECIPE = re.compile(r"@?([A-Za-z_][\w-]*)((?:[^:\"'#]|\"[^\"]*\"|'[^']*')*):(?!=)([^#]*)")
_ATTRIBUTE = re.compile(r"\[[^\[\]]*\]")
_DOC = re.compile(r"\[\s*doc\s*\(\s*[\"']([^\"']*)[\"']\s*\)\s*\]")
_SETTING = re.compile(r"(?:set|unexport)\s")
_FENCES = ('"""', "'''", "```")


def extract(source: Source) -> Extraction:
    """What can be run, and what it is set up with."""
    scan = _Scan(source)
    for number, line in enumerate(source.text.split("\n"), start=1):
        scan.read(line.rstrip(), number)
    return scan.found.extraction()


class _Scan:
    def __init__(self, source: Source) -> None:
        self.found = Findings(source)
        #: The recipe that indented lines belong to; -1 when it is not listed.
        self._recipe = -1
        #: What closes the text of several lines that is open.
        self._fence = ""
        self._decorators: list[str] = []
        self._doc = ""

    def read(self, line: str, number: int) -> None:
        if self._fence:
            self._fence = "" if self._fence in line else self._fence
        elif line[:1] in (" ", "\t"):
            self.found.close(self._recipe, number)
        elif line.startswith("#"):
            self.found.remark(line, number)
        elif line:
            self._statement(line, number)

    def _statement(self, line: str, number: int) -> None:
        if _ATTRIBUTE.fullmatch(line):
            self._attribute(line, number)
            return
        self._recipe = -1
        if match := _IMPORT.match(line):
            self.found.depend(match[2], number, kind="path", scope="optional" if match[1] else "")
        elif match := _ALIAS.match(line):
            self.found.define("alias", match[1], number, signature=f"= {match[2]}",
                              doc=self.found.doc_above(number))
        elif match := _ASSIGNMENT.match(line):
            self._assign(match, number)
        elif match := _MODULE.fullmatch(line):
            # Without a path, several places are tried.
            self.found.depend(match[3] or "", number, kind="path",
                              scope="optional" if match[1] else "")
        elif not _SETTING.match(line) and (match := _RECIPE.match(line)):
            self._define(match, number)
        self._decorators, self._doc = [], ""

    def _attribute(self, line: str, number: int) -> None:
        """An attribute stands between a recipe and the comment above it."""
        above = self.found.doc_above(number)
        match = _DOC.fullmatch(line)
        self._doc = match[1] if match else self._doc or above
        self._decorators.append(line[1:-1].strip())

    def _assign(self, match: re.Match[str], number: int) -> None:
        value = match[3]
        fence = next((fence for fence in _FENCES if value.count(fence) == 1), "")
        self._fence = fence
        self.found.define("variable", match[2], number, doc=self.found.doc_above(number),
                          signature=value_signature(match[2], "" if fence else value),
                          modifiers=("exported",) if match[1] else ())

    def _define(self, match: re.Match[str], number: int) -> None:
        parameters, needed = " ".join(match[2].split()), " ".join(match[3].split())
        shown = f"({parameters})" if parameters else ""
        doc = self.found.doc_above(number) or self._doc
        self._recipe = self.found.define(
            "target", match[1], number, doc=doc, decorators=tuple(self._decorators),
            signature=shown + (f": {needed}" if needed else ""),
            modifiers=("private",) if match[1].startswith("_") else ())
