"""TableGen: classes, multiclasses and the records made from them; included files."""

from __future__ import annotations

import re

from pipeline.languages import Source
from pipeline.languages.blanked import Outline
from pipeline.languages.prose import one_line
from pipeline.languages.scriptwalk import short_value
from pipeline.model import Extraction

_TOKENS = re.compile(
    r"(?P<comment>//[^\n]*|/\*(?:(?!\*/)[\s\S])*+(?:\*/|\Z))"
    r'|"(?:[^"\\\n]|\\.)*+(?:"|(?=\n)|\Z)|\[\{(?:(?!\}\])[\s\S])*+(?:\}\]|\Z)')
_FOUND = re.compile(
    r"""(?:^|(?<=[;{}]))[ \t]*(?:
      (?P<word>class|multiclass|def|defm|defset|defvar)[ \t\n]+(?P<type>list[ \t]*<\w+>[ \t]+)?
        (?P<name>[A-Za-z_0-9]*[A-Za-z_]\w*)(?![\w#])(?![ \t]*\#)
    | include[ \t]+(?P<include>")
    )""",
    re.MULTILINE | re.VERBOSE)
_INNER = r"<(?:[^<>;{}]++|<[^<>;{}]*+>)*+>"
_HEAD = re.compile(rf"(?:[^;{{}}<>]++|<(?:[^<>;{{}}]++|\{{[^{{}};]*+\}}|{_INNER})*+>)*+")
#: Longer than any head that somebody wrote.
_LONGEST_HEAD = 2_000
_BASE = re.compile(r"([A-Za-z_]\w*)\s*(?:<|,|$)")
_KINDS = {"class": "class", "multiclass": "class", "def": "record", "defm": "record",
          "defset": "variable", "defvar": "variable"}


def extract(source: Source) -> Extraction:
    """What a TableGen file defines."""
    return _Scan(source, _TOKENS).run()


class _Scan(Outline):
    def run(self) -> Extraction:
        closes = self.brackets("{}")
        for match in _FOUND.finditer(self.code):
            if match["include"]:
                start = match.start("include")
                close = self.code.find('"', start + 1)
                self.found.add_import(self.text[start + 1 : max(close, start + 1)],
                                      self.line(start), kind="include")
                continue
            head = _HEAD.match(self.code, match.end(), match.end() + _LONGEST_HEAD)
            end = head.end() if head is not None else match.end()
            if self.code[end : end + 1] == "{":
                close = closes.get(end, end)
            else:
                close = end
            self._define(match, " ".join(self.code[match.end() : end].split()), close + 1)
        return self.extraction(owner=re.compile(r"(?:class|multiclass|def|defm|let)\b"))

    def _define(self, match: re.Match[str], head: str, end: int) -> None:
        word = match["word"]
        parameters = re.match(r"<(?:[^<>]|<(?:[^<>]|<[^<>]*>)*>)*>", head)
        shown = one_line(parameters[0]) if parameters and word in ("class", "multiclass") else ""
        if word == "defvar":
            shown = short_value(head)
        _, colon, written = head[parameters.end() if parameters else 0 :].partition(":")
        flat = re.sub(r"<(?:[^<>]|<(?:[^<>]|<[^<>]*>)*>)*>", "", written) if colon else ""
        bases = tuple(base.strip() for base in flat.split(",") if base.strip().isidentifier())
        modifiers = (word,) if word in ("multiclass", "defm") else ()
        self.define(_KINDS[word], match["name"], match.start("word"), end, bases=bases,
                    signature=shown, modifiers=modifiers)
