"""Jupyter notebooks: headings of the text, definitions and imports of the code, on their lines.

The file is JSON with a string for each line of a cell. A small scanner finds these strings and
where they stand, so that all places are those of the file itself; outputs are passed over. Code
cells are read as one module by the extractor of the notebook's language, with the lines that only
IPython understands (``%magic``, ``!command``, ``name?``) set aside.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

from pipeline.languages import Source, embedded
from pipeline.languages.table import LANGUAGES
from pipeline.model import Diagnostic, Extraction, Import, Symbol

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}:,]', re.DOTALL)
#: Whole cells in another language; the other cell magics run the cell as it is.
_FOREIGN_CELL = re.compile(
    r"\s*%%(?!time\b|timeit\b|capture\b|prun\b|memit\b|mprun\b|lprun\b|px\b|debug\b)\w")
_MAGIC_LINE = re.compile(r"([ \t]*)(?:%|!|\?|[\w.]+\?{1,2}[ \t]*$)")
_MAGIC_VALUE = re.compile(r"([ \t]*[\w, ]+=[ \t]*)[%!][^\n]*")
_CELL_LANGUAGES = {language.name.lower(): language.name for language in LANGUAGES}


@dataclass(slots=True)
class _Cell:
    kind: str = ""
    #: (text of a line with its end, line in the file).
    lines: list[tuple[str, int]] = field(default_factory=list)


def extract(source: Source) -> Extraction:
    """Headings, definitions, imports, title and first paragraph of a notebook."""
    scan = _Scan(source.text)
    cells = list(scan.cells())
    text = _Part([cell for cell in cells if cell.kind in ("markdown", "heading")], blank=True)
    code = _Part([cell for cell in cells if cell.kind == "code"])
    prose = text.read("Markdown", source.name)
    last_line = max((cell.lines[-1][1] for cell in cells if cell.lines), default=1)
    headings = _sections(prose.symbols, last_line)
    language = scan.language.lower()
    program = code.read(_CELL_LANGUAGES.get(language, "" if language else "Python"), source.name)
    return Extraction(
        doc=prose.doc or program.doc,
        title=prose.title,
        symbols=embedded.merge(headings, embedded.lasting(program.symbols)),
        imports=_sorted(prose.imports + program.imports),
        diagnostics=scan.damage + program.diagnostics,
        method="scanner",
    )


def _sorted(imports: tuple[Import, ...]) -> tuple[Import, ...]:
    return tuple(sorted(imports, key=lambda found: found.line))


def _sections(headings: tuple[Symbol, ...], last_line: int) -> tuple[Symbol, ...]:
    """The headings, each up to the next one that is not below it, so that code counts as well."""
    ends = [last_line] * len(headings)
    opened: list[int] = []
    for index, heading in enumerate(headings):
        while opened and opened[-1] != heading.parent:
            closed = opened.pop()
            ends[closed] = max(headings[closed].line, heading.line - 1)
        opened.append(index)
    return tuple(msgspec.structs.replace(heading, end_line=end)
                 for heading, end in zip(headings, ends, strict=True))


class _Scan:
    """The pass over the tokens of the file: which cells there are, and the notebook's language."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.language = ""
        self.damage: tuple[Diagnostic, ...] = ()

    def cells(self) -> Iterator[_Cell]:
        """The cells in order."""
        #: Per open bracket: the bracket and the key it is the value of.
        opened: list[tuple[str, str]] = []
        cell = _Cell()
        key = last = ""
        for token, line in self._tokens():
            if token in "[{":
                opened.append((token, key))
                if _is_cell(opened):
                    cell = _Cell()
                key = ""
            elif token in "]}":
                if _is_cell(opened):
                    yield cell
                if opened:
                    opened.pop()
                key = ""
            elif token == ":":
                key = last
            elif token == ",":
                key = key if opened and opened[-1][0] == "[" else ""
            else:
                last = token[1:-1]
                self._string(token, line, key, opened, cell)
        if opened or not self._text.lstrip().startswith("{"):
            last_line = self._text.rstrip("\n").count("\n") + 1
            self.damage = (Diagnostic("syntax-error", "the notebook is cut off", last_line),)

    def _tokens(self) -> Iterator[tuple[str, int]]:
        line, counted = 1, 0
        for match in _TOKEN.finditer(self._text):
            line += self._text.count("\n", counted, match.start())
            counted = match.start()
            yield match[0], line

    def _string(
        self, token: str, line: int, key: str, opened: list[tuple[str, str]], cell: _Cell
    ) -> None:
        if opened and opened[-1][0] == "{":
            if not _is_cell(opened):
                self._metadata(token[1:-1], key, opened[-1][1])
            elif key == "cell_type":
                cell.kind = token[1:-1]
            elif key in ("source", "input"):
                cell.lines += [(part, line) for part in _unquote(token).splitlines(keepends=True)]
        elif len(opened) > 1 and opened[-1][1] in ("source", "input") and _is_cell(opened[:-1]):
            cell.lines.append((_unquote(token), line))

    def _metadata(self, value: str, key: str, owner: str) -> None:
        is_kernel = (owner, key) == ("kernelspec", "language")
        if is_kernel or ((owner, key) == ("language_info", "name") and not self.language):
            self.language = value


