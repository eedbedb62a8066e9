"""``sub.md``: the keywords of a folder and, through its subfolders, of everything below it.

Each folder lists the keywords of its own files and leads to the same page of each subfolder. So
every keyword stands on exactly one such page, and the total is linear in the number of keywords.
"""

from __future__ import annotations

from itertools import groupby

from pipeline import nodes
from pipeline.bind import CLASS_KINDS
from pipeline.escape import Md, at, code, join, keywords, link, md, number, plural, text
from pipeline.facets import Name
from pipeline.facts import FileNames, Subfolder
from pipeline.model import KINDS
from pipeline.pages import Context, Sight
from pipeline.pages.outline import SMALL_KINDS
from pipeline.paths import name_of, part_name


def build(sight: Sight, folder: str, part: int) -> Context:
    files: list[FileNames] = sight.view.get("names", folder)
    slices = nodes.sub_parts([len(item.names) for item in files])
    start, stop = slices[part - 1] if part <= len(slices) else (0, 0)
    return {
        "name": code(f"{folder}/") if folder else text(sight.title),
        "part": part,
        "subfolders": _subfolders(sight, folder) if part == 1 else [],
        "files": [(_title(sight, item), _groups(sight, item)) for item in files[start:stop]
                  if item.names],
        "without": _without(sight, files[start:stop]),
        "parts": _parts(files, slices, part),
        "index": md(link(md("Index of this folder"), sight.folder_url(folder))),
    }


def _subfolders(sight: Sight, folder: str) -> list[Md]:
    found: list[Subfolder] = sight.view.get("subfolders", folder)
    return [
        md(f"{link(code(name_of(sub.path) + '/'), sight.folder_url(sub.path, 'sub'))}: "
           f"{keywords(sub.symbols)} in {plural(sub.files, 'file', 'files')}")
        for sub in found
    ]


def _title(sight: Sight, item: FileNames) -> Md:
    return link(code(name_of(item.path)), sight.to_node("keywords", item.path))


def _groups(sight: Sight, item: FileNames) -> list[Md]:
    docs = sight.to_node("docs", item.path)
    by_kind: dict[str, list[Name]] = {}
    for name in item.names:
        by_kind.setdefault(name.kind, []).append(name)
    order = [*KINDS, *sorted(by_kind.keys() - KINDS.keys())]
    return [_group(kind, by_kind[kind], docs) for kind in order if kind in by_kind]


def _group(kind: str, names: list[Name], docs: str) -> Md:
    one, many = KINDS.get(kind, (kind, kind))
    label = one if len(names) == 1 else many
    shown = [part for holder, group in groupby(names, key=_holder)
             for part in _held(holder, list(group), docs)]
    return md(f"{label}: {join(shown, ', ')}")


def _holder(name: Name) -> str:
    """What a member is inside of, as its qualified name tells; the name stays with the mark."""
    return name.qualname.removesuffix(name.name) if name.inner else ""


def _held(holder: str, names: list[Name], docs: str) -> list[Md]:
    """Keywords of one holder, which is named once; what stands on its own is linked.

    The others are found through the file's own keyword page.
    """
    if holder and len(names) > 1:
        inside = join([code(name.name) for name in names], ", ")
        return [md(f"{code(holder)} ({inside})")]
    return [link(code(name.qualname), at(docs, name.anchor)) if _leads(name)
            else code(name.qualname) for name in names]


def _leads(name: Name) -> bool:
    """Whether a keyword stands on its own and is a type, or says what it is."""
    return not name.inner and name.kind not in SMALL_KINDS \
        and bool(name.brief or name.kind in CLASS_KINDS)


def _without(sight: Sight, files: list[FileNames]) -> Md:
    bare = [_title(sight, item) for item in files if not item.names]
    return join(bare, ", ")


def _parts(files: list[FileNames], slices: list[tuple[int, int]], part: int) -> list[Md]:
    if len(slices) < 2:
        return []
    rows = []
    for number_of, (start, stop) in enumerate(slices, 1):
        span = f"{code(name_of(files[start].path))} to {code(name_of(files[stop - 1].path))}"
        label = md(f"page {number(number_of)}")
        where = label if number_of == part else link(label, part_name("sub", number_of))
        rows.append(md(f"{where}: {span}"))
    return rows
