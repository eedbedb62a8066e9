"""``book/<name>.appendix.md``: the book's chapters about the tree as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline import nodes
from pipeline.escape import (
    Md,
    about,
    cell_sentence,
    code,
    code_cell,
    link,
    md,
    number,
    sentence,
    text,
)
from pipeline.facts import FileNames, Subfolder
from pipeline.languages.table import by_name
from pipeline.offers import ecosystem_of
from pipeline.pages import Context, Sight
from pipeline.pages.rows import described
from pipeline.paths import folder_of, name_of, part_name
from pipeline.rollup import FileRow, Rollup

#: Terms of the glossary, and the kinds of symbols that are terms.
_TERMS = 400
_TERM_KINDS = ("class", "struct", "interface", "trait", "protocol", "enum", "type", "record",
               "concept", "message", "service")
#: File -> what it shows that the tests are run with.
_RUNNERS = (
    ("pytest.ini", "pytest", "python -m pytest"), ("conftest.py", "pytest", "python -m pytest"),
    ("tox.ini", "tox", "tox"), ("noxfile.py", "nox", "nox"), ("Cargo.toml", "Cargo", "cargo test"),
    ("go.mod", "Go", "go test ./..."), ("pom.xml", "Maven", "mvn test"),
    ("gradlew", "Gradle", "./gradlew test"), ("build.gradle", "Gradle", "gradle test"),
    ("package.json", "npm", "npm test"), ("CTestTestfile.cmake", "CTest", "ctest"),
)


#: A sentence and the list that it announces; without rows nothing is announced.
Block = tuple[Md, list[Md]]


def build(sight: Sight, name: str, part: int) -> Context:
    blocks = [block for block in _BUILDERS[name](sight, part) if block[1]]
    return {
        "title": text(TITLES[name]),
        "blocks": blocks,
        "nothing": md("" if blocks else _NOTHING[name]),
        "book": md(link(md("Contents of the book"), sight.to_node("book", ""))),
    }


# --- testing -----------------------------------------------------------------------------------


def _testing(sight: Sight, part: int) -> list[Block]:
    rollup: Rollup = sight.view.get("rollup", "")
    subfolders: list[Subfolder] = sight.view.get("subfolders", "")
    noun = "file is" if rollup.tests == 1 else "files are"
    said = md(f"{about(rollup.tests)} {noun} called like tests.")
    rows = [
        md(f"{link(code(sub.path + '/'), sight.folder_url(sub.path, 'doc'))}: "
           f"{about(sub.tests)} test {'file' if sub.tests == 1 else 'files'}")
        for sub in sorted(subfolders, key=lambda s: (-s.tests, s.path)) if sub.tests
    ]
    return [(said, rows), (md("Set up at the root of the tree:"), _runners(sight))]


def _runners(sight: Sight) -> list[Md]:
    rows = [
        md(f"{what}, by {sight.file_link(file)}: {code(command)}")
        for file, what, command in _RUNNERS if sight.view.get("path", file) in ("file", "other")
    ]
    declaring = sight.view.get("stem", "needs:py:pytest")
    if declaring:
        rows.append(md(f"pytest, a dependency in {sight.file_link(declaring[0])}: "
                       f"{code('python -m pytest')}"))
    return rows


# --- building ----------------------------------------------------------------------------------


def _building(sight: Sight, part: int) -> list[Block]:
    rollup: Rollup = sight.view.get("rollup", "")
    files: list[FileRow] = sight.view.get("files", "")
    systems = [
        md(f"{text(count.language)}: {number(count.files)} "
           f"{'file' if count.files == 1 else 'files'}")
        for count in rollup.languages if _family(count.language) == "build"
    ]
    own = [described(sight, row) for row in files if row.card
           and (_family(row.card.language) == "build" or ecosystem_of(name_of(row.path)))]
    automation = [
        md(f"{link(code(f'{folder}/'), sight.folder_url(folder))}: {what}")
        for folder, what in _AUTOMATION if sight.view.get("path", folder) == "folder"
    ]
    return [(md("Build files by system:"), systems), (md("At the root of the tree:"), own),
            (md("Automation:"), automation)]


_AUTOMATION = (
    (".github/workflows", "GitHub workflows"), (".circleci", "CircleCI"), (".ci", "CI scripts"),
    (".gitlab", "GitLab"), (".buildkite", "Buildkite"), (".azure-pipelines", "Azure Pipelines"),
)


def _family(language: str) -> str:
    row = by_name(language)
    return row.family if row else ""


# --- glossary ----------------------------------------------------------------------------------


def _glossary(sight: Sight, part: int) -> list[Block]:
    """What the most used files define at their top and say of it."""
    rows = [
        md(f"{link(code(name), sight.to_node('docs', path, anchor))} "
           f"({kind} in {code(path)}): {sentence(said)}")
        for _, name, path, anchor, kind, said in terms(sight)
    ]
    return [(md("Types that the most used files define, in their own words."), rows)]


def terms(sight: Sight) -> list[tuple[str, str, str, str, str, str]]:
    """The terms of the glossary: folded name, name, file, anchor, kind and what it says."""
    return sorted(set(_terms(sight)))[:_TERMS]


def _terms(sight: Sight) -> Iterator[tuple[str, str, str, str, str, str]]:
    files = dict.fromkeys(_notable(sight))
    for folder in dict.fromkeys(folder_of(path) for path in files):
        names: list[FileNames] = sight.view.get("names", folder)
        for item in names:
            if item.path not in files:
                continue
            for name in item.names:
                if name.kind in _TERM_KINDS and name.brief and not name.inner \
                        and not name.name.startswith("_"):
                    yield (name.name.lower(), name.name, item.path, name.anchor, name.kind,
                           name.brief)


def _notable(sight: Sight) -> Iterator[str]:
    folders = ["", *sight.view.get("chapters", "")]
    for folder in folders:
        rollup: Rollup = sight.view.get("rollup", folder)
        yield from (item.path for item in rollup.notable)


# --- folders -----------------------------------------------------------------------------------


def _folders(sight: Sight, part: int) -> list[Block]:
    found: list[tuple[str, str]] = sight.view.get("folders", "")
    start = (part - 1) * nodes.FOLDER_ROWS
    rows = [
        md(f"{link(code_cell(f'{path}/'), sight.folder_url(path))}"
           + (f": {cell_sentence(said)}" if said else ""))
        for path, said in found[start:start + nodes.FOLDER_ROWS]
    ]
    parts = nodes.folder_parts(len(found))
    others = [
        link(md(f"page {n}"), part_name("folders.appendix", n))
        for n in range(1, parts + 1) if n != part
    ]
    return [(md("Every folder, by its path; the links lead to the tables of files."), rows),
            (md("More folders:"), others)]


#: The chapters by name.
TITLES = {
    "testing": "How the Tree Is Tested", "building": "How the Tree Is Built",
    "glossary": "Glossary", "folders": "All Folders",
}
_NOTHING = {
    "testing": "No file of this tree is called like a test, and no test runner is set up.",
    "building": "This tree holds no files of a build system that is known here.",
    "glossary": "The most used files of this tree define no types that say what they are.",
    "folders": "All files lie in the root of this tree.",
}
_BUILDERS = {"testing": _testing, "building": _building, "glossary": _glossary,
             "folders": _folders}
