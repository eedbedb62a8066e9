"""Parse: any bytes give a summary, and what is wrong with them is said in it."""

from __future__ import annotations

import codecs

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import decode as decoding
from pipeline import parse as parsing
from pipeline.decode import decode
from pipeline.languages import Language
from pipeline.languages.table import LANGUAGES, by_name
from pipeline.model import Diagnostic, LineCounts, Summary
from pipeline.parse import count_lines, parse, unreadable


def language(name: str) -> Language:
    found = by_name(name)
    assert found is not None
    return found


PYTHON, TEXT, C = language("Python"), language("Text"), language("C")


def codes(summary: Summary) -> list[str]:
    return [d.code for d in summary.extraction.diagnostics]


# --- encodings -------------------------------------------------------------------------------


@pytest.mark.parametrize(("data", "text", "encoding"), [
    (b"", "", "UTF-8"),
    ("gr\u00fc\u00df\n".encode(), "gr\u00fc\u00df\n", "UTF-8"),
    (codecs.BOM_UTF8 + "\u00fc".encode(), "\u00fc", "UTF-8 with BOM"),
    (codecs.BOM_UTF16_LE + "\u00fc\n".encode("utf-16-le"), "\u00fc\n", "UTF-16"),
    (codecs.BOM_UTF16_BE + "\u00fc\n".encode("utf-16-be"), "\u00fc\n", "UTF-16"),
    (codecs.BOM_UTF32_LE + "\u00fc\n".encode("utf-32-le"), "\u00fc\n", "UTF-32"),
    (codecs.BOM_UTF32_BE + "\u00fc\n".encode("utf-32-be"), "\u00fc\n", "UTF-32"),
    (b"# -*- coding: latin-1 -*-\n\xfc", "# -*- coding: latin-1 -*-\n\u00fc", "latin-1"),
    (b"#!/bin/x\n# coding=CP1252\n\x80", "#!/bin/x\n# coding=CP1252\n\u20ac", "cp1252"),
    ("# vim: set fileencoding=koi8-r :\n\u0416".encode("koi8-r"),
     "# vim: set fileencoding=koi8-r :\n\u0416", "koi8-r"),
    ("# coding: shift_jis\n\u65e5".encode("shift_jis"), "# coding: shift_jis\n\u65e5", "shift_jis"),
])
def test_text_is_decoded_as_it_says_it_is_encoded(data: bytes, text: str, encoding: str) -> None:
    assert decode(data) == (text, encoding, ())


def test_a_cookie_is_not_needed_and_not_heeded_where_utf_8_is_valid() -> None:
    text = "# coding: latin-1\n\u00fc"
    assert decode(text.encode()) == (text, "UTF-8", ())


def test_bytes_that_are_no_utf_8_are_shown_as_latin_1_and_the_reader_is_told() -> None:
    text, encoding, found = decode(b"one\ntwo \xfc\nthree \xff\n")
    assert text == "one\ntwo \u00fc\nthree \u00ff\n"
    assert encoding == "unknown (not UTF-8)"
    assert [(d.code, d.line) for d in found] == [("encoding", 2)]


@pytest.mark.parametrize("name", [
    "zlib", "bz2", "hex", "base64", "rot13", "uu", "quopri", "unicode_escape", "punycode", "idna",
    "utf-7", "utf-16", "utf-32", "no-such-codec", "latin.1", "cp99999", "utf-8",
])
def test_a_cookie_runs_no_codec_but_one_of_a_character_set(name: str) -> None:
    """``# coding: zlib`` must not unpack a bomb, ``utf-16`` must not turn ASCII into Chinese."""
    data = f"# coding: {name}\n".encode() + b"x = '\xff'\n\xfe"
    data += b" " * (len(data) % 4)
    text, encoding, found = decode(data)
    assert text.startswith(f"# coding: {name}\nx = '\u00ff'")
    assert encoding == "unknown (not UTF-8)"
    assert [d.code for d in found] == ["encoding"]


