"""Command lines that are dangerous wherever they stand: in scripts, image builds and workflows."""

from __future__ import annotations

import re
from collections.abc import Iterator

#: Any of these is in every command line that breaks a rule.
WORDS = ("curl", "wget", "chmod")

_SHELL = r"(?:sudo\s+(?:-\S+\s+){0,4})?(?:/usr)?(?:/bin/)?(?:env\s+)?(?:ba|z|da|k)?sh\b(?![\w./-])"
_FETCH = r"(?<![\w./-])(?:curl|wget)\b"
_RULES = (
    ("download-run", re.compile(
        rf"{_FETCH}[^\n|;&#]{{0,400}}\|\s*{_SHELL}"
        rf"|(?<![\w./-])(?:ba|z|da|k)?sh\s+(?:-\w+\s+){{0,4}}[\"']?(?:\$\(|<\(|`)\s*{_FETCH}")),
    ("insecure-download", re.compile(
        r"(?<![\w./-])(?:curl\s(?:[^\n|;&#]{0,400}?\s)?(?:--insecure\b|-[a-zA-Z]*k[a-zA-Z]*(?=\s|$))"
        r"|wget\s(?:[^\n|;&#]{0,400}?\s)?--no-check-certificate\b)", re.MULTILINE)),
    ("everybody-may-write", re.compile(
        r"(?<![\w./-])chmod\s+(?:-\w+\s+|--\w+\s+){0,3}"
        r"(?:0?[0-7]?[0-7][0-7][2367]\b|[ugoa]*[oa][ugoa]*[+=]\w*w)")),
)


def breaches(text: str) -> Iterator[tuple[str, int, str]]:
    """(rule, place, command line) of each; continued lines are to be joined before."""
    if not any(word in text for word in WORDS):
        return
    for rule, pattern in _RULES:
        for match in pattern.finditer(text):
            yield rule, match.start(), match[0]
