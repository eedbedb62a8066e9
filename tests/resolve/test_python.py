"""What a Python import or a link means in a tree, and which look-ups that rests on."""

from __future__ import annotations

import pytest

from pipeline.facets import Reference
from pipeline.offers import module_stems
from pipeline.resolve.links import EXTERNAL, STDLIB, TREE, UNRESOLVED
from tests.resolve.tree import Tree

PACKAGE = Tree(
    "pkg/__init__.py", "pkg/a.py", "pkg/b.py", "pkg/sub/__init__.py", "pkg/sub/c.py",
    "pkg/sub/deep/__init__.py", "main.py", "README.md")


# --- relative imports ------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "level", "module", "names", "target", "members"), [
    ("pkg/a.py", 1, "b", ("x",), "pkg/b.py", ()),
    ("pkg/a.py", 1, "", ("b",), "pkg/__init__.py", (("b", "pkg/b.py"),)),
    ("pkg/a.py", 1, "", ("x",), "pkg/__init__.py", ()),
    ("pkg/__init__.py", 1, "a", ("f",), "pkg/a.py", ()),
    ("pkg/__init__.py", 1, "", ("a", "sub"), "pkg/__init__.py",
     (("a", "pkg/a.py"), ("sub", "pkg/sub/__init__.py"))),
    ("pkg/sub/c.py", 2, "a", ("f",), "pkg/a.py", ()),
    ("pkg/sub/c.py", 2, "", ("a",), "pkg/__init__.py", (("a", "pkg/a.py"),)),
    ("pkg/sub/c.py", 2, "sub.deep", (), "pkg/sub/deep/__init__.py", ()),
    ("pkg/sub/__init__.py", 1, "deep", (), "pkg/sub/deep/__init__.py", ()),
])
def test_a_relative_import_starts_at_the_files_package(
    path: str, level: int, module: str, names: tuple[str, ...], target: str,
    members: tuple[tuple[str, str], ...],
) -> None:
    link = PACKAGE.imports(path, module, *names, level=level)
    assert (link.place, link.target, link.missing, link.members) == (TREE, target, "", members)


@pytest.mark.parametrize(("path", "level", "module"), [
    ("pkg/a.py", 1, "gone"), ("pkg/a.py", 3, "main"), ("main.py", 2, "x"), ("pkg/a.py", 9, ""),
])
def test_a_relative_import_that_leads_nowhere_is_unresolved(
    path: str, level: int, module: str
) -> None:
    link = PACKAGE.imports(path, module, level=level)
    assert (link.place, link.target) == (UNRESOLVED, "")


def test_a_relative_import_never_leaves_the_tree_for_the_standard_library() -> None:
    assert PACKAGE.imports("pkg/a.py", "os", level=1).place == UNRESOLVED


def test_siblings_in_a_folder_without_init_are_reached_relatively() -> None:
    tree = Tree("ns/a.py", "ns/b.py")
    link = tree.imports("ns/a.py", "", "b", level=1)
    assert (link.target, link.members) == ("ns/", (("b", "ns/b.py"),))
    assert list(link.targets()) == ["ns/b.py"]


# --- absolute imports ------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["main.py", "pkg/a.py", "pkg/sub/deep/__init__.py"])
def test_an_absolute_import_starts_above_the_outermost_package(path: str) -> None:
    link = PACKAGE.imports(path, "pkg.sub.c", "f")
    assert (link.place, link.target, link.members) == (TREE, "pkg/sub/c.py", ())


def test_names_that_are_modules_of_their_own_are_members() -> None:
    link = PACKAGE.imports("main.py", "pkg", "a", "sub", "nothing")
    assert link.members == (("a", "pkg/a.py"), ("sub", "pkg/sub/__init__.py"))
    assert list(link.targets()) == ["pkg/__init__.py", "pkg/a.py", "pkg/sub/__init__.py"]


def test_a_star_import_reaches_the_package_and_none_of_its_modules() -> None:
    link = PACKAGE.imports("main.py", "pkg", "*")
    assert (link.place, list(link.targets())) == (TREE, ["pkg/__init__.py"])
    assert ("stem", "*") not in PACKAGE.asked


def test_a_name_taken_from_a_module_is_looked_for_nowhere_else() -> None:
    PACKAGE.imports("main.py", "pkg.a", "b")
    assert ("stem", "b") not in PACKAGE.asked


@pytest.mark.parametrize(("module", "target", "missing"), [
    ("pkg._C", "pkg/__init__.py", "_C"), ("pkg._C.deep.er", "pkg/__init__.py", "_C.deep.er"),
    ("pkg.a.inner", "pkg/a.py", "inner"), ("pkg.sub.gone.x", "pkg/sub/__init__.py", "gone.x"),
])
def test_a_missing_submodule_is_named_and_what_there_is_of_it_is_linked(
    module: str, target: str, missing: str
) -> None:
    link = PACKAGE.imports("main.py", module, "f")
    assert (link.place, link.target, link.missing) == (UNRESOLVED, target, missing)


