"""Org: headings without their keywords and tags, title, includes and links, first paragraph."""

from __future__ import annotations

import re

from pipeline.languages import Source
from pipeline.languages.links import relative_target
from pipeline.languages.outline import Mark, nest
from pipeline.languages.prose import clip, first_real
from pipeline.model import Extraction, Import

_HEADING = re.compile(
    r"(\*+)[ \t]+(?:(?:TODO|DONE|NEXT|WAITING|CANCELLED)[ \t]+)?(?:\[#\w\][ \t]*)?(.*?)"
    r"(?:[ \t]+:[\w@:]+:)?[ \t]*$"
)
_KEYWORD = re.compile(r"[ \t]*#\+(\w+):?[ \t]*(.*)")
_LINK = re.compile(r"\[\[(?:file:)?([^\]\[]+)\](?:\[([^\]]*)\])?\]")
_NOT_PROSE = re.compile(r"[ \t]*(?:[-+*|:#]|\d+[.)]|\[fn|CLOSED:|DEADLINE:|SCHEDULED:)")
_MARKUP = re.compile(r"(?<![\w])([*/=~_+])(?=\S)([^*/=~_+\n]+?)(?<=\S)\1(?!\w)")


def extract(source: Source) -> Extraction:
    """Outline and references of a document; what blocks hold is an example."""
    marks: list[Mark] = []
    imports: list[Import] = []
    paragraphs: list[str] = [""]
    keywords: dict[str, str] = {}
    block = ""
    for number, line in enumerate(source.text.split("\n"), 1):
        keyword = _KEYWORD.match(line)
        word = keyword[1].upper() if keyword else ""
        if block:
            block = "" if word == f"END_{block}" else block
        elif keyword is not None:
            block = word.removeprefix("BEGIN_") if word.startswith("BEGIN_") else ""
            keywords.setdefault(word, keyword[2].strip())
            if word in ("INCLUDE", "SETUPFILE") and keyword[2]:
                target = re.split(r'["\s]+', keyword[2].strip().lstrip('"'), maxsplit=1)[0]
                imports.append(Import(target, number, kind="include"))
        elif match := _HEADING.match(line):
            if name := plain(match[2]):
                marks.append(Mark(len(match[1]), name, number))
            paragraphs.append("")
        else:
            imports += _links(line, number)
            _collect(paragraphs, line)
    return Extraction(
        doc=clip(keywords.get("DESCRIPTION", "")) or first_real(paragraphs[:40]),
        title=clip(plain(keywords.get("TITLE", ""))) or (marks[0].name if marks else ""),
        symbols=nest(marks, source.text.rstrip("\n").count("\n") + 1),
        imports=tuple(dict.fromkeys(imports)), method="scanner")


def _collect(paragraphs: list[str], line: str) -> None:
    if not line.strip() or _NOT_PROSE.match(line):
        paragraphs.append("")
    elif len(paragraphs) <= 40 and len(paragraphs[-1]) < 4_000:
        paragraphs[-1] = f"{paragraphs[-1]} {plain(line)}".strip()


def _links(line: str, number: int) -> list[Import]:
    targets = (relative_target(target.partition("::")[0]) for target, _ in _LINK.findall(line)
               if "." in target or "/" in target)
    return [Import(target, number, kind="link") for target in targets if target]


def plain(text: str) -> str:
    """Words without emphasis and with the text of links."""
    return _MARKUP.sub(r"\2", _LINK.sub(lambda match: match[2] or match[1], text)).strip()
