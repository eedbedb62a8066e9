"""Data of a page: what it is about as JSON, from the same facts, for tools and agents.

With ``formats = ["markdown", "json"]`` a file ``X.json`` lies beside each page ``X.md``. Its keys
have a fixed order. All have ``schema`` (:data:`SCHEMA`, raised when a key goes or changes its
meaning; new keys may come), ``kind``, ``page``, ``part``, ``tree`` (its title) and, last,
``made_by``; the others are, by kind:

===========  ====================================================================================
docs         file, language, role, encoding, bytes, sha256, lines, generated, title, doc, symbols,
             imports, links, bindings, bases, heirs, users, entry_points, findings, todos,
             diagnostics, history (null unless asked for), coverage (likewise)
keywords     file, language, symbols, imports
index        folder, about, files, subfolders (as ``welcome``, the root's)
doc          folder, about, files, folders, symbols, languages, tests, notable, entry_points,
             flows, uses, used_by
sub          folder, subfolders, files (with their keywords)
az           shards
letter       shard, keywords (with their places)
book         about, files, folders, symbols, languages, tests, notable, entry_points, chapters
chapter      as ``doc``
appendix     name, and what it lists: tests, build, terms or folders
===========  ====================================================================================

Files and folders are named by their path from the source root, folders without a final slash.
Numbers of a folder are rounded to two digits, as on its pages.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import msgspec

from pipeline import nodes
from pipeline.bind import Bindings, Definition
from pipeline.catalogue import rules
from pipeline.facets import Name, anchors, brief, holds_tests
from pipeline.facts import FileNames, Flow, Heirs, ShardEntry, Subfolder, Ties
from pipeline.languages.table import by_name
from pipeline.model import Extraction, Finding, Import, Symbol
from pipeline.pages import OwnFile, Sight, docs
from pipeline.pages.appendix import terms
from pipeline.pages.purpose import role
from pipeline.resolve.links import Link
from pipeline.rollup import FileRow, Rollup, is_generated

SCHEMA = 1

Data = dict[str, Any]


def page_data(sight: Sight, kind: str, subject: str, part: int) -> bytes:
    """The data of the page that ``sight`` has just built."""
    head = {"schema": SCHEMA, "kind": kind, "page": sight.page, "part": part, "tree": sight.title}
    body = _BUILDERS[kind](sight, subject, part)
    whole = msgspec.json.encode({**head, **body, nodes.MADE_BY: nodes.FOOTER.strip("*")})
    return msgspec.json.format(whole, indent=1) + b"\n"


def _of(record: object, *names: str) -> Data:
    return {name: getattr(record, name) for name in names}


# --- files -------------------------------------------------------------------------------------


def _docs(sight: Sight, path: str, part: int) -> Data:
    own = sight.own(path, with_data=True)
    summary, extraction = own.summary, own.summary.extraction
    links: tuple[Link, ...] = sight.view.get("links", path)
    bindings: Bindings = sight.view.get("bindings", path)
    users: list[tuple[str, str]] = sight.view.get("users", path)
    heirs: list[Heirs] = sight.view.get("heirs", path)
    return {
        "file": path, "language": summary.language, "role": _role(sight, own, links, users),
        "encoding": summary.encoding, "bytes": len(own.data),
        "sha256": sha256(own.data).hexdigest(),
        "lines": _of(summary.lines, "total", "code", "comment", "blank"),
        "generated": is_generated(own.flags, summary.generated),
        "title": extraction.title, "doc": extraction.doc,
        "symbols": _symbols(extraction, _whole),
        "imports": [_import(item) for item in extraction.imports],
        "links": [_link(item) for item in links],
        "bindings": [{**_of(item, "module", "level", "name"), **_definition(item.definition)}
                     for item in bindings.names],
        "bases": [{**_of(item, "heir", "base", "inferred"), **_definition(item.definition)}
                  for item in bindings.bases],
        "heirs": [{"base": h.base, "file": h.path, "heir": h.heir, "inferred": h.inferred}
                  for h in heirs],
        "users": [{"file": user, "kind": kind} for user, kind in users],
        "entry_points": extraction.entry_points,
        "findings": [_finding(item) for item in summary.findings],
        "todos": [_of(item, "word", "text", "line") for item in summary.todos],
        "diagnostics": [_of(item, "code", "message", "line") for item in extraction.diagnostics],
        "history": _history(sight, path), "coverage": _coverage(sight, path),
    }


def _role(
    sight: Sight, own: OwnFile, links: tuple[Link, ...], users: list[tuple[str, str]]
) -> str:
    place = docs.place_of(sight, own.path, links, users)
    return str(role(own, holds_tests(own.summary.extraction), place))


def _symbols(extraction: Extraction, form: Callable[[Symbol], Data]) -> list[Data]:
    symbols = extraction.symbols
    return [{**form(symbol), "anchor": anchor}
            for symbol, anchor in zip(symbols, anchors(symbols), strict=True)]


def _whole(symbol: Symbol) -> Data:
    return _of(symbol, "kind", "name", "qualname", "line", "end_line", "parent", "signature", "doc",
               "bases", "decorators", "modifiers")


def _short(symbol: Symbol) -> Data:
    return {**_of(symbol, "kind", "name", "qualname", "line"), "brief": brief(symbol.doc)}


def _import(item: Import) -> Data:
    return _of(item, "kind", "module", "level", "names", "line", "scope")


def _link(item: Link) -> Data:
    return {**_of(item, "kind", "module", "level", "names", "place"),
            "files": list(dict.fromkeys(item.targets()))}


def _definition(item: Definition) -> Data:
    return {"file": item.path, "qualname": item.qualname, "definition": item.kind,
            "anchor": item.anchor}


def _finding(item: Finding) -> Data:
    rule = rules()[item.rule]
    return {**_of(item, "rule", "line", "name", "detail"), "topic": rule.topic,
            "severity": rule.severity, "cwe": rule.cwe}


def _history(sight: Sight, path: str) -> Data | None:
    if not sight.history:
        return None
    return _of(sight.view.get("past", path), "commits", "authors", "people", "last", "together")


def _coverage(sight: Sight, path: str) -> Data | None:
    if not sight.coverage:
        return None
    return _of(sight.view.get("measured", path), "run", "total", "tests")


def _keywords(sight: Sight, path: str, part: int) -> Data:
    summary = sight.own(path).summary
    return {"file": path, "language": summary.language,
            "symbols": _symbols(summary.extraction, _short),
            "imports": [_import(item) for item in summary.extraction.imports]}


# --- folders -----------------------------------------------------------------------------------


def _index(sight: Sight, folder: str, part: int) -> Data:
    rows: list[FileRow] = sight.view.get("files", folder)
    documented = [row for row in rows if row.documented]
    start = (part - 1) * nodes.INDEX_ROWS
    shown = documented[start:start + nodes.INDEX_ROWS]
    others = [row for row in rows if not row.documented] \
        if part == nodes.index_parts(len(documented)) else []
    return {"folder": folder, "about": sight.view.get("about", folder),
            "files": [_file(sight, row) for row in (*shown, *others)],
            "subfolders": _subfolders(sight, folder) if part == 1 else []}


def _file(sight: Sight, row: FileRow) -> Data:
    card = row.card
    return {
        "file": row.path, "role": str(row.role), "language": card.language if card else "",
        "description": card.description if card else "", "lines": card.lines if card else 0,
        "symbols": card.symbols if card else 0, "vendored": row.vendored,
        "generated": row.generated,
        "page": nodes.page_of("docs", row.path, 1, sight.twins) if row.documented else None,
    }


def _subfolders(sight: Sight, folder: str) -> list[Data]:
    found: list[Subfolder] = sight.view.get("subfolders", folder)
    return [
        {"folder": sub.path, **_of(sub, "files", "symbols", "tests", "description", "language"),
         "page": nodes.page_of("index", sub.path, 1, sight.twins)}
        for sub in found]


def _doc(sight: Sight, folder: str, part: int) -> Data:
    flows: list[Flow] = sight.view.get("flows", folder)
    ties: Ties = sight.view.get("ties", folder)
    return {
        "folder": folder, **_rollup(sight, folder),
        "flows": [_of(flow, "source", "target", "n") for flow in flows],
        "uses": [{"place": place, "n": n} for place, n in ties.uses],
        "used_by": [{"place": place, "n": n} for place, n in ties.used_by],
    }


def _rollup(sight: Sight, folder: str) -> Data:
    rollup: Rollup = sight.view.get("rollup", folder)
    return {
        "about": rollup.description, **_of(rollup, "files", "folders", "symbols"),
        "languages": [_of(item, "language", "files", "lines") for item in rollup.languages],
        "tests": rollup.tests,
        "notable": [{"file": item.path, **_of(item, "description", "symbols", "users")}
                    for item in rollup.notable],
        "entry_points": [{"file": item.path, "how": item.how} for item in rollup.entries],
    }


def _sub(sight: Sight, folder: str, part: int) -> Data:
    files: list[FileNames] = sight.view.get("names", folder)
    slices = nodes.sub_parts([len(item.names) for item in files])
    start, stop = slices[part - 1] if part <= len(slices) else (0, 0)
    return {"folder": folder, "subfolders": _subfolders(sight, folder) if part == 1 else [],
            "files": [{"file": item.path, "language": item.language,
                       "keywords": [_name(name) for name in item.names]}
                      for item in files[start:stop]]}


def _name(name: Name) -> Data:
    return _of(name, "name", "qualname", "kind", "anchor", "brief")


# --- the tree ----------------------------------------------------------------------------------


def _az(sight: Sight, subject: str, part: int) -> Data:
    shards: list[str] = sight.view.get("shards", "")
    return {"shards": [{"shard": shard, "page": nodes.page_of("letter", shard)}
                       for shard in shards]}


def _letter(sight: Sight, shard: str, part: int) -> Data:
    entries: list[ShardEntry] = sight.view.get("shard", shard)
    return {"shard": shard, "keywords": [
        {"name": entry.name, "total": entry.total, "places": [
            {"file": place.path, **_of(place, "qualname", "kind", "anchor")}
            for place in entry.places]}
        for entry in entries]}


def _book(sight: Sight, subject: str, part: int) -> Data:
    chapters = _subfolders(sight, "")
    for chapter in chapters:
        chapter["page"] = nodes.page_of("chapter", chapter["folder"], 1, sight.twins)
    return {**_rollup(sight, ""), "chapters": chapters}


def _appendix(sight: Sight, name: str, part: int) -> Data:
    return {"name": name, **_APPENDICES[name](sight, part)}


def _testing(sight: Sight, part: int) -> Data:
    rollup: Rollup = sight.view.get("rollup", "")
    return {"tests": {"files": rollup.tests, "folders": [
        {"folder": sub["folder"], "tests": sub["tests"]}
        for sub in _subfolders(sight, "") if sub["tests"]]}}


def _building(sight: Sight, part: int) -> Data:
    rollup: Rollup = sight.view.get("rollup", "")
    found = [(count, by_name(count.language)) for count in rollup.languages]
    return {"build": [_of(count, "language", "files")
                      for count, language in found if language and language.family == "build"]}


def _glossary(sight: Sight, part: int) -> Data:
    return {"terms": [
        {"name": name, "file": path, "anchor": anchor, "kind": kind, "brief": said}
        for _, name, path, anchor, kind, said in terms(sight)]}


def _folders(sight: Sight, part: int) -> Data:
    found: list[tuple[str, str]] = sight.view.get("folders", "")
    start = (part - 1) * nodes.FOLDER_ROWS
    return {"folders": [{"folder": path, "about": said}
                        for path, said in found[start:start + nodes.FOLDER_ROWS]]}


_APPENDICES = {"testing": _testing, "building": _building, "glossary": _glossary,
               "folders": _folders}
_BUILDERS: dict[str, Callable[[Sight, str, int], Data]] = {
    "docs": _docs, "keywords": _keywords, "index": _index, "welcome": _index, "doc": _doc,
    "sub": _sub, "az": _az, "letter": _letter, "book": _book, "chapter": _doc,
    "appendix": _appendix,
}
