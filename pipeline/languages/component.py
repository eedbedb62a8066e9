"""Components that hold template, script and style in one file (Vue, Svelte).

The script is read by the extractor of its own language, with everything around it blanked out so
that lines keep their numbers.
"""

from __future__ import annotations

import re

import msgspec

from pipeline.languages import Language, Source
from pipeline.languages import extract as extract_with
from pipeline.languages.prose import clip, file_comment
from pipeline.languages.table import by_name
from pipeline.languages.tags import scan
from pipeline.model import Extraction

_NOT_NEWLINE = re.compile(r"[^\n]+")
_TYPED = re.compile(r"""\blang\s*=\s*["']?(tsx?)\b""")


def extract(source: Source) -> Extraction:
    """What the scripts of a component define and import; its title is the file's name."""
    parts, language = _scripts(source.text)
    found = Extraction()
    if language is not None:
        found = extract_with(Source(parts, source.name, language))
    doc = clip(file_comment(source)) or found.doc
    return msgspec.structs.replace(found, title=source.name.partition(".")[0], doc=doc)


def _scripts(text: str) -> tuple[str, Language | None]:
    """The text with all but the scripts blanked, and what language they are in."""
    kept, end, start, name = [], 0, -1, ""
    for tag in scan(text, frozenset(("script", "style"))):
        if tag.name.lower() != "script":
            continue
        if tag.opens and not tag.closes:
            match = _TYPED.search(tag.attributes)
            name = {"ts": "TypeScript", "tsx": "TSX"}[match[1]] if match else name or "JavaScript"
            start = tag.end
        elif start >= 0:
            kept += [_blank(text[end:start]), text[start : tag.start]]
            end, start = tag.start, -1
    if start >= 0:
        kept += [_blank(text[end:start]), text[start:]]
    return "".join(kept), by_name(name) if name else None


def _blank(text: str) -> str:
    return _NOT_NEWLINE.sub("", text)
