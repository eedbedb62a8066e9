"""Lisps: what forms at the top of a file define. A scanner; macros of a project are unknown to it.

Emacs Lisp, Common Lisp, Scheme and Clojure share the syntax and most of the words.
"""

from __future__ import annotations

import re

from pipeline.languages import Source
from pipeline.languages.blanked import Outline
from pipeline.languages.comments import dedent
from pipeline.languages.prose import clip
from pipeline.languages.scriptwalk import short_value
from pipeline.model import Extraction

_TOKENS = re.compile(
    r"(?P<comment>;[^\n]*|#\|(?:(?!\|#)[\s\S])*+(?:\|#|\Z))"
    r"|(?P<opaque>(?<![\w?!*<>=/+-])\?\\?[^\w\s]|#\\[^\s]|\\[\"();\[\]{}])"
    r'|"(?:[^"\\]|\\[\s\S])*+(?:"|\Z)')
_SYMBOL = r"[^\s()\[\]{}\"';`,|]+"
#: ``^:private``, ``^{:doc "…"}``: what Clojure says of the name that follows.
_META = r"\^(?:\{[^{}]{0,400}\}|[^\s{]+)"
_FORM = re.compile(
    rf"^\((?P<word>{_SYMBOL})[ \t\n]+(?P<name>'?\(?[ \t\n]*(?:{_META}[ \t\n]+)*{_SYMBOL})",
    re.MULTILINE)
_NAME = re.compile(rf"'?\(?\s*(?:{_META}\s+)*({_SYMBOL})")
#: Common Lisp's functions that assign: ``(setf place)``.
_ACCESSOR = re.compile(rf"\(\s*setf\s+({_SYMBOL})\s*\)")
#: A name may hold braces where they mean nothing else.
_BRACED = re.compile(r"[^\s()\[\]\"';`,|]+")
_QUOTED = re.compile(r"'\(?[ \t]*([\w./+-]+)|:?([A-Za-z][\w.*+/-]*)")

_KIND = {
    **dict.fromkeys("""
        defun defsubst cl-defun cl-defsubst define-inline defn defn- defgeneric cl-defgeneric
        defmulti define-compiler-macro define-command
    """.split(), "function"),
    **dict.fromkeys("defmethod cl-defmethod".split(), "method"),
    **dict.fromkeys("""
        defmacro cl-defmacro defmacro* define-syntax define-syntax-rule define-modify-macro
        define-setf-expander defsetf
    """.split(), "macro"),
    **dict.fromkeys("""
        defvar defvar-local defparameter def defonce defvar-keymap define-variable defglobal
    """.split(), "variable"),
    **dict.fromkeys("defconst defconstant".split(), "constant"),
    **dict.fromkeys("defcustom defgroup defface define-option".split(), "option"),
    **dict.fromkeys("defclass cl-defstruct defstruct define-condition defrecord deftype".split(),
                    "class"),
    "define-record-type": "record", "defprotocol": "protocol", "definterface": "interface",
    **dict.fromkeys("define-minor-mode define-derived-mode define-globalized-minor-mode".split(),
                    "function"),
    **dict.fromkeys("transient-define-prefix transient-define-suffix".split(), "function"),
    **dict.fromkeys("ert-deftest deftest define-test".split(), "test"),
    **dict.fromkeys("defalias define-obsolete-function-alias".split(), "alias"),
    **dict.fromkeys("defpackage define-library define-module ns define-package".split(), "package"),
    "defsystem": "package",
}
_IMPORTS = frozenset("require use-package load load-file import use-modules use".split())
_CALLED = frozenset(("function", "method", "macro", "test"))
_WITHOUT_PARAMETERS = frozenset("""
    define-minor-mode define-globalized-minor-mode define-derived-mode define-syntax deftest
    define-test
""".split())
_VALUES = frozenset(("variable", "constant", "option"))
_STRING = re.compile(r'\s*"([^"]*)"')
#: A value: a string, a word, or what opens a form.
_ATOM = re.compile(r'\s*(?:"[^"]*"|[\'`#,@]*[(\[]|[^\s()\[\]"]+)')
_BEFORE_PARAMETERS = re.compile(r'\s*(?:"[^"]*"\s*)?(?::\w+\s+)*(?:\^\S+\s+)?[(\[]')


def extract(source: Source) -> Extraction:
    """What a file of a Lisp defines at its top."""
    return _Scan(source).run()


