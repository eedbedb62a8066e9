"""``sourcebook``: a run with nothing to do ends here, all else is doit's command line."""

from __future__ import annotations

import sys

from pipeline import early, interrupt
from pipeline.errors import EXIT_OK
from pipeline.terminal import ending_on_error


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns its exit code (see :mod:`pipeline.errors`)."""
    interrupt.install()
    given = sys.argv[1:] if arguments is None else arguments
    begun = None
    try:
        with ending_on_error():
            begun = early.begin(given)
            if begun is not None and early.end(begun, given):
                return EXIT_OK
        # doit is imported only now.
        from pipeline.cli import run

        return run(given, begun)
    finally:
        if begun is not None:
            begun.close()


if __name__ == "__main__":
    raise SystemExit(main())
