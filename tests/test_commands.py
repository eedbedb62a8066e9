"""The command contract: what each command line does, says and exits with."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import config as configuration
from pipeline.lock import BuildLock
from pipeline.nodes import APPENDICES
from tests.conftest import (
    Files,
    build_tree,
    call,
    command,
    environment,
    make_tree,
    read_pages,
    stamps,
)

FILES: Files = {
    "README.md": "# Sample\n\nA tree to try commands on. See [the module](pkg/a.py).\n",
    "pkg/__init__.py": '"""A package."""\n',
    "pkg/a.py": 'from pkg import b\n\nclass Apple:\n    """A fruit."""\n    def eat(self): ...\n',
    "pkg/b.py": "def bite(): ...\n",
    "pkg/deep/c.py": "core = 1\n",
    "tests/test_a.py": "from pkg.a import Apple\n",
    "blob.bin": b"\0\1\2",
}
ONE_LINE = '[tool.doit]\nloader = "sourcebook"\n'
Run = subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tree that is built; only to be copied."""
    root = make_tree(tmp_path_factory.mktemp("base") / "tree", FILES)
    assert_ok(call(root))
    return root


@pytest.fixture
def tree(base: Path, tmp_path: Path) -> Path:
    """A built tree of this test's own."""
    return Path(shutil.copytree(base, tmp_path / "tree"))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A tree that has never heard of us."""
    return make_tree(tmp_path / "fresh", FILES)


def assert_ok(done: Run) -> Run:
    assert (done.returncode, done.stderr) == (0, "")
    return done


def assert_refused(done: Run, code: int, *parts: str) -> None:
    """One line on standard error, and nothing built."""
    assert done.returncode == code, done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.startswith("sourcebook: error: ")
    for part in parts:
        assert part in done.stderr
    assert done.stdout == ""


def edit(tree: Path, *paths: str) -> None:
    """Give files another content, one that shows on both of their pages."""
    for path in paths:
        with open(tree / path, "a") as file:
            file.write("\n\ndef added(): ...\n")


def changed(tree: Path, act: Callable[[], object]) -> set[str]:
    """Pages that an action wrote, made or removed."""
    before = stamps(tree / "sourcebook")
    act()
    after = stamps(tree / "sourcebook")
    return {page for page in before.keys() | after.keys() if before.get(page) != after.get(page)}


def names(done: Run) -> list[str]:
    return [line.split()[0] for line in assert_ok(done).stdout.splitlines()]


# --- building ----------------------------------------------------------------------------------


def test_a_folder_that_has_never_heard_of_us_is_built_with_defaults(source: Path) -> None:
    done = assert_ok(call(source))
    assert re.fullmatch(r"sourcebook: 7 files, 6 parsed, \d+ pages written \(\d+\.\d s\)",
                        done.stdout.splitlines()[-1])
    assert {"index.md", "keywords.md", "comprehensive_book.md", "pkg/a.py_docs.md",
            "pkg/a.py_kw.md", "pkg/index.md", "pkg/doc.md", "pkg/sub.md"} <= set(
                read_pages(source / "sourcebook"))
    assert {p.name for p in source.iterdir()} - {p.partition("/")[0] for p in FILES} == {
        "sourcebook", ".sourcebook"}


def test_the_cache_ignores_itself_in_git(source: Path) -> None:
    subprocess.run(["git", "init", "-q", source], check=True)
    assert_ok(call(source))
    git = ["git", "-C", str(source), "status", "--porcelain", "--untracked-files=all"]
    listed = subprocess.run(git, check=True, capture_output=True, text=True).stdout
    assert "?? pkg/a.py" in listed
    assert ".sourcebook/" not in listed


def test_plain_doit_needs_one_line_of_configuration(source: Path) -> None:
    (source / "pyproject.toml").write_text(ONE_LINE)
    assert_ok(call(source, "doit"))
    assert (source / "sourcebook/pkg/a.py_docs.md").exists()


def test_doit_and_sourcebook_make_the_same_pages_wherever_they_are_called(
    source: Path, tmp_path: Path
) -> None:
    variables = ["source=fresh", "out=fresh/pages", "cache=fresh/store", "jobs=2"]
    (tmp_path / "pyproject.toml").write_text(ONE_LINE)
    assert_ok(call(tmp_path, "doit", *variables))
    by_doit = read_pages(source / "pages")
    shutil.rmtree(source / "pages")
    shutil.rmtree(source / "store")
    assert_ok(call(source, "out=pages", "cache=store"))
    assert read_pages(source / "pages") == by_doit
    assert not (source / "sourcebook").exists()
    assert not (tmp_path / ".sourcebook").exists()


def test_the_second_run_writes_nothing(source: Path) -> None:
    assert_ok(call(source))
    before = stamps(source / "sourcebook")
    done = assert_ok(call(source))
    assert re.fullmatch(r"sourcebook: 7 files, 0 pages written \(.* s\)\n", done.stdout)
    assert stamps(source / "sourcebook") == before


def test_the_last_builds_figures_are_saved(source: Path) -> None:
    (source / "pkg/bad.py").write_text("def (:\n")
    call(source)
    report = json.loads((source / ".sourcebook/last-build.json").read_text())
    pages = len(stamps(source / "sourcebook"))
    counted = {name: report[name] for name in (
        "scanned", "parsed", "reused", "linked", "rendered", "written", "unchanged", "removed",
        "diagnostics")}
    assert counted == {
        "scanned": 8, "parsed": 7, "reused": 0, "linked": 8, "rendered": pages, "written": pages,
        "unchanged": 0, "removed": 0, "diagnostics": 1}
    assert report["seconds"].keys() >= {"scan", "parse", "link", "render", "publish"}
    assert report["peak_rss_kib"] > 10_000
    (source / "pkg/bad.py").unlink()
    assert_ok(call(source))
    report = json.loads((source / ".sourcebook/last-build.json").read_text())
    assert (report["removed"], report["diagnostics"], report["parsed"]) == (2, 0, 0)


def test_strict_fails_on_a_diagnostic_that_is_only_told_otherwise(source: Path) -> None:
    (source / "pkg/bad.py").write_text("def (:\n")
    lenient = call(source)
    assert lenient.returncode == 0
    assert "pkg/bad.py:1: " in lenient.stderr
    strict = call(source, "--strict")
    assert strict.returncode == 1
    assert "1 source file has diagnostics (strict)" in strict.stdout
    assert "Traceback" not in strict.stdout + strict.stderr
    (source / "pkg/bad.py").write_text("good = 1\n")
    assert call(source, "--strict").returncode == 0


def test_always_execute_makes_every_page_again_and_changes_none(tree: Path) -> None:
    def again() -> None:
        done = assert_ok(call(tree, "-a"))
        assert re.search(r"6 parsed, 0 pages written, \d\d unchanged", done.stdout)

    assert changed(tree, again) == set()


# --- wrong calls -------------------------------------------------------------------------------


@pytest.mark.parametrize("face", [[], ["doit"]], ids=["sourcebook", "doit"])
@pytest.mark.parametrize(("argument", "hint"), [
    ("jbos=2", "did you mean 'jobs'?"),
    ("jobs=two", "jobs must be a whole number"),
    ("source=nowhere", "there is no such folder"),
    ("welcom", "did you mean welcome?"),
    ("lst", "did you mean list?"),
    ("dosc:pkg/a.py", "did you mean docs:pkg/a.py?"),
    ("docs:pkg/aa.py", "did you mean docs:pkg/a.py?"),
    ("docs:a.py", "did you mean docs:pkg/a.py?"),
    ("pkg/a.py", "did you mean docs:pkg/a.py?"),
    ("index:pgk", "did you mean index:pkg?"),
    ("docs:nothing*", "no task and no page is called so"),
    ("sourcebook/none_docs.md", "no task and no page is called so"),
])
def test_a_wrong_argument_is_refused_with_the_nearest_name(
    tree: Path, face: list[str], argument: str, hint: str
) -> None:
    (tree / "pyproject.toml").write_text(ONE_LINE)
    assert_refused(call(tree, *face, argument), 2, argument.partition("=")[0], hint)


def test_an_unknown_option_is_refused_without_doits_internals(tree: Path) -> None:
    assert_refused(call(tree, "--bogus"), 2, "--bogus")
    assert "CmdOption" not in call(tree, "list", "--bogus").stderr


@pytest.mark.parametrize(("text", "hint"), [
    ("jbos = 2\n", "did you mean 'jobs'?"),
    ("jobs = 'many'\n", "jobs must be a whole number"),
    ("jobs = \n", "sourcebook.toml"),
    ("out = '.'\n", "out is the source folder itself"),
])
def test_a_wrong_configuration_is_refused(source: Path, text: str, hint: str) -> None:
    (source / "sourcebook.toml").write_text(text)
    assert_refused(call(source), 2, hint)
    assert not (source / "sourcebook").exists()


# --- the disk refuses --------------------------------------------------------------------------


def test_a_file_in_the_place_of_a_folder_is_named(source: Path) -> None:
    (source / "taken").write_text("somebody's\n")
    assert_refused(call(source, "out=taken"), 3, "taken")
    assert_refused(call(source, "cache=taken"), 3, "taken")
    assert_refused(call(source, "out=taken/below"), 3, "taken")
    assert (source / "taken").read_text() == "somebody's\n"


@pytest.mark.parametrize("variable", ["out", "cache"])
def test_a_place_that_cannot_be_written_is_named(source: Path, variable: str) -> None:
    # Nobody, not even root, can make a folder there.
    assert_refused(call(source, f"{variable}=/proc/none"), 3, "/proc/none")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_output_folder_is_named(tree: Path) -> None:
    edit(tree, "pkg/a.py")
    (tree / "sourcebook").chmod(0o555)
    try:
        assert_refused(call(tree), 3, "Permission denied")
    finally:
        (tree / "sourcebook").chmod(0o755)


def test_a_second_build_waits_outside_with_the_pid_of_the_first(tree: Path) -> None:
    lock = BuildLock(configuration.load({"source": str(tree)}).cache)
    try:
        assert_refused(call(tree), 75, f"pid {os.getpid()}")
        assert_refused(call(tree, "docs:pkg/a.py"), 75, f"pid {os.getpid()}")
        # Who only looks need not wait.
        assert "docs" in names(call(tree, "list"))
    finally:
        lock.release()
    assert_ok(call(tree))


# --- one task ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("argument", "pages"), [
    ("docs:pkg/a.py", {"pkg/a.py_docs.md"}),
    ("keywords:pkg/a.py", {"pkg/a.py_kw.md"}),
    ("sourcebook/pkg/a.py_docs.md", {"pkg/a.py_docs.md"}),
    ("./sourcebook/pkg/../pkg/a.py_kw.md", {"pkg/a.py_kw.md"}),
    ("docs:*/[ab].py", {"pkg/a.py_docs.md", "pkg/b.py_docs.md"}),
    ("*:pkg/a.py", {"pkg/a.py_docs.md", "pkg/a.py_kw.md"}),
    ("parse:pkg/a.py", set()),
    ("index:pkg", {"pkg/index.md"}),
    ("index:pkg/", {"pkg/index.md"}),
    ("doc:pkg", {"pkg/doc.md"}),
    ("doc:.", {"doc.md"}),
    ("sub:pkg", {"pkg/sub.md"}),
    ("welcome", {"index.md"}),
    ("sourcebook/index.md", {"index.md"}),
    ("book", {"comprehensive_book.md"}),
    ("chapter:pkg", {"book/pkg.chapter.md"}),
    ("az", {"keywords.md"}),
    ("letter:a", {"keywords/a.az.md"}),
    ("docs", {"pkg/a.py_docs.md", "pkg/b.py_docs.md", "pkg/deep/c.py_docs.md"}),
])
def test_a_name_brings_exactly_its_pages_up_to_date(
    tree: Path, edited: dict[str, bytes], argument: str, pages: set[str]
) -> None:
    edit_three(tree)
    assert changed(tree, lambda: assert_ok(call(tree, argument))) == pages
    # What was left for later is made by the next full build, and that is all there is to do.
    assert_ok(call(tree))
    assert read_pages(tree / "sourcebook") == edited


def edit_three(tree: Path) -> None:
    edit(tree, "pkg/a.py", "pkg/b.py", "pkg/deep/c.py")
    with open(tree / "pkg/b.py", "a") as file:
        file.write("def zebra(): ...\n")


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Pages of a clean build of the tree with its edits."""
    root = make_tree(tmp_path_factory.mktemp("edited") / "tree", FILES)
    edit_three(root)
    build_tree(root, root / "sourcebook", root / ".sourcebook")
    return read_pages(root / "sourcebook")


