"""SQL: tables with their columns, views, routines, indexes, triggers, types and schemas.

A tolerant scan, for the dialects differ too much for one grammar: strings, dollar quotes and
comments are blanked, statements are parted at ``;``, and those that start with ``CREATE`` are
read. The comment right above a statement, or behind a column, is its documentation.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from pipeline.languages import Source
from pipeline.languages.comments import comment_text, is_licence
from pipeline.languages.definitions import Definitions
from pipeline.languages.prose import file_comment, one_line
from pipeline.model import Extraction

_TOKEN = re.compile(
    r"""
    (?P<text> '(?:[^']|'')*+(?:'|\Z) | (?P<dollar>\$(?:[A-Za-z_]\w*)?\$) )
    | (?P<comment> --[^\n]* | /\*(?:[^*]|\*(?!/))*+(?:\*/|\Z) )
    | (?P<name> "[^"\n]*" | `[^`\n]*` | \[[A-Za-z_][\w ]*\] )
    | (?P<go> ^[ \t]*+(?:GO|/)[ \t]*$ ) | (?P<word> [A-Za-z_]\w* ) | (?P<end> ; )
    """,
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)
_NOT_NEWLINE = re.compile(r"[^\n]")
_PART = r"(?:\"[^\"\n]*\"|`[^`\n]*`|\[[^\]\n]*\]|[A-Za-z_][\w$#]*)"
_NAME = rf"({_PART}(?:\s*\.\s*{_PART}){{0,3}})"
_CREATE = re.compile(
    rf"""CREATE\s+(?:OR\s+(?:REPLACE|ALTER)\s+)?
    (?P<words>(?:(?:GLOBAL|LOCAL|TEMP|TEMPORARY|UNLOGGED|EXTERNAL|FOREIGN|VIRTUAL|RECURSIVE|UNIQUE
      |MATERIALIZED|CONSTRAINT|FULLTEXT|SPATIAL|CLUSTERED|NONCLUSTERED|AGGREGATE|EDITIONABLE
      |DEFINER\s*=\s*\S+|ALGORITHM\s*=\s*\w+|SQL\s+SECURITY\s+\w+)\s+)*)
    (?P<what>TABLE|VIEW|FUNCTION|PROCEDURE|PROC|INDEX|TRIGGER|TYPE|DOMAIN|SCHEMA)\b\s*
    (?:CONCURRENTLY\s+)?(?:IF\s+NOT\s+EXISTS\s+)?(?:AUTHORIZATION\s+)?(?!(?:ON|IF|AS|BODY)\b){_NAME}
    """, re.VERBOSE | re.IGNORECASE)
_ROUTINE = re.compile(r"CREATE\s+(?:OR\s+\w+\s+)?(?:DEFINER\s*=\s*\S+\s+)?(?:TEMP(?:ORARY)?\s+)?"
                      r"(?:FUNCTION|PROC|PROCEDURE|TRIGGER)\b", re.IGNORECASE)
_COLUMN = re.compile(rf"\s*({_PART})\s*")
_NO_COLUMN = frozenset(
    "primary foreign unique constraint check key index fulltext spatial exclude like period"
    " partition inherits".split())
_ON = re.compile(rf"\bON\s+(?:ONLY\s+)?{_NAME}\s*(?:USING\s+\w+\s*)?", re.IGNORECASE)
_RETURNS = re.compile(
    r"\s*RETURNS?\s+((?:SETOF\s+)?[\w.\"]+(?:\s+(?:PRECISION|VARYING)\b)?(?:\s*\([^()]*\))?)",
    re.IGNORECASE)
_STILL_OPEN = re.compile(r"\s*(?:IF|WHILE|REPEAT|FOR)\b", re.IGNORECASE)
_TRANSACTION = re.compile(r"\s*(?:TRAN|TRANSACTION|WORK)\b|\s*;", re.IGNORECASE)
_INCLUDE = re.compile(r"^(?:\\ir?|\\include|SOURCE|@@?)[ \t]+([^\s;]+)[ \t]*;?[ \t]*$",
                      re.MULTILINE | re.IGNORECASE)
_KINDS = {"PROC": "procedure", "DOMAIN": "type", "SCHEMA": "namespace"}
_BEGIN = frozenset(("begin", "case", "loop"))
_SETTINGS = re.compile(r"(?:DEFINER|ALGORITHM)\s*=\s*\S+|SQL\s+SECURITY\s+\w+", re.IGNORECASE)


def extract(source: Source) -> Extraction:
    """What an SQL script creates and includes."""
    scan = _Scan(source)
    scan.run()
    return Extraction(
        doc=scan.file_doc(),
        symbols=tuple(scan.found.symbols),
        imports=tuple(scan.found.imports),
        diagnostics=scan.found.diagnostics(),
        method="scanner",
    )


class _Scan:
    """The text three times, of the same length: as written, without comments, without strings."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.found = Definitions()
        self.breaks = [m.start() for m in re.finditer("\n", self.text)]
        self.comments: list[tuple[int, int]] = []
        self.ends: list[int] = []
        self._depth, self._is_routine = 0, False
        self.shown, self.code = self._blanked()
        #: Last line of a comment -> its place.
        self.comment_at = {self.line(end - 1): (start, end) for start, end in self.comments}

    def _blanked(self) -> tuple[str, str]:
        text, place = self.text, 0
        shown: list[str] = []
        code: list[str] = []
        token = _TOKEN.search(text)
        while token is not None:
            stop = token.end()
            if token["dollar"]:
                close = text.find(token["dollar"], stop)
                stop = len(text) if close < 0 else close + len(token["dollar"])
            if token.lastgroup in ("text", "dollar", "comment") or token["dollar"]:
                between, blank = text[place : token.start()], _NOT_NEWLINE.sub(
                    " ", text[token.start() : stop])
                code += (between, blank)
                is_comment = token.lastgroup == "comment"
                shown += (between, blank if is_comment else text[token.start() : stop])
                place = stop
                if is_comment:
                    self.comments.append((token.start(), stop))
            else:
                self._count(token)
            token = _TOKEN.search(text, stop)
        self.ends.append(len(text))
        return "".join((*shown, text[place:])), "".join((*code, text[place:]))

    def _count(self, token: re.Match[str]) -> None:
        """Note where a statement ends: at a ``;`` which is not between BEGIN and END."""
        kind, start = token.lastgroup, token.start()
        word = token[0].lower() if kind == "word" else ""
        if word == "create":
            if not start or self.text[start - 1] == "\n":
                self._end(start)
            self._is_routine |= not self._depth and _ROUTINE.match(self.text, start) is not None
        elif self._is_routine and word in _BEGIN:
            self._depth += _TRANSACTION.match(self.text, token.end()) is None
        elif word == "end" and self._depth:
            self._depth -= _STILL_OPEN.match(self.text, token.end()) is None
        elif kind == "go":
            self._end(start)
        elif kind == "end" and not self._depth:
            self._end(token.end())

    def _end(self, place: int) -> None:
        self.ends.append(place)
        self._depth, self._is_routine = 0, False

    def line(self, place: int) -> int:
        return bisect_right(self.breaks, place - 1) + 1

    def run(self) -> None:
        for script in _INCLUDE.finditer(self.shown):
            self.found.add_import(script[1].strip("'\""), self.line(script.start()), kind="path")
        start = 0
        for end in self.ends:
            while start < end and self.code[start].isspace():
                start += 1
            match = _CREATE.match(self.code, start, end)
            if match is not None:
                self.created(match, start, end)
            start = end

    # -- statements --------------------------------------------------------------------------

    def created(self, match: re.Match[str], start: int, end: int) -> None:
        what = match["what"].upper()
        parts = [part.strip("\"`[] ") for part in re.findall(_PART, match[match.lastindex or 0])]
        last = end - 1
        while last > start and self.code[last].isspace() and self.shown[last].isspace():
            last -= 1
        line = self.line(start)
        words = _SETTINGS.sub("", match["words"]).lower().split()
        index = self.found.define(
            _KINDS.get(what, what.lower()), parts[-1], line, qualname=".".join(parts),
            end_line=self.line(last), signature=self.signature(what, match.end(), end),
            doc=self.doc(line), modifiers=tuple(words))
        if what == "TABLE" and index >= 0:
            self.columns(index, match.end(), end)

    def signature(self, what: str, place: int, end: int) -> str:
        if what in ("INDEX", "TRIGGER"):
            on = _ON.search(self.code, place, end)
            if on is None:
                return ""
            stop = self.closing(on.end(), end) if self.code.startswith("(", on.end()) else on.end()
            return one_line(self.shown[place if what == "TRIGGER" else on.start() : stop])
        if what in ("TYPE", "DOMAIN"):
            return one_line(self.shown[place:end].rstrip("; \n")[:400])
        if what not in ("FUNCTION", "PROCEDURE", "PROC"):
            return ""
        opening = self.after_space(place)
        stop = self.closing(opening, end) if self.code.startswith("(", opening) else place
        returns = _RETURNS.match(self.code, stop, end)
        arguments = one_line(self.shown[opening:stop]) if stop > place else ""
        return arguments + (f" -> {one_line(returns[1])}" if returns else "")

    def columns(self, table: int, place: int, end: int) -> None:
        opening = self.after_space(place)
        if not self.code.startswith("(", opening):
            return
        close = self.closing(opening, end) - 1
        for start, stop in self.parts(opening + 1, close):
            match = _COLUMN.match(self.code, start, stop)
            if match is None or match[1].lower() in _NO_COLUMN:
                continue
            typed = one_line(self.shown[match.end() : stop])
            self.found.define(
                "column", match[1].strip("\"`[]"), self.line(match.start(1)), parent=table,
                end_line=self.line(match.end() + len(self.code[match.end() : stop].rstrip()) - 1),
                signature=f": {typed}" if typed else "", doc=self.column_doc(match.start(1), stop))

    def parts(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The places between commas that stand in no further brackets."""
        depth = 0
        for place in range(start, end):
            character = self.code[place]
            depth += (character == "(") - (character == ")")
            if character == "," and depth <= 0:
                yield start, place
                start = place + 1
        yield start, end

    def closing(self, place: int, end: int) -> int:
        depth = 0
        for match in re.compile(r"[()]").finditer(self.code, place, end):
            depth += 1 if match[0] == "(" else -1
            if not depth:
                return match.end()
        return end

    def after_space(self, place: int) -> int:
        while place < len(self.code) and self.code[place].isspace():
            place += 1
        return place

    # -- documentation -----------------------------------------------------------------------

    def file_doc(self) -> str:
        """The comment at the top, unless it is the first statement's own."""
        doc = file_comment(self.source)
        return "" if any(doc and s.doc == doc for s in self.found.symbols[:1]) else doc

    def doc(self, line: int) -> str:
        """The comment right above a line."""
        place = self.comment_at.get(line - 1)
        if place is None or not self.is_alone(place[0]):
            return ""
        start, end = place
        if self.text.startswith("--", start):
            first = line - 1
            while (above := self.comment_at.get(first - 1)) is not None and (
                    self.text.startswith("--", above[0]) and self.is_alone(above[0])):
                start, first = above[0], first - 1
        return self.cleaned(start, end)

    def column_doc(self, start: int, stop: int) -> str:
        """The comment behind a column, else the one above it."""
        line = self.line(stop - 1)
        behind = self.comment_at.get(line)
        if behind is not None and behind[0] > start and not self.is_alone(behind[0]):
            return self.cleaned(*behind)
        return self.doc(self.line(start))

    def is_alone(self, place: int) -> bool:
        return not self.text[self.text.rfind("\n", 0, place) + 1 : place].strip()

    def cleaned(self, start: int, end: int) -> str:
        text = comment_text(self.text[start:end], ("--",), (("/*", "*/"),))
        return "" if is_licence(text) else text
