"""Hostile contents: bytes that a file of each language could hold, curated and made from a seed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from functools import cache

from pipeline.languages import Language
from pipeline.languages.choose import choose
from pipeline.languages.table import LANGUAGES
from tests.golden import cases

_MANY = 1_000_000
_DEEP = 50_000
_LARGEST = 100_000
_CODE = b"int f(int a) { return a; }\nclass A:\n  def g(self): pass\n# T\nk = \"v\"\n"

#: Small ones, which every language tries each time.
SMALL: dict[str, bytes] = {
    "nothing": b"", "one NUL": b"\0", "NULs in code": _CODE.replace(b" ", b"\0"),
    "a mark alone": b"\xef\xbb\xbf", "a mark twice": b"\xef\xbb\xbf\xef\xbb\xbf" + _CODE,
    "UTF-16": _CODE.decode().encode("utf-16"), "half a unit": b"\xff\xfe" + _CODE[:-1],
    "UTF-16 big": b"\xfe\xff" + _CODE.decode().encode("utf-16-be"),
    "UTF-32": _CODE.decode().encode("utf-32"), "a mark of UTF-32": b"\xff\xfe\0\0a",
    "lone surrogates": "class \ud800: '\udfff'\n".encode("utf-8", "surrogatepass"),
    "lone surrogates in UTF-16": b"\xff\xfe\x00\xd8a\x00\x00\xdc",
    "CR only": _CODE.replace(b"\n", b"\r"), "mixed line ends": _CODE.replace(b"\n", b"\r\n\r"),
    "overlong": b"\xc0\xaf\xe0\x80\xaf" + _CODE, "Latin-1": "é = 'ü'\n".encode("latin-1") * 9,
    "a cookie": b"# -*- coding: zlib -*-\nx = '\xe9'\n",
    "another cookie": b"# -*- coding: shift_jis -*-\n\x82\xa0 = 1\n",
    "every byte": bytes(range(256)), "controls": bytes(range(32)) * 9,
    "form feeds": _CODE.replace(b"\n", b"\f\n\v"),
    "other spaces": "a\u2028b\u2029\x85c\xa0".encode(),
    "no line end": b"x" * 5000, "line ends": b"\n" * 5000, "blanks": b" \t" * 3000,
}
#: Large ones: bombs, and lines of a million elements.
LARGE: dict[str, Callable[[], bytes]] = {
    "a list on a line": lambda: b"x = [" + b"1," * _MANY + b"]\n",
    "words on a line": lambda: b"word " * (_MANY // 2),
    "a string on a line": lambda: b'x = "' + b"a" * _MANY + b'"\n',
    "calls on a line": lambda: b"f(a);" * (_MANY // 8),
    "operators on a line": lambda: b"x = 1" + b" + 1" * (_MANY // 8) + b"\n",
    "keys on a line": lambda: b"{" + b'"k": 1,' * (_MANY // 8) + b'"k": 1}\n',
    "tags on a line": lambda: b"<a>" * (_MANY // 8),
    "round bomb": lambda: b"x = " + b"(" * _DEEP + b")" * _DEEP + b"\n",
    "square bomb": lambda: b"[" * _DEEP + b"]" * _DEEP + b"\n",
    "curly bomb": lambda: b"{" * _DEEP + b"}" * _DEEP + b"\n",
    "mapping bomb": lambda: b'{"a":' * _DEEP + b"1" + b"}" * _DEEP + b"\n",
    "open bomb": lambda: b"f([{" * _DEEP,
    "block bomb": lambda: b"if x {\n" * 10_000 + b"}\n" * 10_000,
    "indented bomb": lambda: b"".join(b" " * n + b"a:\n" for n in range(1000)),
    "quote bomb": lambda: b"> " * 20_000 + b"x\n", "list bomb": lambda: b"- " * 20_000 + b"x\n",
    "comment bomb": lambda: b"/* (* {- <!-- #= #| " * 10_000,
    "functions": lambda: b"def f(): pass\n" * 20_000 + b"void g() {}\n" * 20_000,
    "NULs": lambda: b"a\n" * 5000 + b"\0" * _MANY, "anchors": lambda: b"a: &a [*a, *a]\n" * 20_000,
}


def rows() -> list[Language]:
    """Every language of the table."""
    return list(LANGUAGES)


def name_of_row(row: Language) -> str:
    """A file name of that language."""
    return row.filenames[0] if row.filenames else f"file{(*row.extensions, '')[0]}"


@cache
def _seeds() -> dict[str, tuple[tuple[str, bytes], ...]]:
    """Language -> (name, content) of what we wrote for it."""
    found: dict[str, list[tuple[str, bytes]]] = {}
    for case in cases():
        content = case.read_bytes()
        language = choose(case.name, content.decode("utf-8", "replace"))
        found.setdefault(language.module, []).append((case.name, content))
    return {module: tuple(seeds) for module, seeds in found.items()}


def _seed(dice: random.Random, row: Language) -> tuple[str, bytes]:
    own = _seeds().get(row.module)
    return dice.choice(own) if own else (name_of_row(row), _CODE)


def _cut(dice: random.Random, data: bytes) -> tuple[int, int]:
    at = dice.randrange(len(data) + 1)
    return at, min(len(data), at + dice.choice((0, 1, 1, 4, 30, 400)))


def _havoc(dice: random.Random, data: bytes) -> bytes:
    """Some places replaced, dropped, doubled, moved or repeated."""
    tokens = re.findall(rb"\w+|\s+|[^\w\s]", data) or [b"x"]
    for _ in range(dice.choice((1, 2, 8, 40))):
        start, end = _cut(dice, data)
        piece = dice.choice((
            b"", dice.choice(tokens), dice.choice(tokens) * dice.choice((2, 100)),
            data[start:end] * 2, bytes([dice.randrange(256)]), dice.randbytes(3),
            dice.choice(list(SMALL.values()))[:300]))
        data = (data[:start] + piece + data[end:])[:_LARGEST]
    return data


def _soup(dice: random.Random, data: bytes) -> bytes:
    tokens = re.findall(rb"\w+|\s+|[^\w\s]", data) or [b"x"]
    return b"".join(dice.choice(tokens) for _ in range(dice.choice((5, 100, 2000))))


def _lines(dice: random.Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True) or [b"x\n"]
    dice.shuffle(lines)
    return b"".join(lines[: dice.randrange(1, len(lines) + 1)]) * dice.choice((1, 1, 1, 20))


def _encoded(dice: random.Random, data: bytes) -> bytes:
    text = data.decode("utf-8", "replace")
    codec = dice.choice(("utf-16", "utf-32", "utf-8-sig", "latin-1", "cp1252", "utf-16-le"))
    return text.encode(codec, "replace").replace(b"\n", dice.choice((b"\n", b"\r", b"\r\n")))


_MAKERS: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    _havoc, _havoc, _havoc, _soup, _lines, _encoded)


def generated(dice: random.Random, row: Language) -> tuple[str, bytes]:
    """A file name and a content for a language."""
    name, data = _seed(dice, row)
    if dice.random() < 0.1:
        data += _seed(dice, dice.choice(LANGUAGES))[1]
    return name, dice.choice(_MAKERS)(dice, data)[:_LARGEST]


def curated() -> Iterator[tuple[str, Callable[[], bytes]]]:
    """All of the curated ones by name."""
    for what, data in SMALL.items():
        yield what, lambda data=data: data  # type: ignore[misc]
    yield from LARGE.items()