def test_a_page_that_is_asked_for_first_is_made_alone(source: Path) -> None:
    assert_ok(call(source, "docs:pkg/a.py"))
    assert set(stamps(source / "sourcebook")) == {"pkg/a.py_docs.md"}


def test_parsing_one_file_leaves_only_the_others_to_parse(source: Path) -> None:
    assert "1 parsed" in assert_ok(call(source, "parse:pkg/a.py")).stdout
    assert "5 parsed, 1 reused" in assert_ok(call(source)).stdout


@pytest.mark.parametrize("options", [["-n", "2"], ["--continue"], ["-n", "2", "-c"], ["-v", "0"]])
def test_options_of_doit_build_the_same_pages(
    source: Path, tree: Path, options: list[str]
) -> None:
    assert call(source, *options).returncode == 0
    assert read_pages(source / "sourcebook") == read_pages(tree / "sourcebook")


def test_single_runs_a_task_without_what_it_depends_on(tree: Path) -> None:
    edit(tree, "pkg/a.py")
    (tree / "sourcebook/pkg/a.py_docs.md").unlink()
    assert changed(tree, lambda: assert_ok(call(tree, "-s", "docs:pkg/b.py"))) <= {
        "pkg/b.py_docs.md"}


# --- looking -----------------------------------------------------------------------------------


