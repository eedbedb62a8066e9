"""Plain-text documentation: what counts as a real paragraph, and how long a text may be."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.languages import Source
from pipeline.languages.comments import DOC_LIMIT, is_licence, leading_comment

_WORD = re.compile(r"[^\W\d_]{2,}")


def clip(text: str) -> str:
    """``text`` without surrounding blank space, cut at a word when it is longer than the limit."""
    text = text.strip()
    if len(text) <= DOC_LIMIT:
        return text
    cut = text[: DOC_LIMIT - 2]
    return (cut.rsplit(None, 1)[0] if len(cut.split(None, 1)) > 1 else cut) + " …"


def file_comment(source: Source) -> str:
    """What the comment at the top of the file says of it."""
    return clip(leading_comment(source.text, source.language))


def one_line(text: str) -> str:
    return " ".join(text.split())


def is_sentence_like(text: str) -> bool:
    """Whether ``text`` says something: badges, rulers and lone names do not."""
    return len(_WORD.findall(text[:400])) >= 3


def first_real(paragraphs: Iterable[str]) -> str:
    """The first paragraph that says something and is not a licence's; else empty."""
    for paragraph in paragraphs:
        if is_sentence_like(paragraph) and not is_licence(paragraph):
            return clip(paragraph)
    return ""
