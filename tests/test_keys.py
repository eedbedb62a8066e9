"""Keys: which change of settings, templates or code makes which pages stale."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from pipeline import keys, nodes
from pipeline.config import Config, Settings, load
from pipeline.scan import scan_key
from pipeline.store import LINK_CODE
from pipeline.templates import template_files

#: What each setting can change. A new setting fails here until somebody has decided.
DECIDED = {
    "history": ("page",), "coverage": ("page",),
    "out": (), "cache": (), "templates": (), "jobs": (), "strict": (),
    "title": ("page",), "source_url": ("page",), "formats": ("page",),
    "front_matter": ("page",), "tokens": ("page",), "plugins": ("page",),
    "embed": ("page",), "embed_limit": ("page",), "excerpt_lines": ("page",),
    "include": ("scan",), "exclude": ("scan",), "vendored": ("scan",), "parse_limit": ("scan",),
}
#: Settings that reach pages of some kinds only.
KINDS = {"tokens": {"keywords"}, "embed": {"docs"}, "embed_limit": {"docs"},
         "excerpt_lines": {"docs"}}
SETTINGS = [f.name for f in fields(Settings)]
TEMPLATES = sorted(template_files(None))


def other_value(value: Any) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return f"{value}x"
        case tuple():
            return (*value, "x")
    raise TypeError(value)


@pytest.fixture(autouse=True)
def no_plugin_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a plugin adds to the keys has tests of its own, with one that is installed."""
    monkeypatch.setattr(keys, "_plugins", lambda config: repr(config.settings.plugins).encode())


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return load({}, tmp_path)


def changed(config: Config, name: str) -> Config:
    value = other_value(getattr(config.settings, name))
    return replace(config, settings=replace(config.settings, **{name: value}))


def moved_kinds(before: Config, after: Config) -> set[str]:
    old, new = keys.page_keys(before), keys.page_keys(after)
    return {kind for kind in nodes.KINDS if old[kind] != new[kind]}


def with_template(config: Config, name: str, text: str) -> Config:
    folder = config.source / "overrides"
    folder.mkdir()
    (folder / name).write_text(text)
    return replace(config, templates=folder)


# --- settings --------------------------------------------------------------------------------


def test_somebody_has_decided_what_each_setting_can_change() -> None:
    assert sorted(DECIDED) == sorted(SETTINGS)
    for field in fields(Settings):
        marked = tuple(m for m in ("page", "scan") if field.metadata[m])
        assert marked == DECIDED[field.name], field.name


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_makes_exactly_the_pages_stale_that_it_can_reach(
    config: Config, name: str
) -> None:
    expected = KINDS.get(name, set(nodes.KINDS)) if "page" in DECIDED[name] else set()
    assert moved_kinds(config, changed(config, name)) == expected


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_makes_the_tree_be_listed_anew_exactly_when_it_is_marked_so(
    config: Config, name: str
) -> None:
    moved = scan_key(config) != scan_key(changed(config, name))
    assert moved == ("scan" in DECIDED[name])


def test_patterns_that_move_from_one_setting_to_another_move_the_scan_key(config: Config) -> None:
    one = replace(config, settings=replace(config.settings, include=("a",), exclude=()))
    other = replace(config, settings=replace(config.settings, include=(), exclude=("a",)))
    assert scan_key(one) != scan_key(other)


def test_an_output_folder_inside_the_tree_is_part_of_the_scan_key(config: Config) -> None:
    assert scan_key(config) != scan_key(replace(config, out=config.source / "elsewhere"))


def test_the_projects_name_reaches_pages(config: Config) -> None:
    assert moved_kinds(config, replace(config, project_name="p")) == set(nodes.KINDS)


def test_pages_depend_on_the_way_to_the_source_and_not_on_where_a_copy_is_built(
    config: Config, tmp_path: Path
) -> None:
    deeper = replace(config, link_root=config.out / "deeper")
    assert moved_kinds(config, deeper) == set(nodes.KINDS)
    assert moved_kinds(config, config.built_at(tmp_path / "x", tmp_path / "y")) == set()


