"""Perl: packages, subroutines, constants, package variables, imports, tests and POD.

A scan of lines. What a definition spans is told by indentation: it ends with the brace that stands
under its first line. POD, here-documents, quoted texts and what follows ``__END__`` are no code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import msgspec

from pipeline.languages import Source, perl_pod
from pipeline.languages.comments import comment_text, is_licence
from pipeline.languages.definitions import Definitions
from pipeline.languages.prose import clip, file_comment
from pipeline.languages.scriptwalk import short_value
from pipeline.model import Extraction, Import, Symbol

_END = re.compile(r"__(?:END|DATA)__\s*$")
_HEREDOC = re.compile(r"<<(~?)(?:\"([^\"\n]+)\"|'([^'\n]+)'|([A-Za-z_]\w*))")
_QUOTED = re.compile(r"(?<![\w$@%&>{*-])qq?\s*([{(\[])")
_CLOSERS = {"{": "}", "(": ")", "[": "]"}
_NAME = r"[A-Za-z_]\w*(?:(?:::|')\w+)*"
_PACKAGE = re.compile(rf"package\s+({_NAME})\s*(v?[\d._]+)?\s*([;{{]|$)")
_SUB = re.compile(
    rf"(?:(my|our|state)\s+)?(?:async\s+)?sub\s+({_NAME})\s*(\([^()]*\))?\s*"
    r"(?::[^{;]*?)?([{;#]|$)")
_METHOD = re.compile(r"\s*my\s*\(?\s*\$(?:self|class|this|proto|invocant)\b")
_SUBTEST = re.compile(r"subtest\s*\(?\s*(?:\"([^\"\n]+)\"|'([^'\n]+)'|(\w+))\s*(?:=>|,)")
_CONSTANT = re.compile(r"use\s+constant\s+(?:\d[\d.]*\s+)?(['\"]?)([A-Za-z_]\w*)\1\s*"
                       r"(?:(?:=>|,)\s*(.*)|;)")
_CONSTANTS = re.compile(r"use\s+constant\s*(?:\d[\d.]*\s*)?\{(.*)")
_PAIR = re.compile(r"\s*(['\"]?)([A-Za-z_]\w*)\1\s*(?:=>|,)\s*(.*)")
_OUR = re.compile(r"our\s+(?:\(([^()]*)\)|([$@%]\w+))\s*(?:=(?![=~])\s*(.*))?")
_VARS = re.compile(r"use\s+vars\s+(.*)", re.DOTALL)
_VARIABLE = re.compile(r"[$@%][A-Za-z_]\w*")
_USE = re.compile(rf"(use|no|require)\s+({_NAME})\b(.*)", re.DOTALL)
_REQUIRED = re.compile(r"(?:require|do)\s*\(?\s*(?:\"([^\"$\n]+)\"|'([^'\n]+)')")
_EXTENDS = re.compile(r"extends\s*\(?\s*(?=['\"q])(.*)", re.DOTALL)
_ISA = re.compile(r"(?:our\s+)?@ISA\s*=\s*(.*)", re.DOTALL)
_WORDS = re.compile(r"qw\s*(?:\(([^)]*)\)|\[([^\]]*)\]|\{([^}]*)\}|/([^/]*)/|<([^>]*)>|\|([^|]*)\|)"
                    r"|\"([^\"\n]*)\"|'([^'\n]*)'")
_IMPORTED = re.compile(r"[$@%&:*!-]?[\w:]+")
#: Lines of a statement that are looked at.
_STATEMENT = 40
_LONGEST_QUOTE = 500
_LONGEST_LINE = 500


def extract(source: Source) -> Extraction:
    """What a Perl file defines, uses and documents."""
    scan = _Scan(source)
    scan.run()
    shebang = source.text.startswith("#!") and "perl" in source.text.partition("\n")[0]
    return Extraction(
        doc=scan.file_doc(),
        symbols=scan.symbols(),
        imports=tuple(scan.found.imports),
        diagnostics=scan.found.diagnostics(),
        entry_points=("shebang",) * shebang,
        method="scanner",
    )


@dataclass(slots=True)
class _Open:
    """A definition whose end is still to come."""

    symbol: int
    indent: int
    kind: str


@dataclass(slots=True)
class _Scan:
    source: Source
    found: Definitions = field(default_factory=lambda: Definitions("::"))
    lines: list[str] = field(default_factory=list)
    pod: list[tuple[int, int]] = field(default_factory=list)
    pod_start: dict[int, int] = field(default_factory=dict)
    stack: list[_Open] = field(default_factory=list)
    #: Last line on which each text stands alone: a here-document without its end is none.
    last: dict[str, int] = field(default_factory=dict)
    declared: set[tuple[int, str]] = field(default_factory=set)
    quotes: bool = True
    bases: dict[int, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lines = self.source.text.split("\n")
        self.pod = list(perl_pod.blocks(self.lines))
        self.pod_start = {last: first for first, last in self.pod}
        self.last = {line.strip(): number for number, line in enumerate(self.lines)}

    def run(self) -> None:
        skipped = dict(self.pod)
        number = last = 0
        while number < len(self.lines):
            line = self.lines[number]
            if _END.match(line):
                break
            if number in skipped:
                number = skipped[number] + 1
                continue
            code = line.strip()
            if code:
                last = number
            if code and code[0] != "#":
                indent = len(line.expandtabs()) - len(line.expandtabs().lstrip())
                if code[0] in "})":
                    self.close(number, indent)
                self.take(number, code, indent)
                number = self.past_text(number, line)
            number += 1
        while self.stack:
            self.found.close(self.stack.pop().symbol, last + 1)

    def past_text(self, number: int, line: str) -> int:
        """The last line of the here-documents and quoted text that the line opens."""
        if "<<" in line:
            for match in _HEREDOC.finditer(line):
                ending = match[2] or match[3] or match[4]
                if self.last.get(ending, -1) > number:
                    number = self._past_heredoc(number, ending, indented=bool(match[1]))
        elif self.quotes and "q" in line:
            for match in _QUOTED.finditer(line[:_LONGEST_LINE]):
                rest = line[match.end() - 1 :]
                opener, closer = match[1], _CLOSERS[match[1]]
                if rest.count(opener) > rest.count(closer):
                    return self._past_quote(number, rest, opener, closer)
        return number

    def _past_heredoc(self, number: int, ending: str, *, indented: bool) -> int:
        for at in range(number + 1, self.last[ending] + 1):
            if (self.lines[at].strip() if indented else self.lines[at]) == ending:
                return at
        return number

    def _past_quote(self, number: int, rest: str, opener: str, closer: str) -> int:
        depth = rest.count(opener) - rest.count(closer)
        for at in range(number + 1, min(len(self.lines), number + _LONGEST_QUOTE)):
            depth += self.lines[at].count(opener) - self.lines[at].count(closer)
            if depth <= 0:
                return at
        # What looked like a quote is none, or the file is damaged.
        self.quotes = False
        return number

    def close(self, number: int, indent: int) -> None:
        """A closing brace ends what started at its indentation or further in."""
        while self.stack and indent < self.stack[-1].indent:
            self.found.close(self.stack.pop().symbol, number + 1)
        if self.stack and indent == self.stack[-1].indent and self.stack[-1].kind != "file":
            self.found.close(self.stack.pop().symbol, number + 1)

    # -- statements --------------------------------------------------------------------------

    def take(self, number: int, code: str, indent: int) -> None:
        word = re.match(r"\w*", code)
        if word is None or not word[0]:
            if code.startswith("@ISA"):
                self.inherits(number, _ISA)
            return
        if word[0] == "package":
            self.package(number, code, indent)
        elif "sub" in code and (match := _SUB.match(code)) is not None:
            self.sub(number, code, indent, match)
        elif word[0] == "subtest" and (match := _SUBTEST.match(code)) is not None:
            name = match[1] or match[2] or match[3]
            self.begin(number, indent, "test", name, code, qualname=name, modifiers=("test",))
        elif word[0] == "our" and (match := _OUR.match(code)) is not None:
            self.variables(number, match[1] or match[2], match[3] or "")
            self.inherits(number, _ISA)
        elif word[0] == "extends":
            self.inherits(number, _EXTENDS)
        elif word[0] in ("use", "no", "require", "do"):
            self.used(number, code, word[0])

    def package(self, number: int, code: str, indent: int) -> None:
        line = number
        if re.fullmatch(r"package\s*(?:#.*)?", code) and number + 1 < len(self.lines):
            code = "package " + self.lines[number + 1].strip()
        match = _PACKAGE.match(code)
        if match is None:
            return
        is_block = match[3] != ";"
        while not is_block and self.stack and self.stack[-1].indent >= indent:
            self.found.close(self.stack.pop().symbol, max(number, 1))
        if match[1] == "main":
            return
        index = self.found.define("package", match[1], line + 1, qualname=match[1],
                                  signature=match[2] or "", doc=self.doc(line))
        if not (is_block and code.endswith("}")):
            self.stack.append(_Open(index, indent, "block" if is_block else "file"))

    def sub(self, number: int, code: str, indent: int, match: re.Match[str]) -> None:
        scope, name, prototype, ending = match.groups()
        if ending == ";":
            return
        while self.inside_sub() and self.stack[-1].indent >= indent:
            # Its end was missed: nobody nests without indenting.
            self.found.close(self.stack.pop().symbol, number)
        parent, package = self.owner(), self.package_index()
        is_method = any(map(_METHOD.match, self.lines[number + 1 : number + 4])) or (
            _METHOD.match(code[match.end() :]) is not None) or "($self" in (prototype or "")
        modifiers = (*(("lexical",) if scope in ("my", "state") else ()),
                     *(("nested",) if self.inside_sub() else ()))
        # A named subroutine belongs to its package, wherever it stands.
        qualname = name if "::" in name or "'" in name else self.found.qualified(name, package)
        self.begin(number, indent, "method" if is_method and parent >= 0 else "function",
                   re.split("::|'", name)[-1], code, qualname=qualname, modifiers=modifiers,
                   signature=prototype or "")

    def begin(self, number: int, indent: int, kind: str, name: str, code: str, *,
              qualname: str, modifiers: tuple[str, ...], signature: str = "") -> None:
        index = self.found.define(
            kind, name, number + 1, parent=self.owner(), qualname=qualname, signature=signature,
            doc=self.doc(number), modifiers=modifiers)
        is_closed = code.count("{") <= code.count("}") and "{" in code
        if not is_closed and not code.endswith(";"):
            self.stack.append(_Open(index, indent, "sub"))

    def owner(self) -> int:
        return self.stack[-1].symbol if self.stack else -1

    def inside_sub(self) -> bool:
        return bool(self.stack) and self.stack[-1].kind == "sub"

    def variables(self, number: int, names: str, value: str) -> None:
        written = _VARIABLE.findall(names)
        value = short_value(value.partition(";")[0].strip()) if len(written) == 1 else ""
        parent = -1 if self.inside_sub() else self.owner()
        for name in written:
            if (parent, name) not in self.declared and not self.inside_sub():
                self.declared.add((parent, name))
                self.found.define("variable", name, number + 1, parent=parent,
                                  signature=f"= {value}" if value else "", doc=self.doc(number))

    def used(self, number: int, code: str, word: str) -> None:
        if match := _CONSTANT.match(code):
            self.constant(number, match[2], match[3] or "")
        elif match := _CONSTANTS.match(code):
            self.constants(number, match[1])
        elif match := _VARS.match(code):
            for name in _strings(self.statement(number)):
                self.variables(number, name, "")
        elif match := _USE.match(self.statement(number)):
            self.module(number, word, match[2], match[3])
        elif match := _REQUIRED.match(code):
            self.found.add_import(match[1] or match[2], number + 1, kind="path")

    def module(self, number: int, word: str, name: str, rest: str) -> None:
        scope = "function" if self.inside_sub() else ""
        names = tuple(n for n in _strings(rest) if _IMPORTED.fullmatch(n) and "=>" not in rest)
        if word == "no" or re.fullmatch(r"v\d+", name):
            return
        if name in ("parent", "base"):
            names = tuple(n for n in names if not n.startswith("-"))
            self.bases.setdefault(self.package_index(), []).extend(names)
            self.found.imports.extend(Import(n, number + 1, scope=scope) for n in names)
            return
        self.found.imports.append(Import(
            name, number + 1, names if word == "use" else (), scope=scope))

    def package_index(self) -> int:
        """The package that the statement stands in."""
        return next((o.symbol for o in reversed(self.stack) if o.kind != "sub"), -1)

    def inherits(self, number: int, pattern: re.Pattern[str]) -> None:
        match = pattern.search(self.statement(number))
        if match is not None:
            self.bases.setdefault(self.package_index(), []).extend(
                n for n in _strings(match[1]) if re.fullmatch(_NAME, n))

    def constant(self, number: int, name: str, value: str) -> None:
        value = short_value(re.sub(r"\s*[;,]?\s*(?:#.*)?$", "", value[:400]))
        parent = self.owner()
        self.found.define("constant", name, number + 1, parent=parent, doc=self.doc(number),
                          signature=f"= {value}" if value else "")

    def constants(self, number: int, first: str) -> None:
        """The pairs of a ``use constant { … }``, one a line."""
        depth = 1
        for at in range(number, min(len(self.lines), number + _LONGEST_QUOTE)):
            line = first if at == number else self.lines[at]
            match = _PAIR.match(line) if depth == 1 else None
            depth += line.count("{") - line.count("}")
            if match is not None:
                self.constant(at, match[2], match[3].rstrip("}; ") if depth < 1 else match[3])
            if depth < 1:
                return

    def statement(self, number: int) -> str:
        """The lines from this one to the one that ends the statement."""
        end = number
        while end + 1 < min(len(self.lines), number + _STATEMENT) and ";" not in self.lines[end]:
            end += 1
        return "\n".join(self.lines[number : end + 1]).strip().partition(";")[0]

    # -- results -----------------------------------------------------------------------------

    def doc(self, number: int) -> str:
        """The POD or the comment that ends right above a line."""
        above = number - 1
        while above >= 0 and not self.lines[above].strip() and number - above < 3:
            above -= 1
        if above >= 0 and self.lines[above].startswith("=cut"):
            first = self.pod_start.get(above, above)
            start = max((at for at in range(first, above)
                         if self.lines[at].startswith(("=head", "=item"))), default=first)
            return perl_pod.prose(self.lines[start + 1 : above])
        start = number
        while start > 0 and self.lines[start - 1].lstrip().startswith("#") and (
                number - start < 100) and not self.lines[start - 1].startswith("#!"):
            start -= 1
        text = comment_text("\n".join(self.lines[start:number]), ("#",))
        return "" if is_licence(text) else text

    def file_doc(self) -> str:
        name = perl_pod.section(self.lines, self.pod, "NAME")
        _, dash, purpose = name.replace("--", "-").partition(" - ")
        description = perl_pod.section(self.lines, self.pod, "DESCRIPTION").split("\n\n")[0]
        text = "\n\n".join(filter(None, (purpose.strip() if dash else "", description.strip())))
        return clip(text) if text else file_comment(self.source)

    def symbols(self) -> tuple[Symbol, ...]:
        """What the code defines and the headings of the POD between, in the order of lines."""
        defined = [
            msgspec.structs.replace(symbol, bases=tuple(dict.fromkeys(self.bases.get(at, ()))))
            for at, symbol in enumerate(self.found.symbols)]
        lists = (defined, perl_pod.headings(self.lines, self.pod))
        order = sorted((symbol.line, which, at) for which, symbols in enumerate(lists)
                       for at, symbol in enumerate(symbols))
        place = {(which, at): new for new, (_, which, at) in enumerate(order)}
        return tuple(
            msgspec.structs.replace(symbol, parent=place.get((which, symbol.parent), -1))
            for _, which, at in order for symbol in (lists[which][at],))


def _strings(text: str) -> list[str]:
    """The words of quoted strings and of ``qw(…)`` lists."""
    found: list[str] = []
    for match in _WORDS.finditer(text):
        found.extend(" ".join(filter(None, match.groups())).split())
    return found
