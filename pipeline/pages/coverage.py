"""Measured coverage of one file: how much of it ran, and under which tests of the tree."""

from __future__ import annotations

from pipeline.coverage import Measured
from pipeline.escape import Md, code, link, md, number, plural
from pipeline.pages import Sight
from pipeline.pages.folding import bullets

_TESTS = 30


def sections(sight: Sight, path: str) -> dict[str, object]:
    """What the page's part on testing says of it; nothing unless the settings ask for it."""
    found: Measured = sight.view.get("measured", path) if sight.coverage else Measured()
    return {"measured": _figure(found), "measured_tests": _tests(sight, path, found)}


def _figure(found: Measured) -> Md:
    if found.total:
        share = f"{100 * found.run / found.total:.0f}"
        return md(f"{number(found.run)} of {plural(found.total, 'line', 'lines')} ({share} %)")
    return md(plural(found.run, "line", "lines")) if found.run else md("")


def _tests(sight: Sight, path: str, found: Measured) -> Md:
    files = {file for name in found.tests for file in [_file_of(sight, name)] if file}
    files.discard(path)
    rows = [link(code(file), sight.to_node("docs", file)) for file in sorted(files)[:_TESTS]]
    if len(files) > _TESTS:
        rows.append(md(f"and {number(len(files) - _TESTS)} more"))
    return bullets(rows)


def _file_of(sight: Sight, test: str) -> str:
    """The file of the tree that a recorded test is in; empty when that is not certain."""
    if "/" in test or test.endswith(".py"):
        return test if sight.view.get("path", test) == "file" else ""
    parts = test.split(".")
    for length in range(len(parts), 0, -1):
        ending = f"{'/'.join(parts[:length])}.py"
        found = [place for place in sight.view.get("stem", parts[length - 1])
                 if f"/{place}".endswith(f"/{ending}")]
        if found:
            return found[0] if len(found) == 1 else ""
    return ""