def test_list_shows_the_stages_and_all_shows_every_page(tree: Path) -> None:
    stages = names(call(tree, "list"))
    assert stages == sorted(stages)
    assert {"parse", "link", "docs", "keywords", "publish"} <= set(stages)
    assert not any(":" in name for name in stages)
    expected = {f"{kind}:{path}" for kind in ("parse", "docs", "keywords")
                for path in FILES if path != "blob.bin"}
    expected |= {f"{kind}:{folder}" for kind in ("index", "doc", "sub")
                 for folder in ("pkg", "pkg/deep", "tests")}
    expected |= {"doc:.", "sub:.", "chapter:pkg", "chapter:tests"}
    expected |= {f"appendix:{name}" for name in APPENDICES}
    expected |= {f"letter:{page.name.partition('.')[0]}"
                 for page in tree.glob("sourcebook/keywords/*.az.md")}
    assert set(names(call(tree, "list", "--all"))) == expected | set(stages)


def test_list_changes_nothing_and_needs_no_build(source: Path) -> None:
    assert "docs:pkg/a.py" in names(call(source, "list", "--all"))
    assert {p.name for p in source.iterdir()} == {p.partition("/")[0] for p in FILES}


def test_list_status_tells_what_is_stale(tree: Path) -> None:
    def status() -> dict[str, str]:
        lines = assert_ok(call(tree, "list", "--all", "-s")).stdout.splitlines()
        return {line.split()[1]: line.split()[0] for line in lines}

    fresh = status()
    assert {name for name, mark in fresh.items() if mark != "U"} == {"publish"}
    edit(tree, "pkg/a.py")
    (tree / "sourcebook/pkg/b.py_kw.md").unlink()
    stale = {name for name, mark in status().items() if mark != "U"}
    assert {"docs:pkg/a.py", "keywords:pkg/a.py", "parse:pkg/a.py", "link", "parse", "docs",
            "keywords", "keywords:pkg/b.py"} <= stale
    assert "docs:pkg/b.py" not in stale


