"""What one C-family declaration declares, from the tokens of its head.

C's grammar cannot be parsed without knowing which names are types, and macros hide the rest. Layout
and habit decide instead: a declarator's name is the word before its parameters, its brackets or its
initializer, and a word in capitals before it is likely an attribute.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.languages.cfamily_tokens import is_name, join
from pipeline.languages.cfamily_words import (
    BUILTIN_TYPES,
    CALLS,
    CLASS_KEYS,
    MODIFIERS,
    STARTERS,
    TRAILING,
    is_attribute_like,
    is_capitals,
    is_macro_like,
)

_POINTER = re.compile(
    r"\(\s*(?:(?:\w+\s*::\s*)+|(?:\w+\s+)*)[*^&]+\s*"
    r"(?:(?:const|volatile|__?\w+|[A-Z][A-Z_]+)\b\s+)*"
    r"((?:\w+\s*::\s*)*\w+)?\s*(\[[^\]]*\]|\()?"
)
_NAME_ALONE = re.compile(r"\(\s*([A-Za-z_]\w*)\s*\)\Z")
#: ``(3.11)`` holds no parameters.
_NUMBER = re.compile(r"\(\s*\d[\d.]*\s*\)\Z")
_OPERATOR = re.compile(r"operator(?:\W|\Z|\s*(?:new|delete|co_await)\b)")


class Specifiers(NamedTuple):
    """What stands before a declaration's type."""

    #: Index of the first token behind them.
    end: int
    modifiers: tuple[str, ...]
    #: Attributes as written.
    attributes: tuple[str, ...]
    #: ``<typename T>`` of a template; empty for none.
    template: str
    is_template: bool


class Declarator(NamedTuple):
    """One declared name."""

    name: str
    #: Names before it, each followed by ``::``.
    qualifier: str
    #: ``function``, ``variable`` or ``call`` (a macro's invocation, or a constructor).
    kind: str
    #: Index of its first token, of the one behind it, and of its parameters (-1 without any).
    start: int
    end: int
    parameters: int


def specifiers(toks: Sequence[str], *, is_cpp: bool) -> Specifiers | None:
    """Read what precedes the type; None for an instantiation, which declares nothing new."""
    modifiers: list[str] = []
    attributes: list[str] = []
    template, is_template = "", False
    i, n = 0, len(toks)
    while i < n:
        token = toks[i]
        modifier = MODIFIERS.get(token)
        if modifier is not None:
            if modifier:
                modifiers.append(modifier)
            i += 1
            if i < n and ((token in CALLS and toks[i][0] == "(")
                          or (token == "extern" and toks[i][0] == '"')):
                i += 1
        elif token.startswith("[["):
            attributes.append(join((token[2:-2],)))
            i += 1
        elif is_cpp and token == "template":
            if i + 1 >= n or toks[i + 1][0] != "<":
                return None
            template, is_template = template + join((toks[i + 1],)), True
            i += 2
            if i < n and toks[i] == "requires":
                i = _after_constraint(toks, i + 1)
        elif _is_attribute(toks, i):
            attributes.append(token)
            i += 1
            if toks[i][0] == "(":
                attributes[-1] += join((toks[i],))
                i += 1
        else:
            break
    if template == "<>":
        template = ""
    return Specifiers(i, tuple(modifiers), tuple(attributes), template, is_template)


def _is_attribute(toks: Sequence[str], i: int) -> bool:
    """Whether the word at ``i`` is a macro that stands for an attribute: a type follows."""
    if i + 2 >= len(toks):
        return False
    following = toks[i + 1]
    if following[0] == "(":
        # __printf(1, 2) void f(…): something that has a name must follow.
        after = toks[i + 2]
        return after in STARTERS or (
            (is_capitals(toks[i]) or is_macro_like(toks[i])) and is_name(after)
            and i + 3 < len(toks) and after not in TRAILING)
    if not is_attribute_like(toks[i]) or not is_name(following):
        return False
    after = toks[i + 2]
    return following in BUILTIN_TYPES or following in CLASS_KEYS or (
        is_name(after) or after[0] in "*&<" or after == "::")


def _after_constraint(toks: Sequence[str], i: int) -> int:
    """Index behind a ``requires`` clause."""
    n = len(toks)
    while i < n:
        if toks[i][0] == "(":
            i += 1
        else:
            while i + 1 < n and (toks[i + 1] == "::" or toks[i] == "::"):
                i += 1
            i += 1
            if i < n and toks[i][0] == "<":
                i += 1
        if i < n and toks[i] in ("&&", "||"):
            i += 1
            continue
        if i + 1 < n and toks[i] == "|" and toks[i + 1] == "|":
            i += 2
            continue
        return i
    return n


