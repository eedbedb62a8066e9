"""Render: templates print escaped text only, and a broken one is named with its line."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from jinja2 import Environment

from pipeline.errors import ConfigError
from pipeline.escape import Md, md
from pipeline.nodes import FOOTER
from pipeline.render import Renderer, _environment
from pipeline.templates import template_files


class User:
    """A user's folder of templates."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, text: str | bytes, name: str = "az") -> None:
        data = text if isinstance(text, bytes) else text.encode()
        (self.folder / f"{name}.md.j2").write_bytes(data)

    def render(self, text: str, **context: object) -> str:
        self.write(text)
        page = Renderer(self.folder).render("az", context)
        return page.removesuffix(f"\n\n---\n\n{FOOTER}\n")

    def refusal(self, text: str | bytes, **context: object) -> str:
        self.write(text)
        with pytest.raises(ConfigError) as caught:
            Renderer(self.folder).render("az", context)
        return str(caught.value)


@pytest.fixture
def user(tmp_path: Path) -> User:
    return User(tmp_path)


# --- what a template may print ---------------------------------------------------------------


def test_markdown_and_numbers_are_printed_as_they_are(user: User) -> None:
    assert user.render("{{ a }} {{ b }}", a=md("*x* <b>"), b=12) == "*x* <b> 12"


def test_an_empty_markdown_text_is_printed_as_nothing(user: User) -> None:
    assert user.render("a{{ x }}b", x=Md()) == "ab"


@pytest.mark.parametrize("value", ["text", "", b"x", 1.5, None, ["x"], {"a": 1}, object()],
                         ids=lambda v: type(v).__name__)
def test_anything_else_is_an_error_that_names_template_line_and_type(
    user: User, value: object
) -> None:
    line = user.refusal("one\n\n{{ x }}\n", x=value)
    assert "az.md.j2:3" in line
    assert type(value).__name__ in line and "not escaped" in line


@pytest.mark.parametrize("expression", [
    "'literal'", "x|upper", "x ~ 'y'", "x ~ x", "x|replace('a', 'b')", "x[:1]", "rows|join(', ')",
    "x.upper()", "x|string|trim", "'%s'|format(x)", "x + x", "rows",
])
def test_a_template_cannot_make_new_text_of_safe_text(user: User, expression: str) -> None:
    line = user.refusal(f"{{{{ {expression} }}}}", x=md("abc"), rows=[md("a"), md("b")])
    assert "az.md.j2:1" in line


def test_a_template_may_loop_choose_count_and_include(user: User) -> None:
    user.write("{% macro item(x) %}<{{ x }}>{% endmacro %}", "_m")
    found = user.render(
        "{% from '_m.md.j2' import item %}{% for row in rows %}{{ item(row) if 0 else row }}"
        "{{ loop.index }}{% endfor %}{{ rows|length }}", rows=[md("a"), md("b")])
    assert found == "a1b22"


# --- what a template does not see ------------------------------------------------------------


@pytest.mark.parametrize("expression", ["nope", "nope.x", "x.nope", "nope|length"])
def test_an_undefined_variable_is_an_error_that_says_its_name(user: User, expression: str) -> None:
    line = user.refusal(f"one\n{{{{ {expression} }}}}", x=md("a"))
    assert "az.md.j2:2" in line and "nope" in line


def test_an_undefined_variable_is_an_error_in_a_condition_too(user: User) -> None:
    assert "'nope' is undefined" in user.refusal("{% if nope %}x{% endif %}")


@pytest.mark.parametrize("name", ["range", "dict", "lipsum", "cycler", "joiner", "namespace"])
def test_there_are_no_globals(user: User, name: str) -> None:
    assert f"'{name}' is undefined" in user.refusal(f"{{% for x in {name}() %}}{{% endfor %}}")


@pytest.mark.parametrize("expression", [
    "''.__class__", "''.__class__.__mro__", "x.__class__", "x.__init__", "x['__class__']",
    "x|attr('__class__')", "(x|attr('format')).__self__", "self.__init__.__globals__",
    "'{0.__class__}'.format(x)",
])
def test_the_sandbox_lets_no_template_reach_behind_its_values(user: User, expression: str) -> None:
    line = user.refusal(f"one\n{{{{ {expression} }}}}", x=md("a"))
    assert "az.md.j2:2" in line
    assert "<class" not in line


def test_a_template_reads_no_file_but_templates(user: User, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s3cret")
    for name in ("secret", "../secret", str(tmp_path / "secret"), "/etc/passwd"):
        line = user.refusal(f"{{% include '{name}' %}}")
        assert "az.md.j2" in line and "s3cret" not in line


# --- broken templates ------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "place"), [
    ("one\n{% if x %}\n", "az.md.j2:"),
    ("one\ntwo {{ x | nofilter }}\n", "az.md.j2:2"),
    ("one\n{{ }}\n", "az.md.j2:2"),
    ("{% nonsense %}", "az.md.j2:1"),
    ("\n\n{{ 1 / 0 }}", "az.md.j2:3"),
    ("\n{{ x() }}", "az.md.j2:2"),
    ("\n{{ 'a' + 1 }}", "az.md.j2:2"),
    ("\n{% include 'gone.md.j2' %}", "az.md.j2:2"),
])
def test_a_broken_template_is_named_with_its_line(user: User, text: str, place: str) -> None:
    line = user.refusal(text, x=md("a"))
    assert line.startswith(f"template {place}")


