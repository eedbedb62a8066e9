"""The same graph for ninja: a lower bound of what any build tool can do for this work.

For each file three edges (summary, documentation page, keyword page), for each folder three more
(index, narrative, keywords below) with the summaries of the folder's files as inputs. The commands
only make their outputs, with a built-in of the shell, so ninja never does any of the real work: a
cold ninja is the price of the processes alone, and an incremental one is ninja at its best.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.measure import Usage

#: What ninja says when everything is up to date.
NOTHING = "ninja: no work to do."
#: A list of inputs goes to a response file: it may be longer than a command line can be, and as a
#: part of the command's hash it makes an edge stale when an input is gone.
_RULES = """\
ninja_required_version = 1.7
rule parse
  command = : $in > $out
rule page
  command = : $in > $out
rule folder
  command = : > $out
  rspfile = $out.rsp
  rspfile_content = $in
"""
_DONE = re.compile(r"^\[(\d+)/\d+\]", re.MULTILINE)


def write(folder: Path, source: Path, files: Iterable[str], folders: Sequence[str]) -> int:
    """Write ``build.ninja`` into ``folder``; returns the number of edges.

    ``files`` and ``folders`` are paths below ``source``, the root is ``""``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    root = os.path.relpath(source, folder)
    lines = [_RULES]
    summaries: dict[str, list[str]] = {name: [] for name in folders}
    edges = 0
    for name in files:
        summary = _escape(f"meta/{name}.json")
        page = _escape(f"out/{name}")
        lines.append(f"build {summary}: parse {_escape(f'{root}/{name}')}\n"
                     f"build {page}_docs.md: page {summary}\n"
                     f"build {page}_kw.md: page {summary}\n")
        summaries.setdefault(name.rpartition("/")[0], []).append(summary)
        edges += 3
    for name, inputs in summaries.items():
        place = _escape(f"out/{name}/" if name else "out/")
        said = " ".join(inputs)
        lines += [f"build {place}{page}: folder {said}\n"
                  for page in ("index.md", "doc.md", "sub.md")]
        edges += 3
    text = "".join(lines)
    (folder / "build.ninja").write_text(text, encoding="utf-8", errors="surrogateescape")
    return edges


def page_of(name: str) -> str:
    """Target that makes a file's documentation page."""
    return f"out/{name}_docs.md"


def edges_run(usage: Usage) -> int:
    """How many edges a call of ninja ran."""
    done = _DONE.findall(usage.stdout)
    return int(done[-1]) if done else 0


def _escape(path: str) -> str:
    return path.replace("$", "$$").replace(" ", "$ ").replace(":", "$:")
