"""A file on a line of its own, as the welcome page and the book list files."""

from __future__ import annotations

from pipeline.escape import Md, md, sentence
from pipeline.pages import Sight
from pipeline.rollup import FileRow


def described(sight: Sight, row: FileRow, label: str = "") -> Md:
    """A link to a file, and the line by which it describes itself, if it does."""
    said = f": {sentence(row.card.description)}" if row.card and row.card.description else ""
    return md(f"{sight.file_link(row.path, label)}{said}")
