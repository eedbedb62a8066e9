"""Yacc, Lex, PEG, ANTLR and ASDL: rules, tokens, types."""

from __future__ import annotations

from tests.languages.extraction import lines, qualnames, run, signatures


def test_rules_are_told_from_labels_in_actions() -> None:
    text = "%token A B\n%%\nr: A { x: y(); } ';' | B\n;\ns[t]:\n  ':'\n\nu: r;\n%%\nv: w;\n"
    found = run("Yacc", text)
    assert qualnames(found, "rule") == ["r", "s", "u"]
    assert lines(found)["r"] == (3, 4)
    assert lines(found)["s"] == (5, 6)


def test_tokens_are_listed_once_and_not_their_types_or_aliases() -> None:
    text = '%token <t> A "a" 258 B\n  C /* D */\n%left A \'+\'\n%type <u> e\n%%\n'
    assert qualnames(run("Yacc", text)) == ["A", "B", "C"]


def test_named_patterns_and_conditions_of_a_scanner_are_listed() -> None:
    text = "%option x\n%{\nint a b;\n%}\n%x C D\nE [0-9]\n%%\n{E} { F g; }\n"
    assert qualnames(run("Lex", text)) == ["C", "D", "E"]


def test_a_peg_rule_starts_at_the_margin_and_has_its_comment() -> None:
    text = (
        "@trailer '''\na: b\n'''\n# What it reads.\nc[T*] (memo):\n  | d: e\n\n# ======\n\n"
        "f <- g\n"
    )
    found = run("PEG Grammar", text)
    assert lines(found) == {"c": (5, 6), "f": (10, 10)}
    assert (found.symbols[0].doc, found.symbols[0].signature) == ("What it reads.", "[T*]")


def test_antlr_tokens_and_rules_are_told_apart_and_actions_hide_nothing() -> None:
    text = (
        "grammar G;\n@members { a: b; { c } }\nd : E {x; {y;}} ;\nfragment E : [;:] | ';' ;\n"
        "import H;\n"
    )
    found = run("ANTLR", text)
    assert [(s.kind, s.name, s.line) for s in found.symbols] == [
        ("module", "G", 1), ("rule", "d", 3), ("constant", "E", 4)]  # fmt: skip
    assert [i.module for i in found.imports] == ["H"]


def test_an_abstract_type_holds_its_constructors() -> None:
    text = "module M {\n  a = B(int x,\n        int y) -- c = D\n    | E\n  f = (int z)\n}\n"
    found = run("ASDL", text)
    assert signatures(found) == {
        "M": "", "a": "", "a.B": "(int x, int y)", "a.E": "", "f": "(int z)"}  # fmt: skip
    assert lines(found)["a"] == (2, 4)


def test_code_that_is_not_closed_ends_with_the_file() -> None:
    found = run("Yacc", "%%\na: b;\n%%\nint f(void)\n{{\n}\n")
    assert lines(found)["f"] == (4, 6)
