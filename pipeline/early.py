"""A run with nothing to do, decided before doit is imported.

Importing doit costs more than looking at 20 000 files. So the ``sourcebook`` script opens the
session by itself when the call is a plain run: variables and names of tasks, no option, no tasks
or settings of the project's own for doit. When the tree is as the last build left it, the call ends
here, by the code that doit's tasks would call; otherwise doit takes over the session as it is.
"""

from __future__ import annotations

import os
from typing import Any

import tomli

from pipeline import config as configuration
from pipeline import fs
from pipeline.rules import PAGE_KINDS
from pipeline.session import Session

#: What a project may tell doit without a say in what a plain run does.
_HARMLESS = {"loader": "sourcebook"}
#: Up to so many files are parsed ahead: what they give waits in memory.
_FEW = 30
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


def end(session: Session, arguments: list[str]) -> bool:
    """Whether there was nothing to do; the call is over then."""
    _, names = _split(arguments)
    if not session.is_idle() or not all(session.selected(name) for name in names or ()):
        if session.build is not None:
            # While doit is imported.
            session.build.parse_ahead(_FEW)
        return False
    if not names:
        session.finish()
    session.close()
    return True


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