def test_info_says_whether_and_why_a_page_is_stale(tree: Path) -> None:
    fresh = call(tree, "info", "docs:pkg/a.py")
    assert (fresh.returncode, fresh.stderr) == (0, "")
    assert "up-to-date" in fresh.stdout
    assert "sourcebook/pkg/a.py_docs.md" in fresh.stdout
    edit(tree, "pkg/a.py")
    stale = call(tree, "info", "docs:pkg/a.py")
    assert (stale.returncode, stale.stderr) == (1, "")
    assert "pkg/a.py itself changed" in stale.stdout
    (tree / "sourcebook/pkg/b.py_docs.md").unlink()
    missing = call(tree, "info", "docs:pkg/b.py")
    assert missing.returncode == 1
    assert "missing" in missing.stdout


def test_info_needs_one_task(tree: Path) -> None:
    assert_refused(call(tree, "info", "docs:pkg/zz.py"), 2, "docs:pkg/zz.py")


def test_help_tells_what_a_task_is(tree: Path) -> None:
    assert_ok(call(tree, "help", "docs:pkg/a.py")).stdout.index("documentation page")
    assert "sourcebook" in assert_ok(call(tree, "help")).stdout


def test_a_reader_that_goes_away_ends_nothing(tree: Path) -> None:
    for n in range(300):
        (tree / f"pkg/module_{n:03}_with_a_rather_long_name.py").write_text("x = 1\n")
    for arguments in (["list", "--all"], ["help", "task"], []):
        line = f"{' '.join(command(*arguments))} | head -1; exit ${{PIPESTATUS[0]}}"
        done = subprocess.run(["bash", "-c", line], cwd=tree, env=environment(), timeout=60,
                              capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), arguments
        assert done.stdout.count("\n") == 1
    assert len(list(tree.glob("sourcebook/pkg/module_*_docs.md"))) == 300


