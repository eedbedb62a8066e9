"""How a call ends early: Ctrl-C, SIGTERM, and a reader of its output that goes away.

doit shows a traceback for each of these and gives a loader no place to catch them; so they are
turned, where they arise, into what passes through doit quietly.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import sys
import threading
from types import FrameType
from typing import Any

#: The signal that ends this call, once there is one.
_stopped_by: list[int] = []


def install() -> None:
    """Make the rest of this process end well; a signal that the caller has us ignore stays so."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is not None and stream is getattr(sys, f"__{name}__"):
            setattr(sys, name, Patient(stream))
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            if signal.getsignal(number) in (signal.default_int_handler, signal.SIG_DFL):
                signal.signal(number, _stop)


def _stop(number: int, frame: FrameType | None) -> None:
    # A second Ctrl-C must not cut off the unwinding that the first one started.
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    # Said at the very end, when no progress bar is on the screen any more.
    atexit.register(_say_stopped)
    _stopped_by.append(number)
    raise SystemExit(128 + number)


def stopping() -> bool:
    """Whether the call is on its way out because of a signal."""
    return bool(_stopped_by)


def _say_stopped() -> None:
    print("sourcebook: stopped; what was finished is saved", file=sys.stderr, flush=True)


class Patient:
    """A stream that goes on silently when nobody reads it any more (``sourcebook list | head``).

    A build is not cut short because its messages are; its result is the pages.
    """

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        try:
            return int(self._stream.write(text))
        except BrokenPipeError:
            self._mute()
            return len(text)

    def flush(self) -> None:
        try:
            self._stream.flush()
        except BrokenPipeError:
            self._mute()

    def _mute(self) -> None:
        """Lead the stream nowhere, so that what it still holds can be flushed too."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._stream.fileno())
        os.close(nowhere)
        with contextlib.suppress(OSError):
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