def test_a_tree_that_is_moved_with_its_output_keeps_its_pages(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    assert moved_kinds(load({}, tmp_path / "one"), load({}, tmp_path / "two")) == set()


# --- templates -------------------------------------------------------------------------------


def test_every_page_kind_has_a_builder_and_a_template() -> None:
    assert set(nodes.TEMPLATES) == set(nodes.KINDS)
    assert {f"{name}.md.j2" for name in nodes.TEMPLATES.values()} <= set(TEMPLATES)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_makes_exactly_the_pages_of_its_kind_stale(config: Config, name: str) -> None:
    own = {kind for kind, builder in nodes.TEMPLATES.items() if f"{builder}.md.j2" == name}
    text = template_files(None)[name].read_text()
    after = with_template(config, name, f"{text}{{# changed #}}")
    assert moved_kinds(config, after) == (own or set(nodes.KINDS))


def test_a_template_shared_by_others_makes_all_pages_stale(config: Config) -> None:
    after = with_template(config, "_macros.md.j2", "{% macro m() %}{% endmacro %}")
    assert moved_kinds(config, after) == set(nodes.KINDS)


def test_a_copy_of_a_template_changes_nothing(config: Config) -> None:
    text = template_files(None)["docs.md.j2"].read_text()
    assert moved_kinds(config, with_template(config, "docs.md.j2", text)) == set()


def test_a_file_that_is_no_template_changes_nothing(config: Config) -> None:
    assert moved_kinds(config, with_template(config, "README.md", "hello")) == set()


# --- code ------------------------------------------------------------------------------------


def copy_of_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    package = tmp_path / "package"
    for file in keys._PACKAGE.rglob("*.py"):
        copy = package / file.relative_to(keys._PACKAGE)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    monkeypatch.setattr(keys, "_PACKAGE", package)
    return package


@pytest.mark.parametrize(("module", "parses"), [
    ("model.py", True), ("parse.py", True), ("facets.py", True), ("escape.py", True),
    ("offers.py", True),
    ("languages/python.py", True), ("languages/table.py", True), ("languages/new.py", True),
    ("link.py", False), ("pages/docs.py", False), ("store.py", False),
])
def test_a_change_of_an_extractor_parses_all_anew_and_any_change_of_code_renders_all_anew(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, parses: bool
) -> None:
    package = copy_of_the_package(tmp_path, monkeypatch)
    pages, parsing = keys.page_keys(config), keys.parse_key(config)
    with (package / module).open("a") as file:
        file.write("# changed\n")
    # As in the process that comes after the change.
    keys._modules.cache_clear()
    keys._code.cache_clear()
    assert (keys.parse_key(config) != parsing) == parses
    after = keys.page_keys(config)
    assert all(after[kind] != pages[kind] for kind in nodes.KINDS)


def test_the_extractors_key_depends_on_no_setting_but_the_plugins(config: Config) -> None:
    moved = {name for name in SETTINGS
             if keys.parse_key(changed(config, name)) != keys.parse_key(config)}
    assert moved == {"plugins"}


# --- which code is in which key --------------------------------------------------------------

#: Modules that stages import, but that decide nothing of what these leave.
_DECIDES_NOTHING = {
    "__init__.py": "the version, which all keys hold",
    "config.py": "its values are in the keys, one by one",
    "errors.py": "texts of errors, which no page shows",
    "seal.py": "whether a store is trusted",
    "sourceurl.py": "where links lead, which only pages show",
}


def imported(path: Path) -> set[str]:
    """Modules of the package that a module imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pipeline"):
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    inside = [name.split(".")[1:] for name in found if name and name.startswith("pipeline")]
    files = {"/".join([*parts, "__init__.py"]) for parts in inside}
    files |= {"/".join(parts) + ".py" for parts in inside if parts}
    return {name for name in files if (keys._PACKAGE / name).is_file()}


def reached(start: Iterable[str]) -> set[str]:
    """Modules that some modules can call, themselves included."""
    found: set[str] = set()
    pending = list(start)
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending += imported(keys._PACKAGE / name)
    return found - _DECIDES_NOTHING.keys()


def test_the_stores_mark_holds_all_code_that_can_decide_what_the_store_holds() -> None:
    # What linking imports of the languages and analyses is the parse key's as well.
    assert sorted(reached(LINK_CODE) - set(LINK_CODE)) == []


def test_the_parse_key_holds_all_code_that_can_decide_what_a_summary_says() -> None:
    package = keys._PACKAGE
    own = {p.relative_to(package).as_posix() for p in package.rglob("*.py")
           if p.relative_to(package).parts[0] in keys._PARSE_CODE}
    assert sorted(reached(own) - own) == []


def test_another_version_of_a_parser_parses_all_anew(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "site-packages"
    monkeypatch.setattr(sys, "path", [str(place)])
    seen = set()
    for name in ("other-1.dist-info", "tree_sitter_go-1.dist-info", "tree_sitter_c-1.dist-info",
                 "markdown_it_py-3.dist-info"):
        (place / name).mkdir(parents=True)
        keys._parsers.cache_clear()
        seen.add(keys.parse_key(config))
    keys._parsers.cache_clear()
    assert len(seen) == 4
