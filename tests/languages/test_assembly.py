"""Assembly: which labels other files can name, macros of kernels, comments, dialects."""

from __future__ import annotations

from tests.languages.extraction import assert_sound, lines, qualnames, run, signatures


def test_a_label_counts_when_it_is_global_weak_or_typed_as_a_function() -> None:
    text = ("\t.globl a, b\n\t.weak c\n\t.type d, @function\n"
            "a:\nb: nop\nc:\nd:\nlocal:\n.Lno:\n1:\n")
    assert qualnames(run("Assembly", text)) == ["a", "b", "c", "d"]


def test_a_label_may_stand_before_its_directive() -> None:
    assert lines(run("Assembly", "a:\n ret\n .size a, .-a\n .global a\n")) == {"a": (1, 3)}


def test_what_a_data_section_holds_is_a_variable_unless_typed_as_a_function() -> None:
    text = "\t.data\n\t.globl a, f\n\t.type f, %function\na:\nf:\n\t.text\n\t.globl g\ng:\n"
    kinds = {s.name: s.kind for s in run("Assembly", text).symbols}
    assert kinds == {"a": "variable", "f": "function", "g": "function"}


def test_nothing_in_comments_strings_macros_or_continued_lines_is_a_definition() -> None:
    text = ("/* ENTRY(a)\nENTRY(b) */\n// ENTRY(c)\n.ascii \"/*\"\n.macro m\nENTRY(d)\n.endm\n"
            "#define E(x) \\\nENTRY(e)\n\t.globl f\n")
    assert [(s.kind, s.name) for s in run("Assembly", text).symbols] == [
        ("macro", "m"), ("macro", "E")]


def test_the_comment_above_the_directives_of_a_label_is_its_documentation() -> None:
    text = "/*\n * Copies.\n */\n\t.globl a\n\t.align 4\na:\n\n# Fills.\n# All.\n\t.globl b\nb:\n"
    docs = [s.doc for s in run("Assembly", text).symbols]
    assert docs == ["Copies.", "Fills.\nAll."]


def test_a_comment_behind_code_documents_nothing() -> None:
    assert run("Assembly", "\tnop /* why */\nENTRY(a)\n").symbols[0].doc == ""


def test_the_macros_of_linux_say_binding_and_end() -> None:
    text = ("SYM_FUNC_START_LOCAL(a)\nSYM_FUNC_END(a)\nSYM_FUNC_START_WEAK(b)\n"
            "SYM_DATA_START(t)\nSYM_DATA_END(t)\nLEAF(c)\nEND(c)\n")
    found = run("Assembly", text)
    assert [(s.kind, s.name, s.modifiers) for s in found.symbols] == [
        ("function", "a", ("local",)), ("function", "b", ("weak",)),
        ("variable", "t", ("global",)), ("function", "c", ("global",))]
    assert lines(found)["c"] == (6, 7)


def test_nasm_and_arm_sources_are_read() -> None:
    nasm = "global start\n%define X 1\n%include \"a.inc\"\n%macro m 2\n%endmacro\nstart:\n"
    found = run("Assembly", nasm, "a.asm")
    assert qualnames(found) == ["m", "start"]
    assert [(i.module, i.kind) for i in found.imports] == [("a.inc", "include")]
    assert lines(run("Assembly", "f PROC\n  bx lr\nf ENDP\n")) == {"f": (1, 3)}


def test_a_linker_script_gives_the_symbols_it_assigns() -> None:
    text = "ENTRY(start)\nSECTIONS {\n _text = .;\n PROVIDE(_end = .);\n .text : { *(.text) }\n}\n"
    found = run("Assembly", text, "vmlinux.lds.S")
    assert signatures(found) == {"_text": "= .", "_end": "= ."}
    assert found.entry_points == ("ENTRY(start)",)


def test_a_macro_that_never_ends_hides_the_rest_and_nothing_else() -> None:
    text = "ENTRY(a)\n.macro m x\nENTRY(b)\n"
    found = run("Assembly", text)
    assert qualnames(found) == ["a", "m"]
    assert_sound(found, text)