def declarator(toks: Sequence[str], i: int, *, is_cpp: bool) -> Declarator | None:
    """The first name that tokens from ``i`` on declare, or None when there is none."""
    operator = _operator_at(toks, i) if is_cpp else -1
    place = _parameters_at(toks, i, operator)
    if operator >= 0:
        return _operator(toks, i, operator)
    if place < 0:
        return _variable(toks, i)
    group = toks[place]
    pointer = _POINTER.match(group)
    if pointer is not None and place + 1 < len(toks) and toks[place + 1][0] in "([":
        return _through_pointer(pointer, place)
    alone = _NAME_ALONE.match(group)
    if alone is not None and place + 1 < len(toks) and toks[place + 1][0] == "(":
        # ``int (f)(int)``, or ``FUNC(f)(int)`` where a macro makes the name.
        start = place - 1 if is_capitals(toks[place - 1]) else place
        return Declarator(alone[1], "", "function", start, place + 1, place + 1)
    start, name, qualifier = name_before(toks, place, i)
    if not name:
        return None
    has_type = not _is_qualifiers(toks[i:start])
    kind = "function" if has_type else "call"
    return Declarator(name, qualifier, kind, start, place, place)


def _operator_at(toks: Sequence[str], i: int) -> int:
    for index in range(i, len(toks)):
        token = toks[index]
        if token[0] == "o" and token.startswith("operator") and _OPERATOR.match(token):
            return index
        if token == "=":
            break
    return -1


def _operator(toks: Sequence[str], i: int, operator: int) -> Declarator | None:
    """``operator+`` or a conversion: all up to the parameters is the name."""
    n = len(toks)
    place = next((p for p in range(operator + 1, n) if toks[p][0] == "("), -1)
    if place < 0:
        return None
    token = toks[operator]
    spaced = "".join(token.split()) if not token[-1].isalpha() else " ".join(token.split())
    rest = join(toks[operator + 1 : place])
    name = f"{spaced} {rest}" if rest and rest[0] != "<" else spaced
    start, qualifier = _qualifier_before(toks, operator, i)
    return Declarator(name, qualifier, "function", start, place, place)


def _through_pointer(pointer: re.Match[str], place: int) -> Declarator | None:
    """``(*name)(…)``, or ``(*name(…))(…)`` for a function that returns a pointer to one."""
    written = pointer[1]
    if not written:
        return None
    qualifier, _, name = "".join(written.split()).rpartition("::")
    kind = "function" if pointer[2] == "(" else "variable"
    qualifier += "::" if qualifier else ""
    return Declarator(name, qualifier, kind, place, place + 1, place)


def _parameters_at(toks: Sequence[str], i: int, operator: int) -> int:
    """Index of the group that holds the parameters; -1 when the tokens declare no function."""
    n = len(toks)
    for place in range(i + 1, n):
        token = toks[place]
        first = token[0]
        if first == "(":
            before = toks[place - 1]
            if before in CALLS:
                continue
            if not is_name(before):
                if before[0] == "<" or (before[0] in "*&>" and _POINTER.match(token)):
                    return place
                if before in ("*", "&") and _NAME_ALONE.match(token) and place + 1 < n:
                    return place
                continue
            if _is_macro_before(toks, place, i) or _is_section(toks, place, i) \
                    or _NUMBER.match(token):
                continue
            return place
        if first == "=" or token == ":" or (token == "," and place > i):
            return -1
    return -1


def _is_macro_before(toks: Sequence[str], place: int, i: int) -> bool:
    """Whether the call at ``place`` is an attribute and the declared name comes later."""
    if place + 1 >= len(toks):
        return False
    following = toks[place + 1]
    if following in TRAILING or following[0] in "([":
        return False
    is_called = place + 2 < len(toks) and toks[place + 2][0] == "(" and is_name(following)
    if is_called and (toks[place + 2].startswith("((") or _NUMBER.match(toks[place + 2])):
        # f(int a) Attribute((x)), f(int a) Since(3.7)
        return False
    if _is_qualifiers(toks[i : place - 1]):
        # LOCAL(void *) RAISE_ERROR(int a): nothing else is left to be the name.
        is_only = is_called and place + 3 == len(toks) and not following.startswith("__")
        return is_only or following in "*::" or (
            is_name(following) and not is_attribute_like(following))
    if is_called and _are_calls(toks[i : place - 1]) and not is_attribute_like(following):
        # DEPRECATED(3) API_FUNC(int) f(void)
        return "," not in toks[place]
    before = toks[place - 1]
    if not (is_attribute_like(before) or is_capitals(before)):
        return False
    for later in range(place + 2, len(toks)):
        token = toks[later]
        if token[0] == "(":
            word = toks[later - 1]
            return is_name(word) and not is_attribute_like(word) and word not in CALLS
        if token in ("=", ":", "{"):
            return False
    return False


def _is_qualifiers(toks: Sequence[str]) -> bool:
    """Whether tokens name no type: ``const ALIGN(16) int x``, ``static const MACRO(x);``."""
    return all(token in ("const", "volatile") for token in toks)


