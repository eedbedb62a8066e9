/* A grammar that shows every construct of Yacc. */
%{
#include <stdio.h>
#include "lexer.h"

static int depth(int n);
%}

%define api.pure full
%parse-param { double *result }
%union {
    double number;
    char *text;
}

%token <number> NUMBER "number" 258
%token <text> NAME
       STRING    /* a comment with NO_TOKEN */
%left '+' '-'
%right UMINUS NUMBER
%type <number> expr term
%start input

%%

/* The whole input. */
input:
      /* empty */
    | input line ;

line[result]: expr '\n' { if ($1) { label: printf("a: %d; }\n", 1); } }
    | error '\n'    { yyerrok; }
    ;

expr
    : term
    | expr '+' term     { $$ = $1 + $3; }
    | '-' expr %prec UMINUS { $$ = -$2; }

term: NUMBER | NAME ':' expr;

%%

static int depth(int n)
{
    return n;
}
