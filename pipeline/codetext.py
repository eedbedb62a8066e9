"""Code without its comments and strings: blanked, so that every line stays where it is.

Rough on purpose and independent of the extractors, which it serves to check: it knows a language's
comment markers and how its strings are written, and nothing of its grammar. An unclosed string ends
with its line, an unclosed comment with the text. Linear in the text, whatever that holds.
"""

from __future__ import annotations

import re
from functools import cache

from pipeline.languages import Language

_DOUBLE = r'"(?:[^"\\\n]|\\.)*+"?'
_SINGLE = r"'(?:[^'\\\n]|\\.)*+'?"
_TRIPLE_DOUBLE = r'"""(?:[^"\\]|\\.|"(?!""))*+(?:"""|\Z)'
_TRIPLE_SINGLE = r"'''(?:[^'\\]|\\.|'(?!''))*+(?:'''|\Z)"
#: An apostrophe may be a lifetime, a prime or a digit separator: only a whole character counts.
_CHARACTER = r"'(?:\\[^\n][^'\n]{0,10}|[^'\\\n]{1,4})'"
_LINES = r'"(?:[^"\\]|\\.)*+"?'
_BACKTICK = r"`(?:[^`\\]|\\.)*+`?"
_RAW_BACKTICK = r"`[^`]*+`?"
_CPP_RAW = r'\bR"(?P<c>[^()\\\s"]{0,16})\(.*?(?:\)(?P=c)"|\Z)'
_RUST_RAW = r'\br(?P<r>#{0,8})".*?(?:"(?P=r)|\Z)'
_CSHARP_RAW = r'[@$]{1,2}"(?:[^"]|"")*+"?'
_LUA_LONG = r"\[(?P<l>=*)\[.*?(?:\](?P=l)\]|\Z)"
#: A bracket argument, or a comment written like one.
_CMAKE_LONG = r"#?\[(?P<b>=*)\[.*?(?:\](?P=b)\]|\Z)"
_ESCAPE = r"\\[^\n]"
_ZIG_LINE = r"\\\\[^\n]*"
#: A regular expression, where a value is expected; bounded, for it may be a division after all.
_REGEX = (r"(?<=[(=,:\[!&|?{};])[ \t]{0,8}/(?![/*])"
          r"(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.){0,100}\]){1,200}/")

_C = (_DOUBLE, _CHARACTER)
_CPP = (_CPP_RAW, *_C)
_PYTHON = (_TRIPLE_DOUBLE, _TRIPLE_SINGLE, _DOUBLE, _SINGLE)
_JVM = (_TRIPLE_DOUBLE, _DOUBLE, _CHARACTER)
_SCRIPT = (_REGEX, _BACKTICK, _DOUBLE, _SINGLE)
_PLAIN = (_DOUBLE, _SINGLE)

#: Language -> how its strings are written, the first that fits wins.
_STRINGS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("C", "OpenCL", "GLSL", "HLSL", "WGSL", "Objective-C"), _C),
    **dict.fromkeys(("C++", "CUDA", "HIP", "Metal", "Objective-C++"), _CPP),
    **dict.fromkeys(("Python", "Python stub", "Cython", "Starlark"), _PYTHON),
    **dict.fromkeys(("Java", "Kotlin", "Scala", "Swift", "Groovy", "Gradle"), _JVM),
    **dict.fromkeys(("JavaScript", "JSX", "TypeScript", "TSX"), _SCRIPT),
    **dict.fromkeys(("Protocol Buffers", "Thrift", "FlatBuffers"), _PLAIN),
    "Go": (_RAW_BACKTICK, _DOUBLE, _CHARACTER),
    "Rust": (_RUST_RAW, _LINES, _CHARACTER),
    "C#": (_CSHARP_RAW, *_JVM),
    "D": (_RAW_BACKTICK, _LINES, _CHARACTER),
    "Dart": _PYTHON,
    "Zig": (_ZIG_LINE, _DOUBLE, _CHARACTER),
    "Lua": (_LUA_LONG, _DOUBLE, _SINGLE),
    "Julia": (_TRIPLE_DOUBLE, _LINES, _CHARACTER),
    "CMake": (_ESCAPE, _CMAKE_LONG, _LINES),
}


def code_only(text: str, language: Language) -> str | None:
    """``text`` with comments and strings blanked; None when the language's strings are not known.
    """
    pattern = _pattern(language)
    return None if pattern is None else pattern.sub(_blank, text)


def _blank(match: re.Match[str]) -> str:
    found = match[0]
    if "\n" not in found:
        return " " * len(found)
    return "\n".join(" " * len(line) for line in found.split("\n"))


@cache
def _pattern(language: Language) -> re.Pattern[str] | None:
    strings = _STRINGS.get(language.name)
    if strings is None:
        return None
    blocks = [rf"{re.escape(opener)}.*?(?:{re.escape(closer)}|\Z)"
              for opener, closer in language.block_comments]
    lines = [rf"{re.escape(marker)}[^\n]*" for marker in language.line_comments]
    return re.compile("|".join([*blocks, *strings, *lines]), re.DOTALL)
