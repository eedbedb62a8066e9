"""Hostile names: trees whose files and folders are called what nobody would call them.

A tree is a list of paths in bytes, made from a seed; none is a file and a folder at once.
"""

from __future__ import annotations

import os
import random
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote_from_bytes

#: Names with a meaning to a file system, a page, a template, a shell, doit, git or a terminal.
MEANING = (
    "index.md", "INDEX.md", "doc.md", "sub.md", "index-2.md", "sub-2.md", "keywords.md",
    "keywords", "book", "comprehensive_book.md", "a_docs.md", "a_kw.md", "a.az.md",
    "lib.chapter.md", "CON", "con", "con.py", "PRN", "aux.c", "nul", "COM1", "lpt9.txt", "~",
    "~root", "-rf", "--help", "-", "...", ".hidden", " ", "  lead", "trail ", "trail.", "a.", "%",
    "%2e%2e", "%2F", "..%2f..%2fetc", "a%00b", "%", "%%", "a=b", "docs:a", "*", "?", "a*b?c",
    "[a]", "[a](b)", "![a](b)", "`a`", "a`b", "``", "|", "a|b", "\\", "a\\b", "..\\..\\x", "<b>",
    "</details>", "<script>alert(1)</script>", "a>b", "&amp;", "&lt;", "#", "a#b", "# a", "a?b=c",
    "a&b", ":", "a:b", "C:", "c:\\x", "http:", "javascript:alert(1)", "mailto:a@b.c", "@a", "$HOME",
    "$(id)", "${x}", "{{7*7}}", "{% raw %}", "{# x #}", "__init__.py", "__main__.py", "_a_",
    "__a__", "*a*", "**", "!", "!a", "'", '"', "a'b\"c", '"quoted"', "a\nb", "\n", "a\n\nb",
    "a\n# b", "a\n```\nb", "a\rb", "a\tb", "a\x1b[31mb", "\x07", "\x7f", "a\x85b", "a\u2028b",
    "\u202eabc", "\u2066a\u2069", "\u200b", "a\u200bb", "\ufeffa", "é", "e\u0301", "\u00c5",
    "\u212b", "A\u030a", "ﬁ", "fi", "İ", "i̇", "ß", "SS", "ss", "Σ", "σ", "ς", "K", "\u212a", "語",
    "👩‍💻", "\U000e0041", "README", "readme", "README.md", "ReadMe.MD", "makefile", "Makefile",
    "GNUmakefile", "x.md", "x.MD", "X.Md", "a.py", "A.py", "a.PY", "a.Py", "\uf780", "a\uf7ffb",
    "1. a", "- a", "+ a", "> a", "===", "---", "~~~", "```", "    a", "a  b", "$a$", "\\(a\\)",
    "package.json", "Cargo.toml", "go.mod", "tsconfig.json", "requirements.txt", ".editorconfig",
)  # fmt: skip
_ENDINGS = ("", ".py", ".md", ".c", ".h", ".js", ".rs", ".json", ".toml", ".txt", ".sh", ".html")
#: Decide what is listed, by design; their own tests try them.
_RULES = frozenset((b".gitignore", b".gitattributes", b".git", b".hg", b".svn", b".bzr", b"_darcs",
                    b"CVS", b".jj", b".pijul", b".sourcebook-output", b"sourcebook.toml",
                    b"pyproject.toml"))
LONGEST, DEEPEST = 255, 200


def _usable(name: bytes) -> bool:
    return (0 < len(name) <= LONGEST and not {0, 0x2F} & set(name) and name not in _RULES
            and name not in (b".", b".."))


def _raw(dice: random.Random) -> bytes:
    return dice.randbytes(dice.choice((1, 2, 3, 8, 40, 255))).translate(None, b"\0/")


def _meaning(dice: random.Random) -> bytes:
    return (dice.choice(MEANING) + dice.choice(_ENDINGS)).encode()


