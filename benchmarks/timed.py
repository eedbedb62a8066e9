"""Run one command and write down what it took; a script of its own, not a module of the package.

It stands between the benchmark and the command because a child inherits its parent's peak memory
across ``exec``: started from here, the peak of a command is never more than that of this small
interpreter too high. For the same reason it imports next to nothing.

Usage: ``python -I -S timed.py RESULT STDOUT STDERR FOLDER COMMAND…``
"""

import os
import sys
import time


def main() -> None:
    """Run the command in the folder; the result is one line of figures."""
    result, stdout, stderr, folder, *command = sys.argv[1:]
    os.chdir(folder)
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    streams = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, stdout, flags, 0o644),
        (os.POSIX_SPAWN_OPEN, 2, stderr, flags, 0o644),
    ]
    start = time.perf_counter()
    pid = os.posix_spawnp(command[0], command, os.environ, file_actions=streams)
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    with open(result, "w") as file:
        file.write(f"{os.waitstatus_to_exitcode(status)} {wall!r} {usage.ru_utime!r} "
                   f"{usage.ru_stime!r} {usage.ru_maxrss}\n")


main()
