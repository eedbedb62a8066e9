"""``<file>_docs.md``: what one source file is, defines, imports and is used by."""

from __future__ import annotations

from hashlib import sha256

from pipeline import escape
from pipeline.escape import (
    Md,
    anchor,
    code,
    code_cell,
    join,
    link,
    md,
    number,
    plural,
    sentence,
    text,
)
from pipeline.facets import anchors, brief
from pipeline.languages.table import by_name
from pipeline.model import KINDS, Extraction, Import, LineCounts, Summary, Symbol
from pipeline.pages import Context, OwnFile, Sight
from pipeline.parse import decode
from pipeline.paths import folder_of, name_of
from pipeline.resolve import EXTERNAL, STDLIB, TREE, Link
from pipeline.store import GENERATED, VENDORED

#: Symbols named in the overview, and importers listed, before the rest is only counted.
_MAIN = 25
_USERS = 200
_DIAGNOSTICS = 20
_DOC_CHARACTERS = 1600


def build(sight: Sight, path: str, part: int) -> Context:
    own = sight.own(path, with_data=True)
    extraction = own.summary.extraction
    links = sight.view.get("links", path)
    users = sight.view.get("users", path)
    importers = [user for user, kind in users if kind != "link"]
    referrers = [user for user, kind in users if kind == "link"]
    return {
        "path": code(path),
        "metadata": _metadata(sight, own),
        "diagnostics": _diagnostics(sight, path, own.summary),
        "purpose": _purpose(own, importers),
        "overview": _overview(own, links, importers),
        "main_symbols": _main_symbols(sight, path, extraction),
        "outline": _outline(sight, path, extraction.symbols),
        "role": _role(sight, path),
        "imports": _imports(sight, path, extraction.imports, links),
        "references": _references(sight, path, extraction.imports, links),
        "importers": _users(sight, importers),
        "importers_more": max(0, len(importers) - _USERS),
        "referrers": _users(sight, referrers),
        "referrers_more": max(0, len(referrers) - _USERS),
        "cross_references": _cross_references(sight, path),
        "source": _source(sight, own),
    }


# --- metadata ----------------------------------------------------------------------------------


def _metadata(sight: Sight, own: OwnFile) -> list[Md]:
    summary, size = own.summary, len(own.data)
    lines = summary.lines
    rows = [
        ("Path", link(code(own.path), sight.to_source(own.path))),
        ("Language", text(summary.language)),
        ("Size", md(f"{number(size)} bytes ({size / 1024:,.2f} KiB)" if size else "0 bytes")),
    ]
    if size:
        rows.append(("Lines", _lines(lines, prose=_is_prose(summary))))
    if summary.encoding != "UTF-8":
        rows.append(("Encoding", text(summary.encoding)))
    name = name_of(own.path)
    if "." in name[1:]:
        rows.append(("Extension", code("." + name.rpartition(".")[2])))
    rows.append(("SHA-256", code(sha256(own.data).hexdigest())))
    if summary.generated or own.flags & GENERATED:
        rows.append(("Generated", md("yes: a program made this file; change its source instead")))
    if own.flags & VENDORED:
        rows.append(("Vendored", md("yes: a copy of another project's file")))
    return [md(f"**{label}**: {value}") for label, value in rows]


def _is_prose(summary: Summary) -> bool:
    language = by_name(summary.language)
    return language is not None and language.family == "prose"


def _lines(lines: LineCounts, *, prose: bool) -> Md:
    parts = [f"{number(lines.code)} {'text' if prose else 'code'}"]
    if lines.comment:
        parts.append(f"{number(lines.comment)} comment")
    return md(f"{number(lines.total)} ({', '.join(parts)}, {number(lines.blank)} blank)")


def _diagnostics(sight: Sight, path: str, summary: Summary) -> list[Md]:
    rows = []
    found = summary.extraction.diagnostics
    for item in found[:_DIAGNOSTICS]:
        line = min(item.line, summary.lines.total)
        where = link(md(f"line {line}"), sight.to_source(path, line)) + ": " if line > 0 else ""
        rows.append(md(f"{code(item.code)} {where}{text(item.message)}"))
    if len(found) > _DIAGNOSTICS:
        rows.append(md(f"and {number(len(found) - _DIAGNOSTICS)} more"))
    return rows


