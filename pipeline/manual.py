"""The manual: what ``--help`` says, laid out as a manual page is.

Our own commands bring their texts themselves (:mod:`pipeline.command`); those of doit's commands,
as they act on our tasks, stand here.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pipeline.rules import RULES

_WIDTH = 79
#: Options of ours that every command of doit takes, and only a build heeds.
_OF_A_BUILD = ("strict", "verbose")
#: Options of doit's that mean nothing to our tasks.
_FOREIGN = frozenset({
    "verbosity", "par_type", "pdb", "auto_delayed_regex", "failure_verbosity", "hardcode_tasks",
    "list_deps", "private"})
#: What options of doit's mean to our tasks.
_TEXTS = {
    "always": "make every page anew, even when it is up to date",
    "continue": "go on with other tasks when one has failed",
    "num_process": "worker processes; 0 means one for each processor [default: 0]",
    "single": "only the named tasks, without what they depend on",
    "reporter": "how to tell what runs; without it, what ran and a line that sums up",
    "outfile": "write what the tasks say to this file",
    "subtasks": "every single task, such as each page",
    "status": "the state of each task",
    "template": "format of a line, such as '{name}: {doc}'",
    "sort": "order of the list [default: name]",
    "shell": "the shell to complete in [default: bash]",
}


@dataclass(frozen=True, slots=True)
class Page:
    """The manual page of one command, without its options."""

    name: str
    purpose: str
    usage: str = ""
    #: Paragraphs with an empty line between them.
    description: str = ""
    #: (code, meaning) of those beside what every command may end with, or unlike it.
    exits: tuple[tuple[int, str], ...] = ()
    #: (arguments, what they do).
    examples: tuple[tuple[str, str], ...] = ()


EXIT_CODES = (
    (0, "done"),
    (1, "a page could not be made, or --strict found a diagnostic"),
    (2, "wrong call or wrong configuration; one line says what"),
    (3, "the disk, the store or another program failed"),
    (75, "another build holds the lock of the cache folder"),
)
_FAILED, LOCKED = EXIT_CODES[1], EXIT_CODES[4]
_EVERYWHERE = {code: text for code, text in EXIT_CODES if code not in (_FAILED[0], LOCKED[0])}

_DOIT = (
    Page(
        "run", "bring pages up to date; what a call without a command does",
        "[NAME=VALUE ...] [TASK|PAGE|PATTERN ...]",
        "Without names, makes every page that is missing, damaged or shows something that changed, "
        "and removes the pages of sources that are gone. With names, makes exactly those pages; a "
        "later run without names makes the rest.\n\n"
        "NAME=VALUE sets a key of the configuration for this call, such as jobs=2 or out=DIR; "
        "source=DIR documents another tree.",
        (_FAILED, LOCKED),
        (
            ("", "everything"),
            ("docs:src/main.py", "one page"),
            ("'docs:src/*'", "all pages that match"),
            ("-n 4 --strict", "four processes; fail on diagnostics"),
            ("-a", "make everything anew"),
            ("source=../other out=/tmp/pages cache=/tmp/cache", "another tree, elsewhere"))),
    Page(
        "list", "list tasks; looks at the tree and writes nothing", "[TASK ...]",
        "Without --all, the kinds of pages and stages; with it, every single task. With --status "
        "each has a mark: U up to date, R would run, I ignored.",
        examples=(("list", "the kinds"), ("list --all --status", "every task and its state"))),
    Page(
        "info", "show one task: whether it is up to date, and if not, why", "TASK",
        "Tells what the task reads and makes. `explain` says more about why pages are stale.",
        ((1, "the task is not up to date"),),
        (("info docs:src/main.py", "one page"),)),
    Page(
        "clean", "remove pages; sources and cache stay", "[TASK ...]",
        "Without names, removes every page and the output folder. Files there that are not ours "
        "are left alone.",
        (LOCKED,),
        (("clean", "all pages"), ("clean docs:src/main.py", "one page"))),
    Page(
        "forget", "have pages made again by the next run", "[TASK ...]",
        "Nothing is removed. Without names it is about the default tasks, which is every page.",
        (LOCKED,),
        (("forget docs:src/main.py", "one page"),)),
    Page(
        "ignore", "leave tasks out until they are forgotten", "TASK [TASK ...]",
        "An ignored page keeps what it says, even when it becomes stale. `forget` ends it.",
        (LOCKED,),
        (("ignore docs:src/main.py", "leave one page as it is"),)),
    Page(
        "reset-dep", "take the files of tasks as they are, without running the tasks",
        "[TASK ...]",
        "Meant for tasks of your own dodo.py; see the documentation of doit.", (LOCKED,)),
    Page(
        "strace", "find the files that a task of your own dodo.py reads, with strace", "TASK",
        "Meant for tasks of your own dodo.py; see the documentation of doit."),
    Page(
        "help", "show the manual: of the program, a command or a task", "[COMMAND|TASK]",
        "The same as COMMAND --help. `help task` describes the tasks of a dodo.py.",
        examples=(("help check", "the manual of check"),)),
    Page(
        "tabcompletion", "print a script that completes commands and tasks in a shell", "",
        "For bash (with the package bash-completion) and zsh. The script completes the program "
        "that printed it: sourcebook or doit.",
        examples=(
            ("tabcompletion > ~/.local/share/bash-completion/completions/sourcebook",
             "bash, for good"),
            ("tabcompletion --shell zsh > ~/.zfunc/_sourcebook",
             "zsh, with ~/.zfunc in fpath"))),
)
#: Pages of doit's own commands by name.
DOIT = {page.name: page for page in _DOIT}

#: Commands by what one wants from them.
_GROUPS = (
    ("Build", ("run", "watch", "clean", "forget", "ignore")),
    ("Look", ("check", "explain", "info", "list", "stats", "verify", "audit")),
    ("Set up", ("init", "gc", "tabcompletion", "help")),
)


def overview(program: str, purposes: dict[str, str]) -> str:
    """The manual of the whole program; ``purposes`` are those of all commands."""
    named = {name for _, names in _GROUPS for name in names}
    others = tuple(sorted(purposes.keys() - named))
    lines = [f"{program} - documentation pages of a source tree, always current", "",
             "USAGE",
             f"    {program} [OPTIONS] [NAME=VALUE ...] [TASK|PAGE|PATTERN ...]",
             f"    {program} COMMAND [OPTIONS] [ARGUMENTS]",
             f"    {program} COMMAND --help", "",
             *_paragraphs("Without a command it brings the pages up to date (the command run). No "
                          "configuration is needed: pages appear in sourcebook/, the cache in "
                          ".sourcebook/."), "",
             "COMMANDS"]
    for title, names in (*_GROUPS, ("For a dodo.py of your own, and plugins", others)):
        lines += [f"  {title}"] if names else []
        lines += _columns([(name, purposes[name]) for name in names if name in purposes])
    lines += ["", "KINDS OF TASKS (KIND or KIND:NAME)",
              *_columns([(rule.kind, _kind(rule)) for rule in RULES]), "",
              "EXIT CODES", *_columns([(str(code), text) for code, text in EXIT_CODES]), "",
              "FILES",
              *_columns([("sourcebook.toml", "configuration; or [tool.sourcebook] in "
                          "pyproject.toml"), ("dodo.py", "tasks of your own, as for doit")]), "",
              "EXAMPLES", *_examples(program, DOIT["run"].examples)]
    return "\n".join(lines)


def _kind(rule: Any) -> str:
    return f"{rule.doc} ({rule.subject})" if rule.subject else rule.doc


def render(page: Page, program: str, options: Iterable[Any]) -> str:
    """One manual page; ``options`` are those of doit's command line."""
    usage = f"{program} {page.name} [OPTIONS] {page.usage}".rstrip()
    if page.name == "run":
        usage = f"{program} [OPTIONS] {page.usage}"
    lines = ["NAME", *_wrapped(f"{program} {page.name} - {page.purpose}", 4), "",
             "USAGE", *_wrapped(usage, 4), ""]
    if page.description:
        lines += ["DESCRIPTION", *_paragraphs(page.description), ""]
    for title, part in _sections(page, options):
        lines += [title, *(line for option in part for line in _option(option, page)), ""]
    exits = {**_EVERYWHERE, **dict(page.exits)}
    lines += ["EXIT CODES", *_columns([(str(code), exits[code]) for code in sorted(exits)])]
    if page.examples:
        lines += ["", "EXAMPLES", *_examples(program, page.examples)]
    return "\n".join(lines)


