"""Where names and base classes are really defined."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.bind import Bindings
from pipeline.config import load
from pipeline.facts import View
from pipeline.store import Store, store_name
from tests.conftest import Files, build_tree, make_tree

Ask = Callable[[str], Bindings]


@pytest.fixture
def ask(tmp_path: Path) -> Callable[[Files], Ask]:
    """``ask(files)(path)`` gives the bindings of a file in a tree of those files."""
    def make(files: Files) -> Ask:
        source = make_tree(tmp_path / "src", files)
        build_tree(source, tmp_path / "out", tmp_path / "cache")
        config = load({"source": str(source), "out": str(tmp_path / "out"),
                       "cache": str(tmp_path / "cache")})
        path = config.cache / store_name(config.source, config.out, config.cache)
        view = View(Store(path, readonly=True))
        return lambda file: view.get("bindings", file)  # type: ignore[no-any-return]
    return make


def names(found: Bindings) -> dict[str, str]:
    return {t.name: f"{t.definition.path}#{t.definition.qualname}" for t in found.names}


def bases(found: Bindings) -> dict[tuple[str, str], tuple[str, bool]]:
    return {(i.heir, i.base): (f"{i.definition.path}#{i.definition.qualname}", i.inferred)
            for i in found.bases}


PACKAGE: Files = {
    "pkg/__init__.py": "from .core import *\nfrom . import nn\nfrom .core import Tensor as T\n",
    "pkg/core.py": "class Tensor: ...\ndef ones(): ...\n",
    "pkg/nn/__init__.py": "from .linear import Linear as Linear\nfrom .base import Module\n",
    "pkg/nn/linear.py": "from .base import Module\nclass Linear(Module): ...\n",
    "pkg/nn/base.py": "class Module: ...\n",
}


def test_a_name_is_followed_through_the_packages_that_pass_it_on(
    ask: Callable[[Files], Ask]
) -> None:
    bindings = ask({**PACKAGE, "use.py": (
        "from pkg import Tensor, T, ones\nfrom pkg.nn import Linear, Module\n")})
    assert names(bindings("use.py")) == {
        "Tensor": "pkg/core.py#Tensor", "T": "pkg/core.py#Tensor", "ones": "pkg/core.py#ones",
        "Linear": "pkg/nn/linear.py#Linear", "Module": "pkg/nn/base.py#Module"}


@pytest.mark.parametrize(("head", "base"), [
    ("import pkg", "pkg.nn.Module"), ("import pkg.nn", "pkg.nn.Module"),
    ("import pkg.nn as nn", "nn.Module"), ("from pkg import nn", "nn.Module"),
    ("from pkg.nn import Module", "Module"), ("from pkg.nn import Module as M", "M"),
    ("from pkg.nn import *", "Module"), ("import pkg as p", "p.nn.base.Module"),
])
def test_a_base_class_is_found_however_it_is_imported(
    ask: Callable[[Files], Ask], head: str, base: str
) -> None:
    bindings = ask({**PACKAGE, "use.py": f"{head}\nclass Mine({base}): ...\n"})
    assert bases(bindings("use.py")) == {("Mine", base): ("pkg/nn/base.py#Module", False)}


def test_a_base_that_only_has_the_same_name_is_none(ask: Callable[[Files], Ask]) -> None:
    bindings = ask({**PACKAGE, "use.py": "import other\nclass Mine(other.Module, Module): ...\n"})
    assert bindings("use.py").bases == ()


def test_a_class_is_not_its_own_base_and_circles_end(ask: Callable[[Files], Ask]) -> None:
    bindings = ask({"a.py": "from b import X\nclass A(A, X): ...\n", "b.py": "from a import X\n"})
    assert bindings("a.py") == Bindings()


def test_an_enum_value_or_metaclass_is_no_base(ask: Callable[[Files], Ask]) -> None:
    bindings = ask({"a.py": "class M(type): ...\nclass B: ...\nclass A(B, metaclass=M): ...\n"})
    assert bases(bindings("a.py")) == {("A", "B"): ("a.py#B", False)}


def test_where_imports_do_not_name_what_they_bring_a_unique_class_is_inferred(
    ask: Callable[[Files], Ask]
) -> None:
    bindings = ask({
        "a/Base.java": "package a;\npublic class Base {}\n",
        "a/Twice.java": "package a;\npublic class Twice {}\n",
        "b/Twice.java": "package b;\npublic class Twice {}\n",
        "m.py": "class Only: ...\n",
        "b/Mine.java": ("package b;\nimport a.*;\n"
                        "class Mine extends Base implements Near {}\ninterface Near {}\n"
                        "class Two extends Twice {}\nclass Three extends Only {}\n"),
    })
    found = {name: place for (_, name), place in bases(bindings("b/Mine.java")).items()}
    if not found:
        pytest.skip("the language has no outline")
    assert found == {"Base": ("a/Base.java#Base", True), "Near": ("b/Mine.java#Near", False)}
