"""The manual: every command has a complete page, by whichever way it is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.manual import DOIT, EXIT_CODES
from tests.conftest import call
from tests.test_commands import ONE_LINE, assert_ok, assert_refused

OURS = ("audit", "check", "explain", "gc", "init", "stats", "verify", "watch")
COMMANDS = (*OURS, *DOIT)


def manual(folder: Path, *arguments: str) -> str:
    return assert_ok(call(folder, *arguments)).stdout


def test_the_overview_names_every_command_kind_and_exit_code(tmp_path: Path) -> None:
    text = manual(tmp_path, "--help")
    assert text == manual(tmp_path, "-h") == manual(tmp_path, "help")
    listed = [line.split()[0] for line in text.splitlines() if line.startswith("    ")]
    assert set(COMMANDS) <= set(listed)
    assert {"docs", "keywords", "letter", "publish"} <= set(listed)
    assert {str(code) for code, _ in EXIT_CODES} <= set(listed)
    assert "dumpdb" not in text
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_manual_page(tmp_path: Path, name: str) -> None:
    text = manual(tmp_path, "help", name)
    titles = [line for line in text.splitlines() if line and line[0] != " "]
    assert titles[:2] == ["NAME", "USAGE"]
    assert {"DESCRIPTION", "EXIT CODES"} <= set(titles)
    if name not in ("reset-dep", "strace"):
        assert titles[-1] == "EXAMPLES"
    assert f"sourcebook {name} - " in text
    assert all(len(line) <= 79 for line in text.splitlines() if "completions/" not in line)
    assert "=ARG" not in text or name in DOIT


@pytest.mark.parametrize("arguments", [
    ("check", "--help"), ("check", "-h"), ("--help", "check"), ("check", "--most=3", "--help")])
def test_help_may_be_asked_for_anywhere(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert manual(tmp_path, *arguments) == manual(tmp_path, "help", "check")


def test_plain_doit_shows_the_same_pages_of_our_commands(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(ONE_LINE)
    ours = manual(tmp_path, "check", "--help")
    for arguments in (["help", "check"], ["check", "--help"]):
        # So doit calls itself when it is run as a module.
        assert manual(tmp_path, "doit", *arguments).replace("    -m ", "    sourcebook ") == ours


def test_options_that_only_a_dodo_file_needs_come_last(tmp_path: Path) -> None:
    own, _, general = manual(tmp_path, "help", "run").partition("OPTIONS OF DOIT")
    assert "--strict" in own and "--process" in own
    assert "--db-file" in general and "--pdb" in general
    assert "--db-file" not in manual(tmp_path, "help", "check")
    assert "--strict" not in manual(tmp_path, "help", "list")


def test_version_names_what_runs(tmp_path: Path) -> None:
    assert manual(tmp_path, "--version").startswith("sourcebook ")


@pytest.mark.parametrize(("arguments", "said"), [
    (("help", "chek"), "did you mean check?"),
    (("help", "check", "list"), "takes one name"),
    (("check", "somewhere"), "check: takes no arguments: somewhere"),
    (("gc", "somewhere"), "gc: takes no arguments: somewhere"),
    (("check", "--mots=3"), "did you mean --most?"),
    (("check", "--most=many"), "option most must be a whole number, not 'many'"),
    (("check", "--format=html"), "option format must be one of 'text', 'github', not 'html'"),
    (("audit", "--fail-under=high"), "option fail_under must be a number, not 'high'"),
    (("explain", ""), "an argument is empty"),
    (("--strikt",), "did you mean --strict?"),
    (("-n", "many"), "option num_process must be a whole number, not 'many'"),
])
def test_a_wrong_call_is_one_line_with_the_nearest_name(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    assert_refused(call(tmp_path, *arguments), 2, said)


def test_our_commands_refuse_a_wrong_option_under_plain_doit_in_the_same_way(
    tmp_path: Path
) -> None:
    (tmp_path / "pyproject.toml").write_text(ONE_LINE)
    assert_refused(call(tmp_path, "doit", "check", "--mots=3"), 2, "did you mean --most?")
