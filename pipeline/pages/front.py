"""YAML front matter of a page: what site generators and other programs read before the text."""

from __future__ import annotations

import json
import re

from pipeline import az
from pipeline.escape import visible
from pipeline.nodes import FILE_KINDS
from pipeline.pages import Sight
from pipeline.pages.appendix import TITLES

#: Kind of page -> title; ``{}`` stands for the file, the folder, the tree or the letters.
_TITLES = {
    "docs": "Documentation: {}", "keywords": "Keyword Index: {}", "index": "{}",
    "doc": "Documentation: {}", "sub": "Subtree Keyword Index: {}", "welcome": "{}",
    "az": "Keywords A–Z: {}", "letter": "Keywords: {}", "book": "{}: the Book",
    "chapter": "Chapter: {}", "appendix": "{}",
}
#: What YAML does not allow even between quotes, or reads as a line end; JSON writes it as it is.
_NOT_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def front_matter(sight: Sight, kind: str, subject: str, part: int) -> str:
    """The block before the page's text, its lines in a fixed order."""
    rows: dict[str, str | int] = {"title": _TITLES[kind].format(_subject(sight, kind, subject))}
    rows["kind"] = kind
    if kind in FILE_KINDS:
        rows["source"] = subject
        rows["language"] = sight.own(subject, with_data=kind == "docs").summary.language
    elif kind in ("index", "doc", "sub", "chapter") and subject:
        rows["source"] = f"{subject}/"
    if part > 1:
        rows["part"] = part
    lines = "".join(f"{name}: {scalar(value)}\n" for name, value in rows.items())
    return f"---\n{lines}---\n\n"


def _subject(sight: Sight, kind: str, subject: str) -> str:
    if kind == "appendix":
        return TITLES[subject]
    if kind == "letter":
        return az.title(subject)
    if not subject:
        return sight.title
    return subject if kind in FILE_KINDS else f"{subject}/"


def scalar(value: str | int) -> str:
    """A value as YAML writes it: a text always between double quotes, on one line."""
    if isinstance(value, int):
        return str(value)
    quoted = json.dumps(visible(value), ensure_ascii=False)
    return _NOT_YAML.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)
