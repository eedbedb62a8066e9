"""Statements of languages with curly braces: a tolerant scanner for formats without a grammar.

:func:`split` cuts a text into statements: what stands between two of ``{``, ``}`` and ``;``, with
its comments taken off and the comment right above it (or behind it on its line) kept as
documentation. Comments, strings and brackets never split a statement. :class:`StatementWalk` keeps
the stack of open braces; a language derives it and says what one statement defines.

Nothing here is particular to a language but its :class:`Syntax`. Damaged text is scanned like any
other: a brace that is never closed ends with the file and is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple, Self

from pipeline.languages import Language, Source
from pipeline.languages.comments import comment_text, is_licence
from pipeline.languages.definitions import Definitions
from pipeline.languages.prose import clip, file_comment
from pipeline.model import Diagnostic, Extraction

#: Deeper nesting is walked over: it is damaged or made by a program.
DEPTH_LIMIT = 64
#: A statement's text beyond that says nothing of what it declares.
_LONGEST = 4_000

DOUBLE_QUOTED = r'"(?:[^"\\\n]|\\.)*+"'
SINGLE_QUOTED = r"'(?:[^'\\\n]|\\.)*+'"
#: A preprocessor line with its continuation lines.
DIRECTIVE = (
    r"^[ \t]*\#[ \t]*(?:include|define|undef|ifdef|ifndef|if|else|elif|endif|pragma|error|line"
    r"|warning|version|extension|import)\b(?:[^\n\\/]|\\[^\n]|\\\n|/(?![/*]))*+"
)


@dataclass(frozen=True, slots=True)
class Syntax:
    """What :func:`split` must know of a language beyond its comment markers."""

    strings: tuple[str, ...] = (DOUBLE_QUOTED, SINGLE_QUOTED)
    #: Text that is passed over whole, though it may hold braces or semicolons.
    opaque: tuple[str, ...] = ()
    #: A line that is a statement of its own wherever it stands.
    directive: str = ""
    #: A whole statement that defines nothing: it is dropped, which is much faster than reading it.
    noise: str = ""
    #: Brackets inside which nothing ends a statement.
    brackets: str = "()[]"
    #: Characters that end a statement besides ``;``: a comma, a newline.
    ends: str = ""
    #: What on the next line continues a statement that a newline would end (a pattern).
    continued: str = ""
    #: Documentation stands below the line it belongs to.
    doc_below: bool = False
    #: A string before a definition is its documentation.
    doc_strings: bool = False


class Statement(NamedTuple):
    """One statement; ``ending`` is the character that ended it, ``#`` for a directive."""

    text: str
    line: int
    end_line: int
    ending: str
    #: The comments that document it, as written.
    remark: str = ""


def split(source: Source, syntax: Syntax) -> Iterator[Statement]:
    """The statements of a text in order; a closing brace is one without text of its own."""
    return _Splitter(source.text, source.language, syntax).run()


