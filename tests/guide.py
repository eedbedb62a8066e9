"""The parts of the user guide that are made from the code: ``python -m tests.guide`` writes them.

A page holds such a part between two comments; the text around them is written by hand.
"""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterator
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

from pipeline.cli import SourcebookMain
from pipeline.config import OVERRIDES, Settings
from pipeline.rules import RULES
from pipeline.starter import toml
from pipeline.tasks import SourcebookLoader

GUIDE = Path(__file__).parent.parent / "docs/guide"
BEGIN, END = "<!-- from the code: python -m tests.guide -->", "<!-- end -->"

_TYPES = {"str": "text", "int": "whole number", "bool": "`true` or `false`",
          "tuple[str, ...]": "list of texts"}
#: What a change of a key does where its metadata cannot tell.
_EFFECTS = {
    "out": "a build of its own in the new folder; the old folder stays",
    "cache": "everything is parsed and made once more, into the new folder",
    "templates": "pages whose template is another are made again",
    "strict": "the exit code alone",
    "jobs": "the time alone",
}


def configuration() -> Iterator[str]:
    """Every key: type, default, what it means, what a change of it does."""
    defaults = Settings()
    for key in fields(Settings):
        yield f"### `{key.name}`"
        yield ""
        yield f"{_escaped(key.metadata['doc'])}."
        yield ""
        yield f"- Type: {_TYPES.get(str(key.type), str(key.type))}"
        yield f"- Default: `{toml(getattr(defaults, key.name))}`"
        yield f"- A change: {_effect(key)}"
        if key.name in OVERRIDES:
            yield f"- For one call: `sourcebook {key.name}=…`"
        yield ""


def _effect(key: Field[Any]) -> str:
    if key.name in _EFFECTS:
        return _EFFECTS[key.name]
    if key.metadata["scan"]:
        return "the tree is looked at anew; what then differs is made again"
    page = key.metadata["page"]
    if isinstance(page, tuple):
        return f"pages of kind {', '.join(f'`{kind}`' for kind in page)} are made again"
    return "all pages are made again" if page else "no page is made again"


def _escaped(text: str) -> str:
    sentence = text[0].upper() + text[1:]
    return sentence.replace("{", "\\{").replace("*", "\\*").replace("<", "\\<")


def commands() -> Iterator[str]:
    """The manual of the program and of each of its commands."""
    main = SourcebookMain(SourcebookLoader(), ())
    own = {name for name, cls in main.get_cmds().to_dict().items()
           if cls.__module__.partition(".")[0] in ("pipeline", "doit")}
    for name in ("", *sorted(own)):
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            main.run(["help", name] if name else ["help"])
        yield from (f"## `sourcebook {name}".rstrip() + "`", "", "```text",
                    said.getvalue().rstrip(), "```", "")


def kinds() -> Iterator[str]:
    """What each kind of task makes of what."""
    yield "| kind | takes | makes |"
    yield "| --- | --- | --- |"
    for rule in RULES:
        task = f"`{rule.kind}:{rule.subject.upper()}`" if rule.subject else f"`{rule.kind}`"
        output = f"`{rule.output}`" if rule.output.endswith((".md", ".txt")) else rule.output
        yield f"| {task} | {rule.inputs} | {output} |"


PARTS = {"configuration.md": configuration, "commands.md": commands, "how-it-works.md": kinds}


def page(name: str) -> str:
    """A page of the guide as it should be now."""
    text = (GUIDE / name).read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    part = "\n".join(PARTS[name]()).strip()
    return f"{before}{BEGIN}\n\n{part}\n\n{END}{rest.partition(END)[2]}"


def stale() -> list[str]:
    """Pages that are not as they should be."""
    return [name for name in PARTS if (GUIDE / name).read_text(encoding="utf-8") != page(name)]


if __name__ == "__main__":
    found = stale()
    if "--check" in sys.argv:
        raise SystemExit(f"out of date: {', '.join(found)}; run python -m tests.guide"
                         if found else 0)
    for out_of_date in found:
        (GUIDE / out_of_date).write_text(page(out_of_date), encoding="utf-8")
        print(GUIDE / out_of_date)
