"""Which language a file is written in, from its base name and the first few kilobytes of its text.

In order: the full file name, the longest known ending, the name's stem (``README.first``,
``Makefile.am``), the ``#!`` line, an editor's mode line, then the content. What nothing claims is
plain text. Every step is a dictionary look-up, or looks at a bounded piece of text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.languages import Language
from pipeline.languages.table import LANGUAGES, by_name


def _named(name: str) -> Language:
    language = by_name(name)
    if language is None:
        raise LookupError(name)
    return language


_TEXT = _named("Text")
_BY_FILENAME: dict[str, Language] = {}
_BY_EXTENSION: dict[str, Language] = {}
_BY_INTERPRETER: dict[str, Language] = {}


def add(rows: Iterable[Language]) -> None:
    """Choose among these languages as well, instead of those of an earlier call; they go first."""
    every = (*LANGUAGES, *rows)
    for index, pairs in (
        (_BY_FILENAME, ((name, row) for row in every for name in row.filenames)),
        (_BY_EXTENSION, ((ending, row) for row in every for ending in row.extensions)),
        (_BY_INTERPRETER, ((name, row) for row in every for name in row.interpreters)),
    ):
        index.clear()
        index.update(pairs)


add(())

#: Endings that say how a file came about, not what it holds: the ending before them decides.
_WRAPPERS = frozenset(
    (".in", ".template", ".tmpl", ".tpl", ".dist", ".sample", ".example", ".default", ".orig",
     ".bak", ".old", ".new", ".inc", ".def", ".shipped")
)  # fmt: skip

#: Endings of fragments that another file includes: C when they look like C, else plain text.
_FRAGMENTS = (".inc", ".def")
#: As much of a text as any rule looks at.
_HEAD = 8192

#: Stems that decide when the ending says nothing: ``Kconfig.debug``, ``README-windows``.
_STEMS = {
    **{stem: _named("Make") for stem in ("Makefile", "makefile", "GNUmakefile", "Kbuild")},
    **{stem: _named("Dockerfile") for stem in ("Dockerfile", "Containerfile")},
    "Kconfig": _named("Kconfig"),
    "CMakeLists": _named("CMake"),
    **{stem: _named("Starlark") for stem in ("BUCK", "WORKSPACE")},
    "Jenkinsfile": _named("Groovy"),
}

_REQUIREMENTS = re.compile(r"[\w.-]*(?:requirements|constraints)[\w.-]*\.(?:txt|in)", re.IGNORECASE)
_SHEBANG = re.compile(r"#![ \t]*(\S+)([^\n]*)")
_VERSION_SUFFIX = "0123456789."


def choose(name: str, head: str) -> Language:
    """The language of the file called ``name`` whose text starts with ``head``."""
    return refine(choose_by_name(name) or _by_content(name, head[:_HEAD]), head)


def choose_by_name(name: str) -> Language | None:
    """The language the base name alone stands for, or None when it says nothing."""
    return _by_pattern(name) or _by_full_name(name) or _by_full_name(_unwrap(name))


def _unwrap(name: str) -> str:
    """``name`` without the endings that only say how the file came about."""
    stem, dot, ending = name.rpartition(".")
    while stem and (dot + ending).lower() in _WRAPPERS:
        name = stem
        stem, dot, ending = name.rpartition(".")
    return name


def _by_full_name(name: str) -> Language | None:
    return _BY_FILENAME.get(name) or _by_ending(name.lower()) or _by_stem(name)


def _by_pattern(name: str) -> Language | None:
    if name.endswith("_defconfig") or name == "defconfig":
        return by_name("Kernel Configuration")
    if name.endswith((".txt", ".in")) and _REQUIREMENTS.fullmatch(name):
        return by_name("Pip requirements")
    return None


def _by_ending(name: str) -> Language | None:
    """The longest known ending."""
    dot = name.find(".", 1)
    while dot > 0:
        if (row := _BY_EXTENSION.get(name[dot:])) is not None:
            return row
        dot = name.find(".", dot + 1)
    return None


def _by_stem(name: str) -> Language | None:
    return _STEMS.get(re.split(r"[.\-_]", name, maxsplit=1)[0])


def _by_content(name: str, head: str) -> Language:
    if (row := _by_shebang(head) or _by_modeline(head) or _by_syntax(head)) is not None:
        return row
    is_fragment = name.lower().endswith(_FRAGMENTS) and _C_EVIDENCE.search(head)
    return _named("C") if is_fragment else _TEXT


def _by_shebang(head: str) -> Language | None:
    match = _SHEBANG.match(head)
    return None if match is None else _by_interpreter(_interpreter(match[1], match[2].split()))


def _interpreter(command: str, arguments: list[str]) -> str:
    """The program a ``#!`` line runs, looking through ``env -S NAME=value``."""
    program = command.rpartition("/")[2]
    if program != "env":
        return program
    rest = (word for word in arguments if not word.startswith("-") and "=" not in word)
    return next(rest, "").rpartition("/")[2]


