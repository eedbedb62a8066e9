"""``llms.txt``: the way into the pages for programs that read them (https://llmstxt.org).

It reads names and descriptions of top-level folders and nothing else of the tree, so that few edits
reach it; what follows the last heading is links alone, as the convention wants it.
"""

from __future__ import annotations

from pipeline.escape import Md, code, link, md, plural, sentence, text
from pipeline.nodes import FOOTER
from pipeline.pages import Context, Sight

#: Folders named before the reader is sent to the list of all.
_FOLDERS = 100


def build(sight: Sight, subject: str, part: int) -> Context:
    folders: list[str] = sight.view.get("chapters", "")
    about = sight.view.get("about", "")
    return {
        "title": text(sight.title),
        "summary": sentence(about) if about else md(""),
        "pages": md(_PAGES + _DATA * sight.data),
        "footer": md(FOOTER),
        "start": [_row(sight, *row) for row in _START],
        "folders": [_folder(sight, folder) for folder in folders[:_FOLDERS]],
        "optional": _optional(sight, len(folders) - _FOLDERS),
    }


#: How pages are called, so that a reader who knows a source finds its pages without a search.
_PAGES = (
    "Every file and folder of the source tree has pages here. For a file `F` they are `F_docs.md` "
    "(what it is for, defines, imports and is used by) and `F_kw.md` (its keywords, short); for a "
    "folder `D/` they are `D/index.md` (its files and folders), `D/doc.md` (how its parts hang "
    "together) and `D/sub.md` (keywords of all that is below it).")
_DATA = " Beside each page `X.md` lie its data, `X.json`."

#: Label, kind, subject and what the page says.
_START = (
    ("Index", "welcome", "", "folders and files of the root, languages, entry points"),
    ("Documentation", "doc", "", "how the tree is organised, its most used files"),
    ("Keywords A–Z", "az", "", "every name that is defined, with its places"),
    ("Book", "book", "", "the tree in chapters"),
    ("Building", "appendix", "building", "how it is built and what it depends on"),
    ("Testing", "appendix", "testing", "where the tests are and how to run them"),
)


def _row(sight: Sight, label: str, kind: str, subject: str, said: str) -> Md:
    return md(f"{link(md(label), sight.to_node(kind, subject))}: {said}")


def _folder(sight: Sight, folder: str) -> Md:
    about = sight.view.get("about", folder)
    row = link(code(f"{folder}/"), sight.folder_url(folder))
    return md(f"{row}: {sentence(about)}") if about else row


def _optional(sight: Sight, more: int) -> list[Md]:
    others = f", {plural(more, 'more at the top', 'more at the top')}" if more > 0 else ""
    return [
        _row(sight, "All folders", "appendix", "folders", f"each with a line about it{others}"),
        _row(sight, "Glossary", "appendix", "glossary", "terms that the tree uses"),
    ]
