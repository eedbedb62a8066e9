"""Keys of the machinery itself: what makes everything stale when Sourcebook or its set-up changes.

See the table in :mod:`pipeline.fingerprint`. Code is part of the key by its content, so a developer
who changes an extractor or a page builder gets new pages without having to raise a version.
"""

from __future__ import annotations

import os
from dataclasses import fields
from functools import cache
from pathlib import Path

from pipeline import __version__, nodes
from pipeline.config import Config, Settings
from pipeline.fingerprint import digest, digest_text
from pipeline.model import SCHEMA
from pipeline.templates import template_files

_PACKAGE = Path(__file__).parent
#: Modules (and folders) that decide what a summary and its facets say.
_PARSE_CODE = ("model.py", "parse.py", "facets.py", "inventory.py", "offers.py", "escape.py",
               "codetext.py", "secrets.py", "languages", "catalogue", "analysis")


def _code(names: tuple[str, ...]) -> bytes:
    parts: list[bytes] = []
    for name in names:
        path = _PACKAGE / name
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            parts += [file.relative_to(_PACKAGE).as_posix().encode(), _module(file)]
    return digest(*parts)


@cache
def _module(file: Path) -> bytes:
    # Once a process: the parse key and the page keys both hold the languages, and the code that
    # runs is the code that was there when it started.
    return file.read_bytes()


def parse_key(config: Config) -> bytes:
    """Part of every summary's key, and of the decision to look at all files again."""
    return digest(_code(_PARSE_CODE), f"{SCHEMA} {__version__}".encode())


def page_keys(config: Config) -> dict[str, bytes]:
    """Key of each page kind: its template, all shared templates, the page settings, the code."""
    files = template_files(config.templates)
    own = {f"{name}.md.j2" for name in nodes.TEMPLATES.values()}
    shared = [part for name, path in sorted(files.items()) if name not in own
              for part in (name.encode(), _template(path))]
    everything = digest(
        _code((".",)), _settings(config), *shared, config.title.encode())
    return {
        kind: digest(everything, _template(files.get(f"{nodes.TEMPLATES[kind]}.md.j2")))
        for kind in nodes.KINDS
    }


def _template(path: Path | None) -> bytes:
    try:
        return path.read_bytes() if path else b"missing"
    except OSError:
        return b"unreadable"


def _settings(config: Config) -> bytes:
    values = [
        f"{f.name}={getattr(config.settings, f.name)!r}"
        for f in fields(Settings) if f.metadata["page"]
    ]
    return digest_text(os.path.relpath(config.source, config.link_root), *values)
