"""Why a page was made, in words: what ``nodes.reason`` in the store means."""

from __future__ import annotations

_FACTS = {
    "own": "{0} itself changed",
    "outline": "what {0} defines, imports or says of itself changed",
    "links": "what the references of {0} lead to changed",
    "users": "the files that refer to {0} changed",
    "bindings": "the names that {0} imports, or its base classes, are defined elsewhere now",
    "heirs": "the classes that inherit from those of {0} changed",
    "siblings": "the classes that inherit from {0} changed",
    "defines": "what {0} defines changed",
    "stem": "another file can be found by the name {0}",
    "flows": "how the parts of folder {0}/ use one another changed",
    "short_tests": "a short test in {0} changed",
    "tested": "the tests of the files in {0}/ changed",
    "ties": "what folder {0}/ uses, or is used by, changed",
    "path": "{0} appeared or went",
    "files": "the files of folder {0}/ changed",
    "subfolders": "the subfolders of {0}/ changed",
    "rollup": "the figures of folder {0}/ changed",
    "about": "the line by which {0}/ describes itself changed",
    "names": "the keywords of folder {0}/ changed",
    "measured": "other lines of {0} ran, or other tests reached them",
    "past": "a commit changed {0}, or one that did so went",
    "authors": "who changed {0}/, and how often, changed",
    "shards": "the A-Z index is split differently",
    "shard": "keywords that start with {0} changed",
    "folders": "a folder appeared, went or describes itself otherwise",
    "chapters": "a top-level folder appeared or went",
}
_EVENTS = {
    "new": "it was new",
    "missing": "it was missing from the output folder",
    "damaged": "it had been changed by hand or damaged",
    "twins": "names that some file systems do not tell apart came or went",
    "forgotten": "it was forgotten on request",
    "forced": "everything was asked for anew",
    "template, settings or code": "a template, a setting or Sourcebook itself changed",
}


def describe(reason: str) -> str:
    """A recorded reason as a sentence's end."""
    if reason in _EVENTS:
        return _EVENTS[reason]
    fact, found, subject = reason.partition(":")
    return _FACTS[fact].format(subject) if found and fact in _FACTS else reason
