"""What Scala declares."""

from __future__ import annotations

from pipeline.model import Extraction
from tests.languages.extraction import assert_sound, qualnames, run, signatures


def scala(text: str) -> Extraction:
    found = run("Scala", text, "file.scala")
    assert_sound(found, text)
    return found


def test_types_hold_their_members() -> None:
    found = scala("sealed trait A[T] extends B with C[T] { def m(x: Int): T; val v = 1 }\n"
                  "case class D(x: Int)(implicit e: E) { def this() = this(1) }")
    assert qualnames(found) == ["A", "A.m", "A.v", "D", "D.D"]
    assert found.symbols[0].bases == ("B", "C[T]")
    assert signatures(found)["D"] == "(x: Int)(implicit e: E)"
    assert found.symbols[-1].kind == "constructor"


def test_what_an_enum_lists_are_enumerators() -> None:
    assert qualnames(scala("enum E { case A, B; case C(x: Int) }"), "enumerator") == [
        "E.A", "E.B", "E.C"]


def test_imports_name_what_they_take() -> None:
    found = scala("import a.b.{C, D => E, _}\nimport f.g._\nimport h.I")
    assert [(i.module, i.names) for i in found.imports] == [
        ("a.b", ("C", "D", "*")), ("f.g", ("*",)), ("h.I", ())]


def test_programs_are_entry_points() -> None:
    assert scala("object A extends App { }").entry_points == ("main",)
    assert scala("@main def run(): Unit = {}").entry_points == ("main",)
