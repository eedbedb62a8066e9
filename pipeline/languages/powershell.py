"""PowerShell: functions, classes, enums, parameters, imports, Pester's tests, module manifests.

A scanner: it blanks comments and strings, finds what begins a definition and hops from brace to
brace. Comment-based help gives the documentation, wherever PowerShell itself looks for it.
"""

from __future__ import annotations

import re
from itertools import islice

from pipeline.languages import Source
from pipeline.languages.blanked import Outline
from pipeline.languages.keys import value_signature
from pipeline.languages.prose import clip
from pipeline.languages.scriptwalk import flatten
from pipeline.model import Extraction

#: What ``"$(…)"`` holds in a string may have strings of its own.
_SUBEXPRESSION = r'\$\((?:[^()"\'\n]|"[^"\n]*"|\'[^\'\n]*\'|\([^()\n]*\)){0,60}\)'
_TOKENS = re.compile(
    r'(?P<comment><\#(?:(?!\#>)[\s\S])*+(?:\#>|\Z)|(?<![^\s;(){}|,&\[\]"\'=])\#[^\n]*)'
    r'|@"[ \t]*\n(?:(?!\n"@)[\s\S])*+(?:\n"@|\Z)|@\'[ \t]*\n(?:(?!\n\'@)[\s\S])*+(?:\n\'@|\Z)'
    rf'|(?<!`)"(?:[^"`$]|`[\s\S]|""|{_SUBEXPRESSION}|\$)*+(?:"|\Z)'
    r"|(?<!`)'(?:[^']|'')*+(?:'|\Z)")
_START = r"(?:^|(?<=[;{}\]]))[ \t]*"
_FOUND = re.compile(
    rf"""{_START}(?:
      (?P<word>function|filter|workflow|configuration)[ \t\n]+
        (?:(?P<scope>global|script|local|private):)?(?P<name>[A-Za-z_][\w.:?!-]*)
    | (?P<type>class|enum)[ \t]+(?P<of>[A-Za-z_]\w*)[ \t\n]*
        (?::[ \t\n]*(?P<bases>[\w.,\[\] \t\n]+))?\{{
    | (?P<test>describe|context|it)[ \t]+(?:-name[ \t]+)?(?P<title>")
    | using[ \t]+(?P<using>module|namespace)[ \t]+
    | (?P<import>import-module|ipmo)[ \t]+(?:-name[ \t]+)?
    | \.[ \t]+(?P<source>(?="|\$|\.)\S)
    | (?:set|new)-alias[ \t]+(?:-name[ \t]+)?(?P<alias>[A-Za-z][\w-]*)[ \t]+(?:-value[ \t]+)?
        (?P<meant>[A-Za-z][\w.\\-]*)
    | (?P<param>param)[ \t\n]*\()""",
    re.MULTILINE | re.IGNORECASE | re.VERBOSE)
_MEMBER = re.compile(
    r"""(?:^|(?<=[;{}\]]))[ \t]*(?P<before>(?:(?:static|hidden)\b[ \t\n]*|\[[^\[\]\n]*+
    (?:\[[^\[\]\n]*+\][^\[\]\n]*+)*+\][ \t\n]*)*+)
    (?:\$(?P<property>\w+)|(?P<method>[A-Za-z_]\w*)[ \t]*\()""",
    re.MULTILINE | re.IGNORECASE | re.VERBOSE)
_ENUMERATOR = re.compile(
    r"(?:^|(?<=[;{]))[ \t]*([A-Za-z_]\w*)[ \t]*(?:=[ \t]*([^\n;}]+))?(?=[\n;}])", re.MULTILINE)
