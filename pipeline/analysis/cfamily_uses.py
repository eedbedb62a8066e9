"""C family: what a file makes use of, told by the words it calls: locks, atomics, intrinsics …

One finding for each thing used (the lock, the function, the instruction set), at its first place,
with the number of places when there are more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from pipeline.analysis.cfamily_code import Call, CFamilyCode, code_of
from pipeline.analysis.subject import Subject
from pipeline.model import Finding

#: What a finding is called after, if not an argument: the function called, or the one that calls.
CALLEE, CALLER = -1, -2


class Use(NamedTuple):
    """Calls that show one idiom."""

    rule: str
    #: Names of the functions and macros.
    words: str
    #: Index of the argument that the finding is called after, or one of the two above.
    shown: int = CALLEE
    #: Whether it may stand outside of functions, as a declaration does.
    declares: bool = False


_USES = (
    Use("lock", r"(?:raw_)?spin_(?:try)?lock(?:_irq|_irqsave|_bh|_nested)?"
        r"|mutex_(?:try)?lock(?:_interruptible|_killable|_nested)?"
        r"|down_(?:read|write)(?:_killable|_interruptible|_nested|_trylock)?"
        r"|(?:read|write)_lock(?:_irq|_irqsave|_bh)?|write_seqlock(?:_irq|_irqsave|_bh)?"
        r"|pthread_mutex_(?:try)?lock|pthread_rwlock_(?:rd|wr)lock|PyMutex_Lock"
        r"|PyThread_acquire_lock(?:_timed)?|EnterCriticalSection|os_unfair_lock_lock", 0),
    Use("rcu", r"rcu_read_lock(?:_bh|_sched)?|rcu_dereference\w*|rcu_assign_pointer"
        r"|rcu_replace_pointer|call_s?rcu\w*|synchronize_s?rcu\w*|kv?free_rcu\w*|h?list_\w+_rcu"
        r"|srcu_read_lock"),
    Use("reference-count", r"kref_(?:init|get\w*|put\w*)|refcount_(?:inc|dec|set|add|sub)\w*"
        r"|kobject_(?:get|put)|Py_X?(?:INCREF|DECREF|NewRef)|Py_CLEAR|Py_X?SETREF"
        r"|(?:get|put)_device|dev_(?:hold|put)|of_node_(?:get|put)"),
    Use("atomic-operation", r"(?:raw_)?atomic(?:64|_long)?_(?!t\b|notifier)\w+"
        r"|(?:try_)?cmpxchg\w*|xchg|test_and_(?:set|clear|change)_bit\w*|__atomic_\w+|__sync_\w+|_Py_atomic_\w+"
        r"|Interlocked\w+|OSAtomic\w+"),
    Use("memory-barrier", r"(?:smp|virt|dma)_(?:mb|rmb|wmb)|smp_(?:store_release|load_acquire"
        r"|store_mb|mb__\w+|cond_load_acquire)|atomic_thread_fence|__threadfence\w*"
        r"|__sync_synchronize"),
    Use("container-of", r"container_of(?:_const)?", 1),
    Use("intrusive-list", r"LIST_HEAD|HLIST_HEAD|LLIST_HEAD", 0, declares=True),
    Use("intrusive-list", r"INIT_H?LIST_HEAD", 0),
    Use("intrusive-list", r"list_for_each_entry(?:_reverse|_continue|_from)?", 1),
    Use("intrusive-list", r"list_for_each_entry_safe(?:_reverse|_continue|_from)?", 2),
    Use("deferred-work", r"INIT_(?:DELAYED_|RCU_)?WORK(?:_ONSTACK)?|timer_setup|tasklet_setup"
        r"|tasklet_init|init_irq_work", 1),
    Use("deferred-work", r"DECLARE_(?:DELAYED_)?WORK|DECLARE_TASKLET|DEFINE_TIMER", 1,
        declares=True),
    Use("interrupt-handler", r"request_(?:threaded_|any_context_|percpu_)?irq", 1),
    Use("interrupt-handler", r"devm_request_(?:threaded_|any_context_)?irq", 2),
    Use("managed-resource", r"devm_(?!request_(?:threaded_|any_context_)?irq\b)\w+|pcim_\w+"
        r"|drmm_\w+"),
    Use("driver-registration", r"(?:builtin_|module_)\w*_driver(?:_probe)?", 0, declares=True),
    Use("initcall", r"(?:early|core|postcore|arch|subsys|fs|rootfs|device|late|pure|console)"
        r"_initcall(?:_sync)?", 0, declares=True),
    Use("device-table", r"MODULE_DEVICE_TABLE", 1, declares=True),
    Use("system-call", r"(?:COMPAT_)?SYSCALL_DEFINE\d", 0, declares=True),
    Use("tracepoint", r"TRACE_EVENT\w*|DEFINE_EVENT\w*", 0, declares=True),
    Use("tracepoint", r"DECLARE_EVENT_CLASS", 0, declares=True),
    Use("notifier", r"(?:un)?register_\w*notifier|(?:atomic|blocking|raw|srcu)_notifier_chain_"
        r"(?:un)?register|(?:bus|clk|cpu_pm|usb|pm_qos|power_supply|netdevice|extcon)_"
        r"(?:un)?register_notifier"),
    Use("per-cpu", r"(?:DEFINE|DECLARE)_PER_CPU\w*", 1, declares=True),
    Use("per-cpu", r"alloc_percpu\w*|this_cpu_\w+|per_cpu_ptr|get_cpu_(?:var|ptr)"),
    Use("operator-library", r"TORCH_LIBRARY(?:_IMPL|_FRAGMENT)?", 0, declares=True),
    Use("dispatch-stub", r"DECLARE_DISPATCH", 1, declares=True),
    Use("dispatch-stub", r"DEFINE_DISPATCH|REGISTER_DISPATCH"
        r"|REGISTER_(?:ALL_CPU|NO_CPU|CPU|AVX\w+|VSX|ZVECTOR|CUDA|HIP|MPS|MTIA|XPU|PRIVATEUSE1)"
        r"_DISPATCH", 0, declares=True),
    Use("type-dispatch", r"AT_DISPATCH_\w+|THC?_DISPATCH_\w+"),
    Use("python-module", r"PYBIND11_MODULE|PYBIND11_EMBEDDED_MODULE", 0, declares=True),
    Use("python-class", r"class_", CALLER),
    Use("call-once", r"call_once|pthread_once|DO_ONCE|dispatch_once"),
    Use("variant-visit", r"visit", CALLER),
    Use("kernel-launch", r"hipLaunchKernelGGL|hipLaunchKernel|cuLaunchKernel|cudaLaunchKernel"
        r"|cudaLaunchCooperativeKernel", 0),
    Use("device-sync", r"(?:cuda|hip)(?:Device|Stream|Event|Thread)Synchronize|cuCtxSynchronize"
        r"|cuStreamSynchronize|stream_synchronize|waitUntilCompleted|torch_cuda_synchronize"),
    Use("busy-delay", r"mdelay"),
    Use("threads", r"pthread_create|kthread_(?:run|create)\w*|PyThread_start_new_thread"
        r"|PyThread_start_joinable_thread|CreateThread|_beginthreadex"),
    Use("parallel-loop", r"parallel_for|parallel_reduce"),
    Use("memory-mapping", r"mmap|mmap64|mremap|(?:devm_)?ioremap\w*|remap_pfn_range"
        r"|io_remap_pfn_range|vmap|MapViewOfFile\w*|vm_insert_page\w*"
        r"|devm_platform_ioremap_resource\w*"),
    Use("dma", r"dmam?_alloc_(?:coherent|noncoherent|attrs|wc)|dma_map_(?:single|page|sg|resource"
        r"|sgtable)\w*|dma_pool_(?:create|alloc|zalloc)"),
    Use("prefetch", r"prefetchw?|__builtin_prefetch|_mm_prefetch"),
    Use("warp-primitive", r"__shfl\w*|__ballot\w*|__syncwarp|__any_sync|__all_sync|__activemask"
        r"|WARP_SHFL\w*|WARP_BALLOT"),
)

#: Uses that only count when C++ names their owner.
_OWNED = {"variant-visit": ("std",), "call-once": ("std", "c10", ""),
          "parallel-loop": ("", "at", "tbb"), "python-class": ("py", "pybind11")}
#: Words of C that mean something else in C++, or in a member call.
_CPP_ONLY = frozenset(("variant-visit", "python-class", "parallel-loop"))
_MEMBERS = frozenset(("device-sync",))

#: Instruction set -> the intrinsics and types that show it.
_VECTOR_SETS = (
    ("AVX-512", r"_mm512_\w+|__m512[di]?"),
    ("AVX", r"_mm256_\w+|__m256[di]?"),
    ("SSE", r"_mm_(?!malloc\b|free\b|pause\b|prefetch\b)\w+|__m128[di]?"),
    ("NEON", r"v[a-z]+\d?(?:_[a-z]+)*q?(?:_n|_lane\w*)?_[fsup](?:8|16|32|64)"
     r"|(?:float|u?int|poly|bfloat)(?:8|16|32|64)x\d+(?:x\d)?_t"),
    ("SVE", r"sv(?:float|u?int)(?:8|16|32|64)_t|sv[a-z]+_[fsu](?:8|16|32|64)(?:_[mxz])?"),
    ("Vectorized", r"Vectorized"),
    ("kernel FPU", r"kernel_fpu_begin|kernel_neon_begin"),
)
#: Whether a word is of interest at all: without groups each alternative is ruled out at once.
_ANY = re.compile("|".join((*(use.words for use in _USES), *(w for _, w in _VECTOR_SETS))))
_WORDS = re.compile("|".join((
    *(f"(?P<u{index}>{use.words})" for index, use in enumerate(_USES)),
    *(f"(?P<v{index}>{words})" for index, (_, words) in enumerate(_VECTOR_SETS)))))
_OMP = re.compile(r"^[ \t]*#[ \t]*pragma[ \t]+omp[ \t]+([a-z]+(?:[ \t]+[a-z]+)*)", re.MULTILINE)


@lru_cache(maxsize=1 << 17)
def _use(word: str) -> str:
    """Which use or vector set a word shows: ``u3``, ``v0``. Files share most of their words."""
    match = _WORDS.fullmatch(word) if _ANY.fullmatch(word) else None
    return (match.lastgroup or "") if match else ""


def find(subject: Subject) -> Iterator[Finding]:
    """What the file makes use of."""
    code = code_of(subject)
    shown: dict[str, set[str]] = {}
    for word in code.words:
        if found := _use(word):
            shown.setdefault(found, set()).add(word)
    for group in sorted(shown):
        index, words = int(group[1:]), shown[group]
        if group[0] == "u":
            yield from _grouped(code, _used(code, _USES[index], words))
        else:
            yield from _grouped(code, (
                ("vector-instructions", place, _VECTOR_SETS[index][0])
                for word in sorted(words) for place in code.places(word)))
    yield from _grouped(code, _openmp(code))
    yield from _grouped(code, _assembly(code))
    yield from _grouped(code, _by_words(code))


def _used(code: CFamilyCode, use: Use, words: set[str]) -> Iterator[tuple[str, int, str]]:
    owners = _OWNED.get(use.rule, ("",))
    if use.rule in _CPP_ONLY and code.is_c:
        return
    for call in code.calls(words - code.defined, macros=use.declares):
        is_member = call.owner in (".", "->") and use.rule in _MEMBERS
        if (call.owner in owners or is_member) and (name := _name(code, use, call)):
            yield use.rule, call.place, name


def _name(code: CFamilyCode, use: Use, call: Call) -> str:
    if use.shown == CALLEE:
        return call.name
    if use.shown == CALLER:
        function = code.function_at(call.place)
        return function.symbol.qualname if function else ""
    return code.argument(call, use.shown).lstrip("&*").strip()[:60]


def _grouped(code: CFamilyCode, found: Iterable[tuple[str, int, str]]) -> Iterator[Finding]:
    """One finding for each rule and name, at the first place."""
    places: dict[tuple[str, str], list[int]] = {}
    for rule, place, name in found:
        places.setdefault((rule, name), []).append(place)
    for (rule, name), where in places.items():
        detail = f"{len(where)} places" if len(where) > 1 else ""
        yield Finding(rule, code.line(min(where)), name, detail)


def _openmp(code: CFamilyCode) -> Iterator[tuple[str, int, str]]:
    text = code.subject.source.text
    if "omp" in text and "pragma" in text:
        for match in _OMP.finditer(text):
            if not code.in_comment(match.start()):
                yield "openmp", match.start(), f"omp {' '.join(match[1].split())}"


def _assembly(code: CFamilyCode) -> Iterator[tuple[str, int, str]]:
    for word in ("asm", "__asm__", "__asm"):
        for place in code.places(word):
            function = code.function_at(place)
            if function is not None:
                yield "inline-assembly", place, function.symbol.qualname


def _by_words(code: CFamilyCode) -> Iterator[tuple[str, int, str]]:
    """Uses that are told by a word and what stands before it."""
    for place in code.places("__shared__"):
        function = code.function_at(place)
        if function is not None:
            yield "shared-memory", place, function.symbol.qualname
    if code.is_c:
        return
    for word in ("thread", "jthread", "async"):
        for place in code.places(word):
            if code.code[max(0, place - 5) : place] == "std::" and code.code[
                    place + len(word) : place + len(word) + 2] != "::":
                yield "threads", place, f"std::{word}"
    if "Tensor" in code.words:
        for call in code.calls(("item",)):
            function = code.function_at(call.place)
            if call.owner == "." and function is not None and not code.arguments(call).spans:
                yield "tensor-item", call.place, function.symbol.qualname
