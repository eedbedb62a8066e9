"""Plugins: languages and analyses that other installed distributions bring, by entry points.

Only those run that the setting ``plugins`` names: what happens to be installed must not decide what
pages say. A distribution offers modules under two groups:

``sourcebook.languages``
    ``LANGUAGES``, rows of :class:`pipeline.languages.Language` without ``module``, and
    ``extract(source) -> Extraction``.
``sourcebook.analyses``
    ``LANGUAGES``, names of the languages that it reads, ``RULES``, rows of
    :class:`pipeline.catalogue.Rule` with a ``topic``, and ``find(subject) -> Iterator[Finding]``;
    ``NODES`` as in :mod:`pipeline.analysis`.

The name, the version and the code of each are part of the keys of all summaries and pages.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from types import ModuleType

from pipeline import analysis, catalogue
from pipeline.errors import ConfigError
from pipeline.fingerprint import digest
from pipeline.languages import EXTERNAL, Language, choose, table

LANGUAGES, ANALYSES = "sourcebook.languages", "sourcebook.analyses"


@dataclass(frozen=True, slots=True)
class Plugin:
    """A distribution, loaded."""

    name: str
    languages: tuple[ModuleType, ...]
    analyses: tuple[ModuleType, ...]
    #: Digest of its name, version and code.
    mark: bytes


def use(names: tuple[str, ...]) -> bytes:
    """Let the plugins of these distributions, and no others, run; returns a digest of them.

    Raises:
        ConfigError: one cannot be used; the line says which and why.
    """
    plugins = _loaded.get(names)
    if plugins is None:
        plugins = _loaded[names] = tuple(map(_load, names))
    rows = tuple(row for plugin in plugins for row in _rows(plugin))
    rules = tuple(rule for plugin in plugins for module in plugin.analyses for rule in module.RULES)
    table.add(rows)
    choose.add(rows)
    catalogue.add(rules)
    analysis.add({f"{EXTERNAL}{module.__name__}": tuple(module.LANGUAGES)
                  for plugin in plugins for module in plugin.analyses})
    return digest(*(plugin.mark for plugin in plugins)) if plugins else b""


#: What was loaded in this process; modules stay what they were when they were imported.
_loaded: dict[tuple[str, ...], tuple[Plugin, ...]] = {}


def _load(name: str) -> Plugin:
    try:
        found = metadata.distribution(name)
    except (metadata.PackageNotFoundError, ValueError) as error:
        raise ConfigError(f"plugins: {name!r} is not installed") from error
    points = [point for point in found.entry_points if point.group in (LANGUAGES, ANALYSES)]
    if not points:
        raise ConfigError(f"plugins: {name!r} offers neither {LANGUAGES} nor {ANALYSES}")
    modules = [(point.group, _module(name, point)) for point in sorted(points)]
    code = [part for _, module in modules for part in _code(module)]
    plugin = Plugin(
        name, tuple(module for group, module in modules if group == LANGUAGES),
        tuple(module for group, module in modules if group == ANALYSES),
        digest(name.encode(), found.version.encode(), *code))
    _check(plugin)
    return plugin


def _module(name: str, point: metadata.EntryPoint) -> ModuleType:
    try:
        module = point.load()
    # Whatever a foreign module does while it is imported, the user gets one line.
    except Exception as error:
        reason = f"{type(error).__name__}: {' '.join(str(error).split())}"
        raise ConfigError(f"plugins: {name!r}: cannot load {point.value}: {reason}") from error
    if not isinstance(module, ModuleType):
        raise ConfigError(f"plugins: {name!r}: {point.value} must be a module")
    wanted = ("extract",) if point.group == LANGUAGES else ("RULES", "find")
    for attribute in ("LANGUAGES", *wanted):
        if not hasattr(module, attribute):
            raise ConfigError(f"plugins: {name!r}: {point.value} has no {attribute}")
    return module


def _code(module: ModuleType) -> Iterator[bytes]:
    """Names and contents of the Python files of the package that a module stands in."""
    file = Path(module.__file__ or "")
    depth = module.__name__.count(".")
    if depth == 0 and file.name != "__init__.py":
        yield from (file.name.encode(), file.read_bytes())
        return
    root = file.parents[depth if file.name == "__init__.py" else depth - 1]
    for path in sorted(root.rglob("*.py")):
        yield from (os.fsencode(path.relative_to(root)), path.read_bytes())


def _check(plugin: Plugin) -> None:
    for row in _rows(plugin):
        if not isinstance(row, Language) or row in table.LANGUAGES or _ours(row.name):
            raise ConfigError(f"plugins: {plugin.name!r}: {getattr(row, 'name', row)!r} is no "
                              "language of its own")
    for module in plugin.analyses:
        for rule in module.RULES:
            if not isinstance(rule, catalogue.Rule) or rule.topic not in catalogue.TOPICS \
                    or rule.id in catalogue.own_rules():
                raise ConfigError(f"plugins: {plugin.name!r}: {getattr(rule, 'id', rule)!r} is no "
                                  "rule of its own with a known topic")


def _ours(name: str) -> bool:
    return any(row.name == name for row in table.LANGUAGES)


def _rows(plugin: Plugin) -> Iterator[Language]:
    for module in plugin.languages:
        for row in module.LANGUAGES:
            yield replace(row, module=f"{EXTERNAL}{module.__name__}")
