"""Ignore lists: what the comment at the top says, else how many patterns there are."""

from __future__ import annotations

from pipeline.languages import Source
from pipeline.languages.prose import file_comment
from pipeline.model import Extraction


def extract(source: Source) -> Extraction:
    """A description of the list; its patterns are not worth an outline."""
    lines = [line.strip() for line in source.text.split("\n")]
    patterns = [line for line in lines if line and not line.startswith("#")]
    kept = sum(1 for pattern in patterns if pattern.startswith("!"))
    count = f"{len(patterns):,} pattern{'s' if len(patterns) != 1 else ''}"
    count += f", {kept:,} of them to keep files" if kept else ""
    return Extraction(doc=file_comment(source) or (f"{count}." if patterns else ""))
