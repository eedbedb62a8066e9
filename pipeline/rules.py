"""The task kinds: what each one makes, from what. ``dodo.py`` shows this table to its readers.

doit tasks are computed from their names (``kind:key``, see :mod:`pipeline.paths`), so the table is
all there is to know about a task that has not been created.
"""

from __future__ import annotations

from typing import NamedTuple


class Rule(NamedTuple):
    """One kind of task."""

    kind: str
    #: What the part after ``kind:`` names: ``file``, ``folder``, ``shard``, ``appendix`` or
    #: nothing (one task).
    subject: str
    inputs: str
    output: str
    doc: str


RULES = (
    Rule("parse", "file", "the file's bytes", "its summary in the cache",
         "parse source files to cached summaries"),
    Rule("link", "", "the summaries", "the store: what refers to what, which pages are stale",
         "resolve references across files, find stale pages"),
    Rule("docs", "file", "summary, links, users", "<file>_docs.md",
         "documentation page of each source file"),
    Rule("keywords", "file", "summary", "<file>_kw.md", "keyword page of each source file"),
    Rule("index", "folder", "its files and subfolders", "index.md", "index of each folder"),
    Rule("doc", "folder", "what is below it", "doc.md", "documentation page of each folder"),
    Rule("sub", "folder", "keywords of its files", "sub.md", "keywords of each folder and below"),
    Rule("welcome", "", "the root folder", "index.md", "welcome page of the tree"),
    Rule("az", "", "the shards of the A-Z index", "keywords.md", "way into the A-Z keyword index"),
    Rule("letter", "shard", "keywords with one prefix", "keywords/<prefix>.az.md",
         "pages of the A-Z keyword index"),
    Rule("book", "", "the tree in numbers", "comprehensive_book.md", "first pages of the book"),
    Rule("chapter", "folder", "one top-level folder", "book/<folder>.chapter.md",
         "chapters of the book, one for each top-level folder"),
    Rule("appendix", "appendix", "the tree", "book/<name>.appendix.md",
         "the book's chapters on testing, building, terms and folders"),
    Rule("llms", "", "names and descriptions of the top folders", "llms.txt",
         "the way into the pages for language models"),
    Rule("publish", "", "all pages", "the output folder without orphans",
         "remove pages of deleted sources, save the build's figures"),
)

BY_KIND = {rule.kind: rule for rule in RULES}
#: Kinds whose tasks make pages.
PAGE_KINDS = tuple(r.kind for r in RULES if r.kind not in ("parse", "link", "publish"))
