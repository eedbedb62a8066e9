"""doit tasks, created from their names when somebody needs them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

from doit.action import BaseAction
from doit.exceptions import BaseFail, TaskFailed
from doit.task import DelayedLoader, Task

from pipeline import fs, nodes
from pipeline.build import FEW
from pipeline.ignore import OUTPUT_MARKER
from pipeline.paths import os_path, task_key, task_name
from pipeline.publish import files_of
from pipeline.rules import BY_KIND, PAGE_KINDS
from pipeline.session import Session, group_kinds
from pipeline.terminal import ending_on_error


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
        wanted = dict.fromkeys(named)
        listed = list(self._listed()) if everything else []
        for task in listed:
            wanted[task.name] = None
        parts: dict[str, list[str]] = {}
        for name in wanted:
            parts.setdefault(name.partition(":")[0], []).append(name)
        stages = [self._stage(kind, running=running, wanted=parts.get(kind, []))
                  for kind in group_kinds()]
        self._existing |= {task.name for task in listed}
        return [*(t for group in stages for t in group), *listed, *(
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
                         task_dep=[n for n in wanted if ":" in n])]
        # Which pages are stale is known only when the tree is linked.
        loader = DelayedLoader(lambda: self._stale_tasks(kind), executed="link")
        return [Task(kind, None, doc=doc, loader=loader, task_dep=["link"], meta=meta)]

    def _parse_stage(self, *, running: bool) -> list[Task]:
        doc = BY_KIND["parse"].doc
        meta = {"kind": "parse", "key": None, "stage": True}
        build = self._session.build
        pending = build.unparsed() if build and running else []
        if not 0 < len(pending) <= FEW:
            return [Task("parse", [Step(self._parse)], doc=doc, meta=meta)]
        parts = [self._one("parse", entry.path) for entry in pending]
        self._existing |= {task.name for task in parts}
        for part in parts:
            part.subtask_of = "parse"
        return [Task("parse", None, doc=doc, task_dep=[t.name for t in parts], has_subtask=True,
                     meta={"stage": True}), *parts]

    def _stale_tasks(self, kind: str) -> Any:
        with ending_on_error():
            return self._stale(kind)

    def _stale(self, kind: str) -> Any:
        """Tasks of one kind after linking: one for each stale page, or one for all."""
        build = self._session.build
        assert build is not None
        pages = build.stale_pages(kind)
        subjects = list(dict.fromkeys(row[2] for row in pages))
        if self._few_stale is None:
            self._few_stale = len(build.stale_pages()) <= FEW
        if BY_KIND[kind].subject and subjects and self._few_stale:
            fields = [self._fields(kind, subject) for subject in subjects]
            # Made before they are asked for, so that an error ends the call in one line.
            return (task for task in fields)
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

    def _listed(self) -> Iterator[Task]:
        """All tasks, to be shown and never run: copies of one for each kind, without targets.

        doit takes longer to make a task than we take to print it.
        """
        for kind in BY_KIND:
            model = None
            is_file = BY_KIND[kind].subject == "file"
            for key in self._session.subjects(kind):
                model = model or self._one(kind, key)
                task = Task.__new__(Task)
                vars(task).update(vars(model), name=task_name(kind, key), targets=[],
                                  meta={"kind": kind, "key": key},
                                  file_dep={self._source(key)} if is_file else set())
                yield task

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
            "SELECT page, data FROM nodes WHERE kind = ? AND subject = ? ORDER BY part", kind, key)
        pages = list(files_of(rows)) or [nodes.page_of(kind, key)]
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
        self._session.announce(pages)
        build.render(pages)
        problems = build.problems[before:]
        return "\n".join(problems) or None

    def _publish(self) -> str | None:
        build = self._build()
        before = len(build.problems)
        self._session.finish()
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
        rows = self._session.store.rows("SELECT page, data FROM nodes WHERE kind = ?", kind)
        self._remove_pages(rows)

    def _clean_one(self, kind: str, key: str) -> None:
        rows = self._session.store.rows(
            "SELECT page, data FROM nodes WHERE kind = ? AND subject = ?", kind, key)
        self._remove_pages(rows)

    def _clean_out(self) -> None:
        self._remove_pages(self._session.store.rows("SELECT page, data FROM nodes"))
        fs.remove_marker(self._session.config.out, OUTPUT_MARKER)

    def _remove_pages(self, rows: list[tuple[Any, ...]]) -> None:
        for page in files_of(rows):
            fs.remove_page(str(self._session.config.out), page)
