"""Rules on performance: what costs time or memory, or is hard to follow."""

from __future__ import annotations

from pipeline.catalogue import Rule

RULES: tuple[Rule, ...] = ()
