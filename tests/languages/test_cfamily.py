"""C, C++ and their kin: what is declared, whatever macros and conditionals stand around it."""

from __future__ import annotations

import time

import pytest

from pipeline.model import Extraction, Symbol
from tests.languages.extraction import assert_sound, codes, lines, qualnames, run, signatures


def c(text: str) -> Extraction:
    found = run("C", text, "file.c")
    assert_sound(found, text)
    return found


def cpp(text: str) -> Extraction:
    found = run("C++", text, "file.cpp")
    assert_sound(found, text)
    return found


def only(found: Extraction) -> Symbol:
    (symbol,) = found.symbols
    return symbol


def named(found: Extraction, qualname: str) -> Symbol:
    return next(s for s in found.symbols if s.qualname == qualname)


# -- functions ---------------------------------------------------------------------------------


def test_a_function_has_parameters_and_result_in_its_signature() -> None:
    found = only(c("static int\nadd(int a,\n    int b)\n{\n\treturn a + b;\n}\n"))
    assert (found.kind, found.name, found.line, found.end_line) == ("function", "add", 1, 6)
    assert found.signature == "(int a, int b) -> int"
    assert found.modifiers == ("static",)


def test_a_prototype_is_a_declaration() -> None:
    found = only(c("extern char *name(const struct path *p, ...) __attribute__((format(x)));"))
    assert found.signature == "(const struct path *p, ...) -> char *"
    assert found.modifiers == ("extern", "declaration")


def test_parameters_typed_behind_the_parentheses_make_a_definition() -> None:
    found = only(c("int\nold(a, b)\n\tint a;\n\tchar *b;\n{\n\treturn a;\n}\n"))
    assert (found.name, found.line, found.end_line, found.modifiers) == ("old", 1, 7, ())


@pytest.mark.parametrize("text", [
    "static int __init start(void)\n{\n}\n",
    "static __always_inline int __printf(1, 2) start(const char *f)\n{\n}\n",
    "int start(struct lock *l) __acquires(l) __releases(m)\n{\n}\n",
    "__printf(1, 2)\nint start(const char *f) {}\n",
    "static struct page *\nstart(struct page *p) {}\n",
    "void (*start(int sig, void (*f)(int)))(int) {}\n",
    "PyAPI_FUNC(int) start(void) {}\n",
    "start(a) {}\n",
    "int (start)(int a) {}\n",
    "struct map start(void) {}\n",
    "typeof(x) start(int a) {}\n",
    "static enum state\nstart(int a) {}\n",
])
def test_attributes_and_macros_do_not_hide_a_functions_name(text: str) -> None:
    assert [(s.kind, s.name) for s in c(text).symbols] == [("function", "start")]


def test_a_function_that_returns_an_enum_defines_no_enum() -> None:
    found = only(c("static enum state __next(int a)\n{\n\treturn a;\n}\n"))
    assert (found.kind, found.name) == ("function", "__next")


def test_a_function_may_return_a_pointer_to_a_function() -> None:
    found = only(c("void (*set(int n, void (*f)(int)))(int) { return f; }"))
    assert (found.name, found.signature) == (
        "set", "(int n, void (*f)(int)) -> void (*)(int)")


def test_nothing_in_a_body_is_listed() -> None:
    assert qualnames(c("int f(void) { int a; struct s { int b; } t; if (a) g(); }")) == ["f"]


def test_words_of_cpp_are_names_in_c() -> None:
    found = c("struct class { int private; };\nint new(struct class *template) { }\n")
    assert qualnames(found) == ["class", "class.private", "new"]


def test_a_keyword_is_never_a_name() -> None:
    assert c("FOO(x) return (1);\nelse if (y) { }\nint : 3;\nunsigned int;\n").symbols == ()


# -- types -------------------------------------------------------------------------------------


