"""Imports of JavaScript, the JVM's languages, Go and Rust; paths, labels and actions."""

from __future__ import annotations

import pytest

from pipeline.resolve.links import EXTERNAL, STDLIB, TREE, UNRESOLVED
from tests.resolve.tree import Tree

WEB = Tree(
    "web/a.ts", "web/ui/index.tsx", "web/b.js", "web/types.d.ts", "web/data.json",
    "lib/package.json", "lib/src/index.ts", "lib/extra/x.js", "package.json",
    offers={"lib/package.json": ("npm:@me/lib",), "package.json": ("needs:npm:react", "npm:root")})


@pytest.mark.parametrize(("written", "expected"), [
    ("./b", (TREE, "web/b.js")), ("./ui", (TREE, "web/ui/index.tsx")),
    ("./a.js", (TREE, "web/a.ts")), ("./types", (TREE, "web/types.d.ts")),
    ("./data.json", (TREE, "web/data.json")), ("./gone", (UNRESOLVED, "")),
    ("../../out", (UNRESOLVED, "")), ("@me/lib", (TREE, "lib/src/index.ts")),
    ("@me/lib/extra/x", (TREE, "lib/extra/x.js")), ("react", (EXTERNAL, "package.json")),
    ("react/jsx", (EXTERNAL, "package.json")), ("vue", (EXTERNAL, "")),
    ("fs", (STDLIB, "")), ("node:path", (STDLIB, "")), ("fs/promises", (STDLIB, "")),
])
def test_a_node_import(written: str, expected: tuple[str, str]) -> None:
    assert WEB.found("web/main.ts", "TypeScript", written) == expected


JVM = Tree("a/p/Big.java", "a/p/q/Small.kt",
           offers={"a/p/Big.java": ("jvm:p.Big", "jvm-in:p"), "a/p/q/Small.kt": (
               "jvm:p.q.Small", "jvm:p.q.make", "jvm-in:p.q")})


@pytest.mark.parametrize(("written", "names", "expected"), [
    ("p.Big", (), (TREE, "a/p/Big.java")), ("p.Big.Inner", (), (TREE, "a/p/Big.java")),
    ("p.q.make", (), (TREE, "a/p/q/Small.kt")), ("p.*", (), (TREE, "a/p/")),
    ("p", ("Big",), (TREE, "a/p/Big.java")), ("java.util.List", (), (STDLIB, "")),
    ("org.other.X", (), (EXTERNAL, "")),
])
def test_a_jvm_import(written: str, names: tuple[str, ...], expected: tuple[str, str]) -> None:
    assert JVM.found("a/Main.java", "Java", written, *names) == expected


GO = Tree("src/go.mod", "src/pkg/util/u.go", "src/main.go",
          offers={"src/go.mod": ("go:example.org/m", "needs:go:example.org/dep")})


@pytest.mark.parametrize(("written", "expected"), [
    ("example.org/m/pkg/util", (TREE, "src/pkg/util/")), ("example.org/m", (TREE, "src/")),
    ("example.org/m/gone", (UNRESOLVED, "")), ("fmt", (STDLIB, "")), ("net/http", (STDLIB, "")),
    ("example.org/dep/sub", (EXTERNAL, "src/go.mod")), ("example.com/x", (EXTERNAL, "")),
])
def test_a_go_import_is_a_folder(written: str, expected: tuple[str, str]) -> None:
    assert GO.found("src/main.go", "Go", written) == expected


RUST = Tree("c/Cargo.toml", "c/src/lib.rs", "c/src/a.rs", "c/src/b/mod.rs", "c/src/b/deep.rs",
            "c/src/a/inner.rs", "d/Cargo.toml", "d/src/lib.rs",
            offers={"d/Cargo.toml": ("crate:my-d",),
                    "c/Cargo.toml": ("crate:c", "needs:crate:serde")})


@pytest.mark.parametrize(("path", "written", "expected"), [
    ("c/src/lib.rs", "a", (TREE, "c/src/a.rs")), ("c/src/lib.rs", "b", (TREE, "c/src/b/mod.rs")),
    ("c/src/a.rs", "inner", (TREE, "c/src/a/inner.rs")),
    ("c/src/a.rs", "crate::b::deep::T", (TREE, "c/src/b/deep.rs")),
    ("c/src/b/deep.rs", "super::X", (TREE, "c/src/b/mod.rs")),
    ("c/src/b/mod.rs", "self::deep::f", (TREE, "c/src/b/deep.rs")),
    ("c/src/a.rs", "my_d::Thing", (TREE, "d/src/lib.rs")),
    ("c/src/a.rs", "serde::Serialize", (EXTERNAL, "c/Cargo.toml")),
    ("c/src/a.rs", "std::fmt", (STDLIB, "")), ("c/src/a.rs", "rand::Rng", (EXTERNAL, "")),
])
def test_a_rust_path(path: str, written: str, expected: tuple[str, str]) -> None:
    assert RUST.found(path, "Rust", written) == expected


BUILD = Tree("CMakeLists.txt", "sub/CMakeLists.txt", "cmake/rules.cmake", "tools/run.sh",
             "pkg/BUILD", "pkg/lib.bzl", "pkg/a.cc", ".github/actions/setup/action.yml")


@pytest.mark.parametrize(("path", "kind", "written", "expected"), [
    ("CMakeLists.txt", "path", "sub", (TREE, "sub/CMakeLists.txt")),
    ("sub/CMakeLists.txt", "path", "cmake/rules.cmake", (TREE, "cmake/rules.cmake")),
    ("sub/x", "path", "${CMAKE_SOURCE_DIR}/cmake/rules.cmake", (TREE, "cmake/rules.cmake")),
    ("tools/x.sh", "path", "$(srctree)/tools/run.sh", (TREE, "tools/run.sh")),
    ("tools/x.sh", "path", "$DIR/run.sh", (TREE, "tools/run.sh")),
    ("tools/x.sh", "path", "$OTHER/run.sh", (UNRESOLVED, "")),
    ("tools/x.sh", "path", "../../run.sh", (UNRESOLVED, "")),
    ("pkg/BUILD", "label", ":a.cc", (TREE, "pkg/a.cc")),
    ("x/BUILD", "label", "//pkg:lib.bzl", (TREE, "pkg/lib.bzl")),
    ("x/BUILD", "label", "//pkg:target", (TREE, "pkg/BUILD")),
    ("x/BUILD", "label", "//pkg", (TREE, "pkg/BUILD")),
    ("x/BUILD", "label", "@other//pkg:lib.bzl", (EXTERNAL, "")),
    ("x/BUILD", "label", "//gone:x", (UNRESOLVED, "")),
    (".github/workflows/ci.yml", "action", "./.github/actions/setup",
     (TREE, ".github/actions/setup/action.yml")),
    (".github/workflows/ci.yml", "action", "actions/checkout@v4", (EXTERNAL, "")),
])
def test_a_path_in_code(
    path: str, kind: str, written: str, expected: tuple[str, str]
) -> None:
    assert BUILD.found(path, "CMake", written, kind=kind) == expected
