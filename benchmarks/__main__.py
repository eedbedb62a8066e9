"""Command line: ``python -m benchmarks tree`` makes a tree, ``… run`` and ``… watch`` measure."""

from __future__ import annotations

import argparse
import json
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks import machine, peers, trees, watching
from benchmarks.measure import BenchmarkError
from benchmarks.report import Settings, TreeRun, report, watch_report
from benchmarks.scenarios import SCENARIOS, Bench, Stand, Tools, find_tools

_EXAMPLES = """\
examples:
  python -m benchmarks tree /tmp/tree --files 20000
  python -m benchmarks run --files 5000 20000 --rounds 5 --report benchmarks/RESULTS.md
  python -m benchmarks run --source ~/src/pytorch --peers
  python -m benchmarks watch --files 20000 --soak 3600 --report benchmarks/WATCH.md

`run` plays each scenario for Sourcebook and for ninja in turn, on the same tree, and checks that
each build did what it must (ninja is optional: `pip install 'sourcebook[bench]'`). The report goes
to --report or standard output; all samples go to a JSON file beside the work folder.

exit codes: 0 measured, 1 a build did not do what it must, 2 the benchmark could not run
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns its exit code."""
    options = _parser().parse_args(arguments)
    try:
        return _COMMANDS[options.command](options)
    except BenchmarkError as error:
        print(f"benchmarks: error: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", epilog=_EXAMPLES,
        description="Measures how fast Sourcebook is, next to ninja and other tools.",
        formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    tree = commands.add_parser("tree", help="make a tree to measure on")
    tree.add_argument("destination", type=Path, metavar="DEST", help="a new or empty folder")
    tree.add_argument("--files", type=_count, default=20_000, help="number of files (%(default)s)")
    _add_tree_options(tree)
    run = commands.add_parser(
        "run", help="measure all scenarios and write the report",
        epilog="scenarios: " + "; ".join(s.title for s in SCENARIOS))
    _add_run_options(run)
    watch = commands.add_parser("watch", help="measure a watch")
    watch.add_argument("--edits", type=int, default=50, help="edits timed (%(default)s)")
    watch.add_argument("--idle", type=float, default=120, metavar="SECONDS",
                       help="time at rest (%(default)s)")
    watch.add_argument("--storms", type=int, default=10, help="storms of events (%(default)s)")
    watch.add_argument("--storm-files", type=_count, default=2000, metavar="N",
                       help="files of a storm (%(default)s)")
    watch.add_argument("--soak", type=float, default=0, metavar="SECONDS",
                       help="time with an edit each second (%(default)s)")
    for command in (run, watch):
        _add_measuring_options(command)
    return parser


def _add_run_options(run: argparse.ArgumentParser) -> None:
    run.add_argument("--rounds", type=_count, default=5, help="measurements of each (%(default)s)")
    run.add_argument("--bulk-rounds", type=_count,
                     help="of what rebuilds much (--rounds, at most 3)")
    run.add_argument("--peers", action="store_true", help="other documentation tools too")
    run.add_argument("--peer-files", type=_count, default=1000, metavar="N",
                     help="files of the tree for --peers (%(default)s)")


def _add_measuring_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--files", type=_count, nargs="+", default=[5000], metavar="N",
                        help="numbers of files of the synthetic trees (5000)")
    parser.add_argument("--report", type=Path, metavar="FILE", help="Markdown file to write")
    parser.add_argument("--work", type=Path, metavar="DIR", help="work folder (a temporary one)")
    parser.add_argument("--keep", action="store_true", help="leave the work folder in place")
    parser.add_argument("--command", dest="tested", default="sourcebook", metavar="COMMAND",
                        help="the command under test (%(default)s)")
    _add_tree_options(parser)


def _add_tree_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", type=int, default=trees.SEED,
                        help="of the synthetic tree (%(default)s)")
    parser.add_argument("--source", type=Path, metavar="DIR",
                        help="copy this real tree instead of making one")


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _tree(options: argparse.Namespace) -> int:
    _make_tree(options, options.destination, options.files)
    shape = trees.shape(options.destination)
    print(f"{shape.files:,} files in {shape.folders:,} folders, {shape.bytes / 1e6:.1f} MB")
    return 0


