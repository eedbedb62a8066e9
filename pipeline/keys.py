"""Keys of the machinery itself: what makes everything stale when Sourcebook or its set-up changes.

See the table in :mod:`pipeline.fingerprint`. Code is part of the key by its content, so a developer
who changes an extractor or a page builder gets new pages without having to raise a version.
"""

from __future__ import annotations

import os
import sys
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
               "codetext.py", "testcalls.py", "secrets.py", "decode.py", "fingerprint.py",
               "paths.py", "languages", "catalogue", "analysis")
#: Libraries that read sources, as their folders of metadata begin.
_PARSERS = ("tree_sitter", "markdown_it_py-")


@cache
def _code(package: Path, names: tuple[str, ...] | None = None) -> bytes:
    """Digest of our own code: of some modules and folders, or of all."""
    parts: list[bytes] = []
    for path, content in _modules(package):
        if names is None or path.partition("/")[0] in names:
            parts += [path.encode(), content]
    return digest(*parts)


@cache
def _modules(package: Path) -> list[tuple[str, bytes]]:
    """Path and content of each of our modules.

    Read once a process: the parse key and the page keys both hold the languages, and the code that
    runs is the code that was there when it started.
    """
    found = []
    for folder, _, files in os.walk(package):
        inside = os.path.relpath(folder, package).replace(os.sep, "/")
        for name in files:
            if name.endswith(".py"):
                path = name if inside == "." else f"{inside}/{name}"
                found.append((path, (package / path).read_bytes()))
    return sorted(found)


def parse_key(config: Config) -> bytes:
    """Part of every summary's key, and of the decision to look at all files again."""
    return digest(_code(_PACKAGE, _PARSE_CODE), f"{SCHEMA} {__version__}".encode(), _parsers(),
                  _plugins(config))


def _plugins(config: Config) -> bytes:
    """Digest of the plugins, which run from here on: what is in the keys is what runs."""
    names = config.settings.plugins
    if not names and "pipeline.plugins" not in sys.modules:
        return b""
    # Without plugins nobody pays for looking for them.
    from pipeline.plugins import use

    return use(names)


@cache
def _parsers() -> bytes:
    """Names and versions of the installed libraries that read sources.

    Listed by hand: the standard library takes 20 times as long to find the versions.
    """
    places = sorted({p for p in sys.path if p.endswith(("site-packages", "dist-packages"))})
    return digest_text(*sorted(
        name for place in places if os.path.isdir(place) for name in os.listdir(place)
        if name.startswith(_PARSERS) and name.endswith(".dist-info")))


def page_keys(config: Config) -> dict[str, bytes]:
    """Key of each page kind: its template, all shared templates, the page settings, the code."""
    files = template_files(config.templates)
    own = {f"{name}.md.j2" for name in nodes.TEMPLATES.values()}
    shared = [part for name, path in sorted(files.items()) if name not in own
              for part in (name.encode(), _template(path))]
    place = os.path.relpath(config.source, config.link_root)
    everything = digest(_code(_PACKAGE), _plugins(config), *shared, config.title.encode())
    return {
        kind: digest(everything, digest_text(place, *_settings(config, kind)),
                     _template(files.get(f"{nodes.TEMPLATES[kind]}.md.j2")))
        for kind in nodes.KINDS
    }


def _template(path: Path | None) -> bytes:
    try:
        return path.read_bytes() if path else b"missing"
    except OSError:
        return b"unreadable"


def _reaches(page: tuple[str, ...] | bool, kind: str) -> bool:
    return page if isinstance(page, bool) else kind in page


def _settings(config: Config, kind: str) -> list[str]:
    return [
        f"{f.name}={getattr(config.settings, f.name)!r}" for f in fields(Settings)
        if _reaches(f.metadata["page"], kind)
    ]
