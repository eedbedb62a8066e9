"""R: what counts as a definition, roxygen, the three class systems, strings that look like code."""

from __future__ import annotations

import time

from tests.languages.extraction import assert_sound, lines, qualnames, run, signatures


def test_functions_are_found_in_all_spellings() -> None:
    text = ("a <- function(x) x\nb = function(\n  y = c(1, 2)\n) {\n  y\n}\n"
            "c.d <- \\(z) z\n`%+%` <- function(a, b) a\n\"n<-\" <- function(x, value) x\n")
    found = run("R", text)
    assert lines(found) == {"a": (1, 1), "b": (2, 6), "c.d": (7, 7), "%+%": (8, 8), "n<-": (9, 9)}
    assert signatures(found)["b"] == "(y = c(1, 2))"


def test_what_a_function_or_a_call_holds_is_not_listed() -> None:
    text = "f <- function() {\ng <- function() 1\n}\nlocal({\nh <- function() 2\n})\n"
    assert qualnames(run("R", text)) == ["f"]


def test_nothing_in_a_string_or_a_comment_is_a_definition() -> None:
    text = ("x <- \"\na <- function() 1\n\"\ny <- r\"---(\nb <- function(\"') 1\n)---\"\n"
            "# c <- function() 1\nd <- function() \"}\"\n")
    assert qualnames(run("R", text)) == ["d"]


def test_only_names_in_capitals_are_constants() -> None:
    found = run("R", "MAX <- 1\n.CACHE = list()\nother <- 2\nA == 3\n")
    assert signatures(found) == {"MAX": "= 1", ".CACHE": "= list()"}


def test_roxygen_is_documentation_without_the_tags_that_tools_read() -> None:
    text = ("#' Sums.\n#'\n#' @description Adds up.\n#' @param x Numbers.\n#' @export\n"
            "#' @rdname sums\nsums <- function(x) x\n")
    (symbol,) = run("R", text).symbols
    assert symbol.doc == "Sums.\n\nAdds up.\n@param x Numbers."
    assert symbol.modifiers == ("exported",)


def test_the_documentation_of_the_first_function_is_not_the_file_s() -> None:
    assert run("R", "#' Sums.\nf <- function(x) x\n").doc == ""
    assert run("R", "# Sums things up.\n\nf <- function(x) x\n").doc == "Sums things up."


def test_classes_of_all_systems_are_classes() -> None:
    text = ('setClass("A", contains = "B")\nC <- setRefClass("C")\n'
            'D <- R6::R6Class("D", inherit = p::E, public = list(\n  f = function() 1))\n'
            'setGeneric("g", function(x) 1)\nsetMethod("g", signature("A"), function(x) 2)\n')
    found = run("R", text)
    assert [(s.kind, s.name, s.bases, s.modifiers) for s in found.symbols] == [
        ("class", "A", ("B",), ("S4",)), ("class", "C", (), ("reference",)),
        ("class", "D", ("p::E",), ("R6",)), ("function", "g", (), ("generic",)),
        ("method", "g", (), ())]
    assert [s.signature for s in found.symbols if s.kind == "method"] == ['("A")']


def test_tests_are_named_by_their_descriptions() -> None:
    found = run("R", 'test_that("a is b", {\n  f <- function() 1\n})\ndescribe("c", {})\n')
    assert [(s.kind, s.name, s.line, s.end_line) for s in found.symbols] == [
        ("test", "a is b", 1, 3), ("test", "c", 4, 4)]


def test_packages_and_sourced_files_are_imports() -> None:
    found = run("R", 'library(a)\nrequire("b")\nsource("R/c.R")\n')
    assert [(i.module, i.kind) for i in found.imports] == [
        ("a", "import"), ("b", "import"), ("R/c.R", "path")]


def test_a_report_is_not_taken_for_a_script() -> None:
    assert run("R", "# Title\n\n```{r}\nf <- function() 1\n```\n", "a.Rmd").symbols == ()


def test_open_strings_and_brackets_end_in_bounded_time() -> None:
    for piece in ('r"(', 'f <- function(', "'", "{\n", "A <- (\n", 'setMethod("a", ', "#'\n"):
        text = piece * (100_000 // len(piece))
        started = time.process_time()
        assert_sound(run("R", text), text)
        assert time.process_time() - started < 3
