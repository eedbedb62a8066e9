"""HTML: title, headings, elements with an id, what pages, scripts and styles it refers to.

Many HTML files are Jinja templates: their blocks and macros are listed as well, and the template's
markup is taken off what a title says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.languages import Source, jinja
from pipeline.languages.links import relative_target
from pipeline.languages.outline import Mark, nest
from pipeline.languages.prose import clip, first_real
from pipeline.languages.tags import Tag, scan, words
from pipeline.model import Extraction, Import

#: Elements with an id that are listed of one page.
_ID_LIMIT = 500
_LONGEST_NAME = 120
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
#: An id that a program counted up.
_NUMBERED = re.compile(
    r"(?:[a-z]{1,4}|index|from|section|line|link|footnote|cite_\w+)?[-_]?[\da-f]*\d[\da-f_]*",
    re.IGNORECASE)
_RAW = frozenset(("script", "style", "textarea"))
#: Blocks of a template hold headings, and those hold elements.
_HEADING_LEVEL = 100
_ID_LEVEL = 200
#: Tag -> (attribute that refers to another file, how).
_REFERENCES = {
    "a": ("href", "link"), "area": ("href", "link"), "img": ("src", "link"),
    "iframe": ("src", "link"), "source": ("src", "link"), "video": ("src", "link"),
    "script": ("src", "include"), "link": ("href", "include"), "embed": ("src", "include"),
}  # fmt: skip


def extract(source: Source) -> Extraction:
    """Title, description, headings, ids and references of a page."""
    page = _Page(source.text)
    page.run()
    if "{%" in source.text:
        page.marks += jinja.marks(source.text)
        page.imports += jinja.references(source.text)
    page.marks.sort(key=lambda mark: (mark.line, mark.level))
    return Extraction(
        doc=clip(page.description) or first_real(page.paragraphs),
        title=clip(page.title or page.heading()),
        symbols=nest(page.marks, source.text.rstrip("\n").count("\n") + 1),
        imports=tuple(page.imports),
        method="scanner",
    )


@dataclass(slots=True)
class _Page:
    text: str
    title: str = ""
    description: str = ""
    paragraphs: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    imports: list[Import] = field(default_factory=list)
    #: The heading, title or paragraph whose end is awaited.
    _opening: Tag | None = None
    _has_heading: bool = False
    _ids: int = 0
    _seen: set[tuple[str, str, int]] = field(default_factory=set)

    def run(self) -> None:
        for tag in scan(self.text, _RAW):
            name = tag.name.lower()
            if self._opening is not None:
                self._ends(tag, name)
            if tag.opens:
                self._starts(tag, name)

    def _starts(self, tag: Tag, name: str) -> None:
        if name in _REFERENCES:
            self._refer(tag, *_REFERENCES[name])
        elif name == "meta" and tag.attribute("name").lower() == "description":
            self.description = self.description or tag.attribute("content")
        if name in ("title", "p", *_HEADINGS) and self._opening is None:
            self._opening = tag
        if name not in _HEADINGS:
            self._identify(tag, name)

    def _ends(self, tag: Tag, name: str) -> None:
        """Take the text of the element that a tag ends, said or implied."""
        opening = self._opening
        assert opening is not None
        awaited = opening.name.lower()
        if name != awaited and not (tag.opens and name in ("p", "title", "ul", "pre", *_HEADINGS)):
            return
        self._opening = None
        text = jinja.plain(words(self.text, opening.end, tag.start))
        if awaited == "title":
            self.title = self.title or text
        elif awaited == "p":
            if len(self.paragraphs) < 20:
                self.paragraphs.append(text)
        elif text:
            if awaited == "h1" and not self._has_heading:
                # What stands above is navigation.
                self.paragraphs.clear()
                self._has_heading = True
            name = text[:_LONGEST_NAME].strip(" ¶#")
            self._mark(Mark(_HEADING_LEVEL + int(awaited[1]), name, opening.line))

    def _mark(self, mark: Mark) -> None:
        key = (mark.kind, mark.name, mark.line)
        if mark.name and key not in self._seen:
            self._seen.add(key)
            self.marks.append(mark)

    def _identify(self, tag: Tag, name: str) -> None:
        value = tag.attribute("id") or (tag.attribute("name") if name == "a" else "")
        if not value or len(value) > _LONGEST_NAME or "{" in value or _NUMBERED.fullmatch(value):
            return
        if self._ids < _ID_LIMIT:
            self._ids += 1
            self._mark(Mark(_ID_LEVEL, value, tag.line, "element", end_line=tag.line,
                            signature=f" <{name}>"))

    def _refer(self, tag: Tag, attribute: str, kind: str) -> None:
        target = tag.attribute(attribute)
        module = relative_target(target) if "{" not in target else ""
        key = (kind, module, tag.line)
        if module and key not in self._seen:
            self._seen.add(key)
            self.imports.append(Import(module, tag.line, kind=kind))

    def heading(self) -> str:
        """The first heading of the highest level."""
        headings = [mark for mark in self.marks if mark.kind == "heading"]
        return min(headings, key=lambda mark: mark.level).name if headings else ""
