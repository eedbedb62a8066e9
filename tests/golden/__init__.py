"""Golden pairs: ``constructs.*`` shows every construct of a language, beside it what was found.

``python -m tests.golden`` writes the expected side anew; its diff is to be read like code.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from pipeline.languages import Source, extract
from pipeline.languages.choose import choose

ROOT = Path(__file__).parent
_SUFFIX = ".summary.json"


def cases(directory: str = "*") -> list[Path]:
    """The sources shown, of one language's directory or of all."""
    found = ROOT.glob(f"{directory}/constructs.*")
    return sorted(path for path in found if not path.name.endswith(_SUFFIX))


def expected_path(case: Path) -> Path:
    return case.with_name(case.name.partition(".")[0] + _SUFFIX)


def summary(case: Path) -> str:
    """What the language's extractor finds in the source, as JSON for people to read."""
    text = case.read_text(encoding="utf-8")
    found = extract(Source(text, case.name, choose(case.name, text)))
    return msgspec.json.format(msgspec.json.encode(found), indent=2).decode() + "\n"
