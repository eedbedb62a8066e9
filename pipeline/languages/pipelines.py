"""What the keys of well-known YAML files mean: workflows, pipelines, services, environments.

The YAML reader gives the places of scalar values by their path; a sequence stands in a path as
``-``. Each rule here asks for a path and, where the path alone would not be certain, for the
file's name or its top-level keys.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from pipeline.languages.keys import KeyTable
from pipeline.model import Import

_COMPOSE = re.compile(r"(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml")
_CONDA = re.compile(r"(?:[\w.-]*[-_.])?env(?:ironment)?(?:[-_.][\w.-]+)?\.ya?ml")
_CONDA_ITEM = re.compile(r"(?:[\w-]+::)?([\w.-]+)\s*((?:[=<>!~].*)?)")
_IMAGE = re.compile(r"(.*?)(?::([\w.-]+))?(?:@(\S+))?")


class Place(NamedTuple):
    """A scalar value and where it stands."""

    path: tuple[str, ...]
    value: str
    line: int
    #: Index of the nearest listed key that encloses it, or of its own key.
    key: int


def interpret(
    name: str, places: list[Place], top: Collection[str], table: KeyTable
) -> tuple[Import, ...]:
    """Mark jobs, events and services in the table; what the file refers to."""
    if "jobs" in top and "on" in top:
        return _workflow(places, table)
    if name in ("action.yml", "action.yaml") and "runs" in top:
        return _own_action(places, table)
    if name in ("dependabot.yml", "dependabot.yaml") and "updates" in top:
        return _updates(places)
    if name == ".pre-commit-config.yaml":
        return _hooks(places)
    if name == ".gitlab-ci.yml":
        return _gitlab(places, table)
    if _COMPOSE.fullmatch(name) and "services" in top:
        return _compose(places, table)
    if _CONDA.fullmatch(name) and "dependencies" in top:
        return _conda(places)
    return ()


def _workflow(places: list[Place], table: KeyTable) -> tuple[Import, ...]:
    for index in range(len(table)):
        if re.fullmatch(r"on\.[^.]+", table.qualname(index)):
            table.set_kind(index, "event")
    for place in places:
        if len(place.path) == 3 and place.path[0] == "jobs" and place.path[2] == "name":
            table.set_doc(place.key, place.value)
    return _actions(places)


def _actions(places: list[Place]) -> tuple[Import, ...]:
    found = []
    for path, value, line, _ in places:
        if path[-1] != "uses" or path[0] not in ("jobs", "runs") or not value:
            continue
        if value.startswith("./"):
            found.append(Import(value, line, kind="path"))
        else:
            module, _, version = value.partition("@")
            found.append(Import(module, line, (version,) if version else (), kind="action"))
    return tuple(found)


def _own_action(places: list[Place], table: KeyTable) -> tuple[Import, ...]:
    """An action takes inputs and gives outputs; what it runs may be a file beside it."""
    for index in range(len(table)):
        if re.fullmatch(r"inputs\.[^.]+", table.qualname(index)):
            table.set_kind(index, "option")
    found = []
    for place in places:
        path, value = place.path, place.value
        if len(path) == 3 and path[0] in ("inputs", "outputs") and path[2] == "description":
            table.set_doc(place.key, value)
        elif path == ("runs", "image") and value.startswith("docker://"):
            found.append(Import(value.removeprefix("docker://"), place.line, kind="dependency"))
        elif path in (("runs", "image"), *(("runs", key) for key in ("pre", "main", "post"))):
            found.append(Import(value, place.line, kind="path"))
    return tuple(found) + _actions(places)


def _updates(places: list[Place]) -> tuple[Import, ...]:
    """The folders whose dependencies are kept up to date."""
    written = (("updates", "-", "directory"), ("updates", "-", "directories", "-"))
    return tuple(Import(value.strip("/"), line, kind="path")
                 for path, value, line, _ in places
                 if path in written and value.strip("/") and "*" not in value)


def _hooks(places: list[Place]) -> tuple[Import, ...]:
    """Repositories of pre-commit hooks with the revision that stands beside them."""
    found: list[Import] = []
    for path, value, line, _ in places:
        if path == ("repos", "-", "repo") and value not in ("local", "meta"):
            found.append(Import(value, line, kind="dependency"))
        elif path == ("repos", "-", "rev") and found and not found[-1].names:
            found[-1] = Import(found[-1].module, found[-1].line, (value,), kind="dependency")
    return tuple(found)


def _gitlab(places: list[Place], table: KeyTable) -> tuple[Import, ...]:
    found = []
    for path, value, line, key in places:
        if len(path) >= 2 and path[1] == "script" and not path[0].startswith("."):
            table.set_kind(table.outermost(key), "job")
        elif path in (("include", "local"), ("include", "-", "local")):
            found.append(Import(value.lstrip("/"), line, kind="path"))
    return tuple(found)


def _compose(places: list[Place], table: KeyTable) -> tuple[Import, ...]:
    for index in range(len(table)):
        if re.fullmatch(r"services\.[^.]+", table.qualname(index)):
            table.set_kind(index, "service")
    found = []
    for path, value, line, _ in places:
        if len(path) == 3 and path[0] == "services" and path[2] == "image":
            module, names = image(value)
            found.append(Import(module, line, names, kind="dependency"))
    return tuple(found)


def image(written: str) -> tuple[str, tuple[str, ...]]:
    """The name of a container's image, and its tag or else its digest."""
    match = _IMAGE.fullmatch(written)
    if match is None:
        return written, ()
    return match[1], tuple(filter(None, (match[2], match[3])))[:1]


def _conda(places: list[Place]) -> tuple[Import, ...]:
    found = []
    for path, value, line, _ in places:
        match = _CONDA_ITEM.fullmatch(value)
        if match and path in (("dependencies", "-"), ("dependencies", "-", "pip", "-")):
            scope = "pip" if "pip" in path else ""
            found.append(Import(match[1], line, (match[2],) if match[2] else (),
                                kind="dependency", scope=scope))
    return tuple(found)
