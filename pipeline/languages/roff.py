"""Manual pages (``man`` and ``mdoc`` macros) and other roff: title, what it is, headings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.languages import Source
from pipeline.languages.outline import Mark, nest
from pipeline.languages.prose import clip, file_comment, first_real
from pipeline.model import Extraction, Import

_REQUEST = re.compile(r"[.'][ \t]*([A-Za-z]\w*)[ \t]*(.*)")
_WORD = re.compile(r'"((?:[^"]|"")*)"|(\S+)')
#: Macro -> level of the heading that it starts.
_HEADINGS = {"SH": 1, "Sh": 1, "NH": 1, "SS": 2, "Ss": 2}
_FONT = re.compile(r"\\f(?:\[[^\]]*\]|\(..|.)|\\s[-+]?\d+|\\[&%:|^/,]")
_SPECIAL = {
    r"\-": "-", r"\(em": "—", r"\(en": "–", r"\(bu": "•", r"\(lq": "“", r"\(rq": "”",
    r"\(aq": "'", r"\(dq": '"', r"\(co": "©", r"\e": "\\", r"\ ": " ", r"\~": " ", r"\'": "'",
    r"\`": "`", r"\(ga": "`", r"\(ti": "~", r"\(ha": "^", r"\(mi": "-", r"\(oq": "‘", r"\(cq": "’",
}  # fmt: skip
_ESCAPE = re.compile("|".join(map(re.escape, sorted(_SPECIAL, key=len, reverse=True))))


def extract(source: Source) -> Extraction:
    """Title, the line that says what it is, sections, and what it includes."""
    marks: list[Mark] = []
    imports: list[Import] = []
    #: Text by section, and what the page calls itself.
    text: dict[str, list[str]] = {"": []}
    title = section = ""
    awaited = 0
    for number, name, words, plain_text in _lines(source.text):
        line = " ".join(words)
        if name in ("TH", "Dt") and words and not title:
            title = f"{words[0]}({words[1]})" if len(words) > 1 else words[0]
        elif name == "so" and words:
            imports.append(Import(words[0], number, kind="include"))
        elif name in _HEADINGS and (line or name != "NH"):
            awaited = 0 if line else _HEADINGS[name]
            section = line if _HEADINGS[name] == 1 and line else section
            marks += [Mark(_HEADINGS[name], line, number)] if line else []
        elif awaited and plain_text:
            marks.append(Mark(awaited, plain_text, number))
            section, awaited = plain_text if awaited == 1 else section, 0
        else:
            text.setdefault(section.upper(), []).append(_said(name, line, plain_text))
    last = source.text.rstrip("\n").count("\n") + 1
    return Extraction(
        doc=_purpose(text) or file_comment(source), title=title,
        symbols=nest(_distinct(marks), last), imports=tuple(imports), method="scanner")


def _lines(text: str) -> Iterator[tuple[int, str, list[str], str]]:
    """(line, request, its words, text of a line without request), comments left out."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith((".", "'")):
            match = _REQUEST.match(line.partition('\\"')[0])
            if match is not None:
                words = [plain(quoted or bare) for quoted, bare in _WORD.findall(match[2])]
                yield number, match[1], words, ""
        elif line.strip():
            yield number, "", [], plain(line.partition('\\"')[0])
        else:
            yield number, "PP", [], ""


def plain(text: str) -> str:
    """Text without fonts and with special characters in place of their escapes."""
    return _ESCAPE.sub(lambda match: _SPECIAL[match[0]], _FONT.sub("", text)).strip()


def _said(name: str, line: str, plain_text: str) -> str:
    """What a line adds to its paragraph; a paragraph break is a newline."""
    if name in ("PP", "P", "LP", "Pp", "TP", "IP"):
        return "\n"
    if name == "Nd":
        return f"- {line}"
    return plain_text or (line if name in ("B", "I", "BR", "BI", "IR", "Nm", "RB", "Fl") else "")


def _purpose(text: dict[str, list[str]]) -> str:
    """``name - what it does`` without the name; else the first paragraph of the description."""
    named = " ".join(" ".join(text.get("NAME", ())).split())
    _, dash, purpose = named.partition(" - ")
    if not dash:
        _, dash, purpose = named.partition(" — ")
    paragraphs = " ".join(text.get("DESCRIPTION", text[""])).split("\n")
    return clip(purpose) or first_real(" ".join(p.split()) for p in paragraphs)


def _distinct(marks: list[Mark]) -> list[Mark]:
    return list({(mark.name, mark.line): mark for mark in marks}.values())
