"""Patches: subject and description of a commit, and the files that it touches."""

from __future__ import annotations

import re

from pipeline.languages import Source
from pipeline.languages.prose import clip, first_real
from pipeline.model import Extraction, Import

#: Files listed of one patch.
_MOST_FILES = 1_000
_FILE = re.compile(
    r"^(?:diff --git a/(?P<git>.+?) b/\S.*"
    r"|--- (?P<old>[^\t\n]+).*\n\+\+\+ (?P<new>[^\t\n]+).*(?=\n@@)"
    r"|Index: (?P<index>\S+))$",
    re.MULTILINE,
)
_SUBJECT = re.compile(r"^Subject:[ \t]*(?:\[[^\]\n]*\][ \t]*)?(.+(?:\n[ \t].+)*)", re.MULTILINE)
_HEADER = re.compile(
    r"(?:diff|index|[-+]{3}|From|Date|Subject|To|Cc|Index|[\w-]+-by|Message-I[dD]):? ")


def extract(source: Source) -> Extraction:
    """What a patch says of itself, and its files."""
    imports: dict[str, Import] = {}
    line, counted, head = 1, 0, len(source.text)
    for match in _FILE.finditer(source.text):
        head = min(head, match.start())
        line += source.text.count("\n", counted, match.start())
        counted = match.start()
        path = _path(match)
        if path and len(imports) < _MOST_FILES:
            imports.setdefault(path, Import(path, line, kind="link"))
    preface = source.text[: min(head, 65_536)]
    subject = _SUBJECT.search(preface)
    body = preface.partition("\n\n")[2] if subject else preface
    return Extraction(
        doc=first_real(" ".join(part.split()) for part in body.partition("\n---\n")[0].split("\n\n")
                       if not _HEADER.match(part.lstrip())),
        title=clip(" ".join(subject[1].split())) if subject else "",
        imports=tuple(imports.values()), method="scanner")


def _path(match: re.Match[str]) -> str:
    """The file after the change; before it, when the change removes the file."""
    if match["git"] or match["index"]:
        return (match["git"] or match["index"]).strip()
    old, new = match["old"].strip(), match["new"].strip()
    path = old if new == "/dev/null" else new
    return re.sub(r"^[ab]/", "", path) if path != "/dev/null" else ""
