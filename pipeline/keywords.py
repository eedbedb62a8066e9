"""Keywords: words that a language reserves, so that nothing it defines can be called so.

A symbol with such a name is always a mistake of the extractor. Words that are keywords in some
places only (``get`` in C#, ``match`` in Python, ``override`` in C++) are names elsewhere and not
listed. Languages without a row here (prose, data, shells that allow any name) reserve nothing.
"""

from __future__ import annotations

#: Kinds of symbol that members of a type have.
_MEMBERS = frozenset({
    "method", "constructor", "property", "field", "enumerator", "attribute", "event", "operation"})
#: What these languages let be called by a reserved word, because a name is expected there.
_FREE_MEMBERS = frozenset({
    "JavaScript", "JSX", "TypeScript", "TSX", "Vue", "Svelte", "PHP", "Ruby", "Dart"})
#: ``this[int i]`` is what C# calls the indexer of a class.
_INDEXER = ("C#", "property", "this")
#: A macro may replace any word (``#define inline __inline``); texts, labels, files and keys of a
#: configuration are called as their authors like.
_CODE_KINDS = frozenset({
    "package", "module", "namespace", "class", "struct", "union", "record", "object", "interface",
    "trait", "protocol", "mixin", "concept", "extension", "enum", "annotation", "type", "message",
    "service", "function", "procedure", "constant", "variable", *_MEMBERS})

_C = """
    auto break case char const continue default do double else enum extern float for goto if inline
    int long register restrict return short signed sizeof static struct switch typedef union
    unsigned void volatile while _Alignas _Alignof _Atomic _Bool _Complex _Generic _Imaginary
    _Noreturn _Static_assert _Thread_local
"""
_CPP_WORDS = """
    alignas alignof and and_eq asm auto bitand bitor bool break case catch char char16_t char32_t
    class compl const const_cast constexpr continue decltype default delete do double dynamic_cast
    else enum explicit export extern false float for friend goto if inline int long mutable
    namespace new noexcept not not_eq nullptr operator or or_eq private protected public register
    reinterpret_cast return short signed sizeof static static_assert static_cast struct switch
    template this thread_local throw true try typedef typeid typename union unsigned using virtual
    void volatile wchar_t while xor xor_eq
"""
_JAVA = """
    abstract assert boolean break byte case catch char class const continue default do double else
    enum extends final finally float for goto if implements import instanceof int interface long
    native new package private protected public return short static strictfp super switch
    synchronized this throw throws transient try void volatile while true false null
"""
_ECMASCRIPT = """
    break case catch class const continue debugger default delete do else enum export extends false
    finally for function if import in instanceof new null return super switch this throw true try
    typeof var void while with
"""
_PYTHON = """
    False None True and as assert async await break class continue def del elif else except finally
    for from global if import in is lambda nonlocal not or pass raise return try while with yield
"""
_SHADER = """
    break case const continue default do else false for if in inout out return struct switch true
    void while
"""

