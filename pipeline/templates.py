"""Where the templates lie."""

from __future__ import annotations

import functools
from pathlib import Path

_SUFFIX = ".md.j2"


@functools.cache
def _built_in() -> Path:
    package = Path(__file__).parent
    installed = package / "templates"
    # In a checkout the templates lie beside the package.
    return installed if installed.is_dir() else package.parent / "templates"


def template_files(overrides: Path | None) -> dict[str, Path]:
    """Template name -> file; a file in ``overrides`` replaces ours of the same name."""
    folders = (_built_in(), overrides) if overrides else (_built_in(),)
    return {
        path.name: path
        for folder in folders
        for path in sorted(folder.glob(f"*{_SUFFIX}"))
    }
