"""Names: how files of the tree, pages and tasks are called.

*Key*: how a file is named everywhere inside Sourcebook. A key is the path relative to the source
root with ``/``, valid Unicode; a byte that is not UTF-8 (``0x80``–``0xFF``) is carried as the
private-use character U+F780–U+F7FF, so that every name a file system can hold has one key.

*Page path*: where a page lies below the output folder. The mapping is injective: characters that
some file system refuses are written ``%XX``, and a folder called ``x.md`` becomes ``x%2Emd`` so
that it cannot meet a page of that name (``.json`` and ``llms.txt`` likewise). One of two names that
some file systems take for the same (see :mod:`pipeline.twins`) carries the mark ``%~`` and a part
of its digest. The endings are reserved to page kinds::

    <file>_docs.md  <file>_kw.md            one source file
    index.md doc.md sub.md index-2.md …     one folder
    keywords.md comprehensive_book.md       the tree
    llms.txt
    keywords/<prefix>.az.md  book/<name>.chapter.md

*Task name*: ``kind:key``, percent-encoded where doit gives a character a meaning.
"""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from urllib.parse import quote, unquote

from pipeline.fingerprint import digest_text

_SURROGATES = re.compile("[\udc80-\udcff]")
_CARRIED = re.compile("[\uf780-\uf7ff]")
_SHIFT = 0xF780 - 0xDC80

#: Characters that NTFS, exFAT or a URL path cannot hold, and ``%`` itself.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"\\|?*%\uf780-\uf7ff]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(?=\.|$)", re.IGNORECASE)
_MAX_NAME = 240
#: Bytes of a page path. An operating system takes 4096 of a whole path; what this leaves is for the
#: output folder's own, so that which pages there are does not depend on where it lies.
MAX_PAGE_PATH = 3500
#: Bytes that the mark of a twin takes: ``%~`` and eight digits.
_MARK = 10
#: A key of so few characters cannot have a page path of more bytes than that.
_SURELY_FITS = 300


def key_of(path: str) -> str | None:
    """Key of an operating-system path (``os.fsdecode`` form); None when it has none.

    Only a name that itself holds U+F780–U+F7FF has no key.
    """
    if path.isascii():
        return path
    if _CARRIED.search(path):
        return None
    return _SURROGATES.sub(lambda m: chr(ord(m[0]) + _SHIFT), path)


def os_path(key: str) -> str:
    """Inverse of :func:`key_of`."""
    if key.isascii():
        return key
    return _CARRIED.sub(lambda m: chr(ord(m[0]) - _SHIFT), key)


def folder_of(key: str) -> str:
    """Folder that holds ``key``; the root is the empty string."""
    return key.rpartition("/")[0]


def name_of(key: str) -> str:
    """Last component."""
    return key.rpartition("/")[2]


def ancestors(folder: str) -> list[str]:
    """The folder and all folders above it, up to and including the root ``""``."""
    chain = [folder]
    while chain[-1]:
        chain.append(folder_of(chain[-1]))
    return chain


