"""Routes of configurations, looked up and followed; see :mod:`pipeline.languages.routes`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.model import Route
from pipeline.resolve.links import Lookup

#: A pattern with many would be matched in more than linear time.
_STARS = 4


def routes_of(lookup: Lookup, path: str) -> tuple[Route, ...] | None:
    """What a file says of where to look; None when there is no such file."""
    answer = lookup("routes", path)
    assert answer is None or isinstance(answer, tuple)
    return answer


def of_kind(routes: tuple[Route, ...], kind: str) -> tuple[Route, ...]:
    return tuple(route for route in routes if route.kind == kind)


def followed(routes: tuple[Route, ...], written: str) -> Iterator[str]:
    """Where the routes of the pattern that fits best lead; an exact one fits better than any."""
    fitting = [route for route in routes if _fits(route.pattern, written)]
    best = max((_rank(route) for route in fitting), default=(False, 0))
    for route in fitting:
        if _rank(route) == best:
            before, _, after = route.pattern.partition("*")
            text = written[len(before):len(written) - len(after)]
            yield from (target.replace("*", text) for target in route.targets)


def _rank(route: Route) -> tuple[bool, int]:
    return "*" not in route.pattern, route.pattern.find("*")


def _fits(pattern: str, written: str) -> bool:
    before, star, after = pattern.partition("*")
    if not star:
        return pattern == written
    return written.startswith(before) and written.endswith(after) \
        and len(written) >= len(before) + len(after)


def is_member(patterns: tuple[str, ...], folder: str) -> bool:
    """Whether globs of workspaces name a folder; ``!`` takes away."""
    chosen = False
    for pattern in patterns:
        glob = pattern.lstrip("!").removeprefix("./").rstrip("/")
        if glob.count("*") <= _STARS and _glob(glob).fullmatch(folder):
            chosen = not pattern.startswith("!")
    return chosen


def _glob(pattern: str) -> re.Pattern[str]:
    parts = re.split(r"(\*+)", pattern)
    return re.compile("".join(
        ".*" if part.startswith("**") else "[^/]*" if part == "*" else re.escape(part)
        for part in parts))
