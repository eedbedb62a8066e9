"""Parse: the bytes of one file -> its summary. Pure, and total: bad input gives diagnostics."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from pipeline.analysis import LIMIT, analyse
from pipeline.languages import Language, Source, extract
from pipeline.languages.generated import is_generated
from pipeline.languages.todos import todos
from pipeline.model import Diagnostic, Extraction, Finding, LineCounts, Summary
from pipeline.secrets import Secret, mask, secrets

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", ""),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_CODING = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_TEXT_CODECS = re.compile(r"(?i)(iso-?8859|latin|cp?\d|windows|koi8|euc|shift|gb|big5|mac)")


def parse(data: bytes, name: str, language: Language, *, oversize: bool = False) -> Summary:
    """Summary of a file's bytes. ``oversize`` files are counted, not read for structure."""
    text, encoding, diagnostics, hidden = read(data)
    findings = tuple(_secrets(text, hidden))
    if oversize:
        message = f"{len(data):,} bytes: larger than parse_limit, so its structure is not listed"
        extraction = Extraction(diagnostics=(Diagnostic("oversize", message),))
    else:
        source = Source(text, name, language)
        extraction = _extract(source)
        extraction, findings = _analyse(source, extraction, findings)
    if diagnostics:
        extraction = _with_diagnostics(extraction, diagnostics)
    return Summary(
        language=language.name,
        encoding=encoding,
        lines=count_lines(text, language),
        extraction=extraction,
        generated=is_generated(text, extraction),
        todos=() if oversize else todos(text, language),
        findings=findings,
    )


class Reading(NamedTuple):
    """A file's text as everything after this stage sees it."""

    #: Decoded, with its secrets masked.
    text: str
    encoding: str
    diagnostics: tuple[Diagnostic, ...]
    #: What was masked, and where.
    hidden: list[Secret]


def read(data: bytes) -> Reading:
    """The text of a file's bytes. Nobody else decodes what a page or the cache may hold."""
    text, encoding, diagnostics = decode(data)
    found = secrets(text)
    return Reading(mask(text, found), encoding, diagnostics, found)


def _secrets(text: str, hidden: list[Secret]) -> Iterator[Finding]:
    """What the reader is told of each secret: its kind and its line, never its value."""
    line, counted = 1, 0
    for start, _, kind in hidden[:LIMIT]:
        line += text.count("\n", counted, start)
        counted = start
        yield Finding("secret-in-source", line, detail=kind)


def unreadable(reason: str, language: Language) -> Summary:
    """Summary of a file that could not be read, or that its parser did not survive."""
    diagnostic = Diagnostic("unreadable", reason)
    extraction = Extraction(diagnostics=(diagnostic,))
    return Summary(language.name, "UTF-8", LineCounts(0, 0, 0), extraction)


def _extract(source: Source) -> Extraction:
    try:
        return extract(source)
    except (Exception, RecursionError) as error:
        # An extractor that fails is our fault, but it costs this file's outline only.
        detail = f"{type(error).__name__}: {error}"[:200]
        return Extraction(diagnostics=(Diagnostic("extractor-failed", detail),))


def _analyse(
    source: Source, extraction: Extraction, known: tuple[Finding, ...]
) -> tuple[Extraction, tuple[Finding, ...]]:
    try:
        return extraction, analyse(source, extraction, known)
    except (Exception, RecursionError) as error:
        # As for an extractor: our fault, and it costs this file's findings only.
        detail = f"{type(error).__name__}: {error}"[:200]
        return _with_diagnostics(extraction, (Diagnostic("analysis-failed", detail),)), known


def _with_diagnostics(extraction: Extraction, more: tuple[Diagnostic, ...]) -> Extraction:
    return msgspec.structs.replace(extraction, diagnostics=more + extraction.diagnostics)


def decode(data: bytes) -> tuple[str, str, tuple[Diagnostic, ...]]:
    """Text with ``\\n`` line ends and no byte-order mark, the encoding's name, and remarks.

    The order is: byte-order mark, UTF-8, the coding cookie of :pep:`263`, Latin-1 (which never
    fails, so the reader is told).
    """
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return _marked(data, codec, name)
    try:
        return _newlines(data.decode("utf-8")), "UTF-8", ()
    except UnicodeDecodeError as error:
        declared = _declared(data)
        if declared:
            return declared
        line = data.count(b"\n", 0, error.start) + 1
        message = "not valid UTF-8 and no usable encoding declared; shown as Latin-1"
        return _newlines(data.decode("latin-1")), "unknown (not UTF-8)", (
            Diagnostic("encoding", message, line),)


def _marked(data: bytes, codec: str, name: str) -> tuple[str, str, tuple[Diagnostic, ...]]:
    try:
        return _newlines(data.decode(codec)), name or "UTF-8 with BOM", ()
    except UnicodeDecodeError:
        message = f"the byte-order mark says {name or 'UTF-8'}, the content is not"
        text = data.decode(codec, "replace")
        return _newlines(text), f"{name or 'UTF-8'} (damaged)", (Diagnostic("encoding", message),)


def _declared(data: bytes) -> tuple[str, str, tuple[Diagnostic, ...]] | None:
    for line in data.split(b"\n", 2)[:2]:
        match = _CODING.match(line)
        if match:
            name = match[1].decode("ascii", "replace")
            # Only character encodings: a cookie must never run a codec such as "zlib".
            if _TEXT_CODECS.match(name):
                try:
                    return _newlines(data.decode(name)), name.lower(), ()
                except (LookupError, ValueError):
                    return None
    return None


def _newlines(text: str) -> str:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def count_lines(text: str, language: Language) -> LineCounts:
    """Physical lines: blank, comment (nothing but comment on the line) and the rest."""
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    stripped = [line.strip() for line in lines]
    blank = stripped.count("")
    comment = _comment_lines(stripped, language)
    return LineCounts(len(lines) - blank - comment, comment, blank)


def _comment_lines(lines: list[str], language: Language) -> int:
    markers, blocks = language.line_comments, language.block_comments
    if not markers and not blocks:
        return 0
    if not blocks:
        return sum(1 for line in lines if line.startswith(markers))
    openers = tuple(start for start, _ in blocks)
    starts = (*openers, *markers)
    count, closer = 0, ""
    for line in lines:
        if closer:
            if closer in line:
                count += not line.partition(closer)[2].strip()
                closer = ""
            elif line:
                count += 1
        elif line.startswith(starts):
            opener, end = next(((s, e) for s, e in blocks if line.startswith(s)), ("", ""))
            after = line[len(opener):]
            if end not in after:
                closer = end
                count += 1
            elif after.endswith(end):
                count += 1
    return count
