"""Rules on security and safety, each with its weakness (CWE) and how to mend it."""

from __future__ import annotations

from pipeline.catalogue import SECURITY, Rule

RULES = (
    Rule("python-eval", "Text run as code",
         "`eval` and `exec` run whatever text they are given.",
         "Parse the text (`ast.literal_eval`, `json.loads`), or look names up in a table.",
         severity="medium", cwe=95, topic=SECURITY),
)
