"""Digests and the keys made of them: everything a result depends on is in its key.

====================  ======================================================  =====================
result                key holds                                               left out, because
====================  ======================================================  =====================
summary (cache)       content digest, base name, language name, whether it    folder and config: a
                      is above ``parse_limit``, ``parse_key``: code of the    summary never sees
                      extractors, versions of the parsers they call,          them
                      :data:`pipeline.model.SCHEMA`, version
page (``page_keys``)  the kind's template, all shared templates, the          ``jobs``, ``cache``,
                      settings marked ``page`` for the kind, the way from     ``strict``: they do
                      output to source, the package's code                    not reach a page
page (reads)          each fact the page read, with the fact's digest,        facts it never asked
                      negative look-ups included                              for
store                 ``store.LINK_CODE``: code that lists, classifies,        code that only parses
                      resolves, binds and rolls up                            or makes pages
scan (``scan_key``)   ``include``, ``exclude``, ``vendored``, limits,         signatures: they are
                      language table                                          compared file by file
====================  ======================================================  =====================

A digest is 16 bytes of BLAKE2b: collisions are out of reach for accident, and the tree is not
trusted to be free of malice only as far as 64-bit birthday work.
"""

from __future__ import annotations

import struct
from hashlib import blake2b
from os import stat_result

DIGEST_BYTES = 16

#: A signature younger than this when it was taken is *racy*: the file could change again within
#: one tick of the file system's clock without its signature changing. A tick is at most 10 ms where
#: times have fractions of a second, and 2 s (FAT) where they have none.
RACY_NS = 20_000_000
COARSE_RACY_NS = 2_000_000_000


def digest(*parts: bytes) -> bytes:
    """Digest of a sequence of byte strings; lengths are mixed in, so boundaries matter."""
    hasher = blake2b(digest_size=DIGEST_BYTES)
    if len(parts) == 1:
        hasher.update(parts[0])
        return hasher.digest()
    for part in parts:
        hasher.update(len(part).to_bytes(8, "little"))
        hasher.update(part)
    return hasher.digest()


def digest_text(*parts: str) -> bytes:
    """Digest of text parts."""
    return digest(*(part.encode("utf-8", "surrogatepass") for part in parts))


pack_signature = struct.Struct("<qqqQ").pack


def signature(st: stat_result) -> bytes:
    """Stat signature: size, mtime, ctime (ns) and inode, packed for comparison.

    ctime is what no user program can set back: an edit that keeps size and mtime is still seen.
    """
    return pack_signature(st.st_size, st.st_mtime_ns, st.st_ctime_ns, st.st_ino)


def is_racy(st: stat_result, now_ns: int) -> bool:
    """Whether a signature taken at ``now_ns`` may hide a later change (git's "racily clean")."""
    # ctime is always the clock's own; an mtime without a fraction may come from an archive.
    window = RACY_NS if st.st_ctime_ns % 1_000_000_000 else COARSE_RACY_NS
    return max(st.st_mtime_ns, st.st_ctime_ns) + window > now_ns
