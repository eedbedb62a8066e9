"""Words of the C family: what is a keyword, a specifier or an attribute, and what cannot be a name.

C++ words are plain identifiers in C (the Linux kernel has fields called ``class`` and ``private``).
Words in capitals, and words that start with two underscores, are likely macros that stand for
attributes.
"""

from __future__ import annotations

import re

_C_KEYWORDS = """
    auto break case char const continue default do double else enum extern float for goto if inline
    int long register restrict return short signed sizeof static struct switch typedef union
    unsigned void volatile while _Alignas _Alignof _Atomic _Bool _Complex _Generic _Imaginary
    _Noreturn _Static_assert _Thread_local typeof __typeof__ __typeof __attribute__ __asm__ asm
    __volatile__ __restrict __restrict__ __inline __inline__ __const __const__ __extension__
    __declspec __builtin_va_arg __alignof__ __signed__ __asm __real__ __imag__
"""
_CPP_KEYWORDS = """
    alignas alignof and and_eq bitand bitor bool catch char8_t char16_t char32_t class compl concept
    consteval constexpr constinit const_cast co_await co_return co_yield decltype delete
    dynamic_cast explicit export false friend mutable namespace new noexcept not not_eq nullptr
    operator or or_eq private protected public reinterpret_cast requires static_assert static_cast
    template this thread_local throw true try typeid typename using virtual wchar_t xor xor_eq
"""

C_KEYWORDS = frozenset(_C_KEYWORDS.split())
CPP_KEYWORDS = C_KEYWORDS | frozenset(_CPP_KEYWORDS.split())

#: A statement that starts so stands in a function's body: the scan has lost its way.
STATEMENTS = frozenset(
    "return if else for while do switch case default goto break continue asm __asm__ sizeof"
    .split())

#: Word -> the modifier it gives; empty for words that only leave the type.
MODIFIERS = {
    **{word: word for word in (
        "static", "inline", "virtual", "explicit", "constexpr", "consteval", "constinit", "friend",
        "mutable", "thread_local", "extern", "__global__", "__device__", "__host__",
        "__constant__", "__shared__", "__managed__", "asmlinkage",
    )},
    "__inline": "inline", "__inline__": "inline", "__always_inline": "inline",
    "__forceinline": "inline", "__forceinline__": "inline", "noinline": "", "__noinline__": "",
    "_Thread_local": "thread_local", "__thread": "thread_local", "_Noreturn": "noreturn",
    "__kernel": "kernel", "register": "", "__extension__": "", "export": "export",
    "__attribute__": "", "__attribute": "", "__declspec": "", "alignas": "", "_Alignas": "",
    "__pragma": "", "_Pragma": "", "__launch_bounds__": "",
}

#: Words whose parentheses hold no parameters.
CALLS = frozenset("""
    __attribute__ __attribute __declspec alignas _Alignas decltype typeof __typeof__ __typeof
    noexcept throw asm __asm__ __asm explicit requires sizeof alignof _Atomic __pragma _Pragma
    __launch_bounds__ __aligned __alignof__ _BitInt __underlying_type typeof_unqual
""".split())

#: Words that may follow the parameters of a function.
TRAILING = frozenset("""
    const volatile noexcept override final throw try requires mutable & && -> __attribute__ asm
    __asm__ __asm __attribute = : , restrict abstract sealed
""".split())

#: Words that only begin a declaration: what stands before them is not part of it.
STARTERS = frozenset("typedef using namespace static_assert friend template".split())
CLASS_KEYS = frozenset(("struct", "union", "enum", "class"))
BUILTIN_TYPES = frozenset("""
    void char short int long float double signed unsigned bool _Bool wchar_t auto char8_t char16_t
    char32_t __signed__ _Complex
""".split())

_MACRO = re.compile(r"[A-Z][A-Z0-9]*_[A-Z0-9_]*\Z|__[A-Za-z][a-z]\w*\Z|____\w+\Z")
_TYPE_LIKE = re.compile(r"\w*(?:_t|\d|_TYPE|_T)\Z")
_EXPORT = re.compile(r"(?:_API|_?EXPORT\w*|_PUBLIC|_VISIBLE|_HIDDEN|_VISIBILITY)\Z")
_CAPITALS = re.compile(r"[A-Z_][A-Z0-9_]{2,}\Z")


def is_attribute_like(word: str) -> bool:
    """Whether a word is likely a macro that stands for an attribute."""
    return _MACRO.match(word) is not None and _TYPE_LIKE.match(word) is None


def is_export(word: str) -> bool:
    """Whether a word between ``class`` and a name is likely an attribute."""
    return word.startswith("__") or _EXPORT.search(word) is not None


def is_macro_like(word: str) -> bool:
    """Whether a word is likely the name of a macro that takes arguments."""
    return _MACRO.match(word) is not None


def is_capitals(word: str) -> bool:
    """Whether a word is written as macros are."""
    return _CAPITALS.match(word) is not None