# --- purpose and overview ----------------------------------------------------------------------


def _purpose(own: OwnFile, users: list[str]) -> Md:
    doc = own.summary.extraction.doc.strip()
    if doc:
        return escape.paragraphs(_leading(doc))
    return sentence(_composed(own, users))


def _leading(doc: str) -> str:
    """The first paragraphs of a long documentation text."""
    if len(doc) <= _DOC_CHARACTERS:
        return doc
    kept: list[str] = []
    length = 0
    for paragraph in doc.split("\n\n"):
        length += len(paragraph)
        if kept and length > _DOC_CHARACTERS:
            return "\n\n".join(kept) + "\n\n…"
        kept.append(paragraph)
    return doc


def _composed(own: OwnFile, users: list[str]) -> str:
    """A sentence made of facts, for a file that says nothing about itself."""
    summary, name = own.summary, name_of(own.path)
    extraction = summary.extraction
    if not own.data:
        return "This file is empty." if name != "__init__.py" else (
            f"An empty file that makes `{folder_of(own.path) or '.'}/` a Python package.")
    if extraction.title:
        return extraction.title
    article = "An" if summary.language[:1] in "AEIO" else "A"
    sentence = f"{article} {summary.language} file"
    counted = _top_level_counts(extraction)
    if counted:
        sentence += f" that defines {counted}"
    if users:
        joint = "; it is" if counted else ","
        sentence += f"{joint} imported by {plural(len(users), 'file', 'files')} of this tree"
    return sentence + "."


def _top_level_counts(extraction: Extraction) -> str:
    top = [s for s in extraction.symbols if s.parent < 0]
    parts = []
    for kind, (one, many) in KINDS.items():
        names = sorted((s.name for s in top if s.kind == kind), key=_is_private)
        if names:
            shown = ", ".join(f"`{name}`" for name in names[:3]) + (" …" if len(names) > 3 else "")
            parts.append(f"{plural(len(names), one.lower(), many.lower())} ({shown})")
    return _series(parts[:4])


def _is_private(name: str) -> bool:
    return name.startswith("_")


def _series(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1] \
        if parts else ""


def _overview(own: OwnFile, links: tuple[Link, ...], users: list[str]) -> list[Md]:
    extraction = own.summary.extraction
    facts = []
    counts = kind_counts(extraction.symbols)
    if counts:
        facts.append(md(f"Defines {counts}."))
    inside = {t for item in links for t in item.targets() if t != own.path}
    if inside:
        facts.append(md(f"Refers to {plural(len(inside), 'file', 'files')} of this tree."))
    if users:
        facts.append(md(f"Imported by {plural(len(users), 'file', 'files')} of this tree."))
    for entry in extraction.entry_points:
        facts.append(sentence(_ENTRY_POINTS.get(entry, f"Can be started: {entry}.")))
    return facts


_ENTRY_POINTS = {
    "shebang": "Can be run directly: its first line names an interpreter.",
    'if __name__ == "__main__"': "Can be run as a script: it has a `__main__` block.",
}


def kind_counts(symbols: tuple[Symbol, ...]) -> str:
    """``3 classes, 12 methods and 1 constant``, in the order of :data:`KINDS`."""
    parts = []
    for kind, (one, many) in KINDS.items():
        count = sum(1 for s in symbols if s.kind == kind)
        if count:
            parts.append(plural(count, one.lower(), many.lower()))
    return _series(parts)


def _main_symbols(sight: Sight, path: str, extraction: Extraction) -> list[Md]:
    """Public top-level symbols with what they say of themselves."""
    marks = anchors(extraction.symbols)
    rows = []
    for symbol, mark in zip(extraction.symbols, marks, strict=True):
        if symbol.parent < 0 and symbol.doc and not symbol.name.startswith("_") \
                and "conditional" not in symbol.modifiers:
            label = link(code(symbol.qualname), f"#{mark}")
            rows.append(md(f"{label}: {sentence(brief(symbol.doc))}"))
    return rows[:_MAIN]


