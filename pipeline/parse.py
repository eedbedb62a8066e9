"""Parse: the bytes of one file -> its summary. Pure, and total: bad input gives diagnostics."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from pipeline.analysis import LIMIT, analyse
from pipeline.decode import read
from pipeline.languages import Language, Source, extract
from pipeline.languages.generated import is_generated
from pipeline.languages.todos import todos
from pipeline.model import Diagnostic, Extraction, Finding, LineCounts, ShortTest, Summary
from pipeline.secrets import Secret
from pipeline.testcalls import short_tests


def parse(data: bytes, name: str, language: Language, *, oversize: bool = False) -> Summary:
    """Summary of a file's bytes. ``oversize`` files are counted, not read for structure."""
    text, encoding, diagnostics, hidden = read(data)
    source = Source(text, name, language)
    findings = tuple(_secrets(text, hidden))
    if oversize:
        message = f"{len(data):,} bytes: larger than parse_limit, so its structure is not listed"
        extraction = Extraction(diagnostics=(Diagnostic("oversize", message),))
    else:
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
        short_tests=() if oversize else _short_tests(source, extraction),
        masked=bool(hidden),
    )


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
    return Summary(language.name, "UTF-8", LineCounts(0, 0, 0), extraction, masked=True)


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


def _short_tests(source: Source, extraction: Extraction) -> tuple[ShortTest, ...]:
    try:
        return short_tests(source, extraction)
    except (Exception, RecursionError):
        return ()


def _with_diagnostics(extraction: Extraction, more: tuple[Diagnostic, ...]) -> Extraction:
    return msgspec.structs.replace(extraction, diagnostics=more + extraction.diagnostics)


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
