"""Commands beside doit's own: ``check``, ``verify``, ``explain``, ``audit``, ``watch``."""

from __future__ import annotations

import difflib
import json
import sys
from collections.abc import Iterator
from typing import Any

from pipeline.command import Command, looking
from pipeline.config import Config
from pipeline.errors import EXIT_OK, EXIT_STRICT, UsageError
from pipeline.escape import visible
from pipeline.paths import folder_of, name_of, task_key, task_name
from pipeline.reasons import describe
from pipeline.rules import BY_KIND, PAGE_KINDS
from pipeline.session import Session
from pipeline.store import FRESH, Store
from pipeline.tasks import QUIET
from pipeline.terminal import TerminalProgress, Volume
from pipeline.verify import Problem, check, check_links, github_lines, verify

_MOST = {
    "name": "most", "long": "most", "short": "", "type": int, "default": 20,
    "metavar": "N", "help": "problems to print [default: %(default)s]",
}
_NO_LINKS = {
    "name": "no_links", "long": "no-links", "short": "", "type": bool, "default": False,
    "help": "do not check links and anchors",
}

_FORMAT = {
    "name": "format", "long": "format", "short": "", "type": str, "default": "text",
    "metavar": "FORM",
    "choices": (("text", "lines for people"), ("github", "annotations of a workflow's run too")),
    "help": "how to print the problems [default: %(default)s]",
}

_AUDIT_OPTIONS = (
    {"name": "format", "long": "format", "short": "", "type": str, "default": "table",
     "metavar": "FORM",
     "choices": (("table", "aligned text"), ("json", "for programs")),
     "help": "how to print the report [default: %(default)s]"},
    {"name": "sample", "long": "sample", "short": "", "type": int, "default": 200,
     "metavar": "N",
     "help": "files of each language to compare; 0 compares all [default: %(default)s]"},
    {"name": "examples", "long": "examples", "short": "", "type": int, "default": 5,
     "metavar": "N",
     "help": "places to show of each rule and each comparison [default: %(default)s]"},
    {"name": "fail_under", "long": "fail-under", "short": "", "type": float, "default": 0.0,
     "metavar": "PERCENT",
     "help": "exit 1 when recall or precision of a language is less, in percent"},
)


_WATCH_OPTIONS = (
    {"name": "poll", "long": "poll", "short": "", "type": bool, "default": False,
     "help": "look at the tree now and then instead of asking the system for events"},
    {"name": "on_build", "long": "on-build", "short": "", "type": str, "default": "",
     "metavar": "COMMAND", "help": "shell command to run after each build that wrote pages"},
)


class Verify(Command):
    """Clean build elsewhere, compared byte by byte."""

    doc_purpose = "compare the output with a clean build, byte by byte"
    doc_usage = ""
    doc_description = ("Builds everything anew in a temporary folder and prints the pages that "
                       "differ. Changes nothing. Takes as long as a first build.")
    cmd_options = (_MOST, QUIET)
    exits = ((0, "identical"), (1, "pages differ; they are printed"))
    examples = (("verify", "compare"),)

    def run(self, config: Config, params: Any, args: list[str]) -> int:
        """Verify."""
        progress = TerminalProgress(volume=_volume(params))
        problems = verify(config, progress)
        progress.end()
        return _report(problems, params, "every page is what a clean build makes",
                       f"{self.bin_name} -a")


class Check(Command):
    """Is the output current, complete and free of broken links?"""

    doc_purpose = "tell whether every page is current; writes nothing"
    doc_usage = ""
    doc_description = ("Prints stale, missing and orphaned pages and broken links, each with its "
                       "reason. Without the memory of a build (a fresh clone) the output is "
                       "compared with a clean build instead, which takes as long as one.")
    cmd_options = (_MOST, _NO_LINKS, _FORMAT, QUIET)
    exits = ((0, "every page is current"), (1, "problems were found; they are printed"))
    examples = (
        ("check", "is everything current?"),
        ("check --no-links", "faster: pages alone"),
        ("check --format github", "in a workflow: mark each problem in the pull request"))

    def run(self, config: Config, params: Any, args: list[str]) -> int:
        """Check."""
        with looking(config) as session:
            linked = session.linked() if session.remembers else None
            problems = check(config, linked) if linked else verify(config)
        if not params["no_links"]:
            problems += check_links(config)
        if params["format"] == "github":
            for line in github_lines(problems, config):
                print(line)
        return _report(problems, params, "every page is current", self.bin_name)


class Explain(Command):
    """Why is a page stale, or why was it last made?"""

    doc_purpose = "say why pages are stale or were last made"
    doc_usage = "PAGE|PATH|TASK [...]"
    doc_description = ("For each page of the given sources, folders or tasks: whether it is fresh, "
                       "and the fact, template or event that last made it stale.")
    cmd_options = ()
    examples = (
        ("explain src/main.py", "both pages of a source"),
        ("explain src", "the pages of a folder"),
        ("explain docs:src/main.py", "one page"))

    def run(self, config: Config, params: Any, args: list[str]) -> int:
        """Explain."""
        if not args:
            raise UsageError("explain: name a page, a source path or a task")
        with looking(config) as session:
            linked = session.linked()
            for argument in args:
                for name in _tasks_of(session, argument):
                    for line in _explain(linked, name):
                        print(visible(line))
        return EXIT_OK


