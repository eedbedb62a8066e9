"""Python: library calls that are dangerous as they are made, each with the rule that it breaks.

A check sees one call and gives the ids of the rules that it breaks, most often one or none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tree_sitter import Node

from pipeline.analysis.occurrences import text
from pipeline.analysis.python_names import Call, below, is_constant

Check = Callable[[Call], str]


def always(rule: str) -> Check:
    return lambda call: rule


def unless_constant(rule: str, *names: str) -> Check:
    """The rule for a first argument that the text does not tell."""
    return lambda call: "" if call.is_constant(0, *names) else rule


# -- code and commands -----------------------------------------------------------------------


def runs_text(call: Call) -> str:
    """Text that is compiled first is that text; a function's own code is no text at all.

    A value that is written and read back in the same expression is copied.
    """
    source = call.argument(0)
    if source is None or text(source).endswith((".__code__", ".__repr__()")):
        return ""
    if source.type == "call" and text(source.child_by_field_name("function")) == "repr":
        return ""
    if source.type == "call" and text(source.child_by_field_name("function")) == "compile":
        source = Call(call.names, source).argument(0, "source")
    is_known = source is not None and is_constant(call.subject, source)
    return "python-eval-constant" if is_known else "python-eval"


def subprocess(call: Call) -> str:
    shell = text(call.keywords.get("shell"))
    if shell in ("", "False", "0", "None") or call.is_constant(0, "args"):
        return ""
    return "python-shell-command" if shell in ("True", "1") else "python-shell-option"


# -- data that becomes objects -----------------------------------------------------------------


def reads(rule: str) -> Check:
    """The rule for data that the text does not tell.

    Reading back what was written in the same expression is a way to copy.
    """
    def check(call: Call) -> str:
        first = call.argument(0)
        copied = first is not None and first.type == "call" and text(
            first.child_by_field_name("function")).endswith("dumps")
        return "" if copied or (first is not None and call.is_constant(0)) else rule

    return check


def torch_load(call: Call) -> str:
    given = text(call.keywords.get("weights_only"))
    if given == "False":
        return "python-torch-pickle"
    return "" if given or call.is_open else "python-torch-load"


def numpy_load(call: Call) -> str:
    return "python-pickle" if text(call.keywords.get("allow_pickle")) == "True" else ""


_UNSAFE_LOADERS = ("Loader", "UnsafeLoader", "CLoader")


def yaml_load(call: Call) -> str:
    """A loader that is not known from the file may be a safe one."""
    loader = call.argument(1, "Loader")
    if loader is None:
        return "" if call.is_open else "python-yaml-load"
    known = {name.rpartition(".")[2] for name in call.names.dotted(text(loader))
             if name.startswith("yaml.")}
    return "python-yaml-load" if known & set(_UNSAFE_LOADERS) else ""


# -- cryptography ----------------------------------------------------------------------------

_WEAK_HASHES = ("md2", "md4", "md5", "sha", "sha1")


def weak_hash(call: Call) -> str:
    return "" if text(call.keywords.get("usedforsecurity")) == "False" else "python-weak-hash"


def named_hash(call: Call) -> str:
    name = text(call.argument(0, "name")).strip("\"'").lower().replace("-", "")
    return weak_hash(call) if name in _WEAK_HASHES else ""


def weak_key(call: Call) -> str:
    for value in (*call.positional, *call.keywords.values()):
        if value.type == "integer" and text(value).isdigit() and 128 < int(text(value)[:9]) < 2048:
            return "python-weak-key"
    return ""


# -- network ---------------------------------------------------------------------------------


def request(call: Call) -> str:
    return "" if "timeout" in call.keywords or call.is_open else "python-no-timeout"


def opens_url(call: Call) -> str:
    """An address whose scheme is written in the text opens nothing else."""
    address = call.argument(0, "url", "fullurl")
    if address is None or has_web_scheme(address) or is_constant(call.subject, address):
        return ""
    return "python-url-scheme"


def has_web_scheme(address: Node) -> bool:
    return text(address).lstrip("(rRfFbBuU\"'").startswith(("http://", "https://"))


def listens_for_settings(call: Call) -> str:
    return "" if call.argument(1, "verify") is not None else "python-logging-listen"


_OLD_PROTOCOL = re.compile(r"(?:\A|\.)(?:PROTOCOL_(?:SSLv[23]|TLSv1|TLSv1_1)"
                           r"|(?:SSLv[23]|TLSv1|TLSv1_1)_METHOD)\Z")


def old_protocol(call: Call) -> str:
    given = (*call.positional, *call.keywords.values())
    return "python-old-tls" if any(_OLD_PROTOCOL.search(text(value)) for value in given) else ""


# -- files -----------------------------------------------------------------------------------


def mode(call: Call) -> str:
    """A mode that lets everybody write."""
    given = text(call.argument(len(call.positional) - 1, "mode"))
    if given.startswith(("0o", "0O")) and given[2:].isdigit():
        return "python-world-writable" if int(given[2:][:9], 8) & 0o002 else ""
    named = ("S_IWOTH" in given or "S_IRWXO" in given) and "~" not in given
    return "python-world-writable" if named else ""


# -- pages -----------------------------------------------------------------------------------


def template_environment(call: Call) -> str:
    given = call.keywords.get("autoescape")
    if given is None:
        return "" if call.is_open else "python-autoescape"
    return "python-autoescape" if text(given) == "False" else ""


def marked_safe(call: Call) -> str:
    first = call.argument(0)
    if first is None or call.is_constant(0):
        return ""
    return "python-markup"


def _each(check: Check, names: str) -> Iterator[tuple[str, Check]]:
    return ((name, check) for name in names.split())


#: Dotted name of a function -> its check.
CHECKS: dict[str, Check] = dict((
    *_each(unless_constant("python-shell-command", "command", "cmd"),
           "os.system os.popen subprocess.getoutput subprocess.getstatusoutput popen2.popen2 "
           "popen2.popen3 popen2.popen4 commands.getoutput commands.getstatusoutput "
           "asyncio.create_subprocess_shell"),
    *_each(subprocess, "subprocess.Popen subprocess.run subprocess.call subprocess.check_call "
           "subprocess.check_output"),
    *_each(reads("python-pickle"),
           "pickle.load pickle.loads pickle.Unpickler _pickle.load _pickle.loads "
           "_pickle.Unpickler cPickle.load cPickle.loads cPickle.Unpickler dill.load dill.loads "
           "dill.Unpickler cloudpickle.load cloudpickle.loads shelve.open shelve.DbfilenameShelf "
           "jsonpickle.decode jsonpickle.unpickler.decode pandas.read_pickle joblib.load"),
    *_each(numpy_load, "numpy.load"),
    *_each(torch_load, "torch.load torch.serialization.load"),
    *_each(reads("python-marshal"), "marshal.load marshal.loads"),
    *_each(yaml_load, "yaml.load yaml.load_all"),
    *_each(always("python-yaml-load"), "yaml.unsafe_load yaml.unsafe_load_all"),
    *_each(weak_hash, "hashlib.md5 hashlib.sha1 Crypto.Hash.MD5.new Crypto.Hash.MD4.new "
           "Crypto.Hash.MD2.new Crypto.Hash.SHA.new Crypto.Hash.SHA1.new Cryptodome.Hash.MD5.new "
           "Cryptodome.Hash.SHA1.new cryptography.hazmat.primitives.hashes.MD5 "
           "cryptography.hazmat.primitives.hashes.SHA1 md5.new sha.new"),
    *_each(named_hash, "hashlib.new"),
    *_each(always("python-weak-cipher"), " ".join(
        f"{package}.Cipher.{cipher}.new" for package in ("Crypto", "Cryptodome")
        for cipher in ("ARC2", "ARC4", "Blowfish", "CAST", "DES", "DES3", "XOR"))),
    *_each(always("python-weak-cipher"), " ".join(
        f"cryptography.hazmat.primitives.ciphers.{name}" for name in (
            "algorithms.ARC4", "algorithms.Blowfish", "algorithms.CAST5", "algorithms.IDEA",
            "algorithms.SEED", "algorithms.TripleDES", "modes.ECB"))),
    *_each(weak_key, "Crypto.PublicKey.RSA.generate Crypto.PublicKey.DSA.generate "
           "Cryptodome.PublicKey.RSA.generate Cryptodome.PublicKey.DSA.generate "
           "cryptography.hazmat.primitives.asymmetric.rsa.generate_private_key "
           "cryptography.hazmat.primitives.asymmetric.dsa.generate_private_key"),
    *_each(always("python-unverified-tls"),
           "ssl._create_unverified_context ssl._create_stdlib_context"),
    *_each(old_protocol, "ssl.SSLContext ssl.wrap_socket OpenSSL.SSL.Context"),
    *_each(request, " ".join(f"requests.{verb}" for verb in (
        "get", "post", "put", "patch", "delete", "head", "options", "request"))),
    *_each(opens_url, "urllib.request.urlopen urllib.request.urlretrieve urllib.urlopen "
           "urllib.urlretrieve urllib2.urlopen six.moves.urllib.request.urlopen "
           "six.moves.urllib.request.urlretrieve"),
    *_each(always("python-url-scheme"),
           "urllib.request.URLopener urllib.request.FancyURLopener urllib.URLopener "
           "urllib.FancyURLopener"),
    *_each(always("python-clear-text"), "telnetlib.Telnet ftplib.FTP"),
    *_each(listens_for_settings, "logging.config.listen"),
    *_each(always("python-mktemp"), "tempfile.mktemp os.tempnam os.tmpnam"),
    *_each(mode, "os.chmod os.fchmod os.lchmod"),
    *_each(reads("python-xml"), "xml.etree.ElementTree.parse xml.etree.ElementTree.iterparse "
           "xml.etree.ElementTree.fromstring xml.etree.ElementTree.XMLParser "
           "xml.etree.ElementTree.XML xml.etree.cElementTree.parse "
           "xml.etree.cElementTree.iterparse xml.etree.cElementTree.fromstring "
           "xml.sax.parse xml.sax.parseString xml.dom.expatbuilder.parse "
           "xml.dom.expatbuilder.parseString xml.dom.minidom.parse xml.dom.minidom.parseString "
           "xml.dom.pulldom.parse xml.dom.pulldom.parseString"),
    *_each(always("python-xml"),
           "xml.sax.make_parser xml.sax.expatreader.create_parser xmlrpc.client.ServerProxy "
           "xmlrpc.client.loads xmlrpc.server.SimpleXMLRPCServer "
           "xmlrpc.server.DocXMLRPCServer"),
    *_each(template_environment, "jinja2.Environment jinja2.environment.Environment"),
    *_each(always("python-autoescape"), "mako.template.Template"),
    *_each(marked_safe, "markupsafe.Markup jinja2.Markup flask.Markup "
           "django.utils.safestring.mark_safe django.utils.safestring.SafeString"),
    *_each(unless_constant("python-sql", "sql"), "django.db.models.expressions.RawSQL"),
))

#: Each name above and all modules over it, with the names that start so.
BELOW = below(CHECKS)
