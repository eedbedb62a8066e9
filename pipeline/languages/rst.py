"""reStructuredText: sections, described objects and references to other documents.

A small scanner in place of docutils, which is slow and reads the files a document includes. It
knows that the content of a directive is indented, and steps over literal blocks and comments, so
that an example of reST is not taken for the document's own markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.languages import Source
from pipeline.languages.outline import Mark, nest
from pipeline.languages.prose import first_real, one_line
from pipeline.model import Extraction, Import

_ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1*[ \t]*$")
_DIRECTIVE = re.compile(
    r"\.\.[ \t]+(?:\|[^|\n]+\|[ \t]+)?([\w+.-]+(?::[\w+.-]+)*)::(?:[ \t]+(.*)|$)"
)
_EXPLICIT = re.compile(r"\.\.(?:[ \t]|$)")
_DOC_ROLE = re.compile(r":doc:`(?:[^`<]*<([^`>]+)>|([^`]+))`")
_DOWNLOAD_ROLE = re.compile(r":download:`(?:[^`<]*<([^`>]+)>|([^`]+))`")
_SYNOPSIS = re.compile(r"\s+:synopsis:\s*(.+)")
_OPTION = re.compile(r":[\w -]+:(?:\s|$)")

#: Described objects, without the domain (``py:``, ``c:``); see also the options of programs.
_KINDS = {
    "function": "function", "macro": "macro", "type": "type", "struct": "struct", "union": "union",
    "enum": "enum", "enumerator": "constant", "member": "attribute",
    "var": "variable", "alias": "type", "class": "class", "exception": "class",
    "method": "method", "classmethod": "method", "staticmethod": "method",
    "coroutinefunction": "function", "coroutinemethod": "method", "awaitablefunction": "function",
    "awaitablemethod": "method", "abstractmethod": "method", "decorator": "function",
    "decoratormethod": "method", "attribute": "attribute", "property": "property",
    "data": "variable", "module": "namespace", "namespace": "namespace", "opcode": "label",
    "cmdoption": "key", "option": "key", "envvar": "key", "confval": "key",
    "setting": "key", "concept": "type",
}  # fmt: skip
_DOMAINS = frozenset(("py", "c", "cpp", "js", "std", "rst"))
#: Directives whose content is the document's own text; the content of others is stepped over.
_TRANSPARENT = frozenset(
    ("note", "warning", "tip", "important", "caution", "hint", "attention", "danger", "error",
     "seealso", "admonition", "versionadded", "versionchanged", "deprecated", "only", "ifconfig",
     "impl-detail", "container", "rubric", "topic", "sidebar", "currentmodule",
     "deprecated-removed",
     "availability", "list-table", "tab", "tab-set", "tab-item", "dropdown", "grid", "card")
)  # fmt: skip
_LINKING = {
    "include": "include", "literalinclude": "include", "figure": "link", "image": "link",
    "mermaid": "link",
}  # fmt: skip
#: Deeper than any section: described objects nest by indentation below the section they are in.
_OBJECT_LEVEL = 1000


def extract(source: Source) -> Extraction:
    """Sections and described objects, references to other documents, title, first paragraph."""
    scan = _Scan(source.text.rstrip("\n").split("\n"))
    scan.run()
    titles = (mark.name for mark in scan.marks if mark.level == 1)
    return Extraction(
        doc=first_real(scan.paragraphs) or scan.synopsis,
        title=next(titles, ""),
        symbols=nest(scan.marks, len(scan.lines)),
        imports=tuple(scan.imports),
    )


@dataclass(slots=True)
class _Scan:
    lines: list[str]
    marks: list[Mark] = field(default_factory=list)
    imports: list[Import] = field(default_factory=list)
    #: The first few paragraphs of running text.
    paragraphs: list[str] = field(default_factory=list)
    #: What a ``module`` directive says of the module.
    synopsis: str = ""
    _levels: dict[str, int] = field(default_factory=dict)
    #: (indentation, qualified name) of the classes around the current line.
    _classes: list[tuple[int, str]] = field(default_factory=list)
    _at: int = 0

    def run(self) -> None:
        while self._at < len(self.lines):
            line = self.lines[self._at].expandtabs()
            content = line.lstrip()
            indent = len(line) - len(content)
            if not content:
                self._at += 1
            elif _EXPLICIT.match(content):
                self._explicit(content, indent)
            elif indent or not self._section():
                self._text(content, indent)

    # Sections

    def _section(self) -> bool:
        return self._overlined() or self._underlined()

    def _line(self, offset: int) -> str:
        at = self._at + offset
        return self.lines[at].rstrip() if 0 <= at < len(self.lines) else ""

    def _overlined(self) -> bool:
        over, title, under = self._line(0), self._line(1).strip(), self._line(2)
        if len(over) < 2 or over != under or not _ADORNMENT.match(over) or not title:
            return False
        if len(title) > len(over) + 2:
            return False
        self._heading(over[0] * 2, title)
        self._at += 3
        return True

    def _underlined(self) -> bool:
        title, under = self._line(0), self._line(1)
        if not under or not _ADORNMENT.match(under) or _ADORNMENT.match(title):
            return False
        # A shorter underline is an error except for its last few characters.
        if len(under) < 3 or len(under) < min(len(title) - 2, 4):
            return False
        self._heading(under[0], title)
        self._at += 2
        return True

    def _heading(self, style: str, title: str) -> None:
        level = self._levels.setdefault(style, len(self._levels) + 1)
        self._classes.clear()
        if name := plain(title):
            self.marks.append(Mark(level, name, self._at + 1))

    # Text

    def _text(self, content: str, indent: int) -> None:
        start = self._at
        while self._line(0).strip() and not (self._at > start and self._starts_markup()):
            self._references(self._line(0), self._at + 1)
            self._at += 1
        text = " ".join(line.strip() for line in self.lines[start : self._at])
        if not indent and len(self.paragraphs) < 20 and _is_paragraph(content):
            self.paragraphs.append(plain(text))
        if text.endswith("::") and not text.startswith(".. "):
            self._skip_block(indent)

    def _starts_markup(self) -> bool:
        line = self._line(0)
        if _EXPLICIT.match(line.lstrip()):
            return True
        return not line.startswith((" ", "\t")) and self._underlines_next()

    def _underlines_next(self) -> bool:
        under = self._line(1)
        return len(under) > 2 and bool(_ADORNMENT.match(under)) and self._is_title_above(under)

    def _is_title_above(self, under: str) -> bool:
        title = self._line(0)
        return not _ADORNMENT.match(title) and len(under) >= len(title) and "  " not in under

    def _references(self, line: str, number: int) -> None:
        for match in (*_DOC_ROLE.finditer(line), *_DOWNLOAD_ROLE.finditer(line)):
            if target := (match[1] or match[2]).strip():
                self.imports.append(Import(target, number, kind="link"))

    # Explicit markup

    def _explicit(self, content: str, indent: int) -> None:
        match = _DIRECTIVE.match(content)
        if match is None:
            self._comment_or_target(content, indent)
            return
        name, argument = match[1], (match[2] or "").strip()
        domain, _, bare = name.rpartition(":")
        kind = _KINDS.get(bare, "") if not domain or domain in _DOMAINS else ""
        if kind:
            self._described(kind, argument, indent)
        elif name == "toctree":
            self._toctree(indent)
        else:
            self._other(name, argument, indent)

    def _comment_or_target(self, content: str, indent: int) -> None:
        """A footnote's or citation's content is text, a comment's is not; a target has none."""
        number = self._at + 1
        self._at += 1
        if content.startswith((".. [", ".. |")):
            self._references(content, number)
        elif not content.startswith((".. _", "..  _")):
            self._skip_block(indent)

    def _other(self, name: str, argument: str, indent: int) -> None:
        if name in _LINKING and argument and "://" not in argument and argument[0] != "<":
            self.imports.append(Import(argument, self._at + 1, kind=_LINKING[name]))
        elif name == "automodule" and argument:
            self.imports.append(Import(argument.split()[0], self._at + 1))
        self._at += 1
        if argument.lower() == "abstract":
            self.paragraphs.append(self._content(self._at, self._block_end(self._at, indent)))
        if name not in _TRANSPARENT:
            self._skip_block(indent)

    def _block_end(self, at: int, indent: int) -> int:
        """Index after the last line of the block that starts at ``at``, deeper than ``indent``."""
        end = at
        while at < len(self.lines):
            line = self.lines[at].expandtabs()
            if line.strip():
                if len(line) - len(line.lstrip()) <= indent:
                    break
                end = at + 1
            at += 1
        return end

    def _skip_block(self, indent: int) -> None:
        self._at = max(self._at, self._block_end(self._at, indent))

    def _toctree(self, indent: int) -> None:
        end = self._block_end(self._at + 1, indent)
        for at in range(self._at + 1, end):
            entry = self.lines[at].strip()
            is_option = _OPTION.match(entry) is not None
            if entry and not is_option and "://" not in entry and "*" not in entry:
                self._toctree_entry(entry, at + 1)
        self._at = max(self._at + 1, end)

    def _toctree_entry(self, entry: str, number: int) -> None:
        target = entry[entry.rfind("<") + 1 : -1] if entry.endswith(">") else entry
        if target.strip() not in ("", "self"):
            self.imports.append(Import(target.strip(), number, kind="link"))

    def _described(self, kind: str, argument: str, indent: int) -> None:
        first = self._at
        end = self._block_end(first + 1, indent)
        signatures = list(self._signatures(argument, end))
        self._at = max(self._at, first + 1)
        while self._classes and self._classes[-1][0] >= indent:
            self._classes.pop()
        doc = self._content(self._at, end) or self._synopsis(first + 1, end)
        for number, signature in signatures:
            self._object(kind, signature, number, max(end, number), indent, doc)

    def _signatures(self, argument: str, end: int) -> Iterator[tuple[int, str]]:
        """The argument and the lines right below it, up to an option or a blank line."""
        text, number = argument, self._at + 1
        while True:
            joined = text.endswith("\\")
            if text.strip() and not joined:
                yield number, text
            self._at += 1
            line = self._line(0).strip()
            if self._at >= end or not line or _OPTION.match(line):
                return
            text = text[:-1] + line if joined else line
            number = number if joined else self._at + 1

    def _content(self, at: int, end: int) -> str:
        """First paragraph of a described object's content."""
        while at < end and (not self.lines[at].strip() or _OPTION.match(self.lines[at].strip())):
            at += 1
        start = at
        while at < end and self.lines[at].strip():
            at += 1
        text = " ".join(line.strip() for line in self.lines[start:at])
        return "" if _EXPLICIT.match(text) else plain(text)

    def _synopsis(self, at: int, end: int) -> str:
        options = (_SYNOPSIS.match(line) for line in self.lines[at:end])
        text = next((plain(match[1]) for match in options if match), "")
        self.synopsis = self.synopsis or text
        return text

    def _object(
        self, kind: str, signature: str, number: int, end: int, indent: int, doc: str
    ) -> None:  # fmt: skip
        name, rest = _split_signature(kind, signature)
        if not name:
            return
        inside = self._classes[-1][1] if self._classes else ""
        is_member = inside and "." not in name and kind in ("method", "attribute", "property")
        qualname = f"{inside}.{name}" if is_member else name
        if kind == "class":
            self._classes.append((indent, qualname))
        level = _OBJECT_LEVEL + indent
        bare = name if kind in ("key", "namespace") else re.split(r"\.|::", name)[-1] or name
        self.marks.append(Mark(level, bare, number, kind, qualname, end, rest, doc))


