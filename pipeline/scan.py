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

from pipeline import fs, git
from pipeline.config import Config
from pipeline.fingerprint import digest, digest_text, is_racy, pack_signature, signature
from pipeline.ignore import Listing, list_sources, patterns
from pipeline.model import Entry
from pipeline.paths import os_path
from pipeline.store import Store


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
    #: The commit that is checked out, when the store holds the history of another.
    head: str | None = None
    #: Signature of the file of measured coverage, when the store took in another.
    coverage: bytes | None = None
    #: Every file counts as changed.
    reparse: bool = False
    #: The same bytes may be another language or have other flags now.
    reclassify: bool = False

    @property
    def moved(self) -> bool:
        """Whether there is anything to link."""
        return bool(self.changed or self.removed or self.listing or self.head is not None
                    or self.coverage is not None)


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
    _look_outside(config, store, now, result)
    return result


def _look_outside(config: Config, store: Store, now: int, result: Scan) -> None:
    """What else pages show: the checkout's history, and a file of measured coverage."""
    head = git.head(config.source) if config.settings.history else ""
    if head.encode() != (store.get_meta("history") or b""):
        result.head = head
    path = str(config.coverage) if config.coverage else ""
    if (_signature_of(path) if path else b"") != (store.get_meta("coverage") or b""):
        # Empty while racy: the next scan looks again, and what is read is compared file by file.
        result.coverage = _settled(path, now) if path else b""


def scan_some(
    config: Config, store: Store, parse_key: bytes, paths: Iterable[str]
) -> Scan | None:
    """As :func:`scan`, of some files only; None when only a look at the whole tree can tell.

    Files that the store does not know matter when they exist: one may be a new source.
    """
    if store.get_meta("parse_key") != parse_key or store.get_meta("scan_key") != scan_key(config):
        return None
    now = time.time_ns()
    known: dict[str, bytes] = {}
    for path in paths:
        row = store.row("SELECT sig FROM sources WHERE path = ?", path)
        if row is not None:
            known[path] = row[0]
        elif _signature_of(f"{config.source}/{os_path(path)}") != b"-":
            return None
    result = Scan()
    suspects = _suspects(str(config.source), known, known, now, result)
    if suspects:
        _examine(config, store, suspects, now, result)
    (total,) = store.row("SELECT COUNT(*) FROM sources") or (0,)
    result.total = total
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
    if listing.without_git:
        result.notices.append("git is missing or refuses to look at this checkout: its .gitignore "
                              "files alone say what is a source")
    result.notices += [f"{name!r}: this name cannot be represented; what it names is left out"
                       for name in listing.refused]
    result.notices += [f"{path}: the path is too long for the path of a page; it is left out"
                       for path in sorted(listing.too_long)]
    result.notices += [f"{folder}: this folder may not be listed; it is left out"
                       for folder in sorted(listing.unread)]
    if store.get_meta("scan_key") != scan_key(config) \
            or store.get_meta("attributes") != listing.attributes:
        # What a file *is* may have changed without its bytes: look at each again.
        result.reclassify = True
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
    return digest(*(fs.read_rules(path) for path in rules))


def remember_listing(config: Config, store: Store, listing: Listing, now: int) -> None:
    """Store what lets the next scan skip the listing. Call within a transaction, after linking."""
    root = str(config.source)
    store.run("DELETE FROM dirs")
    store.many(
        "INSERT INTO dirs VALUES (?, ?)",
        ((f, b"" if f in listing.unread else _settled(f"{root}/{os_path(f)}", now))
         for f in listing.folders),
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
    lstat, is_regular, pack = os.lstat, stat.S_ISREG, pack_signature
    total = 0
    for path in listed:
        try:
            st = lstat(f"{root}/{path if path.isascii() else os_path(path)}")
        except (FileNotFoundError, NotADirectoryError):
            if path in known:
                result.removed.append(path)
            continue
        except OSError:
            # It is there; reading it will say what is wrong.
            total += 1
            suspects.append(path)
            continue
        # signature(st), written out.
        if known.get(path) == pack(st.st_size, st.st_mtime_ns, st.st_ctime_ns, st.st_ino):
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
    # Only a tree that changed pays for the modules that look into files.
    from pipeline.attributes import AttributeRules
    from pipeline.classify import Classifier

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
    settled = not (result.reparse or result.reclassify)
    for path in suspects:
        row = before.get(path) or store.row(
            "SELECT digest, language, flags FROM files WHERE path = ?", path)
        entry = classifier.entry(path, now, row if settled else None)
        if row == (entry.digest, entry.language, entry.flags) and not result.reparse:
            result.touched.append((path, entry.signature))
        else:
            result.changed[path] = entry
