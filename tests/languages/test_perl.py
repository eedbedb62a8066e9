"""Perl: what is code and what is text, packages and their subroutines, POD."""

from __future__ import annotations

import pytest

from tests.languages.extraction import assert_sound, lines, qualnames, run, signatures


def test_a_subroutine_belongs_to_its_package_and_ends_at_its_brace() -> None:
    text = "package A::B;\nsub f {\n  if (1) {\n  }\n}\nsub g { 1 }\n1;\n"
    assert lines(run("Perl", text)) == {"A::B": (1, 7), "A::B::f": (2, 5), "A::B::g": (6, 6)}


def test_a_package_block_ends_at_its_brace_and_a_later_package_ends_one_without() -> None:
    text = "package A {\n  sub f { 1 }\n}\nsub g { 1 }\npackage B;\nsub h { 1 }\npackage main;\n"
    assert qualnames(run("Perl", text)) == ["A", "A::f", "g", "B", "B::h"]


def test_what_takes_an_object_is_a_method() -> None:
    text = "package A;\nsub m {\n  my $self = shift;\n}\nsub f {\n  my ($x) = @_;\n}\n"
    assert [s.kind for s in run("Perl", text).symbols] == ["package", "method", "function"]


def test_prototypes_and_signatures_are_shown_and_forward_declarations_are_not() -> None:
    text = "sub f(\\@$);\nsub f(\\@$) { 1 }\nsub g ($x, $y = 1) { 1 }\n"
    assert signatures(run("Perl", text)) == {"f": "(\\@$)", "g": "($x, $y = 1)"}


def test_nothing_in_text_comments_pod_or_behind_the_end_is_code() -> None:
    text = ("print <<A . <<~'B';\nsub a {\nA\n  sub b {\n  B\nmy $x = q{\nsub c {\n}\n};\n"
            "# sub d {\n=pod\n\nsub e {\n\n=cut\n\nsub f { 1 }\n__END__\nsub g { 1 }\n")
    assert qualnames(run("Perl", text)) == ["f"]


def test_a_shift_is_no_here_document() -> None:
    assert qualnames(run("Perl", "my $x = 1 <<FOO;\nsub f { 1 }\n")) == ["f"]


def test_constants_package_variables_and_bases_are_listed() -> None:
    text = ("package A;\nuse constant X => 1;\nuse constant {\n  Y => { k => 2 },\n  Z => 3,\n};\n"
            "our ($a, @b);\nour @ISA = qw(B C);\n")
    found = run("Perl", text)
    assert [(s.kind, s.name) for s in found.symbols] == [
        ("package", "A"), ("constant", "X"), ("constant", "Y"), ("constant", "Z"),
        ("variable", "$a"), ("variable", "@b"), ("variable", "@ISA")]
    assert found.symbols[0].bases == ("B", "C")


def test_modules_and_files_that_are_loaded_are_imports() -> None:
    text = ("use v5.36;\nuse A::B 1.0 qw(x\n y);\nuse parent -norequire, 'C';\nno strict;\n"
            "sub f {\n  require D;\n}\nrequire 'e.pl';\n")
    assert [(i.module, i.names, i.kind, i.scope) for i in run("Perl", text).imports] == [
        ("A::B", ("x", "y"), "import", ""), ("C", (), "import", ""),
        ("D", (), "import", "function"), ("e.pl", (), "path", "")]


def test_pod_gives_headings_and_documents_the_subroutine_below() -> None:
    text = ("=head1 NAME\n\nA - does C<it>\n\n=head2 f\n\nCalls B<me> back.\n\n=cut\n\n"
            "sub f { 1 }\n# Plain.\nsub g { 1 }\n")
    found = run("Perl", text)
    assert found.doc == "does it"
    assert [(s.kind, s.name, s.doc, s.parent) for s in found.symbols] == [
        ("heading", "NAME", "", -1), ("heading", "f", "Calls me back.", 0),
        ("function", "f", "Calls me back.", -1), ("function", "g", "Plain.", -1)]


def test_subtests_are_tests() -> None:
    found = run("Perl", "subtest 'adds up' => sub {\n  ok 1;\n};\n", "a.t")
    assert [(s.kind, s.name, s.line, s.end_line) for s in found.symbols] == [
        ("test", "adds up", 1, 3)]


@pytest.mark.parametrize("text", [
    *(unit * 20_000 for unit in ("{", "}\n", "(", "q{", "q{}", "q{\n", "<<A ", "<<A\n", "'", "sub ",
                                 "sub a {\n", "use ", "use A\n", "=head1 a\n", "=cut\n", "our (",
                                 "use constant {\n", "package A;\n", "a'a", "a::", "qw(", "B<",
                                 "=head1\n\nB<<  ", "package\n")),
    "=head1 B<<" + " " * 50_000 + "x", "package", "sub", "sub f", "sub f (", "use", "=", "=head1",
    "=pod", "__END__", "\0", "use constant", "subtest 'a", "=head1 a",
])
def test_damaged_sources_are_read_in_bounded_time(text: str) -> None:
    assert_sound(run("Perl", text), text)
