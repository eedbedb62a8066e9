"""HTML pages, style sheets, components and templates."""

from __future__ import annotations

from tests.languages.extraction import codes, lines, qualnames, run, signatures


def references(language: str, text: str) -> list[tuple[str, str, int]]:
    return [(i.kind, i.module, i.line) for i in run(language, text).imports]


def test_headings_nest_and_their_markup_is_taken_off() -> None:
    found = run("HTML", "<h1>A <b>b</b> &amp; c</h1>\n<h2>D</h2>\n<H3>E</H3>\n<h2>F</h2>")
    assert lines(found) == {"A b & c": (1, 4), "D": (2, 3), "E": (3, 3), "F": (4, 4)}


def test_what_scripts_styles_and_comments_hold_is_no_markup() -> None:
    text = '<script>"<h1>a</h1>"</script><style>b > c {}</style><!-- <h1>d</h1> --><h1>e</h1>'
    assert qualnames(run("HTML", text)) == ["e"]


def test_the_description_of_a_page_is_the_one_it_declares_or_its_first_paragraph() -> None:
    assert run("HTML", '<meta name="Description" content="What it is.">').doc == "What it is."
    text = "<p>Home of all pages.</p><h1>T</h1><p>Tells of one thing.<p>And of more things.</p>"
    assert run("HTML", text).doc == "Tells of one thing."


def test_references_stay_in_the_tree() -> None:
    text = (
        '<link href="a.css"><script src="b.js?v=1"></script>\n<a href="c.html#d">x</a>'
        '<a href="https://e">y</a><a href="#f">z</a><img src=g.png>'
    )
    assert references("HTML", text) == [
        ("include", "a.css", 1), ("include", "b.js", 1), ("link", "c.html", 2),
        ("link", "g.png", 2),
    ]  # fmt: skip


def test_ids_that_a_program_counted_are_left_out() -> None:
    text = '<p id="id1"><p id="index-0"><p id="intro"><td id="from0_12"><i id="a44fb522">'
    assert qualnames(run("HTML", text)) == ["intro"]


def test_blocks_of_a_template_hold_the_headings_in_them() -> None:
    text = "<h1>a</h1>\n{% block b %}\n<h2>{{ _('c') }}</h2>\n{% endblock %}\n<h1>{{ d }}</h1>\n"
    found = run("HTML", text)
    assert lines(found) == {"a": (1, 1), "b": (2, 4), "c": (3, 4)}
    assert found.symbols[2].parent == 1


def test_rule_sets_are_listed_by_their_selector() -> None:
    text = 'a, b { c: d }\n@media x { e[f="{"] { g: h } }\ni { j: url(data:x;y) }\n'
    assert lines(run("CSS", text)) == {
        "a, b": (1, 1), "@media x": (2, 2), '@media x e[f="{"]': (2, 2), "i": (3, 3)}  # fmt: skip


def test_steps_of_an_animation_and_declarations_are_no_rule_sets() -> None:
    assert qualnames(run("CSS", "@keyframes k { from { a: b } to { a: c } }")) == ["@keyframes k"]


def test_imports_of_sheets_are_includes() -> None:
    text = '@import "a";\n@import url(b.css) screen;\n@import url("https://c");\n@use "sass:x";'
    assert references("SCSS", text) == [("include", "a", 1), ("include", "b.css", 2)]


def test_less_variables_and_mixins_are_told_from_at_rules() -> None:
    text = "@a: 1px;\n.b(@c; @d: 2) when (@c) { e: f }\n@media print { .g { .b(1; 2); } }\n"
    found = run("Less", text)
    assert [(s.kind, s.name) for s in found.symbols] == [
        ("variable", "@a"), ("mixin", ".b"), ("block", "@media print"),
        ("selector", ".g"),
    ]  # fmt: skip


def test_long_lists_of_selectors_are_cut_between_two_of_them() -> None:
    name = run("CSS", ", ".join(f".selector-{i}" for i in range(50)) + " {}").symbols[0].name
    assert len(name) < 130
    assert name.endswith(" …")


def test_only_the_script_of_a_component_is_read_as_code() -> None:
    found = run("Vue", "<template>\n<a/>\n</template>\n<script>\nlet a;\n</script>\n", "Order.vue")
    assert found.title == "Order"
    assert codes(found) == []


def test_macros_have_parameters_and_blocks_nest() -> None:
    text = (
        "{% block a %}\n{% block b %}\n{% endblock %}\n{% endblock %}\n"
        "{% macro c(d, e='%}') %}{% endmacro %}"
    )
    found = run("Jinja", text)
    assert lines(found) == {"a": (1, 4), "b": (2, 3), "c": (5, 5)}
    assert signatures(found)["c"] == "(d, e='%}')"


def test_statements_in_comments_strings_and_raw_blocks_are_none() -> None:
    text = (
        "{# {% block a %} #}{{ '{% block b %}' }}{% raw %}{% block c %}{% endraw %}"
        "{% set d = 1 %}"
    )
    assert qualnames(run("Jinja", text)) == ["d"]


def test_templates_referred_to_by_a_string_are_includes() -> None:
    text = (
        "{% extends 'a' %}\n{% include ['b', \"c\"] %}{% include d %}\n"
        "{% from 'e' import f as g %}"
    )
    assert [(i.module, i.line, i.names) for i in run("Jinja", text).imports] == [
        ("a", 1, ()), ("b", 2, ()), ("c", 2, ()), ("e", 3, ("f",))]  # fmt: skip


def test_a_template_of_python_code_has_its_functions_but_not_its_loose_variables() -> None:
    text = (
        "{{ head('a') }}\nx = 1\n{% if y %}\ndef f({{ args() }}, b):\n    return {{ z }}\n"
        "{% endif %}\n"
    )
    found = run("Jinja", text, "kernel.py.jinja")
    assert signatures(found) == {"f": "({{ args() }}, b)"}
    assert lines(found) == {"f": (4, 5)}


def test_partials_are_includes_and_comments_hold_none() -> None:
    text = "{{!-- Shows {{> a}} --}}\n{{> b/c}}{{#> d}}{{#*inline 'e'}}{{/inline}}{{> (f)}}"
    found = run("Handlebars", text)
    assert found.doc == "Shows {{> a}}"
    assert references("Handlebars", text) == [("include", "b/c", 2), ("include", "d", 2)]
    assert qualnames(found) == ["e"]
