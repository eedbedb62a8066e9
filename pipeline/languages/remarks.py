"""The comment right above a key or section of a configuration file, as its documentation."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.languages.comments import is_licence
from pipeline.languages.prose import clip, is_sentence_like

_SETTING = re.compile(r"""["'\[]?[\w.-]+["'\]]?\s*[=:]|-\s""")
_RULER = re.compile(r"\W*")


@dataclass(slots=True)
class Remark:
    """Gathers the comment lines that run up to the next key; a blank line parts them from it."""

    _lines: list[str] = field(default_factory=list)

    def add(self, line: str, markers: str) -> None:
        text = line.strip().lstrip(markers).strip()
        if not _RULER.fullmatch(text):
            self._lines.append(text)

    def clear(self) -> None:
        self._lines.clear()

    def take(self) -> str:
        """The text gathered, unless it is a licence or a setting that was commented out."""
        lines, self._lines = self._lines, []
        text = " ".join(lines)
        if not is_sentence_like(text) or is_licence(text) or _SETTING.match(lines[-1]):
            return ""
        return clip(text)
