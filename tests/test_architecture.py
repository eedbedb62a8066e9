"""The shape of the package: who may know whom, who may touch what, and how long anything may be.

Read from the source by its syntax tree, imports inside functions included.
"""

from __future__ import annotations

import ast
import statistics
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import pipeline

ROOT = Path(pipeline.__file__).parent

#: From low to high: a module imports nothing but modules further up in this list (that is, lower
#: layers). Within a line the order counts as well.
LAYERS = (
    # Words and records that know nothing of the disk or of each other.
    "pipeline", "errors", "model", "fingerprint", "stdlib", "cstdlib", "rules", "reasons", "escape",
    "interrupt", "keywords", "catalogue", "tokens",
    # The machine: names, files, processes, locks.
    "paths", "roles", "graph", "fs", "git", "pool", "lock", "sourceurl",
    "config", "templates",
    # One file by itself.
    "languages", "codetext", "secrets", "decode", "analysis", "plugins",
    "testcalls", "parse", "offers",
    "docsections", "inventory", "facets",
    # What is remembered.
    "seal", "store", "summaries", "twins",
    # The tree: what is in it, and what each change means.
    "ignore", "attributes", "classify", "scan", "az", "nodes", "resolve", "bind", "edges", "rollup",
    "history", "commits", "coverage", "facts", "link",
    # Pages: from facts to bytes on the disk.
    "render", "pages", "publish", "linkcheck",
    # Work for the pool, and the keys of all the code above.
    "parsework", "parser", "pagedata", "pagework", "keys",
    # The whole, then its face.
    "pagecheck", "build", "preview", "terminal", "reporter", "session", "early", "verify",
    "hints", "hints_linux", "hints_portable", "watches", "watch",
    # What was extracted, held against the sources and against other extractors.
    "invariants", "agreement", "oracles", "auditwork", "audit", "auditreport",
    "dependency", "factory", "tasks",
    "manual", "command", "commands", "stats", "prune", "starter", "maintenance", "cli", "main",
)

#: Modules that touch the disk (or start a program), each with its reason. All others are pure, or
#: reach the disk through these.
DISK = {
    "fs": "the seam: every content that is read or written",
    "seal": "reads a database's bytes and keeps a seal beside it",
    "store": "opens its own database, and digests the code that fills it",
    "summaries": "opens its own database",
    "lock": "holds a lock file open",
    "templates": "lists and reads the templates",
    "render": "reads the templates that templates.py lists",
    "config": "reads the configuration file and looks whether folders exist",
    "git": "starts git, and reads which commit is checked out",
    "ignore": "lists folders",
    "coverage": "opens the database of another tool",
    "scan": "asks for the stat of each file (the hot loop of a no-op)",
    "publish": "asks for the stat of each page, and walks the output folder without a memory",
    "pagecheck": "opens the pipe of its child",
    "plugins": "digests the code of what is installed beside us",
    "keys": "digests the package's own code and the templates",
    "build": "makes the cache folder",
    "preview": "looks whether there is a cache to read",
    "session": "looks whether there is a store to read",
    "tasks": "looks whether there is a dodo.py",
    "early": "looks whether there is a dodo.py or another configuration of doit",
    "interrupt": "points the descriptor of a closed output at nothing",
    "linkcheck": "a tool of its own: reads the pages it checks",
    "verify": "builds into a folder of its own and compares",
    "watch": "asks whether the tree is there, and runs the user's command",
    "prune": "lists the cache folder",
    "oracles": "runs universal-ctags, whose answers reach no page",
    "auditwork": "looks whether there is a cache to read",
}

