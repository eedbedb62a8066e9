"""Zig: containers and who their members are, types made by functions, imports, tests."""

from __future__ import annotations

from tests.languages.extraction import assert_sound, lines, qualnames, run, signatures


def test_members_belong_to_their_container_by_its_sort() -> None:
    text = ("const E = enum { a, b, _ };\n"
            "const S = struct {\n  x: u8 = 1,\n  fn f(s: S) void {}\n};\n")
    found = run("Zig", text)
    assert [(s.kind, s.qualname) for s in found.symbols] == [
        ("enum", "E"), ("enumerator", "E.a"), ("enumerator", "E.b"),
        ("struct", "S"), ("field", "S.x"), ("method", "S.f")]


def test_the_type_that_a_function_returns_has_its_members_listed() -> None:
    text = "pub fn List(comptime T: type) type {\n  return struct {\n    items: []T,\n  };\n}\n"
    found = run("Zig", text)
    assert qualnames(found) == ["List", "List.items"]
    assert lines(found)["List"] == (1, 5)


def test_imports_are_told_as_imports_and_not_as_constants() -> None:
    text = ('const std = @import("std");\nconst m = @import("a/b.zig");\n'
            'const Foo = @import("c.zig").Foo;\nconst Bar = @import("c.zig").Baz;\n')
    found = run("Zig", text)
    assert found.symbols == ()
    assert [(i.module, i.kind, i.names, i.aliases) for i in found.imports] == [
        ("std", "import", (), ()), ("a/b.zig", "path", (), (("m", ""),)),
        ("c.zig", "path", ("Foo",), ()), ("c.zig", "path", ("Baz",), (("Bar", "Baz"),))]


def test_what_a_function_declares_for_itself_is_not_listed() -> None:
    text = "fn f() void {\n  const a = 1;\n  const S = struct {};\n}\n"
    assert qualnames(run("Zig", text)) == ["f"]


def test_tests_have_their_words_or_the_name_they_test() -> None:
    found = run("Zig", 'test "a b" {}\ntest f {}\ntest {}\n')
    assert [(s.kind, s.name) for s in found.symbols] == [("test", "a b"), ("test", "f")]


def test_only_a_public_main_of_the_file_starts_a_program() -> None:
    assert run("Zig", "pub fn main() void {}\n").entry_points == ("main",)
    assert run("Zig", "const S = struct { pub fn main() void {} };\n").entry_points == ()


def test_a_damaged_file_keeps_what_is_sound() -> None:
    text = "const a: u8 = 1;\nfn f( {\nconst S = struct { x: u8 };\n"
    found = run("Zig", text)
    assert signatures(found)["a"] == ": u8 = 1"
    assert_sound(found, text)