def test_a_struct_lists_its_fields() -> None:
    found = c("struct point {\n\tint x, *y;\n\tu8 name[16];\n\tu32 bits : 3;\n"
              "\tint (*call)(int a);\n} __packed;\n")
    assert signatures(found) == {
        "point": "", "point.x": ": int", "point.y": ": int *", "point.name": ": u8[16]",
        "point.bits": ": u32 : 3", "point.call": ": int (*)(int a)"}


def test_a_nameless_struct_is_called_after_its_typedef() -> None:
    found = c("typedef struct {\n\tint a;\n} pair_t, *pair_p;\n")
    assert [(s.kind, s.qualname) for s in found.symbols] == [
        ("struct", "pair_t"), ("field", "pair_t.a"), ("type", "pair_p")]
    assert found.symbols[0].modifiers == ("typedef",)


def test_members_of_a_nameless_union_belong_to_the_struct_around_it() -> None:
    found = c("struct s { union { int a; float b; }; struct { int c; } d; };")
    assert qualnames(found) == ["s", "s.a", "s.b", "s.d", "s.d.c"]


def test_enumerators_stand_in_the_scope_around_their_enum() -> None:
    found = c("enum color {\n\tRED, /* like a rose */\n\tGREEN = 1 << 2,\n\tBLUE = F(1, 2)\n};")
    assert signatures(found) == {"color": "", "RED": "", "GREEN": " = 1 << 2", "BLUE": " = F(1, 2)"}
    assert found.symbols[1].doc == "like a rose"


def test_a_forward_declaration_defines_nothing() -> None:
    assert c("struct later;\nenum e;\nunion u;\n").symbols == ()


@pytest.mark.parametrize(("text", "name", "signature"), [
    ("typedef unsigned long size;", "size", " = unsigned long"),
    ("typedef int (*handler)(int, char *);", "handler", " = int (*)(int, char *)"),
    ("typedef int compare(const void *);", "compare", " = int (const void *)"),
    ("typedef struct node node_t;", "node_t", " = struct node"),
    ("typedef char name[16];", "name", " = char[16]"),
])
def test_a_typedef_shows_what_it_stands_for(text: str, name: str, signature: str) -> None:
    found = only(c(text))
    assert (found.kind, found.name, found.signature) == ("type", name, signature)


# -- variables ---------------------------------------------------------------------------------


def test_variables_of_one_declaration_are_listed_each() -> None:
    assert qualnames(c("int a = 3, *b, c[2] = {1, 2};\nextern int d;\n"), "variable") == [
        "a", "b", "c", "d"]


def test_an_initializer_hides_nothing_behind_it() -> None:
    found = c("static struct ops o = {\n\t.open = f,\n\t.x = { 1, (int[]){2} },\n};\nint z;\n")
    assert qualnames(found) == ["o", "z"]


@pytest.mark.parametrize(("text", "name"), [
    ("static const u8 CHIP_REG_IN[4] = { 1 };", "CHIP_REG_IN"),
    ("const u8 __hidden = 1;", "__hidden"),
    ("static struct ops o __read_mostly = { 1 };", "o"),
    ("static u32 seed __read_mostly;", "seed"),
    ("static struct SOME_CODE SOME_CODE = { 1 };", "SOME_CODE"),
    ("struct { int a; } pool ____cacheline_aligned;", "pool"),
    ('char terms[] SEC("license") = "GPL";', "terms"),
    ('int mode SECTION("data") = 3;', "mode"),
    ('struct { int a; } map SEC(".maps");', "map"),
    ("DEVICE_ALIGN(16) int lo[8];", "lo"),
])
def test_an_attribute_is_not_taken_for_the_name_of_a_variable(text: str, name: str) -> None:
    assert qualnames(c(text), "variable") == [name] or qualnames(c(text), "constant") == [name]


def test_a_name_may_start_with_underscores() -> None:
    assert qualnames(c("struct __fifo { int in; };\nstruct list __packed { int a; };")) == [
        "__fifo", "__fifo.in", "list", "list.a"]


