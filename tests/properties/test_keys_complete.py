"""Whatever can change a page is in a key: after a change of it, incremental equals clean.

The cases are made from the code (settings, templates, languages, analyses), so that what is new
fails here until somebody has said how it is changed.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import msgspec
import pytest

from pipeline import build as building
from pipeline import keys
from pipeline.build import Build
from pipeline.config import Config, Settings, load
from pipeline.templates import template_files
from tests.conftest import Files, make_tree, read_pages
from tests.incremental.truth import git

_TREE: Files = {
    "README.md": "# Tree\n\nA tree of files.\n\nSee [a](a.py).\n",
    "a.py": '"""Module a."""\nimport pkg.b\n\n\ndef f(x):\n    """Does."""\n    return x\n',
    "pkg/b.py": '"""Module b."""\n\n\nclass B:\n    def g(self): pass\n' + "# more\n" * 30,
    "lib/x.h": "#define K 1\nint f(void);\n",
    "lib/x.c": '#include "x.h"\nint f(void) { return 1; }\n',
    "lcov.info": "TN:\nSF:a.py\nDA:1,1\nDA:2,0\nend_of_record\n", ".gitignore": "/spare/\n",
}

#: Setting -> another value. ``out`` and ``cache`` are compared where they lead.
_OTHER: dict[str, object] = {
    "out": "elsewhere", "cache": ".elsewhere", "title": "Another", "include": ("*.py",),
    "exclude": ("lib/",), "vendored": ("lib/",), "embed": "link", "embed_limit": 40,
    "excerpt_lines": 2, "source_url": "https://example.org/o/r/blob/c/{path}#L{line}",
    "front_matter": True, "formats": ("markdown", "json"), "tokens": True, "parse_limit": 60,
    "history": True, "coverage": "lcov.info",
    "templates": "templates", "jobs": 2, "strict": True,
}
#: Settings that change no page.
_SILENT = {"cache", "jobs", "strict"}
#: Settings that show only together with another.
_WITH: dict[str, dict[str, object]] = {"excerpt_lines": {"embed_limit": 40}}


@pytest.fixture(autouse=True)
def _make_pages_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "_FEW_PAGES", 10_000)


class _Project:
    """A checkout with everything that a setting can ask for."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.source = make_tree(root / "src", _TREE)
        git(self.source, "init", "-q", "-b", "main")
        git(self.source, "add", ".")
        git(self.source, "commit", "-q", "-m", "words")
        templates = root / "templates"
        templates.mkdir()
        text = template_files(None)["docs.md.j2"].read_text()
        (templates / "docs.md.j2").write_text(f"{text}\nVariant.\n")
        self._made = 0

    def config(self, values: dict[str, object]) -> Config:
        """A configuration whose output lies outside, so that no build sees that of another."""
        lines = [f"{name} = {_toml(self._placed(name, value))}" for name, value in values.items()]
        (self.source / "sourcebook.toml").write_text("\n".join([*lines, ""]))
        defaults = {"out": str(self.root / "out"), "cache": str(self.root / "cache")}
        return load({"source": str(self.source), "jobs": "1"} | {
            name: path for name, path in defaults.items() if name not in values})

    def _placed(self, name: str, value: object) -> object:
        outside = name in ("out", "cache", "templates")
        return str(self.root / str(value)) if outside else value

    def build(self, config: Config) -> dict[str, bytes]:
        with Build(config) as build:
            assert build.run().failed == 0
        return read_pages(config.out)

    def clean(self, config: Config) -> dict[str, bytes]:
        self._made += 1
        place = self.root / f"clean{self._made}"
        return self.build(config.built_at(place / "out", place / "cache"))


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return str(value) if isinstance(value, int) else f'"{value}"'


def _settled(project: _Project, values: dict[str, object]) -> dict[str, bytes]:
    """Pages after a change to some settings, which must be those of a clean build."""
    config = project.config(values)
    pages = project.build(config)
    assert pages == project.clean(config), values
    return pages