_END_OF_VALUE = re.compile(r"[\n;(\[{}]")
_BODY = re.compile(r"[ \t\n]*\{")
_PARENTHESIS = re.compile(r"[ \t\n]*\(")
_FIRST_COMMENT = re.compile(r"[ \t\n]*(<#(?:(?!#>)[\s\S])*+#>|#[^\n]*\n(?:[ \t]*#[^\n]*\n)*+)")
_NEXT_BRACE = re.compile(r"[^\n{};]*\{")
#: A test's data may stand in braces before its body.
_DATA_BLOCKS = 3
_HEADING = re.compile(r"^[ \t]*\.([A-Z]\w+)[ \t]*(\S*)[ \t]*$", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\[(?!CmdletBinding|OutputType)[A-Za-z_.]+\(", re.IGNORECASE)
_CMDLET = re.compile(
    r"[ \t\n]*(?:\[[^\[\]]*+(?:\[[^\[\]]*+\][^\[\]]*+)*+\][ \t\n]*)*+param[ \t\n]*\(",
    re.IGNORECASE)
_REQUIRED = re.compile(r"\bmandatory\b(?!\s*=\s*\$false)", re.IGNORECASE)
_PARAMETER = re.compile(r"\$(\w+)")
_TYPE = re.compile(r"\[([A-Za-z_][\w.]*(?:\[[\w., \[\]]*\])?)\]\s*\Z")
_REQUIRES = re.compile(r"^#requires[ \t]+-modules?[ \t]+([^\n]+)", re.IGNORECASE | re.MULTILINE)
#: Code that takes the comment right above it for its own.
_OWNER = re.compile(r"(?:\$\w+:|function|filter|workflow|class|enum|\[)", re.IGNORECASE)
_MODULE = re.compile(r"[A-Za-z_][\w.-]*\Z")
_QUOTED = re.compile(r"""['"]([^'"\n]*)['"]""")
_STRING = re.compile(r"'(?:[^']|'')*+'|\"[^\"]*\"")
_WRITTEN = re.compile(r"""["']([^"'\n]*)["']|([^\s;|)}"']+)""")
_HERE = re.compile(
    r"\A(?:\$\{?PSScriptRoot\}?|\$\(?Split-Path[^)]*\)|\$(?:here|PSCommandRoot))[\\/]",
    re.IGNORECASE)
_KEY = re.compile(r'^[ \t]*(?:([A-Za-z_]\w*)|"( +)")[ \t]*=[ \t]*', re.MULTILINE)
_NAMES_FILES = ("RootModule", "ModuleToProcess", "NestedModules", "ScriptsToProcess",
                "TypesToProcess", "FormatsToProcess")
_LONGEST_VALUE = 20_000
#: Variables of one parameter's declaration that are looked at for its name.
_MOST_VARIABLES = 20


def extract(source: Source) -> Extraction:
    """What a script, a module or a module's manifest declares."""
    if source.name.lower().endswith(".psd1"):
        return _Manifest(source).run()
    return _Script(source).run()


class _Script(Outline):
    """Code: a script, a module or a file of tests."""

    def __init__(self, source: Source) -> None:
        super().__init__(source, _TOKENS)
        self.closes = self.brackets()
        self._has_parameters = False
        self._sections_of_file = next(filter(None, map(_sections, self.remarks())), {})

    def run(self) -> Extraction:
        for match in _REQUIRES.finditer(self.text):
            for part in match[1].split(","):
                name = part.strip().strip("'\"")
                if _MODULE.match(name):
                    self.found.add_import(name, self.line(match.start()), kind="dependency")
        place = 0
        while (found := _FOUND.search(self.code, place)) is not None:
            place = max(found.end(), self._take(found))
        return self.extraction(doc=self._file_doc(), owner=_OWNER)

    def _take(self, match: re.Match[str]) -> int:
        """Record what begins at a match; where the search goes on."""
        if match["word"]:
            return self._function(match)
        if match["type"]:
            return self._type(match)
        if match["title"]:
            self._test(match)
        elif match["using"] or match["import"]:
            self._import(match)
        elif match["source"]:
            self._sourced(match.start("source"))
        elif match["alias"]:
            self.define("alias", match["alias"], match.start("alias"), match.end(),
                        qualname=match["alias"], signature=f"= {match['meant']}")
        elif match["param"] and self.around(match.start()) < 0:
            return self._script_parameters(match.end() - 1)
        return match.end()

    # -- functions ---------------------------------------------------------------------------

    def _function(self, match: re.Match[str]) -> int:
        place = match.end()
        shown = ""
        opening = _PARENTHESIS.match(self.code, place)
        if opening is not None:
            close = self.closes.get(opening.end() - 1, -1)
            if close < 0:
                return place
            shown, place = self._parameters(opening.end() - 1, close), close + 1
        body = _BODY.match(self.code, place)
        if body is None:
            return place
        brace = body.end() - 1
        close = self.closes.get(brace, len(self.code))
        param = _CMDLET.match(self.code, brace + 1)
        if param is not None and (end := self.closes.get(param.end() - 1)) is not None:
            shown = self._parameters(param.end() - 1, end)
        start = match.start("word")
        scope, word = (match["scope"] or "").lower(), match["word"].lower()
        modifiers = (*((word,) if word != "function" else ()), *((scope,) if scope else ()))
        name = match["name"].rstrip(":")
        outer = self.kind_around(start)
        modifiers += ("nested",) if outer == "function" else ()
        # A function is called by its bare name wherever it is defined.
        self.define("function", name, start, close + 1, qualname=name, signature=shown or "()",
                    doc=self._help(start, brace), modifiers=modifiers)
        return brace + 1

    def _parameters(self, opening: int, close: int) -> str:
        """The parameters with their types and defaults, without attributes, on one line."""
        written: list[str] = []
        for start, end in self._parts(opening + 1, close):
            kept = self._without_attributes(start, end)
            if "$" in kept:
                written.append(flatten(kept))
        return f"({', '.join(written)})"

    def _parts(self, start: int, end: int) -> list[tuple[int, int]]:
        """What stands between the commas of a list."""
        found: list[tuple[int, int]] = []
        place = start
        while place < end:
            mark = self.code[place]
            if mark in "([{":
                place = self.closes.get(place, place)
            elif mark == ",":
                found.append((start, place))
                start = place + 1
            place += 1
        return [*found, (start, end)]

    def _without_attributes(self, start: int, end: int) -> str:
        kept: list[str] = []
        place = start
        while place < end:
            if self.code[place] == "$":
                return "".join((*kept, self._clean(place, end)))
            if self.code[place] == "[":
                close = min(self.closes.get(place, end), end - 1)
                if not _ATTRIBUTE.match(self.code, place):
                    kept.append(self.text[place : close + 1] + " ")
                place = close
            place += 1
        return ""

    def _clean(self, start: int, end: int) -> str:
        """A parameter and its default, comments left out."""
        code, text = self.code[start:end], self.text[start:end]
        if "#" not in text:
            return text.strip()
        return code.strip() if '"' not in code else text.partition("#")[0].strip()

    def _script_parameters(self, opening: int) -> int:
        """What a script takes from its command line."""
        close = self.closes.get(opening)
        if close is None or self._has_parameters or self.found.symbols:
            return opening + 1
        self._has_parameters = True
        for start, end in self._parts(opening + 1, close):
            places = islice(_PARAMETER.finditer(self.code, start, end), _MOST_VARIABLES)
            name = next((m for m in places if self._is_name(m.start(), start)), None)
            if name is None:
                continue
            before = self.code[start : name.start()]
            kind = _TYPE.search(before)
            default = self.text[name.end() : end].partition("=")[2].strip()
            shown = f": {kind[1]}" if kind else ""
            if default and "\n" not in default and "#" not in default:
                shown += f" {value_signature(name[1], default)}"
            self.define("option", name[1], name.start(), name.end(), signature=shown.strip(),
                        modifiers=("required",) if _REQUIRED.search(before) else (),
                        doc=self._help_of(name[1]))
        return close + 1

    def _is_name(self, place: int, start: int) -> bool:
        before = self.code[start:place]
        return before.count("[") == before.count("]") and before.count("(") == before.count(")")

    # -- types -------------------------------------------------------------------------------

    def _type(self, match: re.Match[str]) -> int:
        brace = match.end() - 1
        close = self.closes.get(brace, len(self.code))
        start, is_class = match.start("type"), match["type"].lower() == "class"
        bases = tuple(b.strip() for b in (match["bases"] or "").split(",") if b.strip())
        index = self.define(
            "class" if is_class else "enum", match["of"], start, close + 1,
            bases=bases if is_class else (), doc=self._help(start, -1), qualname=match["of"],
            signature="" if is_class or not bases else f": {bases[0]}")
        if index >= 0 and is_class:
            self._members(match["of"], brace + 1, close)
        elif index >= 0:
            for found in _ENUMERATOR.finditer(self.code, brace + 1, min(close + 1, len(self.code))):
                value = (found[2] or "").strip()
                self.define("enumerator", found[1], found.start(1), found.end(),
                            signature=f"= {value}" if value else "")
        return close + 1

    def _members(self, owner: str, place: int, end: int) -> None:
        while (found := _MEMBER.search(self.code, place, end)) is not None:
            name = found["property"] or found["method"]
            start = found.start("property") - 1 if found["property"] else found.start("method")
            before = found["before"].lower()
            modifiers = tuple(word for word in ("static", "hidden") if word in before.split("[")[0]
                              or re.search(rf"\]\s*{word}\b", before))
            kind = _TYPE.search(found["before"].strip())
            if found["property"]:
                place = self._value_end(found.end(), end)
                shown = f": {kind[1]}" if kind else ""
                self.define("property", name, start, max(start + 1, place), modifiers=modifiers,
                            signature=shown)
                continue
            opening = found.end() - 1
            close = self.closes.get(opening, -1)
            if close < 0:
                return
            body = self.code.find("{", close, end)
            place = self.closes.get(body, end) + 1 if body >= 0 else close + 1
            shown = self._parameters(opening, close)
            is_own = name.lower() == owner.lower()
            self.define("constructor" if is_own else "method", name, start, place,
                        signature=shown + (f" -> {kind[1]}" if kind and not is_own else ""),
                        modifiers=modifiers, doc=self._help(start, -1))
            place = max(place, found.end())

    def _value_end(self, place: int, end: int) -> int:
        while (mark := _END_OF_VALUE.search(self.code, place, end)) is not None:
            if mark[0] in "\n;}":
                return mark.start()
            place = self.closes.get(mark.start(), mark.start()) + 1
        return end

    # -- tests and imports -------------------------------------------------------------------

    def _test(self, match: re.Match[str]) -> None:
        start = match.start("test")
        title = self._string(match.start("title"))
        line_end = self.line_end(match.end("title") + len(title))
        brace = self.code.find("{", match.end("title") + len(title), line_end)
        if not title or brace < 0:
            return
        around = self.around(start)
        outer = self.found.symbols[around] if around >= 0 else None
        is_inside = outer is not None and outer.kind == "test"
        qualname = f"{outer.qualname} > {title}" if outer is not None and is_inside else title
        close = self.closes.get(brace, len(self.code))
        for _ in range(_DATA_BLOCKS):
            if (more := _NEXT_BRACE.match(self.code, close + 1)) is not None:
                close = self.closes.get(more.end() - 1, len(self.code))
        self.define("test", title, start, close + 1, qualname=qualname)

    def _string(self, quote: int) -> str:
        """What a string says that stands alone on its line."""
        end = self.code.find('"', quote + 1)
        text = self.text[quote + 1 : end] if end > 0 else ""
        return " ".join(text.replace("''", "'").split()) if "\n" not in text else ""

    def _import(self, match: re.Match[str]) -> None:
        written = _WRITTEN.match(self.text, match.end())
        name = (written[1] or written[2] or "") if written else ""
        line = self.line(match.start("using") if match["using"] else match.start("import"))
        if (match["using"] or "").lower() == "namespace":
            self.found.add_import(name, line, ("*",))
        elif _MODULE.match(name) and not name.lower().endswith((".psm1", ".psd1", ".dll", ".ps1")):
            self.found.add_import(name, line)
        else:
            self._path(name, line)

    def _sourced(self, start: int) -> None:
        written = _WRITTEN.match(self.text, start)
        name = (written[1] or written[2] or "") if written else ""
        if name.lower().endswith(".ps1"):
            self._path(name, self.line(start))

    def _path(self, name: str, line: int) -> None:
        name = _HERE.sub("$PSScriptRoot/", name).replace("\\", "/").removeprefix("./")
        if "$" not in name.removeprefix("$PSScriptRoot/") and re.search(r"\.ps[md]?1$", name, re.I):
            self.found.add_import(name, line, kind="path")

    # -- documentation -----------------------------------------------------------------------

    def _help(self, start: int, brace: int) -> str:
        """The comment-based help above or inside a function, else the comment above it."""
        above = self.comment_above(start)
        if brace >= 0:
            inside = _FIRST_COMMENT.match(self.text, brace + 1)
            if inside is not None and _sections(self.prose(inside[1])):
                return _said(self.prose(inside[1]))
        return _said(self.prose(above))

    def _file_doc(self) -> str | None:
        said = _summary(self._sections_of_file)
        is_a_functions_own = said and any(symbol.doc == said for symbol in self.found.symbols)
        return said if said and not is_a_functions_own else None

    def _help_of(self, parameter: str) -> str:
        return self._sections_of_file.get(f"parameter {parameter.lower()}", "")


class _Manifest(Outline):
    """A module's manifest: one table of keys."""

    def __init__(self, source: Source) -> None:
        super().__init__(source, _TOKENS)
        self.closes = self.brackets()
        self._description = ""

    def run(self) -> Extraction:
        start = self.code.find("@{")
        if start >= 0:
            self._keys(start + 2, self.closes.get(start + 1, len(self.code)))
        return self.extraction(doc=self._description or None)

    def _keys(self, place: int, end: int) -> None:
        while (match := _KEY.search(self.code, place, end)) is not None:
            place = self._value_end(match.end(), end)
            name = match[1] or self.text[match.start(2) : match.end(2)]
            value = self.text[match.end() : min(place, match.end() + _LONGEST_VALUE)].strip()
            is_string = _STRING.fullmatch(value) is not None
            shown = " ".join(value[1:-1].split()) if is_string else value
            self.define("key", name, match.start(1 if match[1] else 2), place, doc="",
                        signature=value_signature(name, shown))
            self._depend(name, value, self.line(match.end()))
            if name == "Description" and is_string:
                self._description = clip(shown)

    def _value_end(self, place: int, end: int) -> int:
        while (mark := _END_OF_VALUE.search(self.code, place, end)) is not None:
            if mark[0] in "\n;}":
                rest = self.code[place : mark.start()].rstrip()
                if mark[0] == "\n" and rest.endswith(","):
                    place = mark.end()
                    continue
                return mark.start()
            place = self.closes.get(mark.start(), mark.start()) + 1
        return end

    def _depend(self, name: str, value: str, line: int) -> None:
        written = _QUOTED.findall(value)
        if name == "RequiredModules":
            for module in written:
                if _MODULE.match(module) and not re.match(r"[\d.]+\Z|[0-9a-f-]{36}\Z", module):
                    self.found.add_import(module, line, kind="dependency")
        elif name in _NAMES_FILES:
            for path in written:
                if re.search(r"\.\w+1?(?:xml)?$", path):
                    path = path.replace("\\", "/").removeprefix("./")
                    self.found.add_import(path, line, kind="path")


def _sections(text: str) -> dict[str, str]:
    """The sections of comment-based help, by the words that head them in lower case."""
    sections: dict[str, list[str]] = {}
    lines: list[str] | None = None
    for line in text.split("\n"):
        match = _HEADING.match(line)
        if match is not None:
            lines = sections.setdefault(f"{match[1]} {match[2]}".strip().lower(), [])
        elif lines is not None:
            lines.append(line.strip())
    return {name: "\n".join(said).strip() for name, said in sections.items()}


def _said(text: str) -> str:
    """The synopsis and the description of comment-based help; a plain comment as it is."""
    sections = _sections(text)
    return _summary(sections) if sections else text


def _summary(sections: dict[str, str]) -> str:
    said = (sections.get("synopsis", ""), sections.get("description", ""))
    return clip("\n\n".join(dict.fromkeys(filter(None, said))))