def test_a_cookie_counts_in_the_first_two_lines_only() -> None:
    assert decode(b"\n# coding: latin-1\n\xfc")[1] == "latin-1"
    assert decode(b"\n\n# coding: latin-1\n\xfc")[1] == "unknown (not UTF-8)"


@pytest.mark.parametrize(("data", "name"), [
    (codecs.BOM_UTF8 + b"a\xff", "UTF-8"),
    (codecs.BOM_UTF16_LE + b"a", "UTF-16"),
    (codecs.BOM_UTF16_LE + b"\x00\xd8", "UTF-16"),
    (codecs.BOM_UTF32_LE + b"abc", "UTF-32"),
])
def test_text_that_belies_its_mark_is_shown_as_damaged(data: bytes, name: str) -> None:
    text, encoding, found = decode(data)
    assert "\ufffd" in text
    assert encoding == f"{name} (damaged)"
    assert [d.code for d in found] == ["encoding"]


@given(st.binary(max_size=200))
def test_any_bytes_are_text_without_carriage_returns_or_surrogates(data: bytes) -> None:
    text, encoding, _ = decode(data)
    assert "\r" not in text and encoding
    text.encode()


@pytest.mark.parametrize("mark", [m for m, _, _ in decoding._MARKS])
@given(data=st.binary(max_size=40))
def test_any_bytes_behind_a_mark_are_text(mark: bytes, data: bytes) -> None:
    decode(mark + data)[0].encode()


@pytest.mark.parametrize("data", [b"a\nb\nc\n", b"a\r\nb\r\nc\r\n", b"a\rb\rc\r", b"a\rb\r\nc\n"])
def test_line_ends_of_every_system_are_the_same(data: bytes) -> None:
    assert decode(data)[0] == "a\nb\nc\n"


def test_what_only_looks_like_a_line_end_is_none() -> None:
    text = "a\x0bb\x0cc\x85d\u2028e\n"
    assert decode(text.encode())[0] == text
    assert count_lines(text, TEXT).total == 1


# --- lines -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "expected"), [
    ("", (0, 0, 0)), ("\n", (0, 0, 1)), ("x", (1, 0, 0)), ("x\n", (1, 0, 0)), ("x\n\n", (1, 0, 1)),
    ("# a\nx = 1  # b\n\n  # c\n \t\n", (1, 2, 2)),
])
def test_lines_are_code_comment_or_blank(text: str, expected: tuple[int, int, int]) -> None:
    assert count_lines(text, PYTHON) == LineCounts(*expected)


@pytest.mark.parametrize(("text", "code", "comment", "blank"), [
    ("/* one */\n", 0, 1, 0),
    ("// one\nint x; // two\n", 1, 1, 0),
    ("/* one\n\n * two\n */\nint x;\n", 1, 3, 1),
    ("/* one */ int x;\n", 1, 0, 0),
    ("/* one\n two */ int x;\n", 1, 1, 0),
    ("int x; /* one */\n", 1, 0, 0),
    ("/*/ open\nint x;\n*/\n", 0, 3, 0),
    ("/* never closed\nint x;\n", 0, 2, 0),
    ("  /**\n   * doc\n   **/\nint x;\n", 1, 3, 0),
    ('char *s = "/* no comment";\nint x;\n', 2, 0, 0),
])
def test_block_comments_are_counted_to_their_end(
    text: str, code: int, comment: int, blank: int
) -> None:
    assert count_lines(text, C) == LineCounts(code, comment, blank)


def test_a_language_without_comments_has_none() -> None:
    assert count_lines("# a\n// b\n", TEXT) == LineCounts(2, 0, 0)


@pytest.mark.parametrize("row", LANGUAGES, ids=lambda row: row.name)
@settings(max_examples=20)
@given(text=st.text(alphabet="/*#-<!>(){}%;\n x=", max_size=40))
def test_every_line_is_counted_exactly_once(row: Language, text: str) -> None:
    counts = count_lines(text, row)
    assert counts.total == text.count("\n") + (text[-1:] not in ("", "\n"))
    assert min(counts.code, counts.comment, counts.blank) >= 0


