"""Scan: what is in the tree now, and what differs from what the store remembers.

A file whose stat signature is the remembered one is not read; any other is read and digested, and
only a new digest makes it *changed*. A signature that was young when it was taken (*racy*) is
remembered as empty, so the file is read once more by the next scan: an edit that hides within the
clock's granularity is found then. Folders are listed again only when the signature of one of them,
or of a rule file, moved.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from pipeline import fs
from pipeline.attributes import AttributeRules, Attributes
from pipeline.config import Config
from pipeline.fingerprint import digest, digest_text, is_racy, signature
from pipeline.ignore import Listing, list_sources, patterns
from pipeline.languages import Language
from pipeline.languages.choose import choose
from pipeline.languages.table import by_name
from pipeline.paths import name_of, os_path
from pipeline.store import BINARY, GENERATED, OVERSIZE, UNREADABLE, VENDORED, Store

_HEAD = 8000
_UTF16_32_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


@dataclass(frozen=True, slots=True)
class Entry:
    """A source file as the scan found it."""

    path: str
    signature: bytes
    digest: bytes
    size: int
    language: str
    flags: int


@dataclass(slots=True)
class Scan:
    """The difference between the tree and the store."""

    #: Number of files in the tree.
    total: int = 0
    #: New files and files with other bytes, another language or other flags.
    changed: dict[str, Entry] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    #: Same content, new signature.
    touched: list[tuple[str, bytes]] = field(default_factory=list)
    #: When the folders were listed anew: what to remember of them.
    listing: Listing | None = None
    notices: list[str] = field(default_factory=list)
    #: Every file counts as changed.
    reparse: bool = False


def scan(
    config: Config, store: Store, parse_key: bytes | None = None, *, rehash: bool = False,
    reparse: bool = False,
) -> Scan:
    """Compare the tree with the store; writes nothing.

    ``rehash`` reads every file whatever its signature says. ``reparse`` takes every file for
    changed as well; so does a ``parse_key`` that is not the store's: other extractors filled it.
    """
    now = time.time_ns()
    known: dict[str, bytes] = dict(store.rows("SELECT path, sig FROM sources"))
    filled_by = store.get_meta("parse_key")
    others = parse_key is not None and filled_by is not None and filled_by != parse_key
    result = Scan(reparse=reparse or others)
    listed = _relist_if_moved(config, store, result, known)
    if rehash or result.reparse:
        known = dict.fromkeys(known, b"")
    suspects = _suspects(str(config.source), listed, known, now, result)
    gone = known.keys() - set(listed) if result.listing else ()
    result.removed += sorted(gone)
    if suspects:
        _examine(config, store, suspects, now, result)
    return result


def _relist_if_moved(
    config: Config, store: Store, result: Scan, known: dict[str, bytes]
) -> Iterable[str]:
    if not _listing_moved(config, store):
        return known
    listing = list_sources(config.source, _never(config))
    _apply_patterns(config, listing)
    listing.attributes = _attributes_mark(listing)
    result.listing = listing
    result.notices += [f"{name!r}: this file name cannot be represented; the file is left out"
                       for name in listing.refused]
    if store.get_meta("scan_key") != scan_key(config) \
            or store.get_meta("attributes") != listing.attributes:
        # What a file *is* may have changed without its bytes: look at each again.
        known.update(dict.fromkeys(known, b""))
    return listing.files


def _never(config: Config) -> frozenset[str]:
    folders = (config.out, config.cache, config.link_root)
    return frozenset(
        f.relative_to(config.source).as_posix() for f in folders if f.is_relative_to(config.source)
    )


def _apply_patterns(config: Config, listing: Listing) -> None:
    """Configured ``include`` and ``exclude``; ours to apply, whoever made the list."""
    settings = config.settings
    if settings.include:
        include = patterns(settings.include)
        listing.files = [f for f in listing.files if include.match_file(f)]
    if settings.exclude:
        exclude = patterns(settings.exclude)
        listing.files = [f for f in listing.files if not exclude.match_file(f)]


def _listing_moved(config: Config, store: Store) -> bool:
    if store.get_meta("scan_key") != scan_key(config):
        return True
    root = str(config.source)
    for folder, sig in store.rows("SELECT path, sig FROM dirs"):
        if _signature_of(f"{root}/{os_path(folder)}") != sig:
            return True
    rules = store.get_meta("rules")
    if rules is None:
        return True
    return any(
        _signature_of(path).hex() != sig
        for path, sig in msgspec.json.decode(rules, type=list[tuple[str, str]])
    )


def _signature_of(path: str) -> bytes:
    try:
        return signature(os.lstat(path))
    except OSError:
        return b"-"


def scan_key(config: Config) -> bytes:
    """Digest of all that decides which files are listed and what they are taken for."""
    settings = config.settings
    return digest_text(
        *settings.include, "\0", *settings.exclude, "\0", *settings.vendored, "\0",
        str(settings.parse_limit), config.root_package, *sorted(_never(config)),
    )


def _attributes_mark(listing: Listing) -> bytes:
    rules = sorted(p for p in listing.rules if p.endswith(".gitattributes"))
    return digest(*(fs.read_or_none(path) or b"" for path in rules))


def remember_listing(config: Config, store: Store, listing: Listing, now: int) -> None:
    """Store what lets the next scan skip the listing. Call within a transaction, after linking."""
    root = str(config.source)
    store.run("DELETE FROM dirs")
    store.many(
        "INSERT INTO dirs VALUES (?, ?)",
        ((f, _settled(f"{root}/{os_path(f)}", now)) for f in listing.folders),
    )
    rules = [(path, _settled(path, now).hex()) for path in sorted(set(listing.rules))]
    store.put_meta("rules", msgspec.json.encode(rules))
    store.put_meta("attributes", listing.attributes)
    store.put_meta("scan_key", scan_key(config))


def _settled(path: str, now: int) -> bytes:
    """Signature of a path, or empty (never equal to one) while it is racy at time ``now``."""
    try:
        st = os.lstat(path)
    except OSError:
        return b"-"
    return b"" if is_racy(st, now) else signature(st)


def _suspects(
    root: str, listed: Iterable[str], known: dict[str, bytes], now: int, result: Scan
) -> list[str]:
    """Files whose signature is not the remembered one. The hot loop of a no-op."""
    suspects = []
    lstat, is_regular = os.lstat, stat.S_ISREG
    total = 0
    for path in listed:
        try:
            st = lstat(f"{root}/{path if path.isascii() else os_path(path)}")
        except OSError:
            if path in known:
                result.removed.append(path)
            continue
        if known.get(path) == signature(st):
            total += 1
        elif is_regular(st.st_mode):
            total += 1
            suspects.append(path)
        elif path in known:
            result.removed.append(path)
    result.total = total
    return suspects


def _examine(
    config: Config, store: Store, suspects: list[str], now: int, result: Scan
) -> None:
    if result.listing:
        rules = result.listing.rules
    else:
        stored = msgspec.json.decode(store.get_meta("rules") or b"[]", type=list[tuple[str, str]])
        rules = [path for path, _ in stored]
    classifier = Classifier(config, AttributeRules(config.source, rules))
    before = {
        path: (bytes(content), language, flags)
        for path, content, language, flags in store.rows(
            "SELECT path, digest, language, flags FROM files")
    } if len(suspects) > 64 else {}
    for path in suspects:
        entry = classifier.entry(path, now)
        row = before.get(path) or store.row(
            "SELECT digest, language, flags FROM files WHERE path = ?", path)
        if row == (entry.digest, entry.language, entry.flags) and not result.reparse:
            result.touched.append((path, entry.signature))
        else:
            result.changed[path] = entry


class Classifier:
    """Reads a file once and says what it is."""

    def __init__(self, config: Config, attributes: AttributeRules) -> None:
        self._root = str(config.source)
        self._limit = config.settings.parse_limit
        self._vendored = patterns(config.settings.vendored)
        self._attributes = attributes

    def entry(self, path: str, now: int) -> Entry:
        """The entry of one file; what cannot be read is an entry too."""
        try:
            data, st = fs.read_source(f"{self._root}/{os_path(path)}")
        except OSError as error:
            return Entry(path, b"", digest_text(_reason(error)), 0, "Text", UNREADABLE)
        sig = b"" if is_racy(st, now) else signature(st)
        language, flags = self._classify(path, data)
        return Entry(path, sig, digest(data), len(data), language.name, flags)

    def _classify(self, path: str, data: bytes) -> tuple[Language, int]:
        attributes = self._attributes.of(path)
        flags = self._flags(path, data, attributes)
        head = data[:_HEAD].decode("utf-8", "replace")
        language = (by_name(attributes.language) if attributes.language else None) \
            or choose(name_of(path), head)
        return language, flags

    def _flags(self, path: str, data: bytes, attributes: Attributes) -> int:
        binary = attributes.binary if attributes.binary is not None else is_binary(data)
        vendored = attributes.vendored
        if vendored is None:
            vendored = self._vendored.match_file(path)
        return (
            (BINARY if binary else 0)
            | (VENDORED if vendored else 0)
            | (GENERATED if attributes.generated else 0)
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


