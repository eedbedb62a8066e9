"""Markdown: headings, the first real paragraph, and links to other files of the repository."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from pipeline.languages import Source
from pipeline.languages.links import relative_target
from pipeline.languages.outline import Mark, nest
from pipeline.languages.prose import clip, first_real, one_line
from pipeline.model import Extraction, Import

_FRONT_MATTER = re.compile(r"\A(---|\+\+\+)[ \t]*\n(.*?\n)?\1[ \t]*(?:\n|\Z)", re.DOTALL)
_FRONT_TITLE = re.compile(r"""^title[ \t]*[:=][ \t]*["']?(.+?)["']?[ \t]*$""", re.MULTILINE)
_HTML_TITLE = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    # Links are reported as written: how a browser would normalise them is of no interest here.
    return MarkdownIt("commonmark").enable("table")


def extract(source: Source) -> Extraction:
    """Headings by level, links with their lines, the title and the first real paragraph."""
    front, text = _split_front_matter(source.text)
    tokens = _parser().parse(text)
    marks = list(_headings(tokens))
    return Extraction(
        doc=first_real(_paragraphs(tokens)),
        title=_title(marks, tokens, front),
        symbols=nest(marks, text.rstrip("\n").count("\n") + 1),
        imports=tuple(_links(tokens)),
    )


def _split_front_matter(text: str) -> tuple[str, str]:
    """Front matter, and the text with blank lines in its place so that lines keep their numbers."""
    match = _FRONT_MATTER.match(text)
    if match is None:
        return "", text
    return match[2] or "", "\n" * match[0].count("\n") + text[match.end() :]


def _headings(tokens: list[Token]) -> Iterator[Mark]:
    """Headings of the document itself; one inside a quotation or a list is not a section."""
    for opening, inline in pairwise(tokens):
        if opening.type != "heading_open" or opening.level or not opening.map:
            continue
        if name := flatten(inline):
            yield Mark(int(opening.tag[1:]), name, opening.map[0] + 1)


def flatten(inline: Token) -> str:
    """The words of an inline token: markup, images and HTML taken off."""
    parts = (_words(child) for child in inline.children or ())
    return one_line("".join(parts))


def _words(token: Token) -> str:
    if token.type in ("text", "text_special", "code_inline"):
        return token.content
    return " " if token.type in ("softbreak", "hardbreak") else ""


def _title(marks: list[Mark], tokens: list[Token], front: str) -> str:
    if first := next((mark.name for mark in marks if mark.level == 1), ""):
        return clip(first)
    if match := _FRONT_TITLE.search(front):
        return clip(match[1])
    return _html_title(tokens)


def _html_title(tokens: list[Token]) -> str:
    """Many a README centres its title with HTML."""
    for token in tokens:
        if token.type == "html_block" and (match := _HTML_TITLE.search(token.content)):
            return clip(one_line(unescape(_TAG.sub("", match[1]))))
    return ""


def _paragraphs(tokens: list[Token]) -> Iterator[str]:
    for opening, inline in pairwise(tokens):
        if opening.type == "paragraph_open" and opening.level == 0 and not _is_menu(inline):
            yield flatten(inline)


def _is_menu(inline: Token) -> bool:
    """A line that only links elsewhere (``Docs | Install | Blog``) describes nothing."""
    depth = linked = free = 0
    for child in inline.children or ():
        depth += child.nesting if child.type in ("link_open", "link_close") else 0
        letters = sum(map(str.isalpha, _words(child)))
        linked, free = (linked + letters, free) if depth else (linked, free + letters)
    return linked > 0 and free < 3


def _links(tokens: list[Token]) -> Iterator[Import]:
    for token in tokens:
        if token.type == "inline" and token.map:
            yield from _inline_links(token, token.map[0] + 1)


def _inline_links(inline: Token, line: int) -> Iterator[Import]:
    for child in inline.children or ():
        if child.type in ("softbreak", "hardbreak"):
            line += 1
        target = child.attrs.get("href") or child.attrs.get("src")
        if isinstance(target, str) and (module := relative_target(target)):
            yield Import(module, line, kind="link")
