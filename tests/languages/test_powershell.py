"""PowerShell: what is a definition, what only looks like one, and where help stands."""

from __future__ import annotations

import pytest

from tests.languages.extraction import assert_sound, lines, qualnames, run, signatures


def test_parameters_are_the_signature_wherever_they_are_declared() -> None:
    found = run("PowerShell", "function A([int]$x = 1, $y) { }\nfunction B {\n  [CmdletBinding()]\n"
                "  param([Parameter(Mandatory)] [string[]] $Names)\n}\nfunction C { 1 }\n")
    assert signatures(found) == {"A": "([int] $x = 1, $y)", "B": "([string[]] $Names)", "C": "()"}
    assert lines(found)["B"] == (2, 5)


def test_strings_and_comments_hold_no_functions_and_no_braces() -> None:
    text = ('$a = "function A { $(f "}") `" {"\n@"\nfunction B {\n"@\n# function C {\n<# class D {'
            "\n#>\n$b = 'it''s {'\nfunction E { }\n")
    assert lines(run("PowerShell", text)) == {"E": (9, 9)}


def test_an_argument_called_function_defines_nothing() -> None:
    assert run("PowerShell", "Get-Thing -Function Name { }\n$x.function a { }\n").symbols == ()


def test_help_above_or_inside_a_function_is_its_documentation() -> None:
    text = ("<#\n.SYNOPSIS\nAdds.\n.EXAMPLE\nAdd 1\n#>\nfunction Add { }\n\nfunction Sub {\n"
            "  # .Synopsis\n  # Subtracts.\n}\n")
    found = run("PowerShell", text)
    assert [s.doc for s in found.symbols] == ["Adds.", "Subtracts."]
    assert found.doc == ""


def test_a_scripts_parameters_are_its_options() -> None:
    text = ("<#\n.SYNOPSIS\nRuns.\n.PARAMETER Path\nWhere.\n#>\nparam(\n"
            "  [Parameter(Mandatory=$true)][string] $Path,\n"
            "  [Parameter(Mandatory=$false)] $Count = 3,\n  $Password = 'x')\n")
    found = run("PowerShell", text)
    assert found.doc == "Runs."
    assert [(s.name, s.kind, s.signature, s.modifiers, s.doc) for s in found.symbols] == [
        ("Path", "option", ": string", ("required",), "Where."),
        ("Count", "option", "= 3", (), ""), ("Password", "option", "", (), "")]


def test_members_of_classes_and_enums_are_qualified() -> None:
    found = run("PowerShell", "class A : B {\n  [int] $n = 1\n  A([int] $n) : base() { }\n"
                "  static [A] Make() { return [A]::new(1) }\n}\nenum E { X = 1; Y }\n")
    assert [(s.kind, s.qualname) for s in found.symbols] == [
        ("class", "A"), ("property", "A.n"), ("constructor", "A.A"), ("method", "A.Make"),
        ("enum", "E"), ("enumerator", "E.X"), ("enumerator", "E.Y")]
    assert found.symbols[0].bases == ("B",)


def test_pesters_blocks_are_tests_that_nest() -> None:
    text = "Describe 'A' {\n  Context \"b\" {\n    It 'c' -ForEach @{ x = 1 } {\n    }\n  }\n}\n"
    found = run("PowerShell", text)
    assert qualnames(found) == ["A", "A > b", "A > b > c"]
    assert lines(found)["A > b > c"] == (3, 4)


def test_modules_and_sourced_files_are_imports() -> None:
    text = ("using module ./A.psm1\nImport-Module B\nImport-Module $x\n. $PSScriptRoot\\c.ps1\n"
            "#Requires -Modules D\n")
    assert [(i.module, i.kind, i.line) for i in run("PowerShell", text).imports] == [
        ("D", "dependency", 5), ("A.psm1", "path", 1), ("B", "import", 2),
        ("$PSScriptRoot/c.ps1", "path", 4)]


def test_a_manifest_lists_its_keys_and_what_it_needs() -> None:
    text = "@{\n  RootModule = 'a.psm1'\n  'ModuleVersion' = '1'\n  Description = 'Says.'\n" \
           "  RequiredModules = @('B')\n}\n"
    found = run("PowerShell", text, "a.psd1")
    assert signatures(found)["ModuleVersion"] == "= 1"
    assert [(i.module, i.kind) for i in found.imports] == [("a.psm1", "path"), ("B", "dependency")]
    assert found.doc == "Says."


@pytest.mark.parametrize("text", [
    *(unit * 20_000 for unit in (
        '"$(', "function a(", "function a {", "It 'a' {}", "class a {", "param($a,", "[a(", "$a[",
        "enum a {", ". $a ", "<#", "@\"\n", "function a($a=", "#.synopsis\n", "`\"", "[a]$a ")),
    "class A { [int] $" + "a; [int] $" * 20_000, "param([" + "$a " * 20_000 + ")",
])
def test_damaged_scripts_are_read_in_bounded_time(text: str) -> None:
    assert_sound(run("PowerShell", text), text)
    assert_sound(run("PowerShell", f"@{{{text}", "a.psd1"), text)
