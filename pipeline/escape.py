r"""Untrusted text to Markdown: everything that reaches a page passes through here once.

Names, signatures, docs and sources are data of an unknown author. Each function takes such plain
``str`` and returns :class:`Md`, text that is safe as Markdown in the place its name says::

    text  paragraphs          prose: a run of words / a whole docstring
    sentence  cell_sentence   one line of a docstring / in a table cell
    code  code_cell           an inline code span / one in a table cell
    cell  heading             plain text of a table cell / of a heading line
    link  url                 a link / the encoded target of one
    fence                     a fenced block that its content cannot close
    anchor_id  anchor         an HTML id / the element that carries it
    mermaid_label             a quoted label inside a Mermaid diagram

Rules that hold for all of them: characters that are invisible or reorder text are written out
(``\u202e``), so a page shows what a source holds; a result stays inert wherever it lands in a
line; and nothing but :func:`link` and bare ``http(s)`` and mail addresses becomes a live link.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b


class Md(str):
    """Text that is safe Markdown; only this module and trusted templates make it."""

    __slots__ = ()


# --- characters that a reader would not see ----------------------------------------------------

# C0 (but tab and newline), DEL, C1, zero-width and bidirectional controls, line and paragraph
# separators, byte order marks, lone surrogates, carried bytes (see paths) and tag characters.
# Joiners (U+200C, U+200D) stay: scripts and emoji need them and they cannot reorder text.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\uf780-\uf7ff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


#: Bytes that every reader sees, and line breaks and tabs.
_SEEN = bytes((9, 10, *range(32, 127)))


def _is_plain(s: str) -> bool:
    """Whether a long text holds nothing but these: told many times faster than by the pattern."""
    return s.isascii() and not s.encode().translate(None, _SEEN)


def _written_out(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xF780 <= code <= 0xF7FF:  # a byte of a file name that is not UTF-8
        return f"\\x{code - 0xF700:02x}"
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def visible(s: str) -> str:
    """Write out control, bidirectional and other invisible characters; plain text, not Markdown."""
    return s if s.isprintable() else _INVISIBLE.sub(_written_out, s)


def _one_line(s: str) -> str:
    return visible(" ".join(s.split()))


# --- prose -------------------------------------------------------------------------------------

_MARKUP = re.compile(r"[\\`*\[\]~$<&]")
_INLINE = str.maketrans(
    {c: "\\" + c for c in "\\`*[]~$"} | {"<": "&lt;", "&": "&amp;"},
)
# GitHub gives "_" no meaning between letters and digits, so snake_case stays readable.
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
# What would start a block: quote, table row, heading, underline, delimiter row or rule, list item.
_BLOCK_START = re.compile(
    r"[>|]|#{1,6}(?= |$)|=+$|[-:][-:| ]*$|[-+](?= )|\+$|\d{1,9}[.)](?= |$)",
)


def _inert_address(word: str) -> str:
    # GitHub links bare addresses and shows escapes inside them as written. An address that had to
    # be escaped is therefore not linked; neither is FTP, which no page should send a reader to.
    if "\\" in word or "&" in word or "ftp://" in word.lower():
        return word.replace("://", "\\://").replace("www.", "www\\.")
    return word


def _inline(s: str) -> str:
    if _MARKUP.search(s):
        s = s.translate(_INLINE)
    if "_" in s:
        s = _UNDERSCORE.sub(r"\\_", s)
    if "://" in s or "www." in s:
        s = " ".join(map(_inert_address, s.split(" ")))
    # Before a link of ours a final "!" would turn the link into an image.
    return s[:-1] + "\\!" if s.endswith("!") else s


def _block_mark(s: str) -> int:
    """Where the character stands that makes the text start a block; -1 when none does."""
    if s[:1].isalpha():
        return -1
    start = _BLOCK_START.match(s)
    if start is None:
        return -1
    return start.end() - 1 if s[0].isdigit() else 0


_CLOSING_HASHES = re.compile(r"(?<= )#+$")


def _no_block(s: str) -> str:
    if s.endswith("#"):  # a heading line would take them for its end
        s = _CLOSING_HASHES.sub(r"\\\g<0>", s)
    at = _block_mark(s)
    return s if at < 0 else f"{s[:at]}\\{s[at:]}"


# Most names and many sentences; must not match what needs any of the steps of text().
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 .,;/'\"()=+-]*")


def text(s: str) -> Md:
    """Plain text on one line: white space collapsed, no character has a Markdown meaning."""
    if _PLAIN.fullmatch(s) and "  " not in s and s[-1] != " ":
        return Md(s)
    return Md(_no_block(_inline(_one_line(s))))


def cell(s: str) -> Md:
    """Plain text of a table cell."""
    return Md(_no_block(_inline(_one_line(s)).replace("|", "\\|")))


def heading(s: str) -> Md:
    """Plain text of a heading line (what follows ``## ``)."""
    return text(s)


# --- documentation text ------------------------------------------------------------------------

_BULLET = re.compile(
    r"""\s                              # indented lines
    |[-*+•‣]\s|\(?(?:\d+[.)]|[A-Za-z]\))\s  # list items
    |:\w[^:]*:(?:\s|$)|[@\\][a-z]+\s    # fields: ":param x:", "@param x"
    |\.\.\s\w|>>>|```|~~~               # directives, doctests, fences
    |[|+].*[|+]$|.*\S[ ]{3,}\S          # drawn tables, aligned columns
    """,
    re.VERBOSE,
)
_UNDERLINE = re.compile(r"""[-=~^"'*+#.:_]{3,}(?:\s+[-=~^"'*+#.:_]{3,})*$""")
_FENCE_LINE = re.compile(r"\s*(```|~~~)")


def _chunks(lines: Iterable[str]) -> Iterator[list[str]]:
    """Groups of lines between blank lines; a blank line inside a fence does not separate."""
    chunk: list[str] = []
    mark = ""
    for line in lines:
        if found := _FENCE_LINE.match(line):
            mark = found[1] if not mark else "" if mark == found[1] else mark
        if line or mark:
            chunk.append(line)
        elif chunk:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _prose_lines(chunk: list[str]) -> int:
    """How many lines at the start of the chunk are prose; the rest depends on its layout."""
    for number, line in enumerate(chunk):
        if _UNDERLINE.match(line):
            return max(number - 1, 0)
        if _BULLET.match(line):
            # An indented line belongs to the line above, unless that one introduces it.
            hangs = number and line[0] == " " and not chunk[number - 1].endswith(":")
            return 0 if hangs else number
    return len(chunk)


def _blocks(s: str) -> list[tuple[bool, list[str]]]:
    """(is prose, lines) for each block; one that continues a list or an indented block joins it."""
    blocks: list[tuple[bool, list[str]]] = []
    for chunk in _chunks(line.rstrip() for line in s.expandtabs(4).splitlines()):
        prose = _prose_lines(chunk)
        if prose:
            blocks.append((True, chunk[:prose]))
        elif blocks and not blocks[-1][0] and _BULLET.match(chunk[0]):
            blocks[-1][1].extend(["", *chunk])
            continue
        if chunk[prose:]:
            blocks.append((False, chunk[prose:]))
    return blocks


# Code in prose, between single or double backticks; a Sphinx role before it means nothing here.
_SPAN = re.compile(
    r"(?::[a-z]{1,16}(?::[a-z]{1,16})?:)?(?<!`)(`{1,2})(?=[^`\s])([^`]+)(?<!\s)\1(?!`)",
)


# What a Sphinx role shows: `title <target>` its title, `~a.b.c` and `!x` the name.
_ROLE = re.compile(r":[a-z]{1,16}(?::[a-z]{1,16})?:`[~!]?([^`<]+?)(?:\s*<[^`>]*>)?`")


def _prose_line(line: str) -> str:
    line = _ROLE.sub(r"`\1`", line)
    # Splitting gives: plain, ticks, code, plain, ticks, code … plain.
    pieces = _SPAN.split(_one_line(line))
    spans = map(code, [*pieces[2::3], ""])
    runs = zip(map(_inline, pieces[::3]), spans, strict=True)
    return _no_block("".join(plain + span for plain, span in runs))


def sentence(s: str) -> Md:
    """One line of a documentation text: what stands between backticks becomes code."""
    return Md(_prose_line(s)) if "`" in s else text(s)


def cell_sentence(s: str) -> Md:
    """A :func:`sentence` in a table cell."""
    return Md(_prose_line(s).replace("|", "\\|")) if "`" in s else cell(s)


_TITLE = re.compile(r"\w.*[\w)`.?]$")
#: In reStructuredText the line above a block ends so.
_INTRODUCES = re.compile(r"(?<=[^\s:])::$")
_LISTED = re.compile(r"(?![-*•‣] )\S(?:.*\S)?$")
_ITEM = re.compile(r" {0,8}[-*•‣] +(?=\S)")


def _items(lines: list[str]) -> list[str]:
    """The items of a plain list, each on one line; none where its layout says more than that."""
    margin = len(lines[0]) - len(lines[0].lstrip())
    items: list[str] = []
    for line, above in zip(lines, ["", *lines], strict=False):
        depth = len(line) - len(line.lstrip())
        if (mark := _ITEM.match(line)) and depth == margin:
            items.append(line[mark.end():])
        elif line and (not (items and above) or depth <= margin or _BULLET.match(line.lstrip())):
            return []
        elif line:
            items[-1] += f" {line.lstrip()}"
    return items if all(_LISTED.match(item) for item in items) else []


def _block(prose: bool, lines: list[str]) -> Md:
    if prose:
        last = _INTRODUCES.sub(":", lines[-1])
        return Md("\n".join(map(_prose_line, [*lines[:-1], last])))
    if len(lines) == 2 and _UNDERLINE.match(lines[1]) and _TITLE.match(lines[0]):
        return Md(f"**{_prose_line(lines[0])}**")
    if items := _items(lines):
        return Md("\n".join(f"- {_prose_line(item)}" for item in items))
    content = textwrap.dedent("\n".join(lines))
    return fence(content, "pycon" if content.startswith(">>>") else "text")


def paragraphs(s: str) -> Md:
    """A documentation text: paragraphs stay paragraphs, what lives by its layout is fenced.

    Indented blocks, lists, tables, doctests and field lists are shown exactly as written; in
    paragraphs, what stands between backticks becomes code.
    """
    return join((_block(prose, lines) for prose, lines in _blocks(s)), "\n\n")


# --- code --------------------------------------------------------------------------------------

_BREAK = re.compile(r"\r\n?|[\n\t]")
_TICKS = re.compile("`+")
_FENCE_TICKS = re.compile("`{3,}")


def _longest(runs: Iterable[str]) -> int:
    return max(map(len, runs), default=0)


def code(s: str) -> Md:
    """Inline code span; the empty text gives nothing, for an empty span cannot be written.

    Two spans must not touch: their backticks would count as one run.
    """
    if not s.isprintable():
        s = visible(_BREAK.sub(" ", s))
    if not s:
        return Md()
    ticks = "`" * (_longest(_TICKS.findall(s)) + 1) if "`" in s else "`"
    # One space is taken off at either end when both ends have one, so give one to be taken.
    ends = s[0] + s[-1]
    pad = " " if "`" in ends or (ends == "  " and s.strip(" ")) else ""
    return Md(f"{ticks}{pad}{s}{pad}{ticks}")


def code_cell(s: str) -> Md:
    """Inline code span in a table cell, where even code must not hold a bare ``|``."""
    return Md(code(s).replace("|", "\\|"))


_NOT_INFO = re.compile(r"[^A-Za-z0-9+#.-]+")
_LINE_END = re.compile(r"\r\n?")


def fence(content: str, info: str = "") -> Md:
    """Fenced code block, without a line end after the closing fence.

    The content is shown line by line as it is; it gets a final line end when it has none.
    """
    if "\r" in content:
        content = _LINE_END.sub("\n", content)
    if not _is_plain(content):
        content = _INVISIBLE.sub(_written_out, content)
    if content and not content.endswith("\n"):
        content += "\n"
    longest = _longest(_FENCE_TICKS.findall(content)) if "```" in content else 0
    ticks = "`" * max(3, longest + 1)
    return Md(f"{ticks}{_NOT_INFO.sub('', info)}\n{content}{ticks}")


# --- links -------------------------------------------------------------------------------------

_NOT_PATH = re.compile(r"[^A-Za-z0-9\-._~/+,;=@!]")
_NOT_URL = re.compile(r"[^A-Za-z0-9\-._~/+,;=@!:?#&%]|%(?![0-9A-Fa-f]{2})")
_SCHEME = re.compile(r"([^/?#]*?):")
_IGNORED = re.compile("[\x00-\x20\x7f-\xa0]")  # what browsers skip before they look for a scheme
_SCHEMES = frozenset({"http", "https", "mailto"})


def _percent(match: re.Match[str]) -> str:
    char = match[0]
    if "\uf780" <= char <= "\uf7ff":
        return f"%{ord(char) - 0xF700:02X}"
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "surrogatepass"))


