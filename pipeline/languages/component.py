"""Components that hold template, script and style in one file (Vue, Svelte): their scripts."""

from __future__ import annotations

import re

import msgspec

from pipeline.languages import Source, embedded
from pipeline.languages.prose import file_comment
from pipeline.languages.tags import scan
from pipeline.model import Extraction

_TYPED = re.compile(r"""\blang\s*=\s*["']?(tsx?)\b""")
_LANGUAGES = {"ts": "TypeScript", "tsx": "TSX"}


def extract(source: Source) -> Extraction:
    """What the scripts of a component define and import; its title is the file's name."""
    spans, language = _scripts(source.text)
    found = embedded.read(language, embedded.only(source.text, spans), source.name)
    return msgspec.structs.replace(
        found, title=source.name.partition(".")[0], doc=file_comment(source) or found.doc)


def _scripts(text: str) -> tuple[list[tuple[int, int]], str]:
    """Where the scripts stand, and what language they are in."""
    spans: list[tuple[int, int]] = []
    language, start = "JavaScript", -1
    for tag in scan(text, frozenset(("script", "style"))):
        if tag.name.lower() != "script":
            continue
        if tag.opens and not tag.closes:
            match = _TYPED.search(tag.attributes)
            language = _LANGUAGES[match[1]] if match else language
            start = tag.end
        elif start >= 0:
            spans.append((start, tag.start))
            start = -1
    return (spans if start < 0 else [*spans, (start, len(text))]), language