def _are_calls(toks: Sequence[str]) -> bool:
    """Whether tokens are nothing but words with parentheses behind them."""
    return all(is_name(token) if index % 2 == 0 else token[0] == "("
               for index, token in enumerate(toks)) and len(toks) % 2 == 0


def _is_section(toks: Sequence[str], place: int, i: int) -> bool:
    """Whether the call at ``place`` is an attribute behind a variable: ``x[] SECTION("a")``."""
    return place - 2 > i and (toks[place][1:2] == '"' or toks[place - 2][0] == "[") and (
        is_capitals(toks[place - 1]) or toks[place - 1].startswith("__"))


def name_before(toks: Sequence[str], place: int, i: int) -> tuple[int, str, str]:
    """(start, name, qualifier) of the possibly qualified name that ends before ``place``."""
    j = place - 1
    if toks[j][0] == "<" and j > i:
        j -= 1
    name = toks[j]
    if not is_name(name):
        return j, "", ""
    if j > i and toks[j - 1] == "~":
        j -= 1
        name = "~" + name
    start, qualifier = _qualifier_before(toks, j, i)
    return start, name, qualifier


def _qualifier_before(toks: Sequence[str], j: int, i: int) -> tuple[int, str]:
    """Walk back over ``a::b<c>::`` that ends before ``j``."""
    qualifier = ""
    while j - 1 > i and toks[j - 1] == "::":
        part = toks[j - 2]
        first = j - 2
        if part[0] == "<" and first > i:
            first -= 1
            part = toks[first] + join((part,))
        if not is_name(part) or part in BUILTIN_TYPES or part in MODIFIERS:
            j -= 1
            break
        qualifier = f"{part}::{qualifier}"
        j = first
    if j - 1 >= i and toks[j - 1] == "::":
        j -= 1
    return j, qualifier


def _variable(toks: Sequence[str], i: int) -> Declarator | None:
    """The name before brackets, a width, an initializer or the end."""
    n = len(toks)
    end = i
    last = -1
    while end < n:
        token = toks[end]
        if token in ("=", ",", ":") or token[0] == "{":
            break
        if is_name(token):
            last = end
        elif last > i and ((token[0] == "[" and not token.startswith("[["))
                           or (token[0] == "(" and is_capitals(toks[end - 1])
                               and not _is_qualifiers(toks[i : end - 1]))):
            break
        end += 1
    if end < n and toks[end][0] == "(" and last > i + 1:
        last -= 1
    if last > i and toks[last].startswith("__") and is_attribute_like(toks[last]):
        last = _before_attribute(toks, i, last)
    if last <= i:
        return None
    start, name, qualifier = name_before(toks, last + 1, i)
    if start <= i or not name:
        return None
    return Declarator(name, qualifier, "variable", start, last + 1, -1)


def _before_attribute(toks: Sequence[str], i: int, last: int) -> int:
    """Step back over attributes behind a name, if a type and a name stay."""
    j = last - 1
    while j > i and (toks[j][0] == "[" or is_attribute_like(toks[j])):
        j -= 1
    if j <= i or not is_name(toks[j]) or toks[j] in BUILTIN_TYPES or toks[j] in CALLS:
        return last
    if toks[j - 1] in CLASS_KEYS or toks[j] in ("const", "volatile"):
        return last
    has_type = any(is_name(t) and t not in ("const", "volatile") for t in toks[i:j])
    return j if has_type else last


def more_names(toks: Sequence[str], start: int) -> Iterator[tuple[str, str]]:
    """(stars, name) of each name behind the first one: ``int a, *b, c[3];``."""
    n, i = len(toks), start
    while i < n:
        if toks[i] != ",":
            i += 1
            continue
        i += 1
        stars = ""
        while i < n and (toks[i] in ("*", "&", "&&", "const", "volatile", "restrict")
                         or (is_attribute_like(toks[i]) and i + 1 < n and is_name(toks[i + 1]))):
            if toks[i] in ("*", "&", "&&"):
                stars += toks[i] if stars else f" {toks[i]}"
            i += 1
        if i < n:
            if is_name(toks[i]):
                yield stars, toks[i]
            elif toks[i][0] == "(" and (pointer := _POINTER.match(toks[i])) and pointer[1]:
                yield " (*)", pointer[1]


def type_text(toks: Sequence[str]) -> str:
    """The type that tokens before a name spell, without specifiers and attributes."""
    kept: list[str] = []
    i, n = 0, len(toks)
    while i < n:
        token = toks[i]
        is_call = i + 1 < n and toks[i + 1][0] == "("
        if token in MODIFIERS or token.startswith("[[") or (
                is_attribute_like(token) and (n > 1) and not (is_call and n == 2)):
            i += 2 if is_call else 1
            continue
        kept.append(token)
        i += 1
    return join(kept) if kept else ""
