"""The mistakes of the script that this product comes from, one section for each: never again."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from pipeline.linkcheck import check
from pipeline.model import KINDS
from tests.conftest import Files, build_tree, make_tree, read_pages, stamps

Built = Callable[..., dict[str, str]]

TRAPS = '''"""Tables of words.

Use class from the list, import and run, or def for the rest:
class of a word; class T: no such thing; from here import local.
"""
import re as regex

from os import path


# class Comment: is no class; def comment(): is no function
class Table:
    """A table.

    class Inner: only an example
    """

    query = "class Text: def text(self): import in"

    def forward(self, eval="def default(): ..."):
        """def documented(): ..."""
        return f"def formatted(): class {eval}"

    def __init__(self): ...


class Chair:
    """Something to sit on."""

    def __init__(self): ...

    def forward(self): ...


def outer():
    r"""def raw(): ..."""
    return regex, path
'''

SAMPLE: Files = {
    "README.md": "# Words\n\nTables of words.\n\nSecond → paragraph; a “quote”.\n",
    "lib/__init__.py": "",
    "lib/tables.py": TRAPS,
    "lib/one.py": '"""One of each."""\nimport lib.tables\n\nONE = 1\n\n\ndef single(): ...\n',
    "lib/deep/two.py": "from lib import one\nfrom ..tables import Table, Chair\n",
    "lib/bare.py": "class First:\n    \"\"\"Only the first class.\"\"\"\n\n\nclass Second: ...\n",
    "tests/test_tables.py": "from lib.tables import Table\n\n\ndef test_it(): ...\n",
    ".github/workflows/test.yml": "name: Run\non: push\njobs:\n  test:\n    runs-on: x\n",
    "src/retrieval.cpp": '#include "retrieval.h"\n// evaluate it\nint retrieval(int n);\n',
    "src/retrieval.h": "int retrieval(int n);\n",
    "model.py": "def run(model):\n    model.eval()\n    return 'eval(x) for lock in open'\n",
    "data.json": '{"class": "T", "nested": {"def": "f()"}}\n',
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, built into ``out`` beside ``src``."""
    root = tmp_path_factory.mktemp("sample")
    build_tree(make_tree(root / "src", SAMPLE), root / "out", root / "cache")
    return root


@pytest.fixture(scope="module")
def pages(root: Path) -> dict[str, str]:
    return {k: v.decode() for k, v in read_pages(root / "out").items() if k.endswith(".md")}


def parsed(page: str) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(page)


def own_words(page: str) -> str:
    """A page without the source that it shows."""
    return "".join(token.content + "\n" for token in parsed(page) if token.type == "inline")


def section(page: str, heading: str) -> str:
    """Text below a heading, up to the next one of its level or above."""
    level = re.search(rf"^(#+) {re.escape(heading)}$", page, re.M)
    assert level, heading
    rest = page[level.end():]
    end = re.search(rf"^#{{1,{len(level[1])}}} ", rest, re.M)
    return rest[: end.start()] if end else rest


def listed(page: str) -> dict[str, list[str]]:
    """Keyword page: kind → names, in order."""
    groups = re.split(r"^### ", section(page, "Keywords Extracted"), flags=re.M)[1:]
    return {group.partition("\n")[0]: [name for row in re.findall(r"^- (.*)", group, re.M)
                                      for name in _names(row)] for group in groups}


def _names(row: str) -> list[str]:
    """Keywords of one row: one that says what it is, or several behind the lines they are on."""
    shared = re.match(r"\[lines? [^]]+\]\([^)]+\)(?:, \[outline\][^:]+)?: (.*)", row)
    if shared is None:
        return re.findall(r"^\[?`([^`]+)`", row)
    return re.findall(r"(?:^|, )\[?`([^`]+)`", shared[1])


# --- 1: its own output -------------------------------------------------------------------------


