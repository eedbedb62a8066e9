"""The pages of ``golden/tree``, built, and rewritten as the expected ones in ``golden/pages``."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from tests.conftest import build_tree, read_pages

TREE = Path(__file__).parent / "tree"
EXPECTED = Path(__file__).parent / "pages"


def build(where: Path, **overrides: object) -> Path:
    """Build the tree into a folder that lies to it as the expected pages do; returns it."""
    source = Path(shutil.copytree(TREE, where / "tree"))
    build_tree(source, where / "pages", where / "cache", **overrides)
    return where / "pages"


def rewrite() -> list[Path]:
    """Make the pages anew; their difference is to be read like code."""
    with tempfile.TemporaryDirectory() as folder:
        pages = read_pages(build(Path(folder)))
    shutil.rmtree(EXPECTED, ignore_errors=True)
    for name, content in pages.items():
        path = EXPECTED / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return sorted(EXPECTED / name for name in pages)
