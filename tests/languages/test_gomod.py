"""Go module files: what a module requires."""

from __future__ import annotations

from tests.languages.extraction import assert_sound, run


def test_requirements_stand_alone_or_in_a_block() -> None:
    text = (
        "module example.org/kite // the kite\n\ngo 1.22\nrequire a.org/b v1.2.3\nrequire (\n"
        "\tc.org/d/v2 v2.0.0 // indirect\n)\nreplace a.org/b => ../b\n"
        "replace x => y.org/z v1.0.0\nexclude q.org/r v1\n")
    found = run("Go Module", text, "go.mod")
    assert_sound(found, text)
    assert found.title == "example.org/kite"
    assert [(i.kind, i.module, i.names, i.line, i.scope) for i in found.imports] == [
        ("dependency", "a.org/b", ("v1.2.3",), 4, ""),
        ("dependency", "c.org/d/v2", ("v2.0.0",), 6, "indirect"),
        ("path", "../b", (), 8, "")]


def test_members_of_a_workspace_are_paths() -> None:
    found = run("Go Module", "go 1.22\nuse ./a\nuse (\n\t./b\n", "go.work")
    assert [(i.kind, i.module) for i in found.imports] == [("path", "./a"), ("path", "./b")]
