"""Device Tree nodes, labels and includes."""

from __future__ import annotations

from tests.languages.extraction import qualnames, run, signatures


def test_a_node_is_named_by_its_path_and_signed_by_its_compatible_strings() -> None:
    found = run("Device Tree", '/ { soc { uart@1 { compatible = "a,b", "c"; }; }; };')
    assert signatures(found) == {"/": "", "/soc": "", "/soc/uart@1": ": a,b, c"}


def test_a_node_that_extends_another_is_named_by_the_reference() -> None:
    found = run("Device Tree", "&uart0 { dma { }; };\n&{/soc} { };\n")
    assert qualnames(found) == ["&uart0", "&uart0/dma", "&{/soc}"]
    assert found.symbols[0].modifiers == ("override",)


def test_every_label_of_a_node_is_listed_below_it() -> None:
    found = run("Device Tree", "/ { a: b: c@1 { }; };")
    assert signatures(found) == {"/": "", "/c@1": "", "a": ": /c@1", "b": ": /c@1"}
    assert [s.parent for s in found.symbols] == [-1, 0, 1, 1]


def test_properties_that_start_with_a_hash_are_no_directives() -> None:
    found = run("Device Tree", "/ {\n#size-cells = <1>;\n#include <a.h>\nb { };\n};")
    assert qualnames(found) == ["/", "/b"]
    assert [(i.module, i.kind, i.line) for i in found.imports] == [("<a.h>", "include", 3)]


def test_the_model_of_the_root_is_the_title() -> None:
    text = '/ {\n model = "The Board";\n x { model = "Other"; };\n};\n'
    assert run("Device Tree", text).title == "The Board"


def test_a_node_without_a_semicolon_after_an_include_is_found() -> None:
    found = run("Device Tree", '/include/ "a.dtsi"\n/ { b { }; };\n')
    assert qualnames(found) == ["/", "/b"]
    assert [i.module for i in found.imports] == ["a.dtsi"]


def test_what_needs_no_semicolon_does_not_begin_the_node_below_it() -> None:
    found = run("Device Tree", '/include/ "a.dtsi"\n/include/ "b.dtsi"\n\tspi0: spi@7000 { };\n'
                "&pins {\n\t/omit-if-no-ref/\n\tpull: pull-up { };\n};\n")
    lines = {symbol.name: symbol.line for symbol in found.symbols if symbol.kind == "label"}
    assert lines == {"spi0": 3, "pull": 6}
    assert [use.module for use in found.imports] == ["a.dtsi", "b.dtsi"]


def test_labels_on_lines_of_their_own_have_these_lines() -> None:
    found = run("Device Tree", "/ {\n\ta:\n\tb:\n\tc: d@1 {\n\t};\n};\n")
    assert [(s.name, s.line) for s in found.symbols if s.kind == "label"] == [
        ("a", 2), ("b", 3), ("c", 4)]