class Audit(Command):
    """How well were the files understood?"""

    doc_purpose = "report how well the files of each language are understood; writes nothing"
    doc_usage = "[PATH ...]"
    doc_description = ("Counts what was read and what was not, checks rules that every symbol must "
                       "keep, and compares a sample of files with a second extractor (Python's own "
                       "ast; universal-ctags where it is installed).")
    cmd_options = _AUDIT_OPTIONS
    exits = ((0, "fine"), (1, "a rule is broken, a file was lost, or an agreement is below "
                              "--fail-under"))
    examples = (
        ("audit", "the whole tree"),
        ("audit --sample 0 src", "one folder, with every file compared"))

    def run(self, config: Config, params: Any, args: list[str]) -> int:
        """Audit."""
        from pipeline.audit import audit
        from pipeline.auditreport import as_json, lines

        if min(params["sample"], params["examples"], params["fail_under"]) < 0:
            raise UsageError("audit: --sample, --examples and --fail-under take no negative number")
        progress = TerminalProgress()
        with looking(config) as session:
            report = audit(config, session, args, sample=params["sample"],
                           examples=params["examples"], progress=progress)
        progress.end()
        if params["format"] == "json":
            print(json.dumps(as_json(report), indent=2, ensure_ascii=False))
        else:
            for line in lines(report):
                print(visible(line))
        below = report.below(params["fail_under"])
        for name in below:
            print(f"{name}: its agreement is below {params['fail_under']:g}%", file=sys.stderr)
        return EXIT_STRICT if report.broken or below or report.lost else EXIT_OK


class Watch(Command):
    """Build, then build again after every change."""

    doc_purpose = "build, then build again after every change, until Ctrl-C"
    doc_usage = ""
    doc_description = ("Prints one line for each build. Nothing is locked in between, so other "
                       "calls may build meanwhile. Where the system has no more file watches to "
                       "give, the tree is polled instead.")
    cmd_options = _WATCH_OPTIONS
    exits = ((130, "ended by Ctrl-C"),)
    examples = (
        ("watch", "until Ctrl-C"),
        ("watch --on-build 'make site'", "run a command after each build that wrote pages"))

    def run(self, config: Config, params: Any, args: list[str]) -> int:
        """Watch, until a signal ends it."""
        from pipeline import watch

        watch.Watch(self._reload, poll=params["poll"], on_build=params["on_build"]).run()
        return EXIT_OK


def _volume(params: Any) -> Volume:
    return Volume.QUIET if params["quiet"] else Volume.NORMAL


def _report(problems: list[Problem], params: Any, fine: str, mend: str) -> int:
    if not params["quiet"]:
        _list(problems, params["most"], fine)
    if not problems:
        return EXIT_OK
    noun = "problem" if len(problems) == 1 else "problems"
    print(f"{len(problems):,} {noun}; `{mend}` mends the pages", file=sys.stderr)
    return EXIT_STRICT


def _list(problems: list[Problem], most: int, fine: str) -> None:
    for problem in problems[:most]:
        print(visible(f"{problem.kind}: {problem.page}: {describe(problem.reason)}"))
    if len(problems) > most:
        print(f"and {len(problems) - most:,} more")
    if not problems:
        print(fine)


def _tasks_of(session: Session, argument: str) -> list[str]:
    """Tasks of a task name, a pattern, a page's path, a source file or a folder."""
    found = session.selected(argument)
    if found:
        return found
    if argument in session.files():
        return [task_name(kind, argument) for kind in ("docs", "keywords")]
    folder = argument.strip("/").removeprefix("./")
    if folder in session.folders():
        return [task_name(kind, folder) for kind in ("index", "doc", "sub")]
    if argument in PAGE_KINDS:
        return [argument]
    raise UsageError(f"{argument}: no page, source, folder or task is called so"
                     f"{_nearest(session, folder)}")


def _nearest(session: Session, path: str) -> str:
    """The path most like one that is not there: another of its folder, or one of its name."""
    known = [p for p in (*session.files(), *session.folders())
             if folder_of(p) == folder_of(path) or name_of(p) == name_of(path)]
    near = difflib.get_close_matches(path, known, 1)
    return f"; did you mean {near[0]}?" if near else ""


def _explain(linked: Store, name: str) -> Iterator[str]:
    kind, key = task_key(name)
    if kind not in PAGE_KINDS:
        return
    where, args = ("AND subject = ?", [key]) if ":" in name and BY_KIND[kind].subject else ("", [])
    rows = linked.rows(
        f"SELECT id, page, state, reason FROM nodes WHERE kind = ? {where} ORDER BY page",
        kind, *args)
    for identity, page, state, reason in rows:
        if state == FRESH:
            yield f"{page}: fresh; last made because {describe(reason)}"
        else:
            yield f"{page}: stale, because {describe(reason)}"
        (count,) = linked.row("SELECT COUNT(*) FROM reads WHERE node = ?", identity) or (0,)
        yield f"  it reads {count} {'fact' if count == 1 else 'facts'} of the tree"
