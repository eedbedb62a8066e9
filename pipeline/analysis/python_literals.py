"""Python: strings and settings that are dangerous by what they say or by what is made of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from pipeline.analysis.occurrences import leaf_at, node_at, text
from pipeline.analysis.python_names import Names, enclosing_call, has_interpolation, is_constant
from pipeline.analysis.subject import Subject, written
from pipeline.model import Finding

#: Matches of one pattern that are looked at in a file.
_MOST = 2_000
#: Expressions that hand a value on, and owners that give it a name.
_PASSING = ("tuple", "parenthesized_expression", "conditional_expression", "boolean_operator",
            "binary_operator")
_NAMED = ("assignment", "keyword_argument", "default_parameter", "typed_default_parameter", "pair")

# -- addresses and paths -----------------------------------------------------------------------

_EVERYWHERE = re.compile(rb"""["'](0\.0\.0\.0)["']""")
_SHARED = re.compile(rb"""["'](?:/tmp|/var/tmp|/dev/shm)(?:/|["'])""")
_FOLDER = re.compile(r"[rbu]{0,2}[\"'](?:/tmp|/var/tmp|/dev/shm)/?[\"']")
_NOTHING = re.compile(r"(?!)")
#: What a name or a function is called that an address to listen on is given to.
_LISTENS = re.compile(
    r"(?i)(?:\A|_)(?:hosts?|bind_?(?:to|addr(?:ess)?|host)?|listen\w*|interface|local_addr)\Z")
_SERVES = re.compile(
    r"(?i)(?:\A|[._])(?:bind|listen|serve|run|run_app|run_simple|start_server|create_server|\w*server"
    r"|serve_forever|add_insecure_port|create_datagram_endpoint)\Z")
#: What a name or a function is called that a path is given to.
_PATH_NAME = re.compile(
    r"(?i)path|file|dir\b|dir_|folder|cache|log|sock|dest|target|output|prefix|\bout\b|tmp|temp"
    r"|root|\bbase")
_PATH_CALL = re.compile(
    r"(?:\A|[._])(?:open|Path|PurePath|join|mkdir|makedirs|remove|unlink|rename|replace|copy\w*|move"
    r"|rmtree|touch|\w*FileHandler|to_csv|save\w*|load\w*|write\w*|savefig|bind|mkfifo|symlink"
    r"|export_chrome_trace)\Z")


def addresses(subject: Subject) -> Iterator[Finding]:
    """``0.0.0.0`` where a server's own address is wanted."""
    if b"0.0.0.0" not in subject.data:
        return
    for node in _strings(subject, _EVERYWHERE):
        if _is_bound(node):
            yield Finding("python-bind-all", subject.line_of(node), _context(node))


def _is_bound(node: Node) -> bool:
    return _is_given(node, _LISTENS, _SERVES)


def _is_given(node: Node, names: re.Pattern[str], functions: re.Pattern[str]) -> bool:
    """Whether a value is given to one of some names, or is an argument of such a function."""
    owner = node.parent
    while owner is not None and owner.type in _PASSING:
        owner = owner.parent
    if owner is None:
        return False
    if owner.type in _NAMED:
        return bool(names.search(_target(owner)))
    if owner.type == "argument_list" and owner.parent is not None:
        return bool(functions.search(text(owner.parent.child_by_field_name("function"))))
    return False


def _target(owner: Node) -> str:
    for field in ("name", "left", "key"):
        named = owner.child_by_field_name(field)
        if named is not None:
            return text(named).rpartition(".")[2].strip("\"'")
    return text(owner.named_child(0)) if owner.named_child_count else ""


def shared_paths(subject: Subject) -> Iterator[Finding]:
    """Fixed names below folders that every user may write to."""
    if b"/tmp" not in subject.data and b"/dev/shm" not in subject.data:
        return
    for node in _strings(subject, _SHARED):
        is_file = not _FOLDER.fullmatch(text(node))
        if _is_given(node, _PATH_NAME if is_file else _NOTHING, _PATH_CALL):
            yield Finding("python-shared-path", subject.line_of(node), written(node, 40))


def _strings(subject: Subject, pattern: re.Pattern[bytes]) -> Iterator[Node]:
    """The strings that begin as a pattern says."""
    for number, match in enumerate(pattern.finditer(subject.data)):
        if number == _MOST:
            return
        node = leaf_at(subject, match.start())
        if node is not None and node.type == "string_start" and node.parent is not None:
            yield node.parent


def _context(node: Node) -> str:
    parent = node.parent
    return written(parent if parent is not None and parent.start_point[0] == node.start_point[0]
                   and parent.end_byte - parent.start_byte < 60 else node)


# -- queries -----------------------------------------------------------------------------------

#: A query has one of these, or is executed where it stands.
_QUERY_WORDS = (b"SELECT ", b"INSERT INTO", b"DELETE FROM", b"UPDATE ", b".execute")
_QUERY = re.compile(rb"""["']\s*(?i:select|insert|update|delete|replace)\s""")
_SQL = re.compile(
    r"\s*(?:select\s.{1,2000}?\sfrom\s|insert\s+(?:or\s+\w+\s+)?into\s+\S|replace\s+into\s+\S"
    r"|update\s+\S{1,200}\s+set\s|delete\s+from\s+\S)", re.IGNORECASE | re.DOTALL)
_UPPER = re.compile(r"\s*(?:SELECT|INSERT|UPDATE|DELETE|REPLACE)\s")
_EXECUTES = re.compile(
    r"(?i)(?:\A|[._])(?:execute|executemany|executescript|exec_driver_sql|raw|query|openview"
    r"|read_sql|read_sql_query|fetch|fetchrow|fetchval|fetch_all|fetch_one)\Z")


def queries(subject: Subject) -> Iterator[Finding]:
    """Queries whose text is put together from parts that are not constant."""
    if not any(word in subject.data for word in _QUERY_WORDS):
        return
    for string in _strings(subject, _QUERY):
        whole = string
        if string.parent is not None and string.parent.type == "concatenated_string":
            whole = string.parent
            if whole.named_children[0] != string:
                continue
        expression = _composed(subject, whole)
        if expression is None or not _SQL.match(_content(expression)):
            continue
        call = enclosing_call(expression.parent)
        runs = call is not None and _EXECUTES.search(text(call.child_by_field_name("function")))
        if runs or _UPPER.match(_content(whole)):
            yield Finding("python-sql", subject.line_of(string), written(whole))


def _composed(subject: Subject, string: Node) -> Node | None:
    """The expression that makes a text of a string and something that is not constant."""
    whole, is_composed = string, has_interpolation(string) and _is_varied(subject, string)
    while whole.parent is not None:
        parent = whole.parent
        if parent.type == "parenthesized_expression":
            whole = parent
        elif parent.type == "binary_operator" and parent.child_by_field_name("left") == whole:
            right = parent.child_by_field_name("right")
            is_composed |= right is not None and not is_constant(subject, right)
            whole = parent
        elif parent.type == "attribute" and text(parent).endswith(".format") \
                and parent.parent is not None and parent.parent.type == "call":
            return parent.parent
        else:
            break
    return whole if is_composed else None


def _is_varied(subject: Subject, string: Node) -> bool:
    """Whether an f-string puts in something that is not constant."""
    strings = string.named_children if string.type == "concatenated_string" else [string]
    return any(not is_constant(subject, part)
               for one in strings for child in one.named_children if child.type == "interpolation"
               for part in child.named_children[:1])


def _content(node: Node) -> str:
    """What strings say, without quotes; of a long expression as much as matters."""
    return re.sub(r"""\A\(*\s*[a-zA-Z]{0,2}["']+|["']""", " ", text(node)[:4_000])


# -- passwords ---------------------------------------------------------------------------------

_PASSWORD_WORDS = (b"passw", b"PASSW", b"secret_key", b"SECRET_KEY", b"api_key", b"API_KEY",
                   b"access_token")
_PASSWORD = re.compile(
    rb"(?:passw(?:or)?d|PASSW(?:OR)?D|secret_key|SECRET_KEY|api_key|API_KEY|access_token)"
    rb"""(?:["']?\]|["'])?[ \t]*(?::[ \t]*str[ \t]*)?[=:][ \t]*["']([^"'\n\s]{8,200})["']""")
_RANDOM_LOOKING = re.compile(r"(?=.*[0-9])(?=.*[A-Za-z])[^<>{}$%()/\\]+\Z")
_PLAIN = re.compile(r"(?i)example|sample|dummy|fake|placeholder|your|change|test|xxx|\*\*|passw")


def passwords(subject: Subject) -> Iterator[Finding]:
    """Values that look like passwords, given to what is called one."""
    if not any(word in subject.data for word in _PASSWORD_WORDS):
        return
    for number, match in enumerate(_PASSWORD.finditer(subject.data)):
        if number == _MOST:
            return
        value = match[1].decode("utf-8", "replace")
        if not _RANDOM_LOOKING.match(value) or _PLAIN.search(value):
            continue
        string = leaf_at(subject, match.start(1) - 1)
        owner = string.parent.parent if string is not None and string.type == "string_start" \
            and string.parent is not None else None
        if owner is not None and owner.type in _NAMED:
            # The name alone: what is found must not say the value.
            yield Finding("python-password", subject.line_of(owner), _target(owner)[:60])


# -- randomness --------------------------------------------------------------------------------

_SECRET_NAME = re.compile(
    r"(?i)passw(?:or)?d|passphrase|secret|session_?id|api_?key|\botp\b|csrf|nonce|salt|auth_token")
_RANDOM = ("choice", "choices", "randint", "randrange", "random", "getrandbits", "sample",
           "randbytes")


def predictable(names: Names) -> Iterator[Finding]:
    """Secrets that are made of numbers which can be foretold."""
    subject = names.subject
    if "random" not in names.roots:
        return
    wanted = {"random": tuple(f"random.{name}" for name in _RANDOM),
              **{f"random.{name}": (f"random.{name}",) for name in _RANDOM}}
    for name, _ in names.written(wanted):
        for call in names.calls(name):
            owner = call.node.parent
            while owner is not None and owner.type not in ("assignment", "block", "module"):
                owner = owner.parent
            if owner is not None and owner.type == "assignment" \
                    and _SECRET_NAME.search(_target(owner)):
                yield Finding("python-random", subject.line_of(owner), _target(owner)[:60])


# -- certificates ------------------------------------------------------------------------------

_UNVERIFIED = re.compile(
    rb"\b(?:verify|check_hostname)[ \t]*=[ \t]*(False)\b"
    rb"|\bverify_mode[ \t]*=[ \t]*([\w.]*CERT_NONE)\b")
_CLIENTS = frozenset(("requests", "httpx", "aiohttp", "urllib3", "ssl"))


def unverified(names: Names) -> Iterator[Finding]:
    """Settings and arguments that turn off the check of a server's certificate."""
    subject = names.subject
    if not names.roots & _CLIENTS:
        return
    for match in _UNVERIFIED.finditer(subject.data):
        value = node_at(subject, *match.span(1 if match[1] else 2))
        owner = value.parent if value is not None else None
        if owner is None or owner.type not in ("assignment", "keyword_argument"):
            continue
        left = text(owner.child_by_field_name("left"))
        # A server need not know who its clients are.
        is_setting = owner.type == "assignment" and "." in left and "server" not in left
        if is_setting or (owner.type == "keyword_argument" and match[0].startswith(b"verify")):
            yield Finding("python-unverified-tls", subject.line_of(owner), written(owner))
