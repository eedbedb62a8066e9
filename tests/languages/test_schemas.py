"""Schemas, descriptions of interfaces and Kubernetes resources, in YAML and JSON."""

from __future__ import annotations

import json
import time

import pytest

from pipeline.model import Extraction
from tests.languages.extraction import assert_sound, lines, run, signatures

API = {
    "components": {"schemas": {"Pet": {
        "type": "object", "description": "An animal.",
        "properties": {"name": {"type": "string", "description": "What it is called."},
                       "owner": {"$ref": "#/components/schemas/Owner"}}}}},
    "info": {"title": "Pets", "version": "1", "description": "All about pets."},
    "openapi": "3.1.0",
    "paths": {"/pets/{id}": {
        "parameters": [{"name": "id"}],
        "get": {"summary": "Find a pet.", "operationId": "findPet", "responses": {}},
        "delete": {"description": "Give it away."}}},
}
API_YAML = """\
openapi: 3.1.0
info:
  title: Pets
  description: All about pets.
paths:
  /pets/{id}:
    parameters:
      - name: id
    get:
      summary: Find a pet.
      operationId: findPet
    delete:
      description: |
        Give it
        away.
components:
  schemas:
    Pet:
      type: object
      description: "An animal."
      properties:
        name:
          type: string
          description: What it is called.
        owner:
          $ref: '#/components/schemas/Owner'
"""
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Tool",
    "properties": {"size": {"type": "integer", "description": "How large."}},
    "$defs": {"Part": {"type": "object", "properties": {"weight": {"type": "number"}}}},
}


def shown(found: Extraction, *kinds: str) -> list[tuple[str, str, str, str]]:
    return [(s.kind, s.qualname, s.signature, s.doc) for s in found.symbols if s.kind in kinds]


@pytest.mark.parametrize(("language", "text"), [
    ("JSON", json.dumps(API, indent=2)), ("JSON", json.dumps(API)), ("YAML", API_YAML)])
def test_an_interface_has_operations_and_types(language: str, text: str) -> None:
    found = run(language, text)
    assert_sound(found, text)
    assert (found.title, found.doc) == ("Pets", "All about pets.")
    assert sorted(shown(found, "operation", "type", "property")) == [
        ("operation", "paths./pets/{id}.delete", "", "Give it away."),
        ("operation", "paths./pets/{id}.get", "= findPet", "Find a pet."),
        ("property", "components.schemas.Pet.name", ": string", "What it is called."),
        ("property", "components.schemas.Pet.owner", ": Owner", ""),
        ("type", "components.schemas.Pet", ": object", "An animal.")]


def test_a_schema_has_types_and_properties() -> None:
    text = json.dumps(SCHEMA, indent=1)
    found = run("JSON", text)
    assert_sound(found, text)
    assert shown(found, "type", "property") == [
        ("property", "properties.size", ": integer", "How large."),
        ("type", "$defs.Part", ": object", ""),
        ("property", "$defs.Part.weight", ": number", "")]


def test_a_schema_in_yaml_describes_its_properties() -> None:
    text = ("$id: http://a/b.yaml#\n$schema: http://devicetree.org/meta-schemas/core.yaml#\n"
            "title: A board\ndescription: |\n  It computes\n  much.\nproperties:\n"
            "  reg:\n    maxItems: 1\n"
            "    description: The registers.\n  clocks:\n    items:\n      - description: no\n")
    found = run("YAML", text)
    assert_sound(found, text)
    assert (found.title, found.doc) == ("A board", "It computes\nmuch.")
    assert shown(found, "property") == [
        ("property", "properties.reg", "", "The registers."),
        ("property", "properties.clocks", "", "")]


def test_the_same_keys_in_another_document_are_keys() -> None:
    for text in ('{"properties": {"a": {"type": "b"}}, "definitions": {"c": {}}}',
                 '{"$schema": "https://json.schemastore.org/x", "paths": {"/a": {"get": {}}}}'):
        assert {s.kind for s in run("JSON", text).symbols} == {"key"}


RESOURCES = """\
# Web and its door.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: a
          image: nginx:1.25
---
kind: Service
apiVersion: v1
metadata:
  name: web-door
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Values.name }}
"""


def test_each_document_with_a_kind_and_a_name_is_a_resource() -> None:
    found = run("YAML", RESOURCES)
    assert_sound(found, RESOURCES)
    assert found.doc == "Web and its door."
    assert shown(found, "resource") == [
        ("resource", "web", ": Deployment", ""), ("resource", "web-door", ": Service", "")]
    assert lines(found)["web"] == (2, 11)
    assert lines(found)["web-door"] == (13, 16)
    assert signatures(found)["web.metadata.name"] == "= web"
    assert [(i.module, i.names, i.line) for i in found.imports] == [("nginx", ("1.25",), 11)]


def test_a_configuration_without_a_name_is_no_resource() -> None:
    assert shown(run("YAML", "apiVersion: v1\nkind: Config\nname: a\n"), "resource") == []


@pytest.mark.parametrize("text", [API_YAML, RESOURCES, json.dumps(API), json.dumps(SCHEMA)])
def test_a_document_cut_anywhere_is_read(text: str) -> None:
    language = "JSON" if text.startswith("{") else "YAML"
    for end in range(0, len(text), 3):
        assert_sound(run(language, text[:end]), text[:end])
        assert_sound(run(language, text[end:]), text[end:])


@pytest.mark.parametrize("piece", [
    '"openapi": "3.', "{", "[", '{"a":', "apiVersion: v1\nkind: A\nmetadata:\n  name: b\n---\n",
    "- on: [\n", "on: [a, ", "\0", "$schema: ", '"$schema":"'])
def test_a_hundred_thousand_characters_of_one_thing_take_no_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    start = time.perf_counter()
    for language in ("YAML", "JSON"):
        for head in ("", 'openapi: "3.0"\non:\njobs:\n', '{"openapi": "3.0", "paths": '):
            assert_sound(run(language, head + text), head + text)
    assert time.perf_counter() - start < 10
