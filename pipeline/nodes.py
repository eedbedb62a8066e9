"""Page nodes: which pages a tree has, what they are called and where they lie.

=============  ==================  =====  =====================================
kind           subject             parts  page
=============  ==================  =====  =====================================
``docs``       file                1      ``<file>_docs.md``
``keywords``   file                1      ``<file>_kw.md``
``index``      folder              n      ``index.md``, ``index-2.md`` …
``doc``        folder              1      ``doc.md``
``sub``        folder              n      ``sub.md``, ``sub-2.md`` …
``welcome``    the tree            n      ``index.md`` of the root
``az``         the tree            1      ``keywords.md``
``letter``     A–Z shard           1      ``keywords/<shard>.az.md``
``book``       the tree            1      ``comprehensive_book.md``
``chapter``    top-level folder    1      ``book/<folder>.chapter.md``
``appendix``   one of APPENDICES   n      ``book/<name>.appendix.md``
``llms``       the tree            1      ``llms.txt``
=============  ==================  =====  =====================================
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline import az
from pipeline.paths import NO_TWINS, Twins, file_page, folder_path, in_folder, part_name

FILE_KINDS = ("docs", "keywords")
FOLDER_KINDS = ("index", "doc", "sub")
TREE_KINDS = ("welcome", "az", "letter", "book", "chapter", "appendix", "llms")
#: Chapters of the book that are about the tree as a whole.
APPENDICES = ("testing", "building", "glossary", "folders")
#: In the order a build makes them.
KINDS = (*FILE_KINDS, *FOLDER_KINDS, *TREE_KINDS)

#: Kind -> its template, and the module of :mod:`pipeline.pages` that builds its context.
TEMPLATES = {kind: "index" if kind == "welcome" else kind for kind in KINDS}

#: Last line of every page: tells readers and our own sweep whose page it is.
FOOTER = "*Made by Sourcebook from the source; changes made here are overwritten.*"

#: Last key of a page's data.
MADE_BY = "made_by"
_DATA_END = f'"{MADE_BY}": "{FOOTER.strip("*")}"\n}}\n'.encode()

#: The page that is no Markdown file by its name. Its last lines are links: our line stands above.
LLMS = "llms.txt"

#: Rows of a folder's file table, and keywords of its subtree index, on one page.
INDEX_ROWS = 1500
#: Rows of the book's list of folders on one page.
FOLDER_ROWS = 2000
SUB_KEYWORDS = 2500


class Node(NamedTuple):
    """One page."""

    kind: str
    subject: str
    part: int
    page: str


def may_be_ours(page: str) -> bool:
    """Whether a page can be called so."""
    return page.endswith((".md", ".json")) or page == LLMS


def is_ours(page: str, content: bytes) -> bool:
    """Whether a file of the output folder carries our line where its kind of page has it."""
    line = f"{FOOTER}\n".encode()
    if page == LLMS:
        return b"\n" + line in content
    return content.endswith(_DATA_END if page.endswith(".json") else line)


def data_page(page: str) -> str:
    """Where the data of a page lie; nothing for a page that has none."""
    return f"{page.removesuffix('.md')}.json" if page.endswith(".md") else ""


def page_with(page: str) -> str:
    """The page that a file of the output folder belongs to: itself, or the one whose data it is."""
    return f"{page.removesuffix('.json')}.md" if page.endswith(".json") else page


def page_of(kind: str, subject: str, part: int = 1, twins: Twins = NO_TWINS) -> str:
    """Page path of a node in a tree with these twins."""
    match kind:
        case "docs":
            return file_page(subject, "_docs.md", twins)
        case "keywords":
            return file_page(subject, "_kw.md", twins)
        case "index" | "doc" | "sub":
            return in_folder(subject, part_name(kind, part), twins)
        case "welcome":
            return part_name("index", part)
        case "az":
            return "keywords.md"
        case "letter":
            return f"keywords/{az.page_stem(subject)}.az.md"
        case "book":
            return "comprehensive_book.md"
        case "chapter":
            return f"book/{folder_path(subject, twins)}.chapter.md"
        case "appendix":
            return f"book/{part_name(f'{subject}.appendix', part)}"
        case "llms":
            return LLMS
    raise ValueError(kind)


def node(kind: str, subject: str, part: int = 1, twins: Twins = NO_TWINS) -> Node:
    """The node of a kind, subject and part."""
    return Node(kind, subject, part, page_of(kind, subject, part, twins))


def file_nodes(path: str, twins: Twins = NO_TWINS) -> Iterator[Node]:
    """Pages of one documented file."""
    for kind in FILE_KINDS:
        yield node(kind, path, 1, twins)


def folder_nodes(
    folder: str, keyword_counts: Sequence[int], twins: Twins = NO_TWINS
) -> Iterator[Node]:
    """Pages of one folder; ``keyword_counts`` holds one number for each documented file."""
    index = "index" if folder else "welcome"
    for part in range(1, index_parts(len(keyword_counts)) + 1):
        yield node(index, folder, part, twins)
    yield node("doc", folder, 1, twins)
    for part in range(1, len(sub_parts(keyword_counts)) + 1):
        yield node("sub", folder, part, twins)


def tree_nodes(
    shards: Sequence[str], chapters: Sequence[str], folders: int, twins: Twins = NO_TWINS
) -> Iterator[Node]:
    """Pages of the tree as a whole, the root folder's own not counted."""
    yield node("az", "")
    yield node("book", "")
    yield node("llms", "")
    for shard in shards:
        yield node("letter", shard)
    for folder in chapters:
        yield node("chapter", folder, 1, twins)
    for name in APPENDICES:
        for part in range(1, folder_parts(folders) + 1 if name == "folders" else 2):
            yield node("appendix", name, part)


def index_parts(rows: int) -> int:
    """Number of pages that a folder's file table takes."""
    return max(1, -(-rows // INDEX_ROWS))


def folder_parts(folders: int) -> int:
    """Number of pages that the book's list of folders takes."""
    return max(1, -(-folders // FOLDER_ROWS))


def sub_parts(keyword_counts: Sequence[int]) -> list[tuple[int, int]]:
    """Slices (start, stop) of a folder's files, one for each page of its keyword index."""
    parts, start, weight = [], 0, 0
    for position, count in enumerate(keyword_counts):
        if weight and weight + count > SUB_KEYWORDS:
            parts.append((start, position))
            start, weight = position, 0
        # A file without keywords still takes a line.
        weight += count + 1
    parts.append((start, len(keyword_counts)))
    return parts
