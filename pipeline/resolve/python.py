"""Python imports, after `the import system <https://docs.python.org/3/reference/import.html>`_.

As far as the tree tells: a relative import starts at the file's package; an absolute one is looked
for in the file's own folder when that is no package (a script's ``sys.path[0]``), then in each
folder above it that is no package, then below a conventional root (``src``, ``lib`` …). The
standard library wins over anything but a script's own folder, except in the tree that *is* the
standard library. When the source root itself is a package, its folder's name is the package's name.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.facets import Reference
from pipeline.offers import MODULE_ENDINGS, canonical
from pipeline.paths import ancestors, folder_of, name_of
from pipeline.resolve.links import (
    STDLIB,
    TREE,
    UNRESOLVED,
    Link,
    Lookup,
    external,
    link_to,
    offered,
)
from pipeline.stdlib import is_python_stdlib

#: Folders that projects put on the module path without being packages.
_SOURCE_ROOTS = ("src", "lib", "Lib", "python", "source")
#: Well-known modules that are installed under another name.
_DISTRIBUTIONS = {
    "yaml": "pyyaml", "PIL": "pillow", "cv2": "opencv-python", "sklearn": "scikit-learn",
    "skimage": "scikit-image", "bs4": "beautifulsoup4", "dateutil": "python-dateutil",
    "attr": "attrs", "git": "gitpython", "docx": "python-docx", "dotenv": "python-dotenv",
    "OpenSSL": "pyopenssl", "Crypto": "pycryptodome", "serial": "pyserial", "jwt": "pyjwt",
    "google": "protobuf", "pkg_resources": "setuptools", "usb": "pyusb", "fitz": "pymupdf",
    "MySQLdb": "mysqlclient", "psycopg2": "psycopg2-binary", "zmq": "pyzmq", "wx": "wxpython",
}


class Modules:
    """Python module look-ups on behalf of one file."""

    def __init__(self, path: str, lookup: Lookup) -> None:
        self._folder = folder_of(path)
        self._lookup = lookup
        self._roots: list[str] | None = None

    def resolve(self, reference: Reference) -> Link:
        if reference.level:
            return self._relative(reference)
        parts = reference.module.split(".")
        if parts[0] == self._lookup("root", "") != "":
            found, rest = self._descend("", parts[1:])
            return self._found(reference, found or "__init__.py", rest)
        for root in self._candidate_roots(parts[0]):
            found, rest = self._descend(root, parts)
            if found:
                link = self._found(reference, found, rest)
                # A folder without __init__ yields to an installed package of that name, so it
                # counts only when a file inside it is what the import means.
                if not found.endswith("/") or link.members:
                    return link
        if is_python_stdlib(parts[0]):
            return link_to(reference, STDLIB)
        name = canonical("py", _DISTRIBUTIONS.get(parts[0], parts[0]))
        return external(reference, self._lookup, f"py:{name}")

    def _relative(self, reference: Reference) -> Link:
        base = self._folder
        for _ in range(reference.level - 1):
            if not base:
                return link_to(reference, UNRESOLVED)
            base = folder_of(base)
        if not reference.module:
            return self._found(reference, self._package(base) or f"{base}/", [])
        found, rest = self._descend(base, reference.module.split("."))
        return self._found(reference, found, rest) if found else link_to(reference, UNRESOLVED)

    def _package(self, folder: str) -> str:
        """File of the package that a folder is, the source root included."""
        if folder:
            return self._module(folder_of(folder), name_of(folder))
        return "__init__.py" if self._is_package("") else ""

    def _found(self, reference: Reference, found: str, rest: list[str]) -> Link:
        if rest:
            return link_to(reference, UNRESOLVED, found, ".".join(rest))
        members = []
        base = _package_folder(found)
        if base is not None:
            for name in reference.names:
                member = self._module(base, name) if name != "*" else ""
                if member:
                    members.append((name, member))
        return link_to(reference, TREE, found, "", tuple(members))

    def _candidate_roots(self, top: str) -> Iterator[str]:
        stdlib = is_python_stdlib(top)
        for root in self._path_roots():
            if not stdlib or self._module(root, "os") or self._is_script_root(root):
                yield root
        if not stdlib:
            for path in self._stem(top):
                base = folder_of(_package_folder(path) or path)
                if name_of(base) in _SOURCE_ROOTS:
                    yield base

    def _path_roots(self) -> list[str]:
        if self._roots is None:
            self._roots = [f for f in ancestors(self._folder) if not self._is_package(f)]
        return self._roots

    def _is_script_root(self, root: str) -> bool:
        return root == self._folder

    def _is_package(self, folder: str) -> bool:
        init = f"{folder}/__init__.py" if folder else "__init__.py"
        return init in self._stem(name_of(folder))

    def _descend(self, base: str, parts: list[str]) -> tuple[str, list[str]]:
        """Deepest module that the dotted parts name below ``base``, and the parts left over."""
        found = ""
        for index, part in enumerate(parts):
            module = self._module(base, part)
            if not module:
                return found, parts[index:]
            found = module
            inner = _package_folder(module)
            if inner is None:
                return found, parts[index + 1:]
            base = inner
        return found, []

    def _module(self, folder: str, name: str) -> str:
        """File (or namespace folder with a final ``/``) of module ``name`` in ``folder``."""
        inner = f"{folder}/{name}" if folder else name
        candidates = self._stem(name)
        for ending in MODULE_ENDINGS:
            for path in (f"{inner}/__init__{ending}", f"{inner}{ending}"):
                if path in candidates:
                    return path
        return f"{inner}/" if f"{inner}/" in candidates else ""

    def _stem(self, name: str) -> tuple[str, ...]:
        return offered(self._lookup, name)


def _package_folder(module: str) -> str | None:
    """Folder whose files are the module's submodules; None when it can have none."""
    if module.endswith("/"):
        return module[:-1]
    if name_of(module).partition(".")[0] == "__init__":
        return folder_of(module)
    return None
