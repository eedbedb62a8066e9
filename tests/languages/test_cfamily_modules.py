"""What the macros of kernel modules declare, and what C code exposes to Python."""

from __future__ import annotations

import pytest

from pipeline.model import Extraction
from tests.languages.extraction import assert_sound, lines, run, signatures


def c(text: str) -> Extraction:
    found = run("C", text, "file.c")
    assert_sound(found, text)
    return found


def test_trace_events_are_listed_with_their_prototype() -> None:
    found = c("TRACE_EVENT(run,\n\n\tTP_PROTO(struct task *t),\n\tTP_ARGS(t),\n\tTP_fast_assign(\n"
              "\t\tif (t) { a = b; }\n\t),\n\tTP_printk(\"%d\", x)\n);\n"
              "DECLARE_EVENT_CLASS(9p_kind, TP_PROTO(int a), TP_ARGS(a));\n"
              "DEFINE_EVENT(9p_kind, 9p_one, TP_PROTO(int a), TP_ARGS(a));\n")
    assert {s.kind for s in found.symbols} == {"event"}
    assert signatures(found) == {
        "run": "(struct task *t)", "9p_kind": "(int a)", "9p_one": "(int a)"}
    assert lines(found)["run"] == (1, 9)
    assert [(s.modifiers, s.bases) for s in found.symbols] == [
        ((), ()), (("class",), ()), ((), ("9p_kind",))]


def test_parameters_of_a_module_have_their_description() -> None:
    found = c('static int debug;\nmodule_param(debug, int, 0644);\n'
              'MODULE_PARM_DESC(debug, "Level of "\n\t"debugging");\n'
              'module_param_named(fast, is_fast, bool, 0444);\n__setup("mem=", parse);\n')
    options = [s for s in found.symbols if s.kind == "option"]
    assert [(s.name, s.signature, s.doc) for s in options] == [
        ("debug", ": int", "Level of debugging"), ("fast", ": bool", ""), ("mem", "", "")]


def test_a_modules_description_is_the_files_when_no_comment_is() -> None:
    assert c('MODULE_DESCRIPTION("Drives \\"it\\"");\n').doc == 'Drives "it"'
    assert c('/* Does things. */\n\nMODULE_DESCRIPTION("Drives");\n').doc == "Does things."
    assert c('MODULE_DESCRIPTION("v" VERSION);\n').doc == ""


def test_attributes_of_devices_are_listed_by_their_name() -> None:
    found = c("static DEVICE_ATTR_RO(speed);\nstatic DEVICE_ATTR(mode, 0644, show, store);\n"
              "CONFIGFS_ATTR(my_, width);\n#define X(n) DEVICE_ATTR_RO(n)\n")
    assert [(s.kind, s.name) for s in found.symbols if s.kind != "macro"] == [
        ("attribute", "speed"), ("attribute", "mode"), ("attribute", "width")]
    assert found.symbols[0].modifiers == ("static", "readonly")


def test_entries_of_a_method_table_are_names_that_python_sees() -> None:
    found = c('static PyMethodDef methods[] = {\n'
              '    {"open", (PyCFunction)(void(*)(void))do_open, METH_VARARGS, "x {"},\n'
              '    {"close", _PyCFunction_CAST(do_close), METH_NOARGS, doc},\n'
              '    CLINIC_METHODDEF\n    {NULL, NULL}\n};\n'
              'static PyGetSetDef getset[] = {{"size", get_size}, {0}};\n'
              '#define A_METHODDEF \\\n    {"from", (PyCFunction)a_from, METH_O, doc},\n')
    assert [(s.kind, s.name, s.signature, s.line) for s in found.symbols
            if s.kind in ("binding", "property")] == [
        ("binding", "open", "= do_open", 2), ("binding", "close", "= do_close", 3),
        ("property", "size", "= get_size", 7), ("binding", "from", "= a_from", 8)]


@pytest.mark.parametrize("text", [
    "TRACE_EVENT(" * 20_000, "module_param(a" * 20_000, "module_param(a, b);\n" * 20_000,
    'static PyMethodDef a[] = {' + '{"a", (' * 20_000, 'PyMethodDef a[] = {{"a", ' + "(x)" * 20_000,
    'MODULE_PARM_DESC(a, "' * 20_000, "DEFINE_EVENT(a," * 20_000,
    '#define A_METHODDEF {"a", ' + "(" * 50_000,
])
def test_damaged_invocations_are_read_in_bounded_time(text: str) -> None:
    c(text)
