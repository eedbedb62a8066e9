"""INI and its many cousins: ``setup.cfg``, ``.editorconfig``, systemd units, Java properties …

No two programs agree on the syntax, so nothing is an error here: what is neither a section nor a
key is passed over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.languages import Source
from pipeline.languages.keys import KeyTable
from pipeline.languages.manifests import Manifest, from_gitmodules, from_setup_cfg
from pipeline.languages.prose import file_comment
from pipeline.languages.remarks import Remark
from pipeline.model import Extraction

_SECTION = re.compile(r"\[([^\n]+)\]\s*(?:[;#].*)?")
_EQUALS = re.compile(r"([^\s=:#;\[{}<>()\"'][^=:{}<>()\"']{0,120}?)\s*(?:\+|\?|:)?=\s*(.*)")
_COLON = re.compile(r"([^\s=:#;\[{}<>()\"'][^=:{}<>()\"']{0,120}?)\s*:\s*(.*)")
#: Dialects in which a colon parts key and value as well.
_COLON_NAMES = re.compile(
    r".*\.(?:cfg|conf|ini|properties|pc)(?:\.in)?|\.?pylintrc|\.flake8|\.coveragerc"
)


def extract(source: Source) -> Extraction:
    """Sections and keys with their lines; the leading comment."""
    scan = _Scan(source)
    scan.run()
    doc = scan.table.settle_first_doc(file_comment(source))
    symbols = scan.table.symbols()
    manifest = Manifest(source.text, symbols)
    title = ""
    if source.name == "setup.cfg":
        from_setup_cfg(symbols, source.text, manifest)
        shown = {symbol.qualname: symbol.signature.removeprefix("= ") for symbol in symbols}
        title, doc = shown.get("metadata.name", ""), shown.get("metadata.description") or doc
    elif source.name == ".gitmodules":
        from_gitmodules(symbols, source.text, manifest)
    return Extraction(
        doc=doc,
        title=title,
        symbols=symbols,
        imports=tuple(manifest.imports),
        entry_points=tuple(manifest.entry_points),
        diagnostics=scan.table.diagnostics(),
    )


@dataclass(slots=True)
class _Scan:
    source: Source
    table: KeyTable = field(default_factory=KeyTable)
    _section: int = -1
    #: The last key read, for the lines that continue it.
    _key: int = -1
    _key_indent: int = 0
    _joined: bool = False
    _remark: Remark = field(default_factory=Remark)

    def run(self) -> None:
        for number, line in enumerate(self.source.text.split("\n"), start=1):
            if self.table.truncated:
                break
            self._line(line, number)

    def _line(self, line: str, number: int) -> None:
        content = line.strip()
        if self._continues(line, content):
            self.table.extend(self._key, number)
            self.table.set_value(self._key, "")
        elif not content:
            self._remark.clear()
        elif content.startswith(self.source.language.line_comments):
            self._comment(line, content)
        else:
            self._statement(line, content, number)
        self._joined = content.endswith("\\") and self._key >= 0

    def _continues(self, line: str, content: str) -> bool:
        """Whether the line goes on with a value: after a backslash, or indented deeper."""
        if self._key < 0 or not content:
            return False
        if self._joined:
            return True
        comment = content.startswith(self.source.language.line_comments)
        return not comment and _indent(line) > self._key_indent and self._is_multi_line()

    def _is_multi_line(self) -> bool:
        """Git indents its keys below the section; elsewhere indentation continues a value."""
        return self.source.language.name in ("INI", "Properties")

    def _comment(self, line: str, content: str) -> None:
        """A comment between the lines of a value says nothing about the next key."""
        if self._key < 0 or _indent(line) <= self._key_indent:
            self._remark.add(content, "".join(self.source.language.line_comments))

    def _statement(self, line: str, content: str, number: int) -> None:
        doc = self._remark.take()
        self._key = -1
        if match := _SECTION.fullmatch(content):
            self._section = self.table.add(match[1], number, kind="section", doc=doc)
        elif match := self._setting(content):
            self._key_indent = _indent(line)
            self._key = self.table.add(
                match[1], number, parent=self._section, value=match[2], doc=doc
            )
            self.table.extend(self._key, number)

    def _setting(self, content: str) -> re.Match[str] | None:
        if (match := _EQUALS.fullmatch(content)) is not None:
            return match
        if _COLON_NAMES.fullmatch(self.source.name.lower()):
            return _COLON.fullmatch(content)
        return None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
