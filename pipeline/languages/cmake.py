"""CMake: targets, tests, options, cached variables, functions and macros; what a list includes.

The lexer follows cmake-language(7): comments, bracket comments and arguments of any length, quoted
and unquoted arguments. Nothing is evaluated, but a variable that the file sets once to a plain word
is put into the names of targets; a name in which a reference is left names nothing certain and is
not listed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import ClassVar, NamedTuple

import msgspec

from pipeline.languages import Source
from pipeline.languages.comments import cap, dedent, drop_boilerplate
from pipeline.languages.findings import Findings, prose
from pipeline.languages.keys import value_signature
from pipeline.model import Extraction

_TOKEN = re.compile(
    r"""(?P<bracket>\#?\[=*\[) | (?P<comment>\#[^\n]*) | (?P<paren>[()]) | (?P<quote>")
      | (?P<word>(?:[^\s()\#"\\]|\\.)(?:[^\s()\#"\\]|\\.|"(?:[^"\\\n]|\\.)*+")*+)""",
    re.VERBOSE | re.DOTALL,
)
_IN_QUOTES = re.compile(r'[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
#: A backslash takes a newline away and leaves a quote.
_ESCAPED = re.compile(r'\\(?:\n|(["\\]))')
_OWNER = re.compile(r"(?!(?:cmake_minimum_required|project|include_guard|cmake_policy)\b)\w+\s*\(",
                    re.IGNORECASE)
_REFERENCE = re.compile(r"\$\{([\w.+/-]+)\}")
_HERE = re.compile(r"\A\$\{CMAKE_CURRENT_(?:SOURCE|LIST)_DIR\}/")
_RST = re.compile(r"\A\[?\.rst:\s*")
#: Deeper nesting is none that anyone wrote.
_DEPTH_LIMIT = 64
_TARGET = re.compile(r"(?:\w+_)?add_(library|executable)|(\w+)_add_module")
_SOURCE_FILE = re.compile(r"[\w.+/-]+\.\w+")
_LIBRARY_WORDS = frozenset(
    ("STATIC", "SHARED", "MODULE", "OBJECT", "INTERFACE", "IMPORTED", "UNKNOWN", "ALIAS", "GLOBAL",
     "EXCLUDE_FROM_ALL", "WIN32", "MACOSX_BUNDLE", "PRIVATE", "PUBLIC"))  # fmt: skip


def extract(source: Source) -> Extraction:
    """What a list of CMake commands declares."""
    scan = _Scan(source)
    scan.run()
    doc = scan.description or _module_doc(source)
    found = scan.found.extraction(doc=doc, title=scan.title, owner=_OWNER)
    return msgspec.structs.replace(found, doc=_RST.sub("", found.doc))


class Argument(NamedTuple):
    text: str
    line: int
    is_quoted: bool = False


class Command(NamedTuple):
    """One call; ``name`` in lower case, as case does not count."""

    name: str
    arguments: tuple[Argument, ...]
    line: int
    end_line: int

    def texts(self) -> list[str]:
        return [argument.text for argument in self.arguments]

    def after(self, keyword: str) -> str:
        """The argument behind a keyword; empty without one."""
        texts = self.texts()
        index = texts.index(keyword) + 1 if keyword in texts else len(texts)
        return texts[index] if index < len(texts) else ""


class _Lexer:
    """Cuts a text into commands and tells ``found`` of comments between them."""

    def __init__(self, found: Findings) -> None:
        self._found = found
        self._text = found.source.text
        self._line = 1
        self._counted = 0
        self._position = 0

    def commands(self) -> Iterator[Command]:
        name, start, depth = "", 0, 0
        arguments: list[Argument] = []
        for token, kind, line in self._tokens():
            if kind == "paren":
                depth += 1 if token == "(" else -1
                if depth == 0 and token == ")" and name:
                    yield Command(name.lower(), tuple(arguments), start, line)
                if depth <= 0:
                    name, depth, arguments = "", 0, []
            elif depth:
                arguments.append(Argument(token, line, kind != "word"))
            else:
                name, start = token, line
        if depth:
            self._found.warn("syntax-error", f"CMake: the call of {name} is not closed", start)

    def _tokens(self) -> Iterator[tuple[str, str, int]]:
        """(text, kind, first line) of each token but comments."""
        text = self._text
        while match := _TOKEN.search(text, self._position):
            self._position = match.end()
            kind, token, line = match.lastgroup or "", match[0], self._line_of(match.start())
            if kind == "comment":
                self._comment(token, match.start(), line)
                continue
            if kind == "bracket":
                token = self._bracket(token)
                if match[0].startswith("#"):
                    self._comment(f"#[[{token}]]", match.start(), line)
                    continue
            elif kind == "quote":
                token = self._quoted(line)
            yield token, kind, line

    def _line_of(self, position: int) -> int:
        self._line += self._text.count("\n", self._counted, position)
        self._counted = position
        return self._line

    def _comment(self, token: str, position: int, line: int) -> None:
        line_start = self._text.rfind("\n", 0, position) + 1
        if not self._text[line_start:position].strip():
            self._found.remark(token, line, line + token.count("\n"))

    def _bracket(self, opener: str) -> str:
        closer = f"]{opener.strip('#[')}]"
        start = self._position
        end = self._text.find(closer, start)
        if end < 0:
            self._found.warn("syntax-error", "CMake: a bracket is not closed", self._line)
            self._position = len(self._text)
            return self._text[start:]
        self._position = end + len(closer)
        return self._text[start:end]

    def _quoted(self, line: int) -> str:
        start = self._position
        match = _IN_QUOTES.match(self._text, start)
        if match is None:
            self._found.warn("syntax-error", "CMake: a quoted argument is not closed", line)
            self._position = len(self._text)
            return ""
        self._position = match.end()
        return _ESCAPED.sub(r"\1", self._text[start : match.end() - 1])


class _Scan:
    def __init__(self, source: Source) -> None:
        self.found = Findings(source)
        self.title = self.description = ""
        #: Open functions and macros.
        self._open: list[int] = []
        #: Variables set once to a plain word; empty when set to anything else.
        self._words: dict[str, str] = {}

    def run(self) -> None:
        for command in _Lexer(self.found).commands():
            if command.name in ("function", "macro"):
                self._function(command)
            elif command.name in ("endfunction", "endmacro"):
                if self._open:
                    self.found.close(self._open.pop(), command.end_line)
            else:
                self._read(command)

    def _function(self, command: Command) -> None:
        name, *parameters = command.texts() or [""]
        doc = self._doc(command)
        index = self._define(command, command.name, name, f"({' '.join(parameters)})", doc)
        if len(self._open) < _DEPTH_LIMIT:
            self._open.append(index)

    def _read(self, command: Command) -> None:
        handler = self._handlers.get(command.name)
        if not command.arguments:
            return
        if handler is not None:
            handler(self, command)
        elif match := _TARGET.fullmatch(command.name):
            self._target(command, match[1] or f"{match[2]} module")

    def _define(
        self, command: Command, kind: str, name: str, signature: str, doc: str,
        modifiers: tuple[str, ...] = (),
    ) -> int:
        """Record what a command declares, inside the function that the command stands in."""
        return self.found.define(
            kind, name, command.line, end_line=command.end_line, qualname=name,
            parent=self._open[-1] if self._open else -1, signature=signature, doc=doc,
            modifiers=modifiers)

    def _doc(self, command: Command) -> str:
        return _RST.sub("", self.found.doc_above(command.line))

    def _expand(self, text: str) -> str:
        return _REFERENCE.sub(lambda match: self._words.get(match[1]) or match[0], text)

    # -- commands ------------------------------------------------------------------------------

    def _project(self, command: Command) -> None:
        if not self.title:
            self.title = command.arguments[0].text
            self.description = " ".join(command.after("DESCRIPTION").split())
        self._words["PROJECT_NAME"] = command.arguments[0].text

    def _target(self, command: Command, kind: str) -> None:
        name, *sources = command.texts()
        name = self._expand(name)
        doc = self._doc(command)
        if _is_open(name):
            return
        sources = [" ".join(source.split()) for source in sources]
        self._define(command, "target", name, f"{kind}({' '.join(sources)})", doc)
        self._sources(command)

    def _sources(self, command: Command) -> None:
        for argument in command.arguments[1:]:
            text = _HERE.sub("", argument.text)
            if _SOURCE_FILE.fullmatch(text) and text not in _LIBRARY_WORDS:
                self.found.depend(text, argument.line, kind="path")

    def _custom_target(self, command: Command) -> None:
        name = self._expand(command.arguments[0].text)
        doc = self._doc(command) or command.after("COMMENT")
        if not _is_open(name):
            signature = "custom(ALL)" if "ALL" in command.texts()[1:2] else "custom()"
            self._define(command, "target", name, signature, "" if _is_open(doc) else doc)

    def _external(self, command: Command) -> None:
        name, tag = command.arguments[0].text, command.after("GIT_TAG")
        doc = self._doc(command)
        if _is_open(name):
            return
        if command.name == "externalproject_add":
            self._define(command, "target", name, "external()", doc)
        self.found.depend(name, command.line, (tag,) if tag else (), kind="dependency")

    def _test(self, command: Command) -> None:
        texts = command.texts()
        is_named = texts[0] == "NAME" and len(texts) > 1
        name = self._expand(texts[1] if is_named else texts[0])
        rest = texts[2:] if is_named else texts[1:]
        doc = self._doc(command)
        if not _is_open(name):
            rest = rest[1:] if rest[:1] == ["COMMAND"] else rest
            self._define(command, "test", name, f"({' '.join(' '.join(rest).split())})", doc)

    def _option(self, command: Command) -> None:
        texts = command.texts()
        doc = self._doc(command)
        if _is_open(texts[0]):
            return
        value = texts[2] if len(texts) > 2 else "OFF"
        condition = ""
        if command.name == "cmake_dependent_option" and len(texts) > 3:
            condition = f" if {' and '.join(filter(None, texts[3].split(';')))}"
        own = _own(texts[1]) if len(texts) > 1 else ""
        self._define(command, "option", texts[0], f"= {value}{condition}" if value else "",
                     own or doc)

    def _set(self, command: Command) -> None:
        name, *rest = command.texts()
        doc = self._doc(command)
        is_first = name not in self._words and not self._open
        is_word = is_first and len(rest) == 1 and not _is_open(rest[0])
        self._words[name] = rest[0] if is_word else ""
        # A cached value may itself be called CACHE only when it is quoted.
        plain = [argument.text if not argument.is_quoted else "" for argument in command.arguments]
        if "CACHE" not in plain[1:] or _is_open(name):
            return
        at = plain.index("CACHE", 1)
        value = " ".join(" ".join(rest[: at - 1]).split())
        kind, text = [*rest[at : at + 2], "", ""][:2]
        shown = value_signature(name, value) if value else ""
        self._define(command, "variable", name, shown, _own(text) or doc,
                     ("cached", kind.lower()) if kind else ("cached",))

    def _find_package(self, command: Command) -> None:
        name, *rest = command.texts()
        version = rest[0] if rest and rest[0][:1].isdigit() else ""
        scope = "" if "REQUIRED" in rest else "optional"
        if not _is_open(name):
            self.found.depend(name, command.line, (version,) if version else (),
                              kind="dependency", scope=scope)

    def _pkg_config(self, command: Command) -> None:
        words = command.texts()[1:]
        scope = "" if "REQUIRED" in words else "optional"
        for word in words:
            match = re.fullmatch(r"([\w.+-]*[a-z][\w.+-]*)([<>=]+.+)?", word)
            if match:
                self.found.depend(match[1], command.line, (match[2],) if match[2] else (),
                                  kind="dependency", scope=scope)

    def _include(self, command: Command) -> None:
        """A file is included by its path, a module by its bare name."""
        written = self._expand(_HERE.sub("", command.arguments[0].text))
        is_file = "/" in written or "." in written
        if not _is_variable(written):
            self.found.depend(written, command.line, kind="path" if is_file else "include")

    def _path(self, command: Command) -> None:
        written = self._expand(_HERE.sub("", command.arguments[0].text))
        if not _is_variable(written):
            self.found.depend(written, command.line, kind="path")

    _handlers: ClassVar[dict[str, Callable[[_Scan, Command], None]]] = {
        "project": _project,
        "add_custom_target": _custom_target,
        "externalproject_add": _external,
        "fetchcontent_declare": _external,
        "add_test": _test,
        "option": _option,
        "cmake_dependent_option": _option,
        "set": _set,
        "target_sources": _sources,
        "find_package": _find_package,
        "find_dependency": _find_package,
        "pkg_check_modules": _pkg_config,
        "pkg_search_module": _pkg_config,
        "include": _include,
        "add_subdirectory": _path,
        "configure_file": _path,
    }


def _is_variable(text: str) -> bool:
    """Whether nothing is left of a text without its references."""
    return not _REFERENCE.sub("", text).strip("/")


def _is_open(text: str) -> bool:
    """Whether a reference is left in a name, so that nobody can say what is named."""
    return "$" in text or "@" in text or not text


def _own(text: str) -> str:
    """Documentation given as an argument."""
    return "" if _is_open(text) else cap(dedent(text))


def _module_doc(source: Source) -> str:
    """The text of a module that opens with a bracket comment of its own length."""
    match = re.match(r"(?:\s|#(?!\[=*\[)[^\n]*)*+#\[(=+)\[", source.text)
    if match is None:
        return ""
    end = source.text.find(f"]{match[1]}]", match.end())
    body = source.text[match.end() : end] if end >= 0 else ""
    return _RST.sub("", drop_boilerplate(prose(f"#[[{body}]]", source)))
