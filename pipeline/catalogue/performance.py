"""Rules on performance: what costs time or memory, or is hard to follow."""

from __future__ import annotations

from pipeline.catalogue import PERFORMANCE, Rule

RULES: tuple[Rule, ...] = (
    # C, C++ and their kin, Rust, Go.
    Rule("complex-function", "Complex function",
         "Many ways lead through it, so it is hard to follow, to test and to change.",
         "Move parts with a meaning of their own into functions.", severity="low",
         topic=PERFORMANCE),
    Rule("long-function", "Long function",
         "It does not fit on a screen; what belongs together is hard to see.",
         "Move parts with a meaning of their own into functions.", severity="low",
         topic=PERFORMANCE),
    Rule("device-sync", "Waits for the device",
         "The processor stands still until the device has finished its work.",
         "Wait as late as possible, and for a stream or event rather than the whole device.",
         topic=PERFORMANCE),
    Rule("busy-delay", "Busy delay of milliseconds",
         "`mdelay` keeps the processor spinning for the whole time.",
         "Sleep (`msleep`, `usleep_range`, `fsleep`) where the context allows it.",
         severity="low", topic=PERFORMANCE),
    Rule("vector-instructions", "Vector instructions",
         "Written for a set of instructions that work on several values at once.",
         topic=PERFORMANCE),
    Rule("openmp", "OpenMP", "Loops or blocks are shared out among threads by the compiler.",
         topic=PERFORMANCE),
    Rule("threads", "Threads", "Starts threads of its own.", topic=PERFORMANCE),
    Rule("parallel-loop", "Parallel loop", "The range is split among a pool of threads.",
         topic=PERFORMANCE),
    Rule("inline-assembly", "Inline assembly",
         "Machine instructions written by hand; they hold for one architecture.",
         topic=PERFORMANCE),
    Rule("memory-mapping", "Memory mapping",
         "Files or device memory appear in the address space.", topic=PERFORMANCE),
    Rule("dma", "Direct memory access",
         "Memory is prepared for a device that reads and writes it by itself.", topic=PERFORMANCE),
    Rule("prefetch", "Prefetching",
         "Asks for memory before it is needed.", topic=PERFORMANCE),
    Rule("warp-primitive", "Warp primitives",
         "Threads of a warp exchange values without memory.", topic=PERFORMANCE),
)
