"""What each language module finds in a file that holds its language's constructs.

``python -m tests.golden`` writes the expected results anew; review the difference.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from pipeline.languages import Source, extract
from pipeline.languages.choose import choose
from pipeline.model import Extraction

GOLDEN = Path(__file__).parent / "golden"
SUFFIX = ".summary.json"


def source_of(summary: Path) -> Path:
    stem = summary.name.removesuffix(SUFFIX)
    return next(p for p in summary.parent.glob(f"{stem}.*") if not p.name.endswith(SUFFIX))


def extraction_of(path: Path) -> Extraction:
    text = path.read_text(encoding="utf-8")
    return extract(Source(text, path.name, choose(path.name, text[:4096])))


def test_every_golden_directory_has_an_expected_result() -> None:
    # Those two hold whole pages, see test_pages.py.
    directories = [path for path in GOLDEN.iterdir() if path.is_dir() and path.name[0] not in "_."
                   and path.name not in ("tree", "pages")]
    assert [path.name for path in directories if not list(path.glob(f"*{SUFFIX}"))] == []


@pytest.mark.parametrize(
    "summary", sorted(GOLDEN.glob(f"*/*{SUFFIX}")), ids=lambda path: path.parent.name
)
def test_the_extraction_is_as_recorded(summary: Path) -> None:
    expected = msgspec.json.decode(summary.read_bytes(), type=Extraction)
    assert extraction_of(source_of(summary)) == expected
