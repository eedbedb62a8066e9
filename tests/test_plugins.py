"""Plugins: a language and an analysis that an installed distribution brings."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import plugins
from pipeline.config import load
from pipeline.errors import ConfigError
from pipeline.keys import page_keys, parse_key
from pipeline.languages.choose import choose
from tests.conftest import Files, build_tree, make_tree, read_pages

LANGUAGE = '''
from pipeline.languages import Language
from pipeline.model import Extraction, Symbol

LANGUAGES = (Language("Wish", "wish", "code", ("#",), extensions=(".wish",)),)


def extract(source):
    names = [(n, line.split()[1]) for n, line in enumerate(source.text.splitlines(), 1)
             if line.startswith("wish ")]
    return Extraction(symbols=tuple(Symbol("function", s, s, n, n) for n, s in names))
'''
ANALYSIS = '''
from pipeline.catalogue import PATTERN, Rule
from pipeline.model import Finding

LANGUAGES = ("Wish",)
RULES = (Rule("a-wish", "Wish", "Somebody wants something.", topic=PATTERN),)


def find(subject):
    for symbol in subject.extraction.symbols:
        yield Finding("a-wish", symbol.line, symbol.name)
'''
FILES: Files = {"a.wish": "# A file.\nwish horse\n", "b.py": "x = 1\n",
                "sourcebook.toml": 'plugins = ["wishes"]\nexclude = ["/sourcebook.toml"]\n'}


def install(site: Path, points: str = "", language: str = LANGUAGE, version: str = "1") -> None:
    points = points or (f"[sourcebook.languages]\nwish = wishes_{version}.language\n"
                        f"[sourcebook.analyses]\nwish = wishes_{version}.analysis\n")
    make_tree(site, {
        f"wishes_{version}/__init__.py": "", f"wishes_{version}/language.py": language,
        f"wishes_{version}/analysis.py": ANALYSIS,
        "wishes.dist-info/METADATA": f"Metadata-Version: 2.1\nName: wishes\nVersion: {version}\n",
        "wishes.dist-info/entry_points.txt": points})


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "site"
    monkeypatch.syspath_prepend(str(folder))
    install(folder)
    yield folder
    plugins._loaded.clear()
    plugins.use(())
    for name in [name for name in sys.modules if name.startswith("wishes_")]:
        del sys.modules[name]


def test_a_plugins_language_and_analysis_are_on_the_pages_and_go_with_the_setting(
    site: Path, tmp_path: Path
) -> None:
    source, out, cache = make_tree(tmp_path / "src", FILES), tmp_path / "out", tmp_path / "cache"
    build_tree(source, out, cache)
    page = (out / "a.wish_docs.md").read_text()
    assert "Wish · " in page and "function `horse`" in page and "Somebody wants something." in page
    with_plugin = read_pages(out)
    (source / "sourcebook.toml").write_text('exclude = ["/sourcebook.toml"]\n')
    build_tree(source, out, cache)
    build_tree(source, tmp_path / "clean", tmp_path / "cache2")
    assert read_pages(out) == read_pages(tmp_path / "clean") != with_plugin
    assert "horse`" not in (out / "a.wish_docs.md").read_text()
    make_tree(source, FILES)
    build_tree(source, out, cache)
    assert read_pages(out) == with_plugin


def test_name_version_and_code_of_a_plugin_are_in_every_key(site: Path, tmp_path: Path) -> None:
    config = load({}, make_tree(tmp_path / "src", FILES))

    def keys() -> tuple[bytes, ...]:
        plugins._loaded.clear()
        return parse_key(config), *page_keys(config).values()

    first = keys()
    assert keys() == first
    (site / "wishes_1/other.py").write_text("x = 1\n")
    second = keys()
    assert all(one != other for one, other in zip(first, second, strict=True))
    metadata = site / "wishes.dist-info/METADATA"
    metadata.write_text(metadata.read_text().replace("Version: 1", "Version: 2"))
    assert all(one != other for one, other in zip(second, keys(), strict=True))


def test_an_installed_distribution_that_no_setting_names_changes_nothing(
    site: Path, tmp_path: Path
) -> None:
    make_tree(tmp_path / "src", {"a.wish": "wish horse\n"})
    build_tree(tmp_path / "src", tmp_path / "out", tmp_path / "cache")
    assert choose("a.wish", "").name == "Text"


@pytest.mark.parametrize(("points", "language", "said"), [
    ("[other]\nx = y\n", LANGUAGE, "offers neither"),
    ("[sourcebook.languages]\nx = wishes_9.gone\n", LANGUAGE, "cannot load wishes_9.gone"),
    ("", "raise ValueError('no\\nway')\n", "cannot load wishes_9.language: ValueError: no way"),
    ("", "LANGUAGES = ()\n", "has no extract"),
    ("", LANGUAGE.replace('"Wish"', '"Python"'), "'Python' is no language of its own"),
])
def test_a_plugin_that_cannot_be_used_is_one_clear_line(
    site: Path, tmp_path: Path, points: str, language: str, said: str
) -> None:
    install(site, points, language, "9")
    config = load({}, make_tree(tmp_path / "src", FILES))
    with pytest.raises(ConfigError) as caught:
        parse_key(config)
    assert said in str(caught.value) and "\n" not in str(caught.value)


def test_a_plugin_that_is_not_installed_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="'gone-from-here' is not installed"):
        plugins.use(("gone-from-here",))


def test_a_run_without_plugins_does_not_look_for_any(tmp_path: Path) -> None:
    make_tree(tmp_path, {"a.py": "x = 1\n"})
    code = ("import sys; from pipeline.config import load; from pipeline.build import Build\n"
            "with Build(load({})) as build: build.scan()\n"
            "sys.exit('pipeline.plugins' in sys.modules or 'importlib.metadata' in sys.modules)")
    assert subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=False).returncode == 0
