"""``sourcebook``: a plain run ends here, all else is doit's command line."""

from __future__ import annotations

import sys

from pipeline import early, interrupt
from pipeline.terminal import ending_on_error


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns its exit code (see :mod:`pipeline.errors`)."""
    interrupt.install()
    given = sys.argv[1:] if arguments is None else arguments
    begun = None
    try:
        with ending_on_error():
            begun = early.begin(given)
            code = early.end(begun, given) if begun is not None else None
            if code is not None:
                return code
        # doit is imported only now.
        from pipeline.cli import run

        return run(given, begun)
    finally:
        if begun is not None:
            begun.close()


if __name__ == "__main__":
    raise SystemExit(main())