def _is_cell(opened: list[tuple[str, str]]) -> bool:
    """Whether the innermost bracket is that of an element of ``cells``."""
    return len(opened) > 1 and opened[-1][0] == "{" and opened[-2] == ("[", "cells")


def _unquote(token: str) -> str:
    try:
        return str(json.loads(token, strict=False)).encode("utf-8", "replace").decode()
    except ValueError:
        return token[1:-1]


class _Part:
    """Cells of one kind as one text, with the line of the file that each of its lines stands on."""

    def __init__(self, cells: list[_Cell], *, blank: bool = False) -> None:
        self._lines: list[str] = []
        self._places: list[int] = []
        for cell in cells:
            for text, line in cell.lines if blank else _plain_code(cell.lines):
                for part in text.removesuffix("\n").split("\n"):
                    self._lines.append(part)
                    self._places.append(line)
            if cell.lines:
                self._lines.append("")
                self._places.append(cell.lines[-1][1])

    def read(self, language: str, name: str) -> Extraction:
        """What the extractor of ``language`` finds, at the places of the file."""
        found = embedded.read(language, "\n".join(self._lines), name)
        return msgspec.structs.replace(
            found,
            symbols=self._symbols(found.symbols),
            imports=tuple(msgspec.structs.replace(item, line=self._place(item.line))
                          for item in found.imports),
            diagnostics=tuple(msgspec.structs.replace(item, line=self._place(item.line))
                              for item in found.diagnostics),
        )

    def _symbols(self, symbols: tuple[Symbol, ...]) -> tuple[Symbol, ...]:
        """A symbol that shares its place with its like (all of a cell on one line) goes."""
        kept: list[Symbol] = []
        places = {-1: -1}
        seen = set()
        for index, symbol in enumerate(symbols):
            line = self._place(symbol.line)
            key = (symbol.qualname, symbol.kind, line)
            places[index] = places[symbol.parent] if key in seen else len(kept)
            if key not in seen:
                seen.add(key)
                kept.append(msgspec.structs.replace(
                    symbol, line=line, end_line=max(line, self._place(symbol.end_line)),
                    parent=places[symbol.parent]))
        return tuple(kept)

    def _place(self, line: int) -> int:
        return self._places[min(line, len(self._places)) - 1] if self._places and line else line


def _plain_code(lines: list[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """The lines of a code cell without what only IPython understands."""
    first = next((text for text, _ in lines if text.strip()), "")
    if _FOREIGN_CELL.match(first):
        return
    for text, line in lines:
        if match := _MAGIC_LINE.match(text):
            yield f"{match[1]}pass\n", line
        else:
            yield _MAGIC_VALUE.sub(r"\1None", text), line