# --- outline -----------------------------------------------------------------------------------


def _outline(sight: Sight, path: str, symbols: tuple[Symbol, ...]) -> Md:
    """Every symbol as a nested list, each with its anchor, source lines and first sentence."""
    depths: list[int] = []
    rows: list[str] = []
    # The link to the source is the same for all but the line: made once.
    base = sight.to_source(path)
    for symbol, mark in zip(symbols, anchors(symbols), strict=True):
        depth = depths[symbol.parent] + 1 if 0 <= symbol.parent < len(depths) else 0
        depths.append(depth)
        rows.append(f"{'  ' * min(depth, 8)}- {anchor(mark)}{_outline_row(symbol, base)}")
    return md("\n".join(rows))


def _outline_row(symbol: Symbol, base: str) -> str:
    first, last = symbol.line, symbol.end_line
    fragment = f"#L{first}-L{last}" if last > first else f"#L{first}"
    lines = f"{first}–{last}" if last > first else f"{first}"
    place = link(md(f"{'lines' if last > first else 'line'} {lines}"), base + fragment)
    words = [*(_MODIFIERS.get(m, m) for m in symbol.modifiers),
             KINDS[symbol.kind][0].lower() if symbol.kind in KINDS else symbol.kind]
    shown = symbol.qualname
    if symbol.bases:
        shown += f"({', '.join(symbol.bases)})"
    row = f"{' '.join(filter(None, words))} {code(shown + _spaced(symbol))} ({place})"
    decorators = [code("@" + d) for d in symbol.decorators if d not in _TOLD_BY_MODIFIER]
    if decorators:
        row += f" · {join(decorators, ' ')}"
    if symbol.doc:
        row += f": {sentence(brief(symbol.doc))}"
    return row


#: How a modifier reads before the kind; those that the kind or the place tells are left out.
_MODIFIERS = {"property": "", "nested": "", "classmethod": "class"}
_TOLD_BY_MODIFIER = ("staticmethod", "classmethod", "property", "overload", "typing.overload",
                     "abstractmethod", "abc.abstractmethod")


def _spaced(symbol: Symbol) -> str:
    signature = symbol.signature
    return f" {signature}" if signature.startswith("=") else signature


# --- architecture and dependencies -------------------------------------------------------------


def _role(sight: Sight, path: str) -> Md:
    folder = folder_of(path)
    label = code(f"{folder}/" if folder else sight.title)
    where = link(label, sight.folder_url(folder))
    about = sight.view.get("about", folder)
    if about:
        return md(f"Part of {where}: {sentence(about)}")
    return md(f"Part of {where}.")


def _imports(
    sight: Sight, path: str, imports: tuple[Import, ...], links: tuple[Link, ...]
) -> list[Md]:
    """Rows of the import table, in source order; one for each import statement's module."""
    found = {(item.kind, item.module, item.level, item.names): item for item in links}
    rows = []
    for item in imports:
        if item.kind != "link":
            target = found.get((item.kind, item.module, item.level, item.names))
            rows.append(_import_row(sight, path, item, target))
    return rows


def _import_row(sight: Sight, path: str, item: Import, target: Link | None) -> Md:
    written = "." * item.level + item.module
    line = link(md(str(item.line)), sight.to_source(path, item.line))
    names = _imported_names(sight, item, target)
    where = _where(sight, target)
    if item.scope:
        where = md(f"{where} (in {item.scope})" if item.scope == "function"
                   else f"{where} ({item.scope})")
    return md(f"| {code_cell(written)} | {names} | {where} | {line} |")


def _imported_names(sight: Sight, item: Import, target: Link | None) -> Md:
    if target is None or target.place != TREE:
        return join([code_cell(name) for name in item.names], ", ")
    members = dict(target.members)
    return join([_imported_name(sight, name, members, target.target) for name in item.names], ", ")


