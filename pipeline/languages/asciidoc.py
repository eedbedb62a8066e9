"""AsciiDoc: sections, anchors, includes, images and references, the first paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.languages import Source
from pipeline.languages.links import relative_target
from pipeline.languages.outline import Mark, nest
from pipeline.languages.prose import clip, first_real
from pipeline.model import Extraction, Import

_HEADING = re.compile(r"(={1,6}|#{1,6})[ \t]+(\S.*?)(?:[ \t]+\1)?[ \t]*$")
_UNDERLINE = re.compile(r"(=+|-+|~+|\^+|\++)[ \t]*$")
_UNDERLINE_LEVELS = {"=": 1, "-": 2, "~": 3, "^": 4, "+": 5}
#: What opens a block and closes it again; nothing in it is a heading.
_FENCE = re.compile(r"(-{4,}|\.{4,}|\+{4,}|/{4,}|={4,}|\*{4,}|_{4,}|```\w*|[|,:!]={3,}|--)[ \t]*$")
#: Blocks that hold the document's own text.
_OPEN_BLOCKS = ("=", "*", "_")
_ANCHOR = re.compile(r"\[\[([\w:.-]+)(?:,[^\]]*)?\]\]|\[#([\w:.-]+)\]")
_MACRO = re.compile(r"\b(include|image|xref|link)::?([^\s\[\]]+)\[")
_CROSS = re.compile(r"<<([^<>,#\s]{1,300}\.(?:adoc|asciidoc|txt))")
_CROSS_TEXT = re.compile(r"<<([^<>,]+)(?:,([^<>]*))?>>")
_ATTRIBUTE = re.compile(r":!?[\w-]+!?:(?:[ \t]|$)")
_NOT_PROSE = re.compile(r"[\[:|+*.\-]|//|include::|image::|\w[\w ,.]*<[^>]+@[^>]+>|v?\d+[.,]")
_MARKUP = re.compile(r"(?<![\w\\])([*_`#+]{1,2})(?=\S)([^*_`#+]+?)(?<=\S)\1(?!\w)")
_LINK = re.compile(r"(?:link:|xref:|https?://)[^\s\[]*\[([^\]]*)\]")


def extract(source: Source) -> Extraction:
    """Outline, title, first paragraph and references of a document."""
    scan = _Scan(source.text.split("\n"))
    scan.run()
    last = source.text.rstrip("\n").count("\n") + 1
    titles = [mark.name for mark in scan.marks if mark.level == 1 and mark.kind == "heading"]
    return Extraction(
        doc=first_real(scan.paragraphs), title=clip(titles[0]) if titles else "",
        symbols=nest(scan.marks, last), imports=tuple(scan.imports), method="scanner")


def plain(text: str) -> str:
    """Words without emphasis and with the text of links."""
    text = _CROSS_TEXT.sub(lambda match: match[2] or match[1], _LINK.sub(r"\1", text))
    return _MARKUP.sub(r"\2", text).strip()


@dataclass(slots=True)
class _Scan:
    lines: list[str]
    marks: list[Mark] = field(default_factory=list)
    imports: list[Import] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    _paragraph: list[str] = field(default_factory=list)
    _fence: str = ""
    _seen: set[tuple[str, str, int]] = field(default_factory=set)

    def run(self) -> None:
        for number, line in enumerate(self.lines, 1):
            if self._is_inside_block(line):
                continue
            self._references(line, number)
            match = _HEADING.match(line)
            if match and not self._paragraph:
                self._mark(Mark(len(match[1]), plain(match[2]), number))
            elif not self._underlined(line, number):
                self._text(line)
        self._end_paragraph()

    def _is_inside_block(self, line: str) -> bool:
        """Step over blocks whose text is not the document's own."""
        if self._fence:
            if line.rstrip() == self._fence:
                self._fence = ""
            return True
        match = _FENCE.match(line)
        is_underline = self._paragraph and len(self._paragraph) == 1 and match and _fits(
            self._paragraph[0], match[1])
        if match is None or is_underline or match[1][0] in _OPEN_BLOCKS or match[1] == "--":
            return False
        self._fence = "```" if match[1].startswith("```") else match[1]
        self._end_paragraph()
        return True

    def _underlined(self, line: str, number: int) -> bool:
        match = _UNDERLINE.match(line)
        if match is None or len(self._paragraph) != 1 or not _fits(self._paragraph[0], match[1]):
            return False
        title = self._paragraph.pop()
        self._mark(Mark(_UNDERLINE_LEVELS[line[0]], plain(title), number - 1))
        return True

    def _text(self, line: str) -> None:
        if not line.strip():
            self._end_paragraph()
        elif not (_ATTRIBUTE.match(line) or _ANCHOR.match(line)):
            self._paragraph.append(line)

    def _end_paragraph(self) -> None:
        first = self._paragraph[0] if self._paragraph else ""
        if first and len(self.paragraphs) < 20 and not _NOT_PROSE.match(first):
            self.paragraphs.append(plain(" ".join(" ".join(self._paragraph).split())))
        self._paragraph.clear()

    def _references(self, line: str, number: int) -> None:
        for word, target in _MACRO.findall(line):
            self._refer(target, number, "include" if word == "include" else "link")
        for target in _CROSS.findall(line):
            self._refer(target, number, "link")
        for match in _ANCHOR.finditer(line):
            self._mark(Mark(100, match[1] or match[2], number, "label", end_line=number))

    def _refer(self, target: str, number: int, kind: str) -> None:
        module = relative_target(target) if "{" not in target else ""
        if module and (kind, module, number) not in self._seen:
            self._seen.add((kind, module, number))
            self.imports.append(Import(module, number, kind=kind))

    def _mark(self, mark: Mark) -> None:
        if mark.name and (mark.kind, mark.name, mark.line) not in self._seen:
            self._seen.add((mark.kind, mark.name, mark.line))
            self.marks.append(mark)


def _fits(title: str, underline: str) -> bool:
    return (abs(len(title.rstrip()) - len(underline)) <= 2 and len(underline) > 2
            and title[:1].isalnum() and len(set(underline)) == 1)
