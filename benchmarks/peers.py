"""Other documentation tools on a small tree, side by side with Sourcebook on the same tree.

They do other work than Sourcebook and each other (what each reads is in the table), so these are
no ratios of like to like; they say what a user waits for each. A missing tool is skipped.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import machine, trees
from benchmarks.measure import Usage, run
from benchmarks.scenarios import Tools

#: The folder of the synthetic tree that the Python tools document.
_PACKAGE = "tensorlib"

Prepare = Callable[[Path, Path], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Peer:
    """A tool: what it reads, what must be there, and the command for a tree and a work folder."""

    name: str
    reads: str
    #: Programs on the path, and importable modules, that it needs.
    programs: tuple[str, ...]
    modules: tuple[str, ...]
    prepare: Prepare


@dataclass(frozen=True, slots=True)
class PeerResult:
    """A row of the report."""

    name: str
    reads: str
    #: A first run, and a second with nothing changed; None when the tool is missing or fails.
    cold: Usage | None = None
    again: Usage | None = None
    note: str = ""


def _ctags(tree: Path, work: Path) -> Sequence[str]:
    return [shutil.which("ctags-universal") or "ctags", "-R", "-f", str(work / "tags"), str(tree)]


def _doxygen(tree: Path, work: Path) -> Sequence[str]:
    (work / "Doxyfile").write_text(
        f"INPUT = {tree}\nRECURSIVE = YES\nOUTPUT_DIRECTORY = {work / 'html'}\nQUIET = YES\n"
        "GENERATE_LATEX = NO\nEXTRACT_ALL = YES\nWARNINGS = NO\nHAVE_DOT = NO\n")
    return ["doxygen", str(work / "Doxyfile")]


def _autoapi(tree: Path, work: Path) -> Sequence[str]:
    (work / "src").mkdir(exist_ok=True)
    (work / "src" / "conf.py").write_text(
        f"project = 'peer'\nextensions = ['autoapi.extension']\n"
        f"autoapi_dirs = [{str(tree / _PACKAGE)!r}]\n")
    (work / "src" / "index.rst").write_text("Peer\n====\n\n.. toctree::\n\n   autoapi/index\n")
    return [sys.executable, "-m", "sphinx", "-q", "-b", "html", str(work / "src"),
            str(work / "html")]


def _mkdocs(tree: Path, work: Path) -> Sequence[str]:
    docs = work / "docs"
    docs.mkdir(exist_ok=True)
    (docs / "index.md").write_text("# Peer\n")
    for path in sorted((tree / _PACKAGE).rglob("*.py")):
        dotted = path.relative_to(tree).as_posix().removesuffix(".py").replace("/", ".")
        dotted = dotted.removesuffix(".__init__")
        (docs / f"{dotted}.md").write_text(f"# {dotted}\n\n::: {dotted}\n")
    (work / "mkdocs.yml").write_text(
        "site_name: peer\nplugins:\n  - mkdocstrings:\n      handlers:\n        python:\n"
        f"          paths: ['{tree}']\n")
    return [sys.executable, "-m", "mkdocs", "-q", "build", "-f", str(work / "mkdocs.yml"),
            "-d", str(work / "html")]


def _pdoc(tree: Path, work: Path) -> Sequence[str]:
    return [sys.executable, "-m", "pdoc", "-o", str(work / "html"), str(tree / _PACKAGE)]


PEERS = (
    Peer("universal-ctags", "all files", ("ctags",), (), _ctags),
    Peer("doxygen", "C, C++ and Python", ("doxygen",), (), _doxygen),
    Peer("sphinx-autoapi", f"Python of `{_PACKAGE}`", (), ("sphinx", "autoapi"), _autoapi),
    Peer("mkdocs + mkdocstrings", f"Python of `{_PACKAGE}`", (),
         ("mkdocs", "mkdocstrings_handlers.python"), _mkdocs),
    Peer("pdoc", f"Python of `{_PACKAGE}`, by import", (), ("pdoc",), _pdoc),
)


def _missing(peer: Peer) -> list[str]:
    return [name for name in peer.programs if not shutil.which(name)] \
        + [name for name in peer.modules if not _importable(name)]


def _importable(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def versions() -> list[tuple[str, str]]:
    """(name, version) of the peers that are here and are not named elsewhere."""
    found = []
    for peer in PEERS[1:]:
        if not _missing(peer):
            command = [peer.programs[0]] if peer.programs else [
                sys.executable, "-m", peer.modules[0].partition(".")[0]]
            found.append((peer.name, machine.version([*command, "--version"])))
    return found


def compare(
    tools: Tools, work: Path, count: int, seed: int, say: Callable[[str], None]
) -> list[PeerResult]:
    """Run every peer that is installed, and Sourcebook, on one synthetic tree."""
    tree = work / "tree"
    trees.write(tree, count, seed)
    place = work / "sourcebook"
    place.mkdir()
    ours = [*tools.sourcebook, f"source={tree}", f"out={place / 'out'}", f"cache={place / 'cache'}"]
    package = [*tools.sourcebook, f"source={tree / _PACKAGE}", f"out={place / 'out-package'}",
               f"cache={place / 'cache-package'}"]
    results = [_timed("Sourcebook", "all files", ours, place),
               _timed("Sourcebook", f"all files of `{_PACKAGE}`", package, place)]
    for peer in PEERS:
        missing = _missing(peer)
        if missing:
            say(f"  {peer.name}: skipped, {' and '.join(missing)} not installed")
            results.append(PeerResult(peer.name, peer.reads, note="not installed"))
            continue
        say(f"  {peer.name}")
        place = work / peer.name.replace(" ", "")
        place.mkdir()
        results.append(_timed(peer.name, peer.reads, peer.prepare(tree, place), place))
    return results


def _timed(name: str, reads: str, command: Sequence[str], place: Path) -> PeerResult:
    try:
        cold = run(command, place, place)
        again = run(command, place, place)
    except (OSError, subprocess.SubprocessError) as error:
        return PeerResult(name, reads, note=f"failed: {error}")
    if cold.code or again.code:
        return PeerResult(name, reads, note=f"failed with exit code {cold.code or again.code}")
    return PeerResult(name, reads, cold, again)
