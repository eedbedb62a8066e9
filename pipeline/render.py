"""Render: a page's context and its template -> the page's text. Pure.

A context holds nothing but :class:`~pipeline.escape.Md` (text already made safe by ``escape``),
numbers, booleans and lists of them; anything else that reaches a page is an error, so that no
untrusted text can slip through unescaped. Templates see no globals, no environment and no files.
Those of the user run in Jinja's sandbox.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    Undefined,
)
from jinja2.sandbox import SandboxedEnvironment

from pipeline.errors import ConfigError
from pipeline.escape import Md
from pipeline.nodes import FOOTER
from pipeline.templates import template_files


class Renderer:
    """Compiled templates, ours or the user's."""

    def __init__(self, overrides: Path | None) -> None:
        kind = SandboxedEnvironment if overrides else Environment
        self._environment = kind(
            loader=_FileLoader(overrides),
            undefined=StrictUndefined,
            finalize=_only_safe,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
        )
        self._environment.globals.clear()

    def render(self, name: str, context: Mapping[str, Any]) -> str:
        """Text of a page: one final newline, no run of blank lines made by the template.

        Raises:
            ConfigError: a template is broken; names the template and the line.
        """
        try:
            body = self._environment.get_template(f"{name}.md.j2").render(context)
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
            raise ConfigError(f"template {_place(error, name)}: {error}") from error
        return f"{body.rstrip()}\n\n---\n\n{FOOTER}\n"


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


class _FileLoader(BaseLoader):
    """Our templates, each replaced by the user's file of the same name."""

    def __init__(self, overrides: Path | None) -> None:
        self._files = template_files(overrides)

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Any]:
        path = self._files.get(template)
        if path is None:
            raise TemplateNotFound(template)
        try:
            return path.read_text(encoding="utf-8"), str(path), None
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"template {path.name}: {error}") from error