def test_a_constant_shows_a_short_value() -> None:
    assert only(c("static const int limit = 3;")).signature == ": const int = 3"


# -- preprocessor ------------------------------------------------------------------------------


def test_a_macro_shows_its_parameters_or_its_value() -> None:
    found = c("#define SIZE 16 /* bytes of a name */\n#define MAX(a, b) \\\n\t((a) > (b))\n")
    assert signatures(found) == {"SIZE": " 16", "MAX": "(a, b)"}
    assert (found.symbols[0].doc, found.symbols[1].end_line) == ("bytes of a name", 3)


def test_a_macro_that_replaces_a_keyword_is_not_listed() -> None:
    assert qualnames(c("#define inline __inline\n#define A\n")) == ["A"]


def test_angle_brackets_stay_on_system_headers() -> None:
    found = c("#include <a/b.h>\n#if X\n#include \"c.h\" // why\n#endif\n#include NAME\n")
    assert [(i.module, i.kind, i.scope) for i in found.imports] == [
        ("<a/b.h>", "include", ""), ("c.h", "include", "if")]


def test_both_branches_of_a_conditional_are_listed() -> None:
    assert qualnames(c("#ifdef A\nint f(void) {}\n#else\nint g(void) {}\n#endif\n")) == ["f", "g"]


def test_of_branches_that_open_a_brace_each_the_first_is_read() -> None:
    text = ("int f(void)\n{\n#ifdef A\n\tif (a) {\n#else\n\tif (b) {\n#endif\n\t}\n}\nint g;\n")
    assert qualnames(c(text)) == ["f", "g"]


def test_of_two_heads_for_one_body_the_first_is_read() -> None:
    text = "#ifdef A\nint f(int a)\n#else\nint g(int b)\n#endif\n{\n}\n"
    assert qualnames(c(text)) == ["f"]


def test_what_is_never_compiled_is_not_listed() -> None:
    text = "#if 0\nint f(void) {\n#define X 1\n#else\nint g(void) {\n#endif\n}\n"
    assert qualnames(c(text)) == ["g"]


def test_a_brace_that_only_a_macro_closes_costs_one_function() -> None:
    text = "int f(void)\n{\n\tBEGIN {\n}\n\nint g(void)\n{\n}\n"
    found = c(text)
    assert qualnames(found) == ["f", "g"]
    assert codes(found) == [("syntax-error", 2)]


# -- C++ ---------------------------------------------------------------------------------------


def test_a_method_outside_its_class_is_qualified() -> None:
    found = only(cpp("template <class T>\nint Stack<T>::pop() const noexcept { return 1; }"))
    assert (found.kind, found.name, found.qualname) == ("method", "pop", "Stack<T>::pop")
    assert found.signature == "<class T>() const noexcept -> int"


def test_a_member_initializer_with_braces_is_no_body() -> None:
    found = cpp("struct A {\n  A() : a{1}, b({2}), c<int>{} { f(); }\n  int a;\n};\nint z;")
    assert qualnames(found) == ["A", "A::A", "A::a", "z"]
    assert found.symbols[1].kind == "constructor"


@pytest.mark.parametrize(("head", "name"), [
    ("bool operator==(const A& b) const", "operator=="),
    ("A& operator()(int a)", "operator()"),
    ("int& operator[](int i)", "operator[]"),
    ("explicit operator bool() const", "operator bool"),
    ("operator const char*() const", "operator const char *"),
    ("void* operator new(size_t n)", "operator new"),
    ("A& operator<<(int a)", "operator<<"),
    ("A* operator->()", "operator->"),
    ('int operator""_km(long d)', 'operator""_km'),
])
def test_an_operator_is_called_by_its_signs(head: str, name: str) -> None:
    found = cpp(f"struct A {{ {head} {{ return x; }} }};")
    assert [s.name for s in found.symbols] == ["A", name]


