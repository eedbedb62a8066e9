"""What is measured: each scenario is played for Sourcebook and for ninja in turn, round by round.

Both see the same source tree and the same edits. Every build's own figures (``last-build.json``)
are compared with what they must be; a benchmark of a build that did the wrong thing is worth
nothing, so a failed check is named in the report and fails the run.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import edits, ninja_graph
from benchmarks.measure import BenchmarkError, Sample, Usage, must, run
from pipeline.paths import os_path, task_key

OURS, NINJA, DOIT, PYTHON, CTAGS = "sourcebook", "ninja", "doit", "python", "ctags"
#: A file this young counts as unsettled for Sourcebook; a measurement of nothing to do waits.
_SETTLE_SECONDS = 2.2

Edit = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A row of the report."""

    key: str
    title: str
    #: What ninja does in this row, where it is not the same.
    ninja: str = ""
    #: Rebuilds much: measured in fewer rounds.
    bulk: bool = False


SCENARIOS = (
    Scenario("cold", "cold build", "starts one shell for each edge, does no work", bulk=True),
    Scenario("noop", "nothing to do"),
    Scenario("body", "edit inside a function", "runs the file's and its folder's edges"),
    Scenario("renamed", "the same, saved by renaming", "the same"),
    Scenario("interface", "new public function", "the same"),
    Scenario("hub", "new public function in the most imported module", "the same"),
    Scenario("new", "new file", "with a new `build.ninja`, made outside the clock"),
    Scenario("deleted", "deleted file", "the same; leaves the pages of the deleted file"),
    Scenario("touch", "every file touched", "runs every edge", bulk=True),
    Scenario("touch_next", "the build after that", bulk=True),
    Scenario("restored", "fresh checkout, cache and pages restored", "runs every edge", bulk=True),
    Scenario("switch", "other branch, a quarter of the files differ", "runs their edges",
             bulk=True),
    Scenario("back", "back to the first branch", "runs them again", bulk=True),
    Scenario("docs_path", "one page by name, fresh", "one target by name"),
    Scenario("info", "why is a page stale: `info docs:PATH`", "`-n -d explain` of one target"),
    Scenario("list", "`list`", "`-t rules`"),
    Scenario("list_all", "`list --all`", "`-t targets all`"),
)
TITLES = {s.key: s.title for s in SCENARIOS}


@dataclass(frozen=True, slots=True)
class Tools:
    """The commands that are measured; a missing one is None."""

    sourcebook: Sequence[str]
    doit: Sequence[str] | None = None
    ninja: str | None = None
    ctags: str | None = None


def find_tools(command: Sequence[str]) -> Tools:
    """What is installed; Sourcebook itself must be."""
    beside = Path(sys.executable).parent
    place = os.pathsep.join([str(beside), os.environ.get("PATH", "")])
    own = shutil.which(command[0], path=place)
    if own is None:
        raise BenchmarkError(f"{command[0]}: not found; install this repository first")
    doit = shutil.which("doit", path=place)
    return Tools(
        sourcebook=[own, *command[1:]],
        doit=[doit] if doit else None,
        ninja=shutil.which("ninja", path=place),
        ctags=shutil.which("ctags-universal", path=place) or shutil.which("ctags", path=place),
    )


@dataclass(frozen=True, slots=True)
class Stand:
    """Folders side by side: a tree, what is made of it, and ninja's own."""

    root: Path

    @property
    def tree(self) -> Path:
        return self.root / "tree"

    @property
    def out(self) -> Path:
        return self.root / "out"

    @property
    def cache(self) -> Path:
        return self.root / "cache"

    @property
    def ninja(self) -> Path:
        return self.root / "ninja"

    def variables(self) -> list[str]:
        """Arguments that point a command of ours at these folders."""
        return [f"source={self.tree}", f"out={self.out}", f"cache={self.cache}"]


@dataclass(slots=True)
class Results:
    """All that one tree gave."""

    samples: list[Sample] = field(default_factory=list)
    #: (scenario, seconds by stage) of every build of ours.
    stages: list[tuple[str, dict[str, float]]] = field(default_factory=list)
    checks: int = 0
    failures: list[str] = field(default_factory=list)
    files: int = 0
    folders: int = 0
    edges: int = 0
    changed_files: int = 0


