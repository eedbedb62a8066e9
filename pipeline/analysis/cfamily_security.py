"""C family: calls that are dangerous by themselves, or by what they are given.

Only calls count: never a definition or declaration of the same name, nor a call of a function that
the file defines for itself, as libraries and kernels do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.analysis.cfamily_code import Call, CFamilyCode, code_of, last_word
from pipeline.analysis.subject import Subject
from pipeline.model import Finding

_COPIES = ("strcpy", "strcat", "stpcpy", "wcscpy", "wcscat", "lstrcpy", "lstrcat", "_mbscpy")
#: Function -> index of its format.
_SCANS = {"scanf": 0, "fscanf": 1, "sscanf": 1}
_FORMATS = {
    "printf": 0, "fprintf": 1, "dprintf": 1, "sprintf": 1, "snprintf": 2, "asprintf": 1,
    "syslog": 1, "printk": 0, "NSLog": 0, "seq_printf": 1, "panic": 0, "PyErr_Format": 1,
    "PySys_WriteStderr": 0, "PyOS_snprintf": 2, "kasprintf": 1, "wprintf": 0,
}
#: Allocator -> index of the size.
_ALLOCATORS = {
    "malloc": 0, "kmalloc": 0, "kzalloc": 0, "vmalloc": 0, "vzalloc": 0, "kvmalloc": 0,
    "kvzalloc": 0, "kmalloc_node": 0, "kzalloc_node": 0, "devm_kmalloc": 1, "devm_kzalloc": 1,
    "realloc": 1, "krealloc": 1, "PyMem_Malloc": 0, "PyMem_RawMalloc": 0, "PyMem_Realloc": 1,
    "alloca": 0,
}
_KERNEL_ALLOCATORS = frozenset(name for name in _ALLOCATORS if name.startswith(
    ("k", "v", "devm_")))
_REALLOCATORS = ("realloc", "reallocarray", "krealloc", "krealloc_array", "PyMem_Realloc",
                 "PyMem_RawRealloc", "PyObject_Realloc")
_TEMPORARY = ("tmpnam", "tmpnam_r", "tempnam", "mktemp", "_mktemp", "_tempnam")
_IDENTITY = ("setuid", "setgid", "seteuid", "setegid", "setreuid", "setregid", "setresuid",
             "setresgid")
_OPENS = ("open", "fopen", "unlink", "remove", "chmod", "chown", "rename", "creat", "execv",
          "execl")
_WEAK = ("EVP_md5", "EVP_md4", "EVP_md2", "EVP_rc4", "EVP_des_cbc", "EVP_des_ecb", "MD5_Init",
         "MD4_Init", "MD5", "CC_MD5", "CC_MD4", "CC_MD2", "DES_set_key", "DES_ecb_encrypt",
         "RC4_set_key")

_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
#: A conversion: its width, precision and letter.
_CONVERSION = re.compile(r"%[-+ #0']*(\d+|\*)?(\.(?:\d+|\*)?)?(?:hh|h|ll|l|z|j|t|L|I64)?([a-zA-Z])")
_UNBOUNDED_SCAN = re.compile(r"%(?:hh|h|ll|l)?(?:s|\[)")
_VARIABLE = re.compile(r"\*?[A-Za-z_]\w*(?:(?:\.|->)\w+|\[\w*\])*(?:\.c_str\(\)|\.data\(\))?")
_CONSTANT = re.compile(r"[A-Z_][A-Z0-9_]*|\d\w*|k[A-Z]\w*")
_WORLD = re.compile(r"0[0-7]*[2367]")
_ZERO = re.compile(r"0[lL]?|false|FALSE|NO")
#: Functions that by their names return one of a few fixed texts.
_FIXED_CALL = re.compile(r"\w*(?:_str|_string|_to_str\w*|_to_text|strerror|_strstate)\(")
_CAST = re.compile(r"\A\(\s*(?:const\s+)?(?:unsigned\s+|struct\s+)*\w+\s*\**\s*\)\s*(?=[\w(*])")
_SIZE_OF_TARGET = re.compile(r"sizeof ?\* ?[\w.>-]+")
_SMALL = r"\b(?:u8|u16|s8|s16|__u8|__u16|u?int8_t|u?int16_t|unsigned char|unsigned short|char|bool)"


def find(subject: Subject) -> Iterator[Finding]:
    """All dangerous calls of a file."""
    code = code_of(subject)
    for detector in (_copies, _prints, _scans, _formats, _shells, _named, _allocations,
                     _reallocations, _bounded_copies, _checks_then_uses, _identities, _modes,
                     _certificates, _pointers):
        yield from detector(code)


def _finding(rule: str, code: CFamilyCode, call: Call) -> Finding:
    return Finding(rule, code.line(call.place), code.written_call(call))


# -- what an argument is -------------------------------------------------------------------------


def _literal(code: CFamilyCode, span: tuple[int, int]) -> str | None:
    """The text of a string literal (or several in a row); None for any other expression."""
    plain = code.code[span[0] : span[1]].strip()
    if '"' not in plain or not re.fullmatch(r'(?:\w*"\s*"|[A-Z_]\w*|\s)+', plain):
        return None
    return "".join(_STRING.findall(code.subject.source.text[span[0] : span[1]]))


def _plain(code: CFamilyCode, span: tuple[int, int]) -> str:
    return " ".join(code.code[span[0] : span[1]].split())


def _is_free(code: CFamilyCode, written: str) -> bool:
    """Whether an expression is a variable of which the file does not show a fixed value."""
    return bool(_VARIABLE.fullmatch(written)) and not _is_fixed(code, written)


def _is_fixed(code: CFamilyCode, written: str) -> bool:
    """Whether an expression is a constant, a literal or a choice of some, or from a table."""
    if '"' in written or _CONSTANT.fullmatch(written):
        return True
    if _FIXED_CALL.match(written):
        return True
    name = re.split(r"[.\[(]|->| ?\+ ?\d", written.lstrip("*&( "))[0]
    if not name.isidentifier() or name == written.partition("(")[0] != written:
        return False
    if f"{name}[" in written and name in code.tables:
        return True
    return code.is_given_text(name)


def _before(code: CFamilyCode, call: Call, most: int = 4000) -> str:
    """What stands before a call in its function."""
    function = code.function_at(call.place)
    start = function.body if function else 0
    return code.code[max(start, call.place - (most if function else 1000)) : call.place]


def _after(code: CFamilyCode, call: Call, end: int, most: int = 300) -> str:
    """What stands behind a call in its function."""
    function = code.function_at(call.place)
    return code.code[end : min(end + most, function.end if function else end + most)]


def _is_measured(code: CFamilyCode, call: Call, written: str) -> bool:
    """Whether the size of what an expression is about was asked for, or given, before."""
    words = re.findall(r"[A-Za-z_]\w*", written)
    return bool(words) and re.search(
        rf"(?:len|LEN|size|SIZE|LENGTH|dup)\w*\s*\([^()]*\b{words[-1]}\b"
        rf"|(?:nprintf|strscpy|strlcpy|strncpy)\s*\(\s*{words[-1]}\s*,",
        _before(code, call)) is not None


# -- text without a bound ------------------------------------------------------------------------


def _copies(code: CFamilyCode) -> Iterator[Finding]:
    for call in code.plain_calls(("gets",)):
        if len(code.arguments(call).spans) == 1:
            yield _finding("c-gets", code, call)
    for call in code.plain_calls(_COPIES):
        spans = code.arguments(call).spans
        if len(spans) != 2:
            continue
        copied = _plain(code, spans[1])
        if not _is_fixed(code, copied) and not _is_measured(code, call, copied):
            yield _finding("c-unbounded-copy", code, call)


def _prints(code: CFamilyCode) -> Iterator[Finding]:
    for call in code.plain_calls(("sprintf", "wsprintf")):
        spans = code.arguments(call).spans
        format_ = _literal(code, spans[1]) if len(spans) > 2 else None
        if format_ is None or "%" not in format_:
            continue
        texts = [_plain(code, spans[i]) for i in _texts(format_, 2) if i < len(spans)]
        free = [text for text in texts if not _is_fixed(code, text)]
        if free and not any(_is_measured(code, call, text) for text in free):
            yield _finding(_format_rule(code, call), code, call)


def _texts(format_: str, index: int) -> Iterator[int]:
    """Which arguments a format takes as text without a bound, counted from ``index``."""
    for match in _CONVERSION.finditer(format_.replace("%%", "")):
        index += (match[1] == "*") + (match[2] == ".*")
        if match[3] == "s" and not match[2]:
            yield index
        index += 1


def _format_rule(code: CFamilyCode, call: Call) -> str:
    """A kernel's attribute has a page to itself, which is far less of a risk."""
    function = code.function_at(call.place)
    is_attribute = function is not None and re.search(
        r"_attribute \*|struct kobject \*|struct device_driver \*|struct bus_type \*"
        r"|struct class \*|struct kernel_param \*", function.symbol.signature)
    return "c-attribute-format" if is_attribute else "c-unbounded-format"


