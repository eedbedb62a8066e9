"""Decode: the bytes of a file -> the text that everything after it sees, secrets masked."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from pipeline.model import Diagnostic
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


class Reading(NamedTuple):
    """A file's text as everything after this stage sees it."""

    #: Decoded, with its secrets masked.
    text: str
    encoding: str
    diagnostics: tuple[Diagnostic, ...]
    #: What was masked, and where.
    hidden: list[Secret]


def read(data: bytes, *, clean: bool = False) -> Reading:
    """The text of a file's bytes. Nobody else decodes what a page or the cache may hold.

    ``clean``: these very bytes were read before, and nothing in them had to be masked.
    """
    text, encoding, diagnostics = decode(data)
    found = [] if clean else secrets(text)
    return Reading(mask(text, found), encoding, diagnostics, found)


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
