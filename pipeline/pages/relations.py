"""What a file has to do with others beyond its imports: inheritance, tests, related files."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.bind import Bindings
from pipeline.commits import Past
from pipeline.escape import Md, code, code_cell, join, link, md, number, text
from pipeline.facts import Heirs
from pipeline.pages import Sight, commits
from pipeline.pages.diagrams import flowchart
from pipeline.pages.runners import command
from pipeline.paths import folder_of, name_of
from pipeline.roles import is_example, is_test, is_test_itself

#: Rows of the inheritance table, heirs named in a row, edges of its diagram.
_ROWS, _HEIRS, _EDGES = 60, 12, 30
_TESTS = 20
_RELATED = 10
#: Base classes named for one file.
_BASES = 4
#: Endings of files that belong together when they have the same stem.
_PAIRS = (
    ((".h", ".hpp", ".hh", ".hxx", ".cuh"), (".c", ".cc", ".cpp", ".cxx", ".cu", ".m", ".mm"),
     "header", "implementation"),
    ((".pyi",), (".py", ".pyx"), "stub", "implementation"),
    ((".pxd",), (".pyx",), "declarations", "implementation"),
    ((".mli",), (".ml",), "interface", "implementation"),
    ((".d.ts",), (".js",), "declarations", "implementation"),
)


def inheritance(sight: Sight, path: str, bindings: Bindings) -> list[Md]:
    """Rows (class, bases, heirs) for the classes that have a base or an heir in the tree."""
    heirs: list[Heirs] = sight.view.get("heirs", path)
    anchors = {item.heir: item.heir_anchor for item in bindings.bases}
    bases: dict[str, list[Md]] = {}
    for item in bindings.bases:
        place = item.definition
        target = sight.to_node("docs", place.path, place.anchor)
        mark = " (by name)" if item.inferred else ""
        bases.setdefault(item.heir, []).append(
            md(f"{link(code_cell(place.qualname), target)}{mark}"))
    below: dict[str, list[Md]] = {}
    for heir in heirs:
        target = sight.to_node("docs", heir.path, heir.anchor)
        mark = " (by name)" if heir.inferred else ""
        below.setdefault(heir.base, []).append(md(f"{link(code_cell(heir.heir), target)}{mark}"))
    defined = sight.view.get("defines", path) if below else {}
    rows = []
    for name in dict.fromkeys([*bases, *below]):
        mark = anchors.get(name) or defined.get(name, ("",))[0]
        shown = link(code_cell(name), f"#{mark}") if mark else code_cell(name)
        rows.append(md(f"| {shown} | {join(bases.get(name, []), ', ')} | "
                       f"{_some(below.get(name, []))} |"))
    if len(rows) > _ROWS:
        rows = [*rows[:_ROWS], md(f"| and {number(len(rows) - _ROWS)} more | | |")]
    return rows


def _some(found: list[Md]) -> Md:
    shown = join(found[:_HEIRS], ", ")
    return md(f"{shown} and {number(len(found) - _HEIRS)} more") if len(found) > _HEIRS else shown


def inheritance_diagram(sight: Sight, path: str, bindings: Bindings) -> Md:
    """The same as a diagram, bases above; empty when it would show one arrow only."""
    # Classes of different files may have one name.
    edges = [((item.definition.path, item.definition.qualname), (path, item.heir))
             for item in bindings.bases]
    edges += [((path, heir.base), (heir.path, heir.heir))
              for heir in sight.view.get("heirs", path)]
    edges = list(dict.fromkeys(edges))
    if not 1 < len(edges) <= _EDGES:
        return md("")
    labels = {"#".join(place): place[1] for edge in edges for place in edge}
    return flowchart([("#".join(base), "#".join(heir), "") for base, heir in edges],
                     direction="TB", labels=labels)


def tests_among(users: Sequence[str]) -> list[str]:
    """Those that a test runner would run."""
    return [user for user in users if is_test_itself(user)]


def tests(sight: Sight, path: str, users: Sequence[str]) -> list[Md]:
    """The tests that refer to a file, with the command that runs each."""
    found = [user for user in users if is_test(user)]
    rows = []
    for user in found[:_TESTS]:
        run = command(sight, user) if is_test_itself(user) else ""
        tail = f": {code(run)}" if run else ""
        rows.append(md(f"{link(code(user), sight.to_node('docs', user))}{tail}"))
    if len(found) > _TESTS:
        rows.append(md(f"and {number(len(found) - _TESTS)} more"))
    return rows


def examples(sight: Sight, users: Sequence[str]) -> list[Md]:
    """The examples among the files that refer to a file."""
    found = [user for user in users if is_example(user)]
    rows = [link(code(user), sight.to_node("docs", user)) for user in found[:_TESTS]]
    if len(found) > _TESTS:
        rows.append(md(f"and {number(len(found) - _TESTS)} more"))
    return rows


def related(
    sight: Sight, path: str, imported: list[str], importers: list[str], bindings: Bindings,
    partners: list[tuple[str, str]], past: Past,
) -> list[Md]:
    """The files to look at next, best first, each with the reason."""
    kinds: dict[str, str] = dict(sight.view.get("users", path))
    reasons: dict[str, list[str]] = {}
    score: dict[str, int] = {}

    def note(other: str, weight: int, reason: str) -> None:
        if other != path:
            reasons.setdefault(other, []).append(reason)
            score[other] = score.get(other, 0) + weight + 2 * (folder_of(other) == folder_of(path))

    for other, what in partners:
        note(other, 20, f"its {what}")
    bases: dict[str, list[str]] = {}
    for item in bindings.bases:
        base = item.definition
        bases.setdefault(base.path, []).append(base.qualname)
        for other in sight.view.get("siblings", f"{base.path}#{base.qualname}"):
            if other != base.path:
                note(other, 2, f"also derives from {base.qualname}")
    for place, names in bases.items():
        distinct = list(dict.fromkeys(names))
        more = f" and {number(len(distinct) - _BASES)} more" if len(distinct) > _BASES else ""
        noun = "class" if len(distinct) == 1 else "classes"
        note(place, 8 * len(names),
             f"defines the base {noun} {', '.join(distinct[:_BASES])}{more}")
    for other in imported:
        note(other, 4, "imported here")
    for other in importers:
        note(other, 6 if is_test(other) else 3, _reason(other, kinds.get(other, "")))
    for other, weight, reason in commits.together(past):
        if sight.view.get("path", other) in ("file", "other"):
            note(other, weight, reason)
    ranked = sorted(reasons, key=lambda other: (-score[other], other))[:_RELATED]
    return [
        md(f"{sight.file_link(other)}: {text('; '.join(dict.fromkeys(reasons[other])))}")
        for other in ranked
    ]


def _reason(user: str, kind: str) -> str:
    """What a file does with the one that it refers to."""
    if is_test(user):
        return "tests it"
    return {"include": "includes it", "path": "names it", "label": "names it"}.get(
        kind, "imports it")


def partners(
    sight: Sight, path: str, imported: list[str], importers: list[str]
) -> list[tuple[str, str]]:
    """Header and implementation, stub and module: files of the same stem, and what each is.

    They lie beside the file, or one of the two refers to the other.
    """
    name, folder = name_of(path), folder_of(path)
    found = []
    for one, other, called, counterpart in _PAIRS:
        for ours, theirs, what in ((one, other, counterpart), (other, one, called)):
            mine = next((e for e in ours if name.endswith(e)), "")
            for ending in theirs if mine else ():
                partner = name.removesuffix(mine) + ending
                beside = f"{folder}/{partner}" if folder else partner
                if sight.view.get("path", beside) == "file":
                    found.append((beside, what))
                else:
                    near = importers if what == "implementation" else imported
                    found += [(p, what) for p in near if name_of(p) == partner]
    return found
