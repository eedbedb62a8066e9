"""What Java declares."""

from __future__ import annotations

from pipeline.model import Extraction
from tests.languages.extraction import assert_sound, qualnames, run, signatures


def java(text: str) -> Extraction:
    found = run("Java", text, "File.java")
    assert_sound(found, text)
    return found


def test_members_are_qualified_by_all_types_around_them() -> None:
    found = java("class A { class B { void m() {} int x; } enum C { D { void n() {} } } }")
    assert qualnames(found) == ["A", "A.B", "A.B.m", "A.B.x", "A.C", "A.C.D", "A.C.D.n"]


def test_a_signature_has_generics_result_and_throws() -> None:
    found = java("class A { <T> java.util.List<T> m(\n  final int a, // why\n  T... b\n)"
                 " throws X { return null; } }")
    assert signatures(found)["A.m"] == "<T>(final int a, T... b) throws X -> java.util.List<T>"


def test_what_a_type_derives_from_are_its_bases() -> None:
    found = java("class A<T> extends B<T> implements C, D<T> {}\ninterface E extends F, G {}")
    assert [symbol.bases for symbol in found.symbols] == [("B<T>", "C", "D<T>"), ("F", "G")]


def test_a_junit_test_is_a_test_by_its_annotation() -> None:
    found = java("class T { @Test void a() {} @org.x.Test(timeout = 1) void b() {}\n"
                 "void testC() {} }")
    assert [s.name for s in found.symbols if "test" in s.modifiers] == ["a", "b"]


def test_javadoc_is_prose() -> None:
    found = java("/**\n * Sums {@code a}, see {@link B#c d}.\n * <p>Not {@code List<T>} &amp; so."
                 "\n * @return it\n */\nclass A {}")
    assert found.symbols[0].doc == "Sums `a`, see d.\n\nNot `List<T>` & so.\n@return it"


def test_imports_name_what_they_take() -> None:
    found = java("import a.b.C; import a.b.*; import static a.D.e; import static a.D.*;")
    assert [(i.module, i.names) for i in found.imports] == [
        ("a.b.C", ()), ("a.b", ("*",)), ("a.D", ("e",)), ("a.D", ("*",))]


def test_a_program_has_a_static_main() -> None:
    assert java("class A { public static void main(String[] a) {} }").entry_points == ("main",)
    assert java("class A { void main() {} }").entry_points == ()


def test_a_record_has_a_field_for_each_component() -> None:
    assert qualnames(java("record P(int x, String y) {}")) == ["P", "P.x", "P.y"]
