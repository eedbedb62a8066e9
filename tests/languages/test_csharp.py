"""C#: how namespaces hold types, what makes a program or a test, what attributes and docs say."""

from __future__ import annotations

from tests.languages.extraction import assert_sound, codes, lines, qualnames, run, signatures


def test_a_namespace_without_braces_holds_the_rest_of_the_file() -> None:
    found = run("C#", "namespace A.B;\n\nclass X { int y; }\nenum E { Z }\n")
    assert qualnames(found) == ["A.B", "A.B.X", "A.B.X.y", "A.B.E", "A.B.E.Z"]
    assert [s.parent for s in found.symbols] == [-1, 0, 1, 0, 3]
    assert lines(found)["A.B"] == (1, 4)


def test_statements_at_the_top_are_a_program_and_their_functions_are_listed() -> None:
    found = run("C#", 'System.Console.WriteLine("x");\nint F(int a) => a;\n')
    assert found.entry_points == ("main",)
    assert [(s.kind, s.qualname, s.signature) for s in found.symbols] == [
        ("function", "F", "(int a) : int")]


def test_a_static_main_starts_the_program_and_another_does_not() -> None:
    assert run("C#", "class P { static int Main() => 0; }").entry_points == ("main",)
    assert run("C#", "class P { void Main() { } }").entry_points == ()


def test_the_attributes_of_the_test_frameworks_mark_tests() -> None:
    text = ("class T {\n [Fact] void A() {}\n [NUnit.Framework.TestAttribute] void B() {}\n"
            " [TestCase(1)]\n [TestCase(2)]\n void C(int i) {}\n [SetUp] void D() {}\n}\n")
    found = run("C#", text)
    assert [s.name for s in found.symbols if "test" in s.modifiers] == ["A", "B", "C"]
    assert found.symbols[3].decorators == ("TestCase(1)", "TestCase(2)")


def test_xml_documentation_is_read_as_prose() -> None:
    text = ("/// <summary>\n/// Sums <paramref name=\"a\"/>.\n/// </summary>\n"
            "/// <param name=\"a\">A number.</param>\n/// <returns>A sum.</returns>\n"
            "delegate int Sum(int a);\n")
    (symbol,) = run("C#", text).symbols
    assert symbol.doc == "Sums `a`.\n\na: A number.\n\nReturns: A sum."
    assert (symbol.kind, symbol.signature) == ("type", "(int a) : int")


def test_an_explicit_implementation_is_told_from_the_method_of_the_same_name() -> None:
    found = run("C#", "class A : IB {\n void IB.Go() {}\n void Go() {}\n}\n")
    assert qualnames(found, "method") == ["A.IB.Go", "A.Go"]


def test_the_parameters_of_a_record_are_its_properties() -> None:
    found = run("C#", "record P(int X, string? Y = null) : Q(X);\n")
    assert signatures(found) == {
        "P": "(int X, string? Y = null)", "P.X": ": int", "P.Y": ": string?"}
    assert found.symbols[0].bases == ("Q",)


def test_aliases_and_static_usings_say_what_they_bring() -> None:
    found = run("C#", "using J = A.B;\nusing static A.C;\nglobal using D;\n")
    assert [(i.module, i.names, i.aliases) for i in found.imports] == [
        ("A.B", (), (("J", ""),)), ("A.C", ("*",), ()), ("D", (), ())]


def test_members_behind_a_preprocessor_condition_are_members() -> None:
    text = "class A {\n#if X\n void B() {}\n#else\n void C() {}\n#endif\n void D() {}\n}\n"
    assert qualnames(run("C#", text), "method") == ["A.B", "A.C", "A.D"]


def test_what_a_body_declares_and_strings_quote_is_not_listed() -> None:
    text = ('class A {\n void B() { int c = 1; var s = "class D {}"; }\n'
            ' string T = @"\nclass E { }\n";\n // class F {}\n}\n')
    assert qualnames(run("C#", text)) == ["A", "A.B", "A.T"]


def test_a_damaged_class_says_where_and_keeps_what_is_sound() -> None:
    text = "class A {\n void B() { }\n void C( { \n}\nclass D { int e; }\n"
    found = run("C#", text)
    assert {"B", "D", "D.e"} <= {*qualnames(found)}
    assert [code for code, _ in codes(found)] == ["syntax-error"]
    assert_sound(found, text)
