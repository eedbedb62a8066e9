"""Assembly for GNU, NASM and ARM assemblers: a scan of lines for what other files can name.

That is a label which is global, weak or typed as a function; what the macros of Linux and its kin
define (``SYM_FUNC_START(x)``, ``ENTRY(x)``); macros, constants and included files. Local labels,
and what stands in the body of a macro, are no definitions. In a linker script (``.lds.S``) the
symbols that it assigns count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.languages import Source
from pipeline.languages.comments import cap, comment_text, is_licence
from pipeline.languages.prose import file_comment
from pipeline.languages.scriptwalk import short_value
from pipeline.model import Extraction, Import, Symbol

_COMMENT = re.compile(r'/\*.*?(?:\*/|\Z)|"(?:[^"\\\n]|\\.)*+"|//[^\n]*', re.DOTALL)
_NOT_NEWLINE = re.compile(r"[^\n]")
_NAME = r"[A-Za-z_$.][\w$.@?]*"
_LINE = re.compile(rf"""[ \t]*(?:
      \#[ \t]*include[ \t]+(?P<header><[^>\n]+>|"[^"\n]+")
    | (?:\.include|%include|\.incbin|INCBIN)[ \t]+"(?P<included>[^"\n]+)"
    | \#[ \t]*define[ \t]+(?P<define>\w+)(?P<value>\([^)\n]*\)|[^\n]*)
    | (?:\.macro|%i?macro)[ \t]+(?P<macro>[\w.$]+)(?P<arguments>[^\n]*)
    | (?P<endm>\.endm\b|%endmacro\b|\.endmacro\b)
    | \.(?P<binding>globl|global|weak|weak_definition|type|size)[ \t]+(?P<bound>[^\n]+)
    | (?:global|GLOBAL|EXPORT)[ \t]+(?P<exported>[^\n:]+)
    | (?:\.pushsection|\.section|section|SECTION)[ \t]+(?P<section>[.\w]+)
    | \.(?P<plain>text|data|bss)\b
    | \.(?:equ|set|equiv)[ \t]+(?P<constant>[A-Za-z_]\w*)[ \t]*,(?P<is>[^\n]+)
    | (?P<equ>[A-Za-z_]\w*)[ \t]+(?:equ|EQU)[ \t]+(?P<what>[^\n]+)
    | (?:\.visible[ \t]+|\.weak[ \t]+)?\.(?:entry|func)[ \t]+(?:\([^)\n]*\)[ \t]*)?(?P<kernel>\w+)
    | (?P<proc>\w+)[ \t]+(?:PROC|proc)\b
    | (?P<endp>\w+)[ \t]+(?:ENDP|endp)\b
    | (?P<call>[A-Z_]\w*)[ \t]*\([ \t]*(?P<first>{_NAME})[ \t]*(?P<more>[,)])
    | (?P<label>{_NAME})[ \t]*:(?!:)
    )""", re.VERBOSE)
_START = re.compile(
    r"SYM_(?:(?:PI_)?TYPED_|PI_)?(?:FUNC|CODE)_START\w*|SYM_DATA_START\w*|SYM_DATA(?:_LOCAL)?"
    r"|SYM_INNER_LABEL\w*|SYM_ENTRY|SYM_FUNC_ALIAS\w*"
    r"|_?GLOBAL(?:_TOC|_ENTRY)?|W?ENTRY(?:_CFI|_NP|_ALIGN)?|WEAK|NESTED|LEAF|FEXPORT|FUNC|CENTRY")
_END = re.compile(r"SYM_\w+_END\w*|END(?:PROC|_CFI|_FUNC)?\w*")
_FUNCTION_TYPE = re.compile(r"(?:@|%|#|STT_)?\"?(?:function|FUNC)", re.IGNORECASE)
_ASSIGNED = re.compile(r"[ \t]*(?:PROVIDE(?:_HIDDEN)?[ \t]*\([ \t]*)?([A-Za-z_]\w*)[ \t]*=(?!=)"
                       r"[ \t]*([^;\n]*)")
_LINE_COMMENT = ("//", ";", "@", "# ", "#\n", "!", "|")
_DIRECTIVES_ABOVE = 8


def extract(source: Source) -> Extraction:
    """What an assembly source defines and includes."""
    scan = _Scan(source)
    if source.name.lower().endswith((".lds.s", ".lds")):
        scan.read_linker_script()
    else:
        scan.read()
    return Extraction(
        doc=file_comment(source),
        symbols=tuple(scan.symbols()),
        imports=tuple(scan.imports),
        entry_points=tuple(scan.entry_points),
        method="scanner",
    )


@dataclass(slots=True)
class _Found:
    kind: str
    name: str
    line: int
    end_line: int
    signature: str = ""
    modifiers: tuple[str, ...] = ()


@dataclass(slots=True)
class _Scan:
    source: Source
    found: list[_Found] = field(default_factory=list)
    imports: list[Import] = field(default_factory=list)
    entry_points: list[str] = field(default_factory=list)
    #: Label -> (its line, whether it stands in a section of code).
    labels: dict[str, tuple[int, bool]] = field(default_factory=dict)
    bindings: dict[str, str] = field(default_factory=dict)
    typed: dict[str, bool] = field(default_factory=dict)
    ends: dict[str, int] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    #: Last line of a block comment -> its first line.
    comments: dict[int, int] = field(default_factory=dict)
    open_macro: _Found | None = None
    in_code: bool = True
    names: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.lines = self.source.text.split("\n")

    def code(self) -> list[str]:
        """The lines with comments blanked."""
        line, position = 1, 0
        text = self.source.text

        def blank(match: re.Match[str]) -> str:
            nonlocal line, position
            raw = match[0]
            if raw[0] == '"':
                return raw
            line += text.count("\n", position, match.start())
            position = match.start()
            if raw.startswith("/*"):
                self.comments[line + raw.count("\n")] = line
            return _NOT_NEWLINE.sub(" ", raw)

        return _COMMENT.sub(blank, text).split("\n")

    def read(self) -> None:
        continued = False
        for number, line in enumerate(self.code(), 1):
            goes_on, continued = continued, line.endswith("\\")
            if goes_on or not line or line.isspace():
                continue
            # Several statements may share a line of a macro's call, not of a definition.
            if (match := _LINE.match(line)) is not None:
                self.take(number, match)

    def take(self, number: int, match: re.Match[str]) -> None:
        what = match.lastgroup or ""
        if self.open_macro is not None:
            if what == "endm":
                self.open_macro.end_line = number
                self.open_macro = None
            return
        group = match.groupdict()
        if what in ("header", "included"):
            self.imports.append(Import((group["header"] or group["included"]).strip('"'), number,
                                       kind="include"))
        elif what == "value":
            self.define(number, group["define"], group["value"])
        elif what == "arguments":
            self.open_macro = self.add("macro", group["macro"], number,
                                       " ".join(group["arguments"].split()))
        elif what in ("bound", "exported"):
            self.bind(number, group["binding"] or "global", group["bound"] or group["exported"])
        elif what in ("section", "plain"):
            section = group["section"] or group["plain"]
            self.in_code = not section.lstrip(".").startswith(("data", "bss", "rodata", "rdata"))
        elif what in ("is", "what"):
            self.constant(number, group["constant"] or group["equ"], group["is"] or group["what"])
        elif what in ("kernel", "proc"):
            self.add("function", group[what], number)
        elif what in ("endp", "more"):
            self.end_or_start(number, group)
        elif what == "label":
            self.labels.setdefault(group["label"], (number, self.in_code))

    def define(self, number: int, name: str, value: str) -> None:
        value = " ".join(value.rstrip("\\").split())
        is_call = value.startswith("(")
        signature = value if is_call else f"= {short_value(value)}" if value else ""
        # A guard against double inclusion has no value.
        if value:
            self.add("macro", name, number, signature)

    def constant(self, number: int, name: str, value: str) -> None:
        if ("constant", name) not in self.names:
            self.add("constant", name, number, f"= {short_value(' '.join(value.split()))}")

    def bind(self, number: int, directive: str, operands: str) -> None:
        names = [name.strip().strip('"') for name in re.split(r"[,;\s]+", operands)]
        names = [name for name in names if name]
        if directive == "size" and names:
            self.ends.setdefault(names[0], number)
        elif directive == "type" and names:
            self.typed[names[0]] = any(_FUNCTION_TYPE.match(name) for name in names[1:])
        else:
            binding = "weak" if directive.startswith("weak") else "global"
            self.bindings.update((name, binding) for name in names)

    def end_or_start(self, number: int, group: dict[str, str | None]) -> None:
        name = group["endp"] or group["first"] or ""
        call = group["call"] or "ENDPROC"
        if _END.fullmatch(call):
            self.ends.setdefault(name, number)
        elif _START.fullmatch(call) and not name.startswith(".L"):
            kind = "variable" if "DATA" in call else "function"
            binding = "local" if "LOCAL" in call else "weak" if "WEAK" in call else "global"
            kind = "label" if call.startswith("SYM_INNER") else kind
            self.add(kind, name, number, modifiers=(binding,))

    def add(self, kind: str, name: str, number: int, signature: str = "",
            modifiers: tuple[str, ...] = ()) -> _Found:
        found = _Found(kind, name, number, number, signature, modifiers)
        self.names.add((kind, name))
        self.found.append(found)
        return found

    def read_linker_script(self) -> None:
        for number, line in enumerate(self.code(), 1):
            match = _LINE.match(line)
            if match is not None and match.lastgroup == "header":
                self.take(number, match)
            elif match is not None and match["call"] == "ENTRY":
                self.entry_points.append(f"ENTRY({match['first']})")
            elif (assigned := _ASSIGNED.match(line)) is not None:
                value = short_value(" ".join(assigned[2].rstrip(" )").split()))
                if ("variable", assigned[1]) not in self.names:
                    self.add("variable", assigned[1], number, f"= {value}")

    # -- results -----------------------------------------------------------------------------

    def symbols(self) -> list[Symbol]:
        known = {found.name for found in self.found if found.kind in ("function", "variable")}
        for name, (number, in_code) in self.labels.items():
            is_function = self.typed.get(name)
            if name in known or name.startswith(".L"):
                continue
            if name in self.bindings or is_function:
                kind = "function" if (in_code if is_function is None else is_function) else (
                    "variable")
                self.add(kind, name, number, modifiers=(self.bindings.get(name, "local"),))
        self.found.sort(key=lambda found: found.line)
        return [self.symbol(found) for found in self.found]

    def symbol(self, found: _Found) -> Symbol:
        end_line = found.end_line
        if found.kind in ("function", "variable"):
            end_line = max(end_line, self.ends.get(found.name, 0))
        return Symbol(found.kind, found.name, found.name, found.line, end_line,
                      signature=found.signature, doc=self.doc(found.line),
                      modifiers=found.modifiers)

    def doc(self, number: int) -> str:
        """The comment above a line, or above the directives right above it."""
        line = number - 1
        for _ in range(_DIRECTIVES_ABOVE):
            if line in self.comments or not self.line(line).startswith((".", "global ", "ENDBR")):
                break
            line -= 1
        start = self.comments.get(line, line + 1)
        if start <= line:
            if not self.line(start).startswith("/*"):
                return ""
        else:
            while start > 1 and f"{self.line(start - 1)}\n".startswith(_LINE_COMMENT):
                start -= 1
        raw = "\n".join(self.lines[start - 1 : line])
        language = self.source.language
        text = comment_text(raw, (*language.line_comments, "!", "|"), language.block_comments)
        return "" if is_licence(text) else cap(text)

    def line(self, number: int) -> str:
        return self.lines[number - 1].strip() if number > 0 else ""
