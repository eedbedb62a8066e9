"""No text, however hostile, makes a language module raise, hang or report what is not there.

The modules are called directly, not through the safety net of :mod:`pipeline.parse`. A language
that joins the table, and a golden source that joins ``tests/golden``, is tested without a word
here.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from functools import cache

import pytest

from pipeline.languages import Language, Source, extract
from pipeline.languages.choose import choose
from pipeline.languages.table import LANGUAGES
from tests.golden import cases
from tests.languages.extraction import assert_sound

#: Processor seconds that one text, and each million characters of it, may take: far more than any
#: needs, far less than a hang.
SECONDS, SECONDS_PER_MILLION = 3.0, 8.0
_TRUNCATIONS, _MUTATIONS = 50, 200
_DEEP = 100_000
#: Grammars take the square of the time over damaged lines. What is larger than a file that somebody
#: wrote is the worker pool's to stop (see ``tests/test_pool.py``).
_LINES = 2_000


def _rows() -> list[Language]:
    """Every language with a module of its own, and one of each comment style that has none."""
    styles: dict[object, Language] = {}
    for row in LANGUAGES:
        own = row.name if row.module != "text" else ""
        styles.setdefault((own, row.line_comments, row.block_comments), row)
    return list(styles.values())


def _goldens() -> list[str]:
    return [case.parent.name + "/" + case.name for case in cases()]


def _name(row: Language) -> str:
    return row.filenames[0] if row.filenames else f"file{(*row.extensions, '')[0]}"


def _survives(row: Language, text: str, name: str) -> None:
    """Run the module on a text: sound and in time, or the assertion says which text it was."""
    started = time.process_time()
    extraction = extract(Source(text, name, row))
    seconds = time.process_time() - started
    assert_sound(extraction, text)
    limit = SECONDS + SECONDS_PER_MILLION * len(text) / 1_000_000
    assert seconds < limit, f"{seconds:.1f} s for {len(text):,} characters from {text[:60]!r}"


def _random_bytes() -> str:
    return random.Random(1).randbytes(100_000).decode("latin-1")


def _indented() -> str:
    return "".join(" " * depth + "if x:\n" for depth in range(2_000))


def _comments(row: Language) -> str:
    """Each marker of the language, opened and never closed."""
    openers = [*row.line_comments, *(opener for opener, _ in row.block_comments)]
    return "\n".join(opener + " TODO never closed" for opener in openers)


#: Name -> text; those that depend on the language take it.
HOSTILE: dict[str, Callable[[Language], str]] = {
    "nothing": lambda _: "",
    "a newline": lambda _: "\n",
    "blank lines": lambda _: "\n" * _DEEP,
    "open parentheses in lines": lambda _: ("(" * 100 + "\n") * 100,
    "open brackets in lines": lambda _: ("[" * 100 + "\n") * 100,
    "open braces in lines": lambda _: ("{" * 100 + "\n") * 100,
    "open angles in lines": lambda _: ("<" * 100 + "\n") * 100,
    "quotes in lines": lambda _: ('"' * 101 + "\n" + "'" * 101 + "\n") * 50,
    "open parentheses": lambda _: "(" * _DEEP,
    "open brackets": lambda _: "[" * _DEEP,
    "open braces": lambda _: "{" * _DEEP,
    "open angles": lambda _: "<" * _DEEP,
    "open braces on lines": lambda _: "{\n" * _LINES,
    "closing brackets": lambda _: ")]}>" * (_DEEP // 4),
    "balanced brackets": lambda _: "(" * (_DEEP // 2) + ")" * (_DEEP // 2),
    "balanced braces": lambda _: "{" * (_DEEP // 2) + "}" * (_DEEP // 2),
    "double quotes": lambda _: '"' * (_DEEP + 1),
    "single quotes": lambda _: "'" * (_DEEP + 1),
    "backticks": lambda _: "`" * (_DEEP + 1),
    "backslashes": lambda _: "\\" * _DEEP,
    "backslash newlines": lambda _: "\\\n" * _LINES,
    "slashes and stars": lambda _: "/*" * (_DEEP // 2),
    "hashes": lambda _: "#" * _DEEP,
    "hash lines": lambda _: "#if\n" * _LINES,
    "dashes": lambda _: "---\n" * _LINES,
    "colons": lambda _: "a:" * (_DEEP // 2),
    "equals": lambda _: "a=" * (_DEEP // 2),
    "commas": lambda _: "a," * (_DEEP // 2),
    # Python's grammar recovers in quadratic time, and its long lines are never taken for minified.
    "tags": lambda row: ("<a>" * (_DEEP // 3))[:10_000 if row.module == "python" else None],
    "dollars": lambda _: "$(" * (_DEEP // 2),
    "tabs": lambda _: "\t" * _DEEP + "x",
    "deep indentation": lambda _: _indented(),
    "a long line": lambda _: "int a = 1; " * _DEEP,
    "a long word": lambda _: "a" * 1_000_000,
    "a long line of words": lambda _: "word " * 200_000,
    "a long minified line": lambda _: "function f(a,b){return a?b:{c:[1,2]}};" * 27_000,
    "NULs": lambda _: "\0" * 10_000,
    "NULs in code": lambda _: "int\0main(void)\0{\0}\nclass\0X\0:\0\n" * 100,
    "replacement characters": lambda _: "def \ufffd():\n  class \ufffd {}\n" * 1_000,
    "a lone surrogate": lambda _: "class \ud800 { int \udfff; }\n" * 100,
    "astral characters": lambda _: "class \U0001f600 {}\nfunction \U0001d538() {}\n" * 100,
    "other line ends": lambda _: "class A {}\x0b\x0c\x85\u2028\u2029def f(): pass\n" * 100,
    "control characters": lambda _: "".join(map(chr, range(32))) * 100,
    "an open string": lambda _: 'x = "never closed\nclass A {\n  def f(self):\n' * 1_000,
    "an open triple quote": lambda _: 'def f():\n    """never closed\nclass A: pass\n' * 999,
    "an open heredoc": lambda _: "cat <<EOF\nf() { :; }\n" * 2_000,
    "open comments": _comments,
    "random bytes": lambda _: _random_bytes(),
}

