"""Trees to measure on: a synthetic one whose shape follows PyTorch's repository, or a real one.

The synthetic tree is a function of the number of files and a seed. Sizes are not drawn but taken
from evenly spaced quantiles of a log-normal distribution for each kind, so that trees of any number
of files have the same mean and the same long tail.
"""

from __future__ import annotations

import hashlib
import math
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import NormalDist

from benchmarks import texts
from benchmarks.measure import BenchmarkError

SEED = 1
_FILES_PER_FOLDER = 10
_MAX_SIZE = 400_000
_MAX_DEPTH = 7


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its share of the tree and how large its files are."""

    name: str
    ending: str
    share: float
    #: Median in bytes, and the spread of the logarithm.
    median: int
    spread: float
    #: Areas of the tree that hold it, with weights.
    areas: tuple[tuple[str, float], ...]


_NATIVE = (("engine", 0.85), ("tensorlib", 0.10), ("test", 0.05))
_SCRIPTS = (("tensorlib", 0.62), ("test", 0.28), ("tools", 0.10))
_ANYWHERE = (("engine", 0.3), ("tensorlib", 0.15), ("test", 0.25), ("tools", 0.2), ("docs", 0.1))
_DOCS = (("docs", 0.6), ("engine", 0.2), ("tools", 0.2))

#: Median and spread of the code kinds are those of PyTorch's files of that ending.
KINDS = (
    Kind("header", ".h", 0.22, 2050, 1.46, _NATIVE),
    Kind("source", ".cpp", 0.17, 5000, 1.4, _NATIVE),
    Kind("source", ".c", 0.02, 2600, 1.4, _NATIVE),
    Kind("cuda", ".cu", 0.03, 2970, 1.35, _NATIVE),
    Kind("header", ".cuh", 0.01, 2100, 1.4, _NATIVE),
    Kind("python", ".py", 0.20, 5300, 1.5, _SCRIPTS),
    Kind("empty", "", 0.22, 0, 0.0, ()),
    Kind("yaml", ".yaml", 0.02, 1800, 1.5, _ANYWHERE),
    Kind("cmake", ".cmake", 0.02, 1800, 1.4, _ANYWHERE),
    Kind("markdown", ".md", 0.02, 2500, 1.3, _DOCS),
    Kind("rst", ".rst", 0.015, 3500, 1.3, _DOCS),
    Kind("plain", ".txt", 0.02, 3000, 1.4, _ANYWHERE),
    Kind("shell", ".sh", 0.01, 1300, 0.8, _ANYWHERE),
    Kind("json", ".json", 0.015, 1600, 1.5, _ANYWHERE),
    Kind("toml", ".toml", 0.01, 500, 1.0, _ANYWHERE),
)
#: Areas at the root, and their shares of the folders.
_AREAS = (("engine", 0.50), ("tensorlib", 0.22), ("test", 0.12), ("tools", 0.08), ("docs", 0.08))
#: Areas whose folders are Python packages.
_PACKAGES = ("tensorlib", "tools")
#: The few folders that hold the empty files, hundreds or thousands each, and their shares.
_SKIP_FOLDERS = (("test/expected_failures", 0.75), ("test/skips", 0.20), ("test/slow", 0.05))


@dataclass(frozen=True, slots=True)
class Planned:
    """A file to be written."""

    path: str
    kind: str
    size: int


def plan(count: int, seed: int = SEED) -> list[Planned]:
    """All files of the synthetic tree, in the order of their paths."""
    rng = Random(f"plan {seed} {count}")
    folders = _folders(rng, count)
    taken: set[str] = set()
    packages = [f for area in _PACKAGES for f in folders[area][0]]
    found: list[Planned] = []
    for kind, number in zip(KINDS, _numbers(count), strict=True):
        sizes = _sizes(kind, number)
        if kind.name == "python":
            # Packages' own modules are the small ones.
            inits = [f"{folder}/__init__.py" for folder in packages[:number // 2]]
            taken.update(inits)
            found += [Planned(path, "python", size)
                      for path, size in zip(inits, sizes, strict=False)]
            sizes = sizes[len(inits):]
        rng.shuffle(sizes)
        found += [Planned(_place(rng, kind, folders, taken), kind.name, size) for size in sizes]
    return sorted(found, key=lambda p: p.path)


def _numbers(count: int) -> list[int]:
    """Files of each kind, by largest remainder, so that they sum up to ``count``."""
    exact = [kind.share * count for kind in KINDS]
    numbers = [math.floor(value) for value in exact]
    by_rest = sorted(range(len(KINDS)), key=lambda i: (numbers[i] - exact[i], i))
    for i in by_rest[:count - sum(numbers)]:
        numbers[i] += 1
    return numbers


def _sizes(kind: Kind, number: int) -> list[int]:
    if not kind.median:
        return [0] * number
    normal = NormalDist(math.log(kind.median), kind.spread)
    return [min(_MAX_SIZE, round(math.exp(normal.inv_cdf((i + 0.5) / number))))
            for i in range(number)]


def _folders(rng: Random, count: int) -> dict[str, tuple[list[str], list[float]]]:
    """Folders of each area with the weights by which files fall into them."""
    total = max(len(_AREAS), count // _FILES_PER_FOLDER)
    found = {}
    for area, share in _AREAS:
        names = [area]
        while len(names) < total * share:
            # Early folders get most of the children: wide at the top, thin below.
            parent = names[int(len(names) * rng.random() ** 2)]
            name = f"{parent}/{texts.stem(rng)}"
            if name not in names[-50:] and name.count("/") < _MAX_DEPTH:
                names.append(name)
        names = list(dict.fromkeys(names))
        # A long tail: most folders are small, some hold hundreds.
        found[area] = (names, [min(rng.paretovariate(1.3), 60.0) for _ in names])
    return found


def _place(
    rng: Random, kind: Kind, folders: dict[str, tuple[list[str], list[float]]], taken: set[str]
) -> str:
    if kind.name == "empty":
        names = [name for name, _ in _SKIP_FOLDERS]
        folder = rng.choices(names, [share for _, share in _SKIP_FOLDERS])[0]
        return _free(lambda: f"{folder}/Test{texts.camel(rng)}.test_{texts.snake(rng)}", taken)
    area = rng.choices([a for a, _ in kind.areas], [w for _, w in kind.areas])[0]
    folder = rng.choices(*folders[area])[0]
    return _free(lambda: f"{folder}/{texts.stem(rng)}{kind.ending}", taken)


def _free(name: Callable[[], str], taken: set[str]) -> str:
    path = name()
    tries = 0
    while path in taken:
        tries += 1
        head, dot, ending = name().rpartition(".")
        path = f"{head}_{tries}{dot}{ending}"
    taken.add(path)
    return path


# --- contents ------------------------------------------------------------------------------------


def files(count: int, seed: int = SEED) -> Iterator[tuple[str, str]]:
    """(path, text) of each file of the synthetic tree."""
    planned = plan(count, seed)
    modules = _importable(planned)
    headers = [p.path for p in planned if p.kind == "header"]
    # Which module is popular has nothing to do with its name.
    rng = Random(f"order {seed}")
    rng.shuffle(modules)
    rng.shuffle(headers)
    rank = {path: position for position, path in enumerate(modules)}
    for item in planned:
        yield item.path, _text(item, seed, modules, headers, rank)


def _importable(planned: Sequence[Planned]) -> list[str]:
    """Modules that others import: in packages, large enough, not hidden by a package."""
    folders = {p.path.rpartition("/")[0] for p in planned}
    return [p.path for p in planned if p.kind == "python" and p.size >= texts.IMPORTABLE
            and p.path.startswith(_PACKAGES) and not p.path.endswith("/__init__.py")
            and p.path.removesuffix(".py") not in folders]


def _text(
    item: Planned, seed: int, modules: Sequence[str], headers: Sequence[str], rank: dict[str, int]
) -> str:
    own = f"{seed} {item.path}"
    rng = Random(own)
    if item.kind == "python":
        # Only modules of a lower rank, and none from a package's own module: no circles, so that
        # tools that import what they document can do so.
        package = item.path.endswith("/__init__.py")
        below = [] if package else modules[:rank.get(item.path, len(modules))]
        imports = [(_dotted(path), texts.lead_name(f"{seed} {path}"))
                   for path in _some(rng, below, 12)]
        return texts.python(rng, item.size, own, imports)
    includes = _some(rng, headers, 9) if item.kind in ("header", "source", "cuda") else []
    if item.kind == "header":
        return texts.header(rng, item.size, includes)
    if item.kind == "source":
        return texts.source(rng, item.size, includes)
    if item.kind == "cuda":
        return texts.cuda(rng, item.size, includes)
    return texts.SIMPLE[item.kind](rng, item.size)


def _some(rng: Random, names: Sequence[str], most: int) -> list[str]:
    """Some of the names; the cube makes the first ones popular, as in any real tree."""
    if not names:
        return []
    return [names[int(len(names) * rng.random() ** 3)] for _ in range(rng.randrange(most))]


def _dotted(path: str) -> str:
    return path.removesuffix(".py").replace("/", ".")


# --- on disk -------------------------------------------------------------------------------------


def write(destination: Path, count: int, seed: int = SEED) -> None:
    """Write the synthetic tree; the folder must be new or empty."""
    _require_new(destination)
    made: set[Path] = set()
    for name, text in files(count, seed):
        path = destination / name
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        path.write_text(text, encoding="utf-8", newline="\n")


def copy(source: Path, destination: Path) -> None:
    """Copy a real tree: what git lists where it is a checkout, else everything."""
    _require_new(destination)
    for name in _listed(source):
        if (source / name).is_symlink() or not (source / name).is_file():
            continue
        (destination / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source / name, destination / name)


def _listed(source: Path) -> list[str]:
    if not source.is_dir():
        raise BenchmarkError(f"{source}: there is no such folder")
    if (source / ".git").exists() and shutil.which("git"):
        command = ["git", "-C", str(source), "ls-files", "-z", "--cached"]
        done = subprocess.run(command, capture_output=True, check=True)
        return [os.fsdecode(name) for name in done.stdout.split(b"\0") if name]
    return sorted(p.relative_to(source).as_posix() for p in source.rglob("*")
                  if not {".git", ".hg", ".svn"} & set(p.parts))


def _require_new(destination: Path) -> None:
    if destination.exists() and any(destination.iterdir()):
        raise BenchmarkError(f"{destination}: the folder exists and is not empty")
    destination.mkdir(parents=True, exist_ok=True)


def digest(root: Path) -> str:
    """Digest of all paths and contents below a folder."""
    total = hashlib.sha256()
    for path in sorted(p for p in root.rglob("*") if p.is_file()):
        total.update(f"{path.relative_to(root).as_posix()}\0{path.stat().st_size}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()


@dataclass(frozen=True, slots=True)
class Shape:
    """A tree in figures."""

    files: int
    folders: int
    bytes: int
    largest_folder: int
    #: Files by group: C and C++, Python, the rest.
    native: int
    python: int


_NATIVE_ENDINGS = (".h", ".hpp", ".hh", ".c", ".cc", ".cpp", ".cxx", ".cu", ".cuh", ".m", ".mm")


def shape(root: Path) -> Shape:
    """Measure a tree on disk."""
    found = [p for p in root.rglob("*") if p.is_file()]
    folders: dict[Path, int] = {}
    for path in found:
        folders[path.parent] = folders.get(path.parent, 0) + 1
    return Shape(
        files=len(found), folders=len(folders), bytes=sum(p.stat().st_size for p in found),
        largest_folder=max(folders.values(), default=0),
        native=sum(p.suffix in _NATIVE_ENDINGS for p in found),
        python=sum(p.suffix in (".py", ".pyi") for p in found),
    )