def test_access_is_a_modifier() -> None:
    found = cpp("class A {\n  int a;\n public:\n  int b;\n protected:\n  void f();\n};")
    assert {s.name: s.modifiers for s in found.symbols[1:]} == {
        "a": ("private",), "b": ("public",), "f": ("protected", "declaration")}


def test_a_nested_namespace_is_one_symbol() -> None:
    found = cpp("namespace a::b {\nnamespace {\nint f();\n}\n}\nnamespace fs = std::filesystem;")
    assert qualnames(found) == ["a::b", "a::b::(anonymous)", "a::b::f", "fs"]


def test_a_specialization_keeps_its_arguments() -> None:
    found = cpp("template <>\nstruct hash<Key> : base<Key>, private other {\n  int f();\n};")
    assert qualnames(found) == ["hash", "hash<Key>::f"]
    assert found.symbols[0].bases == ("base<Key>", "other")


def test_a_comparison_in_template_arguments_closes_no_bracket() -> None:
    found = cpp("template <int N>\nstruct Take<N, when<N >= 0, void>> {\n  int f();\n};")
    assert qualnames(found) == ["Take", "Take<N, when<N >= 0, void>>::f"]


def test_an_instantiation_defines_nothing() -> None:
    assert cpp("template class A<int>;\nextern template class B<int>;\n").symbols == ()


def test_a_brace_in_template_arguments_is_no_body() -> None:
    found = cpp("template <class T = enable_t<is<T>{}>>\nint f(T t) { return 0; }\nint g;")
    assert qualnames(found) == ["f", "g"]


def test_a_macro_without_semicolon_hides_nothing() -> None:
    found = cpp('DEFINE_bool(x, false, "y{")\nnamespace a {\nPUSH()\nIGNORE("-Wx")\n'
                'using t = int;\n}')
    assert qualnames(found) == ["a", "a::t"]


def test_raw_strings_and_separators_are_no_code() -> None:
    found = cpp('auto s = R"x({ "a": ")" )x";\nint n = 1\'000\'000;\nchar c = \'"\';\nint f() {}')
    assert qualnames(found) == ["s", "n", "c", "f"]


def test_a_defaulted_method_is_a_definition() -> None:
    found = cpp("struct A { A() = default;\nA(A&&) = delete;\nvirtual void f() = 0; };")
    assert [s.modifiers for s in found.symbols[1:]] == [
        ("default",), ("deleted",), ("virtual", "abstract", "declaration")]


def test_a_friend_is_a_function() -> None:
    found = cpp("struct A { friend int f(A a) { return 1; } friend class B; };")
    assert [(s.kind, s.name) for s in found.symbols] == [("struct", "A"), ("function", "f")]


def test_a_label_behind_a_macro_changes_access() -> None:
    found = cpp("class A {\n  Q_OBJECT\n public:\n  int a;\n};")
    assert found.symbols[1].modifiers == ("public",)


def test_a_concept_with_a_body_is_a_concept() -> None:
    found = only(cpp("template <class T>\nconcept Sized = requires(T t) { t.size(); };"))
    assert (found.kind, found.name) == ("concept", "Sized")


# -- documentation -----------------------------------------------------------------------------


def test_a_comment_right_above_is_the_documentation() -> None:
    found = c("/* Not this one. */\n\n/**\n * f() - adds\n * @a: left\n */\nint f(int a);\n"
              "/// \\brief Two\n/// lines.\nint g(void);\n")
    assert [s.doc for s in found.symbols] == ["adds\n@a: left", "Two\nlines."]


def test_a_trailing_comment_documents_what_stands_before_it() -> None:
    found = c("struct s {\n\tint a; ///< the first one\n\tint b; /* the second one */\n"
              "\t// the third one\n\tint c;\n};")
    assert [s.doc for s in found.symbols[1:]] == [
        "the first one", "the second one", "the third one"]


# -- macros that are known ---------------------------------------------------------------------


