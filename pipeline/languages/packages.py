"""Packages that a manifest asks for: a requirement of Python's packaging, taken apart."""

from __future__ import annotations

import re
from typing import NamedTuple

_REQUIREMENT = re.compile(
    r"""\s*([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*
        (?:\[[^\]]*\])?\s*
        (?:@\s*(?P<url>\S+)
          | \(?(?P<version>(?:(?:===|[~=!<>]=|[<>])\s*[^\s,;()~=!<>]+\s*(?:,\s*)?)*)\)?)
        \s*(?:;\s*(?P<marker>.*))?""",
    re.VERBOSE,
)


class Requirement(NamedTuple):
    name: str
    #: The versions wanted, or where the package is; empty for any.
    names: tuple[str, ...] = ()
    #: The condition under which it is needed, as written.
    marker: str = ""


def requirement(text: str) -> Requirement | None:
    """``name[extra]>=1,<2; marker`` taken apart; None for anything else."""
    if len(text) > 1_000:
        return None
    match = _REQUIREMENT.fullmatch(text)
    if match is None:
        return None
    version = match["url"] or "".join((match["version"] or "").split())
    marker = " ".join((match["marker"] or "").split())
    return Requirement(match[1], (version,) if version else (), marker)
