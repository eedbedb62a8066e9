"""Where a link of a document points, as far as that is a file of the same tree."""

from __future__ import annotations

import re
from urllib.parse import unquote

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#|\?")


def relative_target(target: str) -> str:
    """The path a link points to, decoded and without anchor; empty for one that leaves the tree."""
    if _SCHEME.match(target):
        return ""
    path = re.split(r"[#?]", target, maxsplit=1)[0]
    return unquote(path, errors="replace").strip()
