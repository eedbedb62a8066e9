"""What JavaScript and TypeScript declare, in all the ways that they can be written."""

from __future__ import annotations

import time

import pytest

from pipeline.model import Extraction, Symbol
from tests.languages.extraction import assert_sound, qualnames, run, signatures


def js(text: str) -> Extraction:
    found = run("JavaScript", text, "file.js")
    assert_sound(found, text)
    return found


def ts(text: str) -> Extraction:
    found = run("TypeScript", text, "file.ts")
    assert_sound(found, text)
    return found


def only(found: Extraction) -> Symbol:
    assert len(found.symbols) == 1
    return found.symbols[0]


@pytest.mark.parametrize("text", [
    "function f(a, b) {}", "const f = (a, b) => a;", "let f = function (a, b) {};",
    "var f = function other(a, b) {};", "window.f = function (a, b) {};",
    "f = (a, b) => {};", "exports.f = function (a, b) {};", "module.exports.f = (a, b) => 1;",
    "module.exports = { f(a, b) {} };", "module.exports = { f: (a, b) => 1 };",
    "export const f = (a, b) => 1;", "export function f(a, b) {}", "async function* f(a, b) {}",
])  # fmt: skip
def test_a_function_is_one_however_it_is_written(text: str) -> None:
    symbol = only(js(text))
    assert (symbol.kind, symbol.qualname, symbol.signature) == ("function", "f", "(a, b)")


def test_what_a_module_exports_is_marked_wherever_that_is_said() -> None:
    found = js("""
const a = 1; function b() {} class C {} let d = 2, e = 3, kept = 4;
export { a, b as default };
module.exports = C;
module.exports = { d, other: e };
""")
    words = {symbol.name: symbol.modifiers for symbol in found.symbols}
    assert words == {
        "a": ("exported",), "b": ("exported", "default"), "C": ("exported",), "d": ("exported",),
        "e": ("exported",), "kept": (),
    }  # fmt: skip


def test_only_a_variable_of_the_module_is_listed() -> None:
    found = js("const a = 1; { let b = 2; } function f() { const c = 3; }\n"
               "for (let i = 0;;) {} (function () { var d = 4; })();")
    assert qualnames(found) == ["a", "f"]


def test_functions_inside_functions_are_nested_and_qualified() -> None:
    found = js("function f() { if (x) { function g() {} } const h = () => { function i() {} }; }")
    assert qualnames(found) == ["f", "f.g", "f.h", "f.h.i"]
    assert [s.modifiers for s in found.symbols[1:]] == [("nested",)] * 3


@pytest.mark.parametrize("text", [
    "const mixin = (base) => { return class extends base { run() {} }; };",
    "const mixin = (base) => class extends base { run() {} };",
    "function mixin(base) { return class extends base { run() {} }; }",
])  # fmt: skip
def test_the_members_of_a_class_without_name_are_those_of_the_function_that_makes_it(
    text: str,
) -> None:
    assert qualnames(js(text)) == ["mixin", "mixin.run"]


def test_a_class_that_a_function_returns_is_nested() -> None:
    assert qualnames(js("function f() { return class Inner { run() {} }; }")) == [
        "f", "f.Inner", "f.Inner.run"]


@pytest.mark.parametrize("text", [
    "(function () { function f() {} })();", "(function () { function f() {} }).call(this);",
    "!function () { function f() {} }();", "(() => { function f() {} })();",
    "(function (g, factory) {})(this, (function () { function f() {} }));",
    "define(['x'], function (x) { function f() {} });", "$(function () { function f() {} });",
    "var M = (function () { function f() {} return f; })();",
    "return new Promise((resolve) => { function f() {} });",
    "a(), b(function () { function f() {} });",
])  # fmt: skip
def test_a_module_written_inside_a_callback_is_looked_into(text: str) -> None:
    assert "f" in qualnames(js(text), "function")


def test_methods_are_found_outside_their_class() -> None:
    found = js("F.prototype.a = function (x) {};\nF.prototype = { b() {}, c: () => 1 };\n"
               "F.d = function () {};\nF.prototype.e = other;\n"
               "function F() { this.g = function () {}; }")
    assert qualnames(found, "method") == ["F.a", "F.b", "F.c", "F.d", "F.e", "F.g"]
    assert signatures(found)["F.e"] == "= other"


def test_a_value_that_only_announces_an_export_is_none() -> None:
    assert qualnames(js("exports.a = exports.b = void 0;\nexports.c = undefined;")) == []


