"""YAML keys of the outer two levels, read without building anything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from tests.languages.extraction import assert_sound, codes, lines, qualnames, run, signatures


def test_keys_of_two_levels_have_dotted_names_and_lines() -> None:
    found = run("YAML", "a: 1\nb:\n  c: 2\n  d:\n    e: 3\nf: [1, 2]\n")
    assert lines(found) == {
        "a": (1, 1), "b": (2, 5), "b.c": (3, 3), "b.d": (4, 5), "f": (6, 6),
    }  # fmt: skip


@pytest.mark.parametrize("scalar", ["|", ">", "|-", ">+", "|2", "| # note", "&x |", "!!str >-"])
def test_keys_inside_a_block_scalar_are_no_keys(scalar: str) -> None:
    found = run("YAML", f"run: {scalar}\n    no: 1\n\n  # not: a comment\n    no: 2\nnext: 1\n")
    assert qualnames(found) == ["run", "next"]
    assert lines(found)["run"] == (1, 5)


def test_a_block_scalar_inside_a_list_ends_with_its_item() -> None:
    found = run("YAML", "steps:\n- run: |\n    a: 1\n  name: x\n- |\n  b: 2\nend: 1\n")
    assert qualnames(found) == ["steps", "end"]


def test_quoted_keys_lose_their_quotes() -> None:
    found = run("YAML", '"a b": 1\n\'it\'\'s\': 2\n"q\\"": 3\n? complex\n: x\n')
    assert qualnames(found) == ["a b", "it's", 'q"']


def test_a_colon_without_a_blank_after_it_belongs_to_the_key_or_the_value() -> None:
    found = run("YAML", "aten::add.out: 1\nurl: http://example.org\nnot a key\n")
    assert qualnames(found) == ["aten::add.out", "url"]


def test_quoted_scalars_and_flow_collections_may_span_lines() -> None:
    text = "a: \"one\n  x: two\"\nb: {c: 1,\n  d: [2, \"}\"]}\ne: 'it''s\n  y: z'\nf: 1\n"
    assert qualnames(run("YAML", text)) == ["a", "b", "e", "f"]


def test_every_document_of_a_file_is_read() -> None:
    found = run("YAML", "---\na: 1\n---\na: 2\n...\n---\nb: 3\n")
    assert [(s.qualname, s.line) for s in found.symbols] == [("a", 2), ("a", 4), ("b", 7)]


def test_merge_keys_and_aliases_are_never_followed() -> None:
    text = "a: &a [x, x]\nb: &b [*a, *a]\nc:\n  <<: *b\n  d: *a\n"
    assert qualnames(run("YAML", text)) == ["a", "b", "c", "c.d"]


def test_the_jobs_of_a_workflow_are_jobs_and_its_name_the_title() -> None:
    found = run("YAML", "name: Build\non: push\njobs:\n  test:\n    steps: []\n  lint: {}\n")
    assert qualnames(found, "job") == ["jobs.test", "jobs.lint"]
    assert found.title == "Build"


def test_jobs_without_a_trigger_are_plain_keys() -> None:
    assert qualnames(run("YAML", "jobs:\n  test: 1\n"), "job") == []


def test_short_values_are_shown_and_secrets_are_not() -> None:
    text = "port: 80 # http\napi_key: abc\nadminPassword: x\nmonkey: y\nurl: http://me:pw@host/\n"
    assert signatures(run("YAML", text)) == {
        "port": "= 80", "api_key": "", "adminPassword": "", "monkey": "= y", "url": "",
    }  # fmt: skip


def test_the_leading_comment_describes_the_file_and_a_comment_above_a_key_the_key() -> None:
    text = "# What this file is for.\n\na: 1\n# How many of them there are.\nb: 2\n"
    found = run("YAML", text)
    assert found.doc == "What this file is for."
    assert [s.doc for s in found.symbols] == ["", "How many of them there are."]


def test_a_comment_is_not_used_for_the_file_and_the_first_key_at_once() -> None:
    alone = run("YAML", "# The only comment here.\na: 1\nb: 2\n")
    assert (alone.doc, alone.symbols[0].doc) == ("The only comment here.", "")
    among = run("YAML", "# About the first key.\na: 1\n# About the second key.\nb: 2\n")
    assert (among.doc, among.symbols[0].doc) == ("", "About the first key.")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: [1,\n", 2),
        ('a: 1\nb: "open\n', 2),
        ("a: 1\nb:\n\tc: 2\n", 3),
        ("a: 1\n  b: 2\n", 2),
    ],
)
def test_broken_yaml_is_reported_with_its_line_after_the_keys_before_it(
    text: str, line: int
) -> None:
    found = run("YAML", text)
    assert codes(found) == [("syntax-error", line)]
    assert qualnames(found)[0] == "a"


def test_template_lines_are_reported_and_stepped_over() -> None:
    text = '{% set v = "1" %}\nname: {{ v }}\n{{- if .x }}\nb:\n  c: {{ .y }}\n{{- end }}\n'
    found = run("YAML", text)
    assert codes(found) == [("template", 1)]
    assert qualnames(found) == ["name", "b", "b.c"]


def test_a_file_of_very_many_keys_is_cut_and_says_so() -> None:
    found = run("YAML", "".join(f"k{i}: 1\n" for i in range(3000)))
    assert len(found.symbols) == 2000
    assert codes(found) == [("truncated", 2000)]


def test_a_hundred_thousand_brackets_are_no_trouble() -> None:
    assert codes(run("YAML", "a: " + "[" * 100_000 + "]" * 100_000 + "\nb: 1\n")) == []


def oracle(text: str) -> set[tuple[str, int]]:
    """The same keys as a complete parser finds them."""
    documents = YAML(typ="safe", pure=True).compose_all(text)
    found = set()
    for key, value in (pair for document in documents for pair in pairs(document)):
        found.add((key.value, key.start_mark.line + 1))
        for inner, _ in pairs(value):
            found.add((f"{key.value}.{inner.value}", inner.start_mark.line + 1))
    return found


def pairs(node: Node | None) -> list[tuple[ScalarNode, Node]]:
    if not isinstance(node, MappingNode) or node.flow_style:
        return []
    return [(key, value) for key, value in node.value if isinstance(key, ScalarNode)]


SCALARS = st.sampled_from(
    ["1", "text", "'a: b'", '"c: d"', "[1, 2]", "{e: f}", "|\n{i}  g: h\n{i}  # i", ">-\n{i}  j: k",
     "# note", "http://x", "*x", "&y 1", "!!str z", "", "- {i}", "a\n{i}  goes on", '"s\n{i} t: u"']
)  # fmt: skip


@st.composite
def documents(draw: st.DrawFn, depth: int = 0) -> str:
    indent = "  " * depth
    out = []
    for index in range(draw(st.integers(1, 4))):
        shape = draw(st.sampled_from(["scalar", "map", "list", "comment"]))
        key = draw(st.sampled_from(["k", "a b", "a::b", "- x", '"q"', "'s'"])).replace("- ", "-")
        key = f"{key[:-1]}{depth}{index}{key[-1]}"
        if shape == "scalar" or depth == 3:
            value = draw(SCALARS.filter(lambda s: not s.startswith(("*", "- "))))
            out.append(f"{indent}{key}: {value.format(i=indent) if '{i}' in value else value}\n")
        elif shape == "map":
            out.append(f"{indent}{key}:\n{draw(documents(depth + 1))}")
        elif shape == "list":
            out.append(f"{indent}{key}:\n{indent}- 1\n{indent}- n: 2\n{indent}  m: 3\n")
        else:
            out.append(f"{indent}# note: this\n{indent}{key}: 0\n")
    return "".join(out)


@pytest.mark.filterwarnings("ignore::ruamel.yaml.error.ReusedAnchorWarning")
@given(documents())
def test_valid_documents_give_the_keys_that_a_complete_parser_finds(text: str) -> None:
    found = run("YAML", text)
    assert {(s.qualname, s.line) for s in found.symbols} == oracle(text)
    assert found.diagnostics == ()
    assert_sound(found, text)


@given(st.text(alphabet="ab:-#|>'\"{}[]&*!? \n\t%", max_size=60) | st.text())
def test_no_text_breaks_the_scanner(text: str) -> None:
    assert_sound(run("YAML", text), text)