_WORDS = {
    "C": _C,
    "C++": _CPP_WORDS, "CUDA": _CPP_WORDS, "HIP": _CPP_WORDS, "Metal": _CPP_WORDS,
    "Objective-C": _C, "Objective-C++": _CPP_WORDS, "OpenCL": _C,
    "GLSL": _SHADER, "HLSL": _SHADER,
    "WGSL": """
        alias break case const const_assert continue continuing default diagnostic discard else
        enable false fn for if let loop override requires return struct switch true var while
    """,
    "Python": _PYTHON, "Python stub": _PYTHON, "Cython": _PYTHON,
    "Starlark": """
        and break continue def elif else for if in lambda load not or pass return as assert async
        await class del except finally from global import is nonlocal raise try while with yield
    """,
    "Java": _JAVA,
    "Kotlin": """
        as break class continue do else false for fun if in interface is null object package return
        super this throw true try typealias typeof val var when while
    """,
    "Scala": """
        abstract case catch class def do else extends false final finally for forSome if implicit
        import lazy match new null object override package private protected return sealed super
        this throw trait try true type val var while with yield
    """,
    "C#": """
        abstract as base bool break byte case catch char checked class const continue decimal
        default delegate do double else enum event explicit extern false finally fixed float for
        foreach goto if implicit in int interface internal is lock long namespace new null object
        operator out override params private protected public readonly ref return sbyte sealed short
        sizeof stackalloc static string struct switch this throw true try typeof uint ulong
        unchecked unsafe ushort using virtual void volatile while
    """,
    "Swift": """
        as associatedtype break case catch class continue default defer do else enum extension
        fallthrough false fileprivate for func guard if import in inout internal is let nil operator
        precedencegroup private protocol public repeat rethrows return self static struct super
        switch throw throws true try typealias var where while
    """,
    "Go": """
        break case chan const continue default defer else fallthrough for func go goto if import
        interface map package range return select struct switch type var
    """,
    "Rust": """
        as async await break const continue crate dyn else enum extern false fn for if impl in let
        loop match mod move mut pub ref return self Self static struct super trait true type unsafe
        use where while abstract become box do final macro override priv typeof unsized virtual
        yield
    """,
    "Zig": """
        addrspace align allowzero and anyframe anytype asm async await break callconv catch comptime
        const continue defer else enum errdefer error export extern fn for if inline linksection
        noalias noinline nosuspend opaque or orelse packed pub resume return struct suspend switch
        test threadlocal try union unreachable usingnamespace var volatile while
    """,
    "D": """
        abstract alias align asm assert auto body bool break byte case cast catch char class const
        continue debug default delegate delete deprecated do double else enum export extern false
        final finally float for foreach function goto if immutable import in inout int interface
        invariant is lazy long mixin module new nothrow null out override package pragma private
        protected public pure real ref return scope shared short static struct super switch
        synchronized template this throw true try typeid typeof union unittest version void while
        with
    """,
    "Dart": """
        assert break case catch class const continue default do else enum extends false final
        finally for if in is new null rethrow return super switch this throw true try var void while
        with
    """,
    "JavaScript": _ECMASCRIPT, "JSX": _ECMASCRIPT, "TypeScript": _ECMASCRIPT, "TSX": _ECMASCRIPT,
    "Vue": _ECMASCRIPT, "Svelte": _ECMASCRIPT,
    "PHP": """
        abstract and array as break callable case catch class clone const continue declare default
        do echo else elseif empty endfor endforeach endif endswitch endwhile eval exit extends final
        finally fn for foreach function global goto if implements include include_once instanceof
        insteadof interface isset list match namespace new or print private protected public
        require require_once return static switch throw trait try unset use var while xor yield
    """,
    "Ruby": """
        BEGIN END alias and begin break case class def defined? do else elsif end ensure false for
        if in module next nil not or redo rescue retry return self super then true undef unless
        until when while yield
    """,
    "Perl": """
        and cmp eq for foreach ge gt if last le lt my ne next no not or our package redo require
        return sub unless until use while xor elsif else
    """,
    "Lua": """
        and break do else elseif end false for function goto if in local nil not or repeat return
        then true until while
    """,
    "Shell": "case do done elif else esac fi for function if in select then until while",
    "PowerShell": """
        begin break catch class continue data do dynamicparam else elseif end enum exit filter
        finally for foreach function if in param process return switch throw trap try until using
        while
    """,
    "Julia": """
        baremodule begin break catch const continue do else elseif end export false finally for
        function global if import let local macro module quote return struct true try using while
    """,
    "R": "if else repeat while function for next break TRUE FALSE NULL Inf NaN NA in",
    "Haskell": """
        case class data default deriving do else foreign if import in infix infixl infixr instance
        let module newtype of then type where
    """,
    "OCaml": """
        and as assert begin class constraint do done downto else end exception external false for
        fun function functor if in include inherit initializer lazy let match method module mutable
        new nonrec object of open or private rec sig struct then to true try type val virtual when
        while with
    """,
    "Elixir": "and after catch do else end false fn in nil not or rescue true when",
    "Erlang": """
        after and andalso band begin bnot bor bsl bsr bxor case catch div else end fun if let not of
        or orelse receive rem try when xor
    """,
}

KEYWORDS: dict[str, frozenset[str]] = {
    language: frozenset(words.split()) for language, words in _WORDS.items() if words.strip()
}


def is_reserved(language: str, kind: str, name: str) -> bool:
    """Whether nothing of this kind can be called ``name`` in the language."""
    if (language, kind, name) == _INDEXER:
        return False
    if kind not in _CODE_KINDS or (kind in _MEMBERS and language in _FREE_MEMBERS):
        return False
    return name in KEYWORDS.get(language, ())
