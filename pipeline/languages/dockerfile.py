"""Dockerfiles: stages and their base images, arguments and variables, ports, entry points.

A scanner of instructions after the reference of the format: the escape character may be changed by
a directive, comments may stand between the lines of an instruction, a here-document is no
instruction. Nothing is expanded but a base image that an argument's default names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.languages import Source
from pipeline.languages.findings import Findings
from pipeline.languages.keys import value_signature
from pipeline.model import Extraction

_ESCAPE = re.compile(r"\A(?:#\s*\w+\s*=[^\n]*\n)*?#\s*escape\s*=\s*([\\`])", re.IGNORECASE)
_INSTRUCTION = re.compile(r"\s*([A-Za-z]+)(?:\s+(.*))?\Z", re.DOTALL)
_HEREDOC = re.compile(r"<<-?\s*([\"']?)(\w+)\1")
_FROM = re.compile(r"(\S+)(?:\s+as\s+(\S+))?", re.IGNORECASE)
_FLAGS = re.compile(r"(?:--[\w-]+(?:=\S*)?\s+)+")
_PAIR = re.compile(
    r"(?<!\S)([A-Za-z_]\w*)(?:=(\"(?:[^\"\\]|\\.)*+\"|'[^']*'|(?:\\[^\n]|\S)*+))?(?!\S)")
_ELSEWHERE = re.compile(r"://|\$|\Agit@")
_REFERENCE = re.compile(r"\$\{(\w+)\}|\$(\w+)")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*+)"')


def extract(source: Source) -> Extraction:
    """What a container image is made of and what it runs."""
    scan = _Scan(source)
    scan.run()
    return scan.found.extraction(owner=re.compile(r"(?!FROM|ARG)[A-Z]+\s"))


def instructions(source: Source) -> Iterator[Instruction]:
    """The instructions of a Dockerfile, each on one line."""
    return _Scan(source).instructions()


class Instruction(NamedTuple):
    name: str
    text: str
    line: int
    end_line: int


class _Scan:
    def __init__(self, source: Source) -> None:
        self.found = Findings(source)
        self._stage = -1
        self._stages: set[str] = set()
        #: Default values of the arguments before the first stage.
        self._defaults: dict[str, str] = {}
        #: Commands of the stage that is open: the last stage's are the image's.
        self._started: dict[str, str] = {}
        match = _ESCAPE.match(source.text)
        self._escape = match[1] if match else "\\"
        self._lines = source.text.removesuffix("\n").split("\n")
        self._number = 0

    def instructions(self) -> Iterator[Instruction]:
        """The instructions in order; comments between them are kept for what follows."""
        while self._number < len(self._lines):
            line = self._lines[self._number].strip()
            if line.startswith("#"):
                self._number += 1
                self.found.remark(line, self._number)
            elif line:
                yield self._instruction()
            else:
                self._number += 1

    def run(self) -> None:
        for instruction in self.instructions():
            self._read(instruction)
        if self._stage >= 0:
            self.found.close(self._stage, len(self._lines))
        self.found.entry_points.extend(
            f"{word} {command}" for word, command in self._started.items())

    def _instruction(self) -> Instruction:
        """The instruction that starts here with its continued lines and here-documents."""
        start = self._number + 1
        parts: list[str] = []
        while self._number < len(self._lines):
            line = self._lines[self._number].rstrip()
            self._number += 1
            if parts and (not line.strip() or line.lstrip().startswith("#")):
                continue
            parts.append(line.removesuffix(self._escape))
            if not line.endswith(self._escape):
                break
        match = _INSTRUCTION.match(" ".join(parts))
        name, text = (match[1].upper(), (match[2] or "").strip()) if match else ("", "")
        if name in ("RUN", "COPY", "ADD"):
            for document in _HEREDOC.finditer(text):
                self._skip_document(document[2])
        return Instruction(name, text, start, self._number)

    def _skip_document(self, word: str) -> None:
        for number in range(self._number, len(self._lines)):
            if self._lines[number].strip() == word:
                self._number = number + 1
                return
        self._number = len(self._lines)

    def _read(self, found: Instruction) -> None:
        if not found.text:
            return
        if found.name == "FROM":
            self._from(found)
        elif found.name in ("ARG", "ENV"):
            self._variables(found)
        elif found.name in ("COPY", "ADD"):
            self._sources(found)
        elif found.name == "EXPOSE":
            self._define("key", "EXPOSE", found, " ".join(found.text.split()))
        elif found.name in ("ENTRYPOINT", "CMD"):
            word = "entrypoint" if found.name == "ENTRYPOINT" else "command"
            self._started[word] = _command(found.text)

    def _define(
        self, kind: str, name: str, found: Instruction, signature: str,
        modifiers: tuple[str, ...] = (),
    ) -> int:
        return self.found.define(
            kind, name, found.line, end_line=found.end_line, parent=self._stage, qualname=name,
            signature=signature, doc=self.found.doc_above(found.line), modifiers=modifiers)

    def _from(self, found: Instruction) -> None:
        match = _FROM.match(_FLAGS.sub("", found.text, count=1))
        if match is None:
            return
        if self._stage >= 0:
            self.found.close(self._stage, found.line - 1)
        self._stage = -1
        image, name = match[1], match[2] or match[1]
        self._stage = self._define("stage", name, found, f"FROM {image}")
        self._started = {}
        if image.lower() not in self._stages and image != "scratch":
            # Arguments before the first stage are there for this.
            self._base(_REFERENCE.sub(self._default, image), found.line)
        self._stages.add(name.lower())

    def _default(self, match: re.Match[str]) -> str:
        return self._defaults.get(match[1] or match[2]) or match[0]

    def _base(self, image: str, line: int) -> None:
        """An image with its tag or digest; ports and ``${A:-b}`` have colons of their own."""
        module, _, digest = image.partition("@")
        slash = module.rfind("/")
        colon = re.search(r":(?![-+?])", module[slash + 1 :])
        version = digest
        if colon is not None:
            at = slash + 1 + colon.start()
            module, version = module[:at], module[at + 1 :] or digest
        self.found.depend(module, line, (version,) if version else (), kind="dependency")

    def _variables(self, found: Instruction) -> None:
        modifier = found.name.lower()
        pairs = [(match[1], (match[2] or "").strip("\"'")) for match in _PAIR.finditer(found.text)]
        name, _, value = found.text.partition(" ")
        if modifier == "env" and "=" not in name:
            # The old form ``ENV NAME value``.
            pairs = [(name, value.strip())]
        for name, value in pairs:
            if re.fullmatch(r"\w+", name):
                shown = value_signature(name, value) if value else ""
                self._define("variable", name, found, shown, (modifier,))
                if self._stage < 0:
                    self._defaults[name] = value

    def _sources(self, found: Instruction) -> None:
        flags = match[0] if (match := _FLAGS.match(found.text)) else ""
        rest = found.text[len(flags) :]
        if "--from=" in flags or "<<" in rest:
            return
        words = _STRING.findall(rest) if rest.startswith("[") else rest.split()
        for word in words[:-1]:
            if word.strip("./") and not _ELSEWHERE.search(word):
                self.found.depend(word, found.line, kind="path")


def _command(text: str) -> str:
    """A command on one line, from the form of a list or of a shell."""
    if text.startswith("[") and text.endswith("]"):
        return " ".join(_STRING.findall(text))
    return " ".join(text.split())