class Bench:
    """Plays the scenarios on one tree."""

    def __init__(
        self, stand: Stand, tools: Tools, *, rounds: int, bulk_rounds: int,
        say: Callable[[str], None],
    ) -> None:
        self.results = Results()
        self._stand = stand
        self._tools = tools
        self._rounds = rounds
        self._bulk_rounds = bulk_rounds
        self._say = say
        self._names: dict[str, str] = {}
        self._folders: list[str] = []
        self._fed_edges = 0
        self._scratch = stand.root / "scratch"
        self._scratch.mkdir(parents=True, exist_ok=True)
        # Plain doit finds our tasks through this one setting.
        (stand.root / "pyproject.toml").write_text('[tool.doit]\nloader = "sourcebook"\n')

    def play(self) -> Results:
        """All scenarios, in an order in which each leaves the tree as the next one expects it."""
        self._cold()
        self._settle()
        self._nothing_to_do()
        self._looking()
        self._editing()
        self._bulk()
        return self.results

    # --- one call ----------------------------------------------------------------------------

    def _ours(
        self, scenario: str, number: int, *arguments: str, stand: Stand | None = None,
        command: Sequence[str] | None = None, side: str = OURS,
        exact: Mapping[str, int] | None = None, least: Mapping[str, int] | None = None,
    ) -> None:
        where = stand or self._stand
        report = where.cache / "last-build.json"
        # A call that builds nothing writes none: the last one's must not be taken for its own.
        report.unlink(missing_ok=True)
        line = [*(command or self._tools.sourcebook), *arguments, *where.variables()]
        usage = must(run(line, where.root, self._scratch), line)
        counts: dict[str, int] = {}
        if report.exists():
            said = json.loads(report.read_text())
            counts = {name: value for name, value in said.items() if isinstance(value, int)}
            self.results.stages.append((scenario, {**said["seconds"], "all": usage.wall}))
        self._keep(scenario, side, number, usage, counts)
        self._check(scenario, side, number, counts, exact or {}, least or {})

    def _ninja(
        self, scenario: str, number: int, *arguments: str, edges: int | None = None,
        least: int = 0, stand: Stand | None = None,
    ) -> None:
        if self._tools.ninja is None:
            return
        where = stand or self._stand
        line = [self._tools.ninja, *arguments]
        usage = must(run(line, where.ninja, self._scratch), line)
        counts = {"edges": ninja_graph.edges_run(usage)}
        self._keep(scenario, NINJA, number, usage, counts)
        self._check(scenario, NINJA, number, counts,
                    {} if edges is None else {"edges": edges}, {"edges": least})
        if edges == 0 and not arguments:
            self._require(ninja_graph.NOTHING in usage.stdout,
                          f"{scenario}, round {number}: ninja did not say {ninja_graph.NOTHING!r}")

    def _keep(
        self, scenario: str, side: str, number: int, usage: Usage, counts: dict[str, int]
    ) -> None:
        self.results.samples.append(Sample(
            scenario, side, number, usage.wall, usage.cpu, usage.rss_kib, counts))

    def _check(
        self, scenario: str, side: str, number: int, counts: Mapping[str, int],
        exact: Mapping[str, int], least: Mapping[str, int],
    ) -> None:
        where = f"{scenario}, {side}, round {number}"
        for name, value in exact.items():
            self._require(counts.get(name) == value,
                          f"{where}: {name} is {counts.get(name)}, must be {value}")
        for name, value in least.items():
            self._require(counts.get(name, -1) >= value,
                          f"{where}: {name} is {counts.get(name)}, must be at least {value}")

    def _require(self, holds: bool, otherwise: str) -> None:
        self.results.checks += 1
        if not holds:
            self.results.failures.append(otherwise)
            self._say(f"  CHECK FAILED: {otherwise}")

    def _settle(self) -> None:
        """Let every signature grow old, and both tools remember it."""
        time.sleep(_SETTLE_SECONDS)
        line = [*self._tools.sourcebook, *self._stand.variables()]
        must(run(line, self._stand.root, self._scratch), line)
        if self._tools.ninja:
            must(run([self._tools.ninja], self._stand.ninja, self._scratch), [self._tools.ninja])

    # --- scenarios ---------------------------------------------------------------------------

    def _cold(self) -> None:
        self._say("  cold build")
        for number in range(self._bulk_rounds):
            for folder in (self._stand.out, self._stand.cache):
                shutil.rmtree(folder, ignore_errors=True)
            self._ours("cold", number, exact={"failed": 0, "reused": 0, "unchanged": 0},
                       least={"parsed": 1, "written": 1})
            if not self._names:
                self._learn()
            shutil.rmtree(self._stand.ninja, ignore_errors=True)
            self._write_graph()
            self._ninja("cold", number, edges=self.results.edges)
            self._ctags(number)

    def _ctags(self, number: int) -> None:
        if self._tools.ctags is None:
            return
        line = [self._tools.ctags, "-R", "-f", str(self._scratch / "tags"), "."]
        self._keep("cold", CTAGS, number, must(
            run(line, self._stand.tree, self._scratch), line), {})

    def _learn(self) -> None:
        """Take the files and folders from our own list of tasks: both tools get one graph."""
        line = [*self._tools.sourcebook, "list", "--all", "--template", "{name}\n",
                *self._stand.variables()]
        said = must(run(line, self._stand.root, self._scratch), line).stdout
        for name in filter(None, said.splitlines()):
            kind, key = task_key(name)
            if ":" in name and kind == "docs":
                self._names[os_path(key)] = name
            elif ":" in name and kind == "doc":
                self._folders.append(os_path(key))
        self.results.files, self.results.folders = len(self._names), len(self._folders)

    def _write_graph(self, *more: str) -> None:
        stand = self._stand
        edges = ninja_graph.write(
            stand.ninja, stand.tree, [*self._names, *more], self._folders)
        if not more:
            self.results.edges = edges
            # An edge without inputs, as of a folder with folders only, is never stale.
            self._fed_edges = 3 * (len(self._names) + len({n.rpartition("/")[0]
                                                           for n in self._names}))

    def _nothing_to_do(self) -> None:
        self._say("  nothing to do")
        nothing = {"parsed": 0, "linked": 0, "rendered": 0, "written": 0, "bytes_written": 0,
                   "removed": 0}
        python = [sys.executable, "-c", "pass"]
        for number in range(self._rounds):
            self._ours("noop", number, exact=nothing)
            self._ninja("noop", number, edges=0)
            if self._tools.doit:
                self._ours("noop", number, command=self._tools.doit, side=DOIT, exact=nothing)
            self._keep("noop", PYTHON, number, must(
                run(python, self._stand.root, self._scratch), python), {})

    def _looking(self) -> None:
        self._say("  single pages and lists")
        path = edits.typical_module(self._stand.tree, sorted(self._names))
        name, page = self._names[path], ninja_graph.page_of(path)
        for number in range(self._rounds):
            self._ours("docs_path", number, name)
            self._ninja("docs_path", number, page, edges=0)
            self._ours("info", number, "info", name)
            self._ninja("info", number, "-n", "-d", "explain", page, edges=0)
            self._ours("list", number, "list")
            self._ninja("list", number, "-t", "rules")
            self._ours("list_all", number, "list", "--all")
            self._ninja("list_all", number, "-t", "targets", "all")

    def _editing(self) -> None:
        self._say("  edits")
        tree, files = self._stand.tree, sorted(self._names)
        path = tree / edits.typical_module(tree, files)
        hub = tree / (edits.most_imported(tree, files) or edits.typical_module(tree, files))
        one, few = {"parsed": 1, "linked": 1, "failed": 0, "removed": 0}, {"written": 2}
        self._edit("body", lambda n: edits.edit_body(path, n), one, {"written": 1})
        self._edit("renamed", lambda n: edits.edit_body(path, n, rename=True), one,
                   {"written": 1})
        self._edit("interface", lambda n: edits.edit_interface(path, n), one, few)
        self._edit("hub", lambda n: edits.edit_interface(hub, n), one, few)
        for number in range(self._rounds):
            self._new_and_deleted(number, path.parent / f"measured_module_{number}.py")

    def _edit(
        self, scenario: str, edit: Edit, exact: Mapping[str, int], least: Mapping[str, int]
    ) -> None:
        for number in range(self._rounds):
            edit(number)
            self._ours(scenario, number, exact=exact, least=least)
            self._ninja(scenario, number, edges=6)

    def _new_and_deleted(self, number: int, path: Path) -> None:
        edits.new_module(path, number)
        self._ours("new", number, exact={"parsed": 1, "failed": 0, "removed": 0},
                   least={"written": 3})
        self._write_graph(path.relative_to(self._stand.tree).as_posix())
        self._ninja("new", number, edges=6)
        path.unlink()
        self._ours("deleted", number, exact={"parsed": 0, "failed": 0}, least={"removed": 2})
        self._write_graph()
        self._ninja("deleted", number, edges=3)

    def _bulk(self) -> None:
        files, edges = sorted(self._names), self._fed_edges
        branch = edits.Branch(self._stand.tree, files)
        self.results.changed_files = len(branch.files)
        unchanged = {"parsed": 0, "written": 0, "removed": 0, "failed": 0}
        other = {"parsed": len(branch.files), "failed": 0}
        again = {"parsed": 0, "reused": len(branch.files), "failed": 0}
        for number in range(self._bulk_rounds):
            self._say(f"  touch, checkout, branches, round {number + 1}")
            edits.touch(self._stand.tree, files)
            self._ours("touch", number, exact=unchanged)
            self._ninja("touch", number, edges=edges)
            self._ours("touch_next", number, exact=unchanged)
            self._ninja("touch_next", number, edges=0)
            self._restored(number, unchanged)
            branch.switch(number + 1)
            self._ours("switch", number, exact=other, least={"written": 1})
            self._ninja("switch", number, least=3 * len(branch.files))
            branch.back()
            self._ours("back", number, exact=again, least={"written": 1})
            self._ninja("back", number, least=3 * len(branch.files))

    def _restored(self, number: int, exact: Mapping[str, int]) -> None:
        """A fresh checkout has new times and inodes; a restored cache keeps its times."""
        stand = Stand(self._stand.root / "checkout")
        shutil.copytree(self._stand.tree, stand.tree, copy_function=shutil.copyfile)
        for name in ("out", "cache", "ninja"):
            if (self._stand.root / name).exists():
                shutil.copytree(self._stand.root / name, stand.root / name)
        self._ours("restored", number, stand=stand, exact=exact)
        self._ninja("restored", number, stand=stand, edges=self._fed_edges)
        shutil.rmtree(stand.root)
