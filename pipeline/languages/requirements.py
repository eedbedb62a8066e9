"""Requirements of pip: packages with the versions wanted, and the files that are included."""

from __future__ import annotations

import re

from pipeline.languages import Source
from pipeline.languages.findings import Findings, logical_lines
from pipeline.languages.packages import requirement
from pipeline.model import Extraction

_OPTION = re.compile(r"(?:-r|-c|--requirement|--constraint)(?:\s+|=|(?=[^\s-]))(\S+)")
_EDITABLE = re.compile(r"(?:-e|--editable)(?:\s+|=)(\S+)")
_HASH = re.compile(r"\s+--[\w-]+[= ].*")
_EGG = re.compile(r"#egg=([\w.-]+)")


def extract(source: Source) -> Extraction:
    """Dependencies as imports: a requirement defines nothing."""
    found = Findings(source)
    for line in logical_lines(source.text):
        _read(found, line.text.strip(), line.line)
    return found.extraction()


def _read(found: Findings, text: str, line: int) -> None:
    if match := _OPTION.match(text):
        found.depend(match[1], line, kind="path")
        return
    if match := _EDITABLE.match(text):
        text = match[1]
    if egg := _EGG.search(text):
        found.depend(egg[1], line, (text.partition("#")[0],), kind="dependency")
        return
    if text.startswith(("#", "-")):
        return
    text = _HASH.sub("", re.sub(r"(?:^|\s+)#.*", "", text))
    if text.startswith(("./", "../")):
        found.depend(text, line, kind="path")
    elif wanted := requirement(text):
        found.depend(wanted.name, line, wanted.names, kind="dependency", scope=wanted.marker)
