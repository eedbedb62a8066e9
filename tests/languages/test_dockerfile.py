"""Dockerfiles: stages, variables, sources, entry points."""

from __future__ import annotations

from tests.languages.extraction import lines, qualnames, run, signatures


def test_stages_hold_what_follows_them() -> None:
    found = run("Dockerfile", "ARG A=1\nFROM a:1 AS b\nENV C=d\n\nFROM b\nENV E f g\n")
    assert lines(found) == {"A": (1, 1), "b": (5, 6), "C": (3, 3), "E": (6, 6)} | {"b": (5, 6)}
    assert [(s.kind, s.name, s.parent) for s in found.symbols] == [
        ("variable", "A", -1), ("stage", "b", -1), ("variable", "C", 1), ("stage", "b", -1),
        ("variable", "E", 3)]


def test_base_images_are_dependencies_but_stages_are_not() -> None:
    text = "FROM a/b:1.2 AS x\nFROM x\nFROM scratch\nFROM h:5000/c@sha256:1\nFROM d:${V:-3}\n"
    assert [(i.module, i.names) for i in run("Dockerfile", text).imports] == [
        ("a/b", ("1.2",)), ("h:5000/c", ("sha256:1",)), ("d", ("${V:-3}",))]


def test_an_image_that_an_argument_names_is_the_arguments_default() -> None:
    text = "ARG I=ubuntu:22.04\nARG V\nFROM ${I}\nFROM x:$V\n"
    assert [(i.module, i.names) for i in run("Dockerfile", text).imports] == [
        ("ubuntu", ("22.04",)), ("x", ("$V",))]


def test_continued_lines_and_here_documents_hold_no_instructions() -> None:
    text = "FROM a\nRUN x \\\n  # note\n\n  FROM b\nRUN <<E cat\nFROM c\nE\nENV D=1\n"
    assert qualnames(run("Dockerfile", text)) == ["a", "D"]


def test_the_escape_character_may_be_changed() -> None:
    text = "# escape=`\nFROM a\nENV P=C:\\\nENV Q=1 `\n  R=2\n"
    assert qualnames(run("Dockerfile", text), "variable") == ["P", "Q", "R"]


def test_only_the_last_stage_is_started() -> None:
    found = run("Dockerfile", 'FROM a\nCMD x\nFROM b\nENTRYPOINT ["c", "d e"]\nCMD --f  g\n')
    assert found.entry_points == ("entrypoint c d e", "command --f g")


def test_sources_are_paths_unless_they_come_from_elsewhere() -> None:
    text = (
        'FROM a\nCOPY . /x\nCOPY --chown=b c d/ /x\nCOPY --from=y e /x\nADD https://f $g h.tar /x\n'
        'COPY ["i j", "/x"]\n')
    assert [i.module for i in run("Dockerfile", text).imports if i.kind == "path"] == [
        "c", "d/", "h.tar", "i j"]


def test_secrets_are_not_shown() -> None:
    found = run("Dockerfile", 'FROM a\nENV API_TOKEN=x PLAIN="y z"\n')
    assert signatures(found) == {"a": "FROM a", "API_TOKEN": "", "PLAIN": "= y z"}
