"""The one seam to the disk: every read and write of a file's content goes through here.

Faults become :class:`~pipeline.errors.WorldError` with one line that names the path.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from pathlib import Path

from pipeline.errors import WorldError

#: Folder below the output folder for files that are being written; emptied when a build starts.
TEMP_FOLDER = ".sourcebook-tmp"

#: What an error says of one file; any other is the system's or the disk's, and no fact of the tree.
_OF_THE_FILE = frozenset({
    None, errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EACCES, errno.EPERM, errno.ELOOP,
    errno.ENXIO, errno.ENODEV, errno.ENAMETOOLONG,
})
_FORBIDDEN = (errno.EACCES, errno.EPERM)

#: Reads of at least a file's size each that one file may take.
_CHUNKS = 64

_READ_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def read_source(path: str, *, exactly: bool = False) -> tuple[bytes, os.stat_result]:
    """Bytes and stat of a regular file, read through one descriptor.

    A symbolic link is not followed and a FIFO never blocks. ``exactly``: nor is a folder on the way
    to it a link by now; the path must be a real one.

    Raises:
        OSError: the file cannot be read, or is not a regular file.
    """
    descriptor = os.open(path, _READ_FLAGS)
    try:
        st = os.fstat(descriptor)
        if not stat.S_ISREG(st.st_mode):
            raise OSError(f"not a regular file: {path}")
        if exactly and _opened(descriptor) not in (path, ""):
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path)
        size = max(st.st_size + 1, 65536)
        chunks = []
        while chunk := os.read(descriptor, size):
            chunks.append(chunk)
            if len(chunks) > _CHUNKS:
                raise OSError(f"it grows while it is read: {path}")
    finally:
        os.close(descriptor)
    return chunks[0] if len(chunks) == 1 else b"".join(chunks), st


def _opened(descriptor: int) -> str:
    """Where the open file lies; empty where the system does not tell."""
    try:
        return os.readlink(f"/proc/self/fd/{descriptor}")
    except OSError:
        return ""


def world_error(path: str, error: OSError) -> WorldError | None:
    """The error to end with, unless it only tells what the file at the path is.

    A build that took a full table of open files for a missing source would remember a lie.
    """
    if error.errno in _OF_THE_FILE:
        return None
    return WorldError(f"cannot read {path}: {error.strerror}")


def read_or_none(path: str) -> bytes | None:
    """Content of a file, or None when there is none to read."""
    try:
        return read_source(path)[0]
    except OSError as error:
        if failure := world_error(path, error):
            raise failure from error
        return None


def read_rules(path: str) -> bytes:
    """Content of a file that decides about other files; empty when there is no such file.

    Unlike a source it cannot be left out: one that may not be read ends the build.
    """
    try:
        return read_source(path)[0]
    except OSError as error:
        if error.errno in _FORBIDDEN or world_error(path, error):
            raise WorldError(f"cannot read {path}: {error.strerror}") from error
        return b""


def clear_temp(out: Path) -> None:
    """Remove what an interrupted build left half-written."""
    folder = out / TEMP_FOLDER
    try:
        if folder.is_symlink():
            # Somebody's way to make us empty another folder.
            folder.unlink()
        for name in os.listdir(folder):
            os.unlink(folder / name)
        os.rmdir(folder)
    except FileNotFoundError:
        pass
    except OSError as error:
        raise WorldError(f"cannot clear {folder}: {error.strerror}") from error


def drop_links(folder: Path) -> None:
    """Remove the symbolic links that lie right in a folder of our own."""
    with os.scandir(folder) as entries:
        links = [entry.path for entry in entries if entry.is_symlink()]
    for link in links:
        os.unlink(link)


def refuse_links(folder: Path, root: Path, what: str) -> None:
    """End unless a folder to write to is where its path says, as far as the tree could decide.

    Raises:
        WorldError: the folder, or one above it in the tree at ``root``, is a symbolic link.
    """
    above = [place for place in folder.parents if root in place.parents]
    for place in (folder, *above):
        if place.is_symlink():
            is_it = f"{what} {folder}" if place == folder else f"{place}, above {what},"
            raise WorldError(f"{is_it} is a symbolic link: name the folder itself")


def own_folder(out: str, folder: str) -> None:
    """Make sure that no part of ``out/folder`` leads elsewhere: a symbolic link there is removed.

    The tree may hold the output folder, and so a link that somebody planted in it.
    """
    path = out
    for part in folder.split("/") if folder else ():
        path = f"{path}/{part}"
        if os.path.islink(path):
            os.unlink(path)


def write_atomic(out: str, page: str, content: bytes) -> os.stat_result:
    """Write ``out/page`` so that a reader sees the old bytes or the new ones, never a part.

    Returns the stat of the new file.
    """
    target = f"{out}/{page}"
    temp = f"{out}/{TEMP_FOLDER}/{os.getpid()}"
    try:
        try:
            descriptor = os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o666)
        except FileNotFoundError:
            os.makedirs(os.path.dirname(temp), exist_ok=True)
            descriptor = os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o666)
        try:
            view = memoryview(content)
            while view:
                view = view[os.write(descriptor, view) :]
        finally:
            os.close(descriptor)
        _replace(temp, target)
        return os.lstat(target)
    except OSError as error:
        raise WorldError(f"cannot write {target}: {error.strerror}") from error


def _replace(temp: str, target: str) -> None:
    try:
        os.replace(temp, target)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.replace(temp, target)
    except IsADirectoryError:
        # A folder stands where a page belongs; only an empty one may be replaced.
        os.rmdir(target)
        os.replace(temp, target)


def remove_page(out: str, page: str) -> bool:
    """Delete a page and the folders this leaves empty; False when it was gone already."""
    try:
        own_folder(out, os.path.dirname(page))
        os.unlink(f"{out}/{page}")
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return False
    except OSError as error:
        raise WorldError(f"cannot remove {out}/{page}: {error.strerror}") from error
    folder = os.path.dirname(page)
    while folder:
        try:
            os.rmdir(f"{out}/{folder}")
        except OSError:
            break
        folder = os.path.dirname(folder)
    return True


def remove_marker(out: Path, marker: str) -> None:
    """Remove our mark and the output folder itself when nothing of others is left in it."""
    (out / marker).unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        out.rmdir()


def write_text(path: Path, text: str) -> None:
    """Write a small file of our own (never a page) atomically."""
    # One name for all: what a killed build leaves is overwritten by the next. The lock is held.
    temp = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if temp.is_symlink():
            temp.unlink()
        temp.write_text(text, encoding="utf-8")
        temp.replace(path)
    except OSError as error:
        raise WorldError(f"cannot write {path}: {error.strerror}") from error


def modified(path: Path) -> float:
    """When a file was last written, in seconds since the epoch; 0 when it is gone."""
    try:
        return path.lstat().st_mtime
    except OSError:
        return 0.0


def size(path: Path) -> int:
    """Bytes of a file; 0 when it is gone."""
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def remove_file(path: Path) -> None:
    """Delete a file of our own (never a page), if it is there."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise WorldError(f"cannot remove {path}: {error.strerror}") from error


def keep(path: str, content: bytes) -> None:
    """Write a file that can be made again at any time; where nothing can be written, do not."""
    temp = f"{path}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        Path(temp).write_bytes(content)
        os.replace(temp, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(temp)
