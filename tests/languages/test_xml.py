"""XML elements, build projects, schemas, property lists and drawings."""

from __future__ import annotations

from tests.languages.extraction import codes, lines, qualnames, run, signatures


def imports(text: str, name: str = "file.xml") -> list[tuple[str, str, tuple[str, ...]]]:
    return [(i.kind, i.module, i.names) for i in run("XML", text, name).imports]


def test_elements_with_a_name_are_qualified_by_those_around_them() -> None:
    found = run("XML", '<r>\n<a id="x">\n<b><c name="y"/></b>\n</a>\n</r>')
    assert lines(found) == {"r": (1, 5), "x": (2, 4), "x/y": (3, 3)}
    assert signatures(found)["x/y"] == " <c>"


def test_no_entity_is_expanded() -> None:
    bomb = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 20))
    found = run("XML", f"<!DOCTYPE r [{bomb}]>\n<r name='&l19;'>&l19;</r>")
    assert qualnames(found) == ["r"]


def test_what_is_in_comments_and_character_data_is_no_element() -> None:
    text = "<r><!-- <a id='x'/> --><![CDATA[<a id='y'/>]]><?p <a id='z'/> ?></r>"
    assert qualnames(run("XML", text)) == ["r"]


def test_the_comment_above_or_below_the_document_type_describes_the_file() -> None:
    comment = "<!-- What it holds. -->\n"
    assert run("XML", f"<?xml version='1.0'?>\n{comment}<r/>").doc == "What it holds."
    assert run("XML", f"<!DOCTYPE r>\n{comment}<r/>").doc == "What it holds."


def test_tags_that_do_not_match_are_reported_once() -> None:
    assert codes(run("XML", "<r>\n<a>\n</b>\n</c>\n</r>\n")) == [("syntax-error", 3)]
    assert codes(run("XML", "<r>\n<a>\n")) == [("syntax-error", 1)]
    assert codes(run("XML", "<r>\n</r>\n</r>\n")) == [("syntax-error", 3)]


def test_a_drawing_has_its_own_title_and_description_and_nothing_else() -> None:
    text = '<!-- Created with X --><svg><title>T</title><desc>D</desc><g id="a"/></svg>'
    found = run("XML", text)
    assert (found.title, found.doc, found.symbols) == ("T", "D", ())


def test_a_build_project_has_targets_properties_and_items() -> None:
    text = (
        '<Project><Import Project="a\\b.props"/>\n<PropertyGroup><Kind>x</Kind></PropertyGroup>\n'
        '<ItemGroup><ClCompile Include="..\\c.c;d.c"/><ProjectConfiguration Include="Debug|x"/>'
        '<PackageReference Include="P" Version="1.0"/><Filter Include="Files"/></ItemGroup>\n'
        '<Target Name="T" DependsOnTargets="U;V"/></Project>'
    )
    found = run("XML", text)
    assert [(s.kind, s.name, s.signature) for s in found.symbols] == [
        ("element", "Project", ""), ("property", "Kind", "= x"), ("target", "T", ": U;V"),
    ]  # fmt: skip
    assert imports(text) == [
        ("include", "a/b.props", ()), ("path", "../c.c", ()), ("path", "d.c", ()),
        ("dependency", "P", ("1.0",)),
    ]  # fmt: skip


def test_a_schema_declares_elements_and_types() -> None:
    text = (
        '<xs:schema><xs:import schemaLocation="b.xsd"/><xs:element name="a" type="T"/>'
        '<xs:complexType name="T"><xs:attribute name="u" type="xs:string"/></xs:complexType>'
        "</xs:schema>"
    )
    found = run("XML", text)
    assert [(s.kind, s.qualname, s.signature) for s in found.symbols] == [
        ("element", "xs:schema", ""), ("element", "a", ": T"), ("type", "T", " <complexType>"),
        ("attribute", "T/u", ": xs:string"),
    ]  # fmt: skip
    assert imports(text) == [("include", "b.xsd", ())]


def test_keys_of_a_property_list_show_short_values_but_no_secrets() -> None:
    text = (
        "<plist><dict><key>Name</key>\n<string>x</string><key>On</key><true/>"
        "<key>ApiToken</key><string>y</string><key>D</key><dict><key>Inner</key></dict>"
        "</dict></plist>"
    )
    assert signatures(run("XML", text)) == {
        "plist": "", "Name": "= x", "On": "= true", "ApiToken": "", "D": ""}  # fmt: skip


def test_a_style_sheet_has_templates_by_name_or_match() -> None:
    text = (
        '<xsl:stylesheet><xsl:include href="b.xsl"/><xsl:param name="p" select="1"/>'
        '<xsl:template match="/a" mode="m"/><xsl:template name="n"><xsl:param name="q"/>'
        "</xsl:template></xsl:stylesheet>"
    )
    found = run("XML", text)
    assert [(s.kind, s.name, s.signature) for s in found.symbols[1:]] == [
        ("variable", "p", "= 1"), ("rule", "/a", " mode=m"), ("function", "n", "")]  # fmt: skip


def test_a_document_type_lists_what_it_declares() -> None:
    text = '<!-- <!ELEMENT no ANY> -->\n<!ELEMENT a (b,\n c)>\n<!ENTITY % e "x">\n'
    found = run("XML", text, "x.dtd")
    assert [(s.kind, s.name, s.line) for s in found.symbols] == [
        ("element", "a", 2), ("macro", "e", 4)]  # fmt: skip


def test_the_bound_on_elements_is_told() -> None:
    found = run("XML", "<r>" + "".join(f'<a id="x{i}"/>\n' for i in range(1500)) + "</r>")
    assert len(found.symbols) == 1000
    assert codes(found) == [("outline-cut", 0)]
