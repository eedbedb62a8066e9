"""Just: recipes, variables, aliases and imports."""

from __future__ import annotations

from tests.golden import cases
from tests.languages.extraction import assert_sound, lines, qualnames, run, signatures

TEXT = cases("just")[0].read_text(encoding="utf-8")


def test_recipes_are_targets_with_parameters_and_what_they_need() -> None:
    found = run("Just", TEXT)
    assert_sound(found, TEXT)
    assert qualnames(found, "target") == ["build", "clean", "release", "notify", "_inner"]
    assert signatures(found)["build"] == '(target=\'all\' *flags): clean (fetch "x")'
    first, last = lines(found)["build"]
    assert last - first == 2


def test_a_recipe_is_described_by_the_comment_above_its_attributes_or_by_one_of_them() -> None:
    docs = {s.name: s.doc for s in run("Just", TEXT).symbols if s.doc}
    assert docs == {
        "build": "Compile everything there is.", "release": "Bring it out.",
        "notify": "Tell them."}


def test_variables_and_aliases_are_listed_and_secrets_stay_untold() -> None:
    found = run("Just", TEXT)
    assert qualnames(found, "variable") == ["version", "LEVEL", "api_token", "banner"]
    assert (signatures(found)["b"], signatures(found)["api_token"]) == ("= build", "")


def test_imports_and_modules_are_paths() -> None:
    assert [(i.module, i.scope) for i in run("Just", TEXT).imports] == [
        ("other.just", ""), ("mine.just", "optional"),
        ("book/mod.just", "")]
