"""``<file>_kw.md``: every keyword of one file, grouped by kind, each linked to its place."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from pipeline.catalogue import rules
from pipeline.escape import Md, at, code, join, link, md, plural, text
from pipeline.facets import anchors
from pipeline.languages.table import by_name
from pipeline.model import KINDS, Extraction, Summary, Symbol, at_top
from pipeline.pages import Context, Sight, details, findings, slug_of
from pipeline.pages.outline import SMALL_KINDS, SMALL_ROW, SMALL_SPAN, said, together
from pipeline.paths import folder_of, name_of

#: Keywords named in a row of the section map before the rest is only counted.
_MAP = 12
#: Keywords that share a row, and lines from the first to the last.
_SHARED, _SPAN = 10, 120


def build(sight: Sight, path: str, part: int) -> Context:
    summary = sight.own(path).summary
    extraction = summary.extraction
    marked = list(zip(extraction.symbols, anchors(extraction.symbols), strict=True))
    return {
        "path": code(path),
        "information": _information(sight, path),
        "groups": _groups(sight, path, marked),
        "imports": _imports(sight, path, extraction),
        "nothing": _nothing(summary.language),
        "section_map": _section_map(sight, path, marked, summary),
    }


def _nothing(language: str) -> Md:
    """What to say when there are no keywords: that there are none, or that we cannot tell."""
    row = by_name(language)
    if row is None or (row.module == "text" and row.family != "prose"):
        return md(f"The definitions in {text(language)} files are not listed.")
    return md("This file defines no keywords.")


def _information(sight: Sight, path: str) -> list[Md]:
    folder = folder_of(path)
    label = code(f"{folder}/" if folder else sight.title)
    return [
        md(f"**Source file**: {link(code(path), sight.to_source(path))}"),
        md(f"**Documentation**: {link(code(name_of(path)), sight.to_node('docs', path))}"),
        md(f"**Folder**: {link(label, sight.folder_url(folder))}"),
    ]


def _groups(
    sight: Sight, path: str, marked: list[tuple[Symbol, str]]
) -> list[tuple[Md, Md]]:
    """(heading, list) for each kind that occurs."""
    docs, source = sight.to_node("docs", path), sight.to_source(path)
    by_kind: dict[str, list[tuple[Symbol, str]]] = {}
    for item in marked:
        by_kind.setdefault(item[0].kind, []).append(item)
    order = [*KINDS, *sorted(by_kind.keys() - KINDS.keys())]
    return [
        (md(KINDS[kind][1] if kind in KINDS else text(kind)),
         md("\n".join(_rows(sight, by_kind[kind], docs, source))))
        for kind in order if kind in by_kind
    ]


def _rows(
    sight: Sight, marked: list[tuple[Symbol, str]], docs: str, source: str
) -> Iterator[str]:
    """A row for each keyword that says what it is; the others share rows."""
    small = bool(marked) and marked[0][0].kind in SMALL_KINDS
    most, span = (SMALL_ROW, SMALL_SPAN) if small else (_SHARED, _SPAN)
    for documented, group in groupby(marked, key=lambda item: bool(item[0].doc)):
        if documented:
            yield from (_row(sight, *item, docs, source) for item in group)
            continue
        placed = [(item, item[0].line) for item in group]
        for part in together(placed, most, span):
            if len(part) == 1:
                yield _row(sight, *part[0], docs, source)
            elif small:
                # They share a row of the outline as well.
                names = [(code(symbol.qualname), symbol.line) for symbol, _ in part]
                yield _shared(sight, source, names, link(md("outline"), at(docs, part[0][1])))
            else:
                named = [(link(code(symbol.qualname), at(docs, mark)), symbol.line)
                         for symbol, mark in part]
                yield _shared(sight, source, named)


def _shared(
    sight: Sight, source: str, named: list[tuple[Md, int]], outline: str = ""
) -> str:
    """A row of names in the order of their lines, which it links together."""
    place = sight.lines_link(source, named[0][1], named[-1][1])
    if outline:
        place = md(f"{place}, {outline}")
    return f"- {place}: {', '.join(f'{name} {line}' for name, line in named)}"


def _row(sight: Sight, symbol: Symbol, mark: str, docs: str, source: str) -> str:
    name = link(code(symbol.qualname), at(docs, mark))
    line = sight.lines_link(source, symbol.line)
    return f"- {name} ({line}){said(symbol)}"


def _imports(sight: Sight, path: str, extraction: Extraction) -> Md:
    """Each imported module once in its first place, with that."""
    lines: dict[str, int] = {}
    for item in extraction.imports:
        if item.kind != "link":
            lines.setdefault("." * item.level + item.module, item.line)
    source = sight.to_source(path)
    placed = [((code(module), line), line) for module, line in lines.items()]
    return md("\n".join(
        _shared(sight, source, part) if len(part) > 1
        else f"- {part[0][0]} ({sight.lines_link(source, part[0][1])})"
        for part in together(placed, _SHARED, _SPAN)))


def _section_map(
    sight: Sight, path: str, marked: list[tuple[Symbol, str]], summary: Summary
) -> list[Md]:
    """For each section of the docs page, the keywords that stand in it."""
    docs = sight.to_node("docs", path)
    # A definition that is called like a section has the anchor.
    taken = {mark for _, mark in marked}
    rows = []
    for title, names in _standing(marked, summary):
        if names:
            slug = slug_of(title)
            label = md(title) if slug in taken else link(md(title), at(docs, slug))
            rows.append(md(f"**{label}**: {_named(list(dict.fromkeys(names)))}"))
    return rows


def _standing(
    marked: list[tuple[Symbol, str]], summary: Summary
) -> Iterator[tuple[str, list[str]]]:
    """(section, names that stand in it), in the order of the docs page."""
    symbols, imports = summary.extraction.symbols, summary.extraction.imports
    top = [symbol for symbol, is_top in zip(symbols, at_top(symbols), strict=True) if is_top]
    told = details.documented(symbols, [mark for _, mark in marked])
    yield "High-Level Overview", [
        s.qualname for s in top if s.doc and not s.name.startswith("_")]
    yield "Code Structure", [s.qualname for s in top]
    yield "Parameters and Results", [t.symbol.qualname for t in told if t.sections.tabular]
    yield "Import Dependencies", [
        "." * i.level + i.module for i in imports if i.kind not in ("link", "dependency")]
    yield "Declared Dependencies", [i.module for i in imports if i.kind == "dependency"]
    known = {symbol.qualname for symbol in symbols}
    for topic, title in findings.TITLES.items():
        yield title, [f.name for f in summary.findings
                      if f.name in known and rules()[f.rule].topic == topic]
    yield "Testing & Usage", [t.symbol.qualname for t in details.exemplary(told)]


def _named(names: list[str]) -> Md:
    more = len(names) - _MAP
    tail = f" and {plural(more, 'other', 'others')}" if more > 0 else ""
    return md(f"{join([code(name) for name in names[:_MAP]], ', ')}{tail}")