def _make_tree(options: argparse.Namespace, destination: Path, count: int) -> None:
    if options.source:
        trees.copy(options.source, destination)
    else:
        trees.write(destination, count, options.seed)


def _run(options: argparse.Namespace) -> int:
    tools = find_tools(shlex.split(options.tested))
    if tools.ninja is None:
        _say("ninja: not installed; only Sourcebook is measured")
    return _in_work_folder(options, tools, _measured)


def _watch(options: argparse.Namespace) -> int:
    return _in_work_folder(options, find_tools(shlex.split(options.tested)), _watched)


_COMMANDS = {"tree": _tree, "run": _run, "watch": _watch}


def _in_work_folder(
    options: argparse.Namespace, tools: Tools,
    measure: Callable[[argparse.Namespace, Tools, Path], int],
) -> int:
    work = options.work or Path(tempfile.mkdtemp(prefix="sourcebook-bench-"))
    work.mkdir(parents=True, exist_ok=True)
    work = work.resolve()
    try:
        return measure(options, tools, work)
    finally:
        if options.keep:
            _say(f"work folder: {work}")
        elif options.work is None:
            shutil.rmtree(work, ignore_errors=True)


def _measured(options: argparse.Namespace, tools: Tools, work: Path) -> int:
    described = machine.describe(tools, work)
    bulk = options.bulk_rounds or min(3, options.rounds)
    runs = []
    # A real tree has the one size it has.
    for count in [0] if options.source else sorted(set(options.files)):
        runs.append(_measured_tree(options, tools, work, count, bulk))
    compared = []
    if options.peers:
        _say(f"peers, {options.peer_files:,} files")
        place = _new_folder(work / "peers")
        compared = peers.compare(tools, place, options.peer_files, options.seed, _say)
        described += peers.versions()
    settings = Settings(options.rounds, bulk, _about_trees(options), options.peer_files)
    text = report(runs, described, settings, compared)
    _save_samples(work.with_name(work.name + ".json"), runs)
    _publish(options, text)
    return 1 if any(run.results.failures for run in runs) else 0


def _publish(options: argparse.Namespace, text: str) -> None:
    if options.report:
        options.report.write_text(text, encoding="utf-8")
    else:
        print(text, end="")


def _watched(options: argparse.Namespace, tools: Tools, work: Path) -> int:
    described = machine.describe(tools, work)
    plan = watching.Plan(
        options.edits, options.idle, options.storms, options.storm_files, options.soak)
    runs = []
    for count in [0] if options.source else sorted(set(options.files)):
        stand = _new_stand(options, work, count)
        rows = watching.Watching(stand, tools, plan, _say).play()
        runs.append((_name(count), rows))
        _remove(options, stand)
    _publish(options, watch_report(runs, described))
    return 0


def _measured_tree(
    options: argparse.Namespace, tools: Tools, work: Path, count: int, bulk: int
) -> TreeRun:
    stand = _new_stand(options, work, count)
    shape = trees.shape(stand.tree)
    bench = Bench(stand, tools, rounds=options.rounds, bulk_rounds=bulk, say=_say)
    try:
        return TreeRun(_name(count), shape, bench.play())
    finally:
        _remove(options, stand)


def _name(count: int) -> str:
    return f"{count:,} files" if count else "the tree"


def _new_stand(options: argparse.Namespace, work: Path, count: int) -> Stand:
    _say(_name(count))
    stand = Stand(_new_folder(work / str(count or "tree")))
    _make_tree(options, stand.tree, count)
    return stand


def _remove(options: argparse.Namespace, stand: Stand) -> None:
    if not options.keep:
        shutil.rmtree(stand.root, ignore_errors=True)


def _new_folder(path: Path) -> Path:
    try:
        path.mkdir()
    except FileExistsError as error:
        raise BenchmarkError(f"{path}: exists; name another --work folder") from error
    return path


def _about_trees(options: argparse.Namespace) -> str:
    if options.source:
        return "A copy of a real tree."
    return (f"Synthetic trees (seed {options.seed}) with the language mix, sizes and folders of "
            "PyTorch's repository.")


def _save_samples(path: Path, runs: Sequence[TreeRun]) -> None:
    data = [{"tree": run.name, "shape": asdict(run.shape), **asdict(run.results)} for run in runs]
    path.write_text(json.dumps(data, indent=1) + "\n")
    _say(f"all samples: {path}")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
