"""Autoconf and M4: macros, options of ``configure``, what it defines, tools and libraries it asks.

A scanner: arguments are found by their quotes ``[`` and ``]``, inside which a parenthesis is text.
"""

from __future__ import annotations

import re

from pipeline.languages import Source
from pipeline.languages.blanked import Outline
from pipeline.model import Extraction

_TOKENS = re.compile(r"(?P<comment>\bdnl\b[^\n]*|(?<!\S)#[^\n]*)")
_CALL = re.compile(
    r"(?<![\w$])(AC_DEFUN(?:_ONCE)?|AU_DEFUN|AU_ALIAS|m4_define|m4_defun|define|AC_INIT|AC_ARG_ENABLE"
    r"|AC_ARG_WITH|AC_ARG_VAR|AC_DEFINE(?:_UNQUOTED)?|AC_CONFIG_FILES|AC_CONFIG_HEADERS?"
    r"|AC_CONFIG_SUBDIRS|m4_s?include|s?include|PKG_CHECK_MODULES|AC_CHECK_LIB|AC_SEARCH_LIBS)\(")
_MARK = re.compile(r"[\[\](),]")
_HELP = re.compile(r"(?:AS_HELP_STRING|AC_HELP_STRING)\(\s*\[?([^\]\),]*)\]?\s*,\s*\[?([^\]]*)")
_NAME = re.compile(r"[A-Za-z_][\w.-]*")
_OPTION = {"AC_ARG_ENABLE": "--enable-", "AC_ARG_WITH": "--with-"}
_QUADRIGRAPHS = (("@<:@", "["), ("@:>@", "]"), ("@%:@", "#"), ("@S|@", "$"))
#: Brackets of one call that are looked at.
_MOST_MARKS = 2_000
_MOST_ARGUMENTS = 8


def extract(source: Source) -> Extraction:
    """What a ``configure.ac`` or a file of macros declares."""
    return _Scan(source).run()


class _Scan(Outline):
    def __init__(self, source: Source) -> None:
        super().__init__(source, _TOKENS)
        self.closes = self.brackets("[]")
        self._defined: set[str] = set()

    def run(self) -> Extraction:
        for match in _CALL.finditer(self.code):
            arguments, end = self._arguments(match.end())
            if arguments:
                self._call(match[1], match.start(), end, arguments)
        return self.extraction(owner=_CALL)

    def _arguments(self, place: int) -> tuple[list[str], int]:
        """The first arguments of a call, without their quotes, and where it ends."""
        found: list[str] = []
        start, depth = place, 0
        for _ in range(_MOST_MARKS):
            mark = _MARK.search(self.code, place)
            if mark is None:
                break
            place = mark.end()
            if mark[0] == "[":
                place = self.closes.get(mark.start(), mark.start()) + 1
            elif mark[0] == "(":
                depth += 1
            elif mark[0] == ")" and depth:
                depth -= 1
            elif (mark[0] == "," and not depth) or mark[0] == ")":
                if len(found) < _MOST_ARGUMENTS:
                    found.append(_unquoted(self.text[start : mark.start()]))
                start = place
                if mark[0] == ")":
                    return found, place
        return [], place

    def _call(self, word: str, start: int, end: int, arguments: list[str]) -> None:
        name = arguments[0]
        line = self.line(start)
        if word == "AC_INIT":
            self.title = name if _NAME.match(name) else ""
        elif word in _OPTION:
            self._option(_OPTION[word] + name, start, end, arguments)
        elif word in ("AC_CONFIG_FILES", "AC_CONFIG_HEADERS", "AC_CONFIG_HEADER"):
            for path in name.split():
                self._path(f"{path.partition(':')[2] or path + '.in'}", line)
        elif word == "AC_CONFIG_SUBDIRS":
            for path in name.split():
                self._path(path, line)
        elif word.endswith("include"):
            self._path(name, line)
        elif word == "PKG_CHECK_MODULES" and len(arguments) > 1:
            wanted = re.sub(r"[<>=]+\s*\S+", "", arguments[1])
            for module in re.findall(r"[A-Za-z][\w.+-]*", wanted):
                self.found.add_import(module, line, kind="dependency")
        elif word in ("AC_CHECK_LIB", "AC_SEARCH_LIBS"):
            named = arguments[1:2] if word == "AC_SEARCH_LIBS" else [name]
            library = "".join(named).split(" ")[0]
            if _NAME.fullmatch(library):
                self.found.add_import(library, line, kind="dependency")
        elif _NAME.fullmatch(name):
            self._define(word, start, end, arguments)

    def _path(self, path: str, line: int) -> None:
        if re.fullmatch(r"[\w./+-]+", path):
            self.found.add_import(path, line, kind="path")

    def _option(self, name: str, start: int, end: int, arguments: list[str]) -> None:
        help_ = _HELP.search(arguments[1]) if len(arguments) > 1 else None
        if re.fullmatch(r"--(?:enable|with)-[\w.+-]+", name):
            doc = _text(help_[2]) if help_ else ""
            shown = _text(help_[1]) if help_ else ""
            shown = shown if shown.startswith("--") and shown != name else ""
            self.define("option", name.partition("-")[2].partition("-")[2].partition("-")[2],
                        start, end, qualname=name, doc=doc, signature=f" {shown}" if shown else "")

    def _define(self, word: str, start: int, end: int, arguments: list[str]) -> None:
        name = arguments[0]
        if word.startswith("AC_DEFINE"):
            # The same constant is defined in each branch of a test.
            # In a macro's body the name may be a parameter's.
            if name not in self._defined and self.around(start) < 0:
                self._defined.add(name)
                value = " ".join(arguments[1].split()) if len(arguments) > 1 else ""
                said = " ".join(arguments[2].split()) if len(arguments) > 2 else ""
                self.define("constant", name, start, end, doc=said, qualname=name,
                            signature=f"= {value}" if value and "$" not in value else "")
        elif word == "AC_ARG_VAR":
            said = " ".join(arguments[1].split()) if len(arguments) > 1 else ""
            self.define("variable", name, start, end, doc=said, qualname=name)
        else:
            self.define("macro", name, start, end, qualname=name)


def _text(written: str) -> str:
    """Text on one line, brackets as themselves."""
    for sequence, meant in _QUADRIGRAPHS:
        written = written.replace(sequence, meant)
    return " ".join(written.split())


def _unquoted(argument: str) -> str:
    argument = argument.strip()
    while len(argument) > 1 and argument[0] == "[" and argument[-1] == "]":
        argument = argument[1:-1].strip()
    return argument