def test_what_the_tree_does_not_hold_is_third_party() -> None:
    link = PACKAGE.imports("main.py", "numpy.linalg", "norm")
    assert (link.place, link.target, list(link.targets())) == (EXTERNAL, "", [])
    assert ("stem", "numpy") in PACKAGE.missed


# --- namespaces ------------------------------------------------------------------------------


NAMESPACE = Tree("ns/one/__init__.py", "ns/two.py", "ns/in/three.py", "main.py", "docs/a.md")


def test_a_module_inside_a_namespace_is_found() -> None:
    assert NAMESPACE.imports("main.py", "ns.two").target == "ns/two.py"
    assert NAMESPACE.imports("main.py", "ns.in.three").target == "ns/in/three.py"
    link = NAMESPACE.imports("main.py", "ns", "one", "x")
    assert (link.place, link.target) == (TREE, "ns/")
    assert list(link.targets()) == ["ns/one/__init__.py"]


@pytest.mark.parametrize(("module", "names"), [
    ("ns", ()), ("ns", ("x",)), ("ns.gone", ()), ("docs", ("a",)),
])
def test_a_folder_without_init_yields_to_an_installed_package_of_its_name(
    module: str, names: tuple[str, ...]
) -> None:
    assert NAMESPACE.imports("main.py", module, *names).place == EXTERNAL


# --- which of several ------------------------------------------------------------------------


@pytest.mark.parametrize(("files", "target"), [
    (("m.py", "m.pyi"), "m.py"),
    (("m.pyi",), "m.pyi"),
    (("m.pyi", "m.pyx"), "m.pyi"),
    (("m/__init__.py", "m.py", "m.pyi"), "m/__init__.py"),
    (("m/__init__.pyi", "m.py"), "m.py"),
    (("m/__init__.pyi", "m.pyi"), "m/__init__.pyi"),
    (("m/x.py", "m.py"), "m.py"),
])
def test_source_is_preferred_to_a_stub_and_a_package_to_a_module(
    files: tuple[str, ...], target: str
) -> None:
    assert Tree(*files, "main.py").imports("main.py", "m").target == target


def test_a_script_sees_its_own_folder_first() -> None:
    tree = Tree("tools/run.py", "tools/helper.py", "helper.py")
    assert tree.imports("tools/run.py", "helper").target == "tools/helper.py"
    assert tree.imports("other/run.py", "helper").target == "helper.py"


def test_a_module_of_a_package_does_not_see_its_siblings_absolutely() -> None:
    assert PACKAGE.imports("pkg/a.py", "b").place == EXTERNAL


@pytest.mark.parametrize("root", ["src", "lib", "Lib", "python", "source", "deep/src"])
def test_code_below_a_conventional_root_is_found_from_everywhere(root: str) -> None:
    tree = Tree(f"{root}/app/__init__.py", f"{root}/app/core.py", "tests/test_core.py")
    link = tree.imports("tests/test_core.py", "app.core", "f")
    assert (link.place, link.target) == (TREE, f"{root}/app/core.py")
    assert tree.imports(f"{root}/app/__init__.py", "app.core").target == f"{root}/app/core.py"


def test_a_folder_that_is_no_root_hides_its_modules() -> None:
    tree = Tree("stuff/app/__init__.py", "tests/test_core.py")
    assert tree.imports("tests/test_core.py", "app").place == EXTERNAL


def test_a_source_root_that_is_a_package_is_imported_by_its_own_name() -> None:
    tree = Tree("__init__.py", "a.py", "sub/__init__.py", "sub/b.py", root="pkg")
    assert tree.imports("sub/b.py", "pkg").target == "__init__.py"
    assert tree.imports("sub/b.py", "pkg.a").target == "a.py"
    assert tree.imports("a.py", "pkg.sub", "b").members == (("b", "sub/b.py"),)
    assert tree.imports("a.py", "other").place == EXTERNAL
    relative = tree.imports("a.py", "", "sub", level=1)
    assert (relative.target, relative.members) == ("__init__.py", (("sub", "sub/__init__.py"),))
    assert tree.imports("sub/b.py", "", "a", level=2).target == "__init__.py"
    missing = tree.imports("a.py", "pkg.gone")
    assert (missing.place, missing.target, missing.missing) == (
        UNRESOLVED, "__init__.py", "gone")


# --- the standard library --------------------------------------------------------------------


def test_the_standard_library_wins_over_a_module_of_its_name() -> None:
    tree = Tree("types.py", "pkg/__init__.py", "pkg/a.py", "src/json.py")
    for name in ("types", "json", "os.path"):
        assert tree.imports("pkg/a.py", name).place == STDLIB


def test_a_script_may_shadow_the_standard_library_from_its_own_folder() -> None:
    tree = Tree("tools/run.py", "tools/types.py", "types.py")
    assert tree.imports("tools/run.py", "types").target == "tools/types.py"
    assert tree.imports("other/run.py", "types").place == STDLIB


def test_in_the_tree_that_is_the_standard_library_its_modules_are_found() -> None:
    tree = Tree("Lib/os.py", "Lib/json/__init__.py", "Lib/json/decoder.py", "Lib/re.py")
    assert tree.imports("Lib/json/decoder.py", "re").target == "Lib/re.py"
    assert tree.imports("Lib/re.py", "json", "decoder").members == (
        ("decoder", "Lib/json/decoder.py"),)