def test_own_output_is_never_documented(tmp_path: Path) -> None:
    source = make_tree(tmp_path / "src", SAMPLE)
    cache = tmp_path / "cache"
    for out in ("docs", "docs", "pages/new"):
        build_tree(source, source / out, cache)
    # Committed with the sources, moved to another name, built by somebody without our cache.
    shutil.move(source / "docs", source / "handbook")
    build_tree(source, source / "final", tmp_path / "other-cache")
    made = read_pages(source / "final")
    assert "lib/tables.py_docs.md" in made
    assert [page for page in made if re.search(r"_(docs|kw)\.md_", page)] == []
    assert not any(page.startswith(("docs/", "pages/", "handbook/", "final/")) for page in made)
    assert all(b"handbook" not in content for content in made.values())


def test_documents_beside_the_output_are_documented(built: Built) -> None:
    made = built({"docs/guide.md": "# Guide\n", "x_docs.md": "# Not a page of ours\n"})
    assert {"docs/guide.md_docs.md", "x_docs.md_docs.md"} <= made.keys()


def test_the_output_inside_a_git_checkout_is_never_documented(tmp_path: Path) -> None:
    source = make_tree(tmp_path / "src", SAMPLE)
    subprocess.run(["git", "init", "-q", source], check=True)
    build_tree(source, source / "docs", source / ".sourcebook")
    subprocess.run(["git", "-C", str(source), "add", "-A"], check=True)
    build_tree(source, source / "docs", source / ".sourcebook")
    build_tree(source, source / "docs2", source / ".sourcebook")
    for out in ("docs", "docs2"):
        made = read_pages(source / out)
        assert {page for page in made if page.endswith("_docs.md")} == {
            f"{path}_docs.md" for path in SAMPLE}


# --- 2: names from a text ----------------------------------------------------------------------


def test_a_symbol_is_never_a_word_of_a_text(pages: dict[str, str]) -> None:
    assert listed(pages["lib/tables.py_kw.md"]) == {
        "Classes": ["Table", "Chair"],
        "Functions": ["outer"],
        "Methods": ["Table.forward", "Table.__init__", "Chair.__init__", "Chair.forward"],
        "Attributes": ["Table.query"],
        "Imports": ["re", "os"],
    }


def test_the_tree_wide_index_holds_no_word_of_a_text(pages: dict[str, str]) -> None:
    index = "".join(page for name, page in pages.items() if name.startswith("keywords/"))
    names = set(re.findall(r"^- `([^`]+)`", index, re.M))
    assert {"Table", "outer", "forward"} <= names
    assert not names & {
        "from", "of", "T", "for", "repl", "and", "in", "not", "local", "text", "raw", "Inner",
        "Comment", "comment", "default", "documented", "formatted", "Text", "the"}


# --- 3: plurals and counts ---------------------------------------------------------------------


def test_counts_agree_with_the_listings(pages: dict[str, str]) -> None:
    nouns = {noun.lower(): (plural, one) for one, many in KINDS.values()
             for noun, plural in ((one, many), (many, many))}
    checked = 0
    for name, page in pages.items():
        said = re.search(r"^- \*\*Defines\*\*: (.+)$", page, re.M)
        keywords = listed(pages[name.replace("_docs.md", "_kw.md")]) \
            if name.endswith("_docs.md") else {}
        keywords.pop("Imports", None)
        assert bool(said) == bool(keywords), name
        if said:
            counts = {noun: int(n) for n, noun in re.findall(r"(\d+) (\w+)", said[1])}
            assert {nouns[noun][0]: n for noun, n in counts.items()} == {
                kind: len(names) for kind, names in keywords.items()}, name
            outline = section(page, "Code Structure")
            assert len(re.findall(r'^ *- .*?<a id="|, <a id="', outline, re.M)) == \
                sum(counts.values())
            checked += 1
    assert checked >= 8


