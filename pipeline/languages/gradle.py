"""Gradle build scripts in Groovy: plugins, dependencies, tasks, functions, properties.

A scanner of lines that knows which blocks are open. Strings and comments are blanked before braces
are counted; whatever a script computes is not followed.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.languages import Source
from pipeline.languages.findings import Findings
from pipeline.languages.keys import value_signature
from pipeline.model import Extraction

_TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*(?s:.*?)(?:\*/|\Z))
      | \"\"\"(?s:.*?)(?:\"\"\"|\Z) | '''(?s:.*?)(?:'''|\Z)
      | "(?:[^"\\\n]|\\.)*+" | '(?:[^'\\\n]|\\.)*+'""",
    re.VERBOSE)
_NOT_NEWLINE = re.compile(r"[^\n]")
_STRING = r"""\(?\s*+["']([^"'\n]+)["']"""
_TASK = re.compile(
    r"\s*task\s+(\w+)\b|\s*task\s*\(\s*[\"']?(\w+)[\"']?"
    r"|\s*(?:def\s+\w+\s*=\s*)?(?:project\.)?tasks\.(?:register|create)\s*\(\s*[\"']([\w:-]+)[\"']")
_TYPE = re.compile(r"type:\s*([\w.]+)|,\s*([A-Z]\w*)\s*[,)]")
_AFTER = re.compile(r"dependsOn:\s*\[?([^\])\n]*)")
_FUNCTION = re.compile(r"\s*(?:private\s+|static\s+)*(?:def|void|String|boolean|int)\s+(\w+)\s*"
                       r"(\([^(){}\n]*\))\s*\{")
_VARIABLE = re.compile(r"\s*(?:def\s+|ext\.|project\.ext\.)(\w+)\s*=(?!=)\s*(.*)")
_ASSIGNED = re.compile(r"\s*(\w+)\s*=(?!=)\s*(.*)")
_PLUGIN = re.compile(rf"\s*(?:id|kotlin)\s*{_STRING}\)?(?:\s*version\s*{_STRING})?")
_APPLY = re.compile(rf"\s*(?:\w+\.)*apply\s*\(?\s*(plugin|from):\s*(?:[\w.]+)?{_STRING}")
_NEEDED = re.compile(
    rf"\s*(\w+)[\s(]++(?:(?:enforcedPlatform|platform|testFixtures)\s*+)?{_STRING}")
_PROJECT = re.compile(
    r"\s*(\w+)[\s(]++(?:\w++\s*+\(\s*+)?project\(\s*(?:path:\s*)?[\"']([\w:.-]+)[\"']")
_PARTS = re.compile(r"\b(group|name|version):\s*[\"']([^\"'\n]*)[\"']")
_DESCRIPTION = re.compile(rf"\s*description\s*=?\s*{_STRING}")
_NAME = re.compile(r"\s*rootProject\.name\s*=\s*[\"']([^\"'\n]+)[\"']")
_INCLUDE = re.compile(r"\s*include\b[\s(]")
_BLOCK = re.compile(r"([\w.]+)\s*(?:\([^(){}\n]*\))?\s*$")


def extract(source: Source) -> Extraction:
    """What a build script asks for, what it can run and what it sets."""
    scan = _Scan(source)
    scan.run()
    return scan.found.extraction(doc=scan.doc, title=scan.title)


class _Block(NamedTuple):
    """An open pair of braces: the word before it, and the definition whose body it is."""

    name: str
    symbol: int


