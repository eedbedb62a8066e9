"""How a test file is run: with the runner that the tree itself is set up for."""

from __future__ import annotations

from pipeline.pages import Sight
from pipeline.paths import ancestors, folder_of, name_of

_PYTEST_FILES = ("pytest.ini", "conftest.py", "tests/conftest.py", "test/conftest.py")


def command(sight: Sight, path: str) -> str:
    """Command line that runs one test file from the root of the tree; empty when unknown."""
    ending = name_of(path).rpartition(".")[2].lower()
    match ending:
        case "py":
            return f"python -m {_python(sight)} {path}"
        case "go":
            return f"go test ./{folder_of(path)}" if _module_root(sight, path, "go.mod") == "" \
                else ""
        case "rs":
            root = _module_root(sight, path, "Cargo.toml")
            return "" if root is None else _cargo(root)
        case "java" | "kt" | "scala" | "groovy":
            return _jvm(sight, name_of(path).rpartition(".")[0])
        case "js" | "jsx" | "ts" | "tsx" | "mjs" | "cjs":
            return f"npm test -- {path}" if _exists(sight, "package.json") else ""
        case "bats":
            return f"bats {path}"
    return ""


def _python(sight: Sight) -> str:
    if sight.view.get("stem", "needs:py:pytest") or any(_exists(sight, f) for f in _PYTEST_FILES):
        return "pytest"
    return "unittest"


def _cargo(root: str) -> str:
    return f"cargo test --manifest-path {root}/Cargo.toml" if root else "cargo test"


def _jvm(sight: Sight, name: str) -> str:
    if _exists(sight, "pom.xml"):
        return f"mvn test -Dtest={name}"
    for file in ("gradlew", "build.gradle", "build.gradle.kts"):
        if _exists(sight, file):
            return f"{'./gradlew' if file == 'gradlew' else 'gradle'} test --tests {name}"
    return ""


def _module_root(sight: Sight, path: str, manifest: str) -> str | None:
    """The nearest folder above a file that holds a manifest; None when there is none."""
    for folder in ancestors(folder_of(path)):
        if _exists(sight, f"{folder}/{manifest}" if folder else manifest):
            return folder
    return None


def _exists(sight: Sight, path: str) -> bool:
    return sight.view.get("path", path) in ("file", "other")
