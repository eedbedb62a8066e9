"""Fuzz targets: every language module, decoding, masking, names and every escape function.

``python -m tests.properties.fuzz --minutes 10`` tries each target for so long; ``--list`` names
them, arguments choose some. What fails is shrunk and left in ``tests/properties/regressions``,
where ``test_hostile_content.py`` reads it from then on. A run can be repeated by its seed.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

from pipeline import escape
from pipeline.decode import decode, read
from pipeline.languages import Language
from pipeline.languages.choose import choose
from pipeline.nodes import file_nodes
from pipeline.paths import key_of, os_path, task_key, task_name
from pipeline.secrets import secrets
from tests.properties.contents import generated, rows
from tests.properties.names import name as hostile_name
from tests.properties.payloads import PAYLOADS
from tests.properties.shrinking import smallest
from tests.properties.test_hostile_content import survive
from tests.properties.test_no_injection import problems

FOUND = Path(__file__).parent / "regressions"
#: A file name and a content.
Input = tuple[str, bytes]


class Target:
    """Something to try: how to make an input, and what must hold of it."""

    def __init__(
        self, name: str, make: Callable[[random.Random], Input], hold: Callable[[str, bytes], None]
    ) -> None:
        self.name, self.make, self.hold = name, make, hold

    def failure(self, file: str, data: bytes) -> str:
        """What is wrong with an input; empty when nothing is."""
        started = time.process_time()
        try:
            self.hold(file, data)
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        seconds = time.process_time() - started
        return f"{seconds:.1f} s" if seconds > 5 else ""


def _language(row: Language) -> Target:
    def hold(name: str, data: bytes) -> None:
        survive(data, name, choose(name, data[:8000].decode("utf-8", "replace")))

    return Target(row.module, lambda dice: generated(dice, row), hold)


def _any(dice: random.Random) -> Input:
    return generated(dice, dice.choice(rows()))


def _text(dice: random.Random) -> Input:
    pieces = [dice.choice((*PAYLOADS, "\n", " ", "\\", "`", "|", chr(dice.randrange(0x2100))))
              for _ in range(dice.randrange(1, 8))]
    return "text", "".join(pieces).encode("utf-8", "surrogatepass")


def _decoding(_: str, data: bytes) -> None:
    text, _, _ = decode(data)
    assert "\r" not in text
    text.encode("utf-8", "surrogatepass")


def _masking(_: str, data: bytes) -> None:
    whole, masked = decode(data)[0], read(data).text
    assert (len(whole), whole.count("\n")) == (len(masked), masked.count("\n"))
    assert secrets(masked) == []


def _naming(_: str, data: bytes) -> None:
    key = key_of(os.fsdecode(data))
    if key is not None:
        assert os.fsencode(os_path(key)) == data
        assert task_key(task_name("docs", key)) == ("docs", key)
        for node in file_nodes(key):
            assert len(node.page.encode()) <= 255 and "/" not in node.page


def _escaping(function: Callable[[str], escape.Md], page: str) -> Callable[[str, bytes], None]:
    def hold(_: str, data: bytes) -> None:
        made = function(data.decode("utf-8", "surrogatepass"))
        found = problems(f"# T\n\n{page.format(made)}\n\n---\n\nEnd.\n")
        assert found == [], found

    return hold


_LINE, _CELL = "a\n\n{0}\n\n- {0}\n- b {0} c\n\n## h {0}", "| a | b |\n| --- | --- |\n| {0} | c |"
_ESCAPES: dict[str, tuple[Callable[[str], escape.Md], str]] = {
    "text": (escape.text, _LINE), "sentence": (escape.sentence, _LINE),
    "heading": (escape.heading, "## h {0}"), "code": (escape.code, "a {0} b"),
    "cell": (escape.cell, _CELL), "cell_sentence": (escape.cell_sentence, _CELL),
    "code_cell": (escape.code_cell, _CELL), "paragraphs": (escape.paragraphs, "{0}"),
    "fence": (lambda s: escape.fence(s, "py"), "{0}"),
    "link": (lambda s: escape.link(escape.text(s), s), _LINE),
    "url": (lambda s: escape.link(escape.code("x"), escape.url(s, s)), _LINE),
    "anchor_id": (lambda s: escape.anchor(escape.anchor_id(s)), "a {0} b"),
    "mermaid_label": (lambda s: escape.md(
        f'```mermaid\nflowchart LR\n  n0["{escape.mermaid_label(s)}"]\n```'), "{0}"),
}


def targets() -> dict[str, Target]:
    """Every target by its name."""
    found = {row.module: _language(row) for row in rows()}
    found |= {"decode": Target("decode", _any, _decoding),
              "secrets": Target("secrets", _any, _masking),
              "paths": Target("paths", lambda dice: ("name", hostile_name(dice)), _naming)}
    for name, (function, page) in _ESCAPES.items():
        found[f"escape.{name}"] = Target(f"escape.{name}", _text, _escaping(function, page))
    return found


def fuzz(target: Target, seconds: float, seed: int) -> tuple[int, str]:
    """Number of inputs tried within the time, and the failure that ended it."""
    end, tried = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        file, data = target.make(random.Random(f"{seed} {target.name} {tried}"))
        tried += 1
        if failure := target.failure(file, data):
            return tried, f"{failure}\n  kept as {_keep(target, file, data)}"
    return tried, ""


def _keep(target: Target, file: str, data: bytes) -> Path:
    def fails(some: list[int]) -> bool:
        return bool(target.failure(file, bytes(some)))

    few = bytes(smallest(list(data), fails)) if len(data) < 5000 else data
    FOUND.mkdir(exist_ok=True)
    # By the name of its own language where it has one, so that the file can be read again.
    row = choose(file, few[:8000].decode("utf-8", "replace"))
    kept = FOUND / f"{row.name.replace(' ', '_')}--{crc32(few):08x}--{os.path.basename(file)}"
    kept.write_bytes(few)
    return kept


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.properties.fuzz", description=__doc__)
    parser.add_argument("target", nargs="*", help="targets to try; default: all")
    parser.add_argument("--minutes", type=float, default=10.0, help="for each target")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--list", action="store_true", help="name the targets")
    given = parser.parse_args()
    known = targets()
    if given.list:
        print("\n".join(known))
        return 0
    failed = 0
    print(f"seed {given.seed}")
    for name in given.target or known:
        tried, failure = fuzz(known[name], 60 * given.minutes, given.seed)
        failed += bool(failure)
        print(f"{name}: {tried:,} inputs{': ' + failure if failure else ''}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
