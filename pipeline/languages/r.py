"""R: functions, classes of S4, R6 and reference systems, generics, constants and tests.

No grammar of R comes as a wheel, so a scanner reads it: strings and comments are blanked, and only
what stands outside of all brackets counts as a definition.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from pipeline.languages import Source
from pipeline.languages.comments import cap, comment_text, is_licence
from pipeline.languages.prose import file_comment
from pipeline.languages.scriptwalk import flatten, short_value
from pipeline.model import Extraction, Import, Symbol

_HIDDEN = re.compile(
    r"""\b[rR]["'](?P<dash>-*)[(\[{].*?(?:[)\]}](?P=dash)["']|\Z)|"(?:[^"\\]|\\.)*+"?"""
    r"""|'(?:[^'\\]|\\.)*+'?|`[^`\n]*`?|\#[^\n]*""", re.DOTALL)
_NAME = r"(?:[A-Za-z.\u00c0-\uffff][\w.\u00c0-\uffff]*|`[^`\n]+`|\"[^\"\n]+\"|'[^'\n]+')"
#: ``name <- function(…)`` or ``name <- value`` at the start of a line.
_ASSIGNED = re.compile(rf"({_NAME})[ \t]*(?:<<?-|=(?!=))[ \t\n]*(function\b|\\\()?")
_CALL = re.compile(
    r"(?:[\w.]+[ \t]*(?:<-|=)[ \t]*)?(?:\w+::)?(setClass|setRefClass|R6Class|setGeneric|setMethod"
    r"|setValidity|test_that|describe|it|library|require|requireNamespace|loadNamespace|source)"
    r"[ \t]*\([ \t\n]*(?:(?:name|Class|package|classname|f|desc|file)[ \t]*=[ \t]*)?"
    r"(?:\"([^\"\n]+)\"|'([^'\n]+)'|([\w.]+))")
_CONSTANT = re.compile(r"\.?[A-Z][A-Z0-9_.]*")
_CONTAINS = re.compile(r"\b(?:contains|inherit)[ \t]*=[ \t]*(?:c\()?[ \t]*[\"']?([\w.:]+)")
_METHOD_CLASSES = re.compile(
    r"[ \t\n]*,[ \t\n]*(?:signature[ \t]*=[ \t]*)?(?:signature\(|c\()?([^()]{1,200}?)"
    r"(?:\)|,[ \t\n]*(?:function|definition))")
_OPENING = re.compile(r"[(\[{]")
_CLASSES = {"setClass": "S4", "setRefClass": "reference", "R6Class": "R6"}
_LOADERS = ("library", "require", "requireNamespace", "loadNamespace")
_ROXYGEN = re.compile(r"#+'")
_TAG = re.compile(r"^@(?:export\w*|noRd|rdname|name|inheritParams|importFrom|import|keywords"
                  r"|aliases|family|include|docType|usage|method|useDynLib|md|noMd|title|description"
                  r"|details)\b[ \t]*(.*)")
_KEPT = ("title", "description", "details")


def extract(source: Source) -> Extraction:
    """What an R script or a package's source defines; reports in R Markdown are prose."""
    if source.name.lower().endswith(".rmd"):
        return Extraction(doc=file_comment(source))
    scanner = _Scanner(source)
    symbols = tuple(scanner.symbols())
    entry = ("shebang",) if source.text.startswith("#!") else ()
    return Extraction(doc=_file_doc(source), symbols=symbols, imports=tuple(scanner.imports),
                      entry_points=entry, method="scanner")


def _file_doc(source: Source) -> str:
    """The comment at the top, unless it is roxygen's: that belongs to what follows it."""
    first = source.text.lstrip()[:3]
    return "" if _ROXYGEN.match(first) else file_comment(source)


