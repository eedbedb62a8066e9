"""Sourcebook: a documentation tree for a whole repository, always true and always current.

The package is a one-way pipeline (see ARCHITECTURE.md for the map and the invariants)::

    tree -> scan -> parse -> link -> render -> publish -> pages
"""

__version__ = "0.1.0"