class Url(str):
    """A relative URL that :func:`url` made: it needs no second look before it stands in a link."""

    __slots__ = ()


def url_part(part: str) -> str:
    """A path or a fragment (plain, not encoded) as a URL holds it; ``%`` becomes ``%25``."""
    return _NOT_PATH.sub(_percent, part)


def url(path: str, fragment: str = "") -> str:
    """Relative URL of a path and a fragment, both plain."""
    encoded = url_part(path)
    if fragment:
        encoded = f"{encoded}#{url_part(fragment)}"
    return Url(encoded) if encoded and encoded[0] != "/" else encoded


def at(page: str, fragment: str) -> str:
    """A URL that :func:`url` made, with a fragment: an id, a line of ours, or a part of a URL."""
    return Url(f"{page}#{fragment}") if type(page) is Url else f"{page}#{fragment}"


def _allowed(target: str) -> bool:
    bare = _IGNORED.sub("", target)
    if not bare or bare[0] in "/\\":
        return False
    scheme = _SCHEME.match(bare)
    if scheme is None:
        return True
    return scheme[1].lower() in _SCHEMES and target.startswith(scheme[0])


def link(label: Md, url: str) -> Md:
    """``[label](url)``; only the label when the URL is not relative, http, https or mailto.

    The URL is taken as encoded already (by :func:`url`); what would still break out is encoded.
    """
    if type(url) is Url:
        return Md(f"[{label}]({url})")
    url = url.strip()
    if not _allowed(url):
        return label
    return Md(f"[{label}]({_NOT_URL.sub(_percent, url).replace('&', '&amp;')})")


