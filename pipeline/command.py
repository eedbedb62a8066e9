"""What our own commands have in common: a configuration, and a session that only looks."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from doit.cmd_base import DoitCmdBase

from pipeline.config import Config
from pipeline.session import Session
from pipeline.tasks import SourcebookLoader
from pipeline.terminal import ending_on_error


class Command(DoitCmdBase):  # type: ignore[misc]
    """A command that needs our configuration and no tasks."""

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
