"""Tags of markup with angle brackets (XML, HTML), read without a document model.

No entity is expanded, nothing is fetched, and a damaged tag is text. :func:`scan` steps over
comments, CDATA sections, processing instructions and document types.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

#: An attribute's value never holds ``<``, which also ends the search of a quote that is missing.
_TOKEN = re.compile(
    r"""
    <!--(?:(?!-->)[\s\S])*+(?:-->|\Z)
    | <!\[CDATA\[(?:(?!\]\]>)[\s\S])*+(?:\]\]>|\Z)
    | <\?(?:(?!\?>)[\s\S])*+(?:\?>|\Z)
    | <!DOCTYPE[^<>\[]*+(?:\[[^\]]*+\])?
    | <(?P<close>/?)(?P<name>[A-Za-z_][\w:.-]*+)
      (?P<attributes>(?:[^<>"']|"[^"<]*+"|'[^'<]*+')*+)>
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""([A-Za-z_:@][\w:.-]*+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_MARKUP = re.compile(r"<!--.*?(?:-->|\Z)|<[^<>]*>?", re.DOTALL)
#: As much of an element's content as is read for its words.
_CONTENT = 8_000


class Tag(NamedTuple):
    """One opening, closing or empty tag."""

    name: str
    #: ``<a>`` opens, ``</a>`` closes, ``<a/>`` does both.
    opens: bool
    closes: bool
    attributes: str
    line: int
    end_line: int
    start: int
    end: int

    def attribute(self, *names: str) -> str:
        """Value of the first of these attributes that has one, entities of HTML resolved."""
        return next((value for name in names if (value := self.values().get(name))), "")

    def values(self) -> dict[str, str]:
        """All attributes, by the name as written."""
        found: dict[str, str] = {}
        for name, double, single, bare in _ATTRIBUTE.findall(self.attributes):
            found.setdefault(name, unescape(double or single or bare).strip())
        return found


def scan(text: str, raw: frozenset[str] = frozenset()) -> Iterator[Tag]:
    """All tags in order; the content of an element whose name is in ``raw`` holds none."""
    line, counted = 1, 0
    until = ""
    for match in _TOKEN.finditer(text):
        name = match["name"]
        if name is None or (until and not (match["close"] and name.lower() == until)):
            continue
        until = ""
        line += text.count("\n", counted, match.start())
        counted = match.start()
        attributes = match["attributes"].rstrip()
        is_close, is_empty = bool(match["close"]), attributes.endswith("/")
        end_line = line + (match[0].count("\n") if "\n" in attributes else 0)
        yield Tag(name, not is_close, is_close or is_empty, attributes, line, end_line,
                  match.start(), match.end())
        if not is_close and not is_empty and name.lower() in raw:
            until = name.lower()


def words(text: str, start: int, end: int) -> str:
    """The words between two places: tags taken off, entities of HTML resolved, on one line."""
    content = text[start : min(end, start + _CONTENT)]
    return " ".join(unescape(_MARKUP.sub(" ", content)).split())
