"""Proof that a tree of pages holds together: every link, anchor and line it names exists.

:func:`check` reads each page once more than a reader would, so it is built to be fast: a scanner
that knows what :mod:`pipeline.escape` writes skips fences and code spans and picks up
``[label](url)`` and ``<a id="x"></a>``. ``exact=True`` asks a Markdown parser instead, slowly; the
tests hold the one against the other. Besides links, a page must be well-formed: see
:func:`structure`.

``python -m pipeline.linkcheck OUT SOURCE`` prints the problems and exits with 1 when there are any.
"""

from __future__ import annotations

import argparse
import html
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, unquote_to_bytes

from pipeline.fs import TEMP_FOLDER, read_or_none
from pipeline.nodes import LLMS

if TYPE_CHECKING:
    from markdown_it.token import Token

#: A larger page is reported (GitHub shows no more of a file than about this).
MAX_PAGE = 1 << 20


@dataclass(frozen=True, slots=True, order=True)
class Broken:
    """One problem; ``kind`` is ``link`` or ``structure`` (which has an empty ``url``)."""

    page: str
    line: int
    url: str
    reason: str
    kind: str = "link"

    def __str__(self) -> str:
        return f"{self.page}:{self.line}: {self.reason}{self.url and ': ' + self.url}"


@dataclass(slots=True)
class Found:
    """What a page refers to and what can be referred to; places turn into lines on demand."""

    links: list[tuple[int, str]] = field(default_factory=list)
    ids: list[tuple[int, str]] = field(default_factory=list)
    line_of: Callable[[int], int] = int


# --- the scanner -------------------------------------------------------------------------------

_OPENING = re.compile(r"(`{3,})[^`\n]*(?:\n|\Z)")
_CLOSING = re.compile(r"`{3,}[ \t]*(?:\n|\Z)")

# Every branch starts with a plain character, which lets the regex engine skip ahead.
_TOKEN = re.compile(
    r"""\\.                                                # an escaped character
    |`(?<!``)[^`\n]+`(?!`)                                 # a code span
    |`(?<!``)(?P<ticks>`+)(?!`)[^\n]*?(?<!`)`(?P=ticks)(?!`)
    |\]\((?P<url>[^()\s]*)\)                               # the end of a link
    |<a\ id="(?P<id>[^"]*)"></a>                           # an anchor
    """,
    re.VERBOSE,
)


def _fence_end(text: str, ticks: str, start: int) -> int:
    """Offset behind the fence's closing line; -1 when there is none."""
    at = text.find(f"\n{ticks}", start)
    while at >= 0:
        if closing := _CLOSING.match(text, at + 1):
            return closing.end()
        at = text.find(f"\n{ticks}", at + 1)
    return -1