# --- forget, clean, ignore ---------------------------------------------------------------------


def rendered(tree: Path, *arguments: str) -> int:
    """Pages made again by a build."""
    assert_ok(call(tree, *arguments))
    count: int = json.loads((tree / ".sourcebook/last-build.json").read_text())["rendered"]
    return count


def test_forgetting_a_page_makes_it_again(tree: Path) -> None:
    assert assert_ok(call(tree, "forget", "docs:pkg/a.py")).stdout == "forgetting docs:pkg/a.py\n"
    assert call(tree, "info", "docs:pkg/a.py").returncode == 1
    assert call(tree, "info", "docs:pkg/b.py").returncode == 0
    assert changed(tree, lambda: rendered(tree)) == set()
    assert rendered(tree) == 0


def test_forgetting_a_parse_parses_it_again(tree: Path) -> None:
    assert_ok(call(tree, "forget", "parse:pkg/a.py"))
    assert " 1 parsed" in assert_ok(call(tree)).stdout


@pytest.mark.parametrize("arguments", [[], ["--all"]])
def test_forgetting_everything_makes_everything_again(tree: Path, arguments: list[str]) -> None:
    assert_ok(call(tree, "forget", *arguments))
    assert changed(tree, lambda: rendered(tree)) == set()
    report = json.loads((tree / ".sourcebook/last-build.json").read_text())
    assert (report["parsed"], report["rendered"]) == (6, len(stamps(tree / "sourcebook")))


