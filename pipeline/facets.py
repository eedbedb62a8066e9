"""What *others* see of a file, split from what the file is.

A summary has three facets besides itself. Each is stored and digested on its own, so that a change
stops where nobody can see it: an edit inside a function body changes the summary, none of these.
"""

from __future__ import annotations

import re

import msgspec

from pipeline.escape import anchor_id
from pipeline.fingerprint import digest
from pipeline.inventory import defines
from pipeline.model import Diagnostic, Extraction, Record, Route, ShortTest, Summary, Symbol, at_top
from pipeline.offers import by_content

_BRIEF = 160
#: Entry points of one file that its folder's pages can name.
_ENTRIES = 20
#: Kinds that a row tells what a file defines by.
_KINDS = 2


class Card(Record, frozen=True):
    """A file's row in its folder's table."""

    language: str
    #: One line of plain text; empty when the file says nothing about itself.
    description: str
    lines: int
    code: int
    symbols: int
    #: Of its own accord: "DO NOT EDIT", "@generated".
    generated: bool = False
    #: How the file, or what it declares, can be started.
    entry_points: tuple[str, ...] = ()
    #: It defines tests.
    holds_tests: bool = False
    #: What it defines, in words, where it says nothing about itself.
    defines: str = ""
    #: What a README calls itself.
    title: str = ""


class Name(Record, frozen=True):
    """One keyword of a file as indexes show it."""

    name: str
    qualname: str
    kind: str
    #: Id of the anchor in the file's docs page.
    anchor: str
    brief: str = ""
    #: Inside of something else than a namespace.
    inner: bool = False


class Reference(Record, frozen=True):
    """An import without its place: what resolving it needs."""

    kind: str
    module: str
    level: int = 0
    names: tuple[str, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()


class Heir(Record, frozen=True):
    """A class with the bases that it names."""

    qualname: str
    anchor: str
    bases: tuple[str, ...]


class Facets(Record, frozen=True):
    """All three, as they are stored beside the summary."""

    card: Card
    names: tuple[Name, ...]
    references: tuple[Reference, ...]
    #: Digest (hex) of the part of the summary that the keyword page shows: the extraction, and
    #: what the findings are about.
    outline: str
    diagnostics: tuple[Diagnostic, ...] = ()
    heirs: tuple[Heir, ...] = ()
    #: Names under which the file can be found by what it declares; see :mod:`pipeline.offers`.
    offers: tuple[str, ...] = ()
    routes: tuple[Route, ...] = ()
    short_tests: tuple[ShortTest, ...] = ()


_SENTENCE_END = re.compile(
    r"(?<=[^\s.][.!?])(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bvs\.)\s+(?=[A-Z`*'\"(\[])")


#: A line below a text that starts to tell of a parameter, a member or a result.
_FIELD = re.compile(
    r"\n\s*(?=@[\w.]+:|:(?:param|type|returns?|rtype|raises)\b|[@\\](?:param|returns?|throws)\b)")
#: A line that only decorates: a rule, an underline.
_RULE = re.compile(r"[-=~*#_+^.\s]{3,}")


def brief(doc: str) -> str:
    """First sentence of a documentation text, on one line, cut at a word near 160 characters."""
    if not doc:
        return ""
    lines = ["" if _RULE.fullmatch(line.strip()) else line for line in doc.splitlines()]
    paragraphs = [part.strip() for part in "\n".join(lines).strip().split("\n\n", 2)]
    # ``NOTE:`` on a line of its own says nothing yet.
    is_label = len(paragraphs) > 1 and _LABEL.fullmatch(paragraphs[0])
    paragraph = paragraphs[1 if is_label else 0]
    line = " ".join(_FIELD.split(paragraph, maxsplit=1)[0].split())
    sentence = _SENTENCE_END.split(line, maxsplit=1)[0]
    if len(sentence) <= _BRIEF:
        # What it announces is not shown.
        return f"{sentence} …" if sentence.endswith(":") else sentence
    return cut(sentence, _BRIEF)


_TICKS = re.compile("`+")
_LABEL = re.compile(r"\w+:")


def cut(text: str, limit: int) -> str:
    """A line of text, cut at a word and not inside of code between backticks."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 2].rsplit(" ", 1)[0]
    ticks = [match.start() for match in _TICKS.finditer(kept)]
    if len(ticks) % 2:
        kept = kept[: ticks[-1]].rstrip() or kept
    return f"{kept} …"


def anchors(symbols: tuple[Symbol, ...]) -> list[str]:
    """Anchor id of each symbol: its qualified name; a repeated one is numbered in source order.

    The ids hold no line numbers: code that moves keeps its links.
    """
    seen: dict[str, int] = {}
    result = []
    for symbol in symbols:
        base = anchor_id(symbol.qualname)
        count = seen[base] = seen.get(base, 0) + 1
        # No UTF-8 text holds the byte 0xFE, so an id made of a name never has this mark.
        result.append(base if count == 1 else f"{base}-fe{count}")
    return result


def holds_tests(extraction: Extraction) -> bool:
    """Whether a file defines tests: by what its language says of them, else by their names."""
    return any(
        symbol.kind == "test" or "test" in symbol.modifiers
        or (symbol.kind in ("function", "method") and symbol.name.startswith(("test_", "Test"))
            and "declaration" not in symbol.modifiers)
        for symbol in extraction.symbols)


def facets(summary: Summary, name: str = "") -> Facets:
    """The facets of a summary; ``name`` is the file's base name."""
    extraction = summary.extraction
    symbols = extraction.symbols
    card = Card(
        language=summary.language,
        description=brief(extraction.doc) or extraction.title,
        lines=summary.lines.total,
        code=summary.lines.code,
        symbols=len(symbols),
        generated=summary.generated,
        entry_points=extraction.entry_points[:_ENTRIES],
        holds_tests=holds_tests(extraction),
        defines="" if extraction.doc or extraction.title else defines(symbols, _KINDS),
        title=extraction.title if name.lower().startswith("readme") else "",
    )
    names = tuple(
        Name(s.name, s.qualname, s.kind, anchor, brief(s.doc), not top)
        for s, anchor, top in zip(symbols, anchors(symbols), at_top(symbols), strict=True)
    )
    found = {(i.kind, i.module, i.level, i.names, i.aliases) for i in extraction.imports}
    references = tuple(Reference(*item) for item in sorted(found))
    said = sorted({(finding.rule, finding.name) for finding in summary.findings})
    outline = digest(summary.language.encode(), msgspec.json.encode(extraction),
                     msgspec.json.encode(said)).hex()
    heirs = tuple(Heir(s.qualname, name.anchor, s.bases)
                  for s, name in zip(symbols, names, strict=True) if s.bases)
    offers = by_content(name, summary.language, extraction)
    return Facets(card, names, references, outline, extraction.diagnostics, heirs, offers,
                  extraction.routes, summary.short_tests)
