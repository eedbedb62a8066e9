"""The role of a file: a truth table over paths, languages, flags and contents."""

from __future__ import annotations

import pytest

from pipeline.languages.choose import choose
from pipeline.roles import TABLE, Evidence, Role, is_test, is_test_itself, role_of

MAIN = ('if __name__ == "__main__"',)

#: (path, what is known besides it, role)
ROWS: tuple[tuple[str, dict[str, object], Role], ...] = (
    ("shop/cart.py", {}, Role.LIBRARY),
    ("shop/cart.py", {"entry_points": MAIN}, Role.LIBRARY),
    ("shop/utils/run.py", {"entry_points": ("shebang",)}, Role.LIBRARY),
    ("shop/cart.py", {"vendored": True}, Role.VENDORED),
    ("shop/cart.py", {"generated": True}, Role.GENERATED),
    ("third_party/x/tests/test_x.py", {"vendored": True, "holds_tests": True}, Role.VENDORED),
    (".github/workflows/test.yml", {}, Role.CI),
    (".github/scripts/trymerge.py", {}, Role.CI),
    (".ci/build.sh", {}, Role.CI),
    ("Jenkinsfile", {}, Role.CI),
    ("tests/test_cart.py", {"holds_tests": True}, Role.TEST),
    ("test/test_nn.py", {}, Role.TEST),
    ("shop/cart_test.go", {}, Role.TEST),
    ("src/test/java/CartTest.java", {}, Role.TEST),
    ("web/cart.spec.ts", {}, Role.TEST),
    ("tests/curses.py", {"holds_tests": True}, Role.TEST),
    ("test/cpp/api/module.cpp", {"holds_tests": True}, Role.TEST),
    ("tools/testing/selftests/mm/map.c", {"entry_points": ("main",)}, Role.TEST),
    ("tests/shell/lock.sh", {"entry_points": ("shebang",)}, Role.TEST),
    ("tests/test_assert.h", {}, Role.TEST_SUPPORT),
    ("pkg/testing/utils.py", {}, Role.TEST_SUPPORT),
    ("pkg/generate_tests.py", {}, Role.TEST_SUPPORT),
    ("Lib/unittest/mock.py", {}, Role.LIBRARY),
    ("tools/iobench.py", {"entry_points": MAIN}, Role.BENCHMARK),
    ("tools/workbench.py", {"entry_points": MAIN}, Role.SCRIPT),
    ("third_party/cuda.BUILD", {"vendored": True}, Role.BUILD),
    ("arch/arm/kernel/asm-offsets.c", {"entry_points": ("main",)}, Role.BUILD),
    ("ios/fastlane/Fastfile", {}, Role.BUILD),
    ("docs/data/lib.abi", {}, Role.DATA),
    ("tests/conftest.py", {}, Role.TEST_SUPPORT),
    ("tests/__init__.py", {}, Role.TEST_SUPPORT),
    ("tests/support/server.py", {}, Role.TEST_SUPPORT),
    ("idlelib/idle_test/mock.py", {}, Role.TEST_SUPPORT),
    ("tests/helper.h", {"holds_tests": True}, Role.TEST_SUPPORT),
    ("tests/data/broken.py", {}, Role.TEST_DATA),
    ("tests/data/test_ok.py", {"holds_tests": True}, Role.TEST),
    ("test/expect/TestX.test_y.expect", {}, Role.TEST_DATA),
    ("tests/keys.pem", {}, Role.TEST_DATA),
    ("tests/messages.json", {}, Role.TEST_DATA),
    ("src/lib/ziptestdata/header.sh", {}, Role.TEST_DATA),
    ("tests/README.md", {}, Role.DOCS),
    ("tests/Makefile", {}, Role.BUILD),
    ("benchmarks/sort.py", {"entry_points": MAIN}, Role.BENCHMARK),
    ("benchmarks/operators/conv_test.py", {}, Role.BENCHMARK),
    ("benchmarks/logs/run.txt", {}, Role.BENCHMARK),
    ("benchmarks/README.md", {}, Role.DOCS),
    ("src/bench_sort.cpp", {}, Role.BENCHMARK),
    ("examples/mnist/main.py", {"entry_points": MAIN}, Role.EXAMPLE),
    ("samples/bpf/xdp.c", {}, Role.EXAMPLE),
    ("Doc/includes/email-alternative.py", {}, Role.EXAMPLE),
    ("shop/cart.pyi", {}, Role.STUB),
    ("web/index.d.ts", {}, Role.STUB),
    ("CMakeLists.txt", {}, Role.BUILD),
    ("cmake/Version.h.in", {}, Role.BUILD),
    ("drivers/misc/eeprom.c", {}, Role.LIBRARY),
    ("arch/arm64/boot/dts/meson-gxbb.dts", {}, Role.DATA),
    ("scripts/compile_tests/passrate.py", {"entry_points": MAIN}, Role.SCRIPT),
    ("meson.build", {}, Role.BUILD),
    ("setup.py", {"entry_points": MAIN}, Role.BUILD),
    ("pyproject.toml", {}, Role.BUILD),
    ("drivers/gpio/Kconfig", {}, Role.BUILD),
    ("PCbuild/python.vcxproj", {}, Role.BUILD),
    ("requirements.txt", {}, Role.BUILD),
    (".clang-format", {}, Role.CONFIG),
    ("mypy.ini", {}, Role.CONFIG),
    ("arch/sh/configs/titan_defconfig", {}, Role.CONFIG),
    ("tsconfig.json", {}, Role.CONFIG),
    ("README.md", {}, Role.DOCS),
    ("shop/README", {}, Role.DOCS),
    ("docs/guide.rst", {}, Role.DOCS),
    ("docs/conf.py", {}, Role.DOCS),
    ("Documentation/devicetree/bindings/dma/mmp.txt", {}, Role.DOCS),
    ("Documentation/devicetree/bindings/dma/mmp.yaml", {}, Role.DATA),
    ("tools/update.py", {"entry_points": MAIN}, Role.SCRIPT),
    ("tools/parser/errors.py", {}, Role.LIBRARY),
    ("manage.py", {"entry_points": MAIN}, Role.SCRIPT),
    ("lib/setup_env.sh", {}, Role.SCRIPT),
    ("native_functions.yaml", {}, Role.DATA),
    ("arch/arm/boot/dts/board.dts", {}, Role.DATA),
    ("lib/words.txt", {}, Role.DATA),
    ("src/dmesg.c", {"entry_points": ("main",)}, Role.PROGRAM),
    ("src/list.h", {}, Role.LIBRARY),
    ("src/list.h", {"partner": "implementation"}, Role.HEADER),
    ("src/list.c", {"partner": "header"}, Role.IMPLEMENTATION),
)


@pytest.mark.parametrize(("path", "known", "role"), ROWS)
def test_a_file_has_the_role_that_the_evidence_tells(
    path: str, known: dict[str, object], role: Role
) -> None:
    language = choose(path.rpartition("/")[2], "")
    evidence = Evidence(path, language.name, language.family, **known)  # type: ignore[arg-type]
    assert role_of(evidence) is role


def test_every_role_of_the_table_is_shown_by_a_row() -> None:
    shown = {role for _, _, role in ROWS}
    assert {role for role, _ in TABLE} | {Role.LIBRARY} == shown == set(Role)


@pytest.mark.parametrize(("path", "test", "itself"), [
    ("tests/test_cart.py", True, True), ("tests/keys.pem", True, False),
    ("tests/conftest.py", True, False), ("shop/cart.py", False, False),
    ("shop/cart_test.go", True, True), ("latest/a.py", False, False),
])
def test_a_test_is_told_by_name_and_folder(path: str, test: bool, itself: bool) -> None:
    assert (is_test(path), is_test_itself(path)) == (test, itself)
