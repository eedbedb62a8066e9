"""Protocol Buffers, Thrift, FlatBuffers, Cap'n Proto and GraphQL."""

from __future__ import annotations

from tests.languages.extraction import qualnames, run, signatures


def test_messages_nest_and_their_options_are_no_fields() -> None:
    text = (
        "message A {\n option x = 1;\n reserved 1 to 3;\n message B { int32 c = 1; }\n"
        " .p.B b = 2 [(o) = { x: 1; y: 2 }];\n}\n"
    )
    assert signatures(run("Protocol Buffers", text)) == {
        "A": "", "A.B": "", "A.B.c": ": int32 = 1", "A.b": ": .p.B = 2"}  # fmt: skip


def test_members_of_a_oneof_belong_to_the_message() -> None:
    found = run("Protocol Buffers", "message A { oneof b { int32 c = 1; } }\n")
    assert qualnames(found) == ["A", "A.b", "A.c"]
    assert [s.parent for s in found.symbols] == [-1, 0, 1]


def test_fields_of_a_top_level_extension_belong_to_the_file() -> None:
    assert qualnames(run("Protocol Buffers", "extend A { int32 b = 1; }\n")) == ["A", "b"]


def test_remote_calls_with_and_without_a_body_are_methods() -> None:
    text = "service S {\n rpc A(B) returns (C);\n rpc D(stream B) returns (C) { option x = 1; }\n}"
    assert signatures(run("Protocol Buffers", text)) == {
        "S": "", "S.A": "(B) returns (C)", "S.D": "(stream B) returns (C)"}  # fmt: skip


def test_a_text_block_in_an_option_defines_nothing() -> None:
    text = 'option (a) = { message: "x" enum { b: 1 } };\nmessage C { }\n'
    assert qualnames(run("Protocol Buffers", text)) == ["C"]


def test_separators_are_optional_in_thrift() -> None:
    text = "struct A {\n 1: i32 b\n 2: map<string, list<i32>> c; 3: D d,\n}\nenum E { F, G = 2 }\n"
    assert signatures(run("Thrift", text)) == {
        "A": "", "A.b": ": 1: i32", "A.c": ": 2: map<string, list<i32>>", "A.d": ": 3: D",
        "E": "", "E.F": "", "E.G": "= 2",
    }  # fmt: skip


def test_thrift_annotations_are_passed_over() -> None:
    text = '@cpp.Type{name = "x"}\nstruct A {\n @deprecated\n 1: i32 b (a = "1")\n} (c = "2")\n'
    assert signatures(run("Thrift", text)) == {"A": "", "A.b": ": 1: i32"}


def test_a_thrift_constant_may_hold_a_map() -> None:
    found = run("Thrift", 'const map<string, i32> A = {\n "b": 1, "c": 2\n}\nconst i32 D = 1\n')
    assert qualnames(found) == ["A", "D"]


def test_members_of_graphql_enums_may_share_a_line() -> None:
    assert qualnames(run("GraphQL", "enum A { B C @d(e: 1)\n F }\n")) == ["A", "A.B", "A.C", "A.F"]


def test_a_graphql_description_documents_what_follows() -> None:
    text = '"""\nIts text.\n"""\ntype A {\n  "Short."\n  b("An argument." c: D = "x"): E\n}\n'
    found = run("GraphQL", text)
    assert [(s.name, s.doc, s.signature) for s in found.symbols] == [
        ("A", "Its text.", ""), ("b", "Short.", '(c: D = "x"): E')]  # fmt: skip


def test_selections_of_a_graphql_operation_are_no_fields() -> None:
    found = run("GraphQL", "query A($b: C = {d: 1}) { e { f } }\nfragment G on H { i }\n{ j }\n")
    assert qualnames(found) == ["A", "G"]


def test_members_of_an_unnamed_union_belong_to_the_struct() -> None:
    found = run("Cap'n Proto", "struct A {\n union { b @0 :Void; }\n c :union { d @1 :Text; }\n}")
    assert qualnames(found) == ["A", "A.b", "A.c", "A.c.d"]
