"""A seal on a database file: proof that nothing but us has written to it since we closed it.

SQLite notices damage to its own structure, not to the values in it. The seal, a small text file
beside the database, holds the file's stat signature and CRC-32. While the signature is the recorded
one the content is trusted without reading it; a file that was copied or restored (same bytes, other
signature) is read once; one whose bytes differ is not trusted at all. The seal is taken off before
the first write and put on at the end, so a killed build leaves none, and SQLite's own check
decides.
"""

from __future__ import annotations

import os
import re
import zlib
from pathlib import Path

from pipeline.fingerprint import signature

TRUSTED, UNSEALED, BROKEN = "trusted", "unsealed", "broken"
_CHUNK = 1 << 20
_WHOLE = re.compile("[0-9a-f]{64} [0-9a-f]{8}\n")


def _seal_path(database: Path) -> Path:
    return database.with_suffix(".seal")


def _checksum(database: Path) -> int:
    total = 0
    with database.open("rb") as file:
        while chunk := file.read(_CHUNK):
            total = zlib.crc32(chunk, total)
    return total


def _text(database: Path, checksum: int) -> str:
    return f"{signature(os.lstat(database)).hex()} {checksum:08x}\n"


def put(database: Path) -> None:
    """Seal a closed database."""
    _seal_path(database).write_text(_text(database, _checksum(database)), encoding="ascii")


def take_off(database: Path) -> None:
    """Before the first write."""
    _seal_path(database).unlink(missing_ok=True)


def state(database: Path) -> str:
    """:data:`TRUSTED`, :data:`UNSEALED` or :data:`BROKEN`."""
    path = _seal_path(database)
    try:
        sealed = path.read_text(encoding="ascii", errors="replace")
    except OSError:
        return UNSEALED
    if not _WHOLE.fullmatch(sealed):
        # A build was killed while it put the seal on.
        return UNSEALED
    sig, _, checksum = sealed.strip().partition(" ")
    # A log with content is not ours: we seal after it is gone. Readers may leave an empty one.
    log = Path(f"{database}-wal")
    if log.exists() and log.stat().st_size:
        return BROKEN
    if sig == signature(os.lstat(database)).hex():
        return TRUSTED
    return TRUSTED if checksum == f"{_checksum(database):08x}" else BROKEN
