"""OCaml: whose doc comment is whose, what is a function, constructors, modules, tests."""

from __future__ import annotations

from tests.languages.extraction import assert_sound, qualnames, run, signatures


def test_a_doc_comment_stands_above_or_below_what_it_describes() -> None:
    text = "val f : int -> int\n(** Below. *)\n\n(** Above. *)\nval g : int\n\nval h : int\n"
    docs = {s.name: s.doc for s in run("OCaml", text, "a.mli").symbols}
    assert docs == {"f": "Below.", "g": "Above.", "h": ""}


def test_constructors_and_fields_have_the_comments_behind_them() -> None:
    text = "type t =\n  | A (** One. *)\n  | B of int (** Two. *)\ntype r = { x : int (** X. *) }\n"
    found = run("OCaml", text, "a.ml")
    assert [(s.kind, s.qualname, s.doc) for s in found.symbols] == [
        ("type", "t", ""), ("constructor", "A", "One."), ("constructor", "B", "Two."),
        ("type", "r", ""), ("field", "r.x", "X.")]


def test_a_value_with_parameters_is_a_function() -> None:
    text = ("let a = 1\nlet f x = x\nlet g = fun x -> x\nlet h = function _ -> 1\n"
            "let ( + ) a b = a\n")
    found = run("OCaml", text, "a.ml")
    assert [(s.kind, s.name) for s in found.symbols] == [
        ("constant", "a"), ("function", "f"), ("function", "g"), ("function", "h"),
        ("function", "( + )")]


def test_names_in_modules_are_qualified_and_functors_show_their_parameters() -> None:
    text = "module F (X : S) : T = struct\n  let a = 1\n  module G = struct type t = A end\nend\n"
    found = run("OCaml", text, "a.ml")
    assert qualnames(found) == ["F", "F.a", "F.G", "F.G.t", "F.G.A"]
    assert signatures(found)["F"] == "(X : S)"
    assert found.symbols[0].bases == ("T",)


def test_local_bindings_strings_and_nested_comments_define_nothing() -> None:
    text = 'let f () = let g x = x in g 1\nlet s = "let h = 1"\n(* (* let i = 1 *) let j = 2 *)\n'
    assert qualnames(run("OCaml", text, "a.ml")) == ["f", "s"]


def test_inline_tests_are_tests() -> None:
    text = 'let%test "a b" = true\nlet%expect_test "c" = ()\nlet%test_unit _ = ()\n'
    found = run("OCaml", text, "a.ml")
    assert [(s.kind, s.name) for s in found.symbols] == [("test", "a b"), ("test", "c")]


def test_a_program_runs_its_main() -> None:
    assert run("OCaml", "let () = main ()\n", "a.ml").entry_points == ("main",)
    assert run("OCaml", "let () = Hashtbl.add t 1 2\n", "a.ml").entry_points == ()


def test_sources_of_lexers_and_parsers_are_not_taken_for_ocaml() -> None:
    found = run("OCaml", "(* Tokens of the language. *)\n{ open A }\nrule x = parse\n", "a.mll")
    assert (found.doc, found.symbols) == ("Tokens of the language.", ())


def test_a_damaged_file_keeps_what_is_sound() -> None:
    text = "let a = 1\nmodule M = struct\n  let b = \n"
    found = run("OCaml", text, "a.ml")
    assert "a" in qualnames(found)
    assert_sound(found, text)
