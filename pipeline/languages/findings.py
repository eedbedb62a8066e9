"""What a line scanner finds in a build file: definitions, imports and the comments above them.

Build files document a target, an option or a variable by the comment right above it.
:class:`Findings` keeps the comment lines just passed until a definition takes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from pipeline.languages import Source
from pipeline.languages.comments import cap, comment_text, is_licence, leading_comment
from pipeline.languages.definitions import LIMIT, Definitions
from pipeline.languages.prose import clip, is_sentence_like
from pipeline.model import Diagnostic, Extraction, Import

# A comment that ends so is a setting, a rule or a command that someone took out.
_DISABLED = re.compile(r"[-\w.$(){}/%]+\s*(?:[:+?]?=|:(?!\s*[A-Za-z]+ [a-z]+ )|\().*|-\s.*")


# ``---[ Targets``
_RULER = re.compile(r"\A[-=~*]+\[?\s+")
_OF_THE_FILE = re.compile(r"\A\W*(?:\S+ )?(?:\w*makefile|kbuild|build file|rules|this file)\b",
                          re.IGNORECASE)


class Findings(Definitions):
    """Definitions that find the comment right above themselves."""

    def __init__(self, source: Source, separator: str = ".") -> None:
        super().__init__(separator)
        self.source = source
        self.entry_points: list[str] = []
        self.diagnostics_found: list[Diagnostic] = []
        self._known: set[Import] = set()
        self._remarks: list[str] = []
        self._remark_line = 0

    def depend(
        self, module: str, line: int, names: tuple[str, ...] = (), *, kind: str, scope: str = ""
    ) -> None:
        """Record what the file refers to, once, with the group it belongs to."""
        found = Import(module, 0, names, kind=kind, scope=scope)
        if module and found not in self._known and len(self.imports) < LIMIT:
            self._known.add(found)
            self.imports.append(msgspec.structs.replace(found, line=line))

    def remark(self, text: str, line: int, end_line: int = 0) -> None:
        """Keep a comment that stands alone on its lines."""
        if self._remark_line + 1 != line:
            self._remarks = []
        self._remarks.append(text)
        self._remark_line = end_line or line

    def doc_above(self, line: int) -> str:
        """The comment that ends right above ``line``, unless it says nothing of what is there."""
        remarks, self._remarks = self._remarks, []
        if not remarks or self._remark_line + 1 != line:
            return ""
        return prose("\n".join(remarks), self.source)

    def warn(self, code: str, message: str, line: int) -> None:
        self.diagnostics_found.append(Diagnostic(code, message, line))

    def change(self, index: int, **fields: Any) -> None:
        """Replace fields of a symbol that is already recorded."""
        self.symbols[index] = msgspec.structs.replace(self.symbols[index], **fields)

    def extraction(
        self, *, doc: str = "", title: str = "", owner: re.Pattern[str] | None = None
    ) -> Extraction:
        """All that was found; ``doc`` stands for the comment at the top of the file.

        Code that ``owner`` matches makes a short comment right above it its own.
        """
        doc = doc or self._settle(file_doc(self.source, owner))
        entry_points = (*dict.fromkeys(self.entry_points),)
        if self.source.text.startswith("#!"):
            entry_points += ("shebang",)
        return Extraction(
            doc=doc, title=title, symbols=tuple(self.symbols), imports=tuple(self.imports),
            diagnostics=(*self.diagnostics_found, *self.diagnostics()),
            entry_points=entry_points, method="scanner")

    def _settle(self, file_doc: str) -> str:
        """The file's documentation, when its first comment also stands right above a definition.

        It is the file's where it speaks of the file, or where no other definition has a comment.
        """
        documented = [i for i, symbol in enumerate(self.symbols) if symbol.doc]
        if not documented or self.symbols[documented[0]].doc != file_doc:
            return file_doc
        if len(documented) > 1 and not _OF_THE_FILE.search(file_doc):
            return ""
        self.change(documented[0], doc="")
        return file_doc


def file_doc(source: Source, owner: re.Pattern[str] | None) -> str:
    """The comment at the top of the file, if it is about the file."""
    doc = leading_comment(source.text, source.language)
    is_own = owner is None or doc.count("\n") >= 3 or _OF_THE_FILE.search(doc)
    if doc and not is_own:
        doc = leading_comment(source.text, source.language, owner)
    return clip(_RULER.sub("", doc))


def prose(raw: str, source: Source) -> str:
    """Documentation from comments as written: no licence, no settings that were commented out."""
    language = source.language
    text = comment_text(raw, language.line_comments, language.block_comments)
    last = text.rpartition("\n")[2].strip()
    if not is_sentence_like(text) or is_licence(text) or _DISABLED.fullmatch(last):
        return ""
    return cap(_RULER.sub("", text))


class LogicalLine(NamedTuple):
    """A line with those that a backslash at its end joined to it."""

    text: str
    line: int
    end_line: int


def logical_lines(text: str) -> Iterator[LogicalLine]:
    """The lines of a text, continued ones joined by a blank."""
    parts: list[str] = []
    start = 1
    number = 0
    for number, line in enumerate(text.removesuffix("\n").split("\n"), start=1):
        if not parts:
            if not line.endswith("\\"):
                yield LogicalLine(line, number, number)
                continue
            start = number
        # An even number of backslashes is a backslash, not a continuation.
        if line.endswith("\\") and (len(line) - len(line.rstrip("\\"))) % 2:
            parts.append(line[:-1])
            continue
        parts.append(line)
        yield LogicalLine(" ".join(parts), start, number)
        parts = []
    if parts:
        yield LogicalLine(" ".join(parts), start, number)