# --- generated files -------------------------------------------------------------------------


@pytest.mark.parametrize("head", [
    "# @generated by x\n",
    "// Code generated by protoc-gen-go. DO NOT EDIT.\n",
    "# Autogenerated by a tool, do not modify\n",
    "/* auto-generated file\n * DO NOT EDIT\n */\n",
    "# DO NOT EDIT: generated from x.in\n",
    "# do not edit by hand\n",
    "// This file is automatically generated by make\n",
    "// Automatically generated using swig\n",
    "\n\n## AUTO-GENERATED FROM spec.yaml\n",
])
def test_a_file_whose_header_says_so_is_generated(head: str) -> None:
    assert parse(head.encode(), "a.py", PYTHON).generated


@pytest.mark.parametrize("head", [
    "# generates code\n", "def generated(): ...\n", "# Generated files are ignored.\n",
    "# Edit this file\n", "x = '@generatedX'\n", "# You may edit what was generated.\n",
    "#\n" * 1001 + "# @generated\n",
])
def test_a_file_that_speaks_of_something_else_is_not(head: str) -> None:
    assert not parse(head.encode(), "a.py", PYTHON).generated


# --- what cannot be extracted ----------------------------------------------------------------


def test_an_oversize_file_is_counted_and_not_read_for_structure() -> None:
    data = b"class A: ...\n" * 3
    summary = parse(data, "a.py", PYTHON, oversize=True)
    assert codes(summary) == ["oversize"]
    assert f"{len(data)} bytes" in summary.extraction.diagnostics[0].message
    assert (summary.extraction.symbols, summary.lines.code) == ((), 3)
    assert parse(data, "a.py", PYTHON).extraction.symbols != ()


@pytest.mark.parametrize("error", [
    ValueError("x"), RecursionError("deep"), MemoryError(), AssertionError(), KeyError("k"),
])
def test_an_extractor_that_fails_costs_the_outline_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(source: object) -> None:
        raise error

    monkeypatch.setattr(parsing, "extract", fail)
    summary = parse(b"# a\nx = 1\n", "a.py", PYTHON)
    assert codes(summary) == ["extractor-failed"]
    assert type(error).__name__ in summary.extraction.diagnostics[0].message
    assert summary.lines == LineCounts(1, 1, 0)


def test_an_extractors_message_is_cut_to_a_line_of_bearable_length(
    monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(source: object) -> None:
        raise ValueError("x" * 10_000)

    monkeypatch.setattr(parsing, "extract", fail)
    message = parse(b"", "a.py", PYTHON).extraction.diagnostics[0].message
    assert len(message) == 200


def test_a_call_to_stop_is_not_taken_for_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(source: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(parsing, "extract", stop)
    with pytest.raises(KeyboardInterrupt):
        parse(b"", "a.py", PYTHON)


def test_remarks_on_the_encoding_come_before_those_on_the_syntax() -> None:
    summary = parse(b"def \xff(:\n", "a.py", PYTHON)
    assert codes(summary)[0] == "encoding"
    assert "syntax-error" in codes(summary)


def test_a_file_that_could_not_be_read_has_a_summary_that_says_why() -> None:
    assert unreadable("Permission denied", PYTHON) == Summary(
        "Python", "UTF-8", LineCounts(0, 0, 0),
        parsing.Extraction(diagnostics=(Diagnostic("unreadable", "Permission denied"),)),
        masked=True)


@pytest.mark.parametrize("name", sorted({row.module for row in LANGUAGES}))
@given(data=st.binary(max_size=120) | st.text(max_size=120).map(
    lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_in_any_language_give_a_summary_that_can_be_stored(
    name: str, data: bytes
) -> None:
    row = next(row for row in LANGUAGES if row.module == name)
    summary = parse(data, "name", row)
    assert "extractor-failed" not in codes(summary)
    assert msgspec.json.decode(msgspec.json.encode(summary), type=Summary) == summary
