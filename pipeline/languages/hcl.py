"""HCL (Terraform and its kin): blocks, with variables, outputs, locals, providers and modules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.languages import Source
from pipeline.languages.blanked import Outline
from pipeline.languages.keys import value_signature
from pipeline.model import Extraction

_INTERPOLATION = r'\$\{(?:[^{}"\n]|"[^"\n]*"|\{[^{}\n]*\}){0,80}\}'
_TOKENS = re.compile(
    r"(?P<comment>#[^\n]*|//[^\n]*|/\*(?:(?!\*/)[\s\S])*+(?:\*/|\Z))"
    rf'|"(?:[^"\\$\n]|\\.|{_INTERPOLATION}|\$)*+(?:"|(?=\n)|\Z)'
    r"|<<-?(?P<end>[A-Za-z_]\w*)\n(?:[^\n]*\n){0,200}?[ \t]*(?P=end)(?=\s|\Z)")
_BLOCK = re.compile(r'^[ \t]*([A-Za-z_][\w-]*)((?:[ \t]+(?:"[^"\n]*"|[A-Za-z_][\w-]*))*)[ \t]*\{',
                    re.MULTILINE)
_OWNER = re.compile(r"(?!terraform\b)[A-Za-z_]")
_ATTRIBUTE = re.compile(r'^[ \t]*([A-Za-z_][\w-]*)[ \t]*=(?!=)[ \t]*|[{(\[]', re.MULTILINE)
_LABEL = re.compile(r'"([^"\n]*)"|([A-Za-z_][\w-]*)')
_VALUE_END = re.compile(r"[\n{(\[]")


class _Attribute(NamedTuple):
    name: str
    start: int
    value: str
    end: int


def extract(source: Source) -> Extraction:
    """The blocks of a configuration, and what they take from elsewhere."""
    return _Scan(source).run()


class _Scan(Outline):
    def __init__(self, source: Source) -> None:
        super().__init__(source, _TOKENS)
        self.closes = self.brackets()

    def run(self) -> Extraction:
        place = 0
        while (match := _BLOCK.search(self.code, place)) is not None:
            close = self.closes.get(match.end() - 1, len(self.code))
            self._block(match, close)
            place = max(match.end(), close + 1)
        if not self.found.symbols:
            for item in self._attributes(0, len(self.code)):
                self.define("key", item.name, item.start, item.end,
                            signature=value_signature(item.name, item.value))
        return self.extraction(owner=_OWNER)

    def _block(self, match: re.Match[str], close: int) -> None:
        word, start = match[1], match.start(1)
        labels = [quoted or bare
                  for quoted, bare in _LABEL.findall(self.text[match.start(2) : match.end(2)])]
        items = {item.name: item for item in self._attributes(match.end(), close)}
        doc = _string(items["description"].value) if "description" in items else ""
        if word == "locals":
            for item in items.values():
                self.define("constant", item.name, item.start, item.end,
                            qualname=f"local.{item.name}",
                            signature=value_signature(item.name, item.value))
            return
        kind, name, qualname, modifiers = _KINDS.get(word, _other)(word, labels)
        if not name:
            return
        # A comment above the settings of the whole configuration is about the whole.
        above = self.prose(self.comment_above(start)) if word != "terraform" else ""
        self.define(kind, name, start, close + 1, qualname=qualname, modifiers=modifiers,
                    signature=_signature(word, items), doc=doc or above)
        self._depend(word, items, match.end(), close)

    def _attributes(self, place: int, end: int) -> Iterator[_Attribute]:
        """The attributes of a block, without those of the blocks in it."""
        while (match := _ATTRIBUTE.search(self.code, place, end)) is not None:
            if match[1] is None:
                place = self.closes.get(match.start(), match.start()) + 1
                continue
            place = self._value_end(match.end(), end)
            value = self.text[match.end() : place].strip()
            yield _Attribute(match[1], match.start(1), value, max(match.end(), place))

    def _value_end(self, place: int, end: int) -> int:
        while (mark := _VALUE_END.search(self.code, place, end)) is not None:
            if mark[0] == "\n":
                return mark.start()
            place = self.closes.get(mark.start(), mark.start()) + 1
        return end

    def _depend(self, word: str, items: dict[str, _Attribute], start: int, end: int) -> None:
        if word == "module" and "source" in items:
            written, line = _string(items["source"].value), self.line(items["source"].start)
            version = _string(items["version"].value) if "version" in items else ""
            is_path = written.startswith(("./", "../"))
            self.found.add_import(written, line, (version,) if version else (),
                                  kind="path" if is_path else "dependency")
        elif word == "terraform":
            for match in _REQUIRED.finditer(self.code, start, end):
                close = self.closes.get(match.end() - 1, match.end())
                for item in self._attributes(match.end(), close):
                    found = _SOURCE.search(item.value)
                    self.found.add_import(found[1] if found else item.name, self.line(item.start),
                                          kind="dependency")


_REQUIRED = re.compile(r"\brequired_providers[ \t]*\{")
_SOURCE = re.compile(r'\bsource[ \t]*=[ \t]*"([^"\n]+)"')


def _string(value: str) -> str:
    """The text of a plain string; empty for what is computed."""
    return value[1:-1] if re.fullmatch(r'"[^"$\n]*"', value) else ""


def _signature(word: str, items: dict[str, _Attribute]) -> str:
    if word == "variable":
        kind = items["type"].value if "type" in items else ""
        shown = f": {' '.join(kind.split())}" if kind else ""
        is_secret = "sensitive" in items and items["sensitive"].value == "true"
        if "default" in items and not is_secret:
            shown += f" {value_signature(word, items['default'].value)}"
        return shown.strip()
    if word == "output" and "value" in items:
        return value_signature(word, items["value"].value)
    return ""


_Named = tuple[str, str, str, tuple[str, ...]]


def _resource(word: str, labels: list[str]) -> _Named:
    name = ".".join(labels)
    is_data = word == "data"
    return "resource", name, f"data.{name}" if is_data else name, (word,) if is_data else ()


def _variable(word: str, labels: list[str]) -> _Named:
    name = labels[0] if labels else ""
    prefix = "var" if word == "variable" else word
    modifiers = ("output",) if word == "output" else ()
    return "module" if word == "module" else "variable", name, f"{prefix}.{name}", modifiers


def _other(word: str, labels: list[str]) -> _Named:
    name = ".".join(labels) or word
    return "block", name, f"{word}.{name}" if labels else word, (word,) if labels else ()


_KINDS = {
    "resource": _resource, "data": _resource, "variable": _variable, "output": _variable,
    "module": _variable,
}