def _by_interpreter(program: str) -> Language | None:
    program = program.removesuffix(".exe")
    return _BY_INTERPRETER.get(program) or _BY_INTERPRETER.get(program.rstrip(_VERSION_SUFFIX))


_EMACS_MODE = re.compile(
    r"-\*-(?:[^\n]*?\bmode:)?[ \t]*([\w+#-]+)[ \t]*(?:;[^\n]*)?-\*-", re.IGNORECASE
)
_VIM_MODE = re.compile(r"\b(?:vim?|ex):[^\n]*?\b(?:ft|filetype|syntax)=([\w+#-]+)")

#: Names that editors use for their modes, where they are not the lower-case name of the row.
_MODES = {
    "bash": "Shell", "sh": "Shell", "shell-script": "Shell", "zsh": "Shell", "cpp": "C++",
    "bazel": "Starlark", "bzl": "Starlark", "cmake": "CMake", "conf": "Tool Options",
    "dosini": "INI", "conf-unix": "INI", "makefile": "Make", "makefile-gmake": "Make",
    "cperl": "Perl", "rst": "reStructuredText", "emacs-lisp": "Emacs Lisp", "js": "JavaScript",
    "gitconfig": "Git Config", "js2": "JavaScript", "objc": "Objective-C", "asm": "Assembly",
    "latex": "TeX", "nroff": "Roff", "vim": "Vim script", "m4": "Autoconf", "autoconf": "Autoconf",
    "f90": "Fortran", "elisp": "Emacs Lisp", "cuda": "CUDA", "groovy": "Groovy",
}  # fmt: skip
_BY_MODE = {
    **{row.name.lower(): row for row in LANGUAGES},
    **{mode: _named(name) for mode, name in _MODES.items()},
}


def _by_modeline(head: str) -> Language | None:
    """What an Emacs ``-*- mode -*-`` or a Vim ``vim: ft=…`` line near the top declares."""
    top = "\n".join(head.split("\n", 6)[:6])
    match = _EMACS_MODE.search(top) or _VIM_MODE.search(top)
    return None if match is None else _BY_MODE.get(match[1].lower())


def _by_syntax(head: str) -> Language | None:
    """The few formats whose first characters leave no doubt."""
    start = head.lstrip()[:64]
    if start.startswith(("<?xml", "<!DOCTYPE plist")):
        return by_name("XML")
    if start[:14].lower().startswith(("<!doctype html", "<html")):
        return by_name("HTML")
    if start.startswith("diff --git "):
        return by_name("Diff")
    return None


_CPP_EVIDENCE = re.compile(
    r"""^[ \t]*(?:
        struct\s+(?:[A-Z_]+\s+)?\w+(?:\s+final)?\s*:\s*(?:public|private|protected|\w+::)
      | class\s+(?:\w+\s+)?\w+(?:\s+final)?\s*:\s*\w
      | class\s+(?:\w+\s+)?\w+(?:\s+final)?\s*[;{]
      | (?:inline\s+)?namespace\b(?:\s+[\w:]+)?\s*\{
      | template\s*<
      | using\s+(?:namespace\s+)?[\w:]+\s*(?:=|;)
      | (?:public|private|protected)\s*:
      | \#\s*include\s*<(?:[a-z_]+|[\w./-]+\.(?:hpp|hh|hxx))>
      | \#\s*include\s*"[\w./-]+\.(?:hpp|hh|hxx)"
      | \#\s*include\s*<(?:ATen|c10|torch|caffe2|thrust|cub)/
      | constexpr\b | static\s+constexpr\b | (?:static\s+)?inline\s+constexpr\b
      | enum\s+class\b
    ) | \bstd::\w | \bstatic_cast< | \breinterpret_cast< | \bnoexcept\b | \bnullptr\b
    """,
    re.MULTILINE | re.VERBOSE,
)
#: A C header that C++ may include carries C++ words inside this guard.
_CPLUSPLUS_GUARD = re.compile(
    r"^[ \t]*#[ \t]*if[^\n]*__cplusplus.*?^[ \t]*#[ \t]*(?:endif|else)", re.MULTILINE | re.DOTALL
)
#: What only a header written for C++ has there: a class, a namespace, fields of qualified types.
_GUARDED_CPP = re.compile(
    r"^[ \t]*(?:class\s+(?:\w+\s+)?\w+(?:\s+final)?\s*(?::[\s\w:,<>]*)?\{"
    r"|namespace\b[\s\w:]*\{|(?:public|private|protected)\s*:|[ \t]+\w+(?:::\w+)+[&*\s]+\w+\s*;)",
    re.MULTILINE)
