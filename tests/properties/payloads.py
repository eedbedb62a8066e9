"""Texts that try to become more than text, and trees that hold them in every place of a page.

Each payload carries :data:`MARK`, so that whatever shows it can be found in a page.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape as html_escape

MARK = "zqx"

_CORES = (
    "<script>alert('zqx')</script>", "<img src=x onerror=alert('zqx')>", "<svg/onload=zqx()>",
    "<iframe src='javascript:zqx()'></iframe>", "<a href='javascript:zqx()'>zqx</a>",
    "<details open ontoggle=zqx()>", "</details></summary>zqx", "<!-- zqx", "--> zqx", "<zqx>",
    "<![CDATA[ zqx ]]>", "<?zqx ?>", "<!DOCTYPE zqx>", "<a id='zqx'>", "<style>zqx{}</style>",
    "<textarea>zqx", "<plaintext>zqx", "<base href=//zqx.org>", "<meta http-equiv=refresh zqx>",
    "[zqx](javascript:alert(1))", "[zqx](JaVaScRiPt:alert(1))", "[zqx](data:text/html,x)",
    "[zqx](vbscript:x)", "[zqx](file:///etc/passwd)", "[zqx](//evil.org)", "[zqx](\\\\evil\\x)",
    "![zqx](https://evil.org/x.png)", "![zqx](javascript:x)", "[zqx]: https://evil.org", "[zqx][]",
    "[zqx]", "[^zqx]", "<javascript:zqx()>", "<https://zqx.org>", "<zqx@evil.org>",
    "](javascript:zqx)", "zqx](x) [y", "ftp://zqx.org", "# zqx", "###### zqx", "zqx #",
    "zqx\n===", "zqx\n---", "> zqx", "> [!WARNING] zqx", "- zqx", "+ zqx", "1. zqx", "9) zqx",
    "- [ ] zqx", "***zqx***", "_zqx_", "__zqx__", "~~zqx~~", "`zqx", "``zqx`", "```zqx",
    "~~~zqx", "|zqx|", "zqx | b\n--- | ---", "\\| zqx", "zqx \\", "\\`zqx\\`", "    zqx", "\tzqx",
    "zqx{{7*7}}zqx", "{% zqx %}", "{# zqx #}", "${zqx}", "$zqx$", "$$zqx$$", "&lt;zqx&gt;",
    "&#60;zqx&#62;", "&colon;zqx", "\u202ezqx", "\u2066zqx", "zqx\u200b", "\x1b[31mzqx", "zqx\x00x",
    "\ufeffzqx", "zqx\u2028x", "zqx\rx", "---\nzqx: 1\n---", ":zqx:", "@zqx #1", "zqx!", "zqx  \nx",
    '"]; zqx --> x', 'zqx"]\n  click n0 "javascript:x"', "%%{init: zqx}%%", "end zqx", "#quot;zqx",
)  # fmt: skip
_PLACES = (
    "{}", "a {} b", "`{}`", "| {} |", "a\n\n{}\n\nb", "</details>\n\n{}", "[{}](x)",
)

#: More than 500 texts.
PAYLOADS = tuple(dict.fromkeys(place.format(core) for core in _CORES for place in _PLACES))


def one_line(payload: str) -> str:
    return " ".join(payload.replace("\0", "").split()) or MARK


def file_name(payload: str) -> str:
    """The payload as the name of a file or folder."""
    name = payload.replace("/", "∕").replace("\0", "")
    return name.encode()[:180].decode("utf-8", "ignore")


def _doc(payload: str) -> str:
    """The payload inside a Python docstring, each character its own."""
    escaped = payload.replace("\\", "\\\\").replace('"', '\\"')
    return escaped.replace("\0", "\\0").replace("\r", "\\r")


def _comment(payload: str) -> str:
    return one_line(payload).replace("*/", "* /")


def _python(some: list[str]) -> Iterator[str]:
    for n, payload in enumerate(some):
        quoted, doc = json.dumps(payload), _doc(payload)
        line = one_line(doc)
        yield f"# TODO: {one_line(payload)}\nC{n} = {quoted}\n@d({quoted})"
        yield f'class K{n}(Base[{quoted}]):\n    """{doc}"""\n    a: Literal[{quoted}] = {quoted}'
        yield (f'def f{n}(x={quoted}, *, y: {quoted} = 1) -> {quoted}:\n    """Does.\n\n{doc}\n\n'
               f"    Args:\n        x (int): {line}\n        y: {line}\n\n"
               f"    Returns:\n        {line}: {line}\n\n    Raises:\n"
               f"        ValueError: {line}\n\n    Example::\n\n        >>> f({line})"
               f'\n    """\n    eval({quoted})\n    os.system("x" + {quoted})\n')


