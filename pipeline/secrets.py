"""Secrets in source texts: tokens, keys and passwords whose form leaves no doubt, and their mask.

A text is masked where its bytes are decoded, before anything reads it, so that neither a page nor
the cache ever holds a secret. Only values of a known form count; what is plainly an example or a
placeholder stays as it is. A mask has the length and the lines of what it hides, and leaves the
text around it as valid as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple


class Secret(NamedTuple):
    """Where a secret stands in a text (the part that is hidden) and what it is."""

    start: int
    end: int
    kind: str


class _Kind(NamedTuple):
    name: str
    #: A text without any of these holds no such secret; ``in`` is many times faster than a pattern.
    literals: tuple[str, ...]
    #: Group ``s`` is what is hidden; every repetition is bounded.
    pattern: re.Pattern[str]


def _kind(name: str, literals: str, pattern: str) -> _Kind:
    return _Kind(name, tuple(literals.split()), re.compile(pattern))


_START = r"(?<![A-Za-z0-9_])"
_END = r"(?![A-Za-z0-9_])"

_KINDS = (
    _kind("AWS access key", "AKIA ASIA", rf"{_START}A[KS]IA(?P<s>[A-Z2-7]{{16}}){_END}"),
    _kind("AWS secret key", "aws_secret_access_key AWS_SECRET_ACCESS_KEY SecretAccessKey",
          r"(?:aws_secret_access_key|AWS_SECRET_ACCESS_KEY|SecretAccessKey)[\"']?\s{0,4}[:=]>?\s{0,4}[\"']?"
          r"(?P<s>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])"),
    _kind("GitHub token", "ghp_ gho_ ghu_ ghs_ ghr_",
          rf"{_START}gh[pousr]_(?P<s>[A-Za-z0-9]{{36,251}}){_END}"),
    _kind("GitHub token", "github_pat_",
          rf"{_START}github_pat_(?P<s>[A-Za-z0-9]{{22}}_[A-Za-z0-9]{{59}}){_END}"),
    _kind("GitLab token", "glpat-",
          rf"glpat-(?P<s>[\w-]{{20,100}}){_END}"),
    _kind("Slack token", "xox",
          rf"xox[abeoprs]-(?P<s>(?:\d{{1,20}}-){{1,3}}[A-Za-z0-9-]{{10,80}}){_END}"),
    _kind("Slack webhook", "hooks.slack.com/",
          r"hooks\.slack\.com/(?:services|workflows)/"
          r"(?P<s>[A-Z0-9]{8,14}/[A-Z0-9]{8,14}/[A-Za-z0-9]{20,32})"),
    _kind("Google API key", "AIza", rf"{_START}AIza(?P<s>[\w-]{{35}})(?![\w-])"),
    _kind("Google OAuth secret", "GOCSPX-", rf"{_START}GOCSPX-(?P<s>[\w-]{{28}})(?![\w-])"),
    _kind("Stripe key", "sk_live_ rk_live_",
          rf"{_START}[sr]k_live_(?P<s>[A-Za-z0-9]{{24,120}}){_END}"),
    _kind("npm token", "npm_", rf"{_START}npm_(?P<s>[A-Za-z0-9]{{36}}){_END}"),
    _kind("PyPI token", "pypi-AgE", rf"{_START}pypi-AgE(?P<s>[\w-]{{60,400}})"),
    _kind("SendGrid key", "SG.", rf"{_START}SG\.(?P<s>[\w-]{{22}}\.[\w-]{{43}})(?![\w-])"),
    _kind("Hugging Face token", "hf_", rf"{_START}hf_(?P<s>[A-Za-z0-9]{{34}}){_END}"),
    _kind("OpenAI key", "T3BlbkFJ",
          rf"{_START}sk-(?P<s>[\w-]{{16,120}}T3BlbkFJ[\w-]{{16,120}})(?![\w-])"),
    _kind("Anthropic key", "sk-ant-", rf"{_START}sk-ant-(?P<s>[a-z]+\d\d-[\w-]{{80,120}})"),
    _kind("Docker Hub token", "dckr_pat_", rf"{_START}dckr_pat_(?P<s>[\w-]{{27}})(?![\w-])"),
    _kind("DigitalOcean token", "dop_v1_", rf"{_START}dop_v1_(?P<s>[0-9a-f]{{64}}){_END}"),
    _kind("Shopify token", "shp",
          rf"shp(?:at|ca|pa|ss)_(?P<s>[0-9a-fA-F]{{32}}){_END}"),
    _kind("Azure storage key", "AccountKey=",
          r"AccountKey=(?P<s>[A-Za-z0-9+/]{86}==)"),
    _kind("age secret key", "AGE-SECRET-KEY-1", r"AGE-SECRET-KEY-1(?P<s>[0-9A-Z]{58})"),
    _kind("JSON Web Token", "eyJ",
          rf"{_START}eyJ(?P<s>[\w-]{{10,2000}}\.eyJ[\w-]{{10,4000}}\.[\w-]{{27,1000}})(?![\w-])"),
    _kind("password in a URL", "://",
          r"://[^\s/:@\"'<>]{1,80}:(?P<s>[^\s/:@\"'<>\\]{6,100})@"
          r"(?!(?i:localhost|127\.|\[::1\]|[\w.-]{0,60}\bexample\b|[\w-]{0,60}(?:[:/]|\.test\b)))"
          r"[\w.-]{3,250}"),
)

#: Words that only an example or a placeholder has in it.
_EXAMPLE = re.compile(
    r"(?i)example|sample|dummy|fake|placeholder|redacted|secret|pass|pa55|token|your|changeme"
    r"|change_me|test|xxxx|\*\*\*|0000|12345|abcde|foobar|deadbeef|[<>{}$()]|%[sdr(]")
#: Well-known keys that their makers publish.
_PUBLISHED = frozenset((
    "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
))
#: A random value of a token's length has more different characters than that.
_FEWEST = 8

_KEY = "PRIVATE KEY"
_KEY_HEAD = re.compile(r"-----BEGIN (?:[A-Z0-9]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----")
#: As much as a key is long.
_KEY_LENGTH = 20_000
#: Escaped line breaks are no part of the key and stay, so that a string stays a string.
_KEY_PART = re.compile(r"\\[nrt]|(?P<s>[A-Za-z0-9+/=]{2,})")
_KEY_LINE = re.compile(r"[A-Za-z0-9+/]{32,}")
_KEY_LINES = re.compile(r"(?:\s{1,8}[A-Za-z0-9+/=]{16,80}(?!\S)){1,400}")


def secrets(text: str) -> list[Secret]:
    """All secrets of a text, in order, none overlapping another."""
    found = [secret for kind in _KINDS if any(literal in text for literal in kind.literals)
             for secret in _of_kind(kind, text)]
    if _KEY in text:
        found += _private_keys(text)
    kept: list[Secret] = []
    for secret in sorted(found):
        if not kept or secret.start >= kept[-1].end:
            kept.append(secret)
    return kept


def mask(text: str, found: list[Secret]) -> str:
    """The text with each secret hidden by stars; every place in it stays where it is."""
    if not found:
        return text
    parts, position = [], 0
    for start, end, kind in found:
        value = text[start:end]
        stars = _KEY_PART.sub(_stars, value) if kind.endswith("key block") else "*" * len(value)
        parts += [text[position:start], stars]
        position = end
    return "".join((*parts, text[position:]))


def _stars(match: re.Match[str]) -> str:
    return "*" * len(match[0]) if match["s"] else match[0]


def _of_kind(kind: _Kind, text: str) -> Iterator[Secret]:
    for match in kind.pattern.finditer(text):
        if not _is_example(match["s"], kind.name):
            yield Secret(*match.span("s"), kind.name)


def _is_example(value: str, kind: str) -> bool:
    if kind == "JSON Web Token":
        return value.rpartition(".")[2] in _PUBLISHED
    if value in _PUBLISHED or _EXAMPLE.search(value):
        return True
    return kind != "password in a URL" and len(set(value)) < _FEWEST


def _private_keys(text: str) -> Iterator[Secret]:
    for head in _KEY_HEAD.finditer(text):
        end = text.find("-----", head.end(), head.end() + _KEY_LENGTH)
        if end < 0:
            # A key that was cut off: only lines that are nothing else are its own.
            lines = _KEY_LINES.match(text, head.end())
            end = lines.end() if lines else head.end()
        line = _KEY_LINE.search(text, head.end(), end)
        if line is not None and len(set(line[0])) >= _FEWEST:
            kind = "encrypted private key block" if "ENCRYPTED" in head[0] else "private key block"
            yield Secret(head.end(), end, kind)
