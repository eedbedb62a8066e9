"""What the keys of schemas and of interface descriptions mean, in JSON and in YAML.

A JSON Schema declares types and properties, an OpenAPI (or Swagger) document operations and types.
Their places are known from the path of keys alone, and some lie deeper than keys are listed of
other files.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.languages.keys import KeyTable

Path = tuple[str, ...]
#: The kind of what stands at a path; empty for a key like any other.
Meaning = Callable[[Path], str]

#: No path that means something is longer.
DEPTH = 5

_METHODS = frozenset(("get", "put", "post", "delete", "options", "head", "patch", "trace"))
_TYPES = ("$defs", "definitions")
_API = re.compile(
    r"""(?:^|[{,])[ \t]*["']?(?:openapi|swagger)["']?[ \t]*:[ \t]*["']?[123]\.""", re.MULTILINE)
_SCHEMA = re.compile(
    r"""["']?\$schema["']?[ \t]*:[ \t]*["']?[^\s"']*(?:json-schema\.org/|/meta-schemas/)""")
#: Documents that are not minified have the marks of what they are at their start or their end.
_SEEN = 200_000


def meaning(text: str) -> Meaning | None:
    """How to read the keys of a text; None when it is neither a schema nor a description."""
    text = text if len(text) <= 2 * _SEEN else text[:_SEEN] + text[-_SEEN:]
    if _API.search(text):
        return _in_interface
    return _in_schema if _SCHEMA.search(text) else None


def _in_schema(path: Path) -> str:
    if len(path) in (2, 4) and path[-2] == "properties":
        return "property" if len(path) == 2 or path[0] in _TYPES else ""
    return "type" if len(path) == 2 and path[0] in _TYPES else ""


def _in_interface(path: Path) -> str:
    if path[:1] == ("paths",):
        return "operation" if len(path) == 3 and path[2] in _METHODS else ""
    if path[:2] == ("components", "schemas"):
        return _in_schema(("definitions", *path[2:])) if len(path) > 2 else ""
    return _in_schema(path) if path[:1] == ("definitions",) else ""


def describe(table: KeyTable, index: int, path: Path, value: str) -> None:
    """Take the text at ``path`` for what it says of the symbol that holds it."""
    if index < 0 or len(path) < 2 or table.name(index) != path[-2] or not value:
        return
    word = path[-1]
    if word in ("summary", "description"):
        table.set_doc(index, value)
    elif word in ("type", "$ref"):
        table.sign(index, f": {value.rpartition('/')[2]}")
    elif word == "operationId":
        table.sign(index, f"= {value}")
