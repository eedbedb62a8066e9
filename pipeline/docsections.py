"""The sections of a documentation text: what it says of parameters, results, errors, by example.

Seven ways of writing them are read: Google and NumPy sections, the fields of Sphinx, the commands
of Doxygen, the tags of Javadoc, the headings of rustdoc and the members of kernel-doc. The text is
read line by line, once. What is not recognised for certain stays prose: a text without sections is
all summary and rest.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, field
from typing import NamedTuple


class Item(NamedTuple):
    """A parameter, a result or an error; name and type may be empty."""

    name: str
    type: str
    text: str


@dataclass(slots=True)
class Sections:
    """A documentation text, taken apart."""

    summary: str = ""
    params: list[Item] = field(default_factory=list)
    returns: list[Item] = field(default_factory=list)
    raises: list[Item] = field(default_factory=list)
    #: Code or sessions, layout kept.
    examples: list[str] = field(default_factory=list)
    rest: str = ""

    @property
    def tabular(self) -> bool:
        """Whether there is anything to show as a table."""
        return bool(self.params or self.returns or self.raises)


_PARAMS, _RETURNS, _RAISES, _EXAMPLES, _OTHER = "params", "returns", "raises", "examples", "other"

_TITLES = {
    **dict.fromkeys(("args", "arguments", "parameters", "params", "parameter", "other parameters",
                     "keyword args", "keyword arguments", "type parameters"),
                    _PARAMS),
    **dict.fromkeys(("returns", "return", "yields", "yield", "result"), _RETURNS),
    **dict.fromkeys(("raises", "raise", "except", "exceptions", "throws", "errors", "panics"),
                    _RAISES),
    **dict.fromkeys(("example", "examples", "usage"), _EXAMPLES),
    **dict.fromkeys(("note", "notes", "warning", "warnings", "see also", "references", "todo",
                     "shape", "safety", "warns", "receives", "attributes"), _OTHER),
}

_GOOGLE = re.compile(r"( *)([A-Za-z]\w*(?: \w+)?) ?(::?)[ \t]*$")
_UNDERLINE = re.compile(r" *([-=~])\1{2,} *$")
_RUSTDOC = re.compile(r"#{1,4} +([A-Z][a-z]+(?: [a-z]+)?) *$")
_FIELD = re.compile(
    r" *(?::(param|parameter|arg|argument|key|keyword|raises?|except|exception|returns?|rtype|"
    r"type|yields?|ytype)(?: +([^:`]{1,120}))?:(?=\s|$)"
    r"|[@\\](t?param(?:\[[a-z, ]*\])?|returns?|result|retval|throws?|exception)(?=\s|$))"
    r"[ \t]*(.*)$")
#: ``@name: text`` of kernel-doc, and a result in one line.
_MEMBER = re.compile(
    r" *(?:@(?!(?:see|note|todo|author|date|version|since|brief|file|warning|link|example)\b)"
    r"([A-Za-z_][\w.>-]*|\.\.\.)|(Returns?|RETURNS?))[ ]?:[ ]+(\S.*)$")
_OTHER_TAG = re.compile(r" *(?:[@\\][a-z]{2,}\b|:[a-z]{3,}(?: [^:`]+)?:\s|\.\. \w)")
_DOCTEST = re.compile(r" *>>> ?\S")

#: How a line begins that starts anything but a Google section, and the line below a NumPy title.
_MARKS = frozenset(":@\\#>.R")
_RULES = frozenset(("---", "===", "~~~"))

_CODE_BLOCK = re.compile(r"( *)\.\. (?:code|code-block|sourcecode|testcode):: *[\w+-]* *$")
_OPTION = re.compile(r" +:[a-z-]+:(?: |$)")

#: What ends the text of a field: another, or something of its own.
_STARTS = (_FIELD, _MEMBER, _OTHER_TAG, _DOCTEST)

_NAME = r"[*&]{0,2}[A-Za-z_$][\w.$-]*"
_GOOGLE_ITEM = re.compile(
    rf"(?:[-*•] +)?[`\\]{{0,2}}({_NAME}(?:, *{_NAME})*)`{{0,2}} *"
    r"(?:\(([^()]*(?:\([^()]*\)[^()]*)*)\))? *(?::(?!:)(?:\s+(.*)|$)|(?<=\))$)")
_NUMPY_ITEM = re.compile(rf"({_NAME}(?:, *{_NAME})*)(?: *: *(.*))?$")
_ERROR_ITEM = re.compile(r"((?:~?[A-Za-z_][\w.]*|`[^`]+`|:\w+:`[^`]+`)) *:(?!:)\s*(.*)$")
_TYPED_RESULT = re.compile(
    r"([A-Za-z_][\w.]*(?:\[[^\[\]:]*(?:\[[^\[\]:]*\][^\[\]:]*)*\])?) *:(?!:)\s+(.+)$")
_JSDOC_TYPE = re.compile(r"\{([^{}]*)\}\s*")
_TAG_NAME = re.compile(r"(?:\[?(<?[*&]{0,2}[A-Za-z_$][\w.$-]*>?)(?:=[^\]]*)?\]?)(?:,)?(?:\s+|$)")


_WORD = re.compile(r"(\S+)(?:\s+|$)")
_BLANK_LINES = re.compile(r"\n(?: *\n){2,}")


def parse(doc: str) -> Sections:
    """Take a documentation text apart."""
    lines = doc.expandtabs(4).split("\n")
    found = Sections()
    prose: list[str] = []
    types: dict[str, str] = {}
    at = 0
    while at < len(lines):
        if not _may_start(lines, at):
            at = _prose(lines, at, prose)
            continue
        at = _section(lines, at, found) or _field(lines, at, found, types) \
            or _member(lines, at, found) or _session(lines, at, found) \
            or _block(lines, at, found) or _prose(lines, at, prose)
    _split(prose, found)
    _give_types(found, types)
    return found


def _may_start(lines: list[str], at: int) -> bool:
    """Whether a line is worth the patterns of all that can start there; few lines of prose are."""
    line = lines[at].strip()
    if not line:
        return False
    return line[0] in _MARKS or line[-1] == ":" or (
        at + 1 < len(lines) and lines[at + 1].lstrip()[:3] in _RULES)


def _give_types(found: Sections, types: dict[str, str]) -> None:
    """Types that stand apart from their parameters; one without a parameter is one itself."""
    known = {param.name for param in found.params}
    found.params = [Item(p.name, f"{p.type} {types.get(p.name, '')}".strip(), p.text)
                    for p in found.params]
    found.params += [Item(name, type_, "") for name, type_ in types.items() if name not in known]


def _prose(lines: list[str], at: int, prose: list[str]) -> int:
    prose.append(lines[at])
    return at + 1


def _split(prose: list[str], found: Sections) -> None:
    text = textwrap.dedent("\n".join(prose)).strip()
    found.summary, _, rest = text.partition("\n\n")
    found.rest = _BLANK_LINES.sub("\n\n", rest).strip("\n")


# --- sections with a title ---------------------------------------------------------------------


def _section(lines: list[str], at: int, found: Sections) -> int:
    """Read the section that starts here; the line behind it, or 0 when none starts."""
    line = lines[at]
    if (match := _GOOGLE.match(line)) and (kind := _TITLES.get(match[2].lower())):
        end = _indented(lines, at + 1, len(match[1]))
        if end > at + 1:
            return _take(kind, lines[at + 1:end], found, numpy=False) and end
        return 0
    if at + 1 < len(lines) and _UNDERLINE.match(lines[at + 1]) \
            and (kind := _TITLES.get(line.strip().lower())):
        end = _until_title(lines, at + 2)
        return _take(kind, lines[at + 2:end], found, numpy=True) and end
    if (match := _RUSTDOC.match(line)) and (kind := _TITLES.get(match[1].lower())):
        end = _until_heading(lines, at + 1)
        if kind == _RAISES:
            found.raises.append(Item("", "", " ".join(" ".join(lines[at + 1:end]).split())))
            return end
        return _take(kind, lines[at + 1:end], found, numpy=False) and end
    return 0


def _indented(lines: list[str], at: int, margin: int) -> int:
    """The first line behind ``at`` that stands no deeper than ``margin``, blank lines aside."""
    end = at
    for number in range(at, len(lines)):
        line = lines[number]
        if line.strip():
            if len(line) - len(line.lstrip()) <= margin:
                break
            end = number + 1
    return end


def _until_title(lines: list[str], at: int) -> int:
    """Where the next underlined title starts."""
    for number in range(at, len(lines) - 1):
        if _UNDERLINE.match(lines[number + 1]) and lines[number].strip():
            return number
    return len(lines)


def _until_heading(lines: list[str], at: int) -> int:
    """Where the next Markdown heading outside a fence starts."""
    fenced = False
    for number in range(at, len(lines)):
        fenced ^= lines[number].lstrip().startswith("```")
        if not fenced and lines[number].startswith("#"):
            return number
    return len(lines)


def _take(kind: str, body: list[str], found: Sections, *, numpy: bool) -> bool:
    """Put a section where it belongs; False when its body is not what its title promises."""
    text = textwrap.dedent("\n".join(body)).strip("\n")
    if kind == _EXAMPLES:
        found.examples.append(text)
        return bool(text)
    if kind == _OTHER or text.startswith(" "):
        return False
    groups = _groups(text, merged=kind == _PARAMS and not numpy)
    items = [_item(kind, head, below, numpy=numpy) for head, below in groups]
    if kind in (_RETURNS, _RAISES) and None in items:
        items = [Item("", "", " ".join(text.split()))]
    if not items or None in items:
        return False
    target = {_PARAMS: found.params, _RETURNS: found.returns, _RAISES: found.raises}[kind]
    target += [item for item in items if item is not None]
    return True


def _groups(text: str, *, merged: bool) -> list[tuple[str, str]]:
    """(line at the margin, what is indented below it) for each item.

    ``merged``: a line at the margin that is no item goes on with the one above.
    """
    groups: list[tuple[str, list[str]]] = []
    for line in text.split("\n"):
        goes_on = merged and groups and not _GOOGLE_ITEM.match(line)
        if line and line[0] != " " and not goes_on:
            groups.append((line.rstrip(), []))
        elif groups:
            groups[-1][1].append(line)
    return [(head, " ".join(" ".join(below).split())) for head, below in groups]


def _item(kind: str, head: str, below: str, *, numpy: bool) -> Item | None:
    if kind == _PARAMS:
        match = (_NUMPY_ITEM if numpy else _GOOGLE_ITEM).match(head)
        if match is None:
            return None
        if numpy:
            return Item(match[1], (match[2] or "").strip(), below)
        return Item(match[1], (match[2] or "").strip(), f"{match[3] or ''} {below}".strip())
    if kind == _RAISES:
        match = _ERROR_ITEM.match(head)
        if match:
            return Item(match[1].strip("`~"), "", f"{match[2]} {below}".strip())
        return Item(head, "", below) if re.fullmatch(r"[A-Za-z_][\w.]*", head) else None
    if numpy:
        name, colon, type_ = head.partition(" : ")
        return Item(name, type_, below) if colon else Item("", head, below)
    match = _TYPED_RESULT.match(head)
    return Item("", match[1], f"{match[2]} {below}".strip()) if match else None


# --- fields and tags ---------------------------------------------------------------------------


def _field(lines: list[str], at: int, found: Sections, types: dict[str, str]) -> int:
    """Read the field (``:param x:``) or tag (``@param x``) that stands here."""
    match = _FIELD.match(lines[at])
    if match is None:
        return 0
    end, more = _continued(lines, at)
    text = " ".join([match[4].strip(), *more]).strip()
    if match[1]:
        _sphinx(match[1], (match[2] or "").strip(), text, found, types)
    else:
        _tag(match[3].partition("[")[0], text, found)
    return end


def _continued(lines: list[str], at: int) -> tuple[int, list[str]]:
    """The lines that go on with a field: up to a blank line or another field."""
    more = []
    end = at + 1
    while end < len(lines) and lines[end].strip():
        if any(pattern.match(lines[end]) for pattern in _STARTS):
            break
        more.append(lines[end].strip())
        end += 1
    return end, more


def _member(lines: list[str], at: int, found: Sections) -> int:
    """Read the member (``@x: …``) or the result (``Return: …``) that stands here."""
    match = _MEMBER.match(lines[at])
    # A result within a paragraph is a part of its sentence.
    if match is None or (match[2] and at and lines[at - 1].strip()
                         and not _MEMBER.match(lines[at - 1])):
        return 0
    end, more = _continued(lines, at)
    text = " ".join([match[3].strip(), *more])
    if match[2]:
        found.returns.append(Item("", "", text))
    else:
        found.params.append(Item(match[1], "", text))
    return end


def _sphinx(word: str, argument: str, text: str, found: Sections, types: dict[str, str]) -> None:
    if word in ("type",):
        types[argument] = f"{types.get(argument, '')} {text}".strip()
    elif word in ("rtype", "ytype"):
        old = found.returns.pop() if found.returns else Item("", "", "")
        found.returns.append(Item(old.name, f"{old.type} {text}".strip(), old.text))
    elif word.startswith(("return", "yield")):
        old = found.returns.pop() if found.returns else Item("", "", "")
        found.returns.append(Item("", old.type, f"{old.text} {text}".strip()))
    elif word.startswith(("raise", "except")):
        found.raises.append(Item(argument, "", text))
    else:
        type_, _, name = argument.rpartition(" ")
        found.params.append(Item(name, type_.strip(), text))


def _tag(word: str, text: str, found: Sections) -> None:
    type_ = ""
    if match := _JSDOC_TYPE.match(text):
        type_, text = match[1], text[match.end():]
    if word in ("return", "returns", "result"):
        found.returns.append(Item("", type_, text))
        return
    match = (_WORD if word == "retval" else _TAG_NAME).match(text)
    name, rest = (match[1], text[match.end():]) if match else ("", text)
    rest = rest.removeprefix("- ").strip()
    if word == "retval":
        found.returns.append(Item(name, type_, rest))
    elif word in ("param", "tparam"):
        found.params.append(Item(name, type_, rest))
    else:
        found.raises.append(Item(name or type_, "", rest))


def _block(lines: list[str], at: int, found: Sections) -> int:
    """The code block of a reStructuredText directive."""
    match = _CODE_BLOCK.match(lines[at])
    if match is None:
        return 0
    end = _indented(lines, at + 1, len(match[1]))
    body = [line for line in lines[at + 1:end] if not _OPTION.match(line)]
    text = textwrap.dedent("\n".join(body)).strip("\n")
    if text:
        found.examples.append(text)
    return end


def _session(lines: list[str], at: int, found: Sections) -> int:
    """A doctest: its prompt and what follows, up to a blank line."""
    if not _DOCTEST.match(lines[at]):
        return 0
    end = at
    while end < len(lines) and lines[end].strip():
        end += 1
    found.examples.append(textwrap.dedent("\n".join(lines[at:end])))
    return end
