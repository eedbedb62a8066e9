"""What Kotlin declares."""

from __future__ import annotations

from pipeline.model import Extraction
from tests.languages.extraction import assert_sound, qualnames, run, signatures


def kotlin(text: str) -> Extraction:
    found = run("Kotlin", text, "file.kt")
    assert_sound(found, text)
    return found


def test_an_extension_is_qualified_by_what_it_extends() -> None:
    found = kotlin("fun String.shout(a: Int): String = b\nval <T> List<T>.second: T get() = x")
    assert qualnames(found) == ["String.shout", "List.second"]


def test_the_words_before_class_tell_its_kind() -> None:
    found = kotlin("enum class A { B, C }\nannotation class D\nsealed interface E\nobject F\n"
                   "data class G(val x: Int, y: Int) : H<Int>(1), I")
    assert [s.kind for s in found.symbols if s.parent < 0] == [
        "enum", "annotation", "interface", "object", "class"]
    assert qualnames(found, "enumerator") == ["A.B", "A.C"]
    assert qualnames(found, "property") == ["G.x"]
    assert found.symbols[-2].bases == ("H<Int>", "I")


def test_a_companion_has_the_name_that_kotlin_gives_it() -> None:
    found = kotlin("class A {\n  companion object {\n    const val K = 1\n  }\n}")
    assert qualnames(found) == ["A", "A.Companion", "A.Companion.K"]


def test_signatures_have_generics_and_results() -> None:
    found = kotlin("suspend fun <T> f(a: T, b: Int = 1): List<T> { return x }")
    assert signatures(found)["f"] == "<T>(a: T, b: Int = 1): List<T>"
    assert found.symbols[0].modifiers == ("suspend",)


def test_tests_and_main_are_marked() -> None:
    found = kotlin("class T {\n  @Test fun `adds two`() {}\n}\nfun main() {}")
    assert [s.name for s in found.symbols if "test" in s.modifiers] == ["adds two"]
    assert found.entry_points == ("main",)


def test_a_file_that_ends_in_an_annotation_without_a_newline_is_read() -> None:
    assert qualnames(run("Kotlin", "val K = 1\n@J")) == ["K"]
