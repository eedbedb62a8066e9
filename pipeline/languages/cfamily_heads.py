"""Parts of a C-family declaration's head: a class's name and bases, what follows parameters."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.languages.cfamily_tokens import is_name, join
from pipeline.languages.cfamily_words import CALLS, is_attribute_like, is_capitals, is_export

_ATTRIBUTES = frozenset(("__packed", "__aligned", "__attribute__", "__designated_init",
                         "__randomize_layout", "__no_randomize_layout"))


class ClassHead(NamedTuple):
    """What stands before a class's body."""

    kind: str
    name: str
    qualifier: str
    #: ``<int>`` of a specialization.
    arguments: str
    bases: tuple[str, ...]
    modifiers: tuple[str, ...]


def class_head(toks: list[str], i: int) -> ClassHead | None:
    """Read ``class NAME final : bases``; None when the tokens declare a function."""
    kind, n = toks[i], len(toks)
    modifiers: list[str] = []
    names: list[str] = []
    arguments_, qualifier = "", ""
    bases: tuple[str, ...] = ()
    if kind == "enum" and i + 1 < n and toks[i + 1] in ("class", "struct"):
        modifiers.append("scoped")
        i += 1
    i += 1
    while i < n:
        token = toks[i]
        if token == ":":
            bases = tuple(toks[i + 1 :])
            break
        if token[0] == "(":
            # ``enum state __next(int a)`` is a function, ``struct s __aligned(8)`` is not.
            if not names or not (names[-1] in CALLS or is_capitals(names[-1])
                                 or (len(names) == 1 and names[0].startswith("__"))):
                return None
            names.pop()
        elif token[0] == "<":
            arguments_ = join((token,))
        elif token == "::":
            if len(names) > 1 and not _is_attribute(names[-2]):
                # ``struct sigaction Handler::previous {};`` is a variable.
                return None
            if names:
                qualifier += names[-1] + arguments_ + "::"
                names, arguments_ = [], ""
        elif token == "final" and names:
            modifiers.append("final")
        elif is_name(token):
            names.append(token)
        elif token[0] != "[" and token[0] != '"':
            return None
        i += 1
    name = _class_name(names)
    return ClassHead(kind, name, qualifier, arguments_, bases, tuple(modifiers))


def _is_attribute(word: str) -> bool:
    return is_export(word) or is_attribute_like(word) or is_capitals(word)


def _class_name(names: list[str]) -> str:
    """The last word that is no attribute."""
    for name in reversed(names):
        if not name.startswith("__"):
            return name
    for name in names:
        if name not in _ATTRIBUTES:
            return name
    return ""


def base_classes(toks: tuple[str, ...]) -> tuple[str, ...]:
    """The base classes, without access and ``virtual``."""
    bases: list[str] = []
    current: list[str] = []
    for token in (*toks, ","):
        if token == ",":
            if current:
                bases.append(join(current))
            current = []
        elif token not in ("public", "private", "protected", "virtual"):
            current.append(token)
    return tuple(bases)


def names_behind(toks: list[str], *, is_typedef: bool) -> list[str]:
    """The tokens behind a class's body that may be names."""
    kept: list[str] = []
    skip = False
    for index, token in enumerate(toks):
        if token == "=":
            break
        if skip and token[0] == "(":
            skip = False
            continue
        skip = False
        is_last = index + 1 == len(toks)
        is_call = not is_last and toks[index + 1][0] == "("
        if (token.startswith("__") and is_attribute_like(token)) or (
                is_call and is_capitals(token)) or (
                not is_typedef and is_attribute_like(token) and is_last and not kept):
            skip = True
            continue
        kept.append(token)
    return kept


def read_trailing(
    rest: list[str], modifiers: tuple[str, ...], is_definition: bool
) -> tuple[str, tuple[str, ...], bool]:
    """(signature's end, modifiers, whether it is a definition) from what follows parameters."""
    if not rest:
        return "", modifiers, is_definition
    shown: list[str] = []
    i, n = 0, len(rest)
    while i < n:
        token = rest[i]
        if token == ":" or token == "{":
            break
        if token == "=":
            meaning = rest[i + 1] if i + 1 < n else ""
            if meaning in ("default", "delete"):
                word = "default" if meaning == "default" else "deleted"
                return _joined(shown), (*modifiers, word), True
            if meaning == "0":
                modifiers = (*modifiers, "abstract")
            break
        if token in ("override", "final"):
            modifiers = (*modifiers, token)
        elif token in ("const", "volatile", "&", "&&", "noexcept", "mutable"):
            shown.append(token)
            if token == "noexcept" and i + 1 < n and rest[i + 1][0] == "(":
                shown[-1] += join((rest[i + 1],))
                i += 1
        elif token in ("->", "requires"):
            end = next((k for k in range(i, n) if rest[k] in (":", "=")), n)
            shown.extend(rest[i:end])
            i = end - 1
        i += 1
    return _joined(shown), modifiers, is_definition


def _joined(shown: list[str]) -> str:
    return " " + join(shown) if shown else ""