class _Scanner:
    """The text with its strings and comments blanked, and where lines and brackets are."""

    def __init__(self, source: Source) -> None:
        self.text = source.text
        self.lines = source.text.split("\n")
        self.code = _HIDDEN.sub(_blank, source.text)
        self.starts = [0, *(m.end() for m in re.finditer("\n", source.text))]
        self.ends = self._ends()
        self.imports: list[Import] = []

    def _ends(self) -> dict[int, int]:
        """Opening bracket -> the end of its pair, in one pass."""
        open_at: list[int] = []
        ends = {}
        for match in re.finditer(r"[()\[\]{}]", self.code):
            if match.group() in "([{":
                open_at.append(match.start())
            elif open_at:
                ends[open_at.pop()] = match.end()
        return ends

    def line_of(self, offset: int) -> int:
        return bisect_right(self.starts, offset)

    def symbols(self) -> Iterator[Symbol]:
        seen = set()
        for start in self._statements():
            found = self._assignment(start) or self._call(start)
            if found is not None and (found.qualname, found.kind, found.line) not in seen:
                seen.add((found.qualname, found.kind, found.line))
                yield found

    def _statements(self) -> Iterator[int]:
        """Starts of the lines that stand outside of all brackets."""
        end = 0
        brackets = iter(sorted(self.ends.items()))
        pair = next(brackets, None)
        for start in self.starts:
            while pair is not None and pair[0] < start:
                end = max(end, pair[1])
                pair = next(brackets, None)
            if start >= end and start < len(self.code) and not self.code[start].isspace():
                yield start

    def _assignment(self, start: int) -> Symbol | None:
        match = _ASSIGNED.match(self.text, start)
        if match is None or _CALL.match(self.text, start):
            return None
        name = match[1].strip("`\"'")
        if match[2]:
            opening = self.code.find("(", match.start(2))
            close = self.ends.get(opening, 0)
            if not close:
                return None
            return self._symbol(start, self._body_end(close), "function", name,
                                flatten(self.text[opening:close]))
        if not _CONSTANT.fullmatch(name):
            return None
        end = self._expression_end(match.end())
        value = flatten(self.text[match.end() : min(end, match.end() + 400)])
        return self._symbol(start, end, "constant", name, f"= {short_value(value)}")

    def _call(self, start: int) -> Symbol | None:
        match = _CALL.match(self.text, start)
        if match is None:
            return None
        word, name = match[1], match[2] or match[3] or match[4]
        end = self.ends.get(self.code.find("(", match.end(1)), match.end())
        if word in _LOADERS or word == "source":
            self.imports.append(Import(name, self.line_of(start),
                                       kind="path" if word == "source" else "import"))
        elif word in _CLASSES:
            base = _CONTAINS.search(self.text, match.end(), min(end, match.end() + 20_000))
            return self._symbol(start, end, "class", name, bases=(base[1],) if base else (),
                                modifiers=(_CLASSES[word],))
        elif word == "setGeneric" and not match[4]:
            return self._symbol(start, end, "function", name, modifiers=("generic",))
        elif word == "setMethod" and not match[4]:
            return self._method(start, match.end(), end, name)
        elif word in ("test_that", "describe") and not match[4]:
            return self._symbol(start, end, "test", name)
        return None

    def _method(self, start: int, after: int, end: int, name: str) -> Symbol:
        """A method of S4 is told by the classes it is for."""
        found = _METHOD_CLASSES.match(self.text, after, end)
        classes = flatten(found[1]) if found else ""
        return self._symbol(start, end, "method", name, f"({classes})" if classes else "")

    def _body_end(self, close: int) -> int:
        """Where a function ends whose parameters end at ``close``."""
        at = close
        while at < len(self.code) and self.code[at].isspace():
            at += 1
        return self.ends.get(at, 0) or self._expression_end(at)

    def _expression_end(self, at: int) -> int:
        """The end of the line on which the brackets opened from ``at`` are closed."""
        while True:
            stop = self.code.find("\n", at)
            stop = len(self.code) if stop < 0 else stop
            opening = _OPENING.search(self.code, at, stop)
            if opening is None or opening.start() not in self.ends:
                return stop
            at = self.ends[opening.start()]

    def _symbol(self, start: int, end: int, kind: str, name: str, signature: str = "", *,
                bases: tuple[str, ...] = (), modifiers: tuple[str, ...] = ()) -> Symbol:
        line = self.line_of(start)
        doc, is_exported = self._doc(line)
        if is_exported:
            modifiers = ("exported", *modifiers)
        return Symbol(kind=kind, name=name, qualname=name, line=line,
                      end_line=max(line, self.line_of(max(start, end - 1))),
                      signature=short_value(signature), doc=doc, bases=bases, modifiers=modifiers)

    def _doc(self, line: int) -> tuple[str, bool]:
        """The comment right above a line, roxygen's tags for tools taken out of it."""
        first = line - 1
        while first > 0 and self.lines[first - 1].lstrip().startswith("#") and line - first < 400:
            first -= 1
        raw = self.lines[first : line - 1]
        if not raw or raw[0].startswith("#!"):
            return "", False
        roxygen = [each.lstrip() for each in raw if _ROXYGEN.match(each.lstrip())]
        if not roxygen:
            text = comment_text("\n".join(raw), ("#",))
            return ("" if is_licence(text) else cap(text)), False
        lines = [_ROXYGEN.sub("", each).removeprefix(" ") for each in roxygen]
        kept = []
        for each in lines:
            tag = _TAG.match(each)
            if tag is None:
                kept.append(each)
            elif each[1:].startswith(_KEPT) and tag[1]:
                kept.append(tag[1])
        return cap("\n".join(kept).strip()), any(each.startswith("@export") for each in lines)


def _blank(match: re.Match[str]) -> str:
    """As many characters, none of which means anything; names in backticks stay."""
    text = match.group()
    if text.startswith("`"):
        return re.sub(r"[()\[\]{}#\"']", "_", text)
    blank = re.sub(r"[^\n]", " ", text)
    return blank if text[0] == "#" else text[0] + blank[1:]
