"""Documentation texts are taken apart: six ways of writing sections, and nothing invented."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import docsections
from pipeline.docsections import Item, Sections, parse

GOOGLE = """Adds up.

More on it.

Args:
    a (int, optional): one
        and more
    *rest: the others
    key (dict[str, Callable[[int], str]]): nested

Returns:
    int: the sum

Raises:
    ValueError: if bad

Example::

    >>> add(1)
    1

The end."""

NUMPY = """Adds up.

Parameters
----------
a : int, optional
    one
b, c
    two

Returns
-------
total : int
    the sum
float

Raises
------
ValueError
    if bad

Notes
-----
The end."""

SPHINX = """Adds up.

:param int a: one
   and more
:param b: two
:type b: str
:returns: the sum
:rtype: int
:raises ValueError: if bad"""

DOXYGEN = r"""\\brief is taken off elsewhere.

@param[in] a the first
  goes on
\param b the second
@tparam T what is added
@return the sum
@retval 0 nothing
@throws Error when bad"""

JSDOC = """Adds up.
@param {number} a - the first
@param {string} [b='x'] the second
@returns {number} the sum"""

RUSTDOC = """Adds up.

# Errors

Fails when it is bad.

# Examples

```
add(1);
```

# Other

The end."""


def test_google_sections_are_read() -> None:
    found = parse(GOOGLE)
    assert found.summary == "Adds up."
    assert found.params == [Item("a", "int, optional", "one and more"),
                            Item("*rest", "", "the others"),
                            Item("key", "dict[str, Callable[[int], str]]", "nested")]
    assert found.returns == [Item("", "int", "the sum")]
    assert found.raises == [Item("ValueError", "", "if bad")]
    assert found.examples == [">>> add(1)\n1"]
    assert found.rest == "More on it.\n\nThe end."


def test_numpy_sections_are_read() -> None:
    found = parse(NUMPY)
    assert found.params == [Item("a", "int, optional", "one"), Item("b, c", "", "two")]
    assert found.returns == [Item("total", "int", "the sum"), Item("", "float", "")]
    assert found.raises == [Item("ValueError", "", "if bad")]
    assert found.rest == "Notes\n-----\nThe end."


def test_the_fields_of_sphinx_are_read() -> None:
    found = parse(SPHINX)
    assert found.params == [Item("a", "int", "one and more"), Item("b", "str", "two")]
    assert found.returns == [Item("", "int", "the sum")]
    assert found.raises == [Item("ValueError", "", "if bad")]
    assert found.rest == ""


def test_the_commands_of_doxygen_are_read() -> None:
    found = parse(DOXYGEN)
    assert found.params == [Item("a", "", "the first goes on"), Item("b", "", "the second"),
                            Item("T", "", "what is added")]
    assert found.returns == [Item("", "", "the sum"), Item("0", "", "nothing")]
    assert found.raises == [Item("Error", "", "when bad")]


def test_the_tags_of_jsdoc_are_read_with_their_types() -> None:
    found = parse(JSDOC)
    assert found.params == [Item("a", "number", "the first"), Item("b", "string", "the second")]
    assert found.returns == [Item("", "number", "the sum")]


def test_the_headings_of_rustdoc_are_read() -> None:
    found = parse(RUSTDOC)
    assert found.raises == [Item("", "", "Fails when it is bad.")]
    assert found.examples == ["```\nadd(1);\n```"]
    assert found.rest == "# Other\n\nThe end."


@pytest.mark.parametrize(("line", "item"), [
    ("a (int or (str, int)): one\n    of the parts", Item("a", "int or (str, int)",
                                                         "one of the parts")),
    ("* ``a`` (str) : one", Item("a", "str", "one")),
    ("- a: one", Item("a", "", "one")),
    ("a (nn.Module)\n        one", Item("a", "nn.Module", "one")),
    (r"\*a (torch.Size): one", Item("*a", "torch.Size", "one")),
])
def test_google_parameters_are_written_in_many_ways(line: str, item: Item) -> None:
    assert parse(f"Adds.\n\nArgs:\n    {line}\n").params == [item]


def test_the_members_of_kernel_doc_are_read() -> None:
    found = parse("yield_to() - yields.\n@p: the target\n    task\n@preempt: or not\n\n"
                  "It is the caller's job.\n\nReturn: true if it did,\n\tfalse if not.\n")
    assert found.params == [Item("p", "", "the target task"), Item("preempt", "", "or not")]
    assert found.returns == [Item("", "", "true if it did, false if not.")]
    assert found.summary == "yield_to() - yields."
    assert found.rest == "It is the caller's job."


def test_a_google_result_may_be_prose() -> None:
    assert parse("A.\n\nReturns:\n    The sum of all,\n    or nothing.").returns == [
        Item("", "", "The sum of all, or nothing.")]


@pytest.mark.parametrize("doc", [
    "A.\n\nArgs:\n    just prose here",
    "A value that is\nReturn: part of a sentence",
    "See\n@see: elsewhere",
    "A.\n\nNote:\n    a: b",
    "Parameters and arguments are words.\nReturns nothing.",
    "See http://example.com: it says why",
    "",
])
def test_what_is_no_section_for_certain_stays_prose(doc: str) -> None:
    found = parse(doc)
    assert not found.tabular
    assert words(found.summary + " " + found.rest) == words(doc)


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def everything(found: Sections) -> str:
    items = [*found.params, *found.returns, *found.raises]
    parts = [part for item in items for part in item]
    return " ".join([found.summary, found.rest, *found.examples, *parts])


_LINES = st.sampled_from([
    "Args:", "Returns:", "Raises:", "Example::", "Parameters", "-------", "# Errors", "# Examples",
    ":param x: one", ":param int y: two", "@w: four", "Return: five", ":type x: str",
    ":rtype: int", "@param z three",
    "@return it", ">>> f(1)", "    a (int): b", "    c: d", "    e", "        f", "", "Some prose.",
    "    ValueError: bad", "```", "x : int", "    - item",
])


@given(st.lists(_LINES | st.text(max_size=20), max_size=30))
def test_nothing_is_invented(lines: list[str]) -> None:
    doc = "\n".join(lines)
    assert set(words(everything(parse(doc)))) <= set(words(doc.expandtabs(4)))


@given(st.lists(_LINES, max_size=30))
def test_no_word_of_prose_is_lost(lines: list[str]) -> None:
    doc = "\n".join(lines)
    lost = set(words(doc)) - set(words(everything(parse(doc))))
    assert lost <= {"Args", "Returns", "Raises", "Example", "Parameters", "Errors", "Examples",
                    "param", "return", "type", "rtype", "x", "str", "int", "Return"}


@given(st.lists(st.sampled_from((
    "Args:", "  x: it", "Args", "----", " ---", "~~~", "#  Errors", "# Panics", ":param x: it",
    "@param x it", "\\param x it", "@x: it", "Return: it", "RETURNS: it", ">>> f()",
    ".. code:: py", "", " ", "Returns", "plain text", "note:", "  Raises: ", "r: x", "\tArgs::",
    "word", "::", "\u00a0Args:")), max_size=12))
def test_no_line_that_starts_something_is_passed_over(lines: list[str]) -> None:
    doc = "\n".join(lines)
    with pytest.MonkeyPatch.context() as patch:
        quick = parse(doc)
        patch.setattr(docsections, "_may_start", lambda lines, at: True)
        assert quick == parse(doc)
