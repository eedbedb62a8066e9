"""Makefiles: targets, rules, variables, macros and includes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.languages.make import statement
from tests.languages.extraction import assert_sound, lines, qualnames, run, signatures


def test_targets_hold_their_recipe_and_show_what_they_need() -> None:
    found = run("Make", "all: a b\n\techo x\n\n\techo y\n\nb:\n")
    assert lines(found) == {"all": (1, 4), "b": (6, 6)}
    assert signatures(found) == {"all": ": a b", "b": ""}


def test_a_recipe_is_no_statement() -> None:
    assert qualnames(run("Make", "a:\n\tX = 1\n\tb: c\n")) == ["a"]


def test_a_line_with_a_tab_is_a_statement_where_there_is_no_rule() -> None:
    assert qualnames(run("Make", "ifdef A\n\tX = 1\nendif\n")) == ["X"]


def test_phony_targets_are_marked_and_special_ones_left_out() -> None:
    found = run("Make", ".PHONY: all\n.SUFFIXES:\nall: x\nx:\n")
    assert [(s.name, s.modifiers) for s in found.symbols] == [("all", ("phony",)), ("x", ())]


def test_patterns_and_suffixes_are_rules() -> None:
    found = run("Make", "%.o: %.c\n\tcc\n.c.o:\n$(OBJ): $(OUT)/%.o: %.s\na.o b.o: %.o: %.x\n")
    assert qualnames(found, "rule") == ["%.o", ".c.o", "$(OUT)/%.o"]
    assert qualnames(found, "target") == ["a.o", "b.o"]


def test_a_variable_of_one_target_is_no_variable_of_the_file() -> None:
    assert qualnames(run("Make", "a: X = 1\nb: export Y := 2\na: c\n")) == ["a"]


def test_what_is_appended_is_shown_at_the_first_assignment() -> None:
    found = run("Make", "obj-y += a.o\nobj-$(CONFIG_X_KEY) += b.o sub/\nobj-y += c.o\n")
    assert signatures(found) == {"obj-y": "= a.o c.o", "obj-$(CONFIG_X_KEY)": "= b.o sub/"}
    assert [(i.kind, i.module, i.line) for i in found.imports] == [("path", "sub/", 2)]


def test_operators_inside_references_do_not_count() -> None:
    text = "$(call f,a:b=c)\nA := $(B:%.c=%.o)\n$(X:a=b)/y: z\n$(foreach x,y,$(x): z)\n"
    found = run("Make", text)
    assert signatures(found) == {"A": "= $(B:%.c=%.o)", "$(X:a=b)/y": ": z"}


def test_help_behind_a_target_is_its_documentation() -> None:
    found = run("Make", "# The tool's own work.\n\nall: x ## Build it all\n# Not a # b.\ny: # no\n")
    assert [(s.name, s.doc) for s in found.symbols] == [("all", "Build it all"), ("y", "")]


def test_a_setting_that_was_commented_out_documents_nothing() -> None:
    found = run("Make", "A = 1\n\n# FLAGS += -g for all of it\nB = 2\n")
    assert [s.doc for s in found.symbols] == ["", ""]


def test_the_body_of_a_macro_defines_nothing() -> None:
    found = run("Make", "define a =\ndefine b\nX = 1\nendef\nY = 2\nendef\nZ = 3\n")
    assert [(s.kind, *lines(found)[s.name]) for s in found.symbols] == [
        ("macro", 1, 6), ("variable", 7, 7)]


def test_includes_are_paths_but_not_the_results_of_functions() -> None:
    text = "include a.mk $(D)/b.mk $(X)\n-include $(wildcard *.d) $(patsubst a, b, c)\n"
    found = run("Make", text)
    assert [(i.module, i.scope) for i in found.imports] == [("a.mk", ""), ("$(D)/b.mk", "")]


def test_a_target_may_be_called_like_a_directive() -> None:
    found = run("Make", "include: x\nexport: y\nelse: z\n")
    assert qualnames(found) == ["include", "export", "else"]


def test_secrets_are_not_shown() -> None:
    found = run("Make", "TOKEN = abc\nTOKEN += def\nURL = https://me:pw@x\n")
    assert set(signatures(found).values()) == {""}


def test_products_of_automake_are_targets() -> None:
    found = run("Make", "bin_PROGRAMS = kite\nSUBDIRS = lib .\n", "Makefile.am")
    assert qualnames(found, "target") == ["kite"]
    assert [i.module for i in found.imports] == ["lib", "."]


def test_a_continued_last_line_ends_with_the_file() -> None:
    text = "A = 1 \\\n"
    found = run("Make", text)
    assert_sound(found, text)
    assert signatures(found) == {"A": "= 1"}


PIECES = st.sampled_from(["$(A)", "${B}", "$(call f,x)", "a", " ", ":", "=", "+=", ":=", "::", ";",
                          "&", "!", "?", "$$", "%", "+", "\t", "\\:", "$@"])


@given(st.lists(PIECES, max_size=12))
def test_a_plain_statement_is_cut_like_one_with_a_comment(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert statement(text)[:3] == statement(f"{text} # remark")[:3]