class _Scan(Outline):
    def __init__(self, source: Source) -> None:
        super().__init__(source, _TOKENS)
        self.closes = self.brackets("()[]")

    def run(self) -> Extraction:
        for match in _FORM.finditer(self.code):
            word = match["word"].rpartition("::")[2]
            word = word.rpartition("/")[2] if word[:1].isalpha() else word
            close = self.closes.get(match.start(), -1)
            # A form that is never closed would hold the rest of the file.
            end = close + 1 if close >= 0 else self.line_end(match.start())
            if word in ("define", "define*", "define-public"):
                self._scheme(match, end)
            elif word in _IMPORTS:
                self._import(match, word)
            elif word in _KIND:
                self._define(match, word, end)
        return self.extraction(doc=self._purpose())

    def _define(self, match: re.Match[str], word: str, end: int) -> None:
        kind = _KIND[word]
        found = _ACCESSOR.match(self.code, match.start("name")) \
            or _NAME.match(self.code, match.start("name"))
        name = self._name(found) if found is not None else ""
        if not re.search(r"\w|[-+*/<>=!?]", name):
            return
        place = found.end() if found is not None else match.end()
        is_called = kind in _CALLED and word not in _WITHOUT_PARAMETERS
        signature = self._parameters(place) if is_called else ""
        above = ""
        if kind != "package":
            above = self.prose(self.comment_above(match.start()))
        elif match["name"].startswith("("):
            name = " ".join(self.code[match.start("name") + 1 : self.closes.get(
                match.start("name"), match.end())].split())
        modifiers = ("private",) if word == "defn-" else ()
        self.define(kind, name, match.start(), end, qualname=name, signature=signature,
                    modifiers=modifiers,
                    doc=self._docstring(kind, place) or above)

    def _name(self, found: re.Match[str]) -> str:
        if found.re is _ACCESSOR:
            return f"(setf {found[1]})"
        if self.source.language.name != "Clojure":
            whole = _BRACED.match(self.code, found.start(1))
            return whole[0].lstrip(":#") if whole is not None else ""
        return found[1].lstrip(":#")

    def _scheme(self, match: re.Match[str], end: int) -> None:
        """``(define (f a) …)`` is a function, ``(define x …)`` a variable."""
        found = _NAME.match(self.code, match.start("name"))
        if found is None or match["name"].startswith("'"):
            return
        opening = self.code.find("(", match.start("name"), found.end())
        if opening < 0:
            is_lambda = re.match(r"\s*\((?:case-)?lambda\b", self.code[found.end() : end][:40])
            self.define("function" if is_lambda else "variable", found[1], match.start(), end,
                        qualname=found[1])
            return
        close = self.closes.get(opening, found.end())
        given = " ".join(self.code[found.end() : close].split())
        self.define("function", found[1], match.start(), end, qualname=found[1],
                    signature=short_value(f"({given})"))

    def _parameters(self, place: int) -> str:
        """The list of parameters, which a qualifier or Clojure's docstring may precede."""
        opening = _BEFORE_PARAMETERS.match(self.code, place)
        start = opening.end() - 1 if opening is not None else place
        close = self.closes.get(start)
        if opening is None or close is None:
            return ""
        return f"({' '.join(self.code[start + 1 : close].split())})"

    def _docstring(self, kind: str, place: int) -> str:
        """The string behind the parameters or the value; Clojure's stands before them."""
        if kind in _VALUES:
            return self._string(self._after_form(place))
        parameters = _BEFORE_PARAMETERS.match(self.code, place)
        behind = self.closes.get(parameters.end() - 1, place) + 1 if parameters else place
        return self._string(place) or self._string(behind)

    def _after_form(self, place: int) -> int:
        """Behind the form that comes next."""
        match = _ATOM.match(self.code, place)
        if match is None:
            return place
        if match[0][-1:] in ("(", "["):
            return self.closes.get(match.end() - 1, match.end() - 1) + 1
        return match.end()

    def _string(self, place: int) -> str:
        match = _STRING.match(self.code, place)
        if match is None:
            return ""
        text = self.text[match.start(1) : match.end(1)].replace('\\"', '"').replace("\\=", "")
        return clip(dedent(text))

    def _import(self, match: re.Match[str], word: str) -> None:
        found = _QUOTED.match(self.code, match.start("name"))
        written = (found[1] or found[2] or "") if found is not None else ""
        if word in ("use-modules", "import"):
            inside = re.match(r"\(([^()]*)\)", self.code[match.start("name") :][:200])
            written = " ".join(inside[1].split()) if inside else ""
        if written:
            self.found.add_import(written, self.line(match.start()))

    def _purpose(self) -> str | None:
        """The first line of Emacs Lisp says what the file is for: ``;;; a.el --- Does it``."""
        first = self.text.partition("\n")[0]
        match = re.match(r";;;?\s*\S+\s+---?\s+(.*?)\s*(?:-\*-.*)?$", first)
        return match[1] if match is not None and match[1] else None
