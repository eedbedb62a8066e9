"""The answers that the link stage's tables would give for a list of files."""

from __future__ import annotations

from pipeline.facets import Reference
from pipeline.languages import Source, json
from pipeline.model import Route
from pipeline.offers import by_path, module_stems
from pipeline.parsework import language_named
from pipeline.paths import ancestors, folder_of, name_of
from pipeline.resolve import resolve
from pipeline.resolve.compiled import SEARCHES
from pipeline.resolve.links import Link


class Tree:
    """Files, and what some of them offer by their content."""

    def __init__(
        self, *files: str, root: str = "", offers: dict[str, tuple[str, ...]] | None = None,
        texts: dict[str, str] | None = None,
    ) -> None:
        self.texts = texts or {}
        files += tuple(self.texts)
        self.root = root
        self.offers = offers or {}
        self.files = set(files)
        self.folders = {f for path in files for f in ancestors(folder_of(path))}
        self.asked: dict[tuple[str, str], object] = {}

    def look_up(self, kind: str, subject: str) -> object:
        answers = {"path": self._path, "stem": self._stem, "root": lambda _: self.root,
                   "routes": self._routes, "compiled": self._compiled}
        answer = answers[kind](subject)
        self.asked[kind, subject] = answer
        return answer

    def _path(self, path: str) -> str:
        return "file" if path in self.files else "folder" if path in self.folders else ""

    def _stem(self, stem: str) -> tuple[str, ...]:
        modules = [path for path in self.files if module_stems(path)]
        packages = {f"{f}/" for path in modules for f in ancestors(folder_of(path))[:-1]}
        found = [path for path in self.files
                 if stem in by_path(path) or stem in self.offers.get(path, ())]
        return tuple(sorted(found + [f for f in packages if name_of(f[:-1]) == stem]))

    def _routes(self, path: str) -> tuple[Route, ...] | None:
        if path not in self.files:
            return None
        return json.extract(
            Source(self.texts.get(path, "{}"), name_of(path), language_named("JSON"))).routes

    def _compiled(self, name: str) -> list[tuple[str, Route]]:
        return [(path, route) for path in sorted(self.texts) for route in self._routes(path) or ()
                if route.kind in SEARCHES and name_of(route.pattern) == name]

    def imports(self, path: str, module: str, *names: str, level: int = 0) -> Link:
        return self.resolve(path, Reference("import", module, level, names))

    def links(self, path: str, written: str) -> Link:
        return self.resolve(path, Reference("link", written))

    def found(self, path: str, language: str, module: str, *names: str,
              kind: str = "import") -> tuple[str, str]:
        """(place, target) of a reference in a file of a language."""
        link = self.resolve(path, Reference(kind, module, 0, names), language)
        return link.place, link.target

    def resolve(self, path: str, reference: Reference, language: str = "Python") -> Link:
        self.asked.clear()
        (link,) = resolve(path, (reference,), self.look_up, language)
        assert (link.kind, link.module, link.level, link.names) == (
            reference.kind, reference.module, reference.level, reference.names)
        return link

    @property
    def missed(self) -> set[tuple[str, str]]:
        """Look-ups that found nothing."""
        return {question for question, answer in self.asked.items() if not answer}
