"""doit's own command line with our loader, for any folder, with no ``dodo.py``."""

from __future__ import annotations

import sys
from typing import Any

import tomli
from doit.cmd_base import DoitCmdBase
from doit.cmd_dumpdb import DumpDB
from doit.cmd_help import Help
from doit.doit_cmd import DoitMain
from doit.exceptions import InvalidCommand
from doit.version import VERSION

import pipeline
from pipeline import fs, manual
from pipeline.command import HELP, in_our_words
from pipeline.errors import EXIT_OK, UsageError
from pipeline.session import Session
from pipeline.tasks import SourcebookLoader
from pipeline.terminal import ending_on_error


class SourcebookHelp(Help):  # type: ignore[misc]
    """The manual, by our own texts."""

    name = "help"

    def execute(self, params: Any, args: list[str]) -> int:
        """Print the manual of the program, a command or a task."""
        if len(args) > 1:
            raise InvalidCommand(f"help: takes one name: {args[1]}")
        if not args:
            purposes = {name: _purpose(name, cls) for name, cls in self.cmds.items()}
            print(manual.overview(self.bin_name, purposes))
        elif args[0] == "task":
            self.print_task_help()
        elif args[0] in self.cmds:
            command = self.cmds[args[0]](cmds=self._cmds, **self.init_kwargs)
            page = manual.DOIT.get(args[0])
            print(manual.render(page, self.bin_name, command.cmdparser.options)
                  if page else command.help())
        else:
            DoitCmdBase.execute(self, params, args)
        return EXIT_OK


def _purpose(name: str, command: Any) -> str:
    return manual.DOIT[name].purpose if name in manual.DOIT else str(command.doc_purpose)


class SourcebookMain(DoitMain):  # type: ignore[misc]
    """doit under our name."""

    BIN_NAME = "sourcebook"
    # Our records are no database of doit's: there is nothing to dump.
    DOIT_CMDS = tuple(SourcebookHelp if command is Help else command
                      for command in DoitMain.DOIT_CMDS if command is not DumpDB)

    @staticmethod
    def print_version() -> None:
        """Print our version and those of what runs us."""
        print(f"sourcebook {pipeline.__version__} (doit {'.'.join(map(str, VERSION))}, "
              f"Python {'.'.join(map(str, sys.version_info[:3]))})")

    def run(self, all_args: list[str]) -> int:
        """Run one command; ``--help`` anywhere behind a command asks for its manual."""
        if "" in all_args:
            raise UsageError("an argument is empty: look at the variable that it is from")
        if HELP & set(all_args):
            named = [argument for argument in all_args if not argument.startswith("-")]
            if not named or named[0] in self.get_cmds():
                all_args = ["help", *named[:1]]
        code: int = super().run(all_args)
        return code


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
            text = f"sourcebook: error: {in_our_words(text.removeprefix('ERROR: '))}\n"
        return int(self.stream.write(text) or 0)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)
