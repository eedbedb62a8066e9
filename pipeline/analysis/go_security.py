"""Go: calls and settings that open a program to what comes from outside."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from pipeline.analysis.subject import Subject, written
from pipeline.model import Finding

NODES = ("call_expression", "keyed_element", "selector_expression")

_QUERIES = frozenset((
    "Query", "QueryRow", "Exec", "QueryContext", "QueryRowContext", "ExecContext", "Prepare"))
_SQL = re.compile(
    r"(?i)[\"`]\s*(?:select\b.+\bfrom\b|insert\s+into\b|update\b.+\bset\b|delete\s+from\b"
    r"|drop\s+table\b)", re.DOTALL)
_VERB = re.compile(r"%[+#]?[svq]")
_WEAK = frozenset((
    "md5.New", "md5.Sum", "sha1.New", "sha1.Sum", "des.NewCipher", "des.NewTripleDESCipher",
    "rc4.NewCipher"))
_TRUSTED = frozenset(("template.HTML", "template.JS", "template.URL", "template.HTMLAttr"))
_LITERALS = frozenset(("interpreted_string_literal", "raw_string_literal"))
_OLD = frozenset(("tls.VersionSSL30", "tls.VersionTLS10", "tls.VersionTLS11"))
_SHELL = re.compile(r'"(?:/\w+)*/?(?:sh|bash|zsh|dash)"\Z')
_WORLD = re.compile(r"0o?[0-7]*[2367]\Z")


def find(subject: Subject) -> Iterator[Finding]:
    """All findings of a file."""
    imported = {i.module for i in subject.extraction.imports}
    for node in subject.nodes("call_expression"):
        if rule := _called(node, imported):
            yield Finding(rule, subject.line_of(node), written(node))
    for node in subject.nodes("keyed_element"):
        text = written(node)
        if re.fullmatch(r"InsecureSkipVerify: ?true", text):
            yield Finding("go-unverified-peer", subject.line_of(node), text)
        elif text.startswith("MinVersion:") and text.partition(":")[2].strip() in _OLD:
            yield Finding("go-old-tls", subject.line_of(node), text)
    for node in subject.nodes("selector_expression"):
        if node.text == b"unsafe.Pointer" and "unsafe" in imported:
            yield Finding("go-unsafe-pointer", subject.line_of(node),
                          subject.function_name(node))


def _called(node: Node, imported: set[str]) -> str:
    """The rule that a call breaks; empty for none."""
    function, arguments = (node.child_by_field_name(f) for f in ("function", "arguments"))
    if function is None or arguments is None:
        return ""
    name, given = written(function), arguments.named_children
    if name in ("exec.Command", "exec.CommandContext"):
        return "go-shell-command" if _is_shell(given) else ""
    if name in _WEAK and f"crypto/{name.partition('.')[0]}" in imported:
        return "go-weak-algorithm"
    if name in ("http.ListenAndServe", "http.ListenAndServeTLS"):
        return "go-no-timeout"
    if name in _TRUSTED and "html/template" in imported:
        return "go-trusted-markup" if given and given[0].type not in _LITERALS else ""
    if name == "os.Chmod" and len(given) == 2 and _WORLD.match(written(given[1])):
        return "go-world-writable"
    if name.rpartition(".")[2] in _QUERIES and any(map(_is_composed, given[:2])):
        return "go-sql-text"
    return ""


def _is_shell(given: list[Node]) -> bool:
    for index, node in enumerate(given[:-2]):
        if _SHELL.match(written(node)) and written(given[index + 1]) in ('"-c"', '"-lc"'):
            return given[index + 2].type not in _LITERALS
    return False


def _is_composed(node: Node) -> bool:
    """Whether an argument is SQL with other text put into it."""
    text = (node.text or b"").decode("utf-8", "replace")
    if _SQL.search(text) is None:
        return False
    if node.type == "call_expression":
        return text.startswith("fmt.Sprintf(") and _VERB.search(text) is not None
    if node.type != "binary_expression":
        return False
    stack = [node]
    while stack:
        part = stack.pop()
        if part.type == "binary_expression":
            stack += part.named_children
        elif part.type not in _LITERALS and not written(part).isupper():
            return True
    return False
