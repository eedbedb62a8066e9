"""Characters that a reader does not see, or that make a line read otherwise than it runs.

Unlike other analyses this one reads comments and strings as well: that is where such characters do
their work (CVE-2021-42574). Joiners between letters of other scripts and inside emoji are spelling,
and are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.analysis.subject import Subject
from pipeline.model import Finding

_BIDI = {
    "\u202a": "left-to-right embedding", "\u202b": "right-to-left embedding",
    "\u202c": "pop directional formatting", "\u202d": "left-to-right override",
    "\u202e": "right-to-left override", "\u2066": "left-to-right isolate",
    "\u2067": "right-to-left isolate", "\u2068": "first strong isolate",
    "\u2069": "pop directional isolate",
}
_INVISIBLE = {
    "\u00ad": "soft hyphen", "\u115f": "Hangul filler", "\u1160": "Hangul filler",
    "\u180e": "Mongolian vowel separator", "\u200b": "zero-width space",
    "\u200c": "zero-width non-joiner", "\u200d": "zero-width joiner",
    "\u2060": "word joiner", "\u2061": "function application", "\u2062": "invisible times",
    "\u2063": "invisible separator", "\u2064": "invisible plus", "\u3164": "Hangul filler",
    "\ufeff": "byte-order mark inside the text", "\uffa0": "Hangul filler",
}
_NAMES = _BIDI | _INVISIBLE
_JOINERS = "\u200c\u200d"
# Joiners count beside an ASCII letter only, where no script needs them.
_ANY = re.compile(
    "[" + "".join(c for c in _NAMES if c not in _JOINERS) + "]"
    + f"|(?<=[A-Za-z0-9_])[{_JOINERS}]|[{_JOINERS}](?=[A-Za-z0-9_])")
_ONE = re.compile(f"[{''.join(_NAMES)}]")


def find(subject: Subject) -> Iterator[Finding]:
    """Each kind of such a character once a line."""
    text = subject.source.text
    if text.isascii() or not _ONE.search(text):
        return
    for match in _ANY.finditer(text):
        character = match[0]
        rule = "bidi-control" if character in _BIDI else "invisible-character"
        detail = f"U+{ord(character):04X}, {_NAMES[character]}"
        yield Finding(rule, subject.line(match.start()), detail=detail)
