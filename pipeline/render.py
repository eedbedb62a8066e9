"""Render: a page's context and its template -> the page's text. Pure.

A context holds nothing but :class:`~pipeline.escape.Md` (text already made safe by ``escape``),
numbers, booleans and lists of them; anything else that reaches a page is an error, so that no
untrusted text can slip through unescaped. Templates see no globals, no environment and no files.
Those of the user run in Jinja's sandbox.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Mapping
from functools import lru_cache
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

from jinja2 import (
    BaseLoader,
    BytecodeCache,
    Environment,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    Undefined,
)
from jinja2 import __version__ as jinja2_version
from jinja2.bccache import Bucket
from jinja2.sandbox import SandboxedEnvironment

from pipeline import fs
from pipeline.errors import ConfigError
from pipeline.escape import Md
from pipeline.fingerprint import DIGEST_BYTES, digest
from pipeline.nodes import FOOTER
from pipeline.templates import template_files


class Renderer:
    """Compiled templates, ours or the user's."""

    def __init__(self, overrides: Path | None) -> None:
        files = template_files(overrides)
        sources = tuple((name, path, _read(path)) for name, path in sorted(files.items()))
        self._environment = _environment(sources, sandboxed=overrides is not None)

    def render(self, name: str, context: Mapping[str, Any], *, footed: bool = True) -> str:
        """Text of a page: one final newline, no run of blank lines made by the template.

        ``footed``: our last line is added; else the template has its place for it.

        Raises:
            ConfigError: a template is broken; names the template and the line.
        """
        try:
            body = self._environment.get_template(f"{name}.md.j2").render(context)
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
            raise ConfigError(f"template {_place(error, name)}: {error}") from error
        return f"{body.rstrip()}\n\n---\n\n{FOOTER}\n" if footed else f"{body.rstrip()}\n"


def _place(error: Exception, name: str) -> str:
    """Template and line that an error comes from: its own word, else the innermost template."""
    if line := getattr(error, "lineno", None):
        return f"{getattr(error, 'name', None) or f'{name}.md.j2'}:{line}"
    frames = traceback.extract_tb(error.__traceback__)
    inner = [f"{Path(f.filename).name}:{f.lineno}" for f in frames if f.filename.endswith(".md.j2")]
    return inner[-1] if inner else f"{name}.md.j2"


def _only_safe(value: object) -> object:
    if isinstance(value, (Md, int)):
        return value
    if isinstance(value, Undefined):
        str(value)  # raises, and says which name it is
    raise TemplateError(f"a template printed {type(value).__name__}, which is not escaped text")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"template {path.name}: {error}") from error


@lru_cache(maxsize=2)
def _environment(sources: tuple[tuple[str, Path, str], ...], *, sandboxed: bool) -> Environment:
    """Templates, compiled once a process as long as their sources stay the same."""
    kind = SandboxedEnvironment if sandboxed else Environment
    environment = kind(
        loader=_SourceLoader(sources),
        # The user's are nobody's to keep: they may lie where anybody can write.
        bytecode_cache=None if sandboxed else _Compiled(),
        undefined=StrictUndefined,
        finalize=_only_safe,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.globals.clear()
    return environment


class _SourceLoader(BaseLoader):
    """Our templates, each replaced by the user's of the same name: (name, path, source)."""

    def __init__(self, sources: tuple[tuple[str, Path, str], ...]) -> None:
        self._sources = {name: (source, str(path), None) for name, path, source in sources}

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Any]:
        if template not in self._sources:
            raise TemplateNotFound(template)
        return self._sources[template]


class _Compiled(BytecodeCache):
    """Our templates as Python code, kept where Python keeps that of a module (20 ms each)."""

    def __init__(self) -> None:
        # The environment's options are compiled into the code.
        self._mark = digest(jinja2_version.encode(), Path(__file__).read_bytes())

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """The key of a template is the path of its code."""
        return cache_from_source(filename or name)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take the code, if it is whole and this template's."""
        content = fs.read_or_none(bucket.key) or b""
        code = content[DIGEST_BYTES:]
        if code and content[:DIGEST_BYTES] == digest(self._mark, code):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code, unless Python may not either."""
        if not sys.dont_write_bytecode:
            code = bucket.bytecode_to_string()
            fs.keep(bucket.key, digest(self._mark, code) + code)