#: Third-party (and some standard) modules that only the modules named may import.
RESERVED = {
    "doit": {"dependency", "factory", "tasks", "command", "reporter", "cli"},
    "jinja2": {"render"},
    # The last three only turn its errors into what a user can read.
    "sqlite3": {"coverage", "store", "summaries", "session", "terminal", "pagework", "prune"},
    "subprocess": {"git", "oracles", "watch"},
    "multiprocessing": {"pool"},
    "fcntl": {"lock"},
    "tomli": {"config", "early", "cli", "languages.toml"},
    # A whole layer is named by its first word.
    "tree_sitter": {"languages", "analysis"},
    "markdown_it": {"languages.markdown", "linkcheck"},
    "rich": {"terminal", "linkcheck", "watch"},
    "watchdog": {"hints_linux", "hints_portable"},
    "pathspec": {"ignore", "attributes"},
    # Nothing that a page could show may come from these.
    "random": set(), "locale": set(), "socket": set(), "pickle": set(), "tempfile": {"verify"},
    "datetime": set(), "platform": set(), "getpass": set(), "shutil": {"verify"},
}

#: What a language module may know of the package.
PURE_FOR_LANGUAGES = ("languages", "model")
#: What an analysis may know of it.
PURE_FOR_ANALYSES = (*PURE_FOR_LANGUAGES, "codetext", "catalogue", "analysis")

#: Names of things on a path or in ``os`` by which a disk is touched.
DISK_CALLS = frozenset("""
    open read_text read_bytes write_text write_bytes unlink mkdir makedirs rmdir rename replace
    touch glob rglob iterdir scandir listdir walk stat lstat fstat exists is_file is_dir is_symlink
    symlink_to chmod utime remove resolve
""".split())
#: Methods of strings, dataclasses and trees that are called alike.
NOT_DISK = frozenset({"replace", "remove", "walk", "resolve", "glob"})