def _scans(code: CFamilyCode) -> Iterator[Finding]:
    for call in code.plain_calls(_SCANS):
        spans = code.arguments(call).spans
        if len(spans) > _SCANS[call.name] + 1:
            format_ = _literal(code, spans[_SCANS[call.name]])
            if format_ and _UNBOUNDED_SCAN.search(format_.replace("%%", "")):
                yield _finding("c-unbounded-scan", code, call)


def _formats(code: CFamilyCode) -> Iterator[Finding]:
    """Formats that are no literal, with nothing to format: the text itself was meant."""
    for call in code.plain_calls(_FORMATS):
        spans = code.arguments(call).spans
        if len(spans) != _FORMATS[call.name] + 1 or not _is_free(code, _plain(code, spans[-1])):
            continue
        if not any('"' in _plain(code, span) for span in spans[:-1]):
            yield _finding("c-format-string", code, call)


def _bounded_copies(code: CFamilyCode) -> Iterator[Finding]:
    """Bounds that are those of the whole target."""
    for call in code.plain_calls(("strncpy", "strncat")):
        found = code.arguments(call)
        if len(found.spans) != 3:
            continue
        target, copied, bound = (_plain(code, span) for span in found.spans)
        if bound.replace(" ", "") != f"sizeof({target.replace(' ', '')})" or \
                _is_fixed(code, copied) or _is_measured(code, call, copied):
            continue
        if call.name == "strncat":
            yield _finding("c-append-bound", code, call)
        elif f"{target}[" not in _after(code, call, found.end):
            yield _finding("c-unterminated-copy", code, call)


