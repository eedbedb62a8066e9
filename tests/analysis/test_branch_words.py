"""Words that branch are counted before nodes are: there are never fewer of them than nodes."""

from __future__ import annotations

import pytest

from pipeline.analysis.branch_words import functions, nests_of_loops
from pipeline.analysis.complexity import find, measure
from pipeline.analysis.control_flow import GRAMMARS
from pipeline.analysis.subject import Subject
from pipeline.languages import Source, extract
from pipeline.languages.table import by_name
from pipeline.parse import parse

PYTHON = by_name("Python")


def subject(text: str) -> Subject:
    assert PYTHON is not None
    source = Source(text, "a.py", PYTHON)
    return Subject(source, extract(source))


@pytest.mark.parametrize("body", [
    "    return 1if a else 2if(b)else[c for c in d if(c)]\n",
    "\tif a:\n\t\treturn(a)or(b)and not(c)\n",
    "    async  for a in b:\n        x = lambda:0\n",
    "    match a:\n        case 1:pass\n        case _ if(b):pass\n",
    "    try:\n        pass\n    except(A, B):\n        pass\n    else:\n        pass\n",
    "    while(a):\n        return '''if'''if\\\na else b\n",
])
def test_there_are_as_many_words_as_nodes_that_branch(body: str) -> None:
    seen = subject("async def f(a):\n" + body)
    (block,) = functions(seen)
    kinds = tuple(set(GRAMMARS["Python"].roles) - {"function_definition"})
    nodes = seen.nodes_in(block.node, kinds)
    assert len(block.words) >= sum(map(len, nodes.values())) > 0


def test_a_function_with_few_branches_is_not_measured() -> None:
    text = "def f(a):\n    if a:\n        return 1\n    return 2\n" + "    # more\n" * 20
    grammar = GRAMMARS["Python"]
    assert len(measure(subject(text), grammar)) == 1
    assert measure(subject(text), grammar, fewest=3) == []


def test_a_long_function_without_branches_is_still_long() -> None:
    (found,) = find(subject("def f():\n" + "    call()\n" * 160))
    assert (found.rule, found.detail) == ("long-function", "161 lines")


@pytest.mark.parametrize("text", [
    "for a in b:\n for a in b:\n  while c:\n   for a in b: pass\n",
    "class A:\n    for a in b:\n\tfor a in b:\n\t while c:\n\t  for a in b: pass\n",
    "def f():\n    for a in b:\n        '''\nfor the reader\n'''\n"
    "        for a in b:\n            while c:\n                for a in b: pass\n",
])
def test_nested_loops_are_found_wherever_they_stand(text: str) -> None:
    assert PYTHON is not None
    found = parse(text.encode(), "a.py", PYTHON).findings
    assert [(one.rule, one.detail) for one in found] == [("nested-loops", "4 levels")]


def test_loops_side_by_side_are_no_nest() -> None:
    text = "def f():\n" + "    for a in b:\n        pass\n" * 5
    assert nests_of_loops(subject(text), 4) == []


def test_a_loop_in_a_function_is_looked_at_once() -> None:
    text = ("for a in b:\n    def f():\n        for c in d:\n            for e in g:\n"
            "                for h in i:\n                    for j in k: pass\n")
    (outermost,) = nests_of_loops(subject(text), 4)
    assert outermost.type == "for_statement"
