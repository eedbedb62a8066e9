"""Text damaged at the marks that a scanner lives by: a sound result, in time.

What holds for every language is in ``test_hostile.py``; here is what is hostile to a scanner.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from pipeline.languages import Source, extract
from pipeline.languages.choose import choose
from pipeline.model import IMPORT_KINDS, KINDS, Extraction
from tests import golden
from tests.languages.extraction import assert_sound

#: The languages read by a scanner of our own.
SCANNED = (
    "antlr", "asciidoc", "asdl", "bibtex", "capnp", "css", "csv", "devicetree", "diff", "dtrace",
    "flatbuffers", "gettext", "glsl", "graphql", "handlebars", "hlsl", "html", "ignorelist",
    "jinja", "jsonlines", "lex", "notebook", "org", "peg", "protobuf", "roff", "scss", "tex",
    "texinfo", "thrift", "vue", "wgsl", "xml", "yacc",
)  # fmt: skip
#: Characters of hostile text, and the processor time they may take: a scan takes a small part of
#: it, a quadratic one much more.
_LENGTH = 20_000
_SECONDS = 0.7
_LINE = 1_000

CASES = [case for language in SCANNED for case in golden.cases(language)]
scanned = pytest.mark.parametrize("case", CASES, ids=lambda case: case.parent.name)


def read(case: Path, text: str) -> Extraction:
    known = case.read_text(encoding="utf-8")
    start = time.process_time()
    found = extract(Source(text, case.name, choose(case.name, known)))
    assert time.process_time() - start < _SECONDS
    assert_sound(found, text)
    assert {symbol.kind for symbol in found.symbols} <= set(KINDS)
    assert {item.kind for item in found.imports} <= set(IMPORT_KINDS)
    return found


@scanned
@pytest.mark.parametrize("piece", [
    "{", "}", "(", ")", "[", "<", ">", ";", ",", "\n", "\"", "'", "`", "/*", "//", "#", "<!--",
    "a{", "a {\n", "{%", "{{", "\\", "\0", "-", "=", ".", "$", "@", "a: ", "a = ", "<a>", "<a ",
    "</a>", "&", "((", "a(b", "\"\"\"", "%%\n", "==\n", "* ", "*\n", ".so\n", "''", ":", "|", "a|",
    " a", "\ta\n", "a\n\n", "a b ",
])  # fmt: skip
def test_one_piece_repeated_many_times_takes_no_longer_than_text(
    case: Path, piece: str
) -> None:
    text = case.read_text(encoding="utf-8")
    # In lines of a length that somebody could have written: longer ones are not read at all.
    line = piece * (_LINE // len(piece))
    read(case, text + f"{line}\n" * (_LENGTH // _LINE))


@scanned
def test_a_file_without_its_closing_or_opening_marks_is_read(case: Path) -> None:
    text = case.read_text(encoding="utf-8")
    for mark in "{}()<>\"'\n;%":
        read(case, text.replace(mark, ""))
        read(case, text.replace(mark, mark * 2))
        read(case, text.replace(mark, f"\0{mark}"))