def _percent(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"%{code - 0xF700 if code > 0xFF else code:02X}"


@lru_cache(maxsize=1 << 14)
def _component(name: str) -> str:
    safe = _UNSAFE.sub(_percent, name)
    if reserved := _RESERVED.match(safe):
        safe = f"%{ord(safe[0]):02X}{safe[1:]}" if reserved else safe
    if safe[-1:] in (".", " "):
        safe = f"{safe[:-1]}%{ord(safe[-1]):02X}"
    encoded = safe.encode()
    if len(encoded) > _MAX_NAME:
        head = encoded[: _MAX_NAME - 40].decode("utf-8", "ignore")
        safe = f"{head}%~{digest_text(name).hex()[:24]}"
    return safe


def _folder_component(name: str) -> str:
    safe = _component(name)
    if (lower := safe.lower()).endswith((".md", ".json")) or lower == "llms.txt":
        stem, _, ending = safe.rpartition(".")
        safe = f"{stem}%2E{ending}"
    # ".sourcebook-tmp" and ".sourcebook-output" in the output folder are our own.
    return f"%2E{safe[1:]}" if safe.lower().startswith(".sourcebook-") else safe


def _marked(name: str, component: str) -> str:
    """The component of a twin: of a long name it may be a part, the digest tells it apart."""
    head = component.encode()[: _MAX_NAME - _MARK].decode("utf-8", "ignore")
    return f"{head}%~{digest_text(name).hex()[: _MARK - 2]}"


#: Keys of files and folders whose pages carry a mark; hardly any tree has one.
Twins = frozenset[str]
NO_TWINS: Twins = frozenset()


@lru_cache(maxsize=1 << 14)
def folder_path(folder: str, twins: Twins = NO_TWINS) -> str:
    """Output folder (relative, no trailing slash) that holds the pages of a source folder."""
    if not folder:
        return ""
    names = folder.split("/")
    components = list(map(_folder_component, names))
    if twins:
        key = ""
        for depth, name in enumerate(names):
            key = f"{key}/{name}" if depth else name
            if key in twins:
                components[depth] = _marked(name, components[depth])
    return "/".join(components)


def in_folder(folder: str, name: str, twins: Twins = NO_TWINS) -> str:
    """Page path of the page called ``name`` in a source folder's output folder."""
    above = folder_path(folder, twins)
    return f"{above}/{name}" if above else name


@lru_cache(maxsize=1 << 14)
def file_page(key: str, suffix: str, twins: Twins = NO_TWINS) -> str:
    """Page path of a source file's page; ``suffix`` is ``_docs.md`` or ``_kw.md``."""
    name = name_of(key)
    component = _component(name)
    if key in twins:
        component = _marked(name, component)
    return in_folder(folder_of(key), component + suffix, twins)


def has_room(key: str) -> bool:
    """Whether the pages of a file or folder have paths that an operating system takes."""
    if len(key) <= _SURELY_FITS:
        return True
    # Whatever neighbours a name may get: it stays in the tree or out of it.
    marks = _MARK * (key.count("/") + 1)
    return len(file_page(key, "_docs.md").encode()) + marks <= MAX_PAGE_PATH


def part_name(stem: str, part: int) -> str:
    """Name of the n-th part of a page that is split: ``index.md``, ``index-2.md`` …"""
    return f"{stem}.md" if part <= 1 else f"{stem}-{part}.md"


def relative(from_page: str, to: str) -> str:
    """Relative path from the folder of ``from_page`` to ``to`` (both normal, below one root)."""
    start = from_page[: from_page.rfind("/") + 1]
    # The usual case by far: a page in the same folder, or below it.
    if to.startswith(start):
        return to[len(start):]
    if start.startswith(f"{to}/"):
        # A folder above the page, which ends where its name does.
        return posixpath.relpath(to, start)
    shared = 0
    while (end := start.find("/", shared)) >= 0 and to.startswith(start[shared:end + 1], shared):
        shared = end + 1
    return "../" * start.count("/", shared) + to[shared:]


# doit gives a meaning to "=" (a variable) and "*" (a wildcard) and cannot print what is no text;
# everything else stays readable.
_TASK_UNSAFE = frozenset('%=*?<>"|\\')


def task_name(kind: str, key: str) -> str:
    """Name of the task that makes ``kind`` of ``key``."""
    if not key.isprintable() or not _TASK_UNSAFE.isdisjoint(key):
        key = "".join(
            quote(c, safe="") if c in _TASK_UNSAFE or not c.isprintable() else c for c in key)
    return f"{kind}:{key or '.'}"


def task_key(name: str) -> tuple[str, str]:
    """Inverse of :func:`task_name`: (kind, key)."""
    kind, _, quoted = name.partition(":")
    key = unquote(quoted)
    return kind, "" if key == "." else key
