"""PHP: namespaces, members with modifiers, promoted properties, uses and required paths."""

from __future__ import annotations

from tests.languages.extraction import assert_sound, qualnames, run, signatures


def test_a_namespace_without_braces_qualifies_what_follows() -> None:
    text = "<?php\nnamespace A\\B;\nclass C { const D = 1; function e() {} }\nfunction f() {}\n"
    assert qualnames(run("PHP", text)) == ["A\\B", "A\\B\\C", "A\\B\\C::D", "A\\B\\C::e", "A\\B\\f"]


def test_a_namespace_with_braces_ends_with_them() -> None:
    text = "<?php\nnamespace A { class C {} }\nnamespace { function f() {} }\n"
    assert qualnames(run("PHP", text)) == ["A", "A\\C", "f"]


def test_promoted_parameters_are_properties_of_the_class() -> None:
    text = "<?php\nclass A {\n function __construct(private int $b,\n  public $c) {}\n}\n"
    found = run("PHP", text)
    assert [(s.kind, s.qualname, s.modifiers) for s in found.symbols][2:] == [
        ("property", "A::b", ("private",)), ("property", "A::c", ("public",))]
    assert_sound(found, text)


def test_traits_interfaces_and_the_parent_are_bases() -> None:
    text = "<?php\nclass A extends B implements C, D { use E, F { E::x insteadof F; } }\n"
    assert run("PHP", text).symbols[0].bases == ("B", "C", "D", "E", "F")


def test_a_required_file_is_a_path_from_the_own_folder() -> None:
    text = "<?php\nrequire __DIR__ . '/a.php';\ninclude_once('b/c.php');\nrequire $x . 'd';\n"
    assert [(i.module, i.kind) for i in run("PHP", text).imports] == [
        ("a.php", "path"), ("b/c.php", "path")]


def test_grouped_uses_are_written_in_full() -> None:
    found = run("PHP", "<?php\nuse A\\B\\{C, D as E};\nuse function F\\g;\nuse \\H;\n")
    assert [i.module for i in found.imports] == ["A\\B\\C", "A\\B\\D", "F\\g", "H"]


def test_text_outside_of_the_tags_defines_nothing() -> None:
    assert qualnames(run("PHP", "function a() {}\n<?php function b() {} ?>\nclass C {}\n")) == ["b"]


def test_a_test_case_s_methods_are_tests() -> None:
    text = "<?php\nclass ATest { function testX() {} function help() {} }\nclass B "
    text += "{ function testNot() {} }\n"
    assert [s.name for s in run("PHP", text).symbols if "test" in s.modifiers] == ["testX"]


def test_a_signature_stands_on_one_line() -> None:
    text = "<?php\nfunction a(\n  int $b = 1, // first\n  string ...$c\n): ?array {}\n"
    assert signatures(run("PHP", text)) == {"a": "(int $b = 1, string ...$c): ?array"}
