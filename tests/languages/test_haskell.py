"""Haskell: signatures and equations as one, whose comments are whose, exports, programs."""

from __future__ import annotations

from tests.languages.extraction import assert_sound, codes, lines, qualnames, run, signatures


def test_a_signature_and_its_equations_are_one_function() -> None:
    text = "f :: Int -> Int\nf 0 = 1\nf n = go n\n  where go = id\n\n(<+>) :: A -> A\na <+> b = a\n"
    found = run("Haskell", text, "A.hs")
    assert lines(found) == {"f": (1, 4), "<+>": (6, 7)}
    assert signatures(found)["f"] == ":: Int -> Int"


def test_a_function_takes_parameters_and_a_constant_does_not() -> None:
    found = run("Haskell", "a :: Int\na = 1\nf x = x\ng :: Ord a => a -> a\n", "A.hs")
    assert [(s.kind, s.name) for s in found.symbols] == [
        ("constant", "a"), ("function", "f"), ("function", "g")]


def test_comments_after_a_constructor_or_field_are_its_own() -> None:
    text = ("-- | A type.\ndata T\n  = A Int -- ^ One.\n  | B { x :: Int -- ^ An x.\n"
            "      , y, z :: !Int }\n")
    found = run("Haskell", text, "A.hs")
    assert [(s.kind, s.qualname, s.doc) for s in found.symbols] == [
        ("type", "T", "A type."), ("constructor", "A", "One."), ("constructor", "B", ""),
        ("field", "x", "An x."), ("field", "y", ""), ("field", "z", "")]


def test_the_fields_of_a_module_s_header_are_not_its_description() -> None:
    text = ("{-# LANGUAGE GADTs #-}\n{- |\nModule      : A\nCopyright   : (c) B\n"
            "License     : MIT\n\nReads things.\n-}\nmodule A where\n")
    assert run("Haskell", text, "A.hs").doc == "Reads things."


def test_pragmas_are_no_documentation() -> None:
    text = "{-# LANGUAGE CPP #-}\n-- | Writes things.\n\nimport A\n"
    assert run("Haskell", text, "A.hs").doc == "Writes things."


def test_what_the_export_list_names_is_exported() -> None:
    text = "module A (T(..), f, (+++)) where\ndata T = C\nf x = x\ng x = x\na +++ b = a\n"
    found = run("Haskell", text, "A.hs")
    assert [s.name for s in found.symbols if "exported" in s.modifiers] == ["T", "f", "+++"]


def test_imports_say_names_and_aliases_but_not_what_they_hide() -> None:
    text = "import A (b, C(..))\nimport qualified D.E as F\nimport G hiding (h)\n"
    found = run("Haskell", text, "A.hs")
    assert [(i.module, i.names, i.aliases) for i in found.imports] == [
        ("A", ("b", "C"), ()), ("D.E", (), (("F", ""),)), ("G", (), ())]


def test_only_the_main_of_module_main_is_a_program() -> None:
    assert run("Haskell", "main :: IO ()\nmain = f\n", "A.hs").entry_points == ("main",)
    assert run("Haskell", "module Main (main) where\nmain = f\n", "A.hs").entry_points == ("main",)
    assert run("Haskell", "module A where\nmain = f\n", "A.hs").entry_points == ()


def test_methods_belong_to_their_class_and_defaults_add_none() -> None:
    text = "class Eq a => C a where\n  -- | An f.\n  f, g :: a -> a\n  f = id\n"
    found = run("Haskell", text, "A.hs")
    assert [(s.kind, s.name, s.parent, s.doc) for s in found.symbols] == [
        ("class", "C", -1, ""), ("method", "f", 0, "An f."), ("method", "g", 0, "An f.")]
    assert found.symbols[0].bases == ("Eq a",)


def test_properties_are_tests() -> None:
    (found,) = run("Haskell", "prop_ordered x = x\n", "A.hs").symbols
    assert found.modifiers == ("test",)


def test_package_descriptions_are_not_taken_for_haskell() -> None:
    found = run("Haskell", "-- A package.\nname: a\nlibrary\n  exposed-modules: A\n", "a.cabal")
    assert (found.symbols, codes(found)) == ((), [])


def test_a_damaged_file_keeps_what_is_sound() -> None:
    text = "f :: Int\nf = 1\ndata T = = |\ng x = (x\n"
    found = run("Haskell", text, "A.hs")
    assert "f" in qualnames(found)
    assert_sound(found, text)
