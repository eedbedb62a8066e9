"""``.gitattributes`` as far as it says what a file is: ``linguist-*`` and ``binary``."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from pathspec import GitIgnoreSpec

from pipeline.ignore import patterns

_MACROS = {"binary": ("-diff", "-merge", "-text")}
_KNOWN = ("linguist-generated", "linguist-vendored", "linguist-language", "diff", "text")


@dataclass(frozen=True, slots=True)
class Attributes:
    """What the attribute files say of one path; None means they say nothing."""

    generated: bool | None = None
    vendored: bool | None = None
    binary: bool | None = None
    language: str = ""


_NONE = Attributes()


class AttributeRules:
    """All ``.gitattributes`` files of a tree, asked path by path."""

    def __init__(self, source: Path, rule_files: list[str]) -> None:
        self._rules: list[tuple[str, GitIgnoreSpec, dict[str, str]]] = []
        for path in sorted(p for p in rule_files if p.endswith("/.gitattributes")):
            folder = os.path.relpath(os.path.dirname(path), source)
            # A file above the source root speaks of the whole tree.
            prefix = "" if folder == "." or folder.startswith("..") else f"{folder}/"
            self._read(path, prefix)

    def _read(self, path: str, prefix: str) -> None:
        try:
            lines = Path(path).read_text("utf-8", "replace").splitlines()
        except OSError:
            return
        for line in lines:
            words = line.split()
            if words and not words[0].startswith(("#", "[attr]", '"')):
                values = _values(words[1:])
                if values:
                    self._rules.append((prefix, patterns([words[0]]), values))

    def of(self, key: str) -> Attributes:
        """Attributes of one file; the last rule that matches wins, attribute by attribute."""
        if not self._rules:
            return _NONE
        found: dict[str, str] = {}
        for prefix, spec, values in self._rules:
            if key.startswith(prefix) and spec.match_file(key[len(prefix):]):
                found.update(values)
        return _attributes(found) if found else _NONE


def _values(words: list[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for word in words:
        for item in _MACROS.get(word, (word,)):
            name, _, value = item.partition("=")
            if name.startswith("-"):
                name, value = name[1:], "false"
            if name in _KNOWN:
                values[name] = value or "true"
    return values


def _attributes(found: dict[str, str]) -> Attributes:
    def flag(name: str) -> bool | None:
        return found[name].lower() != "false" if name in found else None

    return Attributes(
        generated=flag("linguist-generated"),
        vendored=flag("linguist-vendored"),
        binary=True if found.get("text") == "false" == found.get("diff") else None,
        language=found.get("linguist-language", ""),
    )
