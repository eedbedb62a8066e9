"""doit's question "is this task up to date?", answered by the store."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from doit.dependency import Dependency, DependencyStatus, JsonDB
from doit.task import Task

from pipeline import fs
from pipeline.paths import task_key
from pipeline.rules import BY_KIND, PAGE_KINDS
from pipeline.session import Session, group_kinds
from pipeline.store import STALE, Store
from pipeline.summaries import SummaryCache
from pipeline.terminal import ending_on_error


class Records(JsonDB):  # type: ignore[misc]
    """doit's own records, of tasks that are not ours.

    doit ends every call, for ever, when it cannot read them back, and writes them in place.
    """

    def _load(self) -> dict[str, Any]:
        content = fs.read_or_none(self.name) or b""
        try:
            found = self.codec.decode(content.decode())
        except ValueError:
            found = None
        if isinstance(found, dict) and all(isinstance(of, dict) for of in found.values()):
            return found
        print(f"sourcebook: {self.name} is damaged: starting new records", file=sys.stderr)
        return {}

    def dump(self) -> None:
        """Save what changed."""
        text = self.codec.encode(self._db)
        path = Path(self.name)
        with ending_on_error():
            if text.encode() != (fs.read_or_none(self.name) or b"{}"):
                fs.write_text(path, text)


class StoreDependency(Dependency):  # type: ignore[misc]
    """Answers for our tasks from the store, for all others as doit does."""

    def __init__(self, session: Session, path: Path) -> None:
        super().__init__(Records, str(path))
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
