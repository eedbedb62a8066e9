"""A plain run, done before doit is imported.

Importing doit costs more than looking at 20 000 files, or than making the pages of an edit. So the
``sourcebook`` script opens the session by itself when the call is a plain run: variables and names
of tasks, no option, no tasks or settings of the project's own for doit. A run of the whole tree, or
one that finds its named pages fresh, ends here, by the code that doit's tasks would call and with
the lines that doit would print; otherwise doit takes over the session as it is.
"""

from __future__ import annotations

import gc
import importlib
import os
from collections.abc import Iterable
from typing import Any

import tomli

from pipeline import config as configuration
from pipeline import fs
from pipeline.build import FEW, Build
from pipeline.errors import EXIT_OK, EXIT_STRICT
from pipeline.paths import task_name
from pipeline.rules import BY_KIND, PAGE_KINDS
from pipeline.session import Session

#: What a project may tell doit without a say in what a plain run does.
_HARMLESS = {"loader": "sourcebook"}
#: What every edit needs after parsing.
_NEXT = ("link", "pagework", "pages.docs", "pages.index", "pages.doc")
#: How doit's records say that a task is to be left out; all else in them is not about ours.
_IGNORED = b'"ignore:"'


def begin(arguments: list[str]) -> Session | None:
    """The open session of a plain run; None when only doit knows what the call means."""
    variables, names = _split(arguments)
    if names is None or os.path.exists("dodo.py") or os.path.exists("doit.cfg") \
            or _doit_table() not in ({}, _HARMLESS):
        return None
    config = configuration.load(variables)
    if _IGNORED in (fs.read_or_none(f"{config.cache}/doit.json") or b""):
        return None
    return Session(config, write=True, arguments=names)


def end(session: Session, arguments: list[str]) -> int | None:
    """Exit code of the call, which is over then; None when doit must go on with the session."""
    _, names = _split(arguments)
    build = session.build
    assert build is not None
    if names:
        fresh = session.is_idle() and all(session.selected(name) for name in names)
        if not fresh:
            # While doit is imported.
            build.parse_ahead(build.unparsed(count=False))
            return None
    elif session.is_idle():
        session.finish()
    elif build.config.settings.strict:
        return None
    else:
        _run(session, build)
    code = EXIT_STRICT if build.problems else EXIT_OK
    session.close()
    return code


def _run(session: Session, build: Build) -> None:
    """All stages, told as doit tells of its tasks: one by one when they are few."""
    # As under doit: a call lives for one command and makes no cycles worth collecting.
    gc.disable()
    pending = build.unparsed()
    build.parse_ahead(pending)
    # The parser has a process of its own: meanwhile this one loads what comes next.
    for name in _NEXT:
        importlib.import_module(f"pipeline.{name}")
    if len(pending) <= FEW:
        _tell(("parse", entry.path) for entry in pending)
    build.parse(pending)
    build.link()
    stale = build.stale_pages()
    if len(stale) <= FEW:
        _tell(dict.fromkeys((row[1], row[2]) for row in stale if BY_KIND[row[1]].subject))
    build.render(stale)
    session.finish()


def _tell(tasks: Iterable[tuple[str, str]]) -> None:
    for kind, subject in tasks:
        print(f".  {task_name(kind, subject)}", flush=True)


def _split(arguments: list[str]) -> tuple[dict[str, str], list[str] | None]:
    """Variables and names of pages; no names when an argument is anything else."""
    variables, names = {}, []
    for argument in arguments:
        kind, colon, _ = argument.partition(":")
        if not argument.startswith("-") and "=" in argument:
            name, _, value = argument.partition("=")
            variables[name] = value
        elif colon and kind in PAGE_KINDS and "*" not in argument:
            names.append(argument)
        else:
            return {}, None
    return variables, names


def _doit_table() -> Any:
    content = fs.read_or_none("pyproject.toml")
    try:
        return tomli.loads((content or b"").decode()).get("tool", {}).get("doit", {})
    except (ValueError, AttributeError):
        return {}