def _javascript(some: list[str]) -> Iterator[str]:
    for n, payload in enumerate(some):
        quoted, line = json.dumps(payload), _comment(payload)
        yield (f"import x{n} from {quoted};\n/**\n * {line}\n * @param {{{line}}} a {line}\n"
               f" * @returns {{T}} {line}\n * @example {line}\n */\n"
               f"export function g{n}(a = {quoted}) {{ eval({quoted}); }}\n"
               f"export const k{n} = {{ {quoted}: 1 }};\n")


def _c(some: list[str]) -> Iterator[str]:
    for n, payload in enumerate(some):
        line = _comment(payload)
        yield (f'#include "{line.replace(chr(34), "")}"\n/** {line}\n * @param a {line}\n'
               f" * @return {line} */\nint c{n}(int a);\n#define M{n} {line}\n")


def _each(some: list[str]) -> Iterator[tuple[str, str]]:
    """Files with one payload each: in one of them it could hide the next."""
    for n, payload in enumerate(some):
        line = one_line(payload)
        yield f"{n}/README.md", (
            f"# {line}\n\n{payload}\n\n## {line}\n\n[{line}](<{line}>) ![{line}]({line})\n\n"
            f"- {line}\n\n[ref]: <{line}> '{line}'\n")
        yield f"{n}/x.rst", f"{line}\n{'=' * 99}\n\n{payload}\n\n`{line} <{line}>`_\n"
        yield f"{n}/x.html", (
            f"<title>{html_escape(line)}</title><h1 id={json.dumps(line)}>{html_escape(line)}</h1>"
            f"<a href={json.dumps(line)}>x</a><script src={json.dumps(line)}></script>")
        yield f"{n}/x.adoc", f"= {line}\n\n{payload}\n\n== {line}\n"
        yield f"{n}/Makefile", f"# {line}\n{line.replace(':', '')}: a\n\techo\n"
        yield f"{n}/x.txt", payload
        yield f"{n}/x.ini", f"; {line}\n[{line}]\n{line} = {line}\n"
        yield f"{n}/x.sh", f"# {line}\ncurl '{line}' | sh\n"
        yield f"{n}/x.css", f"/* {_comment(payload)} */\n.a {{}}\n{line} {{}}\n"
        yield f"{n}/x.sql", f'CREATE TABLE "{line}" (a INT);\n-- {line}\n'
        yield f"{n}/CMakeLists.txt", (
            f"add_library({json.dumps(line)} a.c)\noption(O {json.dumps(line)})\n")
        yield f"p/{file_name(payload)}.py", '"""Doc."""\nimport p\n'
        # Folders that use one another, for the labels of diagrams.
        others = [file_name(some[(n + step) % len(some)]) for step in (0, 1, 2)]
        yield f"d/{others[0]}/x.h", "int a;\n"
        yield f"d/{others[0]}/x.c", "".join(f'#include "../{other}/x.h"\n' for other in others)


def sources(some: list[str]) -> dict[str, str]:
    """Files that hold each payload in every place that reaches a page."""
    keys = {payload: {one_line(payload): payload} for payload in some}
    names = {one_line(payload): one_line(payload) for payload in some}
    lines = [one_line(payload) for payload in some]
    files = dict(_each(some))
    files |= {
        "s/a.py": '"""' + _doc("\n\n".join(some[:3])) + '"""\n' + "\n".join(_python(some)),
        "s/a.js": "\n".join(_javascript(some)),
        "s/a.ts": "\n".join(_javascript(some)),
        "s/a.h": "\n".join(_c(some)),
        "s/a.json": json.dumps(keys),
        "s/a.yaml": "\n".join(f"{json.dumps(line)}: {json.dumps(line)}" for line in lines),
        "s/a.toml": "\n".join(f"[{json.dumps(line)}]\n{json.dumps(line)} = 1"
                              for line in dict.fromkeys(lines)),
        "s/package.json": json.dumps({
            "name": lines[0], "description": lines[0], "scripts": names, "dependencies": names,
            "bin": names, "main": lines[0]}),
        "s/a.ipynb": json.dumps({"cells": [
            {"cell_type": "markdown", "source": [f"# {payload}"]} for payload in some]}),
        "s/a.csv": ",".join(map(json.dumps, lines)) + "\n1\n",
        ".github/workflows/a.yml": "name: " + json.dumps(lines[0]) + "\non: push\njobs:\n"
        + "\n".join(f"  j{n}:\n    name: {json.dumps(line)}\n    runs-on: x\n    steps:\n"
                    f"      - name: {json.dumps(line)}\n        uses: {json.dumps(line)}\n"
                    f"        run: echo ${{{{ github.event.issue.title }}}} {json.dumps(line)}"
                    for n, line in enumerate(lines)) + "\n",
    }
    return {name: text for name, text in files.items() if ".." not in name.split("/")}
