"""SQL: what scripts create, in several dialects, and what only looks like it."""

from __future__ import annotations

import pytest

from tests.languages.extraction import assert_sound, lines, qualnames, run, signatures


def test_columns_are_listed_and_table_constraints_are_not() -> None:
    text = "CREATE TABLE a.t (id INT NOT NULL,\n p NUMERIC(3, 2),\n PRIMARY KEY (id), CHECK (p>0));"
    assert signatures(run("SQL", text)) == {
        "a.t": "", "a.t.id": ": INT NOT NULL", "a.t.p": ": NUMERIC(3, 2)"}


def test_names_may_be_quoted_in_each_dialect() -> None:
    text = 'create table "a b"(x int);\nCREATE TABLE `c`(y int);\nCREATE TABLE [dbo].[d](z int);\n'
    assert qualnames(run("SQL", text), "table") == ["a b", "c", "dbo.d"]


def test_nothing_in_strings_dollar_quotes_comments_or_bodies_is_created() -> None:
    text = ("-- CREATE TABLE a (x int);\n/* CREATE TABLE b (x int); */\n"
            "SELECT 'it''s; CREATE TABLE c (x int);';\n"
            "DO $x$ CREATE TABLE d (x int); $x$;\n"
            "CREATE PROCEDURE p()\nBEGIN\n  IF 1 THEN CREATE TABLE e (x int); END IF;\n"
            "  CREATE TABLE f (x int);\nEND;\nCREATE VIEW v AS SELECT 1;\n")
    found = run("SQL", text)
    assert qualnames(found) == ["p", "v"]
    assert lines(found) == {"p": (5, 9), "v": (10, 10)}


def test_functions_show_arguments_and_what_they_return() -> None:
    text = "CREATE OR REPLACE FUNCTION f(a int,\n b text) RETURNS SETOF int AS 'x' LANGUAGE sql;"
    assert signatures(run("SQL", text)) == {"f": "(a int, b text) -> SETOF int"}


def test_indexes_and_triggers_name_their_table_and_nameless_indexes_are_not_listed() -> None:
    text = ("CREATE UNIQUE INDEX i ON t (a);\nCREATE INDEX ON t (b);\n"
            "CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW SELECT 1;\n")
    found = run("SQL", text)
    assert signatures(found) == {"i": "ON t (a)", "g": "AFTER INSERT ON t"}
    assert found.symbols[0].modifiers == ("unique",)


def test_comments_document_what_is_below_and_columns_before_them() -> None:
    text = ("-- First.\n-- More.\nCREATE TABLE t (\n  a int, -- of a\n  /* of b */\n  b int\n);\n"
            "\n-- Apart.\n\nCREATE VIEW v AS SELECT 1;\n")
    assert [s.doc for s in run("SQL", text).symbols] == ["First.\nMore.", "of a", "of b", ""]


def test_a_statement_without_its_end_ends_at_go_or_at_the_next_one() -> None:
    text = "CREATE TABLE a (x int)\nGO\nCREATE TABLE b (y int)\nCREATE TABLE c (z int)\n"
    assert lines(run("SQL", text)) == {
        "a": (1, 1), "a.x": (1, 1), "b": (3, 3), "b.y": (3, 3), "c": (4, 4), "c.z": (4, 4)}


def test_scripts_that_are_run_are_imports() -> None:
    found = run("SQL", "\\i a.sql\nSOURCE b.sql;\n@@c.sql\n")
    assert [(i.module, i.kind) for i in found.imports][:2] == [("a.sql", "path"), ("b.sql", "path")]


@pytest.mark.parametrize("text", [
    *(unit * 20_000 for unit in (
        "(", "CREATE ", "CREATE TABLE a (", "create\n", "'", "$$", "$a$", "--\n", "/*", "begin ",
        "end ", "a,", "CREATE TABLE a (b,", '"', "[a", "CREATE FUNCTION a (", "-- a\n", "a.",
        "CREATE INDEX a ON b (", "CREATE TABLE a (b int);\n", "sql security a ")),
    "CREATE", "CREATE TABLE", "CREATE TABLE a", "CREATE TABLE a (", "CREATE TABLE a (b", "\0",
    "CREATE TABLE a" + " " * 50_000 + "x", "CREATE " + "TEMP " * 20_000, "'", "/*", "$$",
])
def test_damaged_scripts_are_read_in_bounded_time(text: str) -> None:
    assert_sound(run("SQL", text), text)
