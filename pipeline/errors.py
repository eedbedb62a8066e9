"""What can go wrong with the world (never with a source file: that is a ``Diagnostic``).

::

    SourcebookError            exit code
    ├── UsageError                 2      a task, option or path that does not exist
    │   └── ConfigError            2      a configuration value that cannot be used
    ├── WorldError                 3      the disk, the store or a needed program failed
    └── LockedError               75      another build holds the cache

Each message is one line: what, where, how to mend. :data:`EXIT_STRICT` (1) is no exception: it is
the result of a build that finished, with diagnostics, under ``--strict``.
"""

from __future__ import annotations

EXIT_OK = 0
EXIT_STRICT = 1


class SourcebookError(Exception):
    """Root of the tree above; ``str(error)`` is the line to print."""

    exit_code = 3


class UsageError(SourcebookError):
    """The call names something that does not exist or does not go together."""

    exit_code = 2


class ConfigError(UsageError):
    """The configuration cannot be used."""


class WorldError(SourcebookError):
    """An operation on the disk, the store or another program failed."""

    exit_code = 3


class LockedError(SourcebookError):
    """Another build holds the lock of the cache folder."""

    exit_code = 75
