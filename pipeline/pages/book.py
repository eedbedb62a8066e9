"""``comprehensive_book.md``: the book's first pages, which lead to its chapters."""

from __future__ import annotations

from pipeline.escape import (
    Md,
    about,
    cell,
    cell_sentence,
    code_cell,
    link,
    md,
    number,
    plural,
    sentence,
    text,
)
from pipeline.facts import Subfolder
from pipeline.pages import Context, Sight, architecture
from pipeline.pages.doc import contents, important
from pipeline.pages.index import composed
from pipeline.pages.rows import described
from pipeline.pages.working import entry_points
from pipeline.paths import name_of
from pipeline.rollup import FileRow, Rollup

_FILES = 200


def build(sight: Sight, subject: str, part: int) -> Context:
    rollup: Rollup = sight.view.get("rollup", "")
    subfolders: list[Subfolder] = sight.view.get("subfolders", "")
    files: list[FileRow] = sight.view.get("files", "")
    ordered = architecture.in_order(sight, "", subfolders)
    return {
        "title": text(sight.title),
        "about": _about(sight, rollup, files, subfolders),
        "contents": contents(rollup),
        "languages": [_language(c.language, c.files, c.lines) for c in rollup.languages],
        "diagram": architecture.diagram(sight, ""),
        "left_out": architecture.left_out(sight, ""),
        "circles": architecture.circles(sight, "", subfolders),
        "components": [_component(sight, sub, n) for n, sub in enumerate(ordered, 1)],
        "important": important(sight, rollup),
        "entry_points": entry_points(sight, rollup),
        "files": [described(sight, row) for row in files if row.documented][:_FILES],
        "testing": _appendix(sight, "testing", "How the tree is tested"),
        "building": _appendix(sight, "building", "How the tree is built"),
        "appendices": [
            _appendix(sight, "glossary", "Glossary"),
            _appendix(sight, "folders", "All folders"),
            md(link(md("Keywords A–Z"), sight.to_node("az", ""))),
            md(link(md("Index of the root folder"), sight.to_node("welcome", ""))),
        ],
    }


def _appendix(sight: Sight, name: str, label: str) -> Md:
    return md(link(md(label), sight.to_node("appendix", name)))


def _about(
    sight: Sight, rollup: Rollup, files: list[FileRow], subfolders: list[Subfolder]
) -> Md:
    if not rollup.description:
        return text(composed([row for row in files if row.documented], subfolders))
    return md(f"{sentence(rollup.description)} "
              f"(from {sight.file_link(rollup.described_by, name_of(rollup.described_by))})")


def _language(language: str, files: int, lines: int) -> Md:
    return md(f"| {cell(language)} | {number(files)} | {about(lines)} |")


def _component(sight: Sight, sub: Subfolder, chapter: int) -> Md:
    label = link(code_cell(f"{sub.path}/"), sight.to_node("chapter", sub.path))
    said = cell_sentence(sub.description) if sub.description else cell(f"Mostly {sub.language}.")
    files = plural(sub.files, "file", "files")
    return md(f"| {number(chapter)} | {label} | {files} | {said} |")
