"""Package manifests: dependencies, entry points, scripts."""

from __future__ import annotations

from pipeline.model import Extraction
from tests.languages.extraction import assert_sound, qualnames, run


def asked(found: Extraction) -> list[tuple[str, tuple[str, ...], int, str]]:
    return [(i.module, i.names, i.line, i.scope) for i in found.imports if i.kind == "dependency"]


def test_a_python_project_asks_for_packages_and_declares_programs() -> None:
    text = (
        '[build-system]\nrequires = ["hatchling>=1"]\n[project]\nname = "k"\n'
        'dependencies = [\n  "air",\n  "sky>=2",\n]\n[project.optional-dependencies]\n'
        'test = ["wind"]\n[project.scripts]\nk = "k.main:main"\n[dependency-groups]\ndev = ["z"]\n')
    found = run("TOML", text, "pyproject.toml")
    assert asked(found) == [
        ("hatchling", (">=1",), 2, "build"), ("air", (), 6, ""), ("sky", (">=2",), 7, ""),
        ("wind", (), 10, "optional: test"), ("z", (), 14, "group: dev")]
    assert found.entry_points == ("script k = k.main:main",)


def test_poetry_asks_in_tables() -> None:
    text = '[tool.poetry.dependencies]\npython = "^3"\nair = "^1"\nsky = {git = "https://x"}\n'
    assert asked(run("TOML", text, "pyproject.toml")) == [
        ("air", ("^1",), 3, ""), ("sky", ("https://x",), 4, "")]


def test_a_crate_asks_for_crates() -> None:
    text = (
        '[package]\nname = "k"\n[dependencies]\na = "1"\nb = { path = "../b" }\n'
        '[dependencies.c]\nversion = "2"\n[dev-dependencies]\nd = "*"\n[[bin]]\nname = "fly"\n'
        '[workspace]\nmembers = ["x"]\n')
    found = run("TOML", text, "Cargo.toml")
    assert asked(found) == [
        ("a", ("1",), 4, ""), ("b", ("../b",), 5, ""), ("c", ("2",), 6, ""), ("d", (), 9, "dev")]
    assert found.entry_points == ("program fly",)
    assert [(i.module, i.line) for i in found.imports if i.kind == "path"] == [("x", 13)]


def test_another_toml_file_asks_for_nothing() -> None:
    assert run("TOML", '[dependencies]\na = "1"\n', "other.toml").imports == ()


def test_a_node_package_has_scripts_and_programs() -> None:
    text = (
        '{\n "name": "@a/k",\n "bin": "k.js",\n "scripts": {"build": "tsc"},\n'
        ' "dependencies": {\n  "left": "^1"},\n "devDependencies": {"right": "2"}\n}\n')
    found = run("JSON", text, "package.json")
    assert asked(found) == [("left", ("^1",), 6, ""), ("right", ("2",), 7, "dev")]
    assert found.entry_points == ("script k = k.js",)
    assert qualnames(found, "target") == ["scripts.build"]


def test_setup_cfg_lists_one_package_a_line() -> None:
    text = (
        "[metadata]\nname = k\n[options]\ninstall_requires =\n  a>=1\n  b\n"
        "[options.extras_require]\ntest = c\n"
        "[options.entry_points]\nconsole_scripts =\n  k = k:main\n")
    found = run("INI", text, "setup.cfg")
    assert asked(found) == [
        ("a", (">=1",), 5, ""), ("b", (), 6, ""), ("c", (), 8, "optional: test")]
    assert (found.title, found.entry_points) == ("k", ("script k = k:main",))


def test_submodules_are_dependencies_at_a_path() -> None:
    text = '[submodule "a"]\n\tpath = x/a\n\turl = https://b/a.git\n'
    found = run("Git Config", text, ".gitmodules")
    assert [(i.kind, i.module, i.line) for i in found.imports] == [
        ("path", "x/a", 2), ("dependency", "https://b/a.git", 3)]


def test_values_of_the_wrong_type_are_passed_over() -> None:
    text = (
        "[project]\ndependencies = 1\noptional-dependencies = []\nscripts = [1]\n"
        "[tool]\npoetry = 3\n[build-system]\nrequires = [1, {a = 2}]\n")
    found = run("TOML", text, "pyproject.toml")
    assert found.imports == ()
    assert_sound(found, text)
    assert run("JSON", '[{"dependencies": 1}]', "package.json").imports == ()
