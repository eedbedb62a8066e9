"""What Swift declares."""

from __future__ import annotations

from pipeline.model import Extraction
from tests.languages.extraction import assert_sound, qualnames, run, signatures


def swift(text: str) -> Extraction:
    found = run("Swift", text, "file.swift")
    assert_sound(found, text)
    return found


def test_members_of_an_extension_are_qualified_by_the_type() -> None:
    found = swift("extension Foo: Bar where T: X {\n  func a() {}\n}")
    assert qualnames(found) == ["Foo", "Foo.a"]
    assert (found.symbols[0].kind, found.symbols[0].bases) == ("extension", ("Bar",))


def test_each_case_of_an_enum_is_an_enumerator() -> None:
    found = swift("enum E: String {\n  case a, b = \"x\"\n  case c(Int, to: String)\n}")
    assert signatures(found) == {"E": "", "E.a": "", "E.b": '= "x"', "E.c": "(Int, to: String)"}


def test_signatures_keep_labels_effects_and_constraints() -> None:
    found = swift("func f<T>(at i: Int, _ x: T) async throws -> [T] where T: P { }")
    assert signatures(found)["f"] == "<T>(at i: Int, _ x: T) async throws -> [T] where T: P"


def test_tests_are_methods_of_a_test_case_or_carry_an_attribute() -> None:
    found = swift("class T: XCTestCase {\n  func testA() {}\n  func helper() {}\n}\n"
                  "class U {\n  func testB() {}\n}\n@Test(\"c\") func c() {}")
    assert [s.qualname for s in found.symbols if "test" in s.modifiers] == ["T.testA", "c"]


def test_the_main_type_is_an_entry_point() -> None:
    assert swift("@main struct App { }").entry_points == ("main",)


def test_doc_comments_stand_above_attributes() -> None:
    found = swift("/// One.\n/// Two.\n@objc\npublic class A {\n"
                  "  /** Three. */\n  var x: Int = 1\n}")
    assert [s.doc for s in found.symbols] == ["One.\nTwo.", "Three."]
