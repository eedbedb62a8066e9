"""C, C++ and their kin (CUDA, HIP, Objective-C, Metal, OpenCL): what a file declares.

A tolerant scanner of our own reads these languages. Without the build's macros no grammar can: most
files of a big repository hold macros that make them invalid to a parser. The scan has three steps:
:mod:`cfamily_text` blanks comments, literals and preprocessor lines, :mod:`cfamily_scan` hops from
declaration to declaration, :mod:`cfamily_declarations` tells what each one declares.
"""

from __future__ import annotations

import re
from functools import lru_cache
from operator import attrgetter

import msgspec

from pipeline.languages import Source
from pipeline.languages.cfamily_objc import ObjectiveC
from pipeline.languages.cfamily_scanner import Scanner
from pipeline.languages.cfamily_text import Include, PlainText, plain_text
from pipeline.languages.prose import file_comment
from pipeline.languages.treewalk import SYMBOL_LIMIT
from pipeline.model import Diagnostic, Extraction, Import, Symbol

_C_LIKE = frozenset(("C", "Objective-C", "OpenCL"))
_TARGET = re.compile(r"(<[^<>\n]+>)|\"([^\"\n]+)\"|([A-Za-z_]\w*)")


def extract(source: Source) -> Extraction:
    """What a C-family file declares, includes and registers."""
    is_cpp = source.language.name not in _C_LIKE
    plain = plain_of(source)
    kind = ObjectiveC if source.language.name.startswith("Objective") else Scanner
    scanner = kind(plain, is_cpp=is_cpp)
    scanner.run()
    return Extraction(
        doc=file_comment(source) or scanner.descriptions.get("", ""),
        symbols=_described(_with_exports(scanner), scanner.descriptions),
        imports=tuple(sorted((*_imports(plain), *scanner.imports), key=attrgetter("line"))),
        diagnostics=_diagnostics(scanner),
        entry_points=tuple(dict.fromkeys(scanner.entry_points)),
        method="scanner",
    )


@lru_cache(maxsize=1)
def plain_of(source: Source) -> PlainText:
    """The plain form of a source. The last one is kept, for who analyses the file next."""
    return plain_text(source, is_cpp=source.language.name not in _C_LIKE)


def _imports(plain: PlainText) -> list[Import]:
    found = []
    for include in plain.includes:
        module = _target(include)
        if module:
            scope = "if" if include.conditional else ""
            found.append(Import(module, plain.line(include.start), kind="include", scope=scope))
    return found


def _target(include: Include) -> str:
    match = _TARGET.match(include.written)
    if match is None or match[3]:
        # A macro names the file: only a preprocessor knows which.
        return ""
    return match[1] or match[2]


def _with_exports(scanner: Scanner) -> tuple[Symbol, ...]:
    """The symbols, those named in an export marked as such."""
    symbols = _contained(scanner.symbols)
    if not scanner.exported:
        return tuple(symbols)
    return tuple(
        msgspec.structs.replace(symbol, modifiers=(*symbol.modifiers, "exported"))
        if symbol.name in scanner.exported and symbol.parent < 0 and symbol.kind != "macro"
        else symbol
        for symbol in symbols)


def _described(
    symbols: tuple[Symbol, ...], descriptions: dict[str, str]
) -> tuple[Symbol, ...]:
    """The symbols, parameters with the description that the module gives them."""
    if not descriptions:
        return symbols
    return tuple(
        msgspec.structs.replace(symbol, doc=descriptions[symbol.name])
        if symbol.kind == "option" and symbol.name in descriptions else symbol
        for symbol in symbols)


def _contained(symbols: list[Symbol]) -> list[Symbol]:
    """The symbols, each reaching as far as what it holds: a damaged text may end one early."""
    for index in range(len(symbols) - 1, -1, -1):
        symbol = symbols[index]
        if symbol.parent >= 0 and symbols[symbol.parent].end_line < symbol.end_line:
            symbols[symbol.parent] = msgspec.structs.replace(
                symbols[symbol.parent], end_line=symbol.end_line)
    return symbols


def _diagnostics(scanner: Scanner) -> tuple[Diagnostic, ...]:
    found = []
    if len(scanner.symbols) >= SYMBOL_LIMIT:
        found.append(Diagnostic("outline-cut", f"only the first {SYMBOL_LIMIT:,} are listed"))
    if scanner.braces.lone >= 0:
        line = scanner.plain.line(scanner.braces.lone)
        message = f"braces do not pair up; the first without a partner is in line {line}"
        found.append(Diagnostic("syntax-error", message, line))
    return tuple(found)
