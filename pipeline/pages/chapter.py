"""``book/<folder>.chapter.md``: the book's chapter on one top-level folder."""

from __future__ import annotations

from pipeline.escape import Md, cell, cell_sentence, code, code_cell, link, md, plural, sentence
from pipeline.facts import Subfolder
from pipeline.pages import Context, Sight, architecture, working
from pipeline.pages.doc import concepts, contents, important
from pipeline.pages.index import composed
from pipeline.pages.rows import described
from pipeline.paths import name_of
from pipeline.rollup import FileRow, Rollup

_FILES = 150


def build(sight: Sight, folder: str, part: int) -> Context:
    rollup: Rollup = sight.view.get("rollup", folder)
    rows: list[FileRow] = sight.view.get("files", folder)
    subfolders: list[Subfolder] = sight.view.get("subfolders", folder)
    documented = [row for row in rows if row.documented]
    uses, used_by = architecture.ties(sight, folder)
    return {
        "name": code(f"{folder}/"),
        "about": sentence(rollup.description or composed(documented, subfolders)),
        "contents": contents(rollup),
        "sections": [
            _section(sight, sub) for sub in architecture.in_order(sight, folder, subfolders)],
        "diagram": architecture.diagram(sight, folder),
        "left_out": architecture.left_out(sight, folder),
        "circles": architecture.circles(sight, folder, subfolders),
        "uses": uses,
        "used_by": used_by,
        "important": important(sight, rollup),
        "concepts": concepts(sight, sight.view.get("names", folder)),
        "entry_points": working.entry_points(sight, rollup),
        "tests": working.tests(sight, folder, rollup),
        "files": [described(sight, row, name_of(row.path))
                  for row in documented if row.card and row.card.lines][:_FILES],
        "book": md(link(md("Contents of the book"), sight.to_node("book", ""))),
        "reference": md(link(md("Index of this folder"), sight.folder_url(folder))),
    }


def _section(sight: Sight, sub: Subfolder) -> Md:
    label = link(code_cell(f"{name_of(sub.path)}/"), sight.folder_url(sub.path, "doc"))
    said = cell_sentence(sub.description) if sub.description else cell(f"Mostly {sub.language}.")
    return md(f"| {label} | {plural(sub.files, 'file', 'files')} | {said} |")
