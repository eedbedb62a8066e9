"""Roles: what a file is there for, told by where it lies, how it is called and what it holds.

:func:`role_of` reads a decision table from top to bottom; the first row that fits decides. What a
path says comes first where it is a convention (``.github/workflows/``), what the content says
where paths are silent (a ``__main__`` block in ``tools/`` makes a script).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from pipeline.paths import folder_of, name_of

#: Folders that hold tests and what tests need.
_TEST_FOLDERS = frozenset(("test", "tests", "testdata", "unittests", "unit_tests",
                           "__tests__", "spec", "specs", "selftests", "kunit", "e2e"))
_TEST_NAME = re.compile(
    r"test_.*|.*_tests?\.\w+|.*_unittest\.\w+|.*(?:Test|Tests|TestCase|Spec|IT)\.(?:java|kt|scala"
    r"|groovy|cs|swift|php|m|mm)|.*\.(?:test|spec|cy)\.[cm]?[jt]sx?|.*\.bats|conftest\.py"
    r"|test\.(?:py|sh|js|ts|c|cpp)|tests\.py")


def is_test(path: str) -> bool:
    """Whether a file is a test, or helps tests: by its own name or a folder above it."""
    if _TEST_NAME.fullmatch(name_of(path)):
        return True
    return not _TEST_FOLDERS.isdisjoint(folder_of(path).split("/"))


def is_test_itself(path: str) -> bool:
    """Whether a test runner would run the file, by its name."""
    name = name_of(path)
    return bool(_TEST_NAME.fullmatch(name)) and name != "conftest.py"


def is_example(path: str) -> bool:
    """Whether a file shows how something is used: it lies in a folder of examples."""
    return not _EXAMPLE_FOLDERS.isdisjoint(folder_of(path).lower().split("/"))


class Role(StrEnum):
    """What a file is there for; the value is how a page says it."""

    VENDORED = "vendored: a copy of another project's file"
    GENERATED = "generated: a program made it"
    CI = "continuous integration"
    TEST = "test"
    TEST_SUPPORT = "test support"
    TEST_DATA = "test data"
    BENCHMARK = "benchmark"
    EXAMPLE = "example"
    STUB = "type stub"
    BUILD = "build"
    CONFIG = "configuration"
    DOCS = "documentation"
    SCRIPT = "script"
    PROGRAM = "program"
    DATA = "data"
    HEADER = "header with an implementation"
    IMPLEMENTATION = "implementation of a header"
    LIBRARY = "library"


@dataclass(frozen=True)
class Evidence:
    """All that a role is told by."""

    path: str
    #: Name of the language, and its family: ``code``, ``build``, ``data`` or ``prose``.
    language: str = ""
    family: str = "code"
    vendored: bool = False
    generated: bool = False
    #: The file defines tests, by what its language says of them or by their names.
    holds_tests: bool = False
    #: How it can be started, as :class:`pipeline.model.Extraction` says it.
    entry_points: tuple[str, ...] = ()
    #: What lies beside it under the same stem: ``header``, ``implementation`` or nothing.
    partner: str = ""

    @cached_property
    def name(self) -> str:
        return name_of(self.path)

    @cached_property
    def folders(self) -> frozenset[str]:
        """Names of the folders above it, in lower case."""
        return frozenset(folder_of(self.path).lower().split("/"))

    def below(self, names: frozenset[str]) -> bool:
        return not names.isdisjoint(self.folders)


_CI_PATH = re.compile(
    r"(?:.*/)?(?:\.github/(?:workflows|actions|scripts|ci_\w+|templates)/.*|\.circleci/.*"
    r"|\.ci/.*|\.buildkite/.*|\.gitlab/ci/.*|\.azure-pipelines/.*|\.gitlab-ci\.yml|\.travis\.yml"
    r"|\.?appveyor\.yml|azure-pipelines[-\w]*\.yml|Jenkinsfile|\.cirrus\.yml|bitbucket-pipelines"
    r"\.yml|\.github/(?:dependabot|mergify|labeler|pytorch-probot|auto_request_review|merge_rules)"
    r"\.ya?ml)")
_BUILD_NAME = re.compile(
    r"(?:GNU)?[Mm]akefile(?:[.-].*)?|.*\.(?:mk|mak|make)|Kbuild|Kconfig.*|CMakeLists\.txt|.*\.cmake"
    r"(?:\.in)?|BUILD(?:\.bazel)?|BUCK(?:\.\w+)?|TARGETS|WORKSPACE(?:\.\w+)?|MODULE\.bazel"
    r"|setup\.(?:py|cfg)|pyproject\.toml|MANIFEST\.in|requirements.*\.(?:txt|in)|Pipfile(?:\.lock)?"
    r"|(?:.*[-_])?requirements\.(?:txt|in)|.*\.gypi?|SConstruct|SConscript|wscript|meson\.(?:build|options)"
    r"|configure|configure\.(?:ac|in)|aclocal\.m4|acinclude\.m4|.*\.m4|config\.(?:guess|sub)"
    r"|install-sh|pyconfig\.h\.in|[Dd]ocker(?:file.*|-compose.*|-bake.*)|.*\.[Dd]ockerfile"
    r"|package(?:-lock)?\.json|yarn\.lock|pnpm-lock\.yaml|Cargo\.(?:toml|lock)|go\.(?:mod|sum|work)"
    r"|pom\.xml|.*\.gradle(?:\.kts)?|gradlew(?:\.bat)?|gradle.*\.properties|Gemfile(?:\.lock)?"
    r"|Rakefile|(?:Fast|App|Match|Plugin)file|Podfile(?:\.lock)?|.*\.podspec|.*\.gemspec|composer\.(?:json|lock)|.*\.spec"
    r"|.*\.(?:vcxproj|vcproj|csproj|wixproj|pyproj|props|targets|sln|dsp|dsw|xcconfig|pbxproj)"
    r"(?:\.(?:filters|user))?|.*\.(?:pro|wxs|wxl(?:_template)?|wxi|nuspec|bzl|ninja|lds|lds\.S|ld)"
    r"|.*\.xcscheme|contents\.xcworkspacedata|Modules/Setup.*|Setup(?:\.\w+)*\.in|Makefile.*\.in"
    r"|.*-offsets\.c")
_TEST_DATA_FOLDERS = frozenset((
    "data", "testdata", "fixtures", "expect", "expected", "inputs", "snapshots", "__snapshots__",
    "golden", "corpus", "corpora", "cassettes", "data01", "data02", "data03", "crashers"))
#: Folders that hold nothing but the data of tests, wherever they lie.
_PURE_DATA_FOLDERS = frozenset(("testdata", "unittest-data", "test_data", "test-data",
                                "decimaltestdata"))
_TEST_DATA_FOLDER = re.compile(r".*(?:_corpus|testdata)")
_TEST_FOLDER = re.compile(r"\w+_tests?")
_BENCHMARK_FOLDERS = frozenset((
    "benchmark", "benchmarks", "bench", "microbenchmarks", "microbenchmark", "perf_tests"))
_BENCHMARK_NAME = re.compile(
    r"(?:bench|benchmark)[_.-].*|\w*[^k\W]bench\.\w+|.*[_-](?:bench|benchmark)\.\w+"
    r"|.*\.bench\.[jt]s", re.IGNORECASE)
_EXAMPLE_FOLDERS = frozenset((
    "example", "examples", "sample", "samples", "demo", "demos", "tutorial", "tutorials",
    "turtledemo"))
_EXAMPLE_NAME = re.compile(
    r"(?:example|sample|demo)[_-]?\w*\.\w+|.*[_-](?:example|sample|demo)\.\w+"
    r"|xx(?:limited|subtype)?(?:_35|module)?\.c", re.IGNORECASE)
_DOC_FOLDERS = frozenset(("doc", "docs", "documentation", "man", "manual", "whatsnew"))
_DOC_NAME = re.compile(
    r"(?:README|CHANGES|CHANGELOG|HISTORY|NEWS|AUTHORS|CREDITS|ACKS|CONTRIBUT\w*|LICEN[SC]E|COPYING"
    r"|NOTICE|MAINTAINERS|TODO|INSTALL|SECURITY|CODE_OF_CONDUCT|GLOSSARY|REFERENCES|RELEASE|PORTING|CITATION"
    r"|Porting|notes)(?:[-_.].*)?|.*[-_](?:README|notes)\.\w+|.*\.(?:md|rst|adoc|texi|rtf|tex)",
    re.IGNORECASE)
_SCRIPT_FOLDERS = frozenset((
    "script", "scripts", "tool", "tools", "bin", "hack", ".github", "hooks", "packaging",
    "devtools", "buildscript", "pcbuild", "programs"))
#: Languages whose files are run rather than called.
_SCRIPT_LANGUAGES = frozenset((
    "Shell", "Batchfile", "PowerShell", "Awk", "Sed", "GDB script", "SystemTap", "DTrace",
    "Coccinelle", "Vim script"))
_CONFIG_LANGUAGES = frozenset((
    "INI", "TOML", "Properties", "Kernel Configuration", "Git Config", "Ignore List",
    "Git Attributes", "Mailmap", "CODEOWNERS", "Tool Options"))
#: Data by nature, whatever family they are in.
_DATA_LANGUAGES = frozenset(("Text", "Device Tree", "Windows Resource"))
_CONFIG_NAME = re.compile(
    r"\..+|.*(?:rc|config|conf|settings)\.(?:json|ya?ml|js|cjs|mjs|ts|toml|ini)|.*\.(?:conf|cfg|ini"
    r"|properties|plist|entitlements|editorconfig|manifest|supp)|.*_?defconfig|tsconfig.*"
    r"\.json|\w*rc|mkdocs\.yml|CODEOWNERS|.*-config\.(?:json|ya?ml)|codecov\.yml|babel\.config\.js|(?:.*\.)?config")
_HARNESS = frozenset(("selftests", "kunit"))
_COMPILED = frozenset(("C", "C++", "CUDA", "HIP", "Objective-C", "Objective-C++", "Rust", "Go",
                       "Java", "Kotlin", "Scala", "C#", "Swift", "Zig"))


def _in_tests(e: Evidence) -> bool:
    return bool(_TEST_NAME.fullmatch(e.name)) or e.below(_TEST_FOLDERS) \
        or _for_test_data(e) or (any(map(_TEST_FOLDER.fullmatch, e.folders))
                                 and not e.below(_SCRIPT_FOLDERS))


def _for_test_data(e: Evidence) -> bool:
    """Below a folder that holds nothing else, wherever it lies."""
    return e.below(_PURE_DATA_FOLDERS) or any(map(_TEST_DATA_FOLDER.fullmatch, e.folders))


def _is_code(e: Evidence) -> bool:
    return e.family == "code" and e.language not in ("CSS", "SCSS", "Less", "Device Tree")


def _is_docs_prose(e: Evidence) -> bool:
    return e.family == "prose" and bool(_DOC_NAME.fullmatch(e.name))


def _is_test_data(e: Evidence) -> bool:
    if not _in_tests(e) or e.below(_BENCHMARK_FOLDERS):
        return False
    if not _is_code(e):
        return not _is_docs_prose(e) or e.below(_TEST_DATA_FOLDERS)
    return not e.holds_tests and not is_test_itself(e.path) and (
        e.below(_TEST_DATA_FOLDERS) or _for_test_data(e))


def _is_test(e: Evidence) -> bool:
    if not _is_code(e) or not _in_tests(e) or e.name in ("conftest.py", "__init__.py"):
        return False
    if e.name.endswith((".h", ".hpp", ".cuh")):
        return e.holds_tests and is_test_itself(e.path)
    if is_test_itself(e.path):
        if e.language == "Python" and not e.holds_tests and not e.name.startswith("test"):
            # generate_tests.py, wherever it is no test by its folder.
            return e.below(_TEST_FOLDERS)
        return e.below(_TEST_FOLDERS) or e.holds_tests or not e.below(_BENCHMARK_FOLDERS)
    return e.holds_tests or _is_started_test(e)


def _is_started_test(e: Evidence) -> bool:
    """A harness runs it: a program of the kernel's self tests, a script right in a test folder."""
    if not e.entry_points:
        return False
    place = name_of(folder_of(e.path))
    return e.below(_HARNESS) or (
        e.language == "Shell" and (place == "shell" or place in _TEST_FOLDERS))