_C_DECLARATOR = re.compile(r"([A-Za-z_][\w.:]*)\s*(\(.*|\[.*)?$", re.DOTALL)


def _split_signature(kind: str, text: str) -> tuple[str, str]:
    """Name, and what follows it: ``pow(x, y)`` gives ``pow`` and ``(x, y)``."""
    text = one_line(text.replace("\\", ""))
    if kind == "namespace":
        return text, ""
    if kind == "key":
        name, _, rest = text.partition(" ")
        return name.rstrip(","), rest
    head, parenthesis, tail = text.partition("(")
    match = _C_DECLARATOR.search(head.rstrip())
    if match is None:
        return "", ""
    return match[1].strip("."), (match[2] or "") + parenthesis + tail


_ROLE = re.compile(r"(?::[\w+.-]+)*:`([^`]*)`")
_LITERAL = re.compile(r"``(.+?)``", re.DOTALL)
_LINK = re.compile(r"`([^`]*)`_{0,2}")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,2})(?=\S)([^*]+?)(?<=\S)\1(?![\w*])")
_TARGET = re.compile(r"\s*<[^>]*>$")
_NAMED = re.compile(r"\b([A-Za-z][\w-]*\w)__?(?=[\s.,;:!?)]|$)")


#: As much of a paragraph as is ever shown, with room for its markup.
_LONGEST = 8192