def _every_byte(dice: random.Random) -> bytes:
    return b"a%cz%b" % (dice.randrange(1, 256), dice.choice(_ENDINGS).encode())


def _long(dice: random.Random) -> bytes:
    piece = dice.choice(("x", "%", "語", ".", " ", "<", "é", "\n", "X")).encode()
    end = dice.choice((b"", b"a", b"b", b".md", b".py", b"."))
    length = LONGEST - dice.randrange(3) - len(end)
    return piece * (length // len(piece)) + end


def _mixed(dice: random.Random) -> bytes:
    pieces = [dice.choice((*MEANING, "a", "B", ".", "\u0301", "\u202e", "\n", "%")) for _ in "ab"]
    return "".join(pieces).encode()[:LONGEST]


_MAKERS = (_raw, _meaning, _meaning, _meaning, _every_byte, _long, _mixed)


def name(dice: random.Random) -> bytes:
    """One name that an operating system takes."""
    while True:
        if _usable(made := dice.choice(_MAKERS)(dice)):
            return made


def _twins(one: bytes) -> Iterator[bytes]:
    """The same name as another file system, or another person, writes it."""
    try:
        text = one.decode()
    except UnicodeDecodeError:
        return
    for other in (text.upper(), text.lower(), text.swapcase(), unicodedata.normalize("NFC", text),
                  unicodedata.normalize("NFD", text)):
        if _usable(made := other.encode()) and made != one:
            yield made


def paths(seed: int, count: int) -> list[bytes]:
    """About ``count`` paths: wide, nested, one very deep one, and twins of names."""
    dice = random.Random(seed)
    folders = [b"", b"", b""]
    made = [b"/".join([b"d"] * DEEPEST + [b"deep.py"]),
            b"/".join([b"%<" * 9] * DEEPEST + [b"far.py"])]
    while len(made) < count:
        folder = dice.choice(folders)
        fresh = name(dice)
        made += [folder + one for one in (fresh, *_twins(fresh))]
        if dice.random() < 0.15:
            folders.append(folder + name(dice) + b"/")
    return _no_file_and_folder(made[:count])


def _no_file_and_folder(made: list[bytes]) -> list[bytes]:
    inner = {path[:at] for path in made for at, byte in enumerate(path) if byte == 0x2F}
    return [path for path in dict.fromkeys(made) if path not in inner]


def _content(path: bytes, others: list[bytes], dice: random.Random) -> bytes:
    """A source that refers to another file, as its language does."""
    other = os.path.relpath(dice.choice(others), os.path.dirname(path) or b".")
    if path.lower().endswith(b".md"):
        return b"# Title\n\nSee [it](%b) and [that](<%b>).\n" % (
            quote_from_bytes(other).encode(), other.replace(b"\n", b" "))
    if path.endswith((b".c", b".h")):
        return b'#include "%b"\nint f(void) { return 0; }\n' % other.replace(b"\n", b" ")
    if path.endswith(b".js"):
        return b"import x from './%b';\nexport function f() {}\n" % other.replace(b"\n", b" ")
    return b"def f():\n    pass\n"


def plant(root: Path, made: list[bytes], seed: int = 0) -> None:
    """Make the tree below ``root``, folder by folder, for a path may be longer than a call takes.

    Raises:
        OSError: the file system refuses a name.
    """
    root.mkdir(parents=True, exist_ok=True)
    dice = random.Random(seed)
    for path in made:
        _plant_one(root, path, _content(path, made, dice))


def _plant_one(root: Path, path: bytes, content: bytes) -> None:
    *folders, last = path.split(b"/")
    here = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for folder in folders:
            if not os.path.lexists(f"/proc/self/fd/{here}/".encode() + folder):
                os.mkdir(folder, dir_fd=here)
            below = os.open(folder, os.O_RDONLY | os.O_DIRECTORY, dir_fd=here)
            os.close(here)
            here = below
        file = os.open(last, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644, dir_fd=here)
        os.write(file, content)
        os.close(file)
    finally:
        os.close(here)
