"""``doc.md``: what a folder is for and what to know before working in it."""

from __future__ import annotations

from pipeline.escape import (
    Md,
    about,
    cell,
    cell_sentence,
    code,
    code_cell,
    keywords,
    link,
    md,
    number,
    plural,
    sentence,
    text,
)
from pipeline.facts import FileNames, Subfolder
from pipeline.pages import Context, Sight, architecture, commits, working
from pipeline.pages.index import composed
from pipeline.paths import folder_of, name_of
from pipeline.roles import is_test
from pipeline.rollup import FileRow, Notable, Rollup

#: Kinds whose public, documented top-level members are a folder's concepts.
_CONCEPT_KINDS = ("class", "struct", "interface", "enum", "type", "function", "macro", "section")
_CONCEPTS = 30


def build(sight: Sight, folder: str, part: int) -> Context:
    rollup: Rollup = sight.view.get("rollup", folder)
    rows: list[FileRow] = sight.view.get("files", folder)
    subfolders: list[Subfolder] = sight.view.get("subfolders", folder)
    uses, used_by = architecture.ties(sight, folder)
    return {
        "name": code(f"{folder}/") if folder else text(sight.title),
        "role": _role(sight, folder, rollup, rows, subfolders),
        "contents": contents(rollup),
        "languages": _languages(rollup),
        "concepts": concepts(sight, sight.view.get("names", folder)),
        "subfolders": [
            _subfolder(sight, s) for s in architecture.in_order(sight, folder, subfolders)],
        "diagram": architecture.diagram(sight, folder),
        "left_out": architecture.left_out(sight, folder),
        "circles": architecture.circles(sight, folder, subfolders),
        "uses": uses,
        "used_by": used_by,
        "important": important(sight, rollup),
        "tests": working.tests(sight, folder, rollup),
        "entry_points": working.entry_points(sight, rollup),
        "authors": commits.authors(sight, folder),
        "cross_references": _cross_references(sight, folder),
    }


def _role(
    sight: Sight, folder: str, rollup: Rollup, rows: list[FileRow], subfolders: list[Subfolder]
) -> Md:
    if not rollup.description:
        return text(composed([r for r in rows if r.documented], subfolders))
    source = sight.file_link(rollup.described_by, name_of(rollup.described_by))
    return md(f"{sentence(rollup.description)} (from {source})")


def contents(rollup: Rollup) -> Md:
    """One true sentence about what is below a folder."""
    sentence = plural(rollup.files, "documented file", "documented files")
    if rollup.folders:
        sentence += f", {plural(rollup.folders, 'subfolder', 'subfolders')} at any depth"
    # None may mean that the languages here have no outlines: then nothing can be said.
    if rollup.symbols:
        sentence += f", {keywords(rollup.symbols)}"
    if rollup.other:
        sentence += f"; {plural(rollup.other, 'file', 'files')} without pages (binary)"
    return md(sentence + ".")


def _languages(rollup: Rollup) -> list[Md]:
    return [
        md(f"| {cell(c.language)} | {number(c.files)} | {about(c.lines)} |")
        for c in rollup.languages
    ]


def concepts(sight: Sight, files: list[FileNames]) -> list[Md]:
    """Public top-level symbols, defined right in this folder, that say what they are."""
    found = [
        (item.path, name)
        for item in files for name in item.names
        if name.kind in _CONCEPT_KINDS and name.brief and not name.inner
        and not name.name.startswith("_") and not is_test(item.path)
    ]
    found.sort(key=lambda item: (_CONCEPT_KINDS.index(item[1].kind), item[0], item[1].qualname))
    rows = [
        md(f"{link(code(name.qualname), sight.to_node('docs', path, name.anchor))} "
           f"({name.kind} in {code(name_of(path))}): {sentence(name.brief)}")
        for path, name in found[:_CONCEPTS]
    ]
    if len(found) > _CONCEPTS:
        rows.append(md(f"and {number(len(found) - _CONCEPTS)} more in the keyword index"))
    return rows


def _subfolder(sight: Sight, sub: Subfolder) -> Md:
    label = link(code(f"{name_of(sub.path)}/"), sight.folder_url(sub.path, "doc"))
    said = f": {sentence(sub.description)}" if sub.description else ""
    files = plural(sub.files, "file", "files")
    return md(f"{label} ({files}, mostly {text(sub.language)}){said}")


def important(sight: Sight, rollup: Rollup) -> list[Md]:
    """Rows of the table of files that others use most, or that define most."""
    return [
        md(f"| {link(code_cell(item.path), sight.to_node('docs', item.path))} | "
           f"{_reason(item)} | {cell_sentence(item.description)} |")
        for item in rollup.notable
    ]


def _reason(item: Notable) -> Md:
    defined = f"defines {keywords(item.symbols)}"
    if not item.users:
        return md(defined)
    return md(f"used by {about(item.users)} {'file' if item.users == 1 else 'files'}, {defined}")


def _cross_references(sight: Sight, folder: str) -> list[Md]:
    rows = [
        md(link(md("Index of this folder"), sight.folder_url(folder))),
        md(link(md("Keywords of this folder and below"), sight.folder_url(folder, "sub"))),
    ]
    if folder:
        up = folder_of(folder)
        label = code(f"{up}/") if up else text(sight.title)
        rows.append(md(f"Up: {link(label, sight.folder_url(up, 'doc'))}"))
    return rows
