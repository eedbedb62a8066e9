"""C family: patterns that the form of the code shows: guards, templates, tables of functions …"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.analysis.cfamily_code import CFamilyCode, Function, code_of
from pipeline.analysis.subject import Subject
from pipeline.model import Finding

_STANDARD_GUARDS = ("lock_guard", "scoped_lock", "shared_lock", "unique_lock")
#: What follows a guard's type: its variable and, for a lock, what it holds.
_STANDARD_GUARD = re.compile(
    r"(\w+)\s*(?:<[^;{}()]{0,100}>\s*)?\s*\w+\s*[({]\s*([^;,(){}]{1,80}(?:\(\))?)")
_GUARD = re.compile(r"(\w+)(?:\s*<[^;{}()]{0,100}>)?\s+\w+\s*[;({]")
_KERNEL_GUARD = re.compile(r"(?:scoped_guard\s*\(\s*(\w+)\s*(?:,\s*([^;,(){}]{1,60}))?"
    r"|guard\s*\(\s*(\w+)\s*\)\s*\(\s*([^;,(){}]{0,60}))\)")
_STATEMENT_START = re.compile(r"[;{})]\s*(?:const\s+)?((?:\w+::)*)\Z")
_LAUNCHED = re.compile(r"([A-Za-z_][\w:]*)\s*\Z")
_STATIC_INSTANCE = re.compile(
    r"static\s+(?:const\s+)?([A-Za-z_][\w:]*(?:<[^;]{0,120}>)?)\s*([*&])?\s*"
    r"(?<!\w)([A-Za-z_]\w*)\s*(?:;|[({=][^;]{0,200};)\s*return\s+(\*?)\s*\3\s*;")
_SPECIAL = re.compile(
    r"template\s*<\s*>\s*(?:\[\[[^\]]*\]\]\s*|__\w+__\s+|[A-Z][A-Z0-9_]*\s+|static\s+|inline\s+"
    r"|constexpr\s+)*(?:(?:struct|class|union)\s+)?([^;{}=]{1,400})")
_SPECIAL_NAME = re.compile(r"(?:\w+::)*\w+\s*(?:<.*>)?(?:::~?\w+)*\s*\Z")
_BASES = re.compile(r"(?<!:):(?!:)")
_GOTO = re.compile(r"goto\s+([A-Za-z_]\w*)\s*;")
_ERRNO = re.compile(r"-E[A-Z][A-Z0-9]+\b")
_TABLE = re.compile(
    r"struct\s+(\w+)\s+(?:__\w+\s+)?(\w+)\s*(?:__\w+\s*(?:\([^()]*\)\s*)?)?=\s*\{")
#: Variables of a struct type that are looked into.
_MOST_TABLES = 800
_ENTRY = re.compile(r"\.(\w+)\s*=\s*&?(\w+)\s*(?=[,}])")
_SMART_POINTER = re.compile(
    r"\b(?:unique_ptr|shared_ptr|intrusive_ptr)<(?:const )?(\w+)[,>]")
_HANDLE = re.compile(r"(?:class|struct)\s+(\w+)\s*;")
_PARAMETER = re.compile(r"\w+")
_METHOD_TABLE = re.compile(r"PyMethodDef\s+(\w+)\s*\[")
_SYNCHRONIZED = re.compile(r"synchronized\s*\(\s*([^()]{1,60})\)")

#: Labels at which a function cleans up.
_CLEANUP = re.compile(
    r"(?:\w+_)?(?:out|err|error|errout|fail|failed|failure|cleanup|done|exit|unwind|undo|bail"
    r"|abort)\d*(?:_\w+)?|(?:free|unlock|release|put|destroy|unmap|unregister|disable|restore)\w*"
    r"|finally")


def find(subject: Subject) -> Iterator[Finding]:
    """The patterns of a file, cheapest questions first."""
    code = code_of(subject)
    yield from _guards(code)
    if "<<<" in code.code:
        yield from _launches(code)
    yield from _x_macros(code)
    if code.is_c:
        yield from _tables(code)
    else:
        yield from _templates(code)
        yield from _handles(code)
        yield from _static_instances(code)
    yield from _cleanups(code)
    yield from _error_codes(code)
    yield from _coroutines(code)
    for match in code.matches(_METHOD_TABLE, "PyMethodDef"):
        yield Finding("python-methods", code.line(match.start()), match[1])
    for match in code.matches(_SYNCHRONIZED, "synchronized"):
        yield Finding("synchronized", code.line(match.start()), match[1].strip())


def _coroutines(code: CFamilyCode) -> Iterator[Finding]:
    """Functions that suspend themselves, each at its first place."""
    if code.is_c:
        return
    places = sorted(place for word in ("co_await", "co_yield", "co_return")
                    for place in code.places(word))
    functions = {f.start: (f, place) for place in reversed(places)
                 if (f := code.function_at(place)) is not None}
    for function, place in functions.values():
        yield Finding("coroutine", code.line(place), function.symbol.qualname)


# -- resources -----------------------------------------------------------------------------------


def _guards(code: CFamilyCode) -> Iterator[Finding]:
    found: dict[tuple[str, str], list[int]] = {}
    if code.is_c:
        for match in code.matches(_KERNEL_GUARD, "guard", "scoped_guard"):
            kind, held = match[1] or match[3], " ".join((match[2] or match[4] or "").split())
            rule = "lock-guard" if held else "scope-guard"
            found.setdefault((rule, f"{kind} {held}".strip()), []).append(match.start())
    else:
        for match in code.matches(_STANDARD_GUARD, *_STANDARD_GUARDS):
            held = " ".join(match[2].split()).lstrip("*")
            found.setdefault(("lock-guard", held), []).append(match.start())
        guards = sorted(word for word in code.words if word.endswith("Guard"))
        for match in code.matches(_GUARD, *guards):
            if (name := _local_type(code, match)):
                found.setdefault(("scope-guard", name), []).append(match.start())
    for (rule, name), places in found.items():
        yield _counted(code, rule, name, places)


def _local_type(code: CFamilyCode, match: re.Match[str]) -> str:
    """The qualified type of a local variable whose type's last word was matched."""
    place = match.start()
    start = _STATEMENT_START.search(code.code, max(0, place - 80), place)
    return start[1] + match[1] if start and code.function_at(place) else ""


