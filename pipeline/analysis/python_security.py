"""Python: what is dangerous with data from outside, at the level of the usual checkers.

Names are followed through the file's imports (``import subprocess as sp``, ``from os import
system``), and what is known from the text alone, such as a command that is a literal, is no danger.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.analysis import python_literals
from pipeline.analysis.forms import of_node
from pipeline.analysis.occurrences import node_at, text
from pipeline.analysis.python_calls import BELOW, CHECKS, mode, runs_text
from pipeline.analysis.python_names import Call, Names, enclosing_call, is_constant, names_of
from pipeline.analysis.subject import Subject
from pipeline.model import Finding


def find(subject: Subject) -> Iterator[Finding]:
    """All findings of a file; each part looks for its words in the text first."""
    names = names_of(subject)
    yield from _builtins(names)
    yield from _library_calls(names)
    yield from _methods(names)
    yield from _shell_options(names)
    yield from python_literals.addresses(subject)
    yield from python_literals.shared_paths(subject)
    yield from python_literals.queries(subject)
    yield from python_literals.passwords(subject)
    yield from python_literals.predictable(names)
    yield from python_literals.unverified(names)


def _builtins(names: Names) -> Iterator[Finding]:
    """Calls of the builtins that run text, unless the file gives their names to something else."""
    for name in ("eval", "exec"):
        if _is_redefined(names, name):
            continue
        for call in names.calls(name):
            if rule := runs_text(call):
                yield of_node(rule, call.subject, call.node)


def _is_redefined(names: Names, name: str) -> bool:
    return bool(names.dotted(name)) or any(
        symbol.name == name and symbol.kind == "function"
        for symbol in names.subject.extraction.symbols)


def _library_calls(names: Names) -> Iterator[Finding]:
    for name, dotted in names.written(BELOW):
        for call in names.calls(name):
            if rule := CHECKS[dotted](call):
                yield of_node(rule, call.subject, call.node)


# -- methods -----------------------------------------------------------------------------------

_TAR = r"(?:tarfile\.open|TarFile(?:\.\w+)?|tarfile\.\w+)\s*\("


def _methods(names: Names) -> Iterator[Finding]:
    """Methods whose object is known by what the file imports."""
    roots, data = names.roots, names.subject.data
    if "tarfile" in roots and b".extractall" in data:
        for call in names.method_calls("extractall"):
            if _unpacks_anything(names, call):
                yield of_node("python-tar", call.subject, call.node)
    if "paramiko" in roots:
        yield from _remote(names)
    if "flask" in roots and b"debug" in data:
        for call in names.method_calls("run"):
            if text(call.keywords.get("debug")) == "True":
                yield of_node("python-flask-debug", call.subject, call.node)
    if "pathlib" in roots and b".chmod" in data:
        for call in names.method_calls("chmod"):
            if len(call.positional) == 1 and mode(call):
                yield of_node("python-world-writable", call.subject, call.node)


def _unpacks_anything(names: Names, call: Call) -> bool:
    """Whether a call unpacks a tar archive without a filter."""
    members = call.argument(1, "members")
    if "filter" in call.keywords or call.is_open or (members is not None
                                                     and members.type == "call"):
        return False
    if "zipfile" not in names.roots:
        return True
    archive = text(call.function).rpartition(".")[0]
    name = re.escape(archive)
    return bool(re.search(_TAR, archive) or re.search(
        rf"(?<![\w.]){name}\s*=\s*{_TAR}|{_TAR}[^\n]{{0,200}}\)\s*as\s+{name}\b",
        names.subject.source.text))


def _remote(names: Names) -> Iterator[Finding]:
    for call in names.method_calls("set_missing_host_key_policy"):
        if text(call.argument(0)).split("(")[0].endswith(("AutoAddPolicy", "WarningPolicy")):
            yield of_node("python-ssh-host-key", call.subject, call.node)
    for call in names.method_calls("exec_command"):
        if not call.is_constant(0, "command"):
            yield of_node("python-remote-command", call.subject, call.node)


# -- options -----------------------------------------------------------------------------------

_SHELL = re.compile(rb"\bshell[ \t]*=[ \t]*(True|1)\b")


def _shell_options(names: Names) -> Iterator[Finding]:
    """``shell=True`` handed to a function that the file does not tell to be ``subprocess``'s."""
    subject = names.subject
    if b"shell" not in subject.data:
        return
    for match in _SHELL.finditer(subject.data):
        value = node_at(subject, *match.span(1))
        argument = value.parent if value is not None else None
        node = enclosing_call(argument)
        if argument is None or argument.type != "keyword_argument" or node is None:
            continue
        call = Call(names, node)
        if call.keywords.get("shell") != value or not names.dotted(text(call.function)).isdisjoint(
                CHECKS):
            continue
        if call.is_open or any(not is_constant(subject, value) for value in call.positional):
            yield of_node("python-shell-option", call.subject, call.node)