def test_tests_are_called_by_suite_and_name() -> None:
    found = cpp('TEST(A, B) { x(); }\nTEST_F(C, D) {}\nTEST_CASE("adds, twice", "[x]") {}')
    assert [(s.kind, s.name) for s in found.symbols] == [
        ("test", "A.B"), ("test", "C.D"), ("test", "adds, twice")]


def test_macros_of_the_kernel_define_what_they_name() -> None:
    found = c("SYSCALL_DEFINE2(dup2, unsigned int, oldfd, unsigned int, newfd)\n{\n}\n"
              "static DEFINE_MUTEX(lock);\nDEFINE_PER_CPU(int, count);\nLIST_HEAD(all);\n"
              "int f(void) {}\nEXPORT_SYMBOL_GPL(f);\nmodule_init(f);\n")
    assert signatures(found) == {
        "sys_dup2": "(unsigned int oldfd, unsigned int newfd)", "lock": "", "count": ": int",
        "all": "", "f": "(void) -> int"}
    assert named(found, "f").modifiers == ("exported",)
    assert found.entry_points == ("module_init f",)


def test_a_macro_with_parameters_behind_it_defines_a_function() -> None:
    found = cpp("META_FUNC2(add, Tensor)\n(int a) { }\nIMPL_FUNC(add_out)(int b) { }\n"
                "DEFINE_KERNEL(run, int n) { }")
    assert signatures(found) == {"add.Tensor": "(int a)", "add_out": "(int b)", "run": "(int n)"}


def test_a_specialization_of_a_function_is_no_variable() -> None:
    found = only(cpp("template <>\nvoid solve<float>(ARGS(float));"))
    assert (found.kind, found.name) == ("function", "solve")


def test_main_is_an_entry_point() -> None:
    assert c("int main(void) { return 0; }").entry_points == ("main",)


def test_registered_names_are_bindings_of_their_module() -> None:
    found = cpp('TORCH_LIBRARY(shop, m) {\n  m.def("sell(Tensor a) -> Tensor");\n'
                '  // m.def("not");\n  m.impl("buy", &buy);\n}\n'
                'PYBIND11_MODULE(_shop, m) {\n  py::class_<A>(m, "A")\n    .def("f", &A::f);\n}\n')
    assert signatures(found) == {
        "shop": "(m)", "shop::sell": "(Tensor a) -> Tensor", "shop::buy": "", "_shop": "(m)",
        "_shop.A": "", "_shop.f": ""}
    assert {s.kind for s in found.symbols} == {"binding"}


# -- Objective-C -------------------------------------------------------------------------------


def objc(text: str) -> Extraction:
    found = run("Objective-C", text, "file.m")
    assert_sound(found, text)
    return found


def test_a_method_is_called_by_its_selector() -> None:
    found = objc("@implementation A\n+ (id)with:(int)a and:(B *)b {\n}\n- (void)go;\n@end\n")
    assert signatures(found) == {
        "A": "", "A.with:and:": "(int a, B * b) -> id", "A.go": "() -> void"}
    assert found.symbols[1].modifiers == ("static",)


def test_an_announced_class_is_not_defined() -> None:
    assert objc("NS_ASSUME_NONNULL_BEGIN\n@class A;\n@protocol B, C;\n").symbols == ()


def test_a_function_between_methods_is_not_the_classs() -> None:
    found = objc("@implementation A\nstatic int f(void) { return 1; }\nstruct s { int b; };\n"
                 "- (int)g { return 2; }\n@end\n")
    assert qualnames(found) == ["A", "f", "s", "s.b", "A.g"]


def test_a_category_extends_its_class() -> None:
    found = objc("@interface A (More)\n@property (readonly) int n;\n@end\nint x;\n")
    assert [(s.kind, s.qualname) for s in found.symbols] == [
        ("extension", "A(More)"), ("property", "A.n"), ("variable", "x")]


