"""``.gitattributes`` as far as it says what a file is: ``linguist-*`` and ``binary``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.ignore import names_path, patterns, rule_lines
from pipeline.paths import key_of

if TYPE_CHECKING:
    from pathspec.pattern import RegexPattern

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
        self._rules: list[tuple[str, str, RegexPattern, dict[str, str]]] = []
        found = [p for p in rule_files if p.endswith("/.gitattributes")]
        # The deepest file has the last word.
        for path in sorted(found, key=lambda p: (p.count("/"), p)):
            folder = Path(path).parent
            below = folder.relative_to(source) if folder.is_relative_to(source) else Path()
            above = source.relative_to(folder) if source.is_relative_to(folder) else Path()
            self._read(path, _slashed(below), _slashed(above))

    def _read(self, path: str, prefix: str, above: str) -> None:
        for line in rule_lines(path):
            words = line.split()
            if words and not words[0].startswith(("#", "[attr]", '"')):
                values = _values(words[1:])
                if values:
                    spec = patterns([words[0]])
                    self._rules += [(prefix, above, rule, values) for rule in spec.patterns]

    def of(self, key: str) -> Attributes:
        """Attributes of one file; the last rule that matches wins, attribute by attribute."""
        if not self._rules:
            return _NONE
        found: dict[str, str] = {}
        for prefix, above, rule, values in self._rules:
            if key.startswith(prefix) and names_path(rule, above + key[len(prefix):]):
                found.update(values)
        return _attributes(found) if found else _NONE


def _slashed(folder: Path) -> str:
    return f"{key_of(str(folder))}/" if folder.parts else ""


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
