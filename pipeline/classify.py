"""Classify: what a file is, from one reading of it."""

from __future__ import annotations

import os
from functools import cache, partial

from pipeline import fs
from pipeline.attributes import AttributeRules, Attributes
from pipeline.config import Config
from pipeline.fingerprint import digest, digest_text, is_racy, signature
from pipeline.ignore import patterns
from pipeline.languages import Language
from pipeline.languages.choose import choose
from pipeline.languages.table import by_name
from pipeline.model import Entry
from pipeline.paths import name_of, os_path
from pipeline.store import BINARY, GENERATED, HANDWRITTEN, OVERSIZE, UNREADABLE, VENDORED

_HEAD = 8000
_UTF16_32_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


class Classifier:
    """Reads a file once and says what it is."""

    def __init__(self, config: Config, attributes: AttributeRules) -> None:
        self._root = str(config.source)
        self._limit = config.settings.parse_limit
        self._vendored = cache(partial(patterns, config.settings.vendored))
        self._attributes = attributes

    def entry(
        self, path: str, now: int, before: tuple[bytes, str, int] | None = None
    ) -> Entry:
        """The entry of one file; what cannot be read is an entry too.

        ``before`` is (digest, language, flags) as remembered, when the same bytes would still be
        classified so.
        """
        try:
            data, st = fs.read_source(f"{self._root}/{os_path(path)}", exactly=True)
        except OSError as error:
            if failure := fs.world_error(path, error):
                raise failure from error
            return Entry(path, b"", digest_text(_reason(error)), 0, "Text", UNREADABLE)
        sig = b"" if is_racy(st, now) else signature(st)
        content = digest(data)
        if before is not None and before[0] == content:
            return Entry(path, sig, content, len(data), before[1], before[2])
        known = before[2] if before is not None and not before[2] & UNREADABLE else None
        language, flags = self._classify(path, data, known)
        return Entry(path, sig, content, len(data), language.name, flags)

    def _classify(self, path: str, data: bytes, known: int | None) -> tuple[Language, int]:
        attributes = self._attributes.of(path)
        flags = self._flags(path, data, attributes, known)
        head = data[:_HEAD].decode("utf-8", "replace")
        language = (by_name(attributes.language) if attributes.language else None) \
            or choose(name_of(path), head)
        return language, flags

    def _flags(self, path: str, data: bytes, attributes: Attributes, known: int | None) -> int:
        """Flags of a file; ``known`` are those that it had under the same rules."""
        binary = attributes.binary if attributes.binary is not None else is_binary(data)
        vendored = attributes.vendored
        if vendored is None:
            # Its path decides, whatever it holds now; the patterns take 20 ms to read.
            vendored = bool(known & VENDORED) if known is not None \
                else self._vendored().match_file(path)
        return (
            (BINARY if binary else 0)
            | (VENDORED if vendored else 0)
            | (GENERATED if attributes.generated else 0)
            | (HANDWRITTEN if attributes.generated is False else 0)
            | (OVERSIZE if len(data) > self._limit else 0)
        )


def unreadable_reason(config: Config, path: str) -> str:
    """Why a file cannot be read."""
    try:
        fs.read_source(f"{config.source}/{os_path(path)}")
    except OSError as error:
        return _reason(error)
    return "it could not be read when the tree was scanned"


def _reason(error: OSError) -> str:
    return os.strerror(error.errno) if error.errno else "not a regular file"


def is_binary(data: bytes) -> bool:
    """git's rule (a NUL among the first 8 000 bytes), with UTF-16 and UTF-32 text let through."""
    return b"\0" in data[:_HEAD] and not data.startswith(_UTF16_32_MARKS)


