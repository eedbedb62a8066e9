"""doit's view of the pipeline: a lazy task loader, and a dependency manager that asks the store.

doit is the face and the runner; the store decides what is stale. A task exists only when somebody
needs it: a default run creates one task for each *stage*, which becomes a group with a task for
each stale file when these are few; a name, pattern or page path on the command line creates that
task; ``list --all`` creates them all.

doit's own costs 0.1–0.2 ms for each task that has nothing to do, and its up-to-date check misses
edits that keep the mtime; neither is paid here. Tasks of the project's own ``dodo.py`` work as in
any doit project, with doit's own records in ``<cache>/doit.json``.
"""

from __future__ import annotations

import contextlib
import difflib
import fnmatch
import gc
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from doit import doit_cmd
from doit.action import BaseAction
from doit.cmd_base import NamespaceTaskLoader, TaskLoader2, opt_cwd, opt_dodo, opt_seek_file
from doit.cmdparse import CmdOption, TaskParse
from doit.dependency import Dependency, DependencyStatus, JsonDB
from doit.exceptions import BaseFail, TaskFailed
from doit.globals import Globals
from doit.loader import get_module
from doit.task import DelayedLoader, Task

from pipeline import config as configuration
from pipeline import fs, interrupt, nodes
from pipeline.errors import SourcebookError, WorldError
from pipeline.ignore import OUTPUT_MARKER
from pipeline.paths import os_path, task_key, task_name
from pipeline.reporter import SourcebookReporter
from pipeline.rules import BY_KIND, PAGE_KINDS
from pipeline.session import Session, group_kinds
from pipeline.store import STALE, Store
from pipeline.summaries import SummaryCache

#: Up to so many stale subjects of a kind get a task each; more are one task over the pool.
_FEW = 30

#: Commands that change something; any other only looks.
_WRITING = ("run", "clean", "forget", "ignore", "reset-dep")

_STRICT = {
    "name": "strict", "long": "strict", "short": "", "type": bool, "default": False,
    "help": "exit 1 when a source file has a diagnostic",
}
_REHASH = {
    "name": "rehash", "long": "rehash", "short": "", "type": bool, "default": False,
    "help": "read every source file, whatever its signature says",
}


class Step(BaseAction):  # type: ignore[misc]
    """An action of ours: no captured output, and our errors end the call with their exit code."""

    def __init__(self, function: Callable[[], str | None], title: str = "") -> None:
        self._function = function
        self._title = title
        self.task: Any = None
        self.out = self.err = None
        self.result: Any = None
        self.values: dict[str, Any] = {}

    def execute(self, out: Any = None, err: Any = None) -> BaseFail | None:
        """Run; a text returned says why the task failed."""
        with ending_on_error():
            problem = self._function()
        return TaskFailed(problem) if problem else None

    def __repr__(self) -> str:
        return self._title or "Sourcebook step"


@contextlib.contextmanager
def ending_on_error() -> Iterator[None]:
    """Turn a :class:`SourcebookError` into its one line and its exit code."""
    try:
        yield
    except (SourcebookError, sqlite3.Error, OSError) as error:
        print(f"sourcebook: error: {error}", file=sys.stderr)
        raise SystemExit(getattr(error, "exit_code", WorldError.exit_code)) from None


class StoreDependency(Dependency):  # type: ignore[misc]
    """Answers for our tasks from the store, for all others as doit does."""

    def __init__(self, session: Session, path: Path) -> None:
        super().__init__(JsonDB, str(path))
        self._session = session
        # doit binds these to the instance, so they cannot be overridden as methods.
        self.remove: Callable[[str], None] = self._remove
        self.remove_all: Callable[[], None] = self._remove_all

    def get_status(self, task: Task, tasks_dict: Any, get_log: bool = False) -> DependencyStatus:
        """Whether a task must run."""
        if not task.meta or "kind" not in task.meta:
            return super().get_status(task, tasks_dict, get_log)
        status = DependencyStatus(get_log)
        task.dep_changed = []
        with ending_on_error():
            for reason in self._session.reasons(task.meta["kind"], task.meta["key"]):
                status.add_reason("uptodate_false", (reason, (), {}))
        return status

    def save_success(self, task: Task, result_hash: str | None = None) -> None:
        """Our actions have saved what they did."""
        if not task.meta or "kind" not in task.meta:
            super().save_success(task, result_hash)

    def _remove(self, name: str) -> None:
        if name.partition(":")[0] in BY_KIND and self._session.build is not None:
            forget(self._session, name)
        self.backend.remove(name)

    def _remove_all(self) -> None:
        for kind in group_kinds():
            self._remove(kind)
        self.backend.remove_all()

    def close(self) -> None:
        """End of the call: doit's records, then ours."""
        super().close()
        self._session.report()
        self._session.close()


