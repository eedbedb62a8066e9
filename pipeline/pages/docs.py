"""``<file>_docs.md``: what one source file is, defines, imports and is used by."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from pipeline import escape
from pipeline.bind import Bindings
from pipeline.commits import Past
from pipeline.decode import read
from pipeline.edges import NAME, PROSE
from pipeline.escape import Md, code, join, link, md, number, plural, sentence, text
from pipeline.facets import anchors, brief, holds_tests
from pipeline.inventory import kind_counts
from pipeline.languages.table import by_name
from pipeline.model import Extraction, LineCounts, Summary, Symbol, Todo, at_top
from pipeline.pages import (
    Context,
    OwnFile,
    Sight,
    commits,
    coverage,
    details,
    diagrams,
    findings,
    imports,
    quoted,
    relations,
    runners,
    slug_of,
)
from pipeline.pages.folding import bullets
from pipeline.pages.outline import is_public, outline
from pipeline.pages.purpose import Place, purpose
from pipeline.pages.purpose import role as role_of_file
from pipeline.paths import folder_of, name_of
from pipeline.resolve.links import Link
from pipeline.roles import Role
from pipeline.rollup import is_generated
from pipeline.store import VENDORED

#: Symbols named in the overview before the rest is only counted.
_MAIN = 12
#: Files on each side of the diagram of neighbours.
_NEIGHBOURS = 8
_TODOS = 50
_DIAGNOSTICS = 20


def build(sight: Sight, path: str, part: int) -> Context:
    own = sight.own(path, with_data=True)
    extraction = own.summary.extraction
    marks = anchors(extraction.symbols)
    links = sight.view.get("links", path)
    bindings: Bindings = sight.view.get("bindings", path)
    users = sight.view.get("users", path)
    importers = [user for user, kind in users if kind not in (PROSE, NAME)]
    takers = [user for user, kind in users if kind == NAME]
    referrers = [user for user, kind in users if kind == PROSE]
    past = commits.past(sight, path)
    place = place_of(sight, path, links, users)
    inside, _, partners = place
    role = role_of_file(own, holds_tests(extraction), place)
    told = details.documented(extraction.symbols, marks)
    context: Context = {
        "path": code(path),
        "headline": _headline(sight, own, role),
        "metadata": _metadata(sight, own, past),
        "diagnostics": _diagnostics(sight, path, own.summary),
        "purpose": purpose(sight, own, role, place),
        "overview": _overview(own, role, inside, importers, takers),
        "main_symbols": _main_symbols(extraction, marks),
        "outline": outline(sight, path, extraction.symbols, marks),
        "details": details.tables(told),
        "todos": bullets(_todos(sight, path, own.summary.todos)),
        "role": _role(sight, path, role, partners),
        "inheritance": relations.inheritance(sight, path, bindings),
        "inheritance_diagram": relations.inheritance_diagram(sight, path, bindings),
        "imports": imports.imports(sight, extraction.imports, links, bindings),
        "packages": imports.dependencies(sight, path, extraction.imports),
        "references": bullets(imports.references(sight, path, extraction.imports, links)),
        "importers": bullets(imports.users(sight, importers)),
        "takers": bullets(imports.users(sight, takers)),
        "referrers": bullets(imports.users(sight, referrers)),
        "neighbours": _neighbours(path, inside, importers),
        **findings.sections(sight, path, own.summary.findings),
        "tests": bullets(relations.tests(sight, path, place.users)),
        **coverage.sections(sight, path),
        "run": _run(sight, path, role, place.users),
        "smallest_tests": quoted.smallest_tests(
            sight, path, extraction.symbols, marks, place.users),
        "examples": details.examples(told, _fence(own.summary)),
        "example_files": bullets(relations.examples(sight, place.users)),
        "related": relations.related(sight, path, inside, importers, bindings, partners, past),
        "cross_references": _cross_references(sight, path),
        "source": _source(sight, own),
    }
    context["usage"] = any(
        context[key] for key in (
            "tests", "run", "measured", "smallest_tests", "examples", "example_files"))
    context["contents"] = _contents(context, marks)
    return context


def place_of(
    sight: Sight, path: str, links: tuple[Link, ...], users: list[tuple[str, str]]
) -> Place:
    """Where the file stands, from its resolved references and those that reach it."""
    inside = list(dict.fromkeys(
        t for item in links if item.kind != "link" for t in item.targets() if t != path))
    importers = [user for user, kind in users if kind not in (PROSE, NAME)]
    takers = [user for user, kind in users if kind == NAME]
    partners = relations.partners(sight, path, inside, importers)
    return Place(inside, list(dict.fromkeys([*importers, *takers])), partners)


# --- the first lines ---------------------------------------------------------------------------

#: A page with more definitions, or more imports, starts with a list of its sections.
_LONG = 30
#: What a context holds -> the heading that it stands under.
_SECTIONS = (
    ("overview", "High-Level Overview"), ("outline", "Code Structure"),
    ("details", "Parameters and Results"), ("todos", "Left to Do"),
    ("inheritance", "Inheritance"), ("imports", "Import Dependencies"),
    ("packages", "Declared Dependencies"), ("references", "Referenced Files"),
    ("importers", "Imported by"), ("takers", "Names Used by"), ("referrers", "Referenced by"),
    ("patterns", "Code Patterns & Idioms"), ("performance", "Performance Considerations"),
    ("security", "Security & Safety"), ("usage", "Testing & Usage"), ("related", "Related Files"),
    ("metadata", "File Metadata"), ("source", "Original Source"),
)


def _headline(sight: Sight, own: OwnFile, role: Role) -> Md:
    """Language, role and length in one line, with the way to the source and the keywords."""
    parts = [text(own.summary.language), text(role)]
    if own.data:
        parts.append(md(plural(own.summary.lines.total, "line", "lines")))
    parts += [link(md("source"), sight.to_source(own.path)),
              link(md("keywords"), sight.to_node("keywords", own.path))]
    return join(parts, " · ")


def _contents(context: Context, marks: list[str]) -> Md:
    """Links to the sections of a long page."""
    if len(marks) + len(context["imports"]) <= _LONG:
        return md("")
    taken = set(marks)
    rows = []
    for key, title in _SECTIONS:
        slug = slug_of(title)
        # A definition of that name has the anchor.
        if context.get(key) and slug not in taken:
            rows.append(link(md(title), f"#{slug}"))
    return join(rows, " · ")


# --- metadata ----------------------------------------------------------------------------------


def _metadata(sight: Sight, own: OwnFile, past: Past) -> list[Md]:
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
    if summary.extraction.method:
        rows.append(("Outline", md(_METHODS[summary.extraction.method])))
    rows.append(("SHA-256", code(sha256(own.data).hexdigest())))
    rows += commits.metadata(past)
    if is_generated(own.flags, summary.generated):
        rows.append(("Generated", md("yes: a program made this file; change its source instead")))
    if own.flags & VENDORED:
        rows.append(("Vendored", md("yes: a copy of another project's file")))
    return [md(f"**{label}**: {value}") for label, value in rows]


#: How an outline came about, where it was not by a full grammar.
_METHODS = {"scanner": "tolerant scanner"}


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


# --- overview ----------------------------------------------------------------------------------


def _overview(
    own: OwnFile, role: Role, inside: list[str], importers: list[str], takers: list[str]
) -> list[Md]:
    """Labelled facts; what a reader compares from page to page."""
    symbols = own.summary.extraction.symbols
    facts: list[tuple[str, Md]] = []
    if counts := kind_counts(symbols):
        facts.append(("Defines", md(counts)))
    if role not in _UNDOCUMENTED and (documented := _documented(symbols)):
        facts.append(("Documented", documented))
    others = (("Imports", inside), ("Imported by", importers), ("Names used by", takers))
    for label, paths in others:
        if paths:
            facts.append((label, md(plural(len(paths), "file", "files"))))
    for entry in own.summary.extraction.entry_points:
        facts.append(("Entry point", _entry_point(entry)))
    return [md(f"**{label}**: {value}") for label, value in facts]


#: Roles whose names need no documentation, or that of others.
_UNDOCUMENTED = frozenset((Role.TEST, Role.TEST_DATA, Role.GENERATED, Role.VENDORED))


def _entry_point(entry: str) -> Md:
    if entry == "shebang":
        return md("its first line names an interpreter")
    name, _, target = entry.removeprefix("script ").partition(" = ")
    if entry.startswith("script "):
        return md(f"installs {code(name)}" + (f" ({code(target)})" if target else ""))
    return code(entry)


def _documented(symbols: tuple[Symbol, ...]) -> Md:
    """How many of the public names say what they are; empty where nothing could."""
    public = [symbol for symbol in symbols if is_public(symbol)]
    if not public:
        return md("")
    said = sum(1 for symbol in public if symbol.doc)
    return md(f"{number(said)} of {plural(len(public), 'public definition', 'public definitions')}")


def _main_symbols(extraction: Extraction, marks: list[str]) -> list[Md]:
    """Public top-level symbols with what they say of themselves."""
    rows = []
    symbols = extraction.symbols
    seen: set[str] = set()
    for symbol, mark, top in zip(symbols, marks, at_top(symbols), strict=True):
        if top and symbol.doc and not symbol.name.startswith("_") and symbol.qualname not in seen:
            seen.add(symbol.qualname)
            label = link(code(symbol.qualname), f"#{mark}")
            rows.append(md(f"{label}: {sentence(brief(symbol.doc))}"))
    if len(rows) > _MAIN:
        return [*rows[:_MAIN], md(f"and {number(len(rows) - _MAIN)} more below")]
    return rows


# --- place -------------------------------------------------------------------------------------


def _role(sight: Sight, path: str, role: Role, partners: list[tuple[str, str]]) -> list[Md]:
    folder = folder_of(path)
    where = link(code(f"{folder}/" if folder else sight.title), sight.folder_url(folder))
    about = sight.view.get("about", folder)
    rows = [("Role", text(role))]
    rows += [(what.capitalize(), sight.file_link(other)) for other, what in partners]
    rows.append(("Folder", md(f"{where}: {sentence(about)}") if about else where))
    return [md(f"**{label}**: {value}") for label, value in rows]


def _neighbours(path: str, inside: list[str], importers: list[str]) -> Md:
    """A diagram of the direct neighbours; none where a single arrow would tell nothing new."""
    if len(inside) + len(importers) < 2:
        return md("")
    return diagrams.neighbours(path, inside, importers, _NEIGHBOURS)


def _run(sight: Sight, path: str, role: Role, users: Sequence[str]) -> list[Md]:
    """How to run this file if it is a test, and how to run all tests that use it."""
    rows = []
    if role is Role.TEST and (command := runners.command(sight, path)):
        alone = name_of(path).partition(".")[0] in command
        rows.append(("Run this file" if alone else "Run it with others", command))
    if command := runners.together(sight, relations.tests_among(users)):
        rows.append(("Run the tests that use it", command))
    return [md(f"**{label}**: {code(command)}") for label, command in rows]


def _todos(sight: Sight, path: str, todos: tuple[Todo, ...]) -> list[Md]:
    rows = [
        md(f"{code(item.word)} ({link(md(f'line {item.line}'), sight.to_source(path, item.line))})"
           + (f": {sentence(item.text)}" if item.text else ""))
        for item in todos[:_TODOS]
    ]
    if len(todos) > _TODOS:
        rows.append(md(f"and {number(len(todos) - _TODOS)} more"))
    return rows


def _cross_references(sight: Sight, path: str) -> list[Md]:
    folder = folder_of(path)
    name = code(f"{folder}/" if folder else sight.title)
    return [
        md(f"**This file**: {link(md('keywords'), sight.to_node('keywords', path))}"),
        md(f"**Folder** {name}: {link(md('index'), sight.folder_url(folder))}, "
           f"{link(md('documentation'), sight.folder_url(folder, 'doc'))}, "
           f"{link(md('subtree keywords'), sight.folder_url(folder, 'sub'))}"),
        md(f"**Whole tree**: {link(md('welcome'), sight.to_node('welcome', ''))}, "
           f"{link(md('keywords A–Z'), sight.to_node('az', ''))}, "
           f"{link(md('book'), sight.to_node('book', ''))}"),
    ]


# --- source ------------------------------------------------------------------------------------


#: How much longer than its source a fence may be, and what one invisible character takes in it.
_GROWTH, _LONGEST = 2, 10


def _source(sight: Sight, own: OwnFile) -> list[Md]:
    """The source in a fence, or its beginning and a link, or the link alone."""
    if not own.data:
        return []
    whole = link(md("the whole file"), sight.to_source(own.path))
    length, size = own.summary.lines.total, f"{number(len(own.data))} bytes"
    if sight.embed == "link":
        return [md(f"{plural(length, 'line', 'lines')}, {size}; see {whole}.")]
    body = read(own.data, clean=not own.summary.masked).text
    info = _fence(own.summary)
    fits = len(own.data) <= sight.embed_limit
    if fits and (sight.embed == "full" or length <= sight.excerpt_lines):
        block = escape.fence(body, info)
        if len(block) <= _GROWTH * max(sight.embed_limit, len(own.data)):
            return [block]
        fits = False
    note = f"The file has {plural(length, 'line', 'lines')}; see {whole}." if fits \
        else f"{size} are more than a page shows; see {whole}."
    if not sight.excerpt_lines:
        return [md(note)]
    excerpt = _excerpt(body, sight.excerpt_lines, sight.embed_limit)
    block = escape.fence(excerpt, info)
    if len(block) > _GROWTH * sight.embed_limit:
        excerpt = _excerpt(body, sight.excerpt_lines, sight.embed_limit // _LONGEST)
        block = escape.fence(excerpt, info)
    shown = plural(excerpt.count("\n"), "line", "lines")
    return [md(f"The first {shown}. {note}"), block]


def _fence(summary: Summary) -> str:
    """Info string of a fence with code of the file's language."""
    language = by_name(summary.language)
    return language.fence if language else ""


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