_COMMENTS = re.compile(r"/\*.*?(?:\*/|\Z)|//[^\n]*", re.DOTALL)
_OBJC_EVIDENCE = re.compile(
    r"^[ \t]*(?:@(?:interface|implementation|protocol|class|import)\b|#[ \t]*import\b)",
    re.MULTILINE,
)
_C_EVIDENCE = re.compile(
    r"^[ \t]*(?:#[ \t]*(?:include|define|ifn?def|if|undef|pragma)\b|/\*|//"
    r"|(?:static|extern|typedef)\b)",
    re.MULTILINE,
)
_MATLAB_EVIDENCE = re.compile(r"^[ \t]*(?:%|function\b|classdef\b|end\b[ \t]*$)", re.MULTILINE)
_ROFF_EVIDENCE = re.compile(r"^[.'](?:\\\"|[A-Za-z]{1,2}\b)", re.MULTILINE)
_DTRACE_EVIDENCE = re.compile(
    r"^[ \t]*(?:(?:provider|self)\b|#pragma D\b|[\w$]*:\w*:\w*:\w*|(?:BEGIN|END)\b)", re.MULTILINE
)
_SWIG_EVIDENCE = re.compile(r"^[ \t]*%(?:[a-z]\w+|\{)", re.MULTILINE)
_DEPENDENCIES = re.compile(r"\A\S+\.l?o[ \t]*:")


def refine(language: Language, text_head: str) -> Language:
    """``language`` unless the content shows that the name misleads (a C++ header called ``.h``)."""
    rule = _RULES.get(language.name)
    return language if rule is None else _named(rule(text_head[:_HEAD]))


def _header(head: str) -> str:
    whole = _COMMENTS.sub("", head)
    code = _CPLUSPLUS_GUARD.sub("", whole)
    if _OBJC_EVIDENCE.search(code):
        return "Objective-C"
    if _CPP_EVIDENCE.search(code):
        return "C++"
    guarded = (found.group() for found in _CPLUSPLUS_GUARD.finditer(whole))
    return "C++" if any(map(_GUARDED_CPP.search, guarded)) else "C"


def _dot_m(head: str) -> str:
    if _OBJC_EVIDENCE.search(head) or not _MATLAB_EVIDENCE.search(head):
        return "Objective-C"
    return "Objective-C" if _C_EVIDENCE.search(head) else "MATLAB"


def _dot_d(head: str) -> str:
    if _DTRACE_EVIDENCE.search(head) or head.startswith("#!"):
        return "DTrace"
    return "Make" if _DEPENDENCIES.match(head) else "D"


def _dot_ts(head: str) -> str:
    """Qt keeps translations in XML files that end in ``.ts``."""
    return "XML" if head.lstrip().startswith(("<?xml", "<!DOCTYPE TS")) else "TypeScript"


def _dot_i(head: str) -> str:
    """A preprocessed source, or one that others include, may be called so as well."""
    if _SWIG_EVIDENCE.search(head):
        return "SWIG"
    return _header(head) if _C_EVIDENCE.search(head) else "Text"


def _roff(head: str) -> str:
    return "Roff" if _ROFF_EVIDENCE.search(head) else "Text"


_RULES = {
    "C": _header,
    "Objective-C": _dot_m,
    "D": _dot_d,
    "TypeScript": _dot_ts,
    "Roff": _roff,
    "SWIG": _dot_i,
}
