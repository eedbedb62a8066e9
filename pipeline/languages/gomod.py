"""Go module files: the module's path and the modules that it requires or replaces."""

from __future__ import annotations

import re

from pipeline.languages import Source
from pipeline.languages.findings import Findings
from pipeline.model import Extraction

_DIRECTIVE = re.compile(r"(module|require|replace|use|tool)\b\s*(.*)")
_REQUIRED = re.compile(r'"?([^\s"()]+)"?\s+(v\S+)')


def extract(source: Source) -> Extraction:
    """Requirements as dependencies, local replacements and members of a workspace as paths."""
    found = Findings(source)
    title = block = ""
    for number, line in enumerate(source.text.split("\n"), start=1):
        text, _, comment = line.partition("//")
        text = text.strip()
        directive, rest = block, text
        if match := _DIRECTIVE.fullmatch(text):
            directive, rest = match[1], match[2]
        if rest == "(":
            block = directive
        elif text == ")":
            block = ""
        elif directive == "module":
            title = title or rest.strip('"')
        elif rest:
            _read(found, directive, rest, number, "indirect" if "indirect" in comment else "")
    return found.extraction(title=title)


def _read(found: Findings, directive: str, rest: str, line: int, scope: str) -> None:
    if directive == "require":
        if match := _REQUIRED.fullmatch(rest):
            found.depend(match[1], line, (match[2],), kind="dependency", scope=scope)
    elif directive == "tool":
        found.depend(rest, line, kind="dependency", scope="tool")
    elif directive == "use":
        found.depend(rest, line, kind="path")
    elif directive == "replace":
        target = rest.partition("=>")[2].strip()
        if target.startswith(("./", "../")):
            found.depend(target, line, kind="path")
