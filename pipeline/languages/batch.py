"""Batch files of Windows: labels, those that are called as functions, called scripts."""

from __future__ import annotations

import re

from pipeline.languages import Source
from pipeline.languages.blanked import Outline
from pipeline.languages.comments import leading_comment
from pipeline.languages.prose import clip
from pipeline.model import Extraction

_TOKENS = re.compile(r"(?P<comment>^[ \t]*(?:@?rem(?![^\s])[^\n]*|::[^\n]*))",
                     re.MULTILINE | re.IGNORECASE)
_LABEL = re.compile(r"^[ \t]*:([A-Za-z_][\w.-]*)[^\n]*", re.MULTILINE)
_CALL = re.compile(
    r"(?<![\w.%-])call[ \t]+(?::([A-Za-z_][\w.-]*)"
    r"|\"?((?:%~dp0)?[\w.\\/-]+\.(?:bat|cmd))\"?)(?![\w%])", re.IGNORECASE)
#: Stands before the first comment in most files.
_SETUP = re.compile(r"\A(?:[ \t]*@?(?:echo[ \t]+off|setlocal)\b[^\n]*\n|[ \t]*\n)+", re.IGNORECASE)
_OWNER = re.compile(r":[A-Za-z_]")


def extract(source: Source) -> Extraction:
    """Where a batch file can be entered, and what it calls."""
    return _Scan(source, _TOKENS).run()


class _Scan(Outline):
    def run(self) -> Extraction:
        called = set()
        for match in _CALL.finditer(self.code):
            if match[1]:
                called.add(match[1].lower())
            elif not match[2].startswith("/"):
                path = re.sub(r"(?i)%~dp0\\?", "", match[2]).replace("\\", "/")
                self.found.add_import(path, self.line(match.start()), kind="path")
        labels = [m for m in _LABEL.finditer(self.code) if m[1].lower() != "eof"]
        ends = [*(label.start() for label in labels[1:]), len(self.code)]
        for label, end in zip(labels, ends, strict=False):
            last = label.end() + len(self.code[label.end() : end].rstrip())
            kind = "function" if label[1].lower() in called else "label"
            self.define(kind, label[1], label.start(1), last)
        purpose = leading_comment(_SETUP.sub("", self.text), self.source.language, _OWNER)
        return self.extraction(doc=clip(purpose))
