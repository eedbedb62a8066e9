"""What the commits say of a file or folder: when it last changed, by whom, and what with."""

from __future__ import annotations

from pipeline.commits import Past
from pipeline.escape import Md, code, join, md, number, plural, text
from pipeline.pages import Sight

_AUTHORS = 3


def past(sight: Sight, path: str) -> Past:
    """What the commits say of a file; nothing unless the settings ask for it."""
    found: Past = sight.view.get("past", path) if sight.history else Past()
    return found


def metadata(found: Past) -> list[tuple[str, Md]]:
    """Rows (label, value) of the file's metadata."""
    if not found.commits:
        return []
    name, date, author = found.last
    changes = plural(found.commits, "commit", "commits")
    return [
        ("Last change", md(f"{text(date)} by {text(author)} ({code(name[:12])})")),
        ("History", md(f"{changes} by {_people(found)}")),
    ]


def _people(found: Past) -> Md:
    if found.people == 1:
        return text(found.authors[0][0])
    shown = join(_counted(found.authors[:_AUTHORS]), ", ")
    if found.people <= _AUTHORS:
        return shown
    return md(f"{number(found.people)} authors, most by {shown}")


def together(found: Past) -> list[tuple[str, int, str]]:
    """(file, weight, reason) of the files that changed in the same commits."""
    return [
        (path, min(n, 10), f"changed together in {number(n)} of {number(found.commits)} commits")
        for path, n in found.together
    ]


def authors(sight: Sight, folder: str) -> Md:
    """Who changed a folder most; empty unless the settings ask for it."""
    found = sight.view.get("authors", folder) if sight.history else []
    return join(_counted(found), ", ")


def _counted(found: list[tuple[str, int]] | tuple[tuple[str, int], ...]) -> list[Md]:
    return [md(f"{text(name)} ({number(n)})") for name, n in found]
