"""INI sections and keys in the dialects that programs use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.languages.extraction import assert_sound, lines, qualnames, run, signatures


def test_sections_hold_keys() -> None:
    found = run("INI", "[a]\nb = 1\n; note\n\n[c d]\ne=2\n", "x.ini")
    assert lines(found) == {"a": (1, 2), "a.b": (2, 2), "c d": (5, 6), "c d.e": (6, 6)}


def test_indented_lines_continue_a_value() -> None:
    text = "[o]\nrequires =\n    a >= 1\n    b = 2\n    # note\n\n    c\nnext = 1\n"
    found = run("INI", text, "setup.cfg")
    assert lines(found) == {"o": (1, 8), "o.requires": (2, 7), "o.next": (8, 8)}
    assert signatures(found)["o.requires"] == ""


def test_a_backslash_continues_a_property() -> None:
    found = run("Properties", "a = 1,\\\n  b = 2\nc: 3\n! note\n", "x.properties")
    assert lines(found) == {"a": (1, 2), "c": (3, 3)}


def test_an_editorconfig_section_is_a_pattern() -> None:
    found = run("INI", "root = true\n[*.{py,c}]\nindent_size = 4\n", ".editorconfig")
    assert qualnames(found) == ["root", "*.{py,c}", "*.{py,c}.indent_size"]


def test_a_systemd_unit_may_repeat_a_key() -> None:
    found = run("INI", "[Service]\nExecStart=/bin/a -x=1\nExecStart=/bin/b\n", "x.service")
    assert [s.line for s in found.symbols] == [1, 2, 3]
    assert found.symbols[1].signature == "= /bin/a -x=1"


def test_git_indents_its_keys() -> None:
    text = '[submodule "x"]\n\tpath = x\n\turl = https://example.org\n'
    found = run("Git Config", text, ".gitmodules")
    assert qualnames(found, "key") == ['submodule "x".path', 'submodule "x".url']


def test_kernel_options_are_keys_and_those_not_set_are_comments() -> None:
    found = run("Kernel Configuration", "CONFIG_A=y\n# CONFIG_B is not set\n", "x_defconfig")
    assert signatures(found) == {"CONFIG_A": "= y"}


def test_other_syntaxes_give_no_keys() -> None:
    assert run("INI", "server {\n  listen 80;\n}\n<Directory />\n", "nginx.conf").symbols == ()


@pytest.mark.parametrize("name", ["db.password", "secret", "AUTH_TOKEN", "ssh-key", "apiKey"])
def test_secrets_are_not_shown(name: str) -> None:
    assert signatures(run("Properties", f"{name}=x\n", "x.properties")) == {name: ""}


def test_comments_describe_the_file_and_the_keys() -> None:
    text = "# What the settings are for.\n\n[a]\n# How many there are.\nb = 1\n# c = 2\nd = 3\n"
    found = run("INI", text, "x.ini")
    assert found.doc == "What the settings are for."
    assert [s.doc for s in found.symbols] == ["", "How many there are.", ""]


@given(st.text(alphabet="ab=:[]#; \n\\\t", max_size=60) | st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    for name in ("x.ini", "x.properties", "x.conf"):
        assert_sound(run("INI", text, name), text)
