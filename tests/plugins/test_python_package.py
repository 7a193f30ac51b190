"""The Python client as a package: its types are those of the API, its README is true, its wheel is the same twice."""

import doctest
import importlib.metadata
import os
import subprocess
import sys
import tomllib
import zipfile
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Literal, NotRequired, get_args, get_origin, get_type_hints, is_typeddict

import pytest
from fastapi import FastAPI

from api.app import create_app
from api.settings import Settings
from postproof_client import Retry, answers, questions
from postproof_client.exchange import seconds_of
from tests.plugins.conftest import Service

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "plugins" / "python"
# Our names where the API's schemas have others.
NAMES = {"Verdict": "CheckResponse", "MailVerdict": "MailResponse"}
ANSWERS = [item for item in vars(answers).values() if is_typeddict(item)]


@pytest.fixture(scope="module")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    database = tmp_path_factory.mktemp("store") / "postproof.sqlite3"
    app: FastAPI = create_app(settings=Settings(database_url=f"sqlite:///{database}"))
    found: dict[str, Any] = app.openapi()["components"]["schemas"]
    return found


def schema_of(hint: Any) -> Any:
    """What a type hint says, as a JSON schema."""
    if is_typeddict(hint):
        return {"$ref": NAMES.get(hint.__name__, hint.__name__)}
    if get_origin(hint) is NotRequired:
        return schema_of(get_args(hint)[0])
    if get_origin(hint) is Literal:
        return {"enum": sorted(get_args(hint))}
    if get_origin(hint) is list:
        return {"type": "array", "items": schema_of(*get_args(hint))}
    if type(None) in get_args(hint):
        (some,) = (argument for argument in get_args(hint) if argument is not type(None))
        return {"anyOf": [schema_of(some), {"type": "null"}]}
    return {"type": {str: "string", int: "integer", float: "number", bool: "boolean"}[hint]}


def plain(schema: dict[str, Any], schemas: dict[str, Any]) -> Any:
    """A schema of the API without words and bounds; what only lists values stands for itself."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return plain(schemas[name], schemas) if "enum" in schemas[name] else {"$ref": name}
    if "enum" in schema:
        return {"enum": sorted(schema["enum"])}
    if "anyOf" in schema:
        return {"anyOf": [plain(part, schemas) for part in schema["anyOf"]]}
    if "items" in schema:
        return {"type": "array", "items": plain(schema["items"], schemas)}
    return {"type": schema["type"]}


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.__name__)
def test_the_types_of_answers_are_those_of_the_api(answer: Any, schemas: dict[str, Any]) -> None:
    schema = schemas[NAMES.get(answer.__name__, answer.__name__)]
    hints = get_type_hints(answer, include_extras=True)
    ours = {name: schema_of(hint) for name, hint in hints.items()}
    assert ours == {name: plain(field, schemas) for name, field in schema["properties"].items()}
    assert answer.__required_keys__ == frozenset(schema.get("required", ()))


@pytest.mark.parametrize(
    ("question", "name", "but"),
    [
        (questions.Thresholds, "Thresholds", set()),
        (questions.BatchMessage, "BatchMessage", set()),
        (questions.Options, "CheckRequest", {"text", "sender", "channel"}),
    ],
)
def test_the_types_of_questions_are_those_of_the_api(
    question: Any, name: str, but: set[str], schemas: dict[str, Any]
) -> None:
    schema = schemas[name]
    for field, hint in get_type_hints(question, include_extras=True).items():
        theirs = plain(schema["properties"][field], schemas)
        # What is null by default is left out instead.
        nullable = theirs.get("anyOf", [theirs])[0]
        assert schema_of(hint) == nullable, field
    assert set(question.__annotations__) | set(get_type_hints(question)) == set(schema["properties"]) - but
    assert question.__required_keys__ == set(schema.get("required", ())) - but


def test_the_readme_is_true(service: Service) -> None:
    text = (PACKAGE / "README.md").read_text("utf-8").replace("http://127.0.0.1:8000", service.address)
    test = doctest.DocTestParser().get_doctest(text, {}, "README.md", None, 0)
    told: list[str] = []
    result = doctest.DocTestRunner().run(test, out=told.append)
    assert result.attempted > 15 and not result.failed, "".join(told)


def test_the_version_stands_in_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert importlib.metadata.version("postproof-client") == project["version"]


def test_the_wheel_is_the_same_twice_and_needs_nothing_of_the_service(tmp_path: Path) -> None:
    wheels = []
    for name in ("one", "two"):
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / name)]
        environment = os.environ | {"SOURCE_DATE_EPOCH": "315532800"}
        subprocess.run(command, cwd=PACKAGE, env=environment, check=True, capture_output=True)
        wheels += (tmp_path / name).iterdir()
    one, two = wheels
    assert one.read_bytes() == two.read_bytes()
    with zipfile.ZipFile(one) as archive:
        files = {name for name in archive.namelist() if ".dist-info/" not in name}
        (told,) = (archive.read(name).decode() for name in archive.namelist() if name.endswith("METADATA"))
    assert {"postproof_client/py.typed", "postproof_client/LICENSE"} < files
    assert all(name.startswith("postproof_client/") for name in files)
    assert [line for line in told.splitlines() if line.startswith("Requires-Dist")] == ["Requires-Dist: httpx2>=2.9"]


@pytest.mark.parametrize(
    ("tried", "after", "least", "most"),
    [
        (1, None, 0, 0.5),
        (2, None, 0, 1),
        (3, None, 0, 2),
        (1, 7, 7, 7.5),
        (2, 30, 30, 30),
        (4, None, None, None),
        (1, 31, None, None),
    ],
)
def test_how_long_it_waits(tried: int, after: float | None, least: float | None, most: float | None) -> None:
    for _ in range(50):
        wait = Retry(times=3).wait(tried, after)
        assert wait is None if least is None or most is None else wait is not None and least <= wait <= most


def test_an_impatient_client_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="must not be negative"):
        Retry(times=-1)


@pytest.mark.parametrize(
    ("header", "least", "most"),
    [
        ("0", 0, 0),
        ("120", 120, 120),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 0, 0),
        ("soon", None, None),
        ("-1", None, None),
        ("", None, None),
        (None, None, None),
    ],
    ids=["none", "seconds", "a moment long past", "words", "less than none", "empty", "no header"],
)
def test_what_retry_after_says(header: str | None, least: float | None, most: float | None) -> None:
    seconds = seconds_of(header)
    assert seconds is None if least is None or most is None else seconds is not None and least <= seconds <= most


def test_a_moment_that_retry_after_names() -> None:
    seconds = seconds_of(format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True))
    assert seconds is not None and 3000 <= seconds <= 3600