def test_one_is_singular_and_many_are_plural(pages: dict[str, str]) -> None:
    counted = 0
    for name, page in pages.items():
        words = own_words(page)
        assert not re.search(r"\w\((?:e?s)\)|[Cc]lasss|[Kk]eywordes", words), name
        for number, noun in re.findall(r"(?<![\w.,–L])(\d+) ([a-z]+)\b", words):
            if noun in ("documented", "is", "to", "without", "comment", "code", "blank", "text",
                        "of", "public"):
                continue
            plural = noun.endswith("s") and noun not in ("class",)
            assert plural == (number != "1"), f"{name}: {number} {noun}"
            counted += 1
    assert counted > 30


def test_a_folders_count_is_the_sum_of_its_files(pages: dict[str, str]) -> None:
    def keywords(page: str) -> int:
        kinds = listed(pages[page])
        return sum(len(names) for kind, names in kinds.items() if kind != "Imports")

    for folder in ("", "lib/", "lib/deep/", "tests/", "src/"):
        below = [p for p in pages if p.startswith(folder) and p.endswith("_kw.md")]
        said = section(pages[f"{folder}doc.md"], "Contents Overview")
        assert re.search(rf"\b{len(below)} documented files?\b", said), (folder, said)
        total = sum(map(keywords, below))
        told = re.search(r"(\d+) keywords?\b", said)
        assert (int(told[1]) if told else 0) == total, (folder, said)


# --- 4: qualified, with signature, place and anchor --------------------------------------------


def test_a_method_is_qualified_with_signature_lines_and_an_anchor_of_its_own(
    pages: dict[str, str]
) -> None:
    outline = section(pages["lib/tables.py_docs.md"], "Code Structure")
    row = next(line for line in outline.splitlines() if 'id="Table.forward"' in line)
    assert '`Table.forward(self, eval="def default(): ...")`' in row
    first = TRAPS[: TRAPS.index("    def forward(self, eval")].count("\n") + 1
    assert f"(../../src/lib/tables.py#L{first}-L{first + 2})" in row
    keywords = pages["lib/tables.py_kw.md"]
    assert "(tables.py_docs.md#Table.__init__)" in keywords
    assert "(tables.py_docs.md#Chair.__init__)" in keywords


def test_anchors_are_unique_and_every_link_leads_to_its_place(
    root: Path, pages: dict[str, str]
) -> None:
    for name, page in pages.items():
        ids = re.findall(r'<a id="([^"]+)">', page)
        assert len(ids) == len(set(ids)), name
    assert check(root / "out", root / "src", exact=True) == []


def test_every_keyword_leads_to_an_anchor_and_a_line(pages: dict[str, str]) -> None:
    name, line = r"\[`.+?`\]\([^)#]+_docs\.md#[^)]+\)", r"\[lines? [\d–]+\]\([^)]+#L\d+(?:-L\d+)?\)"
    outline = r"\[outline\]\([^)#]+_docs\.md#[^)]+\)"
    keywords = 0
    for path, page in pages.items():
        if path.endswith("_kw.md"):
            text = section(page, "Keywords Extracted").partition("\n### Imports")[0]
            for row in re.findall(r"^- .*", text, re.M):
                assert re.match(
                    rf"- {name} \({line}\)|- {line}: (?:{name} \d+(?:, |$))+$|"
                    rf"- {line}, {outline}: (?:`.+?` \d+(?:, |$))+$", row), row
                keywords += len(_names(row[2:]))
    assert keywords > 20


# --- 5: what a file is for ---------------------------------------------------------------------


def test_the_first_class_never_stands_for_the_file(pages: dict[str, str]) -> None:
    assert "Only the first class" not in section(pages["lib/bare.py_docs.md"], "File Purpose")
    index = section(pages["lib/index.md"], "Files")
    assert "Only the first class" not in index


def test_paragraphs_of_a_documentation_stay_apart(pages: dict[str, str]) -> None:
    purpose = section(pages["lib/tables.py_docs.md"], "File Purpose")
    assert [t.type for t in parsed(purpose)].count("paragraph_open") == 2
    assert purpose.strip().startswith("Tables of words.\n\nUse class from the list")


# --- 6: a workflow is no test ------------------------------------------------------------------