def test_cleaning_a_page_removes_that_page(tree: Path) -> None:
    before = read_pages(tree / "sourcebook")
    assert changed(tree, lambda: call(tree, "clean", "docs:pkg/a.py")) == {"pkg/a.py_docs.md"}
    assert_ok(call(tree))
    assert read_pages(tree / "sourcebook") == before


def test_clean_removes_what_we_made_and_nothing_else(tree: Path) -> None:
    (tree / "sourcebook/pkg/mine.md").write_text("a note of somebody's\n")
    built = read_pages(tree / "sourcebook")
    assert changed(tree, lambda: assert_ok(call(tree, "clean", "-n"))) == set()
    assert_ok(call(tree, "clean"))
    assert read_pages(tree / "sourcebook") == {"pkg/mine.md": b"a note of somebody's\n"}
    assert_ok(call(tree))
    assert read_pages(tree / "sourcebook") == built
    (tree / "sourcebook/pkg/mine.md").unlink()
    assert_ok(call(tree, "clean"))
    assert not (tree / "sourcebook").exists()


def test_an_ignored_page_is_left_alone_until_it_is_forgotten(tree: Path) -> None:
    assert_ok(call(tree, "ignore", "docs:pkg/a.py"))
    edit(tree, "pkg/a.py")
    pages = changed(tree, lambda: assert_ok(call(tree)))
    assert "pkg/a.py_kw.md" in pages
    assert "pkg/a.py_docs.md" not in pages
    assert_ok(call(tree, "forget", "docs:pkg/a.py"))
    assert changed(tree, lambda: assert_ok(call(tree))) == {"pkg/a.py_docs.md"}


# --- the project's own tasks -------------------------------------------------------------------

DODO = """
from doit import get_var

def task_stamp():
    "write a stamp"
    return {"actions": ["cp pkg/b.py stamp.txt"], "file_dep": ["pkg/b.py"],
            "targets": ["stamp.txt"], "clean": True}

def task_greet():
    def greet(name, words):
        print(get_var("greeting", "hello"), name, *words)
    return {"actions": [greet], "pos_arg": "words", "verbosity": 2,
            "params": [{"name": "name", "short": "w", "default": "you"}]}
"""


@pytest.mark.parametrize("face", [[], ["doit"]], ids=["sourcebook", "doit"])
def test_the_projects_own_tasks_work_beside_ours(tree: Path, face: list[str]) -> None:
    make_tree(tree, {"dodo.py": DODO, "pyproject.toml": ONE_LINE})
    assert assert_ok(call(tree, *face, "stamp")).stdout == ".  stamp\n"
    assert assert_ok(call(tree, *face, "stamp")).stdout == "-- stamp\n"
    assert assert_ok(call(tree, *face, "stamp.txt")).stdout == "-- stamp\n"
    edit(tree, "pkg/b.py")
    both = assert_ok(call(tree, *face, "stamp", "docs:pkg/b.py"))
    assert ".  stamp\n" in both.stdout
    assert ".  docs:pkg/b.py\n" in both.stdout
    assert {"docs", "stamp", "greet"} <= set(names(call(tree, *face, "list")))
    assert call(tree, *face, "info", "stamp").returncode == 0
    told = assert_ok(call(tree, *face, "greet", "-w", "them", "docs:x", "all")).stdout
    assert told == ".  greet\nhello them docs:x all\n"


def test_a_dodo_file_may_have_variables_of_its_own(tree: Path) -> None:
    make_tree(tree, {"dodo.py": DODO})
    assert "hi you\n" in assert_ok(call(tree, "greeting=hi", "greet")).stdout
    assert_refused(call(tree, "soruce=."), 2, "did you mean 'source'?")
    assert_ok(call(tree, "greeting=hi"))


