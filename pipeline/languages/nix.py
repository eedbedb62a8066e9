"""Nix: what its sets and ``let`` blocks bind, options of modules, inputs of flakes, paths it names.

A scanner. Two levels of bindings are listed, options of modules at any level; what stands in a list
or is handed to a function as an argument belongs to no name and is not, except in the expression
that the file as a whole is (``stdenv.mkDerivation { … }``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.languages import Source
from pipeline.languages.blanked import Outline
from pipeline.languages.prose import clip, one_line
from pipeline.languages.scriptwalk import short_value
from pipeline.model import Extraction

_INTERPOLATION = r"\$\{(?:[^{}\"]|\"[^\"\n]*\"|\{[^{}]*\}){0,400}\}"
_TOKENS = re.compile(
    r"(?P<comment>#[^\n]*|/\*(?:(?!\*/)[\s\S])*+(?:\*/|\Z))"
    rf'|"(?:[^"\\$]|\\[\s\S]|{_INTERPOLATION}|\$)*+(?:"|\Z)'
    r"|(?<![\w'])''(?:[^']|'(?!')|''['$\\])*+(?:''|\Z)")
_PART = r"(?:[A-Za-z_][\w'-]*|\"[^\"\n]*\")"
_STEP = re.compile(
    rf"(?<![\w.'-])(?P<word>let|in|with|assert)(?![\w'-])|(?P<mark>[{{}}()\[\];])"
    rf"|(?<![\w.'\"$}}-])(?P<path>{_PART}(?:\.{_PART})*)[ \t\n]*=(?![=>])")
_PARAMETERS = re.compile(
    r"\s*(?:[A-Za-z_][\w'-]*\s*:(?=\s)|(?:[A-Za-z_][\w'-]*\s*@\s*)?"
    r"\{(?:[^{}=;]|\{\s*\}){0,4000}\}(?:\s*@\s*[A-Za-z_][\w'-]*)?\s*:)")
_PLAIN = re.compile(r"[ \t]*(\"[^\"\n]*\"|[\w.+/<>~-]+)[ \t]*;")
#: What stands before a set that is itself the value, not an argument.
_BEFORE_SET = re.compile(r"(?:[=:;(]|//|\brec|\bin|\belse|\bthen|\A)\s*\Z")
_OPTION = re.compile(r"\s*(?:[\w.]+\.)?mk(?:Option|EnableOption|PackageOption)\b")
_DESCRIPTION = re.compile(r"\b(?:description|mkEnableOption)\b[^\";]{0,80}\"")
_PATH = re.compile(r"(?<![\w./~+-])\.{1,2}/[\w./+-]*[\w+-]")
_CHANNEL = re.compile(r"\bimport[ \t\n]+<([\w./-]+)>")
_INPUT = re.compile(r"inputs\.([\w-]+)(?:\.url)?")
#: Names that are listed: those of the outermost bindings and of the sets that they hold.
_LEVELS = 2


@dataclass(slots=True)
class _Frame:
    """What is between brackets, or between ``let`` and ``in``."""

    opener: str
    #: Nothing in there has a name of its own.
    is_opaque: bool
    #: ``with`` and ``assert`` whose semicolon is still to come.
    waiting: int = 0


@dataclass(slots=True)
class _Binding:
    symbol: int
    name: str
    depth: int


def extract(source: Source) -> Extraction:
    """What a Nix expression binds and names."""
    return _Scan(source, _TOKENS).run()


class _Scan(Outline):
    def run(self) -> Extraction:
        self._frames = [_Frame("", is_opaque=False)]
        self._bindings: list[_Binding] = []
        before = (0, "")
        for step in _STEP.finditer(self.code):
            if step["path"]:
                between = self.code[before[0] : step.start()]
                if before[1] in ("{", ";", "let") and not between.strip():
                    self._bind(step)
            elif step["word"]:
                self._word(step["word"], step.start())
            else:
                self._mark(step["mark"], step.start())
            before = (step.end(), step["word"] or step["mark"] or "=")
        while self._bindings:
            self._close(len(self.code.rstrip()) - 1)
        for match in sorted((*_PATH.finditer(self.code), *_CHANNEL.finditer(self.code)),
                            key=lambda found: found.start()):
            is_path = match.re is _PATH
            self.found.add_import(match[0] if is_path else match[1], self.line(match.start()),
                                  kind="path" if is_path else "import")
        return self.extraction(owner=re.compile(r"[A-Za-z_][\w.-]*\s*="))

    def _word(self, word: str, place: int) -> None:
        if word == "let":
            self._frames.append(_Frame("let", self._frames[-1].is_opaque))
        elif word == "in":
            if self._frames[-1].opener == "let":
                self._leave(place)
        else:
            self._frames[-1].waiting += 1

    def _mark(self, mark: str, place: int) -> None:
        if mark == ";":
            if self._frames[-1].waiting:
                self._frames[-1].waiting -= 1
            elif self._bindings and self._bindings[-1].depth == len(self._frames):
                self._close(place)
        elif mark in "{([":
            self._frames.append(_Frame(mark, self._frames[-1].is_opaque or (
                bool(self._bindings) and self._is_argument(mark, place))))
        else:
            while len(self._frames) > 1 and self._frames[-1].opener == "let":
                self._leave(place)
            self._leave(place)

    def _is_argument(self, mark: str, place: int) -> bool:
        if mark == "[":
            return True
        return mark == "{" and _BEFORE_SET.search(self.code[max(0, place - 40) : place]) is None

    def _leave(self, place: int) -> None:
        if len(self._frames) > 1:
            while self._bindings and self._bindings[-1].depth >= len(self._frames):
                self._close(place)
            self._frames.pop()

    def _close(self, place: int) -> None:
        self.found.close(self._bindings.pop().symbol, self.line(max(0, place)))

    def _bind(self, step: re.Match[str]) -> None:
        start, end = step.start("path"), step.end("path")
        name = self.text[start:end].replace('"', "")
        full = f"{self._bindings[-1].name}.{name}" if self._bindings else name
        symbol = -1
        if "$" not in name and not self._frames[-1].is_opaque:
            symbol = self._define(step, name, full)
        self._bindings.append(_Binding(symbol, full, len(self._frames)))

    def _define(self, step: re.Match[str], name: str, full: str) -> int:
        is_option = _OPTION.match(self.code, step.end()) is not None
        parent = self._bindings[-1].symbol if self._bindings else -1
        signature, is_function = self._signature(step.end())
        if _INPUT.fullmatch(full) and signature.startswith('= "'):
            self.found.add_import(_INPUT.sub(r"\1", full), self.line(step.start()),
                                  (signature[3:-1],), kind="dependency")
        if not is_option and (len(self._bindings) >= _LEVELS or (self._bindings and parent < 0)):
            return -1
        kind = "option" if is_option else "function" if is_function else (
            "variable" if self._frames[-1].opener == "let" else "attribute")
        place = step.start("path")
        if is_option:
            # It goes by its place in the configuration, wherever the module stands.
            full = f".{full}".rpartition(".options.")[2].removeprefix(".")
            parent = next((b.symbol for b in reversed(self._bindings) if b.symbol >= 0), -1)
        return self.found.define(
            kind, name, self.line(place), parent=parent, signature=signature, qualname=full,
            doc=self._described(step.end()) if is_option
            else self.prose(self.comment_above(place)))

    def _signature(self, place: int) -> tuple[str, bool]:
        """Parameters of a function, or a value that is plain; whether it is a function."""
        heads, end = [], place
        while (match := _PARAMETERS.match(self.code, end)) is not None:
            heads.append(one_line(match[0]).strip())
            end = match.end()
        if heads:
            return " " + short_value(" ".join(heads)), True
        plain = _PLAIN.match(self.code, place)
        if plain is None:
            return "", False
        return f"= {short_value(self.text[plain.start(1) : plain.end(1)])}", False

    def _described(self, place: int) -> str:
        """What an option says of itself."""
        match = _DESCRIPTION.search(self.code, place, place + 2_000)
        if match is None:
            return ""
        close = self.code.find('"', match.end())
        between = self.code[place : match.start()]
        if close < 0 or "mkOption" in between[20:]:
            return ""
        return clip(self.text[match.end() : close])
