"""No text of a tree becomes more than text: not markup, not a live link, not a template's code.

The judge is markdown-it, a CommonMark parser with GitHub's tables and strikethrough: every block
and inline element of every page must be one that our templates and builders make.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Collection, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from ruamel.yaml import YAML

from pipeline.linkcheck import check, structure
from tests.conftest import build_tree
from tests.properties.payloads import MARK, PAYLOADS, one_line, sources
from tests.properties.shrinking import smallest

#: Payloads in one tree.
_BATCH = 12
_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
# By itself it takes a link with a dangerous scheme for text; other renderers do not.
_PARSER.validateLink = lambda url: True  # type: ignore[method-assign]

_BLOCKS = frozenset(f"{name}_{end}" for end in ("open", "close") for name in (
    "heading", "paragraph", "bullet_list", "list_item", "table", "thead", "tbody", "tr", "th", "td",
)) | {"inline", "fence", "hr", "html_block"}
_INLINE = frozenset(("text", "softbreak", "code_inline", "html_inline", "link_open", "link_close",
                     "strong_open", "strong_close", "em_open", "em_close"))
_TAGS = re.compile(r'<a id="[A-Za-z0-9._-]{1,120}">|</a>|</?details>|</?summary>')
_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff]")

_LABEL = r'"(?:[^"#;`\[\]{}()<>|\\&%*~$@^\n]|#(?:quot|\d+);)+"'
_MERMAID = (
    re.compile(r"flowchart (LR|TB)"), re.compile(rf"  n\d+\[{_LABEL}\]"),
    re.compile(rf"  n\d+ -->(\|{_LABEL}\|)? n\d+"), re.compile(r"  style n\d+ stroke-width:3px"),
)


def _html_problem(html: str) -> str:
    rest = _TAGS.sub("", html)
    return f"live HTML: {html[:80]!r}" if "<" in rest else ""


def _link_problem(target: str) -> str:
    scheme = _SCHEME.match(target)
    if scheme and scheme[1].lower() not in ("http", "https", "mailto"):
        return f"a link with the scheme {scheme[1]}"
    if target.startswith(("//", "\\", "/")):
        return f"a link out of the tree: {target[:80]}"
    return ""


def _inline_problems(block: Token) -> Iterator[str]:
    emphasis = 0
    for child in block.children or []:
        emphasis += child.type.startswith("em_") and child.nesting
        if child.type not in _INLINE:
            yield f"a live {child.type}: {block.content[:80]!r}"
        elif child.type == "html_inline":
            yield _html_problem(child.content)
        elif child.type == "link_open":
            yield _link_problem(str(child.attrs["href"]))
        elif emphasis and MARK in child.content:
            yield f"live emphasis: {block.content[:80]!r}"


def _mermaid_problems(diagram: str) -> Iterator[str]:
    first, *rest = diagram.rstrip("\n").split("\n")
    if not _MERMAID[0].fullmatch(first):
        yield f"no diagram: {first!r}"
    for line in rest:
        if not any(form.fullmatch(line) for form in _MERMAID[1:]):
            yield f"not a line of a diagram: {line!r}"


def _block_problems(token: Token) -> Iterator[str]:
    if token.type not in _BLOCKS:
        yield f"a block of kind {token.type}"
    elif token.type == "html_block":
        yield _html_problem(token.content)
    elif token.type == "heading_open" and not token.markup.startswith("#"):
        yield "an underlined heading"
    elif token.type == "fence" and token.info == "mermaid":
        yield from _mermaid_problems(token.content)
    elif token.type == "inline":
        yield from _inline_problems(token)


def problems(page: str) -> list[str]:
    """What a page holds that nobody of us wrote."""
    tokens = _PARSER.parse(page)
    found = [problem for token in tokens for problem in _block_problems(token) if problem]
    rules = [token for token in tokens if token.type == "hr"]
    if len(rules) != 1:
        found.append(f"{len(rules)} horizontal rules")
    for before, token in pairwise(tokens):
        if before.type == "heading_open" and before.level == 0 and token.content in (
                MARK, f"{MARK} b", "a"):
            found.append(f"a heading of its own: {token.content}")
    found += [f"line {line}: {problem}" for line, problem in structure(page)]
    if f"{MARK}49{MARK}" in page:
        found.append("a template's code ran")
    if invisible := _INVISIBLE.search(page):
        found.append(f"the character {invisible[0]!r}")
    return found


def _commits(root: Path, some: list[str]) -> None:
    """One commit for each payload, which names its author and its subject."""
    stream = []
    for n, payload in enumerate(some):
        who = re.sub("[<>\n]", "", one_line(payload)).encode()
        message = payload.replace("\0", "").encode()
        content = b"a = %d\n" % n
        stream.append(
            b"commit refs/heads/main\nauthor %b <a@b> %d +0000\ncommitter C <c@d> %d +0000\n"
            b"data %d\n%b\nM 100644 inline s/history.py\ndata %d\n%b\n"
            % (who, 1_700_000_000 + n, 1_700_000_000 + n, len(message), message, len(content),
               content))
    for arguments in (["init", "-q", "-b", "main"], ["fast-import", "--quiet"],
                      ["reset", "-q", "--mixed"]):
        subprocess.run(["git", "-C", root, *arguments], input=b"".join(stream)
                       if arguments[0] == "fast-import" else b"", check=True)


def _plant(root: Path, some: list[str]) -> None:
    files = sources(some)
    files["s/history.py"] = f"a = {len(some) - 1}\n"
    files["cov.info"] = "".join(
        f"TN:{one_line(payload)}\nSF:s/a.py\nDA:{n + 1},1\nend_of_record\n"
        for n, payload in enumerate(some))
    title = one_line(some[-1]).replace("\\", "\\\\").replace('"', '\\"')
    title = re.sub("[\x00-\x1f\x7f]", "", title)
    files["sourcebook.toml"] = (
        f'title = "{title}"\nhistory = true\ncoverage = "cov.info"\nfront_matter = true\n')
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


def _front_matter(page: str) -> tuple[str, list[str]]:
    """The page without its front matter, and what is wrong with that."""
    if not page.startswith("---\n"):
        return page, []
    head, _, body = page[4:].partition("\n---\n")
    try:
        loaded = YAML(typ="safe").load(head)
    except Exception as error:
        return body, [f"front matter: {error}"]
    odd = not isinstance(loaded, dict) or any(MARK in str(key) for key in loaded)
    return body, ["front matter holds a key of the tree"] if odd else []


def _found(some: list[str], ground: Path) -> list[str]:
    """(page, problem) of the tree with these payloads."""
    subprocess.run(["rm", "-rf", ground], check=True)
    source, out = ground / "src", ground / "out"
    source.mkdir(parents=True)
    _commits(source, some)
    _plant(source, some)
    build_tree(source, out, ground / "cache")
    found = [str(problem) for problem in check(out, source)]
    pages = {path: path.read_text(encoding="utf-8") for path in sorted(out.rglob("*.md"))}
    found += [] if _shows_enough(pages.values()) else ["the payloads are not shown"]
    for path, page in pages.items():
        body, wrong = _front_matter(page)
        found += [f"{path.relative_to(out)}: {problem}" for problem in wrong + problems(body)]
    return found


def _shows_enough(pages: Collection[str]) -> bool:
    """Whether the judge has something to judge: payloads in most pages."""
    return sum(MARK in page for page in pages) > len(pages) // 2


def _hold(some: list[str], ground: Path) -> None:
    found = _found(some, ground)
    if found:
        few = smallest(some, lambda part: bool(_found(part, ground)))
        pytest.fail(f"payloads {few}: " + "\n".join(_found(few, ground)[:8]))


def test_there_are_more_than_five_hundred_payloads() -> None:
    assert len(PAYLOADS) >= 500
    assert all(MARK in payload for payload in PAYLOADS)


@pytest.mark.parametrize("page", [
    "<script>x</script>\n", "a <b>x</b>\n", "[a](javascript:x)\n", "![a](b)\n", "> a\n", "1. a\n",
    "    a\n", "a\n---\n", "*zqx*\n", "```mermaid\nflowchart LR\n  click n0 x\n```\n", "zqx49zqx\n",
    "| a |\n", "```\n",
])
def test_the_judge_sees_what_it_is_there_for(page: str) -> None:
    assert problems(f"{page}\n---\n\n*Ours.*\n")


def test_no_payload_becomes_more_than_text(tmp_path: Path) -> None:
    start = int(os.environ.get("SOURCEBOOK_SEED", "0"))
    step = len(PAYLOADS) // _BATCH
    _hold([PAYLOADS[(start + n * step) % len(PAYLOADS)] for n in range(_BATCH)], tmp_path / "t")
    pages = [path.read_text() for path in (tmp_path / "t" / "out").rglob("*.md")]
    assert any(f"{MARK}" in part for page in pages for part in page.split("```mermaid")[1:])


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(0, len(PAYLOADS), _BATCH))
def test_the_same_for_every_payload(batch: int, tmp_path: Path) -> None:
    _hold(list(PAYLOADS[batch : batch + _BATCH]), tmp_path / "t")
