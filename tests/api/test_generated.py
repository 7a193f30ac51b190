"""Requests made up from the description: none breaks the service, and each is answered as described."""

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode, SerializationContext
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

load_all_checks()
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
OPERATIONS = [
    "check",
    "check_batch",
    "check_email",
    "rules",
    "facts",
    "model",
    "apple_message_filter",
    "check_lines",
    "report",
    "report_state",
    "delete_report",
]
MODES = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
# Nothing can be wrong about a request without parameters.
CASES = [(name, mode) for name in OPERATIONS for mode in MODES if (name, mode) != ("model", GenerationMode.NEGATIVE)]


@schemathesis.serializer("message/rfc822")
def mail_bytes(context: SerializationContext, value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


@pytest.fixture(scope="module")
def description(app: FastAPI) -> BaseSchema:
    return schemathesis.openapi.from_asgi("/openapi.json", app)


@pytest.mark.parametrize(("operation_id", "mode"), CASES)
def test_generated_requests(description: BaseSchema, operation_id: str, mode: GenerationMode) -> None:
    operation = description.find_operation_by_id(operation_id)

    @settings(
        max_examples=12,
        derandomize=True,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case: Case) -> None:
        case.call_and_validate(checks=CHECKS)

    run()