# --- links in prose --------------------------------------------------------------------------


DOCS = Tree("README.md", "docs/a.md", "docs/guide/b.rst", "docs/pic.png", "src/x.py")


@pytest.mark.parametrize(("path", "written", "target"), [
    ("README.md", "docs/a.md", "docs/a.md"),
    ("README.md", "./docs/../src/x.py", "src/x.py"),
    ("docs/a.md", "guide/b", "docs/guide/b.rst"),
    ("docs/guide/b.rst", "../a", "docs/a.md"),
    ("docs/guide/b.rst", "../../README", "README.md"),
    ("docs/a.md", "/src/x.py", "src/x.py"),
    ("docs/a.md", "/docs/guide/b", "docs/guide/b.rst"),
    ("README.md", "docs", "docs/"),
    ("README.md", "docs/", "docs/"),
    ("docs/a.md", "pic.png", "docs/pic.png"),
])
def test_a_link_is_a_path_from_its_file_or_from_the_root(
    path: str, written: str, target: str
) -> None:
    link = DOCS.links(path, written)
    assert (link.place, link.target) == (TREE, target)


@pytest.mark.parametrize(("path", "written"), [
    ("README.md", "gone.md"), ("README.md", "../outside.md"), ("docs/a.md", "../../x"),
    ("README.md", "."), ("docs/a.md", ".."), ("README.md", ""),
])
def test_a_link_that_leads_nowhere_or_outside_is_unresolved(path: str, written: str) -> None:
    link = DOCS.links(path, written)
    assert (link.place, link.target) == (UNRESOLVED, "")


def test_a_link_to_a_folder_reaches_no_file() -> None:
    assert list(DOCS.links("README.md", "docs").targets()) == []


def test_an_include_of_a_language_without_them_finds_nothing() -> None:
    link = DOCS.resolve("src/x.py", Reference("include", "x.h"))
    assert (link.place, DOCS.missed) == (UNRESOLVED, {("path", "src/x.h"), ("stem", "h:x.h")})


# --- what an answer rests on -----------------------------------------------------------------


def test_every_place_where_a_link_was_looked_for_in_vain_is_recorded() -> None:
    DOCS.links("docs/a.md", "later")
    assert DOCS.missed == {("path", f"docs/later{e}") for e in ("", ".rst", ".md")}


def test_every_module_that_was_looked_for_in_vain_is_recorded() -> None:
    PACKAGE.imports("main.py", "pkg", "new")
    assert ("stem", "new") in PACKAGE.missed
    PACKAGE.imports("pkg/a.py", "new", level=1)
    assert ("stem", "new") in PACKAGE.missed


@pytest.mark.parametrize(("path", "reference", "added"), [
    ("main.py", Reference("import", "later"), "later.py"),
    ("main.py", Reference("import", "later"), "later/__init__.py"),
    ("main.py", Reference("import", "later.deep"), "later/deep.py"),
    ("main.py", Reference("import", "later"), "src/later.py"),
    ("main.py", Reference("import", "pkg.later"), "pkg/later.py"),
    ("main.py", Reference("import", "pkg", 0, ("later",)), "pkg/later.py"),
    ("main.py", Reference("import", "pkg.a", 0, ("x",)), "pkg/a/__init__.py"),
    ("pkg/a.py", Reference("import", "later", 1), "pkg/later.py"),
    ("pkg/a.py", Reference("import", "", 1, ("later",)), "pkg/later.py"),
    ("pkg/a.py", Reference("import", "json"), "os.py"),
    ("tools/run.py", Reference("import", "tools.x"), "tools/x.py"),
    ("tools/run.py", Reference("import", "main"), "tools/main.py"),
    ("README.md", Reference("link", "later"), "later.md"),
    ("README.md", Reference("link", "later"), "later/x.py"),
])
def test_a_new_file_changes_an_answer_only_through_a_look_up_that_was_recorded(
    path: str, reference: Reference, added: str
) -> None:
    """The link stage resolves a file again when one of its recorded look-ups answers otherwise."""
    before, after = Tree(*PACKAGE.files), Tree(*PACKAGE.files, added)
    old = before.resolve(path, reference)
    new = after.resolve(path, reference)
    moved = [q for q, answer in before.asked.items() if after.look_up(*q) != answer]
    assert old == new or moved
    assert moved, "the example is meant to move a look-up"


@pytest.mark.parametrize(("path", "stems"), [
    ("a.py", ["a"]), ("d/a.pyi", ["a"]), ("d/a.pyx", ["a"]), ("d/__init__.py", ["d"]),
    ("x/d/__init__.pyi", ["d"]), ("a.txt", []), ("a.pyc", []), ("py", []), ("d.py/x.md", []),
])
def test_a_file_may_be_imported_by_its_stem_and_a_package_by_its_folder(
    path: str, stems: list[str]
) -> None:
    assert module_stems(path) == stems
