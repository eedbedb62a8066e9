"""CSV and TSV: the columns, where the first row names them, and how many rows there are."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from pipeline.languages import Source
from pipeline.languages.definitions import Definitions
from pipeline.languages.prose import clip
from pipeline.model import Extraction

#: Rows of data compared with the first one.
_SAMPLE = 20
_MOST_COLUMNS = 500
#: Delimiters that may stand in for the comma, most likely first.
_DELIMITERS = ",;\t|"
_NUMBER = re.compile(r"[-+]?[\d.,]*\d[\d.,]*(?:[eE][-+]?\d+)?%?")
#: A column's name is a word or a few of them.
_NAME = re.compile(r"[^\W\d][^\n{}<>\\=]{0,79}")
_COMMENT = re.compile(r"(?:#[^\n]*\n|[ \t]*\n)+")


def extract(source: Source) -> Extraction:
    """Columns by name, and the comment at the top or else the size of the table."""
    head = _COMMENT.match(source.text)
    start = _table_start(source.text, head.end() if head else 0)
    line = source.text.count("\n", 0, start) + 1
    rows = list(_rows(source, source.text[start:]))
    found = Definitions(limit=_MOST_COLUMNS)
    names = [name.strip().lstrip("#").strip() for name in rows[0]] if rows else []
    has_header = _is_header(names, rows[1:])
    for name in names if has_header else ():
        found.define("column", name, line)
    return Extraction(
        doc=_remark(source.text[:start]) or _size(source.text[start:], len(names), has_header),
        symbols=tuple(found.symbols),
        diagnostics=found.diagnostics(),
        method="scanner",
    )


def _table_start(text: str, end: int) -> int:
    """Where the table starts: a last line of the comment with its commas names the columns."""
    last = text.rfind("\n", 0, end - 1) + 1 if end else 0
    first = text[end : text.find("\n", end) + 1]
    count = text.count(",", last, end)
    return last if count and count == first.count(",") else end


def _rows(source: Source, text: str) -> Iterator[list[str]]:
    """The first rows that hold anything."""
    lines = text[:100_000].split("\n", 4 * _SAMPLE)[: 4 * _SAMPLE]
    first = next((line for line in lines if line.strip()), "")
    if source.language.name == "TSV":
        delimiter = "\t"
    else:
        delimiter = max(_DELIMITERS, key=lambda mark: (first.count(mark), mark == ","))
    reader = csv.reader((line.replace("\0", "") + "\n" for line in lines), delimiter=delimiter)
    count = 0
    try:
        for row in reader:
            if any(field.strip() for field in row) and (not count or row[0][:1] != "#"):
                yield row
                count += 1
            if count > _SAMPLE:
                return
    except csv.Error:
        # A field longer than any sensible one: what was read so far is enough.
        return


def _is_header(names: list[str], rows: list[list[str]]) -> bool:
    """Whether the first row names the columns: distinct words, above rows that are not like it."""
    named = [name for name in names if name]
    if len(named) < max(1, len(names) - 1) or len(set(named)) < len(named):
        return False
    if not all(_NAME.fullmatch(name) for name in named) or (rows and len(names) < 2):
        return False
    below = [field.strip() for row in rows for field in row]
    if set(named) & set(below):
        return False
    return not rows or any(map(_NUMBER.fullmatch, below)) or _is_plain(named)


def _is_plain(names: list[str]) -> bool:
    """Names as programs and people write them, without the punctuation of data."""
    return all(re.fullmatch(r"[\w #./()%&-]+", name) for name in names)


def _remark(comment: str) -> str:
    lines = (line.strip().lstrip("#").strip() for line in comment.split("\n"))
    text = " ".join(line for line in lines if line)
    return clip(text) if len(text.split()) > 2 else ""


def _size(text: str, columns: int, has_header: bool) -> str:
    """How large the table is. Records that span lines, which are rare, make it uncertain."""
    if not columns or text.count('"') % 2 or '\n"' in text.replace('\n"\n', "\n"):
        return ""
    rows = sum(1 for line in text.split("\n") if line.strip() and line[0] != "#")
    rows -= has_header and not text.startswith("#")
    return f"Table of {rows:,} rows and {columns:,} columns." if rows > 0 else ""
