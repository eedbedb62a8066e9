"""The report: Markdown tables, ratios first, made of nothing but the samples of one run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.measure import Summary, median, ratio, summary
from benchmarks.peers import PeerResult
from benchmarks.scenarios import CTAGS, DOIT, NINJA, OURS, PYTHON, SCENARIOS, TITLES, Results
from benchmarks.trees import Shape

_STAGES = ("scan", "parse", "link", "render", "publish")
_NOTHING = "–"
#: Columns of words; all others hold figures.
_WORDS = ("", "what ninja does", "reads")


@dataclass(frozen=True, slots=True)
class TreeRun:
    """One tree and what was measured on it."""

    name: str
    shape: Shape
    results: Results


@dataclass(frozen=True, slots=True)
class Settings:
    """How the run was called, as far as a reader must know it."""

    rounds: int
    bulk_rounds: int
    #: One line about where the trees come from.
    trees: str
    peer_files: int = 0


def report(
    runs: Sequence[TreeRun], machine: Sequence[tuple[str, str]], settings: Settings,
    peers: Sequence[PeerResult] = (),
) -> str:
    """The whole report."""
    parts = [_intro(settings), _checks(runs), _ratios(runs)]
    parts += [_absolute(run) for run in runs]
    parts += [_work(run) for run in runs]
    parts += [_stages(run) for run in runs]
    parts += [_growth(runs), _start_up(runs)]
    if peers:
        parts.append(_peers(peers, settings.peer_files))
    parts += [_trees(runs, settings), _section("Machine", _table(("", ""), machine))]
    return "\n\n".join(part for part in parts if part) + "\n"


def _intro(settings: Settings) -> str:
    rounds = f"{settings.rounds} rounds each ({settings.bulk_rounds} for what rebuilds much, " \
        "marked \\*)"
    return (
        "# Benchmark results\n\n"
        "Made by `python -m benchmarks run`; every figure was measured in that run. Sourcebook and "
        f"ninja run in turn on the same tree after the same edit, {rounds}. ninja gets the same "
        "graph (three edges for each file and each folder) with commands that only make empty "
        "outputs: it does none of the work, and is the lower bound of what a build tool alone "
        "costs. The system's file cache is warm.")


def _checks(runs: Sequence[TreeRun]) -> str:
    failures = [f"- {run.name}: {line}" for run in runs for line in run.results.failures]
    total = sum(run.results.checks for run in runs)
    if not failures:
        return f"All {total:,} checks of what the builds did (files parsed, pages written, …) hold."
    return f"**{len(failures)} of {total:,} checks failed:**\n\n" + "\n".join(failures)


# --- ratios --------------------------------------------------------------------------------------


def _ratios(runs: Sequence[TreeRun]) -> str:
    heads = ["", *(f"{run.name}: {what}" for run in runs for what in ("time", "CPU")),
             "what ninja does"]
    rows = []
    for scenario in SCENARIOS:
        cells = [_ratio(run, scenario.key, what, NINJA) for run in runs for what in ("wall", "cpu")]
        rows.append([_title(scenario.key), *cells, scenario.ninja or "the same"])
    rows.append(["cold build ÷ universal-ctags\\*", *(
        _ratio(run, "cold", what, CTAGS) for run in runs for what in ("wall", "cpu")),
        _NOTHING])
    text = "Sourcebook ÷ ninja, median over the rounds; below 1 Sourcebook is faster."
    return _section("Ratios", f"{text}\n\n{_table(heads, rows)}")


def _ratio(run: TreeRun, scenario: str, what: str, theirs: str) -> str:
    found = ratio(run.results.samples, scenario, what, OURS, theirs)
    return _NOTHING if found is None else _three(found)


def watch_report(
    runs: Sequence[tuple[str, Sequence[tuple[str, str]]]], machine: Sequence[tuple[str, str]]
) -> str:
    """The report of ``python -m benchmarks watch``: a column for each tree."""
    heads = ["", *(name for name, _ in runs)]
    figures = [dict(rows) for _, rows in runs]
    titles = dict.fromkeys(title for _, rows in runs for title, _ in rows)
    table = _table(heads, [
        [title, *(found.get(title, _NOTHING) for found in figures)] for title in titles])
    text = (
        "# What a watch costs\n\nMade by `python -m benchmarks watch`; every figure was measured "
        "in that run. A page counts as made when it is in its place; the pause that ends a burst "
        f"of events is part of the time.\n\n{table}")
    return text + "\n\n" + _section("Machine", _table(("", ""), machine)) + "\n"


# --- absolute figures ----------------------------------------------------------------------------


def _absolute(run: TreeRun) -> str:
    heads = ["", "Sourcebook s", "range", "CPU s", "MiB", "ninja s", "range", "CPU s", "MiB"]
    rows = []
    for scenario in SCENARIOS:
        cells: list[str] = []
        for side in (OURS, NINJA):
            cells += _figures(summary(run.results.samples, scenario.key, side))
        rows.append([_title(scenario.key), *cells])
    ctags = summary(run.results.samples, "cold", CTAGS)
    if ctags:
        rows.append(["universal-ctags\\*", *([_NOTHING] * 4), *_figures(ctags)])
    text = "Medians; MiB is the peak of the largest process."
    return _section(f"Seconds, {run.name}", f"{text}\n\n{_table(heads, rows)}")


def _figures(found: Summary | None) -> list[str]:
    if found is None:
        return [_NOTHING] * 4
    return [_three(found.wall), f"{_three(found.wall_low)}–{_three(found.wall_high)}",
            _three(found.cpu), f"{found.rss_kib / 1024:.0f}"]


def _work(run: TreeRun) -> str:
    names = ("parsed", "reused", "rendered", "written", "unchanged", "removed")
    heads = ["", *names, "KiB written", "ninja edges"]
    rows = []
    for scenario in SCENARIOS:
        ours = summary(run.results.samples, scenario.key, OURS)
        theirs = summary(run.results.samples, scenario.key, NINJA)
        if ours is None or not ours.counts:
            continue
        edges = f"{theirs.counts['edges']:,}" if theirs else _NOTHING
        rows.append([_title(scenario.key), *(f"{ours.counts[name]:,}" for name in names),
                     f"{ours.counts['bytes_written'] / 1024:,.0f}", edges])
    return _section(f"Work done, {run.name}", _table(heads, rows))


def _stages(run: TreeRun) -> str:
    heads = ["", *_STAGES, "start, doit, end"]
    rows = []
    for scenario in SCENARIOS:
        found = [seconds for key, seconds in run.results.stages if key == scenario.key]
        if not found:
            continue
        stages = [median(s.get(stage, 0.0) for s in found) for stage in _STAGES]
        rest = median(s["all"] - sum(s.get(stage, 0.0) for stage in _STAGES) for s in found)
        rows.append([_title(scenario.key), *(f"{s:.3f}" for s in stages), f"{rest:.3f}"])
    return _section(f"Where Sourcebook's seconds go, {run.name}", _table(heads, rows))


def _growth(runs: Sequence[TreeRun]) -> str:
    heads = ["", *(f"{run.name}: µs a file" for run in runs)]
    first, last = runs[0], runs[-1]
    grown = last.results.files / max(1, first.results.files)
    if len(runs) > 1:
        heads += ["time grew", "ninja's grew"]
    rows = []
    for scenario in SCENARIOS:
        found = [summary(run.results.samples, scenario.key, OURS) for run in runs]
        cells = [_NOTHING if s is None else f"{1e6 * s.wall / run.results.files:,.0f}"
                 for s, run in zip(found, runs, strict=True)]
        if len(runs) > 1:
            cells += [_grew(first, last, scenario.key, side) for side in (OURS, NINJA)]
        rows.append([_title(scenario.key), *cells])
    text = f"From {first.name} to {last.name} the number of files grew × {grown:.1f}.\n\n" \
        if len(runs) > 1 else ""
    return _section("Growth", text + _table(heads, rows))


def _grew(first: TreeRun, last: TreeRun, scenario: str, side: str) -> str:
    a = summary(first.results.samples, scenario, side)
    b = summary(last.results.samples, scenario, side)
    return f"× {b.wall / a.wall:.1f}" if a and b else _NOTHING


def _start_up(runs: Sequence[TreeRun]) -> str:
    heads = ["nothing to do", *(f"{run.name}: {what}" for run in runs for what in ("s", "CPU s"))]
    names = ((OURS, "`sourcebook`"), (DOIT, "plain `doit`"), (PYTHON, "`python -c pass`"))
    rows = []
    for side, name in names:
        cells: list[str] = []
        for run in runs:
            found = summary(run.results.samples, "noop", side)
            cells += [_three(found.wall), _three(found.cpu)] if found else [_NOTHING] * 2
        rows.append([name, *cells])
    return _section("Start-up", _table(heads, rows))


# --- peers, trees --------------------------------------------------------------------------------


def _peers(peers: Sequence[PeerResult], files: int) -> str:
    heads = ["tool", "reads", "first run s", "CPU s", "again s", "MiB", ""]
    rows = []
    for peer in peers:
        if peer.cold is None or peer.again is None:
            rows.append([peer.name, peer.reads, *([_NOTHING] * 4), peer.note])
        else:
            rows.append([peer.name, peer.reads, _three(peer.cold.wall), _three(peer.cold.cpu),
                         _three(peer.again.wall), f"{peer.cold.rss_kib / 1024:.0f}", peer.note])
    text = (f"A synthetic tree of {files:,} files, each tool once. They read and write different "
            "things: not a race, but what a user waits.")
    return _section("Other documentation tools", f"{text}\n\n{_table(heads, rows)}")


def _trees(runs: Sequence[TreeRun], settings: Settings) -> str:
    heads = ["", "files", "documented", "folders", "largest folder", "MB", "C, C++, CUDA", "Python",
             "ninja edges", "files that a branch changes"]
    rows = []
    for run in runs:
        shape, results = run.shape, run.results
        share = [f"{100 * n / max(1, shape.files):.0f} %" for n in (shape.native, shape.python)]
        rows.append([run.name, f"{shape.files:,}", f"{results.files:,}", f"{results.folders:,}",
                     f"{shape.largest_folder:,}", f"{shape.bytes / 1e6:.1f}", *share,
                     f"{results.edges:,}", f"{results.changed_files:,}"])
    return _section("Trees", f"{settings.trees}\n\n{_table(heads, rows)}")


# --- Markdown ------------------------------------------------------------------------------------


def _title(key: str) -> str:
    return TITLES[key] + ("\\*" if next(s for s in SCENARIOS if s.key == key).bulk else "")


def _three(value: float) -> str:
    """About three digits, without an exponent."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"


def _section(title: str, text: str) -> str:
    return f"## {title}\n\n{text}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    marks = ["---" if n == 0 or head in _WORDS else "---:" for n, head in enumerate(heads)]
    lines = ["| " + " | ".join(heads) + " |", "| " + " | ".join(marks) + " |"]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)
