"""Short tests of a file, and which imported names each of them calls.

A short test is the best example of what it calls. It is kept with its text, so that the page of
what it tests can quote it; what its calls lead to is settled where imports are resolved. Only calls
that begin with an imported name count, and only where nothing in the test takes that name over.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from pipeline.codetext import code_only
from pipeline.languages import Source
from pipeline.model import Extraction, ShortTest, Symbol

_LANGUAGES = ("Python",)
#: Lines and characters of a test that is short; tests kept of one file, and calls of one test.
_LINES, _CHARACTERS = 15, 900
_TESTS, _CALLS = 60, 12
_CALL = re.compile(r"(?<![\w.])([A-Za-z_]\w*(?:\.[A-Za-z_]\w*){0,5})\(")
#: Ways to give a name another value: assignment, loop, ``with``, ``except``.
_TAKEN_OVER = r"\b{0}\s*(?:,[\w\s,]*)?(?::[^=\n]*)?=(?!=)|\b(?:for|as|def|class|del)\s+{0}\b"


def short_tests(source: Source, extraction: Extraction) -> tuple[ShortTest, ...]:
    """The tests of a file that are worth quoting: for each call the shortest one that makes it."""
    if source.language.name not in _LANGUAGES:
        return ()
    tests = [symbol for symbol in extraction.symbols if _is_short_test(symbol)]
    if not tests:
        return ()
    written = source.text.split("\n")
    code = (code_only(source.text, source.language) or "").split("\n")
    best: dict[str, ShortTest] = {}
    for symbol in tests:
        found = _test(symbol, extraction, written, code)
        for call in found.calls if found else ():
            if found and (call not in best or len(found.text) < len(best[call].text)):
                best[call] = found
    kept = {test.name: test for test in best.values()}
    return tuple(sorted(kept.values(), key=lambda test: (len(test.text), test.name))[:_TESTS])


def _is_short_test(symbol: Symbol) -> bool:
    return symbol.kind in ("function", "method") and symbol.name.startswith("test") \
        and symbol.end_line - symbol.line < _LINES and not symbol.decorators \
        and "nested" not in symbol.modifiers


def _test(
    symbol: Symbol, extraction: Extraction, written: list[str], code: list[str]
) -> ShortTest | None:
    lines = slice(symbol.line - 1, symbol.end_line)
    text = textwrap.dedent("\n".join(written[lines]))
    calls = tuple(_calls("\n".join(code[lines]), _imported(extraction, symbol)))
    if not calls or len(text) > _CHARACTERS:
        return None
    return ShortTest(symbol.qualname, text, calls)


def _imported(extraction: Extraction, test: Symbol) -> set[str]:
    """Names that imports give a test: those of the module, and its own."""
    found: set[str] = set()
    for item in extraction.imports:
        if item.kind != "import" or item.scope == "type checking":
            continue
        if item.scope == "function" and not test.line <= item.line <= test.end_line:
            continue
        here = {there: name for name, there in item.aliases}
        found |= {here.get(name, name) for name in item.names}
        if not item.names:
            found.add(here.get("", item.module.partition(".")[0]))
    return found - {"*", ""}


def _calls(code: str, imported: set[str]) -> Iterator[str]:
    head, _, body = code.partition("\n")
    dotted = dict.fromkeys(_CALL.findall(body))
    for root in dict.fromkeys(name.partition(".")[0] for name in dotted):
        is_own = re.search(rf"\b{root}\b", head.partition("(")[2]) \
            or re.search(_TAKEN_OVER.format(root), body)
        if root not in imported or is_own:
            imported = imported - {root}
    yield from [name for name in dotted if name.partition(".")[0] in imported][:_CALLS]
