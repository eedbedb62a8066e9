"""PEG grammars (pegen's and the classic notation): rules with their type and their comment.

A rule starts with its name at the start of a line and reaches to the last line of code before the
next thing that does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.languages import Source
from pipeline.languages.definitions import Definitions
from pipeline.languages.prose import file_comment
from pipeline.languages.remarks import Remark
from pipeline.model import Extraction

_RULE = re.compile(r"([A-Za-z_]\w*)[ \t]*(\[[^\n]*?\])?[ \t]*(\(memo\))?[ \t]*(?::|<-|←|=)")
_QUOTES = "'''"


def extract(source: Source) -> Extraction:
    """Rules of a grammar."""
    scan = _Scan()
    for number, line in enumerate(source.text.split("\n"), 1):
        scan.read(line, number)
    scan.close()
    return Extraction(
        doc=file_comment(source), symbols=tuple(scan.found.symbols),
        diagnostics=scan.found.diagnostics(), method="scanner")


@dataclass(slots=True)
class _Scan:
    found: Definitions = field(default_factory=Definitions)
    _remark: Remark = field(default_factory=Remark)
    _rule: int = -1
    _last: int = 0
    _is_quoted: bool = False

    def read(self, line: str, number: int) -> None:
        text = line.strip()
        if self._is_quoted or text.startswith("@"):
            # A directive may hold a text in triple quotes, of any code.
            self.close()
            self._is_quoted ^= text.count(_QUOTES) % 2 == 1
        elif not text:
            self._remark.clear()
        elif text.startswith("#"):
            self._remark.add(text, "#")
        elif match := _RULE.match(line):
            self.close()
            self._last = number
            self._rule = self.found.define(
                "rule", match[1], number, signature=match[2] or "", doc=self._remark.take(),
                modifiers=("memo",) if match[3] else ())
        else:
            self._last = number

    def close(self) -> None:
        """Let the open rule end with the last line of code."""
        self.found.close(self._rule, self._last)
        self._rule = -1
