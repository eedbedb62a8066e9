"""How doit tells what it runs: the pipeline's own reporter."""

from __future__ import annotations

from typing import Any

from doit.reporter import ConsoleReporter


class SourcebookReporter(ConsoleReporter):  # type: ignore[misc]
    """doit's console reporter, quiet about what is up to date."""

    desc = "tasks that ran, then a summary of the build"

    def skip_uptodate(self, task: Any) -> None:
        """An incremental build is read for what it did."""
        if not task.meta:
            super().skip_uptodate(task)

    def execute_task(self, task: Any) -> None:
        # Stages announce themselves through the progress display.
        if not (task.meta and task.meta.get("stage")):
            super().execute_task(task)