class _Scan:
    def __init__(self, source: Source) -> None:
        self.found = Findings(source)
        self.title = ""
        self.doc = ""
        self._is_settings = source.name.startswith("settings")
        self._open: list[_Block] = []
        #: First line of a comment that stands alone -> its text and its last line.
        self._comments: dict[int, tuple[str, int]] = {}
        self._code = _TOKEN.sub(self._keep_strings, source.text)
        self._plain = _TOKEN.sub(lambda match: _NOT_NEWLINE.sub("_", match[0]), self._code)

    def _keep_strings(self, match: re.Match[str]) -> str:
        if match["comment"] is None:
            return match[0]
        return _NOT_NEWLINE.sub(" ", match[0])

    def _find_comments(self) -> None:
        text, line, counted = self.found.source.text, 1, 0
        for match in _TOKEN.finditer(text):
            line += text.count("\n", counted, match.start())
            counted = match.start()
            before = text[text.rfind("\n", 0, counted) + 1 : counted]
            if match["comment"] is not None and not before.strip():
                self._comments[line] = match[0], line + match[0].count("\n")

    def run(self) -> None:
        self._find_comments()
        rows = zip(self._code.split("\n"), self._plain.split("\n"), strict=True)
        for number, (code, plain) in enumerate(rows, start=1):
            if comment := self._comments.get(number):
                self.found.remark(comment[0], number, comment[1])
            symbol = self._read(code, number) if code.strip() else -1
            self._count(plain, number, symbol)
        last = self._code.rstrip("\n").count("\n") + 1
        for block in self._open:
            self.found.close(block.symbol, last)

    def _count(self, plain: str, line: int, symbol: int) -> None:
        """Open and close blocks; the first that is opened is the body of what the line defines."""
        start = 0
        for match in re.finditer(r"[{}]", plain):
            if match[0] == "{":
                before = _BLOCK.search(plain, max(start, match.start() - 200), match.start())
                self._open.append(_Block(before[1] if before else "", symbol))
                symbol = -1
            elif self._open:
                self.found.close(self._open.pop().symbol, line)
            start = match.end()

    def _inside(self, *names: str) -> bool:
        return bool(self._open) and self._open[-1].name in names

    def _read(self, code: str, line: int) -> int:
        """Index of the definition that starts here; -1 when there is none."""
        if match := _TASK.match(code):
            return self._task(match, code, line)
        if match := _FUNCTION.match(code):
            doc = self.found.doc_above(line)
            return self.found.define("function", match[1], line, signature=match[2], doc=doc)
        if self._inside("dependencies", "constraints"):
            self._need(code, line)
        elif self._inside("plugins"):
            self._plugin(code, line)
        elif match := _APPLY.match(code):
            self._apply(match, line)
        elif match := _DESCRIPTION.match(code):
            self._describe(match[1])
        else:
            self._set(code, line)
        return -1

    def _task(self, match: re.Match[str], code: str, line: int) -> int:
        kind, after = _TYPE.search(code), _AFTER.search(code)
        shown = f" {kind[1] or kind[2]}" if kind else ""
        names = re.findall(r"\w+", after[1].partition("type:")[0]) if after else []
        shown += f": {' '.join(names)}" if names else ""
        return self.found.define("target", match[1] or match[2] or match[3], line,
                                 signature=shown, doc=self.found.doc_above(line))

    def _describe(self, text: str) -> None:
        if not self._open:
            self.doc = self.doc or text
        elif (index := self._open[-1].symbol) >= 0 and not self.found.symbols[index].doc:
            self.found.change(index, doc=text)

    def _plugin(self, code: str, line: int) -> None:
        if match := _PLUGIN.match(code):
            version = (match[2],) if match[2] else ()
            self.found.depend(match[1], line, version, kind="dependency", scope="plugin")

    def _apply(self, match: re.Match[str], line: int) -> None:
        if match[1] == "plugin":
            self.found.depend(match[2], line, kind="dependency", scope="plugin")
        elif "$" not in match[2]:
            self.found.depend(match[2], line, kind="path")

    def _need(self, code: str, line: int) -> None:
        parts = dict(_PARTS.findall(code))
        word = re.match(r"\s*(\w+)", code)
        if match := _PROJECT.match(code):
            self.found.depend(_folder(match[2]), line, kind="path", scope=match[1])
        elif word and parts.get("name"):
            written = f"{parts.get('group', '')}:{parts['name']}:{parts.get('version', '')}"
            self._coordinates(written.lstrip(":"), word[1], line)
        elif (match := _NEEDED.match(code)) and ":" in match[2]:
            self._coordinates(match[2], match[1], line)

    def _coordinates(self, written: str, scope: str, line: int) -> None:
        """``group:name:version``; a version that is computed is not known."""
        group, name, version = [*written.split(":"), "", ""][:3]
        if name and "$" not in group + name:
            names = (version,) if version and "$" not in version else ()
            self.found.depend(f"{group}:{name}", line, names, kind="dependency", scope=scope)

    def _set(self, code: str, line: int) -> None:
        if self._is_settings and (match := _NAME.match(code)):
            self.title = match[1]
        elif self._is_settings and _INCLUDE.match(code):
            for project in re.findall(r"[\"']([\w:./-]+)[\"']", code):
                self.found.depend(_folder(project), line, kind="path")
        elif (self._inside("ext") and (match := _ASSIGNED.match(code))) or (
                not self._open and (match := _VARIABLE.match(code))):
            doc = self.found.doc_above(line)
            self.found.define("variable", match[1], line, doc=doc,
                              signature=value_signature(match[1], match[2].rstrip("[{( ")))


def _folder(project: str) -> str:
    """The folder of a project whose path colons part."""
    return project.strip(":").replace(":", "/")
