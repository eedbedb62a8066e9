"""Top-level modules of Python's standard library, 3.8 to 3.14.

A list of our own, because ``sys.stdlib_module_names`` differs from one Python to the next and a
page must not depend on the interpreter that makes it.
"""

_PUBLIC = frozenset(
    """
    __future__ __main__ _thread abc aifc annotationlib antigravity argparse array ast asynchat
    asyncio asyncore atexit audioop base64 bdb binascii binhex bisect builtins bz2 cProfile
    calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys compileall
    compression concurrent configparser contextlib contextvars copy copyreg crypt csv ctypes
    curses dataclasses datetime dbm decimal difflib dis distutils doctest email encodings
    ensurepip enum errno faulthandler fcntl filecmp fileinput fnmatch fractions ftplib
    functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac
    html http idlelib imaplib imghdr imp importlib inspect io ipaddress itertools json keyword
    lib2to3 linecache locale logging lzma mailbox mailcap marshal math mimetypes mmap
    modulefinder msilib msvcrt multiprocessing netrc nis nntplib nt ntpath nturl2path numbers
    opcode operator optparse os ossaudiodev pathlib pdb pickle pickletools pipes pkgutil
    platform plistlib poplib posix posixpath pprint profile pstats pty pwd py_compile pyclbr
    pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource rlcompleter
    runpy sched secrets select selectors shelve shlex shutil signal site smtpd smtplib sndhdr
    socket socketserver spwd sqlite3 sre_compile sre_constants sre_parse ssl stat statistics
    string stringprep struct subprocess sunau symtable sys sysconfig syslog tabnanny tarfile
    telnetlib tempfile termios textwrap this threading time timeit tkinter token tokenize
    tomllib trace traceback tracemalloc tty turtle turtledemo types typing unicodedata
    unittest urllib uu uuid venv warnings wave weakref webbrowser winreg winsound wsgiref
    xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo
    """.split()
)

_PRIVATE = frozenset(
    """
    _abc _ast _asyncio _bisect _blake2 _bootlocale _bz2 _codecs _collections _collections_abc
    _compat_pickle _compression _contextvars _csv _ctypes _curses _datetime _dbm _decimal
    _elementtree _functools _gdbm _hashlib _heapq _imp _interpchannels _interpqueues
    _interpreters _io _json _locale _lsprof _lzma _markupbase _md5 _msi _multiprocessing
    _opcode _operator _osx_support _pickle _posixshmem _posixsubprocess _py_abc _pydatetime
    _pydecimal _pyio _queue _random _scproxy _sha1 _sha2 _sha256 _sha3 _sha512 _signal
    _sitebuiltins _socket _sqlite3 _sre _ssl _stat _statistics _string _strptime _struct
    _symtable _sysconfigdata _testcapi _testinternalcapi _threading_local _tkinter _tokenize
    _tracemalloc _typing _uuid _warnings _weakref _weakrefset _winapi _winreg _wmi
    _xxsubinterpreters _xxtestfuzz _zoneinfo
    """.split()
)


def is_python_stdlib(top_level: str) -> bool:
    """Whether a top-level module name is the standard library's."""
    return top_level in _PUBLIC or top_level in _PRIVATE
