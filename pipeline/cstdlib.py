"""Headers of the C and C++ standard libraries, of POSIX, and of the usual systems."""

_C = """
    assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign
    stdarg stdatomic stdbit stdbool stdckdint stddef stdint stdio stdlib stdnoreturn string tgmath
    threads time uchar wchar wctype
"""
_CPP = """
    algorithm any array atomic barrier bit bitset cassert ccomplex cctype cerrno cfenv cfloat
    charconv chrono cinttypes ciso646 climits clocale cmath codecvt compare complex concepts
    condition_variable coroutine csetjmp csignal cstdalign cstdarg cstdbool cstddef cstdint cstdio
    cstdlib cstring ctgmath ctime cuchar cwchar cwctype debugging deque exception execution expected
    filesystem flat_map flat_set format forward_list fstream functional future generator
    hazard_pointer
    initializer_list inplace_vector iomanip ios iosfwd iostream istream iterator latch limits list
    locale map mdspan memory memory_resource mutex new numbers numeric optional ostream print queue
    random ranges ratio rcu regex scoped_allocator semaphore set shared_mutex source_location span
    spanstream sstream stack stacktrace stdexcept stdfloat stop_token streambuf string string_view
    strstream syncstream system_error text_encoding thread tuple type_traits typeindex typeinfo
    unordered_map unordered_set utility valarray variant vector version
"""
_POSIX = """
    aio alloca ar byteswap cpio crypt dirent dlfcn elf endian err error execinfo fcntl features
    fmtmsg fnmatch ftw getopt glob grp iconv ifaddrs io langinfo libgen link malloc memory mntent
    monetary mqueue ndbm netdb nl_types obstack paths poll printf process pthread pty pwd regex
    resolv sched search semaphore shadow spawn strings stropts syslog tar termio termios ucontext
    ulimit unistd utime utmp utmpx values windows winsock winsock2 wordexp ws2tcpip intrin immintrin
    emmintrin xmmintrin pmmintrin tmmintrin smmintrin nmmintrin x86intrin arm_neon arm_sve cpuid
"""
#: Folders of system headers whose files are never meant to be a project's own.
_FOLDERS = ("sys/", "arpa/", "netinet/", "net/if", "bits/", "gnu/", "mach/", "rpc/", "ext/")

_HEADERS = frozenset(
    [f"{name}.h" for name in (_C + _POSIX).split()] + _CPP.split())


def is_system_header(name: str) -> bool:
    """Whether a header (as written between the brackets) comes with a compiler or a system."""
    return name in _HEADERS or (name.endswith(".h") and name.startswith(_FOLDERS))