def test_a_full_build_runs_no_task_of_the_projects_own(tree: Path) -> None:
    make_tree(tree, {"dodo.py": DODO})
    assert_ok(call(tree))
    assert not (tree / "stamp.txt").exists()


# --- names -------------------------------------------------------------------------------------

ODD = ["a=b.py", "a*b.py", "two words.py", "#hash.py", "new\nline.py", "per%41cent.py",
       "-dash.py", "quo'te\".py", "col:on.py", "[ab].py", "umläut.py", "tab\t.py", "back\\slash.py",
       os.fsdecode(b"latin\xe9.py")]


def marks(tree: Path) -> dict[str, str]:
    """Task → ``U`` when it is up to date, ``R`` when it would run."""
    lines = assert_ok(call(tree, "list", "--all", "-q", "-s")).stdout.splitlines()
    return {line[2:].rstrip(): line[0] for line in lines}


def states(tree: Path, tasks: set[str]) -> set[str]:
    found = marks(tree)
    return {found[task] for task in tasks}


def test_files_of_any_name_have_tasks_that_work(source: Path) -> None:
    paths = [source / name for name in ODD]
    for path in paths:
        path.write_text("def odd(): ...\n")
    tasks = {name for name in marks(source) if name.startswith("docs:")}
    tasks -= {f"docs:{path}" for path in FILES}
    assert len(tasks) == len(ODD)
    assert_ok(call(source, min(tasks)))
    assert len(stamps(source / "sourcebook")) == 1
    assert_ok(call(source, *tasks))
    made = set(stamps(source / "sourcebook"))
    assert len(made) == len(ODD)
    assert_ok(call(source))
    assert states(source, tasks) == {"U"}
    for path in paths:
        path.write_text("def odder(): ...\n")
    assert states(source, tasks) == {"R"}
    assert changed(source, lambda: assert_ok(call(source, *tasks))) == made
    for path in paths:
        path.unlink()
    assert_ok(call(source))
    assert not made & set(stamps(source / "sourcebook"))


# --- signals -----------------------------------------------------------------------------------


BODY = "\n\n".join(f"def f{n}():\n    return {n}" for n in range(60))
LARGE: Files = {"pyproject.toml": ONE_LINE, **{f"pkg/m{n}.py": BODY for n in range(200)}}


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Pages of a clean build of the large tree."""
    root = make_tree(tmp_path_factory.mktemp("large") / "tree", LARGE)
    build_tree(root, root / "sourcebook", root / ".sourcebook")
    return read_pages(root / "sourcebook")


@pytest.mark.parametrize("face", [[], ["doit"]], ids=["sourcebook", "doit"])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("moment", [".sourcebook/summaries.db", "sourcebook/pkg/m*_docs.md"])
def test_a_signal_ends_a_build_that_the_next_one_completes(
    tmp_path: Path, large: dict[str, bytes], face: list[str], number: int, code: int, moment: str
) -> None:
    tree = make_tree(tmp_path / "tree", LARGE)
    process = subprocess.Popen(
        command(*face), cwd=tree, env=environment(), text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 30
    while not any(tree.glob(moment)) and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.002)
    sent = time.monotonic()
    # As a terminal does it: to everybody in the group. A service manager tells the one process.
    (os.killpg if number == signal.SIGINT else os.kill)(process.pid, number)
    _, stderr = process.communicate(timeout=30)
    assert time.monotonic() - sent < 2
    assert process.returncode == code
    assert stderr == "sourcebook: stopped; what was finished is saved\n"
    assert len(read_pages(tree / "sourcebook")) < len(large)
    # A store that was about to be created is created anew, and the build may say so.
    resumed = call(tree)
    assert (resumed.returncode, "Traceback" in resumed.stderr) == (0, False)
    assert read_pages(tree / "sourcebook") == large
