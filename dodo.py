"""Tasks of this repository.

``doit`` alone documents the repository: those tasks come from ``pipeline.rules`` (below, as
``DOCUMENTATION``) through the loader that ``pyproject.toml`` names, and are created only when
needed; ``doit list`` shows them. The functions here are ordinary doit tasks beside them.
"""

from pipeline.rules import RULES as DOCUMENTATION

__all__ = ["DOCUMENTATION"]


def task_lint():
    """ruff over the code"""
    return {"actions": ["ruff check ."], "verbosity": 2}


def task_types():
    """mypy, strict"""
    return {"actions": ["mypy"], "verbosity": 2}


def task_test():
    """the test suite"""
    return {"actions": ["python -m pytest"], "verbosity": 2}
