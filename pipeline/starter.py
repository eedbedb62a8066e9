"""A first configuration for a repository that has never heard of us, and what goes with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from pipeline import fs
from pipeline.config import Settings
from pipeline.errors import UsageError

CONFIG = "sourcebook.toml"
_WORKFLOW = ".github/workflows/sourcebook.yml"

_HEAD = """\
# Configuration of Sourcebook.
# Every key is optional; what is commented out is the default.
"""

WORKFLOW = """\
# Builds the documentation on every push and keeps the parsed summaries between runs.
name: Sourcebook
on:
  push:
    branches: [main]
  pull_request:
permissions:
  contents: read
jobs:
  documentation:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - uses: actions/cache@v4
        with:
          path: .sourcebook
          key: sourcebook-${{ runner.os }}-${{ github.sha }}
          restore-keys: sourcebook-${{ runner.os }}-
      - run: pip install sourcebook
      - run: sourcebook
      - run: sourcebook check --format github
      - run: sourcebook gc
      - uses: actions/upload-artifact@v4
        with:
          name: sourcebook
          path: sourcebook
"""


def configuration() -> str:
    """``sourcebook.toml`` with every key, its meaning and its default."""
    defaults = Settings()
    return _HEAD + "".join(
        f"\n# {f.metadata['doc']}\n# {f.name} = {toml(getattr(defaults, f.name))}\n"
        for f in fields(Settings))


def toml(value: Any) -> str:
    """A setting's value as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(toml(item) for item in value) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def write(source: Path, *, gitignore: bool, workflow: bool) -> Iterator[str]:
    """Write the files that are asked for and not there yet; yields a line about each.

    Raises:
        UsageError: the repository is configured already, and nothing else is asked for.
    """
    if _is_configured(source):
        if not (gitignore or workflow):
            raise UsageError("init: there is a configuration already; nothing was written")
    else:
        fs.write_text(source / CONFIG, configuration())
        yield f"wrote {CONFIG}"
    if gitignore:
        yield _ignore_output(source)
    if workflow:
        if fs.read_or_none(str(source / _WORKFLOW)) is not None:
            yield f"{_WORKFLOW} is there already"
        else:
            fs.write_text(source / _WORKFLOW, WORKFLOW)
            yield f"wrote {_WORKFLOW}"


def _is_configured(source: Path) -> bool:
    project = fs.read_or_none(str(source / "pyproject.toml")) or b""
    own = fs.read_or_none(str(source / CONFIG))
    return own is not None or b"[tool.sourcebook]" in project


def _ignore_output(source: Path) -> str:
    line = f"/{Settings().out}/"
    content = (fs.read_or_none(str(source / ".gitignore")) or b"").decode(errors="surrogateescape")
    if line in content.splitlines():
        return f".gitignore has {line} already"
    joint = "" if not content or content.endswith("\n") else "\n"
    text = f"{content}{joint}{line}\n"
    fs.write_atomic(str(source), ".gitignore", text.encode(errors="surrogateescape"))
    return f"added {line} to .gitignore"
