"""Rules on patterns and idioms: how the code is built."""

from __future__ import annotations

from pipeline.catalogue import Rule

RULES = (
    Rule("data-class", "Data class",
         "A class that mainly holds fields; its constructor and comparison are generated."),
)
