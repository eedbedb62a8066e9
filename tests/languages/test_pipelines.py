"""Workflows, pipelines, services and environments in YAML."""

from __future__ import annotations

from tests.languages.extraction import assert_sound, qualnames, run

WORKFLOW = """\
name: Test
on:
  push:
    branches: [main]
jobs:
  build:
    name: Build it
    runs-on: ubuntu
    steps:
      - uses: actions/checkout@v4
      - name: Say hello
        run: |
          uses: not/this@v1
      - uses: ./.github/actions/own
      - run: echo
  reuse:
    uses: a/b/.github/workflows/c.yml@main
"""


def test_a_workflow_has_events_jobs_and_named_steps() -> None:
    found = run("YAML", WORKFLOW, "ci.yml")
    assert_sound(found, WORKFLOW)
    assert qualnames(found, "event") == ["on.push"]
    assert [(s.name, s.doc) for s in found.symbols if s.kind == "job"] == [
        ("build", "Build it"), ("reuse", "")]
    assert qualnames(found, "step") == ["jobs.build.Say hello"]


def test_actions_and_reusable_workflows_are_imports() -> None:
    assert [(i.kind, i.module, i.names, i.line) for i in run("YAML", WORKFLOW).imports] == [
        ("action", "actions/checkout", ("v4",), 10), ("path", "./.github/actions/own", (), 14),
        ("action", "a/b/.github/workflows/c.yml", ("main",), 17)]


def test_hooks_come_from_repositories() -> None:
    text = (
        "repos:\n  - repo: https://a/b\n    rev: v1\n    hooks:\n      - id: c\n"
        "  - repo: local\n")
    found = run("YAML", text, ".pre-commit-config.yaml")
    assert [(i.module, i.names) for i in found.imports] == [("https://a/b", ("v1",))]


def test_services_have_images() -> None:
    text = "services:\n  db:\n    image: postgres:16\n  web:\n    build: .\n"
    found = run("YAML", text, "docker-compose.yml")
    assert qualnames(found, "service") == ["services.db", "services.web"]
    assert [(i.module, i.names) for i in found.imports] == [("postgres", ("16",))]


def test_an_environment_asks_for_packages() -> None:
    text = "dependencies:\n  - python=3.11\n  - numpy # why\n  - pip:\n      - air>=1\n"
    found = run("YAML", text, "environment.yml")
    assert [(i.module, i.names, i.scope) for i in found.imports] == [
        ("python", ("=3.11",), ""), ("numpy", (), ""), ("air", (">=1",), "pip")]


def test_a_pipeline_has_jobs_and_includes() -> None:
    text = "include:\n  - local: /a.yml\n.base:\n  script: x\nunit:\n  script:\n    - y\nz: 1\n"
    found = run("YAML", text, ".gitlab-ci.yml")
    assert qualnames(found, "job") == ["unit"]
    assert [i.module for i in found.imports] == ["a.yml"]


def test_the_same_keys_in_another_file_mean_nothing() -> None:
    text = "services:\n  db:\n    image: postgres:16\ndependencies:\n  - a\n"
    found = run("YAML", text, "values.yml")
    assert (found.imports, qualnames(found, "service")) == ((), [])


def test_events_may_stand_beside_on_alone_or_in_a_list() -> None:
    for written in ("push", "[push]", "[ 'push' ]", "\n  - push", "[\n  push,\n]"):
        text = f"on: {written}\njobs:\n  a:\n    runs-on: b\n"
        found = run("YAML", text, "ci.yml")
        assert_sound(found, text)
        assert qualnames(found, "event") == ["on.push"], written
    text = "on: [push, pull_request]\njobs: {}\n"
    assert qualnames(run("YAML", text), "event") == ["on.push", "on.pull_request"]


def test_on_elsewhere_is_a_key() -> None:
    assert qualnames(run("YAML", "on: [push]\noff: 1\n")) == ["on", "off"]


def test_an_action_has_inputs_outputs_and_what_it_runs() -> None:
    text = (
        "name: Own\ndescription: Does it.\ninputs:\n  token:\n    description: To log in.\n"
        "outputs:\n  path:\n    description: Where it is.\n"
        "runs:\n  using: node20\n  main: dist/index.js\n")
    found = run("YAML", text, "action.yml")
    assert_sound(found, text)
    assert [(s.name, s.doc) for s in found.symbols if s.kind == "option"] == [
        ("token", "To log in.")]
    assert [s.doc for s in found.symbols if s.qualname == "outputs.path"] == ["Where it is."]
    assert [(i.kind, i.module) for i in found.imports] == [("path", "dist/index.js")]


def test_dependencies_are_kept_up_to_date_in_folders() -> None:
    text = ("version: 2\nupdates:\n  - package-ecosystem: pip\n    directory: /docs\n"
            "  - package-ecosystem: npm\n    directory: /\n")
    found = run("YAML", text, "dependabot.yml")
    assert [(i.kind, i.module, i.line) for i in found.imports] == [("path", "docs", 4)]
