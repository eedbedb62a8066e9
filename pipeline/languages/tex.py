"""TeX, LaTeX and Texinfo: sections, labels, commands defined, files and packages used."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.languages import Source
from pipeline.languages.outline import Mark, nest
from pipeline.languages.prose import clip, file_comment, first_real
from pipeline.model import Extraction, Import, Symbol

_LEVELS = {
    "part": 1, "chapter": 2, "section": 3, "subsection": 4, "subsubsection": 5, "paragraph": 6,
    "top": 1, "unnumbered": 2, "appendix": 2, "unnumberedsec": 3, "appendixsec": 3,
    "unnumberedsubsec": 4,
}  # fmt: skip
_BRACED = r"\{((?:[^{}]|\{[^{}]*+\})*+)\}"
_COMMAND = re.compile(
    rf"\\(?P<section>part|chapter|(?:sub){{0,2}}section|paragraph)\*?(?:\[[^\]]*\])?{_BRACED}"
    rf"|\\(?P<label>label){_BRACED}"
    rf"|\\(?P<title>title)(?:\[[^\]]*\])?{_BRACED}"
    rf"|\\(?P<file>input|include|subfile|bibliography|addbibresource|includegraphics|lstinputlisting)"
    rf"(?:\[[^\]]*\])?{_BRACED}"
    rf"|\\(?P<package>usepackage|RequirePackage|documentclass|LoadClass)(?:\[[^\]]*\])?{_BRACED}"
    r"|\\(?P<new>newcommand|providecommand|DeclareRobustCommand|newenvironment"
    r"|NewDocumentCommand|def|gdef|edef)\*?\s*\{?\\?(?P<macro>[A-Za-z@]+)\}?"
    r"|\\begin\{(?P<verbatim>verbatim|lstlisting|minted|comment)\*?\}"
)
_TEXINFO = re.compile(
    r"@(?P<section>top|chapter|(?:sub){0,2}section|unnumbered(?:sec|subsec)?|appendix(?:sec)?)"
    r"[ \t]+(?P<name>.+)|@(?P<file>include|verbatiminclude)[ \t]+(?P<path>\S+)"
    r"|@(?P<title>settitle)[ \t]+(?P<settitle>.+)"
    r"|@def(?P<def>fn|un|mac|spec|tp|opt|vr|var|typefun|typefn|typevar|typevr)x?[ \t]+(?P<of>.+)"
)
_COMMENT = re.compile(r"(?<!\\)%.*")
_MARKUP = re.compile(r"\\[A-Za-z@]+\*?\s?|[{}$]|\\(?=.)|~")
_WORDS = re.compile(r"\{[^}]*\}|(?:@\w+\{[^}]*\}|[^\s{])+")
_KINDS = {"tp": "type", "opt": "variable", "vr": "variable", "var": "variable", "mac": "macro"}
_TEXI_MARKUP = re.compile(r"@\w+\{([^{}]*)\}|@([@{}])")


def extract(source: Source) -> Extraction:
    """The outline of a document or the commands of a package."""
    if source.name.endswith((".texi", ".texinfo")) or "\\input texinfo" in source.text[:500]:
        return _texinfo(source)
    lines = [_COMMENT.sub("", line) for line in source.text.split("\n")]
    marks: list[Mark] = []
    imports: list[Import] = []
    title = ""
    for match, number in _commands(lines):
        if match["section"]:
            marks.append(Mark(_LEVELS[match["section"]], plain(match[2]), number))
        elif match["label"]:
            marks.append(Mark(10, match[4], number, "label", end_line=number))
        elif match["title"]:
            title = title or plain(match[6])
        elif match["file"]:
            imports.append(Import(match[8].strip(), number, kind="include"))
        elif match["package"]:
            imports += [Import(name.strip(), number, kind="dependency")
                        for name in match[10].split(",")]
        elif match["macro"]:
            marks.append(Mark(11, match["macro"], number, "macro", end_line=number))
    found = [item for item in dict.fromkeys(imports) if item.module]
    return Extraction(
        doc=first_real(_paragraphs(lines)) or file_comment(source), title=clip(title),
        symbols=_nest(marks, source), imports=tuple(found), method="scanner")


def _commands(lines: list[str]) -> Iterator[tuple[re.Match[str], int]]:
    """Commands with their line, except those that verbatim text shows."""
    verbatim = ""
    for number, line in enumerate(lines, 1):
        if verbatim:
            verbatim = "" if f"\\end{{{verbatim}" in line else verbatim
            continue
        for match in _COMMAND.finditer(line):
            if match["verbatim"]:
                verbatim = match["verbatim"]
                if f"\\end{{{verbatim}" in line[match.end():]:
                    verbatim = ""
                break
            yield match, number


def _nest(marks: list[Mark], source: Source) -> tuple[Symbol, ...]:
    distinct = {(mark.kind, mark.name, mark.line): mark for mark in marks if mark.name}
    return nest(list(distinct.values()), source.text.rstrip("\n").count("\n") + 1)


def plain(text: str) -> str:
    """Words without commands and braces."""
    return " ".join(_MARKUP.sub("", text.replace("~", " ").replace("\\\\", " ")).split())


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """The abstract, then the text from where the document begins."""
    text = "\n".join(lines[:2_000])
    for start in ("\\begin{abstract}", "\\begin{document}"):
        _, found, body = text.partition(start)
        for paragraph in body.split("\n\n")[:20] if found else ():
            if not paragraph.lstrip().startswith("\\") or start == "\\begin{abstract}":
                yield plain(paragraph.partition("\\end{abstract}")[0])


def _texinfo(source: Source) -> Extraction:
    marks: list[Mark] = []
    imports: list[Import] = []
    title = ""
    for number, line in enumerate(source.text.split("\n"), 1):
        match = _TEXINFO.match(line)
        if match is None:
            continue
        if match["section"]:
            marks.append(Mark(_LEVELS.get(match["section"], 4), _texi(match["name"]), number))
        elif match["file"]:
            imports.append(Import(match["path"], number, kind="include"))
        elif match["title"]:
            title = _texi(match["settitle"])
        else:
            marks += _definition(match["def"], match["of"], number)
    return Extraction(
        doc=first_real(_texi(text) for text in source.text[:20_000].split("\n\n")
                       if not text.lstrip().startswith(("@", "\\"))),
        title=clip(title), symbols=_nest(marks, source), imports=tuple(imports), method="scanner")


def _definition(word: str, written: str, number: int) -> list[Mark]:
    """``@deftypefn {Library Function} int name (…)``: category and type stand before the name."""
    parts = _WORDS.findall(written)
    before = ("fn" in word or word in ("tp", "vr", "typevr")) + word.startswith("type")
    if len(parts) <= before:
        return []
    kind = _KINDS.get(word.removeprefix("type"), "function")
    signature = " ".join(map(_texi, parts[before + 1 :]))
    return [Mark(10, _texi(parts[before]), number, kind, end_line=number,
                 signature=f" {signature}" if signature else "")]


def _texi(text: str) -> str:
    return " ".join(_TEXI_MARKUP.sub(lambda match: match[1] or match[2] or "", text).split())