def _sections(page: Page, options: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    """Options under their titles: ours and the command's own, then what all of doit takes."""
    own: list[Any] = []
    general: list[Any] = []
    for option in options:
        if not (option.short or option.long):
            continue
        if option.section or option.name in _FOREIGN:
            general.append(option)
        elif page.name == "run" or not (
                option.name in _OF_A_BUILD or (option.name == "quiet" and page.name != "list")):
            own.append(option)
    found = [("OPTIONS", own)] if own else []
    if page.name in DOIT and general:
        found.append(("OPTIONS OF DOIT, FOR A DODO.PY OF YOUR OWN", general))
    return found


def _option(option: Any, page: Page) -> list[str]:
    said = option.help % {"default": option.default}
    if page.name in DOIT:
        said = _TEXTS.get(option.name, said)
    text = re.sub(r"\s+", " ", said).strip()
    if option.choices:
        described = [f"{name} ({text})" if text else name for name, text in option.choices.items()]
        text += "; one of " + ", ".join(described)
    names = option.help_param()
    if option.inverse:
        names += f", --{option.inverse}"
    return [f"    {names}", *_wrapped(text, 8)]


def _examples(program: str, examples: Iterable[tuple[str, str]]) -> list[str]:
    lines = []
    for arguments, text in examples:
        lines += [f"    {program} {arguments}".rstrip(), f"        {text}"]
    return lines


def _paragraphs(text: str) -> list[str]:
    lines: list[str] = []
    for paragraph in text.split("\n\n"):
        lines += [*([""] if lines else []), *_wrapped(paragraph, 4)]
    return lines


def _columns(rows: list[tuple[str, str]]) -> list[str]:
    width = max((len(left) for left, _ in rows), default=0)
    lines = []
    for left, right in rows:
        first, *more = _wrapped(right, 0, _WIDTH - width - 6)
        lines += [f"    {left:{width}}  {first}", *(" " * (width + 6) + line for line in more)]
    return lines


def _wrapped(text: str, indent: int, width: int = _WIDTH) -> list[str]:
    space = " " * indent
    return textwrap.wrap(text, width, initial_indent=space, subsequent_indent=space,
                         break_long_words=False, break_on_hyphens=False)
