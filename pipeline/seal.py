"""A seal on a database file: proof that nothing but us has written to it since we closed it.

SQLite notices damage to its own structure, not to the values in it. The seal, a small text file
beside the database, holds the file's stat signature and the CRC-32 of each mebibyte of it::

    <signature, hexadecimal>
    <CRC-32 of the first MiB, 8 hexadecimal digits> <of the second> …

While the signature is the recorded one the content is trusted without reading it; a file that was
copied or restored (same bytes, other signature) is read once; one whose bytes differ is not trusted
at all. The seal is taken off before the first write and put on at the end, so a killed build leaves
none, and SQLite's own check decides. What a small change costs does not grow with the file: its
write-ahead log names the pages that it wrote, and only the mebibytes around those are read again.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Iterable
from pathlib import Path

from pipeline.fingerprint import signature

TRUSTED, UNSEALED, BROKEN = "trusted", "unsealed", "broken"
_CHUNK = 1 << 20
_WHOLE = re.compile("([0-9a-f]{64})\n((?:[0-9a-f]{8} ?)*)\n")
#: Header of a write-ahead log, and of each frame in it (https://sqlite.org/walformat.html).
_LOG_HEADER, _FRAME_HEADER = 32, 24


def _seal_path(database: Path) -> Path:
    return database.with_suffix(".seal")


def log_path(database: Path) -> Path:
    """The write-ahead log of a database."""
    return Path(f"{database}-wal")


def put(database: Path, before: list[int] | None = None, pages: Iterable[int] = ()) -> None:
    """Seal a closed database.

    ``before``: the checksums it had when its seal was taken off, if only ``pages`` (byte offsets)
    were written since and what lies behind its former end.
    """
    size = os.path.getsize(database)
    chunks = range((size + _CHUNK - 1) // _CHUNK)
    sums = list(before or ())[: len(chunks)]
    written = {page // _CHUNK for page in pages if page < size}
    with database.open("rb") as file:
        # The last chunk may have been cut off or filled up.
        for chunk in sorted(written.union(chunks[max(0, len(sums) - 1):])):
            file.seek(chunk * _CHUNK)
            checksum = zlib.crc32(file.read(_CHUNK))
            sums[chunk : chunk + 1] = [checksum]
    text = f"{signature(os.lstat(database)).hex()}\n{' '.join(f'{s:08x}' for s in sums)}\n"
    _seal_path(database).write_text(text, encoding="ascii")


def take_off(database: Path) -> list[int] | None:
    """Before the first write; returns the checksums that :func:`put` takes, if there were any."""
    sealed = _read(database)
    _seal_path(database).unlink(missing_ok=True)
    return sealed[1] if sealed else None


def state(database: Path) -> str:
    """:data:`TRUSTED`, :data:`UNSEALED` or :data:`BROKEN`."""
    sealed = _read(database)
    if sealed is None:
        return UNSEALED
    # A log with content is not ours: we seal after it is gone. Readers may leave an empty one.
    log = log_path(database)
    if log.exists() and log.stat().st_size:
        return BROKEN
    if sealed[0] == signature(os.lstat(database)).hex():
        return TRUSTED
    return TRUSTED if sealed[1] == _checksums(database) else BROKEN


def _read(database: Path) -> tuple[str, list[int]] | None:
    """Signature and checksums; None without a seal, or when a build was killed putting it on."""
    try:
        text = _seal_path(database).read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    match = _WHOLE.fullmatch(text)
    return (match[1], [int(part, 16) for part in match[2].split()]) if match else None


def _checksums(database: Path) -> list[int]:
    with database.open("rb") as file:
        return [zlib.crc32(chunk) for chunk in iter(lambda: file.read(_CHUNK), b"")]


def pages_in_log(database: Path) -> list[int]:
    """Byte offsets of the pages that the write-ahead log holds, in the database file."""
    try:
        descriptor = os.open(log_path(database), os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return []
    try:
        size = os.fstat(descriptor).st_size
        page_size = int.from_bytes(os.pread(descriptor, 4, 8), "big") or size + 1
        return [
            (int.from_bytes(os.pread(descriptor, 4, at), "big") - 1) * page_size
            for at in range(_LOG_HEADER, size, _FRAME_HEADER + page_size)]
    finally:
        os.close(descriptor)
