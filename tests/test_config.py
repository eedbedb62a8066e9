"""Configuration: where values come from, and what is said about values that cannot be used."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from pipeline.config import OVERRIDES, Config, Settings, load
from pipeline.errors import ConfigError, UsageError


def project(root: Path, sourcebook: str = "", pyproject: str | bytes = "") -> Path:
    root.mkdir(parents=True, exist_ok=True)
    if sourcebook:
        (root / "sourcebook.toml").write_text(sourcebook)
    if pyproject:
        data = pyproject if isinstance(pyproject, bytes) else pyproject.encode()
        (root / "pyproject.toml").write_bytes(data)
    return root


def refusal(root: Path, **overrides: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load(overrides, root)
    line = str(caught.value)
    assert line and "\n" not in line
    return line


# --- defaults --------------------------------------------------------------------------------


def test_without_a_file_every_key_has_its_default(tmp_path: Path) -> None:
    config = load({}, tmp_path)
    assert config.settings == Settings()
    assert config.source == tmp_path.resolve()
    assert config.out == tmp_path / "sourcebook"
    assert config.cache == tmp_path / ".sourcebook"
    assert config.link_root == config.out
    assert config.templates is None
    assert config.jobs >= 1


@pytest.mark.parametrize("field", fields(Settings), ids=lambda f: f.name)
def test_every_key_says_what_it_is_and_what_it_can_change(field: object) -> None:
    metadata = field.metadata  # type: ignore[attr-defined]
    assert len(metadata["doc"]) > 10
    assert type(metadata["page"]) in (bool, tuple) and type(metadata["scan"]) is bool


def test_lists_cannot_be_set_by_a_variable_and_all_else_can() -> None:
    assert set(OVERRIDES) == {f.name for f in fields(Settings)} - {
        "include", "exclude", "vendored", "formats", "plugins"}


@pytest.mark.parametrize("where", ["sourcebook", "pyproject"])
def test_either_file_sets_every_key(tmp_path: Path, where: str) -> None:
    (tmp_path / "t").mkdir()
    values = """
