"""Ruby: names, visibility in its three spellings, class methods, attributes, specs."""

from __future__ import annotations

from tests.languages.extraction import lines, qualnames, run, signatures


def _modifiers(text: str) -> dict[str, tuple[str, ...]]:
    return {s.name: s.modifiers for s in run("Ruby", text).symbols if s.kind == "method"}


def test_modules_are_joined_by_colons_and_methods_by_a_dot() -> None:
    text = "module A\n class B::C\n  def d; end\n  def self.e; end\n end\nend\ndef f; end\n"
    assert qualnames(run("Ruby", text)) == ["A", "A::B::C", "A::B::C.d", "A::B::C.e", "f"]


def test_visibility_is_told_by_a_bare_word_a_symbol_or_a_prefix() -> None:
    text = ("class A\n def a; end\n def b; end\n private :b\n private def c; end\n def d; end\n"
            " protected\n def e; end\n public\n def f; end\nend\nclass B\n def g; end\nend\n")
    assert _modifiers(text) == {"a": (), "b": ("private",), "c": ("private",), "d": (),
                                "e": ("protected",), "f": (), "g": ()}


def test_methods_of_the_singleton_class_are_static() -> None:
    text = "class A\n class << self\n  def a; end\n end\n def self.b; end\n def c; end\nend\n"
    assert _modifiers(text) == {"a": ("static",), "b": ("static",), "c": ()}


def test_included_modules_are_bases() -> None:
    (found,) = run("Ruby", "class A < B\n include C\n extend D::E\nend\n").symbols
    assert found.bases == ("B", "C", "D::E")


def test_a_struct_with_a_block_holds_methods() -> None:
    found = run("Ruby", "P = Struct.new(:x) do\n def n = 1\nend\n")
    assert [(s.kind, s.qualname) for s in found.symbols] == [("struct", "P"), ("method", "P.n")]


def test_a_method_in_a_method_and_code_in_a_heredoc_are_not_listed() -> None:
    text = "class A\n def a\n  def b; end\n end\n eval <<~E\n  def c; end\n E\nend\n"
    assert qualnames(run("Ruby", text)) == ["A", "A.a"]


def test_an_operator_keeps_its_name_and_a_signature_its_slashes() -> None:
    text = "class A\n def <=>(o); end\n def b(r = %r{x//y}, s = 'a//b'); end\nend\n"
    assert signatures(run("Ruby", text))["A.b"].endswith("s = 'a//b')")
    assert "A.<=>" in qualnames(run("Ruby", text))


def test_tests_of_rspec_minitest_and_rails_are_marked() -> None:
    text = ("describe A do\n context 'x' do\n  it 'works' do\n  end\n end\nend\n"
            "class T < Minitest::Test\n def test_it; end\n test 'is' do\n end\nend\n")
    found = run("Ruby", text)
    assert [s.qualname for s in found.symbols if "test" in s.modifiers] == [
        "works", "T.test_it", "is"]


def test_a_relative_require_is_a_path() -> None:
    found = run("Ruby", "require 'json'\nrequire_relative '../a'\nrequire \"#{x}/y\"\n")
    assert [(i.module, i.kind) for i in found.imports] == [("json", "import"), ("../a.rb", "path")]


def test_a_definition_cut_off_does_not_lose_the_one_before() -> None:
    assert lines(run("Ruby", "def a\nend\nclass B\n  def c("))["a"] == (1, 2)
