"""Meson: targets, tests, options, subfolders and dependencies. A scan of the calls of a file."""

from __future__ import annotations

import re

from pipeline.languages import Source
from pipeline.languages.blanked import Outline
from pipeline.languages.scriptwalk import short_value
from pipeline.model import Extraction

_TOKENS = re.compile(
    r"(?P<comment>#[^\n]*)|f?'''(?:(?!''')[\s\S])*+(?:'''|\Z)|'(?:[^'\\\n]|\\.)*+(?:'|(?=\n)|\Z)")
_CALL = re.compile(r"^[ \t]*(?:([A-Za-z_]\w*)[ \t]*\+?=[ \t]*)?([a-z_]\w*(?:\.[a-z_]+)?)[ \t]*\(",
                   re.MULTILINE)
_INNER = re.compile(r"(?<![\w.])(dependency|files|subdir)[ \t]*\(")
_KEYWORD = re.compile(r"(?<![\w.])([a-z_]+)[ \t]*:[ \t]*")
_STRING = re.compile(r"'([^'\\\n]*)'")
_QUOTE = re.compile(r'\s*"')
_FILE = re.compile(r"[\w+-][\w./+-]*\.\w+")
_TARGETS = frozenset("""
    executable library shared_library static_library both_libraries shared_module jar build_target
    custom_target run_target alias_target
""".split())


def extract(source: Source) -> Extraction:
    """What a build file or a file of options declares."""
    return _Scan(source).run()


class _Scan(Outline):
    def __init__(self, source: Source) -> None:
        super().__init__(source, _TOKENS)
        self.closes = self.brackets("()")

    def run(self) -> Extraction:
        for match in _CALL.finditer(self.code):
            close = self.closes.get(match.end() - 1)
            if close is not None:
                self._call(match, close)
        for match in _INNER.finditer(self.code):
            self._refer(match[1], match.end())
        return self.extraction(owner=_CALL)

    def _call(self, match: re.Match[str], close: int) -> None:
        word, opening, start = match[2], match.end() - 1, match.start(2)
        name = self._first(opening + 1)
        if not name:
            return
        if word == "project":
            self.title = name
        elif word in _TARGETS or word.endswith(".extension_module"):
            keywords = self._keywords(opening + 1, close)
            self.define("target", name, start, close + 1, signature=f"{word}()",
                        doc=self._text(keywords.get("description", (0, 0)))
                        or self.prose(self.comment_above(start)))
            self._sources(opening + 1, close)
        elif word in ("test", "benchmark"):
            self.define("test", name, start, close + 1)
        elif word == "option":
            self._option(name, start, opening, close)

    def _first(self, place: int) -> str:
        """The literal that is the first argument."""
        quote = _QUOTE.match(self.code, place)
        found = _STRING.match(self.text, quote.end() - 1) if quote is not None else None
        return found[1] if found is not None else ""

    def _option(self, name: str, start: int, opening: int, close: int) -> None:
        keywords = self._keywords(opening + 1, close)
        kind = self._text(keywords.get("type", (0, 0)))
        value = " ".join(self.text[slice(*keywords.get("value", (0, 0)))].split())
        shown = (f": {kind}" if kind else "") + (f" = {short_value(value)}" if value else "")
        self.define("option", name, start, close + 1, signature=shown.strip(),
                    doc=self._text(keywords.get("description", (0, 0)))
                    or self.prose(self.comment_above(start)))

    def _keywords(self, place: int, end: int) -> dict[str, tuple[int, int]]:
        """Where the values of the keyword arguments of a call stand."""
        found: dict[str, tuple[int, int]] = {}
        for match in _KEYWORD.finditer(self.code, place, end):
            stop = _ARGUMENT_END.match(self.code, match.end(), end)
            found.setdefault(match[1], (match.end(), stop.end() if stop else end))
        return found

    def _text(self, span: tuple[int, int]) -> str:
        """The text of the strings in a place, side by side."""
        written = self.text[slice(*span)]
        return " ".join("".join(_STRING.findall(written)).split())

    def _sources(self, place: int, end: int) -> None:
        for match in _STRING.finditer(self.text, place, end):
            if self.code[match.start()] == '"' and _FILE.fullmatch(match[1]):
                self.found.add_import(match[1], self.line(match.start()), kind="path")

    def _refer(self, word: str, place: int) -> None:
        close = self.closes.get(place - 1, place)
        name, line = self._first(place), self.line(place)
        if word == "files":
            self._sources(place, close)
        elif word == "subdir" and name:
            self.found.add_import(f"{name}/meson.build", line, kind="path")
        elif word == "dependency" and name:
            version = self._text(self._keywords(place, close).get("version", (0, 0)))
            self.found.add_import(name, line, (version,) if version else (), kind="dependency")


_ARGUMENT_END = re.compile(r"(?:[^,()\[\]]|\[[^\[\]]*\]|\([^()]*\))*+")
