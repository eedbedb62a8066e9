"""Macros that declare something, known by name: tests, kernel definitions, registrations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.languages.treewalk import one_line

_ARGUMENT = re.compile(
    r"""(?:[^,()\[\]{}"']++|"(?:[^"\\]++|\\.)*+"|'(?:[^'\\]++|\\.)*+'
    |\((?:[^()]++|\((?:[^()]++|\([^()]*+\))*+\))*+\)|\{[^{}]*+\}|\[[^\[\]]*+\]|[(){}\[\]"'])+""",
    re.DOTALL | re.VERBOSE)
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_WORD = re.compile(r"[A-Za-z_]\w*(?:::\w+)*\Z")

_TEST = re.compile(
    r"(?:[A-Z][A-Z0-9]*_)*(?:TYPED_)?TEST(?:_[FPG]|_CASE|_TEMPLATE|_ALL_DEVICES?)?(?:_[A-Z]+)*\Z")
_STRING_TESTS = re.compile(
    r"(?:TEMPLATE_(?:PRODUCT_|LIST_)?)?(?:TEST_CASE|SCENARIO)(?:_METHOD|_PERSISTENT_FIXTURE)?"
    r"(?:_SIG)?\Z|SCENARIO\Z")
_SYSCALL = re.compile(r"(COMPAT_)?SYSCALL_DEFINE\d?(?:_\w+)?\Z|(SYSCALL32)_DEFINE\d\Z")
_BOOST = re.compile(r"BOOST_(?:AUTO|FIXTURE|DATA|PARAM)_TEST_CASE(?:_TEMPLATE)?\Z")
_BENCHMARK = re.compile(r"BENCHMARK_(?:TEMPLATE_)?(?:DEFINE_)?F\Z")
_LIBRARY = re.compile(
    r"(?:TORCH_LIBRARY(?:_IMPL|_FRAGMENT)?|STABLE_TORCH_LIBRARY(?:_IMPL|_FRAGMENT)?"
    r"|PYBIND11_(?:EMBEDDED_)?MODULE|NB_MODULE|BOOST_PYTHON_MODULE)\Z")

#: Macro -> index of the argument that is the name of the variable it defines.
_VARIABLES = {
    **dict.fromkeys("""
        DEFINE_MUTEX DEFINE_SPINLOCK DEFINE_RAW_SPINLOCK DEFINE_RWLOCK DEFINE_SEMAPHORE DEFINE_IDA
        DEFINE_IDR DEFINE_XARRAY DEFINE_XARRAY_ALLOC DEFINE_XARRAY_ALLOC1 DEFINE_XARRAY_FLAGS
        DEFINE_TIMER DEFINE_SEQLOCK DEFINE_HASHTABLE DEFINE_READ_MOSTLY_HASHTABLE
        DEFINE_STATIC_KEY_FALSE DEFINE_STATIC_KEY_TRUE DEFINE_STATIC_KEY_FALSE_RO
        DEFINE_STATIC_KEY_TRUE_RO DEFINE_RATELIMIT_STATE DEFINE_WAIT DEFINE_LOCAL_LOCK
        DEFINE_SRCU DEFINE_STATIC_SRCU DEFINE_STATIC_PERCPU_RWSEM DEFINE_PERCPU_RWSEM DEFINE_KFIFO
        DEFINE_RES_MEM DEFINE_RT_MUTEX DEFINE_WW_MUTEX DEFINE_WD_CLASS DEFINE_WW_CLASS DEFINE_RWSEM
        DEFINE_STATIC_CALL DEFINE_ENTRY DEFINE_BITMAP
        LIST_HEAD HLIST_HEAD LLIST_HEAD BLOCKING_NOTIFIER_HEAD ATOMIC_NOTIFIER_HEAD
        RAW_NOTIFIER_HEAD SRCU_NOTIFIER_HEAD RADIX_TREE DECLARE_RWSEM DECLARE_WORK
        DECLARE_DELAYED_WORK DECLARE_DEFERRABLE_WORK DECLARE_WAIT_QUEUE_HEAD DECLARE_COMPLETION
        DECLARE_BITMAP DECLARE_HASHTABLE DECLARE_TASKLET DECLARE_TASKLET_DISABLED
        DECLARE_TASKLET_OLD DEFINE_SIMPLE_DEV_PM_OPS SIMPLE_DEV_PM_OPS UNIVERSAL_DEV_PM_OPS
        DECLARE_KFIFO DECLARE_KFIFO_PTR DEFINE_QNODE DEFINE_DEBUGFS_ATTRIBUTE
        DEFINE_SIMPLE_ATTRIBUTE SOC_ENUM_SINGLE_DECL SOC_ENUM_DOUBLE_DECL SOC_VALUE_ENUM_SINGLE_DECL
        SOC_ENUM_SINGLE_EXT_DECL DECLARE_TLV_DB_SCALE DECLARE_TLV_DB_MINMAX DECLARE_TLV_DB_RANGE
        DECLARE_TLV_DB_LINEAR DECLARE_TLV_DB_MINMAX_MUTE
    """.split(), 0),
    **dict.fromkeys("""
        DEFINE_PER_CPU DEFINE_PER_CPU_ALIGNED DEFINE_PER_CPU_SHARED_ALIGNED DEFINE_PER_CPU_FIRST
        DEFINE_PER_CPU_PAGE_ALIGNED DEFINE_PER_CPU_READ_MOSTLY DEFINE_PER_CPU_CACHE_HOT
        DEFINE_PER_CPU_DECRYPTED DECLARE_PER_CPU DECLARE_PER_CPU_ALIGNED DECLARE_PER_CPU_FIRST
        DECLARE_PER_CPU_SHARED_ALIGNED DECLARE_PER_CPU_PAGE_ALIGNED DECLARE_PER_CPU_READ_MOSTLY
        DECLARE_PER_CPU_CACHE_HOT DECLARE_PER_CPU_DECRYPTED DECLARE_FLEX_ARRAY
    """.split(), 1),
    **dict.fromkeys("DEFINE_BITMAP DECLARE_BITMAP".split(), 0),
}
#: Macros that define an attribute of a device, a driver or a bus in sysfs or configfs.
_ATTRIBUTES = re.compile(
    r"(?:DEVICE|DRIVER|BUS|CLASS|BIN|SENSOR_DEVICE|IIO_DEVICE|IIO_CONST|CONFIGFS)_ATTR"
    r"(?:_2)?(?:_(?:ADMIN_)?(?:RO|WO|RW))?\Z")
_ACCESS = {"RO": ("readonly",), "WO": ("writeonly",)}
_DECLARED_ONLY = re.compile(r"DECLARE_PER_CPU")

#: Macro -> index of the argument that is the name of the function whose body follows.
_FUNCTIONS = {
    **dict.fromkeys("""
        BPF_PROG BPF_PROG2 BPF_KPROBE BPF_KRETPROBE BPF_KSYSCALL BPF_USDT BPF_UPROBE BPF_URETPROBE
        BPF_CALL_0 BPF_CALL_1 BPF_CALL_2 BPF_CALL_3 BPF_CALL_4 BPF_CALL_5 BPF_STRUCT_OPS
        BPF_STRUCT_OPS_SLEEPABLE
    """.split(), 0),
}

_DEFINE = re.compile(r"(?:[A-Z0-9]+_)*DEFINE(?:_[A-Z0-9]+)*\Z")

#: Macros that make a function the start of a program or module.
ENTRY_POINTS = frozenset("""
    module_init module_exit early_initcall core_initcall core_initcall_sync postcore_initcall
    arch_initcall subsys_initcall subsys_initcall_sync fs_initcall fs_initcall_sync rootfs_initcall
    device_initcall device_initcall_sync late_initcall late_initcall_sync pure_initcall
    postcore_initcall_sync arch_initcall_sync console_initcall builtin_platform_driver
    module_platform_driver module_pci_driver module_i2c_driver module_spi_driver module_usb_driver
    builtin_i2c_driver module_platform_driver_probe module_usb_serial_driver module_phy_driver
    module_acpi_driver module_amba_driver module_isa_driver module_virtio_driver module_misc_device
""".split())

EXPORT = re.compile(r"EXPORT_(?:PER_CPU_|STATIC_CALL_|TRACEPOINT_)?SYMBOL\w*\Z")


class Defined(NamedTuple):
    """What an invocation of a known macro defines."""

    kind: str
    name: str
    signature: str = ""
    modifiers: tuple[str, ...] = ()


def arguments(group: str) -> list[str]:
    """The arguments in a parenthesised group, each on one line."""
    return [one_line(found) for found in _ARGUMENT.findall(group[1:-1])]


def defines_variable(macro: str) -> bool:
    """Whether an invocation of a macro is known to define a variable."""
    return macro in _VARIABLES


def defined_by(macro: str, args: Sequence[str], *, has_body: bool) -> Defined | None:
    """What ``MACRO(args)`` defines; None when the macro is not known to define a thing."""
    if not args:
        return None
    if has_body:
        return _with_body(macro, args)
    place = _VARIABLES.get(macro)
    if place is not None and place < len(args):
        name = args[place].partition("[")[0].strip()
        if _WORD.match(name):
            modifiers = ("declaration",) if _DECLARED_ONLY.match(macro) else ()
            return Defined("variable", name, f": {args[0]}" if place else "", modifiers)
    if _ATTRIBUTES.match(macro):
        name = args[-1 if macro.startswith("CONFIGFS") else 0]
        if _WORD.match(name):
            return Defined("attribute", name, "", _ACCESS.get(macro[-2:], ()))
    return None


def _with_body(macro: str, args: Sequence[str]) -> Defined | None:
    syscall = _SYSCALL.match(macro)
    if syscall is not None:
        prefix = "compat_sys_" if syscall[1] else "sys_"
        return Defined("function", prefix + args[0], _syscall_parameters(args[1:]))
    if _STRING_TESTS.match(macro):
        return _string_test(args)
    if _TEST.match(macro) or _BOOST.match(macro):
        return _test(macro, args)
    if _LIBRARY.match(macro):
        return Defined("binding", args[0].strip('"'), f"({', '.join(args[1:])})")
    if _BENCHMARK.match(macro) and len(args) > 1:
        return Defined("function", ".".join(args[:2]))
    place = 0 if _DEFINE.match(macro) else _FUNCTIONS.get(macro)
    if place is not None and place < len(args) and _WORD.match(args[place]):
        return Defined("function", args[place], f"({', '.join(args[place + 1:])})")
    return None


def _syscall_parameters(args: Sequence[str]) -> str:
    pairs = zip(args[::2], args[1::2], strict=False)
    return f"({', '.join(f'{kind} {name}' for kind, name in pairs)})"


def _string_test(args: Sequence[str]) -> Defined | None:
    text = next((found[1] for a in args if (found := _STRING.match(a))), "")
    return Defined("test", text) if text.strip() else None


def _test(macro: str, args: Sequence[str]) -> Defined | None:
    if args[0].startswith('"'):
        return _string_test(args)
    names = [argument for argument in args if _WORD.match(argument)]
    if not names or names[0] != args[0]:
        return None
    takes_one = macro.startswith("BOOST") or len(args) == 1
    return Defined("test", names[0] if takes_one else ".".join(names[:2]))
