import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
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
    assert [operation["operationId"] for operation in operations(schema)] == [
        "check",
        "check_batch",
        "check_email",
        "read_picture",
        "rules",
        "facts",
        "model",
        "apple_message_filter",
        "check_lines",
        "report",
        "report_state",
        "delete_report",
        "reload",
        "drift",
        "healthz",
        "readyz",
    ]


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


@pytest.mark.parametrize("path", ["/v1/check", "/v1/check/batch", "/v1/check/email"])
def test_checks_tell_their_refusals(schema: dict[str, Any], path: str) -> None:
    assert set(schema["paths"][path]["post"]["responses"]) >= {"200", "406", "413", "415", "422"}


def examples(schema: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any], str, bytes | None]]:
    """Method, path, operation and an example body with its media type, for each that the description shows."""
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            for media_type, told in operation.get("requestBody", {}).get("content", {}).items():
                if "example" in told:
                    yield method, path, operation, media_type, told["example"].encode()
                for reference in references(told):
                    for example in schema["components"]["schemas"][reference.rpartition("/")[2]]["examples"]:
                        yield method, path, operation, media_type, json.dumps(example).encode()
            # What needs a key is asked with one elsewhere.
            if method == "get" and "{" not in path and not path.startswith("/v1/admin"):
                yield method, path, operation, "", None


def test_examples_are_answered_as_described(schema: dict[str, Any], client: TestClient) -> None:
    tried = set()
    for method, path, operation, media_type, content in examples(schema):
        response = client.request(method, path, content=content, headers={"Content-Type": media_type})
        described = operation["responses"][str(response.status_code)]
        assert response.status_code < 300, path
        answer = described["content"]["application/json"]["schema"] | {"components": schema["components"]}
        jsonschema_rs.Draft202012Validator(answer).validate(response.json())
        tried.add(operation["operationId"])
    assert tried >= {"check", "check_batch", "check_email", "rules", "facts", "model", "apple_message_filter", "report"}


def test_examples_of_fields_fit_them(schema: dict[str, Any]) -> None:
    for name, model in schema["components"]["schemas"].items():
        for field, told in model.get("properties", {}).items():
            fits = jsonschema_rs.Draft202012Validator(told | {"components": schema["components"]})
            assert all(map(fits.is_valid, told.get("examples", ()))), f"{name}.{field}"


def test_parameters_are_described(schema: dict[str, Any]) -> None:
    for operation in operations(schema):
        for parameter in operation.get("parameters", ()):
            assert parameter["description"].endswith("."), parameter["name"]


def test_description_is_served(schema: dict[str, Any], client: TestClient) -> None:
    assert client.get("/openapi.json").json() == schema


def test_docs_come_from_this_server_alone(client: TestClient) -> None:
    page = client.get("/docs").text
    addresses = re.findall(r'(?:src|href|data-openapi)="([^"]*)"', page)
    assert len(addresses) >= 5
    assert all(address.startswith("/") and client.get(address).status_code == 200 for address in addresses)
    assert not re.search(r"<script>|<style| style=", page)
