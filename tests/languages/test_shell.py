"""Shell scripts: what counts as a definition, sourced paths, tests, damage."""

from __future__ import annotations

import time

import pytest

from tests.languages.extraction import assert_sound, codes, lines, qualnames, run, signatures


def test_functions_in_all_three_spellings_are_found() -> None:
    found = run("Shell", "a() { :; }\nfunction b { :; }\nfunction c() (\n  :\n)\n")
    assert lines(found) == {"a": (1, 1), "b": (2, 2), "c": (3, 5)}


def test_a_script_that_only_runs_commands_has_its_comment_and_no_symbols() -> None:
    found = run("Shell", "#!/bin/sh\n#\n# Run the linters.\n\nset -e\ncd x\nruff check .\n")
    assert (found.doc, found.symbols, found.entry_points) == ("Run the linters.", (), ("shebang",))


def test_the_comment_right_above_the_first_function_is_not_the_file_s() -> None:
    found = run("Shell", "#!/bin/sh\n# Say hello.\nhello() {\n  :\n}\n")
    assert (found.doc, found.symbols[0].doc) == ("", "Say hello.")


def test_nothing_in_a_heredoc_or_a_string_is_a_definition() -> None:
    text = "cat <<EOF\nf() {\n}\nEOF\necho 'g() {\n}'\n: <<'X'\nh() { :; }\nX\n"
    assert qualnames(run("Shell", text)) == []


def test_a_variable_is_listed_once_with_all_that_is_said_of_it() -> None:
    found = run("Shell", "PREFIX=/usr\nPREFIX=$PREFIX/x\nexport PREFIX\nreadonly PREFIX\n")
    (symbol,) = found.symbols
    assert (symbol.kind, symbol.line, symbol.signature) == ("constant", 1, "= /usr")
    assert symbol.modifiers == ("exported", "readonly")


def test_small_letters_locals_and_prefixes_of_commands_are_no_configuration() -> None:
    text = "name=1\nf() {\n  local A=1\n  B=2\n}\nC=3 command\nexport -n D\nlocal E=1\n"
    assert qualnames(run("Shell", text)) == ["f"]


def test_an_address_in_a_value_keeps_its_slashes() -> None:
    assert signatures(run("Shell", "export URL=https://a/b # c\n")) == {"URL": "= https://a/b"}


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("lib.sh", "lib.sh"),
        ("./lib.sh", "./lib.sh"),
        ('"$(dirname "$0")/lib.sh"', "lib.sh"),
        ("$(dirname $0)/../lib.sh", "../lib.sh"),
        ('"${BASH_SOURCE%/*}"/lib.sh', "lib.sh"),
        ('"$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/lib.sh"', "../lib.sh"),
        ("`dirname $0`/lib.sh", "lib.sh"),
        ("${0%/*}/lib.sh", "lib.sh"),
        ('"$LIB/lib.sh"', "$LIB/lib.sh"),
        ("<(kubectl completion)", "<(kubectl completion)"),
    ],
)
def test_a_sourced_path_is_told_from_the_script_s_folder_where_it_can_be(
    written: str, path: str
) -> None:
    (found,) = run("Shell", f"#!/bin/bash\nsource {written}\n").imports
    assert (found.module, found.kind, found.line) == (path, "path", 2)


def test_a_folder_kept_in_a_variable_is_followed() -> None:
    text = 'dir="$(dirname "$0")/../net"\nsub=$dir/sub\n. $sub/a.sh\n. "${dir}/b.sh"\n'
    assert [i.module for i in run("Shell", text).imports] == ["../net/sub/a.sh", "../net/b.sh"]


def test_a_sourced_file_says_where_it_is_sourced() -> None:
    text = "f() {\n  . a\n}\n[ -f b ] && . b\nif x; then\n  source c\nfi\n. d\n"
    scopes = {i.module: i.scope for i in run("Shell", text).imports}
    assert scopes == {"a": "function", "b": "if", "c": "if", "d": ""}