def _others(pages: dict[str, bytes]) -> dict[str, bytes]:
    """Pages that do not show the settings as a file of the tree."""
    return {page: text for page, text in pages.items() if b"sourcebook.toml" not in text}


def test_each_setting_has_another_value_here() -> None:
    # A plugin is another distribution; its tests install one.
    assert sorted([*_OTHER, "plugins"]) == sorted(f.name for f in fields(Settings))


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(_OTHER))
def test_after_a_change_of_a_setting_and_back_the_pages_are_those_of_a_clean_build(
    tmp_path: Path, name: str
) -> None:
    project = _Project(tmp_path)
    values = _WITH.get(name, {})
    before = _settled(project, values)
    during = _settled(project, {**values, name: _OTHER[name]})
    assert name in _SILENT or _others(before) != _others(during)
    assert _settled(project, values) == before


def test_while_one_setting_after_the_other_changes_the_pages_are_those_of_a_clean_build(
    tmp_path: Path,
) -> None:
    project = _Project(tmp_path)
    before = _settled(project, {})
    values: dict[str, object] = {}
    for name in sorted(_OTHER, key=lambda name: (name == "include", name)):
        values[name] = _OTHER[name]
        _settled(project, values)
    assert _settled(project, {}) == before


def test_after_a_change_of_any_template_the_pages_are_those_of_a_clean_build(
    tmp_path: Path,
) -> None:
    project = _Project(tmp_path)
    values: dict[str, object] = {"templates": "templates"}
    before = _settled(project, values)
    for name, path in sorted(template_files(None).items()):
        text = path.read_text() + f"\nA variant of {name}.\n"
        (tmp_path / "templates" / name).write_text(text)
        after = _settled(project, values)
        assert after != before, name
        before = after


def test_after_a_change_of_a_macro_that_a_template_imports_the_pages_follow(
    tmp_path: Path,
) -> None:
    project = _Project(tmp_path)
    values: dict[str, object] = {"templates": "templates"}
    macros = tmp_path / "templates/_macros.md.j2"
    docs = tmp_path / "templates/docs.md.j2"
    docs.write_text(docs.read_text() + '\n{% include "_macros.md.j2" %}\n')
    macros.write_text("One.\n")
    before = _settled(project, values)
    macros.write_text("Two.\n")
    assert _settled(project, values) != before


# --- code ------------------------------------------------------------------------------------


def _modules() -> Iterator[str]:
    for folder in ("languages", "analysis", "catalogue"):
        for path in sorted((keys._PACKAGE / folder).rglob("*.py")):
            yield path.relative_to(keys._PACKAGE).as_posix()


def test_the_code_of_each_language_and_analysis_is_in_the_key_of_each_summary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = load({"source": str(tmp_path)})
    real = keys._modules(keys._PACKAGE)
    seen = {keys.parse_key(config)}
    names = list(_modules())
    for name in names:
        changed = [(path, content + b"#" * (path == name)) for path, content in real]
        monkeypatch.setattr(keys, "_modules", lambda package, changed=changed: changed)
        keys._code.cache_clear()
        seen.add(keys.parse_key(config))
    keys._code.cache_clear()
    assert len(seen) == len(names) + 1


@pytest.mark.parametrize("name", ["python", "markdown"])
def test_after_an_edit_of_an_extractor_the_pages_are_those_of_a_clean_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    project = _Project(tmp_path)
    before = _settled(project, {})
    module, key = importlib.import_module(f"pipeline.languages.{name}"), keys.parse_key
    extract = module.extract
    monkeypatch.setattr(module, "extract", lambda source: msgspec.structs.replace(
        extract(source), doc="An edited extractor says so."))
    monkeypatch.setattr(keys, "parse_key", lambda config: b"edited" + key(config))
    after = _settled(project, {})
    told = [page for page, text in after.items() if b"An edited extractor says so." in text]
    assert told
    assert all(before[page] != after[page] for page in told)