def test_an_error_in_an_included_template_names_that_one(user: User) -> None:
    user.write("a\nb\n{{ nope }}", "_part")
    assert "_part.md.j2:3" in user.refusal("{% include '_part.md.j2' %}")
    user.write("a\n{% if %}", "_part")
    assert "_part.md.j2:2" in user.refusal("{% include '_part.md.j2' %}")


def test_a_template_that_is_no_text_is_named(user: User) -> None:
    assert "az.md.j2" in user.refusal(b"\xff\xfe")


def test_a_page_without_a_template_is_an_error() -> None:
    with pytest.raises(ConfigError, match=r"nonsense\.md\.j2"):
        Renderer(None).render("nonsense", {})


# --- whose template --------------------------------------------------------------------------


CONTEXT = {"title": md("T"), "letters": [md("row")], "welcome": md("back")}


def test_a_users_template_replaces_ours_and_the_others_stay(user: User) -> None:
    user.write("mine {{ title }}")
    renderer = Renderer(user.folder)
    assert renderer.render("az", CONTEXT).startswith("mine T\n")
    letter = {"title": md("T"), "rows": md("row"), "up": md("up")}
    assert renderer.render("letter", letter) == Renderer(None).render("letter", letter)


def test_an_empty_folder_of_templates_changes_nothing(user: User) -> None:
    assert Renderer(user.folder).render("az", CONTEXT) == Renderer(None).render("az", CONTEXT)


def test_files_with_other_endings_are_no_templates(user: User) -> None:
    (user.folder / "az.md").write_text("x")
    (user.folder / "az.j2").write_text("x")
    assert template_files(user.folder) == template_files(None)


def test_a_users_own_file_may_be_used_by_a_template_of_ours_only_by_its_name(user: User) -> None:
    user.write("x", "extra")
    assert set(template_files(user.folder)) - set(template_files(None)) == {"extra.md.j2"}


# --- the page --------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["a", "a\n", "a\n\n\n", "a  \n \n"])
def test_every_page_ends_with_our_line_after_one_blank_line(user: User, text: str) -> None:
    user.write(text)
    assert Renderer(user.folder).render("az", {}) == f"a\n\n---\n\n{FOOTER}\n"


def test_tags_on_lines_of_their_own_leave_no_blank_lines(user: User) -> None:
    text = "a\n{% for x in rows %}\n  {% if x %}\n{{ x }}\n  {% endif %}\n{% endfor %}\nb\n"
    assert user.render(text, rows=[md("1"), md("2")]) == "a\n1\n2\nb"


def test_the_same_context_gives_the_same_page() -> None:
    assert len({Renderer(None).render("az", CONTEXT) for _ in range(3)}) == 1


# --- compiled templates ------------------------------------------------------------------------


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where Python keeps compiled code."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "kept"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path / "kept"


def compiled(monkeypatch: pytest.MonkeyPatch, overrides: Path | None = None) -> int:
    """How many templates a new process would compile to make a page of each kind."""
    _environment.cache_clear()
    names = []
    original = Environment.compile

    def noting(self: Environment, source: str, name: str, filename: str) -> object:
        names.append(name)
        return original(self, source, name, filename)

    with monkeypatch.context() as patch:
        patch.setattr(Environment, "compile", noting)
        environment = Renderer(overrides)._environment
        for name in template_files(overrides):
            environment.get_template(name)
    _environment.cache_clear()
    return len(names)


def test_a_template_is_compiled_once(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert compiled(monkeypatch) == len(template_files(None))
    assert compiled(monkeypatch) == 0


def test_compiled_code_that_is_damaged_is_not_used(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled(monkeypatch)
    files = sorted(path for path in kept.rglob("*") if path.is_file())
    for number, path in enumerate(files):
        content = bytearray(path.read_bytes())
        content[number * 97 % len(content)] ^= 4
        path.write_bytes(content if number % 2 else content[: number * 31])
    assert compiled(monkeypatch) == len(files) == len(template_files(None))
    assert compiled(monkeypatch) == 0


def test_compiled_code_is_kept_only_where_python_may_write(
    tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.write_text("no folder")
    assert compiled(monkeypatch) == len(template_files(None))
    kept.unlink()
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert compiled(monkeypatch) == len(template_files(None)) and not kept.exists()


def test_a_users_template_is_compiled_each_time(
    tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own/az.md.j2").write_text("own")
    assert compiled(monkeypatch, tmp_path / "own") == len(template_files(None))
    assert not kept.exists()
