"""Sourcebook: a documentation tree for a whole repository, always true and always current.

The package is a one-way pipeline (see ARCHITECTURE.md for the map and the invariants)::

    tree -> scan -> parse -> link -> render -> publish -> pages
"""

import sys

# An installer refuses another Python; a checkout that is run as it is must do so itself.
if sys.version_info < (3, 11):  # noqa: UP036
    raise SystemExit("sourcebook: error: Python 3.11 or later is needed; this is "
                     + ".".join(map(str, sys.version_info[:3])))

__version__ = "0.1.0"
