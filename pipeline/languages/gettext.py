"""Gettext catalogues: the language, the project, and how much of it is translated."""

from __future__ import annotations

import re

from pipeline.languages import Source
from pipeline.model import Extraction, Import

_HEADER = re.compile(r'^"([\w-]+):[ \t]*([^"\\]*)(?:\\n)?"', re.MULTILINE)
#: Entries are parted by blank lines; obsolete ones start with ``#~``.
_ENTRY = re.compile(r'^msgid[ \t]+((?:"[^\n]*"[ \t]*\n?)+)', re.MULTILINE)
_FUZZY = re.compile(r"^#,[^\n]*\bfuzzy\b", re.MULTILINE)
_UNTRANSLATED = re.compile(r'^msgstr(?:\[0\])?[ \t]+""[ \t]*\n(?!")', re.MULTILINE)
_REFERENCE = re.compile(r"^#:[ \t]*([^\s:]+):\d+", re.MULTILINE)
#: Files that messages come from, listed of one catalogue.
_MOST_FILES = 500


def extract(source: Source) -> Extraction:
    """Header fields as title and description, and the files that the messages come from."""
    text = source.text if source.text.endswith("\n") else source.text + "\n"
    head = dict(_HEADER.findall(text[:8192].partition("\n\n")[0]))
    messages = sum(1 for match in _ENTRY.finditer(text) if match[1].strip() != '""')
    project = head.get("Project-Id-Version", "").strip()
    return Extraction(
        doc=_summary(head, messages, text, source.name),
        title="" if project.startswith("PACKAGE") else project,
        imports=tuple(_references(text)),
        method="scanner",
    )


def _summary(head: dict[str, str], messages: int, text: str, name: str) -> str:
    language = head.get("Language", "").strip()
    if not language and name.endswith(".po"):
        language = name.removesuffix(".po") if len(name) < 12 else ""
    missing = len(_UNTRANSLATED.findall(text))
    # The header itself may be marked.
    fuzzy = len(_FUZZY.findall(text.partition("\n\n")[2]))
    if name.endswith(".pot"):
        return f"Template of {messages:,} messages."
    into = f" into {language}" if language else ""
    left = f", {missing:,} not translated" if missing else ""
    unsure = f", {fuzzy:,} fuzzy" if fuzzy else ""
    return f"Translation of {messages:,} messages{into}{left}{unsure}."


def _references(text: str) -> list[Import]:
    found: dict[str, Import] = {}
    line, counted = 1, 0
    for match in _REFERENCE.finditer(text):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        if len(found) < _MOST_FILES:
            found.setdefault(match[1], Import(match[1], line, kind="path"))
    return list(found.values())
