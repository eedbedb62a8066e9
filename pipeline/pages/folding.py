"""Long lists fold: the first rows stand open, the rest behind a line that opens on a click.

``<details>`` is the one element besides anchors that pages use; GitHub renders Markdown inside of
it where blank lines set it off, and opens it for a link that leads inside.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.escape import Md, md, number

#: A list of up to this many rows stands open; of a longer one the first :data:`SHOWN`.
OPEN = 30
SHOWN = 15


def folded(summary: Md, rows: Sequence[str], indent: str = "") -> list[str]:
    """Rows of Markdown behind a summary, as lines with blank ones around; of our own words only."""
    return ["", f"{indent}<details><summary>{summary}</summary>", "", *rows, "",
            f"{indent}</details>", ""]


def bullets(rows: Sequence[Md]) -> Md:
    """A list; a long one is folded."""
    lines = [f"- {row}" for row in rows]
    if len(lines) > OPEN:
        rest = md(f"{number(len(lines) - SHOWN)} more")
        lines = [*lines[:SHOWN], *folded(rest, lines[SHOWN:])]
    return md(tidy(lines))


def tidy(lines: Sequence[str]) -> str:
    """Lines as a text without two blank lines in a row, nor any at the ends."""
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip("\n")
