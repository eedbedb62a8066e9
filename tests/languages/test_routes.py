"""Where JSON configurations say that what other files write is to be looked for."""

from __future__ import annotations

import json

import pytest

from pipeline.languages import Source
from pipeline.languages.json import extract
from pipeline.parsework import language_named


def routes(name: str, text: str) -> list[tuple[str, str, tuple[str, ...]]]:
    source = Source(text, name, language_named("JSON"))
    return [(r.kind, r.pattern, r.targets) for r in extract(source).routes]


def test_a_compiler_configuration_may_hold_comments() -> None:
    text = """{
      // extends nothing: "extends": "no"
      "compilerOptions": {"baseUrl": ".", /* all */ "paths": {"@/*": ["src/*", null],}},
    }"""
    assert routes("tsconfig.json", text) == [("base", "", (".",)), ("paths", "@/*", ("src/*",))]


def test_a_configuration_may_only_extend() -> None:
    assert routes("tsconfig.app.json", '{"extends": "./base"}') == [("extends", "", ("./base",))]
    assert routes("eslint.json", '{"extends": "./base"}') == []


def test_exports_are_flattened_in_their_order() -> None:
    text = """{"exports": {
        ".": {"import": {"types": "./a.d.ts"}, "default": ["./a.js"]}, "./b": "b"}}"""
    assert routes("package.json", text) == [
        ("entry", ".", ("./a.d.ts", "./a.js")), ("entry", "./b", ("b",))]


def test_exports_without_paths_are_those_of_the_package() -> None:
    text = '{"exports": {"import": "./a.mjs"}, "main": "a.js", "workspaces": {"packages": ["p/*"]}}'
    assert routes("package.json", text) == [
        ("entry", ".", ("./a.mjs",)), ("entry", ".", ("a.js",)), ("workspaces", "", ("p/*",))]


@pytest.mark.parametrize("text", [
    "", "[]", "{", '{"compilerOptions": []}',
    '{"compilerOptions": {"paths": {"a": null, "*/*": []}}}',
    '{"exports": ' + "[" * 50_000, '{"workspaces": true, "main": {}, "exports": null}'])
def test_what_is_no_route_is_none(text: str) -> None:
    for name in ("package.json", "tsconfig.json"):
        assert all(not targets for _, _, targets in routes(name, text))


def test_a_compilation_database_gives_the_folders_of_each_file() -> None:
    text = """[
        {"directory": "/b", "file": "a.c",
         "command": "cc -I x -I'y z' -iquote../q -isystem /s a.c"},
        {"directory": "/b", "file": "/b/a.c", "command": "cc -Iagain"},
        {"directory": "/b", "file": "n.c", "arguments": ["cc", "n.c", "-I"]}, 3, {"file": "a.c"}]"""
    assert routes("compile_commands.json", text) == [
        ("quoted", "/b/a.c", ("/q",)), ("include", "/b/a.c", ("/b/x", "/b/y z")),
        ("include", "/b/a.c", ("/s",))]


@pytest.mark.parametrize("word", ["\\\\\"", "'", '\\\\"\\"', "-I", "a b"])
def test_a_long_command_is_read_in_linear_time(word: str) -> None:
    command = word * 50_000
    assert len(routes("compile_commands.json", json.dumps(
        [{"directory": "/b", "file": "a.c", "command": command}]))) <= 1