@dataclass(slots=True)
class _Splitter:
    text: str
    language: Language
    syntax: Syntax
    #: Where the text not yet taken starts.
    _from: int = 0
    #: Parts of the statement read so far, and where it starts.
    _parts: list[str] = field(default_factory=list)
    _start: int = -1
    #: Open brackets of the statement.
    _open: list[str] = field(default_factory=list)
    #: Comments right above: (start, end).
    _remarks: list[tuple[int, int]] = field(default_factory=list)
    #: End of the last statement, on whose line a comment belongs to it.
    _ended: int = -1
    _line: int = 1
    _counted: int = 0
    _continued_to: int = -1
    _behind: re.Pattern[str] = field(init=False)
    _openers: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self._behind = _behind(self.language, self.syntax.doc_below)
        blocks = (opener for opener, _ in self.language.block_comments)
        self._openers = (*self.language.line_comments, *blocks)

    def run(self) -> Iterator[Statement]:
        for match in _pattern(self.language, self.syntax).finditer(self.text):
            kind = match.lastgroup
            if kind == "mark":
                yield from self._mark(match)
            elif kind == "comment":
                self._comment(match.start(), match.end())
            elif kind == "noise" and self._is_blank(match.start()):
                self._from = self._ended = match.end()
                self._remarks.clear()
            elif kind == "directive":
                self._take(match.start())
                self._from = match.end()
                line = self._line_at(match.start())
                yield Statement(match[0].strip(), line, line + match[0].count("\n"), "#")
            elif kind == "string" and self.syntax.doc_strings and self._describes(match.start()):
                self._comment(match.start(), match.end())
        self._take(len(self.text))
        if self._parts:
            yield self._statement(len(self.text.rstrip()), "")

    def _is_blank(self, end: int) -> bool:
        """Whether the statement has no text yet."""
        return not self._parts and not self.text[self._from : end].strip()

    def _describes(self, start: int) -> bool:
        """Whether a string is no value but the description of what follows."""
        if not self._open:
            return self._is_blank(start)
        before = self.text[max(0, start - 200) : start].rstrip()
        return self._open[-1] == "(" and not before.endswith((":", "="))

    def _take(self, end: int) -> None:
        part = self.text[self._from : end]
        if part and (self._parts or not part.isspace()):
            if not self._parts:
                self._start = self._from + len(part) - len(part.lstrip())
            self._parts.append(part)
        self._from = end

    def _mark(self, match: re.Match[str]) -> Iterator[Statement]:
        mark, start = match[0], match.start()
        if self._open or mark in "([<":
            mark = self._bracket(mark)
        if not mark or mark in ")]>":
            return
        self._take(start)
        if mark == "\n" and (not self._parts or self._is_continued(start)):
            return
        self._from = start + 1
        if self._parts or mark == "{":
            self._start = start if self._start < 0 else self._start
            yield self._statement(start, mark if mark != "}" else "")
        if mark == "}":
            line = self._line_at(start)
            self._remarks.clear()
            yield Statement("", line, line, "}")
        self._ended = start + 1

    def _bracket(self, mark: str) -> str:
        """Keep account of brackets; returns the mark when it ends the statement all the same."""
        if mark in "([<":
            self._open.append(mark)
        elif mark == "{":
            if "{" not in self._open and "<" in self._open and "(" not in self._open:
                self._open.clear()
                return mark
            self._open.append(mark)
        elif mark in ")]>" and self._open[-1] == _OPENERS[mark]:
            self._open.pop()
        elif mark == "}":
            return self._close_brace()
        elif mark == ";" and "{" not in self._open:
            self._open.clear()
            return mark
        return ""

    def _close_brace(self) -> str:
        while self._open:
            if self._open.pop() == "{":
                return ""
        return "}"

    def _is_continued(self, start: int) -> bool:
        if start < self._continued_to:
            return True
        match = _continuation(self.language, self.syntax.continued).match(self.text, start + 1)
        if match is not None:
            self._continued_to = match.end()
        return match is not None

    def _statement(self, end: int, ending: str) -> Statement:
        text = self._parts[0] if len(self._parts) == 1 else "".join(self._parts)
        start, text = self._start, _one_line(text[:_LONGEST])
        remark = self._remark(end, ending)
        self._parts.clear()
        self._open.clear()
        self._start = -1
        if not ending:
            end = start + len(self.text[start:end].rstrip())
        return Statement(text, self._line_at(start), self._line_at(end), ending, remark)

    # Comments

    def _comment(self, start: int, end: int) -> None:
        is_first = self._is_blank(start)
        self._take(start)
        self._from = end
        if not is_first:
            self._parts.append(" ")
            return
        above = self._remarks[-1][1] if self._remarks else self._ended
        gap = self.text[above:start].count("\n") if above >= 0 else 1
        if self._remarks and gap > 1:
            self._remarks.clear()
        if self._remarks or gap or above < 0:
            self._remarks.append((start, end))

    def _remark(self, end: int, ending: str) -> str:
        """The comments above the statement, else the one behind it."""
        remarks, self._remarks = self._remarks, []
        if self.syntax.doc_below:
            return self._remark_behind(end + len(ending))
        if remarks and self.text.count("\n", remarks[-1][1], self._start) < 2:
            return "\n".join(self.text[first:last].rstrip() for first, last in remarks)
        return self._remark_behind(end + len(ending)) if ending != "{" else ""

    def _remark_behind(self, end: int) -> str:
        # Few lines hold any comment: a slice is much cheaper than the pattern.
        rest = self.text[end : end + 80]
        if not self.syntax.doc_below and not any(map(rest.__contains__, self._openers)):
            return ""
        match = self._behind.match(self.text, end)
        return match[1] if match else ""

    def _line_at(self, position: int) -> int:
        if position < self._counted:
            return self._line - self.text.count("\n", position, self._counted)
        self._line += self.text.count("\n", self._counted, position)
        self._counted = position
        return self._line


_PADDING = re.compile(r"(?<=[(\[]) | (?=[)\]])")


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return _PADDING.sub("", line) if "\n" in text else line


_OPENERS = {")": "(", "]": "[", ">": "<"}
_PATTERNS: dict[object, re.Pattern[str]] = {}


def _compiled(key: object, pattern: str) -> re.Pattern[str]:
    if key not in _PATTERNS:
        _PATTERNS[key] = re.compile(pattern, re.MULTILINE)
    return _PATTERNS[key]


def _comments(language: Language, extent: str = r"[^\n]*") -> list[str]:
    blocks = [
        rf"{re.escape(opener)}(?:(?!{re.escape(closer)})[\s\S])*+(?:{re.escape(closer)}|\Z)"
        for opener, closer in language.block_comments
    ]
    return blocks + [re.escape(marker) + extent for marker in language.line_comments]


def _pattern(language: Language, syntax: Syntax) -> re.Pattern[str]:
    marks = re.escape("{};" + syntax.brackets + syntax.ends)
    groups = [
        ("directive", syntax.directive),
        ("noise", syntax.noise),
        ("comment", "|".join(_comments(language))),
        ("string", "|".join(syntax.strings)),
        ("opaque", "|".join(syntax.opaque)),
        ("mark", f"[{marks}]"),
    ]
    pattern = "|".join(f"(?P<{name}>{inner})" for name, inner in groups if inner)
    return _compiled((language.name, syntax), pattern)


