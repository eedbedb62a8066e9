"""The user guide: its commands run, its links lead somewhere, its references are the code's."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.conftest import environment
from tests.guide import GUIDE

ROOT = Path(__file__).parent.parent
PAGES = sorted(GUIDE.glob("*.md"))
DOCUMENTS = [*PAGES, *(ROOT / name for name in (
    "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"))]
MARKER = re.compile(r"<!-- not run: (.+) -->")

#: Every block that the tests leave out, by its page, with its reason.
NOT_RUN = {
    ("tutorial.md", "pip install sourcebook"): "needs the network",
    ("tutorial.md", "sourcebook watch"): "runs until Ctrl-C",
    ("cookbook.md", "mkdocs build --strict"):
        "needs mkdocs; test_the_pages_build_with_mkdocs runs it where that is installed",
    ("cookbook.md", "zensical build"): "needs zensical",
    ("cookbook.md", "sourcebook watch --on-build 'echo pages were written'"): "runs until Ctrl-C",
}

identified = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def tokens(page: Path) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8"))


def blocks(page: Path) -> list[tuple[str, str]]:
    """The console blocks of a page, each with the reason why it is not run, if there is one."""
    found, reason = [], ""
    for token in tokens(page):
        if token.type == "fence" and token.info == "console":
            found.append((token.content, reason))
        marker = MARKER.fullmatch(token.content.strip()) if token.type == "html_block" else None
        reason = marker[1] if marker else ""
    return found


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A small repository as any user might have one, to run commands in."""
    folder = Path(shutil.copytree(ROOT / "tests/golden/tree", tmp_path / "work/repository"))
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "a shop"]):
        subprocess.run(["git", *identity, *arguments], cwd=folder, check=True)
    return folder


def programs(folder: Path) -> Path:
    """Put ``sourcebook`` and ``doit`` of this very checkout into a folder."""
    folder.mkdir()
    for name, module in (("sourcebook", "pipeline.main"), ("doit", "doit.__main__")):
        script = folder / name
        script.write_text(f"#!{sys.executable}\nimport sys\nfrom {module} import main\n"
                          "sys.exit(main())\n")
        script.chmod(0o755)
    return folder


def run(commands: str, folder: Path) -> None:
    """Run commands as a user would type them, up to the first that fails."""
    home = folder.parents[1]
    path = f"{programs(home / 'bin')}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euxo", "pipefail", "-c", commands], cwd=folder, text=True,
        env={**environment(), "PATH": path, "HOME": str(home), "PYTHONPATH": str(ROOT)},
        capture_output=True, timeout=120, stdin=subprocess.DEVNULL, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


@identified
def test_every_command_of_a_page_runs(page: Path, repository: Path) -> None:
    commands = "\n".join(text for text, reason in blocks(page) if not reason)
    if commands:
        run(commands, repository)


def test_only_the_blocks_listed_here_are_left_out() -> None:
    left_out = {(page.name, text.strip()): reason
                for page in PAGES for text, reason in blocks(page) if reason}
    assert left_out == NOT_RUN
    written = sum(len(MARKER.findall(page.read_text())) for page in PAGES)
    assert written == len(NOT_RUN), "a marker stands before no block"


@pytest.mark.skipif(shutil.which("mkdocs") is None, reason="mkdocs is not installed")
def test_the_pages_build_with_mkdocs(repository: Path) -> None:
    texts = [text for text, _ in blocks(GUIDE / "cookbook.md")]
    build = texts.index("mkdocs build --strict\n")
    run(texts[build - 1] + texts[build], repository)
    assert (repository / "site/shop/cart.py_docs/index.html").exists()


def test_what_comes_from_the_code_is_up_to_date() -> None:
    done = subprocess.run([sys.executable, "-m", "tests.guide", "--check"], cwd=ROOT, text=True,
                          env=environment(), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


# --- links -------------------------------------------------------------------------------------


def links(page: Path) -> list[str]:
    return [str(part.attrs["href"]) for token in tokens(page) if token.type == "inline"
            for part in token.children or [] if part.type == "link_open"]


def anchors(page: Path) -> set[str]:
    """Anchors of the headings of a page, as a forge makes them."""
    found = tokens(page)
    titles = [found[n + 1].content for n, token in enumerate(found)
              if token.type == "heading_open"]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", DOCUMENTS, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in links(page):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert target.is_relative_to(ROOT)
        if anchor:
            assert anchor in anchors(target), link


@identified
def test_every_page_is_found_from_the_first(page: Path) -> None:
    first = GUIDE / "README.md"
    assert page == first or page.name in links(first)


def test_the_readme_leads_to_the_guide() -> None:
    assert "docs/guide/README.md" in links(ROOT / "README.md")


# --- what the guide says of shells -------------------------------------------------------------


@pytest.mark.parametrize("program", ["sourcebook", "doit"])
def test_the_shell_completes_commands_kinds_and_single_tasks(
    repository: Path, program: str
) -> None:
    with open(repository / "pyproject.toml", "a") as file:
        file.write('\n[tool.doit]\nloader = "sourcebook"\n')
    run(f"""
        {program} tabcompletion --shell zsh > completion.zsh
        source <({program} tabcompletion)
        # What the package bash-completion provides.
        _get_comp_words_by_ref() {{ cur=${{COMP_WORDS[COMP_CWORD]}}; cword=$COMP_CWORD
            prev=${{COMP_WORDS[COMP_CWORD-1]}}; words=("${{COMP_WORDS[@]}}"); }}
        __ltrim_colon_completions() {{ :; }}
        completed() {{ COMP_WORDS=({program} "$@"); COMP_CWORD=$#; COMPREPLY=()
            set +eu; _{program}; set -eu; echo "${{COMPREPLY[*]}}"; }}
        [ "$(completed expl)" = explain ]
        [ "$(completed keyw)" = keywords ]
        [ "$(completed docs:shop/ca)" = docs:shop/cart.py ]
        [ "$(completed info docs:shop/ca)" = docs:shop/cart.py ]
        """, repository)
