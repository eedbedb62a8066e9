"""Rules on security and safety, each with its weakness (CWE) and how to mend it."""

from __future__ import annotations

from pipeline.catalogue import SECURITY, Rule

RULES = (
    Rule("secret-in-source", "Secret in the source",
         "Whoever can read the file, or an old version of it, has the secret; its value is hidden "
         "on this page.",
         "Revoke it, and read its successor from the environment or a secret store.",
         severity="high", cwe=798, topic=SECURITY),
    Rule("bidi-control", "Control of text direction",
         "Such a character makes a line look different from what the compiler reads.",
         "Remove it, or write it as an escape in a string.",
         severity="high", cwe=1007, topic=SECURITY),
    Rule("invisible-character", "Invisible character",
         "Two names or strings may look alike and differ by a character that nobody sees.",
         "Remove it, or write it as an escape in a string.",
         severity="medium", cwe=1007, topic=SECURITY),
    Rule("python-eval", "Text run as code",
         "`eval` and `exec` run whatever text they are given.",
         "Parse the text (`ast.literal_eval`, `json.loads`), or look names up in a table.",
         severity="medium", cwe=95, topic=SECURITY),
)
