"""What Rust declares."""

from __future__ import annotations

from pipeline.model import Extraction
from tests.languages.extraction import assert_sound, qualnames, run, signatures


def rust(text: str) -> Extraction:
    found = run("Rust", text, "file.rs")
    assert_sound(found, text)
    return found


def test_an_impl_block_qualifies_by_its_type_and_notes_its_trait() -> None:
    found = rust("impl<T> Foo<T> { pub fn a(&self) {} }\nimpl fmt::Display for &'a Foo<u8> "
                 "{ fn fmt(&self) {} }\nmod m { impl Bar { const C: u8 = 1; } }")
    assert qualnames(found) == ["Foo::a", "Foo::fmt", "m", "m::Bar::C"]
    assert found.symbols[1].modifiers == ("impl fmt::Display",)


def test_use_trees_are_expanded() -> None:
    found = rust("use a::{b, c::{self, d as e, *}};\nuse f;\npub use self::g::h;\nmod i;")
    assert [(i.module, i.names) for i in found.imports] == [
        ("a", ("b",)), ("a::c", ("d", "*")), ("f", ()), ("self::g", ("h",)), ("i", ())]


def test_tests_are_known_by_their_attribute() -> None:
    found = rust("#[test]\nfn a() {}\n#[tokio::test(flavor = \"x\")]\nasync fn b() {}\n"
                 "#[cfg(test)]\nfn c() {}")
    assert [s.name for s in found.symbols if "test" in s.modifiers] == ["a", "b"]


def test_the_doc_comment_above_the_attributes_is_the_items() -> None:
    found = rust("//! The crate.\n\n/// One.\n/// Two.\n#[derive(Debug)]\npub struct A;\n"
                 "// not inner\nfn b() {\n    //! Inner.\n}")
    assert found.doc == "The crate."
    assert found.symbols[0].doc == "One.\nTwo."
    assert found.symbols[0].decorators == ("derive(Debug)",)


def test_signatures_keep_lifetimes_bounds_and_results() -> None:
    found = rust("pub fn f<'a, T: 'a>(x: &'a T) -> Result<T, E> where T: Copy { x }\n"
                 "trait A<T>: B + 'static { type C: D; }")
    assert signatures(found)["f"] == "<'a, T: 'a>(x: &'a T) -> Result<T, E> where T: Copy"
    assert found.symbols[1].bases == ("B", "'static")


def test_items_inside_functions_are_nested() -> None:
    found = rust("fn main() { struct S; fn inner() {} let x = 1; }")
    assert qualnames(found) == ["main", "main::S", "main::inner"]
    assert found.entry_points == ("main",)
