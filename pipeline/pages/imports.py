"""The tables of a docs page that say what a file refers to, and who refers to it."""

from __future__ import annotations

from pipeline.bind import Bindings, Definition
from pipeline.escape import Md, cell, code, code_cell, join, link, md, number
from pipeline.model import Import
from pipeline.pages import Sight
from pipeline.resolve.links import EXTERNAL, STDLIB, TREE, Link

#: Importers listed before the rest is only counted.
USERS = 200
_NAMES = 40

#: Kinds of imports that have the column "Import"; links of prose have a list of their own.
_CODE = ("import", "include", "path", "label", "action")


def imports(
    sight: Sight, found: tuple[Import, ...], links: tuple[Link, ...], bindings: Bindings
) -> list[Md]:
    """Rows of the import table, in source order; one for each statement's module."""
    by_reference = {(i.kind, i.module, i.level, i.names): i for i in links}
    taken = {(i.module, i.level, i.name): i.definition for i in bindings.names}
    rows = []
    for item in found:
        if item.kind in _CODE:
            target = by_reference.get((item.kind, item.module, item.level, item.names))
            rows.append(_row(sight, item, target, taken))
    return rows


def _row(
    sight: Sight, item: Import, target: Link | None,
    taken: dict[tuple[str, int, str], Definition],
) -> Md:
    written = "." * item.level + item.module
    names = _names(sight, item, target, taken)
    where = _where(sight, target)
    if item.scope:
        where = md(f"{where} (in {item.scope})" if item.scope == "function"
                   else f"{where} ({item.scope})")
    return md(f"| {code_cell(written)} | {names} | {where} | {item.line} |")


def _names(
    sight: Sight, item: Import, target: Link | None,
    taken: dict[tuple[str, int, str], Definition],
) -> Md:
    members = dict(target.members) if target is not None and target.place == TREE else {}
    shown = []
    for name in item.names[:_NAMES]:
        place = taken.get((item.module, item.level, name))
        if name in members:
            shown.append(link(code_cell(name), target_url(sight, members[name])))
        elif place is not None:
            url = sight.to_node("docs", place.path, place.anchor)
            shown.append(link(code_cell(name), url))
        else:
            shown.append(code_cell(name))
    more = len(item.names) - len(shown)
    tail = f" and {number(more)} more" if more else ""
    return md(f"{join(shown, ', ')}{tail}")


def target_url(sight: Sight, target: str) -> str:
    """URL of a file's or (with a final ``/``) a folder's page."""
    if target.endswith("/"):
        return sight.folder_url(target[:-1])
    what = sight.view.get("path", target)
    return sight.to_node("docs", target) if what == "file" else sight.to_source(target)


def _where(sight: Sight, target: Link | None) -> Md:
    if target is None:
        return md("not resolved")
    if target.place == TREE:
        found = link(code_cell(target.target), target_url(sight, target.target))
        if target.choices > 1:
            return md(f"{found} (nearest of {number(target.choices)})")
        return found
    if target.place in (STDLIB, EXTERNAL):
        if target.target:
            declared = link(code_cell(target.target), target_url(sight, target.target))
            return md(f"{target.place} (declared in {declared})")
        return md(target.place)
    if target.target:
        nearest = link(code_cell(target.target), target_url(sight, target.target))
        return md(f"{nearest} has no {code_cell(target.missing)} in this tree")
    if target.choices > 1:
        return md(f"one of {number(target.choices)} files")
    return md("not in this tree")


def dependencies(sight: Sight, path: str, found: tuple[Import, ...]) -> list[Md]:
    """Rows (package, version, group, line) of what a manifest asks for."""
    rows = []
    for item in found:
        if item.kind == "dependency":
            versions = join([code_cell(name) for name in item.names], ", ")
            line = link(md(str(item.line)), sight.to_source(path, item.line))
            rows.append(md(f"| {code_cell(item.module)} | {versions} | {cell(item.scope)} | "
                           f"{line} |"))
    return rows


def references(
    sight: Sight, path: str, found: tuple[Import, ...], links: tuple[Link, ...]
) -> list[Md]:
    """References of a document to files of the tree."""
    by_module = {item.module: item for item in links if item.kind == "link"}
    rows, seen = [], set()
    for item in found:
        if item.kind != "link" or item.module in seen:
            continue
        seen.add(item.module)
        target = by_module.get(item.module)
        line = link(md(f"line {item.line}"), sight.to_source(path, item.line))
        if target is not None and target.place == TREE:
            label = link(code(target.target), target_url(sight, target.target))
            rows.append(md(f"{label} ({line})"))
        else:
            rows.append(md(f"{code(item.module)} ({line}): not in this tree"))
    return rows


def users(sight: Sight, found: list[str]) -> list[Md]:
    """Links to the files that refer to this one."""
    # Users are linked files, and only files with pages have references.
    rows = [link(code(user), sight.to_node("docs", user)) for user in found[:USERS]]
    if len(found) > USERS:
        rows.append(md(f"and {number(len(found) - USERS)} more"))
    return rows
