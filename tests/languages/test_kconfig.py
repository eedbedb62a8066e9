"""Kconfig: options, menus, choices, sources."""

from __future__ import annotations

from tests.languages.extraction import lines, qualnames, run, signatures


def test_an_option_shows_type_default_and_dependencies() -> None:
    text = (
        'config A\n\tbool "Take a"\n\tdefault y\n\tdepends on B\n\tdepends on C || D\n'
        "\tselect E\n")
    found = run("Kconfig", text)
    assert signatures(found) == {"A": "bool = y, depends on B && (C || D)"}
    assert (found.symbols[0].doc, lines(found)["A"]) == ("Take a", (1, 6))


def test_help_text_defines_nothing() -> None:
    text = 'config A\n\tint\n\thelp\n\t  One.\n\n\t  config B\n\t    bool\n\tdefault 3\nconfig C\n'
    found = run("Kconfig", text)
    assert qualnames(found) == ["A", "C"]
    assert found.symbols[0].doc == "One.\n\nconfig B\n  bool"
    assert signatures(found)["A"] == "int = 3"


def test_menus_and_choices_hold_their_options() -> None:
    text = (
        'menu "M"\nif X\nchoice\n\tprompt "P"\nconfig A\n\tbool "a"\nendchoice\nendif\nendmenu\n'
        "config B\n")
    found = run("Kconfig", text)
    assert [(s.kind, s.name, s.parent) for s in found.symbols] == [
        ("section", "M", -1), ("section", "P", 0), ("option", "A", 1), ("option", "B", -1)]
    assert (lines(found)["M"], lines(found)["P"]) == ((1, 9), (3, 7))


def test_a_menu_that_nothing_closes_reaches_to_the_end() -> None:
    assert lines(run("Kconfig", 'menu "M"\nconfig A\n\n\n'))["M"] == (1, 4)


def test_an_end_without_a_beginning_is_passed_over() -> None:
    found = run("Kconfig", "endmenu\nendif\nconfig A\nendchoice\nconfig B\n")
    assert qualnames(found) == ["A", "B"]


def test_sources_are_paths() -> None:
    found = run("Kconfig", 'mainmenu "T"\nsource "a/Kconfig"\norsource "b"\nsource c/Kconfig # d\n')
    assert [(i.module, i.scope) for i in found.imports] == [
        ("a/Kconfig", ""), ("b", "optional"), ("c/Kconfig", "")]
    assert found.title == "T"


def test_quotes_hide_what_looks_like_a_comment() -> None:
    found = run("Kconfig", "config A\n\tstring 'C# \"x\"' # note\n\tdefault \"#\"\n")
    assert found.symbols[0].doc == 'C# "x"'
    assert signatures(found)["A"] == 'string = "#"'


def test_thousands_of_nested_menus_take_no_time() -> None:
    found = run("Kconfig", 'menu "M"\n' * 20_000 + "endmenu\n" * 20_000)
    assert [d.code for d in found.diagnostics] == ["outline-cut"]