def plain(text: str) -> str:
    """The words of reST text: roles, literals, links and emphasis taken off."""
    text = text[:_LONGEST]
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[1])
        return f"\0{len(kept) - 1}\0"

    text = _LITERAL.sub(keep, text.replace("\0", ""))
    text = _ROLE.sub(lambda match: _role_text(match[1]), text)
    text = _LINK.sub(lambda match: _TARGET.sub("", match[1]) or match[1], text)
    text = _NAMED.sub(r"\1", _EMPHASIS.sub(r"\2", text))
    text = re.sub(r"\\(.)", r"\1", text).removesuffix("::").rstrip()
    return one_line(re.sub(r"\0(\d+)\0", lambda match: kept[int(match[1])], text))


def _role_text(content: str) -> str:
    if content.endswith(">") and "<" in content:
        return _TARGET.sub("", content) or content
    if content.startswith("~"):
        return content.rpartition(".")[2].lstrip("~")
    return content.lstrip("!.")


def _is_paragraph(content: str) -> bool:
    """Running text: no list item, field, table or line block."""
    return not re.match(
        r"(?:[-*+•|]|#\.|\(?\w{1,2}[.)])\s|:[\w -]+:(?:\s|$)|[+=]{3,}|>>>"
        r"|\*\*Source code",
        content,
    )