def _fences(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each fenced block; the end is -1 for one that is never closed."""
    at = 0 if text.startswith("```") else text.find("\n```") + 1
    while at or text.startswith("```"):
        opening = _OPENING.match(text, at)
        end = at + 3
        if opening:
            end = _fence_end(text, opening[1], opening.end() - 1)
            yield at, end
            if end < 0:
                return
        at = text.find("\n```", end - 1) + 1
        if not at:
            return


def _prose(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of what stands outside fenced blocks."""
    start = 0
    for fence_start, fence_end in _fences(text):
        yield start, fence_start
        if fence_end < 0:
            return
        start = fence_end
    yield start, len(text)


def scan(text: str) -> Found:
    """Links and anchors of a page that :mod:`pipeline.escape` wrote."""
    found = Found(line_of=lambda at: text.count("\n", 0, at) + 1)
    for start, end in _prose(text):
        for token in _TOKEN.finditer(text, start, end):
            kind = token.lastgroup
            if kind == "url":
                target = token["url"]
                found.links.append((token.start(), html.unescape(target)))
            elif kind == "id":
                found.ids.append((token.start(), token["id"]))
    return found


_FRONT_MATTER = re.compile(r"---\n(?:.*\n)*?---\n")


def _without_front_matter(text: str) -> str:
    """The page with its front matter, which is no Markdown, as empty lines."""
    found = _FRONT_MATTER.match(text)
    return "\n" * found[0].count("\n") + text[found.end():] if found else text


# --- heading slugs -----------------------------------------------------------------------------

_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*$", re.MULTILINE)
_HEADING_TOKEN = re.compile(
    r"""\\(?P<escaped>[!-/:-@\[-`{-~])
    |(?<!`)(?P<ticks>`+)(?!`)(?P<code>.*?)(?<!`)(?P=ticks)(?!`)
    |\]\([^()\s]*\)|<[^>]*>
    |(?P<entity>&\#?\w+;)
    """,
    re.VERBOSE,
)


def _heading_piece(token: re.Match[str]) -> str:
    if token["code"]:
        inner = token["code"]
        padded = inner[0] == inner[-1] == " " and inner.strip(" ")
        return inner[1:-1] if padded else inner
    if token["entity"]:
        return html.unescape(token["entity"])
    return token["escaped"] or ""


def _in_slug(char: str) -> bool:
    return char in "- " or char.isalnum() or unicodedata.category(char) in ("Mn", "Mc", "Me", "Pc")


def _slug(shown: str) -> str:
    return "".join(filter(_in_slug, shown.lower())).replace(" ", "-")


def unique_slugs(headings: Iterable[str]) -> set[str]:
    """GitHub's anchors for the headings of a page, given as shown, in order."""
    counts: dict[str, int] = {}
    slugs = set()
    for shown in headings:
        slug = _slug(shown)
        repeated = counts.get(slug, 0)
        counts[slug] = repeated + 1
        slugs.add(f"{slug}-{repeated}" if repeated else slug)
    return slugs


def headings(text: str) -> Iterator[str]:
    """Shown text of each heading."""
    for start, end in _prose(text):
        for line in _HEADING.finditer(text, start, end):
            yield _HEADING_TOKEN.sub(_heading_piece, line[1])


# --- the exact mode ----------------------------------------------------------------------------

_ID_ATTRIBUTE = re.compile(r"""<[a-zA-Z][^>]*?\b(?:id|name)=["']([^"']*)["']""")


@cache
def _parser() -> Callable[[str], list[Token]]:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse


def _exact_inline(block: Token, found: Found) -> None:
    line = (block.map or [0])[0] + 1
    for child in block.children or []:
        if child.type in ("softbreak", "hardbreak"):
            line += 1
        elif child.type in ("link_open", "image"):
            target = child.attrs["href" if child.type == "link_open" else "src"]
            found.links.append((line, str(target)))
        elif child.type == "html_inline":
            found.ids += [(line, id) for id in _ID_ATTRIBUTE.findall(child.content)]


def exact_scan(text: str) -> Found:
    """Links and anchors as a Markdown parser finds them."""
    found = Found()
    for token in _parser()(text):
        if token.type == "inline":
            _exact_inline(token, found)
        elif token.type == "html_block":
            line = (token.map or [0])[0] + 1
            found.ids += [(line, id) for id in _ID_ATTRIBUTE.findall(token.content)]
    return found


def exact_headings(text: str) -> Iterator[str]:
    """Shown text of each heading, as a Markdown parser finds them."""
    tokens = _parser()(text)
    for before, token in pairwise(tokens):
        if before.type == "heading_open":
            shown = (c for c in token.children or [] if c.type in ("text", "code_inline"))
            yield "".join(child.content for child in shown)


# --- well-formed pages -------------------------------------------------------------------------

_TABLE = re.compile(r"^\|.*(?:\n\|.*)*", re.MULTILINE)
_DELIMITER = re.compile(r"\|(?: *:?-+:? *\|)+ *$")
# What ends a table although no blank line does: another block starts.
_NEW_BLOCK = re.compile(r"\n(?:\n|#|```|>|[-*+] |<|$)|$")


def _columns(row: str) -> int:
    # A "|" behind a backslash never separates, however many backslashes there are.
    row = row.rstrip()
    closed = row.endswith("|") and not row.endswith("\\|")
    return row.count("|") - row.count("\\|") - closed


def _table_problems(text: str, table: re.Match[str]) -> Iterator[tuple[int, str]]:
    rows = table[0].split("\n")
    line = text.count("\n", 0, table.start()) + 1
    if len(rows) < 2 or not _DELIMITER.match(rows[1]):
        yield line, "table without a delimiter row"
        return
    width = _columns(rows[1])
    for offset, row in enumerate(rows):
        if _columns(row) != width:
            yield line + offset, f"table row with {_columns(row)} columns instead of {width}"
    if not _NEW_BLOCK.match(text, table.end()):
        yield line + len(rows), "text joins the table above it"


def _end_problems(text: str) -> Iterator[tuple[int, str]]:
    last = text.count("\n")
    if not text.endswith("\n"):
        yield last + 1, "no newline at the end"
    elif text.endswith("\n\n") or text == "\n":
        yield last, "more than one newline at the end"


def structure(text: str) -> Iterator[tuple[int, str]]:
    """(line, problem) where a page is not well-formed: fences, tables, line ends."""
    for start, end in _fences(text):
        if end < 0:
            yield text.count("\n", 0, start) + 1, "unclosed fence"
    for start, end in _prose(text):
        for table in _TABLE.finditer(text, start, end):
            yield from _table_problems(text, table)
    if "\r" in text:
        yield text.count("\n", 0, text.index("\r")) + 1, "carriage return"
    yield from _end_problems(text)


# --- what links lead to ------------------------------------------------------------------------

_LINES = re.compile(r"L([1-9][0-9]*)(?:-L([1-9][0-9]*))?")
_EXTERNAL = re.compile(r"https?://|mailto:", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_BOMS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def count_lines(data: bytes) -> int:
    """Lines of a source: LF, CRLF and CR each end one; an empty file has none."""
    if encoding := _BOMS.get(data[:2]):
        data = data.decode(encoding, "replace").encode("utf-8", "replace")
    if not data:
        return 0
    ends = data.count(b"\n")
    if b"\r" in data:
        ends += data.count(b"\r") - data.count(b"\r\n")
    return ends + (data[-1:] not in (b"\n", b"\r"))


class _Folders:
    """What exists on disk, asked folder by folder instead of file by file."""

    def __init__(self) -> None:
        self._listings: dict[str, dict[str, bool]] = {}

    def _listing(self, folder: str) -> dict[str, bool]:
        known = self._listings.get(folder)
        if known is None:
            try:
                with os.scandir(folder) as entries:
                    known = {e.name: e.is_dir(follow_symlinks=False) for e in entries}
            except OSError:
                known = {}
            self._listings[folder] = known
        return known

    def is_folder(self, path: str) -> bool | None:
        """True for a folder, False for a file, None when there is nothing."""
        folder, _, name = path.rpartition(os.sep)
        return self._listing(folder or os.sep).get(name)


def _below(path: str, root: str) -> bool:
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)


class Checker:
    """Checks pages one by one and remembers what their links lead to."""

    def __init__(self, out: Path, source: Path, link_root: Path | None, exact: bool) -> None:
        self.out = os.path.abspath(out)
        self.source = os.path.abspath(source)
        self.link_root = os.path.abspath(link_root or out)
        self._scan = exact_scan if exact else scan
        self._headings = exact_headings if exact else headings
        self._folders = _Folders()
        self._ids: dict[str, frozenset[str]] = {}
        self._slugs: dict[str, set[str]] = {}
        self._lines: dict[str, int] = {}
        self._targets: dict[str, dict[str, tuple[str, str]]] = {}

    # A target is (path on disk, problem); exactly one of them is empty.

    def _on_disk(self, logical: str) -> tuple[str, str]:
        if _below(logical, self.link_root):
            path = self.out + logical[len(self.link_root) :]
            # Pages that lie beside the sources: what is no page may be a source.
            beside = _below(self.source, self.link_root)
            if self._folders.is_folder(path) is not None or not beside:
                return self._existing(path)
        if _below(logical, self.source):
            return self._existing(logical)
        return "", "leads out of the source tree"

    def _existing(self, path: str) -> tuple[str, str]:
        roots = (self.out, self.source)
        if path in roots or self._folders.is_folder(path) is not None:
            return path, ""
        return "", "no such file"

    def _resolve(self, folder: str, target: str) -> tuple[str, str]:
        if target[:1] in ("/", "\\") or _SCHEME.match(target):
            return "", "not a relative link"
        plain = os.fsdecode(unquote_to_bytes(target.partition("?")[0]))
        if "\0" in plain:
            return "", "no such file"
        return self._on_disk(os.path.normpath(os.path.join(self.link_root, folder, plain)))

    def _target(self, folder: str, target: str) -> tuple[str, str]:
        known = self._targets.setdefault(folder, {})
        if target not in known:
            known[target] = self._resolve(folder, target)
        return known[target]

    # Anchors and lines, each read once.

    def _text(self, path: str) -> str:
        text = (read_or_none(path) or b"").decode("utf-8", "replace")
        return _without_front_matter(text)

    def _has_anchor(self, path: str, anchor: str) -> bool:
        # A source is Markdown of any style, beyond what the scanner knows.
        own = _below(path, self.out)
        if path not in self._ids:
            found = (self._scan if own else exact_scan)(self._text(path))
            self._ids[path] = frozenset(id for _, id in found.ids)
        if anchor in self._ids[path]:
            return True
        if path not in self._slugs:
            shown = (self._headings if own else exact_headings)(self._text(path))
            self._slugs[path] = unique_slugs(shown)
        return anchor in self._slugs[path]

    def _line_count(self, path: str) -> int:
        if path not in self._lines:
            self._lines[path] = count_lines(read_or_none(path) or b"")
        return self._lines[path]

    def _fragment_problem(self, path: str, fragment: str) -> str:
        if self._folders.is_folder(path):
            return "a folder has no anchors"
        lines = _LINES.fullmatch(fragment)
        if lines and not _below(path, self.out):
            first, last = int(lines[1]), int(lines[2] or lines[1])
            inside = first <= last <= self._line_count(path)
            return "" if inside else f"no such lines (of {self._line_count(path)})"
        is_markdown = path.lower().endswith((".md", ".markdown"))
        found = is_markdown and self._has_anchor(path, unquote(fragment))
        return "" if found else "no such anchor"

    def _link_problem(self, page: str, folder: str, link: str) -> str:
        target, _, fragment = link.partition("#")
        if not target and not fragment:
            return "empty link"
        path, problem = self._target(folder, target) if target else (page, "")
        if problem or not fragment:
            return problem
        return self._fragment_problem(path, fragment)

    # One page.

    def _links(self, page: str, name: str, found: Found) -> Iterator[Broken]:
        folder = os.path.dirname(name)
        for at, link in found.links:
            if _EXTERNAL.match(link):
                continue
            if problem := self._link_problem(page, folder, link):
                yield Broken(name, found.line_of(at), link, problem)

    def _repeated_ids(self, found: Found) -> Iterator[tuple[int, str]]:
        seen: set[str] = set()
        for at, id in found.ids:
            if id in seen:
                yield found.line_of(at), f"id {id!r} stands twice"
            seen.add(id)

    def page(self, name: str) -> Iterator[Broken]:
        """Problems of one page, named relative to the output folder."""
        page = os.path.join(self.out, name)
        data = read_or_none(page)
        if data is None:
            yield Broken(name, 0, "", "cannot read the page", "structure")
            return
        try:
            text = _without_front_matter(data.decode("utf-8"))
        except UnicodeDecodeError:
            yield Broken(name, 0, "", "not UTF-8", "structure")
            return
        found = self._scan(text)
        self._ids[page] = frozenset(id for _, id in found.ids)
        problems = [*structure(text), *self._repeated_ids(found)]
        if len(data) > MAX_PAGE:
            problems.append((1, f"larger than {MAX_PAGE >> 20} MiB"))
        yield from (Broken(name, line, "", why, "structure") for line, why in problems)
        yield from self._links(page, name, found)


def page_names(out: Path) -> Iterator[str]:
    """Every page below the output folder, ``/``-separated, in order."""
    root = os.path.abspath(out)
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name != TEMP_FOLDER)
        below = os.path.relpath(folder, root).replace(os.sep, "/")
        prefix = "" if below == "." else below + "/"
        yield from (prefix + name for name in sorted(files)
                    if name.endswith(".md") or prefix + name == LLMS)


def check(
    out: Path,
    source: Path,
    link_root: Path | None = None,
    pages: Iterable[str] | None = None,
    *,
    exact: bool = False,
) -> list[Broken]:
    """Problems of all pages below ``out``, or of the given ones, sorted.

    Args:
        out: The output folder.
        source: The root of the documented tree; a link may lead from a page into it.
        link_root: Where the pages were built to lie, when that is not ``out``.
        pages: Pages to check, relative to ``out``.
        exact: Use a Markdown parser instead of the scanner.
    """
    checker = Checker(out, source, link_root, exact)
    names = page_names(out) if pages is None else pages
    return sorted(problem for name in names for problem in checker.page(name))


def main(arguments: list[str] | None = None) -> int:
    """Command line: print the problems; 1 when there are any."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.linkcheck", description=check.__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("source", type=Path)
    parser.add_argument("--link-root", type=Path)
    parser.add_argument("--exact", action="store_true")
    given = parser.parse_args(arguments)
    problems = check(given.out, given.source, given.link_root, exact=given.exact)
    for problem in problems:
        print(str(problem).encode("utf-8", "backslashreplace").decode())
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