# -- commands, files, rights ---------------------------------------------------------------------


def _shells(code: CFamilyCode) -> Iterator[Finding]:
    for call in code.plain_calls(("system", "popen", "_popen", "_wsystem", "execl", "execlp")):
        spans = code.arguments(call).spans
        if not spans:
            continue
        if call.name.startswith("exec"):
            index = next((i for i, span in enumerate(spans) if _literal(code, span) == "-c"), 0)
            is_shell = index and (_literal(code, spans[0]) or "").endswith("sh")
            commands = spans[index + 1 : index + 2] if is_shell else ()
        else:
            is_open = len(spans) == 2 and _literal(code, spans[1]) is not None
            commands = spans[:1] if is_open or len(spans) == 1 else ()
        texts = [_plain(code, span) for span in commands]
        if any(_is_free(code, text) and not _is_numbers_only(code, call, text) for text in texts):
            yield _finding("c-shell-command", code, call)


def _is_numbers_only(code: CFamilyCode, call: Call, command: str) -> bool:
    """Whether a command was last made by a literal format that takes no text."""
    start = max(0, call.place - 1500)
    made = list(re.finditer(
        rf'printf\(\s*{re.escape(command)}\s*,[^"();]*(?:\([^()]*\)[^"();]*)?"',
        code.code[start : call.place]))
    if not made:
        return False
    at = start + made[-1].end() - 1
    literal = _STRING.match(code.subject.source.text, at)
    return literal is not None and "%" in literal[1] and not list(_texts(literal[1], 0))


def _named(code: CFamilyCode) -> Iterator[Finding]:
    for call in code.plain_calls(_TEMPORARY):
        yield _finding("c-temporary-name", code, call)
    for call in code.plain_calls(_WEAK):
        yield _finding("c-weak-algorithm", code, call)
    for name in ("unarchiveObjectWithData", "unarchiveObjectWithFile"):
        for place in code.places(name):
            before = code.code[max(0, place - 60) : place].rstrip()
            if last_word(before) == "NSKeyedUnarchiver":
                yield Finding("c-unarchive", code.line(place), name)


def _checks_then_uses(code: CFamilyCode) -> Iterator[Finding]:
    """A path that is asked about first and opened by name later."""
    if code.words.isdisjoint(("access",)) or code.words.isdisjoint(_OPENS):
        return
    opened = [(call, code.argument(call, 0)) for call in code.plain_calls(_OPENS)]
    for call in code.plain_calls(("access",)):
        spans = code.arguments(call).spans
        if len(spans) != 2:
            continue
        path, function = _plain(code, spans[0]), code.function_at(call.place)
        if function and _VARIABLE.fullmatch(path) and any(
                used == path and call.place < later.place < function.end
                and later.place - call.place < 1500 for later, used in opened):
            yield _finding("c-check-then-use", code, call)


def _identities(code: CFamilyCode) -> Iterator[Finding]:
    """Changes of identity whose failure goes unnoticed."""
    for call in code.plain_calls(_IDENTITY):
        end = code.arguments(call).end
        before = code.code[max(0, call.place - 40) : call.place].rstrip()[-1:]
        if before in (";", "{", "}", ")") and code.code[end + 1 : end + 8].lstrip()[:1] == ";":
            yield _finding("c-unchecked-identity", code, call)


def _modes(code: CFamilyCode) -> Iterator[Finding]:
    for call in code.plain_calls(("chmod", "fchmod")):
        if _WORLD.fullmatch(code.argument(call, 1)):
            yield _finding("c-world-writable", code, call)