def _is_script(e: Evidence) -> bool:
    if not _is_code(e):
        return False
    if e.language in _SCRIPT_LANGUAGES:
        return True
    started = any(how in ("shebang", 'if __name__ == "__main__"') for how in e.entry_points)
    return started and (e.below(_SCRIPT_FOLDERS) or not folder_of(e.path))


def _is_example(e: Evidence) -> bool:
    return e.below(_EXAMPLE_FOLDERS) or bool(_EXAMPLE_NAME.fullmatch(e.name)) or (
        _is_code(e) and e.below(_DOC_FOLDERS) and "includes" in e.folders)


def _is_program(e: Evidence) -> bool:
    return e.language in _COMPILED and "main" in e.entry_points


#: First match wins.
TABLE: tuple[tuple[Role, Callable[[Evidence], object]], ...] = (
    # A build file for another project's sources is our own, where those lie in a folder of theirs.
    (Role.BUILD, lambda e: e.name.endswith(".BUILD")),
    (Role.VENDORED, lambda e: e.vendored),
    (Role.GENERATED, lambda e: e.generated),
    (Role.CI, lambda e: _CI_PATH.fullmatch(e.path)),
    (Role.BUILD, lambda e: _BUILD_NAME.fullmatch(e.name) or e.family == "build"
     or ("cmake" in e.folders and e.name.endswith(".in"))),
    (Role.TEST, _is_test),
    (Role.TEST_DATA, _is_test_data),
    (Role.BENCHMARK, lambda e: not _is_docs_prose(e) and (
        e.below(_BENCHMARK_FOLDERS) or (_is_code(e) and _BENCHMARK_NAME.fullmatch(e.name)))),
    (Role.TEST_SUPPORT, lambda e: _is_code(e) and (_in_tests(e) or "testing" in e.folders)),
    (Role.DOCS, _is_docs_prose),
    (Role.EXAMPLE, _is_example),
    (Role.STUB, lambda e: e.name.endswith((".pyi", ".d.ts", ".mli"))),
    (Role.CONFIG, lambda e: e.family != "prose" and "templates" not in e.folders and (
        e.language in _CONFIG_LANGUAGES or (not _is_code(e) and _CONFIG_NAME.fullmatch(e.name)))),
    (Role.SCRIPT, _is_script),
    (Role.DOCS, lambda e: e.below(_DOC_FOLDERS) and (
        e.family == "prose" or "bindings" not in e.folders) and not e.name.endswith(".abi")),
    (Role.DATA, lambda e: e.family == "data" or e.language in _DATA_LANGUAGES),
    (Role.DOCS, lambda e: e.family == "prose"),
    (Role.PROGRAM, _is_program),
    (Role.HEADER, lambda e: e.partner == "implementation"),
    (Role.IMPLEMENTATION, lambda e: e.partner == "header"),
)


def role_of(evidence: Evidence) -> Role:
    """What a file is there for."""
    return next((role for role, fits in TABLE if fits(evidence)), Role.LIBRARY)
