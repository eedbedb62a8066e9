"""What the Linux kernel's macros declare of a module: events, parameters, attributes, its purpose.

And what C code exposes to Python: the entries of method tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.languages.cfamily_macros import Defined, arguments

#: ``TRACE_EVENT(9p_client_req, …)``: part of a longer name, so a digit may come first.
_WORD = re.compile(r"\w+\Z")
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*+)"', re.DOTALL)
_PROTOTYPE = re.compile(r"TP_PROTO\s*(\(.*\))\Z", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)")
#: As much of an invocation as is looked at for what it declares.
_LONGEST = 4_000

#: Macro -> indexes of the arguments that are the parameter's name and type (-1: not written).
_PARAMETERS = {
    "module_param": (0, 1), "module_param_unsafe": (0, 1), "module_param_hw": (0, 1),
    "module_param_named": (0, 2), "module_param_named_unsafe": (0, 2), "core_param": (0, 2),
    "module_param_hw_named": (0, 2),
    "module_param_array": (0, 1), "module_param_array_named": (0, 2),
    "module_param_hw_array": (0, 1), "module_param_string": (0, -1), "module_param_cb": (0, -1),
    "module_param_cb_unsafe": (0, -1),
    "early_param": (0, -1), "__setup": (0, -1), "__setup_param": (0, -1),
}
#: Macro -> index of the argument that is the event's name, and of its class (-1: none).
_EVENTS = {
    "TRACE_EVENT": (0, -1), "TRACE_EVENT_CONDITION": (0, -1), "TRACE_EVENT_FN": (0, -1),
    "TRACE_EVENT_FN_COND": (0, -1), "TRACE_EVENT_SYSCALL": (0, -1), "DECLARE_TRACE": (0, -1),
    "DECLARE_EVENT_CLASS": (0, -1), "DEFINE_EVENT": (1, 0), "DEFINE_EVENT_FN": (1, 0),
    "DEFINE_EVENT_PRINT": (1, 0), "DEFINE_EVENT_CONDITION": (1, 0),
}
_DESCRIPTIONS = ("MODULE_DESCRIPTION", "MODULE_PARM_DESC")
#: First words of statements that :func:`declared` and :func:`described` read.
KNOWN = frozenset((*_PARAMETERS, *_EVENTS, *_DESCRIPTIONS))

#: Types of tables whose entries are names that Python code sees -> kind of an entry.
_TABLES = {"PyMethodDef": "binding", "PyGetSetDef": "property", "PyMemberDef": "property"}
_CAST = r'(?:\((?:[^()"]|\((?:[^()"]|\([^()"]*\))*\))*\)\s*)*'
_ENTRY = re.compile(
    rf'\{{\s*"([A-Za-z_]\w*)"\s*,\s*{_CAST}(?:\w+\s*\(\s*)?{_CAST}([A-Za-z_]\w*)')


class Declared(NamedTuple):
    """One thing that an invocation declares, and the classes that it is made from."""

    found: Defined
    bases: tuple[str, ...] = ()


def declared(macro: str, text: str) -> Declared | None:
    """What the invocation ``text``, arguments in parentheses included, declares."""
    args = arguments(_group(text))
    if macro in _EVENTS:
        return _event(macro, args)
    name_at, type_at = _PARAMETERS.get(macro, (len(args), -1))
    if name_at >= len(args):
        return None
    # A parameter of the command line is written with what ends its name: ``"mem="``.
    name = args[name_at].strip('"').rstrip("=")
    if not re.fullmatch(r"[\w.-]+", name):
        return None
    kind = args[type_at] if 0 <= type_at < len(args) else ""
    shown = f": {kind}{'[]' if 'array' in macro else ''}" if kind else ""
    return Declared(Defined("option", name, shown))


def _event(macro: str, args: Sequence[str]) -> Declared | None:
    name_at, class_at = _EVENTS[macro]
    if name_at >= len(args) or not _WORD.match(args[name_at]):
        return None
    prototype = next((found[1] for arg in args if (found := _PROTOTYPE.match(arg))), "")
    is_class = macro == "DECLARE_EVENT_CLASS"
    bases = (args[class_at],) if class_at >= 0 else ()
    return Declared(
        Defined("event", args[name_at], prototype, ("class",) if is_class else ()), bases)


def described(macro: str, text: str) -> tuple[str, str]:
    """(parameter, description) of an invocation that describes; the module's own is ``""``."""
    args = arguments(_group(text))
    if macro == "MODULE_DESCRIPTION" and args:
        return "", _said(args[0])
    if macro == "MODULE_PARM_DESC" and len(args) > 1:
        return args[0], _said(", ".join(args[1:]))
    return "", ""


def exposed(toks: Sequence[str], text: str) -> Iterator[tuple[str, str, str, int]]:
    """(kind, name, implementation, place) of each entry of a table for Python."""
    kind = next((_TABLES[token] for token in toks if token in _TABLES), "")
    if kind:
        for entry in _ENTRY.finditer(text):
            yield kind, entry[1], entry[2], entry.start(1)


def exposed_by_macro(name: str, value: str) -> Defined | None:
    """What a macro that stands for an entry of a method table exposes."""
    if not name.endswith("_METHODDEF"):
        return None
    entry = _ENTRY.match(value.replace("\\\n", " ").strip())
    return Defined("binding", entry[1], f"= {entry[2]}") if entry is not None else None


def _group(text: str) -> str:
    """The arguments of an invocation, in parentheses."""
    start = text.find("(")
    return text[start : start + _LONGEST] if start >= 0 else "()"


def _said(written: str) -> str:
    """The text of string literals side by side; none when macros make a part of it."""
    if re.search(r"\w", _TEXT.sub("", written)):
        return ""
    text = "".join(_TEXT.findall(written))
    return " ".join(_ESCAPE.sub(lambda m: " " if m[1] in "ntr" else m[1], text).split())
