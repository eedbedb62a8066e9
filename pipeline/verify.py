"""Verify and check: is the output what a clean build would make, and is it current?"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline import fs, linkcheck, nodes, publish
from pipeline.build import Build, Progress
from pipeline.config import Config
from pipeline.escape import visible
from pipeline.ignore import OUTPUT_MARKER
from pipeline.reasons import describe
from pipeline.store import DOOMED, FRESH, Store


@dataclass(frozen=True, slots=True)
class Problem:
    """One page that is not as it should be."""

    page: str
    #: ``stale``, ``missing``, ``orphan``, ``differs``, ``broken link`` or ``malformed``.
    kind: str
    reason: str


def verify(config: Config, progress: Progress | None = None) -> list[Problem]:
    """Build everything anew in a temporary folder and compare byte by byte; changes nothing."""
    with tempfile.TemporaryDirectory(prefix="sourcebook-verify-") as folder:
        clean = config.built_at(Path(folder, "out"), Path(folder, "cache"))
        with Build(clean, progress) as build:
            build.run()
        return list(_differences(clean.out, config.out))


def _differences(clean: Path, out: Path) -> Iterator[Problem]:
    expected = {path.relative_to(clean).as_posix() for path in clean.rglob("*") if path.is_file()}
    for page in sorted(expected):
        content = fs.read_or_none(f"{out}/{page}")
        if content is None:
            yield Problem(page, "missing", "a clean build makes it")
        elif content != fs.read_or_none(f"{clean}/{page}"):
            yield Problem(page, "differs", "a clean build makes other bytes")
    yield from _orphans(out, expected)


def _orphans(out: Path, expected: set[str]) -> Iterator[Problem]:
    """Pages of ours that nobody makes any more; other people's files are no problem."""
    for path in sorted(out.rglob("*")):
        page = path.relative_to(out).as_posix()
        if page not in expected and nodes.may_be_ours(page) \
                and nodes.is_ours(page, fs.read_or_none(str(path)) or b""):
            yield Problem(page, "orphan", "its source is gone")


def check(config: Config, linked: Store) -> list[Problem]:
    """Compare the output with a store linked as of now (see :mod:`pipeline.preview`)."""
    damaged, _ = publish.examine(str(config.out), linked)
    problems = [Problem(page, "missing" if reason == "missing" else "stale", reason)
                for page, reason in damaged]
    told = {page for page, _ in damaged}
    rows = linked.rows(f"SELECT page, state, reason FROM nodes WHERE state <> {FRESH}")
    for page, state, reason in sorted(rows):
        if page in told:
            continue
        there = (config.out / page).is_file()
        if state == DOOMED:
            problems += [Problem(page, "orphan", "its source is gone")] if there else []
        else:
            problems.append(Problem(page, "stale" if there else "missing", reason))
    pages = linked.rows(f"SELECT page FROM nodes WHERE state <> {DOOMED}")
    # A page that is doomed is told of already, its data are not.
    expected = {OUTPUT_MARKER, *(row[0] for row in linked.rows("SELECT page FROM nodes"))}
    if "json" in config.settings.formats:
        expected |= {nodes.data_page(row[0]) for row in pages}
    problems += _orphans(config.out, expected)
    return problems


def check_links(config: Config) -> list[Problem]:
    """Broken links, anchors and malformed pages in the output."""
    return [
        Problem(f"{b.page}:{b.line}", "malformed" if b.kind == "structure" else "broken link",
                f"{b.url}: {b.reason}" if b.url else b.reason)
        for b in linkcheck.check(config.out, config.source)
    ]


def github_lines(problems: list[Problem], config: Config) -> Iterator[str]:
    """The problems as commands of a GitHub workflow's run: each is shown at its page.

    Syntax: "Workflow commands for GitHub Actions", with its escapes of ``%``, line ends, ``:`` and
    ``,``. GitHub shows ten of a kind; all are printed.
    """
    for problem in problems:
        page, _, line = problem.page.partition(":")
        place = f"file={_property(os.path.relpath(config.out / page))}"
        if line.isdigit():
            place += f",line={line}"
        text = visible(f"{problem.kind}: {describe(problem.reason)}")
        yield f"::error {place},title=Sourcebook::{_escaped(text)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(visible(text)).replace(":", "%3A").replace(",", "%2C")