_ID = re.compile(r"[A-Za-z0-9._-]+")
_NOT_ID = re.compile(r"[^A-Za-z0-9._-]+|-(?=[0-9a-f]{2})")
_MAX_ID = 120
#: Most names: they are their own ids.
_OWN_ID = re.compile(rf"[A-Za-z0-9._]{{1,{_MAX_ID}}}")
# No UTF-8 text holds the byte 0xFF, so nothing else is ever encoded with this mark.
_ID_MARK = "-ff"


@lru_cache(maxsize=1 << 12)
def _hex(run: str) -> str:
    # Nearly always the ``::`` of C++.
    return "".join(f"-{byte:02x}" for byte in run.encode("utf-8", "surrogatepass"))


def _id_hex(match: re.Match[str]) -> str:
    return _hex(match[0])


def anchor_id(qualname: str) -> str:
    """HTML id for any name: readable, the same every time, different for different names."""
    if _OWN_ID.fullmatch(qualname):
        return qualname
    encoded = _NOT_ID.sub(_id_hex, qualname)
    if len(encoded) > _MAX_ID:
        whole = blake2b(encoded.encode(), digest_size=16).hexdigest()
        return f"{encoded[: _MAX_ID - 40]}{_ID_MARK}{whole}"
    return encoded or _ID_MARK