def _counted(code: CFamilyCode, rule: str, name: str, places: list[int]) -> Finding:
    detail = f"{len(places)} places" if len(places) > 1 else ""
    return Finding(rule, code.line(places[0]), name, detail)


# -- functions -----------------------------------------------------------------------------------


def _launches(code: CFamilyCode) -> Iterator[Finding]:
    found: dict[str, list[int]] = {}
    place = code.code.find("<<<")
    while place >= 0:
        name = _LAUNCHED.search(_without_angles(code.code[max(0, place - 500) : place]))
        if name is not None and code.code[place + 3 : place + 4] != "<":
            found.setdefault(name[1], []).append(place)
        place = code.code.find("<<<", place + 3)
    for called, places in found.items():
        yield _counted(code, "kernel-launch", called, places)


def _without_angles(text: str) -> str:
    """A text without the template arguments that end it."""
    text = text.rstrip()
    if not text.endswith(">"):
        return text[-80:]
    depth = 0
    for place in range(len(text) - 1, -1, -1):
        depth += (text[place] == ">") - (text[place] == "<")
        if not depth:
            return text[:place][-80:]
    return ""


def _static_instances(code: CFamilyCode) -> Iterator[Finding]:
    """Functions that return a reference to their own static variable."""
    for match in code.matches(_STATIC_INSTANCE, "static"):
        function = code.function_at(match.start())
        if function is None:
            continue
        returned = function.symbol.signature.rpartition("->")[2].strip()
        is_instance = (returned.endswith("&") and not match[2]) or (
            returned.endswith("*") and match[2] == "*" and not match[4])
        if is_instance and _first_word(match[1]) in returned:
            yield Finding("singleton-function", code.line(match.start()),
                          function.symbol.qualname)


def _first_word(type_: str) -> str:
    return type_.partition("<")[0].rpartition("::")[2]


def _cleanups(code: CFamilyCode) -> Iterator[Finding]:
    """Functions that jump forward, at least twice, to labels at which they clean up."""
    jumps: dict[int, tuple[Function, list[tuple[str, int]]]] = {}
    for match in code.matches(_GOTO, "goto"):
        function = code.function_at(match.start())
        if function is not None and _CLEANUP.fullmatch(match[1]):
            jumps.setdefault(function.start, (function, []))[1].append((match[1], match.start()))
    for function, found in jumps.values():
        labels = list(dict.fromkeys(label for label, _ in found))
        forward = [label for label in labels if _label_after(code, label, found, function)]
        count = sum(1 for label, _ in found if label in forward)
        if count > 1:
            yield Finding("goto-cleanup", function.symbol.line, function.symbol.qualname,
                          ", ".join(forward[:4]))


def _label_after(
    code: CFamilyCode, label: str, found: list[tuple[str, int]], function: Function
) -> bool:
    """Whether a label stands behind all the jumps to it."""
    text = code.code
    last = max(place for name, place in found if name == label)
    place = text.find(label, last, function.end)
    while place >= 0:
        behind = text[place + len(label) : place + len(label) + 3].lstrip()
        if behind[:1] == ":" and behind[:2] != "::" and \
                text[max(0, place - 200) : place].rstrip()[-1:] in (";", "{", "}", ":"):
            return True
        place = text.find(label, place + 1, function.end)
    return False


