"""The audit: rules that every symbol keeps, and agreement with a second extractor."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from pipeline import keys, oracles
from pipeline.agreement import Definition, Tally, compare
from pipeline.audit import Report, audit
from pipeline.build import Build, summary_key_of
from pipeline.config import load
from pipeline.facets import facets
from pipeline.invariants import RULES, breaches
from pipeline.languages import extract
from pipeline.languages.table import by_name
from pipeline.model import Diagnostic, Extraction, Import, Summary, Symbol
from pipeline.session import Session
from pipeline.summaries import encode
from tests.conftest import Files, call, read_pages
from tests.golden import cases
from tests.languages.extraction import run

Tree = Callable[[Files], Path]

TEXT = """\
// class Ghost in a comment
class Box {
  int width;
  void open(int a);
  const char *text = "void ghost()";
};
#define LIMIT 3
"""


def symbol(name: str, line: int = 2, end_line: int = 0, **more: object) -> Symbol:
    values = {"kind": "class", "qualname": name, **more}
    return Symbol(name=name, line=line, end_line=end_line or line, **values)  # type: ignore[arg-type]


def rules(extraction: Extraction, language: str = "C++", text: str = TEXT) -> list[str]:
    row = by_name(language)
    assert row is not None
    return sorted({breach.rule for breach in breaches(extraction, text, row)})


def of(*symbols: Symbol) -> Extraction:
    return Extraction(symbols=symbols)


# --- rules -----------------------------------------------------------------------------------

BOX = symbol("Box", 2, 6)

PLANTED: dict[str, Extraction] = {
    "keyword": of(symbol("class", 2)),
    "empty-name": of(symbol("", 2)),
    "unprintable": of(symbol("Box", 2, qualname="A\x00.Box")),
    "unknown-kind": of(symbol("Box", 2, kind="gadget")),
    "outside-file": of(symbol("LIMIT", 7, 8, kind="macro")),
    "outside-parent": of(BOX, symbol("LIMIT", 7, kind="macro", parent=0)),
    "parent-order": of(symbol("open", 4, kind="method", parent=1), BOX),
    "duplicate": of(BOX, BOX),
    "not-in-source": of(symbol("close", 4, kind="method")),
    "comment-only": of(symbol("Ghost", 1)),
    "long-signature": of(symbol("Box", 2, signature="x" * 4001)),
    "import": Extraction(imports=(Import("a.h", 2, kind="gadget"),)),
    "diagnostic": Extraction(diagnostics=(Diagnostic("syntax-error", "", 9),)),
}


def test_each_rule_has_a_planted_breach() -> None:
    assert list(PLANTED) == list(RULES)


@pytest.mark.parametrize("rule", PLANTED)
def test_a_planted_breach_is_found_and_nothing_else(rule: str) -> None:
    assert rules(PLANTED[rule]) == [rule]


@pytest.mark.parametrize(("line", "end_line"), [(0, 2), (3, 2), (-1, 1), (8, 8)])
def test_lines_that_a_file_does_not_have_are_found(line: int, end_line: int) -> None:
    assert rules(of(symbol("Box", line, end_line))) == ["outside-file"]


@pytest.mark.parametrize("found", [
    Import("", 2, kind="include"), Import("a.h", 8, kind="include"), Import("a.h", 0),
])
def test_an_import_names_something_on_a_line_of_the_file(found: Import) -> None:
    assert rules(Extraction(imports=(found,))) == ["import"]


def test_a_relative_import_of_python_needs_no_module() -> None:
    found = Extraction(imports=(Import("", 1, ("x",), level=1),))
    assert rules(found, "Python", "from . import x\n") == []


def test_a_name_that_is_part_of_a_longer_word_does_not_count() -> None:
    assert rules(of(symbol("wid", 3, kind="field"))) == ["not-in-source"]
    assert rules(of(symbol("ghost", 5, kind="function"))) == ["comment-only"]


def test_blanks_within_a_name_are_the_author_s_own_matter() -> None:
    text = "struct A {\n  bool operator  ==(A) ;\n};\n"
    found = of(symbol("A", 1, 3, kind="struct"),
               symbol("operator==", 2, kind="method", parent=0))
    assert rules(found, text=text) == []


def test_markup_may_stand_within_the_words_of_a_title() -> None:
    assert rules(of(symbol("The `x` of y", 1, kind="heading")), "Markdown",
                 "# The [`x`](a.md) *of* y\n") == []
    assert rules(of(symbol("The z", 1, kind="heading")), "Markdown", "# The x\n") == [
        "not-in-source"]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.parent.name)
def test_every_golden_source_keeps_the_rules(case: Path) -> None:
    from pipeline.languages import Source
    from pipeline.languages.choose import choose

    text = case.read_text(encoding="utf-8")
    language = choose(case.name, text)
    found = extract(Source(text, case.name, language))
    assert list(breaches(found, text, language)) == []


# --- agreement -------------------------------------------------------------------------------


def tally(symbols: list[Symbol], theirs: list[Definition], judged: str = "class") -> Tally:
    return compare(symbols, theirs, [judged]).of("class")


def test_a_definition_is_found_by_its_name_within_its_lines() -> None:
    theirs = [Definition("class", "Box", 3)]
    assert tally([BOX], theirs) == Tally(theirs=1, found=1, ours=1, confirmed=1)
    assert tally([symbol("Box", 4, 6)], theirs) == Tally(theirs=1, ours=1)
    assert tally([symbol("Bag", 2, 6)], theirs) == Tally(theirs=1, ours=1)


def test_each_definition_is_matched_once_the_innermost_first() -> None:
    ours = [symbol("A", 1, 9), symbol("A", 3, 5)]
    found = compare(ours, [Definition("class", "A", 3), Definition("class", "A", 1)], ["class"])
    assert found.of("class") == Tally(theirs=2, found=2, ours=2, confirmed=2)
    assert found.disagreements == []
    again = compare(ours[:1], [Definition("class", "A", 3), Definition("class", "A", 1)], [])
    assert [d.line for d in again.disagreements] == [3]


def test_another_group_counts_as_found_and_is_counted_apart() -> None:
    theirs = [Definition("type", "Box", 2)]
    found = compare([BOX], theirs, ["class"])
    assert found.of("type") == Tally(theirs=1, found=1, regrouped=1)
    assert found.of("class") == Tally(ours=1, confirmed=1)


def test_what_is_not_required_confirms_and_is_not_missed() -> None:
    theirs = [Definition("class", "Box", 2, required=False),
              Definition("class", "Bag", 2, required=False)]
    assert tally([BOX], theirs) == Tally(ours=1, confirmed=1)


def test_what_the_other_does_not_know_is_not_held_against_us() -> None:
    assert compare([BOX], [], ["function"]).tallies == {}


def test_no_share_is_rounded_up_to_everything() -> None:
    from pipeline.auditreport import _percent

    assert _percent(Tally(theirs=100_000, found=99_999).recall) == "99.99%"
    assert (_percent(100.0), _percent(None)) == ("100.00%", "-")


# --- second extractors -----------------------------------------------------------------------


def test_python_itself_finds_definitions_at_any_depth() -> None:
    text = "class A:\n  def f(self):\n    try:\n      async def g(): pass\n    except E:\n" \
           "      class B: pass\n"
    found = oracles.python_definitions(text)
    assert sorted((d.group, d.name, d.line) for d in found or ()) == [
        ("class", "A", 1), ("class", "B", 6), ("function", "f", 2), ("function", "g", 4)]
    assert oracles.python_definitions("def f(:\n") is None
    assert oracles.python_definitions("(" * 10_000) is None


@pytest.fixture
def fake_ctags(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """``fake_ctags(body)`` puts a shell script called ``ctags`` first in the path."""
    folder = tmp_path / "bin"
    folder.mkdir()

    def install(body: str) -> None:
        script = folder / "ctags"
        script.write_text(f"#!/bin/sh\n{body}\n")
        script.chmod(0o755)
        oracles._ctags_version.cache_clear()

    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    yield install
    oracles._ctags_version.cache_clear()


_VERSION = 'if [ "$1" = --version ]; then echo "Universal Ctags 6.0"; echo " +json"; exit; fi'


def test_what_ctags_says_is_taken_by_our_kinds(
    tmp_path: Path, fake_ctags: Callable[[str], None]
) -> None:
    lines = [
        {"_type": "ptag", "name": "JSON_OUTPUT_VERSION", "path": "0.0"},
        {"_type": "tag", "name": "f", "path": f"{tmp_path}/a.c", "line": 3, "kind": "function"},
        {"_type": "tag", "name": "p", "path": f"{tmp_path}/a.c", "line": 4, "kind": "prototype"},
        {"_type": "tag", "name": "__anon1", "path": f"{tmp_path}/a.c", "line": 5, "kind": "enum"},
        {"_type": "tag", "name": "g", "path": "/other.c", "line": 3, "kind": "function"},
        {"_type": "tag", "name": "h", "path": f"{tmp_path}/a.c", "line": 3, "kind": "gadget"},
    ]
    said = "\n".join(json.dumps(line) for line in lines)
    fake_ctags(f"{_VERSION}\ncat <<'END'\n{said}\nnot JSON\nEND")
    found = oracles.ctags_definitions(tmp_path, ["a.c", "b.c"], "C")
    assert found == {
        "a.c": [Definition("function", "f", 3), Definition("function", "p", 4, required=False)],
        "b.c": []}
    oracle = oracles.oracle_of("Go")
    assert oracle and "function" in oracle.judged and "variable" not in oracle.judged


@pytest.mark.parametrize(("language", "kind", "counted"), [
    ("C", "macro", True), ("Kconfig", "config", False),
])
def test_only_an_option_is_there_twice_for_ctags(
    language: str, kind: str, counted: bool, tmp_path: Path,
    fake_ctags: Callable[[str], None],
) -> None:
    tag = {"_type": "tag", "name": "CONFIG_A", "path": f"{tmp_path}/a", "line": 1, "kind": kind}
    fake_ctags(f"{_VERSION}\necho '{json.dumps(tag)}'")
    assert bool(oracles.ctags_definitions(tmp_path, ["a"], language)["a"]) is counted


def test_what_ctags_says_twice_counts_once(
    tmp_path: Path, fake_ctags: Callable[[str], None]
) -> None:
    tag = {"_type": "tag", "name": "f", "path": f"{tmp_path}/a.js", "line": 1, "kind": "function"}
    scoped = {**tag, "scope": "a", "scopeKind": "function"}
    fake_ctags(f"{_VERSION}\necho '{json.dumps(scoped)}'\necho '{json.dumps(tag)}'")
    assert len(oracles.ctags_definitions(tmp_path, ["a.js"], "JavaScript")["a.js"]) == 1


def test_a_language_whose_definitions_we_do_not_list_is_not_compared() -> None:
    assert oracles.oracle_of("Assembler") is None
    assert oracles.oracle_of("Text") is None


@pytest.mark.parametrize("body", [
    'echo "Exuberant Ctags 5.8"', 'echo "Universal Ctags 6.0 without it"', "exit 3", "kill -9 $$",
])
def test_another_ctags_is_as_good_as_none(body: str, fake_ctags: Callable[[str], None]) -> None:
    fake_ctags(body)
    assert oracles.oracle_of("Go") is None
    assert oracles.oracle_of("Python") is not None


def test_a_ctags_that_fails_means_no_comparison(
    tmp_path: Path, fake_ctags: Callable[[str], None]
) -> None:
    fake_ctags(f"{_VERSION}\nexit 1")
    assert oracles.ctags_definitions(tmp_path, ["a.c"], "C") == {}


def test_the_installed_ctags_and_we_agree_about_a_golden_source(tmp_path: Path) -> None:
    if oracles.oracle_of("Go") is None:
        pytest.skip("universal-ctags is not installed")
    case = next(iter(cases("go")))
    (tmp_path / "a.go").write_bytes(case.read_bytes())
    theirs = oracles.ctags_definitions(tmp_path, ["a.go"], "Go")["a.go"]
    found = compare(run("Go", case.read_text()).symbols, theirs, ["class", "function"])
    assert found.of("function").theirs >= 5
    assert [d for d in found.disagreements if d.side == "theirs"] == []


# --- the whole -------------------------------------------------------------------------------

FILES: Files = {
    "pkg/a.py": '"""A."""\nimport os\n\n\ndef f():\n    """F."""\n\n\nclass C:\n    x = 1\n',
    "pkg/b.py": "def broken(:\n",
    "notes.md": "# Notes\n\nSome words.\n",
    "data.bin": b"\0\1\2",
}


def report_on(source: Path, *paths: str, sample: int = 0, examples: int = 5) -> Report:
    config = load({"source": str(source), "jobs": "1"})
    session = Session(config, write=False)
    try:
        return audit(config, session, list(paths), sample=sample, examples=examples)
    finally:
        session.close()


def plant(source: Path, path: str, extraction: Extraction) -> None:
    """Put a summary into the cache in place of that of a file."""
    config = load({"source": str(source), "jobs": "1"})
    with Build(config) as build:
        build.run()
        entry = build.entry(path)
        assert entry is not None
        key = summary_key_of(entry, keys.parse_key(config))
        summary = build.cache.summary(key)
        assert isinstance(summary, Summary)
        bad = msgspec.structs.replace(summary, extraction=extraction)
        build.cache.add([(key, encode(bad), encode(facets(bad)))])


def test_the_figures_of_a_tree_are_those_of_its_files(tree: Tree) -> None:
    found = report_on(tree(FILES)).languages
    assert list(found) == ["Markdown", "Python"]
    python = found["Python"]
    assert (python.files, python.clean, python.damaged) == (2, 1, 1)
    assert python.methods == {"parser": 2}
    assert (python.documented, python.imports, python.oracle, python.compared) == (1, 1, "ast", 1)
    assert python.total == Tally(theirs=2, found=2, ours=2, confirmed=2)


def test_an_audit_writes_nothing(tree: Tree) -> None:
    source = tree(FILES)
    before = read_pages(source)
    report_on(source)
    assert read_pages(source) == before


def test_an_audit_reads_the_summaries_of_the_last_build(tree: Tree) -> None:
    source = tree(FILES)
    bad = of(symbol("class", 9, 10), symbol("f", 5, 99, kind="function"))
    plant(source, "pkg/a.py", bad)
    found = report_on(source)
    assert found.broken == {"keyword": 1, "outside-file": 1}
    assert [(e.path, e.line, e.text) for e in found.examples["keyword"]] == [
        ("pkg/a.py", 9, "Python class class")]
    # What only one side has: Python's f and C; our class called "class", our f is out of range.
    assert found.languages["Python"].total == Tally(theirs=2, found=1, ours=2, confirmed=1)
    (source / "pkg/a.py").write_text("def g(): pass\n")
    assert not report_on(source).broken


def test_only_the_paths_given_are_audited(tree: Tree) -> None:
    source = tree(FILES)
    assert report_on(source, "pkg").languages["Python"].files == 2
    assert report_on(source, "./pkg/a.py").languages["Python"].files == 1
    assert list(report_on(source, "notes.md").languages) == ["Markdown"]
    assert report_on(source, ".").languages["Python"].files == 2


def test_a_sample_is_the_same_at_every_call(tree: Tree) -> None:
    source = tree({f"m{number}.py": f"def f{number}(): pass\n" for number in range(30)})
    first, second = report_on(source, sample=7), report_on(source, sample=7)
    assert first == second
    assert first.languages["Python"].compared == 7
    assert report_on(source).languages["Python"].compared == 30


def test_examples_are_few_and_the_rest_is_counted(tree: Tree) -> None:
    source = tree({**FILES, "pkg/c.py": "a = 1\n" * 9})
    plant(source, "pkg/c.py", of(*(symbol("class", line) for line in range(1, 10))))
    found = report_on(source, examples=2)
    assert found.broken["keyword"] == 9
    assert len(found.examples["keyword"]) == 2
    assert len(found.languages["Python"].disagreements) == 2
    assert found.languages["Python"].disagreeing == 9


def test_the_command_tells_what_it_found_and_exits_with_1_for_a_broken_rule(tree: Tree) -> None:
    source = tree(FILES)
    fine = call(source, "audit")
    assert (fine.returncode, fine.stderr) == (0, "")
    assert f"All {len(RULES)} rules hold for every symbol." in fine.stdout
    plant(source, "pkg/a.py", of(symbol("class", 9, 10)))
    broken = call(source, "audit", "pkg")
    assert broken.returncode == 1
    assert "keyword: 1 called like a keyword of its language\n  pkg/a.py:9: Python class class" \
        in broken.stdout


def test_the_command_prints_json(tree: Tree) -> None:
    done = call(tree(FILES), "audit", "--format", "json", "--sample", "0")
    found = json.loads(done.stdout)
    python = next(row for row in found["languages"] if row["language"] == "Python")
    assert python["agreement"]["all"]["recall"] == 100
    assert python["diagnostics"] == {"syntax-error": 1}
    assert (found["broken"], found["lost"]) == ({}, [])


def test_an_agreement_below_the_threshold_fails(tree: Tree) -> None:
    source = tree(FILES)
    plant(source, "pkg/a.py", of(symbol("f", 5, 6, kind="function")))
    done = call(source, "audit", "--fail-under", "90")
    assert (done.returncode, done.stderr) == (1, "Python: its agreement is below 90%\n")
    assert call(source, "audit", "--fail-under", "50").returncode == 0


@pytest.mark.parametrize("arguments", [
    ["nowhere.py"], ["--sample", "-1"], ["--format", "xml"], ["--examples", "few"], ["--gadget"],
])
def test_a_wrong_call_is_one_line_and_exit_code_2(tree: Tree, arguments: list[str]) -> None:
    done = call(tree(FILES), "audit", *arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("sourcebook: error: ") and done.stderr.count("\n") == 1


def test_a_file_whose_parser_dies_is_named_and_costs_no_other(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline import parse as parsing
    from pipeline.languages import Source

    real = parsing.extract

    def deadly(source: Source) -> Extraction:
        if "KILL" in source.text:
            os._exit(9)
        return real(source)

    monkeypatch.setattr(parsing, "extract", deadly)
    found = report_on(tree({**FILES, "bad.py": "KILL = 1\n"}))
    assert [(e.path, e.text) for e in found.lost] == [
        ("bad.py", "its parser ended with exit code 9")]
    assert found.languages["Python"].files == 2


def test_a_system_call_is_named_without_its_prefix() -> None:
    text = "SYSCALL_DEFINE1(swapon, int, fd)\n{\n\t/* sys_swapon says */\n}\n"
    assert rules(of(symbol("sys_swapon", 1, 4, kind="function")), "C", text) == []


def test_what_a_function_keeps_to_itself_and_a_macros_call_need_not_be_found(
    tmp_path: Path, fake_ctags: Callable[[str], None]
) -> None:
    tags = [
        {"kind": "class", "name": "L", "scope": "n::f", "scopeKind": "function"},
        {"kind": "function", "name": "m", "scope": "n::f::L", "scopeKind": "class"},
        {"kind": "function", "name": "IMPL_FUNC"},
        {"kind": "function", "name": "g", "scope": "n::L", "scopeKind": "class"},
    ]
    said = "\n".join(json.dumps({"path": f"{tmp_path}/a.cc", "line": 1, **tag}) for tag in tags)
    fake_ctags(f"{_VERSION}\ncat <<'END'\n{said}\nEND")
    found = oracles.ctags_definitions(tmp_path, ["a.cc"], "C++")["a.cc"]
    assert [(d.name, d.required) for d in found] == [
        ("L", False), ("m", False), ("IMPL_FUNC", False), ("g", True)]


def test_half_an_oracle_judges_only_what_it_sees(
    fake_ctags: Callable[[str], None]
) -> None:
    fake_ctags(_VERSION)
    oracle = oracles.oracle_of("Objective-C++")
    assert oracle is not None
    assert {"macro", "namespace"} <= oracle.judged
    assert not {"class", "function"} & oracle.judged