def test_a_class_behind_an_availability_with_nested_parentheses_is_listed() -> None:
    found = objc("API_AVAILABLE(ios(11.0), macos(10.13))\n@interface A : B\n+ (int)go;\n@end\n")
    assert [(s.kind, s.qualname) for s in found.symbols] == [("class", "A"), ("method", "A.go")]


def test_an_empty_class_at_the_end_of_the_file_is_listed() -> None:
    assert qualnames(objc("@interface A\n- (int)go;\n@end\n@interface B ()\n@end\n")) == [
        "A", "A.go", "B()"]


def test_a_class_that_does_not_end_costs_no_exception() -> None:
    assert qualnames(objc("@interface A : B {\n  int a;\n")) == ["A", "A.a"]


def test_the_first_member_behind_a_mark_is_listed_and_marked() -> None:
    found = objc("@protocol A <B>\n@optional\n- (void)a;\n@required\n- (void)b;\n@end\n")
    assert [(s.qualname, s.modifiers) for s in found.symbols] == [
        ("A", ()), ("A.a", ("optional", "declaration")), ("A.b", ("declaration",))]


def test_a_class_behind_an_announced_protocol_is_listed() -> None:
    assert qualnames(objc("@protocol B;\n\n@interface A : C\n- (id)a;\n@end\n")) == ["A", "A.a"]


def test_an_attribute_with_colons_is_no_part_of_a_selector() -> None:
    text = "@interface A\n- (id)of:(int)a by:(int)b NS_SWIFT_NAME(of(a:by:));\n@end\n"
    assert qualnames(objc(text)) == ["A", "A.of:by:"]


def test_generic_types_take_no_name_and_no_base_away() -> None:
    text = ("typedef NSDictionary<NSString *, id> Map;\n"
            "@interface A <K, V> : Cache <K, V> <P, Q>\n"
            "@property NSDictionary <NSString *, id> *all;\n@end\n"
            "@interface B : NSArray<NSString *>\n@end\n")
    found = objc(text)
    assert qualnames(found) == ["Map", "A", "A.all", "B"]
    assert [s.bases for s in found.symbols if s.kind == "class"] == [
        ("Cache", "P", "Q"), ("NSArray",)]


def test_a_variable_of_a_struct_type_with_a_qualified_name_is_no_struct() -> None:
    found = run("C++", "struct sigaction A::previous {};\nclass API_X(1) B::C { int d; };\n")
    assert [(s.kind, s.qualname) for s in found.symbols] == [
        ("variable", "A::previous"), ("class", "B::C"), ("field", "B::C::d")]


def test_an_attribute_right_behind_the_word_struct_hides_no_name() -> None:
    assert qualnames(run("CUDA", "struct __align__(16) A { float b; };\n")) == ["A", "A::b"]


# -- damage ------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [
    "{" * 100_000, "}" * 100_000, "(" * 100_000, "[" * 100_000, "<" * 100_000, "/*" * 50_000,
    '"' * 100_000, "#if 1\n" * 20_000, "#if 0\n" * 20_000, "a(" * 50_000, "a{" * 50_000,
    "template<" * 12_000, "#if A\n{\n#else\n" * 8_000, "int a,\n" * 15_000, "R\"x(" * 25_000,
    "::" * 50_000, "struct {" * 12_000, "\0" * 100_000, "a<b{}>c;" * 12_000, "(a" * 50_000,
    "f(a)\n" * 20_000, "x = y\n" * 20_000, "#define A \\\n" * 10_000, "//\\\n" * 30_000,
], ids=lambda text: repr(text[:12]))
@pytest.mark.parametrize("language", ["C", "C++"])
def test_damage_costs_neither_an_exception_nor_much_time(text: str, language: str) -> None:
    start = time.process_time()
    assert_sound(run(language, text), text)
    assert time.process_time() - start < 5


def test_a_body_that_never_closes_ends_with_the_last_line_of_the_file() -> None:
    text = "int f(void)\n{\n  return 1; /* }\n"
    assert lines(run("C", text)) == {"f": (1, 3)}