def test_a_workflow_is_not_called_a_test(pages: dict[str, str]) -> None:
    words = own_words(pages[".github/workflows/test.yml_docs.md"])
    assert "YAML" in words
    assert not re.search(r"test file|tests? for|python .*\.yml|run the test|pytest", words, re.I)
    assert "Jobs" in listed(pages[".github/workflows/test.yml_kw.md"])


# --- 7: alarms from words ----------------------------------------------------------------------


@pytest.mark.parametrize("path", ["src/retrieval.cpp", "src/retrieval.h", "model.py"])
def test_a_word_in_a_name_or_string_is_no_alarm(pages: dict[str, str], path: str) -> None:
    page = pages[f"{path}_docs.md"]
    words = own_words(page)
    assert "Security" not in page.partition("## Original Source")[0]
    assert not re.search(r"eval\(\)|code injection|arbitrary code|dangerous", words, re.I)
    assert not re.search(r"Performance|\block\b|I/O", words)


# --- 8: filler ---------------------------------------------------------------------------------

FILLER = (
    "not applicable", "No specific patterns", "may be located", "manual review", "N/A", "TODO",
    "No obvious", "automatically detected", "requires profiling", "See the source code",
    "This file is part of", "source code file", "see the Original Source", "general purpose",
    "various", "[", "documentation]",
)


