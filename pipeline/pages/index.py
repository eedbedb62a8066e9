"""``index.md`` of a folder, and of the root: the welcome page."""

from __future__ import annotations

from pipeline import nodes
from pipeline.escape import (
    Md,
    about,
    cell,
    cell_sentence,
    code,
    code_cell,
    link,
    md,
    number,
    plural,
    sentence,
    text,
)
from pipeline.facts import Subfolder
from pipeline.inventory import series
from pipeline.offers import ecosystem_of
from pipeline.pages import Context, Sight, architecture
from pipeline.pages.rows import described
from pipeline.pages.working import entry_points
from pipeline.paths import folder_of, name_of, part_name, relative
from pipeline.roles import Role
from pipeline.rollup import FileRow, Rollup, rounded

_LANGUAGES = 12
_OTHERS = 60


def build(sight: Sight, folder: str, part: int) -> Context:
    rows: list[FileRow] = sight.view.get("files", folder)
    subfolders: list[Subfolder] = sight.view.get("subfolders", folder)
    documented = [row for row in rows if row.documented]
    start = (part - 1) * nodes.INDEX_ROWS
    parts = nodes.index_parts(len(documented))
    rollup = sight.view.get("rollup", folder) if not folder else None
    return {
        "root": not folder,
        "part": part,
        "name": code(f"{folder}/") if folder else text(sight.title),
        "overview": _overview(sight, folder, documented, subfolders),
        "languages": _languages(rollup) if rollup else [],
        "entry_points": entry_points(sight, rollup) if rollup and part == 1 else [],
        "manifests": _manifests(sight, documented) if not folder and part == 1 else [],
        "diagram": architecture.diagram(sight, "") if not folder and part == 1 else md(""),
        "subfolders": [_subfolder_row(sight, s) for s in subfolders] if part == 1 else [],
        "files": [_file_row(sight, row) for row in documented[start:start + nodes.INDEX_ROWS]],
        "others": _others(sight, rows) if part == parts else [],
        "parts": _parts(sight, folder, part, parts),
        "navigation": _navigation(sight, folder),
    }


def _overview(
    sight: Sight, folder: str, rows: list[FileRow], subfolders: list[Subfolder]
) -> Md:
    said = sight.view.get("about", folder)
    if said:
        return sentence(said)
    return text(composed(rows, subfolders))


def composed(rows: list[FileRow], subfolders: list[Subfolder]) -> str:
    """A sentence from facts for a folder that says nothing about itself."""
    languages: dict[str, int] = {}
    for row in rows:
        if row.card:
            languages[row.card.language] = languages.get(row.card.language, 0) + 1
    ranked = sorted(languages.items(), key=lambda item: (-item[1], item[0]))
    parts = [f"{number(count)} {name}" for name, count in ranked[:3]]
    rest = sum(count for _, count in ranked[3:])
    if rest:
        parts.append(f"{number(rest)} other")
    files = f"{series(parts)} {'file' if len(rows) == 1 else 'files'}" if parts else ""
    folders = plural(len(subfolders), "subfolder", "subfolders") if subfolders else ""
    joint = ", and " if len(parts) > 1 else " and "
    return f"Holds {joint.join(p for p in (files, folders) if p) or 'no files'}."


def _languages(rollup: Rollup) -> list[Md]:
    rows = [
        md(f"| {cell(c.language)} | {number(c.files)} | {about(c.lines)} |")
        for c in rollup.languages[:_LANGUAGES]
    ]
    rest = rollup.languages[_LANGUAGES:]
    if rest:
        files, lines = sum(c.files for c in rest), sum(c.lines for c in rest)
        label = plural(len(rest), "other", "others")
        rows.append(md(f"| {label} | {number(files)} | {about(rounded(lines))} |"))
    return rows


def _manifests(sight: Sight, rows: list[FileRow]) -> list[Md]:
    """Package manifests of the root, with what they say the package is."""
    return [described(sight, row) for row in rows if ecosystem_of(name_of(row.path))]


def _subfolder_row(sight: Sight, sub: Subfolder) -> Md:
    label = link(code_cell(f"{name_of(sub.path)}/"), sight.folder_url(sub.path))
    said = cell_sentence(sub.description) if sub.description else cell(f"Mostly {sub.language}.")
    docs = link(md("docs"), sight.folder_url(sub.path, "doc"))
    keywords = link(md("keywords"), sight.folder_url(sub.path, "sub"))
    return md(f"| {label} | {said} | {number(sub.files)} | {docs} | {keywords} |")


def _file_row(sight: Sight, row: FileRow) -> Md:
    card = row.card
    label = link(code_cell(name_of(row.path)), sight.to_source(row.path))
    said = cell_sentence(card.description) if card and card.description else _unsaid(row)
    language = cell(card.language) if card else md("")
    lines = number(card.lines) if card else ""
    docs = link(md("docs"), sight.to_node("docs", row.path))
    keywords = link(md("keywords"), sight.to_node("keywords", row.path))
    return md(f"| {label} | {said} | {language} | {lines} | {docs} | {keywords} |")


def _unsaid(row: FileRow) -> Md:
    """What can be said of a file that says nothing of itself."""
    card = row.card
    if card is None or card.lines == 0:
        return md("Empty.")
    if card.defines:
        return cell_sentence(f"{_LEADS.get(row.role, 'Defines')} {card.defines}.")
    return cell(f"{row.role.capitalize()}.")


#: How what a file defines is introduced, by its role.
_LEADS = {
    Role.TEST: "Tests:", Role.TEST_DATA: "Test data:", Role.DATA: "Data:", Role.DOCS: "Sections:",
    Role.CONFIG: "Settings:", Role.BUILD: "Build:", Role.CI: "Continuous integration:",
    Role.EXAMPLE: "Example:", Role.BENCHMARK: "Benchmark:",
}


def _others(sight: Sight, rows: list[FileRow]) -> list[Md]:
    """Files without pages: binary ones."""
    found = [row for row in rows if not row.documented]
    shown = [
        md(f"{link(code(name_of(row.path)), sight.to_source(row.path))}: "
           f"binary, {number(row.size)} bytes")
        for row in found[:_OTHERS]
    ]
    if len(found) > _OTHERS:
        shown.append(md(f"and {number(len(found) - _OTHERS)} more"))
    return shown


def _parts(sight: Sight, folder: str, part: int, parts: int) -> list[Md]:
    """Links to the other pages of a table that is split."""
    kind = "index" if folder else "welcome"
    return [
        link(md(f"files, page {n}"),
             relative(sight.page, nodes.page_of(kind, folder, n, sight.twins)))
        if n != part else md(f"files, page {n} (this page)")
        for n in range(1, parts + 1)
    ] if parts > 1 else []


def _navigation(sight: Sight, folder: str) -> list[Md]:
    rows = [
        md(f"{link(md('Documentation of this folder'), part_name('doc', 1))}"),
        md(f"{link(md('Keywords of this folder and below'), part_name('sub', 1))}"),
    ]
    if folder:
        up = folder_of(folder)
        label = code(f"{up}/") if up else text(sight.title)
        rows.append(md(f"Up: {link(label, sight.folder_url(up))}"))
    rows.append(md(f"{link(md('Keywords A–Z'), sight.to_node('az', ''))}"))
    rows.append(md(f"{link(md('Book'), sight.to_node('book', ''))}"))
    return rows
