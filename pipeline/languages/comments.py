"""Comments as documentation, for every language: markers, licences and linter pragmas taken off.

:func:`leading_comment` finds what a file says about itself before its first line of code. A licence
or a list of authors is never a file's purpose, so such paragraphs are dropped wherever they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.languages import Language

#: Longest documentation text kept for one symbol or comment, in characters.
DOC_LIMIT = 4_000
#: A leading comment that does not start within this many characters is not looked for.
_HEAD = 65_536

Markers = Sequence[str]
Pairs = Sequence[tuple[str, str]]

# `#![attr]` opens many Rust files and is no shebang.
_PREAMBLE = re.compile(r"#!(?!\[)|<\?(?:php|xml)\b|<!doctype\b", re.IGNORECASE)

_PRAGMA = re.compile(
    r"""
    -\*-.*                                   # editors' mode lines
    | (?:vim?|ex)\s*:.*
    | (?:local\ variables|end)\s*:.*
    | .{0,20}\bcoding[:=]\s*[-\w.]+\s*(?:-\*-)?
    | (?:noqa|nosec|nolint|nopep8|pragma|lint|pylint|mypy|ruff|flake8|isort|fmt|yapf|black|pyright
       |pyre|pytype|pycodestyle|pydocstyle|doctest|cython|distutils|codespell|cspell|spell-checker
       |eslint|eslint-env|jshint|jslint|tslint|stylelint|prettier|standard|istanbul|c8|globals?
       |clang-format|clang-tidy|cppcheck|iwyu|shellcheck|hadolint|rubocop|swiftlint|ktlint
       |checkstyle|checkov|frozen_string_literal|yaml-language-server|yamllint|markdownlint
       |language|syntax|escape|requires-python|sourcemappingurl)
      (?:-[-\w]+)?\s*[:=(@].*
    | type:\s*ignore\b.*
    | (?:noqa|nosec|nolint|pyre-(?:strict|unsafe)|\+build\b.*|go:build\b.*|prettier-ignore)
    | eslint-(?:disable|enable)\b.*
    | (?:clang-format|yapf|fmt|isort)\s*:?\s*(?:on|off|skip_file)
    | @(?:ts-\w+|flow|noflow|jsx|jest-environment|format|noformat|preserve|prettier)\b.*
    | <reference\b.*
    | \$Id\b.*
    """,
    re.IGNORECASE | re.VERBOSE,
)

# Lines about the file rather than about what it is for.
_NOISE = re.compile(
    r"""
    (?:@|\\)?(?:authors?|owner(?:\(s\)|s)?|maintainers?|contacts?|e-?mail|created(?:\ (?:on|by))?
      |date|version|revision|last\ (?:modified|changed?|updated?)|file\ ?name|since)\s*[:=].*
    | (?:@|\\)(?:authors?|version|since|date)\b.*
    | (?:@|\\)?file\s*:?\s*[-\w./]+
    | (?:created|written|contributed)\s+(?:on|by)\b.*
    | created\ (?:with|using)\b.* | (?:creator|generator)\s*:.*
    | @(?:partially-)?generated\b.*
    | (?:this\ file\ (?:is|was|has\ been)\ )?auto(?:matically|\b)?[-\ ]?generated\b.*
    | (?:please\ )?do\ not\ (?:edit|modify|change)\b.*
    | [-\w./]+\.[a-z]\w{0,4}                 # nothing but the file's own name
    """,
    re.IGNORECASE | re.VERBOSE,
)

_LICENCE = re.compile(
    r"""
    \bcopyright\b | \(c\)\s*(?:19|20)\d\d | ©\s*(?:19|20)\d\d | \bcopyleft\b
    | \bSPDX- | @licen[sc]e\b | \blicen[sc]e\s*: | \ball\ rights\ reserved
    | \bdual[-\ ]licen[sc]ed\b | \bunder\ the\ terms\ of\ the\ [gl]pl\b
    | \blicensed\ (?:under|to|by)\b | \b(?:re)?licensed\ as\b
    | \b(?:released|provided|available|(?:re)?distributed)\ under\ (?:the\ terms|.{0,40}licen[sc]e)
    | \bredistribution\ and\ use\b | \bredistributions?\ (?:of|in|must)\b
    | \bpermission\ (?:is\ (?:hereby\ )?granted|to\ use,)
    | \bgnu\ (?:lesser\ |library\ |affero\ )?general\ public\b
    | \b(?:apache|mozilla\ public|bsd(?:-style)?|mit)\ licen[sc]e\b
    | \bcreative\ commons\b | \bpublic\ domain\b
    | \bthis\ file\ is\ (?:part\ of|subject\ to)\b | \bis\ free\ software\b
    | \bcontents\ of\ this\ file\ are\ subject\b | \buse\ of\ this\ source\ code\ is\ governed\b
    | \b(?:you\ may\ obtain|obtain)\ a\ copy\ of\ the\ licen[sc]e | licenses/licen[sc]e-
    | \bunless\ required\ by\ applicable\ law\b | \bsee\ the\ licen[sc]e\ for\b
    | \bdistributed\ in\ the\ hope\b | \bwithout\ (?:any\ |even\ the\ implied\ )?warrant
    | \bdisclaims?\ all\ warranties\b | \bno\ event\ shall\b | \bmerchantability\b
    | \b(?:software|code|program)\ is\ provided\b | \byou\ should\ have\ received\ a\ copy\b
    | \babove\ copyright\ notice\b | \bneither\ the\ names?\ of\b
    | \bsee\ (?:the\ )?(?:file\ )?(?:accompanying\ )?(?:licen[sc]e|copying|notice)\b
    | \b(?:found|listed)\ in\ the\ (?:licen[sc]e|copying|contributors|authors)\b
    | \borigin\ of\ this\ software\b | \baltered\ source\ versions\b
    | \bthis\ notice\ may\ not\ be\ removed\b | \bportions\ (?:created\ by|copyright)\b
    | \b(?:original|covered)\ code\ is\b
    """,
    re.IGNORECASE | re.VERBOSE,
)

#: Each alternative above holds one of these. A plain search for them is ten times faster than the
#: pattern, and most comments hold none.
_LICENCE_WORDS = (
    "licen", "copy", "(c)", "©", "spdx-", "rights reserved", "terms", "redistribution",
    "permission", "gnu", "creative commons", "public domain", "this file is", "free software",
    "contents of this file", "source code is", "applicable law", "in the hope", "warrant",
    "no event shall", "merchantability", "is provided", "neither the name", "notice",
    "contributors", "authors", "origin of this", "altered source", "portions", "code is",
)

#: A licence that ends so goes on with a list of conditions.
_CONDITIONS = re.compile(r"\b(?:conditions?|restrictions?|met|terms)\s*:?\s*$|:\s*$")
_LIST_ITEM = re.compile(r"\s*(?:[-*•]|\(?\w{1,3}[.)])\s")
# What is still to be done does not say what a file is for.
_TASK = re.compile(r"\s*(?:TODO|FIXME|XXX|HACK)\b")
# A rule or the edge of a box: it parts paragraphs and says nothing.
_RULE = re.compile(r"[\W_]*")
_BOX_EDGE = re.compile(r"\s+(?:#+|\*+|/+|\|)$")


@dataclass(frozen=True, slots=True)
class _Block:
    """Consecutive comment lines (or one block comment) with the markers taken off."""

    text: str
    #: The line that follows without a blank line between; empty when there is one.
    follower: str


def leading_comment(text: str, language: Language, owner: re.Pattern[str] | None = None) -> str:
    """The first comment before any code that says something of the file, cleaned; or ``""``.

    ``owner`` matches a line of code which, directly below a comment, makes it that line's own
    (``def f():``) and so not the file's.
    """
    for block in _blocks(text[:_HEAD], language.line_comments, language.block_comments):
        if owner is not None and owner.match(block.follower):
            return ""
        prose = drop_boilerplate(block.text)
        if prose:
            return cap(prose)
    return ""


def comment_text(raw: str, line_comments: Markers, block_comments: Pairs = ()) -> str:
    """The prose of one comment: markers, the stars of a box and common indentation removed."""
    raw = raw.strip()
    for opener, closer in block_comments:
        if raw.startswith(opener):
            return _block_text(raw, opener, closer)
    strip = _marker_pattern(tuple(line_comments))
    lines = (strip.sub("", f"{line.strip()} ", count=1).rstrip() for line in raw.split("\n"))
    return dedent("\n".join(["", *map(_unboxed, lines)]))


def drop_boilerplate(prose: str) -> str:
    """``prose`` without licences, pragmas, authors and rules; its other paragraphs untouched."""
    kept: list[str] = []
    conditions = False
    for paragraph in _paragraphs(prose):
        if conditions and _LIST_ITEM.match(paragraph):
            continue
        rest = _before_licence(paragraph)
        conditions = rest != paragraph and bool(_CONDITIONS.search(paragraph))
        if rest:
            kept.append(rest)
    return dedent("\n".join(["", "\n\n".join(kept)]))


def is_licence(prose: str) -> bool:
    """Whether the prose speaks of copyright or the terms of use."""
    prose = " ".join(prose.split())
    folded = prose.lower()
    return any(w in folded for w in _LICENCE_WORDS) and _LICENCE.search(prose) is not None


def dedent(text: str) -> str:
    """Remove indentation and surrounding blank lines as PEP 257 describes.

    The first line is taken as it stands; the least indentation of the others goes from each.
    """
    if "\n" not in text:
        return text.expandtabs().strip()
    first, *others = text.expandtabs().split("\n")
    margin = min((len(o) - len(o.lstrip()) for o in others if o.strip()), default=0)
    lines = [first.strip(), *(other[margin:].rstrip() for other in others)]
    while lines and not lines[-1]:
        lines.pop()
    start = next((i for i, line in enumerate(lines) if line), 0)
    return "\n".join(lines[start:])


def cap(text: str, limit: int = DOC_LIMIT) -> str:
    """At most ``limit`` characters of the text, cut at the end of a line and marked with ``…``."""
    if len(text) <= limit:
        return text
    cut = text.rfind("\n", 0, limit - 1)
    head = text[: cut if cut > 0 else limit - 2].rstrip()
    return f"{head}\n…"


def _blocks(text: str, line_comments: Markers, block_comments: Pairs) -> Iterator[_Block]:
    """The comments that stand before the first line of code, in order."""
    pos, run = 0, ""
    while pos < len(text):
        end = _line_end(text, pos)
        line = text[pos:end].strip()
        pair = next((p for p in block_comments if line.startswith(p[0])), None)
        # A marker may need a space after it (`rem `) that an empty comment has not.
        starts_line = pair is None and f"{line} ".startswith(tuple(line_comments))
        if pos == 0 and _PREAMBLE.match(line):
            starts_line, line = True, ""
        elif run and not starts_line:
            yield _Block(comment_text(run, line_comments), line)
            run = ""
        if pair is not None:
            end, raw = _block_comment(text, text.index(pair[0], pos), pair)
            following = text[end + 1 : _line_end(text, end + 1)].strip()
            yield _Block(comment_text(raw, (), (pair,)), following)
            if text[end : _line_end(text, end)].strip():
                return
        elif starts_line:
            run += line + "\n"
        elif line:
            return
        pos = end + 1
    if run:
        yield _Block(comment_text(run, line_comments), "")


def _line_end(text: str, pos: int) -> int:
    end = text.find("\n", pos)
    return len(text) if end < 0 else end


def _block_comment(text: str, start: int, pair: tuple[str, str]) -> tuple[int, str]:
    """Where the block comment that opens at ``start`` ends, and its raw text."""
    opener, closer = pair
    close = text.find(closer, start + len(opener))
    end = len(text) if close < 0 else close + len(closer)
    return end, text[start:end]


def _block_text(raw: str, opener: str, closer: str) -> str:
    body = raw[len(opener) :].removesuffix(closer)
    star = re.escape(opener[-1])
    first, *others = re.sub(rf"^(?:{star}+|!)(?=[<\s]|$)<?", "", body).split("\n")
    # The column of stars that many styles draw goes only when it is whole.
    if others and all(o.lstrip().startswith(opener[-1]) for o in others if o.strip()):
        others = [re.sub(rf"^\s*{star}+/?", "", o) for o in others]
    return dedent("\n".join([_unboxed(first), *map(_unboxed, others)]))


def _unboxed(line: str) -> str:
    return "" if _RULE.fullmatch(line) else _BOX_EDGE.sub("", line)


@lru_cache(maxsize=64)
def _marker_pattern(markers: tuple[str, ...]) -> re.Pattern[str]:
    """Matches a line comment's marker with its repeats: ``##``, ``///``, ``//!``, ``#:``."""
    longest_first = sorted(markers, key=len, reverse=True)
    options = (re.escape(m) + ("" if m.endswith(" ") else _repeat(m)) for m in longest_first)
    return re.compile(rf"\A(?:{'|'.join(options)})", re.IGNORECASE)


def _repeat(marker: str) -> str:
    return rf"(?:{re.escape(marker[-1])})*(?:[!:](?=\s))? ?"


def _paragraphs(prose: str) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n", prose):
        kept = "\n".join(_lines_of_note(paragraph)).strip("\n")
        if kept.strip() and not _TASK.match(kept):
            yield kept


def _lines_of_note(paragraph: str) -> Iterator[str]:
    """The lines that are no noise, nor go on with a sentence that began as noise."""
    broken = False
    for line in paragraph.split("\n"):
        if _is_noise(line.strip()) or (broken and line.lstrip()[:1].islower()):
            broken = line.rstrip().endswith(",")
        else:
            broken = False
            yield line


def _is_noise(line: str) -> bool:
    return bool(_PRAGMA.fullmatch(line) or _NOISE.fullmatch(line) or _RULE.fullmatch(line))


def _before_licence(paragraph: str) -> str:
    """The lines of a paragraph above its first licence line; none when one spans two lines."""
    lines = paragraph.split("\n")
    first = next((i for i, line in enumerate(lines) if _LICENCE.search(line)), None)
    if first is None:
        return "" if is_licence(paragraph) else paragraph
    head = "\n".join(lines[:first])
    # "Foo is a tool by X and Y, and it is" above "licensed under …" ends in mid-sentence.
    return head if head.rstrip().endswith((".", ":", "!", "?")) or first == 1 else ""
