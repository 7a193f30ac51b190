import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient


@pytest.fixture(scope="module")
def schema(app: FastAPI) -> dict[str, Any]:
    return app.openapi()


def operations(schema: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for methods in schema["paths"].values() for operation in methods.values()]


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield from (value for key, value in node.items() if key == "$ref")
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_operation_ids_are_stable(schema: dict[str, Any]) -> None:
    assert [operation["operationId"] for operation in operations(schema)] == ["check", "healthz", "readyz"]


def test_references_resolve(schema: dict[str, Any]) -> None:
    found = {reference.removeprefix("#/components/schemas/") for reference in references(schema)}
    assert "CheckResponse" in found
    assert found <= set(schema["components"]["schemas"])


def test_every_field_is_described_with_an_example(schema: dict[str, Any]) -> None:
    fields = {
        f"{name}.{field}": told
        for name, model in schema["components"]["schemas"].items()
        for field, told in model.get("properties", {}).items()
    }
    assert len(fields) > 30
    assert [name for name, told in fields.items() if not told.get("description", "").endswith(".")] == []
    # What refers to another model has its examples there; a constant is its own.
    own = {name: told for name, told in fields.items() if "$ref" not in json.dumps(told) and "const" not in told}
    assert [name for name, told in own.items() if not told.get("examples")] == []


def test_refusals_are_problems(schema: dict[str, Any]) -> None:
    for operation in operations(schema):
        assert operation["summary"]
        assert operation["description"]
        for status, response in operation["responses"].items():
            if status >= "400":
                assert list(response["content"]) == ["application/problem+json"]
                content = response["content"]["application/problem+json"]
                assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
                assert content["example"]["status"] == int(status)


def test_check_tells_its_refusals(schema: dict[str, Any]) -> None:
    assert set(schema["paths"]["/v1/check"]["post"]["responses"]) == {"200", "400", "413", "415", "422"}


def test_examples_of_the_request_are_accepted(schema: dict[str, Any], client: TestClient) -> None:
    (example,) = schema["components"]["schemas"]["CheckRequest"]["examples"]
    assert client.post("/v1/check", json=example).status_code == 200


def test_description_is_served(schema: dict[str, Any], client: TestClient) -> None:
    assert client.get("/openapi.json").json() == schema


def test_docs_come_from_this_server_alone(client: TestClient) -> None:
    page = client.get("/docs").text
    addresses = re.findall(r'(?:src|href|data-openapi)="([^"]*)"', page)
    assert len(addresses) >= 5
    assert all(address.startswith("/") and client.get(address).status_code == 200 for address in addresses)
    assert not re.search(r"<script>|<style| style=", page)
