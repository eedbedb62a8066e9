"""reStructuredText sections, described objects and references."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.languages.rst import plain
from tests.languages.extraction import assert_sound, lines, qualnames, run, signatures


def imports(text: str) -> list[tuple[str, str, int]]:
    return [(i.kind, i.module, i.line) for i in run("reStructuredText", text).imports]


def test_levels_follow_the_order_in_which_adornments_appear() -> None:
    text = "===\nOne\n===\n\nTwo\n---\n\nThree\n~~~~~\n\nFour\n----\n\n====\nFive\n====\nx\n"
    found = run("reStructuredText", text)
    assert lines(found) == {
        "One": (1, 13), "Two": (5, 10), "Three": (8, 10), "Four": (11, 13), "Five": (14, 17),
    }  # fmt: skip
    assert [s.parent for s in found.symbols] == [-1, 0, 1, 0, -1]
    assert found.title == "One"


def test_a_title_right_below_a_paragraph_still_counts() -> None:
    assert qualnames(run("reStructuredText", "T\n=\n\nText here.\n\nNext\n====\n")) == ["Next"]


def test_titles_in_literal_blocks_and_comments_are_none() -> None:
    text = (
        "Text::\n\n  A\n  ---\n\n.. note to self\n   B\n   ---\n\n"
        ".. code-block:: c\n\n   C\n   ---\n"
    )
    assert run("reStructuredText", text).symbols == ()


def test_tables_and_transitions_are_no_titles() -> None:
    text = "=====  =====\nA      B\n=====  =====\n1      2\n=====  =====\n\n----------\n\nText.\n"
    assert run("reStructuredText", text).symbols == ()


def test_described_objects_have_kind_signature_and_span() -> None:
    text = (
        ".. function:: f(a, *, b=1)\n   g(c)\n\n   Do it.  Well.\n\n.. py:data:: X\n"
        ".. c:macro:: Py_X\n.. exception:: E\n.. module:: m.n\n.. cmdoption:: -v, --verbose\n"
    )
    found = run("reStructuredText", text)
    assert [(s.kind, s.qualname, s.line, s.end_line) for s in found.symbols] == [
        ("function", "f", 1, 4), ("function", "g", 2, 4), ("variable", "X", 6, 6),
        ("macro", "Py_X", 7, 7), ("class", "E", 8, 8), ("namespace", "m.n", 9, 9),
        ("key", "-v", 10, 10),
    ]  # fmt: skip
    assert signatures(found)["f"] == "(a, *, b=1)"
    assert found.symbols[0].doc == "Do it. Well."


def test_members_carry_the_name_of_their_class() -> None:
    text = ".. class:: A(x)\n\n   .. method:: m()\n\n   .. attribute:: A.y\n\n.. method:: z()\n"
    found = run("reStructuredText", text)
    assert qualnames(found) == ["A", "A.m", "A.y", "z"]
    assert [s.parent for s in found.symbols] == [-1, 0, 0, -1]


def test_a_c_declaration_is_named_by_its_declarator() -> None:
    found = run("reStructuredText", ".. c:function:: PyObject *Py_F(int a, char **b)\n")
    assert signatures(found) == {"Py_F": "(int a, char **b)"}


def test_a_module_whose_documentation_is_shown_is_imported() -> None:
    text = ".. automodule:: torch.nn\n   :members:\n\n.. automodule::\n"
    assert imports(text) == [("import", "torch.nn", 1)]


def test_references_to_documents_are_links_and_includes() -> None:
    text = (
        ".. include:: a.inc\n\nSee :doc:`b` and :doc:`the c <../c>`.\n\n.. toctree::\n"
        "   :maxdepth: 1\n   :glob:\n\n   d\n   E title <e/f>\n   g/*\n   self\n   https://x.org\n"
        "\n.. image:: i.png\n.. image:: https://x.org/j.png\n.. literalinclude:: k.py\n"
    )
    assert imports(text) == [
        ("include", "a.inc", 1), ("link", "b", 3), ("link", "../c", 3), ("link", "d", 9),
        ("link", "e/f", 10), ("link", "i.png", 15), ("include", "k.py", 17),
    ]  # fmt: skip


def test_references_in_admonitions_count() -> None:
    assert imports(".. note::\n\n   See :doc:`a`.\n") == [("link", "a", 3)]


def test_the_first_paragraph_describes_the_document() -> None:
    text = (
        "T\n===\n\n:author: Me\n\n* a list of things\n\n**Source code:** :source:`Lib/x.py`\n\n"
        "It is *the* first ``one``.\n"
    )
    assert run("reStructuredText", text).doc == "It is the first one."


def test_a_module_without_text_is_described_by_its_synopsis() -> None:
    text = "T\n===\n\n.. module:: m\n   :synopsis: Do it well.\n"
    assert run("reStructuredText", text).doc == "Do it well."


def test_an_abstract_describes_the_document() -> None:
    text = "Title\n=====\n\n.. topic:: Abstract\n\n   What it is about.\n\nIt goes on so.\n"
    assert run("reStructuredText", text).doc == "What it is about."


def test_inline_markup_is_taken_off() -> None:
    text = "A *b* **c** ``d*e`` :func:`~f.g` :ref:`h <i>` `j <k>`_ link_ :meth:`!m.n` 2*3 x\\ y::"
    assert plain(text) == "A b c d*e g h j link m.n 2*3 x y"


def test_deep_and_long_documents_are_no_trouble() -> None:
    deep = "".join(f"{'   ' * i}.. class:: C{i}\n\n" for i in range(300))
    assert_sound(run("reStructuredText", deep), deep)


@given(
    st.lists(
        st.sampled_from(
            ["T", "===", "---", "text", "", ".. class:: A", "   .. method:: m(", ".. x", "..",
             "   in", "a::", ".. toctree::", "   d <e>", "====", ".. function::", "\t.. data:: q"]
        )
    ).map("\n".join)
    | st.text(alphabet="ab.:=-`<>|*_ \n\t\\", max_size=80)
    | st.text()
)  # fmt: skip
def test_no_text_breaks_the_scanner(text: str) -> None:
    assert_sound(run("reStructuredText", text), text)
