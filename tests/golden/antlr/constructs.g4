/** A grammar that shows every construct of ANTLR. */
parser grammar Shop;

options { tokenVocab = ShopLexer; language = Java; }
import Common, o = Other;
tokens { INDENT, DEDENT }
@header { package shop; import x.y; }

/** The whole input. */
file : line* EOF ;

line returns [int value] locals [int n = 0;]
    : expr {System.out.println("a;b");} NEWLINE # Print
    | ID '=' expr ';' -> skip
    ;

expr : expr ('*'|'/') expr | INT ;

mode STRINGS;
// Tokens of numbers.
INT : [0-9;]+ ;
fragment DIGIT : '0'..'9' ;
ESC : '\\' ['"\\;] ;
