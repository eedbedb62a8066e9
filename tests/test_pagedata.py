"""Data of pages as JSON: what they say, and that they are kept as their pages are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline import nodes, pagedata
from pipeline.config import load
from pipeline.errors import ConfigError
from pipeline.linkcheck import check
from tests.conftest import Files, build_tree, call, make_tree, read_pages

ONE = 'exclude = ["/sourcebook.toml"]\n'
BOTH = f'{ONE}formats = ["markdown", "json"]\n'
FILES: Files = {
    "README.md": "# Shop\n\nSells things to people. See [a](pkg/a.py).\n",
    "pkg/__init__.py": "",
    "pkg/a.py": '"""Adds."""\n\n\nclass Base: ...\n\n\ndef add(x: int, *, y=1) -> int:\n'
                '    """Sum of both."""\n    return eval("x + y")  # TODO: look\n',
    "pkg/b.py": "import os\nfrom pkg.a import Base\n\n\nclass B(Base):\n    pass\n",
    "pkg/index.json/x.py": "x = 1\n", "pkg/a.py_docs.json": "{}\n",
    "pkg/blob.bin": b"\0\1",
}


def build(tmp_path: Path, config: str = BOTH) -> dict[str, bytes]:
    """Build incrementally and from nothing, and compare."""
    source = make_tree(tmp_path / "src", {"sourcebook.toml": config})
    build_tree(source, tmp_path / "out", tmp_path / "cache")
    build_tree(source, tmp_path / "clean", tmp_path / "cache-of-clean")
    pages = read_pages(tmp_path / "out")
    assert pages == read_pages(tmp_path / "clean")
    return pages


@pytest.fixture
def data(tmp_path: Path) -> dict[str, Any]:
    make_tree(tmp_path / "src", FILES)
    return {name: json.loads(content) for name, content in build(tmp_path).items()
            if name.endswith(".json")}


def test_every_page_has_its_data_beside_it_and_says_which_they_are(
    data: dict[str, Any], tmp_path: Path
) -> None:
    pages = {p for p in read_pages(tmp_path / "out") if p.endswith(".md")}
    assert {nodes.data_page(page) for page in pages} == data.keys()
    for name, found in data.items():
        assert list(found)[:5] == ["schema", "kind", "page", "part", "tree"]
        assert (found["schema"], found["page"]) == (pagedata.SCHEMA, nodes.page_with(name))
        assert list(found)[-1] == "made_by"
    assert {found["kind"] for found in data.values()} == set(nodes.KINDS) - {"llms"}


def test_the_module_names_every_key_of_every_kind(data: dict[str, Any]) -> None:
    documented = pagedata.__doc__ or ""
    for found in data.values():
        for key in list(found)[5:-1]:
            assert key in documented, (found["kind"], key)


def test_data_of_a_file_hold_its_symbols_references_and_findings(data: dict[str, Any]) -> None:
    found = data["pkg/a.py_docs.json"]
    assert (found["file"], found["language"], found["role"]) == ("pkg/a.py", "Python", "library")
    assert found["doc"] == "Adds." and found["lines"]["total"] == 9
    add = found["symbols"][1]
    assert (add["qualname"], add["line"], add["doc"]) == ("add", 7, "Sum of both.")
    assert add["signature"] == "(x: int, *, y=1) -> int" and add["anchor"] == "add"
    assert found["users"] == [{"file": "README.md", "kind": "link"},
                              {"file": "pkg/b.py", "kind": "import"}]
    assert [heir["heir"] for heir in found["heirs"]] == ["B"]
    assert [(f["topic"], f["line"]) for f in found["findings"]] == [("security", 9)]
    assert found["todos"] == [{"word": "TODO", "text": "look", "line": 9}]
    assert found["history"] is None and found["coverage"] is None
    other = data["pkg/b.py_docs.json"]
    assert [link["files"] for link in other["links"]] == [[], ["pkg/a.py"]]
    assert other["bases"][0]["file"] == "pkg/a.py"


def test_data_of_folders_and_the_tree_hold_what_lies_there(data: dict[str, Any]) -> None:
    index = data["pkg/index.json"]
    assert [f["file"] for f in index["files"]] == [
        "pkg/__init__.py", "pkg/a.py", "pkg/a.py_docs.json", "pkg/b.py", "pkg/blob.bin"]
    assert index["files"][1]["page"] == "pkg/a.py_docs.md" and index["files"][4]["page"] is None
    assert [sub["page"] for sub in index["subfolders"]] == ["pkg/index%2Ejson/index.md"]
    assert data["doc.json"]["about"] == "Sells things to people."
    keywords = {k["name"]: k["places"] for name, found in data.items()
                if found["kind"] == "letter" for k in found["keywords"]}
    assert keywords["add"][0]["file"] == "pkg/a.py"
    assert [c["folder"] for c in data["comprehensive_book.json"]["chapters"]] == ["pkg"]


def test_switched_on_and_off_the_pages_stay_and_the_data_come_and_go(tmp_path: Path) -> None:
    make_tree(tmp_path / "src", FILES)
    before = build(tmp_path, ONE)
    foreign = tmp_path / "out/pkg/mine.json"
    with_data = build(tmp_path)
    assert {n: c for n, c in with_data.items() if not n.endswith(".json")}.keys() == before.keys()
    assert b"`X.json`" in with_data["llms.txt"]
    moved = {name for name in before if with_data[name] != before[name]}
    assert moved == {"llms.txt"}
    assert check(tmp_path / "out", tmp_path / "src") == []
    foreign.write_text("{}")
    (tmp_path / "clean/pkg/mine.json").write_text("{}")
    after = build(tmp_path, ONE)
    assert after.pop("pkg/mine.json") == b"{}" and after == before


def test_data_follow_every_edit_and_go_with_their_page(tmp_path: Path) -> None:
    source = make_tree(tmp_path / "src", FILES)
    build(tmp_path)
    make_tree(source, {"pkg/a.py": "class Other: ...\n", "pkg/c.py": "import pkg.a\n"})
    assert b"pkg/c.py" in build(tmp_path)["pkg/a.py_docs.json"]
    (source / "pkg/b.py").unlink()
    pages = build(tmp_path)
    assert "pkg/b.py_docs.json" not in pages and b"pkg/b.py" not in pages["pkg/index.json"]
    build_tree(source, tmp_path / "out", tmp_path / "other-cache")
    assert read_pages(tmp_path / "out") == pages


def test_damaged_data_are_found_and_made_again(tmp_path: Path) -> None:
    source = make_tree(tmp_path / "src", {**FILES, "sourcebook.toml": BOTH})
    assert call(source).returncode == 0
    out = source / "sourcebook"
    pages = read_pages(out)
    (out / "pkg/a.py_kw.json").write_text("{}")
    (out / "index.json").unlink()
    found = call(source, "check").stdout
    assert "pkg/a.py_kw.json" in found and "index.json" in found
    assert call(source, "verify").returncode == 1
    assert "2 pages written" in call(source).stdout
    assert read_pages(out) == pages
    assert call(source, "check").returncode == 0 == call(source, "verify").returncode
    (out / "pkg/a.py_docs.json").unlink()
    assert call(source, "docs:pkg/a.py").returncode == 0 and read_pages(out) == pages
    assert "pkg/a.py_docs.md" in call(source, "explain", "sourcebook/pkg/a.py_docs.json").stdout


def test_check_names_data_that_nobody_wants_and_clean_removes_them(tmp_path: Path) -> None:
    source = make_tree(tmp_path / "src", {**FILES, "sourcebook.toml": BOTH})
    assert call(source).returncode == 0
    (source / "pkg/b.py").unlink()
    assert "orphan: pkg/b.py_docs.json" in call(source, "check").stdout
    assert call(source, "clean", "docs:pkg/a.py").returncode == 0
    left = read_pages(source / "sourcebook")
    assert not {"pkg/a.py_docs.md", "pkg/a.py_docs.json"} & left.keys()
    assert call(source, "clean").returncode == 0
    assert not list((source / "sourcebook").rglob("*.json"))


@pytest.mark.parametrize("value", ['["json"]', '["markdown", "html"]', "[]"])
def test_formats_that_are_not_known_are_refused_in_one_line(tmp_path: Path, value: str) -> None:
    make_tree(tmp_path, {"sourcebook.toml": f"formats = {value}\n"})
    with pytest.raises(ConfigError, match="formats must be") as caught:
        load({}, tmp_path)
    assert "\n" not in str(caught.value)