def anchor(id: str) -> Md:
    """Empty element that carries an id made by :func:`anchor_id`.

    Raises:
        ValueError: the text is no such id.
    """
    if not _ID.fullmatch(id):
        raise ValueError(f"not an anchor id: {id!r}")
    return Md(f'<a id="{id}"></a>')


# --- diagrams ----------------------------------------------------------------------------------

# Mermaid reads labels as Markdown and then decodes its own "#59;" codes, so every character with
# a meaning to either of them is given by its code.
_NOT_MERMAID = re.compile(r"""["#;`\[\]{}()<>|\\&%*~$@^]|(?<![^\W_])_|_(?![^\W_])|:(?=//)""")


def _mermaid_code(match: re.Match[str]) -> str:
    return "#quot;" if match[0] == '"' else f"#{ord(match[0])};"


def mermaid_label(s: str) -> Md:
    """Text of a Mermaid label, to stand between double quotes; never empty."""
    label = _NOT_MERMAID.sub(_mermaid_code, _one_line(s))
    if (at := _block_mark(label)) >= 0:
        label = f"{label[:at]}#{ord(label[at])};{label[at + 1 :]}"
    return Md(label or " ")


# --- putting together --------------------------------------------------------------------------


def md(s: str) -> Md:
    """Mark a text of our own (a literal, a template's output) as Markdown."""
    return Md(s)


def join(parts: Iterable[Md], sep: str = "") -> Md:
    """Join Markdown with a separator of our own."""
    return Md(sep.join(parts))


def number(n: int) -> str:
    """``12,345``"""
    return f"{n:,}"


def about(n: int) -> str:
    """A number that has been rounded (see :func:`pipeline.rollup.rounded`), marked as such."""
    return number(n) if n < 100 else f"≈ {number(n)}"


def keywords(n: int) -> str:
    """``1 keyword``, ``≈ 1,200 keywords``: a rounded number of keywords."""
    return f"{about(n)} {'keyword' if n == 1 else 'keywords'}"


def plural(n: int, one: str, many: str) -> str:
    """``1 class``, ``3 classes``"""
    return f"{n:,} {one if n == 1 else many}"
