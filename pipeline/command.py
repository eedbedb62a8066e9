"""What our own commands have in common: a manual, a configuration, a session that only looks."""

from __future__ import annotations

import difflib
import re
from contextlib import closing
from typing import Any

from doit.cmd_base import DoitCmdBase
from doit.cmdparse import CmdParseError

from pipeline import manual
from pipeline.config import Config
from pipeline.errors import EXIT_OK, UsageError
from pipeline.session import Session
from pipeline.tasks import SourcebookLoader
from pipeline.terminal import ending_on_error

#: What asks a command for its manual instead.
HELP = frozenset({"-h", "--help"})


class Command(DoitCmdBase):  # type: ignore[misc]
    """A command that needs our configuration and no tasks."""

    #: Exit codes that mean something else than :data:`manual.EXIT_CODES` says.
    exits: tuple[tuple[int, str], ...] = ()
    #: (arguments, what they do).
    examples: tuple[tuple[str, str], ...] = ()

    def help(self) -> str:
        """The manual page; under plain doit as well."""
        page = manual.Page(self.name, self.doc_purpose, self.doc_usage, self.doc_description,
                           self.exits, self.examples)
        own = {option["name"] for option in self.cmd_options}
        return manual.render(page, self.bin_name, [
            option for option in self.cmdparser.options if option.name in own])

    def parse_execute(self, in_args: list[str]) -> int:
        """Show the manual, or run with options that were understood."""
        if HELP & set(in_args):
            print(self.help())
            return EXIT_OK
        with ending_on_error():
            try:
                params, args = self.cmdparser.parse(in_args)
            except CmdParseError as error:
                raise UsageError(in_our_words(str(error))) from error
            if args and not self.doc_usage:
                raise UsageError(f"{self.name}: takes no arguments: {args[0]}")
        params.update(self.opt_vals)
        return self.execute(params, args)

    def execute(self, params: Any, args: list[str]) -> int:
        """Read the configuration, then run; our errors are one line and an exit code."""
        loader = self.loader if isinstance(self.loader, SourcebookLoader) else SourcebookLoader()
        loader.setup(params)
        self._reload = loader.load_settings
        with ending_on_error():
            return self.run(loader.settings, params, args)

    def run(self, config: Config, params: Any, args: list[str]) -> int:
        """The command itself; returns its exit code."""
        raise NotImplementedError


def looking(config: Config) -> closing[Session]:
    """A session that writes nothing, to be used in a ``with`` statement."""
    return closing(Session(config, write=False))


_WRONG_VALUE = re.compile(
    r"Error parsing parameter '(?P<name>\w+)' <class '(?P<type>\w+)'>\. .*?: '(?P<value>.*)'")
_WRONG_CHOICE = re.compile(
    r"Error parsing parameter '(?P<name>\w+)'. Provided '(?P<value>.*)' but available choices are: "
    r"(?P<choices>.*)\.")
_TYPES = {"int": "a whole number", "float": "a number"}


def in_our_words(message: str) -> str:
    """What doit says about a wrong option, in one line without its internals."""
    said, _, internals = message.partition(" (parsing options: ")
    said = " ".join(said.split())
    if found := _WRONG_VALUE.search(said):
        kind = _TYPES.get(found["type"], found["type"])
        return f"option {found['name']} must be {kind}, not {found['value']!r}"
    if found := _WRONG_CHOICE.search(said):
        return f"option {found['name']} must be one of {found['choices']}, not {found['value']!r}"
    said = said.removeprefix("Error parsing Command: ")
    wrong = re.fullmatch(r"option --(\S+) not recognized", said)
    known = re.findall(r"'long':'([^']+)'", internals)
    near = difflib.get_close_matches(wrong[1], known, 1) if wrong else []
    return f"{said} (did you mean --{near[0]}?)" if near else said
