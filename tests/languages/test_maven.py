"""Projects of Maven and build files of Ant."""

from __future__ import annotations

import time

import pytest

from tests.golden import cases
from tests.languages.extraction import assert_sound, lines, run, signatures

POM = cases("maven")[0].read_text(encoding="utf-8")
ANT = """\
<project name="shop" default="dist">
  <description>Builds the shop.</description>
  <property name="src" location="source"/>
  <import file="other.xml"/>
  <target name="dist" depends="compile">
    <copy name="no"/>
  </target>
</project>
"""


def test_a_project_is_called_by_its_own_artifact() -> None:
    found = run("XML", POM, "pom.xml")
    assert_sound(found, POM)
    assert (found.title, found.doc) == ("shop", "Sells things to people.")


def test_dependencies_have_versions_scopes_and_lines() -> None:
    found = run("XML", POM, "pom.xml").imports
    assert [(i.module, i.names, i.scope) for i in found if i.kind == "dependency"] == [
        ("org.example:shop-parent", ("1.0",), "parent"),
        ("org.example:bom", ("2",), "managed, import"),
        ("org.slf4j:slf4j-api", ("${slf4j.version}",), ""),
        ("junit:junit", ("4.13",), "test"),
        ("maven-compiler-plugin", ("3.11",), "plugin"),
        ("a:b", (), "profile: fast")]
    assert POM.split("\n")[found[-1].line - 1].strip().startswith("<dependency><groupId>a<")


def test_modules_are_paths() -> None:
    found = run("XML", POM, "pom.xml").imports
    assert [i.module for i in found if i.kind == "path"] == ["cart", "till", "extra"]


def test_a_profile_holds_its_properties() -> None:
    found = run("XML", POM, "a.pom")
    assert signatures(found) == {
        "java.version": "= 17", "db.password": "", "fast": " <profile>", "fast.skipTests": "= true"}
    first, last = lines(found)["fast"]
    assert "<profile>" in POM.split("\n")[first - 1]
    assert "</profile>" in POM.split("\n")[last - 1]


def test_a_build_file_of_ant_has_targets() -> None:
    found = run("XML", ANT, "build.xml")
    assert_sound(found, ANT)
    assert found.doc == "Builds the shop."
    assert [(s.kind, s.name, s.signature) for s in found.symbols] == [
        ("element", "project", ""), ("property", "src", "= source"),
        ("target", "dist", ": compile")]
    assert [(i.kind, i.module) for i in found.imports] == [("include", "other.xml")]


@pytest.mark.parametrize("text", [POM, ANT])
def test_a_project_cut_anywhere_is_read(text: str) -> None:
    for end in range(0, len(text), 7):
        assert_sound(run("XML", text[:end], "pom.xml"), text[:end])
        assert_sound(run("XML", text[end:], "pom.xml"), text[end:])


@pytest.mark.parametrize("piece", [
    "<dependency>", "</dependency>", "<profile><id>a</id>", "<", "<plugin><a/>", "\0",
    "<properties><a>b</a>", "<dependencies><dependency><artifactId>a</artifactId></dependency>"])
def test_a_hundred_thousand_characters_of_one_thing_take_no_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    start = time.perf_counter()
    for head in ("", "<project>", "<project><profiles>"):
        assert_sound(run("XML", head + text, "pom.xml"), head + text)
    assert time.perf_counter() - start < 6