def forget(session: Session, name: str) -> None:
    """Make a task, or all tasks of a kind, run again next time."""
    kind, key = task_key(name)
    store, build = session.store, session.build
    assert build is not None
    one = ":" in name
    with store.transaction():
        _forget(store, build.cache, kind, key if one else None)


def _forget(store: Store, cache: SummaryCache, kind: str, key: str | None) -> None:
    one = key is not None
    if kind == "parse":
        where, args = ("WHERE path = ?", [key]) if one else ("", [])
        for (summary,) in store.rows(f"SELECT skey FROM files {where}", *args):
            cache.forget(summary)
        store.run(f"UPDATE sources SET sig = x'' {where}", *args)
        # Another digest than any content has: the file counts as changed at the next scan.
        store.run(f"UPDATE files SET digest = x'' {where}", *args)
    elif kind in PAGE_KINDS:
        where, args = ("AND subject = ?", [key]) if one else ("", [])
        store.run(
            f"UPDATE nodes SET state = {STALE}, reason = 'forgotten' WHERE kind = ? AND state = 0 "
            f"{where}", kind, *args)


class SourcebookLoader(NamespaceTaskLoader):  # type: ignore[misc]
    """Loads the pipeline's tasks lazily, and those of ``dodo.py`` where there is one."""

    cmd_options = (opt_dodo, opt_cwd, opt_seek_file, _STRICT, _REHASH)

    def __init__(self) -> None:
        super().__init__()
        # Before doit's command takes hold of the streams.
        interrupt.install()

    def setup(self, opt_values: Any) -> None:
        """Read the options and the project's own tasks; take ``-n`` for our own pool."""
        self._options = opt_values
        self._jobs = opt_values.get("num_process") or 0
        if self._jobs:
            # doit's process runner costs 0.5 ms a task; the pool is sized instead.
            opt_values["num_process"] = 0
        self.namespace = _own_tasks(opt_values)
        with ending_on_error():
            self._config = configuration.load(self._overrides())

    def _overrides(self) -> dict[str, str]:
        overrides = dict(doit_cmd._CMDLINE_VARS or {})
        known = {"source", *configuration.OVERRIDES}
        if self.namespace:
            # The project's own dodo.py may take variables that we do not know; a name that is
            # nearly one of ours is a slip all the same.
            overrides = {name: value for name, value in overrides.items() if name in known
                         or difflib.get_close_matches(name, known, 1, 0.8)}
        if self._jobs:
            overrides["jobs"] = str(self._jobs)
        if self._options.get("strict"):
            overrides["strict"] = "true"
        return overrides

    @property
    def settings(self) -> configuration.Config:
        """Configuration of this call; known after :meth:`setup`."""
        return self._config

    def load_doit_config(self) -> dict[str, Any]:
        """Defaults of ours, then what ``DOIT_CONFIG`` of the project says."""
        own: dict[str, Any] = super().load_doit_config() if self.namespace else {}
        return {
            "backend": "json",
            "dep_file": str(self._records()),
            "reporter": SourcebookReporter,
            # doit took the stream before there was one that goes on when its reader goes away.
            "outfile": sys.stdout,
            "default_tasks": list(group_kinds()),
            "verbosity": 2,
            **own,
        }

    def _records(self) -> Path:
        return self._config.cache / "doit.json"

    def load_tasks(self, cmd: Any, pos_args: list[str]) -> list[Task]:
        """The tasks that this call needs."""
        # A call lives for one command and makes no cycles worth collecting.
        gc.disable()
        own = super().load_tasks(cmd, pos_args) if self.namespace else []
        with ending_on_error():
            ours = self._ours(cmd, pos_args, own)
        return [*ours, *own]

    def _ours(self, cmd: Any, arguments: list[str], own: list[Task]) -> list[Task]:
        name = cmd.get_name()
        selected = _not_own(arguments, own)
        if name == "run" and arguments and not selected:
            return []
        write = name in _WRITING
        session = Session(self._config, write=write, rehash=self._options.get("rehash", False))
        cmd.dep_manager = StoreDependency(session, self._records())
        Globals.dep_manager = cmd.dep_manager
        factory = TaskFactory(session, strict=self._config.settings.strict)
        try:
            names = self._named(selected, own, session)
            # doit looks for the names as they were typed, in this very list.
            arguments[:] = [names[a][0] if len(names.get(a, ())) == 1 and "*" not in a else a
                            for a in arguments]
            if name == "run" and self._options.get("always") and not selected and session.build:
                session.build.force()
            everything = self._options.get("subtasks", False) or name == "tabcompletion"
            return factory.tasks(
                running=name == "run", named=[task for found in names.values() for task in found],
                everything=everything)
        except BaseException:
            session.close()
            raise

    def _named(
        self, selected: list[str], own: list[Task], session: Session
    ) -> dict[str, list[str]]:
        """The names of tasks that each argument means, ours and those of ``dodo.py``."""
        theirs = {task.name.partition(":")[0] for task in own}
        found = {}
        for argument in selected:
            found[argument] = session.selected(argument)
            if found[argument] or argument in BY_KIND or argument.partition(":")[0] in theirs \
                    or any(fnmatch.fnmatch(task.name, argument) for task in own):
                continue
            # A task of theirs that is created late may make anything.
            if not any(task.loader for task in own):
                raise session.unknown(argument, [*theirs, *self.cmd_names])
        return found


