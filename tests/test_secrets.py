"""Secrets: what counts as one, what is left as it is, and that nothing shows or keeps its value."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.decode import read
from pipeline.languages.table import by_name
from pipeline.parse import parse, unreadable
from pipeline.secrets import mask, secrets
from tests.conftest import build_tree, make_tree, read_pages

#: Not in one piece, so that nothing takes this file for one that leaks.
_RANDOM = "9aZk3LqXw7Rb2VtYp8NsUc4HdJ6fGmE1oTiKwQzR5yBn0CvXaSdFgHjKlMnBvCxZ"
_UPPER = "Q3ZRW7KLMTV5YBXDQ3ZR"
_HEX = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
TOKENS = {
    "AWS access key": "AKIA" + _UPPER[:16],
    "AWS secret key": "aws_secret_access_key = '" + _RANDOM[:40],
    "GitHub token": "gho" + "_" + _RANDOM[:36],
    "GitLab token": "glpat" + "-" + _RANDOM[:20],
    "Slack token": "xoxb" + "-2938472938-2938472938-" + _RANDOM[:24],
    "Slack webhook": "https://hooks.slack.com" + "/services/T0293KQ2B/B0293KQ2C/" + _RANDOM[:24],
    "Google API key": "AIza" + _RANDOM[:35],
    "Google OAuth secret": "GOCSPX" + "-" + _RANDOM[:28],
    "Stripe key": "sk" + "_live_" + _RANDOM[:24],
    "npm token": "npm" + "_" + _RANDOM[:36],
    "PyPI token": "pypi-" + "AgEIcHlwaS5vcmc" + _RANDOM,
    "SendGrid key": "SG" + "." + _RANDOM[:22] + "." + _RANDOM[:43],
    "Hugging Face token": "hf" + "_" + _RANDOM[:34],
    "OpenAI key": "sk" + "-" + _RANDOM[:20] + "T3BlbkFJ" + _RANDOM[:20],
    "Anthropic key": "sk-ant" + "-api03-" + (_RANDOM * 2)[:90],
    "Docker Hub token": "dckr" + "_pat_" + _RANDOM[:27],
    "DigitalOcean token": "dop" + "_v1_" + _HEX,
    "Shopify token": "shpat" + "_" + _HEX[:32],
    "Azure storage key": "AccountKey=" + (_RANDOM * 2)[:86] + "==",
    "age secret key": "AGE-SECRET-" + "KEY-1" + (_UPPER * 3)[:58],
    "JSON Web Token": "eyJ" + "hbGciOiJIUzI1NiJ9.eyJ" + "zdWIiOiJqYW5lIn0." + _RANDOM[:43],
    "password in a URL": "https://jane:" + "hV7rw9Lm2@git.shop.org",
}


@pytest.mark.parametrize("kind", TOKENS)
def test_a_token_is_known_by_its_form_and_hidden(kind: str) -> None:
    text = f'first\nvalue = "{TOKENS[kind]}"\nlast\n'
    found = secrets(text)
    assert [secret.kind for secret in found] == [kind]
    masked = mask(text, found)
    assert text[found[0].start : found[0].end] not in masked
    assert len(masked) == len(text)
    assert masked.startswith("first\n") and masked.endswith('"\nlast\n')
    assert secrets(masked) == []


@pytest.mark.parametrize("text", [
    "AKIAIOSFODNN7EXAMPLE",
    "ghp_" + "x" * 36,
    "sk_test_" + _RANDOM[:24],
    "npm_config_registry_of_the_whole_company1",
    "https://user:password@shop.org", "https://jane:${WORD}@shop.org", "ftp://a:b@shop.org",
    "https://jane:hV7rw9Lm2@localhost:80", "https://jane:hV7rw9Lm2@www.example.org",
    "HTTP://JeremyC:Hunter2@Example.com:80/", "http://user:pass%20pass@shop.org",
    "-----BEGIN PRIVATE KEY-----",
    '"-----BEGIN RSA PRIVATE KEY-----" in text and "-----END RSA PRIVATE KEY-----" in text',
    "-----BEGIN CERTIFICATE-----\n" + _RANDOM + "\n-----END CERTIFICATE-----",
    "data:image/png;base64," + _RANDOM + "AKIA" + _UPPER[:16] + _RANDOM,
])
def test_an_example_or_a_likeness_stays_as_it_is(text: str) -> None:
    assert secrets(text) == []


@pytest.mark.parametrize("line_end", ["\n", "\\n", '\\n"\n    "', "\n    "])
def test_of_a_private_key_only_the_frame_is_left(line_end: str) -> None:
    rows = [_RANDOM[:64], _RANDOM[::-1][:64], _RANDOM[:20] + "=="]
    key = line_end.join(["-----BEGIN EC PRIVATE KEY-----", *rows, "-----END EC PRIVATE KEY-----"])
    text = f'key = ("{key}")\n'
    masked = mask(text, secrets(text))
    assert not any(row in masked for row in rows)
    assert masked == text.replace(rows[0], "*" * 64).replace(rows[1], "*" * 64).replace(
        rows[2], "*" * 22)


def test_a_key_that_was_cut_off_takes_nothing_else_with_it() -> None:
    text = f"-----BEGIN PRIVATE KEY-----\n{_RANDOM}\n{_RANDOM[:30]}\nand then\nsome = prose\n"
    assert mask(text, secrets(text)) == (
        f"-----BEGIN PRIVATE KEY-----\n{'*' * 64}\n{'*' * 30}\nand then\nsome = prose\n")


def test_the_summary_names_the_kind_and_the_line_and_never_the_value() -> None:
    python = by_name("Python")
    assert python is not None
    token = TOKENS["GitHub token"]
    text = f'"""Docs with {token}."""\n\nTOKEN = "{token}"  # TODO: {token}\n'
    summary = parse(text.encode(), "settings.py", python)
    assert [(f.line, f.detail) for f in summary.findings] == [
        (1, "GitHub token"), (3, "GitHub token")]
    assert _RANDOM[:12].encode() not in msgspec.json.encode(summary)


def test_a_secret_that_was_looked_at_is_hidden_and_not_reported() -> None:
    python = by_name("Python")
    assert python is not None
    text = f'TOKEN = "{TOKENS["npm token"]}"  # nosec: revoked long ago\n'
    summary = parse(text.encode(), "settings.py", python)
    assert (summary.findings, summary.masked) == ((), True)
    assert _RANDOM[:12] not in read(text.encode()).text


def test_a_text_that_nobody_could_read_through_may_hold_secrets() -> None:
    python = by_name("Python")
    assert python is not None
    assert unreadable("its parser was killed", python).masked
    assert not parse(b"x = 1\n", "a.py", python).masked


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "utf-8-sig"])
def test_a_secret_is_hidden_whatever_the_encoding(codec: str) -> None:
    assert _RANDOM[:12] not in read(f"x = {TOKENS['npm token']!r}\n".encode(codec)).text


def test_no_secret_reaches_the_output_or_the_cache(tmp_path: Path) -> None:
    files = {f"f{n}{ending}": f'value = "{token}"\n' for n, token in enumerate(TOKENS.values())
             for ending in (".py", ".md", ".yaml", ".sh", ".txt", ".json")}
    values = {text[secret.start : secret.end].encode()
              for text in files.values() for secret in secrets(text)}
    source = make_tree(tmp_path / "source", dict(files))
    build_tree(source, tmp_path / "out", tmp_path / "cache")
    made = read_pages(tmp_path / "out") | read_pages(tmp_path / "cache")
    for data in made.values():
        assert [value for value in values if value in data] == []


@given(st.text(alphabet="ghpo_xb-AKIAeyJ.:/@abcXYZ0129=\n\"'\\", max_size=400))
def test_a_mask_keeps_every_place(text: str) -> None:
    masked = mask(text, secrets(text))
    assert [len(line) for line in masked.split("\n")] == [len(line) for line in text.split("\n")]
