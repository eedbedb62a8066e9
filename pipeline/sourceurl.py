"""Links to the sources on a forge: a template such as ``https://host/blob/COMMIT/{path}#L{line}``.

The commit (or branch) is part of the template, as the user gives it: read from git it would make
every page stale at every commit, and pages a function of more than the tree and the settings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from pipeline.escape import Url, url

# What may stand in a URL and means nothing to Markdown, HTML or a table; no "(", "|" or quotes.
_ALLOWED = re.compile(r"[A-Za-z0-9\-._~/+,;=@!:?#&%{}]*")
_PLACE = re.compile(r"\{[^{}]*\}|[{}]")


@dataclass(frozen=True, slots=True)
class SourceUrl:
    """A template, split where a path and lines go in; ``fragment`` holds its own placeholders."""

    before: str
    after: str
    fragment: str

    def file(self, path: str) -> str:
        """URL of a file."""
        return Url(f"{self.before}{url(path)}{self.after}")

    def lines(self, file: str, first: int, last: int) -> str:
        """URL of lines of a file, whose own URL is ``file``."""
        if not self.fragment:
            return file
        where = self.fragment.replace("{line}", str(first)).replace("{last}", str(last))
        return Url(f"{file}#{where}")


def parse(template: str) -> SourceUrl:
    """A template as a user writes it.

    Raises:
        ValueError: it cannot be used; says why.
    """
    if not _ALLOWED.fullmatch(template):
        raise ValueError("must be a plain URL: no spaces, quotes, parentheses or accents")
    head, _, fragment = template.partition("#")
    _check_address(head)
    for place in _PLACE.findall(template):
        if place not in ("{path}", "{line}", "{last}"):
            raise ValueError(f"{place} is not known; there are {{path}}, {{line}} and {{last}}")
    if head.count("{path}") != 1 or "{path}" in fragment:
        raise ValueError("must hold {path} once, before any #")
    if "{line}" in head or "{last}" in head:
        raise ValueError("{line} and {last} must stand behind a #")
    if fragment and "{line}" not in fragment:
        raise ValueError("what stands behind the # must hold {line}")
    before, _, after = head.replace("&", "&amp;").partition("{path}")
    return SourceUrl(before, after, fragment.replace("&", "&amp;"))


def _check_address(head: str) -> None:
    try:
        parts = urlsplit(head)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise ValueError(f"is no URL: {error}") from error
    if parts.scheme not in ("http", "https") or not host or port == 0:
        raise ValueError("must start with http:// or https:// and a host")
    if "@" in parts.netloc:
        raise ValueError("must not hold a user name or a password")
    if "{" in parts.netloc or not parts.path.startswith("/"):
        raise ValueError("must name the host, then a path")
