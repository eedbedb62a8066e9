"""Dockerfiles: what an image runs as, what it is made of, and what its layers keep."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.analysis.command_lines import breaches
from pipeline.analysis.subject import Subject
from pipeline.languages.dockerfile import Instruction, instructions
from pipeline.languages.keys import is_secret
from pipeline.model import Finding

_REMOTE = re.compile(r"(?:--\S+\s+)*(https?://\S+)")
_VARIABLE = re.compile(r"([A-Za-z_]\w*)(?:=(\"[^\"]*\"|'[^']*'|\S*))?")
#: What is named so is where a secret is, or what may be known.
_HARMLESS = re.compile(
    r"(?i)public|_(?:file|path|dir|url|id)\Z|fingerprint|gpg|keyring|keys?\Z")
_IS_KEY = re.compile(r"(?i)(?:api|access|secret|private|auth)_?keys?\Z")


def find(subject: Subject) -> Iterator[Finding]:
    """Findings of one image; a stage that is only copied from may run as it likes."""
    found = list(instructions(subject.source))
    for one in found:
        if one.name == "ADD" and (match := _REMOTE.match(one.text)):
            if "--checksum=" not in one.text:
                yield Finding("docker-add-remote", one.line, match[1][:60])
        elif one.name == "RUN":
            for rule, _, line in breaches(one.text):
                yield Finding(rule, one.line, " ".join(line.split())[:60])
        elif one.name in ("ARG", "ENV"):
            yield from _kept_secrets(one)
    yield from _user(found)


def _kept_secrets(one: Instruction) -> Iterator[Finding]:
    for match in _VARIABLE.finditer(one.text if "=" in one.text else one.text.split(" ")[0]):
        name, value = match[1], (match[2] or "").strip("\"'")
        harmless = _HARMLESS.search(name) and not _IS_KEY.search(name)
        if is_secret(name) and not harmless and not value.startswith("$") and (
                value or one.name == "ARG"):
            yield Finding("docker-kept-secret", one.line, f"{one.name} {name}"[:60])


def _user(found: list[Instruction]) -> Iterator[Finding]:
    starts = [index for index, one in enumerate(found) if one.name == "FROM"]
    if not starts:
        return
    last = found[starts[-1] :]
    users = [one for one in last if one.name == "USER"]
    runs = any(one.name in ("CMD", "ENTRYPOINT") for one in last)
    if runs and (not users or users[-1].text.partition(":")[0] in ("root", "0")):
        yield Finding("docker-root", (users[-1] if users else last[0]).line)