def test_a_macro_with_a_body_is_not_named_after_the_invocations_before_it() -> None:
    text = "REGISTER_ALL(one_stub, &one)\nREGISTER_ALL(two_stub, &two)\n\n" \
           "TEST(Box, opens) {\n  open();\n}\n"
    found = run("C++", text)
    assert [(s.qualname, s.line, s.end_line) for s in found.symbols] == [("Box.opens", 4, 6)]


@pytest.mark.parametrize("language", ["C", "C++"])
def test_an_attribute_before_a_defining_macro_does_not_make_it_a_function(language: str) -> None:
    found = run(language, "__cacheline_aligned DEFINE_RWLOCK(tasklist_lock);\n")
    assert [(s.kind, s.name) for s in found.symbols] == [("variable", "tasklist_lock")]


def test_the_parameters_of_a_macro_stand_on_one_line() -> None:
    found = run("C", "#define F(a, \\\n          b) a\n")
    assert [(s.name, s.signature) for s in found.symbols] == [("F", "(a, b)")]


def test_an_attribute_behind_const_is_no_name() -> None:
    found = c("static const ALIGN_TO(16) uint8_t mask[2] = {1};\nconst ALIGN_TO(16) int n;\n")
    assert [(s.kind, s.name, s.signature) for s in found.symbols] == [
        ("constant", "mask", ": const uint8_t[2] = {1}"), ("constant", "n", ": const int")]


def test_an_invocation_behind_const_is_no_function() -> None:
    assert c("static const DECLARE_RANGE(volume, 0, 1);\n").symbols == ()


@pytest.mark.parametrize("language", ["C", "C++"])
def test_invocations_set_off_by_a_blank_line_are_no_part_of_what_follows(language: str) -> None:
    text = ("show_value(speed)\nshow_value(width)\n\n/* Starts it. */\nint start(void);\n"
            "static DEFINE_QUEUE(commands)\n\nint stop(void)\n{\n}\n")
    found = run(language, text)
    assert lines(found) == {"start": (5, 5), "stop": (8, 10)}
    assert named(found, "start").doc == "Starts it."


def test_what_an_invocation_without_a_semicolon_declares_is_not_lost() -> None:
    found = c("module_init(begin)\n\nint n;\n")
    assert found.entry_points == ("module_init begin",)


def test_an_attribute_right_before_a_function_stays_with_it() -> None:
    assert only(c("__printf(1, 2)\nvoid say(char *f);\n")).decorators == ("__printf(1, 2)",)


def test_a_benchmark_of_a_fixture_is_named_after_both() -> None:
    found = cpp("BENCHMARK_TEMPLATE_DEFINE_F(Product, 8x8, 8)\n(State& s) {\n}\n")
    assert qualnames(found) == ["Product.8x8"]


@pytest.mark.parametrize("text", [
    "Old(3.7) API_FUNC(int) slice(void *a, long n);\n",
    "Old(3.7)\nAPI_FUNC(int) slice(void *a, long n);\n",
    "Api_func(int) slice(void *a, long n) Gcc_attribute((format(printf, 2, 3)));\n",
    "Api_func(int) slice(const char *a) Old(3.7);\n",
])
def test_macros_around_a_function_are_not_its_name(text: str) -> None:
    assert only(c(text)).name == "slice"


def test_a_function_in_capitals_behind_a_macro_that_makes_its_type_is_found() -> None:
    found = c("Local_inline(void *)\nRAISE_ERROR(Parser *p, const char *e, ...)\n{\n}\n")
    assert (only(found).name, only(found).line, only(found).end_line) == ("RAISE_ERROR", 1, 4)


def test_a_number_in_parentheses_is_no_parameter_list() -> None:
    found = c("struct s {\n  HEAD_OF_ALL\n  Old(3.11) hash_t hash;\n};\n")
    assert [(s.kind, s.name) for s in found.symbols] == [("struct", "s"), ("field", "hash")]
