"""JSON, with the comments and trailing commas that configuration files allow themselves.

One pass over the tokens, without recursion, finds the keys of the outer two levels, and deeper
ones of schemas: a file of a hundred thousand nested brackets is read like any other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.languages import Source, routes, schemas
from pipeline.languages.keys import KeyTable
from pipeline.languages.manifests import Manifest, from_json
from pipeline.languages.prose import clip, one_line
from pipeline.model import Diagnostic, Extraction, Route

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
    walk = _Walk(source.text[:end], schemas.meaning(source.text))
    walk.run()
    manifest = _manifest(source, walk.table)
    return Extraction(
        doc=_doc(walk.strings),
        title=clip(one_line(walk.strings.get("title") or walk.strings.get("name") or "")),
        symbols=walk.table.symbols(),
        imports=tuple(manifest.imports),
        entry_points=tuple(manifest.entry_points),
        routes=_routes(source),
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


def _routes(source: Source) -> tuple[Route, ...]:
    if not routes.may_hold(source.name, source.text):
        return ()
    try:
        return routes.from_json(source.name, _DECODER.decode(_strict(source.text).strip()))
    except (ValueError, RecursionError):
        return ()


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


class _Bracket(NamedTuple):
    """An open bracket, and the key whose value it is."""

    text: str
    #: Index of that key, or of the nearest listed key around it; -1 when there is none.
    key: int
    #: The key as written; ``-`` for what stands in an array.
    name: str


@dataclass(slots=True)
class _Walk:
    """The pass over the tokens."""

    text: str
    meaning: schemas.Meaning | None = None
    table: KeyTable = field(default_factory=KeyTable)
    #: Strings that are values of top-level keys.
    strings: dict[str, str] = field(default_factory=dict)
    _open: list[_Bracket] = field(default_factory=list)
    _last: str = ""
    _last_line: int = 1
    #: The key whose value comes next, or the listed key around it, and its name.
    _key: int = -1
    _name: str = ""
    _is_own: bool = False
    _wants_value: bool = False

    def run(self) -> None:
        depth = schemas.DEPTH + 1 if self.meaning else _DEPTH
        for token, line in self._tokens():
            if self.table.truncated or token in ('"', "'", "/"):
                break
            if token in "{[":
                self._enter(token)
            elif token in "}]":
                self._leave(line)
            elif len(self._open) <= depth:
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
        key, name = (self._key, self._name) if self._wants_value else (-1, "-")
        self._open.append(_Bracket(bracket, key, name))
        self._wants_value = False

    def _leave(self, line: int) -> None:
        if self._open:
            self.table.extend(self._open.pop().key, line)
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
        path = self._path(_unquote(self._last)) if self.meaning else ()
        kind = self.meaning(path) if self.meaning else ""
        self._is_own = self._is_listed() or (bool(kind) and self._parent() >= 0)
        if not self._is_own and (self.meaning is None or self._parent() < 0):
            return
        self._name, self._key, self._wants_value = _unquote(self._last), self._parent(), True
        if self._is_own:
            self._key = self.table.add(
                self._name, self._last_line, kind=kind or "key", parent=self._parent())

    def _path(self, name: str) -> tuple[str, ...]:
        """The names of the keys that lead to ``name``."""
        return (*(bracket.name for bracket in self._open[1:]), name)

    def _is_listed(self) -> bool:
        """Whether keys here belong to the outer object or to an object it holds by a key."""
        brackets = [bracket.text for bracket in self._open]
        return brackets == ["{"] or (brackets == ["{", "{"] and self._parent() >= 0)

    def _parent(self) -> int:
        return self._open[-1].key if self._open else -1

    def _scalar(self, token: str, line: int) -> None:
        self._wants_value = False
        self.table.extend(self._key, line)
        if self._key >= 0 and self._is_own:
            self.table.set_value(self._key, token)
        if token[0] not in "\"'":
            return
        if len(self._open) == 1:
            self.strings.setdefault(self._name, _unquote(token))
        elif self.meaning:
            self._describe(_unquote(token))

    def _describe(self, text: str) -> None:
        """Text about what a schema or an interface declares, or about an interface itself."""
        path = self._path(self._name)
        if path[0] == "info" and len(path) == 2:
            self.strings.setdefault(self._name, text)
        elif self.meaning and self.meaning(path[:-1]):
            schemas.describe(self.table, self._key, path, text)


def _unquote(token: str) -> str:
    try:
        value = json.loads(token, strict=False) if token.startswith('"') else token.strip("'")
    except ValueError:
        value = token.strip('"')
    return str(value).encode("utf-8", "replace").decode()
