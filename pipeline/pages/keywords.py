"""``<file>_kw.md``: every keyword of one file, grouped by kind, each linked to its place."""

from __future__ import annotations

from pipeline.escape import Md, at, code, join, link, md, plural, sentence, text
from pipeline.facets import anchors, brief
from pipeline.languages.table import by_name
from pipeline.model import KINDS, Extraction, Symbol, at_top
from pipeline.pages import Context, Sight
from pipeline.paths import folder_of, name_of

#: Keywords named in a row of the section map before the rest is only counted.
_MAP = 40


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
        "section_map": _section_map(sight, path, marked, extraction),
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
    by_kind: dict[str, list[str]] = {}
    for symbol, mark in marked:
        by_kind.setdefault(symbol.kind, []).append(_row(sight, symbol, mark, docs, source))
    order = [*KINDS, *sorted(by_kind.keys() - KINDS.keys())]
    return [
        (md(KINDS[kind][1] if kind in KINDS else text(kind)), md("\n".join(by_kind[kind])))
        for kind in order if kind in by_kind
    ]


def _row(sight: Sight, symbol: Symbol, mark: str, docs: str, source: str) -> str:
    name = link(code(symbol.qualname), at(docs, mark))
    line = link(md(f"line {symbol.line}"), sight.to_lines(source, symbol.line))
    said = f": {sentence(brief(symbol.doc))}" if symbol.doc else ""
    return f"- {name} ({line}){said}"


def _imports(sight: Sight, path: str, extraction: Extraction) -> list[Md]:
    """Each imported module once, with its lines."""
    lines: dict[str, list[int]] = {}
    for item in extraction.imports:
        if item.kind != "link":
            lines.setdefault("." * item.level + item.module, []).append(item.line)
    return [
        md(f"{code(module)} ({join([_line(sight, path, n) for n in sorted(set(at))], ', ')})")
        for module, at in lines.items()
    ]


def _line(sight: Sight, path: str, line: int) -> Md:
    return link(md(f"line {line}"), sight.to_source(path, line))


def _section_map(
    sight: Sight, path: str, marked: list[tuple[Symbol, str]], extraction: Extraction
) -> list[Md]:
    """For each section of the docs page, the keywords that stand in it."""
    docs = sight.to_node("docs", path)
    top = at_top(extraction.symbols)
    told = [(s.qualname, at(docs, mark)) for (s, mark), is_top in zip(marked, top, strict=True)
            if is_top and s.doc and not s.name.startswith("_")]
    outline = [(s.qualname, at(docs, mark)) for (s, mark), is_top in zip(marked, top, strict=True)
               if is_top]
    modules = list(dict.fromkeys(
        "." * i.level + i.module for i in extraction.imports if i.kind != "link"))
    rows = []
    if told:
        rows.append(_map_row("High-Level Overview", told))
    if outline:
        rows.append(_map_row("Code Structure", outline))
    if modules:
        rows.append(_map_row("Import Dependencies", [(m, "") for m in modules]))
    return rows


def _map_row(section: str, keywords: list[tuple[str, str]]) -> Md:
    shown = [link(code(name), target) if target else code(name)
             for name, target in keywords[:_MAP]]
    more = len(keywords) - len(shown)
    tail = f" and {plural(more, 'other', 'others')}" if more else ""
    return md(f"**{section}**: {join(shown, ', ')}{tail}")
