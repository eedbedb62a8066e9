"""doit's own command line with our loader, for any folder, with no ``dodo.py``."""

from __future__ import annotations

import sys
from typing import Any

import tomli
from doit.doit_cmd import DoitMain

from pipeline import fs
from pipeline.errors import UsageError
from pipeline.session import Session
from pipeline.tasks import SourcebookLoader
from pipeline.terminal import ending_on_error


class SourcebookMain(DoitMain):  # type: ignore[misc]
    """doit under our name."""

    BIN_NAME = "sourcebook"


def run(arguments: list[str], begun: Session | None) -> int:
    """Run one command, which goes on with a session that has begun; returns its exit code."""
    loader = SourcebookLoader(begun)
    stderr = _Watcher(sys.stderr)
    sys.stderr = stderr
    try:
        # doit looks for its plugins before it knows how to end well.
        with ending_on_error():
            code: int = SourcebookMain(loader, _config_files()).run(arguments)
    finally:
        sys.stderr = stderr.stream
    # doit has one code for a wrong call and for a crash; we tell them apart by what it printed.
    return UsageError.exit_code if code == 3 and stderr.usage_error else code or 0


def _config_files() -> tuple[str, ...]:
    """``pyproject.toml`` as doit's configuration, unless it cannot be read as such."""
    content = fs.read_or_none("pyproject.toml")
    try:
        tomli.loads((content or b"").decode())
    except ValueError:
        return ()
    return ("pyproject.toml",) if content is not None else ()


class _Watcher:
    """Passes standard error on; notes doit's own ``ERROR:`` lines and words them as ours."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.usage_error = False

    def write(self, text: str) -> int:
        if text.startswith("ERROR: "):
            self.usage_error = True
            # doit prints every option's internals behind the one that is wrong.
            said = text.removeprefix("ERROR: ").partition(" (parsing options: ")[0].rstrip("\n")
            said = said.replace("\n", " ")
            text = f"sourcebook: error: {said.removeprefix('Error parsing Command: ')}\n"
        return int(self.stream.write(text) or 0)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)
