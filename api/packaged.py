"""TOML files that come with the service, held to their form: what is wrong is named with its file and field."""

import tomllib
from importlib.resources import files
from typing import TypeVar

from pydantic import BaseModel, ValidationError

Form = TypeVar("Form", bound=BaseModel)


class PackagedError(Exception):
    """A file of the package that cannot be used; a line for each field, which says what is wrong with it."""


def packaged(package: str, name: str, form: type[Form]) -> Form:
    """A file of a package in its form. Raises `PackagedError`."""
    place = f"{package.replace('.', '/')}/{name}"
    try:
        written = files(package).joinpath(name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PackagedError(f"{place}: cannot be read ({type(error).__name__}); install Postproof again") from None
    return formed(place, written, form)


def formed(place: str, written: str, form: type[Form]) -> Form:
    """A text of TOML in its form; `place` is what to call it. Raises `PackagedError`."""
    try:
        return form.model_validate(tomllib.loads(written))
    except tomllib.TOMLDecodeError as error:
        raise PackagedError(f"{place}: is no TOML: {error}") from None
    except ValidationError as error:
        lines = (f"{place}: {_field(item['loc'])}: {_problem(item['msg'])}" for item in error.errors())
        raise PackagedError("\n".join(lines)) from None


def _field(steps: tuple[int | str, ...]) -> str:
    """`burst.minutes`, `canary 3.label`: rows of a table count from 1."""
    name = ""
    for step in steps:
        name += f" {step + 1}" if isinstance(step, int) else f".{step}"
    return name.removeprefix(".")


def _problem(told: str) -> str:
    known = {"Field required": "is missing", "Extra inputs are not permitted": "is no field of it"}
    return known.get(told, told[:1].lower() + told[1:])
