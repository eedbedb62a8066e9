"""Coccinelle: the rules of a semantic patch, what they depend on, and its virtual rules."""

from __future__ import annotations

import re

from pipeline.languages import Source
from pipeline.languages.blanked import Outline
from pipeline.languages.prose import clip
from pipeline.model import Extraction

_TOKENS = re.compile(
    r'(?P<comment>//[^\n]*|/\*(?:(?!\*/)[\s\S])*+(?:\*/|\Z))|"(?:[^"\\\n]|\\.)*+(?:"|(?=\n)|\Z)')
_HEAD = re.compile(r"^@[ \t]*([^@\n]*?)[ \t]*@", re.MULTILINE)
_NAME = re.compile(r"(?:(script|initialize|finalize):(\w+)[ \t]*)?([A-Za-z_]\w*)?[ \t]*(.*)")
_VIRTUAL = re.compile(r"^virtual[ \t]+([^\n;]+)", re.MULTILINE)
_DOC = re.compile(r"^///(?!/)[ \t]?([^\n]*)", re.MULTILINE)
_WORD = re.compile(r"[A-Za-z_]\w*")
_NO_NAMES = frozenset("depends on expression identifier type using disable extends".split())


def extract(source: Source) -> Extraction:
    """The named rules of a semantic patch."""
    return _Scan(source, _TOKENS).run()


class _Scan(Outline):
    def run(self) -> Extraction:
        heads = [m for m in _HEAD.finditer(self.code) if m[1]]
        virtual = _VIRTUAL.finditer(self.code, 0, heads[0].start() if heads else len(self.code))
        for line in virtual:
            for word in _WORD.finditer(self.code, *line.span(1)):
                self.define("option", word[0], word.start(), word.end(), doc="")
        ends = [*(head.start() for head in heads[1:]), len(self.code)]
        for head, end in zip(heads, ends, strict=False):
            self._rule(head, head.end() + len(self.code[head.end() : end].rstrip()))
        return self.extraction(doc=self._purpose(heads[0].start() if heads else len(self.text)))

    def _purpose(self, end: int) -> str | None:
        """What the comments with three slashes say: they are for who runs the patch."""
        said = [line.strip() for line in _DOC.findall(self.text[:end])]
        return clip("\n".join(said)) or None

    def _rule(self, head: re.Match[str], end: int) -> None:
        found = _NAME.match(head[1])
        if found is None or not found[3] or found[3] in _NO_NAMES:
            return
        rest = " ".join(found[4].split())
        self.define("rule", found[3], head.start(), end, signature=f" {rest}" if rest else "",
                    doc="", modifiers=(found[2],) if found[2] else ())