def _imported_name(sight: Sight, name: str, members: dict[str, str], module: str) -> Md:
    if name in members:
        return link(code_cell(name), _target_url(sight, members[name]))
    if module.endswith("/") or name == "*":
        return code_cell(name)
    symbol = sight.view.get("symbol", f"{module}#{name}")
    if symbol is None:
        return code_cell(name)
    return link(code_cell(name), sight.to_node("docs", module, symbol[0]))


def _target_url(sight: Sight, target: str) -> str:
    if target.endswith("/"):
        return sight.folder_url(target[:-1])
    what = sight.view.get("path", target)
    return sight.to_node("docs", target) if what == "file" else sight.to_source(target)


def _where(sight: Sight, target: Link | None) -> Md:
    if target is None:
        return md("not resolved")
    if target.place == TREE:
        return link(code_cell(target.target), _target_url(sight, target.target))
    if target.place in (STDLIB, EXTERNAL):
        return md(target.place)
    if target.target:
        nearest = link(code_cell(target.target), _target_url(sight, target.target))
        return md(f"{nearest} has no {code_cell(target.missing)} in this tree")
    return md("not in this tree")


def _references(
    sight: Sight, path: str, imports: tuple[Import, ...], links: tuple[Link, ...]
) -> list[Md]:
    """References of a document to files of the tree."""
    found = {item.module: item for item in links if item.kind == "link"}
    rows, seen = [], set()
    for item in imports:
        if item.kind != "link" or item.module in seen:
            continue
        seen.add(item.module)
        target = found.get(item.module)
        line = link(md(f"line {item.line}"), sight.to_source(path, item.line))
        if target is not None and target.place == TREE:
            label = link(code(target.target), _target_url(sight, target.target))
            rows.append(md(f"{label} ({line})"))
        else:
            rows.append(md(f"{code(item.module)} ({line}): not in this tree"))
    return rows


def _users(sight: Sight, users: list[str]) -> list[Md]:
    # Users are linked files, and only files with pages have references.
    return [link(code(user), sight.to_node("docs", user)) for user in users[:_USERS]]


def _cross_references(sight: Sight, path: str) -> list[Md]:
    folder = folder_of(path)
    name = code(f"{folder}/" if folder else sight.title)
    return [
        md(f"Keywords of this file: {link(md('keyword index'), sight.to_node('keywords', path))}"),
        md(f"Folder {name}: {link(md('index'), sight.folder_url(folder))}, "
           f"{link(md('documentation'), sight.folder_url(folder, 'doc'))}, "
           f"{link(md('subtree keywords'), sight.folder_url(folder, 'sub'))}"),
        md(f"Whole tree: {link(md('welcome'), sight.to_node('welcome', ''))}, "
           f"{link(md('keywords A–Z'), sight.to_node('az', ''))}, "
           f"{link(md('book'), sight.to_node('book', ''))}"),
    ]


# --- source ------------------------------------------------------------------------------------


def _source(sight: Sight, own: OwnFile) -> list[Md]:
    """The source in a fence, or its beginning and a link when it is large."""
    if not own.data:
        return []
    body, _, _ = decode(own.data)
    language = by_name(own.summary.language)
    info = language.fence if language else ""
    if len(own.data) <= sight.embed_limit:
        return [escape.fence(body, info)]
    whole = link(md("the whole file"), sight.to_source(own.path))
    note = f"{number(len(own.data))} bytes are more than a page shows; see {whole}."
    if not sight.excerpt_lines:
        return [md(note)]
    excerpt = _excerpt(body, sight.excerpt_lines, sight.embed_limit)
    shown = plural(excerpt.count("\n"), "line", "lines")
    return [md(f"The first {shown}. {note}"), escape.fence(excerpt, info)]


def _excerpt(body: str, lines: int, limit: int) -> str:
    position = 0
    for _ in range(lines):
        end = body.find("\n", position)
        if end < 0:
            position = len(body)
            break
        position = end + 1
    excerpt = body[: min(position, limit)]
    return excerpt if excerpt.endswith("\n") else excerpt + "\n"
