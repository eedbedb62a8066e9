"""TOML: tables as sections and their keys, with lines.

The parser says whether the file is valid but not where things stand; a scanner of our own
finds the lines. It steps over strings and nested brackets, so what looks like a key inside a
multi-line string or an array is not taken for one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import tomli

from pipeline.languages import Source
from pipeline.languages.keys import KeyTable
from pipeline.languages.manifests import Manifest, from_toml
from pipeline.languages.prose import clip, file_comment, one_line
from pipeline.languages.remarks import Remark
from pipeline.model import Diagnostic, Extraction

_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_DOTTED = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_HEADER = re.compile(rf"(\[\[?)[ \t]*({_DOTTED})[ \t]*\]\]?")
_KEY = re.compile(rf"({_DOTTED})[ \t]*=[ \t]*")
_PARTS = re.compile(_PART)
_VALUE_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}'
    r"|'''(?:[^']|'(?!''))*'{3,5}"
    r'|"(?!"")(?:[^"\\\n]|\\.)*"'
    r"|'(?!'')[^'\n]*'"
    # A quote that nothing closes comes last.
    r"|\#[^\n]*|[\[\]{}\n\"']",
    re.DOTALL,
)
_ERROR_LINE = re.compile(r"\(at line (\d+),")
#: Tables that describe the whole project, the most specific first.
_PROJECT_TABLES = (("project",), ("package",), ("tool", "poetry"))


def extract(source: Source) -> Extraction:
    """Tables and keys; the project's name and description, else the leading comment."""
    data, diagnostics = _parse(source.text)
    scan = _Scan(source.text)
    scan.run()
    comment = scan.table.settle_first_doc(file_comment(source))
    symbols = scan.table.symbols()
    manifest = Manifest(source.text, symbols)
    from_toml(source.name, data, manifest)
    return Extraction(
        doc=_project(data, "description") or comment,
        title=_project(data, "name"),
        symbols=symbols,
        imports=tuple(manifest.imports),
        entry_points=tuple(manifest.entry_points),
        diagnostics=(*diagnostics, *scan.table.diagnostics()),
    )


def _parse(text: str) -> tuple[dict[str, Any], tuple[Diagnostic, ...]]:
    try:
        return tomli.loads(text), ()
    except RecursionError:
        return {}, ()
    except ValueError as error:
        # Also raised, without a place, for an integer of more digits than Python converts.
        match = _ERROR_LINE.search(str(error))
        line = int(match[1]) if match else text.count("\n") + (not text.endswith("\n"))
        message = f"TOML: {str(error).partition(' (at ')[0]}"
        return {}, (Diagnostic("syntax-error", message, line),)


def _project(data: dict[str, Any], key: str) -> str:
    for path in _PROJECT_TABLES:
        table: Any = data
        for part in path:
            table = table.get(part) if isinstance(table, dict) else None
        if isinstance(table, dict) and isinstance(table.get(key), str):
            return clip(one_line(table[key]))
    return ""


@dataclass(slots=True)
class _Scan:
    text: str
    table: KeyTable = field(default_factory=KeyTable)
    _section: int = -1
    _remark: Remark = field(default_factory=Remark)

    def run(self) -> None:
        position, line = 0, 1
        while position < len(self.text) and not self.table.truncated:
            end = self._statement(position, line)
            line += self.text.count("\n", position, end)
            position = end

    def _statement(self, position: int, line: int) -> int:
        """Read what stands at the start of a line; the offset after its last newline."""
        end = self._line_end(position)
        content = self.text[position:end].strip()
        indent = len(self.text[position:end]) - len(self.text[position:end].lstrip())
        if not content:
            self._remark.clear()
        elif content.startswith("#"):
            self._remark.add(content, "#")
        elif content.startswith("["):
            self._header(content, line)
        elif match := _KEY.match(self.text, position + indent):
            return self._key(match, line)
        else:
            self._remark.clear()
        return end

    def _line_end(self, position: int) -> int:
        return (self.text.find("\n", position) + 1) or len(self.text)

    def _header(self, content: str, line: int) -> None:
        doc = self._remark.take()
        if match := _HEADER.match(content):
            self._section = self.table.add(_plain(match[2]), line, kind="section", doc=doc)

    def _key(self, match: re.Match[str], line: int) -> int:
        end = _value_end(self.text, match.end())
        value = self.text[match.end() : end]
        index = self.table.add(
            _plain(match[1]),
            line,
            parent=self._section,
            value=_without_comment(value),
            doc=self._remark.take(),
        )
        self.table.extend(index, line + value.rstrip().count("\n"))
        return end


def _plain(dotted: str) -> str:
    return ".".join(part.strip("\"'") for part in _PARTS.findall(dotted))


def _value_end(text: str, start: int) -> int:
    """Offset after the newline that ends the value: one outside strings and brackets."""
    depth = 0
    for match in _VALUE_TOKEN.finditer(text, start):
        token = match[0]
        if token in ("[", "{"):
            depth += 1
        elif token in ("]", "}"):
            depth -= 1
        elif token == "\n" and depth <= 0:
            return match.end()
        elif token in ("'", '"'):
            return (text.find("\n", match.end()) + 1) or len(text)
    return len(text)


def _without_comment(value: str) -> str:
    for match in _VALUE_TOKEN.finditer(value):
        if match[0] in ("'", '"'):
            break
        if match[0].startswith("#"):
            return value[: match.start()].strip()
    return value.strip()
