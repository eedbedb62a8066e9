"""What one needs to know before working in a folder: its tests, and what it starts."""

from __future__ import annotations

from pipeline.escape import Md, about, code, link, md
from pipeline.facts import Tested
from pipeline.pages import Sight
from pipeline.pages.runners import command
from pipeline.rollup import Rollup

_COMMANDS = 12

_ENTRY_POINTS = {
    "shebang": "can be run directly",
    'if __name__ == "__main__"': "can be run as a script",
    "main": "has a `main` function",
}


def tests(sight: Sight, folder: str, rollup: Rollup) -> list[Md]:
    """Sentences and rows about the tests in a folder and those of its files."""
    tested: Tested = sight.view.get("tested", folder)
    rows = []
    if rollup.tests:
        noun = "test file" if rollup.tests == 1 else "test files"
        rows.append(md(f"{about(rollup.tests)} {noun} here and below"))
    for path in tested.tests[:_COMMANDS]:
        run = command(sight, path)
        tail = f": {code(run)}" if run else ""
        rows.append(md(f"{link(code(path), sight.to_node('docs', path))} uses files of this "
                       f"folder{tail}"))
    more = tested.total - len(tested.tests[:_COMMANDS])
    if more > 0:
        rows.append(md(f"and {about(more)} more tests"))
    return rows


def entry_points(sight: Sight, rollup: Rollup) -> list[Md]:
    """What can be started, with the file that declares or is it."""
    return [md(f"{sight.file_link(entry.path)}: {_how(entry.how)}") for entry in rollup.entries]


def _how(how: str) -> Md:
    if how in _ENTRY_POINTS:
        return md(_ENTRY_POINTS[how])
    if how.startswith("script "):
        name, _, target = how.removeprefix("script ").partition(" = ")
        return md(f"installs {code(name)}" + (f" ({code(target)})" if target else ""))
    event, _, function = how.partition(" ")
    return md(f"{code(function)} is called at {code(event)}") if function.isidentifier() \
        else md(f"starts {code(how)}")