def _certificates(code: CFamilyCode) -> Iterator[Finding]:
    for call in code.plain_calls(("SSL_CTX_set_verify", "SSL_set_verify")):
        if code.argument(call, 1) == "SSL_VERIFY_NONE":
            yield _finding("c-unverified-peer", code, call)
    for call in code.plain_calls(("curl_easy_setopt",)):
        option = code.argument(call, 1)
        if option in ("CURLOPT_SSL_VERIFYPEER", "CURLOPT_SSL_VERIFYHOST") and _ZERO.fullmatch(
                code.argument(call, 2)):
            yield _finding("c-unverified-peer", code, call)


def _pointers(code: CFamilyCode) -> Iterator[Finding]:
    """``%px`` in a kernel's message: the address as it is."""
    text = code.subject.source.text
    place = text.find("%px") if code.is_c else -1
    while place >= 0:
        function = code.function_at(place)
        is_string = code.code[place] == " " and not code.in_comment(place) and not any(
            macro.start <= place < macro.end for macro in code.macros)
        if function is not None and is_string and text[place + 3 : place + 4] not in "Aa1":
            yield Finding("c-address-shown", code.line(place), function.symbol.qualname)
        place = text.find("%px", place + 3)


# -- memory --------------------------------------------------------------------------------------


def _allocations(code: CFamilyCode) -> Iterator[Finding]:
    for call in code.plain_calls(_ALLOCATORS):
        found = code.arguments(call)
        index = _ALLOCATORS[call.name]
        if len(found.spans) > index:
            size = _plain(code, found.spans[index])
            if call.name == "alloca":
                if not re.fullmatch(r"[\dA-Z_ +*]*(?:sizeof ?\([^()]*\)[\dA-Z_ +*]*)*", size):
                    yield _finding("c-stack-allocation", code, call)
            elif "*" in size and _may_wrap(code, call, size):
                yield _finding("c-multiplied-size", code, call)


def _may_wrap(code: CFamilyCode, call: Call, size: str) -> bool:
    """Whether a size is a product with variables of which no bound is seen.

    For a kernel that a count is multiplied by a size is enough, for it has functions that check.
    """
    size = _SIZE_OF_TARGET.sub("sizeof(target)", size)
    factors = [_CAST.sub("", factor.strip()) for factor in size.split("*")]
    others = [f for f in factors if not re.fullmatch(r"sizeof ?\([^()]*\)", f)]
    counts = [f for f in others if _VARIABLE.fullmatch(f) and not _CONSTANT.fullmatch(f)]
    if len(counts) != len(others) or len(factors) < 2 or not counts or ")" in "".join(counts):
        return False
    if len(counts) < 2 and call.name not in _KERNEL_ALLOCATORS:
        return False
    function = code.function_at(call.place)
    if function is None:
        return False
    before, head = _before(code, call), code.code[function.start : function.body]
    return not any(_is_bounded(before, head, count) for count in counts)


def _is_bounded(before: str, head: str, count: str) -> bool:
    """Whether a variable is compared, or has a small type or a fixed value, before it is used."""
    name = re.escape(count)
    if re.search(rf"\b{name}\b\s*[<>]|[<>]=?\s*{name}\b(?!\s*[>.])", before):
        return True
    if re.search(rf"\b{name}\s*=\s*(?:\d|[A-Z_]+\b|(?:\w+::)*\w+\s*(?:<[^;()]*>)?\s*\()",
                 before):
        return True
    return re.search(rf"{_SMALL}\b[^;(){{}}]*\b{name}\b", head + before) is not None


def _reallocations(code: CFamilyCode) -> Iterator[Finding]:
    """The only pointer to the old memory is overwritten, with nothing when the call fails."""
    for call in code.plain_calls(_REALLOCATORS):
        moved = code.argument(call, 0)
        before = code.code[max(0, call.place - 160) : call.place].rstrip()
        before = re.sub(r"\([^()]*\*\s*\)\s*\Z", "", before).rstrip()
        if not moved or not before.endswith("="):
            continue
        target = re.split(r"[;{}:]|(?<=\))\s(?=\w)", before[:-1])[-1]
        if " ".join(target.split()) == moved and _is_only_pointer(code, call, moved):
            yield _finding("c-realloc-leak", code, call)


def _is_only_pointer(code: CFamilyCode, call: Call, moved: str) -> bool:
    """Whether nobody else is seen to hold the memory: a member, or a variable that got it here."""
    before = _before(code, call)
    end = code.arguments(call).end
    if re.search(r"\b(?:exit|_exit|abort|err|errx|die|fatal)\s*\(", _after(code, call, end, 150)):
        return False
    if not moved.isidentifier():
        return True
    if re.search(rf"=\s*{moved}\s*;", before):
        return False
    values = re.findall(rf"(?<![\w.>])\*?{moved}\s*=\s*(?:\([^()]*\)\s*)?([\w.>-]+)",
                        before.rpartition(moved)[0])
    return bool(values) and all(value == "NULL" or "alloc" in value.lower() for value in values)
