"""Jupyter notebooks: headings, definitions and imports on the lines of the file."""

from __future__ import annotations

import json

from tests.languages.extraction import assert_sound, codes, lines, qualnames, run


def notebook(*cells: tuple[str, str], language: str = "python") -> str:
    listed = [
        {"cell_type": kind, "metadata": {"x": ["source"]}, "outputs": [{"text": ["def no(): 1"]}],
         "source": text.splitlines(keepends=True)}
        for kind, text in cells
    ]  # fmt: skip
    metadata = {"language_info": {"name": language}}
    return json.dumps({"cells": listed, "metadata": metadata, "nbformat": 4}, indent=1) + "\n"


def test_places_are_lines_of_the_file() -> None:
    prose = "# A\n\nText that says something.\n"
    text = notebook(("markdown", prose), ("code", "def f():\n  pass\n"))
    found = run("Jupyter Notebook", text)
    written = text.split("\n")
    assert (found.title, found.doc) == ("A", "Text that says something.")
    assert [written[s.line - 1].strip() for s in found.symbols] == ['"# A\\n",', '"def f():\\n",']
    assert written[found.symbols[1].end_line - 1].strip() == '"  pass\\n"'


def test_what_only_ipython_understands_is_set_aside() -> None:
    code = "%matplotlib inline\nx = !ls\nif x:\n    %time f()\nprint?\n!rm x\nimport a\n"
    found = run("Jupyter Notebook", notebook(("code", code), ("code", "%%bash\nfi (\n")))
    assert codes(found) == []
    assert [i.module for i in found.imports] == ["a"]


def test_a_cell_that_is_timed_is_read() -> None:
    text = notebook(("code", "%%time\ndef f(): pass\n"))
    assert qualnames(run("Jupyter Notebook", text)) == ["f"]


def test_results_kept_between_cells_are_no_definitions() -> None:
    assert run("Jupyter Notebook", notebook(("code", "a = 1\nb = a\n"))).symbols == ()


def test_a_section_holds_the_code_up_to_the_next_heading() -> None:
    text = notebook(("markdown", "# A\n"), ("code", "def f(): pass\n"), ("markdown", "# B\n"))
    found = lines(run("Jupyter Notebook", text))
    assert found["A"][0] < found["f"][0] <= found["A"][1] < found["B"][0]


def test_a_notebook_of_another_language_is_not_read_as_python() -> None:
    text = notebook(("code", "def f(): pass\n"), language="unknown to the table")
    assert run("Jupyter Notebook", text).symbols == ()


def test_a_source_in_one_string_and_on_one_line_is_read() -> None:
    cells = [{"cell_type": "code", "source": "class A:\n  pass\nclass A:\n  pass"}]
    text = json.dumps({"cells": cells})
    found = run("Jupyter Notebook", text)
    assert qualnames(found) == ["A"]
    assert_sound(found, text)


def test_a_notebook_that_is_cut_off_is_reported_and_read() -> None:
    text = notebook(("code", "def f(): pass\n"), ("code", "def g(): pass\n"))
    found = run("Jupyter Notebook", text[: text.index("def g") + 14])
    assert [code for code, _ in codes(found)] == ["syntax-error"]
    assert qualnames(found) == ["f"]