out = "o"
cache = "c"
title = "T"
include = ["*.py"]
exclude = ["x/"]
vendored = []
embed = "link"
embed_limit = 1
excerpt_lines = 2
source_url = "http://h/{path}"
formats = ["markdown", "json"]
front_matter = true
tokens = true
plugins = ["p"]
parse_limit = 3
history = true
coverage = "v"
templates = "t"
jobs = 4
strict = true
"""
    if where == "sourcebook":
        project(tmp_path, values)
    else:
        project(tmp_path, pyproject="[tool.sourcebook]" + values)
    config = load({}, tmp_path)
    assert config.settings == Settings(
        "o", "c", "T", ("*.py",), ("x/",), (), "link", 1, 2, "http://h/{path}",
        ("markdown", "json"), True, True, ("p",), 3, True, "v",
        "t", 4, True)
    assert config.jobs == 4
    assert config.templates == tmp_path / "t"


def test_a_pyproject_without_our_table_goes_with_a_sourcebook_file(tmp_path: Path) -> None:
    project(tmp_path, 'title = "T"', '[tool.other]\nx = 1\n[project]\nname = "p"\n')
    assert load({}, tmp_path).title == "T"


def test_having_both_files_is_an_error(tmp_path: Path) -> None:
    project(tmp_path, "jobs = 1", "[tool.sourcebook]\njobs = 1\n")
    assert "keep one" in refusal(tmp_path)


def test_an_empty_table_counts_as_having_the_file(tmp_path: Path) -> None:
    project(tmp_path, "jobs = 1", "[tool.sourcebook]\n")
    assert "keep one" in refusal(tmp_path)


# --- values that cannot be used --------------------------------------------------------------


def test_a_configuration_error_is_a_usage_error_with_exit_code_2() -> None:
    assert issubclass(ConfigError, UsageError) and ConfigError.exit_code == 2


def test_an_unknown_key_is_refused_with_the_nearest_one(tmp_path: Path) -> None:
    project(tmp_path, "embed_limits = 1")
    line = refusal(tmp_path)
    assert "sourcebook.toml" in line and "'embed_limits'" in line
    assert "did you mean 'embed_limit'?" in line


def test_an_unknown_key_like_no_other_is_refused_with_all_of_them(tmp_path: Path) -> None:
    project(tmp_path, pyproject="[tool.sourcebook]\nzzzzqqqq = 1")
    line = refusal(tmp_path)
    assert "pyproject.toml" in line
    assert all(f.name in line for f in fields(Settings))


def test_an_unknown_variable_is_refused_with_the_nearest_one(tmp_path: Path) -> None:
    assert "did you mean 'jobs'?" in refusal(tmp_path, job="1")
    assert "did you mean 'source'?" in refusal(tmp_path, sourc="x")


@pytest.mark.parametrize(("text", "part"), [
    ("out = 1", "out must be a string, not 1"),
    ("title = true", "title must be a string, not True"),
    ("jobs = '4'", "jobs must be a whole number, not '4'"),
    ("jobs = true", "jobs must be a whole number, not True"),
    ("jobs = 1.0", "jobs must be a whole number, not 1.0"),
    ("strict = 1", "strict must be true or false, not 1"),
    ("strict = 'yes'", "strict must be true or false, not 'yes'"),
    ("include = '*.py'", "include must be a list of strings"),
    ("include = [1]", "include must be a list of strings"),
    ("exclude = {}", "exclude must be a list of strings"),
    ("jobs = -1", "jobs must not be negative"),
    ("embed_limit = -1", "embed_limit must not be negative"),
])
def test_a_value_of_the_wrong_type_is_refused_by_name(
    tmp_path: Path, text: str, part: str
) -> None:
    assert part in refusal(project(tmp_path, text))


@pytest.mark.parametrize(("name", "text"), [
    ("jobs", "many"), ("jobs", "-1"), ("jobs", "1.5"), ("jobs", ""), ("strict", "maybe"),
    ("strict", ""),
])
def test_a_variable_that_cannot_be_read_is_refused(tmp_path: Path, name: str, text: str) -> None:
    line = refusal(tmp_path, **{name: text})
    assert name in line and "command line" in line


@pytest.mark.parametrize(("text", "value"), [
    ("true", True), ("True", True), ("1", True), ("yes", True),
    ("false", False), ("0", False), ("no", False),
])
def test_a_variable_may_say_yes_and_no_in_several_ways(
    tmp_path: Path, text: str, value: bool
) -> None:
    assert load({"strict": text}, tmp_path).settings.strict is value


@pytest.mark.parametrize("table", ["tool.sourcebook = 3", "[[tool.sourcebook]]\njobs = 1"])
def test_our_table_must_be_a_table(tmp_path: Path, table: str) -> None:
    assert "must be a table" in refusal(project(tmp_path, pyproject=table))


def test_a_pyproject_whose_tool_is_no_table_is_not_about_us(tmp_path: Path) -> None:
    assert load({}, project(tmp_path, pyproject="tool = 3")).settings == Settings()


# --- where paths lead ------------------------------------------------------------------------


def test_a_path_in_the_file_is_relative_to_the_source(tmp_path: Path) -> None:
    source = project(tmp_path / "src", 'out = "../o"\ncache = "sub/c"\ntemplates = "t"\n')
    (source / "t").mkdir()
    config = load({"source": "src"}, tmp_path)
    assert config.source == source.resolve()
    assert config.out == tmp_path / "o"
    assert config.cache == source / "sub/c"
    assert config.templates == source / "t"


def test_a_path_in_the_call_is_relative_to_where_the_call_is_made(tmp_path: Path) -> None:
    project(tmp_path / "src", 'out = "never"\ntemplates = "never"')
    (tmp_path / "t").mkdir()
    config = load(
        {"source": "src", "out": "o", "cache": str(tmp_path / "c"), "templates": "t"}, tmp_path)
    assert config.out == tmp_path / "o"
    assert config.cache == tmp_path / "c"
    assert config.templates == tmp_path / "t"


def test_a_tilde_is_the_home_folder_in_any_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    source = project(tmp_path / "src", 'out = "~/o"\ncache = "~no-such-user-at-all/c"')
    config = load({}, source)
    assert config.out == tmp_path / "home/o"
    assert config.cache == source / "~no-such-user-at-all/c"


def test_the_call_wins_over_the_file(tmp_path: Path) -> None:
    project(tmp_path, "jobs = 3\nembed_limit = 5")
    settings = load({"jobs": "7"}, tmp_path).settings
    assert (settings.jobs, settings.embed_limit) == (7, 5)


def test_a_source_that_is_a_link_is_the_folder_it_leads_to(tmp_path: Path) -> None:
    """Links in pages are made of the way from output to source: it must be the real one."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    assert load({"source": "link"}, tmp_path).source == (tmp_path / "real").resolve()


