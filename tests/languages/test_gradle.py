"""Gradle's build scripts and lists of code owners."""

from __future__ import annotations

import time

from tests.golden import cases
from tests.languages.extraction import assert_sound, lines, qualnames, run, signatures

SCRIPT = cases("gradle")[0].read_text(encoding="utf-8")


def imports(text: str, name: str = "build.gradle") -> list[tuple[str, tuple[str, ...], str]]:
    return [(i.module, i.names, i.scope) for i in run("Gradle", text, name).imports]


def test_tasks_are_targets_with_types_and_what_they_depend_on() -> None:
    found = run("Gradle", SCRIPT)
    assert_sound(found, SCRIPT)
    assert qualnames(found, "target") == ["sourcesJar", "hello", "bye"]
    assert signatures(found)["sourcesJar"] == " Jar: classes"
    assert {s.name: s.doc for s in found.symbols if s.doc} == {
        "sourcesJar": "Packs the sources.", "hello": "Says hello.",
        "headersDir": "Finds the folder of headers."}
    first, last = lines(found)["hello"]
    assert last - first == 5


def test_plugins_and_scripts_that_are_applied() -> None:
    assert [i for i in imports(SCRIPT) if i[2] in ("plugin", "")] == [
        ("java", (), "plugin"), ("org.example.shop", ("1.2",), "plugin"),
        ("maven-publish", (), "plugin"), ("gradle/release.gradle", (), "")]


def test_dependencies_have_configurations_and_known_versions() -> None:
    assert [i for i in imports(SCRIPT) if i[2] not in ("plugin", "")] == [
        ("com.google.guava:guava", ("32.0",), "implementation"),
        ("org.example:core", (), "implementation"), ("shop/cart", (), "api"),
        ("org.junit:junit-bom", ("5.9",), "testImplementation"),
        ("junit:junit", (), "testImplementation"),
        ("org.slf4j:slf4j-api", ("2.0",), "runtimeOnly")]


def test_properties_are_variables_and_secrets_stay_untold() -> None:
    found = run("Gradle", SCRIPT)
    assert qualnames(found, "variable") == ["junitVersion", "apiToken", "here", "deps"]
    assert signatures(found)["apiToken"] == ""
    assert qualnames(found, "function") == ["headersDir"]


def test_settings_name_the_projects() -> None:
    text = "rootProject.name = 'shop'\ninclude ':app', ':lib:core'\n"
    assert run("Gradle", text, "settings.gradle").title == "shop"
    assert [i[0] for i in imports(text, "settings.gradle")] == ["app", "lib/core"]
    assert imports("include 'a'\n") == []


def test_a_hundred_thousand_blanks_in_a_block_take_no_time() -> None:
    start = time.perf_counter()
    for word in ("a", "a(", "a project", "a type:", "apply plugin:"):
        assert imports(f"dependencies {{\n{word}{' ' * 100_000}x\n}}") == []
        assert imports(f"{word}{' ' * 100_000}x\n") == []
    assert time.perf_counter() - start < 3


OWNERS = """\
# Who is asked about what.

*.py @ada
/docs/  @docs/team me@example.org # remark
/with\\ blank @x
not an owner
[Section][2] @all
/src
"""


def test_patterns_have_owners() -> None:
    found = run("CODEOWNERS", OWNERS)
    assert_sound(found, OWNERS)
    assert found.doc == "Who is asked about what."
    assert [(s.kind, s.name, s.signature) for s in found.symbols] == [
        ("key", "*.py", ": @ada"), ("key", "/docs/", ": @docs/team me@example.org"),
        ("key", "/with blank", ": @x"), ("section", "Section", ": @all"), ("key", "/src", "")]
    assert [i.module for i in found.imports] == ["docs", "with blank", "src"]


def test_owners_of_any_text_are_found_in_bounded_time() -> None:
    for piece in ("\\", "a ", "@", "[a]", "a @b\n", "[", "\\ ", " @a", "\0"):
        text = piece * (100_000 // len(piece))
        assert_sound(run("CODEOWNERS", text), text)
