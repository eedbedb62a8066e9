"""How tests are run: with the runner that the tree itself is set up for."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.pages import Sight
from pipeline.paths import ancestors, folder_of, name_of

_PYTEST_FILES = ("pytest.ini", "conftest.py", "tests/conftest.py", "test/conftest.py")
#: Files named in one command.
_TOGETHER = 6
#: Where Linux keeps tests that run in user space.
_SELFTESTS = "tools/testing/selftests"


def command(sight: Sight, path: str) -> str:
    """Command line that runs one test file from the root of the tree; empty when unknown."""
    ending = name_of(path).rpartition(".")[2].lower()
    if path.startswith(f"{_SELFTESTS}/"):
        return _selftests(sight, path)
    match ending:
        case "py":
            return _python(sight, [path])
        case "go":
            return _go(sight, path)
        case "rs":
            return _cargo(sight, path)
        case "java" | "kt" | "scala" | "groovy":
            return _jvm(sight, name_of(path).rpartition(".")[0])
        case "js" | "jsx" | "ts" | "tsx" | "mjs" | "cjs":
            return _npm(sight, path)
        case "bats":
            return f"bats {path}"
        case "c" | "cc" | "cpp" | "cxx":
            return _bazel(sight, path)
    return ""


def together(sight: Sight, paths: Sequence[str]) -> str:
    """Command line that runs several Python test files; empty unless one runs them all."""
    if not 1 < len(paths) <= _TOGETHER or not all(path.endswith(".py") for path in paths):
        return ""
    return _python(sight, paths)


def _python(sight: Sight, paths: Sequence[str]) -> str:
    if all(_is_of_cpython(sight, path) for path in paths):
        return _cpython(paths)
    if sight.view.get("stem", "needs:py:pytest") or any(_exists(sight, f) for f in _PYTEST_FILES):
        return f"python -m pytest {' '.join(paths)}"
    return f"python -m unittest {' '.join(paths)}"


def _is_of_cpython(sight: Sight, path: str) -> bool:
    """Whether a test is one of Python's own, which has a runner of its own."""
    return path.startswith("Lib/test/test_") and _exists(sight, "Lib/test/regrtest.py")


def _cpython(paths: Sequence[str]) -> str:
    modules = [path.removeprefix("Lib/").removesuffix(".py").replace("/", ".") for path in paths]
    if all(module.count(".") == 1 for module in modules):
        return f"./python -m test {' '.join(m.removeprefix('test.') for m in modules)}"
    return f"./python -m unittest {' '.join(modules)}"


def _go(sight: Sight, path: str) -> str:
    root = _root(sight, path, "go.mod")
    if root is None:
        return ""
    package = folder_of(path)[len(root):].strip("/")
    at = f"-C {root} " if root else ""
    return f"go {at}test ./{package}"


def _cargo(sight: Sight, path: str) -> str:
    root = _root(sight, path, "Cargo.toml")
    if root is None:
        return ""
    manifest = f" --manifest-path {root}/Cargo.toml" if root else ""
    inside = path[len(root):].strip("/")
    # A file right in `tests/` is a test program of its own.
    alone = inside.startswith("tests/") and inside.count("/") == 1
    return f"cargo test{manifest}" + (f" --test {name_of(path)[:-3]}" if alone else "")


def _npm(sight: Sight, path: str) -> str:
    root = _root(sight, path, "package.json")
    if root is None:
        return ""
    return f"npm --prefix {root} test -- {path[len(root) + 1:]}" if root else f"npm test -- {path}"


def _bazel(sight: Sight, path: str) -> str:
    """The tests of the package that a file is in: which target holds it is not known."""
    if not any(_exists(sight, f) for f in ("MODULE.bazel", "WORKSPACE", "WORKSPACE.bazel")):
        return ""
    for folder in ancestors(folder_of(path))[:-1]:
        if any(_exists(sight, f"{folder}/{name}") for name in ("BUILD.bazel", "BUILD")):
            return f"bazel test //{folder}:all"
    return ""


def _selftests(sight: Sight, path: str) -> str:
    for folder in ancestors(folder_of(path)):
        target = folder.removeprefix(_SELFTESTS).strip("/")
        if not target:
            return ""
        if _exists(sight, f"{folder}/Makefile"):
            return f"make -C {_SELFTESTS} TARGETS={target} run_tests"
    return ""


def _jvm(sight: Sight, name: str) -> str:
    if _exists(sight, "pom.xml"):
        return f"mvn test -Dtest={name}"
    for file in ("gradlew", "build.gradle", "build.gradle.kts"):
        if _exists(sight, file):
            return f"{'./gradlew' if file == 'gradlew' else 'gradle'} test --tests {name}"
    return ""


def _root(sight: Sight, path: str, manifest: str) -> str | None:
    """The nearest folder above a file that holds a manifest; None when there is none."""
    for folder in ancestors(folder_of(path)):
        if _exists(sight, f"{folder}/{manifest}" if folder else manifest):
            return folder
    return None


def _exists(sight: Sight, path: str) -> bool:
    return sight.view.get("path", path) in ("file", "other")
