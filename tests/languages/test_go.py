"""What Go declares."""

from __future__ import annotations

from pipeline.model import Extraction
from tests.languages.extraction import assert_sound, qualnames, run, signatures


def go(text: str, name: str = "file.go") -> Extraction:
    found = run("Go", text, name)
    assert_sound(found, text)
    return found


def test_a_method_is_qualified_by_its_receiver() -> None:
    found = go("package p\nfunc (c *Circle) Area() int { return 1 }\n"
               "func (p Pair[K, V]) Key() K { return p.k }")
    assert qualnames(found, "method") == ["Circle.Area", "Pair.Key"]


def test_functions_of_a_test_file_are_tests_by_their_name() -> None:
    text = ("package p\nfunc TestA(t *testing.T) {}\n"
            "func BenchmarkB(b *testing.B) {}\nfunc Testing() {}")
    marked = [s.name for s in go(text, "a_test.go").symbols if "test" in s.modifiers]
    assert marked == ["TestA", "BenchmarkB"]
    assert not any("test" in s.modifiers for s in go(text, "a.go").symbols)


def test_only_the_main_of_package_main_is_an_entry_point() -> None:
    assert go("package main\nfunc main() {}").entry_points == ("main",)
    assert go("package p\nfunc main() {}").entry_points == ()


def test_an_embedded_field_is_called_after_its_type() -> None:
    found = go("package p\ntype A struct {\n\t*http.Client\n\tB\n\tc, D int\n}")
    assert qualnames(found, "field") == ["A.Client", "A.B", "A.c", "A.D"]


def test_signatures_are_on_one_line_without_comments() -> None:
    found = go("package p\nfunc F[T any](\n\ta int, // why\n\tb ...T,\n) (T, error) { return x }")
    assert signatures(found)["F"] == "[T any](a int, b ...T) (T, error)"
