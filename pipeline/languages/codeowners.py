"""Code owners: which people or teams are asked about which files."""

from __future__ import annotations

import re

from pipeline.languages import Source
from pipeline.languages.findings import Findings
from pipeline.model import Extraction

#: A pattern; a blank that belongs to it has a backslash.
_PATTERN = re.compile(r"((?:[^\s\\#]|\\.|(?<=\S)#)+)(?:\s+|$)")
_OWNER = re.compile(r"@@?[\w./-]+|[^\s@<>]+@[\w.-]+")
_SECTION = re.compile(r"\^?\[([^\[\]]+)\](?:\[\d+\])?((?:\s+\S+)*)")


def extract(source: Source) -> Extraction:
    """Each pattern with its owners, below the section that it is in."""
    found = Findings(source, separator="/")
    section = -1
    for number, line in enumerate(source.text.split("\n"), start=1):
        text = line.partition(" #")[0].strip()
        if not text or text.startswith("#"):
            continue
        if match := _SECTION.fullmatch(text):
            section = found.define("section", match[1].strip(), number,
                                   signature=f": {match[2].strip()}" if match[2] else "")
        else:
            _rule(found, text, number, section)
    return found.extraction()


def _rule(found: Findings, text: str, line: int, section: int) -> None:
    match = _PATTERN.match(text)
    owners = text[match.end() :].split() if match else []
    if match is None or not all(map(_OWNER.fullmatch, owners)) or not (owners or section >= 0):
        return
    pattern = match[1].replace("\\ ", " ")
    found.define("key", pattern, line, parent=section, qualname=pattern,
                 signature=f": {' '.join(owners)}" if owners else "")
    if pattern.startswith("/") and not re.search(r"[*?\[]", pattern):
        found.depend(pattern.strip("/"), line, kind="path")