def test_no_page_holds_filler(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        # A bracket that is left when links are taken out is a placeholder.
        words = re.sub(r"\[((?:`[^`]*`|[^\]`])*)\]\([^)]*\)", r"\1", own_words(page))
        for filler in FILLER:
            assert filler.lower() not in words.lower(), f"{name}: {filler}"


def test_no_two_sections_of_a_tree_say_the_same_of_every_file(pages: dict[str, str]) -> None:
    purposes = [section(page, "File Purpose") for name, page in pages.items()
                if name.endswith("_docs.md")]
    assert len(set(purposes)) > len(purposes) * 2 // 3


# --- 9: broken pages ---------------------------------------------------------------------------

NASTY: Files = {
    "fences.md": "# Fences\n\n```python\nprint()\n```\n\n~~~\n```\n~~~\n\n``````\n```\n``````\n",
    "open.md": "# Open\n\n````\nnever closed\n",
    "page.html.j2": "{% raw %}{{ name }}{% endraw %}\n{{ undefined.thing }}\n{% if %}\n{# no #}\n",
    "quotes.py": '"""→ “quoted” — naïve ``` ~~~ <b> | ] ){ {{ x }}."""\nX = "a|b"\n',
    "html.md": "# <script>alert(1)</script> | `x` ](y)\n\n</details>\n\n<!-- never closed\n",
    "utf8.txt": "caf\xe9 \u2192 \u201cquoted\u201d\n",
    "latin1.txt": b"caf\xe9 \xfcber\n",
    "list.md": "- a\n  - b\n\n      code\n\n---\ntitle: x\n---\n",
}


@pytest.mark.parametrize("name", sorted(NASTY))
def test_a_source_stays_inside_one_fence_of_its_page(built: Built, name: str) -> None:
    page = built({name: NASTY[name]})[f"{name}_docs.md"]
    tokens = parsed(page)
    fences = [token for token in tokens if token.type == "fence"]
    assert len(fences) == 1
    data = NASTY[name]
    assert fences[0].content == (data if isinstance(data, str) else data.decode("latin-1"))
    assert not any(token.type == "html_block" for token in tokens)
    headings = [tokens[at + 1].content for at, t in enumerate(tokens) if t.type == "heading_open"]
    assert headings[0] == f"Documentation: `{name}`"
    assert set(headings[1:]) <= {
        "File Metadata", "File Purpose", "High-Level Overview", "Detailed Analysis",
        "Code Structure", "Architecture & Design", "Role", "Dependencies", "Import Dependencies",
        "Referenced Files", "Cross-References", "Original Source", "Related Files",
        "Testing & Usage", "Code Patterns & Idioms", "Security & Safety",
        "Performance Considerations"}


def test_nasty_sources_break_no_page_of_the_tree(built: Built, tmp_path: Path) -> None:
    built(NASTY)
    assert check(tmp_path / "out", tmp_path / "src", exact=True) == []


def test_no_page_holds_mojibake_or_a_doubled_slash(pages: dict[str, str], built: Built) -> None:
    for name, page in {**pages, **built(NASTY)}.items():
        assert not re.search("â€|Ã[\x80-\xbf©¨]|\ufffd", page), name
        assert ".//" not in page, name
        assert not re.search(r"\]\((?:\./|[^)]*(?<!:)//)", page), name
    assert "“quote”" in pages["README.md_docs.md"]


def test_cross_references_are_links(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        if name.endswith("_docs.md"):
            rows = re.findall(r"^- .*", section(page, "Cross-References"), re.M)
            assert len(rows) >= 3
            assert all("](" in row for row in rows), name
            assert "_kw.md)" in section(page, "Cross-References"), name


# --- 10: relations and folders from facts ------------------------------------------------------


def test_relations_are_those_of_the_sources(pages: dict[str, str]) -> None:
    page = pages["lib/tables.py_docs.md"]
    users = re.findall(r"^- \[`([^`]+)`\]", section(page, "Imported by"), re.M)
    assert users == ["lib/deep/two.py", "lib/one.py", "tests/test_tables.py"]
    imports = section(pages["lib/deep/two.py_docs.md"], "Import Dependencies")
    assert "[`Table`](../tables.py_docs.md#Table), [`Chair`](../tables.py_docs.md#Chair)" in imports
    assert "bare.py" not in page.partition("## Original Source")[0]


def test_folder_texts_are_made_of_facts(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        words = own_words(page)
        assert not re.search(r"\b\w+ module\b|Source code\b|Contains? files", words), name
    assert section(pages["lib/deep/doc.md"], "Role").strip() == "Holds 1 Python file."
    assert "2 Text files" in pages["src/doc.md"] or "C++" in pages["src/doc.md"]


def test_the_book_holds_no_placeholder_and_leads_to_every_chapter(pages: dict[str, str]) -> None:
    book = pages["comprehensive_book.md"]
    chapters = {name for name in pages if name.startswith("book/")}
    assert chapters == {
        *(f"book/{folder}.chapter.md" for folder in (".github", "lib", "src", "tests")),
        *(f"book/{name}.appendix.md" for name in ("testing", "building", "glossary", "folders"))}
    for chapter in chapters:
        assert f"]({chapter})" in book
    for page in (book, *(pages[chapter] for chapter in chapters)):
        assert not re.search(r"placeholder|coming soon|documentation\]|\[…|\.\.\.\]", page)
    assert "Tables of words." in section(book, "Overview")


# --- 11: rebuilt for nothing, and never removed ------------------------------------------------


def test_the_second_run_writes_nothing(tmp_path: Path) -> None:
    source, out = make_tree(tmp_path / "src", SAMPLE), tmp_path / "out"
    first = build_tree(source, out, tmp_path / "cache")
    before = stamps(out)
    second = build_tree(source, out, tmp_path / "cache")
    assert (first.written, first.rendered) == (len(before), len(before))
    assert (second.parsed, second.rendered, second.written, second.removed) == (0, 0, 0, 0)
    assert stamps(out) == before


def test_pages_of_deleted_files_and_folders_go(tmp_path: Path) -> None:
    source, out = make_tree(tmp_path / "src", SAMPLE), tmp_path / "out"
    build_tree(source, out, tmp_path / "cache")
    shutil.rmtree(source / "lib/deep")
    (source / "model.py").unlink()
    counts = build_tree(source, out, tmp_path / "cache")
    assert counts.removed >= 7
    assert not (out / "lib/deep").exists()
    left = read_pages(out)
    assert not any("model.py" in page for page in left)
    for page, content in left.items():
        assert b"two.py" not in content, page
        assert b"model.py" not in content, page
    build_tree(source, tmp_path / "clean", tmp_path / "clean-cache")
    assert left == read_pages(tmp_path / "clean")
