"""Imports of JavaScript and TypeScript that configurations lead elsewhere."""

from __future__ import annotations

import pytest

from pipeline.resolve.links import EXTERNAL, STDLIB, TREE, UNRESOLVED
from tests.resolve.tree import Tree

ALIASED = Tree(
    "web/src/a.ts", "web/src/ui/index.tsx", "web/src/exact.ts", "web/gen/made.ts", "web/far.ts",
    "web/src/util/x.ts", "web/src/path.ts", "other/src/a.ts", "web/plain/b.ts", "web/js/c.js",
    "package.json",
    texts={
        "web/tsconfig.json": """{
            // The one that all extend.
            "extends": ["./tsconfig.base", "@tsconfig/strict"],
            "compilerOptions": {"strict": true,},
        }""",
        "web/tsconfig.base.json": """{"compilerOptions": {"paths": {
            "@/*": ["./src/*", "gen/*"], "@/ui/*": ["./src/util/*"], "exact": ["./src/exact.ts"],
            "react": ["./node_modules/@types/react"]}}}""",
        "web/plain/tsconfig.json": '{"compilerOptions": {"baseUrl": "../src"}}',
        "web/js/jsconfig.json": '{"compilerOptions": {"baseUrl": "..", "paths": {"~/*": ["*"]}}}',
        "loop/tsconfig.json": '{"extends": "./tsconfig.json"}',
    },
    offers={"package.json": ("needs:npm:react",)})


@pytest.mark.parametrize(("path", "written", "expected"), [
    ("web/src/m.ts", "@/a", (TREE, "web/src/a.ts")),
    ("web/src/m.ts", "@/ui", (TREE, "web/src/ui/index.tsx")),
    ("web/src/m.ts", "@/ui/x", (TREE, "web/src/util/x.ts")),
    ("web/src/m.ts", "@/made", (TREE, "web/gen/made.ts")),
    ("web/src/m.ts", "exact", (TREE, "web/src/exact.ts")),
    ("web/src/m.ts", "exact/more", (EXTERNAL, "")),
    ("web/src/m.ts", "@/gone", (UNRESOLVED, "")),
    ("web/src/m.ts", "react", (EXTERNAL, "package.json")),
    ("web/src/m.ts", "path", (STDLIB, "")),
    ("web/plain/m.ts", "util/x", (TREE, "web/src/util/x.ts")),
    ("web/plain/m.ts", "path", (TREE, "web/src/path.ts")),
    ("web/plain/m.ts", "node:path", (STDLIB, "")),
    ("web/plain/m.ts", "@/a", (EXTERNAL, "")),
    ("web/js/c.js", "~/far", (TREE, "web/far.ts")),
    ("other/src/m.ts", "@/a", (EXTERNAL, "")),
    ("loop/m.ts", "@/a", (EXTERNAL, "")),
])
def test_the_nearest_configuration_leads_imports(
    path: str, written: str, expected: tuple[str, str]
) -> None:
    assert ALIASED.found(path, "TypeScript", written) == expected


def test_a_configuration_that_comes_nearer_is_a_look_up_that_found_nothing() -> None:
    ALIASED.found("web/src/deep/m.ts", "TypeScript", "@/a")
    asked = set(ALIASED.asked)
    assert ("routes", "web/src/deep/tsconfig.json") in ALIASED.missed
    assert ("routes", "web/tsconfig.json") in asked
    assert ("routes", "tsconfig.json") not in asked


def test_a_relative_import_asks_no_configuration() -> None:
    ALIASED.found("web/src/m.ts", "TypeScript", "./a")
    assert not [subject for kind, subject in ALIASED.asked if kind == "routes"]


def _named(*paths: str) -> dict[str, tuple[str, ...]]:
    return {path: (f"npm:{name}",) for path, name in zip(paths[::2], paths[1::2], strict=True)}


SPACES = Tree(
    "p/one/lib/main.js", "p/one/lib/main.d.ts", "p/one/deep/x.ts", "p/two/src/index.ts",
    "p/two/src/feature/index.ts", "p/two/lib/parts/y.js", "p/two/side.js", "p/three/index.js",
    "p/three/types.d.ts", "fixtures/one/index.js", "p/four/app.ts", "p/four/inner/z.mjs",
    texts={
        "package.json": '{"workspaces": ["p/*", "!p/old"]}',
        "p/one/package.json": '{"name": "one", "main": "lib/main.js", "types": "lib/main.d.ts"}',
        "p/two/package.json": """{"name": "@s/two", "main": "dist/index.js", "exports": {
            ".": {"types": "./dist/index.d.ts", "default": "./dist/index.js"},
            "./parts/*": {"import": "./lib/parts/*.js"}, "./side": "./side.js"}}""",
        "p/three/package.json": '{"name": "three"}',
        "p/four/package.json": '{"name": "four", "exports": {"import": "./app.ts"}}',
        "p/four/inner/package.json": '{"module": "./z.mjs"}',
        "p/old/package.json": '{"name": "three"}',
        "fixtures/one/package.json": '{"name": "one"}',
        "a/package.json": '{"name": "three"}',
    },
    offers=_named(
        "p/one/package.json", "one", "p/two/package.json", "@s/two", "p/three/package.json",
        "three", "fixtures/one/package.json", "one", "a/package.json", "three",
        "p/old/package.json", "three", "p/four/package.json", "four"))


@pytest.mark.parametrize(("written", "expected"), [
    ("one", (TREE, "p/one/lib/main.js")),
    ("one/deep/x", (TREE, "p/one/deep/x.ts")),
    ("@s/two", (TREE, "p/two/src/index.ts")),
    ("@s/two/parts/y", (TREE, "p/two/lib/parts/y.js")),
    ("@s/two/side", (TREE, "p/two/side.js")),
    ("@s/two/feature", (TREE, "p/two/src/feature/index.ts")),
    ("@s/two/gone", (TREE, "p/two/package.json")),
    ("three", (TREE, "p/three/index.js")),
    ("four", (TREE, "p/four/app.ts")),
    ("../four/inner", (TREE, "p/four/inner/z.mjs")),
])
def test_a_package_of_the_workspaces_is_its_entry(
    written: str, expected: tuple[str, str]
) -> None:
    assert SPACES.found("p/app/main.ts", "TypeScript", written) == expected