def _error_codes(code: CFamilyCode) -> Iterator[Finding]:
    """One finding: the codes that the file's functions return."""
    if "-E" not in code.code:
        return
    counts: dict[str, int] = {}
    functions: dict[int, int] = {}
    for match in _ERRNO.finditer(code.code):
        before = code.code[max(0, match.start() - 24) : match.start()].rstrip()
        if before.endswith("return") or before.removesuffix("(").rstrip().endswith("ERR_PTR"):
            function = code.function_at(match.start())
            if function is not None:
                counts[match[0]] = counts.get(match[0], 0) + 1
                functions.setdefault(function.start, match.start())
    if functions:
        names = sorted(counts, key=lambda name: (-counts[name], name))
        more = f" and {len(names) - 6} more" if len(names) > 6 else ""
        where = f" from {len(functions)} functions" if len(functions) > 1 else ""
        yield Finding("error-code", code.line(min(functions.values())), "",
                      f"{', '.join(names[:6])}{more}{where}")


# -- tables and macros ---------------------------------------------------------------------------


def _tables(code: CFamilyCode) -> Iterator[Finding]:
    """Variables of a struct type whose members are functions of this file."""
    if "struct" not in code.words:
        return
    own = {f.symbol.name for f in code.functions}
    for match in code.matches(_TABLE, "struct")[:_MOST_TABLES]:
        end = code.closing(match.end() - 1)
        if end < 0:
            continue
        entries = [m[1] for m in _ENTRY.finditer(code.code, match.end(), end + 1) if m[2] in own]
        if len(entries) > 1:
            shown = ", ".join(entries[:4]) + (" …" if len(entries) > 4 else "")
            yield Finding("function-table", code.line(match.start()), match[2],
                          f"struct {match[1]}: {shown}")


def _x_macros(code: CFamilyCode) -> Iterator[Finding]:
    """Macros that call one of their parameters once for each entry of a list."""
    for macro in code.macros:
        if not macro.parameters or macro.end - macro.body < 30:
            continue
        body = code.subject.source.text[macro.body : macro.end]
        if "\n" in body and (entries := _entries(body, _PARAMETER.findall(macro.parameters))):
            yield Finding("x-macro", code.line(macro.start), macro.name, f"{entries} entries")


def _entries(body: str, parameters: list[str]) -> int:
    """How many entries a list has; 0 where most lines are something else than an entry."""
    lines = [line for each in body.split("\n") if (line := each.strip(" \t\\"))]
    lines = [line for line in lines if not line.startswith(("/*", "//", "*"))]
    calls = tuple(f"{parameter}(" for parameter in parameters)
    starts = sum(1 for line in lines if line.startswith(calls))
    return starts if starts > 2 and 2 * starts >= len(lines) else 0


# -- templates -----------------------------------------------------------------------------------


def _templates(code: CFamilyCode) -> Iterator[Finding]:
    for match in code.matches(_SPECIAL, "template"):
        if (name := _specialised(match[1])):
            yield Finding("template-specialization", code.line(match.start()), name)
    for word in ("enable_if", "enable_if_t", "void_t", "requires"):
        if places := list(code.places(word)):
            rule = "concept-constraint" if word == "requires" else "sfinae"
            yield _counted(code, rule, word, places)


def _specialised(head: str) -> str:
    """The name with its arguments that a specialisation is for."""
    head = " ".join(_BASES.split(head, maxsplit=1)[0].split())
    before = head.partition("(")[0][-200:]
    operator = before.rfind("operator")
    if operator >= 0:
        return before[operator:].strip()
    found = _SPECIAL_NAME.search(before.removesuffix(" final"))
    return found[0].strip()[:60] if found else ""


def _handles(code: CFamilyCode) -> Iterator[Finding]:
    """Classes whose only state is a pointer to a class that is declared, not shown, in them."""
    symbols = code.subject.extraction.symbols
    for field in symbols:
        if field.kind != "field" or field.parent < 0 or "mpl" not in field.signature:
            continue
        owner = symbols[field.parent]
        start, end = code.line_start(owner.line), code.line_start(owner.end_line + 1)
        for match in _HANDLE.finditer(code.code, start, min(end, start + 50_000)):
            if _points_to(field.signature, match[1]):
                yield Finding("pimpl", field.line, owner.qualname, f"{field.name}: {match[1]}")
                break


def _points_to(type_: str, name: str) -> bool:
    smart = _SMART_POINTER.search(type_)
    return (smart[1] if smart else type_.strip(": *").removesuffix("const").strip()) == name and (
        smart is not None or "*" in type_)