def test_bats_tests_are_tests_with_their_descriptions() -> None:
    text = ("#!/usr/bin/env bats\nload test_helper\n\n@test \"adds 1 + 1\" {\n  run x\n}\n"
            "setup() {\n  :\n}\n@test 'b' { # c\n}\n")
    found = run("Shell", text, "a.bats")
    assert [(s.kind, s.name, s.line, s.end_line) for s in found.symbols] == [
        ("test", "adds 1 + 1", 4, 6), ("function", "setup", 7, 9), ("test", "b", 10, 11)]
    assert [i.module for i in found.imports] == ["test_helper.bash"]
    assert codes(found) == []


def test_functions_of_shunit_are_tests() -> None:
    found = run("Shell", "testAdd() {\n  :\n}\nhelp() {\n :\n}\n. shunit2\n")
    assert [s.modifiers for s in found.symbols] == [("test",), ()]


def test_main_is_an_entry_point_only_when_it_is_run() -> None:
    assert run("Shell", 'main() { :; }\nmain "$@"\n').entry_points == ("main",)
    assert run("Shell", "main() { :; }\n").entry_points == ()
    assert run("Shell", "main\n").entry_points == ()


def test_a_body_that_the_grammar_does_not_understand_hides_no_other_function() -> None:
    text = ("a() {\n  x=${(f)${(@)y}}\n  if [[ a ]] }; then\n}\n"
            "b() {\n  eval args=\"\\$${k:-}\" ) fi done\n}\n# Last.\nc() { :; }\n")
    found = run("Shell", text)
    assert lines(found) == {"a": (1, 4), "b": (5, 7), "c": (9, 9)}
    assert [code for code, _ in codes(found)] == ["syntax-error"]


def test_functions_in_damage_outside_of_any_body_are_found_by_their_layout() -> None:
    text = "if ) then (((\ncase x in esac esac\na() {\n  :\n}\ncat <<E\nb() {\n}\nE\n"
    found = run("Shell", text)
    assert "a" in qualnames(found)
    assert "b" not in qualnames(found)
    assert_sound(found, text)


def test_fish_scripts_are_read_by_a_scanner() -> None:
    text = ("# Greets.\n\n# Say hello.\nfunction hello --argument-names who\n  if test x\n"
            "    set -x INNER 1\n  end\nend\nset -gx EDITOR vim\nsource a.fish\nalias g git\n")
    found = run("Shell", text, "a.fish")
    assert found.method == "scanner"
    assert lines(found) == {"hello": (4, 8), "EDITOR": (9, 9), "g": (11, 11)}
    assert found.symbols[0].doc == "Say hello."
    assert signatures(found)["hello"] == "--argument-names who"
    assert [i.module for i in found.imports] == ["a.fish"]


def test_c_shell_scripts_are_read_by_a_scanner() -> None:
    found = run("Shell", "#!/bin/csh -f\nsetenv A 1\nalias l 'ls -l'\nsource ~/.x\n", "a")
    assert signatures(found) == {"A": "= 1", "l": "= 'ls -l'"}
    assert (found.method, found.entry_points) == ("scanner", ("shebang",))


@pytest.mark.parametrize("name", ["a.fish", "a.csh", "a.bats"])
@pytest.mark.parametrize("piece", [
    "{", "f() {\n", "<<A\n", "$(", "`", '@test "a" {\n', "function ", ". $(dirname ", "end\n",
])
def test_damaged_scripts_end_in_bounded_time(name: str, piece: str) -> None:
    text = (piece * (8_000 // len(piece)) + "\n") * 2
    start = time.process_time()
    assert_sound(run("Shell", text, name), text)
    assert time.process_time() - start < 5


def test_what_is_missing_at_the_end_is_missed_on_the_last_line() -> None:
    text = "f() {\n  if a; then\n"
    assert_sound(run("Shell", text), text)
