"""Control flow: which nodes of each grammar branch, loop, join conditions or hold functions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Role(Enum):
    """What a node does to the flow of control."""

    FUNCTION = auto()
    #: A function without a name, unless the outline gives it one.
    CLOSURE = auto()
    IF = auto()
    LOOP = auto()
    CATCH = auto()
    #: An expression that chooses between two.
    CONDITIONAL = auto()
    SWITCH = auto()
    CASE = auto()
    #: A clause of an ``if``, not nested in it: ``elif``.
    ELSE_IF = auto()
    ELSE = auto()
    BOOLEAN = auto()
    #: A loop or a condition inside a comprehension.
    COMPREHENSION = auto()


@dataclass(frozen=True, slots=True)
class Grammar:
    """The nodes of one grammar that matter."""

    roles: dict[str, Role]
    #: ``else`` is a word among the children of the ``if``, not a node of its own.
    bare_else: bool = False
    #: Its branches are counted as words first (:mod:`pipeline.analysis.branch_words`).
    by_words: bool = False


def _grammar(*, bare_else: bool = False, by_words: bool = False, **kinds: str) -> Grammar:
    roles = {kind: Role[role.rstrip("_").upper()]
             for role, words in kinds.items() for kind in words.split()}
    return Grammar(roles, bare_else, by_words)


_JAVASCRIPT = _grammar(
    function="function_declaration generator_function_declaration method_definition",
    closure="arrow_function function_expression generator_function",
    if_="if_statement", loop="for_statement for_in_statement while_statement do_statement",
    catch="catch_clause", conditional="ternary_expression",
    switch="switch_statement", case="switch_case", else_="else_clause", boolean="binary_expression")

#: Language (``Language.name``) -> its nodes.
GRAMMARS: dict[str, Grammar] = {
    "Python": _grammar(
        function="function_definition", closure="lambda", if_="if_statement",
        loop="for_statement while_statement", catch="except_clause",
        conditional="conditional_expression", switch="match_statement", case="case_clause",
        else_if="elif_clause", else_="else_clause", boolean="boolean_operator",
        comprehension="for_in_clause if_clause", by_words=True),
    **dict.fromkeys(("JavaScript", "JSX", "TypeScript", "TSX"), _JAVASCRIPT),
    "Java": _grammar(
        function="method_declaration constructor_declaration compact_constructor_declaration",
        closure="lambda_expression", if_="if_statement",
        loop="for_statement enhanced_for_statement while_statement do_statement",
        catch="catch_clause", conditional="ternary_expression", switch="switch_expression",
        case="switch_label", boolean="binary_expression", bare_else=True),
    "Kotlin": _grammar(
        function="function_declaration secondary_constructor",
        closure="lambda_literal anonymous_function", if_="if_expression",
        loop="for_statement while_statement do_while_statement", catch="catch_block",
        switch="when_expression", case="when_entry", boolean="binary_expression",
        bare_else=True),
    "C#": _grammar(
        function="method_declaration constructor_declaration local_function_statement",
        closure="lambda_expression anonymous_method_expression", if_="if_statement",
        loop="for_statement foreach_statement while_statement do_statement",
        catch="catch_clause", conditional="conditional_expression",
        switch="switch_statement switch_expression", case="switch_section switch_expression_arm",
        boolean="binary_expression", bare_else=True),
    "Go": _grammar(
        function="function_declaration method_declaration", closure="func_literal",
        if_="if_statement", loop="for_statement",
        switch="expression_switch_statement type_switch_statement select_statement",
        case="expression_case type_case communication_case", boolean="binary_expression",
        bare_else=True),
    "Rust": _grammar(
        function="function_item", closure="closure_expression", if_="if_expression",
        loop="for_expression while_expression loop_expression", switch="match_expression",
        case="match_arm", else_="else_clause", boolean="binary_expression"),
    "Ruby": _grammar(
        function="method singleton_method", closure="lambda",
        if_="if unless if_modifier unless_modifier",
        loop="while until for while_modifier until_modifier", catch="rescue rescue_modifier",
        conditional="conditional", switch="case case_match", case="when in_clause",
        else_if="elsif", else_="else", boolean="binary"),
    "PHP": _grammar(
        function="function_definition method_declaration",
        closure="anonymous_function arrow_function", if_="if_statement",
        loop="for_statement foreach_statement while_statement do_statement",
        catch="catch_clause", conditional="conditional_expression",
        switch="switch_statement match_expression",
        case="case_statement match_conditional_expression", else_if="else_if_clause",
        else_="else_clause", boolean="binary_expression"),
    "Scala": _grammar(
        function="function_definition", closure="lambda_expression", if_="if_expression",
        loop="for_expression while_expression do_while_expression", switch="match_expression",
        case="case_clause", boolean="infix_expression", bare_else=True),
    "Swift": _grammar(
        function="function_declaration init_declaration deinit_declaration",
        closure="lambda_literal", if_="if_statement",
        loop="for_statement while_statement repeat_while_statement guard_statement",
        catch="catch_block", conditional="ternary_expression", switch="switch_statement",
        case="switch_entry", boolean="conjunction_expression disjunction_expression",
        bare_else=True),
    "Shell": _grammar(
        function="function_definition", if_="if_statement",
        loop="for_statement c_style_for_statement while_statement",
        conditional="ternary_expression", switch="case_statement", case="case_item",
        else_if="elif_clause", else_="else_clause", boolean="list binary_expression"),
}

#: Language -> the types of node to look for in the whole text.
NODES = {language: tuple(grammar.roles) for language, grammar in GRAMMARS.items()
         if not grammar.by_words}
