"""Paths that a document, a build file, a script or a workflow writes down."""

from __future__ import annotations

import posixpath
import re

from pipeline.facets import Reference
from pipeline.paths import ancestors, folder_of
from pipeline.resolve.links import (
    EXTERNAL,
    TREE,
    UNRESOLVED,
    Link,
    Lookup,
    at_path,
    first_of,
    joined,
    link_to,
)

#: Variables that stand for the folder of the file, and for the root of the tree.
_HERE = re.compile(
    r"\$[({](?:CMAKE_CURRENT_(?:SOURCE|LIST)_DIR|srcdir|src|CURDIR|__dirname|SCRIPT_DIR|DIR"
    r"|PSScriptRoot|script_dir|here)[})]/?|\$(?:DIR|SCRIPT_DIR|PSScriptRoot)/")
_ROOT = re.compile(
    r"\$[({](?:CMAKE_SOURCE_DIR|PROJECT_SOURCE_DIR|TORCH_SRC_DIR|srctree|top_srcdir|abs_srctree"
    r"|ROOT|ROOT_DIR|REPO_ROOT|TOP|TOPDIR|GITHUB_WORKSPACE|github\.workspace)[})]/?|\$srctree/")
_BUILD_FILES = ("BUILD.bazel", "BUILD", "BUCK", "TARGETS")
#: What stands for a folder that is named where a file is meant.
_ENTRY_FILES = ("CMakeLists.txt", "action.yml", "action.yaml", "Makefile", "Kbuild", "meson.build")


def document(path: str, reference: Reference, lookup: Lookup) -> Link:
    """A link in prose: relative to the document, or to the root when it starts with ``/``."""
    written = reference.module
    base = "" if written.startswith("/") else folder_of(path)
    target = joined(base, written.lstrip("/"))
    for candidate in (target, f"{target}.rst", f"{target}.md") if target else ():
        found = at_path(lookup, candidate)
        if found:
            return link_to(reference, TREE, found)
    return link_to(reference, UNRESOLVED)


def resolve(path: str, reference: Reference, lookup: Lookup) -> Link:
    """A path in code: beside the file, in a folder above it, or from the root of the tree."""
    written = reference.module
    if reference.kind == "action" and not written.startswith("./"):
        return link_to(reference, EXTERNAL)
    folders = ancestors(folder_of(path))
    if _HERE.match(written):
        folders, written = folders[:1], _HERE.sub("", written, count=1)
    elif _ROOT.match(written):
        folders, written = [""], _ROOT.sub("", written, count=1)
    if not written or "$" in written or "*" in written:
        return link_to(reference, UNRESOLVED)
    # A single word in a folder far above is more likely something else of that name.
    if "/" not in written:
        folders = [folders[0], folders[-1]]
    for folder in dict.fromkeys(folders):
        found = at_path(lookup, joined(folder, written.lstrip("/")))
        if found:
            return link_to(reference, TREE, _entry(found, lookup))
    return link_to(reference, UNRESOLVED)


def _entry(found: str, lookup: Lookup) -> str:
    """The file that stands for a folder, or the folder itself."""
    if not found.endswith("/"):
        return found
    return first_of(lookup, (f"{found}{name}" for name in _ENTRY_FILES)) or found


def label(path: str, reference: Reference, lookup: Lookup) -> Link:
    """A build label: ``//package:name``, ``:name``; ``@repository//…`` is outside the tree."""
    written = reference.module
    if written.startswith("@") and not written.startswith("@//"):
        return link_to(reference, EXTERNAL)
    package, _, name = written.removeprefix("@").partition(":")
    folder = package[2:].strip("/") if package.startswith("//") \
        else posixpath.join(folder_of(path), package).rstrip("/")
    inner = [f"{folder}/{name}" if folder else name] if name else []
    prefix = f"{folder}/" if folder else ""
    found = first_of(lookup, iter([*inner, *(f"{prefix}{file}" for file in _BUILD_FILES)]))
    return link_to(reference, TREE if found and found != path else UNRESOLVED,
                   found if found != path else "")
