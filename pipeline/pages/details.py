"""What documentation texts say of parameters, results and errors, as tables; and their examples."""

from __future__ import annotations

import re
from itertools import islice
from typing import NamedTuple

from pipeline.docsections import Item, Sections, parse
from pipeline.escape import Md, cell_sentence, code, code_cell, fence, link, md, number, paragraphs
from pipeline.facets import cut
from pipeline.model import Symbol
from pipeline.pages.folding import folded, tidy
from pipeline.pages.outline import is_public

#: Definitions with a table, those of them that stand open, rows of one table.
_TABLES, _OPEN, _ROWS = 60, 8, 30
_TEXT = 280
#: Examples quoted, and lines of each.
_EXAMPLES, _LINES = 4, 25
#: A text without any of these is prose about an example.
_CODE = re.compile(r">>>|[({=;]")


class Documented(NamedTuple):
    """A public definition and its documentation, taken apart."""

    symbol: Symbol
    mark: str
    sections: Sections


def documented(symbols: tuple[Symbol, ...], marks: list[str]) -> list[Documented]:
    """Public definitions whose documentation has more than prose, in source order."""
    found = []
    for symbol, mark in zip(symbols, marks, strict=True):
        if "\n" in symbol.doc and is_public(symbol):
            sections = parse(symbol.doc)
            if sections.tabular or sections.examples:
                found.append(Documented(symbol, mark, sections))
    return found


def tables(found: list[Documented]) -> Md:
    """A table for each definition that says something of its parameters, results or errors."""
    told = [item for item in found if item.sections.tabular]
    blocks = [_table(item) for item in told[:_TABLES]]
    lines = [line for block in blocks[:_OPEN] for line in [*block, ""]]
    if blocks[_OPEN:]:
        rest = [line for block in blocks[_OPEN:] for line in [*block, ""]]
        lines += folded(md(f"{number(len(blocks) - _OPEN)} more"), rest)
    if len(told) > _TABLES:
        lines += ["", f"and {number(len(told) - _TABLES)} more in the source"]
    return md(tidy(lines))


def _table(item: Documented) -> list[str]:
    sections = item.sections
    rows = [_row(code_cell(p.name), p) for p in sections.params]
    rows += [_row(md(f"*returns* {code_cell(r.name)}".rstrip()), r) for r in sections.returns]
    rows += [_row(md(f"*raises* {code_cell(e.name)}".rstrip()), e) for e in sections.raises]
    if len(rows) > _ROWS:
        rows = [*rows[:_ROWS], f"| and {number(len(rows) - _ROWS)} more | | |"]
    return [f"**{link(code(item.symbol.qualname), f'#{item.mark}')}**", "",
            "| Name | Type | Meaning |", "| --- | --- | --- |", *rows]


def _row(label: Md, item: Item) -> str:
    return f"| {label} | {code_cell(item.type)} | {cell_sentence(cut(item.text, _TEXT))} |"


def examples(found: list[Documented], language: str) -> list[Md]:
    """The first examples that the file's own documentation gives, each with whose it is."""
    return [
        md(f"{link(code(item.symbol.qualname), f'#{item.mark}')}:\n\n"
           f"{_quoted(item.sections.examples[0], language)}")
        for item in exemplary(found)
    ]


def exemplary(found: list[Documented]) -> list[Documented]:
    """The first of those whose documentation starts its examples with code."""
    return list(islice(
        (item for item in found if any(map(_CODE.search, item.sections.examples[:1]))),
        _EXAMPLES))


def _quoted(example: str, language: str) -> Md:
    lines = example.split("\n")
    cut = [*lines[:_LINES], "…"] if len(lines) > _LINES else lines
    text = "\n".join(cut)
    if "```" in text:
        return paragraphs("\n".join(lines)) if len(lines) <= _LINES else fence(text, "text")
    return fence(text, "pycon" if ">>>" in text else language)
