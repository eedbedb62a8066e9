"""Configuration: defaults, then the file, then what the call says.

Read from ``[tool.sourcebook]`` of ``pyproject.toml`` or from ``sourcebook.toml`` in the source root
(the latter wins; having both is an error). A path in the file is relative to the source root, a
path in the call is relative to where the call is made.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable
from dataclasses import Field, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import tomli

from pipeline.errors import ConfigError


def _key(
    default: Any, doc: str, *, page: tuple[str, ...] | bool = False, scan: bool = False,
    check: Callable[[Any], object] | None = None,
) -> Any:
    """A configuration key.

    ``page``: reaches pages, all or those of some kinds; ``scan``: decides what a file is;
    ``check``: raises ValueError for a text that cannot be used.
    """
    metadata = {"doc": doc, "page": page, "scan": scan, "check": check}
    if isinstance(default, (str, int, bool)):
        return field(default=default, metadata=metadata)
    return field(default_factory=lambda: default, metadata=metadata)


def _one_of(*choices: str) -> Callable[[str], object]:
    def check(value: str) -> None:
        if value not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}; not {value!r}")
    return check


def _formats(value: tuple[str, ...]) -> None:
    if "markdown" not in value or not set(value) <= {"markdown", "json"}:
        raise ValueError(f"must be [\"markdown\"] or [\"markdown\", \"json\"], not {value!r}")


def _source_url(value: str) -> None:
    if value:
        # A build without such links need not pay for it.
        from pipeline.sourceurl import parse

        parse(value)


@dataclass(frozen=True, slots=True)
class Settings:
    """The keys a user may set; the metadata says what each one can change."""

    out: str = _key("sourcebook", "output folder")
    cache: str = _key(".sourcebook", "cache folder (summaries, state, last-build.json)")
    title: str = _key("", "name of the tree on its pages; default: the project's name",
                      page=True)
    include: tuple[str, ...] = _key((), "gitignore patterns: document only what matches", scan=True)
    exclude: tuple[str, ...] = _key((), "gitignore patterns: never document what matches",
                                    scan=True)
    vendored: tuple[str, ...] = _key(
        ("third_party/", "vendor/", "vendored/", "_vendor/", "node_modules/", "extern/"),
        "gitignore patterns of files that are other people's: labelled as such", scan=True)
    embed: str = _key(
        "full", 'how a page shows its source: "full", "excerpt" (its first lines) or "link"',
        page=("docs",), check=_one_of("full", "excerpt", "link"))
    embed_limit: int = _key(
        262_144, "largest source, in bytes, that a page shows in full", page=("docs",))
    excerpt_lines: int = _key(
        100, "lines shown of a source above embed_limit, and of an excerpt; 0 shows none",
        page=("docs",))
    source_url: str = _key(
        "", "where links to sources lead: the files themselves, or a URL on a forge, like "
        "https://HOST/OWNER/REPO/blob/COMMIT/{path}#L{line}-L{last}",
        page=True, check=_source_url)
    formats: tuple[str, ...] = _key(
        ("markdown",), 'forms of each page; with "json" its data lie beside it',
        page=True, check=_formats)
    front_matter: bool = _key(
        False, "start each page with YAML front matter: title, kind of page, what it is about",
        page=True)
    tokens: bool = _key(
        False, "keyword pages estimate how many tokens they, the docs page and the source take",
        page=("keywords",))
    plugins: tuple[str, ...] = _key(
        (), "installed distributions whose languages and analyses are used", page=True)
    parse_limit: int = _key(
        4_194_304, "largest file, in bytes, that is parsed; beyond it only counted", scan=True)
    history: bool = _key(
        False, "show what git knows: last change, authors, files that change together", page=True)
    coverage: str = _key(
        "", "measured coverage to show: a data file of coverage.py, or an LCOV tracefile",
        page=True)
    templates: str = _key("", "folder with templates that replace ours, file by file")
    jobs: int = _key(0, "worker processes; 0 means one for each processor")
    strict: bool = _key(False, "exit 1 when a source file has a diagnostic")


@dataclass(frozen=True, slots=True)
class Config:
    """Settings with every path made absolute."""

    source: Path
    out: Path
    cache: Path
    #: Where pages say they lie; differs from ``out`` only when a build is made to be compared.
    link_root: Path
    templates: Path | None
    #: Data file of measured coverage.
    coverage: Path | None
    settings: Settings
    #: What ``pyproject.toml`` calls the project; empty when it does not.
    project_name: str = ""

    @property
    def title(self) -> str:
        # Never the folder's name: a page must not depend on where the tree was checked out.
        return self.settings.title or self.project_name or "Source tree"

    @property
    def root_package(self) -> str:
        """Name of the Python package that the source root itself is; usually none."""
        # A folder whose name is no identifier cannot be imported by it.
        importable = self.source.name.isidentifier() and (self.source / "__init__.py").is_file()
        return self.source.name if importable else ""

    @property
    def jobs(self) -> int:
        return self.settings.jobs or len(os.sched_getaffinity(0))

    def built_at(self, out: Path, cache: Path) -> Config:
        """The same tree built into other folders, with the same bytes in every page."""
        return replace(self, out=out, cache=cache)


#: Keys that a doit variable (``doit jobs=2``) may set for one call, beside ``source``.
OVERRIDES = tuple(f.name for f in fields(Settings) if f.type in ("str", "int", "bool"))


def load(overrides: dict[str, str], cwd: Path | None = None) -> Config:
    """Configuration for one call.

    Raises:
        ConfigError: with one line that says what is wrong and where.
    """
    cwd = cwd or Path.cwd()
    source = (cwd / overrides.get("source", ".")).resolve()
    if not source.is_dir():
        raise ConfigError(f"source={overrides.get('source', '.')}: there is no such folder")
    values, origin = _read_file(source)
    settings = _settings(values, origin)
    settings = _override(settings, {k: v for k, v in overrides.items() if k != "source"})
    return replace(_absolute(source, cwd, settings, overrides), project_name=_project_name(source))


def _project_name(source: Path) -> str:
    path = source / "pyproject.toml"
    try:
        name = _toml(path).get("project", {}).get("name") if _is_of_tree(path, source) else None
    except (ConfigError, AttributeError):
        return ""
    return name if isinstance(name, str) else ""


def _read_file(source: Path) -> tuple[dict[str, Any], str]:
    own, project = source / "sourcebook.toml", source / "pyproject.toml"
    tool = _toml(project).get("tool", {}) if _is_of_tree(project, source) else {}
    table = tool.get("sourcebook") if isinstance(tool, dict) else None
    if not own.is_file():
        if not isinstance(table, dict | None):
            raise ConfigError("pyproject.toml: tool.sourcebook must be a table")
        return table or {}, "pyproject.toml [tool.sourcebook]"
    _stay_inside(own, source, "sourcebook.toml")
    if table is not None:
        raise ConfigError("sourcebook.toml and pyproject.toml [tool.sourcebook] exist: keep one")
    return _toml(own), "sourcebook.toml"


def _is_of_tree(path: Path, source: Path) -> bool:
    """Whether this is a file that the tree itself holds, not a link to something outside."""
    return path.is_file() and path.resolve().is_relative_to(source)


def _stay_inside(path: Path, source: Path, what: str) -> None:
    """Whoever wrote the tree must not have us read what lies outside of it."""
    if path.is_relative_to(source) and not path.resolve().is_relative_to(source):
        raise ConfigError(f"{what} is a symbolic link out of the tree: name what it leads to")


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomli.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path.name}: {error.strerror}") from error
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
        # A broken pyproject.toml that does not mention us is a source file like any other.
        if path.name == "pyproject.toml" and b"tool.sourcebook" not in path.read_bytes():
            return {}
        raise ConfigError(f"{path.name}: {error}") from error


def _settings(values: dict[str, Any], origin: str) -> Settings:
    known = {f.name: f for f in fields(Settings)}
    for name, value in values.items():
        if name not in known:
            raise ConfigError(f"{origin}: unknown key {name!r}{_nearest(name, list(known))}")
        values[name] = _checked(known[name], value, origin)
    return Settings(**values)


def _checked(key: Field[Any], value: Any, origin: str) -> Any:
    value = _typed(key.name, value, key.type, origin)
    if check := key.metadata["check"]:
        try:
            check(value)
        except ValueError as error:
            # The value stays unsaid: a URL may hold what no log should.
            raise ConfigError(f"{origin}: {key.name} {error}") from error
    return value


def _typed(name: str, value: Any, kind: Any, origin: str) -> Any:
    if kind == "tuple[str, ...]":
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise ConfigError(f"{origin}: {name} must be a list of strings")
    wanted = {"str": str, "int": int, "bool": bool}[kind]
    if type(value) is not wanted:
        raise ConfigError(f"{origin}: {name} must be {_NAMES[kind]}, not {value!r}")
    if isinstance(value, int) and value < 0:
        raise ConfigError(f"{origin}: {name} must not be negative")
    return value


_NAMES = {"str": "a string", "int": "a whole number", "bool": "true or false"}


def _override(settings: Settings, overrides: dict[str, str]) -> Settings:
    keys = {f.name: f for f in fields(Settings)}
    changes: dict[str, Any] = {}
    for name, text in overrides.items():
        if name not in OVERRIDES:
            known = ["source", *OVERRIDES]
            raise ConfigError(f"unknown variable {name}={text}{_nearest(name, known)}")
        changes[name] = _checked(keys[name], _parsed(text, keys[name].type), "command line")
    return replace(settings, **changes)


def _parsed(text: str, kind: Any) -> Any:
    if kind == "int" and text.isdecimal():
        return int(text)
    if kind == "bool" and text.lower() in ("true", "false", "1", "0", "yes", "no"):
        return text.lower() in ("true", "1", "yes")
    return text


def _nearest(name: str, known: list[str]) -> str:
    match = difflib.get_close_matches(name, known, 1, 0.5)
    return f" (did you mean {match[0]!r}?)" if match else f" (known: {', '.join(known)})"


def _absolute(source: Path, cwd: Path, settings: Settings, overrides: dict[str, str]) -> Config:
    def locate(name: str) -> Path:
        base = cwd if name in overrides else source
        return Path(os.path.normpath(base / os.path.expanduser(getattr(settings, name))))

    out, cache = locate("out"), locate("cache")
    templates = locate("templates") if settings.templates else None
    if templates and not templates.is_dir():
        raise ConfigError(f"templates = {settings.templates!r}: there is no such folder")
    for name, path in (("out", out), ("cache", cache)):
        if path.is_relative_to(source) and source.is_relative_to(path):
            raise ConfigError(f"{name} is the source folder itself: choose another folder")
        if source.is_relative_to(path):
            raise ConfigError(f"{name} = {path} holds the source folder: choose another folder")
    if out.is_relative_to(cache) or cache.is_relative_to(out):
        raise ConfigError("out and cache must not lie in one another")
    coverage = locate("coverage") if settings.coverage else None
    if coverage and coverage.is_symlink():
        _stay_inside(coverage, source, f"coverage = {settings.coverage!r}")
    for path in (templates, *sorted(templates.iterdir())) if templates else ():
        _stay_inside(path, source, f"templates = {settings.templates!r}: {path.name}")
    return Config(source, out, cache, out, templates, coverage, settings)
