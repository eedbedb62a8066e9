"""The dialects of doc comments: their markup taken off, so that what remains is plain prose."""

from __future__ import annotations

import html
import re

_INLINE = re.compile(r"\{@(\w+)\s*([^{}]*)\}")
_ATTRIBUTES = r"(?:\s[^<>]*)?/?>"
_PARAGRAPH = re.compile(
    rf"\n?[ \t]*</?(?:p|ul|ol|dl|div|table|h[1-6]|blockquote){_ATTRIBUTES}[ \t]*\n?")
_BREAK = re.compile(rf"\s*<(?:br|li|dt|dd|tr){_ATTRIBUTES}[ \t]*")
_CODE = re.compile(r"</?(?:code|tt|c)>")
# Only what HTML knows: `List<String>` is no markup.
_TAG = re.compile(
    rf"</?(?:a|abbr|b|big|center|cite|code|dd|del|dfn|dt|em|font|hr|i|img|kbd|li|pre|s|samp|small"
    rf"|span|strong|sub|sup|tbody|td|th|thead|tr|tt|u|var){_ATTRIBUTES}")
_XML_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>")
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+\n")

_XML_REFERENCE = re.compile(
    r"<(?:see|seealso|paramref|typeparamref|inheritdoc)\s+(?:cref|name|langword|href)\s*=\s*"
    r"[\"'](?:[A-Z]:)?([^\"'<>]*)[\"'][^<>]*/>")
_XML_NAMED = re.compile(
    r"<(param|typeparam|exception|permission)\s+(?:name|cref)\s*=\s*[\"'](?:[A-Z]:)?([^\"'<>]*)[\"']"
    r"[^<>]*>\s*")
_XML_SECTION = re.compile(r"<(returns|value|remarks|example)>\s*")
_XML_WORDS = {"returns": "Returns: ", "value": "Value: ", "example": "Example: ", "remarks": ""}


def jsdoc(text: str) -> str:
    """A doc comment with ``{@link Name}`` and its like written out."""
    return _INLINE.sub(_inline, text) if "{@" in text else text


def javadoc(text: str) -> str:
    """Javadoc without HTML and inline tags; block tags (``@param``) stay."""
    text = jsdoc(text)
    if "<" in text:
        text = _CODE.sub("`", text)
        text = _BREAK.sub("\n- ", _PARAGRAPH.sub("\n\n", text))
        text = _TAG.sub("", text)
    return _tidy(text)


def xml_doc(text: str) -> str:
    """The XML of a C# doc comment as prose."""
    if "<" not in text:
        return _tidy(text)
    text = _XML_REFERENCE.sub(r"`\1`", text)
    text = _XML_NAMED.sub(lambda m: f"\n\n{m[2]}: ", text)
    text = _XML_SECTION.sub(lambda m: "\n\n" + _XML_WORDS[m[1]], text)
    text = _CODE.sub("`", re.sub(r"<(?:para|list|item)\b[^<>]*>", "\n\n", text))
    return _tidy(_XML_TAG.sub("", text))


def _inline(match: re.Match[str]) -> str:
    tag, body = match[1], " ".join(match[2].split())
    if tag in ("code", "literal"):
        return f"`{body}`" if tag == "code" else body
    if not tag.startswith("link"):
        return body
    target, _, label = body.partition("|") if "|" in body else body.partition(" ")
    return label.strip() or "`" + target.lstrip("#").replace("#", ".") + "`"


def _tidy(text: str) -> str:
    if "&" in text:
        text = html.unescape(text)
    return _BLANK_LINES.sub("\n\n", text).strip()
