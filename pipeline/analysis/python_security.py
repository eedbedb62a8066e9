"""Python: calls that are dangerous with data from outside."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.analysis.subject import Subject, written
from pipeline.model import Finding

NODES = ("call",)

_RUNS_TEXT = (b"eval", b"exec")


def find(subject: Subject) -> Iterator[Finding]:
    """Calls of the builtins that run text."""
    for node in subject.nodes("call"):
        function = node.child_by_field_name("function")
        if function is not None and function.type == "identifier" and function.text in _RUNS_TEXT:
            yield Finding("python-eval", subject.line_of(node), written(node))
