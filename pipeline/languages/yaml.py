"""YAML: the keys of the outer two levels of every document, and deeper ones of schemas.

A scanner of our own, tolerant and linear: it builds no objects, resolves no tags and follows no
aliases, so no input can make it expand. It knows block scalars, quoted scalars and flow
collections well enough to step over them; keys inside flow collections are not listed.
Lines of a template language are reported and stepped over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.languages import Source, kubernetes, schemas
from pipeline.languages.comments import dedent
from pipeline.languages.keys import KeyTable
from pipeline.languages.pipelines import Place, interpret
from pipeline.languages.prose import clip, file_comment, one_line
from pipeline.languages.remarks import Remark
from pipeline.model import Diagnostic, Extraction

_DEPTH = 2
#: Scalars are remembered with their path down to this depth, and no more than that of them.
_PATH_DEPTH = 8
_MOST_PLACES = 20_000

_KEY = re.compile(
    r"""(?: (?P<double>"(?:[^"\\\n]|\\.)*") | (?P<single>'(?:[^'\n]|'')*')
          | (?P<plain>
              (?: [^\s\-?:,\[\]{}\#&*!|>'"%@`] | [\-?:](?=\S) )
              (?: [^\s:\#] | :(?=\S) | (?<=\S)\# | [ \t]+(?=[^\s\#:]) )*
            )
        )[ \t]*:(?=\s|\Z)[ \t]*""",
    re.VERBOSE,
)
_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*(?:[ \t]+|$))+")
_BLOCK_SCALAR = re.compile(r"[|>](?:[+-]?[1-9]?|[1-9][+-])[ \t]*(?:#.*)?")
_FLOW_TOKEN = re.compile(
    r""" "[^"\\]*(?:\\.[^"\\]*)*" | '[^']*' | (?<!\S)\#[^\n]* | [\[\]{}] | ["'] """,
    re.DOTALL | re.VERBOSE,
)
_CLOSED_BY = {
    '"': re.compile(r'[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL),
    "'": re.compile(r"[^']*(?:''[^']*)*'"),
}
_TEMPLATE_LINE = re.compile(r"\{[{%#]")
_EVENTS = re.compile(r"\[[^\[\]{}#:]{1,1000}\]")
_IS_WORKFLOW = re.compile(r"^jobs:", re.MULTILINE)
_COMMENT = re.compile(r"(?:^|[ \t])#.*")


def extract(source: Source) -> Extraction:
    """Keys with lines; a workflow's jobs and name; the leading comment."""
    scan = _Scan(source.text, schemas.meaning(source.text))
    scan.run()
    _mark_jobs(scan)
    imports = interpret(source.name, scan.places, scan.top, scan.table)
    if not imports and "apiVersion" in scan.top and "kind" in scan.top:
        last = source.text.rstrip("\n").count("\n") + 1
        imports = kubernetes.interpret(scan.places, scan.table, scan.starts, last)
    return Extraction(
        doc=scan.table.settle_first_doc(file_comment(source)) or clip(scan.description),
        title=_title(scan),
        symbols=scan.table.symbols(),
        imports=imports,
        diagnostics=(*scan.diagnostics, *scan.table.diagnostics()),
    )


def _is_workflow(scan: _Scan) -> bool:
    return "on" in scan.top and "jobs" in scan.top


def _mark_jobs(scan: _Scan) -> None:
    if _is_workflow(scan):
        for index, parent in scan.nested:
            if scan.table.qualname(parent) == "jobs":
                scan.table.set_kind(index, "job")


def _title(scan: _Scan) -> str:
    """What the file calls itself; a ``name`` elsewhere than in a workflow may be a parameter."""
    keys = ("name",) if _is_workflow(scan) else ("title", "name")
    return next((scan.top[key] for key in keys if scan.top.get(key)), "") or scan.title


@dataclass(frozen=True, slots=True)
class _Level:
    """An open block collection: its indentation, and the key that encloses what follows."""

    indent: int
    is_sequence: bool
    #: Index in the key table, -1 when the key is not listed.
    key: int
    #: How many mappings deep; beyond the limit, or inside a sequence, keys are not listed.
    depth: int
    #: Whether the key has a scalar for its value and so can hold no deeper keys.
    is_scalar: bool = False
    #: The key as written; ``-`` for a sequence.
    name: str = "-"


@dataclass(slots=True)
class _Scan:
    text: str
    meaning: schemas.Meaning | None = None
    table: KeyTable = field(default_factory=KeyTable)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    #: Top-level keys with their scalar values.
    top: dict[str, str] = field(default_factory=dict)
    #: (key, parent) of the second level.
    nested: list[tuple[int, int]] = field(default_factory=list)
    #: Scalar values with their paths, for those who know what the keys mean.
    places: list[Place] = field(default_factory=list)
    #: Lines on which documents start.
    starts: list[int] = field(default_factory=lambda: [1])
    #: What a schema or a description of an interface says of itself.
    title: str = ""
    description: str = ""
    _levels: list[_Level] = field(default_factory=list)
    _remark: Remark = field(default_factory=Remark)
    _position: int = 0
    _line: int = 1
    _stopped: bool = False

    def run(self) -> None:
        while self._position < len(self.text) and not (self._stopped or self.table.truncated):
            start = self._position
            self._position = self._line_end(start)
            self._read_line(start)
            self._line += self.text.count("\n", start, self._position)

    def _line_end(self, position: int) -> int:
        return (self.text.find("\n", position) + 1) or len(self.text)

    def _read_line(self, start: int) -> None:
        line = self.text[start : self._position].rstrip()
        content = line.lstrip(" ")
        if not content:
            self._remark.clear()
        elif content.startswith("#"):
            self._remark.add(content, "#")
        elif _is_document_mark(line):
            self._start_document(start, line)
        elif line.startswith("%"):
            self._remark.clear()
        elif _TEMPLATE_LINE.match(content):
            self._report("template", "lines of a template language are not read")
        else:
            self._read_node(start + len(line) - len(content), len(line) - len(content))

    def _start_document(self, start: int, line: str) -> None:
        self._levels.clear()
        self._remark.clear()
        self.starts.append(self._line)
        rest = line[3:].lstrip()
        if rest and not rest.startswith("#"):
            self._step_over(start + len(line) - len(rest), -1)

    def _report(self, code: str, message: str) -> None:
        if all(diagnostic.code != code for diagnostic in self.diagnostics):
            self.diagnostics.append(Diagnostic(code, message, self._line))

    def _fail(self, message: str) -> None:
        """Stop: what follows an error cannot be read with certainty."""
        self._report("syntax-error", f"YAML: {message}")
        self._stopped = True

    def _read_node(self, start: int, indent: int) -> None:
        """Read the rest of a line from ``start``, which stands at column ``indent``."""
        while (dash := self._dash(start)) and not self._stopped:
            self._enter_sequence(indent)
            start, indent = start + dash, indent + dash
        if self.text.startswith("\t", start) and start < self._content_end(start):
            self._tab(start)
            return
        properties = _PROPERTIES.match(self.text, start, self._content_end(start))
        start = properties.end() if properties else start
        match = _KEY.match(self.text, start, self._content_end(start))
        if match is None:
            self._remark.clear()
            self._continue_value(indent)
            if self._levels and self._levels[-1].is_sequence:
                self._remember((), start, self._levels[-1].key)
            self._step_over(start, self._outer_indent(indent))
        else:
            self._read_key(match, indent)

    def _continue_value(self, indent: int) -> None:
        """A plain scalar that goes on is too long to stand beside its key."""
        level = self._levels[-1] if self._levels else None
        if level and level.is_scalar and level.key >= 0 and indent > level.indent:
            self.table.set_value(level.key, "")

    def _dash(self, start: int) -> int:
        """Width of ``- `` at ``start``; 0 when there is none."""
        if not self.text.startswith("-", start) or self.text[start + 1 : start + 2] not in " \n":
            return 0
        end = start + 1
        while self.text.startswith(" ", end):
            end += 1
        return end - start

    def _content_end(self, start: int) -> int:
        end = self.text.find("\n", start)
        return len(self.text) if end < 0 else end

    def _tab(self, start: int) -> None:
        rest = self.text[start : self._content_end(start)].lstrip()
        if _KEY.match(rest) or rest.startswith("- "):
            self._fail("a tab is used for indentation")

    def _outer_indent(self, indent: int) -> int:
        """Indentation of the collection that a scalar at column ``indent`` belongs to."""
        outer = (level.indent for level in reversed(self._levels) if level.indent < indent)
        return next(outer, -1)

    def _enter_sequence(self, indent: int) -> None:
        self._remark.clear()
        # A sequence may stand at the indentation of the key whose value it is.
        while self._levels and (
            self._levels[-1].indent > indent
            or (self._levels[-1].indent == indent and self._levels[-1].is_sequence)
        ):
            self._levels.pop()
        key = self._levels[-1].key if self._levels else -1
        self.table.extend(key, self._line)
        self._levels.append(_Level(indent, True, key, _DEPTH))

    def _read_key(self, match: re.Match[str], indent: int) -> None:
        while self._levels and self._levels[-1].indent >= indent:
            self._levels.pop()
        outer = self._levels[-1] if self._levels else None
        if outer is not None and outer.is_scalar and not outer.is_sequence:
            self._fail("a mapping is not allowed below a scalar value")
            return
        name = _key_name(match)
        key = self._list_key(match, outer)
        enclosing = key if key >= 0 else (outer.key if outer else -1)
        self._remember((name,), match.end(), enclosing)
        if name == "on" and outer is None:
            self._list_events(match.end(), key)
        kind = self._step_over(match.end(), indent)
        if self.meaning:
            self._describe(name, enclosing, match.end())
        depth = outer.depth + 1 if outer else 1
        self._levels.append(_Level(indent, False, enclosing, depth, kind == "scalar", name))

    def _remember(self, name: tuple[str, ...], start: int, key: int) -> None:
        """Keep the scalar at ``start`` with its path; a named step of a job is listed."""
        if len(self._levels) >= _PATH_DEPTH or len(self.places) >= _MOST_PLACES or key < 0:
            return
        path = (*(level.name for level in self._levels), *name)
        value = self._scalar_text(start)
        if value[:1] in ("'", '"'):
            value = value[1:-1]
        place = Place(path, one_line(value), self._line, key)
        self.places.append(place)
        is_step = len(path) == 5 and path[0] == "jobs" and path[2:] == ("steps", "-", "name")
        if is_step and value:
            self.table.add(value, self._line, kind="step", parent=key)
        if path == ("on", "-") and _IS_WORKFLOW.search(self.text):
            self.table.add(place.value, self._line, parent=key)

    def _list_events(self, start: int, key: int) -> None:
        """The events that a workflow names beside its ``on``, alone or in brackets."""
        if key < 0 or not _IS_WORKFLOW.search(self.text):
            return
        match = _EVENTS.match(self.text, start)
        written = match[0][1:-1] if match else self._scalar_text(start)
        for event in re.finditer(r"\w+", written):
            line = self._line + written.count("\n", 0, event.start())
            self.table.add(event[0], line, parent=key)

    def _describe(self, name: str, key: int, start: int) -> None:
        """What a scalar, of one line or in a block, says of the symbol around it."""
        path = (*(level.name for level in self._levels), name)
        text = self._scalar_text(start).strip("\"'")
        if self.text.startswith(("|", ">"), start):
            text = self.text[self._content_end(start) : self._position]
        if path == ("info", "title"):
            self.title = self.title or clip(one_line(text))
        elif path in (("info", "description"), ("description",)):
            self.description = self.description or dedent(text)
        elif self.meaning and self.meaning(path[:-1]):
            schemas.describe(self.table, key, path, one_line(text))

    def _list_key(self, match: re.Match[str], outer: _Level | None) -> int:
        doc = self._remark.take()
        parent = outer.key if outer else -1
        name, value = _key_name(match), self._scalar_text(match.end())
        kind = self._kind(name) if parent >= 0 else ""
        if outer is not None and (parent < 0 or (outer.depth >= _DEPTH and not kind)):
            return -1
        if name == "<<":
            return -1
        index = self.table.add(
            name, self._line, kind=kind or "key", parent=parent, value=value, doc=doc)
        if outer is None:
            self.top.setdefault(name, clip(one_line(value.strip("\"'"))))
        elif index >= 0:
            self.nested.append((index, parent))
        return index

    def _kind(self, name: str) -> str:
        """What a schema or a description of an interface declares here."""
        if self.meaning is None or len(self._levels) >= schemas.DEPTH:
            return ""
        return self.meaning((*(level.name for level in self._levels), name))

    def _scalar_text(self, start: int) -> str:
        """The value as written when it is a scalar that ends on its line."""
        value = self.text[start : self._content_end(start)]
        if value.startswith(("|", ">", "[", "{", "&", "*", "!")):
            return ""
        if value[:1] in _CLOSED_BY:
            match = _CLOSED_BY[value[0]].match(value, 1)
            return value[: match.end()] if match else ""
        return _COMMENT.sub("", value).strip()

    def _step_over(self, start: int, indent: int) -> str:
        """Move behind the value at ``start``; its kind: ``scalar``, ``flow``, or empty for none."""
        end = self._content_end(start)
        if properties := _PROPERTIES.match(self.text, start, end):
            start = properties.end()
        value = self.text[start:end].rstrip()
        line = self._line
        if not value or value.startswith("#"):
            kind = ""
        elif _BLOCK_SCALAR.fullmatch(value):
            kind = self._block_scalar(indent)
        elif value[0] in "\"'":
            kind = self._quoted(start)
        elif value[0] in "[{" and not _TEMPLATE_LINE.match(value):
            kind = self._flow(start)
        else:
            kind = "plain" if value[0] in "*{" else "scalar"
        self._extend(line + self.text.count("\n", start, max(start, self._position - 1)))
        return kind

    def _extend(self, line: int) -> None:
        if self._levels:
            self.table.extend(self._levels[-1].key, line)
        if len(self.table):
            self._extend_last(line)

    def _extend_last(self, line: int) -> None:
        last = len(self.table) - 1
        if self.table.line(last) == self._line:
            self.table.extend(last, line)

    def _block_scalar(self, indent: int) -> str:
        position = self._position
        while position < len(self.text):
            end = self._line_end(position)
            line = self.text[position:end]
            if line.strip():
                if len(line) - len(line.lstrip(" ")) <= indent or _is_document_mark(line):
                    break
                self._position = end
            position = end
        return "scalar"

    def _quoted(self, start: int) -> str:
        match = _CLOSED_BY[self.text[start]].match(self.text, start + 1)
        if match is None:
            self._fail("a quoted scalar is not closed")
        elif match.end() > self._position:
            self._position = self._line_end(match.end())
        return "scalar"

    def _flow(self, start: int) -> str:
        depth = 0
        for match in _FLOW_TOKEN.finditer(self.text, start):
            if match[0] in ("[", "{"):
                depth += 1
            elif match[0] in ("]", "}"):
                depth -= 1
            elif match[0] in ('"', "'"):
                break
            if depth == 0:
                self._position = max(self._position, self._line_end(match.end()))
                return "flow"
        self._fail("a flow collection is not closed")
        return "flow"


def _is_document_mark(line: str) -> bool:
    return line.startswith(("---", "...")) and line[3:4].strip() == ""


def _key_name(match: re.Match[str]) -> str:
    if (text := match["double"]) is not None:
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    if (text := match["single"]) is not None:
        return text[1:-1].replace("''", "'")
    return match["plain"].rstrip()
