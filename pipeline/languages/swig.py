"""SWIG interfaces: the module, templates, extensions and macros, and the C or C++ around them.

Directives start with ``%``. What they hold that is C stays (``%inline %{ … %}``), what is another
language or a rule for wrapping is blanked (``%pythoncode``, ``%typemap``); the rest is read by the
extractor of C++. ``%extend T { … }`` is read there as if it were the type itself.
"""

from __future__ import annotations

import re

import msgspec

from pipeline.languages import Source, embedded
from pipeline.languages.blanked import Outline
from pipeline.languages.prose import clip, file_comment, one_line
from pipeline.languages.scriptwalk import short_value
from pipeline.model import Extraction, Symbol

_TOKENS = re.compile(
    r"(?P<comment>//[^\n]*|/\*(?:(?!\*/)[\s\S])*+(?:\*/|\Z))"
    r"|\"(?:[^\"\\\n]|\\[\s\S])*+(?:\"|(?=\n)|\Z)|'(?:[^'\\\n]|\\.)'")
_DIRECTIVE = re.compile(r"%(?P<word>[A-Za-z_]\w*)?(?P<brace>\{)?(?<!%)")
_BLOCK_END = re.compile(r"%\}|\Z")
_DEFINE_END = re.compile(r"%enddef\b|\Z")
_DEFINED = re.compile(r"[ \t]*([A-Za-z_]\w*)(\([^()\n]*\))?")
_NAME = re.compile(r"[ \t]*([A-Za-z_][\w.]*)")
_TEMPLATE = re.compile(r"[ \t]*\([ \t]*([A-Za-z_]\w*)[ \t]*\)\s*([^;{}]+)")
_CONSTANT = re.compile(
    r"[ \t]*(?:\([^()\n]*\)[ \t]*)?([\w:<>*& \t]{0,80}?)([A-Za-z_]\w*)[ \t]*=([^;\n]*)")
_FILE = re.compile(r'[ \t]*(?:\([^()\n]*\)[ \t]*)?(?:"([^"\n]+)"|<([^<>\n]+)>|([\w./+-]+))')
_DOCSTRING = re.compile(r'\bdocstring[ \t]*=[ \t]*"')
_SPACE = re.compile(r"\s*")
#: Where a rule that is about a declaration stops: its text or block, or the end of the declaration.
_RULE_END = re.compile(r'[;"{]')
#: Directives before a block of C that the wrapper holds; a block without a word is one too.
_CODE = frozenset("begin runtime header wrapper inline insert fragment".split())
_CODE_SECTIONS = re.compile(r'\(?\s*"(?:begin|runtime|header|wrapper|[\w:<>]*"\s*,\s*"(?:header|'
                            r'runtime|begin|wrapper))"')
#: Directives that are about the declaration behind them.
_RULES = frozenset("""
    typemap rename ignore feature exception allowexception catches apply clear newobject delobject
    warnfilter contract director nodirector pragma native typecheck javaexception csexception
    naturalvar nocopyctor copyctor nodefaultctor nodefaultdtor callback refobject unrefobject
    feature_default valuewrapper attribute immutable mutable
""".split())


def extract(source: Source) -> Extraction:
    """What an interface file declares, wraps and includes."""
    return _Scan(source, _TOKENS, "::").run()


