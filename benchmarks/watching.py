"""What a watch costs: from a saved file to its page, at rest, through storms, over a long time."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import edits
from benchmarks.measure import BenchmarkError, environment, median, must, run
from benchmarks.scenarios import Stand, Tools
from benchmarks.watched import Watched

#: Seconds of rest between two edits, at least and at most.
_REST = (0.3, 0.8)
#: Seconds after which a page or a quiet moment is given up.
_PATIENCE = 600.0
#: Quiet enough to call a storm over.
_QUIET = 2.0
#: Files of which one is edited at a time.
_EDITED = 40


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure; 0 leaves a part out."""

    edits: int
    idle: float
    storms: int
    storm_files: int
    soak: float


Row = tuple[str, str]


class Watching:
    """Plays the parts of a plan on one tree."""

    def __init__(self, stand: Stand, tools: Tools, plan: Plan, say: Callable[[str], None]) -> None:
        self._stand = stand
        self._tools = tools
        self._plan = plan
        self._say = say
        self._scratch = stand.root / "scratch"
        self._scratch.mkdir(parents=True, exist_ok=True)
        self._random = random.Random(1)
        self._edits = 0
        self._texts: dict[str, str] = {}

    def play(self) -> list[Row]:
        """(what, figure) rows."""
        self._call()
        time.sleep(_QUIET)
        self._call()
        files = _editable(self._stand.tree)
        nothing = median(self._call() for _ in range(5))
        plain = median(self._plain(files) for _ in range(5))
        rows = [("a plain run with nothing to do", _ms(nothing)),
                ("a plain run after an edit inside a function", _ms(plain))]
        time.sleep(_QUIET)
        self._call()
        began = time.monotonic()
        with self._watch() as watched:
            ready = watched.await_ready(_PATIENCE) - began
            watched.await_quiet(_QUIET, _PATIENCE)
            rows += [("start on a tree that is up to date", _ms(ready)),
                     ("the same ÷ the plain run", f"{ready / nothing:.2f}"),
                     ("resident memory after the start", _mib(watched))]
            for part in (self._latency, self._idle, self._storms, self._soak):
                rows += part(watched, files)
            rows.append(("resident memory at the end", _mib(watched)))
        rows.append(("the pages at the end", self._verified()))
        return rows

    def _watch(self) -> Watched:
        command = [*self._tools.sourcebook, "watch", *self._stand.variables()]
        return Watched(command, self._stand.root)

    def _call(self, *arguments: str) -> float:
        command = [*self._tools.sourcebook, *arguments, *self._stand.variables()]
        return must(run(command, self._stand.root, self._scratch), command).wall

    def _verified(self) -> str:
        self._say("  comparing with a clean build")
        command = [*self._tools.sourcebook, "verify", *self._stand.variables()]
        done = run(command, self._stand.root, self._scratch)
        return "those of a clean build" if done.code == 0 else f"**differ**: {done.stdout[-300:]}"

    # --- parts -------------------------------------------------------------------------------

    def _edit(self, name: str) -> None:
        # From the first text each time: files that grow would let memory grow with them.
        self._edits += 1
        path = self._stand.tree / name
        first = self._texts.setdefault(name, path.read_text(encoding="utf-8"))
        edits.edit_body(path, self._edits, text=first)

    def _plain(self, files: Sequence[str]) -> float:
        self._edit(self._random.choice(files))
        return self._call()

    def _latency(self, watched: Watched, files: Sequence[str]) -> list[Row]:
        if not self._plan.edits:
            return []
        self._say("  edits")
        times = sorted(self._until_page(watched, files) for _ in range(self._plan.edits))
        return [(f"from a saved file to its page, median of {len(times)}", _ms(median(times))),
                ("95th percentile", _ms(times[min(len(times) - 1, len(times) * 95 // 100)]))]

    def _until_page(self, watched: Watched, files: Sequence[str]) -> float:
        time.sleep(self._random.uniform(*_REST))
        name = self._random.choice(files)
        page = self._stand.out / f"{name}_docs.md"
        before = _version(page)
        self._edit(name)
        saved = time.monotonic()
        while _version(page) == before:
            if time.monotonic() - saved > _PATIENCE:
                raise BenchmarkError(f"{name}: its page was not made")
            watched.require_alive()
            time.sleep(0.001)
        return time.monotonic() - saved

    def _idle(self, watched: Watched, files: Sequence[str]) -> list[Row]:
        if not self._plan.idle:
            return []
        self._say("  at rest")
        watched.await_quiet(_QUIET, _PATIENCE)
        before, began = watched.state().cpu, time.monotonic()
        time.sleep(self._plan.idle)
        share = (watched.state().cpu - before) / self._plan.idle
        return [(f"at rest for {self._plan.idle:.0f} s: processor", f"{share:.2%}"),
                ("at rest: builds", str(len(watched.builds(began))))]

    def _storms(self, watched: Watched, files: Sequence[str]) -> list[Row]:
        worst, most, wrong = 0.0, 0, 0
        for number in range(self._plan.storms):
            storm = _STORMS[number % len(_STORMS)]
            self._say(f"  storm {number + 1}: {storm.__name__.strip('_').replace('_', ' ')}")
            began = time.monotonic()
            storm(self._stand.tree, number, self._plan.storm_files)
            over = time.monotonic()
            watched.await_quiet(_QUIET, _PATIENCE)
            builds = watched.builds(began)
            worst = max([worst, *(moment - over for moment in builds)])
            most = max(most, len(builds))
            wrong += self._is_stale()
        if not self._plan.storms:
            return []
        return [(f"{self._plan.storms} storms of {self._plan.storm_files:,} files: most builds",
                 str(most)),
                ("storms: longest from the last event to the last page", _ms(worst)),
                ("storms after which `check` found something", str(wrong))]

    def _is_stale(self) -> bool:
        command = [*self._tools.sourcebook, "check", *self._stand.variables()]
        return run(command, self._stand.root, self._scratch).code != 0

    def _soak(self, watched: Watched, files: Sequence[str]) -> list[Row]:
        if not self._plan.soak:
            return []
        self._say("  one edit a second")
        end, states, edited = time.monotonic() + self._plan.soak, [], 0
        # What a first hundred edits load stays; growth is what comes after.
        while time.monotonic() < end:
            self._edit(self._random.choice(files))
            edited += 1
            time.sleep(1)
            watched.require_alive()
            if edited >= min(100, self._plan.soak / 5):
                states.append(watched.state())
        watched.await_quiet(_QUIET, _PATIENCE)
        tenth = max(1, len(states) // 10)
        first, last = (median(s.rss_kib for s in part)
                       for part in (states[:tenth], states[-tenth:]))
        return [(f"{edited:,} edits, one a second: growth of resident memory",
                 f"{last / first - 1:+.1%}"),
                ("the same: threads, file descriptors, fewest to most", ", ".join(
                    f"{min(values)}–{max(values)}" for values in (
                        [s.threads for s in states], [s.descriptors for s in states])))]


# --- storms --------------------------------------------------------------------------------------

_CREATES = """
import os, sys
for i in range(int(sys.argv[2])):
    if i % 200 == 0:
        folder = os.path.join(sys.argv[1], str(i // 200))
        os.makedirs(folder)
    with open(os.path.join(folder, f"m{i}.py"), "w") as file:
        file.write(f"def f{i}():\\n    return {i}\\n")
"""


def _creates_by_another_process(tree: Path, number: int, count: int) -> None:
    subprocess.run([sys.executable, "-c", _CREATES, str(tree / f"storm{number}"), str(count)],
                   check=True, env=environment())


def _nested_folders_at_once(tree: Path, number: int, count: int) -> None:
    for i in range(max(1, count // 100)):
        folder = tree.joinpath(f"nest{number}", f"n{i % 7}", *map(str, range(i % 20)))
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"leaf{i}.py").write_text(f"x = {i}\n")


def _moves_of_a_folder(tree: Path, number: int, count: int) -> None:
    source = tree / f"storm{number - number % len(_STORMS)}"
    for turn in range(5):
        source.rename(tree / f"moved{turn}")
        source = tree / f"moved{turn}"
    source.rename(tree.parent / "outside")
    (tree.parent / "outside").rename(tree / f"back{number}")


def _another_branch_and_back(tree: Path, number: int, count: int) -> None:
    files = [p.relative_to(tree).as_posix() for p in sorted(tree.rglob("*.py"))][:count * 4]
    branch = edits.Branch(tree, files)
    branch.switch(number + 1)
    branch.back()
    branch.switch(number + 2)


def _removal(tree: Path, number: int, count: int) -> None:
    for name in ("storm", "nest", "moved", "back"):
        for folder in tree.glob(f"{name}*"):
            shutil.rmtree(folder)


_STORMS = (_creates_by_another_process, _nested_folders_at_once, _moves_of_a_folder,
           _another_branch_and_back, _removal)


def _editable(tree: Path) -> list[str]:
    """Modules, spread over the tree, in which a body can be edited."""
    found = [p.relative_to(tree).as_posix() for p in sorted(tree.rglob("*.py"))]
    random.Random(2).shuffle(found)
    chosen = [name for name in found if edits.has_body(tree / name)][:_EDITED]
    if not chosen:
        raise BenchmarkError("the tree has no Python module with a function to edit")
    return chosen


def _version(page: Path) -> tuple[int, int]:
    try:
        st = os.stat(page)
    except OSError:
        return 0, 0
    return st.st_ino, st.st_mtime_ns


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.0f} ms"


def _mib(watched: Watched) -> str:
    return f"{watched.state().rss_kib / 1024:.0f} MiB"
