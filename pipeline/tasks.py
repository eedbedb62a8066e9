"""The task loader: what a call of doit gets to see of the pipeline.

doit is the face and the runner; the store decides what is stale. A task exists only when somebody
needs it: a default run creates one task for each *stage*, which becomes a group with a task for
each stale file when these are few; a name, pattern or page path on the command line creates that
task; ``list --all`` creates them all (see :mod:`pipeline.factory`).

doit's own costs 0.1–0.2 ms for each task that has nothing to do, and its up-to-date check misses
edits that keep the mtime; neither is paid here (see :mod:`pipeline.dependency`). Tasks of the
project's own ``dodo.py`` work as in any doit project, with doit's own records in
``<cache>/doit.json``.
"""

from __future__ import annotations

import difflib
import fnmatch
import gc
import os
import sys
from pathlib import Path
from typing import Any

from doit import doit_cmd
from doit.cmd_base import NamespaceTaskLoader, opt_cwd, opt_dodo, opt_seek_file
from doit.cmdparse import CmdOption, TaskParse
from doit.dependency import Dependency
from doit.globals import Globals
from doit.loader import get_module
from doit.reporter import ErrorOnlyReporter
from doit.task import Task

from pipeline import config as configuration
from pipeline import interrupt
from pipeline.dependency import Records, StoreDependency
from pipeline.factory import TaskFactory
from pipeline.reporter import SourcebookReporter
from pipeline.rules import BY_KIND
from pipeline.session import Session, group_kinds
from pipeline.terminal import Volume, ending_on_error

#: Commands that change something; any other only looks.
_WRITING = ("run", "clean", "forget", "ignore", "reset-dep")

#: A file that cannot exist.
_NO_RECORDS = f"{os.devnull}/doit.json"

_STRICT = {
    "name": "strict", "long": "strict", "short": "", "type": bool, "default": False,
    "help": "exit 1 when a source file has a diagnostic",
}
_REHASH = {
    "name": "rehash", "long": "rehash", "short": "", "type": bool, "default": False,
    "help": "read every source file, whatever its signature says",
}

QUIET = {
    "name": "quiet", "long": "quiet", "short": "q", "type": bool, "default": False,
    "help": "print errors only",
}
_VERBOSE = {
    "name": "verbose", "long": "verbose", "short": "", "type": bool, "default": False,
    "help": "print why each page is made, and every diagnostic",
}


class SourcebookLoader(NamespaceTaskLoader):  # type: ignore[misc]
    """Loads the pipeline's tasks lazily, and those of ``dodo.py`` where there is one."""

    cmd_options = (opt_dodo, opt_cwd, opt_seek_file, _STRICT, _REHASH, QUIET, _VERBOSE)

    def __init__(self, begun: Session | None = None) -> None:
        super().__init__()
        #: A session that is already open, for a call that is a plain run.
        self._begun = begun
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
            self._config = self.load_settings()

    def load_settings(self) -> configuration.Config:
        """Configuration of this call, read anew."""
        return configuration.load(self._overrides())

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
            # doit opens its records before it asks for a task; ours are opened with care, later.
            "dep_file": _NO_RECORDS,
            "reporter": SourcebookReporter if self._volume() else ErrorOnlyReporter,
            # doit took the stream before there was one that goes on when its reader goes away.
            "outfile": sys.stdout,
            "default_tasks": list(group_kinds()),
            "verbosity": 2,
            **own,
        }

    def _volume(self) -> Volume:
        if self._options.get("quiet"):
            return Volume.QUIET
        return Volume.VERBOSE if self._options.get("verbose") else Volume.NORMAL

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
            if cmd.dep_manager.name == _NO_RECORDS:
                cmd.dep_manager = Globals.dep_manager = Dependency(Records, str(self._records()))
            return []
        write = name in _WRITING
        session = self._begun or Session(
            self._config, write=write, rehash=self._options.get("rehash", False),
            arguments=selected if name == "run" and not self._options.get("always") else (),
            volume=self._volume())
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
