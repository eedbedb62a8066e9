"""The truth table: for each kind of edit, exactly what is parsed, written and removed.

The expected side is ``truth_table.txt``; ``python -m tests.golden`` writes it anew. Its diff is to
be read like code: a page more is work that a reader of that page did not ask for, a page less may
be stale.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.conftest import Files, build_tree, make_tree, read_pages

TABLE = Path(__file__).with_name("truth_table.txt")

TREE: Files = {
    "README.md": "# Shop\n\nA shop that adds up.\n\nSee [the cart](shop/cart.py).\n",
    "shop/__init__.py": '"""Baskets of goods."""\nfrom .cart import Cart\n',
    "shop/cart.py": (
        '"""The basket."""\nimport json\nfrom .money import price\n\n\nclass Cart(dict):\n'
        '    """Goods."""\n\n    def total(self):\n        """What it costs."""\n'
        "        return price(1)\n"
    ),
    "shop/money.py": ('"""Prices."""\n\n\ndef price(n):\n    """A price."""\n    return n\n'),
    "shop/big.py": (
        '"""Large baskets."""\nfrom shop import Cart\nimport shop.later\n\n\n'
        'class Big(Cart):\n    """Many goods."""\n'
    ),
    "tests/test_cart.py": (
        "from shop.cart import Cart\n\n\ndef test_total():\n    assert Cart().total() == 1\n"
    ),
    "src/main.c": (
        '#include "util.h"\n#include <stdio.h>\n#include "soon.h"\nint main(void) { return 0; }\n'
    ),
    "src/util.h": "/* Helps. */\nint helped(int n);\n#define LIMIT 3\n",
    "src/pair.h": "int zipped(void);\n",
    "src/pair.c": "int zipped(void) { return 2; }\n",
    "docs/guide.md": "# Guide\n\nRead [more](more.md).\n",
    "setup.cfg": "[tool]\nkey = 1\n",
}

Edit = Callable[[Path], object]


def put(path: str, text: str) -> Edit:
    """Write a file."""
    return lambda source: make_tree(source, {path: text})


def binary(path: str) -> Edit:
    return lambda source: (source / path).write_bytes(b"\0\1\2")


def swap(path: str, old: str, new: str) -> Edit:
    """Replace a piece of a file."""

    def edit(source: Path) -> None:
        text = (source / path).read_text()
        assert text.count(old) == 1, (path, old)
        (source / path).write_text(text.replace(old, new))

    return edit


def delete(path: str) -> Edit:
    return lambda source: (source / path).unlink()


def delete_folder(path: str) -> Edit:
    return lambda source: shutil.rmtree(source / path)


def rename(path: str, target: str) -> Edit:
    return lambda source: (source / path).rename(source / target)


def touch(path: str) -> Edit:
    return lambda source: (source / path).touch()


def commit(*arguments: str) -> Edit:
    """Commit all that the tree holds."""

    def edit(source: Path) -> None:
        git(source, "add", ".")
        git(source, "commit", "-q", "-m", "words", *arguments)

    return edit


def git(source: Path, *arguments: str) -> None:
    """Run git, as somebody and at a time that are always the same."""
    who = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER")
           for what, value in (("NAME", "Ada"), ("EMAIL", "a@b"), ("DATE", "1700000000 +0900"))}
    subprocess.run(["git", "-C", str(source), *arguments], check=True, capture_output=True,
                   env={**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull})


def in_turn(*edits: Edit) -> Edit:
    """Several edits as one."""

    def edit(source: Path) -> None:
        for one in edits:
            one(source)

    return edit


def checkout(source: Path) -> None:
    """Make the tree a checkout whose pages show its history."""
    make_tree(source, {"sourcebook.toml": "history = true\n"})
    git(source, "init", "-q", "-b", "main")
    commit()(source)


def with_coverage(source: Path) -> None:
    """Let pages show a tracefile that lies in the tree, but is no source."""
    make_tree(source, {
        "sourcebook.toml": 'coverage = "lcov.info"\nexclude = ["lcov.info"]\n',
        "lcov.info": "TN:\nSF:shop/money.py\nDA:6,0\nend_of_record\n"})


EDITS: tuple[tuple[str, Edit], ...] = (
    ("a function body", swap("shop/money.py", "return n", "return n + 0")),
    ("a comment behind code", swap("shop/money.py", "return n", "return n  # so")),
    ("a new blank line", swap("shop/money.py", "\n\n\ndef", "\n\n\n\ndef")),
    ("a signature", swap("shop/money.py", "price(n)", "price(n, m=1)")),
    ("a one-line doc", swap("shop/money.py", "A price.", "The price.")),
    ("a module docstring", swap("shop/money.py", "Prices.", "All prices.")),
    ("a package docstring", swap("shop/__init__.py", "Baskets of goods.", "Baskets.")),
    ("a renamed function", swap("shop/money.py", "def price", "def cost")),
    (
        "a new function",
        swap("shop/money.py", "    return n\n", "    return n\n\n\ndef tax(n):\n    return n\n"),
    ),
    (
        "a new method",
        swap(
            "shop/cart.py",
            "        return price(1)\n",
            "        return price(1)\n\n    def empty(self):\n        return not self\n",
        ),
    ),
    ("a new base class", swap("shop/cart.py", "Cart(dict)", "Cart(dict, object)")),
    (
        "a new import of the standard library",
        swap("shop/money.py", '"""Prices."""', '"""Prices."""\nimport os'),
    ),
    (
        "a new import of the tree",
        swap("shop/money.py", '"""Prices."""', '"""Prices."""\nimport tests.test_cart'),
    ),
    ("an import that goes", swap("shop/big.py", "import shop.later\n", "")),
    (
        "another name for an import",
        swap("shop/big.py", "from shop import Cart\n", "from shop import Cart as C\n"),
    ),
    ("a file that was looked for", put("shop/later.py", '"""Came."""\n')),
    ("a header that was looked for", put("src/soon.h", "int soon;\n")),
    ("a page that a document links to", put("docs/more.md", "# More\n\nMore words here.\n")),
    ("a new file nobody asked for", put("shop/extra.py", '"""More."""\n')),
    ("a new folder", put("tools/run.sh", "#!/bin/sh\necho\n")),
    ("a new empty file", put("shop/none.txt", "")),
    ("a binary file", binary("shop/logo.bin")),
    ("a deleted leaf", delete("setup.cfg")),
    ("a deleted module that others import", delete("shop/money.py")),
    ("a deleted header", delete("src/util.h")),
    ("an implementation beside its header", put("src/util.c", "int helped(int n) { return n; }\n")),
    ("a stub beside its module", put("shop/money.pyi", "def price(n: int) -> int: ...\n")),
    ("an implementation that goes", delete("src/pair.c")),
    ("a header that goes", delete("src/pair.h")),
    ("a deleted test", delete("tests/test_cart.py")),
    ("a deleted folder", delete_folder("docs")),
    ("a renamed file", rename("shop/money.py", "shop/coins.py")),
    ("a renamed folder", rename("src", "csrc")),
    ("a touched file", touch("shop/money.py")),
    ("a README paragraph", swap("README.md", "A shop that adds up.", "A shop.")),
    ("a README heading", swap("README.md", "# Shop", "# The Shop")),
    ("a link in a document", swap("docs/guide.md", "[more](more.md)", "[cart](../shop/cart.py)")),
    ("a key in a configuration", swap("setup.cfg", "key", "other")),
    ("a value in a configuration", swap("setup.cfg", "= 1", "= 2")),
    ("a test's body", swap("tests/test_cart.py", "== 1", "== 2")),
    ("a syntax error", swap("shop/money.py", "def price(n):", "def price(n:")),
    ("a C body", swap("src/main.c", "return 0", "return 1")),
    ("a macro's value", swap("src/util.h", "LIMIT 3", "LIMIT 4")),
    ("a new macro", swap("src/util.h", "#define", "#define OTHER 1\n#define")),
    ("an include that goes", swap("src/main.c", '#include "util.h"\n', "")),
    ("an ignore rule", put(".gitignore", "docs/\n")),
    ("a vendored attribute", put(".gitattributes", "shop/money.py linguist-vendored\n")),
    ("a test runner is set up", put("pytest.ini", "[pytest]\n")),
    ("a declared dependency", put("requirements.txt", "pytest\n")),
    ("an alias in a compiler's configuration", swap("web/tsconfig.json", "/lib/", "/other/")),
    ("another value in that configuration", swap("web/tsconfig.json", "true", "false")),
    ("a configuration that is nearer", put("web/ui/tsconfig.json", "{}\n")),
    ("the entry of a package", swap("web/kit/package.json", "one.ts", "two.ts")),
    ("a folder in a compilation database", swap("compile_commands.json", "-Ione", "-Itwo")),
    ("a compilation database that goes", delete("compile_commands.json")),
    ("a title", put("sourcebook.toml", 'title = "Other"\n')),
    ("another class of the same base", put(
        "shop/small.py", '"""Few."""\nfrom shop import Cart\n\n\nclass Small(Cart):\n    pass\n')),
    ("history is switched on", checkout),
    ("a commit of a body",
     in_turn(swap("shop/money.py", "return n", "return n + 0"), commit())),
    ("a commit without a change", commit("--allow-empty")),
    ("an amended commit", commit("--amend", "--author", "Bob <b@c>")),
    ("another branch without a commit", lambda source: git(source, "switch", "-q", "-c", "b")),
    ("coverage is measured again", put("lcov.info", "TN:\nSF:shop/money.py\nDA:6,1\n")),
    ("coverage that is gone", delete("lcov.info")),
    ("a checkout that loses its history", lambda source: shutil.rmtree(source / ".git")),
)

def with_web(source: Path) -> None:
    """Add sources that import by an alias, by the name of a package, and by neither."""
    make_tree(source, {
        "web/tsconfig.json": (
            '{"compilerOptions": {"strict": true, "paths": {"@/*": ["./lib/*"]}}}\n'),
        "web/lib/sum.ts": "export const sum = 1;\n",
        "web/other/sum.ts": "export const sum = 2;\n",
        "web/ui/view.ts": 'import { sum } from "@/sum";\n',
        "web/ui/kits.ts": 'import { one } from "kit";\n',
        "web/plain.ts": 'import { sum } from "./lib/sum";\n',
        "web/kit/package.json": '{"name": "kit", "main": "one.ts"}\n',
        "web/kit/one.ts": "export const one = 1;\n",
        "web/kit/two.ts": "export const one = 2;\n"})


def with_commands(source: Path) -> None:
    """Add a header of which there are two, and what tells which is meant by one of its users."""
    make_tree(source, {
        "one/same.h": "int one;\n", "two/same.h": "int two;\n",
        "app/told.c": "#include <same.h>\nint told;\n",
        "app/untold.c": "#include <same.h>\nint untold;\n",
        "compile_commands.json": (
            '[{"directory": ".", "file": "app/told.c", "command": "cc -Ione -c app/told.c"}]\n')})


#: What is done before the first build of an edit.
PREPARED: dict[str, Edit] = {
    "an alias in a compiler's configuration": with_web,
    "another value in that configuration": with_web,
    "a configuration that is nearer": with_web,
    "the entry of a package": with_web,
    "a folder in a compilation database": with_commands,
    "a compilation database that goes": with_commands,
    "a commit of a body": checkout,
    "a commit without a change": checkout,
    "an amended commit": checkout,
    "another branch without a commit": checkout,
    "coverage is measured again": with_coverage,
    "coverage that is gone": with_coverage,
    "a checkout that loses its history": checkout,
}


class Effect(NamedTuple):
    """What one edit made a build do."""

    parsed: int
    written: tuple[str, ...]
    removed: tuple[str, ...]

    def text(self) -> str:
        lines = [f"parsed {self.parsed}"] if self.parsed else []
        lines += [f"+ {page}" for page in self.written] + [f"- {page}" for page in self.removed]
        return "\n".join(lines or ["nothing"])


def effect(name: str, edit: Edit, root: Path) -> Effect:
    """Build a tree below ``root``, edit it, build again, compare."""
    source, out = make_tree(root / "src", TREE), root / "out"
    PREPARED.get(name, lambda source: None)(source)
    build_tree(source, out, root / "cache")
    before = read_pages(out)
    edit(source)
    counts = build_tree(source, out, root / "cache")
    after = read_pages(out)
    return Effect(
        counts.parsed,
        tuple(sorted(p for p in after if after[p] != before.get(p))),
        tuple(sorted(before.keys() - after.keys())),
    )


def table(root: Path) -> Iterator[str]:
    """The whole table as text, one block for each edit."""
    for number, (name, edit) in enumerate(EDITS):
        yield f"{name}\n{effect(name, edit, root / str(number)).text()}\n"


def expected() -> dict[str, str]:
    """Name of an edit -> what it is known to do."""
    blocks = TABLE.read_text(encoding="utf-8").split("\n\n")
    return dict(block.strip("\n").split("\n", 1) for block in blocks)  # type: ignore[misc]