@pytest.mark.parametrize("source", ["nowhere", "file"])
def test_a_source_that_is_no_folder_is_an_error(tmp_path: Path, source: str) -> None:
    (tmp_path / "file").touch()
    assert f"source={source}" in refusal(tmp_path, source=source)


@pytest.mark.parametrize("name", ["out", "cache"])
@pytest.mark.parametrize(("value", "part"), [
    (".", "is the source folder itself"), ("", "is the source folder itself"),
    ("..", "holds the source folder"), ("/", "holds the source folder"),
    ("a/..", "is the source folder itself"),
])
def test_neither_output_nor_cache_may_hold_the_source(
    tmp_path: Path, name: str, value: str, part: str
) -> None:
    line = refusal(project(tmp_path / "src", f'{name} = "{value}"'))
    assert line.startswith(name) and part in line


@pytest.mark.parametrize(("out", "cache"), [("o", "o"), ("o", "o/c"), ("c/o", "c")])
def test_output_and_cache_must_not_lie_in_one_another(
    tmp_path: Path, out: str, cache: str
) -> None:
    assert "in one another" in refusal(tmp_path, out=out, cache=cache)


def test_folders_that_only_begin_alike_are_apart(tmp_path: Path) -> None:
    config = load({"out": "docs", "cache": "docs-cache"}, tmp_path)
    assert (config.out.name, config.cache.name) == ("docs", "docs-cache")


def test_a_templates_folder_that_is_missing_is_an_error(tmp_path: Path) -> None:
    assert "templates = 'nope'" in refusal(project(tmp_path, 'templates = "nope"'))


# --- files that cannot be read ---------------------------------------------------------------


@pytest.mark.parametrize("text", [b"jobs = = 1", b"\xff = 1", b"jobs = 1\njobs = 2"])
def test_a_broken_file_of_ours_is_an_error_that_names_it(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "sourcebook.toml").write_bytes(text)
    assert refusal(tmp_path).startswith("sourcebook.toml: ")


def test_a_broken_pyproject_that_speaks_of_us_is_an_error(tmp_path: Path) -> None:
    project(tmp_path, pyproject="[tool.sourcebook]\njobs = = 1")
    assert refusal(tmp_path).startswith("pyproject.toml: ")


@pytest.mark.parametrize("text", [b"[project\nname = 1", b"\xff\xfe"])
def test_a_broken_pyproject_of_others_is_a_source_like_any_other(
    tmp_path: Path, text: bytes
) -> None:
    config = load({}, project(tmp_path, pyproject=text))
    assert config.settings == Settings() and config.title == "Source tree"


# --- the title -------------------------------------------------------------------------------


@pytest.mark.parametrize(("sourcebook", "pyproject", "expected"), [
    ("", "", "Source tree"),
    ("", '[project]\nname = "pro"', "pro"),
    ('title = "T"', '[project]\nname = "pro"', "T"),
    ("", "[project]\nname = 3", "Source tree"),
    ("", "project = 3", "Source tree"),
])
def test_the_title_is_the_configured_one_or_the_projects_and_never_the_folders(
    tmp_path: Path, sourcebook: str, pyproject: str, expected: str
) -> None:
    titles = {
        load({}, project(tmp_path / folder, sourcebook, pyproject)).title
        for folder in ("one", "two")
    }
    assert titles == {expected}


@pytest.mark.parametrize(("folder", "files", "expected"), [
    ("pkg", ["__init__.py"], "pkg"), ("pkg", [], ""), ("my-repo", ["__init__.py"], ""),
    ("bad-\udcff", ["__init__.py"], ""), ("pkg", ["__init__.py/x"], ""),
])
def test_a_source_root_that_is_a_package_is_called_by_a_name_that_can_be_imported(
    tmp_path: Path, folder: str, files: list[str], expected: str
) -> None:
    for name in files:
        (tmp_path / folder / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / folder / name).touch()
    assert load({}, project(tmp_path / folder)).root_package == expected


def test_a_build_made_to_be_compared_keeps_all_that_reaches_a_page(tmp_path: Path) -> None:
    config = load({}, tmp_path)
    other = config.built_at(tmp_path / "x", tmp_path / "y")
    assert (other.out, other.cache) == (tmp_path / "x", tmp_path / "y")
    kept = ("source", "link_root", "templates", "coverage", "settings", "project_name")
    assert [getattr(other, n) for n in kept] == [getattr(config, n) for n in kept]
    assert {*kept, "out", "cache"} == {f.name for f in fields(Config)}