def _behind(language: Language, is_below: bool) -> re.Pattern[str]:
    """A comment on the rest of a line; with ``is_below`` also the lines below it."""
    line = "|".join(map(re.escape, language.line_comments))
    if is_below:
        pattern = rf"[ \t]*\n?[ \t]*((?:{line})[^\n]*(?:\n[ \t]*(?:{line})[^\n]*)*)"
    else:
        blocks = "".join(
            rf"|{re.escape(opener)}[^\n]{{0,400}}?{re.escape(closer)}(?=[ \t]*$)"
            for opener, closer in language.block_comments)
        lines = f"(?:{line})[^\n]*" if line else "(?!)"
        pattern = rf"[ \t]*[,;]?[ \t]*({lines}{blocks})"
    return _compiled((language.name, "behind", is_below), pattern)


def _continuation(language: Language, continued: str) -> re.Pattern[str]:
    line = "|".join(map(re.escape, language.line_comments)) or "(?!)"
    pattern = rf"(?:\s|(?:{line})[^\n]*\n)*+(?:{continued or '(?!)'})"
    return _compiled((language.name, "continued", continued), pattern)


class Body(NamedTuple):
    """What is between a pair of braces: kind of thing, its symbol, and who qualifies its names."""

    kind: str = "file"
    #: The symbol that the braces belong to; -1 for none.
    symbol: int = -1
    #: The symbol whose name qualifies names in here, when another one than ``symbol``.
    qualifier: int = -1


#: What is in such braces defines nothing.
SKIP = Body("skip")


class StatementWalk:
    """Base of the languages; see the module's docstring."""

    syntax: ClassVar[Syntax] = Syntax()
    separator: ClassVar[str] = "."
    #: Whether an unbalanced brace is worth a word: not where a preprocessor may explain it.
    reports_braces: ClassVar[bool] = True

    def __init__(self, source: Source) -> None:
        self.source = source
        self.found = Definitions(self.separator)
        self.title = ""
        self._open: list[tuple[Body, int]] = []
        self._stray = 0

    def run(self) -> Self:
        """Walk over all statements; returns the walk."""
        body = Body()
        for statement in split(self.source, self.syntax):
            if statement.ending == "}":
                body = self._leave(body, statement)
                continue
            inner = SKIP
            if body.kind != "skip" and len(self._open) < DEPTH_LIMIT:
                inner = self.statement(statement, body) or SKIP
            if statement.ending == "{":
                self._open.append((body, statement.end_line))
                body = inner
        last = self.source.text.rstrip("\n").count("\n") + 1
        for outer, _ in reversed([*self._open, (body, 0)]):
            self.found.close(outer.symbol, last)
        return self

    def _leave(self, body: Body, statement: Statement) -> Body:
        self.found.close(body.symbol, statement.line)
        if not self._open:
            self._stray = self._stray or statement.line
            return body
        return self._open.pop()[0]

    def statement(self, statement: Statement, body: Body) -> Body | None:
        """Record what one statement defines; what it returns describes the braces it opens."""
        raise NotImplementedError

    def define(
        self, statement: Statement, body: Body, kind: str, name: str, signature: str = "", *,
        bases: tuple[str, ...] = (), modifiers: tuple[str, ...] = (), qualname: str = "",
        doc: str | None = None,
    ) -> int:
        """Record a symbol that a statement defines in ``body``."""
        if not qualname and body.qualifier >= 0:
            qualname = self.found.qualified(name, body.qualifier)
        elif not qualname and body.qualifier < -1:
            qualname = name
        return self.found.define(
            kind, name, statement.line, parent=body.symbol, end_line=statement.end_line,
            qualname=qualname, signature=signature, bases=bases, modifiers=modifiers,
            doc=self.clean(statement.remark) if doc is None else doc)

    def clean(self, remark: str) -> str:
        """The words of a comment; none when it is a licence."""
        if not remark:
            return ""
        language = self.source.language
        if self.syntax.doc_strings and remark.startswith('"'):
            return clip(" ".join(remark.strip('"').split()))
        text = comment_text(remark, language.line_comments, language.block_comments)
        return "" if is_licence(text) else clip(text)

    def extraction(self, *, doc: str | None = None) -> Extraction:
        """All that was found."""
        return Extraction(
            doc=file_comment(self.source) if doc is None else doc,
            title=self.title,
            symbols=tuple(self.found.symbols),
            imports=tuple(self.found.imports),
            diagnostics=(*self.found.diagnostics(), *self._unbalanced()),
            method="scanner",
        )

    def _unbalanced(self) -> tuple[Diagnostic, ...]:
        if self.reports_braces and self._stray:
            message = "a brace is closed here that is not open"
            return (Diagnostic("syntax-error", message, self._stray),)
        if self.reports_braces and self._open:
            message = "the brace opened here is not closed"
            return (Diagnostic("syntax-error", message, self._open[-1][1]),)
        return ()
