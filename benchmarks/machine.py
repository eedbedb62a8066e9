"""What the machine is and which versions are measured: enough to repeat a run, nothing private."""

from __future__ import annotations

import contextlib
import os
import platform
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pipeline
from benchmarks.scenarios import Tools


def describe(tools: Tools, work: Path) -> list[tuple[str, str]]:
    """(name, value) rows."""
    rows = [
        ("processor", f"{_processor()}, {os.cpu_count()} cores"),
        ("memory", f"{_memory_gib():.0f} GiB"),
        ("system", f"{_system()}, kernel {platform.release()}, {platform.machine()}"),
        ("file system", _file_system(work)),
        ("Python", f"{platform.python_implementation()} {platform.python_version()}"),
        ("Sourcebook", pipeline.__version__),
        ("ninja", version([tools.ninja, "--version"]) if tools.ninja else "not installed"),
        ("universal-ctags", version([tools.ctags, "--version"]) if tools.ctags
         else "not installed"),
    ]
    with contextlib.suppress(OSError):
        rows.append(("load when the run began", f"{os.getloadavg()[0]:.1f}"))
    return rows


def version(command: Sequence[str]) -> str:
    """First number with dots that a command prints; empty when it prints none."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    found = re.search(r"\d+(?:\.\d+)+", done.stdout + done.stderr)
    return found[0] if found else ""


def _processor() -> str:
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown"


def _memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.system()


def _file_system(work: Path) -> str:
    best, kind = "", "unknown"
    with contextlib.suppress(OSError):
        for line in Path("/proc/mounts").read_text().splitlines():
            _, place, name, *_ = line.split()
            if work.resolve().is_relative_to(place) and len(place) >= len(best):
                best, kind = place, name
    return kind
