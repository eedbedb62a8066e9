"""Manual pages, AsciiDoc, Org, TeX, Texinfo, patches and bibliographies."""

from __future__ import annotations

from tests.languages.extraction import lines, qualnames, run, signatures


def references(language: str, text: str) -> list[tuple[str, str, int]]:
    return [(i.kind, i.module, i.line) for i in run(language, text).imports]


def test_a_manual_page_says_what_it_is_without_its_name() -> None:
    text = '.TH "LS" 1\n.SH NAME\nls, dir \\- list \\fIfiles\\fP\n.SH "SEE ALSO"\n.SS Sub\nx\n'
    found = run("Roff", text)
    assert (found.title, found.doc) == ("LS(1)", "list files")
    assert lines(found) == {"NAME": (2, 3), "SEE ALSO": (4, 6), "Sub": (5, 6)}


def test_the_semantic_macros_of_manual_pages_are_read() -> None:
    found = run("Roff", ".Dt CAT 1\n.Os\n.Sh NAME\n.Nm cat\n.Nd print files\n.Sh DESCRIPTION\n")
    assert (found.title, found.doc) == ("CAT(1)", "print files")
    assert qualnames(found) == ["NAME", "DESCRIPTION"]


def test_a_request_in_a_comment_is_no_heading() -> None:
    assert run("Roff", '.\\" .SH A\n.\\"\n\'\\" t\n.SH\n.\\" x\nB\n').symbols[0].name == "B"


def test_both_styles_of_asciidoc_headings_are_read_and_listings_are_not() -> None:
    text = "= T\n\n== A\n\nB\n~~~\n\n----\n== C\n----\n\nD\n--\n"
    assert lines(run("AsciiDoc", text)) == {"T": (1, 13), "A": (3, 13), "B": (5, 13)}


def test_references_of_asciidoc_stay_in_the_tree() -> None:
    text = "include::a.adoc[]\nimage:b.png[] link:https://c[d] xref:e.adoc#f[g] image::{h}.png[]"
    assert references("AsciiDoc", text) == [
        ("include", "a.adoc", 1), ("link", "b.png", 2), ("link", "e.adoc", 2)]  # fmt: skip


def test_keywords_and_tags_of_org_headings_are_taken_off() -> None:
    text = "* TODO [#B] A :x:y:\n** B\n#+BEGIN_SRC c\n* C\n#+END_SRC\n"
    assert lines(run("Org", text)) == {"A": (1, 5), "B": (2, 5)}


def test_commented_and_verbatim_sections_of_tex_are_none() -> None:
    text = (
        "% \\section{A}\n\\begin{verbatim}\n\\section{B}\n\\end{verbatim}\n"
        "\\section*{C \\emph{d}}\n"
    )
    assert lines(run("TeX", text)) == {"C d": (5, 5)}


def test_texinfo_definitions_are_named_behind_category_and_type() -> None:
    text = (
        "@deffn {My Command} a x\n@deftypefn {Library Function} int b (int @var{c})\n"
        "@defun d e\n@deftypefun void f (void)\n@defvar g\n"
    )
    assert signatures(run("TeX", text, "manual.texi")) == {
        "a": " x", "b": " (int c)", "d": " e", "f": " (void)", "g": ""}  # fmt: skip


def test_a_patch_names_the_files_it_touches_but_not_lines_that_look_like_it() -> None:
    text = (
        "Subject: [PATCH v2] Do\n it\n\nIt was not done before.\n---\n x | 2\n\n"
        "--- a/x\n+++ b/x\n@@ -1 +1 @@\n--- y\n+++ z\n--- a/old\n+++ /dev/null\n@@ -1 +0 @@\n"
    )
    found = run("Diff", text)
    assert (found.title, found.doc) == ("Do it", "It was not done before.")
    assert references("Diff", text) == [("link", "x", 8), ("link", "old", 13)]


def test_entries_of_a_bibliography_are_listed_by_key() -> None:
    text = '@article{a1,\n title = {T {of} x},\n year=1999\n}\n@comment{b,}\n@string{c = "d"}\n'
    found = run("BibTeX", text)
    assert [(s.kind, s.name, s.doc) for s in found.symbols] == [
        ("record", "a1", "T of x (1999)"), ("constant", "c", "")]  # fmt: skip
