"""``llms.txt``: what it names, what reaches it, and that it is kept like any other page."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.linkcheck import check
from pipeline.nodes import FOOTER, is_ours
from tests.conftest import Files, build_tree, call, make_tree, read_pages

FILES: Files = {
    "README.md": "# Shop\n\nSells *things* to people who come in.\n",
    "pkg/__init__.py": '"""Baskets of goods."""\n',
    "pkg/a.py": "def add(x, y):\n    return x + y\n",
    "tools/run.sh": "echo\n",
    "llms.txt/x.py": "x = 1\n",
}


def build(tmp_path: Path, **overrides: object) -> str:
    build_tree(tmp_path / "src", tmp_path / "out", tmp_path / "cache", **overrides)
    return (tmp_path / "out/llms.txt").read_text()


def test_it_has_a_title_a_summary_and_sections_of_links_alone(tmp_path: Path) -> None:
    make_tree(tmp_path / "src", FILES)
    text = build(tmp_path, title="The Shop")
    assert text.startswith("# The Shop\n\n> Sells things to people who come in.\n\n")
    head, *sections = re.split(r"^## (.*)\n\n", text, flags=re.MULTILINE)
    assert f"\n{FOOTER}\n" in head
    assert sections[::2] == ["Start Here", "Folders", "Optional"]
    for section in sections[1::2]:
        for line in section.strip().splitlines():
            assert re.fullmatch(r"- \[[^]]+\]\([^)]+\)(: .+)?", line)
    assert "- [`pkg/`](pkg/index.md): Baskets of goods.\n" in text
    assert "- [`llms.txt/`](llms%252Etxt/index.md)\n" in text
    assert check(tmp_path / "out", tmp_path / "src") == []


def test_a_broken_link_in_it_is_found(tmp_path: Path) -> None:
    make_tree(tmp_path / "src", FILES)
    build(tmp_path)
    (tmp_path / "out/pkg/index.md").unlink()
    found = check(tmp_path / "out", tmp_path / "src", pages=["llms.txt"])
    assert [problem.url for problem in found] == ["pkg/index.md"]
    assert found[0] in check(tmp_path / "out", tmp_path / "src")


def test_only_names_and_descriptions_of_top_folders_reach_it(tmp_path: Path) -> None:
    source = make_tree(tmp_path / "src", FILES)
    before = build(tmp_path)

    def changes_it() -> bool:
        nonlocal before
        counts = build_tree(source, tmp_path / "out", tmp_path / "cache")
        clean = build_tree(source, tmp_path / "clean", tmp_path / "cache2")
        assert clean.failed == 0 and read_pages(tmp_path / "out") == read_pages(tmp_path / "clean")
        old, before = before, (tmp_path / "out/llms.txt").read_text()
        assert counts.rendered
        return before != old

    make_tree(source, {"pkg/a.py": "def sub(x, y):\n    return x - y\n\n\nclass C: ...\n",
                       "pkg/new/b.py": "import a\n", "tools/run.sh": "echo\necho\n"})
    assert not changes_it()
    make_tree(source, {"pkg/__init__.py": '"""Baskets and bags."""\n'})
    assert changes_it() and "Baskets and bags." in before
    make_tree(source, {"README.md": "# Shop\n\nSells nothing at all to nobody.\n"})
    assert changes_it() and "> Sells nothing at all to nobody." in before
    (source / "tools/run.sh").unlink()
    assert changes_it() and "tools/" not in before


def test_many_folders_are_named_up_to_a_bound(tmp_path: Path) -> None:
    make_tree(tmp_path / "src", {f"d{n:03}/a.txt": "a\n" for n in range(130)})
    text = build(tmp_path)
    assert text.count("/index.md)") == 100 and "30 more at the top" in text
    assert len(text) < 16_384


def test_it_is_repaired_checked_and_recognised(tmp_path: Path) -> None:
    source = make_tree(tmp_path / "src", FILES)
    assert call(source).returncode == 0
    page = source / "sourcebook/llms.txt"
    content = page.read_bytes()
    assert is_ours("llms.txt", content) and not is_ours("llms.txt", b"# Mine\n")
    page.write_text("x")
    assert "llms.txt" in call(source, "check").stdout
    assert call(source, "explain", "sourcebook/llms.txt").returncode == 0
    assert call(source).returncode == 0 and page.read_bytes() == content
    assert call(source, "verify").returncode == 0
    page.unlink()
    assert call(source, "llms").returncode == 0 and page.read_bytes() == content