def _not_own(arguments: list[str], own: list[Task]) -> list[str]:
    """Arguments that are no task of ``dodo.py``, no target of one and nothing that one takes."""
    by_name = {task.name: task for task in own}
    targets = {target for task in own for target in task.targets}
    left, pending = [], list(arguments)
    while pending:
        argument = pending.pop(0)
        task = by_name.get(argument)
        if task is None:
            left += [argument] if argument not in targets else []
        elif task.pos_arg is not None:
            break
        else:
            options = [CmdOption(option) for option in [*task.params, *task.creator_params]]
            pending = TaskParse(options).parse(pending)[1]
    return left


def _own_tasks(options: Any) -> dict[str, Any] | None:
    """Members of the project's dodo.py; None when there is none."""
    path = options.get("dodoFile") or "dodo.py"
    if not os.path.exists(path) and not options.get("seek_file"):
        return None
    return dict(vars(get_module(path, options.get("cwdPath"), options.get("seek_file"))))


class TaskFactory:
    """Creates doit tasks from their names."""

    def __init__(self, session: Session, *, strict: bool) -> None:
        self._session = session
        self._strict = strict
        self._source_prefix = os.path.relpath(session.config.source)
        self._out_prefix = os.path.relpath(session.config.out)
        #: Names of tasks created so far.
        self._existing: set[str] = set()
        #: Whether this build's stale pages are few enough for a task each; known after linking.
        self._few_stale: bool | None = None

    def tasks(self, *, running: bool, named: list[str], everything: bool) -> list[Task]:
        """One task for each stage, and one for each name wanted besides."""
        wanted = list(dict.fromkeys(named))
        if everything:
            wanted += [task_name(kind, subject) for kind in BY_KIND
                       for subject in self._session.subjects(kind)]
            wanted = list(dict.fromkeys(wanted))
        stages = [self._stage(kind, running=running, wanted=wanted) for kind in group_kinds()]
        return [*(t for group in stages for t in group), *(
            self._one(*task_key(name)) for name in wanted
            if ":" in name and name not in self._existing)]

    # --- stages ------------------------------------------------------------------------------

    def _stage(self, kind: str, *, running: bool, wanted: list[str]) -> list[Task]:
        if kind == "parse":
            return self._parse_stage(running=running)
        doc = BY_KIND[kind].doc
        meta = {"kind": kind, "key": None, "stage": True}
        if kind == "link":
            return [Task("link", [Step(self._link)], task_dep=["parse"], doc=doc, meta=meta)]
        if kind == "publish":
            return [Task("publish", [Step(self._publish)], task_dep=list(PAGE_KINDS), doc=doc,
                         meta=meta, clean=[Step(self._clean_out, "remove the output folder")])]
        clean = [Step(lambda: self._clean_kind(kind), f"remove all pages of kind {kind}")]
        if not running:
            return [Task(kind, None, doc=doc, meta=meta, clean=clean, has_subtask=bool(wanted),
                         task_dep=[n for n in wanted if n.startswith(f"{kind}:")])]
        # Which pages are stale is known only when the tree is linked.
        loader = DelayedLoader(lambda: self._stale(kind), executed="link")
        return [Task(kind, None, doc=doc, loader=loader, task_dep=["link"], meta=meta)]

    def _parse_stage(self, *, running: bool) -> list[Task]:
        doc = BY_KIND["parse"].doc
        meta = {"kind": "parse", "key": None, "stage": True}
        build = self._session.build
        pending = build.unparsed() if build and running else []
        if not 0 < len(pending) <= _FEW:
            return [Task("parse", [Step(self._parse)], doc=doc, meta=meta)]
        parts = [self._one("parse", entry.path) for entry in pending]
        self._existing |= {task.name for task in parts}
        for part in parts:
            part.subtask_of = "parse"
        return [Task("parse", None, doc=doc, task_dep=[t.name for t in parts], has_subtask=True,
                     meta={"stage": True}), *parts]

    def _stale(self, kind: str) -> Any:
        """Tasks of one kind after linking: one for each stale page, or one for all."""
        build = self._session.build
        assert build is not None
        pages = build.stale_pages(kind)
        subjects = list(dict.fromkeys(row[2] for row in pages))
        if self._few_stale is None:
            self._few_stale = len(build.stale_pages()) <= _FEW
        if BY_KIND[kind].subject and subjects and self._few_stale:
            return (self._fields(kind, subject) for subject in subjects)
        return {"actions": [Step(lambda: self._render(kind, None))] if pages else [],
                "meta": {"kind": kind, "key": None, "stage": True}, "doc": BY_KIND[kind].doc}

    def _fields(self, kind: str, subject: str) -> dict[str, Any]:
        return {
            "name": task_name(kind, subject).partition(":")[2],
            "actions": [Step(lambda: self._render(kind, subject))],
            "targets": self._targets(kind, subject),
            "meta": {"kind": kind, "key": subject},
            "doc": BY_KIND[kind].doc,
        }

    # --- single tasks --------------------------------------------------------------------------

    def _one(self, kind: str, key: str) -> Task:
        name, doc = task_name(kind, key), BY_KIND[kind].doc
        meta = {"kind": kind, "key": key}
        deps = [self._source(key)] if BY_KIND[kind].subject == "file" else []
        if kind == "parse":
            return Task(name, [Step(lambda: self._parse_one(key))], file_dep=deps, doc=doc,
                        meta=meta, subtask_of="parse")
        return Task(
            name, [Step(lambda: self._render(kind, key))], file_dep=deps, task_dep=["link"],
            targets=self._targets(kind, key), doc=doc, meta=meta, subtask_of=kind,
            clean=[Step(lambda: self._clean_one(kind, key), f"remove {name}")])

    def _source(self, key: str) -> str:
        return os.path.normpath(f"{self._source_prefix}/{os_path(key)}")

    def _targets(self, kind: str, key: str) -> list[str]:
        rows = self._session.store.rows(
            "SELECT page FROM nodes WHERE kind = ? AND subject = ? ORDER BY part", kind, key)
        pages = [row[0] for row in rows] or [nodes.page_of(kind, key)]
        return [os.path.normpath(f"{self._out_prefix}/{page}") for page in pages]

    # --- actions -------------------------------------------------------------------------------

    def _parse(self) -> None:
        build = self._build()
        build.parse(build.unparsed(count=False))

    def _parse_one(self, path: str) -> None:
        build = self._build()
        entry = build.found.changed.get(path) or build.entry(path)
        if entry is not None:
            build.parse([entry])

    def _link(self) -> None:
        self._build().link()

    def _render(self, kind: str, key: str | None) -> str | None:
        build = self._build()
        before = len(build.problems)
        pages = build.stale_pages(kind) if key is None else build.pages_of(kind, key)
        build.render(pages)
        problems = build.problems[before:]
        return "\n".join(problems) or None

    def _publish(self) -> str | None:
        build = self._build()
        before = len(build.problems)
        build.finish()
        self._session.report(finished=True)
        if len(build.problems) > before:
            return "\n".join(build.problems[before:])
        if self._strict and build.counts.diagnostics:
            count = build.counts.diagnostics
            noun = "source file has" if count == 1 else "source files have"
            return f"{count:,} {noun} diagnostics (strict)"
        return None

    def _build(self) -> Any:
        assert self._session.build is not None, "a stage ran without an open build"
        return self._session.build

    # --- clean ---------------------------------------------------------------------------------

    def _clean_kind(self, kind: str) -> None:
        rows = self._session.store.rows("SELECT page FROM nodes WHERE kind = ?", kind)
        self._remove_pages([row[0] for row in rows])

    def _clean_one(self, kind: str, key: str) -> None:
        rows = self._session.store.rows(
            "SELECT page FROM nodes WHERE kind = ? AND subject = ?", kind, key)
        self._remove_pages([row[0] for row in rows])

    def _clean_out(self) -> None:
        self._remove_pages([row[0] for row in self._session.store.rows("SELECT page FROM nodes")])
        fs.remove_marker(self._session.config.out, OUTPUT_MARKER)

    def _remove_pages(self, pages: list[str]) -> None:
        for page in pages:
            fs.remove_page(str(self._session.config.out), page)


def loader() -> TaskLoader2:
    """The loader, for ``DoitMain``."""
    return SourcebookLoader()