def test_tests_are_named_by_their_titles() -> None:
    found = js("describe('a b', () => { it(`c`, () => {}); test.each([1])('d', (x) => {}); "
               "it.todo('e'); beforeEach(() => {}); });\nit('f', done => {});\ntest(x, () => {});")
    assert qualnames(found) == ["a b", "a b > c", "a b > d", "a b > e", "f"]
    assert {symbol.kind for symbol in found.symbols} == {"test"}


def test_calls_that_merely_have_a_name_like_a_test_are_none() -> None:
    assert qualnames(js("test('x'); it.remove('x', () => {}); RegExp.test('x', () => {});")) == []


def test_imports_are_found_in_any_expression_and_in_no_comment_or_string() -> None:
    found = js("""
import d, { a as b } from './a'; import * as n from 'n'; import './e';
const { x, y: z } = require('p'); const q = f(require('q').r);
async function g() { return (await import('./lazy')).default; }
// require('no')
const s = "require('no')", t = `import('no')`; require(variable); obj.require2('no');
export * from './all'; export { one as two } from './one';
try { require('maybe'); } catch {}
""")
    assert [(i.module, i.names, i.scope) for i in found.imports] == [
        ("./a", ("default", "a"), ""), ("n", ("*",), ""), ("./e", (), ""),
        ("p", ("x", "y"), ""), ("q", ("r",), ""), ("./lazy", (), "function"),
        ("./all", ("*",), ""), ("./one", ("one",), ""), ("maybe", (), "try"),
    ]  # fmt: skip


def test_what_is_required_is_no_constant() -> None:
    assert qualnames(js("const a = require('a'), { b } = require('b'), c = require('c').d;")) == []


def test_a_doc_comment_is_taken_before_a_directive_below_it() -> None:
    found = js("/** Does it. See {@link Other#way the way}. */\n// eslint-disable-next-line\n"
               "function f() {}\n// Only a note.\nfunction g() {}")
    assert [s.doc for s in found.symbols] == ["Does it. See the way.", "Only a note."]


def test_a_program_says_so() -> None:
    assert js("if (require.main === module) run();").entry_points == ("main",)
    assert js("#!/usr/bin/env node\nrun();").entry_points == ("shebang",)


def test_types_are_declared_with_their_members() -> None:
    found = ts("interface A<T> extends B<T>, C {\n"
               "  x?: T; m(a: number): void; new (): A; [k: string]: 1 }\n"
               "enum E { One = 1, Two, 'three' }\ntype P = { a: string } ;\ntype Q = 'x' | 'y';")
    assert qualnames(found) == [
        "A", "A.x", "A.m", "E", "E.One", "E.Two", "E.three", "P", "P.a", "Q"]
    assert found.symbols[0].bases == ("B<T>", "C")
    assert signatures(found)["A.x"] == "?: T"


def test_a_class_lists_what_it_derives_from_and_what_decorates_it() -> None:
    found = ts("/** D. */\n@A()\n@B\n"
               "export abstract class K<T> extends N.M<T> implements I, J<T> {\n"
               "  /** F. */\n  @C() private static readonly f: T = 1;\n"
               "  constructor(protected g: number) { super(); }\n}")
    klass, field, constructor, parameter = found.symbols
    assert (klass.bases, klass.decorators) == (("N.M<T>", "I", "J<T>"), ("A()", "B"))
    assert (klass.doc, klass.modifiers) == ("D.", ("exported", "abstract"))
    assert (field.decorators, field.doc, field.signature) == (("C()",), "F.", ": T = 1")
    assert field.modifiers == ("private", "static", "readonly")
    assert constructor.kind == "constructor"
    assert (parameter.qualname, parameter.modifiers) == ("K.g", ("protected",))


def test_namespaces_and_modules_qualify_what_they_hold() -> None:
    found = ts("namespace A.B { export const c = 1 }\ndeclare module 'm' { function f(): void }\n"
               "declare global { interface W {} }")
    assert qualnames(found) == ["A.B", "A.B.c", "m", "m.f", "W"]


def test_flow_annotations_are_understood() -> None:
    found = js("// @flow\nfunction f(a: ?string): void {}\nexport type T = { x: number };\n")
    assert qualnames(found)[:2] == ["f", "T"]


def test_a_name_is_never_a_keyword() -> None:
    found = js("export default function () {}\nclass { }\nconst x = { default: 1, get() {} };")
    assert "default" not in qualnames(found)


def test_a_minified_megabyte_is_quick() -> None:
    text = "!function(){var a=function(b){/*c*/return require('x')(b)}}();" * 16_000
    start = time.process_time()
    js(text)
    assert time.process_time() - start < 5
