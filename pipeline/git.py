"""Git, asked about a checkout: which commit it is at, and what a command says."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from pipeline import fs
from pipeline.errors import WorldError

#: Set by git for its hooks; they would make it speak of another repository than ours.
_CONTEXT = frozenset({
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX",
    "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE"})
_COMMIT = re.compile(rb"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_CHUNK = 1 << 16


class GitFailed(Exception):
    """A command of git ended with an error."""


def ask(source: Path, *arguments: str) -> bytes | None:
    """What git prints; None when it refuses or there is no git."""
    import subprocess

    try:
        done = subprocess.run(
            _command(source, arguments), capture_output=True, env=_environment(), check=False)
    except (FileNotFoundError, PermissionError):
        return None
    _raise_if_ended(done.returncode, arguments)
    return done.stdout if done.returncode == 0 else None


def fields(source: Path, *arguments: str) -> Iterator[bytes]:
    """What git prints between NUL bytes, as it comes.

    Raises:
        GitFailed: git refuses, or there is none.
    """
    import subprocess

    try:
        process = subprocess.Popen(
            _command(source, arguments), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=_environment())
    except (FileNotFoundError, PermissionError) as error:
        raise GitFailed from error
    with process:
        assert process.stdout is not None
        rest = b""
        while chunk := process.stdout.read(_CHUNK):
            *whole, rest = (rest + chunk).split(b"\0")
            yield from whole
        if rest:
            yield rest
    _raise_if_ended(process.returncode, arguments)
    if process.returncode:
        raise GitFailed


#: The configuration of a checkout may come with the tree: no program that it names is ever run.
_RUN_NOTHING = ("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}")


def _command(source: Path, arguments: tuple[str, ...]) -> list[str]:
    return ["git", "-C", str(source), *_RUN_NOTHING, *arguments]


def _environment() -> dict[str, str]:
    inherited = {name: v for name, v in os.environ.items() if name not in _CONTEXT}
    # A date is the commit's own moment, wherever it is read; no look may write or use the network.
    return {**inherited, "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C",
            "TZ": "UTC"}


def _raise_if_ended(status: int, arguments: tuple[str, ...]) -> None:
    if status < 0:
        raise WorldError(f"git {arguments[0]} was ended by signal {-status}")


def head(source: Path) -> str:
    """Id of the commit that is checked out; empty outside of a checkout and in a shallow one.

    Two or three small files are read and git is not started: each build asks this.
    """
    own = _git_folder(source)
    if own is None:
        return ""
    shared = own / os.fsdecode((fs.read_or_none(str(own / "commondir")) or b"").strip())
    if fs.read_or_none(str(shared / "shallow")):
        return ""
    content = (fs.read_or_none(str(own / "HEAD")) or b"").strip()
    if content.startswith(b"ref: "):
        content = _reference(own, shared, content[5:].strip())
        if not content:
            # A branch without a commit, or references in a form that only git knows.
            content = (ask(source, "rev-parse", "--verify", "-q", "HEAD") or b"").strip()
    return content.decode() if _COMMIT.fullmatch(content) else ""


def reflog(source: Path) -> Path | None:
    """The folder in which git writes down each move of ``HEAD``; None when it keeps no such log."""
    own = _git_folder(source)
    return own / "logs" if own is not None and (own / "logs").is_dir() else None


def is_checkout(source: Path) -> bool:
    """Whether a folder lies in a checkout, even when git is missing or refuses to look at it."""
    return _git_folder(source) is not None


def _git_folder(source: Path) -> Path | None:
    """The repository's folder: ``.git``, or where a file of that name points."""
    for folder in (source, *source.parents):
        place = folder / ".git"
        if (place / "HEAD").is_file():
            return place
        written = fs.read_or_none(str(place))
        if written is not None and written.startswith(b"gitdir: "):
            return folder / os.fsdecode(written[8:].strip())
    return None


def _reference(own: Path, shared: Path, name: bytes) -> bytes:
    path = os.fsdecode(name)
    for folder in (own, shared):
        content = (fs.read_or_none(str(folder / path)) or b"").strip()
        if _COMMIT.fullmatch(content):
            return content
    packed = fs.read_or_none(str(shared / "packed-refs")) or b""
    found = re.search(rb"^([0-9a-f]+) " + re.escape(name) + rb"$", packed, re.MULTILINE)
    return found[1] if found else b""
