"""Requirements of pip: packages, versions, included files."""

from __future__ import annotations

import pytest

from pipeline.languages.packages import Requirement, requirement
from tests.languages.extraction import run


@pytest.mark.parametrize(("text", "found"), [
    ("a", Requirement("a")),
    ("a.b-c_d >= 1.0, <2", Requirement("a.b-c_d", (">=1.0,<2",))),
    ("a[x,y]==1.*", Requirement("a", ("==1.*",))),
    ("a (~=1)", Requirement("a", ("~=1",))),
    ("a @ https://b.c/d.zip", Requirement("a", ("https://b.c/d.zip",))),
    ('a>1; python_version<"3"', Requirement("a", (">1",), 'python_version<"3"')),
    ("a b", None), ("", None), ("-e .", None), ("a==", None), ("==1", None),
])
def test_a_requirement_is_taken_apart(text: str, found: Requirement | None) -> None:
    assert requirement(text) == found


def test_each_line_is_a_dependency_or_a_file() -> None:
    text = "a>=1 # why\n# b\n-r c.txt\n--index-url https://d\n./e\nf \\\n  ==2 --hash=x:y\n"
    found = run("Pip requirements", text, "requirements.txt")
    assert [(i.kind, i.module, i.names, i.line) for i in found.imports] == [
        ("dependency", "a", (">=1",), 1), ("path", "c.txt", (), 3), ("path", "./e", (), 5),
        ("dependency", "f", ("==2",), 6)]


def test_an_editable_repository_is_called_after_its_egg() -> None:
    found = run("Pip requirements", "-e git+https://a/b.git@v1#egg=c\n")
    assert [(i.module, i.names) for i in found.imports] == [("c", ("git+https://a/b.git@v1",))]
