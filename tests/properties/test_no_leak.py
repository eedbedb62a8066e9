"""What is no part of the documentation stays out of it: out of pages, cache, logs and messages.

Canaries lie in the environment, in ``.git``, in ignored and binary files, in what other tools
recorded, and, as tokens, in every kind of source. They are looked for in every byte that a build
leaves, its databases' write-ahead logs included, and in all that the commands say.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from pipeline import config as configuration
from pipeline.build import Build
from pipeline.secrets import secrets
from tests.conftest import command, environment, make_tree
from tests.test_secrets import TOKENS

_ENVIRONMENT = ("AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "HOME", "USER", "LOGNAME", "HOSTNAME",
                "SSH_AUTH_SOCK", "SOURCEBOOK_TOKEN", "PGPASSWORD", "GIT_AUTHOR_EMAIL")
_IGNORED = (".env", "key.pem", "secret/a.py", "pkg/local.py", "build/out.json", "notes.log",
            "pkg/deep/x.cfg", "id_rsa")
_RULES = ".env\n*.pem\nsecret/\n/build\n*.log\nid_rsa\n"
_GIT = ("config", "credentials", "description", "hooks/post-commit", "info/exclude", "logs/HEAD",
        "COMMIT_EDITMSG", "FETCH_HEAD", "sourcebook")


def canary(number: int) -> str:
    return f"canary{number:02}qvzk"


def _tokens() -> list[str]:
    """The part of each token that must not be shown."""
    texts = [f'value = "{token}"\n' for token in TOKENS.values()]
    return [text[found.start : found.end] for text in texts for found in secrets(text)]


def _sources() -> dict[str, str | bytes]:
    """Every token in every place where a source may hold one, broken sources included."""
    files: dict[str, str | bytes] = {}
    for number, token in enumerate(TOKENS.values()):
        quoted = json.dumps(f'k = "{token}"')
        files |= {
            f"t/{number}.py": f'"""Doc {token!r} end."""\nK = {token!r}\n# TODO: use "{token}"\n'
                              f'def f(a="{token}"):\n    """See "{token}"."""\n'
                              f'    eval("{token}")\n',
            f"t/{number}b.py": f'def broken(:\n  x = "{token}"\n',
            f"t/{number}.json": f'{{"{token}": "{token}"}}\n',
            f"t/{number}b.json": f'{{"{token}": "{token}" "{token}"\n',
            f"t/{number}.yml": f'name: "{token}"\non: push\njobs:\n  a:\n'
                               f'    env: {{T: "{token}"}}\n    steps: [{{run: curl "{token}"}}]\n',
            f"t/{number}.md": f'# T "{token}"\n\n[a]({token}) `"{token}"`\n\n```\n"{token}"\n```\n',
            f"t/{number}.sh": f'export T="{token}"\ncurl "{token}"\n',
            f"t/{number}.toml": f'k = "{token}"\n',
            f"t/{number}.ini": f'[a]\nk = "{token}"\n',
            f"t/{number}.js": f'/** "{token}" */\nexport const k = "{token}";\n',
            f"t/{number}.c": f'#define K "{token}"\n/** "{token}" */\nint f(void);\n',
            f"t/{number}.txt": f'"{token}"\n'.encode("utf-16"),
            f"t/{number}.ipynb": f'{{"cells": [{{"cell_type": "code", "source": [{quoted}]}}]}}',
        }
    return files


def _plant(root: Path) -> list[bytes]:
    """A checkout full of canaries; returns all of them."""
    make_tree(root, _sources())
    make_tree(root, {
        ".gitignore": _RULES, "pkg/.gitignore": "local.py\n*.cfg\n", "a.py": "def f(): pass\n",
        "blob.bin": b"\0" + canary(30).encode(),
        "sourcebook.toml": 'history = true\ncoverage = "cov.info"\nexclude = ["left-out/"]\n',
        "left-out/a.py": f'"""{canary(31)}"""\n',
        "nested/.git/config": canary(32), "nested/a.py": f'"""{canary(33)}"""\n',
    })
    make_tree(root, {name: f'"""{canary(10 + n)}"""\nk = "{canary(10 + n)}"\n'
                     for n, name in enumerate(_IGNORED)})
    # Ignored by the rules above: it is the user's own to name it in the settings.
    make_tree(root, {"cov.info": f"TN:tests\nSF:/home/{canary(34)}/a.py\nDA:1,1\nend_of_record\n"
                                 "SF:a.py\nDA:1,1\nend_of_record\n"})
    with (root / ".gitignore").open("a") as rules:
        rules.write("cov.info\n")
    who = ["-c", "user.name=Ada", "-c", f"user.email={canary(35)}@x"]
    for arguments in (["init", "-q", "-b", canary(36)], ["add", "a.py"],
                      [*who, "commit", "-q", "-m", f"Subject\n\n{canary(37)}"]):
        subprocess.run(["git", "-C", root, *arguments], check=True)
    for number, name in enumerate(_GIT):
        path = root / ".git" / name
        path.parent.mkdir(exist_ok=True)
        with path.open("a") as file:
            file.write(f"# {canary(20 + number)}\n")
    return [canary(n).encode() for n in range(40)] + [token.encode() for token in _tokens()]


def _shown(folder: Path, canaries: list[bytes]) -> list[tuple[str, bytes]]:
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            found += [(str(path.relative_to(folder)), one) for one in canaries if one in content]
    return found


def test_there_are_more_than_fifty_canaries() -> None:
    assert len({canary(n) for n in range(40)} | set(_tokens())) >= 60


def test_nothing_that_is_to_stay_hidden_is_in_pages_cache_or_write_ahead_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "src"
    canaries = _plant(source)
    for number, name in enumerate(_ENVIRONMENT):
        monkeypatch.setenv(name, canary(number))
    values = {"source": source, "out": tmp_path / "out", "cache": tmp_path / "cache", "jobs": "1"}
    with Build(configuration.load({k: str(v) for k, v in values.items()})) as build:
        counts = build.run()
        assert counts.failed == 0 and counts.scanned > 200
        assert (tmp_path / "cache" / "summaries.db-wal").exists()
        assert _shown(tmp_path / "cache", canaries) == []
    assert _shown(tmp_path / "cache", canaries) == []
    assert _shown(tmp_path / "out", canaries) == []
    pages = "".join(path.read_text() for path in (tmp_path / "out" / "t").glob("0*_docs.md"))
    assert "Ada" in (tmp_path / "out" / "a.py_docs.md").read_text() and "****" in pages


@pytest.mark.slow
def test_nothing_that_is_to_stay_hidden_is_in_what_commands_say(tmp_path: Path) -> None:
    source = tmp_path / "src"
    canaries = _plant(source)
    hidden = {name: canary(number) for number, name in enumerate(_ENVIRONMENT) if name != "HOME"}
    for arguments in ([], ["list", "--all"], ["check"], ["stats"], ["info", "docs:t/0b.py"],
                      ["explain", "docs:t/0.py"], ["audit"], ["verify"], ["docs:t/0b.json"],
                      ["no-such-task"], ["-v", "2", "docs:t/1.py"], ["gc"]):
        done = subprocess.run(command(*arguments), cwd=source, env={**environment(), **hidden},
                              capture_output=True, timeout=600, check=False)
        said = done.stdout + done.stderr
        assert [one for one in canaries if one in said] == [], arguments
    assert _shown(source / ".sourcebook", canaries) == []
    assert _shown(source / "sourcebook", canaries) == []
    assert os.path.isdir(source / "sourcebook")