every_language = pytest.mark.parametrize("row", _rows(), ids=lambda row: row.name)


@every_language
@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_text_costs_its_own_outline_only(row: Language, what: str) -> None:
    _survives(row, HOSTILE[what](row), _name(row))


@cache
def _golden(case: str) -> tuple[str, str, Language]:
    path = next(path for path in cases() if f"{path.parent.name}/{path.name}" == case)
    text = path.read_text(encoding="utf-8")
    return text, path.name, choose(path.name, text)


def _cuts(text: str) -> Iterator[str]:
    for step in range(_TRUNCATIONS):
        yield text[: len(text) * step // _TRUNCATIONS]


def _mutants(text: str) -> Iterator[str]:
    """The text with one to eight bytes replaced, dropped or doubled, from a fixed seed."""
    dice = random.Random(text)
    for _ in range(_MUTATIONS):
        data = bytearray(text.encode())
        for _ in range(dice.randint(1, 8)):
            at = dice.randrange(len(data))
            data[at : at + dice.randint(0, 2)] = dice.choice(
                (b"", bytes([dice.randrange(256)]), b"\n", b"(", b"}", b'"', b"\0", b"/*"))
        yield data.decode("latin-1" if dice.random() < 0.2 else "utf-8", "replace")


@pytest.mark.parametrize("case", _goldens())
def test_a_truncated_source_is_read_as_far_as_it_goes(case: str) -> None:
    text, name, row = _golden(case)
    for cut in _cuts(text):
        _survives(row, cut, name)


@pytest.mark.parametrize("case", _goldens())
def test_a_damaged_source_gives_a_sound_outline(case: str) -> None:
    text, name, row = _golden(case)
    for number, mutant in enumerate(_mutants(text)):
        try:
            _survives(row, mutant, name)
        except Exception as error:
            error.add_note(f"mutant {number}")
            raise
