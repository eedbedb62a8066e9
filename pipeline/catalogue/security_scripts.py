"""Rules on the security of scripts: shell, image builds, workflows, and languages of the web."""

from __future__ import annotations

from pipeline.catalogue import SECURITY, Rule


def _rule(id: str, title: str, why: str, mend: str, severity: str, cwe: int) -> Rule:
    return Rule(id, title, why, mend, severity, cwe, SECURITY)


RULES = (
    # Command lines, wherever they stand.
    _rule("download-run", "Download that is run unseen",
          "Whoever controls the address, or the way to it, runs commands here.",
          "Download to a file, check its digest or signature, then run it.", "medium", 494),
    _rule("insecure-download", "Download without a check of the certificate",
          "Whoever stands between can send something else.",
          "Leave the check on; name the certificate of your own authority.", "medium", 295),
    _rule("everybody-may-write", "File that everybody may write",
          "Every user of the machine may change it.",
          "Give rights to the owner or a group only.", "medium", 732),
    # Shell.
    _rule("shell-eval", "Text run as a command",
          "`eval` reads what its variables hold as code once more.",
          "Call the command directly; keep arguments in an array.", "low", 95),
    _rule("shell-remove-unquoted", "Folder removed by an unquoted variable",
          "A space or `*` in the value removes something else.",
          "Put it in quotes, and let it fail when empty: `\"${name:?}\"`.", "medium", 88),
    _rule("shell-unquoted-arguments", "Arguments handed on without quotes",
          "Arguments with spaces or `*` fall apart into several.",
          "Write `\"$@\"`.", "low", 88),
    _rule("shell-shared-file", "Fixed file in a shared folder",
          "Another user can create the file first, or put a link in its place.",
          "Take a name from `mktemp`.", "low", 377),
    # Dockerfiles.
    _rule("docker-root", "Container that runs as root",
          "No user is set before the start command, so a break-in begins with all rights, unless "
          "the base image sets one.",
          "Create a user and switch to it with `USER`.", "note", 250),
    _rule("docker-add-remote", "Remote file added without a checksum",
          "Whatever the address serves on the day of the build becomes part of the image.",
          "Give `ADD --checksum=sha256:…`.", "low", 494),
    _rule("docker-kept-secret", "Secret in an image's layers",
          "Values of `ARG` and `ENV` can be read from the image by whoever has it.",
          "Hand it to the step that needs it with `RUN --mount=type=secret`.", "low", 522),
    # Workflows.
    _rule("workflow-injection", "Stranger's text put into a script",
          "The value is pasted into the script before a shell or interpreter reads it, so its "
          "author can run commands with the workflow's rights.",
          "Hand it over in an environment variable, and quote that.", "high", 94),
    _rule("workflow-strangers-code", "Stranger's code with the repository's rights",
          "`pull_request_target` runs with secrets and a token that may write; here it checks out "
          "what the pull request brings.",
          "Use `pull_request`, or never run anything of what was checked out.", "high", 829),
    _rule("workflow-write-all", "Token that may write everything",
          "Each step, and each action it uses, can change the repository.",
          "Name the few permissions that the jobs need.", "medium", 250),
    _rule("workflow-unpinned", "Action not pinned to a commit",
          "Its owner, or whoever takes over the account, can move the tag to other code.",
          "Name the full commit, with the version in a comment.", "low", 829),
    # JavaScript, Java, PHP, Ruby.
    _rule("script-eval", "Text run as code",
          "The text that is run is put together while the program runs.",
          "Parse the data (`JSON.parse`), or look functions up in a table.", "medium", 95),
    _rule("script-markup", "Text put into the page as markup",
          "What is in the text becomes elements of the page, scripts included.",
          "Set `textContent`, or clean the markup with a sanitizer first.", "medium", 79),
    _rule("script-shell-command", "Shell command that is put together",
          "A shell reads the command: a space, `;` or `$(` in one of its parts becomes a command "
          "of its own.",
          "Start the program with a list of arguments (`execFile`, `spawn`), without a shell.",
          "high", 78),
    _rule("script-unverified-tls", "Certificate not checked",
          "Whoever stands between can read and change what is sent.",
          "Leave the check on; hand over the authority of a certificate of your own.",
          "high", 295),
    _rule("query-from-parts", "Query that is put together",
          "A part that holds a quote changes the query.",
          "Use placeholders; take names of tables from a fixed list.", "medium", 89),
    _rule("php-unserialize", "Objects made from text",
          "The text chooses the classes, whose methods run.",
          "Use `json_decode`, or pass `allowed_classes` as false.", "medium", 502),
    _rule("php-include", "File chosen by a visitor and run",
          "The request says which file is run.",
          "Look the name up in a fixed list.", "high", 98),
    _rule("php-echo", "Visitor's text put into the page",
          "The request is written into the page as it is, scripts included.",
          "Escape it with `htmlspecialchars`.", "high", 79),
    _rule("ruby-marshal", "Objects made from data",
          "The data choose the classes that are made, and can run code by that.",
          "Read data from outside as JSON.", "medium", 502),
    _rule("java-process", "Command that is put together",
          "The text is split at spaces: a part can add arguments to the command.",
          "Use `ProcessBuilder` with a list of arguments.", "medium", 88),
)