class _Scan(Outline):
    def run(self) -> Extraction:
        self.closes = self.brackets("(){}")
        self._blanks: list[tuple[int, int]] = []
        self._extended: set[int] = set()
        place = 0
        while (match := _DIRECTIVE.search(self.code, place)) is not None:
            place = max(match.end(), self._directive(match))
        code = embedded.read("C++", self._rest(), self.source.name)
        return Extraction(
            doc=file_comment(self.source),
            symbols=embedded.merge(self.found.symbols, map(self._own, code.symbols)),
            imports=tuple(sorted((*code.imports, *self.found.imports), key=lambda i: i.line)),
            diagnostics=self.found.diagnostics(),
            method="scanner")

    def _own(self, symbol: Symbol) -> Symbol:
        """What ``%extend`` opens only adds to a type."""
        if symbol.kind == "struct" and symbol.line in self._extended:
            return msgspec.structs.replace(symbol, kind="extension")
        return symbol

    def _rest(self) -> str:
        """The text without what is not C."""
        kept, place = [], 0
        for start, end in self._blanks:
            kept.append((place, max(place, start)))
            place = max(place, end)
        text = embedded.only(self.text, [*kept, (place, len(self.text))])
        return re.sub(r"%extend\b", "struct ", text)

    def _drop(self, start: int, end: int) -> int:
        self._blanks.append((start, end))
        return end

    def _directive(self, match: re.Match[str]) -> int:
        """Read one directive; returns where the search goes on."""
        word, start = match["word"] or "", match.start()
        if not word:
            return self._block(start, match.start() + 1, keep=True) if match["brace"] \
                else match.end()
        end = match.end("word")
        reader = _READERS.get(word)
        if reader is not None:
            return reader(self, start, end)
        if word in _CODE:
            return self._code(start, end, word)
        if word in _RULES:
            return self._rule(start, end)
        return self._call(start, end)

    def _block(self, start: int, place: int, *, keep: bool) -> int:
        """``%{ … %}``, whose brace is at ``place``; its marks are no C."""
        close = _BLOCK_END.search(self.code, place)
        end = close.end() if close is not None else len(self.code)
        if keep:
            self._drop(start, place + 1)
            return self._drop(end - 2 if self.code.endswith("%}", 0, end) else end, end)
        return self._drop(start, end)

    def _behind(self, place: int) -> int:
        """Behind an argument in parentheses, if there is one."""
        place = _skip(self.code, place)
        return _skip(self.code, self.closes[place] + 1) if place in self.closes and \
            self.code[place] == "(" else place

    def _code(self, start: int, end: int, word: str) -> int:
        place = self._behind(end)
        given = self.text[end:place]
        is_c = word not in ("insert", "fragment") or _CODE_SECTIONS.match(given.strip()) is not None
        if self.code.startswith("%{", place):
            return self._block(start, place + 1, keep=is_c)
        if self.code.startswith("{", place) and place in self.closes:
            close = self.closes[place]
            if not is_c:
                return self._drop(start, close + 1)
            self._drop(start, place + 1)
            return self._drop(close, close + 1)
        return self._rule(start, end)

    def _rule(self, start: int, end: int) -> int:
        place = self._behind(end)
        match = _RULE_END.search(self.code, place)
        if match is None:
            return self._drop(start, self.line_end(end))
        place = match.start()
        if match[0] == ";":
            return self._drop(start, place + 1)
        if match[0] == '"':
            close = self.code.find('"', place + 1)
            return self._drop(start, close + 1 if close >= 0 else self.line_end(place))
        if self.code[place - 1] == "%":
            return self._block(start, place, keep=False)
        return self._drop(start, self.closes.get(place, self.line_end(place)) + 1)

    def _call(self, start: int, end: int) -> int:
        """A directive of a library or of the file's own: its argument, and a block behind it."""
        place = self._behind(end)
        if self.code.startswith("%{", place):
            return self._block(start, place + 1, keep=False)
        if self.code.startswith('"', place):
            close = self.code.find('"', place + 1)
            return self._drop(start, close + 1 if close >= 0 else self.line_end(place))
        if self.code.startswith(";", place):
            place += 1
        elif place == _skip(self.code, end):
            place = self.line_end(end)
        return self._drop(start, place)

    def _module(self, start: int, end: int) -> int:
        place = self._behind(end)
        given = _DOCSTRING.search(self.text, end, place)
        doc = ""
        if given is not None:
            close = self.code.find('"', given.end())
            doc = clip(self.text[given.end() : max(close, given.end())].replace('\\"', '"'))
        if (match := _NAME.match(self.code, place)) is not None:
            self.define("module", match[1], start, match.end(), doc=doc)
            place = match.end()
        return self._drop(start, place)

    def _include(self, start: int, end: int) -> int:
        if (match := _FILE.match(self.text, end)) is None:
            return self._drop(start, self.line_end(end))
        written = f"<{match[2]}>" if match[2] else match[1] or match[3]
        self.found.add_import(written, self.line(start), kind="include")
        return self._drop(start, match.end())

    def _define(self, start: int, end: int) -> int:
        close = _DEFINE_END.search(self.code, end)
        stop = close.end() if close is not None else len(self.code)
        if (match := _DEFINED.match(self.code, end)) is not None:
            self.define("macro", match[1], start, stop, signature=one_line(match[2] or ""))
        return self._drop(start, stop)

    def _template(self, start: int, end: int) -> int:
        if (match := _TEMPLATE.match(self.code, end)) is None:
            return self._rule(start, end)
        self.define("alias", match[1], start, match.end(),
                    signature=f"= {short_value(one_line(match[2]))}")
        return self._drop(start, match.end() + 1)

    def _constant(self, start: int, end: int) -> int:
        if (match := _CONSTANT.match(self.code, end)) is None:
            return self._rule(start, end)
        value = " ".join(self.text[match.start(3) : match.end(3)].split())
        shown = one_line(match[1]).strip()
        self.define("constant", match[2], start, match.end(), signature=(
            f": {shown}" if shown else "") + f" = {short_value(value)}")
        return self._drop(start, match.end() + 1)

    def _extend(self, start: int, end: int) -> int:
        self._extended.add(self.line(start))
        return end


def _skip(code: str, place: int) -> int:
    match = _SPACE.match(code, place)
    return match.end() if match is not None else place


_READERS = {
    "module": _Scan._module, "include": _Scan._include, "import": _Scan._include,
    "extern": _Scan._include, "define": _Scan._define, "template": _Scan._template,
    "constant": _Scan._constant, "extend": _Scan._extend,
}
