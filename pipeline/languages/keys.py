"""Configuration keys as symbols: dotted names, short values, and a bound on their number."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.languages.prose import clip, one_line
from pipeline.model import Diagnostic, Symbol

#: Most keys kept of one file: beyond that a page is a copy of the file.
MAX_KEYS = 2000
_MAX_VALUE = 80
_MAX_NAME = 200

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_SECRET_WORDS = frozenset(
    ("password", "passwd", "passphrase", "pwd", "token", "tokens", "secret", "secrets", "key",
     "keys", "apikey", "credential", "credentials")
)  # fmt: skip
#: What each of them holds; most names hold none.
_MAYBE_SECRET = re.compile(r"pass|pwd|token|secret|key|credential", re.IGNORECASE)
_SECRET_VALUE = re.compile(r"-----BEGIN|://[^/\s:@]*:[^/\s@]+@")


def is_secret(qualname: str) -> bool:
    """Whether the name suggests a value that documentation must not repeat."""
    if not _MAYBE_SECRET.search(qualname):
        return False
    return any(word.lower() in _SECRET_WORDS for word in _WORDS.findall(qualname))


def value_signature(qualname: str, value: str) -> str:
    """``= value`` for a short one-line value that is no secret; else empty."""
    value = value.strip()
    if not value or len(value) > _MAX_VALUE or "\n" in value:
        return ""
    if is_secret(qualname) or _SECRET_VALUE.search(value):
        return ""
    return f"= {value}"


@dataclass(slots=True)
class _Entry:
    kind: str
    name: str
    qualname: str
    line: int
    end_line: int
    parent: int
    signature: str
    doc: str


@dataclass(slots=True)
class KeyTable:
    """Collects keys in source order and refuses more than :data:`MAX_KEYS`."""

    _entries: list[_Entry] = field(default_factory=list)
    _seen: set[tuple[str, str, int]] = field(default_factory=set)
    #: Whether a key was refused because the table is full.
    truncated: bool = False

    def add(
        self, name: str, line: int, *, kind: str = "key", parent: int = -1, value: str = "",
        doc: str = "",
    ) -> int:  # fmt: skip
        """Index of the new key; -1 when it has no usable name, is a repetition or one too many."""
        name = one_line(name)
        qualname = self._qualified(name, parent)
        identity = (kind, qualname, line)
        if not name or len(qualname) > _MAX_NAME or identity in self._seen or self._is_full():
            return -1
        self._seen.add(identity)
        signature = value_signature(qualname, value)
        self._entries.append(_Entry(kind, name, qualname, line, line, parent, signature, clip(doc)))
        # A text that ends in the middle never tells where its open keys end.
        self.extend(parent, line)
        return len(self._entries) - 1

    def _qualified(self, name: str, parent: int) -> str:
        return name if parent < 0 else f"{self._entries[parent].qualname}.{name}"

    def _is_full(self) -> bool:
        self.truncated = self.truncated or len(self._entries) >= MAX_KEYS
        return self.truncated

    def extend(self, index: int, end_line: int) -> None:
        """Let the key at ``index`` and those that enclose it reach at least ``end_line``."""
        while index >= 0:
            entry = self._entries[index]
            entry.end_line = max(entry.end_line, end_line)
            index = entry.parent

    def set_value(self, index: int, value: str) -> None:
        """Show ``value`` beside the key when it is short and no secret."""
        entry = self._entries[index]
        entry.signature = value_signature(entry.qualname, value)

    def sign(self, index: int, signature: str) -> None:
        """Set what follows the name, if it is short."""
        if len(signature) <= _MAX_VALUE:
            self._entries[index].signature = signature

    def set_kind(self, index: int, kind: str) -> None:
        self._entries[index].kind = kind

    def set_doc(self, index: int, doc: str) -> None:
        """Document a key that has no comment of its own."""
        self._entries[index].doc = self._entries[index].doc or clip(doc)

    def enclose(
        self, first: int, last: int, *, kind: str, name: str, lines: tuple[int, int],
        signature: str,
    ) -> None:
        """Put a new symbol around the entries from ``first`` up to ``last``, which is not in it.

        What is said of the first of them is said of the whole.
        """
        doc, self._entries[first].doc = self._entries[first].doc, ""
        for entry in self._entries[first:last]:
            entry.qualname = f"{name}.{entry.qualname}"
            entry.parent = entry.parent + 1 if entry.parent >= first else first
        for entry in self._entries[last:]:
            entry.parent += entry.parent >= first
        self._entries.insert(
            first, _Entry(kind, name, name, *lines, -1, signature, doc))

    def outermost(self, index: int) -> int:
        """The key at top level that encloses the key at ``index``."""
        while self._entries[index].parent >= 0:
            index = self._entries[index].parent
        return index

    def qualname(self, index: int) -> str:
        return self._entries[index].qualname

    def name(self, index: int) -> str:
        return self._entries[index].name

    def line(self, index: int) -> int:
        return self._entries[index].line

    def __len__(self) -> int:
        return len(self._entries)

    def settle_first_doc(self, file_doc: str) -> str:
        """The file's documentation, when the same comment also stands right above the first key.

        It is the key's where other keys have comments too, the file's where it is the only one.
        """
        documented = [entry for entry in self._entries if entry.doc]
        if not documented or documented[0].doc != clip(one_line(file_doc)):
            return file_doc
        if len(documented) > 1:
            return ""
        documented[0].doc = ""
        return file_doc

    def symbols(self) -> tuple[Symbol, ...]:
        return tuple(
            Symbol(
                kind=entry.kind,
                name=entry.name,
                qualname=entry.qualname,
                line=entry.line,
                end_line=entry.end_line,
                parent=entry.parent,
                signature=entry.signature,
                doc=entry.doc,
            )
            for entry in self._entries
        )

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        if not self.truncated:
            return ()
        message = f"only the first {MAX_KEYS} keys are listed"
        return (Diagnostic("truncated", message, self._entries[-1].line),)
