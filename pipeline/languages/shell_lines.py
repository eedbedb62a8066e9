"""The fish and C shells, whose scripts the grammar of the others does not fit: a scan of lines.

Only what starts a line counts, and only at the top or below conditions; a function of fish ends at
the ``end`` that stands as far in as its ``function``.
"""

from __future__ import annotations

import re

from pipeline.languages import Source
from pipeline.languages.comments import comment_text
from pipeline.languages.prose import clip, file_comment
from pipeline.languages.scriptwalk import flatten, short_value
from pipeline.model import Extraction, Import, Symbol

_SHEBANG = re.compile(r"#![^\n]*?\b(fish|t?csh)\b")
_FISH = re.compile(
    r"""(?P<indent>[ \t]*)(?:
        function[ ]+(?P<function>[^\s;]+)(?P<options>[^\n;]*)
      | set[ ]+(?:-\w+[ ]+)*-(?:-export|-global|\w*x\w*)[ ]+(?P<exported>\w+)(?P<value>[^\n]*)
      | (?:source|\.)[ ]+(?P<path>[^\s;]+)
      | (?:alias|abbr)(?:[ ]+-\w+)*[ ]+(?P<alias>[^\s=;-][^\s=;]*)(?:=|[ ]+)(?P<text>[^\n]+)
    )""", re.VERBOSE)
_CSH = re.compile(
    r"""(?P<indent>[ \t]*)(?:
        setenv[ \t]+(?P<exported>\w+)(?P<value>[^\n]*)
      | source[ \t]+(?P<path>[^\s;]+)
      | alias[ \t]+(?P<alias>[^\s;]+)[ \t]+(?P<text>[^\n]+)
    )""", re.VERBOSE)


def dialect(source: Source) -> re.Pattern[str] | None:
    """The patterns of the dialect that the name or the ``#!`` line asks for, if it is one here."""
    match = _SHEBANG.match(source.text)
    name = match[1] if match else source.name.rpartition(".")[2]
    if name in ("csh", "tcsh", "cshrc"):
        return _CSH
    return _FISH if name == "fish" else None


def read(source: Source, pattern: re.Pattern[str]) -> Extraction:
    """What a script of that dialect defines and sources."""
    scan = _Lines(source)
    for number, line in enumerate(scan.lines, 1):
        match = pattern.match(line)
        if match is not None:
            scan.take(number, match)
    return Extraction(
        doc=file_comment(source),
        symbols=tuple(scan.symbols),
        imports=tuple(scan.imports),
        entry_points=("shebang",) if source.text.startswith("#!") else (),
        method="scanner",
    )


class _Lines:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.lines = source.text.split("\n")
        self.symbols: list[Symbol] = []
        self.imports: list[Import] = []
        #: Last line of the function being read.
        self.function_end = 0
        self.seen: set[str] = set()

    def take(self, number: int, match: re.Match[str]) -> None:
        groups = match.groupdict()
        if groups.get("path"):
            inside = "function" if number <= self.function_end else ""
            self.imports.append(Import(groups["path"].strip("\"'"), number, kind="path",
                                       scope=inside))
        elif number <= self.function_end:
            return
        elif groups.get("function"):
            self.function_end = self._end(number, groups["indent"])
            signature = flatten(groups["options"])
            self._add("function", groups["function"], number, self.function_end, signature)
        elif groups.get("exported"):
            self._add("variable", groups["exported"], number, number, _value(groups["value"]),
                      ("exported",))
        elif groups.get("alias"):
            self._add("alias", groups["alias"], number, number, _value(groups["text"]))

    def _add(self, kind: str, name: str, line: int, end_line: int, signature: str,
             modifiers: tuple[str, ...] = ()) -> None:
        if name not in self.seen:
            self.seen.add(name)
            self.symbols.append(Symbol(kind, name, name, line, end_line, signature=signature,
                                       doc=self._doc(line), modifiers=modifiers))

    def _end(self, number: int, indent: str) -> int:
        closing = re.compile(rf"{indent}end\b")
        rest = range(number, len(self.lines))
        return next((i + 1 for i in rest if closing.match(self.lines[i])), number)

    def _doc(self, number: int) -> str:
        start = number - 1
        while start > 0 and self.lines[start - 1].lstrip().startswith("#"):
            start -= 1
        above = self.lines[start : number - 1]
        if start == 0 and above and above[0].startswith("#!"):
            above = above[1:]
        return clip(comment_text("\n".join(above), ("#",))) if above else ""


def _value(text: str) -> str:
    value = short_value(flatten(text))
    return f"= {value}" if value else ""
