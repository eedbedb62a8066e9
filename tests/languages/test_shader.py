"""Shaders: functions, structs, blocks, uniforms."""

from __future__ import annotations

from tests.languages.extraction import lines, qualnames, run, signatures


def test_uniforms_and_blocks_are_listed_without_their_layout() -> None:
    text = (
        "layout(set = 0) uniform P sampler3D a;\n"
        "layout(set = 1) uniform Q B { ivec4 b, c[2]; } d;\nlayout(local_size_x = 1) in;\n"
    )
    assert signatures(run("GLSL", text)) == {
        "a": ": P sampler3D", "B": ": uniform", "B.b": ": ivec4", "B.c": ": ivec4[2]"}  # fmt: skip


def test_a_function_reaches_to_its_closing_brace_and_hides_its_body() -> None:
    text = "float f(vec2 a,\n  float b) {\n  if (a) { return 1.0; }\n  int c = 1;\n}\n"
    found = run("GLSL", text)
    assert lines(found) == {"f": (1, 5)}
    assert signatures(found) == {"f": "(vec2 a, float b) -> float"}


def test_placeholders_of_a_generator_are_part_of_names_and_types() -> None:
    text = "#define P ${P}\n$if X:\n  uniform ${T} a;\n$else:\n  uniform ${U} b;\nvoid f() { }\n"
    assert qualnames(run("GLSL", text)) == ["P", "a", "b", "f"]


def test_buffers_and_resources_have_their_registers() -> None:
    text = (
        "cbuffer C : register(b0) { float a : packoffset(c1); }\n"
        "Texture2D<float4> t : register(t0);"
    )
    assert signatures(run("HLSL", text)) == {
        "C": " : register(b0)", "C.a": ": float : packoffset(c1)",
        "t": ": Texture2D<float4> : register(t0)",
    }  # fmt: skip


def test_entry_points_tell_their_stage() -> None:
    text = (
        "@group(0) @binding(1) var<storage, read> a: array<f32>;\n"
        "@vertex fn main(@builtin(position) b: vec4<f32>) -> f32 { let c = b < 1; }\n"
    )
    found = run("WGSL", text)
    assert [(s.kind, s.name, s.modifiers) for s in found.symbols] == [
        ("variable", "a", ("storage, read",)), ("function", "main", ("vertex",))]  # fmt: skip
