"""Commands that build nothing: ``init``, ``stats`` and ``gc``."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from pipeline import manual, starter
from pipeline.command import Command, looking
from pipeline.config import Config
from pipeline.errors import EXIT_OK, UsageError
from pipeline.escape import visible
from pipeline.prune import prune
from pipeline.stats import lines, stats


def _flag(name: str, text: str) -> dict[str, Any]:
    return {"name": name, "long": name, "short": "", "type": bool, "default": False, "help": text}


def _number(name: str, default: int, text: str) -> dict[str, Any]:
    return {"name": name, "long": name, "short": "", "type": int, "default": default,
            "metavar": "N", "help": f"{text} [default: %(default)s]"}


class Init(Command):
    """Write a first configuration."""

    doc_purpose = "write a configuration with every key and its default"
    doc_usage = ""
    doc_description = ("Writes sourcebook.toml unless there is a configuration. Nothing that is "
                       "there is overwritten, and nothing of it is needed to build.")
    exits = ((2, "there is a configuration already, and nothing else was asked for"),)
    examples = (
        ("init", "sourcebook.toml alone"),
        ("init --gitignore --workflow", "for pages that are built in CI and not committed"))
    cmd_options = (
        _flag("gitignore", "also tell git to ignore the output folder"),
        _flag("workflow", "also write a GitHub workflow that builds on every push"),
    )

    def run(self, config: Config, params: Any, args: list[str]) -> int:
        """Write."""
        for line in starter.write(config.source, gitignore=params["gitignore"],
                                  workflow=params["workflow"]):
            print(visible(line))
        return EXIT_OK


class Stats(Command):
    """Figures of the last build."""

    doc_purpose = "print figures of the last build: languages, symbols, diagnostics, page sizes"
    doc_usage = ""
    doc_description = "Tells what the last build left; looks at no source and writes nothing."
    exits = ((2, "nothing has been built yet"),)
    examples = (("stats", "for people"), ("stats --json", "for programs"))
    cmd_options = (_flag("json", "print JSON, for programs"),)

    def run(self, config: Config, params: Any, args: list[str]) -> int:
        """Print."""
        with looking(config) as session:
            if not session.remembers:
                raise UsageError(f"stats: nothing has been built yet; run {self.bin_name} first")
            found = stats(config, session.store)
        if params["json"]:
            print(json.dumps(asdict(found), indent=2, ensure_ascii=False))
        else:
            for line in lines(found):
                print(visible(line))
        return EXIT_OK


class Gc(Command):
    """Prune the cache."""

    doc_purpose = "drop summaries and stores that nothing uses any more"
    doc_usage = ""
    doc_description = ("Safe at any time: waits for no build and refuses while one runs (exit code "
                       "75). What is dropped too early costs time, never a page.")
    exits = (manual.LOCKED,)
    examples = (
        ("gc", "keep only what the last build used"),
        ("gc --spare 200", "keep 200 MB more, for other branches"))
    cmd_options = (
        _number("days", 30, "forget the stores of other outputs that were not used for so long"),
        _number("spare", 0, "MB of the newest unused summaries to keep, for other branches"),
    )

    def run(self, config: Config, params: Any, args: list[str]) -> int:
        """Prune."""
        if min(params["days"], params["spare"]) < 0:
            raise UsageError("gc: --days and --spare take no negative number")
        done = prune(config, days=params["days"], spare=params["spare"] * 1_000_000)
        print(f"dropped {done.summaries:,} summaries and {done.stores:,} stores; the cache has "
              f"{done.after / 1e6:,.1f} MB, {(done.before - done.after) / 1e6:,.1f} MB less")
        return EXIT_OK