class Module:
    """One module of the package with its syntax tree."""

    def __init__(self, path: Path) -> None:
        self.path = path
        parts = path.relative_to(ROOT).with_suffix("").parts
        #: Name below the package (``pages.docs``); the package itself is ``pipeline``.
        self.name = ".".join(p for p in parts if p != "__init__") or "pipeline"
        self.tree = ast.parse(path.read_text())

    @property
    def layer(self) -> str:
        return self.name.partition(".")[0]

    def imports(self) -> Iterator[tuple[str, str]]:
        """(module, name) of each import; the name is empty for ``import module``."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, "") for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.name}: imports are written in full"
                yield from ((node.module or "", alias.name) for alias in node.names)

    def internal(self) -> set[str]:
        """Modules of the package that this one imports."""
        found = set()
        for module, name in self.imports():
            if module == "pipeline" or module.startswith("pipeline."):
                inner = ".".join(filter(None, (module.removeprefix("pipeline")[1:], name)))
                while inner and inner not in names():
                    inner = inner.rpartition(".")[0]
                found.add(inner or "pipeline")
        return found - {self.name}

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node


@cache
def modules() -> tuple[Module, ...]:
    return tuple(Module(path) for path in sorted(ROOT.rglob("*.py")))


@cache
def names() -> frozenset[str]:
    return frozenset(module.name for module in modules())


everyone = pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)


# --- layers ----------------------------------------------------------------------------------


def test_every_module_has_its_place_in_the_layers() -> None:
    assert sorted({module.layer for module in modules()} - set(LAYERS)) == []
    assert len(set(LAYERS)) == len(LAYERS)


@everyone
def test_a_module_imports_from_lower_layers_only(module: Module) -> None:
    own = LAYERS.index(module.layer)
    higher = {name for name in module.internal()
              if LAYERS.index(name.partition(".")[0]) > own}
    assert higher == set()


def test_there_is_no_cycle_of_imports_not_even_inside_functions() -> None:
    graph = {module.name: module.internal() for module in modules()}
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " -> ".join((*way, name))
        if name not in done:
            for other in sorted(graph[name]):
                visit(other, (*way, name))
            done.add(name)

    for name in graph:
        visit(name, ())


@everyone
def test_the_package_is_imported_by_its_full_name(module: Module) -> None:
    assert all(name or "." not in found for found, name in module.imports()
               if found.startswith("pipeline"))


# --- who may touch what ----------------------------------------------------------------------


def touches_disk(module: Module) -> set[str]:
    """Calls in a module that read or change a disk, or start a program."""
    found = set()
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call):
            continue
        match node.func:
            case ast.Name(id="open"):
                found.add("open")
            case ast.Attribute(value=ast.Name(id="subprocess" | "shutil" as owner), attr=name):
                found.add(f"{owner}.{name}")
            case ast.Attribute(value=ast.Name(id="os"), attr=name):
                if name in DISK_CALLS | {"dup2"}:
                    found.add(f"os.{name}")
            case ast.Attribute(value=ast.Attribute(value=ast.Name(id="os"), attr="path"),
                               attr="exists" | "isfile" | "isdir" | "islink" as name):
                found.add(f"os.path.{name}")
            case ast.Attribute(attr=name) if name in DISK_CALLS - NOT_DISK:
                if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "fs"):
                    found.add(f".{name}")
            case ast.Attribute(value=ast.Name(id="sqlite3"), attr="connect"):
                found.add("sqlite3.connect")
    return found


def test_only_the_modules_listed_touch_the_disk() -> None:
    others = {m.name: touches_disk(m) for m in modules() if m.name not in DISK}
    assert {name: calls for name, calls in others.items() if calls} == {}


def test_every_module_that_is_listed_does_touch_the_disk() -> None:
    listed = [module for module in modules() if module.name in DISK]
    assert [module.name for module in listed if not touches_disk(module)] == []


@everyone
def test_a_library_is_used_by_the_modules_that_may(module: Module) -> None:
    used = {found.partition(".")[0] for found, _ in module.imports()}
    forbidden = {lib for lib in used & RESERVED.keys()
                 if not {module.name, module.layer} & RESERVED[lib]}
    assert forbidden == set()


@everyone
def test_a_language_module_knows_records_and_other_language_modules_only(module: Module) -> None:
    if module.layer == "languages":
        assert {name.partition(".")[0] for name in module.internal()} <= set(PURE_FOR_LANGUAGES)


@everyone
def test_an_analysis_knows_one_file_only(module: Module) -> None:
    if module.layer == "analysis":
        assert {name.partition(".")[0] for name in module.internal()} <= set(PURE_FOR_ANALYSES)


@everyone
def test_a_page_sees_facts_and_never_the_store(module: Module) -> None:
    """It may know the flags of a file, which are numbers."""
    if module.layer == "pages":
        from_store = {name for found, name in module.imports() if found == "pipeline.store"}
        assert all(name.isupper() for name in from_store)
        seen = {"fs", "summaries", "publish", "build", "scan", "link", "render"}
        assert not seen & module.internal()


@everyone
def test_only_the_clock_of_a_build_is_read_never_that_of_a_page(module: Module) -> None:
    """What a page, a summary or a fact says must not depend on when it was made."""
    if module.layer in ("pages", "languages", "analysis", "parse", "offers",
    "docsections", "inventory", "facets", "facts",
                        "link", "resolve", "bind", "edges", "rollup", "az", "nodes", "render",
                        "escape", "paths", "keys"):
        assert "time" not in {found.partition(".")[0] for found, _ in module.imports()}


@everyone
def test_a_source_is_decoded_where_its_secrets_are_masked_and_nowhere_else(module: Module) -> None:
    """``decode.read`` masks; a page or an audit that decoded by itself would show them."""
    if module.name != "parse":
        assert ("pipeline.decode", "decode") not in set(module.imports())


# --- form ------------------------------------------------------------------------------------


@everyone
def test_every_module_says_what_it_is_for(module: Module) -> None:
    doc = ast.get_docstring(module.tree)
    assert doc and len(doc.splitlines()[0]) > 20


@everyone
def test_no_module_is_called_after_nothing_in_particular(module: Module) -> None:
    own = module.name.rpartition(".")[2]
    assert not {"util", "utils", "helper", "helpers", "manager", "misc", "common", "base"} & set(
        own.split("_"))


def lengths() -> dict[str, int]:
    return {
        f"{module.name}.{function.name}:{function.lineno}":
        (function.end_lineno or function.lineno) - function.lineno + 1
        for module in modules() for function in module.functions()}


def test_no_function_is_longer_than_a_screen() -> None:
    assert {name: length for name, length in lengths().items() if length > 60} == {}


def test_functions_are_short_as_a_rule() -> None:
    assert statistics.median(lengths().values()) <= 12
