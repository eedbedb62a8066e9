"""Kconfig: options with type, prompt, dependencies and help; menus and choices as sections.

A scanner of lines after the kernel's documentation of the language. Help text is told from
statements by its indentation alone, as the kernel's own parser does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.languages import Source
from pipeline.languages.comments import dedent
from pipeline.languages.findings import Findings
from pipeline.model import Extraction

_QUOTED = r'"(?:[^"\\]|\\.)*+"|\'(?:[^\'\\]|\\.)*+\''
_ENTRY = re.compile(r"(config|menuconfig|choice|menu|comment)\b\s*(.*)")
_END = re.compile(r"end(menu|choice|if)\b")
_TYPE = re.compile(r"(def_)?(bool|boolean|tristate|string|hex|int)\b\s*(.*)")
_HELP = re.compile(r"(?:---\s*help\s*---|help)\s*(?:#.*)?")
_SOURCE = re.compile(rf"(o?r?source)\s+({_QUOTED}|\S+)")
_MAINMENU = re.compile(rf"mainmenu\s+({_QUOTED})")
_TEXT = re.compile(rf"({_QUOTED})(.*)")
_NAME = re.compile(r"\w+")
_MACRO = re.compile(r"([\w-]+)\s*(?::=|\+=|=)\s*(.*)")
_COMMENT = re.compile(rf"({_QUOTED})|\#.*")
#: Deeper nesting is none that anyone wrote.
_DEPTH_LIMIT = 64


def extract(source: Source) -> Extraction:
    """Options and sections; ``source`` statements as paths."""
    scan = _Scan(source)
    scan.run()
    return scan.found.extraction(title=scan.title)


@dataclass(slots=True)
class _Entry:
    """An option, menu or choice whose properties are being read."""

    keyword: str
    name: str
    line: int
    end_line: int
    comment: str
    prompt: str = ""
    type: str = ""
    defaults: list[str] = field(default_factory=list)
    depends: list[str] = field(default_factory=list)
    help: list[str] = field(default_factory=list)

    def signature(self) -> str:
        if self.keyword in ("choice", "menuconfig"):
            kind = " ".join(filter(None, (self.keyword.removesuffix("config"), self.type)))
        else:
            kind = self.type
        default = f" = {self.defaults[0]}" if len(self.defaults) == 1 else ""
        depends = " && ".join(
            f"({term})" if "||" in term and len(self.depends) > 1 else term
            for term in self.depends)
        parts = (kind + default, f"depends on {depends}" if depends else "")
        return ", ".join(filter(None, map(str.strip, parts)))

    def doc(self) -> str:
        title = self.prompt if self.keyword in ("config", "menuconfig") else ""
        return "\n\n".join(filter(None, (title, "\n".join(self.help)))) or self.comment


class _Scan:
    def __init__(self, source: Source) -> None:
        self.found = Findings(source)
        self.title = ""
        self._entry: _Entry | None = None
        #: Open blocks: (``menu``, ``choice`` or ``if``, index of the symbol or of the one around).
        self._open: list[tuple[str, int]] = []
        self._lines = source.text.removesuffix("\n").split("\n")
        self._number = 0

    def run(self) -> None:
        while self._number < len(self._lines):
            line, start = self._next(), self._number
            text = _COMMENT.sub(r"\1", line).strip()
            if text:
                self._statement(text, start)
            elif line.strip():
                self.found.remark(line.strip(), start)
        self._flush()
        for _, index in self._open:
            self.found.close(index, len(self._lines))

    def _next(self) -> str:
        """The next line with those that a backslash joins to it."""
        parts = []
        while self._number < len(self._lines):
            line = self._lines[self._number]
            self._number += 1
            parts.append(line.removesuffix("\\"))
            if not line.endswith("\\"):
                break
        return " ".join(parts)

    def _statement(self, text: str, line: int) -> None:
        if _HELP.fullmatch(text) and self._entry is not None:
            self._help(self._entry)
        elif match := _ENTRY.match(text):
            self._start(match[1], match[2], line)
        elif match := _END.match(text):
            self._end(match[1])
        elif re.match(r"if\b", text):
            self._flush()
            self._enter("if", self._parent())
        elif match := _SOURCE.match(text):
            self._flush()
            scope = "optional" if match[1].startswith("o") else ""
            self.found.depend(_unquoted(match[2]), line, kind="path", scope=scope)
        elif match := _MAINMENU.match(text):
            self.title = _unquoted(match[1])
        elif self._entry is not None:
            self._property(self._entry, text)
        elif match := _MACRO.fullmatch(text):
            self.found.define("macro", match[1], line, end_line=self._number,
                              signature=f"= {match[2]}", doc=self.found.doc_above(line))

    # -- blocks --------------------------------------------------------------------------------

    def _start(self, keyword: str, rest: str, line: int) -> None:
        self._flush()
        comment = self.found.doc_above(line)
        if keyword in ("config", "menuconfig"):
            name = match[0] if (match := _NAME.match(rest)) else ""
        else:
            name = _unquoted(rest)
        self._entry = _Entry(keyword, name, line, self._number, comment)

    def _parent(self) -> int:
        return self._open[-1][1] if self._open else -1

    def _enter(self, keyword: str, index: int) -> None:
        deep = len(self._open) >= _DEPTH_LIMIT
        self._open.append((keyword, self._parent() if deep else index))

    def _end(self, keyword: str) -> None:
        self._flush()
        if all(word != keyword for word, _ in self._open[-_DEPTH_LIMIT:]):
            return
        while True:
            word, index = self._open.pop()
            if word != "if":
                self.found.close(index, self._number)
            if word == keyword:
                return

    def _flush(self) -> None:
        """Record the entry whose last property was read."""
        entry, self._entry = self._entry, None
        if entry is None:
            return
        is_option = entry.keyword in ("config", "menuconfig")
        name = entry.name if is_option else entry.name or entry.prompt or entry.keyword
        index = self.found.define(
            "option" if is_option else "section", name, entry.line, parent=self._parent(),
            end_line=entry.end_line, qualname=name, signature=entry.signature(), doc=entry.doc())
        if entry.keyword in ("menu", "choice"):
            self._enter(entry.keyword, index if index >= 0 else self._parent())

    # -- properties ----------------------------------------------------------------------------

    def _property(self, entry: _Entry, text: str) -> None:
        entry.end_line = self._number
        if match := _TYPE.match(text):
            entry.type = "bool" if match[2] == "boolean" else match[2]
            if match[1]:
                entry.defaults.append(match[3])
            else:
                self._prompt(entry, match[3])
        elif text.startswith("prompt"):
            self._prompt(entry, text.removeprefix("prompt").strip())
        elif text.startswith("default"):
            entry.defaults.append(text.removeprefix("default").strip())
        elif match := re.match(r"depends\s+on\s+(.*)", text):
            entry.depends.append(" ".join(match[1].split()))

    def _prompt(self, entry: _Entry, text: str) -> None:
        if match := _TEXT.match(text):
            entry.prompt = _unquoted(match[1])

    def _help(self, entry: _Entry) -> None:
        """Lines as deep as the first one, or deeper, are help."""
        margin = 0
        lines: list[str] = []
        while self._number < len(self._lines):
            line = self._lines[self._number].expandtabs()
            if line.strip():
                indent = len(line) - len(line.lstrip())
                margin = margin or indent
                if not indent or indent < margin:
                    break
                entry.end_line = self._number + 1
            lines.append(line)
            self._number += 1
        entry.help = dedent("\n".join(["", *lines])).split("\n") if lines else []


def _unquoted(text: str) -> str:
    match = _TEXT.match(text)
    return re.sub(r"\\(.)", r"\1", match[1][1:-1]) if match else text.strip()
