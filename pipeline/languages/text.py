"""Every language without an extractor of its own, and plain text.

Of code only the leading comment is read. Of prose the first real paragraph; headings only where an
underline as long as the title leaves no doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.languages import Source
from pipeline.languages.outline import Mark, nest
from pipeline.languages.prose import clip, file_comment, first_real, is_sentence_like
from pipeline.model import Extraction, Symbol

#: As much of a prose text as is searched for its first paragraph.
_HEAD = 65_536
_UNDERLINE = re.compile(r"\n(={3,}|-{3,}|~{3,})[ \t]*(?=\n|\Z)")
#: Blank lines and rules above the first line of words.
_RULERS = re.compile(r"\A(?:[ \t]*(?:[=~*#-]+[ \t]*)?\n)+")
_ITEM = re.compile(r"(?:[-*+•o]|\(?\w{1,2}[.)])\s")
_LICENCE_NAMES = re.compile(r"(?:licen[cs]e|copying|copyright|notice|patents)", re.IGNORECASE)


def extract(source: Source) -> Extraction:
    """The leading comment, or for prose the first paragraph and its headings."""
    entry_points = ("shebang",) if is_script(source.text) else ()
    if source.language.name != "Text" or entry_points or not _is_document(source):
        return Extraction(doc=_comment(source), entry_points=entry_points)
    title = _title(source.text)
    return Extraction(
        doc=_first_paragraph(source, title),
        title=title,
        symbols=_headings(source.text),
    )


def _is_document(source: Source) -> bool:
    """A file of an unknown ending is more often data than prose."""
    stem, dot, _ = source.name.partition(".")
    if not dot or stem in source.language.filenames:
        return True
    return source.name.lower().endswith(source.language.extensions)


def is_script(text: str) -> bool:
    """Whether the text names its interpreter; ``#![…]`` opens a Rust file instead."""
    return text.startswith("#!") and not text.startswith("#![")


def _comment(source: Source) -> str:
    if source.language.line_comments or source.language.block_comments:
        return file_comment(source)
    return ""


def _title(text: str) -> str:
    """A lone or underlined first line that is no sentence."""
    lines = _RULERS.sub("", text[:_HEAD], count=1).rstrip().split("\n", 2)
    first, second = lines[0].strip(), (lines[1].strip() if len(lines) > 1 else "-")
    is_alone = not second or _UNDERLINE.fullmatch(f"\n{second}") is not None
    is_short = any(map(str.isalpha, first)) and len(first) <= 80
    is_title = is_alone and is_short and first[-1] not in ".,;:" and _is_prose(first)
    return first if is_title else ""


def _headings(text: str) -> tuple[Symbol, ...]:
    levels: dict[str, int] = {}
    marks = []
    line, counted = 1, 0
    for match in _UNDERLINE.finditer(text):
        start = text.rfind("\n", 0, match.start()) + 1
        title = text[start : match.start()]
        if _is_heading(title, match[1], text, start):
            line += text.count("\n", counted, start)
            counted = start
            level = levels.setdefault(match[1][0], len(levels) + 1)
            marks.append(Mark(level, title.strip(), line))
    return nest(marks, text.rstrip("\n").count("\n") + 1)


def _is_heading(title: str, underline: str, text: str, start: int) -> bool:
    """Certain only for a lone line of about the underline's length: else it is a table or rule."""
    if not title[:1].strip() or abs(len(title.rstrip()) - len(underline)) > 2:
        return False
    above = text[text.rfind("\n", 0, max(start - 1, 0)) + 1 : max(start - 1, 0)]
    return above.strip() in ("", underline) and any(map(str.isalpha, title))


def _first_paragraph(source: Source, title: str) -> str:
    if _LICENCE_NAMES.match(source.name):
        return ""
    paragraphs = _paragraphs(source.text[:_HEAD])
    return first_real(paragraph for paragraph in paragraphs if paragraph != title)


def _paragraphs(text: str) -> Iterator[str]:
    """Paragraphs that read as prose: no headings, tables, listings or data."""
    for block in re.split(r"\n[ \t]*\n", text):
        paragraph = _without_heading(block.strip())
        is_shouted = paragraph == paragraph.upper()
        if is_sentence_like(paragraph) and _is_prose(paragraph) and not is_shouted:
            yield clip(" ".join(paragraph.split()))


def _without_heading(block: str) -> str:
    lines = block.split("\n", 2)
    underlined = len(lines) > 1 and _UNDERLINE.fullmatch("\n" + lines[1])
    return "".join(lines[2:]).strip() if underlined else block


def _is_prose(paragraph: str) -> bool:
    """Mostly words (three of four characters are letters or blanks), and no list item."""
    if _ITEM.match(paragraph):
        return False
    sample = paragraph[:1000]
    words = sum(1 for char in sample if char.isalpha() or char in " \n.,'")
    return 4 * words >= 3 * len(sample)
