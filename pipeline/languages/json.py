"""JSON, with the comments and trailing commas that configuration files allow themselves.

One pass over the tokens, without recursion, finds the keys of the outer two levels: a file of a
hundred thousand nested brackets is read like any other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.languages import Source
from pipeline.languages.keys import KeyTable
from pipeline.languages.manifests import Manifest, from_json
from pipeline.languages.prose import clip, one_line
from pipeline.model import Diagnostic, Extraction

_DEPTH = 2

_TOKEN = re.compile(
    r""" "[^"\\]*(?:\\.[^"\\]*)*"            # string
      | '[^'\\\n]*(?:\\.[^'\\\n]*)*'         # JSON5 string
      | //[^\n]* | /\*.*?\*/                 # comments
      | [{}\[\]:,]
      | [^\s"'{}\[\]:,/]+                    # number, word, JSON5 name
      | ["'/]                                # of something that never ends
    """,
    re.DOTALL | re.VERBOSE,
)
# Strings are matched only to be stepped over.
_STRING = r'("[^"\\]*(?:\\.[^"\\]*)*(?:"|\Z))'
_COMMENT = re.compile(_STRING + r"|//[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_TRAILING_COMMA = re.compile(_STRING + r"|,(?=\s*[}\]])", re.DOTALL)
_NOT_NEWLINE = re.compile(r"[^\n]")


def extract(source: Source) -> Extraction:
    """Keys of the outer two levels; title and description that the document gives itself."""
    error = None if source.name.lower().endswith(".json5") else _syntax_error(source.text)
    end = len(source.text) if error is None else error.pos
    walk = _Walk(source.text[:end])
    walk.run()
    manifest = _manifest(source, walk.table)
    return Extraction(
        doc=_doc(walk.strings),
        title=clip(one_line(walk.strings.get("title") or walk.strings.get("name") or "")),
        symbols=walk.table.symbols(),
        imports=tuple(manifest.imports),
        entry_points=tuple(manifest.entry_points),
        diagnostics=(*_diagnostics(error), *walk.table.diagnostics()),
    )


def _manifest(source: Source, table: KeyTable) -> Manifest:
    """What the manifest of a package asks for; the scripts of ``package.json`` are targets."""
    manifest = Manifest(source.text, table.symbols())
    if source.name in ("package.json", "composer.json"):
        try:
            from_json(source.name, _DECODER.decode(source.text.strip()), manifest)
        except (ValueError, RecursionError):
            return manifest
    if source.name == "package.json":
        for index in range(len(table)):
            if re.fullmatch(r"scripts\.[^.]+", table.qualname(index)):
                table.set_kind(index, "target")
    return manifest


def _doc(strings: dict[str, str]) -> str:
    if description := strings.get("description"):
        return clip(description)
    return f"Schema: {clip(strings['$schema'])}" if strings.get("$schema") else ""


def _syntax_error(text: str) -> json.JSONDecodeError | None:
    """Where strict parsing fails even after comments and trailing commas are blanked out."""
    return _strict_error(text) and _strict_error(_strict(text))


def _strict(text: str) -> str:
    """``text`` with blanks in place of comments and trailing commas, so that places stay."""
    return _TRAILING_COMMA.sub(_blank, _COMMENT.sub(_blank, text))


def _blank(match: re.Match[str]) -> str:
    return match[1] or _NOT_NEWLINE.sub(" ", match[0])


#: Numbers stay strings: converting one of many thousand digits is refused by Python.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, strict=False)


def _strict_error(text: str) -> json.JSONDecodeError | None:
    if not text.strip():
        return None
    try:
        _DECODER.decode(text)
    except json.JSONDecodeError as error:
        return error
    except RecursionError:
        # Too deep to check this way; nothing says that it is wrong.
        return None
    return None


def _diagnostics(error: json.JSONDecodeError | None) -> tuple[Diagnostic, ...]:
    if error is None:
        return ()
    # An unfinished file fails behind its last line.
    line = error.doc.count("\n", 0, min(error.pos, len(error.doc.rstrip()))) + 1
    return (Diagnostic("syntax-error", f"JSON: {error.msg}", line),)


@dataclass(slots=True)
class _Walk:
    """The pass over the tokens: ``path`` holds, per open bracket, the key it is the value of."""

    text: str
    table: KeyTable = field(default_factory=KeyTable)
    #: Strings that are values of top-level keys.
    strings: dict[str, str] = field(default_factory=dict)
    _open: list[tuple[str, int]] = field(default_factory=list)
    _last: str = ""
    _last_line: int = 1
    #: The key whose value comes next, and its name.
    _key: int = -1
    _name: str = ""
    _wants_value: bool = False

    def run(self) -> None:
        for token, line in self._tokens():
            if self.table.truncated or token in ('"', "'", "/"):
                break
            if token in "{[":
                self._enter(token)
            elif token in "}]":
                self._leave(line)
            elif len(self._open) <= _DEPTH:
                self._shallow(token, line)

    def _tokens(self) -> Iterator[tuple[str, int]]:
        line, counted = 1, 0
        for match in _TOKEN.finditer(self.text):
            start = match.start()
            line += self.text.count("\n", counted, start)
            counted = start
            token = match[0]
            if len(token) < 2 or not token.startswith(("//", "/*")):
                yield token, line

    def _enter(self, bracket: str) -> None:
        self._open.append((bracket, self._key if self._wants_value else -1))
        self._wants_value = False

    def _leave(self, line: int) -> None:
        if self._open:
            _, key = self._open.pop()
            self.table.extend(key, line)
        self._wants_value = False

    def _shallow(self, token: str, line: int) -> None:
        if token == ":":
            self._start_key()
        elif token == ",":
            self._wants_value = False
        elif self._wants_value:
            self._scalar(token, line)
        else:
            self._last, self._last_line = token, line

    def _start_key(self) -> None:
        if not self._is_listed():
            return
        self._name = _unquote(self._last)
        self._key = self.table.add(self._name, self._last_line, parent=self._parent())
        self._wants_value = True

    def _is_listed(self) -> bool:
        """Whether keys here belong to the outer object or to an object it holds by a key."""
        brackets = [bracket for bracket, _ in self._open]
        return brackets == ["{"] or (brackets == ["{", "{"] and self._parent() >= 0)

    def _parent(self) -> int:
        return self._open[-1][1]

    def _scalar(self, token: str, line: int) -> None:
        self._wants_value = False
        self.table.extend(self._key, line)
        if self._key >= 0:
            self.table.set_value(self._key, token)
        if len(self._open) == 1 and token[0] in "\"'":
            self.strings.setdefault(self._name, _unquote(token))


def _unquote(token: str) -> str:
    try:
        value = json.loads(token, strict=False) if token.startswith('"') else token.strip("'")
    except ValueError:
        value = token.strip('"')
    return str(value).encode("utf-8", "replace").decode()
